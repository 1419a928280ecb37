"""What the record says of a linked quantity: one figure, its day, what was near it, and the computation in one line.

Every measure is a small function of the record and the link. None of them sees what is printed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from ebb.audit.judging.shelf import Shelf, shelf
from ebb.dates import add_months
from ebb.errors import EbbError
from ebb.record import Record
from ebb.series import Series

#: Days a weekly figure of a slow series speaks for, before and after its date.
WEEK: Final = 7


#: Days between the monthly figures that bracket a day where no week is held.
MONTH: Final = 36


#: Days from a Wednesday for which a fast series' figure is shown beside a claim, without proving it.
NEAR: Final = 3


_DAY: Final = timedelta(days=1)
_MONTH: Final = 31
#: Days from which a change is one from month to month, and figures of a month that may stand for it.
_LONG: Final = 60
_WEEKS: Final = 5


@dataclass(frozen=True, slots=True)
class Figure:
    """What the record says.

    `value` is what is shown (the day's figure, or the period's mean); `values` everything that may stand for the day or
    period, `value` among them; `exact` whether the day itself is held; `others` figures that would make the claim right
    in another sense (the cap beside the actual pace), by name; `short` whether it is a month or less of a slow series, any
    date of which may be the one the text means.
    """

    value: float
    unit: str
    series: str
    day: date
    known: date
    vintage: str
    check: str
    values: tuple[float, ...]
    exact: bool = True
    others: tuple[tuple[str, float], ...] = ()
    last: float | None = None
    note: str = ""
    short: bool = False


class NotHeld(Exception):
    """The record holds no figure that could speak for the day."""


def level(record: Record, series: str, first: date, last: date) -> Figure:
    """The level of a series on a day, or over a period.

    Raises
    ------
    NotHeld
        If nothing near is held.

    Notes
    -----
    A day between two figures of a slow series is shown with the nearer one, and both are allowed to stand for it. A fast
    series proves a day only with that day's figure, a month with its mean.
    """
    held = shelf(record, series)
    inside = held.exact.between(first, last)
    if held.coarse is not None and (last - first).days >= 27 and (month := _month_of(held, first, last)):
        return replace(month, values=(*month.values, *inside.values.tolist(), month.value))
    if len(inside):
        values = inside.values.tolist()
        single = len(values) == 1
        mean = float(inside.values.mean())
        shown = values[-1] if single or (last - first).days <= _LONG + 2 else _nearest_to(values, mean)
        place = values.index(shown)
        exact = held.moves != "fast" or first == last or held.coarse is None
        note = (
            "" if single else f"; mean {mean:,.1f}, {min(values):,.1f} to {max(values):,.1f} over {len(values)} dates"
        )
        found = _figure(held, inside, place, (*values, mean), exact=exact, note=note, last=values[-1])
        return replace(found, short=held.moves == "slow" and (last - first).days <= _MONTH)
    if held.moves == "fast" or held.moves == "monthly":
        return _coarse(held, first, last)
    return _bracketed(held, first, last)


def change(record: Record, series: str, first: date, last: date) -> Figure:
    """Change of a level between two days, from the last figures on or before each (or the nearest after)."""
    held = shelf(record, series)
    start, end = held_at(held.exact, first), held_at(held.exact, last)
    if start is None or end is None or start[0] >= end[0]:
        raise NotHeld(f"{series} is not held on {first} and {last}")
    value = end[1] - start[1]
    # a month as the beginning or the end may mean any of its days
    long = (last - first).days > _LONG
    begin = held.exact.between(first, first + _MONTH * _DAY if first.day == 1 and long else first)
    finish = held.exact.between(last.replace(day=1) if (last + _DAY).day == 1 and long else last, last)
    starts = (start[1], *begin.values.tolist()[:_WEEKS])
    ends = (end[1], *finish.values.tolist()[-_WEEKS:])
    return Figure(
        value=value,
        unit=held.unit,
        series=series,
        day=end[0],
        known=known_on(held.exact, end[0]),
        vintage=vintage_of(held.exact),
        check=f"{series}: {end[1]:,.1f} ({end[0]}) - {start[1]:,.1f} ({start[0]}) = {value:+,.1f} {held.unit}",
        values=(value, *(two - one for one in starts for two in ends)),
    )


def share_of_gdp(record: Record, series: str, first: date, last: date) -> Figure:
    """A level in percent of the output of its quarter (annual rate, the vintage held)."""
    held = shelf(record, series)
    one = held_at(held.exact, last)
    if one is None:
        raise NotHeld(f"{series} is not held on {last}")
    output = record.full("gdp").in_unit("USD bn")
    quarter = _quarter_end(one[0])
    try:
        gdp = output.at(quarter)
    except EbbError as why:
        raise NotHeld(f"output of the quarter to {quarter} was not known on {record.as_of}") from why
    value = 100.0 * one[1] / gdp
    return Figure(
        value=value,
        unit="percent of GDP",
        series=f"{series} / gdp",
        day=one[0],
        known=max(known_on(held.exact, one[0]), known_on(output, quarter)),
        vintage=vintage_of(held.exact),
        check=f"{series} {one[1]:,.1f} ({one[0]}) / gdp {gdp:,.1f} (quarter to {quarter}) = {value:.1f} percent",
        values=(value,),
    )


def share_of_bank_assets(record: Record, series: str, first: date, last: date) -> Figure:
    """A level in percent of the assets of US commercial banks on the same day, or the nearest held to it."""
    held, banks = shelf(record, series), shelf(record, "bank_assets").exact.in_unit("USD bn")
    one = held_at(held.exact, last)
    other = None if one is None else held_at(banks, one[0])
    if one is None or other is None:
        raise NotHeld(f"{series} beside bank_assets is not held on {last}")
    value = 100.0 * one[1] / other[1]
    return Figure(
        value=value,
        unit="percent of bank assets",
        series=f"{series} / bank_assets",
        day=one[0],
        known=max(known_on(held.exact, one[0]), known_on(banks, other[0])),
        vintage=vintage_of(held.exact),
        check=(f"{series} {one[1]:,.1f} ({one[0]}) / bank_assets {other[1]:,.1f} ({other[0]}) = {value:.1f} percent"),
        values=(value,),
    )


def record_extreme(
    record: Record, series: str, first: date, last: date, *, high: bool = True, since: date | None = None
) -> Figure:
    """1 where a level is the highest (lowest) of all held to its day, else 0; the check names what it was compared with."""
    held = shelf(record, series)
    inside = held.exact.between(first, last)
    stands_in = False
    if not len(inside):
        close = held.exact.between(first - NEAR * _DAY, last + NEAR * _DAY)
        near = close.last() if len(close) else held_at(held.exact, last)
        if near is None or (held.moves == "fast" and not len(close)):
            raise NotHeld(f"{series} is not held from {first} to {last}")
        inside = held.exact.between(near[0], near[0])
        stands_in = held.moves == "fast"
    pick = max if high else min
    value = pick(inside.values.tolist())
    day: date = inside.dates[inside.values.tolist().index(value)].item()
    before = held.exact.between(since or date.min, day - _DAY)
    best = pick(before.values.tolist()) if len(before) else value
    later = held.exact.between(day + _DAY, record.as_of)
    beaten = [(d, v) for d, v in later if (v > value if high else v < value)]
    note = f"; beaten on {beaten[0][0]} with {beaten[0][1]:,.1f}" if beaten else ""
    holds = value >= best if high else value <= best
    if holds and stands_in:
        raise NotHeld(f"{series} of {first} needs imported daily data; {value:,.1f} ({day}) is the nearest held")
    return Figure(
        value=value,
        unit=held.unit,
        series=series,
        day=day,
        known=known_on(held.exact, day),
        vintage=vintage_of(held.exact),
        check=f"{series} {value:,.1f} ({day}) against {best:,.1f} before it, {len(before)} figures held{note}",
        values=(1.0 if holds else 0.0,),
        note=note,
    )


def slope(record: Record, series: str, first: date, last: date) -> Figure:
    """Growth of a level over the two years after a day, percent, with the day of its first figure above the level reached."""
    held = shelf(record, series)
    one = held_at(held.exact, date(first.year, 1, 1))
    two = held_at(held.exact, min(record.as_of, date(first.year, 12, 31)))
    if one is None or two is None or two[0] <= one[0]:
        raise NotHeld(f"{series} is not held over {first.year}")
    value = 100.0 * (two[1] / one[1] - 1.0)
    peak = max(held.exact.between(date.min, two[0]).values.tolist())
    reached = next(day for day, v in held.exact if v >= 0.975 * peak)
    return Figure(
        value=value,
        unit="percent",
        series=series,
        day=two[0],
        known=known_on(held.exact, two[0]),
        vintage=vintage_of(held.exact),
        check=(
            f"{series}: {one[1]:,.1f} ({one[0]}) to {two[1]:,.1f} ({two[0]}) = {value:+.1f} percent; "
            f"within 2.5 percent of its height by then since {reached}"
        ),
        values=(value,),
        note=reached.isoformat(),
    )


def _figure(
    held: Shelf, part: Series, place: int, values: tuple[float, ...], *, exact: bool, note: str, last: float
) -> Figure:
    day: date = part.dates[place].item()
    value = float(part.values[place])
    return Figure(
        value=value,
        unit=held.unit,
        series=held.series,
        day=day,
        known=part.known[place].item(),
        vintage=vintage_of(part),
        check=f"{held.series}[{day}] = {value:,.2f} {held.unit}{note}",
        values=(value, *values),
        exact=exact,
        last=last,
    )


def _bracketed(held: Shelf, first: date, last: date) -> Figure:
    before = held.exact.between(first - MONTH * _DAY, first)
    after = held.exact.between(last, last + MONTH * _DAY)
    if not len(before) and not len(after):
        newest = held.exact.dates[-1].item() if len(held.exact) else None
        raise NotHeld(f"{held.series} is held to {newest}, nothing near {first}")
    pairs = [*list(before)[-1:], *list(after)[:1]]
    middle = first + (last - first) / 2
    # the figure in force on the day, if it is of that week; else the nearer of the two
    on_or_before = [pair for pair in pairs if pair[0] <= last and (last - pair[0]).days < WEEK]
    day, value = on_or_before[-1] if on_or_before else min(pairs, key=lambda pair: abs((pair[0] - middle).days))
    note = "" if len(pairs) < 2 or on_or_before else "; between " + " and ".join(f"{v:,.1f} ({d})" for d, v in pairs)
    values = (value,) if on_or_before else tuple(v for _, v in pairs)
    place = held.exact.dates.tolist().index(day)
    part = held.exact
    return _figure(held, part, place, values, exact=True, note=note, last=value)


def _month_of(held: Shelf, first: date, last: date) -> Figure | None:
    """The statistic of the one calendar month a span is, where it is held."""
    one = (first.year, first.month) == (last.year, last.month)
    return (
        _coarse(held, first, last)
        if one and held.coarse is not None and (last.year, last.month) in held.coarse.by_month()
        else None
    )


def _coarse(held: Shelf, first: date, last: date) -> Figure:
    """The monthly statistic of a fast series, or its nearest Wednesday: shown, but no proof of a day."""
    if held.coarse is not None:
        month = [(day, value) for day, value in held.coarse if (day.year, day.month) == (last.year, last.month)]
        if month:
            day, value = month[0]
            whole = (last - first).days >= 27
            place = held.coarse.dates.tolist().index(day)
            return _figure(held, held.coarse, place, (value,), exact=whole, note=" (the month's figure)", last=value)
    near = held.exact.between(first - NEAR * _DAY, last + NEAR * _DAY)
    if len(near):
        days = [abs((day - last).days) for day in near.dates.tolist()]
        place = days.index(min(days))
        return _figure(
            held,
            near,
            place,
            (float(near.values[place]),),
            exact=False,
            note=" (the nearest day held)",
            last=float(near.values[place]),
        )
    if held.moves == "monthly":
        one = held_at(held.exact, last)
        if one is not None and (last - one[0]).days < 100:
            place = held.exact.dates.tolist().index(one[0])
            return _figure(held, held.exact, place, (one[1],), exact=True, note="", last=one[1])
    raise NotHeld(f"{held.series} is not held on {first}")


def held_at(series: Series, day: date) -> tuple[date, float] | None:
    """The last figure on or before a day, no more than a month before it, else the first one after it."""
    before = list(series.between(day - MONTH * _DAY, day))
    if before:
        return before[-1]
    after = list(series.between(day, day + MONTH * _DAY))
    return after[0] if after else None


def known_on(series: Series, day: date) -> date:
    """When the figure of a date became known."""
    place = series.dates.tolist().index(day)
    known: date = series.known[place].item()
    return known


def vintage_of(series: Series) -> str:
    """Where the figures of a series come from."""
    return "; ".join(dict.fromkeys(origin.vintage or origin.table or origin.document for origin in series.origins))


def _nearest_to(values: list[float], wanted: float) -> float:
    return min(values, key=lambda value: abs(value - wanted))


def _quarter_end(day: date) -> date:
    month = 3 * ((day.month - 1) // 3) + 3
    return add_months(date(day.year, month, 1), 1) - _DAY


def months_between(first: date, last: date) -> float:
    """Months from one day to another, of the mean length."""
    return (last - first).days / 30.4375
