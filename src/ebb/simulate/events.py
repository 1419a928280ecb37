"""What is worth telling of a month of a run: orders that changed, and sales that begin."""

from __future__ import annotations

from collections.abc import Sequence

from ebb.books import usd_bn
from ebb.portfolio import MonthFlows, MonthPlan
from ebb.simulate.result import Event
from ebb.simulate.sales import Booked, of_kind
from ebb.text import Money, Number, Phrase


def changes(before: MonthPlan | None, plan: MonthPlan) -> list[Event]:
    """What changed in the Desk's orders since last month."""
    if before is None:
        return []
    found = []
    for name, label in (("treasury_cap", "Treasury cap"), ("mbs_cap", "MBS cap")):
        old, new = getattr(before, name), getattr(plan, name)
        if old != new:
            note = f"{label} {_say(old)} -> {_say(new)} USD bn a month"
            said = Phrase(f"events.cap.{name}", {"old": _limit(old), "new": _limit(new)})
            found.append(Event(plan.month, "cap", note, said))
    if before.mbs_principal != plan.mbs_principal:
        note = f"agency principal above the cap goes to {plan.mbs_principal}"
        found.append(Event(plan.month, "reinvestment", note, Phrase(f"events.reinvest.{plan.mbs_principal}")))
    return found


def _limit(cap: int | None) -> Phrase:
    if not cap:
        return Phrase("events.no_limit" if cap is None else "events.no_runoff")
    return Phrase("events.a_month", {"amount": Money(cap, unit="USD")})


def _say(cap: int | None) -> str:
    return "no limit" if cap is None else f"{cap / 1e9:g}"


def sales_begin(earlier: Sequence[Booked], traded: Booked, flows: MonthFlows) -> list[Event]:
    """The first month of outright sales, with its prices and what was realised."""
    if not traded.proceeds or (earlier and earlier[-1].proceeds):
        return []
    sold = of_kind(flows.trades, "sale")
    par, gain = sum(trade.par for trade in sold), traded.gain
    said = Phrase(
        "events.sale.loss" if gain < 0 else "events.sale.gain",
        {
            "amount": Money(par, unit="USD"),
            "price": Number(traded.proceeds / par, 1),
            "result": Money(abs(usd_bn(gain))),
        },
    )
    return [Event(flows.month, "sale", said.say("en"), said)]
