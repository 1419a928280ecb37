"""Does what the store holds add up? Every law over every week held, the bridge where lines are missing, and one answer.

This is the door of the statement and its laws: the only place of theirs that knows a store, and all it asks of one is which
series it has and what they were on a day.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

import numpy as np

from ebb.errors import MissingDate, UsageError
from ebb.series import Series
from ebb.store.check_beside import BESIDE, beside_laws
from ebb.store.check_laws import UNEXPLAINED, Verdict, all_laws, lines_of, settle
from ebb.store.check_soma import SOMA, Summary, soma_laws
from ebb.store.records import Vintage
from ebb.store.statement import Held, Statement
from ebb.store.statement import statement as week_of
from ebb.store.statement_bridge import CURRENCY, NEEDED, NOTES, BridgeWeek, ReservesBridge, reserves_bridge
from ebb.store.statement_lines import BASES, TABLES, Span, lines, walk


class Shelf(Protocol):
    """What the laws need of a store."""

    def names(self) -> Iterable[str]:
        """Names of the series it holds."""
        ...

    def series(self, name: str, as_of: date | None = None) -> Series:
        """One series as it was known on a day."""
        ...

    def history(self, name: str) -> tuple[Vintage, ...]:
        """Every value of every date with the delivery it was read from."""
        ...


@dataclass(frozen=True, slots=True)
class CheckReport:
    """All laws over the weeks held.

    Parameters
    ----------
    verdicts : tuple of Verdict
    bridge : ReservesBridge
    moved : tuple of (Wednesday, as-of date)
        Weeks compared with a list of securities of another day.
    first, last : date or None
        The span that was asked for.
    """

    verdicts: tuple[Verdict, ...]
    bridge: ReservesBridge
    moved: tuple[tuple[date, date], ...] = ()
    first: date | None = None
    last: date | None = None

    @property
    def ok(self) -> bool:
        """Whether every law meets its bar."""
        return all(verdict.ok for verdict in self.verdicts)

    @property
    def checked(self) -> tuple[Verdict, ...]:
        """The laws that had a week to be checked on."""
        return tuple(verdict for verdict in self.verdicts if verdict.weeks)

    def verdict(self, law: str, basis: str = BASES[0]) -> Verdict:
        """The verdict on one law.

        Raises
        ------
        KeyError
            If there is no such law on that basis.
        """
        return {(v.law, v.basis): v for v in self.verdicts}[law, basis]

    def json(self) -> dict[str, Any]:
        """The wire form of ``ebb store check --json``; amounts in USD billion."""
        return {
            "ok": self.ok,
            "unit": "USD bn",
            "from": self.first,
            "to": self.last,
            "laws": [verdict.json() for verdict in self.verdicts],
            "bridge": self.bridge.json(),
            "moved": [{"wednesday": wednesday, "as_of": as_of} for wednesday, as_of in self.moved],
        }


def held_lines(store: Shelf, basis: str, as_of: date | None = None, keys: Iterable[str] | None = None) -> Held:
    """The lines of one statement the store holds, by key; all of them, or those of `keys`."""
    names = set(store.names())
    wanted = {key: lines()[key].stored(basis) for key in (lines() if keys is None else keys)}
    return {key: store.series(name, as_of) for key, name in wanted.items() if name in names}


def held_soma(store: Shelf, as_of: date | None = None) -> dict[str, Series]:
    """The parts of the New York Fed's summary the store holds."""
    names = set(store.names())
    return {part: store.series(name, as_of) for part, name in SOMA.items() if name in names}


