"""No reader meets a bare identifier: every value of every answer, on every day tried, has its label in both languages."""

from __future__ import annotations

import pytest

from ebb.answers import Answer
from ebb.text import labelled, unit_labelled, value_label

from .conftest import DAYS

KEYS = ("what", "how", "how-long", "how-much", "risks", "stocks")


@pytest.mark.parametrize("key", KEYS)
def test_every_value_has_a_label_and_every_unit_a_name(told, key):
    made = [answer for day in DAYS if isinstance(answer := told(key, day), Answer)]
    assert made
    values = [value for answer in made for value in answer.values]
    assert sorted({value.name for value in values if not labelled(value.name)}) == []
    assert sorted({value.unit for value in values if not unit_labelled(value.unit)}) == []


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("lang", ["en", "zh-Hant"])
def test_no_two_values_of_an_answer_are_called_the_same(told, key, lang):
    names = [value.name for value in told(key, None).values]
    assert len({value_label(name, lang) for name in names}) == len(names)
