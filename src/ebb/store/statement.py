"""The H.4.1 of one week as a table that adds up, and the footing of every heading over all weeks.

Everything here is a pure function of series handed in by line (``held``); nothing is filled, no residual is hidden, and the
Wednesday level never meets the week average: a request that would mix them is refused.

Source: Board of Governors of the Federal Reserve System, H.4.1.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import numpy as np

from ebb.errors import MissingDate, UnitError, UnknownName
from ebb.series import Dates, Series, Values
from ebb.store.statement_lines import TABLES, Line, lines, parts, refuse_other_basis, walk

#: Unit of every amount of this room: that of the release.
UNIT: Final = "USD mn"

#: The law of the house for published lines, USD million (design: "footed within the rounding of published lines").
TOLERANCE: Final = 2.0

Held = Mapping[str, Series]


@dataclass(frozen=True, slots=True, eq=False)
class Footing:
    """What a heading exceeds the sum of its parts by, week by week.

    Parameters
    ----------
    key, table, basis : str
    dates : datetime64[D], shape (n,)
        Weeks for which the heading and every line that is always published are held.
    residual : float64, shape (n,), USD mn
        Heading less the sum of its parts, each with its sign.
    terms : int64, shape (n,)
        How many published figures enter, the heading included: each may be half a million off by rounding.
    lacking : tuple of tuples of str, length n
        Lines that come and go and are not held for the week though they can have existed.
    incomplete : int
        Weeks with a figure for the heading for which a line that is always published is not held.
    missing : tuple of str
        The lines these weeks lack.
    """

    key: str
    table: str
    basis: str
    dates: Dates
    residual: Values
    terms: Any
    lacking: tuple[tuple[str, ...], ...]
    incomplete: int = 0
    missing: tuple[str, ...] = ()

    @property
    def bound(self) -> Values:
        """The most that rounding alone can do, USD mn: half a million for each published figure, shape (n,)."""
        bound: Values = np.asarray(self.terms) / 2.0
        return bound


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a week's table; amounts in USD mn, None where the line is not held."""

    key: str
    depth: int
    sign: int
    amount: float | None
    residual: float | None = None  # of a heading: what its parts leave, None where a part is not held
    lacking: tuple[str, ...] = ()  # of a heading: parts not held


@dataclass(frozen=True, slots=True)
class Statement:
    """One table of the H.4.1 for one week on one basis, in the order of the release; amounts in USD mn.

    Law: of each heading, the residual is the amount less the sum of its parts. It is shown, never spread over lines.
    """

    day: date
    basis: str
    table: str
    entries: tuple[Entry, ...]

    @property
    def complete(self) -> bool:
        """Whether every line that is always published is held, and every heading can be footed."""
        return all(
            (entry.amount is not None or lines()[entry.key].comes_and_goes)
            and all(lines()[key].comes_and_goes for key in entry.lacking)
            for entry in self.entries
        )

    def entry(self, key: str) -> Entry:
        """One line by key.

        Raises
        ------
        UnknownName
            If the table has no such line.
        """
        for entry in self.entries:
            if entry.key == key:
                return entry
        raise UnknownName.of("line of the table", key, (e.key for e in self.entries), where="store.statement")

    def json(self) -> dict[str, Any]:
        """The wire form, amounts in USD billion."""
        rows = [
            {
                "line": e.key,
                "depth": e.depth,
                "sign": e.sign,
                "amount": None if e.amount is None else e.amount / 1e3,
                "residual": None if e.residual is None else e.residual / 1e3,
                "lacking": list(e.lacking),
            }
            for e in self.entries
        ]
        told = {"day": self.day, "basis": self.basis, "table": self.table, "unit": "USD bn"}
        return {**told, "complete": self.complete, "lines": rows}


def columns(held: Held, keys: Iterable[str], basis: str) -> tuple[Dates, dict[str, Values]]:
    """The lines asked for beside each other: every date any of them has, NaN where one has no figure.

    Parameters
    ----------
    held : mapping of line -> Series
    keys : iterable of str
        Lines not held are left out of the answer.
    basis : str
        The statement they must all belong to.

    Returns
    -------
    dates : datetime64[D], shape (n,)
    values : dict of line -> float64, shape (n,), USD mn

    Raises
    ------
    UnitError
        If a line is of another basis, or no money: all of them are named.
    """
    refuse_other_basis(basis)
    chosen = {key: held[key] for key in dict.fromkeys(keys) if key in held}
    wrong = [f"{key} ({one.key}) is {one.basis}" for key, one in chosen.items() if one.basis != basis]
    if wrong:
        raise UnitError(
            f"one statement would mix bases: {'; '.join(wrong)}",
            "store.statement",
            f"only lines of the {basis}",
            "ask for one of the two statements; a week average never enters the other",
        )
    empty = np.array([], dtype="datetime64[D]")
    dates = np.unique(np.concatenate([empty, *(one.dates for one in chosen.values())]))
    values = {}
    for key, one in chosen.items():
        column = np.full(len(dates), np.nan)
        column[np.searchsorted(dates, one.dates)] = one.in_unit(UNIT).values
        values[key] = column
    return dates, values


