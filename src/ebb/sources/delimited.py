"""Delimited text as publishers send it: bytes become rows, cells become days and figures, strictly.

Shared by the parsers of comma-separated files. It must never guess: a cell that is neither a figure nor one of the publisher's
own marks of a missing value is a problem, a file that was cut off is refused, and an empty cell is never zero.
"""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

import numpy as np

from ebb.errors import UnitError
from ebb.series import Dates, Values
from ebb.sources.cards import Card
from ebb.sources.exact import Problems
from ebb.sources.harvest import Reading
from ebb.units.scale import SCALES

MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
#: Neighbouring figures of a stock of money never differ by this factor: somebody changed the unit.
LEAP: Final = 200.0
#: Measures in which publishers write thousands, millions or billions.
MONEY: Final = frozenset({"money", "euros", "sterling", "Taiwan dollars"})

_FIGURE = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,2})?", re.ASCII)
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_ENGLISH = re.compile(r"(\d{1,2})[ /-]([A-Za-z]{3})[a-z]*[ /-](\d{4})", re.ASCII)
_AMERICAN = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})", re.ASCII)


def printable(text: str, limit: int = 120) -> str:
    """A publisher's own words on one line, shortened, without control characters."""
    shown = "".join(c if c.isprintable() else " " for c in text)
    return shown if len(shown) <= limit else shown[: limit - 3] + "..."


def decoded(body: bytes, problems: Problems) -> str:
    """The text of a body in UTF-8, without a byte order mark.

    Raises
    ------
    FormatError
        If it is empty, no UTF-8, a page or an archive where text belongs.
    """
    if not body.strip():
        problems.refuse("the answer is empty")
    head = body[:400].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith(b"<"):
        problems.refuse("a page or markup came where figures belong")
    if b"\0" in body:
        problems.refuse("it holds zero bytes and is no text")
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        problems.refuse(f"byte {error.start} is no UTF-8")


def table(body: bytes, problems: Problems, *, ended: bool = True) -> list[list[str]]:
    """The rows of a comma-separated body; blank rows are left out, cells are trimmed.

    Parameters
    ----------
    ended : bool
        The publisher ends every line: a last line without its end was cut off, and with it perhaps a figure.

    Raises
    ------
    FormatError
        If the body is no such text, or was cut off.
    """
    text = decoded(body, problems)
    if ended and not text.endswith(("\n", "\r")):
        problems.refuse("the last line is cut off")
    try:
        rows = [[cell.strip() for cell in row] for row in csv.reader(io.StringIO(text, newline=""), strict=True)]
    except csv.Error as error:
        problems.refuse(f"it is no comma-separated text ({error})")
    filled = [row for row in rows if any(row)]
    if not filled:
        problems.refuse("it holds no rows")
    return filled


def figure(cell: str) -> float | None:
    """A cell as a number; None where it is none (no thousands separators, no "nan", no "inf")."""
    if not _FIGURE.fullmatch(cell):
        return None
    value = float(cell)
    return value if math.isfinite(value) else None


def scaled(cell: str, scale: float) -> float | None:
    """A cell as a number in another unit, exactly: 2600.598 billion are 2600598 million, without a tail of decimals."""
    value = figure(cell)
    return value if value is None or scale == 1.0 else float(Decimal(cell) * Decimal(str(scale)))


def iso_day(cell: str) -> date | None:
    """``2026-10-07``; None where it is no such day."""
    return _day(int(cell[:4]), int(cell[5:7]), int(cell[8:])) if _ISO.fullmatch(cell) else None


def english_day(cell: str) -> date | None:
    """``05-Jun-2026``, ``02 Jan 2025``, ``02/Jan/2025``: the three English letters, whatever the locale."""
    match = _ENGLISH.fullmatch(cell)
    if not match or match[2].lower() not in MONTHS:
        return None
    return _day(int(match[3]), MONTHS.index(match[2].lower()) + 1, int(match[1]))


