"""Treasury securities in a draw: accrual, maturity under the cap, rollover, reinvestment and purchases. Compiled.

The rules are those of :mod:`ebb.portfolio`; amounts are whole dollars in float64, shares rounded down to lots of $100 with
the remainder going where the portfolio puts it. A share can come out one lot apart from the integers of the portfolio.
"""

from __future__ import annotations

from math import isnan

import numpy as np

from ebb.simulate.ensemble.compiled import piece
from ebb.simulate.ensemble.tables import (
    ACCRUES,
    AGAIN,
    AUCTIONED,
    AVERAGE,
    BEGINS,
    BILLS,
    BOUGHT,
    CALENDAR,
    COUPON,
    DAY,
    DUE,
    EARNED,
    EARNS,
    ENDS,
    EXTRA,
    FIRST,
    FOR_BILLS,
    FOR_TREASURIES,
    FRESH,
    FRN,
    KIND,
    KNOWN_COUPONS,
    KNOWN_PAR,
    LAST_MONTH,
    MATURED,
    MATURING,
    MORE_FRN,
    MORE_TIPS,
    NOTES,
    OFFERED,
    OUTRIGHT,
    PAR,
    ROLLED,
    SINCE,
    SIZE,
    TEN_YEARS,
    TIPS,
    UNKNOWN,
    WEEK,
    Floats,
    Issues,
    Places,
    Work,
)

_LOT = 100.0
#: Weeks to maturity of the bills into which a bill is rolled.
_SHORT, _MIDDLE, _LONG = 8, 13, 26


@piece
def begin(s: Issues, w: Work, i: int) -> None:
    """What the notes and bonds held at a month's start earn in it, were none to mature; nothing else is earned yet."""
    earned = 0.0
    for k in range(len(w.carried)):
        earned += w.carried[k] * s.accrual[k, i]
    w.totals[EARNED] = earned
    w.totals[UNKNOWN] = 0.0


@piece
def earn(totals: Floats, coupon: float, amount: float) -> None:
    """Count dollars times what each earns per percent; what an unknown coupon would earn is kept apart."""
    if isnan(coupon):
        totals[UNKNOWN] += amount
    else:
        totals[EARNED] += amount * coupon


@piece
def end(totals: Floats) -> float:
    """Coupons of the month, cents: TIPS whose coupon nothing holds earn the average of those that are known."""
    totals[AVERAGE] = totals[KNOWN_COUPONS] / totals[KNOWN_PAR] if totals[KNOWN_PAR] > 0.0 else 0.0
    return np.rint(totals[EARNED] + totals[UNKNOWN] * totals[AVERAGE])


@piece
def accrue(s: Issues, w: Work, i: int, growth: float) -> float:
    """Inflation compensation of a month, USD: every TIPS grows until the month's end or its maturity, never below par.

    Coupons are earned on the mean of both ends of the month, in the last month on what it began with.
    """
    accrued, held = 0.0, w.held
    for row in s.tips_rows:
        par, extra = held[PAR, row], held[EXTRA, row]
        if par == 0.0:
            continue
        ending = s.issue[LAST_MONTH, row] == i
        share = s.last[ACCRUES, row] if ending else 1.0
        after = max(np.rint((par + extra) * (1.0 + growth * share)) - par, 0.0)
        accrued += after - extra
        held[EXTRA, row] = after
        coupon = held[COUPON, row]
        if ending:
            earn(w.totals, w.totals[AVERAGE] if isnan(coupon) else coupon, (par + extra) * s.last[EARNS, row])
        else:
            amount = (par + (extra + after) / 2.0) * s.accrual[s.issue[CALENDAR, row], i]
            earn(w.totals, coupon, amount)
    return accrued


@piece
def split(due: Floats, count: int, rolled: float, kept: Floats) -> None:
    """What is rolled over of each date's principal: in proportion, in lots, the remainder to the earliest with room."""
    total = 0.0
    for j in range(count):
        total += due[j]
    left = rolled
    for j in range(count):
        kept[j] = due[j] if rolled >= total else np.floor(rolled * due[j] / total / _LOT) * _LOT
        left -= kept[j]
    for j in range(count):
        more = min(left, due[j] - kept[j])
        kept[j] += more
        left -= more


