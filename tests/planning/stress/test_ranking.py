"""The rule that says which episode is the largest risk of a plan."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ebb.errors import UsageError
from ebb.planning.stress import REACH, Trial, rank

KINK, ERROR = 12.0, 0.5
DRAIN, SMALL = Trial("drain", 10.0, 13.5, 900.0), Trial("small", 13.0, 13.5, 100.0, loss_to_capital=0.2)
YIELDS = Trial("yields", 13.5, 13.5, loss_to_capital=3.0)
YIELDS_FALLING = Trial("yields", 11.0, 11.0, loss_to_capital=3.0)
LOWS = st.lists(st.floats(5.0, 13.4), min_size=1, max_size=6, unique=True)


def test_reserves_decide_first():
    found = rank([YIELDS, SMALL, DRAIN], KINK, ERROR)
    assert found.by_reserves == ("drain", "small")
    assert found.by_loss == ("yields", "small")
    assert (found.largest, found.yardstick) == ("drain", "reserves")
    assert not found.within_reach_before


def test_loss_decides_where_no_episode_comes_near_the_kink():
    found = rank([YIELDS, SMALL], KINK - 2.0, ERROR)
    assert (found.largest, found.yardstick) == ("yields", "loss")


def test_just_within_reach_is_within_reach():
    near = Trial("near", KINK + REACH * ERROR - 1e-9, 13.5, 100.0)
    assert rank([YIELDS, near], KINK, ERROR).largest == "near"
    beyond = Trial("beyond", KINK + REACH * ERROR + 1e-9, 13.5, 100.0)
    assert rank([YIELDS, beyond], KINK, ERROR).largest == "yields"


def test_a_plan_that_is_there_already_says_so():
    assert rank([Trial("drain", 11.0, 12.4, 300.0)], KINK, ERROR).within_reach_before


@given(LOWS)
def test_the_deepest_trough_is_first_in_any_order(lows):
    tests = [Trial(f"e{i}", low, 13.5, 100.0) for i, low in enumerate(lows)]
    found = rank(tests, KINK + 2.0, ERROR)
    assert found == rank(tests[::-1], KINK + 2.0, ERROR)
    assert found.largest == min(tests, key=lambda t: t.lowest).episode


def test_what_leaves_reserves_alone_is_not_ranked_by_them():
    found = rank([Trial("other", 11.0, 11.0), Trial("added", 11.0, 11.0, 0.5)], KINK, ERROR)
    assert found.by_reserves == ()


def test_a_shock_that_is_over_before_a_falling_path_is_lowest_still_counts():
    early, other = Trial("early", 11.0, 11.0, 170.0), Trial("other", 11.0, 11.0, 90.0)
    assert rank([YIELDS_FALLING, other, early], KINK, ERROR).by_reserves == ("early", "other")


def test_a_run_for_cash_is_not_ranked_by_what_it_drained():
    dash = Trial("dash", 5.0, 13.5, 1400.0, about_reserves=False)
    assert rank([dash, DRAIN], KINK, ERROR).largest == "drain"
    assert rank([dash], KINK, ERROR).by_reserves == ()


def test_nothing_and_two_plans_are_refused():
    with pytest.raises(UsageError):
        rank([], KINK, ERROR)
    with pytest.raises(UsageError, match="2 plans cannot be ranked"):
        rank([DRAIN, Trial("other", 11.0, 12.0)], KINK, ERROR)
