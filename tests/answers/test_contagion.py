"""Contagion: the article's channels by episode and after shocks, and what a record without daily figures says."""

from __future__ import annotations

from datetime import date

import pytest

from ebb.answers.contagion import GROUPS, contagion_by_episode, contagion_on
from ebb.answers.contagion_shocks import PERIODS
from ebb.answers.daily import NEEDS_DAILY
from ebb.errors import UsageError
from ebb.record import Record
from ebb.report import plot
from ebb.report.charts import contagion_table

CHANNELS = ("dollar", "gold", "mortgage_spread", "gilt_10y")


@pytest.fixture(scope="module")
def packaged(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("EBB_HOME", str(tmp_path_factory.mktemp("none")))
        return contagion_on(Record())


@pytest.fixture(scope="module")
def by_day(daily_store):
    return contagion_on(Record(date(2026, 11, 1), daily_store), CHANNELS)


def test_packaged_months_answer_for_mortgages_and_every_other_market_is_named(packaged):
    assert {one.channel for one in packaged.moves} == {"mortgage_spread"}
    assert {one.frequency for one in packaged.moves} == {"month"}
    assert set(packaged.missing) == {name for names in GROUPS.values() for name in names} - {"mortgage_spread"}
    assert packaged.responses == ()
    wire = packaged.json()
    assert all(one["said"] == NEEDS_DAILY for one in wire["missing"])
    assert NEEDS_DAILY in wire["text"]["en"]
    assert NEEDS_DAILY in wire["text"]["zh-Hant"]


def test_in_march_2020_mortgages_stood_away_from_treasuries_more_than_in_any_calm_window(packaged):
    (move,) = [one.move for one in packaged.of("dash_2020")]
    assert move.change > 50.0
    assert move.unusual
    assert move.share > 0.99


def test_autumn_2022_was_unusual_for_gilts_and_not_for_the_dollar(by_day):
    moves = {one.channel: one.move for one in by_day.of("gilt_2022")}
    assert moves["gilt_10y"].unusual
    # the largest of all windows of three weeks the file holds, episodes apart
    assert moves["gilt_10y"].extreme_share > 0.99
    assert not moves["dollar"].unusual
    assert not moves["gold"].unusual
    # gilts are held since 2021 only: before, no rank is made up
    assert "gilt_10y" not in {one.channel for one in by_day.of("dash_2020")}


def test_every_response_has_interval_placebo_and_what_could_have_been_found(by_day):
    shocks = {one.shock for one in by_day.responses}
    assert {"plan", "yield_news", "term_premium"} <= shocks
    assert {one.periods for one in by_day.responses} == set(PERIODS)
    for one in by_day.responses:
        effect = one.effect
        assert effect.low < effect.value < effect.high
        assert effect.minimum_detectable > 0.0
        assert 0.0 < effect.placebo_p <= 1.0
        assert one.identified == (one.shock in ("plan", "yield_news"))
        if effect.verdict != "no evidence":
            assert effect.low > 0.0 or effect.high < 0.0
            assert effect.placebo_p <= 0.10 + 1e-12
    assert len(by_day.found) < len(by_day.responses) / 3


def test_nothing_that_came_later_changes_what_was_known(daily_store):
    early = Record(date(2023, 6, 30), daily_store)
    moves, _ = contagion_by_episode(early)
    assert "tga_rebuild_2023" not in {one.episode for one in moves}
    assert max(one.move.last for one in moves) <= early.as_of


def test_the_chart_has_one_mark_for_each_move_and_says_the_chance(by_day):
    drawn = contagion_table(by_day)
    (rows,) = drawn.tables
    assert len(rows) == len(by_day.moves)
    assert plot(by_day).key == "contagion_table"
    for lang in ("en", "zh-Hant"):
        assert drawn.svg(lang=lang).startswith("<svg")


def test_nothing_to_draw_is_refused(by_day):
    from dataclasses import replace

    with pytest.raises(UsageError, match="no chart"):
        plot(replace(by_day, moves=()))
