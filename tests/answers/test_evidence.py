"""Evidence on a day: windows that had been seen, figures that were known, and refusals instead of crashes."""

from __future__ import annotations

from datetime import date

import pytest

from ebb.answers import answer_on
from ebb.answers.evidence import Evidence, months_between
from ebb.errors import OutOfRange


def test_runoffs_are_those_begun_and_seen(evidence_on):
    now = evidence_on(None)
    assert [(w.name, w.start, w.end, w.running) for w in now.runoffs] == [
        ("QT1", date(2017, 9, 27), date(2019, 7, 31), False),
        ("QT2", date(2022, 5, 25), date(2025, 11, 26), False),
    ]
    article = evidence_on(date(2024, 7, 18))
    assert article.runoff.running
    assert article.runoff.end == date(2024, 6, 26)
    assert not evidence_on(date(2019, 9, 10)).runoff.running


#: Questions on days on which something was missing in its own way.
HARD = (
    (date(2006, 3, 17), "how-much"),  # no bank assets with reserves yet
    (date(2006, 3, 17), "risks"),  # no administered rate yet
    (date(2012, 3, 17), "how-much"),  # the newest Wednesday is 29 February
    (date(2017, 10, 20), "what"),  # runoff had begun, no Wednesday of it was out
    (date(2018, 9, 30), "stocks"),  # a month short of a year of runoff
    (date(2019, 12, 15), "risks"),  # the quarter of September 2019 had no gross domestic product yet
    (date(2020, 3, 31), "how-long"),  # purchases without a pace since the newest list of securities
    (date(2020, 3, 31), "risks"),
    (date(2022, 6, 17), "how-long"),  # a new list, but auctions of one month only
    (date(2022, 6, 17), "risks"),
    (date(2022, 9, 30), "risks"),  # the plan in force, never stopped, would have drained all reserves by 2026
    (date(2023, 3, 17), "how-long"),  # currency alone would have drained them after the stop
    (date(2026, 1, 17), "risks"),
)


@pytest.mark.parametrize(("day", "key"), HARD, ids=str)
def test_a_question_on_a_hard_day_is_answered_or_out_of_range(day, key):
    refusal = None
    try:
        assert answer_on(Evidence(day), key).as_of == day
    except OutOfRange as error:
        refusal = error
    assert refusal is None or (refusal.exit_code, len(str(refusal).splitlines())) == (2, 4)


def test_a_thing_is_computed_once(evidence_on):
    evidence = evidence_on(date(2024, 7, 18))
    assert evidence.demand is evidence.demand
    assert evidence.run("current") is evidence.run("current")
    assert evidence.bridge(evidence.runoff) is evidence.bridge(evidence.runoff)


def test_a_run_may_be_cut_short_and_is_the_beginning_of_the_long_one(newest):
    assert newest.run("current", months=1).json()["paths"]["mbs"] == newest.run("current").json()["paths"]["mbs"][:1]


def test_a_stopped_run_ends_with_its_stop(newest):
    found = newest.run("qt3", "central", spread_stop=True)
    assert found.stopped == found.dates[-1]
    fit = newest.demand
    last = found.share_of_bank_assets()[-1]
    assert fit.floor.value + fit.slope.value * max(0.0, fit.kink.value - last) >= 0.0


def test_a_preset_far_ahead_of_the_day_is_moved_near(evidence_on):
    evidence = evidence_on(date(2024, 7, 18))
    assert evidence.run("qt3", months=1).dates[0] == date(2024, 10, 31)
    assert evidence_on(None).run("qt3", months=1).dates[0] == date(2027, 1, 31)


def test_gdp_of_a_day_is_that_of_its_quarter_or_the_newest_known_before(newest, evidence_on):
    gdp = newest.record.series("gdp").by_month()
    assert newest.gdp_on(date(2022, 5, 25)) == gdp[2022, 6]
    assert newest.gdp_on(date(2024, 2, 29)) == gdp[2024, 3]  # a day that the next year does not have
    early = evidence_on(date(2022, 9, 30))
    assert early.gdp_on(date(2022, 8, 31)) == gdp[2022, 6]  # the third quarter was not published yet
    with pytest.raises(OutOfRange):
        newest.gdp_on(date(1900, 1, 1))


def test_regimes_of_a_kind_are_pooled(newest):
    pooled = newest.regimes_by_kind("sp500", {"QT1": "qt", "QT2": "qt", "hold": "hold"})
    single = {r.regime: r.months for r in newest.regimes("sp500")}
    assert pooled["qt"].months == single["QT1"] + single["QT2"] == 64
    assert set(pooled) == {"qt", "hold"}


def test_the_effect_asked_for_is_the_one_given(newest):
    assert newest.effect("sp500").programme == "both"
    assert newest.effect("sp500", "QT2").programme == "QT2"
    assert newest.effect("taiex").market == "taiex"


@pytest.mark.parametrize(
    ("first", "last", "months"),
    [
        (date(2022, 6, 1), date(2025, 11, 30), 42),
        (date(2017, 10, 1), date(2019, 7, 31), 22),
        (date(2024, 1, 31), date(2024, 1, 1), 1),
    ],
)
def test_both_months_are_counted(first, last, months):
    assert months_between(first, last) == months
