"""Observations out of the store as tables: CSV and Parquet, value by value as they are held.

A file is written beside its place and renamed, so that it is whole or absent. Numbers are the shortest decimals that read
back as the same float; a withdrawn figure is an empty cell.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from ebb.errors import UsageError
from ebb.store.observations import KNOWN
from ebb.store.records import HOWS

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

#: Columns of an export, in order.
COLUMNS: Final = ("series", "date", "value", "unit", "basis", "known", "how")
SUFFIXES: Final = (".csv", ".parquet")

_HOW: Final = "CASE how " + " ".join(f"WHEN {code} THEN '{how}'" for code, how in enumerate(HOWS)) + " END"
_NEWEST: Final = f"SELECT series, date, value, known, how FROM observations WHERE {KNOWN}"
_ALL: Final = "SELECT series, date, value, known, how FROM observations WHERE known <= $day"
_SELECT: Final = (
    "SELECT name AS series, date, value, unit, basis, known, {how} AS how "
    "FROM ({rows}) JOIN (SELECT unnest($numbers) AS series, unnest($names) AS name, unnest($units) AS unit, "
    "unnest($bases) AS basis, generate_subscripts($names, 1) AS place) USING (series) ORDER BY place, date, known"
)


class Selection:
    """Some series of a store as a table, to be read or written."""

    def __init__(
        self,
        connection: DuckDBPyConnection,
        chosen: Sequence[tuple[int, str, str, str]],
        day: date,
        *,
        vintages: bool,
    ) -> None:
        """Choose (number, name, unit, basis) of each series, as known on `day`, with or without all vintages."""
        self._connection = connection
        self._query = _SELECT.format(how=_HOW, rows=_ALL if vintages else _NEWEST)
        numbers, names, units, bases = (list(column) for column in zip(*chosen, strict=True)) if chosen else ([],) * 4
        self._given = {"numbers": numbers, "names": names, "units": units, "bases": bases, "day": day}

    def rows(self) -> list[tuple[Any, ...]]:
        """The table, row by row: series in the order chosen, then date, then the day it became known."""
        return self._connection.execute(self._query, self._given).fetchall()

    def csv(self) -> str:
        """The table as CSV, with a head line and line ends of one character."""
        lines = [",".join(COLUMNS)]
        lines += [
            f"{name},{day},{'' if value is None else repr(value)},{unit},{basis},{known},{how}"
            for name, day, value, unit, basis, known, how in self.rows()
        ]
        return "\n".join(lines) + "\n"

    def write(self, file: Path) -> int:
        """Write the table to a file, in the form its suffix says, and return the number of rows.

        Raises
        ------
        UsageError
            If the suffix is neither ``.csv`` nor ``.parquet``.
        """
        check_suffix(file)
        beside = file.with_name(f".{file.name}.{os.getpid()}")
        try:
            if file.suffix.lower() == ".csv":
                text = self.csv()
                beside.write_text(text, encoding="utf-8", newline="")
                count = text.count("\n") - 1
            else:
                target = "'" + str(beside).replace("'", "''") + "'"
                copied = self._connection.execute(f"COPY ({self._query}) TO {target} (FORMAT parquet)", self._given)
                count = copied.fetchall()[0][0]
            os.replace(beside, file)
        finally:
            with suppress(OSError):
                beside.unlink()
        return count


def check_suffix(file: Path) -> None:
    """Refuse a file whose suffix says neither CSV nor Parquet.

    Raises
    ------
    UsageError
    """
    if file.suffix.lower() not in SUFFIXES:
        raise UsageError(
            f'"{file.name}" says neither CSV nor Parquet',
            "--out",
            "a name ending in .csv or .parquet",
            f"write --out {file.stem or 'series'}.csv",
        )
