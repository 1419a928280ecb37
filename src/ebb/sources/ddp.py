"""The formats of the Board's Data Download Program: lines of a release as an archive of SDMX XML, or as text in two layouts.

An archive holds ``<release>_data.xml`` (125 MB for H.4.1) beside structure files; it is read as a stream, series by series,
with limits on size, and refuses every declaration of document types or entities. A missing value is an observation whose
status is ND, NC or NA, with -9999 beside it; an empty cell, ND or NA in text. Text comes with one series a column (six
heading rows) or one series a row. Nothing here knows what a line means: see :mod:`ebb.sources.board`.
"""

from __future__ import annotations

import csv
import io
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final
from xml.parsers import expat

import numpy as np

from ebb.errors import FormatError
from ebb.series import Dates, Values
from ebb.sources import delimited
from ebb.sources.exact import Problems

MISSING: Final = frozenset({"", "ND", "NA", "NC"})
#: What stands in the place of a figure whose status says that there is none.
SENTINEL: Final = "-9999"
#: Largest file in an archive, and largest archive unpacked, in bytes; H.4.1 of 2026 has 125 MB.
UNPACKED: Final = 600_000_000
#: Most series in a release and most observations of a series.
MOST_SERIES, MOST_OBSERVATIONS = 20_000, 60_000
#: Bytes unpacked at a time.
STEP: Final = 1 << 20

_NUMBERS = re.compile(r"(?:[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,2})?(?:\n|\Z))*", re.ASCII)
_DAYS = re.compile(r"(?:\d{4}-\d{2}-\d{2}(?:\n|\Z))*", re.ASCII)
_MONTHS = re.compile(r"(?:\d{4}-\d{2}(?:\n|\Z))*", re.ASCII)
_HEADINGS: Final = ("series description", "unit", "multiplier", "currency", "unique identifier")


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """One series of a release as the Board sends it; figures are still in `unit` times `multiplier`.

    `dates` and `values` have shape (n,) and hold what was published, in the order of the file; a month stands for its first
    day. `name` is the Board's, e.g. ``RESPPMA_N.WW``.
    """

    name: str
    title: str
    unit: str
    multiplier: float
    currency: str
    dates: Dates
    values: Values