def check(
    store: Shelf, first: date | None = None, last: date | None = None, *, as_of: date | None = None
) -> CheckReport:
    """Every law over every week the store holds.

    Parameters
    ----------
    store : Store
        Or anything with its ``names()``, ``series(name, as_of)`` and ``history(name)``.
    first, last : date, optional
        Only weeks in this span.
    as_of : date, optional
        Only what was known on that day.

    Returns
    -------
    CheckReport

    Raises
    ------
    UsageError
        If the span ends before it begins.
    MissingDate
        If the store holds no week on which any law could be checked.

    Notes
    -----
    Laws: parts add to their heading, total assets = liabilities + capital, and supplying less absorbing factors = reserve
    balances, within 2 million; Treasuries, MBS and securities equal the SOMA's within 1 million on 99 weeks of 100.
    """
    if first and last and last < first:
        raise UsageError(f"the span from {first} to {last} is empty", "check", "first <= last", "exchange the two days")
    span: Span | None = (first or date.min, last or date.max) if first or last else None
    held = {basis: held_lines(store, basis, as_of) for basis in BASES}
    level, average = (held[basis] for basis in BASES)
    soma = held_soma(store, as_of)
    others = {name: store.series(name, as_of) for _, name in BESIDE.values() if name in set(store.names())}
    verdicts = (*soma_laws(level, soma, span), *beside_laws(level, others, span), *all_laws(held, span))
    verdicts = tuple(_settled(store, verdict, held[verdict.basis], as_of) for verdict in verdicts)
    if not any(verdict.weeks for verdict in verdicts):
        raise MissingDate(
            "no law of the H.4.1 can be checked: its lines are not held" + (" for these weeks" if span else ""),
            "the store",
            "the Board's H.4.1, or at least Treasuries, MBS and securities beside the SOMA summary",
            "ebb fetch, or ebb import DIR with the Board's files; ebb store list shows what is held",
        )
    bridge = reserves_bridge(level, average.get(CURRENCY), span)
    return CheckReport(verdicts, bridge, _moved(level, soma, span), first, last)


def statement(
    store: Shelf,
    day: date,
    basis: str = "wednesday level",
    table: str = "factors",
    *,
    as_of: date | None = None,
) -> Statement:
    """The complete table of one week as a tree with amounts, each heading with what its parts leave.

    Raises
    ------
    MissingDate
        If the table of that day is not held.
    UnitError
        If there is no such basis.
    UnknownName
        If there is no such table.
    """
    keys = (line.key for line, _ in walk(table)) if table in TABLES else ()
    return week_of(held_lines(store, basis, as_of, keys), day, basis, table)


def bridge_of(store: Shelf, day: date, *, as_of: date | None = None) -> BridgeWeek | None:
    """The week's bridge from total assets to reserves with its one residual, or None where its lines are not held."""
    average = held_lines(store, BASES[1], as_of, (CURRENCY,)).get(CURRENCY)
    found = reserves_bridge(held_lines(store, BASES[0], as_of), average, (day, day)).weeks
    return found[0] if found else None


def bridge_lacks(store: Shelf, day: date, *, as_of: date | None = None) -> tuple[str, ...]:
    """The lines without which there is no bridge, as far as they are not held for a week."""
    held = held_lines(store, BASES[0], as_of, (*NEEDED, CURRENCY, NOTES))
    average = held_lines(store, BASES[1], as_of, (CURRENCY,))
    there = {key for key, one in held.items() if np.isin(np.datetime64(day, "D"), one.dates)}
    cash = there & {CURRENCY, NOTES} or {key for key, one in average.items() if np.datetime64(day, "D") in one.dates}
    return (*(key for key in NEEDED if key not in there), *(() if cash else (CURRENCY,)))


def _settled(store: Shelf, verdict: Verdict, held: Held, as_of: date | None) -> Verdict:
    """Look up where the figures of a law's unexplained weeks were read, and set apart what two deliveries differ by."""
    if not any(week.reason == UNEXPLAINED for week in verdict.outside):
        return verdict
    keys = [key for key in lines_of(verdict) if key in held]
    delivered = {key: _delivered(store, lines()[key].stored(verdict.basis), as_of) for key in keys}
    return settle(verdict, held, delivered)


def _delivered(store: Shelf, name: str, as_of: date | None) -> dict[date, str]:
    """The delivery from which each figure in force was read: its address and the start of its hash."""
    known = (one for one in store.history(name) if as_of is None or one.known <= as_of)
    in_order = sorted(known, key=lambda one: (one.date, one.known))
    return {one.date: f"{one.delivery.address} ({one.delivery.sha256[:8]})" for one in in_order}


def _moved(level: Held, soma: dict[str, Series], span: Span | None) -> tuple[tuple[date, date], ...]:
    if "treasuries" not in level or not soma:
        return ()
    low, high = span or (date.min, date.max)
    pairs = Summary.of(soma).moved(level["treasuries"].dates)
    return tuple(pair for pair in pairs if low <= pair[0] <= high)