def american_day(cell: str) -> date | None:
    """``10/07/2026``: month, day, year."""
    match = _AMERICAN.fullmatch(cell)
    return _day(int(match[3]), int(match[1]), int(match[2])) if match else None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def period_end(day: date, frequency: str) -> date:
    """The last day of the month or quarter of `day`; the day itself for other frequencies.

    Publishers date a month by its first day; a figure cannot be known before the period it sums up is over, so the house
    dates it by the last.
    """
    if frequency not in ("monthly", "quarterly"):
        return day
    month = day.month if frequency == "monthly" else (day.month + 2) // 3 * 3
    return date(day.year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


def period_ends(dates: Dates, frequency: str) -> Dates:
    """:func:`period_end` of every day of an array, shape (n,)."""
    if frequency not in ("monthly", "quarterly"):
        return dates
    months = dates.astype("datetime64[M]")
    if frequency == "quarterly":
        months = months + (2 - months.astype(np.int64) % 3).astype("timedelta64[M]")
    following = (months + np.timedelta64(1, "M")).astype("datetime64[D]")
    return np.asarray(following - np.timedelta64(1, "D"), dtype="datetime64[D]")


def columns(
    rows: Sequence[Sequence[str]],
    wanted: Mapping[int, Card],
    day_of: Callable[[str], date | None],
    missing: frozenset[str],
    problems: Problems,
    *,
    sentinel: float | None = None,
    scale: float = 1.0,
) -> tuple[Reading, ...]:
    """The wanted columns of a table whose first column is the day; rows stand in the order of the publisher.

    Parameters
    ----------
    rows : sequence of rows
        Without the headings, each as long as the first.
    wanted : mapping of place to Card
    day_of : callable
        A cell of the first column as a day, or None.
    missing : frozenset of str
        The publisher's marks of a missing value.
    sentinel : float, optional
        A number that the publisher prints for a missing value, in whatever number of decimals.
    scale : float
        What turns the printed unit into that of the cards, see :func:`scaled`.

    Raises
    ------
    FormatError
        If a row is shorter or longer than the others, a day is none, a cell is neither figure nor mark, or days repeat or
        run backwards; with every problem.
    UnitError
        If a figure lies outside the magnitudes of its card.
    """
    days: dict[int, list[date]] = {place: [] for place in wanted}
    values: dict[int, list[float]] = {place: [] for place in wanted}
    for n, row in enumerate(rows, 1):
        if len(row) != len(rows[0]) or (wanted and len(row) <= max(wanted)):
            problems.add(f"row {n} has {len(row)} cells, not {len(rows[0])}")
            continue
        day = day_of(row[0])
        if day is None:
            problems.add(f'row {n} begins with "{printable(row[0], 40)}", which is no day')
            continue
        for place, card in wanted.items():
            cell = row[place]
            if cell in missing:
                continue
            value = figure(cell) if scale == 1.0 else scaled(cell, scale)
            if value is None:
                problems.add(f'"{card.name}" on {day} is "{printable(cell, 40)}", which is no figure')
            elif value != sentinel:
                days[place].append(day)
                values[place].append(value)
    problems.refuse_if_any()
    return tuple(reading(card, days[place], values[place]) for place, card in wanted.items() if days[place])


def reading(card: Card, days: Sequence[date], values: Iterable[float]) -> Reading:
    """Figures in the order of the publisher, checked against the card.

    Raises
    ------
    FormatError
        If days repeat or run backwards.
    UnitError
        If a figure lies outside the card's magnitudes, or the unit changes on the way.
    """
    dates = period_ends(np.array(days, dtype="datetime64[D]"), card.frequency)
    read = Reading(card, dates, np.array(list(values), dtype=np.float64))
    steady(card, read.dates, read.values)
    return read


def steady(card: Card, dates: Dates, values: Values) -> None:
    """Refuse a stock of money that leaps by a factor of :data:`LEAP` from one figure to the next.

    The magnitudes of a card cannot catch a unit that changes in the middle of a long history (reserves were 9 billion in
    2008 and 4,276 billion in 2021); a leap between neighbours can. Cards that reach zero or below are left alone.

    Raises
    ------
    UnitError
    """
    if SCALES[card.unit][0] not in MONEY or card.kind != "stock" or not card.low > 0 or len(values) < 2:
        return
    factor = values[1:] / values[:-1]
    leaps = (factor > LEAP) | (factor < 1 / LEAP)
    if leaps.any():
        place = int(np.argmax(leaps))
        raise UnitError(
            f'"{card.name}" goes from {values[place]:g} to {values[place + 1]:g} {card.unit} '
            f"from {dates[place]} to {dates[place + 1]}: another unit?",
            f"{card.publisher}, {card.document}",
            f"neighbouring figures within a factor of {LEAP:g}",
            "check the unit of the delivery; nothing of this series was kept",
        )
