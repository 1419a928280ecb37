"""The board on the packaged record: no look-ahead, the packaged readings are its own, missing stays missing, scores add up."""

from __future__ import annotations

import importlib.util
import sys
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from ebb.answers.board import Board
from ebb.answers.board_scores import EXAMS, OTHER, board_scores, readings
from ebb.answers.gauging import GAUGES, board_inputs
from ebb.funding.board import VERDICTS, read_board
from ebb.record import Record
from ebb.sources import published

TOOL = Path(__file__).parents[2] / "tools" / "board.py"


@pytest.fixture(scope="module")
def literature():
    return published.document("literature")


@pytest.fixture(scope="module")
def scores(literature):
    return board_scores(Record(), literature)


@pytest.fixture(scope="module")
def tool():
    spec = importlib.util.spec_from_file_location("board_tool", TOOL)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    with pytest.MonkeyPatch.context() as patch:  # the tool sets a home of its own
        patch.setenv("EBB_HOME", "kept")
        sys.modules["board_tool"] = module
        spec.loader.exec_module(module)
        yield module
    del sys.modules["board_tool"]


def test_the_packaged_readings_are_the_boards_own(tool):
    """A part made again; after a change of the board: python tools/board.py write."""
    days = (date(2011, 1, 7), date(2018, 12, 7), date(2019, 9, 13), date(2025, 10, 24), date(2026, 9, 25))
    have = {row["as_of"]: row for row in published.rows("board_readings")}
    assert tool.readings(days) == [have[day.isoformat()] for day in days]
    assert [row["as_of"] for row in published.rows("board_readings")] == [
        day.isoformat() for day in tool.fridays(tool.FIRST, Record().as_of)
    ]


@pytest.mark.parametrize("day", [date(2012, 3, 2), date(2019, 9, 13), date(2025, 10, 28)], ids=str)
def test_a_record_cut_at_the_day_reads_what_the_whole_one_reads(day):
    whole, cut = board_inputs(Record()), board_inputs(Record(day))
    then, now = (read_board(i.gauges, i.spreads, day) for i in (cut, whole))
    assert [c.value for c in then.crossing] == pytest.approx([c.value for c in now.crossing])
    assert {s.key: s.value for s in then.signs if s.value is not None} == pytest.approx(
        {s.key: s.value for s in now.signs if s.value is not None}
    )


def test_a_future_of_nonsense_moves_nothing(poisoned):
    day = date(2019, 9, 13)

    def made():
        inputs = board_inputs(Record(day))
        read = read_board(inputs.gauges, inputs.spreads, day)
        return read.signs, [c.value for c in read.crossing]

    honest = made()
    with poisoned(day):
        assert made() == honest


def test_out_of_abundant_before_september_2019_and_back_by_the_end_of_2021(evidence_on):
    """Methods 4.6 and 7.6: on data to August 2019, to December 2021, to 28 October 2025."""
    verdicts = [
        evidence_on(day).board.reading.verdict for day in (date(2019, 8, 31), date(2021, 12, 31), date(2025, 10, 28))
    ]
    assert verdicts[0] != "abundant"
    assert verdicts[1] == "abundant"
    assert verdicts[2] != "abundant"


def test_every_indicator_is_there_or_said_to_be_missing(newest):
    board: Board = newest.board
    assert {sign.key for sign in board.reading.signs} | set(board.inputs.missing) == set(GAUGES)
    wire = board.json()
    assert {"days_above", "discount_window"} <= set(wire["missing"])  # the package holds no days
    by_key = {v.name: v for v in board.values()}
    assert by_key["board.days_above"].value is None
    assert "needs imported daily data: SOFR" in by_key["board.days_above"].source
    stale = [sign.key for sign in board.reading.signs if sign.value is None]
    assert "secured" in stale  # SOFR is packaged to March 2026
    assert by_key["board.secured"].value is None
    assert sum(by_key[f"board.{name}"].value for name in VERDICTS) == pytest.approx(100.0)


