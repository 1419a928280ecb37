"""The parts of a price change add up, and a price made by the formula is taken apart into what it was made of."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ebb.equities import Standing, attribution, rate_weight
from ebb.errors import UsageError

START = Standing(date(2017, 9, 30), 2_500.0, 107.0, 48.0, 2.2, -0.3)
sizes = st.floats(0.2, 5.0)
rates = st.floats(-2.0, 8.0)


@given(sizes, sizes, sizes, rates, rates, st.sampled_from([10, None, 1]))
def test_the_parts_add_up_to_the_price(price, earnings, dividend, ten_year, premium, years):
    end = Standing(
        date(2019, 7, 31),
        START.price * price,
        START.earnings * earnings,
        START.dividend * dividend,
        ten_year,
        premium,
    )
    found = attribution(START, end, years)
    assert sum(found.parts().values()) == pytest.approx(found.price, abs=1e-9)
    assert found.price == pytest.approx(100.0 * np.log(price), abs=1e-9)
    assert found.earnings == pytest.approx(100.0 * np.log(earnings), abs=1e-9)


def present_value(dividend, rates_, years=600):
    """Dividends that never grow, discounted year by year (percent, continuously compounded as fitted zero yields are)."""
    factors = np.exp(-np.cumsum(rates_[:years] / 100.0))
    return float(dividend * factors.sum())


@pytest.mark.parametrize(("years", "held"), [(10, 10), (None, 600)])
def test_a_price_that_is_a_present_value_has_no_residual(years, held):
    before = np.full(600, 6.0)
    after = before.copy()
    after[:held] += 0.10  # ten basis points for ten years, or for ever
    prices = [present_value(50.0, path) for path in (before, after)]
    ends = [Standing(date(2020 + k, 1, 1), price, 60.0, 50.0, 4.0 + 0.1 * k, 1.0) for k, price in enumerate(prices)]
    found = attribution(*ends, years)
    # first order in the change of rates, and rho by the mean dividend yield
    assert found.expected_rates == pytest.approx(found.price, rel=0.05)
    assert abs(found.residual) < 0.05 * abs(found.price)
    assert found.term_premium == found.earnings == 0.0


def test_a_term_premium_that_rises_as_the_path_falls_leaves_the_price():
    end = replace(START, day=date(2018, 9, 30), term_premium=START.term_premium + 0.5)
    found = attribution(START, end)
    assert found.term_premium == pytest.approx(-found.expected_rates)
    assert found.term_premium < 0.0


def test_rates_weigh_more_the_longer_they_last():
    weights = [rate_weight(START, START, years)[1] for years in (1, 10, 50, None)]
    assert weights == sorted(weights)
    assert weights[0] == 1.0
    assert weights[-1] == pytest.approx(START.price / START.dividend + 1.0)


def test_what_cannot_be_taken_apart_is_refused_with_every_reason():
    with pytest.raises(UsageError, match=r"earnings -1.*not after"):
        attribution(START, replace(START, earnings=-1.0))
