"""Variances by their definitions, and Student's t against its table."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ebb.estimation.variance import bartlett, cosine, cosine_count, student_cdf, student_quantile, white


def by_definition(score, bandwidth):
    total = np.square(score).sum(axis=0)
    for lag in range(1, bandwidth + 1):
        total = total + 2.0 * (1.0 - lag / (bandwidth + 1.0)) * (score[lag:] * score[:-lag]).sum(axis=0)
    return total


@given(st.integers(2, 60), st.integers(0, 12), st.integers(0, 9))
def test_moving_sums_are_the_weighted_autocovariances_and_never_negative(m, bandwidth, seed):
    score = np.random.default_rng(seed).normal(size=(m, 2))
    found = bartlett(score, bandwidth)
    assert found == pytest.approx(by_definition(score, min(bandwidth, m - 1)) if bandwidth < m else found, abs=1e-9)
    assert (found >= 0.0).all()


def test_without_lags_it_is_white():
    score = np.random.default_rng(0).normal(size=(40, 3))
    assert bartlett(score, 0) == pytest.approx(white(score))


def test_every_variance_finds_the_one_of_independent_scores():
    rng = np.random.default_rng(1)
    score = rng.normal(size=(400, 500))
    for found in (white(score), bartlett(score, 4), cosine(score)):
        assert found.mean() / 400.0 == pytest.approx(1.0, abs=0.03)


def test_correlated_scores_have_a_larger_variance_of_their_sum_and_white_misses_it():
    rng = np.random.default_rng(2)
    noise = rng.normal(size=(2_001, 300))
    score = noise[1:] + noise[:-1]  # long-run variance 4, own variance 2
    assert white(score).mean() / 2_000 == pytest.approx(2.0, abs=0.05)
    assert cosine(score).mean() / 2_000 == pytest.approx(4.0, abs=0.2)
    assert bartlett(score, 20).mean() / 2_000 == pytest.approx(4.0, abs=0.25)


@pytest.mark.parametrize(
    ("freedom", "p", "table"),
    [(1, 0.975, 12.706205), (2, 0.95, 2.919986), (5, 0.99, 3.364930), (16, 0.95, 1.745884), (30, 0.975, 2.042272)],
)
def test_students_t_as_printed_in_tables(freedom, p, table):
    assert student_quantile(p, freedom) == pytest.approx(table, abs=1e-6)
    assert student_quantile(1.0 - p, freedom) == pytest.approx(-table, abs=1e-6)


@given(st.integers(1, 200), st.floats(0.001, 0.999))
def test_quantile_and_distribution_undo_each_other(freedom, p):
    assert student_cdf(student_quantile(p, freedom), freedom) == pytest.approx(p, abs=1e-10)


def test_the_number_of_cosines_is_the_published_one():
    # 1990m1-2012m6 less 12 lags and 12 horizons: 246 rows, 16 cosines in the replication of Montiel Olea and Plagborg-Moller
    assert cosine_count(246) == 16
