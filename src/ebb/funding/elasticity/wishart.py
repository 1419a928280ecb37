"""Inverse Wishart and inverse gamma draws, one for each chain."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def inverse_wishart(scale: Array, freedom: float, rng: np.random.Generator) -> Array:
    """One covariance matrix from each inverse Wishart distribution.

    Parameters
    ----------
    scale : float64, shape (chains, k, k)
        Positive definite.
    freedom : float
        Degrees of freedom, > k - 1.

    Returns
    -------
    float64, shape (chains, k, k)
        Mean ``scale / (freedom - k - 1)`` where that is positive. With k = 1 it is the inverse gamma distribution of shape
        ``freedom / 2`` and scale ``scale / 2``.

    Notes
    -----
    Bartlett's decomposition of the Wishart matrix that is inverted.
    """
    chains, k, _ = scale.shape
    root = np.zeros((chains, k, k))
    low = np.tril_indices(k, -1)
    root[:, low[0], low[1]] = rng.standard_normal((chains, len(low[0])))
    each = np.arange(k)
    root[:, each, each] = np.sqrt(rng.chisquare(freedom - each, size=(chains, k)))
    half = np.linalg.solve(root, np.swapaxes(np.linalg.cholesky(scale), 1, 2))
    drawn: Array = np.swapaxes(half, 1, 2) @ half
    return drawn


def squared_steps(path: Array) -> Array:
    """Sum over dates of each step times its transpose: (dates, chains, k) to (chains, k, k)."""
    steps = np.diff(path, axis=0).transpose(1, 2, 0)
    return steps @ np.swapaxes(steps, 1, 2)
