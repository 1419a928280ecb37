"""Tiles: age against the as-of date, stale past lag and a week (monthly: two months), no change of stale figures."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from ebb.report.tiles import GRACE, KEYS, TWO_MONTHS, sparkline, tile
from ebb.text import LANGUAGES, Money

from .conftest import monthly

SERIES = monthly("total_assets", "2024-01", [float(100 + i) for i in range(24)])


def level(v: float) -> Money:
    return Money(v)


def change(v: float) -> Money:
    return Money(v, signed=True)


def test_changes_are_over_calendar_months() -> None:
    made = tile("total_assets", SERIES, date(2026, 1, 3), level, change)
    assert (made.observed, made.age_days, made.stale) == (date(2025, 12, 31), 3, False)
    assert made.value.say("en") == "$123.0 billion"
    assert made.month is not None
    assert made.year is not None
    assert (made.month.say("en"), made.year.say("en")) == ("+$1.0 billion", "+$12.0 billion")


@given(st.integers(1, 400))
def test_a_monthly_tile_is_stale_past_two_months_and_then_shows_no_change(days: int) -> None:
    made = tile("reserves", SERIES, date(2025, 12, 31) + timedelta(days=days), level, change)
    assert made.monthly
    assert made.stale == (days > TWO_MONTHS)
    assert (made.month is None) == made.stale
    assert (made.year is None) == made.stale
    assert made.age_days == days


@given(st.integers(1, 400))
def test_a_weekly_tile_is_stale_past_its_lag_and_a_week(days: int) -> None:
    weeks = SERIES.dates[-1] - np.arange(len(SERIES) - 1, -1, -1) * np.timedelta64(7, "D")
    weekly = replace(SERIES, dates=weeks, known=weeks + np.timedelta64(1, "D"))
    made = tile("reserves", weekly, date(2025, 12, 31) + timedelta(days=days), level, change)
    assert not made.monthly
    assert made.stale == (days > 1 + GRACE)
    assert (made.month is None) == made.stale


def test_what_was_not_known_is_not_shown() -> None:
    made = tile("reserves", SERIES, date(2025, 12, 31), level, change)  # known one day later
    assert made.observed == date(2025, 11, 30)


def test_a_missing_month_is_no_change_not_zero() -> None:
    keep = SERIES.dates != SERIES.dates[-2]
    holed = replace(SERIES, dates=SERIES.dates[keep], values=SERIES.values[keep], known=SERIES.known[keep])
    made = tile("reserves", holed, date(2026, 1, 3), level, change)
    assert made.month is None
    assert made.year is not None


@given(st.lists(st.floats(-1e4, 1e4), min_size=1, max_size=40))
def test_a_sparkline_stays_in_its_box_and_ends_on_its_last_point(values: list[float]) -> None:
    path, last = sparkline(tuple(values))
    points = [tuple(map(float, p.split(","))) for p in path[1:].split("L")]
    assert len(points) == len(values)
    assert all(0 <= x <= 120 and 0 <= y <= 28 for x, y in points)
    assert abs(points[-1][0] - last[0]) <= 0.06


def test_every_tile_has_its_name_in_both_languages() -> None:
    for key in KEYS:
        label = tile(key, SERIES, date(2026, 1, 3), level, change).label
        assert len({label.say(lang) for lang in LANGUAGES}) >= 1
