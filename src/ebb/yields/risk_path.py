"""Interest-rate risk of a portfolio month by month, in ten-year equivalents: what the Fed holds, and so what others need not.

Securities are carried month by month by the simulation; here each month's holdings become ten-year equivalents. Treasuries
issue by issue at one yield; mortgages with one effective duration, that of the opening, because in the model it hardly
moves as pools age and are paid (4.1 to 4.3 years over seven years of runoff).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from ebb.portfolio import Portfolio
from ebb.yields.tenyear import ten_year_equivalents
from ebb.yields.valuation import DAYS_A_YEAR, WEEK

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class RiskPath:
    """Ten-year equivalents and par at each month's end, USD billion, shape (months,).

    Law: par of a portfolio of ten-year par bonds equals its equivalents.
    """

    dates: tuple[date, ...]
    treasuries: Array
    mortgages: Array
    treasury_par: Array
    mortgage_par: Array

    @property
    def total(self) -> Array:
        """Treasuries and mortgages together."""
        return self.treasuries + self.mortgages

    @property
    def par(self) -> Array:
        """Par of both (Treasuries with inflation compensation)."""
        return self.treasury_par + self.mortgage_par


def risk_path(portfolios: Sequence[Portfolio], *, ten_year: float, mortgage_duration: float) -> RiskPath:
    """Ten-year equivalents of a portfolio as it is carried through its months.

    Parameters
    ----------
    portfolios : sequence of Portfolio
        One for each month's end.
    ten_year : decimal per year
        One yield for every security and month: the path shows what is held, not what rates do.
    mortgage_duration : years
        Effective duration of the mortgage pools.

    Notes
    -----
    TIPS count with par and compensation; one whose coupon is not held is taken to pay none, which overstates its
    duration by less than a tenth. Agency debt (2 billion, its issues not held) is left out.
    """
    rows = [_one(portfolio, ten_year, mortgage_duration) for portfolio in portfolios]
    columns = np.array(rows, dtype=np.float64).reshape(len(rows), 4).T
    return RiskPath(tuple(p.as_of for p in portfolios), *columns)


def _one(portfolio: Portfolio, ten_year: float, mortgage_duration: float) -> tuple[float, float, float, float]:
    on, book = portfolio.as_of, portfolio.holdings
    fixed = book.keep(book.asset_class != "frn")
    amount = (fixed.par + fixed.compensation) / 1e9
    coupon = np.where(np.isnan(fixed.coupon), 0.0, fixed.coupon) / 100.0
    found = ten_year_equivalents(amount, coupon, fixed.matures, on=on, yield_=ten_year)
    days = np.array([(day - on).days for day in portfolio.bills], dtype=np.float64)
    bills = np.array(list(portfolio.bills.values()), dtype=np.float64) / 1e9
    floating = book.total("frn") / 1e9
    short = (float(bills @ np.maximum(days, 0.0)) / DAYS_A_YEAR + floating * WEEK) / found.ten_year_duration
    mortgages = portfolio.pools.total() / 1e9
    return (
        found.amount + short,
        mortgages * mortgage_duration / found.ten_year_duration,
        found.par + float(bills.sum()) + floating,
        mortgages,
    )


def to_private_hands(
    held: RiskPath, kept: RiskPath, *, bills_share: float, bill_equivalents: float
) -> tuple[Array, Array]:
    """Risk that private investors carry because the Fed holds `held` and not `kept`: by month, Treasuries and mortgages.

    Parameters
    ----------
    held, kept : RiskPath
        Of the plan, and of the world in which everything is kept; the same months.
    bills_share : 0 to 1
        Part of what the Fed no longer rolls over that the Treasury refinances with bills; the rest is sold as the coupons
        the Fed would have taken at the same auctions.
    bill_equivalents : ten-year equivalents of a dollar of bills

    Returns
    -------
    Treasuries, mortgages : float64, shape (months,), USD billion of ten-year equivalents

    Notes
    -----
    With no bills, what leaves the Fed arrives in private hands one for one: the outstanding debt is the same in both
    worlds. Each dollar refinanced with a bill takes the coupon it replaces out of the market. Mortgages are paid by
    borrowers who borrow again: their number does not depend on the Fed.
    """
    coupons = kept.treasuries - held.treasuries
    par = kept.treasury_par - held.treasury_par
    treasuries = (1.0 - bills_share) * coupons + bills_share * bill_equivalents * par
    return treasuries, kept.mortgages - held.mortgages
