"""Which of two forecasts was better, and was the best of many better than luck allows?

Diebold and Mariano's test (JBES 1995) of equal loss, with the small-sample factor of Harvey, Leybourne and Newbold (IJF
1997); Clark and West's adjustment (Journal of Econometrics 2007), because a larger model that adds nothing loses to the
smaller one by its own estimation noise; and Hansen's test of superior predictive ability (JBES 2005), which asks whether the
best of several rivals beats the benchmark once one remembers how many were tried.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import erfc, log, sqrt

import numpy as np

from ebb.equities.bootstrap import stationary_indices
from ebb.equities.market import Floats
from ebb.equities.regression import bandwidth
from ebb.errors import UsageError


@dataclass(frozen=True, slots=True)
class Contest:
    """A rival's forecasts against the benchmark's, on periods neither had seen.

    Parameters
    ----------
    loss_ratio : float
        Mean squared error of the rival over that of the benchmark: below one the rival was better.
    dm, dm_p : float
        Diebold-Mariano statistic (positive: the rival was better) and its two-sided probability.
    cw, cw_p : float
        Clark-West statistic and its one-sided probability that the larger model adds nothing.
    periods : int
    """

    loss_ratio: float
    dm: float
    dm_p: float
    cw: float
    cw_p: float
    periods: int


def contest(actual: Floats, benchmark: Floats, rival: Floats) -> Contest:
    """Score two one-step forecasts of the same periods.

    Parameters
    ----------
    actual, benchmark, rival : float64, shape (n,), n >= 10

    Raises
    ------
    UsageError
        If fewer than ten periods are scored.
    """
    if len(actual) < 10:
        raise UsageError(
            f"{len(actual)} forecasts to compare", "equities.contest", "at least ten", "take a longer sample"
        )
    mine, theirs = np.square(actual - benchmark), np.square(actual - rival)
    dm = diebold_mariano(mine, theirs)
    n = len(actual)
    adjusted = mine - theirs + np.square(benchmark - rival)
    cw = float(adjusted.mean() / _mean_error(adjusted)) if adjusted.any() else 0.0
    return Contest(
        loss_ratio=float(theirs.mean() / mine.mean()),
        dm=dm,
        dm_p=_two_sided(dm),
        cw=cw,
        cw_p=0.5 * erfc(cw / sqrt(2.0)),
        periods=n,
    )


def diebold_mariano(benchmark: Floats, rival: Floats) -> float:
    """Statistic of equal expected loss of one-step forecasts; positive where the rival lost less.

    Parameters
    ----------
    benchmark, rival : float64, shape (n,)
        Losses of the same periods.

    Returns
    -------
    float
        Approximately standard normal where both lose the same; 0 where the losses are identical.

    Notes
    -----
    The variance is Newey and West's; the factor sqrt((n - 1) / n) is Harvey's for one step ahead.
    """
    gap = benchmark - rival
    if not gap.any():
        return 0.0
    n = len(gap)
    return float(gap.mean() / _mean_error(gap) * sqrt((n - 1) / n))


def superior_ability(
    benchmark: Floats, rivals: Floats, *, mean_block: float, draws: int, rng: np.random.Generator
) -> float:
    """Probability that the best rival looks this good although none is better than the benchmark (Hansen, consistent).

    Parameters
    ----------
    benchmark : float64, shape (n,)
        Losses of the benchmark.
    rivals : float64, shape (k, n)
        Losses of each rival in the same periods.
    mean_block : float, >= 1
        Of the stationary bootstrap.

    Returns
    -------
    float in (0, 1]

    Notes
    -----
    Rivals that are clearly worse are not centred on zero, so that adding a bad one does not hide a good one. Where no rival
    lost less than the benchmark the probability is one.
    """
    gaps = benchmark - rivals
    n = gaps.shape[1]
    means = gaps.mean(axis=1)
    places = stationary_indices(n, draws, mean_block, rng)
    resampled = np.stack([row[places].mean(axis=1) for row in gaps])  # (k, draws)
    spread = np.sqrt(n) * (resampled - means[:, None]).std(axis=1)
    spread = np.where(spread > 0.0, spread, np.inf)
    scores = sqrt(n) * means / spread
    poor = scores < -sqrt(2.0 * log(log(n)))
    centre = np.where(poor, 0.0, means)
    statistic = max(0.0, float(scores.max()))
    null = np.maximum(0.0, (sqrt(n) * (resampled - centre[:, None]) / spread[:, None]).max(axis=0))
    return float((1 + (null >= statistic).sum()) / (1 + draws)) if statistic > 0.0 else 1.0


def _mean_error(values: Floats) -> float:
    """Newey-West standard error of a mean."""
    n = len(values)
    centred = values - values.mean()
    total = float(centred @ centred)
    lags = bandwidth(n)
    for lag in range(1, lags + 1):
        total += 2.0 * (1.0 - lag / (lags + 1.0)) * float(centred[lag:] @ centred[:-lag])
    return sqrt(total) / n


def _two_sided(statistic: float) -> float:
    return erfc(abs(statistic) / sqrt(2.0))
