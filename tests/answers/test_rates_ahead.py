"""The eight weeks ahead: coarse from the package and said so, by day from a store, scored, and blind to what came later."""

from __future__ import annotations

import csv
import json
import os
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import pytest

import ebb
from ebb.answers.rates_ahead import (
    RATES,
    THE_DAY,
    daily_panel,
    funding_weeks_on,
    settlements,
    spans_of,
    take_up_days,
)
from ebb.answers.rates_beside import beside, weeks_of
from ebb.errors import UnknownName, UsageError
from ebb.funding.rates import forecasts, scores
from ebb.record import Record
from ebb.report.weeks import weeks_charts
from ebb.sources.cards import card
from ebb.sources.harvest import Delivery, Harvest, Reading
from ebb.store import Store, writing
from ebb.text import labelled

DATA = Path(os.environ.get("EBB_SHARED_DATA", Path(__file__).parents[2].parent / "shared" / "data"))
FILES = {
    "h41_weekly.csv": ("WRBWFRBL", "WDTGAL"),
    "bank_weekly.csv": ("TLAACBW027SBOG",),
    "money_market_daily.csv": ("SOFR", "TGCR", "EFFR", "DFF", "RRPONTSYD"),
}
LATE = date(2026, 8, 20)


def stocked(file: Path, spoilt_after: date | None = None) -> Store:
    """A store with the full-frequency copies; after a day every figure is wrong, where one is given."""
    readings = []
    for name, columns in FILES.items():
        with open(DATA / name, encoding="utf-8") as lines:
            rows = list(csv.DictReader(lines))
        for column in columns:
            held = [(row["date"], float(row[column])) for row in rows if row[column]]
            dates = np.array([day for day, _ in held], dtype="datetime64[D]")
            values = np.array([value for _, value in held])
            if spoilt_after is not None:
                values = np.where(dates > np.datetime64(spoilt_after, "D"), values * 1.04, values)
            readings.append(Reading(card(column), dates, values))
    with writing(file) as writer:
        passport = Delivery("tests", "full-frequency copies", datetime(2026, 11, 1, tzinfo=UTC), "0" * 64, 1)
        writer.put(Harvest(readings=tuple(readings)), passport, date(2026, 11, 1))
        writer.publish()
    found = Store.open(file)
    assert found is not None
    return found


@pytest.fixture(scope="module")
def daily(tmp_path_factory) -> Store:
    if not DATA.is_dir():
        pytest.skip("full-frequency copies are not here (set EBB_SHARED_DATA)")
    return stocked(tmp_path_factory.mktemp("daily") / "ebb.duckdb")


@pytest.fixture(scope="module")
def newest_weeks(daily):
    return funding_weeks_on(Record(LATE, store=daily), scored=False)


def test_the_package_answers_by_month_and_says_that_it_is_coarse():
    found = ebb.funding_weeks(date(2024, 7, 18), scored=False)
    assert (found.step, found.days, found.take_up, found.apart) == ("month", (), (), None)
    assert {one.month for one in found.months} >= {date(2024, 8, 1), date(2024, 9, 1)}
    assert {one.what for one in found.missing} == {"dealers", "days", "take_up", "apart", "explained"}
    assert any("needs imported daily data" in line for line in found.lines("en"))
    assert any("需匯入每日資料" in line for line in found.lines("zh-Hant"))
    json.dumps(found.json(), allow_nan=False)


def test_september_2019_is_exact_from_the_package():
    found = ebb.funding_weeks(date(2022, 9, 30), scored=False)
    assert found.repo_day is not None
    assert (found.repo_day.day, found.repo_day.sofr, found.repo_day.effr) == (THE_DAY, 5.25, 2.30)
    assert found.repo_day.spread == pytest.approx(315.0)
    assert ebb.funding_weeks(date(2021, 1, 29), scored=False).repo_day == found.repo_day


