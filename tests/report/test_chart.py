"""A chart is data first: what it holds, what it says, whom it cites."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest

from ebb.errors import LawError
from ebb.report.chart import Chart, Column, Inside, Table, publisher, sources_line, table
from ebb.report.picture import balanced, measured, wrapped
from ebb.series import Origin
from ebb.text import LANGUAGES, Day, keys, say

COLUMNS = (Column("date", "charts.column.date"), Column("x", "charts.column.level", "usd_bn"))


def test_cells_are_plain_and_a_gap_is_none() -> None:
    made = table(
        "t", COLUMNS, {"date": np.array(["2022-06-01", "2022-06-08"], dtype="datetime64[D]"), "x": [1.0, math.nan]}
    )
    assert made.rows() == [{"date": "2022-06-01", "x": 1.0}, {"date": "2022-06-08", "x": None}]
    assert json.loads(json.dumps(made.json()))["cells"] == {"date": ["2022-06-01", "2022-06-08"], "x": [1.0, None]}


@pytest.mark.parametrize(
    "cells", [{"date": ("2022-06-01",), "x": ()}, {"x": (1.0,)}, {"x": (1.0,), "date": ("2022-06-01",)}]
)
def test_a_table_with_ragged_or_other_columns_is_refused(cells: dict[str, tuple[object, ...]]) -> None:
    with pytest.raises(LawError, match='table "t" has columns'):
        Table("t", COLUMNS, cells)  # type: ignore[arg-type]


def test_a_heading_names_its_unit_in_both_languages() -> None:
    assert COLUMNS[1].head("en") == "Level (USD billion)"
    assert COLUMNS[1].head("zh-Hant") == "水準 (十億美元)"


def test_series_of_one_document_are_cited_together() -> None:
    board = "Board of Governors of the Federal Reserve System"
    origins = [Origin(board, "H.4.1", "WALCL"), Origin(board, "H.4.1", "TREAST"), Origin("Nasdaq", "closes")]
    assert sources_line(origins, "en") == "Source: Federal Reserve Board, H.4.1 (WALCL, TREAST); Nasdaq, closes."
    assert sources_line(origins, "zh-Hant") == "資料來源：聯準會理事會，H.4.1（WALCL、TREAST）；Nasdaq，closes。"


def test_a_figure_from_memory_is_shown_with_that_mark() -> None:
    line = sources_line([Origin("Nasdaq", "closes", evidence="memory")], "en")
    assert "from memory, not verified" in line


def test_an_unlisted_publisher_keeps_its_name() -> None:
    assert publisher("Nasdaq", "zh-Hant") == "Nasdaq"


def test_labels_inside_a_sentence_begin_small_but_names_do_not() -> None:
    assert Inside("charts.line.reserves").say("en") == "reserves"
    assert Inside("charts.line.treasuries").say("en") == "Treasuries"
    assert Inside("charts.line.on_rrp_short").say("en") == "ON RRP"
    assert Inside("charts.line.reserves").say("zh-Hant") == "準備金"


def test_every_chart_says_its_finding_in_both_languages(drawings: dict[str, Chart]) -> None:
    for chart in drawings.values():
        said = [chart.title.say(lang) for lang in LANGUAGES]
        assert said[0] != said[1]
        assert any("\u4e00" <= c <= "\u9fff" for c in said[0])
        assert not any("\u4e00" <= c <= "\u9fff" for c in said[1])
        for lang in LANGUAGES:
            words = chart.lettering(lang)
            assert all("{" not in text and "nan" not in text for text in (words.title, words.subtitle, words.note))
            assert (say("charts.as_of", lang, day=Day(chart.as_of)) in words.source) == chart.dated


def test_chart_data_are_json(drawings: dict[str, Chart]) -> None:
    for chart in drawings.values():
        back = json.loads(json.dumps(chart.json(), allow_nan=False))
        assert back["key"] == chart.key
        assert all(len(set(map(len, t["cells"].values()))) == 1 for t in back["tables"])


def test_no_sentence_of_the_charts_is_left_unused() -> None:
    """A key nobody asks for is a sentence nobody checks; parts built from names are allowed by their prefix."""
    from importlib.resources import files

    room = files("ebb") / "report"
    code = "".join(
        f.read_text(encoding="utf-8") for d in (room, room / "charts") for f in d.iterdir() if f.name.endswith(".py")
    )
    built = ("charts.line.", "charts.unit.", "charts.publisher.", "charts.evidence.", "charts.kind.", "charts.era.")
    for key in (k for k in keys() if k.startswith("charts.") and not k.startswith(built)):
        stem = key.rsplit(".", 1)[0]
        assert key in code or f'"{stem}.{{' in code or f"'{stem}.{{" in code or f"{stem}." in code, key


def test_lines_break_within_the_width_and_lose_nothing() -> None:
    text = "聯準會資產目前為6.74兆美元：比2022年4月的高點少25%，仍是2007年7月的7.8倍 and some English words after it"
    for width in (120.0, 300.0, 720.0):
        lines = wrapped(text, width, 17)
        assert "".join(lines).replace(" ", "") == text.replace(" ", "")
        assert all(measured(line, 17) <= width + 2 * 17 for line in lines)
        assert not any(line[0] in "，。：）" for line in lines)
        assert len(balanced(text, width, 17)) == len(lines)
