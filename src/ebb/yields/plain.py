"""The valuation kernel once more, one security and one payment at a time: to be read, and to hold the arrays to.

Slow on purpose. Tests and benchmarks compare :func:`ebb.yields.valuation.priced` with it; nothing else may use it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import exp

from ebb.dates import add_months, month_end
from ebb.yields.curve import Curve
from ebb.yields.valuation import DAYS_A_YEAR


@dataclass(frozen=True, slots=True)
class PlainPrice:
    """Price per 100 of face and time-weighted duration in years of one security."""

    dirty: float
    accrued: float
    curve_duration: float


def plain_price(coupon: float, matures: date, curve: Curve) -> PlainPrice:
    """One bond as a sum of its payments.

    Parameters
    ----------
    coupon : percent a year
    matures : date, after the curve's day
    curve : Curve
    """
    years, zero = curve.years.tolist(), curve.zero.tolist()
    paid, last = [], date.max
    for back in range(200):
        day = coupon_day(matures, back)
        if day <= curve.on:
            last = day
            break
        paid.append((day, coupon / 2.0 + (100.0 if back == 0 else 0.0)))
    dirty = weighted = 0.0
    for day, amount in paid:
        t = (day - curve.on).days / DAYS_A_YEAR
        value = amount * exp(-rate(t, years, zero) * t)
        dirty += value
        weighted += t * value
    following = paid[-1][0]
    accrued = coupon / 2.0 * (curve.on - last).days / (following - last).days
    return PlainPrice(dirty, accrued, weighted / dirty)


def rate(t: float, years: Sequence[float], zero: Sequence[float]) -> float:
    """The zero rate at t by straight lines, flat outside."""
    if t <= years[0]:
        return zero[0]
    for place in range(1, len(years)):
        if t <= years[place]:
            slope = (zero[place] - zero[place - 1]) / (years[place] - years[place - 1])
            return slope * (t - years[place - 1]) + zero[place - 1]
    return zero[-1]


def coupon_day(matures: date, back: int) -> date:
    """The coupon date so many half-years before maturity."""
    month = add_months(matures.replace(day=1), -6 * back)
    end = month_end(month.year, month.month)
    if matures == month_end(matures.year, matures.month):
        return end
    return min(month + timedelta(days=matures.day - 1), end)
