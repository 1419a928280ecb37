"""A programme of purchases through the same engine: securities bought every month, par accounted for, books to the cent."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ebb.dates import add_months
from ebb.portfolio import MonthConditions, MonthPlan, advance
from ebb.simulate.loop import simulate

BN = 1_000_000_000
FIRST = date(2027, 1, 1)
OWED = ("reserves", "on_rrp", "foreign_rrp", "tga", "currency", "other_liabilities", "capital")
#: Coupons and agency MBS, USD billion a month: the pace of 2013.
COUPONS, MBS = 45.0, 40.0


@pytest.fixture(scope="module")
def easing(bench):
    """Everything rolled over, agency principal back into MBS, purchases on top."""
    plan = bench.changed(
        "hold", purchases={"bills": 0.0, "coupons": COUPONS, "mbs": MBS}, assumptions={"inflation": 0.0}
    )
    return bench.run(plan, start=FIRST, months=24)


@settings(max_examples=8)
@given(
    bills=st.integers(0, 60 * BN),
    coupons=st.integers(0, 120 * BN),
    mbs=st.integers(0, 60 * BN),
    sales=st.integers(0, 20 * BN),
    cap=st.integers(0, 60 * BN),
)
def test_par_in_is_held_and_redeemed_and_sold(bench, bills, coupons, mbs, sales, cap):
    """Opening par and what was bought and put back = closing par, what was paid back and what was sold, class by class.

    Buying, running off and selling at once is nobody's policy, but the law does not ask.
    """
    portfolio = bench.inputs(FIRST).portfolio
    opening, month = portfolio.classes(), portfolio.as_of + timedelta(days=1)
    came: dict[str, int] = dict.fromkeys(opening, 0)
    gone: dict[str, int] = dict.fromkeys(opening, 0)
    bought = 0
    for n in range(5):
        plan = MonthPlan(
            add_months(month, n),
            treasury_cap=cap,
            mbs_cap=cap // 2,
            mbs_principal="mbs",
            bill_purchases=bills,
            coupon_purchases=coupons,
            mbs_purchases=mbs,
            treasury_sales=sales,
        )
        portfolio, flows = advance(portfolio, plan, MonthConditions((6.5,)))
        bought += flows.purchased
        assert flows.coupons_purchased == coupons
        assert flows.bills_purchased == bills
        for event in flows.events:
            side = came if event.change > 0 else gone
            side[event.asset_class] = side.get(event.asset_class, 0) + abs(event.change)
    closing = portfolio.classes()
    for name in (
        "bills",
        "notes_bonds",
        "tips",
        "frn",
        "tips_inflation_compensation",
        "mbs",
    ):  # prices stand still here
        assert opening[name] + came[name] == closing[name] + gone[name], name
    outright = 5 * (bills + coupons)
    assert outright <= bought <= outright + 5 * mbs


def test_purchases_are_new_issues_on_settlement_days_and_mbs_are_delivered_later(bench):
    portfolio = bench.inputs(FIRST).portfolio
    months = [add_months(portfolio.as_of + timedelta(days=1), n) for n in range(4)]
    plans = [MonthPlan(m, mbs_principal="mbs", coupon_purchases=45 * BN, mbs_purchases=40 * BN) for m in months]
    before, delivered = portfolio, []
    for plan in plans:
        portfolio, flows = advance(portfolio, plan, MonthConditions((6.5,)))
        bought = [e for e in flows.events if e.kind == "purchase" and e.asset_class != "mbs"]
        assert sum(event.change for event in bought) == 45 * BN
        assert all(event.paid.weekday() < 5 and event.paid.month == plan.month.month for event in bought)
        delivered.append(sum(e.change for e in flows.events if e.kind == "purchase" and e.asset_class == "mbs"))
    assert portfolio.holdings.total() > before.holdings.total()
    # what was ordered and not yet delivered is still owed; the rest is held
    owed = sum(part.amount for part in portfolio.pending if part.into == "mbs")
    assert sum(delivered) <= 4 * 40 * BN
    assert owed + sum(delivered) >= 4 * 40 * BN


def test_the_balance_sheet_grows_by_what_is_bought_and_balances_to_the_cent(easing):
    wire = easing.json()
    lines = {key: [int(Decimal(repr(amount)).scaleb(11)) for amount in path] for key, path in wire["paths"].items()}
    for i in range(len(wire["dates"])):
        at = {key: path[i] for key, path in lines.items()}
        assert at["total_assets"] == at["treasuries"] + at["mbs"] + at["agency_debt"] + at["other_assets"]
        assert at["total_assets"] == sum(at[key] for key in OWED) - at["deferred_asset"]
    f = easing.flow_cents
    assert not f["coupons_redeemed"].any()
    assert not f["mbs_redeemed"].any()
    moved = f["purchased"] + f["reinvested"] - f["mbs_principal"]
    held = np.diff(easing.cents["treasuries"] + easing.cents["mbs"])
    assert (held[3:] == moved[4:]).all()  # prices that TIPS refer to were published for the first months
    # coupons arrive in the month, MBS up to three months after the order
    assert (easing.flow("purchased")[3:] == COUPONS + MBS).all()


def test_reserves_grow_as_the_same_plan_without_purchases_lacks_them(bench, easing):
    """What is bought is paid for with reserves (and what money funds leave at the Fed): nothing else differs."""
    still = bench.run(bench.changed("hold", assumptions={"inflation": 0.0}), start=FIRST, months=24)
    more = {
        name: easing.path(name)[-1] - still.path(name)[-1]
        for name in ("total_assets", "reserves", "on_rrp", "deferred_asset", "currency", "tga")
    }
    assert more["currency"] == more["tga"] == 0.0
    securities = sum(easing.path(name)[-1] - still.path(name)[-1] for name in ("treasuries", "mbs"))
    assert securities > 0.9 * 24 * (COUPONS + MBS) - 3 * MBS
    assert more["reserves"] + more["on_rrp"] == pytest.approx(securities, rel=0.03)  # the rest is income
    assert (
        np.diff(easing.path("reserves") + easing.path("on_rrp"))
        > np.diff(still.path("reserves") + still.path("on_rrp"))
    ).all()


def test_runoff_can_follow_purchases_in_one_run(bench):
    """The engine does not know which programme it is in: caps that begin after a year of purchases bind from then on."""
    inputs = bench.inputs(FIRST)
    bought = simulate(bench.changed("hold", purchases={"bills": 0.0, "coupons": COUPONS, "mbs": 0.0}), inputs, FIRST, 6)
    plain = simulate(bench.changed("hold"), inputs, FIRST, 6)
    more = bought.path("treasuries") - plain.path("treasuries")
    assert more == pytest.approx(COUPONS * np.arange(1, 7), abs=0.5)
