"""The lines of the Board's H.4.1 as data: what each one is called, what it is a part of, and when it existed.

Two tables share most lines: the *factors* affecting reserve balances, and the consolidated statement of *condition*. Each is
published on two bases, the Wednesday level and the average of the week, and these are two statements: nothing here ever
puts a line of one beside a line of the other. This room knows names and parts only; it holds no figure.

Source: Board of Governors of the Federal Reserve System, H.4.1, descriptions of the Data Download Program.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, Final

from ebb.errors import FormatError, UnitError, UnknownName
from ebb.sources.cards import named_at

#: The two tables of the release.
TABLES: Final = ("factors", "condition")
#: The two bases each is published on: two statements, never mixed.
BASES: Final = ("wednesday level", "week average")

_LEVEL, _AVERAGE = "_N.WW", "_XAW_N.WW"
Span = tuple[date, date]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the H.4.1.

    Parameters
    ----------
    key : str
        Its name in this house; said in both languages by ``check.line.<key>``.
    board : str
        Name of the Wednesday level in the Board's Data Download Program; empty where no export held names it.
    title : str
        The program's own description.
    parents : mapping of table -> key
        The line it is a part of in each table; absent where it is in no sum of that table.
    sign : int
        +1, or -1 where it is taken off its parent.
    comes_and_goes : bool
        A facility: nil, and in the end not published, outside its time.
    since, until : date or None
        When it existed, where a heading or the figures say so.
    complete : tuple of (first, last), or None
        Weeks over which the list of its parts is known to be complete (``date.max``: still); None: always.
    seen : tuple of (first, last)
        Weeks of the exports in which its Wednesday level was found.
    revised : bool
        Whether its figures were seen to be revised after the release, so that copies of different days differ.
    memo : str
        The line beside which it is published without entering a sum.
    note : str
    """

    key: str
    board: str
    title: str
    parents: Mapping[str, str]
    sign: int = 1
    comes_and_goes: bool = False
    since: date | None = None
    until: date | None = None
    complete: tuple[Span, ...] | None = None
    seen: tuple[Span, ...] = ()
    revised: bool = False
    memo: str = ""
    note: str = ""

    def at_board(self, basis: str) -> str:
        """Its name at the Board on one basis; empty where the name is not known.

        Raises
        ------
        UnitError
            If `basis` is not one of :data:`BASES`.
        """
        refuse_other_basis(basis)
        return self.board if basis == BASES[0] else self.board.replace(_LEVEL, _AVERAGE)

    def stored(self, basis: str) -> str:
        """Its name in the store on one basis: that of its card, or else the Board's."""
        name = self.at_board(basis)
        found = named_at("board").get(name)
        return found.name if found else name

    def existed(self, day: date) -> bool:
        """Whether the line can have stood in the release of `day`."""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)

    def listed(self, day: date) -> bool:
        """Whether the list of its parts is known to be complete on `day`."""
        return self.complete is None or any(first <= day <= last for first, last in self.complete)


@dataclass(frozen=True, slots=True)
class Identity:
    """One line that must equal the sum of others without being their heading."""

    key: str
    left: str
    right: tuple[str, ...]
    since: date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Listing:
    """All that the packaged list says: lines by key, sums beside the tables, and orders that are not the list's own."""

    lines: Mapping[str, Line]
    identities: tuple[Identity, ...]
    order: Mapping[tuple[str, str], tuple[str, ...]]

    def parts(self, key: str, table: str) -> tuple[Line, ...]:
        """The lines that add up to `key` in one table, in the order of the release."""
        found = [line for line in self.lines.values() if line.parents.get(table) == key]
        order = self.order.get((table, key), ())
        return tuple(sorted(found, key=lambda line: order.index(line.key) if line.key in order else len(order)))


@cache
def listing() -> Listing:
    """The packaged list, read once."""
    return read((files("ebb") / "store" / "h41_lines.toml").read_text(encoding="utf-8"))


def lines() -> Mapping[str, Line]:
    """Every line by key.

    Raises
    ------
    FormatError
        If the packaged file is no TOML, or a line names a parent that is not there; every problem is listed.
    """
    return listing().lines


