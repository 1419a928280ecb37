"""One month of the portfolio in the Desk's words: what is planned, what the world does, what happened.

Amounts are whole US dollars, rates percent, growth a share.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from ebb.portfolio.mbs import Pools
from ebb.portfolio.offerings import Offering
from ebb.portfolio.prepayment import PRIOR, Prior
from ebb.portfolio.securities import Holdings

Destination = Literal["bills", "treasuries", "mbs", "none"]
#: In which order notes and bonds are sold: all alike, the shortest first, or the longest first.
Order = Literal["in_proportion", "shortest", "longest"]
#: In which order agency pools are sold: all alike, or by the coupon they pay.
PoolOrder = Literal["in_proportion", "lowest_coupon", "highest_coupon"]
#: Years to maturity, from the first up to (not including) the second.
Years = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Swap:
    """Notes and bonds of some maturities sold, others bought at the same par: `amount` whole US dollars a month."""

    amount: int
    sold: Years
    bought: Years


@dataclass(frozen=True, slots=True)
class Prices:
    """Clean market prices per 100 of par, from whoever has a curve: one number for each row, shape (n,)."""

    notes: Callable[[Holdings], NDArray[np.float64]]
    pools: Callable[[Pools], NDArray[np.float64]]


@dataclass(frozen=True, slots=True)
class Trade:
    """One outright sale, or one purchase of issues already held, of a month: `par` whole USD, `cash` in US cents.

    Law: `cash` is the sum over securities of par x price, each rounded to the cent. Accrued interest, which is income, is
    left out.
    """

    kind: Literal["sale", "purchase"]
    asset_class: str
    par: int
    cash: int

    @property
    def price(self) -> float:
        """Average clean price per 100 of par."""
        return self.cash / self.par if self.par else 0.0


@dataclass(frozen=True, slots=True)
class MonthPlan:
    """What the Desk is told to do in the calendar month that contains `month`.

    Caps: None = no limit, 0 = everything is reinvested. `mbs_principal` says where agency principal above its cap goes
    (``"none"``: nowhere, it runs off as well); what exceeds `mbs_principal_limit` goes into MBS (None: no limit).
    Purchases and sales are outright amounts of par, on top of rollover; a sale larger than what is held sells what is held.
    `sale_order` and `sale_years` (None: all) say which notes and bonds are sold, `sale_split` how the sale is divided among
    sectors of maturity by weights (empty: not), `pool_order` which agency pools.
    `swap` sells some maturities and buys others at the same par; where one side holds too little, less is swapped.
    """

    month: date
    treasury_cap: int | None = 0
    mbs_cap: int | None = 0
    mbs_principal: Destination = "treasuries"
    bill_purchases: int = 0
    coupon_purchases: int = 0
    mbs_purchases: int = 0
    mbs_sales: int = 0
    treasury_sales: int = 0
    mbs_principal_limit: int | None = None
    sale_order: Order = "in_proportion"
    sale_years: Years | None = None
    sale_split: tuple[tuple[Years, float], ...] = ()
    pool_order: PoolOrder = "in_proportion"
    swap: Swap | None = None


@dataclass(frozen=True, slots=True)
class MonthConditions:
    """What the month brings.

    Parameters
    ----------
    mortgage_rates : sequence of float
        30-year mortgage rate, percent, of the months m-3, m-2, m-1, m (oldest first); borrowers act with a lag, so only
        the first two enter this month's principal. One number stands for a constant rate.
    cpi_growth : float
        Growth over the month of the price index that TIPS refer to, a share (0.002 = 0.2 percent). The reference
        index of month m moves with consumer prices from month m-3 to month m-2.
    two_year, ten_year : float
        Treasury yields, percent: the coupon of new issues whose coupon is not in `offerings` (straight line between).
    offerings : mapping of date to offerings, or None
        Actual auctions by settlement date (:func:`ebb.portfolio.calendar_of`); None, or a day that is not in it,
        takes the portfolio's stated issuance mix.
    prior : Prior
        How borrowers repay (:mod:`ebb.portfolio.prepayment`).
    outstanding : mapping of class to size, or None
        Marketable debt by class, any unit: how agency principal is spread that goes into all kinds of Treasuries. None
        puts it into notes and bonds.
    prices : Prices or None
        At which securities are sold, and swapped; None trades at par. What is bought outright are new issues, at par.
    """

    mortgage_rates: Sequence[float]
    cpi_growth: float = 0.0
    two_year: float = 4.0
    ten_year: float = 4.0
    offerings: Mapping[date, Sequence[Offering]] | None = None
    prior: Prior = PRIOR
    outstanding: Mapping[str, float] | None = None
    prices: Prices | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """One dated change of a class of holdings.

    `contractual` is the date by which a cap counts it, `paid` the business day on which holdings change. `change` is
    the change of the class on that day, USD; for maturities and agency principal, `redeemed` + `rolled` = -`change`
    of the principal paid (for TIPS par and compensation are two events, and `redeemed` and `rolled` ride on the
    par's).
    """

    kind: Literal["maturity", "rollover", "principal", "reinvestment", "purchase", "sale"]
    asset_class: str
    contractual: date
    paid: date
    change: int
    redeemed: int = 0
    rolled: int = 0


@dataclass(frozen=True, slots=True)
class MonthFlows:
    """What happened in one calendar month, whole US dollars; the first eight names are those of a run's flows.

    `mbs_principal` includes commercial MBS; `reinvested` is agency principal put back into securities in the month, also
    that of the month before; `sold` and `purchased` are outright par, both sides of a swap included, and split in the fields
    after them; `trades` say at which price they were sold (and swapped).
    `compensation_accrued` is the month's growth of TIPS
    principal (no cash), `compensation_paid` the part of maturing principal that was compensation; it is within
    `coupons_redeemed` and `rolled_over`.
    """

    month: date
    coupons_redeemed: int
    bills_redeemed: int
    rolled_over: int
    mbs_principal: int
    mbs_redeemed: int
    reinvested: int
    sold: int
    purchased: int
    treasuries_sold: int
    mbs_sold: int
    bills_purchased: int
    coupons_purchased: int
    mbs_purchased: int
    compensation_accrued: int
    compensation_paid: int
    events: tuple[Event, ...]
    trades: tuple[Trade, ...] = ()

    @property
    def treasuries_redeemed(self) -> int:
        """Treasury principal paid off, what the Treasury cap counts, USD."""
        return self.coupons_redeemed + self.bills_redeemed
