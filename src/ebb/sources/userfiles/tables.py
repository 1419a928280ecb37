"""Tables of series: one column of dates, further columns of figures, each found in the catalogue by its name.

A column that is not in the catalogue and not described by a units file is left and named. A column whose figures are of
another magnitude is refused alone; a line that cannot be read refuses the whole file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

import numpy as np

from ebb.errors import EbbError, FormatError
from ebb.series import Dates, Values
from ebb.sources.cards import Card, cards
from ebb.sources.delimited import steady
from ebb.sources.harvest import Harvest, Reading
from ebb.sources.userfiles import columns
from ebb.sources.userfiles.columns import Stated
from ebb.sources.userfiles.found import Found, Left, Refused, because, remark
from ebb.sources.userfiles.periods import house_dates, known_on, one_a_month
from ebb.sources.userfiles.sheet import DATE_NAMES, Sheet, dates, form_of, in_order, numbers, refuse
from ebb.text import Phrase

#: Columns that say when a row was known.
KNOWN: Final = ("vintage", "known")
#: Names that official daily series and their month-end copies share; the copies' cards have this ending.
_COPIED, _COPY = ("ACMY", "ACMTP", "ACMRNY"), "_MONTH_END"


@dataclass(frozen=True, slots=True)
class Terms:
    """How a table is to be read: what the caller knows beyond its cells.

    Parameters
    ----------
    today : date
        Nothing dated later is taken.
    units : mapping
        What a sibling units file states, by column.
    named : mapping
        Column -> card, for tables whose header gives columns their meaning.
    skip : mapping
        Column -> reason of the catalogue for leaving it.
    drop_last : str
        Reason for leaving the newest row, or nothing.
    """

    today: date
    units: Mapping[str, Stated] = field(default_factory=dict)
    named: Mapping[str, str] = field(default_factory=dict)
    skip: Mapping[str, str] = field(default_factory=dict)
    drop_last: str = ""


def date_column(sheet: Sheet) -> str | None:
    """The column of dates: the one of a known name, else the first if it holds dates."""
    named = [name for name in sheet.header if name.casefold() in DATE_NAMES]
    if len(named) == 1:
        return named[0]
    first = sheet.header[0]
    if (not named or first in named) and sheet.rows and all(form_of(row[0]) for row in sheet.rows[:5]):
        return first
    return None


def read_table(sheet: Sheet, terms: Terms) -> Found | None:
    """Every column of a table of series, or None if it has no column of dates or no column this house knows.

    Raises
    ------
    FormatError
        If a line cannot be read, a date repeats, or two columns mean one series: the file is refused whole.
    """
    when = date_column(sheet)
    if when is None:
        return None
    chosen, left = _choose(sheet, when, terms)
    if not chosen:
        return None
    if not sheet.rows:
        raise refuse(sheet.name, ["it has a header and no rows"], "at least one row")
    problems = _twice(chosen)
    days = dates(sheet.column(when), sheet.lines, when, problems)
    known_name = next((name for name in KNOWN if name in sheet.header), None)
    known = None
    if known_name and not problems:
        known = known_on(sheet.column(known_name), days, sheet.lines, known_name, terms.today, problems)
        problems += _repeated(sheet, when, known_name)
    elif not problems:
        in_order(days, sheet.lines, when, problems)
    figures = {name: numbers(sheet.column(name), sheet.lines, name, problems) for name in chosen}
    if not problems:
        problems += _future(days, sheet, terms.today)
    if problems:
        raise refuse(
            sheet.name, problems, "one date in one form and plain numbers on every line; empty, . or NA where none"
        )
    chosen, swapped = _copies(chosen, days, left)
    table = _Rows(*_sorted(days, known, figures), newest_dropped=bool(terms.drop_last))
    return _collect(sheet, chosen, table, left, terms, swapped)


@dataclass(frozen=True, slots=True)
class _Rows:
    """All rows in the order of dates (and vintages)."""

    days: Dates
    known: Dates | None
    figures: Mapping[str, Values]
    newest_dropped: bool = False


def _choose(sheet: Sheet, when: str, terms: Terms) -> tuple[dict[str, Card], list[Left]]:
    """The columns that will be read, each with its card, and those left, each with its reason."""
    chosen: dict[str, Card] = {}
    left: list[Left] = []
    for name in sheet.header:
        if name == when or name in KNOWN:
            continue
        said = terms.units.get(name)
        if name in terms.skip:
            left.append(Left(name, because(terms.skip[name])))
        elif said is not None and said.derived:
            left.append(Left(name, because("derived_column", {"how": said.description})))
        elif name in terms.named:
            if terms.named[name] in cards():
                chosen[name] = cards()[terms.named[name]]
            else:
                left.append(Left(name, because("unknown_column")))
        elif card := columns.card_of(name):
            chosen[name] = card
        elif said is not None and (made := columns.made_card(said, sheet.name)):
            chosen[name] = made
        else:
            left.append(Left(name, because("unknown_column")))
    return chosen, left


def _twice(chosen: Mapping[str, Card]) -> list[str]:
    by_card: dict[str, list[str]] = {}
    for name, card in chosen.items():
        by_card.setdefault(card.name, []).append(name)
    return [f"columns {' and '.join(names)} both mean {card}" for card, names in by_card.items() if len(names) > 1]


def _repeated(sheet: Sheet, when: str, known_name: str) -> list[str]:
    """Lines that say something of a date and day known of which an earlier line has spoken."""
    seen: set[tuple[str, str]] = set()
    problems = []
    for line, day, told in zip(sheet.lines, sheet.column(when), sheet.column(known_name), strict=True):
        if (day, told) in seen:
            problems.append(f"line {line}: {when} {day} repeats, {known_name} {told}")
        seen.add((day, told))
    return problems


def _future(days: Dates, sheet: Sheet, today: date) -> list[str]:
    late = np.flatnonzero(days > np.datetime64(today, "D")).tolist()
    return [f"line {sheet.lines[k]}: {days[k]} lies after today, {today}" for k in late]


def _copies(chosen: Mapping[str, Card], days: Dates, left: list[Left]) -> tuple[dict[str, Card], bool]:
    """Month-end estimates under the names of a daily series get names of their own, lest official ones be overwritten."""
    official = [name for name, card in chosen.items() if card.name.startswith(_COPIED) and card.frequency == "daily"]
    if not official or not one_a_month(np.unique(days)):
        return dict(chosen), False
    found = dict(chosen)
    for name in official:
        copy = cards().get(chosen[name].name + _COPY)
        if copy is None:
            left.append(Left(name, because("copy_without_card")))
            del found[name]
        else:
            found[name] = copy
    return found, True


def _sorted(
    days: Dates, known: Dates | None, figures: Mapping[str, Values]
) -> tuple[Dates, Dates | None, Mapping[str, Values]]:
    order = np.argsort(days, kind="stable") if known is None else np.lexsort((known, days))
    return days[order], None if known is None else known[order], {name: v[order] for name, v in figures.items()}


def _collect(
    sheet: Sheet, chosen: Mapping[str, Card], table: _Rows, left: list[Left], terms: Terms, swapped: bool
) -> Found:
    readings: list[Reading] = []
    refused: list[Refused] = []
    notes: list[Phrase | str] = [remark("month_end_copies")] if swapped else []
    unfinished = 0
    for name, card in chosen.items():
        try:
            reading, dropped = _reading(name, card, table, terms)
        except EbbError as error:
            refused.append(Refused(name, error))
            continue
        unfinished += dropped
        if reading is None:
            left.append(Left(name, because("empty_column")))
        else:
            readings.append(reading)
    if unfinished:
        notes.append(remark("unfinished_period", {"count": unfinished}))
    if terms.drop_last:
        notes.append(remark(terms.drop_last, {"day": str(table.days[-1])}))
    if table.known is not None and readings:
        notes.append(remark("vintages"))
    shape = "single" if len(chosen) == 1 and len(sheet.header) == 2 else "wide"
    return Found(shape, Harvest(readings=tuple(readings)), tuple(left), tuple(refused), tuple(notes))


def _reading(name: str, card: Card, table: _Rows, terms: Terms) -> tuple[Reading | None, int]:
    """One column in its card's unit and the house's dates, and how many figures belong to a period that is not over."""
    times = columns.scale(card, name, terms.units.get(name))
    values = table.figures[name]
    here = np.isfinite(values)
    if table.newest_dropped and len(table.days):
        here &= table.days != table.days[-1]
    if not here.any():
        return None, 0
    days, values = table.days[here], values[here] * times
    known = None if table.known is None else table.known[here]
    if known is None:
        days = house_dates(card, days)
    over = days <= np.datetime64(terms.today, "D")
    if not over.any():
        return None, int((~over).sum())
    days, values = days[over], values[over]
    if known is None:
        steady(card, days, values)
    return Reading(card, days, values, None if known is None else known[over]), int((~over).sum())


__all__ = ["FormatError", "Terms", "date_column", "read_table"]
