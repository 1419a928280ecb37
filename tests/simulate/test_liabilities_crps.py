"""The score: exact for a normal, unbiased for few draws, and best for who says what he believes."""

from __future__ import annotations

from math import erf, exp, pi, sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ebb.simulate.liabilities import crps, skill, skill_interval


def of_normal(mean: float, sd: float, outcome: float) -> float:
    """The closed form of a normal: sd [z (2 Phi(z) - 1) + 2 phi(z) - 1 / sqrt(pi)]."""
    z = (outcome - mean) / sd
    phi, big = exp(-z * z / 2) / sqrt(2 * pi), 0.5 * (1 + erf(z / sqrt(2)))
    return sd * (z * (2 * big - 1) + 2 * phi - 1 / sqrt(pi))


@pytest.mark.parametrize("outcome", [-3.0, 0.0, 0.7, 5.0])
def test_many_draws_of_a_normal_score_as_its_closed_form(outcome):
    draws = np.random.default_rng(1).normal(1.0, 2.0, 200_000)
    assert crps(draws, outcome) == pytest.approx(of_normal(1.0, 2.0, outcome), abs=0.02)


@pytest.mark.parametrize("n", [2, 5, 20])
def test_few_draws_score_the_same_on_average(n):
    """Divided by n squared instead of n (n - 1), two draws would score 0.28 sd too much."""
    rng = np.random.default_rng(2)
    found = np.mean([crps(rng.normal(0.0, 1.0, n), 0.5) for _ in range(20_000)])
    assert found == pytest.approx(of_normal(0.0, 1.0, 0.5), abs=0.02)


def test_who_says_what_he_believes_scores_best():
    """Propriety: against outcomes of N(0, 1) no other mean or spread has a lower expected score."""
    rng = np.random.default_rng(3)
    outcomes = rng.normal(0.0, 1.0, 400)

    def mean_score(mean: float, sd: float) -> float:
        return float(np.mean([of_normal(mean, sd, y) for y in outcomes]))

    draws = rng.normal(0.0, 1.0, (400, 500))
    honest = np.mean([crps(d, y) for d, y in zip(draws, outcomes, strict=True)])
    for mean, sd in ((0.5, 1.0), (-0.5, 1.0), (0.0, 0.4), (0.0, 2.5)):
        other = np.mean([crps(mean + sd * d, y) for d, y in zip(draws, outcomes, strict=True)])
        assert other > honest
        assert other == pytest.approx(mean_score(mean, sd), abs=0.02)


@settings(max_examples=50, deadline=None)
@given(
    st.lists(st.floats(-1e4, 1e4), min_size=2, max_size=30),
    st.floats(-1e4, 1e4),
    st.floats(-1e3, 1e3),
    st.floats(0.01, 100.0),
)
def test_moving_and_stretching_move_and_stretch_the_score(values, outcome, by, scale):
    draws = np.array(values)
    base = crps(draws, outcome)
    assert crps(draws + by, outcome + by) == pytest.approx(base, abs=1e-6)
    assert crps(scale * draws, scale * outcome) == pytest.approx(scale * base, rel=1e-9, abs=1e-6)
    pairs = np.abs(draws[:, None] - draws[None, :]).sum() / (2 * len(draws) * (len(draws) - 1))
    assert base == pytest.approx(np.abs(draws - outcome).mean() - pairs, abs=1e-6)


def test_a_single_number_scores_its_absolute_error():
    assert crps(np.full(10, 4.0), 7.0) == pytest.approx(3.0)


def test_a_skill_of_nothing_is_nought_and_its_interval_holds_it():
    rng = np.random.default_rng(4)
    both = rng.uniform(1.0, 2.0, 60)
    assert skill(both, both) == 0.0
    assert skill_interval(0.5 * both, both, block=4) == (pytest.approx(0.5), pytest.approx(0.5))
    held = 0
    for seed in range(60):
        ours, theirs = rng.uniform(1.0, 2.0, (2, 60))
        low, high = skill_interval(ours, theirs, block=2, draws=400, seed=seed)
        held += low < 0.0 < high
    assert held >= 46  # nine in ten of them, less what blocks of so few origins are known to lose


def test_longer_blocks_widen_the_interval_of_scores_that_remember():
    rng = np.random.default_rng(5)
    noise = np.zeros(200)
    for i in range(1, 200):
        noise[i] = 0.9 * noise[i - 1] + rng.normal(0.0, 0.1)
    ours, theirs = 1.0 + np.abs(noise), np.ones(200)
    width = {block: np.diff(skill_interval(ours, theirs, block=block))[0] for block in (1, 20)}
    assert width[20] > 1.5 * width[1]
