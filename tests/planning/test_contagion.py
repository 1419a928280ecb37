"""A move beside the other windows: counted by hand, blind to levels, deaf to what happened inside episodes."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ebb.planning.contagion import FEWEST, month_of, placed

FIRST = date(2010, 1, 1)
DAYS = np.datetime64(FIRST) + np.arange(400)
EVE, LAST = FIRST + timedelta(days=200), FIRST + timedelta(days=210)


def walk(seed: int) -> np.ndarray:
    return np.cumsum(np.random.default_rng(seed).standard_normal(len(DAYS)))


def test_the_rank_is_the_share_of_clear_windows_that_moved_less():
    levels = walk(1)
    found = placed(DAYS, levels, EVE, LAST, [(EVE, LAST)])
    starts = [s for s in range(390) if not (s < 210 and s + 10 > 200)]
    changes = np.array([levels[s + 10] - levels[s] for s in starts])
    assert (found.first, found.last, found.windows) == (EVE, LAST, len(starts))
    assert found.change == pytest.approx(levels[210] - levels[200])
    assert found.share == pytest.approx((1 + (changes <= found.change).sum()) / (1 + len(starts)))
    sizes = np.array([np.abs(levels[s + 1 : s + 11] - levels[s]).max() for s in starts])
    assert found.extreme_share == pytest.approx((1 + (sizes <= abs(found.extreme)).sum()) / (1 + len(starts)))
    assert found.apart == 20 + 18


@given(st.integers(0, 50), st.floats(-1e3, 1e3))
def test_levels_do_not_matter_and_signs_turn_around(seed, constant):
    levels = walk(seed)
    found = placed(DAYS, levels, EVE, LAST, [])
    moved = placed(DAYS, levels + constant, EVE, LAST, [])
    turned = placed(DAYS, -levels, EVE, LAST, [])
    assert moved.change == pytest.approx(found.change, abs=1e-9)
    assert moved.p == pytest.approx(found.p, abs=0.011)
    assert turned.change == -found.change
    assert turned.p == pytest.approx(found.p)
    assert turned.unusual == found.unusual


def test_what_happened_inside_other_episodes_is_in_no_window():
    levels = walk(2)
    other = FIRST + timedelta(days=50), FIRST + timedelta(days=80)
    wild = levels.copy()
    wild[51:80] += 1000.0  # back where it was when the other episode ends
    assert placed(DAYS, wild, EVE, LAST, [other]) == placed(DAYS, levels, EVE, LAST, [other])
    assert placed(DAYS, wild, EVE, LAST, []) != placed(DAYS, levels, EVE, LAST, [])


def test_a_move_larger_than_any_other_is_unusual_and_a_flat_one_is_not():
    levels = 0.01 * walk(3)
    levels[205:] += 50.0
    found = placed(DAYS, levels, EVE, LAST, [])
    assert found.unusual
    assert found.share == 1.0
    assert found.p == pytest.approx(2.0 / (1 + found.windows))


def test_days_that_are_not_held_or_too_few_windows_have_no_rank():
    levels = walk(4)
    assert placed(DAYS, levels, date(2009, 1, 1), date(2009, 2, 1), []) is None
    assert placed(DAYS, levels, date(2011, 1, 20), date(2011, 3, 20), []) is None
    short = slice(0, 215)
    assert placed(DAYS[short][150:], levels[short][150:], EVE, LAST, []) is None
    assert FEWEST > 4
    assert month_of(date(2024, 2, 3)) == date(2024, 2, 29)
