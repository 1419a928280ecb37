"""Thresholds: what alarms, what does not, and what is said."""

from __future__ import annotations

import json
from datetime import date

import pytest

from ebb.answers.watch import Limits, Watched, watch
from ebb.cli.door import main
from ebb.errors import UsageError


@pytest.fixture(scope="module")
def made():
    return watch(Limits(tight=99.0, above=99.0, rate=1000.0, age=10_000))


def test_everything_is_read_and_said_in_both_languages(made):
    assert [item.key for item in made.items] == ["board", "above", "rate", "age"]
    assert all(item.value is not None for item in made.items)
    assert not made.alarm
    assert all(set(item.line) == {"zh-Hant", "en"} for item in made.items)


@pytest.mark.parametrize("key", ["board", "above", "rate", "age"])
def test_a_threshold_below_the_value_alarms_and_only_it(made, key):
    value = next(item.value for item in made.items if item.key == key)
    names = {"board": "tight", "above": "above", "rate": "rate", "age": "age"}
    limits = {"tight": 99.0, "above": 99.0, "rate": 1000.0, "age": 10_000}
    limits[names[key]] = int(value) - 1 if key == "age" else value - 0.01
    found = watch(Limits(**limits), today=date(2026, 11, 22)) if key == "age" else watch(Limits(**limits))
    assert [item.key for item in found.items if item.alarm] == [key]
    line = next(item.line for item in found.items if item.alarm)
    assert line["en"].startswith("ALARM")
    assert line["zh-Hant"].startswith("警示")


def test_nothing_without_a_threshold_or_without_a_value_alarms():
    line = {"en": "", "zh-Hant": ""}
    assert not Watched("rate", 500.0, None, "bp", line).alarm
    assert not Watched("rate", None, 1.0, "bp", line).alarm


def test_wrong_thresholds_are_refused_with_every_problem():
    with pytest.raises(UsageError) as caught:
        Limits(tight=120.0, above=-1.0, age=-3)
    for part in ("tight of 120%", "above of -1%", "-3 days"):
        assert part in str(caught.value)


def test_the_exit_status_is_for_cron(capsys):
    assert main(["watch", "--max-tight", "99%", "--max-above", "99%", "--json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert data["alarm"] is False
    assert main(["watch", "--max-above", "1%", "--lang", "zh-Hant"]) == 1
    assert "警示" in capsys.readouterr().out
    assert main(["watch", "--max-above", "lots"]) == 2
    assert capsys.readouterr().out == ""
