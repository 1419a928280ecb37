"""From the portfolio's dollars to entries in cents: nothing is lost on the way, and every line goes to its level."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from ebb.books import FedStatement, month_income, post_month
from ebb.books.cents import cents, usd_bn
from ebb.portfolio import MonthConditions, MonthPlan, advance
from ebb.scenario import Assumptions
from ebb.simulate.conditions import build
from ebb.simulate.ledger import class_flows, coupons, income_inputs, posting

BN = 1_000_000_000
MONTHS = tuple(date(2022, 6 + k, 1) for k in range(5))


class _Income:
    """A month's income of a chosen size, in cents."""

    def __init__(self, cash: int, accretion: int = 0) -> None:
        self.cash, self.accretion = cash, accretion


@pytest.fixture(scope="module")
def handed(bench):
    return bench.inputs(MONTHS[0])


@pytest.fixture(scope="module")
def conditions(handed):
    return build(MONTHS, handed.opening, handed.published, handed.corridor, Assumptions(), "central")


@pytest.fixture(scope="module")
def statement(handed):
    return FedStatement.open(handed.opening.date, **dict(handed.opening.lines))


PLANS = {
    "capped": MonthPlan(MONTHS[0], treasury_cap=30 * BN, mbs_cap=17_500_000_000, mbs_principal="treasuries"),
    "all agency principal into notes": MonthPlan(MONTHS[0], treasury_cap=0, mbs_cap=0, mbs_principal="treasuries"),
    "all agency principal into bills": MonthPlan(MONTHS[0], treasury_cap=0, mbs_cap=0, mbs_principal="bills"),
    "sold and bought": MonthPlan(
        MONTHS[0],
        treasury_cap=0,
        mbs_cap=0,
        mbs_principal="mbs",
        bill_purchases=BN,
        coupon_purchases=2 * BN,
        mbs_purchases=3 * BN,
        mbs_sales=4 * BN,
        treasury_sales=5 * BN,
    ),
}


@pytest.mark.parametrize("name", PLANS)
def test_class_flows_carry_every_dollar_of_the_month(handed, name):
    after, flows = advance(handed.portfolio, PLANS[name], MonthConditions(mortgage_rates=(5.0,), cpi_growth=0.004))
    found = class_flows(flows)
    old, new = handed.portfolio.classes(), after.classes()
    for kind, moved in found.items():
        accrued = 100 * flows.compensation_accrued if kind == "tips_inflation_compensation" else 0
        assert moved.change + accrued == 100 * (new[kind] - old[kind]), kind
    treasuries = [found[k] for k in ("bills", "notes_bonds", "tips", "frn", "tips_inflation_compensation")]
    assert sum(c.matured - c.rolled_into for c in treasuries) == 100 * flows.treasuries_redeemed
    assert sum(c.sold for c in found.values()) == 100 * flows.sold
    # agency principal that goes into Treasuries is bought in the market; MBS roll, but what is delivered beyond the month's
    # own principal, for that of earlier months, was bought
    into = dict.fromkeys(("mbs", "treasuries"), 0)
    for event in flows.events:
        if event.kind == "reinvestment":
            into["mbs" if event.asset_class == "mbs" else "treasuries"] += 100 * event.change
    assert sum(into.values()) == 100 * flows.reinvested
    beyond = max(into["mbs"] - 100 * flows.mbs_principal, 0)
    assert beyond == found["mbs"].purchased - 100 * flows.mbs_purchased
    assert sum(c.purchased for c in found.values()) == 100 * flows.purchased + into["treasuries"] + beyond


def test_coupons_are_the_averages_of_what_is_held(handed):
    book, pools = handed.portfolio.holdings, handed.portfolio.pools
    notes = book.asset_class == "notes_bonds"
    by_hand = sum(c * p for c, p in zip(book.coupon[notes], book.par[notes], strict=True)) / book.par[notes].sum()
    found = coupons(handed.portfolio, 0.04)
    assert found["notes_bonds"] == pytest.approx(by_hand / 100.0)
    assert found["bills"] == found["frn"] == 0.04
    assert pools.coupon.min() / 100.0 <= found["mbs"] <= pools.coupon.max() / 100.0
    par = handed.portfolio.classes()
    earned = found["notes_bonds"] * par["notes_bonds"] + 0.04 * (par["bills"] + par["frn"])
    assert found["treasuries"] * par["treasuries"] == pytest.approx(earned)


def test_income_is_of_the_balances_the_month_began_with(handed, statement, conditions):
    found = income_inputs(statement, handed.portfolio, conditions, 0)
    assert found["balances"] == {k: getattr(statement, k) for k in ("reserves", "on_rrp", "foreign_rrp")}
    assert found["rates"]["iorb"] == pytest.approx(conditions.iorb[0] / 100.0)
    assert found["rates"]["foreign_rrp"] == found["rates"]["on_rrp"] == pytest.approx(conditions.on_rrp_rate[0] / 100.0)
    assert 0 < found["rates"]["iorb"] < 0.1


def test_after_the_posting_every_line_stands_at_its_level_of_the_month(handed, statement, conditions):
    after, flows = advance(handed.portfolio, PLANS["capped"], MonthConditions(mortgage_rates=(5.0,)))
    entry = posting(statement, flows, conditions, 0, _Income(0))
    found = post_month(statement, entry)
    assert found.date == date(2022, 6, 30)
    for line in ("tga", "currency", "foreign_rrp", "other_liabilities", "other_assets"):
        assert getattr(found, line) == cents(float(getattr(conditions, line)[0])), line
    assert found.on_rrp == statement.on_rrp  # decided later, by the split
    for kind in ("bills", "notes_bonds", "mbs"):
        assert getattr(found, kind) == 100 * after.classes()[kind], kind


def test_net_income_is_the_published_change_of_the_deferred_asset_where_there_is_one(handed, statement, conditions):
    """Published: none on 31 August 2022, the first at the end of September 2022."""
    _, flows = advance(handed.portfolio, PLANS["capped"], MonthConditions(mortgage_rates=(5.0,)))
    assert conditions.deferred_asset[0] == 0.0
    assert posting(statement, flows, conditions, 0, _Income(123_00)).cash_income == 123_00
    place = int(np.argmax(conditions.deferred_asset > 0))
    entry = posting(statement, flows, conditions, place, _Income(10**12, accretion=7))
    found = post_month(statement, entry)
    assert usd_bn(found.deferred_asset) == pytest.approx(conditions.deferred_asset[place])


def test_standing_repo_earns_the_spread_over_the_reserves_it_keeps_alive(handed, statement, conditions):
    """Law: lending that banks keep as reserves changes a month's income by the lending rate less interest on reserves."""
    lent = cents(100.0)
    funded = replace(statement, reserves=statement.reserves + lent, other_assets=statement.other_assets + lent)
    without = month_income(**income_inputs(statement, handed.portfolio, conditions, 0))
    found = month_income(**income_inputs(funded, handed.portfolio, conditions, 0, lent))
    spread = conditions.repo_over_ior[0] / 10_000.0
    assert found.net - without.net == pytest.approx(lent * spread / 12, abs=2)


def test_a_class_of_which_nothing_is_left_earns_nothing(handed):
    empty = replace(handed.portfolio, pools=replace(handed.portfolio.pools, balance=0 * handed.portfolio.pools.balance))
    assert coupons(empty, 0.04)["mbs"] == 0.0
