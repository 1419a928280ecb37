"""Shocks of draws, from two rival schools: what happened in past months together, or stochastic volatility.

Both take one spawned generator per draw and read from it in the order of time, so that draw k of a seed has the same
shocks whatever the batch it is made in, and a longer draw begins as the shorter one does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

from ebb.simulate.draws.volatility import Volatility, fit_volatility

Matrix = NDArray[np.float64]

#: Months of a block: about as long as the Fed has raised or cut in one go, so that a block holds a cycle's momentum.
BLOCK: Final = 24


class Shocks(Protocol):
    """A source of joint shocks of `n` lines."""

    @property
    def lines(self) -> int:
        """How many lines are shocked."""

    def drawn(self, seed: int, first: int, count: int, horizon: int) -> Matrix:
        """Shocks of draws `first` to `first + count - 1`, shape (horizon, lines, count)."""


def generator(seed: int, draw: int) -> np.random.Generator:
    """The generator of one draw: spawned from the seed under the draw's own key, as SeedSequence.spawn would.

    >>> root = np.random.SeedSequence(7).spawn(3)[2]
    >>> bool(generator(7, 2).random() == np.random.Generator(np.random.PCG64(root)).random())
    True
    """
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence(seed, spawn_key=(draw,))))


@dataclass(frozen=True, slots=True, eq=False)
class Blocks:
    """Joint errors of past months, `errors` of shape (months, lines), drawn in circular blocks of :data:`BLOCK` months."""

    errors: Matrix
    block: int = BLOCK

    @property
    def lines(self) -> int:
        """How many lines are shocked."""
        return int(self.errors.shape[1])

    def drawn(self, seed: int, first: int, count: int, horizon: int) -> Matrix:
        """Shocks by block: law, each month's shocks are those of one past month, all lines together."""
        n = len(self.errors)
        length = min(self.block, n)
        needed = -(-horizon // length)
        starts = np.stack([generator(seed, k).integers(0, n, size=needed) for k in range(first, first + count)])
        places = ((starts[:, :, None] + np.arange(length)) % n).reshape(count, -1)[:, :horizon]
        return np.ascontiguousarray(self.errors[places].transpose(1, 2, 0))


@dataclass(frozen=True, slots=True, eq=False)
class Volatile:
    """Shocks whose volatilities wander: u = together @ (exp(h / 2) * normal), `together` unit lower triangular."""

    together: Matrix
    volatility: Sequence[Volatility]

    @property
    def lines(self) -> int:
        """How many lines are shocked."""
        return len(self.volatility)

    def drawn(self, seed: int, first: int, count: int, horizon: int) -> Matrix:
        """Shocks under drawn volatilities; no h passes the highest of the sample."""
        n = self.lines
        begin, normal = np.empty((count, n)), np.empty((count, horizon, 2 * n))
        for place in range(count):
            rng = generator(seed, first + place)
            rng.standard_normal(out=begin[place])
            rng.standard_normal(out=normal[place])
        steps = np.ascontiguousarray(normal.transpose(1, 2, 0))
        found = np.empty((horizon, n, count))
        for i, vol in enumerate(self.volatility):
            h = vol.now + vol.unsure * begin[:, i]
            log_variance = np.empty((horizon, count))
            for t in range(horizon):
                h = vol.level + vol.persist * (h - vol.level) + vol.sigma * steps[t, n + i]
                log_variance[t] = h
            found[:, i] = np.exp(0.5 * np.minimum(log_variance, vol.highest)) * steps[:, i]
        # sums written out: a matrix product may add in another order for another number of draws
        for i in range(n - 1, 0, -1):
            for j in range(i):
                found[:, i] += self.together[i, j] * found[:, j]
        return found


def blocks(errors: Matrix) -> Blocks:
    """Blocks of joint errors around their own means; a line that begins late repeats its own months before its beginning.

    Parameters
    ----------
    errors : float64, shape (months, lines)
        NaN before a line begins; in those months its errors are of other months and so independent of the other lines.
    """
    whole = errors.copy()
    for column in whole.T:
        known = np.flatnonzero(np.isfinite(column))
        first, n = int(known[0]), len(known)
        early = np.arange(first)
        column[early] = column[first + (early - first) % n]
        column -= column.mean()
    return Blocks(whole)


def volatile(errors: Matrix, seen: NDArray[np.bool_]) -> Volatile:
    """Fit volatilities and what moves together.

    Parameters
    ----------
    errors : float64, shape (months, lines)
        NaN before a line begins.
    seen : bool, shape (months,)
        False in months whose first line says nothing about its volatility: a policy rate at its bound.

    Notes
    -----
    Each line's error is regressed on those before it in the order of the lines, with weights from a first fit of its own
    volatility; what is left is a shock with a volatility of its own. The order divides covariance among the lines and does
    not change it.
    """
    n = errors.shape[1]
    together = np.eye(n)
    left = np.empty_like(errors)
    found: list[Volatility] = []
    for i in range(n):
        known = np.isfinite(errors[:, i])
        mine, before = errors[known, i], left[known, :i]
        use = seen[known] if i == 0 else None
        weights = np.exp(-fit_volatility(mine, use).smoothed)
        slopes = np.linalg.solve(before.T * weights @ before, before.T * weights @ mine) if i else np.zeros(0)
        rest = mine - before @ slopes
        together[i, :i] = slopes
        left[known, i] = rest
        left[~known, i] = 0.0
        found.append(fit_volatility(rest, use))
    return Volatile(together, tuple(found))
