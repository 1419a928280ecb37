"""Scores of the rules for mortgage principal: made by the model, cut at the day, and told where MBS are."""

from __future__ import annotations

import importlib.util
import sys
from datetime import date
from pathlib import Path

import pytest

from ebb.answers.prepayment import HORIZONS, RULES, mbs_scores
from ebb.answers.replays import with_exam
from ebb.portfolio import PRIOR
from ebb.record import Record
from ebb.simulate.liabilities.score import AFTER
from ebb.sources import published

TOOL = Path(__file__).parents[2] / "tools" / "scores.py"
ORIGIN = date(2022, 12, 31)


def test_fits_and_scores_are_made_by_the_model(monkeypatch):
    """A part of both tables made again; after a change of the model: python tools/scores.py write."""
    spec = importlib.util.spec_from_file_location("mbs_scores_tool", TOOL)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setenv("EBB_HOME", "kept")
    monkeypatch.setitem(sys.modules, "mbs_scores_tool", module)
    spec.loader.exec_module(module)
    fits, rows = module.mortgages((ORIGIN,))
    assert fits == [row for row in published.rows("mbs_fits") if row["fitted"] == fits[0]["fitted"]]
    assert rows == [row for row in published.rows("mbs_scores") if row["origin"] == ORIGIN.isoformat()]
    assert len(rows) == 3


def test_without_months_to_learn_from_a_fit_is_the_prior():
    rows = {row["fitted"]: row for row in published.rows("mbs_fits")}
    assert rows["2018-07-02"]["months"] == "0"
    for row in rows.values():
        same = float(row["turnover"]) == pytest.approx(PRIOR.turnover, abs=1e-8)
        assert same == (row["months"] == "0")


def test_outcomes_are_those_published_at_the_last_wednesday_of_the_month():
    seen = {(day.year, day.month): level for day, level in Record().series("mbs").in_unit("USD bn")}
    for row in published.rows("mbs_scores"):
        target = date.fromisoformat(row["target"])
        assert float(row["outcome"]) == pytest.approx(seen[target.year, target.month], abs=0.051)
        assert date.fromisoformat(row["origin"]) < target


def test_means_are_those_of_the_table_and_know_nothing_later():
    today = Record().as_of
    rows = [row for row in published.rows("mbs_scores") if date.fromisoformat(row["target"]) + AFTER <= today]
    for score in mbs_scores(Record()):
        own = [row for row in rows if int(row["horizon"]) == score.horizon]
        assert score.origins == len(own)
        for rule in RULES:
            away = [abs(float(row[rule]) - float(row["outcome"])) for row in own]
            assert getattr(score, rule) == pytest.approx(sum(away) / len(away))
    assert mbs_scores(Record(date(2019, 6, 30))) == ()  # the first outcome was published two days later
    early = {score.horizon: score for score in mbs_scores(Record(date(2023, 7, 5)))}
    assert set(early) == {6, 12}
    known = [r for r in rows if r["horizon"] == "12" and date.fromisoformat(r["target"]) + AFTER <= date(2023, 7, 5)]
    assert early[12].origins == len(known)


@pytest.mark.parametrize("horizon", HORIZONS)
def test_a_fit_of_the_day_misses_mbs_by_less_and_the_prior_beats_the_constant(horizon):
    """Bars set after the scores were first seen, so this holds the table still and proves nothing about a fit of later."""
    score = next(score for score in mbs_scores(Record()) if score.horizon == horizon)
    assert score.origins >= 9
    assert score.fit < score.prior < score.constant


def test_scores_are_told_with_the_replay_and_with_the_forecast(told, evidence_on):
    evidence = evidence_on(None)
    exam = with_exam(evidence.record, evidence.replay("qt2")).mbs_exam
    assert exam is not None
    assert [row["horizon_months"] for row in exam["scored"]["horizons"]] == list(HORIZONS)
    year = next(score for score in mbs_scores(evidence.record) if score.horizon == 12)
    assert year.phrase().say("zh-Hant") in told("how-long", None).json()["caveats"]["zh-Hant"]
