"""The continuous ranked probability score of draws against an outcome, and the interval of a skill.

The score is in the unit of the forecast; smaller is better; it rewards saying what one believes (it is proper), and for a
single number without spread it is the absolute error.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ebb.funding.resample import block_weights

Values = NDArray[np.float64]


def crps(draws: Values, outcome: float) -> float:
    """Continuous ranked probability score, unbiased in the number of draws.

    Parameters
    ----------
    draws : float64, shape (n,), n >= 2
    outcome : float

    Returns
    -------
    float
        mean |draw - outcome| - (1 / 2) mean |draw - other draw| over all pairs of different draws.

    Notes
    -----
    With n draws of the true distribution its expectation is that of the exact score, whatever n (Gneiting and Raftery,
    Strictly Proper Scoring Rules, JASA 102, 2007; the "fair" form divides by n (n - 1)). A single value may be negative.

    >>> crps(np.array([3.0, 3.0]), 5.0)
    2.0
    """
    n = len(draws)
    ordered = np.sort(draws)
    # sum over pairs of |xi - xj| from the order statistics: every x(i) is added (2 i - n + 1) times
    pairs = 2.0 * float(ordered @ (2.0 * np.arange(n) - n + 1))
    return float(np.abs(draws - outcome).mean() - pairs / (2.0 * n * (n - 1)))


def skill(ours: Values, theirs: Values) -> float:
    """1 - mean score / mean score of the benchmark: 0 = no better, 1 = perfect, negative = worse."""
    return 1.0 - float(ours.mean()) / float(theirs.mean())


def skill_interval(
    ours: Values, theirs: Values, block: int, draws: int = 2000, seed: int = 0, level: float = 0.9
) -> tuple[float, float]:
    """Interval of the skill by resampling blocks of neighbouring origins, whose horizons overlap.

    Parameters
    ----------
    ours, theirs : float64, shape (origins,)
        Scores in the order of their origins.
    block : int
        Origins per block: as many as overlap.
    """
    n = len(ours)
    weights = block_weights(n, min(block, n), draws, np.random.default_rng(seed))
    found = 1.0 - (weights @ ours) / (weights @ theirs)
    low, high = np.quantile(found, [(1.0 - level) / 2.0, (1.0 + level) / 2.0])
    return float(low), float(high)
