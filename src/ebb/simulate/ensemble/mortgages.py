"""Mortgage cohorts in a draw: principal of a month, reinvestment in MBS and purchases. Compiled.

The twelfth root in a single monthly mortality is the dearest step of the whole simulation, so it is a polynomial here: a
Chebyshev fit of ``(1 - (1 - x)**(1/12)) / x`` on [0, 0.5], right to 4e-13 of itself, a thousandth of a cent on the largest
cohort. No speed of the prior lies above one half. Even and odd powers are summed apart, which is faster.
"""

from __future__ import annotations

from math import exp

import numpy as np

from ebb.simulate.ensemble.compiled import piece, summed_freely, written_out
from ebb.simulate.ensemble.tables import (
    AGE,
    ANY_NEW,
    BARE,
    FIXED,
    HALF,
    MOST,
    NEW_OWED,
    NEW_SURVIVING,
    OWED,
    PASSES,
    POOL_COUPONS,
    PULL,
    STAY,
    SURVIVING,
    TO_DELIVER,
    TURNOVER,
    Cohorts,
    Floats,
    Numbers,
    Work,
)

#: Highest speed, a share a year, for which :func:`smm` holds.
FASTEST = 0.5
#: Coefficients of the fit by powers of 4 x - 1, even and odd.
_E0, _E1, _E2, _E3 = 0.09475369689042722, 0.0028478232448309825, 0.0001762062036694213, 1.3394030966439722e-05
_E4, _E5, _E6, _E7 = 1.1233761307223882e-06, 1.0038795023626681e-07, 8.573710421556264e-09, 1.277279315414922e-09
_O0, _O1, _O2, _O3 = 0.013725367085202845, 0.0006816524600567466, 4.779037107806688e-05, 3.843738363494674e-06
_O4, _O5, _O6 = 3.347221654635399e-07, 2.8154211810145135e-08, 4.1205344757829565e-09


@written_out
def smm(x: float) -> float:
    """Share prepaid in a month from a share prepaid in a year, for x in [0, 0.5]."""
    y = 4.0 * x - 1.0
    z = y * y
    even = ((((((_E7 * z + _E6) * z + _E5) * z + _E4) * z + _E3) * z + _E2) * z + _E1) * z + _E0
    odd = (((((_O6 * z + _O5) * z + _O4) * z + _O3) * z + _O2) * z + _O1) * z + _O0
    return x * (even + y * odd)


@summed_freely
def pay(p: Floats, share: Floats, n: Numbers, i: int, season: float, market: float, totals: Floats) -> float:
    """Principal of the opening cohorts in month i at the rate when borrowers decided; sums of whole dollars are exact.

    A cohort pays what is due on schedule and prepays part of the rest; balances and what has not refinanced are moved on.
    Balances times coupons, and the balance of cohorts whose coupon nothing holds, are noted for the next month's interest.
    """
    lure, lock = exp(n.refinancing_slope * market), exp(-n.lock_in * market)
    ramp, least = 1.0 / n.ramp, n.burnout_floor
    principal, coupons, bare = 0.0, 0.0, 0.0
    for k in range(p.shape[1]):
        moves = p[TURNOVER, k] * min((p[AGE, k] + i) * ramp, 1.0) * season * min(1.0, p[STAY, k] * lock)
        left, owed = p[SURVIVING, k], p[OWED, k]
        refinanced = p[MOST, k] / (1.0 + p[PULL, k] * lure) * (least + (1.0 - least) * left)
        due = owed * share[i, k]
        paid = min(np.rint(due + smm(moves + refinanced + p[FIXED, k]) * (owed - due)), owed)
        p[OWED, k] = owed - paid
        p[SURVIVING, k] = left * (1.0 - smm(refinanced))
        principal += paid
        coupons += (owed - paid) * p[PASSES, k]
        bare += owed - paid if p[PASSES, k] == 0.0 else 0.0
    totals[POOL_COUPONS], totals[BARE] = coupons, bare
    return principal


@piece
def pay_new(c: Cohorts, n: Numbers, i: int, season: float, market: float, new: Floats) -> float:
    """Principal in month i of the pools bought since the opening: one for each month in which any were bought."""
    lure, lock = exp(n.refinancing_slope * market), exp(-n.lock_in * market)
    principal = 0.0
    for born in range(i):
        owed = new[NEW_OWED, born]
        if owed == 0.0:
            continue
        half, age = int(new[HALF, born]), i - 1 - born
        moves = n.turnover * min(age / n.ramp, 1.0) * season * min(1.0, c.new_factors[1, half] * lock)
        left = new[NEW_SURVIVING, born]
        refinanced = n.most / (1.0 + c.new_factors[0, half] * lure) * (n.burnout_floor + (1.0 - n.burnout_floor) * left)
        due = owed * c.new_share[half, age]
        paid = min(np.rint(due + smm(moves + refinanced + n.curtailment) * (owed - due)), owed)
        new[NEW_OWED, born] = owed - paid
        new[NEW_SURVIVING, born] = left * (1.0 - smm(refinanced))
        principal += paid
    return principal


@piece
def deliver(w: Work, i: int, amount: float, market: float) -> None:
    """MBS bought arrive as pools of the half-point coupon at least 0.80 under the mortgage rate of the month."""
    w.new[HALF, i] = max(np.floor((market - 0.80) * 2.0), 1.0)
    w.new[NEW_OWED, i] += amount
    w.new[NEW_SURVIVING, i] = 1.0
    w.totals[ANY_NEW] = 1.0


@piece
def order(new: Floats, i: int, amount: float, late: float) -> None:
    """Principal to go back into MBS: a quarter, a half and a quarter over three months, or all of it in the next."""
    if late == 0.0:
        new[TO_DELIVER, i + 1] += amount
        return
    first = min(np.ceil(amount / 4.0), amount)
    second = min(np.ceil(amount / 2.0), amount - first)
    new[TO_DELIVER, i + 1] += first
    new[TO_DELIVER, i + 2] += second
    new[TO_DELIVER, i + 3] += amount - first - second


@piece
def interest(w: Work, i: int, held: float) -> float:
    """Interest of a month on the balances it begins with, cents; `held` is their sum in USD.

    Pools without a coupon (commercial ones) earn the average of the others.
    """
    coupons, known = w.totals[POOL_COUPONS], held - w.totals[BARE]
    if w.totals[ANY_NEW] > 0.0:
        for born in range(i):
            coupons += w.new[NEW_OWED, born] * w.new[HALF, born] / 2.0
    return np.rint(coupons * held / known / 12.0) if known > 0.0 else 0.0
