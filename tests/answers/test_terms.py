"""Runoff in the reader's terms: price against yield, payments, two currencies, two languages."""

from __future__ import annotations

import json

import pytest

import ebb
from ebb.errors import UnknownName, UsageError
from ebb.yields import monthly_payment


@pytest.mark.parametrize("currency", ["TWD", "USD"])
def test_the_holder_loses_and_borrowers_pay_more(currency):
    found = ebb.in_your_terms(currency, 50.0)
    assert found.bond_change.central < 0 < found.mortgage.more.central
    assert found.loan.more.central > 0
    more = ebb.in_your_terms(currency, 100.0)
    assert more.bond_change.central < found.bond_change.central
    assert more.loan.more.central > found.loan.more.central
    assert more.bond_change.central > 2.0 * found.bond_change.central  # a bond loses less and less: convexity
    made = json.loads(json.dumps(found.json()))
    assert made["bond"]["change"]["central"] == pytest.approx(found.bond_change.central, abs=1e-6)


def test_a_rise_of_nothing_changes_nothing():
    found = ebb.in_your_terms("USD", 0.0)
    for one in (found.bond_change, found.mortgage.more, found.loan.more):
        assert (one.low, one.central, one.high) == pytest.approx((0.0, 0.0, 0.0), abs=1e-9)


def test_ones_own_figures_are_used():
    found = ebb.in_your_terms("TWD", 25.0, mortgage=8_000_000, mortgage_rate=2.3, mortgage_years=20)
    wanted = monthly_payment(8e6, 0.0255, 20) - monthly_payment(8e6, 0.023, 20)
    assert found.mortgage.more.central == pytest.approx(float(wanted))
    month = 0.023 / 12
    assert found.mortgage.payment == pytest.approx(8e6 / sum((1 + month) ** -n for n in range(1, 241)))
    assert "新台幣800萬元" in found.text("zh-Hant")
    assert "NT$8,000,000" in found.text("en")


def test_a_dollar_mortgage_takes_our_pass_through_and_a_taiwan_one_the_whole():
    dollars, taiwan = ebb.in_your_terms("USD"), ebb.in_your_terms("TWD")
    assert dollars.mortgage.rate_rise.low < dollars.mortgage.rate_rise.central < dollars.mortgage.rate_rise.high
    assert dollars.mortgage.rate_rise.central != pytest.approx(dollars.rise.central)
    assert taiwan.mortgage.rate_rise == taiwan.rise
    assert "no estimate" in " ".join(taiwan.caveats("en"))
    assert len(taiwan.caveats("en")) == len(taiwan.caveats("zh-Hant")) == 2


def test_what_cannot_be_is_refused():
    with pytest.raises(UnknownName, match="JPY"):
        ebb.in_your_terms("JPY")
    with pytest.raises(UsageError, match="210"):
        ebb.in_your_terms("TWD", mortgage_rate=210.0)
    with pytest.raises(UsageError, match="above zero"):
        ebb.in_your_terms("TWD", mortgage=-5.0)
