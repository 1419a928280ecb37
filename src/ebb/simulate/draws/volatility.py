"""Stochastic volatility of one shock: the log of its variance is a first-order process, estimated by quasi-likelihood.

ln(u^2) = h - 1.27 + an error of variance pi^2 / 2, and h - level = persist (h before - level) + sigma times a normal
(Harvey, Ruiz and Shephard, Multivariate Stochastic Variance Models, Review of Economic Studies 61, 1994). A shock near zero
would have a log of minus infinity: a fiftieth of the variance is added (Fuller's device in its usual form). The two
parameters are searched on a grid; nothing is drawn here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ebb.simulate.liabilities.model import Values

#: Mean and variance of the log of a squared standard normal.
_MEAN, _VARIANCE = -1.2703628454614782, np.pi**2 / 2.0
_FULLER: Final = 0.02
_PERSIST: Final = np.array([0.5, 0.7, 0.8, 0.9, 0.94, 0.96, 0.98, 0.99])
_SIGMA: Final = np.array([0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.6, 0.8, 1.0])


@dataclass(frozen=True, slots=True, eq=False)
class Volatility:
    """Log variance of a shock, in logs of its squared unit.

    `now` and `unsure` are mean and standard deviation of h at the last month; `highest` the largest smoothed h of the
    sample, which no draw passes: a log-normal tail knows no war or pandemic beyond the ones in the sample. `smoothed` is h by
    month, shape (months,).
    """

    level: float
    persist: float
    sigma: float
    now: float
    unsure: float
    highest: float
    smoothed: Values


def fit_volatility(shocks: Values, seen: NDArray[np.bool_] | None = None) -> Volatility:
    """Fit one shock.

    Parameters
    ----------
    shocks : float64, shape (months,)
    seen : bool, shape (months,), optional
        False where a month says nothing about volatility, such as a policy rate at its lower bound.
    """
    seen = np.ones(len(shocks), dtype=np.bool_) if seen is None else seen
    variance = float((shocks[seen] ** 2).mean())
    square = shocks**2 + _FULLER * variance
    # Fuller: the logarithm of u^2 + a, less the slope of the logarithm times a
    y = np.log(square) - _FULLER * variance / square - _MEAN
    level = float(y[seen].mean())
    away = np.where(seen, y - level, 0.0)
    persist, sigma = (grid.ravel() for grid in np.meshgrid(_PERSIST, _SIGMA, indexing="ij"))
    best = int(np.argmax(likelihood(away, seen, persist, sigma)))
    mean, var, ahead, ahead_var = _filtered(away, seen, float(persist[best]), float(sigma[best]))
    smooth = mean.copy()
    for i in range(len(y) - 2, -1, -1):
        gain = var[i] * persist[best] / ahead_var[i + 1]
        smooth[i] = mean[i] + gain * (smooth[i + 1] - ahead[i + 1])
    return Volatility(
        level=level,
        persist=float(persist[best]),
        sigma=float(sigma[best]),
        now=level + float(mean[-1]),
        unsure=float(np.sqrt(var[-1])),
        highest=level + float(smooth.max()),
        smoothed=level + smooth,
    )


def likelihood(y: Values, seen: NDArray[np.bool_], persist: Values, sigma: Values) -> Values:
    """Gaussian log likelihood of y = h + error for many parameters at once, shape of `persist`; h starts at rest."""
    mean, var = np.zeros_like(persist), sigma**2 / (1.0 - persist**2)
    total = np.zeros_like(persist)
    for value, known in zip(y.tolist(), seen.tolist(), strict=True):
        if known:
            around = var + _VARIANCE
            miss = value - mean
            total -= 0.5 * (np.log(2.0 * np.pi * around) + miss**2 / around)
            gain = var / around
            mean, var = mean + gain * miss, var * (1.0 - gain)
        mean, var = persist * mean, persist**2 * var + sigma**2
    return total


def _filtered(
    y: Values, seen: NDArray[np.bool_], persist: float, sigma: float
) -> tuple[Values, Values, Values, Values]:
    """Filtered mean and variance of each month, and those expected the month before."""
    n = len(y)
    means, variances, ahead, ahead_var = np.empty(n), np.empty(n), np.empty(n), np.empty(n)
    mean, var = 0.0, sigma**2 / (1.0 - persist**2)
    for i in range(n):
        ahead[i], ahead_var[i] = mean, var
        if seen[i]:
            gain = var / (var + _VARIANCE)
            mean, var = mean + gain * (float(y[i]) - mean), var * (1.0 - gain)
        means[i], variances[i] = mean, var
        mean, var = persist * mean, persist**2 * var + sigma**2
    return means, variances, ahead, ahead_var
