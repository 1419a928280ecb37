"""The mixture that stands for the logarithm of a squared normal, and inverse Wishart draws."""

import math

import numpy as np
import pytest

from ebb.funding.elasticity.volatility import MEANS, VARIANCES, WEIGHTS, draw_log_variances, draw_members
from ebb.funding.elasticity.wishart import inverse_wishart, squared_steps


def test_the_mixture_has_the_moments_of_the_logarithm_of_a_squared_normal():
    # exact: mean digamma(1/2) + log 2 = -gamma - log 2, variance pi^2 / 2
    mean = float(WEIGHTS @ MEANS)
    variance = float(WEIGHTS @ (VARIANCES + MEANS**2)) - mean**2
    assert WEIGHTS.sum() == pytest.approx(1.0, abs=1e-9)
    assert mean == pytest.approx(-np.euler_gamma - math.log(2.0), abs=1e-3)
    assert variance == pytest.approx(math.pi**2 / 2, abs=0.01)


def test_members_come_with_their_posterior_odds():
    x = 0.3
    odds = WEIGHTS / np.sqrt(VARIANCES) * np.exp(-0.5 * (x - MEANS) ** 2 / VARIANCES)
    n = 200_000
    found = draw_members(np.full((1, n), x + 2.0), np.full((1, n), 2.0), np.random.default_rng(0))
    shares = np.bincount(found[0], minlength=10) / n
    expected = odds / odds.sum()
    assert (np.abs(shares - expected) < 5 * np.sqrt(expected * (1 - expected) / n) + 1e-6).all()


def test_planted_volatility_is_found():
    rng = np.random.default_rng(0)
    planted = np.concatenate([np.full(150, -2.0), np.full(150, 2.0)])
    residuals = np.exp(planted / 2)[:, None] * rng.standard_normal((300, 1))
    residuals = np.repeat(residuals, 40, axis=1)
    logs = np.zeros((300, 40))
    for _ in range(60):
        logs = draw_log_variances(residuals, logs, np.full(40, 0.02), 0.0, 4.0, rng)
    told = logs.mean(axis=1)
    assert told[20:130].mean() == pytest.approx(-2.0, abs=0.5)
    assert told[170:280].mean() == pytest.approx(2.0, abs=0.5)


def test_inverse_wishart_has_its_mean_and_one_dimension_is_inverse_gamma():
    rng = np.random.default_rng(1)
    scale = np.array([[2.0, 0.5], [0.5, 1.0]])
    n, freedom = 100_000, 12.0
    found = inverse_wishart(np.broadcast_to(scale, (n, 2, 2)), freedom, rng)
    np.testing.assert_allclose(found.mean(axis=0), scale / (freedom - 3.0), rtol=0.02)
    single = inverse_wishart(np.full((n, 1, 1), 3.0), 9.0, rng)[:, 0, 0]
    stats = pytest.importorskip("scipy.stats")
    assert stats.kstest(single, stats.invgamma(4.5, scale=1.5).cdf).pvalue > 1e-4
    assert stats.kstest(found[:, 0, 0], stats.invgamma((freedom - 1) / 2, scale=1.0).cdf).pvalue > 1e-4


def test_squared_steps_sum_outer_products():
    path = np.array([[[0.0, 0.0]], [[1.0, 2.0]], [[1.0, 5.0]]])
    np.testing.assert_array_equal(squared_steps(path)[0], [[1.0, 2.0], [2.0, 13.0]])
