"""The as-of query over 432,000 vintages of one series on an open connection, best of five; the bar is 20 ms.

The referee is pandas: the last value of each date on the same table. Both must give the same answer before any clock is
read. Run it with ``uv run --group referee python benchmarks/store_asof.py``; it prints a row of the table of benchmarks.
"""

from __future__ import annotations

import importlib.util
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np

from ebb.series import Series
from ebb.sources.cards import Card
from ebb.sources.harvest import Delivery, Harvest, Reading
from ebb.store import Store, writing

DATES, VINTAGES, BAR = 21_600, 20, 0.020
CARD = Card(
    name="DAILY",
    title="A daily series of sixty years with twenty vintages of each date",
    publisher="benchmark",
    document="benchmark",
    unit="USD mn",
    basis="calendar day",
    frequency="daily",
    lag_days=1,
)


def reading(seed: int = 7) -> Reading:
    """432,000 vintages: each date is known the day after, then revised every thirty days, no two values alike."""
    rng = np.random.default_rng(seed)
    dates = np.repeat(np.datetime64("1967-01-01", "D") + np.arange(DATES), VINTAGES)
    known = dates + np.tile(1 + 30 * np.arange(VINTAGES), DATES)
    return Reading(CARD, dates, rng.normal(1000, 10, DATES * VINTAGES), known)


def best(act: Callable[[], object], times: int = 5) -> float:
    """Seconds of the fastest of several runs."""
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        act()
        taken.append(time.perf_counter() - start)
    return min(taken)


def referee(whole: Reading, day: date) -> Callable[[], dict[date, float]]:
    """The same answer by pandas; making its table is not timed."""
    import pandas as pd

    table = pd.DataFrame({"date": whole.dates, "known": whole.known, "value": whole.values})
    limit = pd.Timestamp(day)
    return lambda: table[table["known"] <= limit].groupby("date")["value"].last()


def agree(found: Series, other: object) -> bool:
    """Have store and referee the same dates and the same values, to the bit?"""
    dates = np.asarray(other.index.values, dtype="datetime64[D]")  # type: ignore[attr-defined]
    values = np.asarray(other.to_numpy())  # type: ignore[attr-defined]
    return bool(np.array_equal(found.dates, dates) and np.array_equal(found.values, values))


def main() -> int:
    """Print the row for everything known, and for half of it; 1 if an answer differs or the bar is missed."""
    whole = reading()
    fine = True
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "ebb.duckdb"
        with writing(file) as writer:
            passport = Delivery("benchmark", "benchmark", datetime(2028, 1, 1, tzinfo=UTC), "0", 0)
            writer.put(Harvest((whole,)), passport, date(2028, 1, 1))
            writer.publish()
        with Store.open(file) as held:  # type: ignore[union-attr]
            for day in (date(2100, 1, 1), date(1996, 7, 1)):
                found = held.series(CARD.name, day)
                theirs = "no pandas here (uv run --group referee)"
                if importlib.util.find_spec("pandas"):
                    other = referee(whole, day)
                    if not agree(found, other()):
                        return _different(day)
                    theirs = f"pandas {1000 * best(other):.1f} ms"
                seconds = best(lambda day=day: held.series(CARD.name, day))  # type: ignore[misc]
                fine &= seconds < BAR
                row = f"as-of query over {len(whole):,} vintage rows, open connection, {len(found):,} dates as of {day}"
                _say(f"| {row} | {1000 * seconds:.1f} ms | bar {1000 * BAR:.0f} ms | {theirs} |")
    return 0 if fine else 1


def _different(day: date) -> int:
    _say(f"store and referee differ as of {day}: nothing was timed")
    return 1


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")


if __name__ == "__main__":
    sys.exit(main())
