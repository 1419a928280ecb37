"""A user's CSV as cells with line numbers: how bytes become text and text becomes rows, dates and numbers.

Everything that is wrong with a file is collected and told at once, with the numbers of its lines; a file with one bad line
is refused whole. Nothing is guessed: a date that could be read in two ways, a number with separators of thousands, a
row with a cell too many are problems, never repaired.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np

from ebb.errors import FormatError
from ebb.series import Dates, Values

#: Cells that say "nothing was published here". Zero is a number and never missing.
MISSING: Final = frozenset({"", ".", "NA", "ND", "N/A", "#N/A", "null", "NULL", "NaN", "nan"})

#: Names of a column of dates, in small letters.
DATE_NAMES: Final = frozenset(
    {
        "date",
        "observation_date",
        "effective_date",
        "operation_date",
        "as_of_date",
        "as of date",
        "record_date",
        "record date",
        "time period",
        "time_period",
        "日期",
        "資料日期",
        "觀察日",
    }
)

_NUMBER: Final = re.compile(r"[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d{1,3})?", re.ASCII)
_NUMBERS: Final = re.compile(rf"(?:{_NUMBER.pattern}(?:\n|\Z))*", re.ASCII)
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
_THOUSANDS: Final = re.compile(r"[-+]?\d{1,3}(?:,\d{3})+(?:\.\d*)?", re.ASCII)
_MONTHS: Final = {
    name: n
    for n, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), start=1
    )
}
_LINE: Final = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|\Z)")
#: Cells of the largest table that is read: some gigabyte of memory.
CELLS: Final = 20_000_000
#: Problems shown of one file; the rest is counted.
SHOWN: Final = 8
#: First and last year a figure of this house can be dated.
YEARS: Final = (1700, 2199)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table: where it is from, its header, and its rows with the number of the line each ends on."""

    name: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    lines: tuple[int, ...]

    def column(self, name: str) -> list[str]:
        """The cells of one column."""
        place = self.header.index(name)
        return [row[place] for row in self.rows]

    def records(self) -> Iterable[tuple[int, dict[str, str]]]:
        """Each row by column name, with the number of its line."""
        for line, row in zip(self.lines, self.rows, strict=True):
            yield line, dict(zip(self.header, row, strict=True))


def refuse(name: str, problems: Sequence[str], expected: str, next_step: str = "") -> FormatError:
    """The error for a file that is refused whole, with every problem (the first ones in full)."""
    shown = "; ".join(problems[:SHOWN])
    more = f"; and {len(problems) - SHOWN} more" if len(problems) > SHOWN else ""
    return FormatError(
        f"the file is refused: {shown}{more}",
        name,
        expected,
        next_step or "correct the file and import again; nothing of it was kept",
    )


def decode(raw: bytes, name: str) -> str:
    """Bytes as text: UTF-8 with or without byte order mark, UTF-16 with one, else cp950 (Traditional Chinese).

    Raises
    ------
    FormatError
        If the bytes are none of these, or hold control characters that no text has.
    """
    marked = raw.startswith((b"\xff\xfe", b"\xfe\xff"))
    order = ("utf-16",) if marked else ("utf-8-sig", "cp950")
    for encoding in order:
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not _CONTROL.search(text):
            return text
        break
    raise refuse(
        name, ["its bytes are no text"], "text in UTF-8, UTF-16 with a byte order mark, or cp950", "save it as UTF-8"
    )


def read_rows(text: str, name: str) -> list[tuple[int, list[str]]]:
    """All rows that are not blank, with the number of the line each ends on, cells stripped of blanks.

    Raises
    ------
    FormatError
        If quotes do not close, a cell is larger than any table's, or there are more than :data:`CELLS` of them.
    """
    first = text[: text.find("\n")] if "\n" in text else text
    delimiter = max(",\t;", key=first.count)
    reader = csv.reader((line[0] for line in _LINE.finditer(text)), delimiter=delimiter, strict=True)
    found = []
    room = CELLS
    try:
        for cells in reader:
            stripped = [cell.strip() for cell in cells]
            if any(stripped):
                found.append((reader.line_num, stripped))
            room -= len(stripped)
            if room < 0:
                raise refuse(name, [f"it has more than {CELLS:,} cells"], "a smaller table", "split the file")
    except csv.Error as broken:
        raise refuse(name, [f"line {reader.line_num}: {broken}"], "a table of comma-separated values") from None
    return found


def read_sheet(found: Sequence[tuple[int, list[str]]], name: str) -> Sheet:
    """A table with one header row, from the rows of :func:`read_rows`.

    Raises
    ------
    FormatError
        If there is no row, a column name stands twice, or a row has more or fewer cells than the header.
    """
    if not found:
        raise refuse(name, ["it holds no row"], "a header and rows")
    header = tuple(cell or f"column {place}" for place, cell in enumerate(found[0][1], start=1))
    problems = [f'column "{cell}" stands twice' for cell in sorted({c for c in header if header.count(c) > 1})]
    problems += [
        f"line {line} has {len(cells)} cells, not {len(header)}"
        for line, cells in found[1:]
        if len(cells) != len(header)
    ]
    if problems:
        raise refuse(name, problems, f"{len(header)} cells on every line, each column once")
    return Sheet(name, header, tuple(tuple(cells) for _, cells in found[1:]), tuple(line for line, _ in found[1:]))


