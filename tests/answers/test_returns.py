"""Runoff news and returns: monthly on packaged figures, daily where held, nulls beside what could have been found."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from ebb.answers.daily import NEEDS_DAILY
from ebb.answers.returns import cap_gaps, runoff_returns
from ebb.answers.yield_news import yield_news
from ebb.errors import OutOfRange
from ebb.record import Record


@pytest.fixture(scope="module")
def packaged(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("EBB_HOME", str(tmp_path_factory.mktemp("none")))
        return runoff_returns(Record(), draws=300)


@pytest.fixture(scope="module")
def by_day(daily_store):
    return runoff_returns(Record(date(2026, 11, 1), daily_store), draws=300)


def test_packaged_months_answer_from_a_month_on_and_name_what_days_would_add(packaged):
    assert packaged.step == "month"
    assert [e.periods for e in packaged.effects] == [1, 3, 6, 12]
    assert packaged.controls == ("policy rate path", "earnings")
    assert any("a week" in what for what in packaged.missing)
    assert any(what.startswith("credit") for what in packaged.missing)
    assert packaged.moved_by_yields is None
    wire = packaged.json()
    assert all(one["said"] == NEEDS_DAILY for one in wire["missing"])
    assert wire["announcement_surprises"] is None


def test_every_null_stands_beside_what_could_have_been_found(packaged):
    for one in (*packaged.effects, *packaged.controlled, *packaged.reverse):
        assert one.effect.minimum_detectable > 0.0
        assert one.effect.low < one.effect.value < one.effect.high
        if one.effect.verdict == "no evidence":
            assert one.effect.low <= 0.0 <= one.effect.high or one.effect.placebo_p > 0.10


def test_actual_runoff_less_its_cap_is_no_news(packaged):
    (gap,) = packaged.cap_gaps
    assert gap.months == 42
    # what is booked late in one month comes twice in the next: two standard errors below zero, and its changes more so
    assert gap.autocorrelation < -2 * gap.error
    assert gap.of_changes == pytest.approx(-0.6, abs=0.1)


def test_by_the_day_a_week_is_seen_and_all_controls_are_held(by_day):
    assert by_day.step == "day"
    assert [e.periods for e in by_day.effects] == [5, 21, 63, 126, 252]
    assert by_day.controls == ("policy rate path", "credit", "earnings")
    assert by_day.missing == ()
    assert by_day.states.shocks_inside + by_day.states.shocks_outside >= 20
    # a plan that was half expected hardly moves the yield on its day: the instrument is weak, and says so
    assert by_day.moved_by_yields.first_stage.weak
    assert by_day.effects[0].news == len(by_day.news)


def test_a_year_after_the_news_nothing_is_left_once_rates_credit_and_earnings_are_held(by_day):
    year = by_day.controlled[-1].effect
    assert year.low < 0.0 < year.high
    assert year.verdict == "no evidence"


def test_surprises_are_free_of_the_rates_surprise(daily_store):
    record = Record(date(2026, 11, 1), daily_store)
    found = yield_news(record)
    news = dict(found.news)
    assert found.slope > 0.0
    assert found.meetings > 30
    assert date(2019, 1, 4) in found.unexplained
    assert date(2022, 5, 4) not in found.unexplained
    assert len(news) == 20
    assert np.isfinite(list(news.values())).all()
    earlier = yield_news(Record(date(2019, 6, 30), daily_store))
    assert max(dict(earlier.news)) <= date(2019, 6, 30)


def test_taipei_is_told_too(daily_store):
    found = runoff_returns(Record(date(2026, 11, 1), daily_store), "taiex", draws=100)
    assert found.market == "taiex"
    assert found.last == date(2026, 9, 24)


def test_too_early_a_day_is_refused_with_the_way_out(monkeypatch, tmp_path):
    monkeypatch.setenv("EBB_HOME", str(tmp_path))
    with pytest.raises(OutOfRange, match="later --as-of"):
        runoff_returns(Record(date(2013, 6, 30)), draws=50)


def test_gaps_of_an_unfinished_runoff_stop_at_the_day():
    early = cap_gaps(Record(date(2023, 8, 31)))
    assert early[0].months < 20
    assert cap_gaps(Record(date(2022, 8, 31))) == ()
