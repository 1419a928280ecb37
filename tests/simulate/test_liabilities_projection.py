"""Reserves as the plug: an identity in every draw, nothing read of what came later, and what is given is kept."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from ebb.answers.liabilities import known_on
from ebb.errors import UsageError
from ebb.record import Record
from ebb.simulate.liabilities import Known, Variant, crps, levels, planned_changes, project, quarters, score
from ebb.simulate.liabilities.score import project_at

DAY = date(2022, 10, 2)
PARTS = ("reserves", "on_rrp", "foreign_rrp", "tga", "currency", "other_liabilities")


@pytest.fixture(scope="module")
def known() -> Known:
    return known_on(Record(DAY))


@pytest.fixture(scope="module")
def outcome():
    return levels(known_on(Record()).published)


@pytest.mark.parametrize("funds", ["drain", "decay", "walk"])
def test_the_lines_add_up_to_total_assets_in_every_draw(known, funds):
    found = project(known, 12, funds=funds, draws=200)
    for of in ("draws", "path"):
        lines = {name: getattr(prediction, of) for name, prediction in found.lines.items()}
        assert np.allclose(sum(lines[name] for name in PARTS), lines["total_assets"], atol=1e-9, rtol=0)
    assert (found.lines["on_rrp"].draws >= 0).all()


def test_published_lines_add_up_and_split_all_reverse_repo(outcome):
    assert np.allclose(sum(outcome[name].values for name in PARTS), outcome["total_assets"].values)
    both = outcome["on_rrp"].values + outcome["foreign_rrp"].values
    assert np.allclose(both, outcome["reverse_repo_total"].values)
    christmas = 12 * 2024 + 11  # no operation on 25 December 2024
    assert christmas not in outcome["on_rrp_published"].months
    assert outcome["on_rrp"].at(np.array([christmas]))[0] > 0


@pytest.mark.parametrize("day", [DAY, date(2019, 1, 2), date(2024, 4, 2), date(2026, 1, 2)])
def test_a_future_that_is_nonsense_changes_nothing(poisoned, day):
    """Days with something to leak: caps changed soon after, bill yields moved, the debt limit bound or did not yet."""

    def made():
        found = project(known_on(Record(day)), 12, draws=100, seed=4)
        return {name: prediction.draws for name, prediction in found.lines.items()}

    honest = made()
    with poisoned(day):
        later = made()
    for name, draws in honest.items():
        assert np.array_equal(draws, later[name]), name


def test_another_past_is_another_projection(with_series):
    honest = project(known_on(Record(DAY)), 3, draws=50).reserves.draws
    with_series("tga", date(2022, 9, 28), 10_000.0)
    assert not np.allclose(honest, project(known_on(Record(DAY)), 3, draws=50).reserves.draws)


def test_what_is_given_is_kept_and_narrows_reserves(known):
    path = np.linspace(600.0, 800.0, 12)
    free = project(known, 12, draws=400, seed=1)
    held = project(known, 12, draws=400, seed=1, tga=path, assets=np.full(12, 8800.0))
    assert np.array_equal(held.lines["tga"].draws, np.tile(path, (400, 1)))
    assert (held.lines["total_assets"].draws == 8800.0).all()
    spread = {made: made.lines["reserves"].draws[:, -1] + made.lines["on_rrp"].draws[:, -1] for made in (held, free)}
    assert spread[held].std() < 0.5 * spread[free].std()
    more = project(known, 12, draws=400, seed=1, tga=path + 100.0, assets=np.full(12, 8800.0))
    pools = [f.lines["reserves"].draws + f.lines["on_rrp"].draws for f in (held, more)]
    assert np.allclose(pools[0] - pools[1], 100.0)  # what fills the account leaves reserves and ON RRP together


def test_planned_changes_are_caps_and_announced_purchases(known):
    record = Record(date(2022, 6, 2))
    mbs = levels(known_on(record).published)["mbs"]
    june, september = (planned_changes(record.programme, mbs, 12 * 2022 + m - 1, 1)[0] for m in (6, 9))
    # agency securities had grown over the year before, so their whole cap counts
    assert june == pytest.approx(-(30.0 + 17.5))
    assert september == pytest.approx(-(60.0 + 35.0))
    quiet = Record(date(2016, 6, 2))
    assert planned_changes(quiet.programme, mbs.upto(12 * 2016), 12 * 2016 + 6, 12).tolist() == [0.0] * 12


def test_the_origin_is_the_newest_month_all_lines_were_known_for(known):
    assert project(known, 1, draws=10).origin == 12 * 2022 + 8


def test_without_two_years_of_the_facility_the_walk_stands_in_and_says_so():
    found = project(known_on(Record(date(2015, 4, 2))), 3, draws=20)
    assert found.said["on_rrp"].startswith("too few months of the facility")
    assert "drain estimated" in project(known_on(Record(DAY)), 3, draws=20).said["on_rrp"]


def test_scores_are_those_of_the_draws_against_what_came(outcome, known):
    (on_rrp, reserves) = score(lambda day: known, outcome, [date(2022, 9, 30)], horizons=[3])
    assert (on_rrp.line, reserves.line) == ("on_rrp", "reserves")
    draws = project_at(known, outcome, Variant(), 3).reserves.draws[:, 2]
    came = float(outcome["reserves"].at(np.array([12 * 2022 + 11]))[0])
    assert reserves.ours[0] == crps(draws, came)
    assert reserves.misses[0] == pytest.approx(came - np.median(draws))
    assert reserves.json()["origins"] == 1


def test_a_month_without_an_operation_is_not_scored(outcome):
    known = known_on(Record(date(2024, 10, 2)))
    found = score(lambda day: known, outcome, [date(2024, 9, 30)], horizons=[3, 6])
    assert {(s.line, s.horizon) for s in found} == {("on_rrp", 6), ("reserves", 3), ("reserves", 6)}


def test_an_origin_without_an_outcome_is_refused(outcome, known):
    with pytest.raises(UsageError, match="no origin has an outcome"):
        score(lambda day: known, outcome, [date(2026, 6, 30)])
    assert quarters(date(2026, 1, 1), date(2026, 6, 30)) == (date(2026, 3, 31), date(2026, 6, 30))