def numbers(cells: Sequence[str], lines: Sequence[int], column: str, problems: list[str]) -> Values:
    """Cells as numbers, NaN where nothing was published; what is no number is added to `problems` with its line."""
    values = np.full(len(cells), np.nan)
    here = [place for place, cell in enumerate(cells) if cell not in MISSING]
    if _NUMBERS.fullmatch("\n".join(cells[place] for place in here)):  # nearly every column: one look at all of it
        values[here] = [float(cells[place]) for place in here]
        if np.abs(values[here]).max(initial=0.0) < np.inf:
            return values
        values[:] = np.nan
    for place, cell in enumerate(cells):
        if cell in MISSING:
            continue
        if _NUMBER.fullmatch(cell):
            number = float(cell)
            if abs(number) < np.inf:
                values[place] = number
                continue
        hint = " (separators of thousands)" if _THOUSANDS.fullmatch(cell) else ""
        problems.append(f'line {lines[place]}: "{cell[:30]}" in {column} is no number{hint}')
    return values


def is_number(cell: str) -> bool:
    """Whether a cell is a number as this house reads it."""
    return _NUMBER.fullmatch(cell) is not None


def _iso(m: re.Match[str]) -> tuple[int, int, int]:
    return int(m[1]), int(m[2]), int(m[3])


def _named(m: re.Match[str]) -> tuple[int, int, int]:
    return int(m[3]), _MONTHS.get(m[2].lower(), 0), int(m[1])


_FORMS: Final[tuple[tuple[str, re.Pattern[str], Callable[[re.Match[str]], tuple[int, int, int]]], ...]] = (
    ("YYYY-MM-DD", re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[T ]00:00(?::00(?:\.0+)?)?Z?)?", re.ASCII), _iso),
    ("YYYY/MM/DD", re.compile(r"(\d{4})/(\d{1,2})/(\d{1,2})", re.ASCII), _iso),
    ("DD Mon YYYY", re.compile(r"(\d{1,2})[ /-]([A-Za-z]{3})[ /-](\d{4})", re.ASCII), _named),
    ("YYYY-MM", re.compile(r"(\d{4})-(\d{2})", re.ASCII), lambda m: (int(m[1]), int(m[2]), 1)),
)
_SLASHED: Final = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})", re.ASCII)


def form_of(cell: str) -> str | None:
    """The form a cell's date is written in, or None if it is no date."""
    if _SLASHED.fullmatch(cell):
        return "MM/DD/YYYY"
    return next((name for name, pattern, _ in _FORMS if pattern.fullmatch(cell)), None)


def dates(cells: Sequence[str], lines: Sequence[int], column: str, problems: list[str]) -> Dates:
    """Cells as dates, all in one form; whatever is no date, or another form, is added to `problems` with its line.

    ``MM/DD/YYYY`` and ``DD/MM/YYYY`` are told apart by the whole column: a number above 12 decides; a column that could be
    either is refused.
    """
    found = np.full(len(cells), np.datetime64("NaT"), dtype="datetime64[D]")
    if not cells:
        return found
    form = next((f for cell in cells if (f := form_of(cell))), None)
    if form is None:
        problems.append(f'line {lines[0]}: "{cells[0][:30]}" in {column} is no date')
        return found
    pattern, parts = _reader(form, cells, column, problems)
    for place, cell in enumerate(cells):
        matched = pattern.fullmatch(cell)
        if matched is None:
            other = form_of(cell)
            what = f"a date of another form ({other}, not {form})" if other else "no date"
            problems.append(f'line {lines[place]}: "{cell[:30]}" in {column} is {what}')
            continue
        try:
            year, month, day = parts(matched)
            found[place] = date(year, month, day)
        except ValueError:
            problems.append(f'line {lines[place]}: "{cell[:30]}" in {column} is no day of the calendar')
            continue
        if not YEARS[0] <= year <= YEARS[1]:
            problems.append(f'line {lines[place]}: the year of "{cell[:30]}" in {column} is out of range')
    return found


def _reader(
    form: str, cells: Sequence[str], column: str, problems: list[str]
) -> tuple[re.Pattern[str], Callable[[re.Match[str]], tuple[int, int, int]]]:
    if form != "MM/DD/YYYY":
        return next((pattern, parts) for name, pattern, parts in _FORMS if name == form)
    pairs = [(int(m[1]), int(m[2])) for cell in cells if (m := _SLASHED.fullmatch(cell))]
    day_first, month_first = any(a > 12 for a, _ in pairs), any(b > 12 for _, b in pairs)
    if day_first == month_first:
        problems.append(f"{column}: day and month cannot be told apart; write YYYY-MM-DD")
    if day_first:
        return _SLASHED, lambda m: (int(m[3]), int(m[2]), int(m[1]))
    return _SLASHED, lambda m: (int(m[3]), int(m[1]), int(m[2]))


def in_order(found: Dates, lines: Sequence[int], column: str, problems: list[str]) -> bool:
    """Whether dates run forwards (True) or backwards throughout; a repeated or misplaced date is a problem."""
    steps = np.diff(found).astype(int)
    backwards = bool(len(steps)) and bool((steps < 0).sum() > len(steps) / 2)
    wrong = np.flatnonzero(steps >= 0 if backwards else steps <= 0)
    for place in wrong.tolist():
        what = "repeats" if steps[place] == 0 else "is out of order"
        problems.append(f"line {lines[place + 1]}: {column} {found[place + 1]} {what}")
    return not backwards
