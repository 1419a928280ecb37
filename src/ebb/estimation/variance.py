"""Variances of sums of serially correlated scores, and the critical values that belong to each of them.

An estimate that is a weighted sum of left-hand sides errs by the sum of its scores ``g_t = w_t e_t``. What differs between
the inferences is only how the variance of that sum is measured: no correlation over time (Eicker-Huber-White), correlation
up to a lag with falling weights (Newey and West), or equal weights on the first cosines (Lazarus, Lewis, Stock and Watson).
"""

from __future__ import annotations

import math
from statistics import NormalDist
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

#: Share of the sample to the power 2/3 that is the number of cosines (Lazarus, Lewis, Stock and Watson 2018).
_COSINES: Final = 0.4


def white(score: Floats) -> Floats:
    """Variance of a sum of scores without correlation over time; score has shape (m, ...), the result (...)."""
    result: Floats = np.square(score).sum(axis=0)
    return result


def bartlett(score: Floats, bandwidth: int) -> Floats:
    """Newey-West variance of a sum of scores: weights ``1 - lag / (bandwidth + 1)`` up to `bandwidth` lags.

    Parameters
    ----------
    score : float64, shape (m, ...)
    bandwidth : int, >= 0

    Returns
    -------
    float64, shape (...)

    Notes
    -----
    The weighted sum of autocovariances equals the mean square of moving sums of ``bandwidth + 1`` scores with zeros
    before and after the sample, which costs one pass whatever the bandwidth.
    Law: never negative; with bandwidth 0 the same as :func:`white`.
    """
    m, width = score.shape[0], bandwidth + 1
    total = np.zeros((m + 2 * width - 1, *score.shape[1:]))
    np.cumsum(score, axis=0, out=total[width : width + m])
    total[width + m :] = total[width + m - 1]
    moving = total[width:] - total[:-width]
    result: Floats = np.square(moving).sum(axis=0) / width
    return result


def newey_west_bandwidth(horizon: int) -> int:
    """Lags that a projection at a horizon needs at least: its errors are correlated over as many periods.

    The rule of statsmodels' ``LocalProjections``, so that both give the same numbers.

    >>> newey_west_bandwidth(0), newey_west_bandwidth(12)
    (2, 12)
    """
    return max(horizon, math.ceil(4.0 * math.pow(max(horizon, 1) / 100.0, 2.0 / 9.0)))


def cosine_count(m: int) -> int:
    """Number of cosines for a sample of m.

    >>> cosine_count(246)
    16
    """
    return max(1, min(m - 1, round(_COSINES * math.pow(m, 2.0 / 3.0))))


def cosine(score: Floats, count: int | None = None) -> Floats:
    """Equal-weighted cosine variance of a sum of scores; inference with it uses `count` degrees of freedom.

    Parameters
    ----------
    score : float64, shape (m, ...)
    count : int, optional
        By default :func:`cosine_count`.

    Returns
    -------
    float64, shape (...)

    Notes
    -----
    Source: Lazarus, Lewis, Stock and Watson, Journal of Business and Economic Statistics 2018.
    """
    m = score.shape[0]
    terms = cosine_count(m) if count is None else count
    waves = np.cos(np.pi * np.outer(np.arange(1, terms + 1), np.arange(m) + 0.5) / m)
    loads = np.tensordot(waves, score, axes=1)
    result: Floats = 2.0 / terms * np.square(loads).sum(axis=0)
    return result


def normal_quantile(p: float) -> float:
    """Quantile of the standard normal distribution."""
    return NormalDist().inv_cdf(p)


def student_cdf(t: float, freedom: int) -> float:
    """Distribution function of Student's t with a whole number of degrees of freedom, by its finite series.

    >>> round(student_cdf(1.753050, 15), 6)
    0.95
    """
    angle = math.atan(t / math.sqrt(freedom))
    sine, cosine_ = math.sin(angle), math.cos(angle)
    odd = freedom % 2
    term = cosine_ if odd else 1.0
    total = term if freedom > 1 else 0.0
    for k in range(3 if odd else 2, freedom - 1, 2):
        term *= cosine_ * cosine_ * (k - 1) / k
        total += term
    inside = 2.0 / math.pi * (angle + sine * total) if odd else sine * total
    return 0.5 + inside / 2.0


def student_quantile(p: float, freedom: int) -> float:
    """Quantile of Student's t with a whole number of degrees of freedom.

    >>> round(student_quantile(0.95, 16), 4)
    1.7459
    """
    if p < 0.5:
        return -student_quantile(1.0 - p, freedom)
    low, high = 0.0, 1.0
    while student_cdf(high, freedom) < p:
        high *= 2.0
    for _ in range(200):
        middle = (low + high) / 2.0
        if middle in (low, high):
            break
        if student_cdf(middle, freedom) < p:
            low = middle
        else:
            high = middle
    return (low + high) / 2.0