def test_before_the_facility_began_it_is_not_missing():
    assert "standing_repo" not in board_inputs(Record(date(2019, 9, 10))).missing
    assert "days_above" not in board_inputs(Record(date(2017, 9, 29))).missing


def test_months_not_covered_whole_have_no_standing_repo():
    gauge = next(g for g in board_inputs(Record()).gauges if g.key == "standing_repo")
    assert [str(day) for day in gauge.dates] == ["2025-09-30", "2025-10-31", "2025-11-30", "2025-12-31", "2026-03-31"]
    quarter = next(g for g in board_inputs(Record()).gauges if g.key == "standing_repo_quarter_end")
    assert dict(zip(quarter.dates.astype(str).tolist(), quarter.values.tolist(), strict=True))["2025-12-31"] == 74.6


def test_counts_add_up_and_the_calm_rule_scores_the_share_of_events(scores):
    assert scores.hits + scores.false_alarms + scores.misses + scores.calm == scores.weeks
    assert scores.hits + scores.misses == scores.events
    assert scores.rule("calm").brier == pytest.approx(scores.events / scores.weeks)
    ours = scores.rule("board")
    for rule in scores.rules:
        if rule.gain is not None:
            assert rule.gain == pytest.approx(rule.brier - ours.brier)
            assert rule.low <= rule.gain <= rule.high


def test_the_event_is_a_published_month_over_five_basis_points():
    read, inputs = readings(Record()), board_inputs(Record())
    over = inputs.spreads.months[(inputs.spreads.values > 5.0) & (inputs.spreads.months != np.datetime64("2020-03"))]
    ends = (over + 1).astype("datetime64[D]") - np.timedelta64(1, "D")
    for day, came in list(zip(read.days, read.came, strict=True))[::7]:
        if came:
            ahead = ((ends > day) & (ends <= day + np.timedelta64(91, "D"))).any()
            assert (came == "scarce") == bool(ahead)


def test_a_board_that_knew_all_would_score_zero_and_an_inverted_one_worse(scores, literature, monkeypatch):
    real = published.rows

    def knowing(table):
        rows = real(table)
        if table != "board_readings":
            return rows
        return tuple(row | {"scarce_pct": "100" if row["came"] == "scarce" else "0"} for row in rows)

    monkeypatch.setattr(published, "rows", knowing)
    perfect = board_scores(Record(), literature)
    assert perfect.rule("board").brier == 0.0
    assert perfect.rule("calm").gain > scores.rule("calm").gain


def test_only_outcomes_over_by_the_day_are_scored(literature):
    early = board_scores(Record(date(2019, 9, 10)), literature)
    assert early.last <= date(2019, 6, 9)
    assert {one.key for one in early.exams} == set()
    late = board_scores(Record(date(2025, 10, 28)), literature)
    assert [one.key for one in late.exams] == ["september_2019", "autumn_2025"]
    assert [one.key for one in late.other] == list(OTHER)


def test_lead_times_end_at_the_exam(scores):
    read = readings(Record())
    assert [one.key for one in scores.exams] == list(EXAMS)
    for one in scores.exams:
        assert 0 < (one.day - one.read).days <= 7
        if one.weeks_out is not None:
            inside = (read.days > np.datetime64(one.day, "D") - 7 * (one.weeks_out + 1)) & (
                read.days < np.datetime64(one.day, "D")
            )
            assert (read.verdicts[inside][1:] >= 1).all()
            assert one.weeks_alarmed is None or one.weeks_alarmed <= one.weeks_out


@pytest.mark.parametrize("lang", ["en", "zh-Hant"])
def test_the_answer_tells_verdict_and_record(told, newest, lang):
    found = told("how-much", None)
    board = newest.board
    assert board.sentence().say(lang) in found.text[lang]
    assert {v.name for v in board.values()} <= {v.name for v in found.values}
    record = [p.say(lang) for p in board.caveats()]
    assert set(record) <= set(found.caveats[lang])
    assert f"{board.scores.rule('board').brier:.3f}" in " ".join(record)
    early = told("how-much", date(2018, 6, 30))
    assert ("none was followed" if lang == "en" else "都沒有出現") in " ".join(early.caveats[lang])
