"""The penalised logit: its law, its one-regressor sibling, slopes that never fall, samples that separate, a planted slope."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import expit

from ebb.funding.chance import firth
from ebb.funding.logit import penalised_logit


@pytest.fixture(scope="module")
def sample():
    rng = np.random.default_rng(3)
    x = rng.normal(size=(120, 2))
    happened = (rng.random(120) < expit(-1.0 + 1.5 * x[:, 0] + 0.7 * x[:, 1])).astype(float)
    return x, happened, np.ones((1, 120))


def test_the_penalised_score_is_zero_at_the_estimate(sample):
    """Firth (1993): the gradient of log-likelihood plus half the log-determinant of the information."""
    x, happened, weights = sample
    found = penalised_logit(x, happened, weights)[0]
    design = np.column_stack([np.ones(len(x)), x])

    def objective(line):
        p = expit(design @ line)
        information = design.T @ (design * (p * (1 - p))[:, None])
        return float((happened * np.log(p) + (1 - happened) * np.log(1 - p)).sum()) + 0.5 * float(
            np.linalg.slogdet(information)[1]
        )

    for place in range(3):
        step = np.zeros(3)
        step[place] = 1e-4
        slope = (objective(found + step) - objective(found - step)) / 2e-4
        assert slope == pytest.approx(0.0, abs=1e-4)


def test_with_one_regressor_it_is_the_sibling(sample):
    x, happened, _ = sample
    weights = np.random.default_rng(0).integers(0, 3, size=(20, 120)).astype(float)
    ours = penalised_logit(x[:, :1], happened, weights)
    theirs = firth(-x[:, 0], happened, weights)
    np.testing.assert_allclose(ours[:, 0], theirs[:, 0], atol=1e-6)
    np.testing.assert_allclose(ours[:, 1], -theirs[:, 1], atol=1e-6)


def test_a_slope_that_would_fall_is_held_and_the_rest_is_as_without_it(sample):
    x, happened, weights = sample
    turned = x * [1.0, -1.0]
    found = penalised_logit(turned, happened, weights)
    assert found[0, 2] == 0.0
    np.testing.assert_allclose(found[:, :2], penalised_logit(turned[:, :1], happened, weights), atol=1e-6)


def test_it_exists_where_nothing_happened_and_where_all_is_apart():
    x = np.column_stack([np.linspace(-1, 1, 40), np.zeros(40)])
    nothing = penalised_logit(x, np.zeros(40), np.ones((1, 40)))[0]
    assert 0.0 < expit(nothing[0]) < 0.05
    apart = penalised_logit(x, (x[:, 0] > 0.5).astype(float), np.ones((1, 40)))[0]
    assert np.isfinite(apart).all()
    assert apart[1] > 5.0
    assert apart[2] == 0.0  # a regressor that never moved says nothing


def test_planted_slopes_are_recovered():
    rng = np.random.default_rng(8)
    found = []
    for _ in range(60):
        x = rng.normal(size=(400, 2))
        happened = (rng.random(400) < expit(-1.0 + x @ [1.0, 0.5])).astype(float)
        found.append(penalised_logit(x, happened, np.ones((1, 400)))[0])
    means = np.mean(found, axis=0)
    errors = np.std(found, axis=0, ddof=1) / np.sqrt(60)
    assert np.abs(means - [-1.0, 1.0, 0.5]).max() < 3.0 * errors.max()
