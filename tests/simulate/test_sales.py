"""Outright sales, swaps and restarts in whole runs: prices from yields, losses to the deferred asset, to the cent."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from ebb.errors import ScenarioError
from ebb.portfolio import MonthConditions, MonthPlan, Portfolio, advance
from ebb.scenario import load
from ebb.simulate.conditions import build
from ebb.simulate.prices import Market, curve_of, note_prices
from ebb.simulate.sales import Premiums, booked, opened
from ebb.yields.mortgage_value import pool_prices
from ebb.yields.valuation import ten_year_duration
from ebb.yields.worth import coupon_class


def changed(bench, **difference):
    return bench.run(bench.changed("qt3", **difference))


def _coupons(run):
    """What the first month earned in cash but for realised gains, USD billion; the deferred asset takes all of it."""
    return float(run.ratios["net_income"][0] - run.flow("realised_gain")[0])


def test_qt3_with_sales_shows_its_realised_losses(bench):
    """15 billion of low coupons a month sell far below par; what is lost goes to the deferred asset and is told."""
    sold, kept = bench.run("qt3-sales"), bench.run("qt3")
    f = sold.flow_cents
    assert (f["sold"][:12] == 1500 * 10**9).all()
    assert (f["realised_gain"][:12] < 0).all()
    price = f["sale_proceeds"] / f["sold"]
    # the newest list of pools has an average coupon of 2.6 percent; no 30-year pool of that kind is worth par at 7 percent
    assert ((price > 0.6) & (price < 0.95)).all()
    # premiums are written off with what is sold: the loss is larger than the distance to par
    assert (-f["realised_gain"] > f["sold"] - f["sale_proceeds"]).all()
    assert sold.cents["deferred_asset"][-1] > kept.cents["deferred_asset"][-1]
    assert [event.kind for event in sold.events].count("sale") == 1
    first = f"{price[0] * 100:.1f}"
    for lang, word in (("en", "realised loss"), ("zh-Hant", "實現損失")):
        assert any(first in line and word in line for line in sold.happened(lang))
        assert word in sold.summary(lang)
        assert word not in kept.summary(lang)
    assert {"sale_prices", "sale_prices_mbs", "sale_cost", "premiums"} <= sold.provenance.keys()
    assert "sale_cost" not in kept.provenance


def test_net_income_holds_the_realised_loss_and_ends_in_the_deferred_asset(bench):
    sold = bench.run("qt3-sales")
    deferred = np.diff(sold.path("deferred_asset"))
    assert np.allclose(sold.ratios["net_income"][1:], sold.ratios["remittances"][1:] - deferred, atol=1e-9)
    kept = bench.run("qt3")
    less = (kept.ratios["net_income"] - sold.ratios["net_income"])[0]
    # in the first month little else differs: half a month's coupons on 15 billion
    assert less == pytest.approx(-sold.flow("realised_gain")[0], abs=0.06)


def test_a_sale_drains_reserves_and_on_rrp_by_its_price_not_by_its_par(bench):
    sold, kept = bench.run("qt3-sales"), bench.run("qt3")
    money = [run.path("reserves")[0] + run.path("on_rrp")[0] for run in (kept, sold)]
    missed = _coupons(kept) - _coupons(sold)
    assert money[0] - money[1] == pytest.approx(sold.flow("sale_proceeds")[0] - missed, abs=1e-6)
    gone = [run.path("other_assets")[0] for run in (kept, sold)]
    premium = sold.flow("sale_proceeds")[0] - sold.flow("sold")[0] - sold.flow("realised_gain")[0]
    assert gone[0] - gone[1] == pytest.approx(premium, abs=1e-9)


def test_higher_yields_mean_a_larger_loss(bench):
    losses = []
    for rate in (3.0, 4.0, 5.0, 6.0):
        given = {"two_year": rate, "ten_year": rate, "mortgage_rate": rate + 2.0, "inflation": 0.0}
        both = {"treasury": 20.0, "mbs": 20.0}
        losses.append(float(-changed(bench, sales=both, months=3, assumptions=given).flow("realised_gain").sum()))
    assert losses == sorted(losses)
    assert losses[-1] > losses[0] + 5.0


def test_the_order_of_sale_decides_the_loss_and_not_the_par(bench):
    """The bonds of 2020-21, low coupons of fifteen to twenty-five years, lose most; the very longest are the newest."""
    orders = {
        "shortest": {"order": "shortest"},
        "all": {},
        "low coupons": {"years": [15, 25]},
        "longest": {"order": "longest"},
    }
    runs = {name: changed(bench, sales={"treasury": 20.0, **order}, months=3) for name, order in orders.items()}
    gains = {name: float(run.flow("realised_gain").sum()) for name, run in runs.items()}
    assert gains["low coupons"] < gains["all"] < gains["shortest"] < 0.0
    assert gains["all"] < gains["longest"]
    assert len({int(run.flow_cents["sold"].sum()) for run in runs.values()}) == 1


def test_prices_are_those_of_the_valuation(bench):
    inputs = bench.inputs(date(2027, 1, 1))
    months = (date(2027, 1, 1),)
    conditions = build(months, inputs.opening, inputs.published, inputs.corridor, load("qt3").assumptions, "central")
    portfolio: Portfolio = inputs.portfolio
    found = Market(inputs.volatility).prices(conditions, 0).pools(portfolio.pools)
    plain = pool_prices(
        portfolio.pools, curve_of(conditions, 0), float(conditions.mortgage_rates[-1]), inputs.volatility
    )
    weights = portfolio.pools.balance
    # cohorts of one kind are priced together, at their average age
    assert np.average(found, weights=weights) == pytest.approx(np.average(plain, weights=weights), abs=0.1)
    notes = portfolio.holdings.keep(
        (portfolio.holdings.asset_class == "notes_bonds") & (portfolio.holdings.matures > np.datetime64("2027-01-15"))
    )
    prices, curve = note_prices(notes, curve_of(conditions, 0)), curve_of(conditions, 0)
    worth = coupon_class(notes, curve, ten_year_duration(curve)).market
    assert float((notes.par * prices / 100.0).sum()) / 1e9 == pytest.approx(worth, rel=1e-12)


def test_cost_is_par_where_no_premiums_are_known_and_premiums_fall_at_their_pace(bench):
    portfolio = bench.inputs(date(2027, 1, 1)).portfolio
    plan = MonthPlan(date(2026, 9, 1), treasury_cap=0, mbs_cap=0, treasury_sales=10 * 10**9)
    _, flows = advance(portfolio, plan, MonthConditions((6.0,)))
    assert booked(flows, portfolio, opened(None), None).gain == 0
    known = Premiums(100.0, 0.12, "made up")
    after = booked(flows, portfolio, opened(known), known)
    assert after.gain == -after.premium_sold < 0
    assert after.left + after.premium_sold == round(100 * 10**11 * np.exp(-0.01))


# -- swaps -------------------------------------------------------------------------------------------------------------


def test_a_twist_lengthens_the_holdings_and_moves_reserves_by_prices_alone(bench):
    swap = {"amount": 40.0, "sell": [0, 3], "buy": [6, 30], "first": "2027-01", "last": "2027-06"}
    twist, kept = changed(bench, swap=swap, months=8), changed(bench, months=8)
    assert (twist.flow("sold")[:6] == 40.0).all()
    assert (twist.flow("purchased")[:6] == 40.0).all()
    assert not twist.flow("sold")[6:].any()
    first = [run.path("reserves")[0] + run.path("on_rrp")[0] for run in (kept, twist)]
    premium = twist.path("other_assets")[0] - kept.path("other_assets")[0]
    # what the short ones brought less what the long ones, far below par, cost
    missed = _coupons(kept) - _coupons(twist)
    assert first[0] - first[1] == pytest.approx(twist.flow("realised_gain")[0] - premium - missed, abs=1e-6)
    assert twist.cents["treasuries"][0] == kept.cents["treasuries"][0]
    # what was sold had less than three years left: it no longer matures
    later = [float((run.flow("coupons_redeemed") + run.flow("rolled_over")).sum()) for run in (kept, twist)]
    assert later[1] < later[0]


# -- stop and restart ----------------------------------------------------------------------------------------------------


def test_runoff_stops_and_begins_again_with_its_own_caps(bench):
    plan = bench.changed(
        "qt3",
        stop={"date": "2027-03"},
        restart={"months": 4, "caps": {"treasury": 20.0, "mbs": 10.0}},
        months=12,
    )
    found = bench.run(plan)
    kinds = [(event.date, event.kind) for event in found.events if event.kind in ("stop", "restart")]
    assert kinds == [(date(2027, 3, 31), "stop"), (date(2027, 7, 31), "restart")]
    redeemed = found.flow("coupons_redeemed") + found.flow("bills_redeemed")
    assert redeemed.tolist() == [60.0] * 3 + [0.0] * 4 + [20.0] * 5
    assert (found.flow("mbs_redeemed")[3:7] == 0.0).all()
    assert (found.flow("mbs_redeemed")[7:] <= 10.0).all()
    assert found.flow("mbs_redeemed")[7:].all()
    assert found.stopped == date(2027, 3, 31)
    assert all(line for lang in ("en", "zh-Hant") for line in found.happened(lang))


def test_a_restart_by_date_happens_once_and_the_plans_own_level_stops_it_again(bench):
    free = bench.run("qt3")
    level = float(np.round(free.path("reserves")[5], 3))
    plan = bench.changed("qt3", stop={"date": "2027-02", "reserves": level}, restart={"date": "2027-06"}, months=24)
    found = bench.run(plan)
    kinds = [event.kind for event in found.events if event.kind in ("stop", "restart")]
    assert kinds == ["stop", "restart", "stop"]
    second = [event.date for event in found.events if event.kind == "stop"][1]
    place = found.dates.index(second)
    assert found.path("reserves")[place] <= level < found.path("reserves")[place - 1]
    assert not found.flow("coupons_redeemed")[place + 1 :].any()


def test_a_level_of_reserves_restarts_once_it_is_reached_from_below(bench):
    free = bench.run("qt3")
    level = float(np.round(free.path("reserves")[3], 3))
    after = {"mbs_principal": "bills", "bill_purchases": 40.0}
    plan = bench.changed("qt3", stop={"reserves": level}, after=after, restart={"reserves": level + 60.0}, months=24)
    found = bench.run(plan)
    reserves = found.path("reserves")
    turns = [(found.dates.index(e.date), e.kind) for e in found.events if e.kind in ("stop", "restart")]
    assert [kind for _, kind in turns][:3] == ["stop", "restart", "stop"]
    for place, kind in turns:
        assert reserves[place] <= level if kind == "stop" else reserves[place] >= level + 60.0


def test_a_plan_that_never_stops_cannot_restart(tmp_path):
    file = tmp_path / "again.toml"
    file.write_text('base = "qt3"\n[restart]\nmonths = 6\n', encoding="utf-8")
    with pytest.raises(ScenarioError, match="line 2, restart: restart needs a rule"):
        load(file)
    file.write_text('base = "qt3"\n[stop]\nreserves = 2000\n[restart]\nmonths = 6\n[swap]\namount = 1\nsell = [3, 1]\n')
    with pytest.raises(ScenarioError, match=r"swap\.sell: must be two numbers of years") as caught:
        load(file)
    assert "swap.buy" in str(caught.value)


def test_plans_without_the_younger_keys_keep_their_hash():
    assert load("qt3").fingerprint() == "e088f5322ccf"
