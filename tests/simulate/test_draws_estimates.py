"""What draws are made of: the autoregression against statsmodels, volatility against an exact likelihood and its own truth."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ebb.simulate.draws.dynamics import LARGEST_ROOT, Dynamics, apart, damped, fit_dynamics, root
from ebb.simulate.draws.panel import between_quarters, filled
from ebb.simulate.draws.shocks import blocks, volatile
from ebb.simulate.draws.volatility import fit_volatility, likelihood
from ebb.simulate.liabilities import Monthly


def walk(lags: np.ndarray, shocks: np.ndarray) -> np.ndarray:
    """One month after another, one line after another: the plain twin."""
    x = np.zeros((len(shocks) + len(lags), shocks.shape[1]))
    for t in range(len(shocks)):
        for i in range(shocks.shape[1]):
            x[t + len(lags), i] = shocks[t, i] + sum(
                lags[lag, i, j] * x[t + len(lags) - 1 - lag, j]
                for lag in range(len(lags))
                for j in range(shocks.shape[1])
            )
    return x


def test_without_a_prior_the_autoregression_is_least_squares():
    """The referee is statsmodels' VAR on the same demeaned months; equal to 1e-6 because the prior is wide, not absent."""
    var = pytest.importorskip("statsmodels.tsa.api", reason="statsmodels is a referee: make referee").VAR
    rng = np.random.default_rng(3)
    planted = np.array([[[0.5, 0.1], [0.0, 0.3]], [[0.2, 0.0], [0.1, 0.1]]])
    x = walk(planted, rng.normal(0, 1, (400, 2)))
    found = fit_dynamics(x, order=2, tightness=1e4)
    theirs = var(x - x.mean(axis=0)).fit(2, trend="n").coefs
    assert np.allclose(found.lags, theirs, atol=1e-6)


def test_a_tight_prior_leaves_each_line_by_itself():
    rng = np.random.default_rng(4)
    x = walk(np.array([[[0.6, 0.3], [0.2, 0.5]]]), rng.normal(0, 1, (300, 2)))
    tight = fit_dynamics(x, order=3, tightness=1e-4)
    alone = apart(x, np.zeros(2, dtype=bool), np.ones(2, dtype=bool))
    assert np.allclose(tight.lags[0], alone.lags[0], atol=1e-3)
    assert np.allclose(tight.lags[1:], 0.0, atol=1e-3)


def test_planted_dynamics_are_found():
    rng = np.random.default_rng(5)
    planted = np.array([[[0.9, 0.05], [0.0, 0.7]]])
    x = walk(planted, rng.normal(0, 1, (2000, 2)))
    found = fit_dynamics(x, order=3)
    # 2,000 months: a standard error of a coefficient is about 0.02, the prior pulls little
    assert np.allclose(found.lags.sum(axis=0), planted[0], atol=0.07)


def test_residuals_are_the_planted_shocks():
    rng = np.random.default_rng(6)
    lags = np.array([[[0.9, 0.0], [0.1, 0.5]], [[0.05, 0.0], [0.0, 0.2]]])
    shocks = rng.normal(0, 1, (50, 2))
    assert np.allclose(Dynamics(np.zeros(2), lags).residuals(walk(lags, shocks)), shocks)


@given(st.integers(0, 2**32 - 1))
@settings(max_examples=30, deadline=None)
def test_no_root_passes_the_largest(seed):
    lags = np.random.default_rng(seed).normal(0, 0.6, (3, 4, 4))
    kept = damped(lags)
    assert root(kept) <= LARGEST_ROOT + 1e-9
    if root(lags) <= LARGEST_ROOT:
        assert kept is lags