def identities() -> tuple[Identity, ...]:
    """The sums that are not those of a heading and its parts."""
    return listing().identities


@cache
def parts(key: str, table: str) -> tuple[Line, ...]:
    """The lines that add up to `key` in one table, in the order of the release; empty for a line without parts.

    Raises
    ------
    UnknownName
        If there is no such line or table.
    """
    if table not in TABLES:
        raise UnknownName.of("table of the H.4.1", table, TABLES, where="store.statement_lines")
    if key not in lines():
        raise UnknownName.of("line of the H.4.1", key, lines(), where="store.statement_lines")
    return listing().parts(key, table)


@cache
def roots(table: str) -> tuple[str, ...]:
    """The lines that head a table: they have parts there and are part of nothing."""
    return tuple(key for key, line in lines().items() if table not in line.parents and parts(key, table))


def walk(table: str) -> tuple[tuple[Line, int], ...]:
    """Every line of a table with its depth, each heading followed by its parts."""

    def below(line: Line, depth: int) -> list[tuple[Line, int]]:
        return [(line, depth), *(pair for part in parts(line.key, table) for pair in below(part, depth + 1))]

    return tuple(pair for root in roots(table) for pair in below(lines()[root], 0))


def refuse_other_basis(basis: str) -> None:
    """Refuse anything that is not one of the two statements.

    Raises
    ------
    UnitError
        If `basis` is not one of :data:`BASES`.
    """
    if basis not in BASES:
        raise UnitError(
            f'the H.4.1 has no statement on the basis "{basis}"',
            "store.statement",
            f"one of: {', '.join(BASES)}; each is a statement of its own",
            "ask for one of the two",
        )


def read(text: str) -> Listing:
    """The list from the text of ``h41_lines.toml``.

    Raises
    ------
    FormatError
        If it is no TOML, lacks a field or names a line that is not there; every problem is listed.
    """
    try:
        raw = tomllib.loads(text)
        found = {key: _line(key, fields) for key, fields in raw["line"].items()}
        sums = tuple(_identity(key, fields) for key, fields in raw.get("identity", {}).items())
        orders = {(t, key): tuple(order) for t, by in raw.get("order", {}).items() for key, order in by.items()}
    except (tomllib.TOMLDecodeError, KeyError, TypeError, ValueError) as broken:
        raise FormatError(
            f"the list of lines cannot be read: {broken}", "store/h41_lines.toml", "see its head", "reinstall ebb"
        ) from None
    problems = [
        f'{line.key} names "{other}"'
        for line in found.values()
        for other in (*line.parents.values(), *((line.memo,) if line.memo else ()))
        if other not in found
    ]
    problems += [f'{s.key} names "{other}"' for s in sums for other in (s.left, *s.right) if other not in found]
    problems += [
        f'the order of {key} names "{other}"'
        for (table, key), order in orders.items()
        for other in order
        if other not in found or found[other].parents.get(table) != key
    ]
    boards = [line.board for line in found.values() if line.board]
    problems += sorted({f"{board} stands twice" for board in boards if boards.count(board) > 1})
    if problems:
        raise FormatError(
            f"the list of lines contradicts itself: {'; '.join(problems)}",
            "store/h41_lines.toml",
            "every line named is in the list, once",
            "correct the file",
        )
    return Listing(found, sums, orders)


def _line(key: str, raw: dict[str, Any]) -> Line:
    fields = dict(raw)
    parents: dict[str, str] = {table: fields.pop(table) for table in TABLES if table in fields}
    for name in ("complete", "seen"):
        if name in fields:
            fields[name] = tuple(
                (date.fromisoformat(a), date.fromisoformat(b) if b else date.max) for a, b in fields[name]
            )
    return Line(key=key, parents=parents, **fields)


def _identity(key: str, raw: dict[str, Any]) -> Identity:
    return Identity(
        key=key, left=raw["left"], right=tuple(raw["right"]), since=raw.get("since"), note=raw.get("note", "")
    )
