"""The table of what runoff does to yields: everybody's number, ours apart, both languages."""

from __future__ import annotations

import json
from datetime import date

import pytest

import ebb
from ebb.yields import effect_of_runoff


@pytest.fixture(scope="module")
def table():
    return ebb.stock_effect()


def test_published_lines_are_the_literature_and_ours_stand_apart(table, newest):
    theirs = effect_of_runoff(1.0, newest.document("literature"), newest.as_of)
    for measure, found in theirs.items():
        assert table.published_range(measure) == pytest.approx((found.low, found.central, found.high))
        lines = {line.key: line for line in table.of(measure, "published")}
        assert lines.keys() == {row.published.key for row in found.rows}
        for row in found.rows:
            line = lines[row.published.key]
            assert (line.low, line.central, line.high) == pytest.approx((row.low, row.central, row.high))
    ours = {line.key for line in table.lines if line.kind != "published"}
    assert ours == {"reduced_form", "one_factor", "plan_news", "reduced_form_policy", "one_factor_policy"}
    assert {one.key for one in table.unscaled} == {"levin_lu_nelson_2022", "du_forbes_luzzetti_2024"}


def test_every_line_says_who_and_holds_its_middle(table):
    for line in table.lines:
        assert line.low <= line.central <= line.high
        assert line.who
        assert line.source
    assert table.line("plan_news").level == 0.9
    assert table.line("reduced_form").level is None  # a range of settings is no interval


def test_the_wire_form_is_whole_and_bilingual(table):
    made = json.loads(json.dumps(table.json()))
    assert [line["key"] for line in made["lines"]] == [line.key for line in table.lines]
    assert made["calibration"]["fitted"] == pytest.approx([-100, -85], abs=5)
    assert len(made["supply"]["dates"]) == len(made["supply"]["par_left"])
    assert "殖利率" in made["text"]["zh-Hant"]
    assert all(len(lines) == 4 for lines in made["caveats"].values())


def test_the_sentence_says_no_evidence_where_the_placebo_does_as_well(table):
    news = table.news
    quiet = news.low <= 0.0 <= news.high or news.chance > 0.1
    assert ("no evidence" in table.text("en")) == quiet
    assert ("沒有證據" in table.text("zh-Hant")) == quiet


def test_both_results_have_a_chart_in_both_languages(table):
    chart = ebb.plot(table)
    assert len(chart.table("effects")) == len(table.lines)
    assert "bp" in chart.title.say("en")
    moves = ebb.plot(ebb.term_premium(date(2013, 4, 30), date(2013, 8, 30)))
    assert moves.table("moves").cells["name"][-1] == "asked"
    cells = moves.table("moves").rows()
    for row in cells:
        assert row["premium"] + row["expected"] == pytest.approx(row["ten_year"], abs=1e-3)
    assert "期限溢酬" in moves.title.say("zh-Hant")
