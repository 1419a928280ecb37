"""Paths of coefficients: the smoother is generalised least squares, and a drawn path has the exact posterior's moments."""

import numpy as np
import pytest

from ebb.funding.elasticity.states import draw_paths, smoothed


def case(k: int, dates: int = 7, chains: int = 3, seed: int = 1):
    rng = np.random.default_rng(seed)
    root = rng.normal(size=(chains, k, k))
    drift = 0.1 * (root @ np.swapaxes(root, 1, 2)) + 0.05 * np.eye(k)
    first = np.eye(k) + 0.3
    x, z = rng.normal(size=(dates, chains, k)), rng.normal(size=(dates, chains))
    variance = rng.uniform(0.2, 2.0, size=(dates, chains))
    return z, x, variance, drift, first


def exact(z, x, variance, drift, first, chain):
    """Mean and covariance of the stacked path of one chain given its data, by the normal formula."""
    dates, _, k = x.shape
    cov = np.zeros((dates * k, dates * k))
    for s in range(dates):
        for t in range(dates):
            cov[s * k : (s + 1) * k, t * k : (t + 1) * k] = first + min(s, t) * drift[chain]
    rows = np.zeros((dates, dates * k))
    for t in range(dates):
        rows[t, t * k : (t + 1) * k] = x[t, chain]
    gain = cov @ rows.T @ np.linalg.inv(rows @ cov @ rows.T + np.diag(variance[:, chain]))
    return (gain @ z[:, chain]).reshape(dates, k), cov - gain @ rows @ cov


@pytest.mark.parametrize("k", [1, 2, 4])
def test_the_smoother_is_least_squares_of_the_stacked_path(k):
    z, x, variance, drift, first = case(k)
    found = smoothed(z, x, variance, drift, first)
    for chain in range(x.shape[1]):
        mean, _ = exact(z, x, variance, drift, first, chain)
        np.testing.assert_allclose(found[:, chain], mean, atol=1e-10)


@pytest.mark.parametrize("k", [1, 2])
def test_drawn_paths_have_the_exact_posterior(k):
    z, x, variance, drift, first = case(k, dates=4, chains=1)
    wide = 40_000
    mean = np.full(k, 0.5)
    draws = draw_paths(
        np.repeat(z, wide, axis=1),
        np.repeat(x, wide, axis=1),
        np.repeat(variance, wide, axis=1),
        np.repeat(drift, wide, axis=0),
        mean,
        first,
        np.random.default_rng(0),
    )
    expected, cov = exact(z - x @ mean, x, variance, drift, first, 0)
    flat = draws.transpose(1, 0, 2).reshape(wide, -1)
    sd = np.sqrt(np.diag(cov))
    # five standard errors of a mean and of a covariance over independent draws
    np.testing.assert_array_less(np.abs(flat.mean(axis=0) - (expected + mean).ravel()), 5 * sd / np.sqrt(wide))
    np.testing.assert_array_less(np.abs(np.cov(flat.T) - cov), 5 * np.outer(sd, sd) * np.sqrt(2.0 / wide))


def test_a_seed_is_a_path():
    z, x, variance, drift, first = case(2)
    one, two = (draw_paths(z, x, variance, drift, np.zeros(2), first, np.random.default_rng(seed)) for seed in (4, 4))
    np.testing.assert_array_equal(one, two)
