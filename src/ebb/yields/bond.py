"""Price and yield of bonds that pay twice a year, and what a change of yield does to the price.

Street convention of US Treasury notes and bonds: yields compound twice a year, also over the broken first period;
accrued interest is the elapsed part of the coupon period (actual days over actual days). With one coupon left,
interest is simple. On a coupon date this is the Treasury's own formula (31 CFR Part 356, Appendix B, II.A); between
coupon dates the Treasury takes simple interest over the broken period, which moves a price by less than 0.01 per 100.
Coupons left come from :func:`ebb.dates.coupons.coupon_periods`. Everything is vectorised; rates are decimals per year, prices
are per 100 of face. Nothing here knows a curve, a date of today, or the Fed.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ebb.errors import UsageError

Array = NDArray[np.float64]

FACE = 100.0
#: Half-year yields below this are refused: the discount factor would blow up.
LOWEST_HALF_YIELD = -0.45
_YIELD_TOLERANCE = 1e-14
_MOST_STEPS = 60


def price(coupon: ArrayLike, yield_: ArrayLike, periods: ArrayLike, remaining: ArrayLike = 1.0) -> Array:
    """Clean price per 100 of face.

    Parameters
    ----------
    coupon, yield_ : decimals per year, broadcast together
        Coupon rate and yield to maturity, both semiannual.
    periods : int, >= 1
        Coupons still to be paid.
    remaining : float in (0, 1]
        Part of the current coupon period still to run; 1 on a coupon date.

    Returns
    -------
    float64 array of the broadcast shape

    Raises
    ------
    UsageError
        If periods < 1, remaining is outside (0, 1], the coupon is negative, or the yield is below -90 percent.

    Notes
    -----
    Law: falls in the yield, rises in the coupon; is 100 on a coupon date when coupon equals yield.
    Source: on coupon dates 31 CFR Part 356, Appendix B, II.A; between them the street convention.

    >>> round(float(price(0.045, 0.045, 20)), 10)
    100.0
    """
    c, half, n, w = _checked(coupon, yield_, periods, remaining)
    return _dirty(c, half, n, w) - c / 2.0 * FACE * (1.0 - w)


def dirty_price(coupon: ArrayLike, yield_: ArrayLike, periods: ArrayLike, remaining: ArrayLike = 1.0) -> Array:
    """What a buyer pays per 100 of face: clean price plus accrued interest (arguments as :func:`price`)."""
    return _dirty(*_checked(coupon, yield_, periods, remaining))


def yield_from_price(clean: ArrayLike, coupon: ArrayLike, periods: ArrayLike, remaining: ArrayLike = 1.0) -> Array:
    """Yield to maturity, decimal per year, at which :func:`price` gives `clean`.

    Parameters
    ----------
    clean : per 100 of face, > 0
    coupon, periods, remaining
        As in :func:`price`.

    Raises
    ------
    UsageError
        If no yield above -90 percent a year gives the price.

    Notes
    -----
    Newton's method from the left: price is convex and falling in yield, so every step after the first stays on the
    high-price side and the iteration cannot overshoot. Law: ``price(coupon, yield_from_price(p, ...)) == p`` to 1e-10.
    """
    target, c, n, w = np.broadcast_arrays(
        *(np.asarray(x, dtype=np.float64) for x in (clean, coupon, periods, remaining))
    )
    c, _, n, w = _checked(c, 0.0, n, w)
    target = target + c / 2.0 * FACE * (1.0 - w)
    lowest = np.full(target.shape, LOWEST_HALF_YIELD)
    if not np.all((target > 0) & (target < _dirty(c, lowest, n, w))):
        raise UsageError(
            "a price lies outside what any yield can give",
            "yields.bond",
            "prices per 100 of face, above 0 and below the price at -90 percent a year",
            "check that prices are per 100 and clean",
        )
    half = np.zeros(target.shape)
    for _ in range(_MOST_STEPS):
        value, slope = _dirty(c, half, n, w), _dirty_slope(c, half, n, w)
        # A first step far to the left is cut to halfway towards the lowest yield, from where the way is monotone.
        step = np.maximum((value - target) / -slope, (lowest - half) / 2.0)
        half = half + step
        if np.all(np.abs(step) < _YIELD_TOLERANCE * (1.0 + np.abs(half))):
            break
    return 2.0 * half


def modified_duration(coupon: ArrayLike, yield_: ArrayLike, periods: ArrayLike, remaining: ArrayLike = 1.0) -> Array:
    """Years: percent by which the dirty price falls for one percentage point of yield, at the margin.

    Law: equals ``-(dP/dy) / P``; between zero and the years to maturity of the bond at yields from zero up.
    """
    c, half, n, w = _checked(coupon, yield_, periods, remaining)
    return -_dirty_slope(c, half, n, w) / 2.0 / _dirty(c, half, n, w)


def dv01(coupon: ArrayLike, yield_: ArrayLike, periods: ArrayLike, remaining: ArrayLike = 1.0) -> Array:
    """Fall of the price per 100 of face when the yield rises one basis point, at the margin (>= 0)."""
    c, half, n, w = _checked(coupon, yield_, periods, remaining)
    return -_dirty_slope(c, half, n, w) / 2.0 * 1e-4


def _checked(
    coupon: ArrayLike, yield_: ArrayLike, periods: ArrayLike, remaining: ArrayLike
) -> tuple[Array, Array, Array, Array]:
    c, y, n, w = np.broadcast_arrays(*(np.asarray(x, dtype=np.float64) for x in (coupon, yield_, periods, remaining)))
    problems = []
    if np.any(n < 1) or np.any(n != np.floor(n)):
        problems.append("periods are not whole numbers of at least one")
    if np.any((w <= 0) | (w > 1)):
        problems.append("the remaining part of the period is outside (0, 1]")
    if np.any(c < 0):
        problems.append("a coupon is negative")
    if np.any(y / 2 < LOWEST_HALF_YIELD):
        problems.append("a yield is below -90 percent a year")
    if problems:
        raise UsageError(
            f"bonds cannot be priced: {'; '.join(problems)}",
            "yields.bond",
            "coupons and yields as decimals per year (0.045), coupons left as whole numbers",
            "correct the inputs",
        )
    return c, y / 2.0, n, w


def _annuity(half: Array, n: Array) -> Array:
    """Value of one paid at the end of each of n periods; smooth through a yield of zero."""
    small = np.abs(half) < 1e-9
    safe = np.where(small, 1.0, half)
    return np.where(small, n * (1.0 - half * (n + 1.0) / 2.0), -np.expm1(-n * np.log1p(half)) / safe)


def _dirty(c: Array, half: Array, n: Array, w: Array) -> Array:
    """c: coupon per year; half: yield per half-year; n: coupons left; w: part of the period left."""
    on_date = FACE * (c / 2.0 * _annuity(half, n) + np.exp(-n * np.log1p(half)))
    many = on_date * (1.0 + half) ** (1.0 - w)
    one = FACE * (1.0 + c / 2.0) / (1.0 + w * half)
    return np.where(n == 1, one, many)


def _dirty_slope(c: Array, half: Array, n: Array, w: Array) -> Array:
    """Derivative of the dirty price by the yield per half-year."""
    factor = 1.0 + half
    last = np.exp(-n * np.log1p(half))
    small = np.abs(half) < 1e-5
    safe = np.where(small, 1.0, half)
    # d/dh of the annuity; near zero by its series, because the closed form loses digits there.
    series = -n * (n + 1.0) / 2.0 + half * n * (n + 1.0) * (n + 2.0) / 3.0
    annuity_slope = np.where(small, series, (n * last / factor - _annuity(half, n)) / safe)
    on_date = FACE * (c / 2.0 * _annuity(half, n) + last)
    on_date_slope = FACE * (c / 2.0 * annuity_slope - n * last / factor)
    many = on_date_slope * factor ** (1.0 - w) + on_date * (1.0 - w) * factor**-w
    one = -FACE * (1.0 + c / 2.0) * w / (1.0 + w * half) ** 2
    return np.where(n == 1, one, many)
