"""Mortgage pools on paths of rates: the portfolio's own model month by month, mirrored paths, par at the current coupon."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from ebb.dates import add_months
from ebb.portfolio import Pools, cohorts
from ebb.sources.published import rows
from ebb.yields import mortgage_value, par_curve
from ebb.yields.mortgage_value import (
    PAIRS,
    deviations,
    discounts,
    loading,
    mortgage_rates,
    par_spread,
    project,
    volatility,
)

DAY = date(2023, 12, 29)
CURVE = par_curve(DAY, {0.25: 5.4, 2: 4.2, 5: 3.8, 10: 3.9, 30: 4.0}, "made")
POOLS = Pools.open(2_400_000_000_000, 8_000_000_000, cohorts(rows("mbs_cohorts")), DAY)


def test_one_path_is_the_portfolio_room_month_by_month() -> None:
    """The float kernel against :meth:`Pools.pay` in whole dollars: a dollar a cohort and month of rounding."""
    flows = project(POOLS, DAY, np.full((360, 1), 6.6))
    pools, month, worst = POOLS, DAY.replace(day=1), 0.0
    for place in range(120):
        month = add_months(month, 1)
        pools, paid = pools.pay(month, 6.6)
        worst = max(worst, abs(float(paid.sum()) - float(flows.principal[place, 0])))
    assert worst < 2.0 * len(POOLS)
    assert flows.principal.sum() == pytest.approx(POOLS.total(), rel=1e-12)


def test_interest_is_the_coupon_on_what_is_left() -> None:
    flows = project(POOLS, DAY, np.full((360, 2), 6.6))
    assert flows.interest[0, 0] == pytest.approx(float(POOLS.balance @ POOLS.coupon) / 1200)
    assert (flows.interest[:, 0] == flows.interest[:, 1]).all()


def test_paths_are_mirrored_and_discount_as_the_curve() -> None:
    moved = deviations(0.01)
    assert moved.shape == (360, 2 * PAIRS)
    assert np.abs(moved.mean(axis=1)).max() < 1e-12
    years = np.arange(1, 361) / 12.0
    assert discounts(years, CURVE, moved).mean(axis=1) == pytest.approx(CURVE.discount(years), rel=1e-12)
    # the ten-year rate moves as much as was asked for: one month's shocks, in a year's terms
    assert float(moved[0].std() * loading(10.0) * np.sqrt(12)) == pytest.approx(0.01, rel=0.5)
    assert deviations(0.0).max() == 0.0
    still = mortgage_rates(par_curve(DAY, {10: 4.0}, "flat"), 6.6, deviations(0.0))
    assert still[0] == pytest.approx(np.full(2 * PAIRS, 6.6))


def test_a_new_pool_at_the_current_coupon_costs_par() -> None:
    moved, rate = deviations(0.01), 6.6
    spread = par_spread(POOLS, CURVE, rate, moved)
    new = POOLS.bought(10**12, rate)
    one = replace(new, **{name: getattr(new, name)[-1:] for name in new.__slots__})
    one = replace(one, coupon=np.array([rate - 0.80]), note_rate=np.array([rate]))
    flows = project(one, DAY, mortgage_rates(CURVE, rate, moved))
    factor = discounts(flows.years, CURVE, moved) * np.exp(-spread * flows.years)[:, None]
    assert float((factor * (flows.principal + flows.interest)).sum(axis=0).mean()) == pytest.approx(1e12, rel=1e-9)
    assert 0.0 < spread < 0.03


def test_low_coupons_are_worth_less_and_live_longer_than_high_ones() -> None:
    low = mortgage_value(replace(POOLS, coupon=POOLS.coupon * 0 + 2.0), CURVE, 6.6, 0.01)
    high = mortgage_value(replace(POOLS, coupon=POOLS.coupon * 0 + 6.0), CURVE, 6.6, 0.01)
    assert low.market < high.market
    assert low.duration > high.duration > 0
    whole = mortgage_value(POOLS, CURVE, 6.6, 0.01)
    assert low.market < whole.market < high.market
    assert 4 < whole.average_life < 12
    assert mortgage_value(POOLS, CURVE, 6.6, 0.01) == whole  # fixed seed


def test_volatility_of_a_yield() -> None:
    daily = 4.0 + np.cumsum(np.tile([0.06, -0.06], 250))
    # 0.06 a day whatever the sign, 365.25 days a year
    assert volatility(daily, np.full(len(daily) - 1, 1.0)) == pytest.approx(0.0006 * np.sqrt(365.25), rel=1e-9)
