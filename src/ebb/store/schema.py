"""The tables of the store, and the checks that a file has them.

Amounts are int64 cents, dates are dates, times are UTC without a zone. Every row of figures points to its delivery. Tables
of rows (holdings, operations, auctions, outstanding) have one column for each field of their dataclass in
:mod:`ebb.sources.harvest`; when one of these changes, :data:`VERSION` must rise (a test keeps its fingerprint).
"""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, get_args, get_type_hints

from ebb.sources.harvest import Auction, Holding, Operation, Outstanding
from ebb.store.place import refused

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

#: Version of the tables; a file with a later one is refused, never rewritten.
VERSION: Final = 1
#: What the file says it is.
NAME: Final = "ebb store"
_TYPES: Final = {str: "VARCHAR", int: "BIGINT", float: "DOUBLE", bool: "BOOLEAN", date: "DATE"}

#: Tables that hold one dataclass, with their further columns.
ROWS: Final[dict[str, tuple[type[Any], str]]] = {
    "holdings": (Holding, "list INTEGER"),
    "operations": (Operation, "known DATE, delivery INTEGER"),
    "auctions": (Auction, "known DATE, delivery INTEGER"),
    "outstanding": (Outstanding, "known DATE, delivery INTEGER"),
}

#: What tells a row of a table from others, and the column of its day.
KEYS: Final = {
    "operations": ("kind", "operation", "security_type", "matures"),
    "auctions": ("cusip", "issue_date"),
    "outstanding": ("record_date", "cusip", "issue_date"),
}
DAYS: Final = {"operations": "day", "auctions": "issue_date", "outstanding": "record_date"}

#: No extension is ever looked for on the network: only ``ebb fetch`` opens a socket.
SETTINGS: Final[dict[str, Any]] = {"autoinstall_known_extensions": False, "autoload_known_extensions": False}

_TABLES: Final = {
    "meta": "key VARCHAR, value VARCHAR",
    "deliveries": "id INTEGER, publisher VARCHAR, address VARCHAR, received TIMESTAMP, sha256 VARCHAR, size BIGINT, "
    "media_type VARCHAR, etag VARCHAR, last_modified VARCHAR",
    "series": "id INTEGER, name VARCHAR, card VARCHAR, first_vintage DATE, there BOOLEAN",
    # Known from the day `known` until the day before `superseded`, on which the next vintage of the date became known.
    "observations": "series INTEGER, date DATE, known DATE, superseded DATE, how UTINYINT, value DOUBLE, delivery INTEGER",
    "lists": "id INTEGER, as_of DATE, part VARCHAR, known DATE, total BIGINT, digest VARCHAR, foots BOOLEAN, "
    "delivery INTEGER",
    "attempts": "name VARCHAR, publisher VARCHAR, outcome VARCHAR, detail VARCHAR, tried TIMESTAMP",
}


def columns(row: type[Any]) -> dict[str, str]:
    """Name and DuckDB type of the column for each field of a dataclass of rows.

    >>> columns(Outstanding)["amount"], columns(Outstanding)["coupon"]
    ('BIGINT', 'DOUBLE')
    """
    hints = get_type_hints(row)
    return {field.name: _TYPES[(get_args(hints[field.name]) or (hints[field.name],))[0]] for field in fields(row)}


def statements() -> tuple[str, ...]:
    """What creates the empty tables."""
    tables = dict(_TABLES)
    for name, (row, more) in ROWS.items():
        tables[name] = ", ".join((more, *(f'"{column}" {kind}' for column, kind in columns(row).items())))
    return tuple(f"CREATE TABLE {name} ({columns_})" for name, columns_ in tables.items())


def create(connection: DuckDBPyConnection) -> None:
    """Make the empty tables of generation 0."""
    for statement in statements():
        connection.execute(statement)
    connection.executemany(
        "INSERT INTO meta VALUES (?, ?)", [["what", NAME], ["version", str(VERSION)], ["generation", "0"]]
    )


def generation(connection: DuckDBPyConnection, file: Path) -> int:
    """Generation of an open store, once it is sure that the file is one this ebb can read.

    Raises
    ------
    FormatError
        If it is some other database, or one of a later ebb.
    """
    import duckdb

    try:
        meta = dict(connection.execute("SELECT key, value FROM meta").fetchall())
    except duckdb.CatalogException:
        meta = {}
    if meta.get("what") != NAME:
        raise refused(file, "this DuckDB file is no store of ebb", "a file written by ebb fetch or ebb import")
    if int(meta["version"]) > VERSION:
        raise refused(
            file,
            f"the store was written by a later ebb (version {meta['version']} of its tables)",
            f"version {VERSION} or earlier, or a later ebb",
        )
    return int(meta["generation"])
