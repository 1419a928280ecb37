import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ebb.equities.bootstrap import block_length, random_windows, resample, runs, stationary_indices, widening
from ebb.errors import UsageError


def autoregression(n, rho, rng, burn=200):
    shocks = rng.standard_normal(n + burn)
    x = np.zeros(n + burn)
    for t in range(1, n + burn):
        x[t] = rho * x[t - 1] + shocks[t]
    return x[burn:]


def test_block_length_of_an_autoregression_is_near_its_closed_form():
    """Politis and White (2004): (2 r / (1 - r^2))^(2/3) n^(1/3); estimated on 40 samples, so within a quarter."""
    rng = np.random.default_rng(1)
    for rho in (0.4, 0.7):
        found = np.mean([block_length(autoregression(2000, rho, rng)) for _ in range(40)])
        assert found == pytest.approx((2 * rho / (1 - rho**2)) ** (2 / 3) * 2000 ** (1 / 3), rel=0.25)


def test_unrelated_months_need_blocks_of_about_one():
    rng = np.random.default_rng(2)
    assert np.mean([block_length(rng.standard_normal(500)) for _ in range(40)]) < 3.0
    assert block_length(np.ones(50)) == 1.0


def test_blocks_have_the_length_asked_for():
    drawn = stationary_indices(300, 400, 6.0, np.random.default_rng(3))
    breaks = (np.diff(drawn, axis=1) % 300 != 1).mean()
    assert breaks == pytest.approx(1 / 6, abs=0.01)  # one new block in six months
    assert np.bincount(drawn.ravel(), minlength=300).min() > 0.7 * 400  # every month about equally often


@settings(max_examples=30, deadline=None)
@given(st.integers(1, 60), st.floats(1, 20), st.integers(0, 99))
def test_indices_stay_inside_and_repeat_with_the_seed(n, block, seed):
    first = stationary_indices(n, 20, block, np.random.default_rng(seed))
    again = stationary_indices(n, 20, block, np.random.default_rng(seed))
    assert first.shape == (20, n)
    assert ((first >= 0) & (first < n)).all()
    assert (first == again).all()


def test_coverage_of_the_widened_interval():
    """Nominal 95 percent over short dependent samples: at least 80, and better than without widening.

    n = 42 months, AR(1) with 0.6, blocks of ten months: 400 samples, Monte Carlo error 2 points.
    """
    rng = np.random.default_rng(4)
    covered = np.zeros(2)
    for _ in range(400):
        x = autoregression(42, 0.6, rng)
        drawn = resample(x, lambda a: a.mean(axis=-1), 10.0, 300, rng)
        plain = x.mean() + (drawn - x.mean()) / widening(42, 10.0)
        for k, sample in enumerate((plain, drawn)):
            low, high = np.quantile(sample, (0.025, 0.975))
            covered[k] += low <= 0.0 <= high
    assert covered[1] / 400 > 0.80
    assert covered[1] > covered[0] + 20


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(1, 12), min_size=1, max_size=3), st.integers(0, 30), st.integers(0, 99))
def test_windows_keep_their_months_and_sums_agree_with_the_mask(lengths, free, seed):
    n = sum(lengths) + free
    windows = random_windows(n, lengths, 50, np.random.default_rng(seed))
    inside = windows.inside()
    assert (inside.sum(axis=1) == sum(lengths)).all()  # so they never overlap
    values = np.random.default_rng(seed + 1).standard_normal((n, 2))
    assert np.allclose(windows.sums(values), inside.astype(float) @ values)
    assert np.allclose(windows.sums(values[:, 0]), inside.astype(float) @ values[:, 0])


def test_every_month_is_in_a_window_equally_often():
    inside = random_windows(30, (7, 3), 20_000, np.random.default_rng(5)).inside()
    assert np.abs(inside.mean(axis=0) - 10 / 30).max() < 0.02


def test_windows_that_do_not_fit_are_refused():
    with pytest.raises(UsageError, match="cannot be placed in 9 months"):
        random_windows(9, (5, 5), 10, np.random.default_rng(0))


def test_runs():
    assert runs(np.array([], dtype=bool)) == ()
    assert runs(np.array([1, 0, 1, 1, 1, 0, 0, 1], dtype=bool)) == (1, 3, 1)
