"""Logistic regression on several regressors with Jeffreys' prior, once for each row of weights, slopes never below zero.

The sibling of :func:`ebb.funding.chance.firth`, which has one regressor: it exists where every event lies on one side of
every calm month, and where there is no event at all, as in the years in which a board has nothing to learn from yet.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

_STEPS, _NEAR, _LONGEST = 100, 1e-8, 3.0


def penalised_logit(x: Array, happened: Array, weights: Array) -> Array:
    """Coefficients of log-odds on a constant and the columns of `x`, shape (draws, 1 + k).

    Parameters
    ----------
    x : float64, shape (n, k)
        Signed so that a higher figure cannot make the event less likely.
    happened : float64, shape (n,)
        0 or 1.
    weights : float64, shape (draws, n), >= 0

    Notes
    -----
    A slope that would be below zero is held at zero and the rest estimated without it. Law: at the estimate the penalised
    score is zero in every coefficient that is not held. Source: Firth, "Bias reduction of maximum likelihood estimates",
    Biometrika 80 (1993).
    """
    centre, scale = x.mean(axis=0), x.std(axis=0)
    scale = np.where(scale > 0.0, scale, 1.0)
    design = np.column_stack([np.ones(len(x)), (x - centre) / scale])
    free = np.ones((len(weights), design.shape[1]), dtype=bool)
    free[:, 1:] &= x.std(axis=0) > 0.0
    found = np.zeros(free.shape)
    todo: NDArray[np.bool_] = np.ones(len(weights), dtype=bool)
    while todo.any():
        found[todo] = _newton(design, happened, weights[todo], free[todo])
        falling = todo[:, None] & (found < 0.0)
        falling[:, 0] = False
        # one at a time, the steepest first: with it gone the others may rise again
        todo = np.asarray(falling.any(axis=1))
        worst = np.where(falling, found, 0.0).argmin(axis=1)
        free[todo, worst[todo]] = False
    slopes = found[:, 1:] / scale
    return np.column_stack([found[:, 0] - slopes @ centre, slopes])


def _newton(design: Array, happened: Array, weights: Array, free: NDArray[np.bool_]) -> Array:
    line = np.zeros(free.shape)
    held = ~free
    both = held[:, :, None] | held[:, None, :]
    size = free.shape[1]
    diagonal = np.eye(size)
    products = (design[:, :, None] * design[:, None, :]).reshape(len(design), -1)
    for _ in range(_STEPS):
        chance = 0.5 * (1.0 + np.tanh(line @ design.T / 2.0))
        share = weights * chance * (1.0 - chance)
        information = (share @ products).reshape(-1, size, size)
        information = np.where(both, 0.0, information) + diagonal * (held[:, :, None] + 1e-12)
        inverse = np.where(both, 0.0, np.linalg.inv(information))
        leverage = share * (inverse.reshape(len(inverse), -1) @ products.T)
        pull = (weights * (happened - chance) + leverage * (0.5 - chance)) @ design
        step = np.einsum("dij,dj->di", inverse, np.where(held, 0.0, pull))
        longest = np.abs(step).max(axis=1, keepdims=True)
        line += step * np.minimum(1.0, _LONGEST / np.maximum(longest, _LONGEST))
        if float(longest.max()) < _NEAR:
            break
    return line
