"""The term premia of Adrian, Crump and Moench, as the New York Fed publishes them: a workbook in the old binary format.

Read is the sheet ``ACM Daily``: ``DATE`` and, for 1 to 10 years, fitted yields ``ACMY``, term premia ``ACMTP`` and
risk-neutral yields ``ACMRNY``, in percent. Months are three English letters (``05-Jun-2026``) and are read as such whatever
the locale. Law: the premium is the fitted less the risk-neutral yield, within rounding; a workbook that breaks it is refused.

The whole history is re-estimated about once a month and the file tells no vintage. The figures are therefore handed on
without one: the usual lag is assumed the first time, and whatever a later workbook says differently becomes known, in the
store, on the day it was received. A replay that needs what was estimated at the time finds it only for days on which ebb
had fetched; before, the answer says that the lag was assumed. Never the same as the Kim-Wright premium of the Board.

The New York Fed states no limit; the workbook has about 10 MB and changes weekly: once a fetch, with ebb's own User-Agent.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, Final

import numpy as np

from ebb.errors import FormatError
from ebb.sources import delimited
from ebb.sources.cards import named_at
from ebb.sources.exact import Problems
from ebb.sources.harvest import Harvest, Reading, Request

BASE: Final = "https://www.newyorkfed.org"
FILE: Final = "/medialibrary/media/research/data_indicators/ACMTermPremium.xls"
SHEET: Final = "ACM Daily"
MATURITIES: Final = tuple(f"{years:02d}" for years in range(1, 11))
#: How far rounding (four decimals or more) may part the premium from the difference of the yields, percentage points.
ROUNDING: Final = 2e-4
#: Day 0 of the numbers by which such a workbook may write days.
_EPOCH: Final = date(1899, 12, 30)
#: Most rows of a sheet in the format.
ROWS: Final = 65_536


def requests(*, base: str = BASE) -> tuple[Request, ...]:
    """The one question: the workbook with the whole history.

    Parameters
    ----------
    base : str
        Scheme and host; tests point it at loopback.
    """
    media = ("application/vnd.ms-excel", "application/octet-stream", "application/x-msexcel", "application/msexcel")
    return (Request("ACM term premia", "acm", base + FILE, parse, media=media, limit=64_000_000),)


def parse(body: bytes) -> Harvest:
    """Fitted yields, term premia and risk-neutral yields by day.

    Raises
    ------
    FormatError
        If it is no workbook, has no sheet of that name, lacks a column, a cell is no day or figure, days repeat or run
        backwards, or the law is broken.
    UnitError
        If a figure lies outside its magnitudes.
    """
    problems = Problems(
        "Federal Reserve Bank of New York, ACMTermPremium.xls",
        f'sheet "{SHEET}" with columns DATE, ACMY01 to 10, ACMTP01 to 10, ACMRNY01 to 10',
    )
    rows = _sheet(body, problems)
    wanted = named_at("acm")
    headings = [str(cell).strip().upper() for cell in rows[0]] if rows else []
    for name in ("DATE", *wanted):
        if headings.count(name) != 1:
            problems.add(f'column "{name}" stands there {headings.count(name)} times')
    if len(rows) < 2:
        problems.add("it holds no rows")
    problems.refuse_if_any()
    days, figures = _figures(rows[1:], headings, tuple(wanted), problems)
    for years in MATURITIES:
        _check_law(years, days, figures, problems)
    problems.refuse_if_any()
    readings = []
    for name, card in wanted.items():
        there = np.isfinite(figures[name])
        if there.any():
            readings.append(Reading(card, days[there], figures[name][there]))
    return Harvest(readings=tuple(readings), notes=(f"{len(days)} days to {days[-1]}",))


def _sheet(body: bytes, problems: Problems) -> list[list[Any]]:
    """The cells of the sheet: text as str, numbers as float, empty cells as ""."""
    import xlrd

    if not body.strip() or body[:400].lstrip().startswith(b"<"):
        problems.refuse("a page or nothing came where a workbook belongs")
    try:
        book = xlrd.open_workbook(file_contents=body, logfile=io.StringIO(), on_demand=True)
        if SHEET not in book.sheet_names():
            problems.refuse(f"its sheets are {delimited.printable(', '.join(book.sheet_names()))}")
        sheet = book.sheet_by_name(SHEET)
        return [_cells(sheet.row(n)) for n in range(min(sheet.nrows, ROWS))]
    except FormatError:
        raise
    except Exception as error:  # noqa: BLE001  the reader meets damage with whatever its own steps raise
        problems.refuse(f"it is no workbook of the old format, or is damaged ({type(error).__name__})")


def _cells(row: Sequence[Any]) -> list[Any]:
    """Values by kind: xlrd's text (1), number (2) and day (3); everything else counts as empty."""
    return [cell.value if cell.ctype in (1, 2, 3) else "" for cell in row]


def _figures(
    rows: list[list[Any]], headings: list[str], names: tuple[str, ...], problems: Problems
) -> tuple[Any, dict[str, Any]]:
    """Days, shape (n,), and by column figures of the same shape, NaN where a cell is empty."""
    where = headings.index("DATE")
    places = {name: headings.index(name) for name in names}
    days: list[date] = []
    found: dict[str, list[float]] = {name: [] for name in names}
    for n, row in enumerate(rows, 2):
        if not any(cell != "" for cell in row):
            continue
        day = _day(row[where])
        if day is None:
            problems.add(f'row {n} begins with "{delimited.printable(str(row[where]), 30)}", which is no day')
            continue
        days.append(day)
        for name, place in places.items():
            value = _figure(row[place] if place < len(row) else "")
            if value is None:
                problems.add(f'"{name}" on {day} is "{delimited.printable(str(row[place]), 30)}", which is no figure')
            found[name].append(float("nan") if value is None else value)
    if not days:
        problems.add("it holds no days")
    problems.refuse_if_any()
    return np.array(days, dtype="datetime64[D]"), {name: np.array(column) for name, column in found.items()}


def _check_law(years: str, days: Any, figures: dict[str, Any], problems: Problems) -> None:
    gap = np.abs(figures[f"ACMY{years}"] - figures[f"ACMRNY{years}"] - figures[f"ACMTP{years}"])
    if (gap > ROUNDING).any():
        worst = int(np.nanargmax(gap))
        problems.add(f"ACMTP{years} is not ACMY{years} less ACMRNY{years} on {days[worst]}, by {gap[worst]:.4f}")


def _day(cell: Any) -> date | None:
    if isinstance(cell, str):
        return delimited.english_day(cell.strip()) or delimited.iso_day(cell.strip())
    whole = isinstance(cell, float) and cell == cell and 1 <= cell < 200_000 and cell == int(cell)
    return _EPOCH + timedelta(days=int(cell)) if whole else None


def _figure(cell: Any) -> float | None:
    """A number; NaN for an empty cell or a mark of a missing value; None for anything else."""
    if isinstance(cell, float):
        return cell if np.isfinite(cell) else None
    text = str(cell).strip()
    return float("nan") if text in ("", "NA", "NaN", "ND") else delimited.figure(text)
