"""Attribution of the episodes: parts that add up, on packaged figures and on Shiller's own months."""

from __future__ import annotations

from datetime import date

import pytest

from ebb.answers.attribution import BESIDE, attributions
from ebb.answers.daily import NEEDS_DAILY
from ebb.record import Record


@pytest.fixture(scope="module")
def packaged(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("EBB_HOME", str(tmp_path_factory.mktemp("none")))
        return attributions(Record())


def test_the_parts_of_every_episode_add_up(packaged):
    assert {"QT1", "QT2", "QE1", *BESIDE} <= {e.name for e in packaged.episodes}
    for episode in packaged.episodes:
        for one in (episode.ten_years, episode.for_ever):
            assert sum(one.parts().values()) == pytest.approx(one.price, abs=1e-9)
        assert episode.ten_years.earnings == episode.for_ever.earnings
        assert episode.for_ever.weight > episode.ten_years.weight > 8.0


def test_where_packaged_earnings_end_the_episode_ends_and_says_so(packaged):
    told = {e.name: e for e in packaged.episodes}
    assert not told["QT1"].cut
    assert told["QT2"].cut
    assert told["QT2"].ten_years.last == date(2023, 6, 30)
    wire = {e["name"]: e for e in packaged.json()["episodes"]}
    assert wire["QT2"]["said"] == NEEDS_DAILY
    assert wire["QT1"]["said"] is None
    assert "RMP2025" in packaged.untold
    assert packaged.monthly_premium == "last day of the month"


def test_in_2013_the_term_premium_took_and_the_path_hardly_moved(packaged):
    taper = next(e.ten_years for e in packaged.episodes if e.name == "TAPER2013")
    assert taper.term_premium < -8.0
    assert abs(taper.expected_rates) < 0.2 * abs(taper.term_premium)
    assert taper.price > 0.0  # shares rose all the same: no single cause


def test_december_2018_is_neither_rates_nor_the_term_premium(packaged):
    fall = next(e.ten_years for e in packaged.episodes if e.name == "DEC2018")
    assert fall.price < -10.0
    assert fall.residual < 0.8 * fall.price
    assert fall.term_premium > 0.0


def test_own_months_of_shiller_tell_the_whole_second_runoff(daily_store):
    found = attributions(Record(date(2026, 11, 1), daily_store))
    told = {e.name: e for e in found.episodes}
    assert not told["QT2"].cut
    assert told["QT2"].ten_years.last == date(2025, 11, 30)
    assert found.monthly_premium == "mean of the month"
    for one in told.values():
        assert sum(one.ten_years.parts().values()) == pytest.approx(one.ten_years.price, abs=1e-9)


def test_an_episode_that_had_not_ended_is_told_up_to_the_day():
    found = attributions(Record(date(2018, 12, 31)))
    told = {e.name: e for e in found.episodes}
    assert "QT2" not in told
    assert told["QT1"].ten_years.last <= date(2018, 12, 31)
    assert "YEAR2022" not in told
