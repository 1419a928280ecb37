"""The Desk's orders of one month: the rule in force, the scenario's differences, and what changes after a stop."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ebb.errors import PolicyError
from ebb.policy import MonthRule
from ebb.scenario import Scenario
from ebb.simulate.plan import Bought, State, announced, dollars, month_plan, reached

BN = 1_000_000_000


def rule(month: date = date(2027, 1, 1), **changed) -> MonthRule:
    fields = {
        "month": month,
        "treasury_cap": 5.0,
        "mbs_cap": 35.0,
        "treasury_purchases": 0.0,
        "mbs_purchases": 0.0,
        "purchases_in": "notes_bonds",
        "mbs_principal": "treasuries",
        "mbs_principal_limit": None,
        "treasury_reinvestment": "rollover",
        "reinvestment": "above_caps",
        "reference": "a directive",
    }
    return MonthRule(**(fields | changed))


def plan(**content) -> Scenario:
    return Scenario.model_validate(content)


def state(**changed) -> State:
    return State(
        **({"month_end": date(2027, 6, 30), "reserves": 2900.0, "bank_assets": 26_000.0, "gdp": 33_000.0} | changed)
    )


# -- orders ----------------------------------------------------------------------------------------------------------


@settings(max_examples=50, deadline=None)
@given(st.floats(0, 500), st.floats(0, 500), st.integers(-24, 24))
def test_a_scenario_changes_nothing_before_its_start(treasury, mbs, ahead):
    scenario = plan(caps={"treasury": treasury, "mbs": mbs}, sales={"mbs": 9}, purchases={"bills": 7})
    start = date(2029 + (ahead - 1) // 12, (ahead - 1) % 12 + 1, 1)
    before = month_plan(scenario, rule(), start, stopped=False)
    if start > date(2027, 1, 1):
        assert before == month_plan(plan(), rule(), start, stopped=False)
    else:
        assert (before.treasury_cap, before.mbs_cap) == (dollars(treasury), dollars(mbs))


def test_a_scenario_without_differences_is_the_rule_in_whole_dollars():
    found = month_plan(plan(), rule(mbs_principal_limit=20.0, treasury_purchases=40.0), date(2026, 1, 1), stopped=False)
    assert (found.treasury_cap, found.mbs_cap, found.mbs_principal_limit) == (5 * BN, 35 * BN, 20 * BN)
    assert (found.coupon_purchases, found.bill_purchases, found.mbs_purchases) == (40 * BN, 0, 0)
    assert found.mbs_principal == "treasuries"
    assert found.mbs_sales == found.treasury_sales == 0


def test_no_limit_stays_no_limit_and_given_purchases_replace_the_announced_pace():
    scenario = plan(caps={"treasury": "none"}, purchases={"bills": 0, "mbs": 3})
    found = month_plan(scenario, rule(treasury_purchases=40.0, purchases_in="bills"), date(2027, 1, 1), stopped=False)
    assert found.treasury_cap is None
    assert found.mbs_cap == 35 * BN
    assert (found.bill_purchases, found.coupon_purchases, found.mbs_purchases) == (0, 0, 3 * BN)


def test_dated_steps_are_read_by_the_month():
    scenario = plan(caps={"treasury": [["2027-01", 30], ["2027-04", 60]]})
    caps = [
        month_plan(scenario, rule(date(2027, m, 1)), date(2027, 1, 1), stopped=False).treasury_cap for m in (1, 3, 4)
    ]
    assert caps == [30 * BN, 30 * BN, 60 * BN]


@pytest.mark.parametrize("destination", ["bills", "treasuries", "mbs", "runoff"])
def test_after_a_stop_nothing_is_redeemed_or_sold(destination):
    scenario = plan(
        caps={"treasury": 60, "mbs": 35},
        sales={"mbs": 15, "treasury": 5},
        after={"mbs_principal": destination, "bill_purchases": 12.5},
    )
    found = month_plan(scenario, rule(mbs_principal_limit=20.0), date(2027, 1, 1), stopped=True)
    assert found.treasury_cap == 0
    assert found.mbs_sales == found.treasury_sales == 0
    assert found.bill_purchases == 12_500_000_000
    assert found.mbs_principal_limit is None
    if destination == "runoff":
        assert (found.mbs_cap, found.mbs_principal) == (None, "none")
    else:
        assert (found.mbs_cap, found.mbs_principal) == (0, destination)


def test_purchases_without_a_pace_need_one_from_the_scenario():
    unpaced = rule(date(2020, 3, 1), treasury_purchases=None, mbs_purchases=None)
    with pytest.raises(PolicyError, match="bought coupons and mbs in 2020-03"):
        month_plan(plan(), unpaced, date(2020, 1, 1), stopped=False)
    given_ = plan(purchases={"coupons": 500, "mbs": 100})
    assert month_plan(given_, unpaced, date(2020, 1, 1), stopped=False).coupon_purchases == 500 * BN
    with pytest.raises(PolicyError):  # not before the scenario's own months
        month_plan(given_, unpaced, date(2020, 4, 1), stopped=False)


def test_purchases_without_a_pace_are_those_the_statement_showed_where_it_did():
    unpaced = rule(date(2020, 4, 1), treasury_purchases=None, mbs_purchases=None)
    found = month_plan(plan(), unpaced, date(2022, 1, 1), stopped=False, bought=Bought(treasuries=650.0, mbs=0.0))
    assert (found.coupon_purchases, found.bill_purchases, found.mbs_purchases) == (650 * BN, 0, 0)
    with pytest.raises(PolicyError, match="bought mbs in 2020-04"):
        month_plan(plan(), unpaced, date(2022, 1, 1), stopped=False, bought=Bought(treasuries=650.0))
    paced = rule(date(2020, 4, 1), treasury_purchases=80.0)
    told = month_plan(plan(), paced, date(2022, 1, 1), stopped=False, bought=Bought(treasuries=650.0, mbs=9.0))
    assert (told.coupon_purchases, told.mbs_purchases) == (80 * BN, 0)  # an announced pace is never replaced


# -- what was announced ----------------------------------------------------------------------------------------------


def test_bills_nobody_announced_yet_are_not_bought():
    later = rule(date(2026, 12, 1), treasury_purchases=40.0, purchases_in="bills")
    assert announced(later, date(2026, 10, 14)).treasury_purchases == 0.0
    assert announced(later, date(2026, 12, 31)) == announced(later, date(2026, 12, 1)) == later
    notes = rule(date(2026, 12, 1), treasury_purchases=40.0)
    assert announced(notes, date(2026, 10, 14)) == notes  # a pace without an end stands until it is changed


def test_the_policy_in_force_buys_bills_only_to_the_last_announced_period(bench):
    end = bench.record.programme.purchases_announced_to
    found = bench.run("current")
    bought = found.flow("purchased")
    inside = [day.replace(day=1) <= end for day in found.dates]
    assert not bought[[not known for known in inside]].any()


# -- stop rules ------------------------------------------------------------------------------------------------------

RULES = {
    "date": ({"date": "2027-06"}, {"month_end": date(2027, 5, 31)}),
    "reserves": ({"reserves": 2900}, {"reserves": 2900.01}),
    "reserves_share_of_bank_assets": ({"reserves_share_of_bank_assets": 0.112}, {"reserves": 2912.01}),
    "reserves_share_of_gdp": ({"reserves_share_of_gdp": 0.088}, {"reserves": 2904.01}),
    "spread": ({"spread": 2.0}, {"spread": 1.99}),
}


@pytest.mark.parametrize("name", RULES)
def test_each_rule_is_reached_at_its_level_and_not_before(name):
    stop, short = RULES[name]
    at = state(spread=2.0)
    assert reached(plan(stop=stop), at)
    values = {field: getattr(at, field) for field in ("month_end", "reserves", "bank_assets", "gdp", "spread")}
    assert not reached(plan(stop=stop), State(**(values | short)))


def test_several_rules_at_once_are_all_named_and_no_rule_never_stops():
    both = plan(stop={"reserves": 3000, "reserves_share_of_gdp": 0.1})
    words = reached(both, state())
    assert "$3.00 trillion" in words
    assert "10.0% of GDP" in words
    assert reached(plan(), state(reserves=0.0, spread=500.0)) == ""


def test_a_spread_rule_needs_an_estimate():
    assert reached(plan(stop={"spread": -100}), state(spread=None)) == ""


@settings(max_examples=60, deadline=None)
@given(st.floats(0, 5000), st.floats(0, 5000), st.floats(1, 4000))
def test_less_reserves_reach_whatever_more_reserves_reach(low, high, level):
    low, high = sorted((low, high))
    stop = plan(stop={"reserves": level})
    assert not reached(stop, state(reserves=high)) or reached(stop, state(reserves=low))


@settings(max_examples=60, deadline=None)
@given(st.floats(0, 10_000))
def test_dollars_are_whole_and_exact_to_half_a_dollar(amount):
    found = dollars(amount)
    assert isinstance(found, int)
    assert abs(found - amount * 1e9) <= 0.5 + 1e-6
    assert dollars(None) is None
