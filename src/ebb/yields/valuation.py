"""What securities are worth on a curve, security by security: price, duration, ten-year equivalents.

Cash flows are laid on calendar dates and discounted one by one, so that bonds of one maturity and different coupons are
worth what their own payments are worth. Market values are information: they change no income and no book.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ebb.dates.coupons import coupon_periods
from ebb.errors import UsageError
from ebb.yields.bond import FACE, modified_duration, yield_from_price
from ebb.yields.curve import Curve

Array = NDArray[np.float64]

DAYS_A_YEAR: Final = 365.25
#: Floating rate notes are reset every week: worth par, with a week's duration.
WEEK: Final = 7.0 / DAYS_A_YEAR


@dataclass(frozen=True, slots=True, eq=False)
class Priced:
    """Prices per 100 of face, durations in years; each of shape (n,).

    `yield_` is the street yield to maturity (decimal per year) that gives `clean`; `modified` the modified duration at that
    yield; `curve_duration` the percent fall of the dirty price for a parallel rise of zero rates of one point, at the margin.
    """

    dirty: Array
    accrued: Array
    yield_: Array
    modified: Array
    curve_duration: Array

    @property
    def clean(self) -> Array:
        """Dirty price less accrued interest."""
        return self.dirty - self.accrued


def priced(coupon: ArrayLike, matures: Any, curve: Curve) -> Priced:
    """Coupon securities on the curve's day.

    Parameters
    ----------
    coupon : percent a year, shape (n,)
    matures : dates or datetime64[D], shape (n,), after the curve's day
    curve : Curve

    Raises
    ------
    UsageError
        If a security has matured or a coupon is unknown or below zero.

    Notes
    -----
    Payments on their contractual dates, times in years of 365.25 days. Law: the dirty price is the sum of discounted
    payments; a coupon higher by one point is worth more by the annuity of its dates.
    """
    dirty, weighted, periods, remaining = _discounted(coupon, matures, curve)
    rate = np.asarray(coupon, dtype=np.float64) / 100.0
    accrued = rate / 2.0 * FACE * (1.0 - remaining)
    yields = yield_from_price(dirty - accrued, rate, periods, remaining)
    return Priced(dirty, accrued, yields, modified_duration(rate, yields, periods, remaining), weighted / dirty)


def dirty_prices(coupon: ArrayLike, matures: Any, curve: Curve) -> Array:
    """Only the dirty prices of :func:`priced`, per 100 of face, shape (n,)."""
    return _discounted(coupon, matures, curve)[0]


def discounted(amount: ArrayLike, paid: Any, curve: Curve) -> Array:
    """Value of single payments (bills) on the curve's day, in the unit of `amount`, shape (n,)."""
    return np.asarray(np.asarray(amount, dtype=np.float64) * curve.discount(_years(paid, curve.on)))


def average_maturity(par: ArrayLike, matures: Any, on: date) -> float:
    """Par-weighted time to maturity, years of 365.25 days; 0 of an empty list.

    Source of the convention: checked against the New York Fed's lists of 2017, 2022, 2025 and 2026 (7.57, 8.11, 9.56, 9.43).
    """
    amounts = np.asarray(par, dtype=np.float64)
    return float(amounts @ _years(matures, on) / amounts.sum()) if amounts.sum() > 0 else 0.0


def ten_year_duration(curve: Curve) -> float:
    """Modified duration of a ten-year bond at par on the curve, years: what one ten-year equivalent carries."""
    par = curve.par_yield(10.0)
    return float(modified_duration(par, par, 20))


def _discounted(coupon: ArrayLike, matures: Any, curve: Curve) -> tuple[Array, Array, NDArray[np.int64], Array]:
    """Dirty price, its time-weighted sum, coupons left and the part of the period left."""
    rate = np.asarray(coupon, dtype=np.float64)
    ends = np.asarray(matures, dtype="datetime64[D]")
    if not np.all(rate >= 0.0):
        raise UsageError(
            "a coupon is unknown or below zero",
            "yields.valuation",
            "percent a year, zero or more, for every security",
            "leave out what has no known coupon, and say so",
        )
    periods, remaining = coupon_periods(np.datetime64(curve.on, "D"), ends)
    if not len(periods):
        return np.zeros(0), np.zeros(0), periods, remaining
    first = np.cumsum(periods) - periods
    times = _times(ends, periods, first, curve.on)
    value = curve.discount(times) * np.repeat(rate / 200.0 * FACE, periods)
    # a security's payments run from its maturity backwards: the first of them carries the face value
    value[first] += FACE * curve.discount(times[first])
    return np.add.reduceat(value, first), np.add.reduceat(value * times, first), periods, remaining


def _times(ends: NDArray[np.datetime64], periods: NDArray[np.int64], first: NDArray[np.int64], on: date) -> Array:
    """Years to every payment of every security, maturity first, one after another, shape (sum of periods,).

    The coupon dates of :func:`ebb.dates.coupons.coupon_date`, in whole days from a table of months.
    """
    month = ends.astype("datetime64[M]")
    here = month.astype(np.int64)
    low, high = int(here.min() - 6 * periods.max()), int(here.max()) + 2
    starts = np.arange(low, high + 1).astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
    of_month = (ends - month.astype("datetime64[D]")).astype(np.int64)
    at_end = ends.astype(np.int64) + 1 == starts[here - low + 1]
    back = np.arange(int(periods.sum())) - np.repeat(first, periods)
    place = np.repeat(here - low, periods) - 6 * back
    last = starts[place + 1] - 1
    days = np.minimum(starts[place] + np.repeat(np.where(at_end, 31, of_month), periods), last)
    return np.asarray((days - np.datetime64(on, "D").astype(np.int64)) / DAYS_A_YEAR)


def _years(paid: Any, on: date) -> Array:
    days = np.asarray(paid, dtype="datetime64[D]") - np.datetime64(on, "D")
    return np.asarray(days.astype(np.float64) / DAYS_A_YEAR)
