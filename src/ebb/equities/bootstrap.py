"""Resampling of dependent months: the stationary bootstrap, and windows placed at random.

Monthly volatility clusters, so single months may not be shuffled. Blocks of random length are drawn instead (Politis and
Romano, JASA 1994); their mean length is estimated from the data (Politis and White, Econometric Reviews 2004, with the
correction of Patton, Politis and White, 2009), never typed. A placebo places windows of the same lengths at random in the
same months. Every draw comes from a generator that the caller seeds.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import permutations
from math import ceil, log10, sqrt

import numpy as np
from numpy.typing import NDArray

from ebb.errors import UsageError

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]


def block_length(values: Floats) -> float:
    """Mean block length for the stationary bootstrap of the mean of `values`.

    Parameters
    ----------
    values : float64, shape (n,), n >= 10

    Returns
    -------
    float
        Months, between 1 and min(3 sqrt(n), n/3). For an AR(1) with coefficient r it tends to
        ``(2 r / (1 - r^2))**(2/3) * n**(1/3)``.

    Notes
    -----
    Source: Politis and White (2004), section 3, with D of the correction by Patton, Politis and White (2009).
    """
    n = len(values)
    ceiling = ceil(min(3.0 * sqrt(n), n / 3.0))
    centred = values - values.mean()
    variance = float(centred @ centred) / n
    if variance == 0.0 or n < 10:
        return 1.0
    run = max(5, ceil(sqrt(log10(n))))
    most = ceil(sqrt(n)) + run
    covariances = np.array([centred[: n - k] @ centred[k:] / n for k in range(min(most + run, n - 1) + 1)])
    quiet = np.abs(covariances / variance) < 2.0 * sqrt(log10(n) / n)
    lag = next((k for k in range(most) if quiet[k + 1 : k + 1 + run].all()), most)
    width = min(max(2 * lag, 1), len(covariances) - 1)
    lags = np.arange(1, width + 1)
    weights = np.clip(2.0 * (1.0 - lags / width), 0.0, 1.0)
    weights[lags / width <= 0.5] = 1.0
    slope = 2.0 * float(weights @ (lags * covariances[1 : width + 1]))
    spectrum = covariances[0] + 2.0 * float(weights @ covariances[1 : width + 1])
    if spectrum <= 0.0:
        return 1.0
    return float(np.clip((slope**2 / spectrum**2) ** (1 / 3) * n ** (1 / 3), 1.0, ceiling))


def stationary_indices(n: int, draws: int, mean_block: float, rng: np.random.Generator) -> Indices:
    """Positions of resampled months: blocks of geometric length, wrapped at the end.

    Parameters
    ----------
    n : int, >= 1
        Months to resample.
    draws : int
    mean_block : float, >= 1
        Mean block length; 1 is the ordinary bootstrap.
    rng : numpy Generator

    Returns
    -------
    intp, shape (draws, n), each in [0, n)
    """
    fresh = rng.random((draws, n)) * mean_block < 1.0
    fresh[:, 0] = True
    starts = rng.integers(0, n, (draws, n))
    places = np.arange(n)
    begun = np.maximum.accumulate(np.where(fresh, places, 0), axis=1)
    return (np.take_along_axis(starts, begun, axis=1) + places - begun) % n


def runs(chosen: NDArray[np.bool_]) -> tuple[int, ...]:
    """Lengths of the unbroken runs of True, in order.

    >>> runs(np.array([True, True, False, True]))
    (2, 1)
    """
    edges = np.diff(np.concatenate(([0], chosen.astype(np.int8), [0])))
    return tuple(int(n) for n in np.flatnonzero(edges == -1) - np.flatnonzero(edges == 1))


def random_windows(n: int, lengths: Sequence[int], draws: int, rng: np.random.Generator) -> NDArray[np.bool_]:
    """Windows of given lengths placed at random, without overlap, in `n` months.

    Every arrangement (order of the windows and gaps between them) is equally likely.

    Returns
    -------
    bool, shape (draws, n)
        True inside a window; each row has exactly ``sum(lengths)`` True.

    Raises
    ------
    UsageError
        If the windows do not fit.
    """
    free = n - sum(lengths)
    if free < 0 or not lengths:
        raise UsageError(
            f"{len(lengths)} windows of {sum(lengths)} months cannot be placed in {n} months",
            "equities.bootstrap",
            "at least one window, and no more months in the windows than in the sample",
            "take a longer sample",
        )
    count = len(lengths)
    slots = _distinct(free + count, count, draws, rng)  # slots of the windows among windows and free months
    orders = np.array(sorted(set(permutations(lengths))) if count <= 6 else [lengths])
    sizes = orders[rng.integers(0, len(orders), draws)]
    before = np.cumsum(sizes, axis=1) - sizes
    starts = slots - np.arange(count) + before
    edges = np.zeros((draws, n + 1), dtype=np.int8)
    row = np.arange(draws)
    for k in range(count):
        np.add.at(edges, (row, starts[:, k]), 1)
        np.add.at(edges, (row, starts[:, k] + sizes[:, k]), -1)
    inside: NDArray[np.bool_] = np.cumsum(edges[:, :n], axis=1, dtype=np.int8) > 0
    return inside


def _distinct(pool: int, count: int, draws: int, rng: np.random.Generator) -> Indices:
    """Sorted sets of `count` distinct numbers below `pool`, all sets equally likely; shape (draws, count)."""
    found = np.sort(rng.integers(0, pool, (draws, count)), axis=1)
    while (again := (np.diff(found, axis=1) == 0).any(axis=1)).any():
        found[again] = np.sort(rng.integers(0, pool, (int(again.sum()), count)), axis=1)
    return found
