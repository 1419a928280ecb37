"""Sweeps: one table to the bit however it is worked out, nothing lost or done twice, every mistake in one message."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import duckdb
import pytest

from ebb.answers.sweep import door, evaluate, read_grid, shelf, sweep, work
from ebb.answers.sweep.cell import COLUMNS, bytes_needed, figures_of
from ebb.errors import EbbError, UsageError
from ebb.record import Record

GRID = """
plans = ["qt3", "slower"]
start = 2027-01-01
months = 3
draws = 2
seed = 4
as_of = 2026-10-01

[assumptions]
tga = [700, 900]
"""


def table(folder: Path) -> list[tuple]:
    return duckdb.sql(f"SELECT * FROM read_parquet('{folder / 'sweep.parquet'}')").fetchall()


@pytest.fixture(scope="module")
def grid(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("grid") / "grid.toml"
    path.write_text(GRID, "utf-8")
    return path


@pytest.fixture(scope="module")
def alone(grid) -> list[tuple]:
    """The table of one process, which all others must equal to the bit."""
    folder = grid.parent / "alone"
    made = sweep(grid, out=folder)
    assert (made.cells, made.computed, made.kept) == (4, 4, 0)
    return table(folder)


def test_the_table_has_every_cell_path_and_month_once(grid, alone):
    assert len(alone) == 4 * len(COLUMNS) * 3
    keys = {(row[0], str(row[3]), row[4]) for row in alone}
    assert len(keys) == len(alone)
    names = duckdb.sql(f"DESCRIBE SELECT * FROM read_parquet('{grid.parent / 'alone' / 'sweep.parquet'}')").fetchall()
    assert [name for name, *_ in names] == (
        ["cell", "plan", "tga", "month", "path", "draws", "p05", "p16", "p50", "p84", "p95", "p50_error"]
    )


def test_quantiles_rise_and_the_identity_holds_where_there_is_one_draw(grid, tmp_path):
    low, high = 6, 10
    path = tmp_path / "one.toml"
    path.write_text(GRID.replace("draws = 2", "draws = 0").replace("[700, 900]", "850"), "utf-8")
    made = sweep(path, out=tmp_path / "one")
    rows = {(row[1], str(row[3]), row[4]): row for row in table(tmp_path / "one")}
    assert made.cells == 2
    for plan in ("qt3", "slower"):
        at = {name: rows[plan, "2027-03-01", name] for name in COLUMNS}
        assert all(at[name][low] is None for name in COLUMNS)
        middle = {name: row[low + 2] for name, row in at.items()}
        left = sum(middle[name] for name in ("reserves", "on_rrp", "foreign_rrp", "tga", "currency"))
        left += middle["other_liabilities"] + middle["capital"] - middle["deferred_asset"]
        assert abs(left - middle["total_assets"]) < 1e-6
    for row in table(grid.parent / "alone") if (grid.parent / "alone").exists() else ():
        if row[4] != "stopped":
            assert list(row[low : high + 1]) == sorted(row[low : high + 1])


def test_resuming_does_nothing_twice(grid, alone, tmp_path):
    """Stopped after two cells, then gone on with; then a larger grid that uses all of the smaller one."""
    done: list[str] = []

    def counting(cell):
        if len(done) == 2:
            raise KeyboardInterrupt
        done.append(cell.key)
        return evaluate(cell)

    folder = tmp_path / "cut"
    with pytest.raises(KeyboardInterrupt):
        sweep(grid, out=folder, act=counting)
    assert len(list((folder / "cells").glob("*.parquet"))) == 2
    assert not (folder / "sweep.parquet").exists()
    (folder / "cells" / "0123.77.half").write_bytes(b"PAR1")  # what a killed writer leaves
    made = sweep(grid, out=folder)
    assert (made.kept, made.computed) == (2, 2)
    assert table(folder) == alone
    larger = tmp_path / "larger.toml"
    larger.write_text(GRID.replace("[700, 900]", "[700, 900, 1100]"), "utf-8")
    more = sweep(larger, out=folder)
    assert (more.cells, more.kept, more.computed) == (6, 4, 2)
    assert set(alone) < set(table(folder))


def test_two_processes_give_the_same_bits(grid, alone, tmp_path):
    told: list[tuple[float, str]] = []
    made = sweep(grid, out=tmp_path / "two", workers=2, progress=lambda share, doing: told.append((share, doing)))
    assert made.computed == 4
    assert table(tmp_path / "two") == alone
    assert [share for share, _ in told] == [0.0, 0.25, 0.5, 0.75, 1.0]


@contextmanager
def dask_cluster(folder: Path, workers: int) -> Iterator[tuple[str, list[subprocess.Popen], subprocess.Popen]]:
    """A scheduler and workers as a user starts them, each a process of its own; ended by their own handles."""
    found = folder / "scheduler.json"
    common = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "env": os.environ | {"PYTHONWARNINGS": ""}}
    dask = [sys.executable, "-m", "dask"]
    scheduler = subprocess.Popen(
        [*dask, "scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", str(found)],
        **common,
    )
    each = ["--nthreads", "1", "--no-nanny", "--no-dashboard", "--local-directory", str(folder)]
    started = [
        subprocess.Popen([*dask, "worker", "--scheduler-file", str(found), "--host", "127.0.0.1", *each], **common)
        for _ in range(workers)
    ]
    try:
        address = _address(found)
        client = work.connect(address)
        client.wait_for_workers(workers, timeout=120)
        client.close()
        yield address, started, scheduler
    finally:
        for process in (*started, scheduler):
            with suppress(ProcessLookupError):
                process.kill()
            process.wait()


def _address(file: Path) -> str:
    import json

    for _ in range(1200):
        with suppress(OSError, ValueError, KeyError):
            return json.loads(file.read_text("utf-8"))["address"]
        time.sleep(0.1)
    raise AssertionError("the scheduler did not start")


def test_a_dask_cluster_gives_the_same_bits_though_a_worker_is_killed(grid, alone, tmp_path, monkeypatch):
    """Two real workers, one killed when the first cell is in; then the scheduler itself, whose cells are gone on with here."""
    pytest.importorskip("distributed", reason="Dask is the extra ebb[cluster]")
    monkeypatch.setattr(work, "PATIENCE", 60)
    with dask_cluster(tmp_path, 2) as (address, workers, scheduler):
        killed: list[float] = []

        def kill_one(share: float, doing: str) -> None:
            if 0 < share < 1 and not killed:
                killed.append(share)
                workers[0].send_signal(signal.SIGKILL)
                workers[0].wait()

        made = sweep(grid, out=tmp_path / "dask", cluster=address, progress=kill_one)
        assert killed == [0.25]
        assert made.computed == 4
        assert table(tmp_path / "dask") == alone

        # seed 5: cells that no worker holds yet
        other = tmp_path / "other.toml"
        other.write_text(GRID.replace("seed = 4", "seed = 5"), "utf-8")

        def kill_scheduler(share: float, doing: str) -> None:
            if 0 < share < 1:
                scheduler.kill()
                scheduler.wait()

        with pytest.raises(UsageError, match="went away") as caught:
            sweep(other, out=tmp_path / "other", cluster=address, progress=kill_scheduler)
        assert caught.value.exit_code == 2
    kept = len(list((tmp_path / "other" / "cells").glob("*.parquet")))
    assert 1 <= kept < 4
    again = sweep(other, out=tmp_path / "other")
    assert (again.kept, again.computed) == (kept, 4 - kept)


def test_a_dead_address_is_refused_and_keeps_what_is_there(grid, alone, tmp_path, monkeypatch):
    pytest.importorskip("distributed", reason="Dask is the extra ebb[cluster]")
    monkeypatch.setattr(work, "PATIENCE", 1)
    folder = grid.parent / "alone"
    before = sorted(path.name for path in (folder / "cells").iterdir())
    for address in ("tcp://127.0.0.1:9", "nonsense://here"):
        with pytest.raises(UsageError, match=f"no Dask scheduler answers at {address}"):
            sweep(grid, out=folder, cluster=address)
    assert sorted(path.name for path in (folder / "cells").iterdir()) == before


def test_without_dask_the_extra_is_named(grid, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(UsageError, match="Dask is not installed"):
        sweep(grid, out=tmp_path, cluster="tcp://127.0.0.1:9")


def test_every_problem_of_a_grid_stands_in_one_message(tmp_path):
    path = tmp_path / "bad.toml"
    path.write_text(
        'plan = ["qt3"]\nplans = ["qt33", "hold", "hold"]\nmonths = 0\ndraws = -1\nmethod = "block"\n'
        "[assumptions]\ntgga = [1]\ntga = [-5, 850]\ncurrency_growth = []\nbank_assets_growth = [0.1, 0.1]\n",
        "utf-8",
    )
    with pytest.raises(UsageError) as caught:
        read_grid(path)
    told = caught.value.what
    for part in (
        'plan: unknown key (did you mean "plans"?)',
        'no scenario is called "qt33" (did you mean "qt3"?)',
        "hold stands there twice",
        "months:",
        "draws:",
        "method:",
        'assumptions.tgga: unknown key (did you mean "tga"?)',
        "assumptions.tga: -5",
        "assumptions.currency_growth: no value",
        "assumptions.bank_assets_growth: a value stands there twice",
    ):
        assert part in told, part
    assert told.startswith("10 problems")
    assert caught.value.exit_code == 2


@pytest.mark.parametrize("content", [b"\xff", b"plans = [", b"plans = []", b"", b"a" * 60_000, b"assumptions = 3"])
def test_a_grid_that_is_none_is_refused(tmp_path, content):
    path = tmp_path / "grid.toml"
    path.write_bytes(content)
    with pytest.raises(UsageError):
        read_grid(path)
    with pytest.raises(UsageError, match="cannot be read"):
        read_grid(tmp_path / "none.toml")


def test_too_many_cells_draws_or_workers_are_refused_before_any_work(grid, tmp_path, monkeypatch):
    path = tmp_path / "many.toml"
    path.write_text(
        f'plans = ["qt3"]\n[assumptions]\ntga = {list(range(1, 102))}\nforeign_rrp = {list(range(100))}\n', "utf-8"
    )
    with pytest.raises(UsageError, match="10,100 cells"):
        read_grid(path)
    path.write_text(GRID.replace("draws = 2", "draws = 1_000_000_000"), "utf-8")
    with pytest.raises(UsageError, match="1,000,000,000 draws of 3 months need"):
        sweep(path, out=tmp_path / "none")
    # twice the workers, half the draws: what is asked for is what all workers hold together
    cell = read_grid(grid).cells(Record().as_of, "x")[0]
    monkeypatch.setattr(door, "available_memory", lambda: int(1.5 * bytes_needed(cell)))
    with pytest.raises(UsageError, match="2 cells at a time"):
        sweep(grid, out=tmp_path / "none", workers=2)
    with pytest.raises(UsageError, match="0 workers"):
        sweep(grid, out=tmp_path / "none", workers=0)
    assert not (tmp_path / "none").exists()


def test_a_cell_that_cannot_be_run_keeps_the_others(tmp_path):
    """A preset of 2017 cannot start in 2027 as it was; the other plan is finished and kept."""
    path = tmp_path / "two.toml"
    path.write_text('plans = ["qt2-2022-as-announced", "hold"]\nstart = 2021-01-01\nmonths = 2\n', "utf-8")
    with pytest.raises(EbbError) as caught:
        sweep(path, out=tmp_path / "two")
    assert "1 of 2 cells could not be run: qt2-2022-as-announced" in caught.value.what
    assert len(list((tmp_path / "two" / "cells").glob("*.parquet"))) == 1
    assert not (tmp_path / "two" / "sweep.parquet").exists()


def test_a_worker_with_other_figures_refuses(grid):
    record = Record()
    cell = read_grid(grid).cells(record.as_of, figures_of(Record(record.as_of.replace(year=2025))))[0]
    with pytest.raises(UsageError, match="not those of the sweep"):
        evaluate(cell)


def test_keys_tell_every_difference_and_nothing_else(grid, tmp_path):
    cells = read_grid(grid).cells(Record().as_of, "x")
    keys = {cell.key for cell in cells}
    assert len(keys) == 4
    for change in (("seed = 4", "seed = 5"), ("draws = 2", "draws = 3"), ("months = 3", "months = 4")):
        path = tmp_path / "changed.toml"
        path.write_text(GRID.replace(*change), "utf-8")
        assert not keys & {cell.key for cell in read_grid(path).cells(Record().as_of, "x")}
    assert not keys & {cell.key for cell in read_grid(grid).cells(Record().as_of, "y")}
    assert shelf.finished(tmp_path, cells) == set()
