"""Purchases for some months while the caps stand: both orders in one run, and the books balance."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from ebb.scenario import Scenario
from ebb.simulate.result import ASSETS, LIABILITIES


@pytest.fixture(scope="module")
def runs(bench):
    plan = bench.changed("qt3", months=9)
    bought = Scenario.model_validate(
        {
            **plan.model_dump(exclude={"title"}),
            "purchases": {"bills": 0.0, "coupons": 100.0, "mbs": 0.0, "first": "2027-03", "last": "2027-05"},
        }
    )
    return bench.run(plan), bench.run(bought)


def test_in_the_window_the_fed_buys_while_as_much_runs_off_as_the_caps_allow(runs):
    _, stable = runs
    inside = np.array([date(2027, 3, 1) <= day <= date(2027, 5, 31) for day in stable.dates])
    assert stable.flow("purchased")[inside] == pytest.approx(100.0)
    assert stable.flow("purchased")[~inside] == pytest.approx(0.0)
    # caps of 60 bind every month: what runs off is what ran off without the purchases
    assert stable.flow("coupons_redeemed")[inside].min() > 0.0
    out = [sum(run.flow(name) for name in ("coupons_redeemed", "bills_redeemed", "mbs_redeemed")) for run in runs]
    assert out[1][inside] == pytest.approx(out[0][inside], abs=1e-6)


def test_holdings_are_higher_by_what_was_bought_and_the_books_balance(runs):
    calm, stable = runs
    more = (stable.path("treasuries") - calm.path("treasuries"))[-1]
    assert more == pytest.approx(300.0, abs=1.0)  # inflation compensation is that of the same TIPS
    for run in runs:
        assets = sum(run.cents[name] for name in ASSETS)
        owed = sum(run.cents[name] for name in LIABILITIES) - run.cents["deferred_asset"]
        assert np.array_equal(assets, owed)
        assert np.array_equal(assets, run.cents["total_assets"])


def test_before_the_window_nothing_differs(runs):
    calm, stable = runs
    early = np.array([day < date(2027, 3, 1) for day in stable.dates])
    for name in (*ASSETS, *LIABILITIES):
        assert np.array_equal(calm.cents[name][early], stable.cents[name][early])


def test_a_window_that_ends_before_it_begins_is_refused():
    with pytest.raises(ValueError, match="last comes before first"):
        Scenario.model_validate({"purchases": {"coupons": 5.0, "first": "2027-05", "last": "2027-03"}})
