"""Axes: nothing outside its domain, no tick that says another number, no day moved by a time zone."""

from __future__ import annotations

import itertools
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from ebb.report.canvas import Canvas, apart
from ebb.report.scales import Days, Linear, Names

NUMBERS = st.floats(-5e4, 5e4, allow_nan=False)
DAYS = st.dates(date(2003, 1, 1), date(2040, 12, 31))


@given(NUMBERS, st.floats(0.01, 5e4), st.booleans(), st.integers(3, 8))
def test_the_domain_holds_the_data_and_every_tick(low: float, span: float, horizontal: bool, ticks: int) -> None:
    axis = Linear(low, low + span, horizontal=horizontal, ticks=ticks)
    bottom, top = axis.domain()
    slack = 1e-6 * max(abs(bottom), abs(top), 1.0)
    assert bottom <= low + slack
    assert top >= low + span - slack
    assert all(bottom - slack <= tick <= top + slack for tick in axis.marks())
    assert 2 <= len(axis.marks()) <= ticks + 3


@given(st.floats(0.5, 400.0))
def test_a_tick_is_written_with_all_its_decimals(high: float) -> None:
    """12.5 written 13 would be a wrong axis."""
    axis = Linear(0.0, high, ",.0f")
    digits = int(axis.exact_form()[-2])
    assert all(abs(round(tick, digits) - tick) < 1e-9 for tick in axis.marks())


def test_a_step_of_two_and_a_half_gets_its_decimal() -> None:
    assert Linear(8.0, 20.0, ",.0f", tight=True, ticks=5).exact_form() == ",.1f"
    assert Linear(0.0, 100.0, ",.0f").exact_form() == ",.0f"


@given(DAYS, DAYS, DAYS)
def test_days_stay_inside_and_in_order(one: date, two: date, other: date) -> None:
    first, last = sorted((one, two))
    axis = Days(first, last)
    assert first <= date.fromisoformat(axis.clip(other)) <= last
    assert 0 <= axis.pixel(other, 100.0) <= 100.0
    assert all(first <= mark <= last and mark.day == 1 for mark in axis.marks())
    assert first.isoformat() <= axis.middle(one, other) <= last.isoformat()


def test_a_day_is_drawn_in_universal_time() -> None:
    place = Days(date(2022, 6, 1), date(2022, 6, 2)).field()
    assert place["scale"]["type"] == "utc"
    assert place["scale"]["domain"] == [1654041600000, 1654128000000]  # midnight of the two days, universal time


@given(st.lists(st.floats(0, 300), min_size=1, max_size=8), st.floats(5, 30))
def test_labels_keep_their_distance_and_their_order(places: list[float], gap: float) -> None:
    moved = apart(places, gap, 300.0)
    order = sorted(range(len(places)), key=lambda i: places[i])
    steps = [moved[b] - moved[a] for a, b in itertools.pairwise(order)]
    assert all(step >= gap - 1e-6 for step in steps)
    if gap * (len(places) - 1) <= 300:
        assert max(moved) <= 300 + 1e-6
        assert min(moved) >= -1e-6


def test_labels_with_room_stay_where_they_are() -> None:
    assert apart([10.0, 100.0, 55.0], 15.0, 200.0) == [10.0, 100.0, 55.0]


def test_names_stand_in_the_order_given() -> None:
    axis = Names((("b", "Bee"), ("a", "It's")), heads=("b",))
    place = axis.field()
    assert place["scale"]["domain"] == ["b", "a"]
    assert "It\\'s" in place["axis"]["labelExpr"]
    assert axis.pixel("a", 100.0) == 75.0


def test_a_phone_has_fewer_ticks_and_no_room_for_labels() -> None:
    wide, narrow = Canvas("en"), Canvas("en", size="narrow")
    axis = Days(date(2003, 1, 1), date(2026, 1, 1))
    assert len(axis.sized(narrow).marks()) < len(axis.sized(wide).marks())
    assert narrow.plot < wide.plot
