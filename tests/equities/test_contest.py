"""Forecasts against each other, held to the library that wrote Hansen's test down."""

from __future__ import annotations

import numpy as np
import pytest

from ebb.equities import contest, diebold_mariano, superior_ability
from ebb.errors import UsageError


def test_the_same_forecast_neither_wins_nor_loses():
    y = np.arange(20.0)
    same = contest(y, y + 1.0, y + 1.0)
    assert (same.loss_ratio, same.dm, same.dm_p) == (1.0, 0.0, 1.0)
    assert diebold_mariano(np.ones(20), np.ones(20)) == 0.0
    with pytest.raises(UsageError):
        contest(y[:5], y[:5], y[:5])


def test_sides_are_exchangeable():
    rng = np.random.default_rng(0)
    a, b = np.square(rng.standard_normal((2, 80)))
    assert diebold_mariano(a, b) == pytest.approx(-diebold_mariano(b, a))


def test_equal_forecasters_are_told_apart_as_rarely_as_stated():
    rng = np.random.default_rng(1)
    found = [
        contest(y := rng.standard_normal(200), 0.3 * rng.standard_normal(200), 0.3 * rng.standard_normal(200) + 0 * y)
        for _ in range(300)
    ]
    assert np.mean([one.dm_p < 0.05 for one in found]) == pytest.approx(0.05, abs=0.04)


def test_a_larger_model_that_adds_nothing_loses_and_clark_west_knows():
    """Estimation noise alone costs the larger model: its loss is higher, its adjusted statistic is centred near zero."""
    rng = np.random.default_rng(2)
    found = []
    for _ in range(200):
        y = rng.standard_normal(150)
        found.append(contest(y, np.zeros(150), 0.2 * rng.standard_normal(150)))
    assert np.mean([one.loss_ratio for one in found]) > 1.02
    assert np.mean([one.dm for one in found]) < -0.5
    assert abs(np.mean([one.cw for one in found])) < 0.25
    assert np.mean([one.cw_p < 0.05 for one in found]) < 0.12


@pytest.mark.parametrize("gain", [0.0, 0.02, 0.05, 0.1])
def test_hansen_s_test_agrees_with_its_referee(gain):
    """arch.bootstrap.SPA, consistent probability, the same block length: within the Monte Carlo error of both."""
    bootstrap = pytest.importorskip("arch.bootstrap", reason="referee: arch is not installed")
    rng = np.random.default_rng(3)
    benchmark = 1.0 + rng.standard_normal(300)
    rivals = np.stack([benchmark - gain + 0.4 * rng.standard_normal(300), benchmark + 0.2 + rng.standard_normal(300)])
    ours = superior_ability(benchmark, rivals, mean_block=4.0, draws=4000, rng=rng)
    referee = bootstrap.SPA(benchmark, rivals.T, block_size=4, reps=2000, bootstrap="stationary", seed=7)
    referee.compute()
    if rivals.mean(axis=1).min() < benchmark.mean():
        assert ours == pytest.approx(referee.pvalues["consistent"], abs=0.05)
    else:  # no rival lost less: one by definition here, a large number there
        assert ours == 1.0
        assert referee.pvalues["consistent"] > 0.5


def test_no_rival_better_than_the_benchmark_is_no_news():
    rng = np.random.default_rng(4)
    benchmark = rng.standard_normal(100) ** 2
    assert superior_ability(benchmark, benchmark[None] + 0.5, mean_block=2.0, draws=100, rng=rng) == 1.0
