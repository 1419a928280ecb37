"""The draw of the plain twin: securities, mortgages, books and the overnight money of one draw, in ordinary Python floats."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import ceil, exp, expm1, floor, isinf, isnan

from ebb.funding.kinked import Hinge
from ebb.simulate.ensemble import tables as at
from ebb.simulate.ensemble.tables import LINES, Floats, Tables
from ebb.simulate.split import split

_LOT = 100.0
_TENORS = (8, 13, 26)


def shares(amount: float, sizes: list[float]) -> list[float]:
    """An amount in proportion to sizes, in lots, the remainder to the first with a size."""
    total = sum(sizes)
    parts = [floor(amount * size / total / _LOT) * _LOT for size in sizes]
    lead = next(place for place, size in enumerate(sizes) if size > 0.0)
    parts[lead] += amount - sum(parts)
    return parts


def rolled_by_day(due: list[float], rolled: float) -> list[float]:
    """What each day rolls over: in proportion, in lots, the remainder to the earliest with room."""
    total = sum(due)
    parts = list(due) if rolled >= total else [floor(rolled * amount / total / _LOT) * _LOT for amount in due]
    left = rolled - sum(parts)
    for day, amount in enumerate(due):
        more = min(left, amount - parts[day])
        parts[day] += more
        left -= more
    return parts


@dataclass
class Pool:
    """One cohort of mortgages."""

    owed: float
    coupon: float
    born: int | None
    surviving: float
    place: int


@dataclass
class Draw:
    """One draw under way: amounts in whole dollars, `lines` in cents."""

    t: Tables
    x: Floats
    par: dict[int, float] = field(default_factory=dict)
    extra: dict[int, float] = field(default_factory=dict)
    coupon: dict[int, float] = field(default_factory=dict)
    bills: dict[int, float] = field(default_factory=dict)
    pools: list[Pool] = field(default_factory=list)
    owed_mbs: list[float] = field(default_factory=list)
    queue: dict[int, dict[int, float]] = field(default_factory=dict)
    lines: dict[str, float] = field(default_factory=dict)
    flow: dict[tuple[str, int], float] = field(default_factory=dict)
    more: dict[int, float] = field(default_factory=dict)
    bought_at: dict[int, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        t = self.t
        for row, (par, extra, coupon, *_) in enumerate(t.issues.held.T.tolist()):
            self.par[row], self.extra[row], self.coupon[row] = par, extra, coupon
        self.bills = dict(enumerate(t.queues[at.MATURING].tolist()))
        self.queue = {into: dict(enumerate(t.queues[into].tolist())) for into in (at.FOR_BILLS, at.FOR_TREASURIES)}
        columns = t.cohorts.pools.T.tolist()
        self.pools = [Pool(c[at.OWED], c[at.PASSES], None, c[at.SURVIVING], k) for k, c in enumerate(columns)]
        self.owed_mbs = t.new[at.TO_DELIVER].tolist()
        self.lines = dict(zip(LINES, t.opening.tolist(), strict=True))

    def accrue(self, i: int, growth: float) -> float:
        """Inflation compensation of the month."""
        before = sum(self.extra.values())
        for row in self.t.issues.tips_rows.tolist():
            part = self.t.issues.last[at.ACCRUES, row] if self.t.issues.issue[at.LAST_MONTH, row] == i else 1.0
            grown = float(round((self.par[row] + self.extra[row]) * (1.0 + growth * float(part))))
            self.extra[row] = max(grown - self.par[row], 0.0)
        return sum(self.extra.values()) - before

    def mature(self, i: int, cap: float, yields: tuple[float, float]) -> float:
        """Maturities under the cap, rolled over; compensation paid."""
        s = self.t.issues
        days = range(s.months[at.DAY, i], s.months[at.DAY, i + 1])
        weeks = range(s.months[at.WEEK, i], s.months[at.WEEK, i + 1])
        rows = [s.due_row[s.days[at.DUE, day] : s.days[at.DUE, day + 1]].tolist() for day in days]
        due = [sum(self.par[row] + self.extra[row] for row in found) for found in rows]
        bills = [self.bills[week] for week in weeks]
        coupons_out = min(cap, sum(due))
        bills_out = min(cap - coupons_out, sum(bills))
        paid = 0.0
        for row in (row for found in rows for row in found):
            paid += self.extra[row]
            self.add("matured", int(s.issue[at.KIND, row]), self.par[row])
            self.par[row] = self.extra[row] = 0.0
        for day, amount in zip(days, rolled_by_day(due, sum(due) - coupons_out), strict=True):
            if amount:
                self.buy("rolled", range(s.days[at.OFFERED, day], s.days[at.OFFERED, day + 1]), amount, yields)
        self.add("matured", at.BILLS, sum(bills))
        for week, amount in zip(weeks, rolled_by_day(bills, sum(bills) - bills_out), strict=True):
            self.buy_bills("rolled", week, amount)
        return paid

    def buy(self, how: str, offers: range, amount: float, yields: tuple[float, float]) -> None:
        """Into offers in proportion to their sizes; a new issue gets its coupon."""
        s = self.t.issues
        for place, part in zip(offers, shares(amount, s.offers[at.SIZE, offers].tolist()), strict=True):
            row = int(s.offer_row[place])
            kind = int(s.issue[at.KIND, row])
            if part and self.par[row] == 0.0:
                two, ten = yields
                follows = floor((two + float(s.offers[at.TEN_YEARS, place]) * (ten - two)) * 8.0) / 8.0
                auctioned = float(s.offers[at.AUCTIONED, place])
                self.coupon[row] = max(follows, 0.125) if isnan(auctioned) and kind == at.NOTES else auctioned
            if part:
                self.bought_at[row] = place
            self.par[row] += part
            self.add(how, kind, part)

    def buy_bills(self, how: str, week: int, amount: float) -> None:
        """Into 8-, 13- and 26-week bills in equal lots."""
        for tenor, part in zip(_TENORS, shares(amount, [1.0] * 3), strict=True):
            self.bills[week + tenor] = self.bills.get(week + tenor, 0.0) + part
        self.add(how, at.BILLS, amount)

    def reinvest(self, i: int, yields: tuple[float, float]) -> None:
        """What is due in the month's weeks goes into bills, or over all kinds of Treasuries."""
        s = self.t.issues
        for week in range(s.months[at.WEEK, i], s.months[at.WEEK, i + 1]):
            self.buy_bills("bought", week, self.queue[at.FOR_BILLS].get(week, 0.0))
            amount = self.queue[at.FOR_TREASURIES].get(week, 0.0)
            if amount:
                held = {k: sum(self.par[r] for r in rows.tolist()) for k, rows in ((2, s.tips_rows), (3, s.frn_rows))}
                sizes = [0.0 if held.get(k) == 0.0 else size for k, size in enumerate(self.t.mix.tolist())]
                bills, notes, tips, frn = shares(amount, sizes)
                self.buy_bills("bought", week, bills)
                self.more[at.TIPS] = self.more.get(at.TIPS, 0.0) + tips
                self.more[at.FRN] = self.more.get(at.FRN, 0.0) + frn
                if notes:
                    self.buy("bought", range(s.months[at.OUTRIGHT, i], s.months[at.OUTRIGHT, i + 1]), notes, yields)

    def spread_more(self) -> None:
        """TIPS and floaters bought in the market, into all their issues in proportion to par."""
        for kind, rows in ((at.TIPS, self.t.issues.tips_rows.tolist()), (at.FRN, self.t.issues.frn_rows.tolist())):
            amount = self.more.pop(kind, 0.0)
            if amount:
                for row, part in zip(rows, shares(amount, [self.par[row] for row in rows]), strict=True):
                    self.par[row] += part
                self.add("bought", kind, amount)

    def pay(self, i: int, market: float) -> float:
        """Principal of every pool."""
        n, c, season = self.t.numbers, self.t.cohorts, float(self.t.levels[at.SEASON, i])
        principal = 0.0
        for pool in self.pools:
            if pool.born is None:
                column = c.pools[:, pool.place].tolist()
                age, share = column[at.AGE] + i, float(c.share[i, pool.place])
                turnover, most, fixed = column[at.TURNOVER], column[at.MOST], column[at.FIXED]
                pull, stay = column[at.PULL], column[at.STAY]
            else:
                age, turnover, most, fixed = i - 1 - pool.born, n.turnover, n.most, n.curtailment
                share = float(c.new_share[pool.place, age])
                pull, stay = c.new_factors[:, pool.place].tolist()
            moves = turnover * min(age / n.ramp, 1.0) * season * min(1.0, stay * exp(-n.lock_in * market))
            ready = n.burnout_floor + (1.0 - n.burnout_floor) * pool.surviving
            refinanced = most / (1.0 + pull * exp(n.refinancing_slope * market)) * ready
            due = pool.owed * share
            monthly = 1.0 - (1.0 - moves - refinanced - fixed) ** (1.0 / 12.0)
            paid = min(float(round(due + monthly * (pool.owed - due))), pool.owed)
            pool.owed -= paid
            pool.surviving *= (1.0 - refinanced) ** (1.0 / 12.0)
            principal += paid
        return principal

    def agency(self, i: int, orders: list[float], decided: float, now: float) -> tuple[float, float]:
        """Principal received, kept up to the cap and put on its way; and MBS delivered."""
        s, to = self.t.issues, int(orders[at.INTO])
        principal = self.pay(i, decided)
        kept = principal if to == at.TO_NOTHING else min(principal, orders[at.MBS_CAP])
        most = 0.0 if to == at.TO_MBS else min(principal - kept, orders[at.MBS_LIMIT])
        weeks = range(s.months[at.BEGINS, i], s.months[at.ENDS, i])
        queue = self.queue[at.FOR_BILLS if to == at.TO_BILLS else at.FOR_TREASURIES]
        for week, part in zip(weeks, shares(most, [1.0] * len(weeks)), strict=True):
            queue[week] = queue.get(week, 0.0) + part
        left = principal - kept - most
        pattern = ((1, 0.25), (2, 0.5), (3, 1.0)) if self.t.levels[at.LATE, i] else ((1, 1.0),)
        whole = left
        for ahead, weight in pattern:
            part = min(float(ceil(whole * weight)), left)
            self.owed_mbs[i + ahead] += part
            left -= part
        arrived = self.owed_mbs[i] + orders[at.BUY_MBS]
        if arrived:
            half = max(floor((now - 0.80) * 2.0), 1)
            self.pools.append(Pool(arrived, half / 2.0, i, 1.0, half))
        return principal, arrived

    def add(self, how: str, kind: int, amount: float) -> None:
        """Remember a flow of the month."""
        self.flow[how, kind] = self.flow.get((how, kind), 0.0) + amount

    def book(self, levels: dict[str, float], changes: dict[str, float], cash: float, accretion: float) -> float:
        """Every entry against reserves; what is remitted to the Treasury."""
        left = self.lines["deferred_asset"] - cash - accretion
        remitted = max(-left, 0.0)
        reserves = sum(changes.values()) - accretion - cash + remitted
        for name, change in changes.items():
            self.lines[name] += change
        for name, level in levels.items():
            reserves += (level - self.lines[name]) * (1.0 if name == "other_assets" else -1.0)
            self.lines[name] = level
        self.lines["deferred_asset"] = max(left, 0.0)
        self.lines["reserves"] += reserves
        return remitted

    def overnight(self, i: int) -> float:
        """Banks and funds share the overnight money; standing repo."""
        n, line = self.t.numbers, self.lines
        v = self.t.levels[:, i].tolist()
        on_rrp, repo = v[at.ON_RRP_GIVEN], 0.0
        if v[at.DECIDED]:
            curve = Hinge(n.kink, n.spread_slope, v[at.SPREAD_FLOOR])

            def funds(spread: float) -> float:
                taken = expm1(min(v[at.INTERCEPT] + n.funds_slope * spread, 50.0))
                return min(max(taken, 0.0), v[at.CEILING])

            pool = (line["reserves"] + line["on_rrp"]) / 1e11
            share, limit = v[at.REPO_SHARE], v[at.REPO_LIMIT]
            rate = None if isnan(share) else curve(share)
            found = split(pool, v[at.BANK_ASSETS], curve, funds, rate, None if isinf(limit) else limit)
            on_rrp, repo = float(round(found.on_rrp * 1e11)), float(round(found.standing_repo * 1e11))
        elif isnan(on_rrp):
            on_rrp = line["on_rrp"]
        line["reserves"] += line["on_rrp"] - on_rrp + repo
        line["on_rrp"] = on_rrp
        line["other_assets"] += repo
        return repo
