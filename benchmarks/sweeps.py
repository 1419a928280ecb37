"""A sweep on one process and on two: the same table to the bit, and how much of the second worker's time is gained.

Starting workers and their first reading of the record are part of the time. Run it with
``uv run python benchmarks/sweeps.py``; it prints a row of the table of benchmarks.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path

import duckdb

from ebb.answers.sweep import sweep

GRID = """
plans = ["qt3", "slower", "faster", "hold"]
start = 2027-01-01
months = 24
draws = 10
seed = 1
[assumptions]
tga = [700, 850, 1000]
"""
#: Two workers must take at most this share of one worker's time: half, and the start of two processes.
BAR = 0.65


def main() -> int:
    """Print the row; 1 if a table differs or the bar is missed."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["EBB_HOME"] = folder
        path = Path(folder) / "grid.toml"
        path.write_text(GRID, "utf-8")
        seconds, tables = {}, {}
        for workers in (1, 2):
            start = time.perf_counter()
            made = sweep(path, out=Path(folder) / str(workers), workers=workers)
            seconds[workers] = time.perf_counter() - start
            tables[workers] = duckdb.sql(f"SELECT * FROM read_parquet('{made.table}')").fetchall()
        if tables[1] != tables[2]:
            sys.stdout.write("two workers give another table than one: no row\n")
            return 1
    share = seconds[2] / seconds[1]
    cores = os.cpu_count() or 1
    verdict = "met" if share <= BAR else "missed"
    sys.stdout.write(
        f"| sweep of 12 cells x 10 draws x 24 months, two workers on {cores} cores | {seconds[2]:.1f} s "
        f"| one worker {seconds[1]:.1f} s | x{1 / share:.2f}, bar x{1 / BAR:.2f} | {verdict}, same bits |\n"
    )
    return int(verdict == "missed")


if __name__ == "__main__":
    sys.exit(main())
