"""Log-variances that walk at random, drawn through a mixture of normals.

The logarithm of a squared normal is no normal; ten normals together come close enough to be drawn from exactly. The order
of the draws is that of Del Negro and Primiceri: the mixture's members are drawn after the coefficients and just before
the variances, never kept across a change of coefficients.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ebb.funding.elasticity.states import draw_paths

Array = NDArray[np.float64]

#: Probability, mean and variance of each normal. Source: Omori, Chib, Shephard and Nakajima, "Stochastic volatility with
#: leverage: Fast and efficient likelihood inference", Journal of Econometrics 140 (2007), table 1.
WEIGHTS = np.array([0.00609, 0.04775, 0.13057, 0.20674, 0.22715, 0.18842, 0.12047, 0.05591, 0.01575, 0.00115])
MEANS = np.array(
    [1.92677, 1.34744, 0.73504, 0.02266, -0.85173, -1.97278, -3.46788, -5.55246, -8.68384, -14.65000],
)
VARIANCES = np.array([0.11265, 0.17788, 0.26768, 0.40611, 0.62699, 0.98583, 1.57469, 2.54498, 4.16591, 7.33342])
#: Added to a squared residual before its logarithm is taken (Primiceri 2005 uses the same).
OFFSET = 0.001


def draw_members(squares: Array, log_variance: Array, rng: np.random.Generator) -> NDArray[np.intp]:
    """Which of the ten normals each logarithm of a squared residual came from; shapes all (dates, chains).

    Parameters
    ----------
    squares : float64
        Logarithm of the squared residual.
    log_variance : float64
        Log-variance of the residual.
    """
    apart = squares - log_variance
    ladder = np.empty((len(MEANS), *apart.shape))
    for member, (weight, mean, variance) in enumerate(zip(WEIGHTS, MEANS, VARIANCES, strict=True)):
        odds = np.subtract(apart, mean, out=ladder[member])
        odds *= odds
        odds *= -0.5 / variance
        odds += np.log(weight / np.sqrt(variance))
    ladder -= ladder.max(axis=0)
    np.exp(ladder, out=ladder)
    np.cumsum(ladder, axis=0, out=ladder)
    pick = rng.random(apart.shape) * ladder[-1]
    found: NDArray[np.intp] = (ladder < pick).sum(axis=0)
    return found


def draw_log_variances(
    residuals: Array,
    log_variance: Array,
    step: Array,
    first_mean: float,
    first_variance: float,
    rng: np.random.Generator,
    offset: float = OFFSET,
) -> Array:
    """Draw the members of the mixture, then the path of log-variances.

    Parameters
    ----------
    residuals, log_variance : float64, shape (dates, chains)
        What is left of the data, and the path of log-variances of the sweep before.
    step : float64, shape (chains,)
        Variance of the step of the log-variance.
    first_mean, first_variance : float
        Normal prior of the log-variance on the first date.

    Returns
    -------
    float64, shape (dates, chains)
    """
    squares = np.log(residuals * residuals + offset)
    members = draw_members(squares, log_variance, rng)
    ones = np.ones((*squares.shape, 1))
    path = draw_paths(
        squares - MEANS[members],
        ones,
        VARIANCES[members],
        step[:, None, None],
        np.array([first_mean]),
        np.array([[first_variance]]),
        rng,
    )
    return path[..., 0]
