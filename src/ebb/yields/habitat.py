"""Our own one-factor check of how a supply of bonds moves yields beside a rise of the policy rate.

A model in which a few investors hold what others do not want and ask to be paid for its risk. It is *ours*, in one
factor: it is linear in risk aversion, so doubling that doubles the effect exactly, while the full published model
(Wei 2022) gets 2.55 times. It serves to show signs and shapes, never to reproduce anybody's number.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]


def loading(years: ArrayLike, reversion: float) -> Array:
    """``A(n) = (1 - exp(-k n)) / k``: fall of an n-year zero's log price when the short rate rises by one, years."""
    n = np.asarray(years, dtype=np.float64)
    return n if reversion == 0.0 else -np.expm1(-reversion * n) / reversion


def hike_on_yield(years: ArrayLike, reversion: float) -> Array:
    """Rise of the n-year yield for a unit rise of the short rate that fades at `reversion` per year: ``A(n) / n``.

    Law: between 0 and 1, falls in n and in the speed at which the rise fades.
    """
    return loading(years, reversion) / np.asarray(years, dtype=np.float64)


def supply_on_yield(
    years: float,
    *,
    extra_supply: ArrayLike,
    maturities: ArrayLike,
    risk_aversion: float,
    volatility: float,
    reversion: float,
    fade: float = 0.0,
    steps: int = 2_000,
) -> float:
    """Rise of the n-year yield, decimal, when the public must hold `extra_supply` more bonds.

    Parameters
    ----------
    years : maturity n of the yield
    extra_supply, maturities : shape (m,)
        Amounts (in units of the investors' wealth) by maturity in years.
    risk_aversion : float, >= 0
    volatility : float
        Of the short rate, decimal per square root of a year.
    reversion : float, >= 0
        Speed k at which the short rate returns.
    fade : float, >= 0
        Speed at which the extra supply goes away; 0 = for good.

    Notes
    -----
    The price of risk rises by ``a s^2 sum(supply * A(maturity))``, fading at `fade`; the yield is its average over
    the life of the bond, weighted by the loading the bond then has. Law: linear in risk aversion and in supply.
    """
    amounts, terms = np.asarray(extra_supply, dtype=np.float64), np.asarray(maturities, dtype=np.float64)
    price_of_risk = risk_aversion * volatility**2 * float(amounts @ loading(terms, reversion))
    left = np.linspace(0.0, years, steps + 1)
    paid = loading(left, reversion) * np.exp(-fade * (years - left))
    return price_of_risk * float(np.trapezoid(paid, left)) / years


def equivalent_hike(years: float, yield_rise: float, reversion: float) -> float:
    """Rise of the short rate that moves the n-year yield by `yield_rise` (same unit)."""
    return yield_rise / float(hike_on_yield(years, reversion))
