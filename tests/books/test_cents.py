"""Cents: published figures come in exactly, floats and foreign units are refused."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ebb import units
from ebb.books.cents import LIMIT, cents, say, usd_bn, whole
from ebb.errors import AmountError, UnitError

#: 65,536 billion dollars, up to which a float of billions shows every cent.
EXACT = int(units.EXACT_BN) * units.CENTS_PER_BN


@given(st.integers(-20_000_000, 20_000_000))
def test_published_millions_come_in_exactly(millions: int) -> None:
    assert cents(float(millions), "USD mn") == millions * 100_000_000
    assert cents(millions / 1000) == millions * 100_000_000


@given(st.integers(-EXACT, EXACT))
def test_eleven_decimals_of_a_billion_say_every_cent(amount: int) -> None:
    assert cents(float(f"{usd_bn(amount):.11f}")) == amount


@given(st.floats(-60_000, 60_000))
def test_the_whole_house_counts_the_same_cents(billions: float) -> None:
    assert cents(billions) == units.cents(billions)
    assert usd_bn(cents(billions)) == units.billions(units.cents(billions))


@pytest.mark.parametrize("wrong", [float("nan"), float("inf"), 1e9])
def test_an_amount_that_does_not_fit_is_refused(wrong: float) -> None:
    with pytest.raises(AmountError):
        cents(wrong)


def test_a_rate_is_no_money() -> None:
    with pytest.raises(UnitError):
        cents(4.2, "percent")


def test_only_integers_are_whole_cents() -> None:
    assert whole(np.int64(7), "here") == 7
    assert type(whole(np.int64(7), "here")) is int
    with pytest.raises(AmountError, match="whole number of cents"):
        whole(7.0, "here")  # type: ignore[arg-type]
    with pytest.raises(AmountError, match="int64"):
        whole(LIMIT, "here")


def test_say_keeps_the_cents_and_the_sign() -> None:
    assert say(5) == "0.05 USD"
    assert say(-123456) == "-1,234.56 USD"
