"""How answers are put together: a missing number stays missing, a range stays in order, both languages always."""

from __future__ import annotations

from datetime import date
from math import inf, nan

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ebb.answers.shape import LANGUAGES
from ebb.answers.wording import answered, cited, programme_name, ranged, value
from ebb.sources import published
from ebb.text import Phrase, say

numbers = st.floats(-1e6, 1e6)


@settings(max_examples=100, deadline=None)
@given(numbers, numbers, numbers)
def test_the_edges_of_a_range_come_out_in_order(low, central, high):
    found = {v.name: v.value for v in ranged("x", low, central, high, "bp", "s")}
    assert found["x"] == central
    if low == central == high:
        assert set(found) == {"x"}  # one number is no range
    else:
        assert [found["x.low"], found["x.high"]] == [min(low, central, high), max(low, central, high)]


def test_missing_edges_take_what_is_known_and_nothing_known_stays_missing():
    assert {v.name: v.value for v in ranged("x", nan, 2.0, 3.0, "bp", "s")} == {"x": 2.0, "x.low": 2.0, "x.high": 3.0}
    assert {v.name: v.value for v in ranged("x", nan, 2.0, nan, "bp", "s")} == {"x": 2.0}
    assert {v.value for v in ranged("x", nan, nan, nan, "bp", "s")} == {None}


def test_no_number_is_none_and_never_nan():
    assert value("x", nan, "percent", "s").value is None
    assert value("x", None, "percent", "s").value is None
    assert value("x", "2027-01-31", "date", "s").value == "2027-01-31"
    assert value("x", 3, "count", "s").value == 3.0
    assert value("x", 1.0, "percent", "s", (nan, 2.0)).interval is None
    assert value("x", 1.0, "percent", "s", (0.0, 2.0), 0.95).interval.level == 0.95


def test_an_answer_says_everything_in_every_language_and_cites_each_source_once():
    text = Phrase("answers.what.caveat.currency")
    found = answered("what", date(2026, 1, 1), text, [value("x", inf, "bp", "s")], ["a", "b", "a"], [text, text])
    assert set(found.text) == set(found.caveats) == set(LANGUAGES)
    assert found.evidence == ("a", "b")
    assert found.text["en"] != found.text["zh-Hant"]
    assert found.text == {lang: say("answers.what.caveat.currency", lang) for lang in LANGUAGES}


def test_a_series_is_cited_with_its_publisher_and_document():
    lines = cited(published.series("reserves"), published.series("gdp"))
    assert "Board of Governors" in lines[0]
    assert "Bureau of Economic Analysis" in lines[1]


@pytest.mark.parametrize("name", ["QT1", "QT2"])
def test_a_programme_has_its_name_in_both_languages(newest, name):
    found = programme_name(newest.record, name)
    assert found.say("en") == name
    assert name in found.say("zh-Hant")
    assert "量化緊縮" in found.say("zh-Hant")
