"""Autumn 2022: 19.3 billion bought for stability while 80 billion of runoff stood, both on one set of books."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ebb.errors import OutOfRange
from ebb.simulate.gilts_2022 import ASSUMPTIONS, stability_case
from ebb.sources.published import document

STEPS = tuple(document("policy/peers")["step"])
FACTS = document("policy/gilts")


@pytest.fixture(scope="module")
def case():
    return stability_case(FACTS, STEPS, sales=40.0)


def test_the_published_amounts_come_out_and_the_target_is_met_all_the_same(case):
    assert dict(case.bought) == {"conventional": pytest.approx(12.1), "index_linked": pytest.approx(7.2)}
    assert sum(one.bought for one in case.months) == pytest.approx(19.3, abs=1e-9)
    assert (case.opening, case.target) == (pytest.approx(838.0), 80.0)
    # 838 less 80 is 758, whatever was bought in between
    assert case.closing == pytest.approx(758.0, abs=1e-3)
    assert sum(one.matured + one.sold for one in case.months) == pytest.approx(80.0, abs=1e-3)


def test_in_october_gilts_came_in_while_others_left(case):
    (october,) = case.both
    assert (october.month.year, october.month.month) == (2022, 10)
    assert october.bought > october.matured > 0.0
    assert october.sold == 0.0  # sales were put off to 1 November
    assert case.months[1].sold > 0.0
    assert october.gilts > case.opening


def test_what_was_bought_is_sold_again_by_january_and_nothing_of_the_target_with_it(case):
    assert [one.stability > 1e-3 for one in case.months[:5]] == [True, True, True, False, False]
    assert sum(one.sold_again for one in case.months) == pytest.approx(19.3, abs=1e-3)
    both = [one for one in case.months if one.sold and one.sold_again]
    assert len(both) == 3
    assert case.said == ASSUMPTIONS


@settings(max_examples=5, deadline=None)
@given(st.floats(0.0, 80.0))
def test_reserves_move_by_what_is_bought_less_what_leaves(sales):
    found = stability_case(FACTS, STEPS, sales=sales)
    before, gilts = found.opening, found.opening
    for one in found.months:
        moved = one.bought - one.matured - one.sold - one.sold_again
        assert one.reserves == pytest.approx(before + moved, abs=1e-8)
        assert one.gilts == pytest.approx(gilts + moved, abs=1e-8)
        before, gilts = one.reserves, one.gilts
    assert found.closing == pytest.approx(758.0, abs=1e-3)


@pytest.mark.parametrize("sales", [-1.0, 81.0])
def test_sales_beyond_the_target_are_refused(sales):
    with pytest.raises(OutOfRange, match="0 to 80"):
        stability_case(FACTS, STEPS, sales=sales)


def test_without_the_steps_there_is_no_case():
    with pytest.raises(OutOfRange, match="not held"):
        stability_case(FACTS, (), sales=40.0)
