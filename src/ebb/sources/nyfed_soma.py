"""The New York Fed's weekly summary of the System Open Market Account, and its list of as-of dates.

As-of dates are Wednesdays except in holiday weeks, so they are read from the publisher's list and never computed. The
summary's total leaves out the inflation compensation of TIPS, which the H.4.1 adds: the two are never compared as they are.

Source: Federal Reserve Bank of New York, System Open Market Account Holdings of Domestic Securities.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from ebb.sources.cards import card
from ebb.sources.exact import Problems, a_day, cents, listed, reading
from ebb.sources.harvest import Harvest
from ebb.sources.intake import need, rows_at, table, tree

WHERE: Final = "Federal Reserve Bank of New York, System Open Market Account"

#: Columns of the summary (JSON) and the cards they are read into; a column of the CSV edition by its heading.
PARTS: Final[Mapping[str, str]] = {
    "bills": "SOMA_BILLS",
    "notesbonds": "SOMA_NOTESBONDS",
    "tips": "SOMA_TIPS",
    "frn": "SOMA_FRN",
    "agencies": "SOMA_AGENCY_DEBT",
    "mbs": "SOMA_MBS",
    "cmbs": "SOMA_CMBS",
}
COLUMNS: Final[Mapping[str, str]] = {
    **PARTS,
    "tipsInflationCompensation": "SOMA_TIPS_INFLATION_COMPENSATION",
    "total": "SOMA_TOTAL",
}

#: Cents by which a published total may differ from its parts unremarked, and at most. The total is rounded: of the
#: 1,187 full weeks from 2003 to 2026, 1,184 lie within a dollar and three within 2.40 dollars.
REMARKED: Final = 100
REFUSED: Final = 500


def as_of_dates(body: bytes) -> tuple[date, ...]:
    """The as-of dates the publisher lists, oldest first.

    Parameters
    ----------
    body : bytes
        Answer of ``soma/asofdates/list.json`` or of ``latest.json``.

    Raises
    ------
    FormatError
        If it is no such list, holds no date, or names one twice.
    """
    problems = Problems(WHERE, 'a list of dates under "soma.asOfDates"')
    found = tree(body, problems)
    soma = found.get("soma")
    if isinstance(soma, dict) and "asOfDates" in soma:
        raw = soma["asOfDates"]
    elif isinstance(soma, dict) and "asOfDate" in soma:
        raw = [soma["asOfDate"]]
    else:
        problems.refuse('"soma.asOfDates" is not in the answer')
    if not isinstance(raw, list) or not raw:
        problems.refuse('"soma.asOfDates" is no list of dates')
    days = [problems.read("as-of date", a_day, text) for text in raw]
    problems.refuse_if_any()
    if len(set(days)) < len(days):
        problems.refuse("an as-of date stands twice in the list")
    return tuple(sorted(days))


def summary(body: bytes) -> Harvest:
    """The weekly summary as JSON: nine series since 2003-07-09.

    Parameters
    ----------
    body : bytes
        Answer of ``soma/summary.json``.

    Returns
    -------
    Harvest
        Readings in US dollars; an empty cell is no figure.

    Raises
    ------
    FormatError
        If a column is missing, an amount is no amount, a date stands twice, or a total is not the sum of its parts.
    UnitError
        If a figure lies outside its card's magnitudes.

    Notes
    -----
    Law: total = bills + notes and bonds + TIPS + FRN + agency debt + MBS + CMBS, without inflation compensation.
    """
    problems = _problems()
    return read_summary(rows_at(tree(body, problems), ("soma", "summary"), problems), problems)


def summary_csv(body: bytes) -> Harvest:
    """The weekly summary as CSV: the columns of :func:`summary`, by the same names or as headings in words.

    Raises
    ------
    FormatError, UnitError
        As :func:`summary`.
    """
    problems = _problems()
    rows = [{_column(name): value for name, value in row.items()} for row in table(body, problems)]
    return read_summary(rows, problems)


def read_summary(rows: list[dict[str, Any]], problems: Problems | None = None) -> Harvest:
    """Rows of the summary, keyed by the JSON edition's names, as a harvest; the law of :func:`summary` is checked.

    Raises
    ------
    FormatError, UnitError
        As :func:`summary`.
    """
    problems = problems or _problems()
    if not rows:
        problems.refuse("the summary holds no week")
    need(rows, ("asOfDate", *COLUMNS), problems)
    weeks: dict[date, dict[str, int | None]] = {}
    for row in rows:
        at = problems.read("as-of date", a_day, row["asOfDate"])
        if at in weeks:
            problems.add(f"{at} stands twice")
        elif at is not None:
            weeks[at] = {name: problems.read(f"{at} {name}", cents, row[name]) for name in COLUMNS}
    problems.refuse_if_any()
    notes = _law(weeks, problems)
    readings = []
    for name, key in COLUMNS.items():
        points = {at: _dollars(amount) for at, week in weeks.items() if (amount := week[name]) is not None}
        if points:
            readings.append(reading(card(key), points))
    return Harvest(readings=tuple(readings), notes=tuple(notes))


def _law(weeks: dict[date, dict[str, int | None]], problems: Problems) -> list[str]:
    """Check every total; refuse what cannot be rounding, and say which weeks lack a part or are rounded by dollars."""
    rounded: list[str] = []
    implied: list[str] = []
    open_weeks: list[date] = []
    for at, week in sorted(weeks.items()):
        total = week["total"]
        empty = [name for name in PARTS if week[name] is None]
        if total is None:
            open_weeks.append(at)
            continue
        rest = total - sum(amount for name in PARTS if (amount := week[name]) is not None)
        if abs(rest) <= REMARKED:
            continue
        if abs(rest) <= REFUSED:
            rounded.append(f"{at} by {rest / 100:+.2f}")
        elif not empty or rest < 0:
            problems.add(f"{at}: total minus its parts is {rest / 100:,.2f} dollars")
        elif len(empty) == 1:
            implied.append(f"{at}: {empty[0]} is empty, total minus the other parts is {rest / 100:,.2f} dollars")
        else:
            open_weeks.append(at)
    problems.refuse_if_any()
    notes = list(implied)
    if rounded:
        notes.append(f"totals that differ from their parts by more than a dollar: {listed(rounded)}")
    if open_weeks:
        notes.append(f"total not checked, several parts or the total itself are empty: {listed(open_weeks)}")
    return notes


def _dollars(amount: int) -> float:
    """Cents as dollars, rounded once: exact to the cent below 90 trillion dollars."""
    return amount / 100


def _column(heading: str) -> str:
    """The JSON edition's name of a heading: ``"As Of Date"`` and ``"asOfDate"`` are one."""
    plain = "".join(ch for ch in heading.lower() if ch.isalnum())
    names = {name.lower(): name for name in ("asOfDate", *COLUMNS)}
    words = {
        "treasurybills": "bills",
        "notesandbonds": "notesbonds",
        "treasurynotesbonds": "notesbonds",
        "frns": "frn",
        "agencydebts": "agencies",
        "agencydebt": "agencies",
    }
    return names.get(plain) or words.get(plain) or heading


def _problems() -> Problems:
    return Problems(WHERE, f"one row a week with asOfDate, {', '.join(COLUMNS)} in US dollars")
