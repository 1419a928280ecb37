"""News about the plan as announced, and what the term premium did after it."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from ebb.answers.runoff_news import FIRST, HORIZON, _respond, announced_news, news_effect
from ebb.errors import OutOfRange
from ebb.record import Record


def test_announcements_are_worth_what_they_changed_in_a_year():
    """4 May 2022: caps of 30 + 17.5 from June and 60 + 35 from September: 3 x 47.5 + 9 x 95 = 997.5 billion a year."""
    found = announced_news(Record().programme, FIRST, date(2026, 9, 30))
    assert found[date(2022, 5, 4)] == pytest.approx(-997.5)
    assert found[date(2012, 12, 12)] == pytest.approx(12 * 45.0)
    assert found[date(2013, 12, 18)] == pytest.approx(-12 * 10.0)
    assert found[date(2020, 3, 15)] is None  # "in the amounts needed"
    assert found[date(2025, 12, 10)] == 0.0  # bills for reserves carry no duration to speak of


def test_the_estimate_stands_with_its_placebo_and_what_it_could_see():
    found = news_effect(Record())
    assert found.low <= found.value <= found.high
    assert 0.0 < found.chance <= 1.0
    assert found.detectable > 0.0
    assert found.by_horizon[HORIZON][1:] == pytest.approx((found.value, found.low, found.high))
    assert found.months > 150
    assert found.first == date(2010, 11, 30)


def test_a_planted_response_comes_back():
    """News every few months moves a random walk by 20 bp a trillion, at once and for good."""
    draw = np.random.default_rng(20220504)
    n = 240
    news = np.where(draw.random(n) < 0.2, draw.normal(0.0, 1.0, n), 0.0)
    premium = np.cumsum(draw.normal(0.0, 4.0, n) + 20.0 * news)
    other = np.cumsum(draw.normal(0.0, 4.0, n))
    aside = np.zeros(n, dtype=bool)
    aside[100] = True
    premium[100:] += 500.0  # a month set aside may do what it likes
    value, error, low, high = _respond(np.column_stack([premium, other]), np.where(aside, 0.0, news), aside).at(0)
    assert low <= 20.0 <= high
    assert error < 2.0
    assert value == pytest.approx(20.0, abs=4.0)


def test_only_what_was_known_counts(poisoned):
    day = date(2021, 6, 30)
    clean = news_effect(Record(day))
    with poisoned(day):
        assert news_effect(Record(day)) == clean
    with pytest.raises(OutOfRange, match="months of announcements"):
        news_effect(Record(date(2014, 6, 30)))
