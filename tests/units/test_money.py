"""Laws of cents and billions."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ebb.errors import AmountError
from ebb.units import CENTS_PER_BN, EXACT_BN, billions, cents, cents_of_dollars, dollars

EXACT_CENTS = int(EXACT_BN) * CENTS_PER_BN
exact_cents = st.integers(-EXACT_CENTS, EXACT_CENTS)


@given(exact_cents)
def test_cents_survive_the_way_to_billions_and_back(amount):
    assert cents(billions(amount)) == amount


@given(exact_cents)
def test_eleven_decimals_say_every_cent(amount):
    printed = f"{billions(amount):.11f}"
    assert int(printed.replace(".", "")) == amount


@given(st.lists(exact_cents, min_size=1, max_size=20))
def test_arrays_and_scalars_agree(amounts):
    values = billions(np.array(amounts, dtype=np.int64))
    assert values.tolist() == [billions(a) for a in amounts]
    assert cents(values).tolist() == amounts
    assert cents(values).dtype == np.int64


@given(st.integers(-(10**13), 10**13))
def test_whole_dollars_are_exact(amount):
    assert dollars(amount / 10**9) == amount
    assert cents_of_dollars(amount) == amount * 100


def test_arrays_come_back_read_only():
    for array in (cents(np.array([1.5])), billions(np.array([5], dtype=np.int64)), dollars(np.array([1.5]))):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 0


@pytest.mark.parametrize("amount", [float("nan"), float("inf"), -float("inf"), 1e9, -1e9])
def test_what_cannot_be_booked_is_refused(amount):
    for door in (cents, dollars):
        with pytest.raises(AmountError):
            door(amount)
        with pytest.raises(AmountError, match=r"1 of 2 amounts"):
            door(np.array([1.0, amount]))


def test_beyond_exactness_is_refused_rather_than_rounded():
    with pytest.raises(AmountError, match="to the cent"):
        billions(EXACT_CENTS + 1)
    with pytest.raises(AmountError, match="whole cents"):
        billions(np.array([1.5]))
    for amount in (2**63 // 100 + 1, -(2**63)):
        with pytest.raises(AmountError):
            cents_of_dollars(amount)


def test_a_published_amount():
    """H.4.1 of 2022-05-25 prints total assets of 8,914,281 million: 8.9 trillion is 891 trillion cents."""
    assert cents(8914.281) == 891_428_100_000_000


def test_every_cent_is_exact_up_to_the_limit_of_the_house():
    """The largest amounts are the hard ones: half a float's spacing is nearest to half a cent there."""
    amounts = np.random.default_rng(20220601).integers(EXACT_CENTS // 2, EXACT_CENTS, 200_000)
    assert (cents(billions(amounts)) == amounts).all()
    assert cents(billions(EXACT_CENTS)) == EXACT_CENTS
