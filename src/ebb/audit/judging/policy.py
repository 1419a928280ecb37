"""What the policy documents say of a linked quantity: caps, purchases, administered rates, and the pace under the caps."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from ebb.audit.judging.figures import (
    Figure,
    NotHeld,
    change,
    held_at,
    known_on,
    level,
    months_between,
    share_of_bank_assets,
    share_of_gdp,
    slope,
    vintage_of,
)
from ebb.audit.judging.shelf import shelf
from ebb.dates import add_months
from ebb.errors import EbbError
from ebb.policy import Rates
from ebb.record import Record

_DAY: Final = timedelta(days=1)


def cap(record: Record, series: str, first: date, last: date, *, whole: bool = False) -> Figure:
    """The monthly cap in force on a day, with the highest of the programme in force (or last in force) beside it.

    With `whole` it is that highest cap: what "until it reaches" speaks of.
    """
    programme = record.programme
    rule = programme.rule(last.year, last.month)
    begun = [one for one in programme.episodes() if one.programme.startswith("QT") and one.first <= last]
    highest = rule
    if begun:
        end = min(begun[-1].last or record.as_of, record.as_of)
        if end >= begun[-1].first:
            highest = max(programme.months(begun[-1].first, end), key=lambda one: _cap(one, series))
    shown = highest if whole else rule
    found = _policy_figure(record, series, _cap(shown, series), shown.month, shown.reference)
    span = () if whole else tuple(_cap(one, series) for one in programme.months(first, last))
    found = replace(found, values=(found.value, *span))  # a cap in force in any month of a period may be meant
    return replace(found, others=(("highest", _cap(highest, series)),))


def purchases(record: Record, series: str, first: date, last: date) -> Figure:
    """The announced monthly pace of purchases in a month; where it changes inside the month, the months beside it count too.

    Raises
    ------
    NotHeld
        If no monthly pace was announced.
    """
    programme = record.programme
    months = [(rule.month.year, rule.month.month) for rule in programme.months(first, last)]
    rules = [programme.rule(*month) for month in (_before(first), *months, _next(last))]
    amounts = [_bought(rule, series) for rule in rules]
    place = len(amounts) - 2
    if amounts[place] is None or (amounts[0] in (0.0, None) and amounts[1] != amounts[2] and first.day == 1):
        place = 2 if len(months) == 1 else place  # it began inside the month
    amount = amounts[place]
    if amount is None:
        raise NotHeld(f"no monthly pace of purchases was announced for {last:%Y-%m}")
    found = _policy_figure(record, series, amount, rules[place].month, rules[place].reference)
    steady = first == last or (len(set(amounts[1:-1])) == 1 and amounts[0] == amounts[1])
    beside = () if steady else tuple(one for one in amounts if one is not None)
    return replace(found, values=(amount, *beside))


def rate(record: Record, series: str, first: date, last: date) -> Figure:
    """An administered rate on a day; over a period every rate that was in force may stand for it."""
    corridor = record.corridor
    inside = [c for c in corridor.changes if first <= c.effective <= last or first <= c.decided <= last]
    days = {last, first, *(change.effective for change in inside)}
    pairs = []
    for day in sorted(days):
        try:
            pairs.append((day, corridor.at(day)))
        except EbbError as why:
            raise NotHeld(str(why)) from why
    values: list[float] = []
    for _, rates in pairs:
        values += _rates(rates, series)
    day, rates = pairs[-1]
    current = _rates(rates, series)
    if not current:
        raise NotHeld(f"{series} did not exist on {day}")
    changed = corridor.change(day)
    shown = current[-1]
    return Figure(
        value=shown,
        unit="percent",
        series=series,
        day=changed.effective,
        known=changed.decided,
        vintage="as decided",
        check=f"{series} on {day}: {', '.join(f'{v:.2f}' for v in current)} percent (decided {changed.decided})",
        values=tuple(values),
        others=_effective(record, series, last),
    )


def _effective(record: Record, series: str, day: date) -> tuple[tuple[str, float], ...]:
    """The month's mean effective rate beside the range: the federal funds rate may mean either."""
    months = record.full("fed_funds_avg").by_month()
    key = (day.year, day.month)
    return (("effective", months[key]),) if series == "policy_rate" and key in months else ()