def test_the_likelihood_is_that_of_the_joint_normal():
    """The filter against the whole covariance matrix at once, one month unseen."""
    rng = np.random.default_rng(7)
    y, n = rng.normal(0, 2, 12), 12
    seen = np.ones(n, dtype=bool)
    seen[5] = False
    for persist, sigma in ((0.9, 0.3), (0.5, 1.0)):
        lag = np.abs(np.subtract.outer(np.arange(n), np.arange(n)))
        whole = persist**lag * sigma**2 / (1 - persist**2) + np.eye(n) * np.pi**2 / 2
        part = whole[np.ix_(seen, seen)]
        exact = -0.5 * (
            seen.sum() * np.log(2 * np.pi) + np.linalg.slogdet(part)[1] + y[seen] @ np.linalg.solve(part, y[seen])
        )
        got = likelihood(np.where(seen, y, 99.0), seen, np.array([persist]), np.array([sigma]))
        assert abs(got[0] - exact) < 1e-9


def test_volatility_is_found_where_it_wanders_and_where_it_does_not():
    """Twenty samples of 250 months: the level within its spread, the path of h followed, calm samples called calm."""
    rng = np.random.default_rng(8)
    levels, follows, calm = [], [], []
    for _ in range(20):
        h = np.zeros(250)
        for t in range(1, 250):
            h[t] = 0.95 * h[t - 1] + 0.3 * rng.normal()
        found = fit_volatility(np.exp(h / 2) * rng.normal(size=250))
        levels.append(found.level - h.mean())
        follows.append(np.corrcoef(found.smoothed, h)[0, 1])
        still = fit_volatility(rng.normal(0, 2.0, 250))
        calm.append(np.exp(still.highest / 2) / 2.0)
    assert abs(np.mean(levels)) < 0.25
    assert np.mean(follows) > 0.55
    # a shock of constant volatility: the highest volatility a draw may reach is near the true one
    assert 0.9 < np.median(calm) < 1.4


def test_months_at_the_bound_do_not_count():
    rng = np.random.default_rng(9)
    shocks = rng.normal(0, 0.2, 240)
    shocks[100:180] = rng.normal(0, 0.005, 80)
    seen = np.ones(240, dtype=bool)
    seen[100:180] = False
    assert np.exp(fit_volatility(shocks, seen).level / 2) > 0.15 > np.exp(fit_volatility(shocks).level / 2)


def test_what_moved_together_moves_together_in_draws():
    rng = np.random.default_rng(10)
    errors = rng.normal(0, 1, (600, 3)) @ np.array([[1.0, 0.8, 0.0], [0.0, 0.6, 0.3], [0.0, 0.0, 1.0]])
    shocks = volatile(errors, np.ones(600, dtype=bool))
    drawn = shocks.drawn(1, 0, 60, 200).transpose(0, 2, 1).reshape(-1, 3)
    assert np.allclose(np.corrcoef(drawn.T), np.corrcoef(errors.T), atol=0.08)
    # the quasi-likelihood's standard deviations: within 15 percent of the sample's
    assert np.allclose(drawn.std(axis=0) / errors.std(axis=0), 1.0, atol=0.15)


def test_a_line_that_begins_late_repeats_its_own_months():
    errors = np.column_stack([np.arange(10.0), np.r_[np.full(4, np.nan), np.arange(6.0)]])
    whole = blocks(errors).errors
    assert (whole[:4, 1] == whole[6:, 1]).all()
    assert np.allclose(whole[4:, 1] - whole[4, 1], np.arange(6.0))


def test_a_skipped_month_lies_between_and_a_quarter_in_its_middle():
    got = filled(Monthly(np.array([10, 11, 13]), np.array([1.0, 2.0, 4.0])))
    assert got.months.tolist() == [10, 11, 12, 13]
    assert got.values.tolist() == [1.0, 2.0, 3.0, 4.0]
    got = between_quarters(Monthly(np.array([14, 17]), np.array([100.0, 100.0 * np.e**0.3])))
    assert got.months.tolist() == [13, 14, 15, 16]
    assert np.allclose(np.diff(np.log(got.values)), 0.1)
