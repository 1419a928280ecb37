"""The chance of a month above: the penalised score, what it recovers, and what it never does."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ebb.errors import UsageError
from ebb.funding import DemandMonths, firth, fit_chance


def months(q, s):
    n = len(q)
    return DemandMonths("planted", np.datetime64("2000-01", "M") + np.arange(n), q, s, date(2030, 1, 1), "none")


def planted(n, seed, edge=11.0, slope=1.2):
    rng = np.random.default_rng(seed)
    q = rng.uniform(7.0, 19.0, n)
    odds = slope * (edge - q)
    above = rng.uniform(size=n) < 1.0 / (1.0 + np.exp(-odds))
    return months(q, np.where(above, 5.0, -5.0))


def penalised(line, x, y):
    """Log-likelihood with Jeffreys' prior: half the log determinant of the information."""
    odds = line[0] + line[1] * x
    chance = 1.0 / (1.0 + np.exp(-odds))
    share = chance * (1.0 - chance)
    information = np.array([[share.sum(), share @ x], [share @ x, share @ (x * x)]])
    return float(y @ odds - np.logaddexp(0.0, odds).sum() + 0.5 * np.linalg.slogdet(information)[1])


@pytest.mark.parametrize("seed", range(6))
def test_the_estimate_is_the_top_of_the_penalised_likelihood(seed):
    data = planted(40, seed)
    x, y = data.q - data.q.mean(), (data.s > 0).astype(float)
    line = firth(x, y, np.ones((1, len(x))))[0]
    top = penalised(line, x, y)
    for step in np.random.default_rng(seed).normal(0.0, 0.05, (200, 2)):
        assert penalised(line + step, x, y) <= top + 1e-9


def test_a_plain_share_is_that_of_jeffreys():
    """Where the slope is held at zero, k of n months give (k + 1/2) / (n + 1): the textbook value of the prior."""
    x = np.linspace(-1.0, 1.0, 25)
    line = firth(x, (x > 0.5).astype(float), np.ones((1, 25)))[0]
    assert line[1] == 0.0
    assert 1.0 / (1.0 + np.exp(-line[0])) == pytest.approx((np.count_nonzero(x > 0.5) + 0.5) / 26.0, rel=1e-6)


def test_months_that_are_told_apart_by_reserves_alone_still_give_a_finite_line():
    x = np.linspace(-1.0, 1.0, 25)
    line = firth(x, (x < 0).astype(float), np.ones((1, 25)))[0]
    assert np.isfinite(line).all()
    assert line[1] < -1.0


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.integers(12, 60), st.floats(0.0, 25.0), st.floats(0.0, 10.0))
def test_a_chance_is_a_chance_lies_in_its_interval_and_never_rises_with_reserves(seed, n, share, more):
    fit = fit_chance(planted(n, seed), draws=60)
    now, then = fit.at(share), fit.at(share + more)
    assert 0.0 <= now.low <= now.value <= now.high <= 100.0
    assert then.value <= now.value + 1e-9


def test_a_planted_curve_is_covered():
    """90 percent intervals over 60 samples of independent months: 48 or more is four standard errors below 54."""
    held = 0
    for seed in range(60):
        chance = fit_chance(planted(90, seed), draws=300, seed=seed).at(12.0)
        held += chance.low <= 100.0 / (1.0 + np.exp(1.2)) <= chance.high
    assert held >= 48


def test_a_sample_without_a_single_month_above_has_not_proved_that_there_can_be_none():
    calm = months(np.linspace(12.0, 16.0, 25), np.full(25, -3.0))
    chance = fit_chance(calm).at(14.0)
    assert chance.value == pytest.approx(100.0 / 27.0, rel=1e-6)  # half a month for each of two parameters
    assert chance.high > 10.0


def test_a_sample_that_says_more_reserves_make_it_likelier_says_nothing():
    q = np.linspace(8.0, 16.0, 40)
    fit = fit_chance(months(q, np.where(q > 12.0, 4.0, -4.0)), draws=50)
    assert fit.slope == 0.0
    assert fit.at(8.0).value == pytest.approx(fit.at(16.0).value)


def test_the_months_left_out_do_not_count():
    data = planted(40, 3)
    gone = (data.months[5].astype("datetime64[D]").item(),)
    changed = months(data.q, np.where(np.arange(40) == 5, -data.s, data.s))
    assert fit_chance(data, exclude=gone, draws=20).slope == fit_chance(changed, exclude=gone, draws=20).slope
    assert fit_chance(data, exclude=(), draws=20).slope != fit_chance(changed, exclude=(), draws=20).slope


def test_less_than_a_year_is_refused():
    with pytest.raises(UsageError, match="11 months"):
        fit_chance(planted(11, 0))
