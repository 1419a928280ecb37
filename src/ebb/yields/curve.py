"""A curve of zero rates on one day, from what was published: par yields, zero yields, or Svensson parameters.

Every form becomes the same thing, zero rates at fixed maturities joined by straight lines, flat beyond the ends. A curve
says what it was made of; nothing here looks for a figure.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ebb.errors import UnitError, UsageError

Array = NDArray[np.float64]

#: Maturities of the bootstrapped and Svensson curves: a month, a quarter, then every half-year to thirty years.
NODES = np.array([1.0 / 12.0, 0.25, *(0.5 * k for k in range(1, 61))])
NODES.flags.writeable = False
_LOWEST, _HIGHEST = -5.0, 25.0


@dataclass(frozen=True, slots=True, eq=False)
class Curve:
    """Zero rates on a day.

    Parameters
    ----------
    on : date
    years : float64, shape (k,), increasing, > 0
    zero : float64, shape (k,)
        Continuously compounded, decimals per year.
    made_of : str
        The published figures behind it, in words.
    """

    on: date
    years: Array
    zero: Array
    made_of: str

    def __post_init__(self) -> None:
        for values in (self.years, self.zero):
            values.flags.writeable = False

    def rate(self, years: ArrayLike) -> Array:
        """Zero rate, continuously compounded, decimal per year; flat before the first and after the last maturity."""
        return np.asarray(np.interp(np.asarray(years, dtype=np.float64), self.years, self.zero))

    def discount(self, years: ArrayLike) -> Array:
        """Value today of one paid in so many years. Law: 1 at zero years, exp(-rate x years)."""
        t = np.asarray(years, dtype=np.float64)
        return np.asarray(np.exp(-self.rate(t) * t))

    def shifted(self, bp: float) -> Curve:
        """The curve with every zero rate moved by so many basis points."""
        return replace(self, zero=self.zero + bp / 10_000.0)

    def par_yield(self, years: float) -> float:
        """Yield of a bond that pays twice a year and costs par, decimal per year, for a whole number of half-years.

        >>> from datetime import date
        >>> flat = par_curve(date(2025, 1, 2), {2: 4.0, 10: 4.0}, "two yields")
        >>> round(flat.par_yield(10), 10)
        0.04
        """
        times = np.arange(1, round(2 * years) + 1) / 2.0
        discounts = self.discount(times)
        return float(2.0 * (1.0 - discounts[-1]) / discounts.sum())


def par_curve(on: date, yields: Mapping[float, float], made_of: str) -> Curve:
    """Zero rates from par yields by bootstrap.

    Parameters
    ----------
    on : date
    yields : mapping of years to maturity -> percent a year
        Bond-equivalent par yields (Treasury constant maturities); joined by straight lines, flat beyond the ends.
    made_of : str

    Raises
    ------
    UnitError, UsageError
        If a yield is no plausible percent; if there is none, or no discount factors can give them.

    Notes
    -----
    ``D(k) = (1 - y/2 * (D(1) + ... + D(k-1))) / (1 + y/2)`` at every half-year k; within the first half-year simple
    interest, as bills pay no coupon. Law: a bond with the curve's own par yield costs exactly par.
    """
    years, percent = _ordered(yields)
    at = np.interp(NODES, years, percent) / 100.0
    short = int(np.searchsorted(NODES, 0.5))
    discounts = np.empty(len(NODES))
    discounts[:short] = 1.0 / (1.0 + at[:short] * NODES[:short])
    paid = 0.0
    for place in range(short, len(NODES)):
        half = at[place] / 2.0
        discounts[place] = (1.0 - half * paid) / (1.0 + half)
        paid += discounts[place]
    if discounts.min() <= 0.0:
        raise UsageError(
            f"par yields of {percent.min():g} to {percent.max():g} percent give a discount factor below zero",
            "yields.curve, par_curve",
            "par yields that some positive discount factors can give",
            "check the yields: so steep a curve cannot be traded",
        )
    return Curve(on, NODES.copy(), -np.log(discounts) / NODES, made_of)


def zero_curve(on: date, zeros: Mapping[float, float], made_of: str) -> Curve:
    """A curve through published zero yields, continuously compounded, percent a year, by years to maturity."""
    years, percent = _ordered(zeros)
    return Curve(on, years, percent / 100.0, made_of)


def svensson(years: ArrayLike, parameters: Sequence[float]) -> Array:
    """Zero yield of the Gurkaynak-Sack-Wright curve, percent, continuously compounded.

    Parameters
    ----------
    years : > 0
    parameters : (beta0, beta1, beta2, beta3, tau1, tau2), as the Board publishes them
        Before 1980 beta3 is absent (tau2 below zero).

    Notes
    -----
    Source: Gurkaynak, Sack and Wright, "The U.S. Treasury Yield Curve: 1961 to the Present", FEDS 2006-28.

    >>> given = (3.666225, -1.795458, 0.000070, -1.484404, 1.696496, 8.990198)
    >>> svensson([1, 2, 5, 10], given).round(4).tolist()
    [2.233, 2.4692, 2.8016, 2.9548]
    """
    n = np.asarray(years, dtype=np.float64)
    b0, b1, b2, b3, t1, t2 = parameters
    found = b0 + b1 * _slope(n / t1)
    if not t2 > 0:
        return np.asarray(found + b2 * _hump(n / t1))
    # On some days beta2 and beta3 are huge and opposite and tau1 all but tau2: take the difference of the humps, which is
    # small, before it is multiplied.
    return np.asarray(found + (b2 + b3) * _hump(n / t1) + b3 * (_hump(n / t2) - _hump(n / t1)))


def _slope(x: Array) -> Array:
    """(1 - exp(-x)) / x."""
    safe = np.where(x == 0.0, 1.0, x)
    return np.where(x == 0.0, 1.0, -np.expm1(-safe) / safe)


def _hump(x: Array) -> Array:
    """(1 - exp(-x)) / x - exp(-x), by its series where the two would cancel."""
    series = x * (0.5 - x * (1.0 / 3.0 - x * (0.125 - x * (1.0 / 30.0 - x / 144.0))))
    return np.where(np.abs(x) < 0.01, series, _slope(x) - np.exp(-x))


def svensson_curve(on: date, parameters: Sequence[float], made_of: str) -> Curve:
    """The curve of published Svensson parameters at :data:`NODES`."""
    return Curve(on, NODES.copy(), svensson(NODES, parameters) / 100.0, made_of)


def _ordered(yields: Mapping[float, float]) -> tuple[Array, Array]:
    if not yields:
        raise UsageError(
            "a curve of no yields", "yields.curve", "at least one maturity and its yield", "hand in published yields"
        )
    years = np.array(sorted(yields), dtype=np.float64)
    percent = np.array([yields[year] for year in sorted(yields)], dtype=np.float64)
    if not (np.all(years > 0) and np.all(np.isfinite(percent)) and _LOWEST < percent.min() <= percent.max() < _HIGHEST):
        raise UnitError(
            f"yields of {percent.min():g} to {percent.max():g}",
            "yields.curve",
            f"maturities above zero, percent a year between {_LOWEST:g} and {_HIGHEST:g}",
            "check the unit of the yields",
        )
    return years, percent