@pytest.mark.parametrize("day", [date(2021, 3, 31), date(2024, 7, 18)])
def test_the_future_does_not_reach_the_package_s_weeks(poisoned, day):
    honest = ebb.funding_weeks(day, scored=False).json()
    with poisoned(day):
        assert ebb.funding_weeks(day, scored=False).json() == honest


def test_an_unknown_rate_or_one_without_days_is_refused():
    with pytest.raises(UnknownName, match="SOFR"):
        ebb.funding_weeks(rate="SOFER")
    with pytest.raises(UsageError, match="no forecast of EFFR: needs imported daily data"):
        ebb.funding_weeks(rate="EFFR")
    with pytest.raises(UsageError, match="17 months"):
        ebb.funding_weeks(date(2019, 9, 10))


def test_a_day_without_a_row_is_no_use_only_inside_the_covered_spans():
    spans = spans_of("srf")
    assert spans == ((date(2025, 8, 22), date(2026, 1, 15)), (date(2026, 2, 11), date(2026, 4, 24)))
    rows = Record().series("srf_usage").dates.tolist()
    assert all(any(first <= day <= last for first, last in spans) for day in rows)
    assert take_up_days(Record()) is None


def test_every_business_day_of_eight_weeks_has_its_distribution(newest_weeks):
    assert (newest_weeks.step, newest_weeks.known) == ("day", date(2026, 8, 19))
    assert len(newest_weeks.days) == 40
    assert newest_weeks.days[-1].date == date(2026, 10, 19)  # Labor Day and Columbus Day lie between
    for day in newest_weeks.days:
        assert day.low <= day.median <= day.high <= day.extreme
    worst = max(newest_weeks.days, key=lambda day: day.high)
    assert worst.date == date(2026, 9, 30)
    for lang in ("en", "zh-Hant"):
        assert len(newest_weeks.lines(lang)) >= 5
    json.dumps(newest_weeks.json(), allow_nan=False)


@pytest.mark.parametrize("rate", sorted(RATES))
def test_turns_cost_more_when_reserves_are_scarce_in_repo_and_nothing_in_fed_funds(daily, rate):
    told = {one.rate: one for one in funding_weeks_on(Record(LATE, store=daily), scored=False).explained}[rate]
    for side in (told.levels, told.changes):
        effects = {effect.name: effect for effect in side}
        assert effects["reserves"].value < -1.96 * effects["reserves"].error
        turn = effects["quarter_end"]
        assert (turn.value > 1.96 * turn.error) == (rate != "EFFR")


def test_the_additive_model_leaves_most_of_17_september_2019(newest_weeks):
    """Methods 7.3: above 150 bp must remain, and interactions explain part of it once they have seen the day."""
    apart = newest_weeks.apart
    assert apart.spread == pytest.approx(315.0)
    assert apart.settlement == pytest.approx(78.0)
    assert apart.fit("additive", "with_the_day").residual > 150.0
    assert apart.fit("additive", "before").residual > 150.0
    assert apart.fit("interactions", "with_the_day").residual < apart.fit("additive", "with_the_day").residual - 20.0
    assert apart.fit("quantile", "before").residual < apart.fit("additive", "before").residual
    # estimated on days before it, no model here comes near: this is no early warning
    assert apart.fit("quantile", "before").residual > 200.0


def test_forecasts_of_the_tail_beat_every_simple_rule(daily):
    """A quarter at a time; the whole score is the answer's own. At the middle today's level is no worse, and so it says."""
    record = Record(LATE, store=daily)
    data = daily_panel(record)
    origins = [date(year, month, 3) for year in range(2020, 2026) for month in (1, 4, 7, 10)]
    told = {(s.rule, s.level): s for s in scores(forecasts(data, origins), draws=200) if s.group == "all"}
    for rule in ("all_days", "last_year", "same_day", "level"):
        assert told[rule, 0.95].skill > 0.0, rule
        assert told[rule, 0.99].skill > 0.0, rule
    assert 0.02 < told["model", 0.95].above < 0.12
    assert 0.0 < told["model", 0.99].above < 0.05


