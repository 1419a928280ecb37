"""Many left-hand sides on one set of regressors: coefficients, and the scores whose sum is their error.

A coefficient, or any combination of coefficients, is a weighted sum of the left side. The weights depend on the regressors
alone, so they are worked out once and serve every horizon and every outcome: that is where the speed comes from. This module
knows nothing about time or money.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ebb.errors import UsageError
from ebb.estimation.variance import Floats

#: Regressors whose smallest diagonal is below this share of their largest cannot be told apart.
_RANK = 1e-11


@dataclass(frozen=True, slots=True, eq=False)
class Combinations:
    """Combinations of coefficients of many regressions on the same regressors.

    Parameters
    ----------
    value : float64, shape (combinations, ...)
        ``combination @ coefficients`` for each left-hand side.
    score : float64, shape (combinations, m, ...)
        Weight times residual of each observation: the error of the value is their sum, to first order.
    observations, regressors : int
    """

    value: Floats
    score: Floats
    observations: int
    regressors: int


def least_squares(left: Floats, regressors: Floats, combinations: Floats) -> Combinations:
    """Ordinary least squares of every column of `left` on the same regressors.

    Parameters
    ----------
    left : float64, shape (m, ...)
    regressors : float64, shape (m, k)
    combinations : float64, shape (k, c)
        One combination of coefficients in each column.

    Raises
    ------
    UsageError
        If there are not more observations than regressors, or regressors cannot be told apart.
    """
    m, k = regressors.shape
    basis, corner = _factored(regressors)
    weights = basis @ np.linalg.solve(corner.T, combinations)
    flat = np.ascontiguousarray(left.reshape(m, -1))
    residual = flat - basis @ (basis.T @ flat)
    return _combined(weights, flat, residual, left.shape[1:], k)


def two_stages(left: Floats, regressors: Floats, instruments: Floats, combinations: Floats) -> Combinations:
    """Two-stage least squares of every column of `left` on the same regressors and instruments.

    Parameters
    ----------
    left : float64, shape (m, ...)
    regressors : float64, shape (m, k)
    instruments : float64, shape (m, q), q >= k
        The exogenous regressors among them.
    combinations : float64, shape (k, c)

    Raises
    ------
    UsageError
        If regressors, as far as the instruments explain them, cannot be told apart.
    """
    m, k = regressors.shape
    basis, _ = _factored(instruments)
    basis_fitted, corner = _factored(basis @ (basis.T @ regressors))
    weights = basis_fitted @ np.linalg.solve(corner.T, combinations)
    flat = np.ascontiguousarray(left.reshape(m, -1))
    residual = flat - regressors @ np.linalg.solve(corner, basis_fitted.T @ flat)
    return _combined(weights, flat, residual, left.shape[1:], k)


def _combined(weights: Floats, flat: Floats, residual: Floats, shape: tuple[int, ...], k: int) -> Combinations:
    m, c = weights.shape
    return Combinations(
        value=(weights.T @ flat).reshape(c, *shape),
        score=(weights.T[:, :, None] * residual[None]).reshape(c, m, *shape),
        observations=m,
        regressors=k,
    )


def _factored(columns: Floats) -> tuple[Floats, Floats]:
    """Orthonormal basis and triangular corner of columns; refuses columns that cannot be told apart."""
    m, k = columns.shape
    if m <= k:
        raise UsageError(
            f"{m} observations for {k} regressors",
            "estimation",
            "more observations than regressors",
            "take a longer sample, fewer lags or shorter horizons",
        )
    basis, corner = np.linalg.qr(columns)
    size = np.sqrt(np.square(columns).sum(axis=0))
    if (np.abs(np.diag(corner)) <= _RANK * np.where(size > 0.0, size, 1.0)).any():
        raise UsageError(
            "a regressor is zero, constant or a combination of the others",
            "estimation",
            "regressors that can be told apart",
            "drop the regressor that adds nothing, or take another sample",
        )
    return basis, corner
