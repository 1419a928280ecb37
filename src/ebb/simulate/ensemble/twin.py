"""The plain twin of the kernel: one draw in ordinary Python floats, written to be read, slow, and the judge of the other.

It is told the same tables and draws and follows the same rule in its own way: dictionaries instead of columns, the twelfth
root by a power, the meeting of two demands by halving (:func:`ebb.simulate.split.split`), the income of every security added
up anew each month. Tests hold both to each other, and both to the deterministic loop.
"""

from __future__ import annotations

from collections.abc import Callable
from math import inf, isnan

from ebb.funding.kinked import Hinge
from ebb.simulate.ensemble import tables as at
from ebb.simulate.ensemble.tables import LINES, Floats, Tables
from ebb.simulate.ensemble.twin_draw import Draw, shares
from ebb.simulate.ensemble.twin_income import Held, income


def _rates(t: Tables, x: Floats, i: int) -> tuple[dict[str, float], Callable[[int], float]]:
    """What the world brings in a month: central before draws begin, drawn after; and mortgage rates by months back."""
    n, v, place = t.numbers, t.levels[:, i].tolist(), i - t.numbers.first
    found = {
        "two": v[at.TWO_YEAR],
        "ten": v[at.TEN_YEAR],
        "iorb": v[at.IORB],
        "floor": v[at.FLOOR_RATE],
        "bills": v[at.BILL_YIELD],
        "tga": v[at.TGA_GIVEN],
        "currency": v[at.CURRENCY_GIVEN],
        "gdp": v[at.GDP],
        "inflation": v[at.INFLATION],
    }
    if place >= 0:
        policy, ten, _, _, gdp, tga, currency = x[:, place].tolist()
        moved = n.two_on_policy * (policy + n.over_iorb - v[at.IORB]) + n.two_on_ten * (ten - v[at.TEN_YEAR])
        found |= {"two": v[at.TWO_YEAR] + moved, "ten": ten, "gdp": gdp, "tga": tga, "currency": currency}
        found |= {"iorb": policy + n.over_iorb, "floor": policy + n.over_floor, "bills": policy + n.over_bills}
    if place >= 2:
        found["inflation"] = float(x[at.D_INFLATION, place - 2])
    found["repo"] = found["iorb"] + v[at.REPO_OVER]

    def mortgage(back: int) -> float:
        return float(x[at.D_MORTGAGE, place - back] if place >= back else t.mortgage[i + 3 - back])

    return found, mortgage


def follow_one(t: Tables, x: Floats) -> tuple[dict[str, list[float]], int, int, int]:
    """One draw, shape of `x` (7, months from the first drawn): what the kernel writes down, by name, and its three marks."""
    n, draw = t.numbers, Draw(t, x)
    out: dict[str, list[float]] = {name: [] for name in at.WRITTEN}
    stopped = ended = gone = -1
    repo, lowest, losses = 0.0, inf, draw.lines["deferred_asset"] > 0.0
    for i in range(t.levels.shape[1]):
        now, mortgage = _rates(t, x, i)
        orders = t.orders[1 if stopped >= 0 else 0][:, i].tolist()
        yields = now["two"], now["ten"]
        draw.flow, draw.bought_at, held = {}, {}, Held.of(draw)
        accretion = 100.0 * draw.accrue(i, now["inflation"])
        paid = draw.mature(i, orders[at.TREASURY_CAP], yields)
        agency = draw.agency(i, orders, (mortgage(2) + mortgage(3)) / 2.0, mortgage(0))
        draw.reinvest(i, yields)
        if orders[at.BUY_COUPONS]:
            s = t.issues.months[at.OUTRIGHT]
            draw.buy("bought", range(s[i], s[i + 1]), orders[at.BUY_COUPONS], yields)
        weeks = range(t.issues.months[at.WEEK, i], t.issues.months[at.WEEK, i + 1])
        for week, part in zip(weeks, shares(orders[at.BUY_BILLS], [1.0] * len(weeks)), strict=True):
            draw.buy_bills("bought", week, part)
        draw.spread_more()
        cash = income(draw, held, i, now, repo)
        v = t.levels[:, i].tolist()
        before = draw.lines["deferred_asset"] if isnan(v[at.DEFERRED_BEFORE]) else v[at.DEFERRED_BEFORE]
        if not isnan(v[at.DEFERRED_GIVEN]) and (v[at.DEFERRED_GIVEN] > 0.0 or before > 0.0):
            cash = before - v[at.DEFERRED_GIVEN] - accretion
        remitted = draw.book(
            {
                "tga": now["tga"],
                "currency": now["currency"],
                "foreign_rrp": v[at.FOREIGN_GIVEN],
                "other_liabilities": v[at.OWED_GIVEN],
                "other_assets": v[at.OTHER_GIVEN],
            },
            _changes(draw.flow, accretion, paid, agency),
            cash,
            accretion,
        )
        repo = draw.overnight(i)
        reserves, place = draw.lines["reserves"] / 1e11, i - n.start
        if reserves < 0.0:
            ended = max(place, 0)
            break
        if place < 0:
            losses = draw.lines["deferred_asset"] > 0.0
            continue
        share = 100.0 * reserves / v[at.BANK_ASSETS]
        lowest = min(lowest, share)
        treasuries = sum(draw.lines[name] for name in LINES[:5])
        total = treasuries + sum(draw.lines[name] for name in LINES[5:8])
        told = {
            "treasuries": treasuries,
            "total_assets": total,
            "net_income": cash + accretion,
            "remittances": remitted,
        }
        told |= {"standing_repo": repo, "share_of_gdp": 100.0 * total / 1e11 / now["gdp"]}
        told |= {"share_of_bank_assets": share, "lowest_share_of_bank_assets": lowest}
        for name, value in {**draw.lines, **told}.items():
            out[name].append(value)
        if losses and gone < 0 and draw.lines["deferred_asset"] == 0.0:
            gone = place
        losses = losses or draw.lines["deferred_asset"] > 0.0
        if stopped < 0 and _met(t, i, reserves, share, now["gdp"]):
            stopped = place
    return out, stopped, ended, gone


def _changes(
    flow: dict[tuple[str, int], float], accretion: float, paid: float, agency: tuple[float, float]
) -> dict[str, float]:
    """By how much each line of securities moves in a month, cents."""

    def net(kind: int) -> float:
        return 100.0 * (
            flow.get(("rolled", kind), 0.0) + flow.get(("bought", kind), 0.0) - flow.get(("matured", kind), 0.0)
        )

    principal, delivered = agency
    return {
        "bills": net(at.BILLS),
        "notes_bonds": net(at.NOTES),
        "tips": net(at.TIPS),
        "frn": net(at.FRN),
        "tips_inflation_compensation": accretion - 100.0 * paid,
        "mbs": 100.0 * (delivered - principal),
    }


def _met(t: Tables, i: int, reserves: float, share: float, gdp: float) -> bool:
    """Whether any stop rule is met."""
    n, v = t.numbers, t.levels[:, i].tolist()
    curve = Hinge(n.kink, n.spread_slope, v[at.SPREAD_FLOOR])
    rules = [
        (reserves, n.stop_reserves),
        (reserves, n.stop_of_banks * v[at.BANK_ASSETS]),
        (reserves, n.stop_of_gdp * gdp),
        (-curve(share), -n.stop_spread),
    ]
    return 0 <= n.stop_month <= i or any(level <= limit for level, limit in rules)
