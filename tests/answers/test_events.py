"""The event study: the frozen list, time zones, the published sums, and what a record without daily figures says."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from ebb.answers.daily import NEEDS_DAILY, daily
from ebb.answers.event_list import announcements, markets
from ebb.answers.events import event_study
from ebb.record import Record
from ebb.sources.published import document

MARKET = {market.key: market for market in markets()}


def moment(day, clock="14:00", zone="America/New_York"):
    return datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=ZoneInfo(zone))


def test_the_list_holds_the_dates_that_were_fixed_and_only_known_ones_are_used():
    listed = document("events")
    qt = [raw["date"] for raw in listed["event"] if raw["set"] == "QT"]
    qe1 = [raw["date"] for raw in listed["event"] if raw["set"] == "QE1"]
    assert (len(qt), len(qe1), len(set(qt) | set(qe1))) == (18, 8, 26)
    assert qe1[0] == date(2008, 11, 25)
    assert qe1[-1] == date(2009, 11, 4)
    early = announcements(Record(date(2018, 12, 31)))
    assert max(a.day for a in early) == date(2018, 12, 19)
    assert all(a.day <= date(2018, 12, 31) for a in early)
    assert all(a.evidence in ("seen", "seen-secondary", "memory") for a in announcements(Record()))


def test_an_announcement_that_can_be_checked_is_a_step_of_the_programme_or_a_meeting():
    record = Record()
    known = {step.announced for step in record.programme.steps}
    known |= {date.fromisoformat(row["date"]) for row in record.table("fomc_dates")}
    loose = [a for a in announcements(record) if a.bank == "Fed" and a.evidence != "memory" and a.day not in known]
    # a speech that stands in the published study of the eight dates
    assert [a.day for a in loose] == [date(2008, 12, 1)]


@pytest.mark.parametrize(
    ("market", "said", "answers"),
    [
        ("sp500", moment("2022-05-04"), date(2022, 5, 4)),
        ("yield_10y", moment("2022-05-04"), date(2022, 5, 4)),
        ("taiex", moment("2022-05-04"), date(2022, 5, 5)),  # 02:00 of the next day in Taipei
        ("taiex", moment("2019-01-04", "10:15"), date(2019, 1, 5)),  # a Saturday there: Monday will answer
        ("taiex", moment("2022-02-03", "12:00", "Europe/London"), date(2022, 2, 4)),
        ("usdtwd", moment("2025-03-19"), date(2025, 3, 20)),
        ("gold", moment("2022-05-04"), date(2022, 5, 5)),  # the London fixing of 15:00 is over
        ("gold", moment("2008-11-25", "08:15"), date(2008, 11, 25)),  # 13:15 in London
        ("gilt_10y", moment("2022-09-22", "12:00", "Europe/London"), date(2022, 9, 22)),
        ("gilt_10y", moment("2022-05-04"), date(2022, 5, 5)),
        ("dollar", moment("2022-05-04"), date(2022, 5, 5)),  # the noon rates of the day are over
        ("sp500", moment("2022-05-04", "17:00"), date(2022, 5, 5)),
    ],
)
def test_a_market_answers_on_the_first_day_fixed_after_the_words(market, said, answers):
    assert MARKET[market].answers(said) == answers


def test_packaged_figures_answer_for_the_days_of_episodes_alone_and_say_what_is_missing(tmp_path, monkeypatch):
    monkeypatch.setenv("EBB_HOME", str(tmp_path))
    found = event_study(Record())
    one = found.of("yield_10y", "taper talk")
    assert dict(one.changes)[date(2013, 5, 22)] == pytest.approx(9.0)
    assert one.source == "packaged episode days"
    assert one.any_day is one.meeting_days is one.found is None
    assert one.json()["said"] == NEEDS_DAILY
    assert {"TAIEX", "MOVE", "GOLD", "SVENY10", "GILT_10Y", "RUT"} <= set(found.missing)
    assert found.of("taiex") is None
    assert "ECB" in found.silent
    silent = found.of("yield_10y", "QE1")
    assert silent.pooled.events == 0
    assert silent.json()["signed_mean"] is None


@pytest.fixture(scope="module")
def study(daily_store):
    return event_study(Record(date(2026, 11, 1), daily_store), windows=(1,), draws=300)


def test_qe1_sums_are_those_of_the_published_study(study):
    # zero-coupon yields of the eight days; the 10-year within 0.5 bp, and the same tolerance for the shorter ones
    for market, total in (("zero_10y", -88.6), ("zero_2y", -64.8), ("zero_5y", -96.8)):
        assert study.of(market, "QE1").pooled.total == pytest.approx(total, abs=0.5)
        assert study.of(market, "QE1").pooled.events == 8
    assert study.of("zero_10y", "QE1").found


def test_the_two_days_of_2013(study):
    moves = dict(study.of("zero_10y", "taper talk").changes)
    assert moves[date(2013, 5, 22)] == pytest.approx(9.6, abs=0.2)
    assert moves[date(2013, 6, 19)] == pytest.approx(13.7, abs=0.2)


def test_the_mean_share_return_of_tightening_words_is_told_with_everything_beside_it(study):
    shares = study.of("sp500")
    assert shares.pooled.events == 18
    assert shares.any_day.days > 1_000
    assert shares.meeting_days.days > 50
    assert shares.minimum_detectable > abs(shares.pooled.mean)
    # published: no robust reaction of shares to announcements
    assert not shares.found
    assert shares.meeting_days.p > 0.10
    beside = shares.controlled
    assert beside.events < 18  # speeches and minutes have no surprise of the rate
    assert beside.p > 0.10
    assert shares.documented.events == 13
    wire = shares.json()
    assert wire["interval"]["low"] < wire["signed_mean"] < wire["interval"]["high"]


def test_taipei_answers_the_day_after_and_a_holiday_answers_never(study, daily_store):
    shares = daily(Record(date(2026, 11, 1), daily_store), "TAIEX").series
    before, after = shares.at(date(2022, 5, 4)), shares.at(date(2022, 5, 5))
    moves = dict(study.of("taiex").changes)
    assert moves[date(2022, 5, 4)] == pytest.approx(100.0 * np.log(after / before))
    # New Year in Taiwan: the figure before and the figure after lie more than a week apart
    assert moves[date(2019, 1, 30)] is None


def test_the_same_seed_gives_the_same_numbers_and_an_earlier_day_knows_less(daily_store):
    record = Record(date(2019, 2, 28), daily_store)
    one = event_study(record, windows=(2,), draws=50)
    assert one.json() == event_study(Record(date(2019, 2, 28), daily_store), windows=(2,), draws=50).json()
    assert one.of("sp500", "QT", 2).pooled.events == 6
    assert max(day for day, _ in one.of("sp500", "QT", 2).changes) <= date(2019, 2, 28)
