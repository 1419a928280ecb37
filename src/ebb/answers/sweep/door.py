"""``ebb sweep``: a grid worked out cell by cell, each finished cell kept at once, what is there already never done again."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ebb.answers.sweep import shelf, work
from ebb.answers.sweep.cell import Table, bytes_needed, evaluate, figures_of
from ebb.answers.sweep.grid import Cell, read_grid
from ebb.errors import EbbError, UsageError
from ebb.record import Record


@dataclass(frozen=True, slots=True)
class Sweep:
    """What became of a grid: `kept` cells were there before, `computed` are new; `rows` of the joined table."""

    grid: str
    folder: Path
    table: Path
    as_of: str
    cells: int
    kept: int
    computed: int
    rows: int
    draws: int
    seed: int

    def json(self) -> dict[str, Any]:
        """The wire form."""
        return {
            "grid": self.grid,
            "as_of": self.as_of,
            "cells": self.cells,
            "kept": self.kept,
            "computed": self.computed,
            "rows": self.rows,
            "draws": self.draws,
            "seed": self.seed,
            "table": str(self.table),
        }


def sweep(
    path: str | Path,
    *,
    out: str | Path | None = None,
    workers: int = 1,
    cluster: str | None = None,
    progress: Callable[[float, str], None] = lambda share, doing: None,
    act: Callable[[Cell], Table] = evaluate,
) -> Sweep:
    """Work out every cell of a grid and join them in one Parquet table.

    Parameters
    ----------
    path : str or Path
        The grid, a TOML file.
    out : str or Path, optional
        Directory of the results; by default one beside you, called after the grid. Cells found there are not done again.
    workers : int
        Processes of this machine.
    cluster : str, optional
        Address of a Dask scheduler, instead of processes.
    progress : callable
        Told the share done and the cell just finished.

    Raises
    ------
    UsageError
        For a grid, a number of workers or a cluster that cannot be, or too many draws for memory: nothing is run.
    EbbError
        If cells failed, after all others were finished and kept.

    Notes
    -----
    Law: one seed gives the same table to the bit on one process, many, or a cluster, at once or resumed.
    """
    grid = read_grid(Path(path))
    if workers < 1 or (cluster is not None and workers > 1):
        raise UsageError(
            f"{workers} workers{' on a cluster' if cluster else ''}",
            "ebb sweep --workers",
            "1 or more processes here, or --cluster and the workers that its scheduler has",
            "leave out one of the two",
        )
    record = Record(grid.as_of)
    cells = grid.cells(record.as_of, figures_of(record))
    folder = Path(out) if out is not None else Path(f"{grid.name}-sweep")
    _require_memory(cells, workers, cluster)
    there = shelf.finished(folder, cells)
    left = [cell for cell in cells if cell.key not in there]
    _writable(folder)
    failed: list[tuple[Cell, EbbError]] = []
    done = len(there)
    progress(done / len(cells), grid.name)
    for cell, found in _outcomes(left, workers, cluster, act):
        if isinstance(found, EbbError):
            failed.append((cell, found))
        else:
            shelf.keep(folder, cell, found)
        done += 1
        progress(done / len(cells), cell.name)
    if failed:
        raise _failed(failed, len(cells), folder)
    table, rows = shelf.join(folder, cells)
    return Sweep(
        grid=grid.name,
        folder=folder,
        table=table,
        as_of=record.as_of.isoformat(),
        cells=len(cells),
        kept=len(there),
        computed=len(left),
        rows=rows,
        draws=grid.draws,
        seed=grid.seed,
    )


def _outcomes(left: Sequence[Cell], workers: int, cluster: str | None, act: Callable[[Cell], Table]) -> Any:
    if not left:
        return ()
    if cluster is not None:
        return work.cluster(left, cluster, act)
    return work.here(left, act) if workers == 1 else work.processes(left, workers, act)


def _failed(failed: Sequence[tuple[Cell, EbbError]], cells: int, folder: Path) -> EbbError:
    first = failed[0][1]
    names = "; ".join(f"{cell.name}: {error.what}" for cell, error in sorted(failed, key=lambda f: f[0].number))
    kind = UsageError if all(error.exit_code == UsageError.exit_code for _, error in failed) else EbbError
    return kind(
        f"{len(failed)} of {cells} cells could not be run: {names}",
        f"ebb sweep, {first.where}",
        first.expected,
        f"{cells - len(failed)} finished cells are kept in {folder}; correct the grid and run it again",
    )


def _require_memory(cells: Sequence[Cell], workers: int, cluster: str | None) -> None:
    """Refuse, before any work, draws that would not fit where they are to be held."""
    needed = max(bytes_needed(cell) for cell in cells)
    if cluster is not None:
        client = work.connect(cluster)
        have, each, where = work.cluster_memory(client), 1, "a thread of the smallest worker"
        client.close(timeout=2)
    else:
        have, each, where = available_memory(), min(workers, len(cells)), "this machine"
    if have and needed * each > have:
        draws = cells[0].draws * have // (needed * each)
        raise UsageError(
            f"{cells[0].draws:,} draws of {cells[0].months} months need {needed * each / 1e9:,.1f} GB, "
            f"and {where} has {have / 1e9:,.1f} GB free",
            f"ebb sweep, {each} cell{'s' if each > 1 else ''} at a time",
            f"at most about {draws:,} draws",
            "lower draws in the grid, or --workers; finished cells are kept",
        )


def available_memory() -> int:
    """Bytes that may be used now without swapping; 0 where the system does not say."""
    try:
        for line in Path("/proc/meminfo").read_text("ascii").splitlines():
            if line.startswith("MemAvailable:"):
                return 1024 * int(line.split()[1])
    except OSError:
        pass
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (ValueError, OSError, AttributeError):
        return 0


def _writable(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(
            f"no results can be written to {folder}: {(error.strerror or str(error)).lower()}",
            "ebb sweep --out",
            "a directory, or a place where one can be made",
            "choose another --out",
        ) from None
