"""A retold picture is the picture that would have been drawn."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from ebb.report.bilingual import retold
from ebb.report.chart import Chart
from ebb.report.picture import to_svg
from ebb.text import LANGUAGES

from .conftest import sample


def words(picture: str) -> Counter[str]:
    """Every text node of an SVG."""
    return Counter(re.findall(r">([^<>]+)<", picture))


@pytest.mark.parametrize("key", tuple(sample()))
def test_it_says_what_a_new_drawing_says(key: str, drawings: dict[str, Chart]) -> None:
    first, second = (drawings[key].spec(lang) for lang in LANGUAGES)
    told = retold(to_svg(first), first, second)
    assert told is not None
    assert words(told) == words(to_svg(second))


def test_it_is_not_guessed_where_one_word_would_become_two() -> None:
    one = {"a": {"text": "same"}, "b": {"text": "same"}}
    assert retold("<t>same</t>", one, {"a": {"text": "x"}, "b": {"text": "y"}}) is None
    assert retold("<t>same</t>", one, {"a": {"text": "x"}, "b": {"text": "x"}}) == "<t>x</t>"


def test_it_is_not_guessed_where_more_than_words_differs() -> None:
    assert retold("<t>w</t>", {"height": 10, "t": "w"}, {"height": 11, "t": "w"}) is None
    assert retold("<t>w</t>", {"t": ["w"]}, {"t": ["w", "v"]}) is None


def test_words_are_escaped_as_the_picture_escapes_them() -> None:
    assert retold("<t>S&amp;P</t>", {"t": "S&P"}, {"t": "A<B"}) == "<t>A&lt;B</t>"


def test_tables_of_labels_are_exchanged_entry_by_entry() -> None:
    one, two = "{'a':'It\\'s','b':'Two'}[datum.value]", "{'a':'甲','b':'乙'}[datum.value]"
    assert retold("<t>It's</t><t>Two</t>", {"labelExpr": one}, {"labelExpr": two}) == "<t>甲</t><t>乙</t>"
    assert retold("<t/>", {"labelExpr": one}, {"labelExpr": "{'a':'甲'}[datum.value]"}) is None
