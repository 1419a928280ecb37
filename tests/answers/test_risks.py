"""What can go wrong: episodes on the balance sheet of the plan in force, none of them before its figures were out."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from ebb.answers import answer_on
from ebb.answers.evidence import Evidence
from ebb.answers.risks import figures, plan_state, soma_duration
from ebb.errors import OutOfRange
from ebb.planning import episodes
from ebb.record import Record

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
def test_the_episode_of_the_sentence_asks_most_of_reserves(told, day):
    """The stated rule: of the episodes that bring reserves below or near the kink, the one that leaves them lowest."""
    found = told("risks", day)
    after = {v.name.split(".")[0]: v.value for v in found.values if v.name.endswith(".ask.distance_after")}
    lowest = min(after, key=lambda key: after[key])
    assert lowest == "repo_2019"
    assert "Repo stress, September 2019" in found.text["en"].split("”")[0]


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
