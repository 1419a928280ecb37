"""One draw after another, month by month: the rule of :mod:`ebb.simulate.loop`, compiled.

Securities move in whole dollars, books in cents, both as float64 (exact below 9e15): every entry is rounded when it is booked
and reserves are moved by entries, never set, so that the identity of the balance sheet is a check and no plug. A draw is
finished before the next one begins; nothing passes between draws, so they can be done in any order and in any company.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from math import isnan

import numpy as np
from numba import njit

from ebb.simulate.ensemble import mortgages, overnight, tables, treasuries
from ebb.simulate.ensemble.compiled import fingerprint, piece
from ebb.simulate.ensemble.tables import (
    ANY_NEW,
    BANK_ASSETS,
    BARE,
    BILL_YIELD,
    BILLS,
    BOUGHT,
    BUY_BILLS,
    BUY_COUPONS,
    BUY_MBS,
    CEILING,
    COUPON,
    CURRENCY_GIVEN,
    D_CURRENCY,
    D_GDP,
    D_INFLATION,
    D_MORTGAGE,
    D_POLICY,
    D_TEN_YEAR,
    D_TGA,
    DAYS,
    DECIDED,
    DEFERRED_BEFORE,
    DEFERRED_GIVEN,
    FLOOR_RATE,
    FOR_BILLS,
    FOR_TREASURIES,
    FOREIGN_GIVEN,
    FRN,
    GDP,
    INFLATION,
    INTERCEPT,
    INTO,
    IORB,
    LATE,
    LENGTH,
    MATURED,
    MBS_CAP,
    MBS_LIMIT,
    NOTES,
    ON_RRP_GIVEN,
    OTHER_GIVEN,
    OUTRIGHT,
    OWED,
    OWED_GIVEN,
    PAR,
    PASSES,
    POOL_COUPONS,
    REPO_LIMIT,
    REPO_OVER,
    REPO_SHARE,
    ROLLED,
    SEASON,
    SPREAD_FLOOR,
    TEN_YEAR,
    TGA_GIVEN,
    TIPS,
    TO_BILLS,
    TO_DELIVER,
    TO_MBS,
    TO_NOTHING,
    TREASURY_CAP,
    TWO_YEAR,
    Floats,
    Numbers,
    Places,
    Tables,
    Work,
)

# places of LINES
_BILLS, _NOTES, _TIPS, _FRN, _EXTRA, _MBS, _OTHER = 0, 1, 2, 3, 4, 5, 7
_RESERVES, _ON_RRP, _FOREIGN, _TGA, _CURRENCY, _OWED, _DEFERRED = 8, 9, 10, 11, 12, 13, 15
# places of what is written beside them
_TREASURIES, _TOTAL, _NET, _REMITTED, _REPO, _OF_GDP, _OF_BANKS, _LOWEST = 16, 17, 18, 19, 20, 21, 22, 23
_BILLION = 1e11  # cents


@piece
def reset(t: Tables, w: Work) -> None:
    """Back to the opening."""
    copy(t.issues.held, w.held)
    copy(t.queues, w.queues)
    copy(t.cohorts.pools, w.pools)
    copy(t.new, w.new)
    for k in range(len(w.lines)):
        w.lines[k] = t.opening[k]
    for k in range(len(w.totals)):
        w.totals[k] = 0.0
    for k in range(len(w.carried)):
        w.carried[k] = t.issues.carried[k]
    for row in t.issues.tips_rows:
        treasuries.count(w.totals, w.held[PAR, row], w.held[COUPON, row])
    treasuries.end(w.totals)
    for k in range(w.pools.shape[1]):
        w.totals[POOL_COUPONS] += w.pools[OWED, k] * w.pools[PASSES, k]
        w.totals[BARE] += w.pools[OWED, k] if w.pools[PASSES, k] == 0.0 else 0.0


@piece
def month(t: Tables, drawn: Floats, w: Work, d: int, i: int, row: int, owed: float) -> tuple[float, float, float]:
    """One month of a draw: standing repo at its end, net income and remittance, cents."""
    n, v, place = t.numbers, t.levels, i - t.numbers.first
    two, ten, iorb, floor_rate, bill_yield = (
        v[TWO_YEAR, i],
        v[TEN_YEAR, i],
        v[IORB, i],
        v[FLOOR_RATE, i],
        v[BILL_YIELD, i],
    )
    tga, currency, growth = v[TGA_GIVEN, i], v[CURRENCY_GIVEN, i], v[INFLATION, i]
    now, back_two, back_three = t.mortgage[i + 3], t.mortgage[i + 1], t.mortgage[i]
    if place >= 0:
        policy, moved = drawn[D_POLICY, d, place], drawn[D_TEN_YEAR, d, place] - ten
        two += n.two_on_policy * (policy + n.over_iorb - iorb) + n.two_on_ten * moved
        ten += moved
        iorb, floor_rate, bill_yield = policy + n.over_iorb, policy + n.over_floor, policy + n.over_bills
        tga, currency, now = drawn[D_TGA, d, place], drawn[D_CURRENCY, d, place], drawn[D_MORTGAGE, d, place]
    if place >= 2:
        growth, back_two = drawn[D_INFLATION, d, place - 2], drawn[D_MORTGAGE, d, place - 2]
    if place >= 3:
        back_three = drawn[D_MORTGAGE, d, place - 3]
    for kind in range(4):
        w.flows[MATURED, kind] = w.flows[ROLLED, kind] = w.flows[BOUGHT, kind] = 0.0
    o = t.orders[row]
    treasuries.begin(t.issues, w, i)
    accrued = treasuries.accrue(t.issues, w, i, growth)
    mortgage_interest = mortgages.interest(w, i, w.lines[_MBS] / 100.0)
    paid = treasuries.mature(t.issues, w, i, o[TREASURY_CAP, i], two, ten)
    principal, delivered = agency(t, w, i, o, (back_two + back_three) / 2.0, now)
    treasuries.reinvest(t.issues, w, t.mix, i, two, ten)
    if o[BUY_COUPONS, i] > 0.0:
        first, last = t.issues.months[OUTRIGHT, i], t.issues.months[OUTRIGHT, i + 1]
        treasuries.buy(t.issues, w, first, last, o[BUY_COUPONS, i], two, ten, i, w.flows[BOUGHT])
    treasuries.buy_bills(t.issues.months, w, i, o[BUY_BILLS, i])
    treasuries.add_all(t.issues, w, i)
    cash = treasuries.end(w.totals) + mortgage_interest + n.other_net_income
    cash += money_market(w, v, i, bill_yield) - interest(w, v, i, iorb, floor_rate, owed)
    deferred, before = v[DEFERRED_GIVEN, i], v[DEFERRED_BEFORE, i]
    before = w.lines[_DEFERRED] if isnan(before) else before
    if not isnan(deferred) and (deferred > 0.0 or before > 0.0):
        cash = before - deferred - 100.0 * accrued
    remitted = book(v, w, i, 100.0 * accrued, cash, 100.0 * paid, tga, currency)
    change = 100.0 * (delivered - principal)
    w.lines[_MBS] += change
    w.lines[_RESERVES] += change
    return overnight_money(n, v, w.lines, i), cash + 100.0 * accrued, remitted


@piece
def agency(t: Tables, w: Work, i: int, o: Floats, decided: float, now: float) -> tuple[float, float]:
    """Agency principal received, kept up to the cap and put on its way; and MBS delivered. All USD."""
    n, season = t.numbers, t.levels[SEASON, i]
    principal = mortgages.pay(w.pools, t.cohorts.share, n, i, season, decided, w.totals)
    if w.totals[ANY_NEW] > 0.0:
        principal += mortgages.pay_new(t.cohorts, n, i, season, decided, w.new)
    to = int(o[INTO, i])
    kept = principal if to == TO_NOTHING else min(principal, o[MBS_CAP, i])
    most = 0.0 if to == TO_MBS else min(principal - kept, o[MBS_LIMIT, i])
    if most > 0.0:
        queue = w.queues[FOR_BILLS] if to == TO_BILLS else w.queues[FOR_TREASURIES]
        treasuries.later(t.issues.months, queue, i, most)
    if principal - kept - most > 0.0:
        mortgages.order(w.new, i, principal - kept - most, t.levels[LATE, i])
    arrived = w.new[TO_DELIVER, i] + o[BUY_MBS, i]
    if arrived > 0.0:
        mortgages.deliver(w, i, arrived, now)
    return principal, arrived


@piece
def money_market(w: Work, v: Floats, i: int, bill_yield: float) -> float:
    """Bills and floaters earn the bill yield, days over 360, on the mean of both ends of the month; cents."""
    earned = 0.0
    for line, kind in ((_BILLS, BILLS), (_FRN, FRN)):
        change = w.flows[ROLLED, kind] + w.flows[BOUGHT, kind] - w.flows[MATURED, kind]
        earned += np.rint((w.lines[line] / 100.0 + change / 2.0) * bill_yield * v[DAYS, i] / 360.0)
    return earned


@piece
def interest(w: Work, v: Floats, i: int, iorb: float, floor_rate: float, owed: float) -> float:
    """Interest on the balances with which the month began, for its days, less that of standing repo; cents, each rounded."""
    part = v[LENGTH, i] / 1200.0
    paid = np.rint(w.lines[_RESERVES] * iorb * part) + np.rint(w.lines[_ON_RRP] * floor_rate * part)
    return paid + np.rint(w.lines[_FOREIGN] * floor_rate * part) - np.rint(owed * (iorb + v[REPO_OVER, i]) * part)


@piece
def book(
    v: Floats,
    w: Work,
    i: int,
    accretion: float,
    cash: float,
    paid: float,
    tga: float,
    currency: float,
) -> float:
    """Enter Treasuries, income and all lines that move by their own path, against reserves; what is remitted. Cents.

    Net income first runs down the deferred asset. A redemption is paid by the Treasury, which borrows it from the public.
    """
    lines, f = w.lines, w.flows
    left = lines[_DEFERRED] - cash - accretion
    deferred, remitted = max(left, 0.0), max(-left, 0.0)
    redeemed, bought = paid, 0.0
    for kind in range(4):
        redeemed += 100.0 * (f[MATURED, kind] - f[ROLLED, kind])
        bought += 100.0 * f[BOUGHT, kind]
    lines[_RESERVES] += bought - redeemed - cash - (tga - lines[_TGA] - remitted) - (currency - lines[_CURRENCY])
    lines[_RESERVES] -= v[FOREIGN_GIVEN, i] - lines[_FOREIGN] + v[OWED_GIVEN, i] - lines[_OWED]
    lines[_RESERVES] += v[OTHER_GIVEN, i] - lines[_OTHER]
    lines[_BILLS] += 100.0 * (f[ROLLED, BILLS] + f[BOUGHT, BILLS] - f[MATURED, BILLS])
    lines[_NOTES] += 100.0 * (f[ROLLED, NOTES] + f[BOUGHT, NOTES] - f[MATURED, NOTES])
    lines[_FRN] += 100.0 * (f[ROLLED, FRN] + f[BOUGHT, FRN] - f[MATURED, FRN])
    lines[_TIPS] += 100.0 * (f[ROLLED, TIPS] + f[BOUGHT, TIPS] - f[MATURED, TIPS])
    lines[_EXTRA] += accretion - paid
    lines[_TGA], lines[_CURRENCY], lines[_FOREIGN] = tga, currency, v[FOREIGN_GIVEN, i]
    lines[_OWED], lines[_OTHER], lines[_DEFERRED] = v[OWED_GIVEN, i], v[OTHER_GIVEN, i], deferred
    return remitted


@piece
def overnight_money(n: Numbers, v: Floats, lines: Floats, i: int) -> float:
    """Move ON RRP and standing repo against reserves; standing repo outstanding, cents."""
    level, repo = v[ON_RRP_GIVEN, i], 0.0
    if v[DECIDED, i] == 1.0:
        pool, banks = (lines[_RESERVES] + lines[_ON_RRP]) / _BILLION, v[BANK_ASSETS, i]
        on_rrp = overnight.meet(n, v[SPREAD_FLOOR, i], v[INTERCEPT, i], v[CEILING, i], pool, banks)
        repo = np.rint(overnight.lent(v[REPO_SHARE, i], v[REPO_LIMIT, i], pool, on_rrp, banks) * _BILLION)
        level = np.rint(on_rrp * _BILLION)
    elif isnan(level):
        level = lines[_ON_RRP]
    lines[_RESERVES] += lines[_ON_RRP] - level + repo
    lines[_ON_RRP] = level
    lines[_OTHER] += repo
    return repo


@piece
def reached(n: Numbers, i: int, reserves: float, share: float, banks: float, gdp: float, floor: float) -> bool:
    """Whether any stop rule is met; a rule that is NaN never is."""
    return (
        (0 <= n.stop_month <= i)
        or reserves <= n.stop_reserves
        or reserves <= n.stop_of_banks * banks
        or reserves <= n.stop_of_gdp * gdp
        or overnight.spread_at(n, floor, share) >= n.stop_spread
    )


@piece
def gap(lines: Floats) -> float:
    """Assets less liabilities, capital and the deferred asset's contra, cents."""
    assets, owed = 0.0, -lines[_DEFERRED]
    for k in range(8):
        assets += lines[k]
    for k in range(8, 15):
        owed += lines[k]
    return assets - owed


