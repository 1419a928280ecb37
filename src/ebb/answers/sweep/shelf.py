"""Finished cells on disk: one Parquet file each, put in place whole or not at all, and all of them joined at the end."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from ebb.answers.sweep.cell import Table
from ebb.answers.sweep.grid import Cell

_CELLS = "cells"


def place(folder: Path, cell: Cell) -> Path:
    """Where a cell is kept: under its key, so that a changed grid finds again what did not change."""
    return folder / _CELLS / f"{cell.key}.parquet"


def finished(folder: Path, cells: Sequence[Cell]) -> set[str]:
    """Keys of the cells that are already there."""
    return {cell.key for cell in cells if place(folder, cell).is_file()}


def keep(folder: Path, cell: Cell, table: Table) -> None:
    """Write one cell; who is killed while writing leaves no cell."""
    import duckdb

    file = place(folder, cell)
    file.parent.mkdir(parents=True, exist_ok=True)
    half = file.with_suffix(f".{os.getpid()}.half")
    with duckdb.connect(":memory:", config={"threads": 1}) as work:
        work.register("cell_table", table)
        work.execute(
            "COPY (SELECT * REPLACE (strptime(month, '%Y-%m')::DATE AS month) FROM cell_table) "
            f"TO '{_quoted(half)}' (FORMAT parquet)"
        )
    half.replace(file)


def join(folder: Path, cells: Sequence[Cell]) -> tuple[Path, int]:
    """All cells of a grid in one file, in the order of the grid, and how many rows it has.

    Cells may differ in their assumptions' names only if they come from different grids; those of others are left where they
    are and do not enter.
    """
    import duckdb

    file = folder / "sweep.parquet"
    half = file.with_suffix(f".{os.getpid()}.half")
    with duckdb.connect(":memory:", config={"threads": 1}) as work:
        for number, cell in enumerate(cells):
            source = f"SELECT * FROM read_parquet('{_quoted(place(folder, cell))}')"
            work.execute(f"{'INSERT INTO' if number else 'CREATE TABLE'} whole {'' if number else 'AS'} {source}")
        counted = work.execute("SELECT count(*) FROM whole").fetchone()
        work.execute(f"COPY whole TO '{_quoted(half)}' (FORMAT parquet)")
    half.replace(file)
    return file, int(counted[0]) if counted else 0


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
