"""ALFRED, the archive of FRED's vintages: what a series said, and since when.

An answer may not span more than 2,000 vintages, and at the edges of a window the days ``realtime_start`` and ``realtime_end``
are cut to the window. So the list of vintages is asked for first and split; every window but the first begins with the last
vintage of the one before, and its rows that begin on that day are dropped: they were read there, or only seem new because
they were cut. It must never turn the edge of the archive into knowledge: what the first vintage says about times long before
it was known earlier, on a day nobody recorded. The newest figures are therefore asked for as well, without vintages: for dates
that the first vintage brought along, the store then assumes the usual lag.

Needs a key, as :mod:`ebb.sources.fred`; 120 questions a minute.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial
from itertools import groupby, pairwise
from typing import Any, Final

import numpy as np

from ebb.sources import delimited, intake
from ebb.sources.cards import Card
from ebb.sources.exact import Problems
from ebb.sources.fred_api import API, PAGE, answer, question, total
from ebb.sources.harvest import Harvest, Reading, Request

#: Vintages in one window; the API refuses more than 2,000.
WINDOW: Final = 1_900
#: Vintage days in one answer; the most that FRED sends.
DAYS: Final = 10_000
FIRST, LAST = "1776-07-04", "9999-12-31"

_Row = tuple[date, date, date, float]  # date observed, from, to, value (NaN: none)


def list_of_vintages(card: Card, scale: float, key: str, base: str = API, held: tuple[date, ...] = ()) -> Request:
    """The question for the days of all vintages of a series; `held` are those of earlier pages."""
    parse = partial(parse_list, card=card, scale=scale, key=key, base=base, held=held)
    params = (("realtime_start", FIRST), ("realtime_end", LAST), ("limit", str(DAYS)), ("offset", str(len(held))))
    return question(card, "/vintagedates", params, key, parse, base, ", vintages")


def parse_list(
    body: bytes, *, card: Card, scale: float, key: str, base: str = API, held: tuple[date, ...] = ()
) -> Harvest:
    """The days of the vintages; leads to one question for each window.

    Raises
    ------
    FormatError
        If FRED reports an error, or the days are none or do not run forward.
    """
    problems = Problems(f"FRED, vintages of {card.at['fred']}", 'a list "vintage_dates" of days in order')
    found = answer(body, problems)
    raw = found.get("vintage_dates")
    if not isinstance(raw, list):
        problems.refuse('"vintage_dates" is no list')
    days = [delimited.iso_day(text) if isinstance(text, str) else None for text in raw]
    every = (*held, *(day for day in days if day is not None))
    if None in days or any(b <= a for a, b in pairwise(every)):
        problems.refuse("a vintage is no day, or the days repeat or run backwards")
    if raw and len(every) < total(found, problems):
        return Harvest(more=(list_of_vintages(card, scale, key, base, every),))
    asked = tuple(_window(card, scale, key, base, first, last, edge) for first, last, edge in windows(every))
    return Harvest(more=asked, notes=() if asked else (f"{card.name}: no vintages in the archive",))


def windows(vintages: Sequence[date], size: int = WINDOW) -> list[tuple[date, date | None, bool]]:
    """Windows of at most `size` vintages: first day, last day (None: open) and whether rows of the first day are dropped.

    Law: every vintage after the first begins strictly inside exactly one window.

    >>> from datetime import date
    >>> windows([date(2020, 1, n) for n in (1, 2, 3, 4)], size=3)
    [(datetime.date(2020, 1, 1), datetime.date(2020, 1, 3), False), (datetime.date(2020, 1, 3), None, True)]
    """
    found: list[tuple[date, date | None, bool]] = []
    start = 0
    while start < len(vintages) and (not found or start < len(vintages) - 1):
        stop = min(start + size, len(vintages))
        found.append((vintages[start], None if stop == len(vintages) else vintages[stop - 1], bool(found)))
        start = stop - 1
    return found


def parse_window(
    body: bytes,
    *,
    card: Card,
    scale: float,
    key: str,
    first: date,
    last: date | None,
    edge: bool,
    offset: int = 0,
    base: str = API,
) -> Harvest:
    """The vintages of one window as readings that know since when each value was public.

    A value that ends before the window does and is followed by none was withdrawn: NaN from the next day on.

    Raises
    ------
    FormatError, UnitError
        If a row is no such row, stands twice, or a value lies outside the card's magnitudes.
    """
    problems = Problems(f"FRED, vintages of {card.at['fred']}", "rows of realtime_start, realtime_end, date and value")
    found = answer(body, problems)
    raw = intake.rows_at(found, ("observations",), problems)
    intake.need(raw, ("realtime_start", "realtime_end", "date", "value"), problems)
    rows = [row for n, one in enumerate(raw, 1) if (row := _row(one, n, card, scale, problems))]
    problems.refuse_if_any()
    done = offset + len(raw)
    ended = done >= total(found, problems) or not raw
    more = () if ended else (_window(card, scale, key, base, first, last, edge, done),)
    return Harvest(readings=_readings(rows, card, first, last, edge, ended, problems), more=more)


def _row(raw: dict[str, Any], n: int, card: Card, scale: float, problems: Problems) -> _Row | None:
    since, until, day = (
        delimited.iso_day(raw[name]) if isinstance(raw[name], str) else None
        for name in ("realtime_start", "realtime_end", "date")
    )
    text = raw["value"] if isinstance(raw["value"], str) else "?"
    value = float("nan") if text in ("", ".") else delimited.scaled(text, scale)
    if since is None or until is None or day is None or value is None or until < since:
        problems.add(f"row {n} is {delimited.printable(str(raw))}")
        return None
    return delimited.period_end(day, card.frequency), since, until, value


def _readings(
    rows: list[_Row], card: Card, first: date, last: date | None, edge: bool, ended: bool, problems: Problems
) -> tuple[Reading, ...]:
    """Rows by date as one reading; rows that begin on an edge were read in the window before."""
    rows = sorted(rows, key=lambda row: row[:2])
    for one, other in pairwise(rows):
        if one[:2] == other[:2]:
            problems.add(f"{one[0]} has two values from {one[1]}")
    problems.refuse_if_any()
    told: list[tuple[date, date, float]] = []
    newest = rows[-1][0] if rows else None
    for day, group in groupby(rows, key=lambda row: row[0]):
        whole = ended or day != newest  # further rows of the newest date may stand on the next page
        for place, (known, value) in enumerate(_spells(list(group), last, whole)):
            seen_before = edge and known == first
            if not seen_before and (value == value or place):
                told.append((day, max(known, day), value))
    told = [row for row, after in zip(told, [*told[1:], None], strict=True) if not after or row[:2] != after[:2]]
    if not told:
        return ()
    days, known_on, values = (list(column) for column in zip(*told, strict=True))
    dates, since = np.array(days, dtype="datetime64[D]"), np.array(known_on, dtype="datetime64[D]")
    return (Reading(card, dates, np.array(values, dtype=np.float64), since),)


def _spells(rows: list[_Row], last: date | None, whole: bool) -> list[tuple[date, float]]:
    """Since when each value of one date was public; NaN where it was withdrawn without a successor."""
    found = []
    for row, after in zip(rows, [*rows[1:], None], strict=True):
        found.append((row[1], row[3]))
        ends = row[2].year < 9999 and (last is None or row[2] < last)
        if ends and (after[1] > row[2] + timedelta(days=1) if after else whole):
            found.append((row[2] + timedelta(days=1), float("nan")))
    return found


def _window(
    card: Card, scale: float, key: str, base: str, first: date, last: date | None, edge: bool, offset: int = 0
) -> Request:
    parse = partial(
        parse_window, card=card, scale=scale, key=key, first=first, last=last, edge=edge, offset=offset, base=base
    )
    params = (
        ("realtime_start", first.isoformat()),
        ("realtime_end", LAST if last is None else last.isoformat()),
        ("output_type", "1"),
        ("sort_order", "asc"),
        ("limit", str(PAGE)),
        ("offset", str(offset)),
    )
    return question(card, "/observations", params, key, parse, base, f", vintages from {first}, row {offset}")
