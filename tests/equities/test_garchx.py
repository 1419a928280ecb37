"""The variance model: its recursion, its score, its referee, and planted coefficients of either sign."""

from __future__ import annotations

import numpy as np
import pytest

from ebb.equities import garch_x
from ebb.equities.garchx import _Likelihood, decaying_sum, losses_beyond, simulate
from ebb.errors import UsageError

N = 2500


def slow(values, b):
    """The recursion as it is written."""
    y = np.empty_like(values)
    before = 0.0
    for t, value in enumerate(values):
        before = value + b * before
        y[t] = before
    return y


def walk(seed, n=N):
    rng = np.random.default_rng(1000 + seed)
    return np.clip(0.05 * rng.standard_normal(n).cumsum(), -2.0, 2.0)


def drawn(seed, g, n=N, **options):
    x = walk(seed, n)
    rng = np.random.default_rng(seed)
    return x, simulate(n, mu=0.05, w=-3.0, a=0.08, b=0.88, g=np.array([g]), x=x[:, None], rng=rng, **options)


@pytest.mark.parametrize("b", [0.0, 0.3, 0.9, 0.999])
@pytest.mark.parametrize("n", [1, 2, 7, 1000])
def test_the_scan_is_the_recursion(b, n):
    values = np.random.default_rng(n).standard_normal(n)
    assert np.allclose(decaying_sum(values, b), slow(values, b), rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("asymmetry", [False, True])
def test_the_score_is_the_slope_of_the_likelihood(asymmetry):
    x, returns = drawn(0, 0.3, 800)
    model = _Likelihood(returns, np.column_stack([np.ones(800), x]), asymmetry)
    theta = np.array([0.05, -3.0, 0.07, *([0.05] if asymmetry else []), 0.85, 0.2])
    score = model.scores(theta)[0].sum(axis=1)
    for place in range(len(theta)):
        ahead, behind = theta.copy(), theta.copy()
        ahead[place] += 1e-6
        behind[place] -= 1e-6
        assert score[place] == pytest.approx((model.value(ahead) - model.value(behind)) / 2e-6, rel=1e-4, abs=1e-3)


@pytest.mark.parametrize("asymmetry", [0, 1])
def test_without_drivers_it_is_the_library_s_model(asymmetry):
    """arch: the same start of the variance, the same likelihood; parameters to 1e-4, robust errors to two percent."""
    univariate = pytest.importorskip("arch.univariate", reason="referee: arch is not installed")
    _, returns = drawn(1, 0.0, c=0.05)
    referee = univariate.arch_model(returns, p=1, o=asymmetry, q=1).fit(disp="off")
    ours = garch_x(returns, asymmetry=bool(asymmetry))
    assert ours.log_likelihood == pytest.approx(referee.loglikelihood, abs=1e-4)
    theirs = referee.params.to_numpy().copy()
    theirs[1] = np.log(theirs[1])
    assert np.allclose(ours.parameters, theirs, atol=5e-4, rtol=1e-3)
    keep = [0, *range(2, len(theirs))]  # the constant is in logs here
    assert np.allclose(ours.standard_errors[keep], referee.std_err.to_numpy()[keep], rtol=0.02)


def test_planted_coefficients_of_either_sign_are_recovered_within_two_errors():
    """n = 2500, the target of the field: at least 85 of 100 within two standard errors, where 95 are expected."""
    scores = []
    for seed in range(20):
        g = 0.4 if seed % 2 else -0.4
        x, returns = drawn(seed, g)
        found = garch_x(returns, {"x": x}).g["x"]
        scores.append((found.value - g) / found.standard_error)
    assert np.mean(np.abs(scores) <= 2.0) >= 0.85
    assert abs(np.mean(scores)) < 0.7  # three Monte Carlo errors of a mean of twenty


def test_a_driver_keeps_its_unit_and_its_sign():
    x, returns = drawn(3, 0.4)
    plain = garch_x(returns, {"x": x})
    scaled = garch_x(returns, {"x": 7.0 - 100.0 * x})
    assert scaled.g["x"].value == pytest.approx(-plain.g["x"].value / 100.0, rel=1e-3)
    assert scaled.log_likelihood == pytest.approx(plain.log_likelihood, abs=1e-4)
    assert plain.volatility_shift("x").value == plain.g["x"].value / 2.0
    assert plain.minimum_detectable("x") > 0.0


def test_an_idle_driver_adds_no_more_than_chance_to_the_likelihood():
    _, returns = drawn(5, 0.0)
    without = garch_x(returns)
    idle = garch_x(returns, {"idle": walk(77)})
    assert 0.0 <= idle.log_likelihood - without.log_likelihood < 5.0
    found = idle.g["idle"]
    assert found.low < 0.0 < found.high


def test_what_cannot_be_fitted_is_refused_at_once():
    _, returns = drawn(0, 0.0, 600)
    with pytest.raises(UsageError, match='"still" never changes'):
        garch_x(returns, {"still": np.ones(600)})
    bad = returns.copy()
    bad[3] = np.nan
    with pytest.raises(UsageError) as caught:
        garch_x(bad[:100], {"x": np.full(100, np.nan), "short": np.ones(3)})
    for part in ("100 returns", "a return is not finite", '"x" is not finite on 100 days', '"short" has 3 values'):
        assert part in str(caught.value)


def test_losses_beyond_a_head_know_nothing_of_what_comes_after():
    rng = np.random.default_rng(5)
    returns, driver = rng.standard_normal(1500), rng.standard_normal(1500)
    spoilt = returns.copy()
    spoilt[1300:] *= 7.0
    true, other = (losses_beyond(r, {"x": driver}, 1000, asymmetry=True) for r in (returns, spoilt))
    assert true.shape == (500,)
    assert np.array_equal(true[:300], other[:300])
    assert (other[300:] != true[300:]).any()
    doubled = losses_beyond(2.0 * returns, {"x": driver}, 1000, asymmetry=True)
    assert np.allclose(doubled - true, np.log(4.0), atol=1e-3), "a change of units adds a constant"
