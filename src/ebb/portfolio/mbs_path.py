"""Agency MBS alone, dated: what is owned and owed, and what H.4.1 shows of it on any day.

Published holdings move on few days: they fall on the 15th, 20th and 25th, when pools pay, and rise about the 14th, when
purchases settle. Between the 25th and the next 14th nothing happens, so the file is the same for two or three Wednesdays,
and a month whose last Wednesday comes before the 25th shows a quarter of its principal, the next month the rest. That
is timing, not speed; over two months it is gone. The economic balance (holdings and unsettled purchases) has no such
steps: it falls by principal that is not put back into MBS, and by nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date

from ebb.portfolio.mbs import Pools
from ebb.portfolio.prepayment import PRIOR, Prior, cpr
from ebb.portfolio.settlement import month_end, paid_on, shift_months
from ebb.portfolio.unsettled import Commitment, Desk, Orders, commitments, decided, in_order


@dataclass(frozen=True, slots=True)
class MbsMonth:
    """One calendar month, whole USD: what was held before it, principal by cause, what ran off, was ordered and settled.

    Laws: principal = scheduled + turnover + refinanced + curtailed = redeemed + reinvested.
    """

    month: date
    held: int
    principal: int
    scheduled: int
    turnover: int
    refinanced: int
    curtailed: int
    redeemed: int
    orders: Orders
    settled: int

    @property
    def cpr(self) -> float:
        """Prepayment of all cohorts as a share a year, from the balance-weighted SMM (never a mean of CPRs)."""
        left = self.held - self.scheduled
        return float(cpr((self.principal - self.scheduled) / left)) if left else 0.0


@dataclass(frozen=True, slots=True)
class MbsPath:
    """Agency and commercial MBS from an opening day on.

    `events` are (day, change of published holdings, change of the economic balance), in order of days.
    """

    opening: date
    held: int
    owed: tuple[Commitment, ...]
    months: tuple[MbsMonth, ...]
    events: tuple[tuple[date, int, int], ...]
    pools: Pools = field(repr=False)

    def level(self, day: date) -> int:
        """Holdings as H.4.1 shows them after the payments and deliveries of a day, USD."""
        return self.held + sum(change for when, change, _ in self.events if when <= day)

    def economic(self, day: date) -> int:
        """Holdings and purchases owed but not delivered at the end of a day, USD."""
        owed = sum(c.amount for c in self.owed)
        return self.held + owed + sum(change for when, _, change in self.events if when <= day)

    def unsettled(self, day: date) -> int:
        """What will still be delivered for principal received by a day and for outright purchases, USD."""
        return self.economic(day) - self.level(day)


def hold(month: date, principal: int) -> Orders:
    """The desk that buys nothing: all principal runs off."""
    del month, principal
    return Orders()


def mbs_path(
    pools: Pools,
    opening: date,
    last: date,
    *,
    mortgage: Callable[[date], float],
    desk: Desk = hold,
    owed: Sequence[Commitment] = (),
    prior: Prior = PRIOR,
) -> MbsPath:
    """Let the cohorts pay and purchases settle, month by month.

    Parameters
    ----------
    pools : Pools
        Settled holdings on `opening`, after that day's payments.
    opening, last : date
        The path reaches to the end of the month of `last`.
    mortgage : callable
        Mortgage rate of the month that begins on a day, percent; called from three months before the opening month on.
    desk : callable
        Purchases for a month given its principal, e.g. what exceeds a cap. Default: none.
    owed : sequence of Commitment
        Purchases of before the opening that settle after it.
    prior : Prior

    Notes
    -----
    Laws: holdings = opening + settled - principal; economic balance = opening + owed + outright orders - principal not
    reinvested; both to the dollar, and neither ever negative.
    """
    held, pending = pools.total(), in_order(owed)
    events: list[tuple[date, int, int]] = []
    months: list[MbsMonth] = []
    month = opening.replace(day=1)
    while month <= last:
        opened = opening if month <= opening else None
        after, paid = pools.step(month, decided(mortgage, month), prior, after=opened)
        by_day = pools.by_payment_day(paid.paid)
        principal = sum(by_day.values())
        orders = desk(month, principal)
        put_back = 0
        for day, part in by_day.items():
            # What is put back into MBS never leaves the economic balance; what runs off does, as it is paid.
            kept = orders.reinvested * part // principal if principal else 0
            put_back += kept
            if part:
                events.append((paid_on(month.replace(day=day)), -part, kept - part))
        more = orders.reinvested - put_back + orders.outright
        if more:
            events.append((month_end(month), 0, more))
        arriving = [c for c in pending if c.settles.replace(day=1) == month]
        events += [(c.settles, c.amount, 0) for c in arriving]
        for c in arriving:
            after = after.bought(c.amount, c.rate)
        pending = in_order([*(c for c in pending if c not in arriving), *commitments(month, orders, mortgage(month))])
        months.append(
            MbsMonth(
                month=month,
                held=pools.total(),
                principal=principal,
                scheduled=int(paid.scheduled.sum()),
                turnover=int(paid.turnover.sum()),
                refinanced=int(paid.refinanced.sum()),
                curtailed=int(paid.curtailed.sum()),
                redeemed=principal - orders.reinvested,
                orders=orders,
                settled=sum(c.amount for c in arriving),
            )
        )
        pools, month = after, shift_months(month, 1)
    return MbsPath(opening, held, in_order(owed), tuple(months), tuple(sorted(events)), pools)
