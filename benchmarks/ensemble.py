"""Ten thousand draws of the whole portfolio over 120 months, best of five; the bars: two seconds, a gigabyte, forty twins.

The plain twin follows some of the draws first: every path must agree within the tolerance of the tests, and the balance sheet
must balance to the cent in every draw and month, before any clock is read. The draws of rates are made before and not timed;
quantiles of every path are. Before that, many draws of one year run within a small budget: what the process holds at its
peak may not grow with their number. Run it with ``uv run python benchmarks/ensemble.py``; it prints a row of the table of
benchmarks.
"""

from __future__ import annotations

import os
import resource
import sys
import time
from datetime import date

import numpy as np

from ebb.answers.drawing import draw_model
from ebb.answers.inputs import inputs, reserve_demand
from ebb.dates import month_end
from ebb.record import Record
from ebb.scenario import load
from ebb.simulate.draws import centre_of, draw, policy_gap
from ebb.simulate.ensemble.drawn import block, numbers_with
from ebb.simulate.ensemble.kernel import follow
from ebb.simulate.ensemble.many import run_draws
from ebb.simulate.ensemble.prepare import prepare
from ebb.simulate.ensemble.tables import WRITTEN, Floats, Tables, work_for
from ebb.simulate.ensemble.twin import follow_one

DRAWS, MONTHS, JUDGED, WORKERS = 10_000, 120, 2, 2
START = date(2027, 1, 1)
#: Seconds, bytes, times the twin; and how far kernel and twin may be apart: USD 10,000, in cents, and percent for shares.
BAR, MEMORY, TWINS, NEAR, NEAR_SHARE = 2.0, 2**30, 40.0, 1e6, 1e-6
#: Draws of one year after which the peak is read, the budget of their counts, and by how many bytes it may have grown.
FEW, MANY, BUDGET, GROWTH = 20_000, 200_000, 2**24, 2**24


def peak() -> int:
    """Bytes the process has held at most."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def grown(t: Tables, paths: Floats, dates: tuple[date, ...], begin: date) -> int:
    """By how many bytes the peak grows from few draws to many; the same paths are drawn again and again."""

    def make(first: int, count: int) -> Floats:
        start = first % (paths.shape[1] - 250)
        return np.ascontiguousarray(paths[:, start : start + count])

    marks = []
    for draws in (FEW, MANY):
        run_draws(t, make, dates, draws, 1, begin, workers=WORKERS, budget=BUDGET)
        marks.append(peak())
    return marks[1] - marks[0]


def main() -> int:
    """Compare, then measure; 1 if an answer differs or a bar is missed."""
    record = Record()
    handed = inputs(record, START, reserve_demand(record))
    made, model = prepare(load("qt3"), handed, START, MONTHS), draw_model(record)
    c = made.conditions
    begin = max(date(model.first_drawn // 12, model.first_drawn % 12 + 1, 1), c.months[0])
    place = c.months.index(begin)
    gap = policy_gap(model, record.corridor)
    centre = centre_of(c, begin, len(c.months) - place, gap)
    paths = block(draw(model, begin, len(c.months) - place, seed=1, count=DRAWS, centre=centre), c)[1]
    t = made.tables._replace(numbers=numbers_with(made.tables.numbers, c, place, gap, handed.published))
    out = np.empty((len(WRITTEN), MONTHS, JUDGED))
    marks = [np.empty(JUDGED, dtype=np.int64) for _ in range(3)]
    start = time.perf_counter()
    off = follow(t, np.ascontiguousarray(paths[:, :JUDGED]), work_for(t), out, *marks)
    first_use = time.perf_counter() - start
    year = prepare(load("qt3"), handed, START, 12)
    span = len(year.conditions.months)
    short = year.tables._replace(numbers=t.numbers._replace(start=year.tables.numbers.start))
    dates = tuple(month_end(m.year, m.month) for m in year.conditions.months[short.numbers.start :])
    growth = grown(short, np.ascontiguousarray(paths[:, :, : span - place]), dates, begin)
    plain, slow = 0.0, []
    for k in range(JUDGED):
        start = time.perf_counter()
        twin, *_ = follow_one(t, paths[:, k])
        slow.append(time.perf_counter() - start)
        for name, there in zip(WRITTEN, out[:, :, k], strict=True):
            far = float(np.abs(np.array(twin[name]) - there[: len(twin[name])]).max())
            if far > (NEAR_SHARE if "share" in name else NEAR) or off:
                sys.exit(f"draw {k}: {name} differs by {far}, the balance sheet is off by {off}: nothing was timed")
    plain = min(slow)
    dates = tuple(month_end(m.year, m.month) for m in c.months[t.numbers.start :])
    taken, busy = [], []
    for _ in range(5):
        start, cpu = time.perf_counter(), time.process_time()
        run_draws(t, lambda n, k: np.ascontiguousarray(paths[:, n : n + k]), dates, DRAWS, 1, begin, workers=WORKERS)
        taken.append(time.perf_counter() - start)
        busy.append(time.process_time() - cpu)
    best, most = min(taken), peak()
    times = plain * DRAWS / best
    cohorts, rows = t.cohorts.pools.shape[1], t.issues.held.shape[1]
    verdict = "met" if best < BAR and most < MEMORY and times >= TWINS and growth < GROWTH else "missed"
    sys.stdout.write(
        f"| whole portfolio, {rows} issues, {cohorts} MBS cohorts, {DRAWS:,} draws x {MONTHS} months, quantiles included "
        f"| {best:.2f} s ({min(busy):.2f} s of processor), {most / 2**20:.0f} MB, first use {first_use:.1f} s, "
        f"{MANY:,} draws x 12 months hold {growth / 2**20:.0f} MB more than {FEW:,} "
        f"| bar {BAR:.0f} s, 1 GB | twin x{times:,.0f} | {verdict} on {os.cpu_count()} cores |\n"
    )
    return int(verdict == "missed")


if __name__ == "__main__":
    sys.exit(main())
