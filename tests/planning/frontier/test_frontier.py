"""Plans of one amount at several paces, and what a path of chances comes to."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ebb.dates import add_months
from ebb.errors import UsageError
from ebb.planning.frontier import VARIANTS, Level, Stretch, highest, months_needed, paced, thinned, total
from ebb.scenario import cap_in

BEGINS = date(2027, 1, 1)
AMOUNTS = st.integers(20, 2000).map(float)
SPEEDS = st.integers(5, 150).map(float)


def taken(plan, months: int) -> np.ndarray:
    """What caps allow by each month if agency principal were none; nothing after the end."""
    found = []
    for k in range(months):
        month = add_months(BEGINS, k)
        found.append(float(cap_in(plan.scenario.caps.treasury, month)) if month <= plan.ends else 0.0)
    return np.cumsum(found)


@given(AMOUNTS, SPEEDS)
def test_the_caps_add_up_to_the_amount(size, pace):
    plan = paced(pace, size, "bills", begins=BEGINS, principal=12.0, after=12)
    count = months_needed(size, pace)
    assert taken(plan, count)[-1] == pytest.approx(size)
    assert plan.scenario.months == count + 12
    assert plan.ends == add_months(BEGINS, count - 1)


@given(AMOUNTS, SPEEDS, SPEEDS)
def test_a_faster_pace_has_taken_no_less_by_any_month(size, one, other):
    slow, fast = (paced(p, size, "bills", begins=BEGINS, principal=12.0, after=12) for p in sorted((one, other)))
    months = months_needed(size, slow.pace)
    assert (taken(fast, months) >= taken(slow, months) - 1e-9).all()


@given(AMOUNTS, SPEEDS, st.floats(0.0, 40.0))
def test_agency_principal_is_part_of_the_pace(size, pace, principal):
    plan = paced(pace, size, "runoff", begins=BEGINS, principal=principal, after=12)
    count = months_needed(size, pace)
    for month in (BEGINS, plan.ends):
        rest = cap_in(plan.scenario.caps.treasury, month)
        wanted = pace if month < plan.ends else size - pace * (count - 1)
        assert rest >= 0.0
        assert rest + min(principal, min(pace, size)) == pytest.approx(max(wanted, min(principal, min(pace, size))))
        assert cap_in(plan.scenario.caps.mbs, month) == pytest.approx(wanted)


@given(AMOUNTS, SPEEDS)
def test_sales_take_the_amount_in_the_same_months_and_no_treasury(size, pace):
    plan = paced(pace, size, "sales", begins=BEGINS, principal=0.0, after=12)
    assert plan.scenario.sales.mbs * months_needed(size, pace) == pytest.approx(size)
    assert plan.scenario.caps.treasury == 0.0


@pytest.mark.parametrize(
    ("pace", "size", "variant"), [(0.0, 600.0, "bills"), (60.0, -1.0, "bills"), (60.0, 600.0, "swap")]
)
def test_orders_that_cannot_be_are_refused(pace, size, variant):
    with pytest.raises(UsageError):
        paced(pace, size, variant, begins=BEGINS, principal=12.0, after=12)


def test_every_problem_is_named_at_once():
    with pytest.raises(UsageError, match=r"pace of 0.*size of -1.*variant"):
        paced(0.0, -1.0, "swap", begins=BEGINS, principal=12.0, after=12)  # type: ignore[arg-type]
    assert len(VARIANTS) == 3


def test_the_highest_month_brings_its_own_interval_and_the_sum_is_in_months():
    chance = Stretch(np.array([10.0, 40.0, 30.0]), np.array([5.0, 20.0, 28.0]), np.array([15.0, 60.0, 90.0]))
    assert highest(chance) == Level(40.0, 20.0, 60.0)
    found = total(chance)
    assert (found.value, found.low, found.high) == pytest.approx((0.8, 0.53, 1.65))
    assert highest(chance.first(1)).value == 10.0


def test_a_number_outside_its_interval_is_refused():
    with pytest.raises(UsageError):
        Level(3.0, 4.0, 5.0)


def test_thinned_draws_keep_their_spread():
    draws = np.random.default_rng(0).normal(10.0, 2.0, (500, 3))
    few = thinned(draws, 50)
    assert few.shape == (50, 3)
    assert (np.diff(few, axis=0) >= 0.0).all()
    assert few.mean(axis=0) == pytest.approx(draws.mean(axis=0), abs=0.02)
    assert few.std(axis=0) == pytest.approx(draws.std(axis=0), rel=0.03)
