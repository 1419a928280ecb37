"""Who holds the overnight money at a month's end, in a draw: the rule of :mod:`ebb.simulate.split`, compiled.

There two curves are halved until they meet; here the flat part of the hinge is solved at once and the steep part by Newton's
steps inside a bracket, so the answer is the same to a fraction of a dollar for a tenth of the work.
"""

from __future__ import annotations

from math import exp, isnan

import numpy as np

from ebb.simulate.ensemble.compiled import piece
from ebb.simulate.ensemble.tables import Numbers

_STEPS = 60
#: USD billion: a cent.
_NEAR = 1e-11


@piece
def spread_at(n: Numbers, floor: float, share: float) -> float:
    """Basis points of SOFR over interest on reserves, at reserves of so many percent of bank assets."""
    return floor if isnan(n.kink) else floor + n.spread_slope * max(0.0, n.kink - share)


@piece
def funds(n: Numbers, intercept: float, ceiling: float, spread: float) -> float:
    """ON RRP at a spread, USD billion."""
    return min(max(exp(min(intercept + n.funds_slope * spread, 50.0)) - 1.0, 0.0), ceiling)


@piece
def meet(n: Numbers, floor: float, intercept: float, ceiling: float, pool: float, banks: float) -> float:
    """ON RRP at which banks' and funds' demand meet, given reserves and ON RRP together, USD billion."""
    if pool <= 0.0:
        return 0.0
    calm = funds(n, intercept, ceiling, floor)
    turn = 0.0 if isnan(n.kink) or n.spread_slope == 0.0 else n.kink * banks / 100.0
    if pool - calm >= turn:
        return min(calm, pool)
    low, high = 0.0, min(turn, pool)
    step = -n.funds_slope * n.spread_slope * 100.0 / banks
    reserves = high
    for _ in range(_STEPS):
        taken = funds(n, intercept, ceiling, spread_at(n, floor, 100.0 * reserves / banks))
        over = reserves + taken - pool
        if over > 0.0:
            high = reserves
        else:
            low = reserves
        steep = 1.0 + step * (taken + 1.0) if 0.0 < taken < ceiling else 1.0
        move = over / steep
        if abs(move) <= _NEAR:
            break
        reserves -= move
        if not low < reserves < high:
            reserves = (low + high) / 2.0
    return pool - reserves


@piece
def lent(least_share: float, limit: float, pool: float, on_rrp: float, banks: float) -> float:
    """Standing repo, USD billion: what keeps reserves where the spread is the facility's rate, up to its limit."""
    if isnan(least_share):
        return 0.0
    least = np.rint(least_share * banks / 100.0 * 1e6) / 1e6
    return min(max(0.0, least + on_rrp - pool), limit)
