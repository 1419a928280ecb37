"""The exam of the deferred asset: what the published line tells, the residual, and the law of remittances over a path."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ebb.books.income import DAYS_A_MONTH
from ebb.books.income_days import IncomeDays
from ebb.books.income_exam import Mark, deferred_path, marks, published_intervals, residual
from ebb.books.income_premium import amortisation
from ebb.errors import OutOfRange
from ebb.series import Series

START = date(2023, 1, 4)


def line(values: list[float], key: str = "remittances_due") -> Series:
    dates = np.array([START + timedelta(weeks=n) for n in range(len(values))], dtype="datetime64[D]")
    return Series(key, dates, np.array(values), "USD bn", "wednesday level", dates + 1, ())


def flat(a_day: float, weeks: int = 20) -> IncomeDays:
    days = np.arange(np.datetime64(START) + 1, np.datetime64(START) + 1 + 7 * weeks)
    return IncomeDays(days, {"all": np.full(len(days), a_day)})


def test_what_the_published_line_tells() -> None:
    """Below zero its change, at or above zero the week itself, and nothing across zero."""
    found = published_intervals(line([1.5, 2.0, -0.5, -2.0, -1.0, 0.5, 1.0]))
    assert [(one.income, one.how) for one in found] == [
        (2.0, "remitted"),
        (-1.5, "deferred"),
        (1.0, "deferred"),
        (1.0, "remitted"),
    ]


def test_months_apart_a_positive_line_tells_nothing() -> None:
    weekly = line([1.0, 2.0, 3.0, 4.0, 5.0])
    apart = Series("x", weekly.dates[::4], weekly.values[::4], "USD bn", "wednesday level", weekly.known[::4], ())
    assert published_intervals(apart) == ()


@settings(max_examples=40)
@given(st.floats(-2, 2), st.floats(-6, 6))
def test_a_known_residual_is_found_again_and_the_path_is_the_line(a_day: float, a_month: float) -> None:
    weekly = 7 * (a_day + a_month / DAYS_A_MONTH)
    due = line([-400 + weekly * n for n in range(12)])
    found = residual(flat(a_day), published_intervals(due), date(2023, 2, 2), START)
    assert found.a_month == pytest.approx(a_month, abs=1e-9)
    assert found.standard_error == pytest.approx(0.0, abs=1e-9)
    assert found.intervals == 4
    for mark in marks(flat(a_day), found.a_month, due, START):
        assert mark.miss == pytest.approx(0.0, abs=1e-9 + 1e-10)


def test_nothing_after_the_stated_date_enters_the_residual() -> None:
    levels = [-20.0, -22, -25, -27, -30, -33, -36]
    before = residual(flat(-0.3), published_intervals(line(levels)), date(2023, 1, 26), START)
    corrupt = residual(flat(-0.3), published_intervals(line([*levels[:4], 900, -900, 5])), date(2023, 1, 26), START)
    assert before == corrupt
    assert before.last == date(2023, 1, 25)
    with pytest.raises(OutOfRange, match="1 published"):
        residual(flat(-0.3), published_intervals(line(levels)), date(2023, 1, 12), START)


@settings(max_examples=60)
@given(st.lists(st.floats(-9, 9), min_size=3, max_size=20), st.floats(0, 30))
def test_losses_are_earned_back_before_anything_is_remitted(weeks: list[float], owed: float) -> None:
    days = flat(0.0, len(weeks)).days
    income = IncomeDays(days, {"all": np.repeat(np.array(weeks) / 7, 7)})
    path = deferred_path(income, 0.0, START, owed, [START + timedelta(weeks=n + 1) for n in range(len(weeks))])
    level = owed
    for earned, found in zip(weeks, path, strict=True):
        level = max(0.0, level - earned)
        assert found == pytest.approx(level, abs=1e-9)


def test_the_bar_is_ten_percent_either_way() -> None:
    assert Mark(START, 109.9, 100.0).within
    assert Mark(START, 90.1, 100.0).within
    assert not Mark(START, 110.1, 100.0).within
    assert not Mark(START, 3.0, 0.0).within  # nothing was owed: no percent


def test_amortisation_by_the_pace_known() -> None:
    years = [100 * np.exp(-0.12 * 7 * n / 365.25) for n in range(10)]
    found = amortisation(line(years, "premiums"), date(2023, 3, 1), START)
    assert found.pace == pytest.approx(0.12)
    assert found.anchor_date == date(2023, 2, 22)
    days = np.arange(np.datetime64("2024-01-01"), np.datetime64("2025-01-01"))
    fall = float(found.left(days[:1] - 1)[0] - found.left(days[-1:])[0])
    assert found.written_off(days).sum() == pytest.approx(fall)
    assert found.a_month == pytest.approx(found.anchor * (1 - np.exp(-0.01)))
    later = amortisation(line([*years[:8], 500.0, 1.0], "premiums"), date(2023, 3, 1), START)
    assert later == found
    with pytest.raises(OutOfRange, match="no fall"):
        amortisation(line([100.0, 101.0, 102.0]), date(2023, 3, 1), START)
