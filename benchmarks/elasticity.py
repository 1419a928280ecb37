"""Ten thousand draws of the drifting elasticity on the weekly sample, on two cores; the bar is a minute.

Weekly points come from the user's store; without weeks in it a sample of the same length is simulated, which takes as long and
says nothing about the Fed. The sub-period table is printed beside the cheaper check, and the gaps to published points where
a file of them is named. Run it with ``uv run python benchmarks/elasticity.py [file.csv]``.
"""

from __future__ import annotations

import csv
import resource
import sys
import time
from pathlib import Path

import numpy as np

from ebb.answers.reserve_demand import demand_inputs, elasticity_table
from ebb.funding.elasticity import UNIT, ElasticityFit, fit_elasticity
from ebb.funding.points import DemandPoints, unbroken
from ebb.funding.satiation import descents, slope_step
from ebb.record import Record

DRAWS, WORKERS, BAR = 10_000, 2, 60.0


def sample() -> tuple[str, DemandPoints]:
    """The weekly sample and where it came from."""
    held = demand_inputs(Record()).unsecured
    if held is not None and held.step == "week":
        return "store", held
    rng = np.random.default_rng(0)
    n = 838
    q = 14.0 + np.cumsum(rng.normal(0, 0.2, n)) * 0.3
    s = -8.0 + np.maximum(0.0, 12.0 - q) + rng.normal(0, 0.8, n)
    dates = np.datetime64("2010-07-21", "D") + 7 * np.arange(n)
    return "simulated", DemandPoints("simulated", dates, q, s, dates, "week")


def gaps(fit: ElasticityFit, file: Path) -> None:
    """Print our median and band beside every published point of a file with columns date and rde_median."""
    inside = near = count = 0
    with open(file, encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            day, theirs = np.datetime64(row["date"], "D"), float(row["rde_median"])
            if not fit.dates[0] <= day <= fit.dates[-1] + np.timedelta64(6, "D"):
                _say(f"| {row['date']} | {theirs:.3f} | no week of ours |")
                continue
            t = fit.at(day.item())
            low, high = fit.low95[t], fit.high95[t]
            _say(
                f"| {day} | {theirs:.3f} | {fit.median[t]:.3f} [{low:.3f}, {high:.3f}] | gap {fit.median[t] - theirs:+.3f} |"
            )
            inside += bool(low <= theirs <= high)
            near += bool(abs(fit.median[t] - theirs) <= 0.25)
            count += 1
    _say(f"published medians inside our 95% band: {inside} of {count}; within 0.25 bp of ours: {near} of {count}")


def main() -> int:
    """Print the table, the gaps and the time; 1 if the bar is missed by the processors' own seconds.

    The clock on the wall also counts what else the machine was doing, so it is printed and not judged.
    """
    origin, data = sample()
    data = unbroken(data)
    start, busy = time.perf_counter(), _busy()
    fit = fit_elasticity(data, draws=DRAWS, workers=WORKERS)
    seconds, each = time.perf_counter() - start, (_busy() - busy) / WORKERS
    _say(
        f"{origin}: {len(data)} weeks, {fit.sample[0]} to {fit.sample[1]}; slopes in {UNIT}, horizon {fit.horizon} week"
    )
    for row in elasticity_table(fit, data):
        band = f"{row['median']:.2f}{'*' if row['significant'] else ' '} [{row['low95']:.2f}, {row['high95']:.2f}]"
        iv = "" if row["iv"] is None else f"{row['iv']:.2f} ({row['iv_error']:.2f}) | rolling {row['rolling_iv']:.2f}"
        _say(f"| {row['first'][:7]} to {row['last'][:7]} | {band} | two stages {iv} |")
    for one in descents(fit):
        _say(f"below zero by the 95% band: {one.first} to {one.last}, reserves {one.highest:.2f} to {one.lowest:.2f}%")
    _say(f"level below which the slope is not zero: {slope_step(fit)}")
    for name in sys.argv[1:]:
        gaps(fit, Path(name))
    burned = f"{fit.burned:,} of {fit.total_draws:,} draws burned"
    _say(f"R-hat {fit.r_hat:.3f} (95th percentile over weeks), {fit.chains} chains, {burned}")
    clock = f"{each:.1f} s of each core | bar {BAR:.0f} s | {seconds:.1f} s on the wall"
    _say(f"| {fit.total_draws:,} draws on {len(data)} weeks, {WORKERS} processes | {clock} |")
    return 0 if each < BAR else 1


def _busy() -> float:
    """Seconds of processor that this process and its finished children have used."""
    return sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")


if __name__ == "__main__":
    sys.exit(main())
