"""Agency MBS bought but not yet delivered: why published holdings rise after purchases have stopped.

The Desk buys MBS for the principal of a month from the middle of that month to the middle of the next (Federal
Reserve Bank of New York, FAQs: Agency MBS Reinvestment Purchases), in the To-Be-Announced market, where purchases are
delivered on set days, once a month. H.4.1 shows a purchase when it is delivered, so holdings lag behind what is owned
and owed. How far ahead the Desk bought is in its weekly Agency MBS Transaction Summary, column "Settlement Month":

* reinvestment of small amounts went into the next delivery (summaries of 21-27 April 2016 and 15-21 March 2018: all in
  the following month), so all principal of a month was delivered in the month after it;
* large programmes went into the next delivery and the one after (summaries of March 2013; of 30 April to 6 May 2020: May
  and June). Half the trades for a month fall in that month and half in the next, so a quarter arrives one month after
  the principal, half after two and a quarter after three. This is used from 2020 on.

The size of the commitments on a day is a line of H.4.1 (Table 3) of which no copy is packaged: it is worked out here
from principal and rule. Nothing that happened after the opening day enters.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from ebb.portfolio.mbs import Pools
from ebb.portfolio.prepayment import PRIOR, Prior
from ebb.portfolio.settlement import settles_on, shift_months

ASSUMPTIONS: Final[dict[str, str]] = {
    "mbs_unsettled": (
        "Reinvested MBS principal is delivered in the next month until 2019, and from 2020 on a quarter after one month, "
        "half after two, a quarter after three; outright purchases half after one month, half after two. What is owed"
        " at the start is worked out from the principal of the months before it, not read from a statement."
    ),
    "mbs_settlement_day": "MBS purchases settle on the 14th or the next business day, the middle of a month's three days.",
    "mbs_bought_coupon": (
        "MBS bought are 30-year conventional pools of the half-point coupon at least 0.80 under the mortgage rate of the"
        " month whose principal they reinvest."
    ),
}

#: Months after the principal, and after an outright purchase, in which the purchase settles, with weights.
_NEXT: Final = ((1, 1),)
_SPREAD: Final = ((1, 1), (2, 2), (3, 1))
SPREAD_FROM: Final = date(2020, 1, 1)
_OUTRIGHT: Final = ((1, 1), (2, 1))
_DAY: Final = 14


@dataclass(frozen=True, slots=True)
class Commitment:
    """A purchase agreed but not settled: day of settlement, current face in USD, and the mortgage rate when ordered."""

    settles: date
    amount: int
    rate: float


@dataclass(frozen=True, slots=True)
class Orders:
    """MBS bought for a month, USD: to reinvest its principal, and outright."""

    reinvested: int = 0
    outright: int = 0


#: What is bought in a month of which the principal is known: (first of the month, principal in USD) to orders.
Desk = Callable[[date, int], Orders]


def settlement(month: date) -> date:
    """The day on which the MBS purchases of a settlement month are booked."""
    return settles_on(month.replace(day=_DAY))


def commitments(month: date, orders: Orders, rate: float) -> tuple[Commitment, ...]:
    """When the purchases for a month settle.

    Law: the amounts add up to the orders, to the dollar.

    >>> [c.amount for c in commitments(date(2022, 4, 1), Orders(reinvested=40), 5.0)]
    [10, 20, 10]
    """
    found = []
    reinvested = _SPREAD if month >= SPREAD_FROM else _NEXT
    for amount, pattern in ((orders.reinvested, reinvested), (orders.outright, _OUTRIGHT)):
        left, weights = amount, sum(weight for _, weight in pattern)
        for later, weight in pattern if amount else ():
            part = min(-(-amount * weight // weights), left)
            left -= part
            found.append(Commitment(settlement(shift_months(month.replace(day=1), later)), part, rate))
    return tuple(found)


def owed(
    pools: Pools, opening: date, mortgage: Callable[[date], float], desk: Desk, prior: Prior = PRIOR
) -> tuple[Commitment, ...]:
    """What had been bought, or was still to be bought for principal already received, and had not settled on a day.

    Parameters
    ----------
    pools : Pools
        On `opening`. The principal of the three months before is that of the same pools at those months' rates.
    opening : date
    mortgage : callable
        Mortgage rate of the month that begins on a day, percent; called for up to six months before the opening.
    desk : callable
        Purchases for a month: all of its principal where nothing ran off.
    prior : Prior

    Notes
    -----
    Laws: no commitment settles on or before the opening; none is negative.
    """
    first = opening.replace(day=1)
    found: list[Commitment] = []
    for back in (3, 2, 1, 0):
        month = shift_months(first, -back)
        received = int(pools.pay(month, decided(mortgage, month), prior)[1].sum())
        if not back:
            received -= int(pools.pay(month, decided(mortgage, month), prior, after=opening)[1].sum())
        found += commitments(month, desk(month, received), mortgage(month))
    return in_order(c for c in found if c.settles > opening and c.amount)


def decided(mortgage: Callable[[date], float], month: date) -> float:
    """The rate at which the borrowers decided whose principal arrives in a month: two and three months before."""
    return (mortgage(shift_months(month, -2)) + mortgage(shift_months(month, -3))) / 2.0


def in_order(found: Iterable[Commitment]) -> tuple[Commitment, ...]:
    """Commitments by day of settlement."""
    return tuple(sorted(found, key=lambda c: (c.settles, c.rate, c.amount)))
