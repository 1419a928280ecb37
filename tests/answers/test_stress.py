"""Stress episodes read from the record and laid on plans: identities, replays, buffers."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from ebb.answers.evidence import Evidence
from ebb.answers.stress import AS_THEY_ARE, buffer_table, ceiling, stressed
from ebb.answers.stress_door import stress
from ebb.answers.stress_paths import episode, known_stories, stories
from ebb.answers.stress_replay import replayed
from ebb.errors import OutOfRange, UnknownName, UsageError
from ebb.planning.stress import Buffers, drivers, worst
from ebb.simulate.result import ASSETS, LIABILITIES

KEYS = [story.key for story in stories()]
#: What a replay may miss, USD billion, by how long before the eve the last list of securities was: Wednesdays against
#: month ends (one coupon date is 30 to 60) within a year, and the declared prior of mortgage principal beyond.
REPLAY = {
    "equities_2018": 60,
    "repo_2019": 60,
    "dash_2020": 120,
    "gilt_2022": 60,
    "tga_drain_2023": 60,
    "banks_2023": 60,
    "tga_rebuild_2023": 60,
    "reserves_2025": 120,
}


@pytest.fixture(scope="module")
def evidence() -> Evidence:
    return Evidence()


@pytest.mark.parametrize("key", KEYS)
def test_the_drivers_add_up_to_the_change_of_reserves_on_every_date(evidence, key):
    paths = episode(evidence, key).paths
    if "reserves" not in paths:
        pytest.skip("an episode without balances on file")
    for day, change in zip(paths["reserves"].dates.tolist(), paths["reserves"].changes.tolist(), strict=True):
        assert sum(drivers(paths, day).values()) == pytest.approx(change, abs=1e-6)


def test_september_2019_is_a_treasury_account_that_rose_and_a_fed_that_lent(evidence):
    """H.4.1 of 11 and 18 September 2019; FEDS Notes of 27 February 2020 names the drain of about 120."""
    paths = episode(evidence, "repo_2019").paths
    effect = drivers(paths, worst(paths))
    assert effect["tga"] == pytest.approx(-119.5, abs=0.2)
    assert effect["lending"] == pytest.approx(75.6, abs=0.2)
    assert paths["repo_spread"].extreme[0] == date(2019, 9, 17)
    assert paths["repo_spread"].levels.max() == pytest.approx(315.0, abs=0.5)  # 5.25 over 2.10


def test_in_march_2023_the_fed_lent_while_it_shrank(evidence):
    """Methods: total assets rose by about 390 over 8 to 22 March while securities fell; the identity says lending."""
    paths = episode(evidence, "banks_2023").paths
    effect = drivers(paths, date(2023, 3, 22))
    assert effect["securities"] < 0
    assert effect["lending"] + effect["securities"] == pytest.approx(391.5, abs=2.0)
    assert paths["reserves"].changes[-1] > 0


def test_the_refilled_account_came_out_of_on_rrp_in_2023_and_out_of_reserves_in_2025(evidence):
    then, later = (episode(evidence, key).paths for key in ("tga_rebuild_2023", "reserves_2025"))
    summer, autumn = drivers(then, worst(then)), drivers(later, worst(later))
    assert summer["on_rrp"] > 0.9 * -summer["tga"]
    assert autumn["on_rrp"] < 0.1 * -autumn["tga"]


@pytest.mark.parametrize("key", sorted(REPLAY))
def test_every_episode_replays_on_its_own_past(evidence, key):
    told = replayed(evidence, key)
    assert told is not None
    assert abs(told.error) < REPLAY[key]


def test_a_replay_without_the_shock_would_have_missed(evidence):
    """Otherwise the test above could not fail."""
    told = [replayed(evidence, key) for key in ("repo_2019", "dash_2020", "banks_2023")]
    assert all(one is not None and abs(one.calm - one.published) > 90 for one in told)


def test_an_episode_before_the_first_list_has_no_replay(evidence):
    assert replayed(evidence, "taper_2013") is None


def test_the_curve_alone_does_not_explain_september_2019(evidence):
    told = replayed(evidence, "repo_2019")
    assert told is not None
    assert told.printed is not None
    assert told.curve is not None
    assert told.printed - told.curve > 150.0


@pytest.mark.parametrize("key", ["repo_2019", "tga_rebuild_2023"])
def test_books_balance_under_stress_and_nothing_moves_before_it(evidence, key):
    found = stressed(evidence, "qt3", [key], at=date(2027, 6, 1))
    cents = found.run.cents
    assets = sum(cents[name] for name in ASSETS)
    owed = sum(cents[name] for name in LIABILITIES) - cents["deferred_asset"]
    assert (assets == owed).all()
    assert (assets == cents["total_assets"]).all()
    before = sum(day < date(2027, 6, 1) for day in found.run.dates)
    assert before > 0
    for name in cents:
        assert (cents[name][:before] == found.calm.cents[name][:before]).all()
    assert (cents["reserves"][before:] != found.calm.cents["reserves"][before:]).any()


def test_a_larger_shock_leaves_fewer_reserves(evidence):
    lows = [stressed(evidence, "current", ["tga_rebuild_2023"], scale=by).outcome.lowest[1] for by in (0.5, 1.0, 1.5)]
    assert lows[0] > lows[1] > lows[2]


def test_each_buffer_is_worth_something_where_it_is_needed(evidence):
    rows = {
        name: row.outcome for name, row in buffer_table(evidence, "qt3", ["repo_2019"], at=date(2027, 6, 1)).items()
    }
    calm, bare = rows["as_they_are"], rows["without_standing_repo"]
    assert calm.lowest[1] > bare.lowest[1]
    assert calm.spread < bare.spread
    assert bare.standing_repo == 0.0
    assert rows["operations"].lowest[1] >= bare.lowest[1]
    assert rows["pause"].standing_repo < calm.standing_repo
    assert rows["restart"].standing_repo <= rows["pause"].standing_repo
    assert rows["pause"].stopped == date(2027, 6, 30)


def test_the_ceiling_is_the_facility_and_what_was_seen_above_it(evidence):
    rates = evidence.record.corridor.at(evidence.as_of)
    over = 100.0 * (rates.srf - rates.ior)
    found = ceiling(evidence, AS_THEY_ARE)
    assert found is not None
    assert found >= over
    assert ceiling(evidence, Buffers(standing_repo=False)) is None
    assert ceiling(evidence, Buffers(standing_repo_over_iorb=over + 10.0)) == pytest.approx(found + 10.0)


def test_shocks_laid_together_take_what_each_takes(evidence):
    one, other = (stressed(evidence, "current", [key]).shock for key in ("repo_2019", "reserves_2025"))
    both = stressed(evidence, "current", ["repo_2019", "reserves_2025"]).shock
    for k in range(4):
        assert both.at("tga", k) == pytest.approx(one.at("tga", k) + other.at("tga", k))


def test_nothing_is_told_before_it_was_published():
    then = Evidence(date(2019, 12, 1))
    assert [story.key for story in known_stories(then.as_of)] == ["taper_2013", "equities_2018"]
    with pytest.raises(OutOfRange):
        episode(then, "repo_2019")


def test_an_episode_does_not_depend_on_what_came_after(evidence):
    early = Evidence(date(2020, 2, 1))
    for name, path in episode(early, "repo_2019").paths.items():
        assert np.allclose(path.levels, episode(evidence, "repo_2019").paths[name].levels)


def test_missing_channels_are_named_and_not_filled(evidence):
    found = episode(evidence, "dash_2020")
    assert {"credit", "dollar", "foreign_yield"} <= set(found.missing)
    assert not set(found.missing) & set(found.paths)


def test_wrong_questions_are_refused():
    with pytest.raises(UnknownName, match="repo_2019"):
        stress("current", ["repo2019"])
    with pytest.raises(UsageError, match="no plan"):
        stress(None, ["repo_2019"])
    with pytest.raises(UsageError, match="no episode"):
        stress("current", [])
    with pytest.raises(OutOfRange):
        stress("qt3", ["repo_2019"], at=date(2020, 1, 1))
    with pytest.raises(UsageError):
        stress("qt3", ["repo_2019"], scale=-1.0)
