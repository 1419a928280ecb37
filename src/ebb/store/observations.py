"""Observations in a store that is open: the cards, the as-of query, and what a delivery changes in the table."""

from __future__ import annotations

import json
import math
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from ebb.errors import UnitError
from ebb.series import Dates, Series
from ebb.sources.cards import Card
from ebb.sources.harvest import Reading
from ebb.store import vintages
from ebb.store.records import HOWS, LAG, REAL, Counts
from ebb.store.vintages import Change, Rows

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

#: Known on any day (asked for when no day is given), and superseded on none.
ALWAYS: Final = date.max - timedelta(days=1)
NEVER: Final = np.datetime64(date.max, "D")
#: What was known on a day, and was no withdrawal: of each date at most one row.
KNOWN: Final = "known <= $day AND superseded > $day AND value IS NOT NULL"
_AS_OF: Final = f"SELECT date, value, known FROM observations WHERE series = $number AND {KNOWN} ORDER BY date"
_HOWS: Final = f"SELECT DISTINCT how FROM observations WHERE series = $number AND {KNOWN}"
_ROWS: Final = "SELECT date, known, how, value, delivery FROM observations WHERE series = ? ORDER BY date, known"
#: Dates that a day did not know although another source may say so: first out later, by the publisher's own vintages (the
#: dates of a series' very first vintage excepted, because archives begin late), or withdrawn by that day.
_WITHHELD: Final = f"""
SELECT date FROM (
    SELECT date, min(known) AS first, arg_min(how, known) AS how FROM observations WHERE series = $number GROUP BY date
) WHERE (first > $day AND how = {REAL} AND first > $archive)
    OR (first <= $day AND date NOT IN (SELECT date FROM observations WHERE series = $number AND {KNOWN}))
ORDER BY date
"""
_OVERVIEW: Final = (
    "SELECT series, min(date), max(date), count(DISTINCT date), count(*), bit_or(1 << how) "
    "FROM observations GROUP BY series"
)


@dataclass(frozen=True, slots=True)
class Held:
    """A series as the store knows it: its number, its card as text, the day of its first real vintage.

    Of a series that is not `there` nothing is left: all its figures were withdrawn before they were out.
    """

    number: int
    card: str
    first_vintage: date | None
    there: bool


