"""Income in a run: every security for the days it was held, beside the averages of its classes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from ebb.books import month_income
from ebb.portfolio import MonthConditions, MonthPlan, advance
from ebb.scenario import load
from ebb.simulate.conditions import build
from ebb.simulate.earnings import BillRates, averaged, earned
from ebb.simulate.ledger import CASH_ITEMS, by_security, income_inputs, security_coupons
from ebb.simulate.loop import _open, simulate

START = date(2027, 1, 1)


def test_two_routes_tell_the_same_income(bench):
    """Class averages a twelfth of a year at a time, and securities by the day: residuals measured each on its own basis."""
    inputs, plan = bench.inputs(START), load("qt3")
    days = simulate(plan, inputs, START, 24)
    averages = simulate(plan, replace(inputs, by_security=None), START, 24)
    assert inputs.by_security != inputs.other_net_income
    gap = days.ratios["net_income"] - averages.ratios["net_income"]
    # a month of 28 or 31 days is not a twelfth of a year, and refunding settles inside the month: a tenth of a billion
    assert np.abs(gap).max() < 0.25
    assert abs(days.path("deferred_asset")[-1] - averages.path("deferred_asset")[-1]) < 3.0
    for name in ("treasuries", "mbs", "tga", "currency"):
        assert (days.cents[name] == averages.cents[name]).all()


def test_the_months_income_is_the_sum_of_its_securities(bench):
    inputs = bench.inputs(START)
    first = inputs.portfolio.as_of.replace(day=1)
    month = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    after, flows = advance(inputs.portfolio, MonthPlan(month), MonthConditions((6.5,)))
    found = earned(averaged(inputs.portfolio), averaged(after), flows, BillRates(3.6, 3.6))
    conditions = build((month,), inputs.opening, inputs.published, inputs.corridor, load("qt3").assumptions, "central")
    asked = income_inputs(_open(inputs.opening), after, conditions, 0)
    income = by_security(asked, found, -5, 7)
    assert sum(income.coupons.values()) == sum(found.cents[name] for name in CASH_ITEMS)
    assert found.cents["tips"] > 0  # their coupons are counted, where an auction told them
    days = (found.last - found.first).days
    twelfth = month_income(**asked)
    for name, amount in income.interest.items():
        assert amount == pytest.approx(twelfth.interest[name] * days * 12 / 365.25, rel=1e-9)
    assert (income.accretion, income.other_net_income) == (7, -5)


def test_the_average_that_measures_the_residual_is_what_a_year_earns(bench):
    """Held for a year with nothing maturing or bought: notes, bonds and TIPS earn their coupons once."""
    inputs = bench.inputs(START)
    portfolio = averaged(inputs.portfolio)
    book = portfolio.holdings.keep(portfolio.holdings.matures > np.datetime64("2029-12-31"))
    held = replace(portfolio, holdings=book, bills={})
    rates = security_coupons(held, 0.04, portfolio.as_of)
    coupon = np.where(book.asset_class == "frn", 4.0, book.coupon)
    amount = book.par + book.compensation
    assert rates["treasuries"] == pytest.approx(float((amount * coupon).sum() / amount.sum()) / 100.0, rel=1e-12)
    assert rates["mbs"] == portfolio.mbs_coupon / 100.0
