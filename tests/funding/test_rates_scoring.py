"""Scores of past forecasts: a proper loss, rules that know what the model knows, and nothing from ahead."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ebb.errors import UsageError
from ebb.funding.rates import LEVELS, RULES, forecasts, origins_of, pinball, scores

from .planted_rates import planted, spoilt  # type: ignore[import-not-found]

ORIGINS = (date(2020, 2, 3), date(2020, 8, 3), date(2021, 2, 1), date(2021, 8, 2))


@pytest.fixture(scope="module")
def found():
    return forecasts(planted(), ORIGINS)


@given(st.lists(st.floats(-100, 100), min_size=5, max_size=40), st.sampled_from(LEVELS), st.floats(-150, 150))
@settings(max_examples=60, deadline=None)
def test_no_guess_beats_the_sample_s_own_quantile(values, level, guess):
    outcome = np.array(values)
    best = np.quantile(outcome, level, method="inverted_cdf")
    assert pinball(outcome, best, level).sum() <= pinball(outcome, guess, level).sum() + 1e-9


def test_where_the_calendar_matters_the_model_beats_rules_without_one(found):
    told = {(s.rule, s.group, s.level): s for s in scores(found, draws=200)}
    for rule in ("all_days", "last_year", "level"):
        assert told[rule, "marked", 0.5].skill > 0.2
    ours = told["model", "all", 0.95]
    assert 0.01 < ours.above < 0.12
    assert np.isnan(ours.skill)
    for key, score in told.items():
        if key[0] != "model":
            assert score.low <= score.skill <= score.high
            assert score.loss * (1.0 - score.skill) == pytest.approx(told["model", *key[1:]].loss)
    assert set(told) == {(r, g, q) for r in RULES for g in ("all", "marked") for q in LEVELS}


def test_outcomes_change_losses_and_never_forecasts(found):
    day = ORIGINS[-1]
    again = forecasts(spoilt(planted(), day), ORIGINS)
    assert np.array_equal(again.quantiles, found.quantiles)
    assert not np.array_equal(again.outcome, found.outcome)


def test_the_same_day_of_the_year_before_is_its_own_spread(found):
    data = planted()
    row = int(np.flatnonzero(found.day == np.datetime64("2020-09-15"))[0])
    before = data.spread[data.dates == np.datetime64("2019-09-16")][0]
    assert found.quantiles[RULES.index("same_day"), row].tolist() == [before] * len(LEVELS)


def test_origins_begin_when_a_year_is_known_and_end_at_the_day():
    data = planted()
    months = origins_of(data, date(2020, 3, 31))
    assert months[0] == date(2019, 5, 1)
    assert months[-1] == date(2020, 3, 2)
    assert (
        origins_of(replace(data, dates=data.dates[:9], spread=data.spread[:9], known=data.known[:9]), date(2030, 1, 1))
        == ()
    )


def test_nothing_to_score_is_said():
    with pytest.raises(UsageError, match="no past forecast"):
        forecasts(planted(), (date(2018, 9, 4), date(2030, 1, 2)))
