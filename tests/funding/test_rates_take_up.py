"""Standing repo take-up: a dearer facility is never used more, planted numbers come back, and gaps in the record stay gaps."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ebb.errors import UsageError
from ebb.funding.rates import business_days, fit_spread, fit_take_up, score_take_up, take_up_ahead
from ebb.funding.rates.take_up import USED, TakeUpDays, is_turn

from .planted_rates import planted  # type: ignore[import-not-found]

SLOPE, AT_ZERO, GROWTH = 0.4, 1.5, 0.2


def take_up(n: int = 300, seed: int = 2) -> TakeUpDays:
    """Gaps between -25 and 15 basis points; use and amount as planted."""
    rng = np.random.default_rng(seed)
    days = business_days(date(2020, 1, 2), date(2022, 6, 30))[:n]
    gap = rng.uniform(-25.0, 15.0, n)
    used = rng.uniform(size=n) < 1.0 / (1.0 + np.exp(-(AT_ZERO + SLOPE * gap)))
    amount = np.exp(1.5 + GROWTH * gap + 0.5 * rng.standard_normal(n))
    return TakeUpDays(days, np.where(used, np.maximum(amount, USED), 0.0), gap, days + np.timedelta64(1, "D"))


@pytest.fixture(scope="module")
def fit():
    return fit_take_up(take_up())


def test_planted_odds_and_growth_come_back(fit):
    assert fit.odds[1] == pytest.approx(SLOPE, abs=0.15)
    assert fit.chance(np.array([0.0]))[0] == pytest.approx(100.0 / (1.0 + np.exp(-AT_ZERO)), abs=10.0)
    assert fit.amount[1] == pytest.approx(GROWTH, abs=0.05)


@given(st.floats(-60, 60), st.floats(0, 40))
@settings(max_examples=60, deadline=None)
def test_a_wider_gap_never_means_less(fit, gap, more):
    rng = np.random.default_rng(0)
    shares, picks = rng.uniform(size=50), rng.integers(0, 1 << 30, size=50)
    low, high = (fit.draws(np.full(50, g), np.zeros(50), shares, picks) for g in (gap, gap + more))
    assert (high >= low).all()
    assert (high <= fit.largest).all()
    assert fit.chance(np.array([gap + more]))[0] >= fit.chance(np.array([gap]))[0]


def test_a_higher_rate_of_the_facility_never_raises_take_up(fit):
    spread = fit_spread(planted(), date(2021, 6, 15))
    cheap, dear = (take_up_ahead(fit, spread, over, draws=300) for over in (0.0, 10.0))
    for low, high in zip(dear, cheap, strict=True):
        assert low.chance <= high.chance
        assert low.expected <= high.expected
        assert low.high <= high.high
    assert sum(day.expected for day in dear) < sum(day.expected for day in cheap)


def test_told_the_gap_the_model_beats_past_days_alone():
    score = score_take_up(take_up(), draws=200)
    assert score is not None
    assert score.loss < score.loss_past
    assert score.brier < score.brier_past
    assert 0.0 <= score.above95 < 0.15
    assert score.days == 300 - np.searchsorted(take_up().dates, np.datetime64(score.first))


def test_a_forecast_of_a_day_does_not_know_it():
    data = take_up()
    wrong = TakeUpDays(data.dates, np.where(np.arange(300) >= 200, 400.0, data.amount), data.gap, data.known)
    day = data.dates[199].item()
    assert fit_take_up(data.as_of(day)).odds == fit_take_up(wrong.as_of(day)).odds
    assert fit_take_up(data).odds != fit_take_up(wrong).odds


def test_a_sample_with_the_wrong_sign_says_nothing_of_the_gap():
    data = take_up()
    found = fit_take_up(replace(data, gap=-data.gap))
    assert found.odds[1] == 0.0
    assert found.amount[1] == 0.0


def test_too_few_days_or_uses_are_refused():
    data = take_up()
    with pytest.raises(UsageError, match="59 covered days"):
        fit_take_up(data.as_of(data.dates[58].item() if data.known[58] == data.dates[58] else data.known[58].item()))
    with pytest.raises(UsageError, match="0 of them with use"):
        fit_take_up(replace(data, amount=np.zeros(300)))
    assert score_take_up(replace(data, amount=np.zeros(300))) is None


def test_turns_are_the_last_business_days():
    days = np.array(["2025-10-31", "2025-12-31", "2025-12-30"], dtype="datetime64[D]")
    assert is_turn(days).tolist() == [1.0, 1.0, 0.0]
