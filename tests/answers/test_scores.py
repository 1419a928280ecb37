"""Scores of past projections: the packaged table is what the engine says, is cut at the as-of date, and adds up."""

from __future__ import annotations

import importlib.util
import sys
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from ebb.answers import projecting
from ebb.answers.scores import HORIZONS, LINES, RULES, StopScore, line_scores, misses, scores, stop_scores, table_of
from ebb.record import Record
from ebb.scenario import load
from ebb.simulate.liabilities import VARIANTS
from ebb.sources import published

TOOL = Path(__file__).parents[2] / "tools" / "scores.py"


@pytest.fixture(scope="module")
def tool():
    spec = importlib.util.spec_from_file_location("scores_tool", TOOL)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    with pytest.MonkeyPatch.context() as patch:  # the tool sets a home of its own
        patch.setenv("EBB_HOME", "kept")
        sys.modules["scores_tool"] = module
        spec.loader.exec_module(module)
        yield module
    del sys.modules["scores_tool"]


@pytest.fixture(scope="module")
def found():
    return scores(Record())


@pytest.mark.parametrize("origin", [date(2018, 6, 30), date(2024, 3, 31)])
def test_the_packaged_projections_are_the_engines_own(tool, origin):
    """A part of the table made again; after a change of the engine: python tools/scores.py write."""
    rows, stops, refused = tool.projections((origin,))
    assert not refused
    have = [row for row in published.rows("forecast_scores") if row["origin"] == origin.isoformat()]
    key = lambda row: (row["target"], row["line"])  # noqa: E731
    assert sorted(rows, key=key) == sorted(have, key=key)
    assert stops == [row for row in published.rows("forecast_stops") if row["origin"] == origin.isoformat()]


@pytest.mark.parametrize("variant", [VARIANTS[0], VARIANTS[4], VARIANTS[7]], ids=lambda v: v.name)
def test_the_packaged_liability_scores_are_the_models_own(tool, variant):
    origin = date(2023, 6, 30)
    rows = tool.liabilities((origin,), (variant,))
    have = [
        row
        for row in published.rows("liability_scores")
        if row["origin"] == origin.isoformat() and row["variant"] == variant.name
    ]
    assert rows
    assert rows == have


def test_the_drain_with_bills_is_scored_from_the_origins_of_the_drain_without():
    """Whichever is better: neither is chosen by its score, and both can be compared."""
    origins: dict[str, set[tuple[str, str]]] = {}
    for row in published.rows("liability_scores"):
        if row["line"] == "on_rrp" and row["crps"]:
            origins.setdefault(row["variant"], set()).add((row["origin"], row["horizon"]))
    plain, bills, told = (origins[VARIANTS[place].name] for place in (0, 6, 7))
    assert bills == plain
    assert told < plain
    assert len(told) > 100


def test_every_origin_uses_only_what_was_known(poisoned):
    """A future that is nonsense moves no projection and no naive rule."""
    origin, day = date(2023, 3, 31), date(2023, 4, 2)

    def made():
        record = Record(day)
        ahead = projecting.project_ahead(record, load("current"), origin, 12, projecting.demand_on(record))
        rules = projecting.caps_in_full(record, origin, 12), projecting.last_years_pace(record, origin, 12)
        return ahead.ours, rules

    honest = made()
    with poisoned(day):
        assert made() == honest


def test_the_naive_rules_are_what_they_say():
    record = Record(date(2023, 4, 2))
    caps = projecting.caps_in_full(record, date(2023, 3, 31), 12)
    pace = projecting.last_years_pace(record, date(2023, 3, 31), 12)
    lines = projecting.published_lines(record)
    start = {name: projecting.level_at(lines[name], date(2023, 3, 1)) for name in projecting.LINES}
    assert start["soma"] - caps["soma"][-1] == pytest.approx(12 * 95.0)
    assert start["reserves"] - caps["reserves"][-1] == pytest.approx(12 * 95.0)
    assert set(caps["on_rrp"]) == {start["on_rrp"]}
    year_ago = projecting.level_at(lines["soma"], date(2022, 3, 1))
    assert pace["soma"][-1] == pytest.approx(2 * start["soma"] - year_ago)


