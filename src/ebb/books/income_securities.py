"""What securities earn between two days, security by security, in whole cents.

Notes and bonds accrue actual days over actual days of their own coupon period; inflation-indexed ones on par and
compensation; floating rate notes and bills by days over 360, bills by discount; mortgage pools a twelfth of their coupon
a month. Premiums and discounts paid are no part of this (:mod:`ebb.books.income_premium`), nor are market values.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ebb.dates.coupons import half_years_left
from ebb.errors import UnitError

CentsArray = NDArray[np.int64]

#: Days of a year in the money market, on which bills and floating rate notes are quoted.
MONEY_MARKET_YEAR = 360.0
#: Percent a year outside which a coupon or rate is taken for a slip of units.
_LOWEST, _HIGHEST = -5.0, 25.0


def coupons_accrued(par: ArrayLike, coupon: ArrayLike, matures: Any, first: Any, last: Any) -> CentsArray:
    """Interest that coupon securities earn from the end of one day to the end of another, cents, elementwise.

    Parameters
    ----------
    par : whole US dollars (for TIPS: par and inflation compensation), shape (n,)
    coupon : percent a year, shape (n,)
        NaN (unknown) earns nothing: name the assumption that fills it before calling.
    matures : dates or datetime64[D], shape (n,)
        From maturity on nothing accrues.
    first, last : dates or datetime64[D], broadcast
        Nothing accrues where `last` is not after `first`.

    Returns
    -------
    int64 array of cents, the broadcast shape

    Raises
    ------
    UnitError
        If a coupon is no plausible percent.

    Notes
    -----
    Laws: over one whole coupon period exactly half the coupon; intervals add up, to a cent each. Half the coupon times the
    half-years that pass (:func:`ebb.dates.coupons.half_years_left`), 31 CFR Part 356, Appendix B, I.A.

    >>> from datetime import date
    >>> coupons_accrued([1_000_000], [2.0], date(2030, 2, 15), date(2025, 2, 15), date(2025, 8, 15)).tolist()
    [1000000]
    """
    rate = _percent(coupon, "coupon")
    passed = half_years_left(first, matures) - half_years_left(last, matures)
    earned = np.asarray(par, dtype=np.float64) * np.nan_to_num(rate) / 2.0 * np.maximum(passed, 0.0)
    return np.rint(earned).astype(np.int64)


def simple_interest(amount: ArrayLike, rate: ArrayLike, days: ArrayLike) -> CentsArray:
    """Money-market interest or discount: amount x rate x days / 360, cents, elementwise.

    Parameters
    ----------
    amount : whole US dollars; for bills their par, on which a discount rate is quoted
    rate : percent a year
    days : days, >= 0

    >>> simple_interest(360_000, 5.0, 1).tolist()
    5000
    """
    earned = np.asarray(amount, dtype=np.float64) * _percent(rate, "rate") * np.asarray(days, dtype=np.float64)
    return np.rint(earned / MONEY_MARKET_YEAR).astype(np.int64)


def mortgage_interest(balance: ArrayLike, coupon: ArrayLike, share_of_month: float = 1.0) -> CentsArray:
    """A month's interest of mortgage pools on the balance it began with: balance x coupon / 12, cents, shape (n,).

    Parameters
    ----------
    balance : whole US dollars by cohort, after the factor of the month
    coupon : pass-through coupon, percent a year
    share_of_month : float in [0, 1]

    Notes
    -----
    Pools count 30 days in every month. The balance that paid its principal during the month earned interest until the
    month's start only: its holders are paid by the factor, with a delay that moves cash but no income.

    >>> mortgage_interest([1_200_000], [2.5]).tolist()
    [250000]
    """
    earned = np.asarray(balance, dtype=np.float64) * _percent(coupon, "coupon") / 12.0 * share_of_month
    return np.rint(earned).astype(np.int64)


def ladder_weights(weeks: ArrayLike) -> NDArray[np.float64]:
    """How old a bill ladder is: share of today's bills bought so many whole weeks ago, shape (max(weeks),), sums to 1.

    Parameters
    ----------
    weeks : terms in weeks into which equal amounts are rolled, e.g. (8, 13, 26)

    Notes
    -----
    A bill bought k weeks ago is still held if its term is longer than k weeks, and equal *amounts of maturing bills* go
    into each term: the share bought k weeks ago is proportional to the number of terms longer than k.

    >>> ladder_weights([1, 2]).round(4).tolist()
    [0.6667, 0.3333]
    """
    terms = np.asarray(weeks, dtype=np.int64)
    held = (terms[None, :] > np.arange(terms.max())[:, None]).sum(axis=1)
    return np.asarray(held / held.sum(), dtype=np.float64)


def _percent(rate: ArrayLike, name: str) -> NDArray[np.float64]:
    found = np.asarray(rate, dtype=np.float64)
    wrong = (found < _LOWEST) | (found > _HIGHEST)
    if np.any(wrong):
        raise UnitError(
            f"a {name} of {found[wrong].flat[0]:g}",
            "books.income_securities",
            f"percent a year between {_LOWEST:g} and {_HIGHEST:g}, e.g. 2.875",
            "check the unit of the rates",
        )
    return found
