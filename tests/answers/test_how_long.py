"""How long: what the runoff took, and on each day a dated end with its range; the outcome is beside it."""

from __future__ import annotations

from datetime import date

import pytest

from ebb.answers import answer_on
from ebb.answers.evidence import Evidence
from ebb.answers.how_long import Stops, plan_in_question, reached, stops
from ebb.funding.edge import crossing
from ebb.record import Record
from ebb.text import Month


def test_the_second_runoff_took_42_months_and_ended_on_1_december_2025(told):
    """FOMC statement of 29 October 2025: the runoff concludes on 1 December."""
    found = told("how-long", None)
    assert found.value("qt_end").value == "2025-12-01"
    assert found.value("months").value == 42.0
    assert "1 December 2025" in found.text["en"]
    assert "2025年12月1日" in found.text["zh-Hant"]


def test_the_first_runoff_took_22_months(told):
    found = told("how-long", date(2019, 9, 10))
    assert (found.value("qt_end").value, found.value("months").value) == ("2019-08-01", 22.0)
    assert found.value("stop_date").value is None  # no reserve demand could be estimated then


def test_while_it_ran_no_end_was_known_but_a_range(told):
    for day in (date(2022, 9, 30), date(2024, 7, 18), date(2025, 10, 28)):
        found = told("how-long", day)
        assert found.value("qt_end").value is None
        early, central, late = (found.value(f"stop_date{tail}").value for tail in ("_early", "", "_late"))
        assert early <= central <= late, day
        assert str(day) < early


def test_the_end_lay_in_the_range_said_on_the_day_of_the_article(told, record_property):
    """An outcome, not a law: said on 18 July 2024 with what was known then; runoff ended on 1 December 2025."""
    found = told("how-long", date(2024, 7, 18))
    early, central, late = (found.value(f"stop_date{tail}").value for tail in ("_early", "", "_late"))
    record_property("said on 2024-07-18", f"{central}, between {early} and {late}; it ended on 2025-12-01")
    assert early <= "2025-12-01" <= late


def test_the_plan_in_question_is_the_one_in_force_while_it_runs(evidence_on):
    assert plan_in_question(evidence_on(date(2024, 7, 18))) == "current"
    assert plan_in_question(evidence_on(None)) == "qt3"


def test_months_to_the_stop_are_those_of_the_dates(told, newest):
    found = told("how-long", None)
    first = newest.run("qt3", "central", True).dates[0]
    for tail, name in (("", ""), ("_early", ".low"), ("_late", ".high")):
        stop = date.fromisoformat(found.value(f"stop_date{tail}").value)
        assert (
            found.value(f"months_to_stop{name}").value == (stop.year - first.year) * 12 + stop.month - first.month + 1
        )


def test_until_the_stop_no_more_runs_off_than_the_caps_allow(told):
    found = told("how-long", None)
    gone = found.value("runoff_until_stop").value
    assert 0 < gone <= found.value("months_to_stop").value * 95.0
    assert f"${gone:.1f} billion" in found.text["en"]


def test_shares_of_gdp_are_of_published_assets_and_gdp(told):
    record = Record()
    gdp, assets = record.series("gdp").by_month(), record.series("total_assets").in_unit("USD bn")
    found = told("how-long", None)
    before = 100 * assets.at(date(2022, 5, 25)) / gdp[2022, 6]
    assert found.value("total_assets_share_of_gdp_before").value == pytest.approx(before)


@pytest.mark.parametrize(
    ("days", "early", "late"),
    [
        ((date(2027, 3, 31), date(2027, 5, 31), date(2028, 1, 31)), date(2027, 3, 31), date(2028, 1, 31)),
        ((date(2027, 3, 31), date(2027, 5, 31), None), date(2027, 3, 31), None),
        ((None, None, None), None, None),
    ],
)
def test_never_is_no_date(days, early, late):
    found = Stops(*days, last=date(2031, 12, 31))
    assert (found.early, found.late) == (early, late)


def test_a_stop_that_is_never_reached_has_no_months_and_names_the_last_one(evidence_on, monkeypatch):
    """Demand so low that it is not reached within the run: the words say by when, and the value is missing."""
    evidence = Evidence(date(2025, 10, 28))
    evidence.demand = evidence_on(date(2025, 10, 28)).demand
    run = evidence.run

    def never(name, setting="central", spread_stop=False, months=None):
        if spread_stop and setting == "high":
            return run(name, setting, months=6)
        return run(name, setting, spread_stop, months)

    monkeypatch.setattr(evidence, "run", never)
    found = answer_on(evidence, "how-long")
    assert stops(evidence).late is None
    assert found.value("stop_date_late").value is None
    assert found.value("months_to_stop.high").value is None
    assert found.value("months_to_stop").value >= 1
    assert f"to later than {Month(stops(evidence).last).say('en')})" in found.text["en"]


def test_the_record_moves_the_length_in_money(told, with_series):
    real = told("how-long", None)
    with_series("treasuries", date(2022, 5, 25), 6_770_000.0)
    changed = answer_on(Evidence(), "how-long")
    assert changed.value("securities_fall").value > real.value("securities_fall").value + 900.0
    assert changed.text["zh-Hant"] != real.text["zh-Hant"]


def test_the_range_holds_both_ends_of_the_level_itself(told, newest):
    """A level further out is reached no later: the range is at least as wide as the three settings and the level's ends."""
    found, level = told("how-long", None), crossing(newest.demand)
    free = newest.run("qt3")
    days = [reached(free, share) for share in (level.high, level.value, level.low)]
    assert days[0] <= days[1] <= days[2]
    assert found.value("stop_date_early").value <= days[0].isoformat()
    assert found.value("stop_date_late").value >= days[2].isoformat()
    assert f"{level.low:.1f}% to {level.high:.1f}%" in found.caveats["en"][0]
    assert reached(free, 0.0) is None


def test_holding_still_gets_there_too_but_no_sooner_than_its_own_path(told, newest):
    held = newest.run("hold", spread_stop=True)
    assert told("how-long", None).value("stop_date_of_hold").value == held.stopped.isoformat()
    assert Month(held.stopped).say("en") in told("how-long", None).text["en"]
    assert reached(newest.run("hold"), crossing(newest.demand).value) == held.stopped
