"""How the rates and inflation of one month follow from the months before: a vector autoregression around its own means.

Coefficients are shrunk towards each line's own first-order equation in the manner of Litterman: a small sample of very
persistent series estimates cross effects badly. The means are those of the sample, so that a path without shocks goes
where the lines have been and nowhere else.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ebb.simulate.liabilities.model import Values

Matrix = NDArray[np.float64]

#: Lags of the autoregression, and the tightness of its prior (Litterman's own 0.2; other lines' lags half of it).
LAGS: Final = 3
TIGHTNESS: Final = 0.2
_OTHERS: Final = 0.5
#: The largest root allowed, a month: half of a shock is left after eleven and a half years.
LARGEST_ROOT: Final = 0.995


@dataclass(frozen=True, slots=True, eq=False)
class Dynamics:
    """x(t) - mean = sum over l of lags[l] (x(t-1-l) - mean) + shock: `mean` (n,), `lags` (p, n, n)."""

    mean: Values
    lags: Matrix

    @property
    def order(self) -> int:
        """How many months back it looks."""
        return len(self.lags)

    def residuals(self, x: Matrix) -> Matrix:
        """Shocks of the months after the first `order`, shape (months - order, n)."""
        away = x - self.mean
        found = away[self.order :].copy()
        for lag in range(self.order):
            found -= away[self.order - 1 - lag : len(x) - 1 - lag] @ self.lags[lag].T
        return found


def root(lags: Matrix) -> float:
    """Modulus of the largest root: below one, shocks die out.

    >>> round(root(np.array([[[0.5]], [[0.24]]])), 12)
    0.8
    """
    order, n, _ = lags.shape
    companion = np.zeros((order * n, order * n))
    companion[:n] = np.concatenate(list(lags), axis=1)
    companion[n:, :-n] = np.eye((order - 1) * n)
    return float(np.abs(np.linalg.eigvals(companion)).max())


def damped(lags: Matrix, largest: float = LARGEST_ROOT) -> Matrix:
    """The same lags with every root scaled down by one factor where the largest would pass `largest`."""
    found = root(lags)
    if found <= largest:
        return lags
    return lags * (largest / found) ** np.arange(1, len(lags) + 1)[:, None, None]


def persistence(values: Values) -> tuple[float, float]:
    """First-order coefficient of a line around its mean, kept in [0, 1], and the standard deviation of its errors."""
    away = values - values.mean()
    slope = float(away[1:] @ away[:-1]) / max(float(away[:-1] @ away[:-1]), 1e-300)
    slope = min(max(slope, 0.0), 1.0)
    return slope, float(np.std(away[1:] - slope * away[:-1]))


def fit_dynamics(x: Matrix, order: int = LAGS, tightness: float = TIGHTNESS) -> Dynamics:
    """Posterior mean of the autoregression.

    Parameters
    ----------
    x : float64, shape (months, n)
    order : int
    tightness : float
        Standard deviation of the prior of a line's own first lag; with a very large one this is least squares.

    Notes
    -----
    Prior: own first lag = the line's own first-order coefficient, all else zero; a lag l of line j in the equation of i has
    standard deviation tightness / l (times a half, times s_i / s_j where j is another line). Source: Litterman, Forecasting
    with Bayesian Vector Autoregressions, JBES 4(1), 1986, with estimated first lags in the place of ones.
    """
    n = x.shape[1]
    mean = x.mean(axis=0)
    away = x - mean
    own, scale = np.array([persistence(x[:, i]) for i in range(n)]).T
    right = np.concatenate([away[order - 1 - lag : len(x) - 1 - lag] for lag in range(order)], axis=1)
    left = away[order:]
    lags = np.empty((order, n, n))
    for i in range(n):
        spread = np.where(np.arange(n) == i, 1.0, _OTHERS) * scale[i] / scale
        allowed = np.concatenate([tightness / (lag + 1) * spread for lag in range(order)])
        prior = np.zeros(order * n)
        prior[i] = own[i]
        weight = (scale[i] / allowed) ** 2
        found = np.linalg.solve(right.T @ right + np.diag(weight), right.T @ left[:, i] + weight * prior)
        lags[:, i, :] = found.reshape(order, n)
    return Dynamics(mean, damped(lags))


def apart(x: Matrix, walks: NDArray[np.bool_], returns: NDArray[np.bool_]) -> Dynamics:
    """Every line by itself: a random walk where `walks`, its first-order equation where `returns`, its mean elsewhere."""
    own = np.array([persistence(x[:, i])[0] for i in range(x.shape[1])])
    diagonal = np.where(walks, 1.0, np.where(returns, np.minimum(own, LARGEST_ROOT), 0.0))
    return Dynamics(x.mean(axis=0), np.diag(diagonal)[None])
