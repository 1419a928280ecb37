"""The store as its readers see it: the last published generation, unchanging while it is open.

A reader never waits for a writer and never sees half of a delivery: it holds one file open, and a writer puts another one in
its place. Nothing is written here.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import contextmanager
from dataclasses import fields
from datetime import UTC, date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, TypeVar

from ebb.errors import MissingDate, UnknownName
from ebb.series import Dates, Series
from ebb.sources.cards import Card
from ebb.sources.harvest import Auction, Delivery, Holding, Operation, Outstanding
from ebb.store import passports, place, schema
from ebb.store.export import Selection
from ebb.store.observations import Observations, latest
from ebb.store.records import HOWS, Attempt, Vintage

if TYPE_CHECKING:
    from collections.abc import Iterator

    from duckdb import DuckDBPyConnection

Row = TypeVar("Row")

_LISTS = (
    "SELECT part, min(as_of), max(as_of), count(DISTINCT as_of), count(DISTINCT as_of) FILTER (NOT coalesce(foots, true)) "
    "FROM lists GROUP BY part ORDER BY part"
)
_ATTEMPTS = "SELECT name, publisher, outcome, detail, tried FROM attempts ORDER BY tried, rowid"


class Store:
    """One published generation of the store, open for reading; close it, or use it in a ``with`` block."""

    def __init__(self, connection: DuckDBPyConnection, file: Path) -> None:
        self.file = file
        self._connection = connection
        self.generation: int = schema.generation(connection, file)
        self._observations = Observations(connection)

    @classmethod
    def open(cls, path: Path | str | None = None) -> Self | None:
        """The store at `path` (default: :func:`ebb.store.path`), or None where there is none.

        Raises
        ------
        FormatError
            If the file is no store, is damaged, or was written by a later ebb.
        """
        file = Path(path) if path is not None else place.path()
        if not file.exists():
            return None
        import duckdb

        # The file is attached to a database in memory: DuckDB would hand out again, in one process, a file that it has
        # open under the same name, although another one has taken its place.
        connection = duckdb.connect(":memory:", config=schema.SETTINGS)
        try:
            with readable(file):
                connection.execute(f"ATTACH {_quoted(file)} AS store (READ_ONLY)")
                connection.execute("USE store")
                return cls(connection, file)
        except BaseException:
            connection.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    # Observations

    def names(self) -> tuple[str, ...]:
        """Names of the series held, in order."""
        return tuple(sorted(self._names()))

    def card(self, name: str) -> Card:
        """What a series held is.

        Raises
        ------
        UnknownName
            If no series of that name is held.
        """
        return self._observations.card(self._held(name))

    def series(self, name: str, as_of: date | None = None) -> Series:
        """Of each date the newest value known on `as_of` (default: known at all); withdrawn figures are left out.

        Raises
        ------
        UnknownName
            If no series of that name is held.

        Notes
        -----
        Law: what is received later never changes what an earlier day knew, but for the publisher's own vintages, which
        replace assumptions.
        """
        with readable(self.file):
            return self._observations.series(self._held(name), latest(as_of))

    def withheld(self, name: str, as_of: date | None = None) -> Dates:
        """Dates whose figure was not known on `as_of` by the publisher's own vintages, or had been withdrawn by then.

        Whoever holds figures of the same series from elsewhere must not show these dates on that day.
        """
        with readable(self.file):
            return self._observations.withheld(self._held(name), latest(as_of))

    def how(self, name: str, as_of: date | None = None) -> str:
        """How the days on which :meth:`series` became known are known: ``"vintage"``, ``"lag"`` or ``"mixed"``.

        A revision dated by its receipt counts as a vintage; a series with nothing known on the day as ``"lag"``.
        """
        with readable(self.file):
            found = self._observations.hows(self._held(name), latest(as_of))
        if found <= {HOWS[0]}:
            return "lag"
        return "mixed" if HOWS[0] in found else "vintage"

    def history(self, name: str) -> tuple[Vintage, ...]:
        """Every vintage of a series, by date and by the day it became known."""
        with readable(self.file):
            passed = passports.by_number(self._connection)
            rows = self._observations.rows(self._held(name))
        columns = (
            rows.date.tolist(),
            rows.known.tolist(),
            rows.how.tolist(),
            rows.value.tolist(),
            rows.delivery.tolist(),
        )
        return tuple(
            Vintage(day, known, HOWS[how], None if value != value else value, passed[delivery])
            for day, known, how, value, delivery in zip(*columns, strict=True)
        )

    def overview(self) -> tuple[dict[str, Any], ...]:
        """For each series held: name, first and last date, number of dates and of vintages, and how they are known."""
        with readable(self.file):
            return self._observations.overview()

    def select(self, names: Sequence[str], as_of: date | None = None, *, vintages: bool = False) -> Selection:
        """Some series as one table, with or without all vintages, to be read row by row or written to a file.

        Raises
        ------
        UnknownName
            If no series of one of the names is held.
        """
        held = [(self._observations.known[self._held(name)].number, self.card(name)) for name in dict.fromkeys(names)]
        chosen = [(number, card.name, card.unit, card.basis) for number, card in held]
        return Selection(self._connection, chosen, latest(as_of), vintages=vintages)

    # Holdings

    def holdings_dates(self, part: str, as_of: date | None = None) -> tuple[date, ...]:
        """As-of dates of the lists of one security type; lists that contradict the published total are left out."""
        with readable(self.file):
            return holdings_dates(self._connection, part, as_of)

    def holdings(self, day: date, part: str, as_of: date | None = None) -> tuple[Holding, ...]:
        """The SOMA's securities of one type on `day`, in the publisher's order.

        Raises
        ------
        MissingDate
            If no list of that type and day is held, or was known on `as_of`.
        """
        with readable(self.file):
            found = self._connection.execute(
                "SELECT id FROM lists WHERE as_of = ? AND part = ? AND known <= ? ORDER BY known DESC LIMIT 1",
                [day, part, latest(as_of)],
            ).fetchone()
            if found is None:
                raise MissingDate(
                    f'no list of "{part}" on {day} is held',
                    str(self.file),
                    "a date of holdings_dates(...)",
                    "ebb fetch brings more lists",
                )
            return self._rows("holdings", Holding, "list = ?", found)

    def lists(self) -> dict[str, dict[str, Any]]:
        """For each security type: first and last as-of date of its lists, their number, and how many do not foot."""
        with readable(self.file):
            found = self._connection.execute(_LISTS).fetchall()
        keys = ("first", "last", "lists", "refuted")
        return {part: dict(zip(keys, row, strict=True)) for part, *row in found}

    # Rows

    def operations(self, kind: str, first: date, last: date, as_of: date | None = None) -> tuple[Operation, ...]:
        """Operations of one kind from `first` to `last`, both included, by day, as known on `as_of`."""
        where = "kind = ? AND day BETWEEN ? AND ?"
        return self._newest("operations", Operation, where, [kind, first, last], as_of, "day, operation")

    def auctions(self, first: date, last: date, as_of: date | None = None) -> tuple[Auction, ...]:
        """Auctions of securities issued from `first` to `last`, both included, as known on `as_of`."""
        return self._newest(
            "auctions", Auction, "issue_date BETWEEN ? AND ?", [first, last], as_of, "issue_date, cusip"
        )

    def outstanding(self, record_date: date, as_of: date | None = None) -> tuple[Outstanding, ...]:
        """Marketable Treasury securities outstanding at a month end, by class, maturity and CUSIP."""
        order = "security_class, maturity, cusip, issue_date"
        return self._newest("outstanding", Outstanding, "record_date = ?", [record_date], as_of, order)

    def record_dates(self, as_of: date | None = None) -> tuple[date, ...]:
        """Month ends for which :meth:`outstanding` is held."""
        with readable(self.file):
            return _dates(
                self._connection, "SELECT DISTINCT record_date FROM outstanding WHERE known <= ?", latest(as_of)
            )

    # The store itself

    def deliveries(self) -> tuple[Delivery, ...]:
        """Passports of everything read, in the order of receipt."""
        with readable(self.file):
            return tuple(passports.by_number(self._connection).values())

    def attempts(self) -> tuple[Attempt, ...]:
        """Every try to get something, oldest first."""
        with readable(self.file):
            found = self._connection.execute(_ATTEMPTS).fetchall()
        return tuple(
            Attempt(name, publisher, outcome, detail, at.replace(tzinfo=UTC))
            for name, publisher, outcome, detail, at in found
        )

    def counts(self) -> dict[str, int]:
        """Number of rows held: lists of holdings, holdings, operations, auctions, securities outstanding, deliveries."""
        tables = ("lists", "holdings", "operations", "auctions", "outstanding", "deliveries", "attempts")
        with readable(self.file):
            query = ", ".join(f"(SELECT count(*) FROM {table})" for table in tables)
            found = self._connection.execute(f"SELECT {query}").fetchall()[0]
        return dict(zip(tables, found, strict=True))

    def _names(self) -> set[str]:
        return {name for name, held in self._observations.known.items() if held.there}

    def _held(self, name: str) -> str:
        if name not in self._names():
            raise UnknownName.of(
                "series held",
                name,
                self._names(),
                where=str(self.file),
                next_step="ebb store list shows them; ebb fetch or ebb import DIR brings more",
            )
        return name

    def _newest(
        self, table: str, kind: type[Row], where: str, values: Sequence[Any], as_of: date | None, order: str
    ) -> tuple[Row, ...]:
        key = ", ".join(f'"{name}"' for name in schema.KEYS[table])
        newest = f"known <= ? QUALIFY row_number() OVER (PARTITION BY {key} ORDER BY known DESC) = 1"
        with readable(self.file):
            return self._rows(table, kind, f"{where} AND {newest} ORDER BY {order}", [*values, latest(as_of)])

    def _rows(self, table: str, kind: type[Row], where: str, values: Sequence[Any]) -> tuple[Row, ...]:
        names = ", ".join(f'"{field.name}"' for field in fields(kind))  # type: ignore[arg-type]
        found = self._connection.execute(f"SELECT {names} FROM {table} WHERE {where}", list(values)).fetchall()
        return tuple(kind(*row) for row in found)


def holdings_dates(connection: DuckDBPyConnection, part: str, as_of: date | None) -> tuple[date, ...]:
    """As :meth:`Store.holdings_dates`, on any connection."""
    newest = (
        "SELECT as_of AS day, arg_max(coalesce(foots, true), known) AS sound FROM lists WHERE part = ? AND known <= ?"
    )
    return _dates(connection, f"SELECT day FROM ({newest} GROUP BY as_of) WHERE sound", part, latest(as_of))


def _dates(connection: DuckDBPyConnection, query: str, *values: Any) -> tuple[date, ...]:
    return tuple(sorted(row[0] for row in connection.execute(query, list(values)).fetchall()))


def check(file: Path) -> None:
    """Refuse a file that is no store of this ebb.

    Raises
    ------
    FormatError
        If it is no store, is damaged, or was written by a later ebb.
    """
    opened = Store.open(file)
    if opened is not None:
        opened.close()


@contextmanager
def readable(file: Path) -> Iterator[None]:
    """Turn what DuckDB says of a file it cannot read into the refusal of the house."""
    import duckdb

    try:
        yield
    except duckdb.Error as wrong:
        first = str(wrong).splitlines()[0].replace(str(file.absolute()), file.name)  # `where` says where it lies
        raise place.refused(file, f"the store cannot be read: {first}", "a whole DuckDB file written by ebb") from None


def _quoted(file: Path) -> str:
    return "'" + str(file).replace("'", "''") + "'"