def footing(held: Held, key: str, table: str, basis: str) -> Footing:
    """Heading less parts for every week that has them.

    Parameters
    ----------
    held : mapping of line -> Series
    key : str
        A line with parts in `table`.
    table : ``"factors"`` or ``"condition"``
    basis : ``"wednesday level"`` or ``"week average"``

    Notes
    -----
    Law: |residual| <= half a million for each published figure, on every week whose lines are all held. A line that comes
    and goes and is not held counts as nil; whether it was, the residual shows.

    Raises
    ------
    UnknownName, UnitError
    """
    members = parts(key, table)
    if not members:
        known = (line.key for line, _ in walk(table) if parts(line.key, table))
        raise UnknownName.of("heading of the table", key, known, where="store.statement")
    dates, values = columns(held, (key, *(line.key for line in members)), basis)
    if key not in values:
        return _empty(key, table, basis)
    days: list[date] = dates.tolist()
    whole = np.isfinite(values[key])
    residual, terms, usable = values[key].copy(), np.ones(len(dates), dtype=np.int64), whole.copy()
    lacking: list[list[str]] = [[] for _ in days]
    missing = []
    for line in members:
        column = values.get(line.key, np.full(len(dates), np.nan))
        there = np.isfinite(column)
        residual -= line.sign * np.where(there, column, 0.0)
        terms += there
        absent = whole & ~there & np.array([line.existed(day) for day in days], dtype=bool)
        if line.comes_and_goes:
            for place in np.flatnonzero(absent):
                lacking[place].append(line.key)
        elif absent.any():
            missing.append(line.key)
            usable &= ~absent
    kept = np.flatnonzero(usable)
    return Footing(
        key,
        table,
        basis,
        dates[kept],
        residual[kept],
        terms[kept],
        tuple(tuple(lacking[place]) for place in kept),
        int((whole & ~usable).sum()),
        tuple(missing),
    )


def statement(held: Held, day: date, basis: str = "wednesday level", table: str = "factors") -> Statement:
    """One table of the release for one week, each heading with what its parts leave.

    Raises
    ------
    MissingDate
        If no line of the table has a figure for `day`; the newest day held is named.
    UnitError
        If a line held is of another basis.
    UnknownName
        If there is no such table.
    """
    if table not in TABLES:
        raise UnknownName.of("table of the H.4.1", table, TABLES, where="store.statement")
    tree = walk(table)
    dates, values = columns(held, (line.key for line, _ in tree), basis)
    place = int(np.searchsorted(dates, np.datetime64(day, "D")))
    if place == len(dates) or dates[place] != np.datetime64(day, "D"):
        newest = f"the newest day held is {dates[-1]}" if len(dates) else "no line of it is held"
        raise MissingDate(
            f"the H.4.1 of {day} is not held ({table}, {basis}; {newest})",
            "store.statement",
            "a Wednesday whose lines are in the store",
            "ebb fetch, or ebb import DIR with the Board's files; see ebb store list",
        )

    def amount(line: Line) -> float | None:
        value = values[line.key][place] if line.key in values else np.nan
        return float(value) if np.isfinite(value) else None

    shown = ((line, depth) for line, depth in tree if line.existed(day) or amount(line) is not None)
    return Statement(day, basis, table, tuple(_entry(line, depth, table, day, amount) for line, depth in shown))


def _entry(line: Line, depth: int, table: str, day: date, amount: Any) -> Entry:
    own = amount(line)
    members = [part for part in parts(line.key, table) if part.existed(day)]
    lacking = tuple(part.key for part in members if amount(part) is None)
    residual = None
    if members and own is not None and all(lines()[key].comes_and_goes for key in lacking):
        residual = own - sum(part.sign * (amount(part) or 0.0) for part in members)
    return Entry(line.key, depth, line.sign, own, residual, lacking)


def _empty(key: str, table: str, basis: str) -> Footing:
    return Footing(
        key, table, basis, np.array([], dtype="datetime64[D]"), np.array([]), np.array([], dtype=np.int64), ()
    )