def archive(body: bytes, wanted: Callable[[str], bool], problems: Problems) -> tuple[list[Line], int]:
    """The wanted lines of a zipped release, and how many others it holds.

    Raises
    ------
    FormatError
        If it is no archive with one ``*_data.xml``, is damaged, larger than :data:`UNPACKED` unpacked, declares entities, or
        a series or observation is not as described.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            names = [info for info in packed.infolist() if info.filename.lower().endswith("_data.xml")]
            if len(names) != 1:
                problems.refuse(f"the archive holds {len(names)} files named *_data.xml, not one")
            if names[0].file_size > UNPACKED:
                problems.refuse(f"unpacked it would have {names[0].file_size:,} bytes")
            with packed.open(names[0]) as stream:
                return sdmx(iter(lambda: stream.read(STEP), b""), wanted, problems)
    except FormatError:
        raise
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        OSError,
        struct.error,
        ValueError,
        RuntimeError,
        KeyError,
    ) as error:
        problems.refuse(f"the archive is damaged ({type(error).__name__}: {delimited.printable(str(error))})")


def sdmx(parts: Iterator[bytes], wanted: Callable[[str], bool], problems: Problems) -> tuple[list[Line], int]:
    """The wanted series of an SDMX document that arrives in parts, and how many others it holds.

    Raises
    ------
    FormatError
        As :func:`archive`.
    """
    collector = _Collector(wanted, problems)
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = collector.start
    parser.EndElementHandler = collector.end
    parser.CharacterDataHandler = collector.text
    parser.buffer_text = True
    for handler in ("StartDoctypeDeclHandler", "EntityDeclHandler", "ExternalEntityRefHandler"):
        setattr(parser, handler, collector.declared)
    size = 0
    try:
        for part in parts:
            size += len(part)
            if size > UNPACKED:
                problems.refuse(f"unpacked it has more than {UNPACKED:,} bytes")
            parser.Parse(part, False)
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        problems.refuse(f"it is no whole XML document ({error})")
    problems.refuse_if_any()
    return collector.lines, collector.others


class _Collector:
    """Gathers series while the document passes by; keeps one series at a time."""

    def __init__(self, wanted: Callable[[str], bool], problems: Problems) -> None:
        self.lines: list[Line] = []
        self.others = 0
        self._wanted, self._problems = wanted, problems
        self._now: dict[str, str] | None = None
        self._days: list[str] = []
        self._figures: list[str] = []
        self._words: list[str] | None = None
        self._titles: list[str] = []

    def declared(self, *_: Any) -> None:
        """Document types and entities have no place in data."""
        self._problems.refuse("it declares a document type or entities")

    def start(self, tag: str, about: dict[str, str]) -> None:
        """A series begins, an observation of it stands there, or its description."""
        kind = tag.rpartition(" ")[2]
        if kind == "Obs":
            if self._now is not None:
                self._observe(about)
        elif kind == "Series":
            if len(self.lines) + self.others >= MOST_SERIES:
                self._problems.refuse(f"it holds more than {MOST_SERIES:,} series")
            name = about.get("SERIES_NAME", "")
            if not name:
                self._problems.refuse("a series has no name (SERIES_NAME)")
            self._now = about if self._wanted(name) else None
            self.others += self._now is None
            self._days, self._figures, self._titles = [], [], []
        elif kind == "AnnotationText" and self._now is not None:
            self._words = []

    def text(self, words: str) -> None:
        """Words of a description."""
        if self._words is not None and sum(map(len, self._words)) < 2_000:
            self._words.append(words)

    def end(self, tag: str) -> None:
        """A series is whole."""
        kind = tag.rpartition(" ")[2]
        if kind == "AnnotationText" and self._words is not None:
            self._titles.append(" ".join("".join(self._words).split()))
            self._words = None
        elif kind == "Series" and self._now is not None:
            self.lines.append(self._line(self._now))
            self._now = None

    def _observe(self, about: dict[str, str]) -> None:
        value, status = about.get("OBS_VALUE", ""), about.get("OBS_STATUS")
        if status in MISSING or value in MISSING:
            return
        if status is None and value == SENTINEL:
            self._problems.refuse(f"{SENTINEL} stands without a status: a figure or none?")
        if len(self._days) >= MOST_OBSERVATIONS:
            self._problems.refuse(f"a series has more than {MOST_OBSERVATIONS:,} observations")
        self._days.append(about.get("TIME_PERIOD", ""))
        self._figures.append(value)

    def _line(self, about: dict[str, str]) -> Line:
        name = about["SERIES_NAME"]
        title = max(self._titles, key=len, default=name)
        return _line(
            name,
            (title, about.get("UNIT", ""), about.get("UNIT_MULT", "1"), about.get("CURRENCY", "")),
            self._days,
            self._figures,
            self._problems,
        )


def text(body: bytes, problems: Problems) -> list[Line]:
    """The lines of a release as comma-separated text, one series a column or one a row.

    The Board leaves the last line without an end, so a file that was cut off shows only in its last figure: without the
    end that figure, the newest of the last series, is left out.

    Raises
    ------
    FormatError
        If the heading rows are not those of the Board, a row is too short or too long, or a cell is no figure.
    """
    words = delimited.decoded(body, problems)
    try:
        rows = [
            [cell.strip() for cell in row] for row in csv.reader(io.StringIO(words, newline=""), strict=True) if row
        ]
    except csv.Error as error:
        problems.refuse(f"it is no comma-separated text ({error})")
    if not rows:
        problems.refuse("it holds no rows")
    width = len(rows[0])
    ragged = [n for n, row in enumerate(rows, 1) if len(row) != width]
    if ragged:
        problems.refuse(f"row {ragged[0]} has {len(rows[ragged[0] - 1])} cells, not {width}")
    if not words.endswith("\n"):
        rows[-1][-1] = ""
    if _heading(rows[0][0]) != _HEADINGS[0] and [_heading(cell) for cell in rows[0][:5]] != list(_HEADINGS):
        problems.refuse(f'the first heading is "{delimited.printable(rows[0][0], 60)}", not "Series Description"')
    if len(rows) < 2 or _heading(rows[1][0]) != "unit":
        rows = [list(column) for column in zip(*rows, strict=True)]
    found = [_heading(row[0]) for row in rows[:5]]
    if found != list(_HEADINGS) or len(rows) < 6 or _heading(rows[5][0]) not in ("time period", "series name"):
        problems.refuse(f"the heading rows are {delimited.printable(', '.join(found))}")
    return _columns(rows, problems)


def _columns(rows: list[list[str]], problems: Problems) -> list[Line]:
    lines = []
    body = rows[6:]
    for place in range(1, len(rows[0])):
        told, name = rows[4][place], rows[5][place]
        if told.rpartition("/")[2] != name or not name:
            problems.add(f'the identifier "{delimited.printable(told, 60)}" does not end with "{name}"')
            continue
        cells = [(row[0], row[place]) for row in body if row[place] not in MISSING]
        head = (rows[0][place], rows[1][place], rows[2][place], rows[3][place])
        lines.append(_line(name, head, [day for day, _ in cells], [cell for _, cell in cells], problems))
    problems.refuse_if_any()
    return lines


def _line(name: str, head: tuple[str, str, str, str], days: list[str], figures: list[str], problems: Problems) -> Line:
    """One series from its headings (title, unit, multiplier, currency), days and figures; a problem if any is none."""
    multiplier = delimited.figure(head[2])
    if multiplier is None or multiplier <= 0:
        problems.add(f'"{name}" has the multiplier "{delimited.printable(head[2], 20)}"')
        multiplier = 1.0
    dates, values = _days_of(days), _figures_of(figures)
    if dates is None:
        problems.add(f'"{name}" has a period that is no day or month')
    if values is None:
        problems.add(f'"{name}" has a value that is no figure')
    if dates is None or values is None:
        dates, values = np.array([], dtype="datetime64[D]"), np.array([])
    return Line(name, head[0], head[1], multiplier, head[3], dates, values)


def _days_of(days: list[str]) -> Dates | None:
    joined = "\n".join(days)
    if not (_DAYS.fullmatch(joined) or _MONTHS.fullmatch(joined)):
        return None
    try:
        return np.array(days, dtype="datetime64[D]")
    except ValueError:
        return None


def _figures_of(figures: list[str]) -> Values | None:
    if not _NUMBERS.fullmatch("\n".join(figures)):
        return None
    values = np.array([float(cell) for cell in figures], dtype=np.float64)
    return values if np.isfinite(values).all() else None


def _heading(cell: str) -> str:
    return cell.strip().rstrip(":").strip().lower()
