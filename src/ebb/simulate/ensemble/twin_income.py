"""Income in the plain twin: every security and pool on its own, each month anew, from what was held at both its ends."""

from __future__ import annotations

from dataclasses import dataclass
from math import isnan

from ebb.simulate.ensemble import tables as at
from ebb.simulate.ensemble.twin_draw import Draw


@dataclass(frozen=True)
class Held:
    """What a month begins with: dollars by row (par and compensation), bills, and pools as (balance, coupon)."""

    rows: dict[int, float]
    tips: float
    bills: float
    frn: float
    pools: list[tuple[float, float]]

    @classmethod
    def of(cls, draw: Draw) -> Held:
        """Before anything matures, accrues or is bought."""
        return cls(
            {row: par + draw.extra[row] for row, par in draw.par.items() if par},
            average(draw),
            draw.lines["bills"] / 100.0,
            draw.lines["frn"] / 100.0,
            [(pool.owed, pool.coupon) for pool in draw.pools],
        )


def average(draw: Draw) -> float:
    """Average coupon of the TIPS of which one is known, percent."""
    known = [row for row in draw.t.issues.tips_rows.tolist() if draw.par[row] and not isnan(draw.coupon[row])]
    par = sum(draw.par[row] for row in known)
    return sum(draw.par[row] * draw.coupon[row] for row in known) / par if par else 0.0


def coupons(draw: Draw, held: Held, i: int) -> float:
    """Coupons of notes, bonds and TIPS, each rounded, cents."""
    s, now, earned = draw.t.issues, average(draw), 0.0
    for row, (kind, last, calendar) in enumerate(s.issue.T.tolist()):
        had, has, coupon = held.rows.get(row, 0.0), draw.par[row] + draw.extra[row], draw.coupon[row]
        if kind == at.FRN or not (had or has):
            continue
        if isnan(coupon):
            coupon = held.tips if last == i else now
        whole = float(s.accrual[calendar, i])
        if last == i:
            dollars = had * float(s.last[at.EARNS, row])
        elif not had:
            dollars = has * float(s.offers[at.FRESH, draw.bought_at[row]])
        elif kind == at.TIPS:
            dollars = (had + has) / 2.0 * whole
        else:
            more = (has - had) * float(s.offers[at.AGAIN, draw.bought_at[row]]) if has > had else 0.0
            dollars = had * whole + more
        earned += round(dollars * coupon)
    return earned


def income(draw: Draw, held: Held, i: int, rates: dict[str, float], repo: float) -> float:
    """Cash income of the month, cents: what was held earns for as long as it was, what was owed costs for the month's days."""
    line, v = draw.lines, draw.t.levels[:, i].tolist()
    days, length = v[at.DAYS], v[at.LENGTH]

    def net(kind: int) -> float:
        flow = draw.flow
        return flow.get(("rolled", kind), 0.0) + flow.get(("bought", kind), 0.0) - flow.get(("matured", kind), 0.0)

    earned = coupons(draw, held, i)
    for had, kind in ((held.bills, at.BILLS), (held.frn, at.FRN)):
        earned += round((had + had + net(kind)) / 2.0 * rates["bills"] * days / 360.0)
    known = [(owed, coupon) for owed, coupon in held.pools if coupon > 0.0]
    agency = sum(owed for owed, _ in known)
    rest = sum(owed * coupon for owed, coupon in known) / agency if agency else 0.0
    earned += sum(round(owed * (coupon if coupon > 0.0 else rest) / 12.0) for owed, coupon in held.pools)
    paid = {"reserves": rates["iorb"], "on_rrp": rates["floor"], "foreign_rrp": rates["floor"]}
    cost = sum(round(line[name] * rate * length / 1200.0) for name, rate in paid.items())
    return earned - cost + round(repo * rates["repo"] * length / 1200.0) + draw.t.numbers.other_net_income
