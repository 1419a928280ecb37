"""Least squares with honest errors, and the coefficient a window placed at random would have had."""

from __future__ import annotations

from math import cbrt, ceil

import numpy as np

from ebb.equities.bootstrap import Placements
from ebb.equities.market import Floats


def least_squares_hac(y: Floats, x: Floats, lags: int) -> tuple[Floats, Floats]:
    """Ordinary least squares with Newey-West standard errors.

    Parameters
    ----------
    y : float64, shape (n,)
    x : float64, shape (n, k)
        Regressors, the constant included, of full rank.
    lags : int, >= 0
        Bartlett bandwidth; zero gives heteroskedasticity-robust errors.

    Returns
    -------
    coefficients, standard_errors : float64, shape (k,)
        With the small-sample factor n / (n - k).
    """
    coefficients, covariance = covariance_hac(y, x, lags)
    return coefficients, np.sqrt(np.diag(covariance))


def covariance_hac(y: Floats, x: Floats, lags: int) -> tuple[Floats, Floats]:
    """The same coefficients with their whole covariance matrix, shape (k, k)."""
    inverse = np.linalg.inv(x.T @ x)
    coefficients = inverse @ (x.T @ y)
    scores = x * (y - x @ coefficients)[:, None]
    middle = scores.T @ scores
    for lag in range(1, lags + 1):
        shared = scores[lag:].T @ scores[:-lag]
        middle += (1.0 - lag / (lags + 1.0)) * (shared + shared.T)
    n, k = x.shape
    return coefficients, inverse @ middle @ inverse * n / (n - k)


def bandwidth(n: int) -> int:
    """Newey-West lags for `n` observations: 0.75 n^(1/3), rounded up (Stock and Watson's rule)."""
    return ceil(0.75 * cbrt(n))


def partial(y: Floats, control: Floats, windows: Placements) -> Floats:
    """Coefficient of each draw of windows as a dummy beside `control` (Frisch, Waugh and Lovell); shape (draws,)."""
    basis, _ = np.linalg.qr(control)
    left = y - basis @ (basis.T @ y)
    periods = windows.sizes.sum(axis=1)
    result: Floats = windows.sums(left) / (periods - np.square(windows.sums(basis)).sum(axis=1))
    return result
