"""Resampling of dependent months: the stationary bootstrap, and windows placed at random.

Monthly volatility clusters, so single months may not be shuffled. Blocks of random length are drawn instead (Politis
and Romano, JASA 1994); their mean length is estimated from the data (Politis and White, Econometric Reviews 2004, with
the correction of Patton, Politis and White, 2009), never typed. A placebo places windows of the same lengths at random
in the same months. Every draw comes from a generator that the caller seeds.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil, log10, sqrt

import numpy as np
from numpy.typing import NDArray

from ebb.errors import UsageError

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]
Statistic = Callable[[Floats], Floats]


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


def widening(n: int, mean_block: float) -> float:
    """Factor that undoes, to first order, how much too narrow a bootstrap of few blocks is.

    Resampled months scatter around the mean of the few months there are, not around the true one: each of the about
    ``2 b - 1`` autocovariances a block of mean length b keeps is too small by variance / n, so the variance of the mean
    is too small by ``1 - (2 b - 1) / n``.

    Parameters
    ----------
    n : int
        Months resampled.
    mean_block : float
        Taken as at most n / 3, as in :func:`resample`.

    >>> round(widening(100, 1.0), 3)
    1.005
    """
    return float(1.0 / sqrt(1.0 - (2.0 * min(mean_block, n / 3.0) - 1.0) / n))


def resample(values: Floats, statistic: Statistic, mean_block: float, draws: int, rng: np.random.Generator) -> Floats:
    """A statistic of months over stationary-bootstrap resamples, widened for few blocks.

    Parameters
    ----------
    values : float64, shape (n,)
    statistic : function of an array, taken over the last axis
    mean_block : float
        Taken as at most n / 3.

    Returns
    -------
    float64, shape (draws,)
        Deviations from the statistic of `values` are multiplied by :func:`widening`.
    """
    n = len(values)
    places = stationary_indices(n, draws, max(1.0, min(mean_block, n / 3.0)), rng)
    centre = statistic(values)
    return centre + (statistic(values[places]) - centre) * widening(n, mean_block)


def runs(chosen: NDArray[np.bool_]) -> tuple[int, ...]:
    """Lengths of the unbroken runs of True, in order.

    >>> runs(np.array([True, True, False, True]))
    (2, 1)
    """
    edges = np.diff(np.concatenate(([0], chosen.astype(np.int8), [0])))
    return tuple(int(n) for n in np.flatnonzero(edges == -1) - np.flatnonzero(edges == 1))


@dataclass(frozen=True, slots=True)
class Placements:
    """Windows placed at random on a circle of `n` months.

    Parameters
    ----------
    starts, sizes : intp, shape (draws, windows)
        First month and length of each window; a window past the last month goes on at the first.
    n : int
    """

    starts: Indices
    sizes: Indices
    n: int

    def sums(self, values: Floats) -> Floats:
        """Sum of `values` (shape (n,) or (n, k)) over the months inside the windows of each draw.

        Returns
        -------
        float64, shape (draws,) or (draws, k)
        """
        circle = np.concatenate((values[:1] * 0.0, np.cumsum(np.concatenate((values, values)), axis=0)))
        result: Floats = (circle[self.starts + self.sizes] - circle[self.starts]).sum(axis=1)
        return result

    def inside(self) -> NDArray[np.bool_]:
        """True inside a window; shape (draws, n)."""
        offsets = (np.arange(self.n) - self.starts[:, :, None]) % self.n
        result: NDArray[np.bool_] = np.logical_or.reduce(offsets < self.sizes[:, :, None], axis=1)
        return result


def random_windows(n: int, lengths: Sequence[int], draws: int, rng: np.random.Generator) -> Placements:
    """Windows of given lengths placed at random, without overlap, on a circle of `n` months.

    Every order of the windows, every split of the free months between them and every turn of the circle is equally
    likely, so no month is nearer to an edge than another.

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
    sizes = rng.permuted(np.tile(np.asarray(lengths, dtype=np.intp), (draws, 1)), axis=1)
    before = np.cumsum(sizes, axis=1) - sizes
    turn = rng.integers(0, n, (draws, 1))
    return Placements((slots - np.arange(count) + before + turn) % n, sizes, n)


def _distinct(pool: int, count: int, draws: int, rng: np.random.Generator) -> Indices:
    """Sorted sets of `count` distinct numbers below `pool`, all sets equally likely; shape (draws, count)."""
    found = np.sort(rng.integers(0, pool, (draws, count)), axis=1)
    while (again := (np.diff(found, axis=1) == 0).any(axis=1)).any():
        found[again] = np.sort(rng.integers(0, pool, (int(again.sum()), count)), axis=1)
    return found
