"""What is bought and sold: new issues with their coupon, sales by a stated order, swaps of maturities, and their cash."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np
from numpy.typing import NDArray

from ebb.portfolio.mbs import CMBS, Pools
from ebb.portfolio.months import MonthConditions, Order, PoolOrder, Swap, Years
from ebb.portfolio.offerings import Offering
from ebb.portfolio.redemption import LOT, allocate
from ebb.portfolio.securities import Holdings, Security

DAYS_A_YEAR = 365.25


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


def in_years(held: Holdings, day: date, years: Years | None) -> NDArray[np.bool_]:
    """Which rows are notes and bonds with so many years (of 365.25 days) left on a day, shape (n,)."""
    notes = np.asarray(held.asset_class == "notes_bonds", dtype=np.bool_)
    if years is None:
        return notes
    left = (held.matures - np.datetime64(day)).astype(np.float64) / DAYS_A_YEAR
    return np.asarray(notes & (left >= years[0]) & (left < years[1]), dtype=np.bool_)


def sale_parts(weights: NDArray[np.int64], amount: int, rank: NDArray[np.float64] | None = None) -> NDArray[np.int64]:
    """How much of each row is sold, whole USD, shape (n,).

    Parameters
    ----------
    weights : int64, shape (n,)
        What may be sold of each row.
    amount : int
        What is to be sold; at most all of it is.
    rank : float64, shape (n,), optional
        Rows are sold out in this order, lowest first; None sells all in proportion, in lots of $100, the remainder from
        the largest.

    Notes
    -----
    Laws: no part exceeds its row, and the parts sum to the smaller of `amount` and what there is.
    """
    parts = np.zeros(len(weights), dtype=np.int64)
    total = int(weights.sum())
    sale = min(amount, total)
    if not sale:
        return parts
    if rank is None:
        parts = np.array([sale * int(w) // total // LOT * LOT for w in weights], dtype=np.int64)
        order = np.argsort(-weights, kind="stable")
    else:
        order = np.argsort(rank, kind="stable")
    missing = sale - int(parts.sum())
    for place in order:
        more = min(missing, int(weights[place] - parts[place]))
        parts[place] += more
        missing -= more
    return parts


def sold_notes(held: Holdings, day: date, amount: int, order: Order, years: Years | None) -> NDArray[np.int64]:
    """Notes and bonds to sell on a day by row: in proportion to par, or the shortest or longest of them first."""
    weights = np.where(in_years(held, day, years), held.par, 0)
    days = held.matures.astype(np.int64).astype(np.float64)
    return sale_parts(weights, amount, {"in_proportion": None, "shortest": days, "longest": -days}[order])


def sold_by_sector(
    held: Holdings, day: date, amount: int, order: Order, split: Sequence[tuple[Years, float]]
) -> NDArray[np.int64]:
    """Notes and bonds to sell on a day by row, the amount divided among sectors of maturity by weights.

    Law: sectors that do not overlap sell their own share, or all they have.
    """
    parts = np.zeros(len(held), dtype=np.int64)
    for (years, _), part in zip(split, allocate(amount, [round(1e6 * weight) for _, weight in split]), strict=True):
        left = held.with_amounts(held.par - parts, held.compensation)
        parts = parts + sold_notes(left, day, part, order, years)
    return parts


def sold_pools(pools: Pools, amount: int, order: PoolOrder) -> NDArray[np.int64]:
    """Agency pools to sell by row: in proportion to balance, or the lowest or highest coupons first; no commercial MBS."""
    weights = np.where(pools.program == CMBS, 0, pools.balance)
    rank = {"in_proportion": None, "lowest_coupon": pools.coupon, "highest_coupon": -pools.coupon}[order]
    return sale_parts(weights, amount, rank)


def swapped(held: Holdings, day: date, swap: Swap) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """What a swap sells and buys by row, both in proportion to par; laws: equal sums, and nothing sold is bought."""
    give, take = in_years(held, day, swap.sold), in_years(held, day, swap.bought)
    take &= ~give
    sold = sale_parts(np.where(give, held.par, 0), swap.amount if take.any() else 0)
    bought = np.array(allocate(int(sold.sum()), np.where(take, held.par, 0).tolist()), dtype=np.int64)
    return sold, bought


def paid_for(parts: NDArray[np.int64], prices: NDArray[np.float64]) -> int:
    """Cash for parts of par (USD) at prices per 100, in cents: par x price, rounded to the cent security by security."""
    return int(np.rint(parts * prices).astype(np.int64).sum())