class Observations:
    """The tables ``series`` and ``observations`` of one connection."""

    def __init__(self, connection: DuckDBPyConnection) -> None:
        self._connection = connection
        found = connection.execute("SELECT name, id, card, first_vintage, there FROM series").fetchall()
        self.known = {name: Held(*row) for name, *row in found}
        self._cards: dict[str, Card] = {}
        #: Whether anything was written through this object.
        self.touched = False

    def card(self, name: str) -> Card:
        """The card of a series held."""
        if name not in self._cards:
            self._cards[name] = card_of(self.known[name].card)
        return self._cards[name]

    def series(self, name: str, day: date) -> Series:
        """Of each date the newest value known on `day`."""
        found = self._connection.execute(_AS_OF, {"number": self.known[name].number, "day": day}).fetchnumpy()
        dates, known = (found[key].astype("datetime64[D]") for key in ("date", "known"))
        card = self.card(name)
        return Series(name, dates, found["value"], card.unit, card.basis, known, (card.origin,), card.kind)

    def withheld(self, name: str, day: date) -> Dates:
        """Dates whose figure was not known on `day` by the publisher's own vintages, or had been withdrawn by then."""
        held = self.known[name]
        given = {"number": held.number, "day": day, "archive": held.first_vintage or date.min}
        found: Dates = self._connection.execute(_WITHHELD, given).fetchnumpy()["date"].astype("datetime64[D]")
        return found

    def hows(self, name: str, day: date) -> set[str]:
        """How the days are known on which the values known on `day` became known."""
        found = self._connection.execute(_HOWS, {"number": self.known[name].number, "day": day}).fetchall()
        return {HOWS[row[0]] for row in found}

    def rows(self, name: str) -> Rows:
        """Every vintage of a series; none if it is not held."""
        number = self.known[name].number if name in self.known else 0
        found = self._connection.execute(_ROWS, [number]).fetchnumpy()
        dates, known = (found[key].astype("datetime64[D]") for key in ("date", "known"))
        value = np.ma.filled(found["value"].astype(np.float64), np.nan)
        return Rows(dates, known, found["how"].astype(np.uint8), value, found["delivery"].astype(np.int32))

    def overview(self) -> tuple[dict[str, Any], ...]:
        """Span, number of dates and of vintages of every series, and how they are known."""
        by_number = {held.number: name for name, held in self.known.items()}
        keys = ("name", "first", "last", "observations", "vintages", "known")
        rows = [
            (by_number[number], first, last, dates, count, _in_short(hows))
            for number, first, last, dates, count, hows in self._connection.execute(_OVERVIEW).fetchall()
        ]
        return tuple(dict(zip(keys, row, strict=True)) for row in sorted(rows))

    def put(self, reading: Reading, delivery: int, today: date) -> Counts:
        """Bring the figures of a reading into the table; returns what was new, unchanged and revised.

        Raises
        ------
        UnitError
            If the series is held in another unit or on another basis.
        """
        card = reading.card
        self._refuse_other_unit(card)
        held = self.rows(card.name)
        before = self.known.get(card.name)
        first = np.datetime64(before.first_vintage if before and before.first_vintage else "NaT", "D")
        if reading.known is None:
            change = vintages.received(held, reading.dates, reading.values, card.lag_days, today, delivery, first)
        else:
            change = vintages.dated(held, reading.dates, reading.known, reading.values, delivery, first)
        left = len(held) - len(change.out) + len(change.into)
        number = self._enter(card, change.first_vintage, there=left > 0)
        self._write(number, held, change)
        return change.counts

    def _enter(self, card: Card, first_vintage: np.datetime64, *, there: bool) -> int:
        """Number of a series, new or held; its newest card is kept."""
        text = text_of(card)
        first: date | None = None if np.isnat(first_vintage) else first_vintage.astype(date)
        held = self.known.get(card.name)
        number = held.number if held else 1 + max((other.number for other in self.known.values()), default=0)
        entry = Held(number, text, first, there)
        self.touched |= held != entry
        if held is None:
            self._connection.execute(
                "INSERT INTO series (id, name, card, first_vintage, there) VALUES (?, ?, ?, ?, ?)",
                [entry.number, card.name, text, first, there],
            )
        elif held != entry:
            self._connection.execute(
                "UPDATE series SET card = ?, first_vintage = ?, there = ? WHERE id = ?",
                [text, first, there, entry.number],
            )
        self.known[card.name] = entry
        self._cards.pop(card.name, None)
        return entry.number

    def _write(self, number: int, held: Rows, change: Change) -> None:
        """Write the dates anew of which a vintage goes or comes: each vintage says when the next one supersedes it."""
        dates = np.union1d(change.out.date, change.into.date)
        if not len(dates):
            return
        self.touched = True
        stale = held.take(np.isin(held.date, dates))
        if len(stale):
            with self._handed("stale", stale):
                self._connection.execute(
                    "DELETE FROM observations USING stale WHERE observations.series = ? "
                    "AND observations.date = stale.date::DATE AND observations.known = stale.known::DATE",
                    [number],
                )
        fresh = stale.without(change.out).join(change.into)
        with self._handed("fresh", fresh.take(np.lexsort((fresh.known, fresh.date)))):
            self._connection.execute(
                "INSERT INTO observations (series, date, known, superseded, how, value, delivery) "
                "SELECT ?, date::DATE, known::DATE, superseded::DATE, how, nullif(value, 'nan'::DOUBLE), delivery FROM fresh",
                [number],
            )

    def _handed(self, name: str, rows: Rows) -> _Handed:
        return _Handed(self._connection, name, rows)

    def _refuse_other_unit(self, card: Card) -> None:
        if card.name not in self.known:
            return
        held = self.card(card.name)
        if (held.unit, held.basis) != (card.unit, card.basis):
            raise UnitError(
                f'"{card.name}" is held in {held.unit}, {held.basis}; the delivery is in {card.unit}, {card.basis}',
                f"{card.publisher}, {card.document}",
                "one unit and one basis for a series",
                "convert the delivery, or set the store aside and fetch again",
            )


class _Handed:
    """Arrays handed to DuckDB as a table for the length of a block."""

    def __init__(self, connection: DuckDBPyConnection, name: str, rows: Rows) -> None:
        self._connection, self._name = connection, name
        self._table = {
            "date": rows.date.astype("datetime64[us]"),
            "known": rows.known.astype("datetime64[us]"),
            "superseded": _superseded(rows).astype("datetime64[us]"),
            "how": rows.how,
            "value": rows.value,
            "delivery": rows.delivery,
        }

    def __enter__(self) -> None:
        self._connection.register(self._name, self._table)

    def __exit__(self, *_: object) -> None:
        self._connection.unregister(self._name)


def _superseded(rows: Rows) -> Dates:
    """Day on which the next vintage of its date became known, of rows ordered by date and known; the newest never is."""
    last = np.append(rows.date[1:] != rows.date[:-1], True)[: len(rows)]
    return np.where(last, NEVER, np.append(rows.known[1:], NEVER)[: len(rows)])


def latest(as_of: date | None) -> date:
    """The day to ask for: the one given, or one on which everything is known."""
    return ALWAYS if as_of is None else min(as_of, ALWAYS)


def text_of(card: Card) -> str:
    """A card as JSON; no edge of the magnitude guard is null."""
    told = asdict(card)
    for edge in ("low", "high"):
        told[edge] = told[edge] if math.isfinite(told[edge]) else None
    return json.dumps(told, ensure_ascii=False, allow_nan=False, sort_keys=True)


def card_of(text: str) -> Card:
    """The card of which :func:`text_of` made the text."""
    told = json.loads(text)
    told["also"] = tuple(told["also"])
    for edge, no_limit in (("low", -math.inf), ("high", math.inf)):
        told[edge] = no_limit if told[edge] is None else float(told[edge])
    return Card(**{name: told[name] for name in Card.__slots__ if name in told})


def _in_short(hows: int) -> str:
    """How the vintages of a whole series are known, in a word; `hows` has a bit for each way."""
    if hows == 1 << LAG:
        return "lag"
    return "mixed" if hows & 1 << LAG else "vintage"