@piece
def mature(s: Issues, w: Work, i: int, cap: float, two: float, ten: float) -> float:
    """Let a month mature under its cap and roll over the rest; the compensation paid, USD.

    Coupon securities are redeemed first, bills fill the room left.
    """
    first, last = s.months[DAY, i], s.months[DAY, i + 1]
    week, weeks = s.months[WEEK, i], s.months[WEEK, i + 1] - s.months[WEEK, i]
    due, kept = w.scratch[0], w.scratch[1]
    coupons, bills, paid = 0.0, 0.0, 0.0
    for j in range(last - first):
        due[j] = 0.0
        for place in range(s.days[DUE, first + j], s.days[DUE, first + j + 1]):
            row = s.due_row[place]
            due[j] += w.held[PAR, row] + w.held[EXTRA, row]
            paid += clear(s, w, i, row)
        coupons += due[j]
    for j in range(weeks):
        bills += w.queues[MATURING, week + j]
    coupons_out = min(cap, coupons)
    bills_out = min(cap - coupons_out, bills)
    split(due, last - first, coupons - coupons_out, kept)
    for j in range(last - first):
        if kept[j] > 0.0:
            buy(s, w, s.days[OFFERED, first + j], s.days[OFFERED, first + j + 1], kept[j], two, ten, i, w.flows[ROLLED])
    w.flows[MATURED, BILLS] += bills
    w.flows[ROLLED, BILLS] += bills - bills_out
    for j in range(weeks):
        due[j] = w.queues[MATURING, week + j]
    split(due, weeks, bills - bills_out, kept)
    for j in range(weeks):
        add_bills(w.queues, week + j, kept[j])
    return paid


@piece
def clear(s: Issues, w: Work, i: int, row: int) -> float:
    """Take a matured row out; the compensation that went with it, USD."""
    par, extra, coupon, kind = w.held[PAR, row], w.held[EXTRA, row], w.held[COUPON, row], s.issue[KIND, row]
    w.flows[MATURED, kind] += par
    if kind == NOTES:
        calendar = s.issue[CALENDAR, row]
        w.carried[calendar] -= par * coupon
        w.totals[EARNED] += par * coupon * (s.last[EARNS, row] - s.accrual[calendar, i])
    elif kind == TIPS:
        count(w.totals, -par, coupon)
    w.held[PAR, row] = 0.0
    w.held[EXTRA, row] = 0.0
    return extra


@piece
def count(totals: Floats, change: float, coupon: float) -> None:
    """Keep par of TIPS of known coupon, and par times coupon, in step with a change of a row."""
    if not isnan(coupon):
        totals[KNOWN_PAR] += change
        totals[KNOWN_COUPONS] += change * coupon


@piece
def buy(s: Issues, w: Work, first: int, last: int, amount: float, two: float, ten: float, i: int, flow: Floats) -> None:
    """Put an amount into offers in proportion to their sizes, the remainder into the first."""
    total, lead, rest = 0.0, first, amount
    for place in range(last - 1, first - 1, -1):
        total += s.offers[SIZE, place]
        if s.offers[SIZE, place] > 0.0:
            lead = place
    scale = amount / (total * _LOT)
    for place in range(last - 1, lead - 1, -1):
        part = rest if place == lead else np.floor(s.offers[SIZE, place] * scale) * _LOT
        rest -= part
        if part > 0.0:
            row = s.offer_row[place]
            kind = s.issue[KIND, row]
            flow[kind] += part
            if kind != FRN:
                settle(s, w, place, part, two, ten, i)
            w.held[PAR, row] += part


@piece
def settle(s: Issues, w: Work, place: int, part: float, two: float, ten: float, i: int) -> None:
    """What is bought of a note, bond or TIPS earns from its settlement on; an issue new to the portfolio gets its coupon."""
    row, held = s.offer_row[place], w.held
    kind = s.issue[KIND, row]
    if held[PAR, row] == 0.0:
        coupon = s.offers[AUCTIONED, place]
        if kind == NOTES and isnan(coupon):
            coupon = max(np.floor((two + s.offers[TEN_YEARS, place] * (ten - two)) * 8.0) / 8.0, 0.125)
        held[COUPON, row], held[SINCE, row], held[FIRST, row] = coupon, i, s.offers[FRESH, place]
    coupon = held[COUPON, row]
    earn(w.totals, coupon, part * (held[FIRST, row] if held[SINCE, row] == i else s.offers[AGAIN, place]))
    if kind == NOTES:
        w.carried[s.issue[CALENDAR, row]] += part * coupon
    else:
        count(w.totals, part, coupon)


@piece
def add_bills(queues: Floats, week: int, amount: float) -> None:
    """Put an amount into 8-, 13- and 26-week bills in equal lots, the remainder into the shortest."""
    part = np.floor(amount / 3.0 / _LOT) * _LOT
    queues[MATURING, week + _SHORT] += amount - 2.0 * part
    queues[MATURING, week + _MIDDLE] += part
    queues[MATURING, week + _LONG] += part


