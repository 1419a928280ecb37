"""What securities earn between two days: laws of accrual, exact to the cent, and a plain twin."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ebb.books.income_securities import coupons_accrued, ladder_weights, mortgage_interest, simple_interest
from ebb.errors import UnitError
from ebb.portfolio import Holdings
from ebb.sources.published import rows

pars = st.integers(100, 60_000_000_000)
coupons = st.sampled_from([0.125, 0.25, 1.375, 2.0, 4.5, 7.625])
maturities = st.dates(date(2023, 1, 1), date(2052, 12, 31))
days = st.dates(date(2020, 1, 1), date(2022, 12, 31))


@settings(max_examples=80, deadline=None)
@given(pars, coupons, maturities, days, st.integers(1, 400), st.integers(1, 400))
def test_intervals_add_up(par: int, coupon: float, matures: date, first: date, one: int, two: int) -> None:
    middle, last = first + timedelta(days=one), first + timedelta(days=one + two)
    whole = coupons_accrued(par, coupon, matures, first, last)
    parts = coupons_accrued(par, coupon, matures, first, middle) + coupons_accrued(par, coupon, matures, middle, last)
    assert abs(int(whole) - int(parts)) <= 1
    assert int(whole) >= 0


@settings(max_examples=40, deadline=None)
@given(pars, coupons, st.dates(date(2024, 1, 1), date(2040, 12, 28)).map(lambda day: day.replace(day=15)))
def test_a_year_before_maturity_earns_the_whole_coupon_and_nothing_after(
    par: int, coupon: float, matures: date
) -> None:
    start = matures.replace(year=matures.year - 1)
    assert int(coupons_accrued(par, coupon, matures, start, matures)) == round(par * coupon)
    assert int(coupons_accrued(par, coupon, matures, matures, matures + timedelta(days=90))) == 0


def test_a_year_of_the_list_of_2022_earns_its_coupons() -> None:
    """Every issue of mid-May and mid-November, to a cent each: two coupons whatever the days in their periods."""
    book = Holdings.from_rows(rows("soma_notesbonds_2022-05-25"))
    mids = book.keep(
        ((book.matures - book.matures.astype("datetime64[M]").astype("datetime64[D]")).astype(int) == 14)
        & (book.matures > np.datetime64("2023-05-15"))
    )
    twice = coupons_accrued(mids.par, mids.coupon, mids.matures, date(2022, 5, 15), date(2023, 5, 15))
    quarterly = np.isin((mids.matures.astype("datetime64[M]").astype(int) % 12), [4, 10])  # May and November
    assert quarterly.sum() > 20
    assert np.abs(twice[quarterly] - np.rint(mids.par[quarterly] * mids.coupon[quarterly])).max() <= 1


def test_an_unknown_coupon_earns_nothing_and_a_slip_of_units_is_refused() -> None:
    assert coupons_accrued([1e9], [np.nan], [date(2030, 2, 15)], date(2025, 1, 1), date(2025, 2, 1)).tolist() == [0]
    with pytest.raises(UnitError, match="coupon of 287"):
        coupons_accrued([1e9], [287.5], [date(2030, 2, 15)], date(2025, 1, 1), date(2025, 2, 1))


def test_money_market_and_mortgage_interest() -> None:
    assert int(simple_interest(36_000, 5.0, 10)) == 5_000  # 36,000 x 5% x 10/360 = 50.00
    assert mortgage_interest([12_000, 0], [2.5, 9.0]).tolist() == [2_500, 0]
    assert int(mortgage_interest([12_000], [2.5], 0.5).sum()) == 1_250


def test_the_ladder_is_as_old_as_its_terms() -> None:
    weights = ladder_weights((8, 13, 26))
    assert (len(weights), float(weights.sum())) == (26, pytest.approx(1.0))
    assert weights[:8] == pytest.approx([3 / 47] * 8)
    assert weights[13:] == pytest.approx([1 / 47] * 13)
    # a ladder of one term is on average half its term old
    assert float(ladder_weights([26]) @ np.arange(26)) == pytest.approx(12.5)