def test_standing_repo_given_its_rate_beats_past_days_and_falls_with_its_price(daily, newest_weeks):
    record = Record(LATE, store=daily)
    held = take_up_days(record)
    assert len(held) == 150
    assert int((held.amount > 0).sum()) == 42
    dear = funding_weeks_on(record, scored=False, srf_over_ior=25.0)
    assert newest_weeks.over == pytest.approx(10.0)
    assert sum(d.expected for d in dear.take_up) < sum(d.expected for d in newest_weeks.take_up)
    assert all(a.chance <= b.chance for a, b in zip(dear.take_up, newest_weeks.take_up, strict=True))


def test_take_up_is_scored_one_day_at_a_time(daily):
    from ebb.funding.rates import score_take_up

    score = score_take_up(take_up_days(Record(LATE, store=daily)), draws=200)
    assert score.days > 80
    assert score.loss < score.loss_past
    assert score.brier < score.brier_past


def test_the_future_does_not_reach_a_store_s_weeks(daily, tmp_path):
    day = date(2025, 10, 28)
    wrong = stocked(tmp_path / "ebb.duckdb", spoilt_after=day)
    honest, again = (funding_weeks_on(Record(day, store=s), scored=False) for s in (daily, wrong))
    assert again.json() == honest.json()
    assert len(honest.days) == 40
    later = [funding_weeks_on(Record(date(2026, 1, 15), store=s), scored=False).json() for s in (daily, wrong)]
    assert later[0] != later[1], "the poison is real"


def test_before_the_event_september_2019_has_a_forecast_by_day(daily):
    found = funding_weeks_on(Record(date(2019, 9, 10), store=daily), scored=False)
    by_day = {day.date: day for day in found.days}
    ordinary = [day.high for day in found.days if not day.kinds]
    assert by_day[date(2019, 9, 30)].high > max(ordinary)
    assert by_day[THE_DAY].extreme < 100.0, "nobody's model of the days before had the 17th in it"
    assert found.repo_day is None
    assert found.apart is None


def test_beside_an_answer_stand_the_hardest_day_and_the_ordinary_ones(newest_weeks):
    values, phrases = beside(newest_weeks)
    told = {one.name: one for one in values}
    assert all(labelled(name) for name in told)
    worst = max(newest_weeks.days, key=lambda day: day.high)
    assert told["funding_weeks.hardest.day"].value == worst.date.isoformat()
    assert told["funding_weeks.hardest"].interval.high == worst.high
    assert told["funding_weeks.ordinary"].interval.high < worst.high
    assert "30 September 2026" in phrases[1].say("en")
    assert "2026年9月30日（季底）" in phrases[1].say("zh-Hant")


def test_beside_an_answer_from_the_package_stands_the_coming_month_and_that_it_is_coarse():
    values, phrases = beside(weeks_of(Record(date(2024, 7, 18))))
    assert [one.name for one in values] == ["funding_weeks.highest"]
    assert labelled("funding_weeks.highest")
    assert "July 2024" in phrases[0].say("en")
    assert "needs imported daily data" in phrases[-1].say("en")
    assert beside(weeks_of(Record(date(2019, 9, 10)))) == ([], [])


def test_charts_stand_where_days_are_held_and_nowhere_else(daily):
    drawn = weeks_charts(Record(LATE, store=daily))
    assert [chart.key for chart in drawn] == ["funding_weeks", "september_2019"]
    assert any("SOFR" in origin.series for origin in drawn[0].origins)
    assert weeks_charts(Record(date(2024, 7, 18))) == []
    assert [chart.key for chart in weeks_charts(Record(date(2019, 9, 10), store=daily))] == ["funding_weeks"]


def test_settlements_are_summed_by_day():
    held = settlements(Record(date(2019, 12, 31)))
    assert held.at(date(2019, 9, 16)) == pytest.approx(38.0 + 24.0 + 16.0)
