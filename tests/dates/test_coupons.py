"""Coupon dates and half-years left: the laws of accrual, against a plain count of days."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ebb.dates import add_months, month_end
from ebb.dates.coupons import coupon_periods, half_years_left
from ebb.errors import UsageError

maturities = st.dates(date(2026, 1, 1), date(2056, 12, 31))
days = st.dates(date(2020, 1, 1), date(2025, 12, 31))


def plain_left(day: date, matures: date) -> float:
    """Half-years to maturity by walking back from it: the readable referee."""
    last = matures == month_end(matures.year, matures.month)
    count, following = 0, matures
    while True:
        month = add_months(matures.replace(day=1), -6 * (count + 1))
        end = month_end(month.year, month.month)
        before = end if last else min(month.replace(day=1) + timedelta(days=matures.day - 1), end)
        if before <= day:
            return count + (following - day).days / (following - before).days
        count, following = count + 1, before


@settings(max_examples=150, deadline=None)
@given(days, maturities)
def test_half_years_left_are_those_of_a_plain_walk(day: date, matures: date) -> None:
    assert float(half_years_left(day, matures)) == pytest.approx(plain_left(day, matures), abs=1e-12)


@settings(max_examples=60, deadline=None)
@given(days, maturities)
def test_a_coupon_date_is_a_whole_number_and_a_day_never_adds(day: date, matures: date) -> None:
    here, tomorrow = half_years_left(np.array([day, day + timedelta(days=1)]), matures)
    assert here > tomorrow > here - 1 / 180
    count, part = coupon_periods(day, matures)
    assert int(count) - 1 + float(part) == pytest.approx(float(here))


def test_at_and_after_maturity_nothing_is_left() -> None:
    matures = date(2025, 2, 28)
    assert half_years_left([matures, date(2026, 1, 1)], matures).tolist() == [0.0, 0.0]
    with pytest.raises(UsageError, match="matured"):
        coupon_periods(matures, matures)


def test_the_end_of_february_pays_at_the_end_of_august() -> None:
    assert float(half_years_left(date(2025, 8, 31), date(2026, 2, 28))) == 1.0
    assert float(half_years_left(date(2025, 8, 30), date(2026, 2, 28))) > 1.0