@piece
def write(lines: Floats, out: Floats, place: int, d: int) -> None:
    """The lines and the two sums of a month."""
    treasuries, total = 0.0, 0.0
    for k in range(16):
        out[k, place, d] = lines[k]
        treasuries += lines[k] if k < 5 else 0.0
        total += lines[k] if k < 8 else 0.0
    out[_TREASURIES, place, d] = treasuries
    out[_TOTAL, place, d] = total


@piece
def copy(source: Floats, target: Floats) -> None:
    """Copy one block onto another of the same shape."""
    for row in range(source.shape[0]):
        for k in range(source.shape[1]):
            target[row, k] = source[row, k]


@piece
def blank(out: Floats, first: int, d: int) -> None:
    """Nothing is known of a draw after it has ended."""
    for k in range(out.shape[0]):
        for place in range(first, out.shape[1]):
            out[k, place, d] = np.nan


def _compiled(text: int) -> Callable[..., float]:
    @njit(cache=True, nogil=True, error_model="numpy")
    def follow(t: Tables, drawn: Floats, w: Work, out: Floats, stopped: Places, ended: Places, gone: Places) -> float:
        """Follow a batch of draws through all months.

        Parameters
        ----------
        t : Tables
        drawn : float64, shape (7, draws, months from `t.numbers.first` on)
        w : Work
            From :func:`ebb.simulate.ensemble.tables.work_for`; one for each thread.
        out : float64, shape (len(WRITTEN), months of the result, draws)
            Filled; NaN after a draw has ended.
        stopped, ended, gone : int64, shape (draws,)
            Filled with a month of the result, or -1: when a stop rule was reached, the month that would take reserves below
            zero, and the first month without a deferred asset where there was one.

        Returns
        -------
        float
            The largest gap of the balance sheet in any draw and month, cents; the law is zero.
        """
        n, levels, worst = t.numbers, t.levels, 0.0
        if text < 0:  # never: it ties the cache of this function to the text of all its pieces
            return worst
        for d in range(out.shape[2]):
            reset(t, w)
            stopped[d], ended[d], gone[d] = -1, -1, -1
            owed, lowest, losses = 0.0, np.inf, t.opening[_DEFERRED] > 0.0
            for i in range(levels.shape[1]):
                place, row = i - n.start, 1 if stopped[d] >= 0 else 0
                owed, net, remitted = month(t, drawn, w, d, i, row, owed)
                reserves = w.lines[_RESERVES] / _BILLION
                if not reserves >= 0.0:
                    ended[d] = max(place, 0)
                    blank(out, ended[d], d)
                    break
                worst = max(worst, abs(gap(w.lines)))
                if place < 0:
                    losses = w.lines[_DEFERRED] > 0.0
                    continue
                gdp = drawn[D_GDP, d, i - n.first] if i >= n.first else levels[GDP, i]
                share = 100.0 * reserves / levels[BANK_ASSETS, i]
                lowest = min(lowest, share)
                write(w.lines, out, place, d)
                out[_NET, place, d] = net
                out[_REMITTED, place, d] = remitted
                out[_REPO, place, d] = owed
                out[_OF_GDP, place, d] = 100.0 * out[_TOTAL, place, d] / _BILLION / gdp
                out[_OF_BANKS, place, d] = share
                out[_LOWEST, place, d] = lowest
                if losses and gone[d] < 0 and w.lines[_DEFERRED] == 0.0:
                    gone[d] = place
                losses = losses or w.lines[_DEFERRED] > 0.0
                if stopped[d] < 0 and reached(
                    n, i, reserves, share, levels[BANK_ASSETS, i], gdp, levels[SPREAD_FLOOR, i]
                ):
                    stopped[d] = place
        return worst

    return follow


#: The kernel: see its docstring for arguments.
follow = _compiled(fingerprint(sys.modules[__name__], mortgages, overnight, treasuries, tables))
