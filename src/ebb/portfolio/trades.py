"""A list of securities after purchases and sales: new issues with their coupon, sales in proportion to par."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import numpy as np

from ebb.portfolio.months import MonthConditions
from ebb.portfolio.offerings import Offering
from ebb.portfolio.redemption import LOT, allocate
from ebb.portfolio.securities import Holdings, Security


def with_purchases(held: Holdings, bought: Mapping[Offering, int], conditions: MonthConditions) -> Holdings:
    """Add what was bought: to an issue already held where it is one, else as a new row."""
    if not bought:
        return held
    par = held.par.copy()
    fresh: dict[tuple[str, str, date], Security] = {}
    for issue, amount in bought.items():
        if not amount:
            continue
        same = (held.asset_class == issue.asset_class) & (held.matures == np.datetime64(issue.matures))
        if issue.asset_class == "notes_bonds":
            same &= held.cusip == issue.cusip
        place = np.flatnonzero(same)
        if len(place):
            par[place[-1]] += amount
            continue
        key = (issue.asset_class, issue.cusip, issue.matures)
        before = fresh[key].par if key in fresh else 0
        fresh[key] = Security(
            issue.cusip, issue.asset_class, _coupon(issue, conditions), issue.settles, issue.matures, before + amount
        )
    grown = held.with_amounts(par, held.compensation)
    return grown + Holdings.of(fresh.values()) if fresh else grown


def with_more(held: Holdings, more: Mapping[str, int]) -> Holdings:
    """Add to the issues of a class in proportion to par, as purchases in the market do; law: par grows by `more`."""
    if not any(more.values()):
        return held
    par = held.par.copy()
    for name, amount in more.items():
        places = np.flatnonzero(held.asset_class == name)
        for place, part in zip(places, allocate(amount, par[places].tolist()), strict=True):
            par[place] += part
    return held.with_amounts(par, held.compensation)


def _coupon(issue: Offering, conditions: MonthConditions) -> float | None:
    """The coupon as auctioned; else the month's yield at that maturity, rounded down to an eighth."""
    if issue.coupon is not None or issue.asset_class != "notes_bonds":
        return issue.coupon
    years = (issue.matures - issue.settles).days / 365.25
    weight = min(max((years - 2.0) / 8.0, 0.0), 1.0)
    rate = conditions.two_year + weight * (conditions.ten_year - conditions.two_year)
    return max(rate * 8.0 // 1.0 / 8.0, 0.125)


def without_sales(held: Holdings, amount: int) -> tuple[Holdings, int]:
    """Sell notes and bonds in proportion to par, in lots of $100, the remainder from the largest issues."""
    if not amount:
        return held, 0
    par = np.where(held.asset_class == "notes_bonds", held.par, 0).tolist()
    total = sum(par)
    sale = min(amount, total)
    parts = [sale * p // total // LOT * LOT if total else 0 for p in par]
    missing = sale - sum(parts)
    for place in sorted(range(len(par)), key=lambda i: (-par[i], i)):
        more = min(missing, par[place] - parts[place])
        parts[place] += more
        missing -= more
        if not missing:
            break
    left = held.with_amounts(held.par - np.array(parts, dtype=np.int64), held.compensation)
    return left.keep(left.par > 0), sale
