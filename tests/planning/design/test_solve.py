"""The solver against its laws, and against brute force where that is possible."""

from __future__ import annotations

from datetime import date
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ebb.errors import UsageError
from ebb.planning.design import Limits, fastest, largest_cut, quarters_of

MONTHS = tuple(date(2027 + k // 12, k % 12 + 1, 1) for k in range(12))
QUARTERS = quarters_of(MONTHS)
LIMITS = Limits(step=5.0, largest=20.0, quarters_ahead=1)
rooms = st.lists(st.floats(0.0, 150.0), min_size=12, max_size=12).map(np.array)


def brute(gap, room):
    """The first month of a quarter by which any caps on the grid reach the gap within the room."""
    ends = []
    for caps in product(np.arange(0.0, 25.0, 5.0), repeat=3):
        cut = np.cumsum(np.array([0.0, *caps])[QUARTERS])
        for last in range(1, 4):
            end = 3 * last + 2
            if (cut[: end + 1] <= room[: end + 1] + 1e-9).all() and gap[end] - 15.0 <= cut[end] <= gap[end] + 1e-6:
                ends.append(end)
    return min(ends, default=None)


@settings(max_examples=30, deadline=None)
@given(rooms, st.floats(1.0, 170.0))
def test_it_ends_when_brute_force_does(room, need):
    gap = np.full(12, need)
    found = fastest(gap, room, np.full(12, 100.0), QUARTERS, LIMITS)
    assert found.ends == brute(gap, room)


@settings(max_examples=30, deadline=None)
@given(rooms, st.floats(1.0, 170.0))
def test_caps_keep_to_the_grid_the_quarter_and_the_room(room, need):
    found = fastest(np.full(12, need), room, np.full(12, 100.0), QUARTERS, LIMITS)
    assert np.allclose(found.caps % 5.0, 0.0)
    assert (found.caps[:3] == 0.0).all(), "announced a quarter ahead"
    assert all(len(set(found.caps[q == QUARTERS])) == 1 for q in range(4))
    until = 12 if found.ends is None else found.ends + 1
    fits = found.cut[:until] <= room[:until] + 1e-6
    assert fits.all()
    if found.ends is not None:
        assert (found.caps[found.ends + 1 :] == 0.0).all()


@settings(max_examples=20, deadline=None)
@given(rooms, st.floats(1.0, 150.0))
def test_more_room_never_ends_later(room, need):
    gap, available = np.full(12, need), np.full(12, 100.0)
    tight, wide = (fastest(gap, room + more, available, QUARTERS, LIMITS).ends for more in (0.0, 40.0))
    assert tight is None or (wide is not None and wide <= tight)


def test_what_does_not_mature_is_not_capped():
    found = fastest(np.full(12, 60.0), np.full(12, 500.0), np.full(12, 12.0), QUARTERS, LIMITS)
    assert found.caps.max() == 10.0


def test_without_room_nothing_runs_off_and_the_miss_is_said():
    found = fastest(np.full(12, 60.0), np.full(12, -1.0), np.full(12, 100.0), QUARTERS, LIMITS)
    assert found.ends is None
    assert not found.caps.any()
    assert found.short == 60.0


def test_a_target_that_comes_by_itself_needs_no_cap():
    gap = np.linspace(50.0, -60.0, 12)
    found = fastest(gap, np.full(12, 10.0), np.full(12, 100.0), QUARTERS, LIMITS)
    assert found.ends is not None
    assert gap[found.ends] <= 15.0


@given(st.floats(5.0, 95.0), st.floats(-50.0, 50.0))
def test_the_largest_cut_is_where_the_chance_is_the_risk(risk, shift):
    def chance(cut):
        return 100.0 / (1.0 + np.exp(-(cut - np.array([shift, shift + 20.0])) / 30.0))

    cut = largest_cut(chance, risk, 1000.0)
    at = np.array([chance(float(c))[m] for m, c in enumerate(cut)])
    assert np.allclose(at, risk, atol=0.5)
    assert (largest_cut(chance, min(99.0, risk + 3.0), 1000.0) >= cut).all()


@pytest.mark.parametrize("wrong", [{"step": 0.0}, {"largest": 1.0}, {"quarters_ahead": -1}])
def test_limits_that_cannot_be_are_refused(wrong):
    with pytest.raises(UsageError):
        Limits(**wrong)
