"""Income by day: how published balances are spread over days, and rates that change on their day of effect."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ebb.books.income_days import IncomeDays, by_day, interest_by_day, rate_by_day
from ebb.errors import MissingDate, UnknownName
from ebb.policy import Corridor
from ebb.series import Series
from ebb.sources.published import document

CORRIDOR = Corridor.from_document(document("policy/corridor"))


def balance(values: dict[str, float], basis: str = "wednesday level") -> Series:
    dates = np.array(list(values), dtype="datetime64[D]")
    return Series("balance", dates, np.array(list(values.values())), "USD bn", basis, dates, ())


def days(first: str, last: str) -> np.ndarray:
    return np.arange(np.datetime64(first), np.datetime64(last) + 1)


def test_levels_are_joined_by_lines_and_averages_are_steps() -> None:
    two = {"2023-01-04": 100.0, "2023-01-11": 170.0}
    assert by_day(balance(two), days("2023-01-04", "2023-01-12")).tolist() == pytest.approx(
        [100, 110, 120, 130, 140, 150, 160, 170, 170]
    )
    steps = by_day(balance(two, "week average"), days("2022-12-29", "2023-01-11")).tolist()
    assert steps == [100.0] * 7 + [170.0] * 7
    friday = by_day(balance({"2023-01-06": 5.0, "2023-01-09": 7.0}, "operation day"), days("2023-01-06", "2023-01-09"))
    assert friday.tolist() == [5.0, 5.0, 5.0, 7.0]


def test_a_week_average_keeps_the_published_mean() -> None:
    spread = by_day(
        balance({"2023-01-04": 100.0, "2023-01-11": 170.0}, "week average"), days("2023-01-05", "2023-01-11")
    )
    assert spread.mean() == 170.0


def test_days_before_the_first_figure_are_refused() -> None:
    with pytest.raises(MissingDate, match="says nothing about 2022-01-01"):
        by_day(balance({"2023-01-04": 1.0}), days("2022-01-01", "2023-01-05"))


def test_rates_change_on_their_day_of_effect() -> None:
    """The corridor: 0.90 percent from 5 May 2022, 1.65 from 16 June (Board, implementation notes)."""
    june = rate_by_day(CORRIDOR, "ior", days("2022-06-14", "2022-06-17"))
    assert june.tolist() == [0.9, 0.9, 1.65, 1.65]
    assert rate_by_day(CORRIDOR, "on_rrp", days("2007-01-01", "2007-01-02")).tolist() == [0.0, 0.0]
    paid = interest_by_day(np.full(2, 3650.0), CORRIDOR, "ior", days("2022-06-15", "2022-06-16"))
    assert paid.tolist() == pytest.approx([0.09, 0.165])
    repo = interest_by_day(np.full(1, 3600.0), CORRIDOR, "on_rrp", days("2022-06-16", "2022-06-16"))
    assert repo.tolist() == pytest.approx([0.155])


@settings(max_examples=30)
@given(st.lists(st.floats(-1, 1), min_size=12, max_size=12), st.integers(0, 11))
def test_spans_that_meet_add_up(values: list[float], one: int) -> None:
    found = IncomeDays(days("2023-01-01", "2023-01-12"), {"a": np.array(values), "b": np.ones(12)})
    start = date(2022, 12, 31)
    middle, last = date(2023, 1, 1 + one), date(2023, 1, 12)
    assert found.earned(start, last) == pytest.approx(found.earned(start, middle) + found.earned(middle, last))
    assert found.net.sum() == pytest.approx(found.earned(start, last))
    assert found.without("b").earned(start, last) == pytest.approx(sum(values))


def test_spans_outside_and_unknown_items_are_refused() -> None:
    found = IncomeDays(days("2023-01-01", "2023-01-12"), {"a": np.ones(12)})
    with pytest.raises(MissingDate, match="no income"):
        found.earned(date(2022, 12, 30), date(2023, 1, 2))
    with pytest.raises(UnknownName, match="item"):
        found.without("c")
    with pytest.raises(ValueError, match="read-only"):
        found.items["a"][0] = 2.0
