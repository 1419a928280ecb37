"""News on returns: a planted response is found, noise is not, units scale, and the past is asked too."""

from __future__ import annotations

import numpy as np
import pytest

from ebb.equities import autocorrelation, news_effects, reverse_causation
from ebb.equities.runoff_news import _turned
from ebb.errors import UsageError


def market(effect, seed=0, length=1_500, count=25):
    rng = np.random.default_rng(seed)
    news = np.zeros(length)
    places = rng.choice(np.arange(20, length - 300), count, replace=False)
    news[places] = rng.choice([-1.0, 1.0], count) * rng.uniform(0.5, 2.0, count)
    returns = rng.standard_normal(length) + effect * news
    return returns, news, np.sort(places)


def test_a_planted_effect_is_found_on_the_day_and_stays():
    returns, news, _ = market(3.0)
    day, week = news_effects(returns, news, (1, 5), lags=2, draws=400)
    assert (day.periods, week.periods, day.news) == (1, 5, 25)
    assert day.effect.low < 3.0 < day.effect.high
    assert week.effect.value == pytest.approx(3.0, abs=3 * week.effect.standard_error)
    assert day.effect.verdict == week.effect.verdict == "higher"
    assert day.effect.placebo_p < 0.02
    assert day.effect.minimum_detectable > 0.0


def test_nothing_is_found_more_often_than_the_level_says():
    found = []
    for seed in range(60):
        returns, news, _ = market(0.0, seed, 600)
        found.append(news_effects(returns, news, (5,), lags=1, draws=150)[0].effect)
    assert np.mean([one.verdict != "no evidence" for one in found]) <= 0.20
    assert np.mean([one.low <= 0.0 <= one.high for one in found]) == pytest.approx(0.90, abs=0.10)


def test_news_in_other_units_has_the_same_p():
    returns, news, _ = market(0.5)
    one = news_effects(returns, news, (5,), lags=2, draws=200)[0].effect
    other = news_effects(returns, 100.0 * news, (5,), lags=2, draws=200)[0].effect
    assert other.value * 100.0 == pytest.approx(one.value)
    assert other.placebo_p == one.placebo_p


def test_a_control_takes_what_it_explains():
    rng = np.random.default_rng(3)
    returns, news, _ = market(0.0, 3)
    rate = rng.standard_normal(len(news)) + 2.0 * news
    returns = returns - 1.5 * rate
    alone = news_effects(returns, news, (1,), lags=1, draws=200)[0].effect
    beside = news_effects(returns, news, (1,), lags=1, also=rate[:, None], draws=200)[0].effect
    assert alone.value == pytest.approx(-3.0, abs=1.0)
    assert abs(beside.value) < 3 * beside.standard_error


def test_too_little_news_is_refused():
    with pytest.raises(UsageError, match="2 pieces of news"):
        news_effects(np.zeros(100), np.eye(100)[0] + np.eye(100)[1], (1,), lags=1)


def test_a_bank_that_answers_falling_shares_is_found_out():
    rng = np.random.default_rng(5)
    returns = rng.standard_normal(2_000)
    meetings = np.arange(60, 2_000, 30)
    before = np.array([returns[m - 21 : m].sum() for m in meetings])
    news = 10.0 * before + 20.0 * rng.standard_normal(len(meetings))
    month, week = reverse_causation(returns, meetings, news, (21, 5), draws=400)
    assert month.effect.verdict == "higher"
    assert month.effect.value == pytest.approx(10.0, abs=3 * month.effect.standard_error)
    assert week.meetings == len(meetings)
    deaf = reverse_causation(returns, meetings, rng.standard_normal(len(meetings)), (21,), draws=400)
    assert deaf[0].effect.minimum_detectable > 0.0


def test_the_days_before_a_meeting_end_before_it_and_are_as_many_as_asked():
    returns = np.zeros(400)
    meetings = np.arange(20, 400, 20)
    news = np.random.default_rng(8).standard_normal(len(meetings))
    returns[meetings] = 100.0 * news  # what the meeting itself did is not before it
    returns[meetings - 5] = news  # the first of the five days before it
    returns[meetings - 6] = -7.0 * news
    (found,) = reverse_causation(returns, meetings, news, (5,), draws=50)
    assert found.effect.value == pytest.approx(1.0)


def test_news_that_is_not_moved_is_its_own_placebo():
    class Still:
        def integers(self, low, high, size):
            return np.zeros(size, dtype=int)

    rng = np.random.default_rng(9)
    returns, news, _ = market(0.3, 9)
    rate = rng.standard_normal((len(news), 1))
    (found,) = news_effects(returns, news, (5,), lags=2, also=rate, draws=20)
    placebo = _turned(returns, news, 4, 3, rate, 3, Still())
    assert placebo == pytest.approx(found.effect.value)


def test_autocorrelation_of_a_known_process():
    rng = np.random.default_rng(6)
    noise = rng.standard_normal(40_001)
    value, error = autocorrelation(noise[1:] - noise[:-1])
    assert value == pytest.approx(-0.5, abs=3 * error)