def rate_change(record: Record, series: str, first: date, last: date) -> Figure:
    """By how much the top of the target range moved in a period: the decisions in it, in percentage points."""
    inside = [c for c in record.corridor.changes if first <= c.decided <= last or first <= c.effective <= last]
    changes = record.corridor.changes
    moves = [(c, c.rates.upper - changes[changes.index(c) - 1].rates.upper) for c in inside if changes.index(c)]
    moves = [(c, move) for c, move in moves if move != 0.0]
    if not moves:
        raise NotHeld(f"no change of the target range from {first} to {last}")
    total = sum(move for _, move in moves)
    newest = moves[-1][0]
    return Figure(
        value=total,
        unit="points",
        series="upper",
        day=newest.effective,
        known=newest.decided,
        vintage="as decided",
        check=" + ".join(f"{move:+.2f} ({c.decided})" for c, move in moves) + f" = {total:+.2f} points",
        values=(total, *(move for _, move in moves)),
    )


def pace(record: Record, series: str, first: date, last: date) -> Figure:
    """How much a holding shrank a month while the caps in force on the day were, beside these caps.

    Notes
    -----
    The window runs from the last figure before the caps came into force to the last before they changed, or to the newest
    held. Positive = shrinking.
    """
    start, end, cap = _cap_window(record, last, series)
    held = shelf(record, series)
    one, two = held_at(held.exact, start - _DAY), held_at(held.exact, end)
    if one is None or two is None or two[0] <= one[0]:
        raise NotHeld(f"{series} is not held from {start} to {end}")
    months = months_between(one[0], two[0])
    value = (one[1] - two[1]) / months
    return Figure(
        value=value,
        unit=held.unit,
        series=series,
        day=two[0],
        known=known_on(held.exact, two[0]),
        vintage=vintage_of(held.exact),
        check=(
            f"-d({series})/months = ({one[1]:,.1f} on {one[0]} - {two[1]:,.1f} on {two[0]}) / {months:.1f} = "
            f"{value:.1f} {held.unit} a month; cap {cap:g}"
        ),
        values=(value,),
        others=(("cap", cap),) if cap > 0 else (),
    )


def _policy_figure(record: Record, series: str, amount: float, month: date, reference: str) -> Figure:
    step = [s for s in record.programme.steps if s.effective and s.effective <= month + timedelta(days=31) and s.rules]
    known = max((s.announced for s in step), default=month)
    return Figure(
        value=amount,
        unit="USD bn",
        series=series,
        day=month,
        known=min(known, record.as_of),
        vintage=reference,
        check=f"{series} in {month:%Y-%m} = {amount:g} USD bn a month ({reference})",
        values=(amount,),
    )


def _cap(rule: object, series: str) -> float:
    treasury = getattr(rule, "treasury_cap", None) or 0.0
    mbs = getattr(rule, "mbs_cap", None) or 0.0
    return {"treasury_cap": treasury, "treasuries": treasury, "mbs_cap": mbs, "mbs": mbs}.get(series, treasury + mbs)


def _bought(rule: object, series: str) -> float | None:
    treasury, mbs = getattr(rule, "treasury_purchases", None), getattr(rule, "mbs_purchases", None)
    if series == "treasury_purchases":
        return treasury
    if series == "mbs_purchases":
        return mbs
    return None if treasury is None or mbs is None else treasury + mbs


def _cap_window(record: Record, day: date, series: str) -> tuple[date, date, float]:
    """First and last day of the stretch of months with the same caps around a day, and the cap."""
    programme = record.programme
    here = programme.rule(day.year, day.month)
    pair = (here.treasury_cap, here.mbs_cap)
    first = last = here.month
    while first > programme.begins:
        before = programme.rule(*_before(first))
        if (before.treasury_cap, before.mbs_cap) != pair:
            break
        first = before.month
    while add_months(last, 1) <= record.as_of:
        after = programme.rule(*_next(last))
        if (after.treasury_cap, after.mbs_cap) != pair:
            break
        last = after.month
    end = min(record.as_of, add_months(last, 1) - _DAY)
    return first, end, _cap(here, series if series in ("treasuries", "mbs") else "caps")


def _before(day: date) -> tuple[int, int]:
    before = add_months(day.replace(day=1), -1)
    return before.year, before.month


def _next(day: date) -> tuple[int, int]:
    after = add_months(day.replace(day=1), 1)
    return after.year, after.month


def _rates(rates: Rates, series: str) -> list[float]:
    if series == "policy_rate":
        return [rates.lower, rates.upper]
    name = {"on_rrp_rate": "on_rrp"}.get(series, series)
    value = getattr(rates, name, None)
    return [] if value is None else [float(value)]


Measure = Callable[[Record, str, date, date], Figure]


#: Measures of a series between two days.
MEASURES: Final[Mapping[str, Measure]] = {
    "level": level,
    "fall": change,
    "rise": change,
    "change": change,
    "share_of_gdp": share_of_gdp,
    "share_of_bank_assets": share_of_bank_assets,
    "pace": pace,
    "cap": cap,
    "purchases": purchases,
    "rate_change": rate_change,
    "growth_since": slope,
}
