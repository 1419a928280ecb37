"""Lists and rows of the store: holdings with their totals, operations, auctions, securities outstanding."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields
from datetime import date, timedelta
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from ebb.errors import FormatError
from ebb.sources.cards import cards
from ebb.sources.harvest import Auction, Harvest, Holding, Outstanding
from ebb.store import schema
from ebb.store.observations import ALWAYS, Observations
from ebb.store.records import Counts
from ebb.units.money import CENTS_PER_DOLLAR

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

#: The published total of each security type: name of its series.
SUMMARY: Final = {
    "bills": "SOMA_BILLS",
    "notes_bonds": "SOMA_NOTESBONDS",
    "tips": "SOMA_TIPS",
    "frn": "SOMA_FRN",
    "agency_debt": "SOMA_AGENCY_DEBT",
    "mbs": "SOMA_MBS",
    "cmbs": "SOMA_CMBS",
}
#: A list and its published total agree within two dollars or a billionth: totals are printed to the dollar or cent, and
#: a float of a total in billions is exact to about a millionth of a dollar.
TOLERANCE_CENTS, TOLERANCE_SHARE = 2 * CENTS_PER_DOLLAR, 1e-9
#: Days after which a list of holdings is out where no card says so: Thursday for the preceding Wednesday.
HOLDINGS_LAG: Final = 1
#: Days after a month end by which the list of securities outstanding is out: assumed, on the late side.
OUTSTANDING_LAG: Final = 10

_FIELDS: Final = attrgetter(*(field.name for field in fields(Holding)))


def put(
    connection: DuckDBPyConnection, observations: Observations, harvest: Harvest, delivery: int, today: date
) -> Counts:
    """Bring in lists and rows, and compare the lists with the published totals; called within a transaction.

    Raises
    ------
    FormatError
        If a list contradicts the published total, or two rows of a delivery contradict each other.
    """
    counts = Counts()
    told = {reading.card.name for reading in harvest.readings}
    for part in [part for part, name in SUMMARY.items() if name in told]:
        _compare(connection, observations, part)
    problems: list[str] = []
    for listed in harvest.holdings:
        for part in listed.parts:
            rows = [row for row in listed.rows if row.security_type == part]
            counts += _put_list(connection, observations, listed.as_of, part, rows, delivery, today, problems)
    if problems:
        raise FormatError(
            f"incomplete lists of holdings: {'; '.join(problems)}",
            "store, holdings",
            "a list that adds up to the published total of its day within 2 dollars or 1e-9",
            "the lists were not kept; fetch them again",
        )
    counts += _put_rows(connection, "operations", harvest.operations, lambda row: row.day, delivery, today)
    counts += _put_rows(connection, "auctions", harvest.auctions, _auction_known, delivery, today)
    counts += _put_rows(connection, "outstanding", harvest.outstanding, _outstanding_known, delivery, today)
    return counts


def _put_list(
    connection: DuckDBPyConnection,
    observations: Observations,
    day: date,
    part: str,
    rows: Sequence[Holding],
    delivery: int,
    today: date,
    problems: list[str],
) -> Counts:
    """One security type of one day; the newest list counts, an older one is still known before it came."""
    total = sum(row.amount for row in rows)
    published = _published(observations, part).get(day)
    foots = None if published is None else _agree(total, published)
    if foots is False:
        assert published is not None
        problems.append(f"{part} on {day} adds up to {_dollars(total)}, published is {_dollars(published)}")
        return Counts()
    digest = hashlib.sha256("\n".join(sorted(repr(_FIELDS(row)) for row in rows)).encode()).hexdigest()
    held = connection.execute(
        "SELECT id, known, digest FROM lists WHERE as_of = ? AND part = ? ORDER BY known DESC LIMIT 1", [day, part]
    ).fetchone()
    if held is not None and held[2] == digest:
        return Counts(unchanged=len(rows))
    card = cards().get(SUMMARY.get(part, ""))
    lag = timedelta(days=HOLDINGS_LAG if card is None else max(card.lag_days, 0))
    known = max(min(day + lag, today), day) if held is None else max(today, held[1], day)
    if held is not None:
        _note(connection, f"SOMA {part} {day}", f"another list than the one known since {held[1]}", delivery)
    if held is not None and known == held[1]:
        connection.execute("DELETE FROM holdings WHERE list = ?", [held[0]])
        connection.execute("DELETE FROM lists WHERE id = ?", [held[0]])
    number = connection.execute("SELECT coalesce(max(id), 0) + 1 FROM lists").fetchall()[0][0]
    connection.execute(
        "INSERT INTO lists (id, as_of, part, known, total, digest, foots, delivery) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [number, day, part, known, total, digest, foots, delivery],
    )
    _insert(connection, "holdings", rows, {"list": [number] * len(rows)})
    return Counts(new=len(rows)) if held is None else Counts(revised=len(rows))


def _note(connection: DuckDBPyConnection, name: str, detail: str, delivery: int) -> None:
    """Say among the attempts that a list was revised, as of the receipt of its delivery."""
    connection.execute(
        "INSERT INTO attempts SELECT ?, publisher, 'revised', ?, received FROM deliveries WHERE id = ?",
        [name, detail, delivery],
    )


def _compare(connection: DuckDBPyConnection, observations: Observations, part: str) -> None:
    """Say of every list of a security type whether it agrees with the total published for its day."""
    published = _published(observations, part)
    held = connection.execute("SELECT id, as_of, total, foots FROM lists WHERE part = ?", [part]).fetchall()
    for number, day, total, foots in held:
        agrees = None if day not in published else _agree(total, published[day])
        if agrees != foots:
            connection.execute("UPDATE lists SET foots = ? WHERE id = ?", [agrees, number])
            observations.touched = True


def _published(observations: Observations, part: str) -> dict[date, int]:
    """Published totals of a security type by day, in cents; empty where none are held."""
    name = SUMMARY.get(part, "")
    if name not in observations.known:
        return {}
    series = observations.series(name, ALWAYS).in_unit("USD")
    return {day: round(value * CENTS_PER_DOLLAR) for day, value in series}


def _dollars(amount: int) -> str:
    return f"{amount / CENTS_PER_DOLLAR:,.2f} USD"


def _agree(total: int, published: int) -> bool:
    return abs(total - published) <= max(TOLERANCE_CENTS, TOLERANCE_SHARE * abs(published))


def _put_rows(
    connection: DuckDBPyConnection,
    table: str,
    rows: Sequence[Any],
    known_of: Callable[[Any], date],
    delivery: int,
    today: date,
) -> Counts:
    """Rows of a table with a key: a new one is known when such rows usually are, another version of it from today."""
    if not rows:
        return Counts()
    fresh = _by_key(table, rows)
    held = _held(connection, table, fresh.values())
    new = [row for key, row in fresh.items() if key not in held]
    revised = {key: row for key, row in fresh.items() if key in held and held[key][0] != row}
    days = [min(known_of(row), today) for row in new]
    for key, row in revised.items():
        known = held[key][1]
        if known >= today:
            where = " AND ".join(f'"{name}" IS NOT DISTINCT FROM ?' for name in schema.KEYS[table])
            connection.execute(f"DELETE FROM {table} WHERE {where} AND known = ?", [*key, known])
        new.append(row)
        days.append(max(today, known))
    _insert(connection, table, new, {"known": days, "delivery": [delivery] * len(new)})
    size = len(new) - len(revised)
    return Counts(size, len(rows) - len(new), len(revised))


def _by_key(table: str, rows: Sequence[Any]) -> dict[tuple[Any, ...], Any]:
    """Rows by key; two that differ in anything else contradict each other."""
    names = schema.KEYS[table]
    found: dict[tuple[Any, ...], Any] = {}
    problems = []
    for row in rows:
        key = tuple(getattr(row, name) for name in names)
        if found.setdefault(key, row) != row:
            problems.append(" ".join(str(value) for value in key if value is not None))
    if problems:
        raise FormatError(
            f"the delivery says two things of the same {table}: {'; '.join(dict.fromkeys(problems))}",
            f"store, {table}",
            f"one row for each {', '.join(names)}",
            "nothing of it was kept; fetch it again",
        )
    return found


def _held(connection: DuckDBPyConnection, table: str, rows: Iterable[Any]) -> dict[tuple[Any, ...], tuple[Any, date]]:
    """Newest version held, and the day it became known, of all rows of the days of some rows."""
    kind, day = schema.ROWS[table][0], schema.DAYS[table]
    days = [getattr(row, day) for row in rows]
    names = [field.name for field in fields(kind)]
    columns = ", ".join(f'"{name}"' for name in names)
    found = connection.execute(
        f"SELECT {columns}, known FROM {table} WHERE {day} BETWEEN ? AND ? ORDER BY known", [min(days), max(days)]
    ).fetchall()
    places = [names.index(name) for name in schema.KEYS[table]]
    return {tuple(row[place] for place in places): (kind(*row[:-1]), row[-1]) for row in found}


def _insert(connection: DuckDBPyConnection, table: str, rows: Sequence[Any], more: dict[str, list[Any]]) -> None:
    """Append rows of a dataclass, with further columns."""
    if not rows:
        return
    kinds = {**schema.columns(schema.ROWS[table][0]), **dict.fromkeys(more, "INTEGER")}
    if "known" in more:
        kinds["known"] = "DATE"
    values = {name: more[name] if name in more else [getattr(row, name) for row in rows] for name in kinds}
    # Arrays of Python objects: None becomes NULL, and whole cents are never floats on the way.
    connection.register("fresh", {name: np.array(column, dtype=object) for name, column in values.items()})
    try:
        names = ", ".join(f'"{name}"' for name in kinds)
        typed = ", ".join(f'"{name}"::{kind}' for name, kind in kinds.items())
        connection.execute(f"INSERT INTO {table} ({names}) SELECT {typed} FROM fresh")
    finally:
        connection.unregister("fresh")


def _auction_known(row: Auction) -> date:
    """Results are out on the day of the auction; what is only announced, when it was announced."""
    results = row.accepted is not None or row.high_yield is not None or row.price is not None
    days = (row.auction_date, row.issue_date) if results else (row.announced, row.auction_date, row.issue_date)
    return next(day for day in days if day is not None)


def _outstanding_known(row: Outstanding) -> date:
    return row.record_date + timedelta(days=OUTSTANDING_LAG)
