"""A month of the portfolio: laws, the plain twin, traps of the calendar, speed."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ebb.errors import AmountError
from ebb.portfolio import MonthConditions, MonthPlan, advance, calendar_of, open_portfolio
from ebb.portfolio.inferred import rolled_bills
from ebb.portfolio.plain import PlainBook, plain_month
from ebb.portfolio.settlement import month_end, settles_on, shift_months

BN = 1_000_000_000
MAY = MonthPlan(date(2022, 5, 1), mbs_principal="mbs")
JUNE = MonthPlan(date(2022, 6, 1), treasury_cap=30 * BN, mbs_cap=17_500_000_000)
STEADY = MonthConditions((5.0,))


@pytest.fixture(scope="module")
def june(portfolio):
    """At the end of May 2022, before the first capped month."""
    return advance(portfolio, MAY, STEADY)[0]


money = st.integers(0, 90 * BN)
plans = st.builds(
    MonthPlan,
    month=st.just(date(2022, 6, 1)),
    treasury_cap=st.one_of(st.none(), money),
    mbs_cap=st.one_of(st.none(), money),
    mbs_principal=st.sampled_from(["bills", "treasuries", "mbs", "none"]),
    bill_purchases=money,
    coupon_purchases=money,
    mbs_purchases=money,
    mbs_sales=money,
    treasury_sales=money,
    mbs_principal_limit=st.one_of(st.none(), money),
)
worlds = st.builds(
    MonthConditions,
    mortgage_rates=st.lists(st.floats(1.0, 12.0), min_size=1, max_size=4),
    cpi_growth=st.floats(-0.01, 0.02),
)


@settings(max_examples=40, deadline=None)
@given(plan=plans, world=worlds)
def test_par_in_is_held_redeemed_or_sold(june, plan, world):
    after, flows = advance(june, plan, world)  # advance itself raises when a dollar is missing
    old, new = june.classes(), after.classes()
    for name in ("bills", "notes_bonds", "tips", "frn", "mbs"):
        moved = sum(e.change for e in flows.events if e.asset_class == name)
        assert new[name] - old[name] == moved, name
    paid = sum(e.change for e in flows.events if e.asset_class == "tips_inflation_compensation")
    assert new["tips_inflation_compensation"] - old["tips_inflation_compensation"] == paid + flows.compensation_accrued
    assert flows.treasuries_redeemed == sum(e.redeemed for e in flows.events if e.kind == "maturity")
    assert flows.rolled_over == sum(e.rolled for e in flows.events if e.kind == "maturity")
    assert flows.rolled_over == sum(e.change for e in flows.events if e.kind == "rollover")
    assert flows.mbs_redeemed == sum(e.redeemed for e in flows.events if e.kind == "principal")
    assert flows.reinvested == sum(e.change for e in flows.events if e.kind == "reinvestment")
    if plan.treasury_cap is not None:
        assert flows.treasuries_redeemed <= plan.treasury_cap
    if plan.mbs_cap is not None and plan.mbs_principal != "none":
        assert flows.mbs_redeemed <= plan.mbs_cap
    assert flows.purchased == plan.bill_purchases + plan.coupon_purchases + plan.mbs_purchases
    assert flows.sold == plan.treasury_sales + plan.mbs_sales
    assert (after.holdings.par > 0).all()
    assert (after.pools.balance >= 0).all()


def test_the_plain_twin_agrees_to_the_dollar_over_all_of_qt2(portfolio, auctions):
    """Two routes, one result: every security and bill date after each of 43 months."""
    actual = calendar_of(auctions)
    book = PlainBook({_key(s): 0 for s in portfolio.holdings}, dict(portfolio.bills))
    for s in portfolio.holdings:
        book.coupons[_key(s)] += s.par + s.compensation
    month, redeemed = date(2022, 5, 1), 0
    for number in range(43):
        cap = (0 if number == 0 else 30 if number < 4 else 60 if number < 25 else 25 if number < 35 else 5) * BN
        plan = MonthPlan(month, treasury_cap=cap, mbs_cap=None)
        portfolio, flows = advance(portfolio, plan, MonthConditions((5.0,), offerings=actual))
        book = plain_month(
            book,
            max(month, date(2022, 5, 26)),
            month_end(month),
            cap,
            lambda day: actual[settles_on(day)],
            rolled_bills,
        )
        redeemed += flows.treasuries_redeemed
        assert book.redeemed == redeemed
        held: dict[tuple[str, str, date], int] = {}
        for s in portfolio.holdings:
            held[_key(s)] = held.get(_key(s), 0) + s.par + s.compensation
        assert held == {key: par for key, par in book.coupons.items() if par}, month
        assert dict(portfolio.bills) == dict(sorted(book.bills.items())), month
        month = shift_months(month, 1)
    assert redeemed == 1_640 * BN  # 3 x 30 + 21 x 60 + 10 x 25 + 8 x 5


def _key(security):
    cusip = security.cusip if security.asset_class == "notes_bonds" else ""
    return security.asset_class, cusip, security.matures


def test_maturities_before_the_first_capped_month_are_rolled_over_in_full(portfolio, june):
    _, flows = advance(portfolio, MAY, STEADY)
    # 2.318 + 10.728 + 12.210 bn of notes of 31 May 2022 in the list of 25 May.
    notes = [e for e in flows.events if e.kind == "maturity" and e.asset_class == "notes_bonds"]
    assert sum(e.change for e in notes) == -(2_318_000_000 + 10_728_337_700 + 12_210_248_800)
    assert flows.treasuries_redeemed == 0
    assert june.classes()["treasuries"] == portfolio.classes()["treasuries"]


def test_a_weekend_maturity_counts_in_its_own_month_and_is_paid_in_the_next(june, auctions):
    """31 July 2022 was a Sunday: July's cap, 1 August's payment, and rollover into what settled on 1 August."""
    world = replace(STEADY, offerings=calendar_of(auctions))
    after, _ = advance(june, JUNE, world)
    after, flows = advance(after, replace(JUNE, month=date(2022, 7, 1)), world)
    late = [e for e in flows.events if e.contractual == date(2022, 7, 31)]
    assert late
    assert {e.paid for e in late} == {date(2022, 8, 1)}
    assert flows.treasuries_redeemed == 30 * BN
    fresh = {s.cusip for s in after.holdings if s.issued == date(2022, 8, 1)}
    # The 2-, 5- and 7-year notes and the FRN; the 20-year was reopened, so its issue date is older.
    assert fresh == {o.cusip for o in auctions if o.settles == date(2022, 8, 1) and not o.reopening}
    assert not (after.holdings.matures == np.datetime64("2022-07-31")).any()


def test_rollover_goes_only_into_what_settles_that_day(june, auctions):
    """TIPS get nothing when the month ends on a weekend; FRN reopenings only when the last Friday is the last day."""
    world = replace(STEADY, offerings=calendar_of(auctions))
    state, bought = june, {}
    for number in range(24):
        month = shift_months(date(2022, 6, 1), number)
        state, flows = advance(state, replace(JUNE, month=month), world)
        for e in flows.events:
            if e.kind == "rollover" and e.asset_class != "bills":
                bought.setdefault(e.paid, set()).add(e.asset_class)
    assert bought[date(2022, 8, 1)] == {"notes_bonds", "frn"}  # TIPS had settled on Friday 29 July
    assert bought[date(2022, 8, 31)] == {"notes_bonds", "tips"}  # FRN had settled on Friday 26 August
    assert bought[date(2024, 5, 31)] == {"notes_bonds", "tips", "frn"}
    assert all(kinds == {"notes_bonds"} for day, kinds in bought.items() if 13 <= day.day <= 18)


def test_compensation_accrues_on_par_and_compensation(june):
    after, flows = advance(june, JUNE, replace(STEADY, cpi_growth=0.01))
    tips = june.holdings.asset_class == "tips"
    principal = int(june.holdings.par[tips].sum() + june.holdings.compensation[tips].sum())
    assert flows.compensation_accrued == pytest.approx(0.01 * principal, abs=len(june.holdings))
    assert flows.compensation_paid == 0
    assert after.classes()["tips"] > june.classes()["tips"]  # June's month end is one of TIPS settlements


def test_deflation_never_takes_a_tips_below_par(june):
    after, _ = advance(june, JUNE, replace(STEADY, cpi_growth=-0.9))
    assert (after.holdings.compensation >= 0).all()
    assert after.classes()["tips_inflation_compensation"] == 0


def test_agency_principal_goes_where_the_plan_says(june):
    base, later = {}, {}
    for where in ("bills", "treasuries", "mbs", "none"):
        after, flows = advance(june, replace(JUNE, mbs_cap=5 * BN, mbs_principal=where), STEADY)
        base[where], later[where] = (after.classes(), flows), sum(part.amount for part in after.pending)
    principal = base["none"][1].mbs_principal
    assert all(flows.mbs_principal == principal for _, flows in base.values())
    assert base["none"][1].mbs_redeemed == principal
    for where in ("bills", "treasuries", "mbs"):
        after, flows = base[where]
        assert flows.mbs_redeemed == 5 * BN
        assert flows.reinvested + later[where] == principal - 5 * BN
    none, bills, mbs = (base[w][0] for w in ("none", "bills", "mbs"))
    assert later["bills"] > 0
    assert later["mbs"] == principal - 5 * BN  # bought now, delivered in the next three months
    assert bills["bills"] - none["bills"] == principal - 5 * BN - later["bills"]
    assert mbs["mbs"] == none["mbs"]


def test_principal_over_the_limit_goes_into_mbs(june):
    plan = replace(JUNE, mbs_cap=0, mbs_principal="treasuries", mbs_principal_limit=2 * BN)
    after, flows = advance(june, plan, STEADY)
    into = [part for part in after.pending if part.into == "mbs"]
    assert sum(part.amount for part in into) == flows.mbs_principal - 2 * BN
    delivered = 0
    for month in (7, 8, 9):
        ahead = replace(plan, month=date(2022, month, 1), mbs_principal="none")
        after, flows = advance(after, ahead, STEADY)
        delivered += sum(e.change for e in flows.events if e.kind == "reinvestment" and e.asset_class == "mbs")
    assert delivered == sum(part.amount for part in into)


def test_new_issues_without_a_known_coupon_pay_the_yield_in_eighths(june):
    after, _ = advance(june, JUNE, replace(STEADY, two_year=3.3, ten_year=4.1))
    fresh = {
        round((s.matures - s.issued).days / 365): s.coupon
        for s in after.holdings
        if s.cusip == "" and s.issued and s.issued >= date(2022, 6, 1) and s.asset_class == "notes_bonds"
    }
    assert fresh[2] == 3.25
    assert fresh[10] == 4.0
    assert fresh[30] == 4.0


def test_average_coupons(june):
    assert june.notes_bonds_coupon == pytest.approx(2.039, abs=0.02)
    assert 2.0 < june.mbs_coupon < 3.5


@pytest.mark.parametrize(
    "plan",
    [
        replace(JUNE, treasury_cap=-1),
        replace(JUNE, treasury_cap=1.5),
        replace(JUNE, mbs_sales=-BN),
        replace(JUNE, mbs_principal="gold"),
        replace(JUNE, month=date(2022, 7, 1)),
        replace(JUNE, month=date(2022, 5, 1)),
    ],
)
def test_impossible_plans_are_refused(june, plan):
    with pytest.raises(AmountError):
        advance(june, plan, STEADY)


def test_opening_refuses_every_bad_total_at_once(notes, auctions, classes):
    bad = {**classes, "bills": -1.0, "notes_bonds": 4_000.0}
    bad.pop("frn")
    with pytest.raises(AmountError) as raised:
        open_portfolio(notes("2022-05-25"), bad, (), as_of=date(2022, 5, 25), auctions=auctions)
    assert "frn is missing" in str(raised.value)
    assert "bills is -1.0" in str(raised.value)
    with pytest.raises(AmountError, match=r"notes_bonds are 4000\.0 in all"):
        open_portfolio(
            notes("2022-05-25"), {**classes, "notes_bonds": 4_000.0}, (), as_of=date(2022, 5, 25), auctions=auctions
        )


def test_opening_equals_the_published_totals(portfolio, classes):
    held = portfolio.classes()
    for name in ("bills", "notes_bonds", "tips", "tips_inflation_compensation", "frn", "agency_debt"):
        assert held[name] / 1e9 == pytest.approx(classes[name], abs=0.0006), name
    assert held["mbs"] / 1e9 == pytest.approx(classes["mbs"] + classes["cmbs"], abs=0.0002)


def test_a_hundred_and_twenty_months_are_quick(june):
    start, state = time.perf_counter(), june
    for number in range(120):
        plan = MonthPlan(shift_months(date(2022, 6, 1), number), treasury_cap=30 * BN, mbs_cap=None)
        state, _ = advance(state, plan, MonthConditions((6.0,), 0.002))
    # About 0.2 s on two shared cores; the bound leaves room for a busy machine and still catches a slow loop.
    assert time.perf_counter() - start < 2.0
    assert state.as_of == date(2032, 5, 31)


def test_events_lie_in_the_month_or_just_after(june):
    _, flows = advance(june, JUNE, STEADY)
    for e in flows.events:
        assert (e.contractual.year, e.contractual.month) == (2022, 6)
        assert e.contractual <= e.paid <= e.contractual + timedelta(days=5)
