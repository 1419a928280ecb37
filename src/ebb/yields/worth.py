"""A whole portfolio on a curve: market value, duration, ten-year equivalents and average maturity, class by class.

Every note and bond is priced on its own; so is every TIPS whose coupon is known, on real yields where these are handed in.
What cannot be priced from what is at hand is left out and named: a missing value is never par in disguise.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

import numpy as np

from ebb.portfolio import Holdings, Pools, Portfolio
from ebb.yields.curve import Curve
from ebb.yields.mortgage_value import mortgage_value
from ebb.yields.valuation import WEEK, average_maturity, discounted, priced, ten_year_duration

#: Why a class has no market value.
NO_REAL_YIELDS = "no real yields are held for the day"
NO_COUPONS = "the coupons of its issues are not held"
NOT_LISTED = "its issues are not held"
#: Share of a class whose coupons may be unknown.
UNKNOWN = 0.1


@dataclass(frozen=True, slots=True)
class ClassWorth:
    """One class of securities; amounts in USD billion, duration and maturity in years; None where not known.

    `par` includes the inflation compensation of TIPS. `market` is without accrued interest. `duration` is modified (effective
    for MBS), weighted by market value; `ten_year_equivalents` = par x duration / duration of the ten-year. `maturity` is the
    average time to contractual maturity weighted by par, for MBS the average life of principal in the model. `missing` says
    why there is no market value.
    """

    par: float
    market: float | None
    duration: float | None
    ten_year_equivalents: float | None
    maturity: float | None
    securities: int
    missing: str = ""

    @property
    def over_par(self) -> float | None:
        """Market value less par (and compensation), USD billion."""
        return None if self.market is None else self.market - self.par


@dataclass(frozen=True, slots=True)
class Worth:
    """A portfolio on a day. `classes` by name; `ten_year_duration` is what one ten-year equivalent carries, years."""

    on: date
    classes: Mapping[str, ClassWorth]
    ten_year_duration: float

    @property
    def par(self) -> float:
        """Par of all classes, USD billion."""
        return sum(one.par for one in self.classes.values())

    @property
    def market(self) -> float:
        """Market value of the classes that have one, USD billion."""
        return sum(one.market for one in self.classes.values() if one.market is not None)

    @property
    def over_par(self) -> float:
        """Market value less par of the classes that have one, USD billion."""
        return sum(gap for one in self.classes.values() if (gap := one.over_par) is not None)

    @property
    def ten_year_equivalents(self) -> float:
        """Ten-year equivalents of the classes that have them, USD billion. Law: those of the parts add up."""
        return sum(n for one in self.classes.values() if (n := one.ten_year_equivalents) is not None)

    @property
    def duration(self) -> float:
        """Market-weighted duration of the classes that have one, years."""
        known = [one for one in self.classes.values() if one.duration is not None and one.market is not None]
        total = sum(one.market or 0.0 for one in known)
        return sum((one.market or 0.0) * (one.duration or 0.0) for one in known) / total if total else 0.0

    @property
    def unvalued(self) -> tuple[str, ...]:
        """Classes that are held and have no market value."""
        return tuple(name for name, one in self.classes.items() if one.market is None and one.par > 0)


def worth(portfolio: Portfolio, curve: Curve, *, real: Curve | None, market_rate: float, sigma: float) -> Worth:
    """Value a portfolio on the curve's day.

    Parameters
    ----------
    portfolio : Portfolio
        Securities that mature on or before the day are left out.
    curve : Curve
        Nominal zero rates.
    real : Curve or None
        Real zero rates, for TIPS; None leaves them without a value.
    market_rate : 30-year mortgage rate, percent
    sigma : yearly standard deviation of the ten-year yield, decimal

    Notes
    -----
    Floating rate notes are worth par and carry a week's duration. Agency debt, held without its issues, has no value here.
    """
    book = portfolio.holdings.keep(portfolio.holdings.matures > np.datetime64(curve.on, "D"))
    kinds = {name: book.keep(book.asset_class == name) for name in ("notes_bonds", "tips", "frn")}
    ten = ten_year_duration(curve)
    found = {
        "bills": bills(portfolio.bills, curve, ten),
        "notes_bonds": coupon_class(kinds["notes_bonds"], curve, ten),
        "tips": _no_value(kinds["tips"], curve.on, NO_REAL_YIELDS)
        if real is None
        else coupon_class(kinds["tips"], real, ten),
        "frn": floating(kinds["frn"], curve.on, ten),
        "mbs": mortgages(portfolio.pools, curve, market_rate, sigma, ten),
        "agency_debt": ClassWorth(portfolio.agency_debt / 1e9, None, None, None, None, 0, NOT_LISTED),
    }
    return Worth(curve.on, MappingProxyType(found), ten)


def coupon_class(held: Holdings, curve: Curve, ten: float) -> ClassWorth:
    """Notes and bonds on a nominal curve, or TIPS (on par and compensation) on a real one.

    Issues whose coupon is not known stand at the average price and duration of the others, as long as they are less than
    :data:`UNKNOWN` of the amount; beyond that the class has no value.
    """
    if not len(held):
        return ClassWorth(0.0, 0.0, None, 0.0, None, 0)
    known = held.keep(~np.isnan(held.coupon))
    amount = (known.par + known.compensation).astype(np.float64)
    whole = float((held.par + held.compensation).sum())
    if amount.sum() < (1.0 - UNKNOWN) * whole:
        return _no_value(held, curve.on, NO_COUPONS)
    prices = priced(known.coupon, known.matures, curve)
    market, scale = amount * prices.clean / 100.0, whole / amount.sum()
    return ClassWorth(
        par=whole / 1e9,
        market=float(market.sum()) * scale / 1e9,
        duration=float(market @ prices.modified / market.sum()),
        ten_year_equivalents=float(amount @ prices.modified) * scale / ten / 1e9,
        maturity=average_maturity(held.par, held.matures, curve.on),
        securities=len(held),
    )


def bills(ladder: Mapping[date, int], curve: Curve, ten: float) -> ClassWorth:
    """Bills by maturity date, as single payments."""
    days = [day for day in sorted(ladder) if day > curve.on]
    par = np.array([ladder[day] for day in days], dtype=np.float64)
    if not par.sum():
        return ClassWorth(0.0, 0.0, None, 0.0, None, 0)
    market = discounted(par, np.array(days, dtype="datetime64[D]"), curve)
    years = (np.array(days, dtype="datetime64[D]") - np.datetime64(curve.on, "D")).astype(np.float64) / 365.25
    return ClassWorth(
        par=float(par.sum()) / 1e9,
        market=float(market.sum()) / 1e9,
        duration=float(market @ years / market.sum()),
        ten_year_equivalents=float(par @ years) / ten / 1e9,
        maturity=float(par @ years / par.sum()),
        securities=len(days),
    )


def floating(held: Holdings, on: date, ten: float) -> ClassWorth:
    """Floating rate notes: par, a week's duration."""
    par = held.total() / 1e9
    life = average_maturity(held.par, held.matures, on) if len(held) else None
    return ClassWorth(par, par, WEEK, par * WEEK / ten, life, len(held))


def mortgages(pools: Pools, curve: Curve, market_rate: float, sigma: float, ten: float) -> ClassWorth:
    """Mortgage pools on paths of rates (:func:`ebb.yields.mortgage_value.mortgage_value`)."""
    found = mortgage_value(pools, curve, market_rate, sigma)
    if not found.face:
        return ClassWorth(0.0, 0.0, None, 0.0, None, 0)
    par = found.face / 1e9
    return ClassWorth(
        par, found.market / 1e9, found.duration, par * found.duration / ten, found.average_life, len(pools)
    )


def _no_value(held: Holdings, on: date, why: str) -> ClassWorth:
    par = float((held.par + held.compensation).sum()) / 1e9
    maturity = average_maturity(held.par, held.matures, on) if len(held) else None
    return ClassWorth(par, None, None, None, maturity, len(held), why)
