"""Paths of drifting coefficients drawn from their joint posterior, for many chains at once.

The coefficients of a regression walk at random; what is observed is one number a date. Time runs in a loop (it must), but
every chain of the sampler goes through it together, so ten thousand draws cost a few hundred passes. This module knows
nothing about reserves.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def draw_paths(
    z: Array, x: Array, variance: Array, drift: Array, first_mean: Array, first_cov: Array, rng: np.random.Generator
) -> Array:
    """Draw the whole path of coefficients given what was observed.

    Parameters
    ----------
    z : float64, shape (dates, chains)
        Observed left side.
    x : float64, shape (dates, chains, k)
        Regressors.
    variance : float64, shape (dates, chains), > 0
        Variance of the noise in `z`.
    drift : float64, shape (chains, k, k)
        Covariance of the step from one date to the next.
    first_mean, first_cov : float64, shape (k,) and (k, k)
        Normal prior of the coefficients on the first date.
    rng : numpy Generator

    Returns
    -------
    float64, shape (dates, chains, k)

    Notes
    -----
    Model: ``z_t = x_t' b_t + e_t``, ``b_t = b_(t-1) + step_t``. The draw is exact: a path and its data are simulated from
    the prior, and the path is moved by what the difference between real and simulated data says (Durbin and Koopman, "A
    simple and efficient simulation smoother for state space time series analysis", Biometrika 89, 2002). It has the
    distribution of the forward-filter backward-sampler of Carter and Kohn (Biometrika 81, 1994) without a
    matrix to invert at each date.
    """
    guess = _prior_paths(z.shape, drift, first_cov, rng)
    noise = np.sqrt(variance) * rng.standard_normal(z.shape)
    gap = z - x @ first_mean - np.einsum("tbk,tbk->tb", x, guess) - noise
    return first_mean + guess + smoothed(gap, x, variance, drift, first_cov)


def smoothed(z: Array, x: Array, variance: Array, drift: Array, first_cov: Array) -> Array:
    """Posterior mean of the path where the prior mean is zero; shapes as in :func:`draw_paths`.

    Notes
    -----
    Law: it equals the generalised least squares of the stacked path on all data. Kalman filter forward, then the sum of
    weighted forecast errors backward.
    """
    dates, chains, k = x.shape
    if k == 1:
        return _smoothed_level(z, x[..., 0], variance, drift[:, 0, 0], float(first_cov[0, 0]))[..., None]
    weighted, gains = np.empty((dates, chains)), np.empty((dates, chains, k))
    mean = np.zeros((chains, k))
    cov = np.broadcast_to(first_cov, (chains, k, k)).copy()
    outer = np.empty_like(cov)
    for t in range(dates):
        row = x[t]
        reach = np.matmul(cov, row[:, :, None])[:, :, 0]
        size = np.vecdot(reach, row)
        size += variance[t]
        error = z[t] - np.vecdot(mean, row)
        error /= size
        weighted[t] = error
        gain = np.divide(reach, size[:, None], out=gains[t])
        mean += reach * error[:, None]
        np.multiply(gain[:, :, None], reach[:, None, :], out=outer)
        np.subtract(drift, outer, out=outer)
        cov += outer
    return _backward(x, weighted, gains, drift, first_cov)


def _backward(x: Array, weighted: Array, gains: Array, drift: Array, first_cov: Array) -> Array:
    dates, chains, k = x.shape
    pulls = np.zeros((dates, chains, k))
    pull = pulls[-1]
    for t in range(dates - 1, -1, -1):
        change = weighted[t] - np.vecdot(gains[t], pull)
        pull = np.add(pull, x[t] * change[:, None], out=pulls[t])
    steps = np.empty((dates, chains, k))
    np.matmul(pulls.transpose(1, 0, 2), drift, out=steps.transpose(1, 0, 2))
    steps[0] = pulls[0] @ first_cov
    return np.cumsum(steps, axis=0, out=steps)


def _smoothed_level(z: Array, x: Array, variance: Array, drift: Array, first: float) -> Array:
    """The same with one coefficient: all arrays (dates, chains), `drift` (chains,)."""
    dates, chains = z.shape
    weighted, gains = np.empty((dates, chains)), np.empty((dates, chains))
    mean, cov = np.zeros(chains), np.full(chains, first)
    for t in range(dates):
        row = x[t]
        reach = cov * row
        size = reach * row
        size += variance[t]
        error = (z[t] - mean * row) / size
        weighted[t] = error
        mean += reach * error
        gain = np.divide(reach, size, out=gains[t])
        cov -= gain * reach
        cov += drift
    pulls = np.zeros((dates, chains))
    pull = pulls[-1]
    for t in range(dates - 1, -1, -1):
        pull = np.add(pull, x[t] * (weighted[t] - gains[t] * pull), out=pulls[t])
    steps = pulls * drift
    steps[0] = pulls[0] * first
    return np.cumsum(steps, axis=0, out=steps)


def _prior_paths(shape: tuple[int, ...], drift: Array, first_cov: Array, rng: np.random.Generator) -> Array:
    """Paths from the prior with mean zero, shape (dates, chains, k)."""
    dates, chains = shape
    k = first_cov.shape[0]
    draws = rng.standard_normal((chains, dates, k))
    first = draws[:, 0] @ np.linalg.cholesky(first_cov).T
    paths = np.empty((dates, chains, k))
    np.matmul(draws, np.swapaxes(np.linalg.cholesky(drift), 1, 2), out=paths.transpose(1, 0, 2))
    paths[0] = first
    return np.cumsum(paths, axis=0, out=paths)