@piece
def buy_bills(months: Places, w: Work, i: int, amount: float) -> None:
    """Outright purchases of bills in equal lots on a month's Thursdays, the remainder on the first."""
    if amount == 0.0:
        return
    first, weeks = months[WEEK, i], months[WEEK, i + 1] - months[WEEK, i]
    part = np.floor(amount / weeks / _LOT) * _LOT
    for j in range(weeks):
        add_bills(w.queues, first + j, amount - (weeks - 1) * part if j == 0 else part)
    w.flows[BOUGHT, BILLS] += amount


@piece
def later(months: Places, queue: Floats, i: int, amount: float) -> None:
    """Agency principal of a month in equal lots on its reinvestment weeks, the remainder in the first."""
    begins, weeks = months[BEGINS, i], months[ENDS, i] - months[BEGINS, i]
    part = np.floor(amount / weeks / _LOT) * _LOT
    for j in range(weeks):
        queue[begins + j] += amount - (weeks - 1) * part if j == 0 else part


@piece
def reinvest(s: Issues, w: Work, mix: Floats, i: int, two: float, ten: float) -> None:
    """Buy what is due in a month's weeks: bills, or all kinds of Treasuries in proportion to the debt outstanding."""
    for week in range(s.months[WEEK, i], s.months[WEEK, i + 1]):
        amount = w.queues[FOR_BILLS, week]
        if amount > 0.0:
            add_bills(w.queues, week, amount)
            w.flows[BOUGHT, BILLS] += amount
        amount = w.queues[FOR_TREASURIES, week]
        if amount > 0.0:
            spread_out(s, w, mix, week, amount, i, two, ten)


@piece
def spread_out(s: Issues, w: Work, mix: Floats, week: int, amount: float, i: int, two: float, ten: float) -> None:
    """One day's principal over bills, notes and bonds, TIPS and floaters; the last two only where some are held."""
    tips = mix[2] if total_of(w.held, s.tips_rows) > 0.0 else 0.0
    frn = mix[3] if total_of(w.held, s.frn_rows) > 0.0 else 0.0
    whole = mix[0] + mix[1] + tips + frn
    to_tips = np.floor(amount * tips / whole / _LOT) * _LOT
    to_frn = np.floor(amount * frn / whole / _LOT) * _LOT
    to_notes = np.floor(amount * mix[1] / whole / _LOT) * _LOT
    to_bills = amount - to_tips - to_frn - to_notes
    if mix[0] == 0.0:
        to_notes, to_bills = to_notes + to_bills, 0.0
    add_bills(w.queues, week, to_bills)
    w.flows[BOUGHT, BILLS] += to_bills
    w.totals[MORE_TIPS] += to_tips
    w.totals[MORE_FRN] += to_frn
    if to_notes > 0.0:
        buy(s, w, s.months[OUTRIGHT, i], s.months[OUTRIGHT, i + 1], to_notes, two, ten, i, w.flows[BOUGHT])


@piece
def add_more(s: Issues, w: Work, rows: Places, amount: float, i: int) -> None:
    """TIPS or floaters bought in the market: into all issues of the class in proportion to par."""
    if amount == 0.0:
        return
    total, rest, lead = total_of(w.held, rows), amount, -1
    for row in rows:
        if w.held[PAR, row] > 0.0:
            if lead < 0:
                lead = row
                continue
            part = np.floor(amount * w.held[PAR, row] / total / _LOT) * _LOT
            rest -= part
            more(s, w, row, part, i)
    more(s, w, lead, rest, i)


@piece
def more(s: Issues, w: Work, row: int, part: float, i: int) -> None:
    """Add to one issue bought in the market: half of a TIPS earns its coupon, as if it had come in the middle of the month."""
    if s.issue[KIND, row] == TIPS:
        fresh = w.held[SINCE, row] == i
        each = w.held[FIRST, row] if fresh else s.accrual[s.issue[CALENDAR, row], i] / 2.0
        earn(w.totals, w.held[COUPON, row], part * each)
        count(w.totals, part, w.held[COUPON, row])
    w.held[PAR, row] += part


@piece
def total_of(held: Floats, rows: Places) -> float:
    """Par of some rows, USD."""
    total = 0.0
    for row in rows:
        total += held[PAR, row]
    return total


@piece
def add_all(s: Issues, w: Work, i: int) -> None:
    """What the month's reinvestment bought of TIPS and of floaters."""
    add_more(s, w, s.tips_rows, w.totals[MORE_TIPS], i)
    add_more(s, w, s.frn_rows, w.totals[MORE_FRN], i)
    w.flows[BOUGHT, TIPS] += w.totals[MORE_TIPS]
    w.flows[BOUGHT, FRN] += w.totals[MORE_FRN]
    w.totals[MORE_TIPS] = 0.0
    w.totals[MORE_FRN] = 0.0
