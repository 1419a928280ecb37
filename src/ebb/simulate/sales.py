"""What a month's outright trades do to the books: proceeds, the premium that goes with them, and the realised gain or loss.

Securities stand in the books at amortised cost: par in their own line, unamortised premiums less discounts in other assets.
Only the total of premiums is published, so what is sold takes its share by par; that share is inferred and said.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp
from types import MappingProxyType
from typing import Final

from ebb.books.cents import Cents, cents
from ebb.portfolio import MonthFlows, Portfolio, Trade

ASSUMPTIONS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "sale_cost": "What is sold or swapped takes unamortised premiums along in proportion to par: they are published in "
        "total, not by security."
    }
)
#: Classes that were bought above or below par.
_COUPONS: Final = ("notes_bonds", "tips", "mbs")


@dataclass(frozen=True, slots=True)
class Premiums:
    """Unamortised premiums less discounts at the opening, USD billion, falling by `pace` a year (continuously)."""

    amount: float
    pace: float
    said: str


@dataclass(frozen=True, slots=True)
class Booked:
    """A month's outright trades, in cents.

    `proceeds` of what was sold; `gain` proceeds less amortised cost (below zero: a loss); `premium_sold` taken off other
    assets with it; `premium_bought` paid over par; `left` unamortised premiums less discounts after the month.
    Law: proceeds = par sold + premium_sold + gain.
    """

    proceeds: Cents = 0
    gain: Cents = 0
    premium_sold: Cents = 0
    premium_bought: Cents = 0
    left: Cents = 0


NOTHING_TRADED: Final = Booked()


def opened(premiums: Premiums | None) -> Booked:
    """Before the first month: nothing traded, the premiums of the opening."""
    return Booked(left=0 if premiums is None else cents(premiums.amount))


def booked(flows: MonthFlows, before: Portfolio, earlier: Booked, premiums: Premiums | None) -> Booked:
    """A month's trades at amortised cost.

    Parameters
    ----------
    flows : MonthFlows
    before : Portfolio
        At the month's beginning: the par over which premiums are spread.
    earlier : Booked
        The month before.
    premiums : Premiums or None
        None where no premiums are known: everything sold cost par, and the run says so.
    """
    pace = 0.0 if premiums is None else premiums.pace
    left = round(earlier.left * exp(-pace / 12.0))
    held = before.classes()
    par = sum(held[name] for name in _COUPONS)
    sold, bought = of_kind(flows.trades, "sale"), of_kind(flows.trades, "purchase")
    amount = 100 * sum(trade.par for trade in sold)
    proceeds = sum(trade.cash for trade in sold)
    gone = round(left * min(amount / (100 * par), 1.0)) if par else 0
    over = sum(trade.cash - 100 * trade.par for trade in bought)
    return Booked(proceeds, proceeds - amount - gone, gone, over, left - gone + over)


def of_kind(trades: Sequence[Trade], kind: str) -> list[Trade]:
    """The sales or the purchases among trades."""
    return [trade for trade in trades if trade.kind == kind]
