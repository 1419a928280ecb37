"""The door to a run: which month it starts in, and what is handed over ready made."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from ebb.answers.runs import first_open_month, run
from ebb.dates import month_end


@settings(max_examples=100, deadline=None)
@given(st.dates(date(2000, 1, 1), date(2099, 12, 30)))
def test_the_first_open_month_has_not_ended(day):
    first = first_open_month(day)
    assert first.day == 1
    assert month_end(first.year, first.month) > day
    assert first - timedelta(days=1) <= day  # and it is the first such month


def test_the_door_and_the_bench_run_the_same(bench):
    assert run("slower", months=3).json() == bench.run("slower", months=3).json()


def test_a_file_and_its_preset_run_the_same_under_their_own_names(bench, tmp_path: Path):
    path = tmp_path / "mine.toml"
    path.write_text('base = "slower"\nmonths = 3\n', encoding="utf-8")
    mine, theirs = run(path), bench.run("slower", months=3)
    assert mine.scenario == "mine"
    assert mine.json()["paths"] == theirs.json()["paths"]


def test_policy_in_force_starts_in_the_month_of_the_day(bench):
    assert bench.run("current").dates[0] == date(2026, 10, 31)
    assert bench.run("current", start=date(2026, 12, 15), months=2).dates[0] == date(2026, 12, 31)


def test_a_run_on_an_earlier_day_is_of_that_day(evidence_on):
    found = run("current", as_of=date(2024, 7, 18), months=2)
    assert found.as_of == date(2024, 7, 18)
    assert found.dates[0] == date(2024, 7, 31)
    assert found.provenance["holdings"] == "2022-05-25"
