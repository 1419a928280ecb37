"""Local projections of four variables, four lags, 52 horizons, 1,000 periods, Newey-West; the bar is 20 times statsmodels.

The answers are compared before any clock is read: responses and standard errors must agree to 1e-8 on the same sample and
bandwidth. Run it with ``uv run --group referee python benchmarks/local_projections.py``; it prints rows of the table of
benchmarks. With ``--coverage [REPEATS]`` it also measures how often 90 percent intervals hold the truth (autoregressions of
order one, 240 periods, horizon 12) and compares that with the published study; that takes minutes.
"""

from __future__ import annotations

import importlib
import importlib.util
import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np

from ebb.estimation import bootstrap_projections, local_projections

LENGTH, VARIABLES, LAGS, HORIZONS = 1_000, 4, 4, 52
BAR, AGREE = 20.0, 1e-8
#: Shares of 90 percent intervals that hold the truth, by root: lag-augmented and Newey-West; and how near ours must come.
STUDY = {0.5: (0.90, 0.86), 0.95: (0.82, 0.69), 1.0: (0.67, 0.31)}
NEAR = 0.03


def sample(seed: int = 7) -> np.ndarray:
    """A vector autoregression of four variables, shape (1,000, 4)."""
    rng = np.random.default_rng(seed)
    slopes = 0.5 * np.eye(VARIABLES) + 0.08 * rng.standard_normal((VARIABLES, VARIABLES))
    y = np.zeros((LENGTH, VARIABLES))
    for t in range(1, LENGTH):
        y[t] = slopes @ y[t - 1] + rng.standard_normal(VARIABLES)
    return y


def best(act: Callable[[], object], times: int) -> float:
    """Seconds of the fastest of several runs."""
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        act()
        taken.append(time.perf_counter() - start)
    return min(taken)


def coverage(root: float, repeats: int, seed: int, draws: int) -> np.ndarray:
    """Shares of intervals that hold the truth: lag-augmented, Newey-West, cosine, bootstrap (of a fifth of the repeats)."""
    rng = np.random.default_rng(seed)
    length, horizon = 240, 12
    inside, tried = np.zeros(4), np.zeros(4)
    for repeat in range(repeats):
        noise = rng.standard_normal(length + (0 if root == 1.0 else 200))
        y = np.zeros(len(noise))
        for t in range(1, len(y)):
            y[t] = root * y[t - 1] + noise[t]
        y = y[-length:, None]
        found: list[Any] = [
            local_projections(y, 0, lags=0, horizons=[horizon], inference=how)
            for how in ("lag-augmented", "newey-west", "cosine")
        ]
        if repeat % 5 == 0:
            found.append(bootstrap_projections(y, 0, lags=0, horizons=[horizon], draws=draws, seed=repeat))
        for place, one in enumerate(found):
            inside[place] += one.low[0, 0] <= root**horizon <= one.high[0, 0]
            tried[place] += 1
    return inside / tried


def main() -> int:
    """Print the rows; 1 if an answer differs, the bar is missed, or coverage is not that of the study."""
    y = sample()

    def ours() -> Any:
        return local_projections(y, 0, lags=LAGS, horizons=HORIZONS, inference="newey-west", common=True)

    name = f"{VARIABLES} variables, {LAGS} lags, {HORIZONS} horizons, {LENGTH:,} periods, Newey-West"
    fine = True
    if importlib.util.find_spec("statsmodels") is None:
        _say(f"| {name} | {1000 * best(ours, 5):.1f} ms | statsmodels is not installed (uv run --group referee) | |")
    else:
        tsa: Any = importlib.import_module("statsmodels.tsa.api")
        model = tsa.LocalProjections(y, shock_idx=0, lags=LAGS, horizons=HORIZONS)
        found, referee = ours(), model.fit()
        gaps = (found.value - referee.irfs[:, :, 0], found.error - referee.stderr[:, :, 0])
        worst = max(float(np.abs(gap).max()) for gap in gaps)
        if worst > AGREE:
            _say(f"the answers differ by {worst:.1e}: nothing was timed")
            return 1
        mine, theirs = best(ours, 5), best(model.fit, 3)
        fine = theirs / mine >= BAR
        _say(
            f"| {name} | {1000 * mine:.1f} ms | statsmodels {1000 * theirs:.0f} ms | x{theirs / mine:.0f}, bar x{BAR:.0f} "
            f"| gap {worst:.0e} |"
        )
    if "--coverage" in sys.argv:
        rest = sys.argv[sys.argv.index("--coverage") + 1 :]
        fine &= _study(int(rest[0]) if rest else 5_000)
    return 0 if fine else 1


def _study(repeats: int) -> bool:
    fine = True
    for root, (augmented, plain) in STUDY.items():
        shares = coverage(root, repeats, 5, 200)
        near = abs(shares[0] - augmented) <= NEAR and abs(shares[1] - plain) <= NEAR
        fine &= near
        _say(
            f"| root {root} | lag-augmented {shares[0]:.3f} ({augmented}) | Newey-West {shares[1]:.3f} ({plain}) "
            f"| cosine {shares[2]:.3f} | bootstrap {shares[3]:.3f} | {'met' if near else 'missed'} |"
        )
    return fine


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")


if __name__ == "__main__":
    sys.exit(main())
