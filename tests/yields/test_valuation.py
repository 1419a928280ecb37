"""The valuation kernel against its plain twin to 1e-12, its laws, and average maturities of published lists."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ebb.errors import UsageError
from ebb.portfolio import Holdings
from ebb.sources.published import rows
from ebb.yields import average_maturity, dirty_prices, par_curve, priced, ten_year_duration, ten_year_equivalents
from ebb.yields.plain import plain_price
from ebb.yields.valuation import discounted

DAY = date(2022, 5, 25)
CURVE = par_curve(DAY, {0.25: 1.1, 2: 2.5, 5: 2.7, 10: 2.75, 20: 3.2, 30: 3.0}, "made")
BOOK = Holdings.from_rows(rows("soma_notesbonds_2022-05-25"))


def test_the_whole_list_of_2022_is_the_twin_to_the_last_digits() -> None:
    found = priced(BOOK.coupon, BOOK.matures, CURVE)
    twin = [plain_price(s.coupon or 0.0, s.matures, CURVE) for s in BOOK]
    assert len(twin) == 324
    for name in ("dirty", "accrued", "curve_duration"):
        theirs = np.array([getattr(one, name) for one in twin])
        assert np.abs(getattr(found, name) / np.where(theirs, theirs, 1.0) - (theirs != 0)).max() < 1e-12, name
    assert np.array_equal(dirty_prices(BOOK.coupon, BOOK.matures, CURVE), found.dirty)


@settings(max_examples=60, deadline=None)
@given(st.floats(0.0, 15.0), st.integers(1, 11_000), st.floats(-0.4, 8.0), st.floats(-1.0, 1.0))
def test_any_bond_is_the_twin(coupon: float, days: int, short: float, slope: float) -> None:
    curve = par_curve(DAY, {0.5: short, 30: short + slope}, "made")
    matures = DAY + timedelta(days=days)
    found, twin = priced([coupon], [matures], curve), plain_price(coupon, matures, curve)
    assert float(found.dirty[0]) == pytest.approx(twin.dirty, rel=1e-12)
    assert float(found.accrued[0]) == pytest.approx(twin.accrued, rel=1e-12, abs=1e-13)


def test_duration_is_the_slope_of_the_price() -> None:
    found = priced(BOOK.coupon, BOOK.matures, CURVE)
    up, down = (dirty_prices(BOOK.coupon, BOOK.matures, CURVE.shifted(bp)) for bp in (1, -1))
    slope = (down - up) / (2e-4 * found.dirty)
    assert slope == pytest.approx(found.curve_duration, rel=1e-5, abs=1e-6)
    # compounding twice a year, a modified duration is a little under the continuous one on a flat curve
    flat = par_curve(DAY, {10: 3.0}, "flat")
    on_flat = priced(BOOK.coupon, BOOK.matures, flat)
    long = np.asarray(BOOK.matures > np.datetime64("2023-12-31"))
    assert (on_flat.modified * 1.015)[long] == pytest.approx(on_flat.curve_duration[long], rel=0.01)


def test_a_higher_coupon_costs_the_annuity_and_a_bill_its_discount() -> None:
    matures = [date(2032, 5, 15)]
    two, three, four = (float(dirty_prices([c], matures, CURVE)[0]) for c in (2.0, 3.0, 4.0))
    assert four - three == pytest.approx(three - two, rel=1e-12)
    assert float(discounted([100.0], [DAY], CURVE)[0]) == 100.0
    assert float(discounted([100.0], [DAY + timedelta(days=91)], CURVE)[0]) == pytest.approx(99.73, abs=0.01)


def test_unknown_coupons_and_matured_bonds_are_refused() -> None:
    with pytest.raises(UsageError, match="unknown or below zero"):
        priced([np.nan], [date(2030, 1, 15)], CURVE)
    with pytest.raises(UsageError, match="matured"):
        priced([1.0], [DAY], CURVE)


@pytest.mark.parametrize(
    ("day", "years", "coupon"),
    [
        ("2017-09-27", 7.57, 3.010),
        ("2022-05-25", 8.11, 2.039),
        ("2025-11-19", 9.56, 2.779),
        ("2026-09-23", 9.43, 2.992),
    ],
)
def test_average_maturity_and_coupon_of_the_published_lists(day: str, years: float, coupon: float) -> None:
    """New York Fed, SOMA holdings of notes and bonds: averages computed from the full lists, two and three decimals."""
    book = Holdings.from_rows(rows(f"soma_notesbonds_{day}"))
    assert average_maturity(book.par, book.matures, date.fromisoformat(day)) == pytest.approx(years, abs=0.005)
    assert book.average_coupon() == pytest.approx(coupon, abs=0.0005)
    assert average_maturity([], np.array([], dtype="datetime64[D]"), DAY) == 0.0


def test_ten_year_equivalents_on_a_flat_curve_are_those_of_the_flat_form() -> None:
    """On a flat curve the older form, one yield for all, gives the same: within two parts in a thousand for day counts."""
    flat = par_curve(DAY, {10: 2.75}, "flat")
    found = priced(BOOK.coupon, BOOK.matures, flat)
    mine = float(BOOK.par @ found.modified) / ten_year_duration(flat) / 1e9
    theirs = ten_year_equivalents(BOOK.par / 1e9, BOOK.coupon / 100, BOOK.matures, on=DAY, yield_=0.0275)
    assert mine == pytest.approx(theirs.amount, rel=2e-3)
    ten = par_curve(DAY, {10: 4.0}, "flat")
    assert ten_year_duration(ten) == pytest.approx(8.176, abs=0.001)  # (1 - 1.02**-20) / 0.04
