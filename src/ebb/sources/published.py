"""The packaged figures: compact tables of published facts, each with a passport, read without a network.

A table is ``published/<name>.csv`` beside ``published/<name>.toml``. The passport says, for every column, its key, unit,
basis, publisher, document and usual publication lag; nothing about a column is known anywhere else. A *wide* table turns
into one :class:`~ebb.series.Series` per column; a table of *rows* (securities, auctions, episodes) is handed out as text
by column, for the room that knows what a row means.
"""

from __future__ import annotations

import csv
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np

from ebb.errors import FormatError, UnknownName
from ebb.series import Origin, Series

_HOME = files("ebb") / "published"


@dataclass(frozen=True, slots=True)
class Column:
    """What one column of a packaged table is; `low` and `high` are its magnitude guard, in its own unit."""

    name: str
    key: str
    unit: str
    basis: str
    kind: str
    lag_days: int
    low: float
    high: float
    origin: Origin
    note: str = ""


@dataclass(frozen=True, slots=True)
class Passport:
    """Where a packaged table comes from and how to read it."""

    name: str
    title: str
    shape: str  # "wide" or "rows"
    date_column: str
    publisher: str
    document: str
    compiled: str
    rights: str
    evidence: str
    notes: tuple[str, ...]
    columns: tuple[Column, ...]


@cache
def tables() -> tuple[str, ...]:
    """Names of all packaged tables, sorted."""
    return tuple(sorted(f.name[:-4] for f in _HOME.iterdir() if f.name.endswith(".csv")))


@cache
def passport(table: str) -> Passport:
    """The passport of one packaged table.

    Raises
    ------
    UnknownName
        If there is no such table.
    """
    if table not in tables():
        raise UnknownName.of("packaged table", table, tables(), where="sources.published")
    raw = tomllib.loads((_HOME / f"{table}.toml").read_text(encoding="utf-8"))
    return Passport(
        name=table,
        title=raw["title"],
        shape=raw["shape"],
        date_column=raw.get("date_column", "date"),
        publisher=raw["publisher"],
        document=raw["document"],
        compiled=str(raw["compiled"]),
        rights=raw["rights"],
        evidence=raw.get("evidence", "seen"),
        notes=tuple(raw.get("notes", ())),
        columns=tuple(_column(table, raw, name, spec) for name, spec in raw.get("columns", {}).items()),
    )


@cache
def rows(table: str) -> tuple[dict[str, str], ...]:
    """All rows of a packaged table, as text by column name.

    Raises
    ------
    FormatError
        If a row has more or fewer cells than the header.
    """
    passport(table)
    reader = csv.reader((_HOME / f"{table}.csv").read_text(encoding="utf-8").splitlines())
    header = next(reader)
    found = []
    for number, cells in enumerate(reader, start=2):
        if len(cells) != len(header):
            raise FormatError(
                f"{table}.csv has {len(cells)} cells on line {number}",
                f"published/{table}.csv, line {number}",
                f"{len(header)} cells: {', '.join(header)}",
                "restore the packaged file (reinstall ebb)",
            )
        found.append(dict(zip(header, cells, strict=True)))
    return tuple(found)


@cache
def keys() -> dict[str, tuple[str, str]]:
    """Every packaged series key with its (table, column)."""
    found: dict[str, tuple[str, str]] = {}
    for table in tables():
        card = passport(table)
        if card.shape == "wide":
            for column in card.columns:
                found[column.key] = (table, column.name)
    return found


@cache
def series(key: str) -> Series:
    """One packaged series, complete; cut it with :meth:`~ebb.series.Series.as_of`.

    Raises
    ------
    UnknownName
        If no packaged column has that key.
    """
    if key not in keys():
        raise UnknownName.of("series", key, keys(), where="sources.published")
    table, name = keys()[key]
    card = passport(table)
    column = next(c for c in card.columns if c.name == name)
    pairs = [(row[card.date_column], row[name]) for row in rows(table) if row[name] != ""]
    dates = np.array([when for when, _ in pairs], dtype="datetime64[D]")
    return Series(
        key=key,
        dates=dates,
        values=np.array([float(text) for _, text in pairs], dtype=np.float64),
        unit=column.unit,
        basis=column.basis,
        known=np.asarray(dates + np.timedelta64(column.lag_days, "D"), dtype="datetime64[D]"),
        origins=(column.origin,),
        kind=column.kind,
    )


@cache
def document(name: str) -> dict[str, Any]:
    """A packaged TOML document that is no table (policy, literature), e.g. ``"policy/programme"``.

    Raises
    ------
    UnknownName
        If the document does not exist.
    """
    path = _HOME.joinpath(*f"{name}.toml".split("/"))
    if not path.is_file():
        raise UnknownName.of("packaged document", name, documents(), where="sources.published")
    return tomllib.loads(path.read_text(encoding="utf-8"))


def documents() -> tuple[str, ...]:
    """Names of the packaged TOML documents that are no passports."""
    tops = [f.name[:-5] for f in _HOME.iterdir() if f.name.endswith(".toml") and f.name[:-5] not in tables()]
    folders = [d for d in _HOME.iterdir() if d.is_dir()]
    nested = [f"{d.name}/{f.name[:-5]}" for d in folders for f in d.iterdir() if f.name.endswith(".toml")]
    return tuple(sorted((*tops, *nested)))


def _column(table: str, raw: dict[str, Any], name: str, spec: dict[str, Any]) -> Column:
    return Column(
        name=name,
        key=spec.get("key", name),
        unit=spec.get("unit", ""),
        basis=spec.get("basis", ""),
        kind=spec.get("kind", "stock"),
        lag_days=int(spec.get("lag_days", 0)),
        low=float(spec.get("low", "-inf")),
        high=float(spec.get("high", "inf")),
        origin=Origin(
            publisher=spec.get("publisher", raw["publisher"]),
            document=spec.get("document", raw["document"]),
            series=spec.get("series", ""),
            table=table,
            evidence=spec.get("evidence", raw.get("evidence", "seen")),
            vintage=str(spec.get("vintage", "")),
        ),
        note=spec.get("note", ""),
    )