def test_a_projection_starts_at_the_published_level():
    record = Record(date(2024, 1, 2))
    ahead = projecting.project_ahead(record, load("current"), date(2023, 12, 31), 1, projecting.demand_on(record))
    soma = projecting.level_at(projecting.published_lines(record)["soma"], date(2023, 12, 1))
    # one month: at most both caps fall away, and compensation accrues
    assert soma - 95.0 - 1.0 <= ahead.ours["soma"][0] <= soma + 5.0
    assert ahead.opening == date(2022, 5, 25)


def test_outcomes_are_published_figures():
    lines = projecting.published_lines(Record())
    for row in misses(Record())[:: max(1, len(misses(Record())) // 40)]:
        month = row.origin.replace(day=1)
        place = 12 * month.year + month.month - 1 + row.horizon
        came = projecting.level_at(lines[row.line], date(place // 12, place % 12 + 1, 1))
        assert row.outcome == pytest.approx(came, abs=0.051)


def test_scores_are_mean_misses_over_the_same_origins(found):
    rows = [m for m in misses(Record()) if (m.line, m.horizon) == ("reserves", 12)]
    score = found.line("reserves", 12)
    assert score.origins == len(rows)
    for rule in RULES:
        assert getattr(score, rule) == pytest.approx(np.mean([abs(m.miss(rule)) for m in rows]))
    assert score.skill == pytest.approx(1.0 - score.ours / min(score.caps, score.pace))
    assert score.low <= score.skill <= score.high


def test_perfect_projections_would_score_perfectly():
    rows = [type(m)(m.origin, m.horizon, m.line, m.outcome, m.caps, m.pace, m.outcome) for m in misses(Record())]
    assert all(score.skill == 1.0 and score.ours == 0.0 for score in line_scores(rows))


def test_only_outcomes_published_by_the_day_are_scored():
    early = scores(Record(date(2019, 7, 15)))
    assert 0 < len(early.lines) < len(LINES) * len(HORIZONS)
    rows = misses(Record(date(2019, 7, 15)))
    assert max(m.origin for m in rows) <= date(2018, 12, 31)
    assert not scores(Record(date(2018, 1, 15))).lines
    assert scores(Record(date(2018, 1, 15))).summary("en") == ""
    assert not early.stops  # no runoff had ended


def test_outcomes_published_later_change_no_score(poisoned):
    day = date(2024, 7, 18)
    honest = scores(Record(day)).json()
    with poisoned(day):
        assert scores(Record(day)).json() == honest


def test_ends_are_those_seen_so_many_months_before(found):
    assert {stop.ahead for stop in found.stops} == set(HORIZONS)
    for stop in found.stops:
        apart = (stop.ended.year - stop.origin.year) * 12 + stop.ended.month - stop.origin.month
        assert stop.ahead <= apart < stop.ahead + 3
    assert {stop.ended for stop in found.stops} == {date(2019, 7, 31), date(2025, 11, 30)}
    late = StopScore(date(2025, 11, 30), 12, date(2024, 9, 30), date(2026, 7, 31), None, date(2025, 8, 31), False)
    assert (late.miss("ours"), late.miss("caps"), late.miss("pace")) == (-8, None, 3)
    assert stop_scores(Record(date(2025, 11, 1))) == tuple(s for s in found.stops if s.ended.year == 2019)


@pytest.mark.parametrize("lang", ["en", "zh-Hant"])
def test_the_sentences_say_the_scores(found, lang):
    said = found.summary(lang)
    assert "{" not in said
    assert len(found.caveats) == 2
    assert ("quarter ends" if lang == "en" else "個季底") in said


def test_the_wire_form_is_complete(found):
    wire = found.json()
    assert len(wire["lines"]) == len(LINES) * len(HORIZONS)
    assert {row["variant"] for row in wire["liabilities"]} == {v.name for v in VARIANTS}
    assert wire["source"]
    # the spring of 2020 had no announced pace of purchases: the rule says nothing, so nothing is projected
    assert "2020-03-31" in wire["not_projected"]
    assert table_of(found.lines).count("\n") == len(found.lines)
