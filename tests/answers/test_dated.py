"""The dated chance on the record, the clocks, and the packaged estimates of reserve demand."""

from __future__ import annotations

import importlib.util
import sys
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from ebb.answers.clocks import clocks, now, packaged
from ebb.answers.dated import deviations
from ebb.answers.demand_results import demand_results, satiations, slopes
from ebb.funding.dated import RISKS
from ebb.record import Record
from ebb.sources import published

TOOLS = Path(__file__).parents[2] / "tools"


@pytest.fixture(scope="module")
def tool():
    """A tool by name; each sets a home of its own when it is loaded."""
    names = []

    def load(name):
        spec = importlib.util.spec_from_file_location(f"{name}_tool", TOOLS / f"{name}.py")
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        sys.modules[f"{name}_tool"] = module
        names.append(f"{name}_tool")
        spec.loader.exec_module(module)
        return module

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("EBB_HOME", "kept")
        yield load
    for name in names:
        sys.modules.pop(name, None)


def test_draws_stand_around_the_run_and_widen(newest):
    dated = newest.dated
    run = newest.run("qt3")
    assert dated.risk.dates == run.dates
    away = deviations(newest.record, run.dates)
    assert away.std(axis=0)[-1] > away.std(axis=0)[0] > 0.0  # the plan begins months after the last figure
    assert dated.reserves.min() >= 0.0
    assert (np.diff(dated.reserves, axis=0) >= 0).all()
    middle = dated.reserves[2] - run.path("reserves")
    assert np.abs(middle).max() < away.std()


def test_a_plan_drains_and_its_chance_rises(newest):
    risk = newest.dated.risk
    assert risk.at(12) > risk.at(1)
    stops = [risk.last_safe(level) for level in RISKS]
    known = [stop for stop in stops if stop is not None]
    assert known == sorted(known)


def test_without_uncertainty_it_is_the_answers_own_probability(newest, told):
    """At the reserves of the as-of date the dated chance and the headline are one estimate."""
    from ebb.funding.dated import dated_risk

    share = newest.reserves_share[2]
    flat = dated_risk(newest.chance, np.array([[share]]), (newest.as_of,))
    assert flat.chance[0] == pytest.approx(told("how-much", None).value("probability_not_ample").value)


@pytest.mark.parametrize("lang", ["en", "zh-Hant"])
def test_one_sentence_says_the_chances_and_the_stops(told, evidence_on, lang):
    for day in (None, date(2024, 7, 18)):
        found = told("how-much", day)
        dated = evidence_on(day).dated
        said = dated.sentence().say(lang)
        assert said in found.text[lang]
        assert f"{dated.risk.at(1):.0f}%" in said
        for level in RISKS:
            assert f"safe_stop.risk_{level:g}" in {v.name for v in found.values}
            assert found.value(f"safe_reserves.risk_{level:g}").value > 0.0


def test_the_future_moves_no_dated_chance(poisoned):
    from ebb.answers.evidence import Evidence

    day = date(2024, 7, 18)
    honest = Evidence(day).dated.risk.chance
    with poisoned(day):
        np.testing.assert_array_equal(Evidence(day).dated.risk.chance, honest)


def test_the_clocks_are_the_answers_of_their_days(tool, told, evidence_on):
    """One made again by its tool, another against the answer itself; after a change: python tools/board.py write."""
    day = date(2025, 10, 28)
    rows = {row["as_of"]: row for row in published.rows("board_clocks")}
    assert tool("board").clocks((day,)) == [rows[day.isoformat()]]
    early = next(clock for clock in packaged(Record()) if clock.day == date(2024, 7, 18))
    found = told("how-much", early.day)
    assert early.chance[0] == pytest.approx(found.value("probability_not_ample").value, abs=0.005)
    assert early.edge[0] == pytest.approx(found.value("edge_share_of_bank_assets").value, abs=0.005)
    assert early.board[0] == pytest.approx(found.value("board.ample.or_scarcer").value, abs=0.005)


def test_the_last_clock_is_now_and_none_lies_ahead(newest, evidence_on):
    found = clocks(newest)
    assert found[-1] == now(newest)
    assert [c.day for c in found[:-1]] == [date(2019, 9, 10), date(2022, 9, 30), date(2024, 7, 18), date(2025, 10, 28)]
    assert [c.day for c in clocks(evidence_on(date(2022, 9, 30)))] == [date(2019, 9, 10), date(2022, 9, 30)]


def test_the_levels_of_the_article_rise_with_their_dates(newest):
    """Methods 4.7: what was named in 2019, where it broke, what was named in 2022, where it stopped."""
    placed = {p.threshold.key: p for p in newest.thresholds}
    order = [placed[key] for key in ("survey_2019", "september_2019", "analysts_2022", "end_of_qt2")]
    assert [p.threshold.date for p in order] == sorted(p.threshold.date for p in order)
    for unit in ("amount", "share_of_bank_assets", "share_of_gdp"):
        middles = [getattr(p, unit)[1] for p in order]
        assert middles == sorted(middles)


def test_the_packaged_satiation_points_are_the_estimates_own(tool):
    """The first years made again; after a change: python tools/demand.py write."""
    have = [row for row in published.rows("reserve_demand_results") if row["what"] == "satiation"]
    day = date(2013, 12, 31)
    made = [row for row in tool("demand").satiation_rows(Record(date(2014, 1, 20))) if row["as_of"] == day.isoformat()]
    assert made == [row for row in have if row["as_of"] == day.isoformat()]
    assert made


def test_the_packaged_slopes_are_the_estimates_own(tool):
    """By instrument exactly; the sampler, with a fiftieth of the draws, within the packaged band."""
    made = {(r["first"], r["name"]): r for r in tool("demand").slope_rows(Record(), draws=200)}
    for days in slopes(demand_results(Record())).values():
        for one in days.values():
            again = made[one.first.isoformat(), one.name]
            if one.name == "iv":
                assert float(again["value"]) == one.value
            else:
                assert one.low <= float(again["value"]) <= one.high


def test_estimates_of_later_days_are_not_told_earlier():
    early = demand_results(Record(date(2019, 9, 10)))
    assert max(one.as_of for one in early) == date(2018, 12, 31)
    assert not slopes(early)
    assert date(2018, 12, 31) in satiations(early)
