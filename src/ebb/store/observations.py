"""Observations in a store that is open: the cards, the as-of query, and what a delivery changes in the table."""

from __future__ import annotations

import json
import math
from dataclasses import asdict, dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from ebb.errors import UnitError
from ebb.series import Series
from ebb.sources.cards import Card
from ebb.sources.harvest import Reading
from ebb.store import vintages
from ebb.store.records import HOWS, Counts
from ebb.store.vintages import Rows

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

#: Of each date the newest row known on a day. arg_max would pass over a withdrawn figure (NULL), arg_max_null does not.
AS_OF: Final = (
    "SELECT date, arg_max_null(value, known) AS value, max(known) AS known "
    "FROM observations WHERE series = ? AND known <= ? GROUP BY date ORDER BY date"
)
_HOWS: Final = (
    "SELECT DISTINCT how FROM (SELECT arg_max(how, known) AS how, arg_max_null(value, known) AS value "
    "FROM observations WHERE series = ? AND known <= ? GROUP BY date) WHERE value IS NOT NULL"
)
_ROWS: Final = "SELECT date, known, how, value, delivery FROM observations WHERE series = ? ORDER BY date, known"
_OVERVIEW: Final = """
    SELECT series, min(date), max(date), count(*), sum(rows), list_distinct(flatten(list(hows)))
    FROM (SELECT series, date, count(*) AS rows, list(DISTINCT how) AS hows FROM observations GROUP BY series, date)
    GROUP BY series
"""


@dataclass(frozen=True, slots=True)
class Held:
    """A series as the store knows it: its number, its card as text, and the day of its first real vintage."""

    number: int
    card: str
    first_vintage: date | None


class Observations:
    """The tables ``series`` and ``observations`` of one connection."""

    def __init__(self, connection: DuckDBPyConnection) -> None:
        self._connection = connection
        found = connection.execute("SELECT name, id, card, first_vintage FROM series").fetchall()
        self.known = {name: Held(*row) for name, *row in found}
        self._cards: dict[str, Card] = {}

    def card(self, name: str) -> Card:
        """The card of a series held."""
        if name not in self._cards:
            self._cards[name] = card_of(self.known[name].card)
        return self._cards[name]

    def series(self, name: str, day: date) -> Series:
        """Of each date the newest value known on `day`."""
        found = self._connection.execute(AS_OF, [self.known[name].number, day]).fetchnumpy()
        value = np.ma.filled(found["value"].astype(np.float64), np.nan)
        there = np.isfinite(value)
        dates, known = (found[key].astype("datetime64[D]")[there] for key in ("date", "known"))
        card = self.card(name)
        return Series(name, dates, value[there], card.unit, card.basis, known, (card.origin,), card.kind)

    def hows(self, name: str, day: date) -> set[str]:
        """How the days are known on which the values known on `day` became known."""
        found = self._connection.execute(_HOWS, [self.known[name].number, day]).fetchall()
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
            (by_number[number], first, last, dates, int(count), _in_short({HOWS[how] for how in hows}))
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
        number = self._enter(card, change.first_vintage)
        self._take_out(number, change.out)
        self._put_in(number, change.into)
        return change.counts

    def _enter(self, card: Card, first_vintage: np.datetime64) -> int:
        """Number of a series, new or held; its newest card is kept."""
        text = text_of(card)
        first: date | None = None if np.isnat(first_vintage) else first_vintage.astype(date)
        held = self.known.get(card.name)
        entry = Held(held.number if held else len(self.known) + 1, text, first)
        if held is None:
            self._connection.execute(
                "INSERT INTO series (id, name, card, first_vintage) VALUES (?, ?, ?, ?)",
                [entry.number, card.name, text, first],
            )
        elif held != entry:
            self._connection.execute(
                "UPDATE series SET card = ?, first_vintage = ? WHERE id = ?", [text, first, entry.number]
            )
        self.known[card.name] = entry
        self._cards.pop(card.name, None)
        return entry.number

    def _take_out(self, number: int, rows: Rows) -> None:
        if len(rows):
            with self._handed("gone", rows):
                self._connection.execute(
                    "DELETE FROM observations USING gone WHERE observations.series = ? "
                    "AND observations.date = gone.date::DATE AND observations.known = gone.known::DATE",
                    [number],
                )

    def _put_in(self, number: int, rows: Rows) -> None:
        if len(rows):
            ordered = rows.take(np.lexsort((rows.known, rows.date)))
            with self._handed("fresh", ordered):
                self._connection.execute(
                    "INSERT INTO observations SELECT ?, date::DATE, known::DATE, how, "
                    "CASE WHEN isnan(value) THEN NULL ELSE value END, delivery FROM fresh",
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
            "how": rows.how,
            "value": rows.value,
            "delivery": rows.delivery,
        }

    def __enter__(self) -> None:
        self._connection.register(self._name, self._table)

    def __exit__(self, *_: object) -> None:
        self._connection.unregister(self._name)


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


def _in_short(hows: set[str]) -> str:
    """How the vintages of a whole series are known, in a word."""
    if hows <= {HOWS[0]}:
        return "lag"
    return "mixed" if HOWS[0] in hows else "vintage"
