"""The contract of every answer on every day: both languages, sources, ordered intervals; and nothing of the future."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta

import pytest

from ebb.answers import QUESTIONS, Answer, answer, answer_on
from ebb.answers.evidence import Evidence
from ebb.answers.shape import LANGUAGES, Interval, Value
from ebb.errors import OutOfRange, UnknownName

from .conftest import DAYS

NUMBERS = re.compile(r"\d+(?:[.,]\d+)*")


@pytest.mark.parametrize("day", DAYS, ids=str)
@pytest.mark.parametrize("key", QUESTIONS)
def test_a_question_is_answered_whole_or_refused_as_out_of_range(told, key, day):
    found = told(key, day)
    if isinstance(found, OutOfRange):
        assert found.exit_code == 2
        lines = str(found).splitlines()
        assert [line.split()[0] for line in lines] == ["what", "where", "expected", "next"]
        return
    assert found.key == key
    assert day is None or found.as_of == day
    assert set(found.text) == set(found.caveats) == set(LANGUAGES)
    assert all(found.text.values())
    assert len(found.caveats["en"]) == len(found.caveats["zh-Hant"])
    assert all(line for lines in found.caveats.values() for line in lines)
    assert found.evidence
    assert len(set(found.evidence)) == len(found.evidence)
    names = [value.name for value in found.values]
    assert len(set(names)) == len(names)
    for value in found.values:
        assert value.source, value.name
        assert value.unit, value.name
        if value.interval is not None:
            assert value.interval.low <= value.interval.high, value.name
            assert 0 < value.interval.level < 1, value.name
        if isinstance(value.value, float):
            assert value.value == value.value, value.name


@pytest.mark.parametrize("day", DAYS, ids=str)
@pytest.mark.parametrize("key", QUESTIONS)
def test_an_answer_of_a_past_day_says_that_lags_are_assumed_and_revised_figures_stand_in(told, key, day):
    found = told(key, day)
    if isinstance(found, OutOfRange):
        pytest.skip("refused on that day")
    for lang, words in (("en", "usual release lags, which are assumed"), ("zh-Hant", "公布時差依慣例假設")):
        assert sum(words in line for line in found.caveats[lang]) == (0 if day is None else 1)


def test_the_caveat_of_a_past_day_ends_with_the_newest_known_day(evidence_on):
    newest = evidence_on(None).as_of
    for day, times in ((newest - timedelta(days=1), 1), (newest, 0), (newest + timedelta(days=30), 0)):
        lines = answer_on(evidence_on(day), "what").caveats["en"]
        assert sum("release lags" in line for line in lines) == times, day


def test_today_every_question_is_answered(told):
    assert all(isinstance(told(key, None), Answer) for key in QUESTIONS)


@pytest.mark.parametrize("key", QUESTIONS)
def test_a_range_of_three_values_is_ordered(told, key):
    values = {value.name: value.value for value in told(key, None).values}
    for name in [n for n in values if f"{n}.low" in values]:
        low, central, high = (values[f"{name}{tail}"] for tail in (".low", "", ".high"))
        known = [edge for edge in (low, central, high) if edge is not None]
        assert known == sorted(known), name


@pytest.mark.parametrize("key", QUESTIONS)
def test_both_languages_say_the_same_numbers(told, key):
    """Counts, percentages and dates are the same digits; amounts are in 億 and 兆, so only their percent signs agree."""
    found = told(key, None)
    for line in ("en", "zh-Hant"):
        assert "{" not in found.text[line]
        assert "None" not in found.text[line]
        assert "nan" not in found.text[line].lower()
    percents = {lang: sorted(re.findall(r"-?\d+(?:\.\d+)?(?=%)", found.text[lang])) for lang in LANGUAGES}
    assert percents["en"] == percents["zh-Hant"]
    assert NUMBERS.search(found.text["zh-Hant"])


@pytest.mark.parametrize("key", QUESTIONS)
def test_the_wire_form_is_strict_json_with_the_design_s_keys(told, key):
    wire = json.loads(json.dumps(told(key, None).json(), allow_nan=False))
    assert list(wire) == ["key", "as_of", "text", "values", "evidence", "caveats"]
    for value in wire["values"]:
        assert list(value) == ["name", "value", "unit", "interval", "source"]
        assert value["interval"] is None or set(value["interval"]) == {"low", "high", "level"}


@pytest.mark.parametrize("key", QUESTIONS)
def test_no_answer_depends_on_what_became_known_later(told, poisoned, key):
    day = date(2024, 7, 18)
    honest = told(key, day)
    with poisoned(day):
        assert answer_on(Evidence(day), key).json() == honest.json()


@pytest.mark.parametrize("key", QUESTIONS)
def test_every_answer_depends_on_what_was_known(told, poisoned, key):
    day = date(2024, 7, 18)
    with poisoned(date(2023, 6, 30)):
        try:
            poisoned_answer = answer_on(Evidence(day), key).json()
        except Exception as refusal:  # noqa: BLE001 - a guard may refuse half as much again: then it has been seen, too
            poisoned_answer = {"refused": str(refusal)}
    assert poisoned_answer != told(key, day).json()


def test_the_front_door_is_the_same_answer(told):
    assert answer("what", as_of=date(2024, 7, 18)).json() == told("what", date(2024, 7, 18)).json()


@pytest.mark.parametrize("ask", [lambda: answer("hows"), lambda: answer_on(None, "hows")])
def test_an_unknown_question_offers_the_nearest(ask):
    with pytest.raises(UnknownName, match='did you mean "how"') as caught:
        ask()
    assert caught.value.exit_code == 2


def test_a_value_is_found_by_name_and_its_wire_form_carries_its_interval(told):
    value = told("stocks", None).value("effect_on_return")
    assert value.json()["interval"]["level"] == 0.95
    with pytest.raises(StopIteration):
        told("stocks", None).value("effect")
    assert Value("x", None, "percent", "s").json()["interval"] is None
    assert Interval(1.0, 2.0, 0.9).high == 2.0
