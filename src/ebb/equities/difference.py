"""Any monthly figure inside windows against all other months: a difference of means with everything that keeps it honest.

For figures that are no share index: an exchange rate, the net buying of foreigners. Interval by the stationary bootstrap,
placebo by windows of the same lengths placed at random, exactly as for returns (:mod:`ebb.equities.effect`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from ebb.equities.bootstrap import block_length, random_windows, resample, runs
from ebb.equities.estimate import FEWEST_MONTHS, LEVEL, TestedEffect, interval, judged
from ebb.equities.market import Floats
from ebb.equities.regimes import Regimes, month_regimes, require
from ebb.equities.returns import DRAWS, generator


@dataclass(frozen=True, slots=True)
class Difference:
    """Mean inside the windows less mean outside.

    Parameters
    ----------
    effect : TestedEffect
    inside, outside : float
        The two means.
    months, months_against : int
    first, last : date
        Month ends of the whole sample.
    """

    name: str
    effect: TestedEffect
    inside: float
    outside: float
    months: int
    months_against: int
    first: date
    last: date


def difference(
    name: str,
    values: Mapping[tuple[int, int], float],
    regimes: Regimes,
    *,
    qt: Sequence[str],
    unit: str,
    draws: int = DRAWS,
    seed: int = 0,
    level: float = LEVEL,
) -> Difference | None:
    """Compare the months of some regimes with all others.

    Parameters
    ----------
    values : mapping (year, month) -> float
        A missing month is absent and enters neither side.
    unit : str
        Of the values, and so of the difference.

    Returns
    -------
    Difference or None
        None where either side has fewer than :data:`~ebb.equities.estimate.FEWEST_MONTHS` months.

    Raises
    ------
    UnknownName
        If a regime named in `qt` is not in the mapping.
    """
    require(qt, regimes)
    months = sorted(values)
    if not months:
        return None
    stamps = np.array([f"{year:04d}-{month:02d}-01" for year, month in months], dtype="datetime64[D]")
    ends = (stamps.astype("datetime64[M]") + 1).astype("datetime64[D]") - 1
    figures: Floats = np.array([values[month] for month in months])
    held = month_regimes(ends, regimes)
    chosen = np.array([regime in qt for regime in held])
    if min(chosen.sum(), (~chosen).sum()) < FEWEST_MONTHS:
        return None
    block = block_length(figures)
    rng = generator(seed, f"{name}/difference")

    def mean(a: Floats) -> Floats:
        result: Floats = a.mean(axis=-1)
        return result

    inside, outside = (resample(figures[side], mean, block, draws, rng) for side in (chosen, ~chosen))
    windows = random_windows(len(figures), runs(chosen), draws, rng)
    count = int(chosen.sum())
    within = windows.sums(figures)
    placebo = within / count - (figures.sum() - within) / (len(figures) - count)
    gaps = inside - outside
    means = float(figures[chosen].mean()), float(figures[~chosen].mean())
    return Difference(
        name=name,
        effect=judged(means[0] - means[1], interval(gaps, level), float(gaps.std()), placebo, unit, level),
        inside=means[0],
        outside=means[1],
        months=count,
        months_against=len(figures) - count,
        first=ends[0].item(),
        last=ends[-1].item(),
    )
