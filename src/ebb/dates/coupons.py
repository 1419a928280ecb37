"""Coupon dates of Treasury notes and bonds: every six months back from maturity, at a month's end where that is one."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from ebb.errors import UsageError

Days = NDArray[np.datetime64]
Floats = NDArray[np.float64]

#: Sets of bonds kept by day: a few hundred months of a few hundred bonds are a few megabytes.
_KEPT: Final = 512


def coupon_periods(settlement: Any, maturity: Any) -> tuple[NDArray[np.int64], Floats]:
    """Coupons left and remaining part of the current period of bonds that mature on `maturity`.

    Parameters
    ----------
    settlement, maturity : dates or datetime64[D] arrays, broadcast together

    Returns
    -------
    periods : int64, remaining : float64 in (0, 1]

    Raises
    ------
    UsageError
        If a bond has matured.

    Notes
    -----
    Coupons fall every six months back from maturity; where maturity is the last day of its month, so is every coupon
    date.
    """
    settles, matures = np.broadcast_arrays(
        np.asarray(settlement, dtype="datetime64[D]"), np.asarray(maturity, dtype="datetime64[D]")
    )
    if np.any(matures <= settles):
        raise UsageError(
            "a bond has matured on or before settlement",
            "dates.coupons",
            "maturity dates after the settlement date",
            "leave matured bonds out",
        )
    months = (matures.astype("datetime64[M]") - settles.astype("datetime64[M]")).astype(np.int64)
    count = months // 6 + 1
    # The coupon date `count` half-years back may still lie after settlement, or one half-year too far back.
    count = np.where(coupon_date(matures, count) > settles, count + 1, count)
    count = np.where(coupon_date(matures, count - 1) <= settles, count - 1, count)
    last, following = coupon_date(matures, count), coupon_date(matures, count - 1)
    days, period = (following - settles).astype(np.float64), (following - last).astype(np.float64)
    return count, days / period


def half_years_left(day: Any, maturity: Any) -> Floats:
    """Half-years from a day to maturity, counted in coupon periods: whole periods, and the part of the current one by days.

    Parameters
    ----------
    day, maturity : dates or datetime64[D] arrays, broadcast together
        From maturity on, 0.

    Notes
    -----
    Law: falls by exactly one from a coupon date to the next, in equal steps a day between them. So interest accrued
    between two days on the actual/actual basis of Treasury securities is half the coupon times the difference.
    Source: 31 CFR Part 356, Appendix B, I.A (regular interest payment periods).

    >>> from datetime import date
    >>> float(half_years_left(date(2025, 2, 15), date(2026, 2, 15)))
    2.0
    """
    days, matures = np.asarray(day, dtype="datetime64[D]"), np.asarray(maturity, dtype="datetime64[D]")
    if days.ndim == 0 and matures.ndim == 1:  # runs ask for the same bonds on the same day again and again
        return _from_day(days.astype(np.int64).item(), matures.tobytes()).copy()
    return _left(*np.broadcast_arrays(days, matures))


@lru_cache(maxsize=_KEPT)
def _from_day(day: int, matures: bytes) -> Floats:
    found = np.frombuffer(matures, dtype="datetime64[D]")
    return _left(np.full(found.shape, np.datetime64(day, "D")), found)


def _left(days: Days, matures: Days) -> Floats:
    alive = matures > days
    left = np.zeros(days.shape)
    if alive.any():
        count, remaining = coupon_periods(days[alive], matures[alive])
        left[alive] = count - 1 + remaining
    return left


def coupon_date(matures: Days, back: NDArray[np.int64]) -> Days:
    """The coupon date `back` half-years before maturity (0 = maturity itself), elementwise."""
    month = matures.astype("datetime64[M]")
    target = month - 6 * back
    month_end = (matures + 1).astype("datetime64[M]") != month
    last_day = (target + 1).astype("datetime64[D]") - np.timedelta64(1, "D")
    same_day = np.minimum(target.astype("datetime64[D]") + (matures - month.astype("datetime64[D]")), last_day)
    return np.where(month_end, last_day, same_day)
