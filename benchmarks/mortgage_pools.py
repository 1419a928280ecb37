"""100,000 mortgage pools to maturity at a PSA speed, best of five; the bar is one second.

The referee is the plain twin on 300 of the pools: scheduled and prepaid principal must agree month by month, and the
principal of all pools must sum to their balances, before any clock is read. Run it with
``uv run python benchmarks/mortgage_pools.py``; it prints a row of the table of benchmarks.
"""

from __future__ import annotations

import sys
import time

import numpy as np

from ebb.portfolio.cashflows import CashFlows, psa_cashflows
from ebb.portfolio.mbs_plain import psa_life

POOLS, JUDGED, SPEED, BAR = 100_000, 300, 165.0, 1.0


def pools(seed: int = 7) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Balance, note rate, months left and age of 30-year pools, all of them with the full term to run."""
    rng = np.random.default_rng(seed)
    return (
        rng.uniform(1e5, 1e9, POOLS).round(2),
        rng.integers(8, 64, POOLS) / 8.0,
        np.full(POOLS, 360),
        rng.integers(0, 12, POOLS),
    )


def compare(flows: CashFlows, given: tuple[np.ndarray, ...]) -> None:
    """Stop unless the twin agrees and nothing is lost."""
    balance = given[0]
    if abs(flows.principal.sum() - balance.sum()) > 1e-10 * balance.sum():
        sys.exit(f"principal is {flows.principal.sum()}, balances are {balance.sum()}")
    few = psa_cashflows(*(column[:JUDGED] for column in given), SPEED)
    plain = np.zeros((2, len(few.scheduled)))
    for row in zip(*(column[:JUDGED].tolist() for column in given), strict=True):
        for month, pair in enumerate(psa_life(*row, SPEED)):
            plain[:, month] += pair
    worst = max(np.abs(few.scheduled - plain[0]).max(), np.abs(few.prepaid - plain[1]).max())
    if worst > 1e-9 * balance[:JUDGED].sum():
        sys.exit(f"the twin differs by {worst} dollars in a month")


def main() -> int:
    """Compare, then measure."""
    given = pools()
    compare(psa_cashflows(*given, SPEED), given)
    taken = []
    for _ in range(5):
        start = time.perf_counter()
        psa_cashflows(*given, SPEED)
        taken.append(time.perf_counter() - start)
    best = min(taken)
    verdict = "met" if best < BAR else "missed"
    sys.stdout.write(f"| {POOLS:,} pools to maturity, {SPEED:.0f} PSA | {best:.2f} s | bar {BAR:.0f} s | {verdict} |\n")
    return int(best >= BAR)


if __name__ == "__main__":
    sys.exit(main())
