"""What can go wrong: episodes on the balance sheet of the plan in force, none of them before its figures were out."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from ebb.answers import answer_on
from ebb.answers.evidence import Evidence
from ebb.answers.plan_history import brier, packaged
from ebb.answers.risks import figures, plan_state, soma_duration
from ebb.answers.stress import stressed
from ebb.answers.stress_paths import story
from ebb.errors import OutOfRange
from ebb.planning import episodes
from ebb.planning.stress import Buffers
from ebb.record import Record
from ebb.text import value_label

#: Day by day which episodes had all their figures: the gross domestic product of their quarters is the last to come.
KNOWN = {
    date(2020, 1, 15): {"taper_2013"},
    date(2020, 1, 16): {"taper_2013", "repo_2019"},
    date(2022, 9, 30): {"taper_2013", "repo_2019"},
    date(2024, 7, 18): {"taper_2013", "repo_2019", "gilt_2022"},
    date(2026, 2, 25): {"taper_2013", "repo_2019", "gilt_2022"},
    date(2026, 2, 26): {"taper_2013", "repo_2019", "gilt_2022", "reserves_2025"},
}


@pytest.mark.parametrize("day", KNOWN, ids=str)
def test_an_episode_is_told_from_the_day_all_its_figures_were_out(day):
    evidence = Evidence(day)
    assert {e.key for e in episodes(figures(evidence), as_of=day)} == KNOWN[day]


@pytest.mark.parametrize("day", [date(2022, 9, 30), date(2024, 7, 18), None], ids=str)
def test_the_episode_of_the_sentence_leaves_reserves_lowest_of_those_about_reserves(told, day):
    """The stated rule, read off the values; March 2020 lies lower and is not ranked."""
    found = told("risks", day)
    lowest = {v.name.split(".")[0]: v.value for v in found.values if v.name.endswith(".stress.lowest.without_facility")}
    ranked = {key: level for key, level in lowest.items() if story(key).kind == "reserves"}
    first = min(ranked, key=lambda key: ranked[key])
    assert lowest["dash_2020"] < ranked[first]
    assert value_label(f"{first}.stress", "en").split(":")[0] in found.text["en"].split("”")[0]
    assert "Dash for cash" in " ".join(found.caveats["en"])


def test_the_table_is_that_of_the_stress_command(told, newest):
    """Two routes to one row: the answer's table, and the library laid on the plan by name."""
    found = told("risks", None)
    for key in ("tga_rebuild_2023", "dash_2020"):
        as_they_are = stressed(newest, "current", [key]).outcome
        bare = stressed(newest, "current", [key], buffers=Buffers(standing_repo=False)).outcome
        assert found.value(f"{key}.stress.lowest").value == pytest.approx(as_they_are.lowest[1])
        assert found.value(f"{key}.stress.lowest.without_facility").value == pytest.approx(bare.lowest[1])
        assert found.value(f"{key}.stress.spread.without_facility").value == pytest.approx(bare.spread)


@pytest.mark.parametrize("day", [date(2024, 7, 18), date(2025, 10, 28), None], ids=str)
def test_without_the_facility_nothing_is_better(told, day):
    found = told("risks", day)
    rows = [v.name for v in found.values if v.name.endswith(".without_facility")]
    assert rows
    for name in rows:
        bare, held = found.value(name).value, found.value(name.removesuffix(".without_facility")).value
        if ".lowest." in name:
            assert bare <= held + 1e-9
        else:
            assert bare >= held - 1e-9


def test_speed_is_told_with_its_interval_and_faster_is_no_safer(told):
    found = told("risks", None)
    chances = [found.value(f"frontier.pace_{pace}.year_on") for pace in (15, 30, 60, 120)]
    levels = [found.value("frontier.holding.year_on").value, *(one.value for one in chances)]
    assert levels == sorted(levels)
    assert all(one.interval.low <= one.value <= one.interval.high for one in chances)
    assert found.value("frontier.way_sales.realised").value < 0.0
    for name in ("slow", "fast"):
        assert f"{chances[0 if name == 'slow' else -1].value:.0f}%" in found.text["en"]


def test_the_history_of_the_rule_is_told_as_what_it_is(told):
    """The Brier score is recomputed from the packaged quarters, and compared with that of always saying the average."""
    rows = packaged(Record().table("plan_history"))
    ours, average = brier(rows)
    said = " ".join(told("risks", None).caveats["en"])
    assert f"{ours:.2f}" in said
    assert ("weak" in said) == (ours >= average)
    assert "quarter ends" not in " ".join(told("risks", date(2020, 6, 30)).caveats["en"])  # no year was out by then


def test_too_early_is_refused(told):
    refusal = told("risks", date(2018, 6, 30))
    assert isinstance(refusal, OutOfRange)
    assert "no episode" in str(refusal)


def test_the_plan_in_force_is_read_from_the_newest_wednesday_with_all_lines(newest):
    state, record = plan_state(newest), newest.record
    assert state.as_of == newest.reserves_share[0]
    held = sum(record.series(key).in_unit("USD bn").at(state.as_of) for key in ("treasuries", "mbs"))
    assert state.soma_par == pytest.approx(held)
    assert state.monthly_runoff == 0.0  # no runoff is in force
    assert state.kink_standard_error == pytest.approx(np.nanstd(newest.demand.kink_draws, ddof=1) / 100.0)
    assert plan_state(Evidence(date(2024, 7, 18))).monthly_runoff > 25.0  # 25 of Treasuries and what prepays


def test_duration_is_between_that_of_a_bill_and_of_a_long_bond(newest):
    assert 4.0 < soma_duration(newest) < 10.0


def test_a_steeper_record_asks_more(told, with_series, newest):
    real = told("risks", None)
    day = newest.reserves_share[0]
    with_series("reserves", day, Record().series("reserves").at(day) - 300_000.0)
    changed = answer_on(Evidence(), "risks")
    name = "repo_2019.ask.reserves_after"
    assert changed.value(name).value == pytest.approx(real.value(name).value - 300.0)
    assert changed.text["en"] != real.text["en"]
