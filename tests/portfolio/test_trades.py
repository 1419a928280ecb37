"""Outright sales and swaps: who is sold, at which price, and what stays."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ebb.errors import AmountError
from ebb.portfolio import LOT, Holdings, MonthConditions, MonthPlan, Pools, Prices, Swap, advance
from ebb.portfolio.trades import in_years, paid_for, sale_parts, sold_notes, sold_pools, swapped

BN = 1_000_000_000
DAY = date(2022, 6, 15)
JUNE = MonthPlan(date(2022, 6, 1), treasury_cap=0, mbs_cap=0)


@pytest.fixture(scope="module")
def june(portfolio):
    return advance(portfolio, MonthPlan(date(2022, 5, 1), mbs_principal="mbs"), MonthConditions((5.0,)))[0]


def at(notes: float, pools: float) -> MonthConditions:
    """A world in which everything trades at one price."""
    return MonthConditions(
        (5.0,),
        prices=Prices(lambda held: np.full(len(held), notes), lambda held: np.full(len(held), pools)),
    )


@given(
    weights=st.lists(st.integers(0, 10**12), max_size=12),
    amount=st.integers(0, 10**13),
    ranked=st.booleans(),
    seed=st.integers(0, 99),
)
def test_parts_sum_to_the_sale_and_none_exceeds_its_row(weights, amount, ranked, seed):
    held = np.array(weights, dtype=np.int64)
    rank = np.random.default_rng(seed).permutation(len(held)).astype(float) if ranked else None
    parts = sale_parts(held, amount, rank)
    assert int(parts.sum()) == min(amount, sum(weights))
    assert ((parts >= 0) & (parts <= held)).all()
    if rank is None:  # the twin: proportion, within a lot of each row and the remainder
        share = min(amount, sum(weights)) / max(sum(weights), 1)
        assert (np.abs(parts - share * held) <= LOT * (len(held) + 1)).all()
    else:  # the twin: row after row
        left = amount
        for place in np.argsort(rank):
            assert parts[place] == min(left, held[place])
            left -= int(parts[place])


def test_the_shortest_are_sold_before_the_longest(june):
    held = june.holdings
    short = sold_notes(held, DAY, 200 * BN, "shortest", None)
    long = sold_notes(held, DAY, 200 * BN, "longest", None)
    days = held.matures.astype(np.int64)
    notes = held.asset_class == "notes_bonds"
    assert days[short > 0].max() <= days[notes & (short < held.par)].min()
    assert days[long > 0].min() >= days[notes & (long < held.par)].max()
    assert not (short + long)[~notes].any()


def test_only_the_named_maturities_are_sold(june):
    parts = sold_notes(june.holdings, DAY, 100 * BN, "in_proportion", (3.0, 7.0))
    years = (june.holdings.matures - np.datetime64(DAY)).astype(float) / 365.25
    assert parts.sum() == 100 * BN
    assert ((years[parts > 0] >= 3.0) & (years[parts > 0] < 7.0)).all()
    assert in_years(june.holdings, DAY, (0.0, 50.0)).sum() == (june.holdings.asset_class == "notes_bonds").sum()


def test_pools_are_sold_by_coupon_and_commercial_ones_stay(june):
    pools = june.pools
    low, high = (sold_pools(pools, 300 * BN, order) for order in ("lowest_coupon", "highest_coupon"))
    agency = pools.program != "CMBS"
    assert pools.coupon[low > 0].max() <= pools.coupon[agency & (low < pools.balance)].min()
    assert pools.coupon[high > 0].min() >= pools.coupon[agency & (high < pools.balance)].max()
    assert not (low + high)[~agency].any()


@given(price=st.floats(40.0, 140.0), notes=st.integers(0, 500 * BN), mbs=st.integers(0, 500 * BN))
def test_a_sale_brings_its_price_and_par_in_is_held_redeemed_or_sold(june, price, notes, mbs):
    after, flows = advance(june, replace(JUNE, treasury_sales=notes, mbs_sales=mbs), at(price, price))
    assert (flows.treasuries_sold, flows.mbs_sold) == (notes, mbs)
    par = {trade.asset_class: trade.par for trade in flows.trades}
    assert par == {name: amount for name, amount in (("notes_bonds", notes), ("mbs", mbs)) if amount}
    for trade in flows.trades:  # a cent for each security at most
        assert abs(trade.cash - trade.par * price) <= 0.5 * len(after.holdings) + 0.5 * len(after.pools) + 200
    quiet, _ = advance(june, JUNE, at(price, price))
    assert quiet.classes()["treasuries"] - after.classes()["treasuries"] == notes
    assert quiet.classes()["mbs"] - after.classes()["mbs"] == mbs


def test_without_prices_trades_are_at_par(june):
    _, flows = advance(june, replace(JUNE, treasury_sales=7 * BN, mbs_sales=3 * BN), MonthConditions((5.0,)))
    assert {trade.cash for trade in flows.trades} == {700 * BN, 300 * BN}
    assert all(trade.price == 100.0 for trade in flows.trades)


def test_cash_is_rounded_security_by_security():
    assert paid_for(np.array([100, 300]), np.array([99.994, 99.996])) == 9999 + 29999


@given(amount=st.integers(0, 900 * BN), price=st.floats(60.0, 120.0))
def test_a_swap_moves_maturities_and_no_par(june, amount, price):
    """Operation Twist: 6 to 30 years for 3 years and less, par for par; cash differs by prices alone."""
    swap = Swap(amount, (0.0, 3.0), (6.0, 31.0))
    after, flows = advance(june, replace(JUNE, swap=swap), at(price, 100.0))
    quiet, _ = advance(june, JUNE, at(price, 100.0))
    assert after.classes() == quiet.classes()
    sold = sum(trade.par for trade in flows.trades if trade.kind == "sale")
    bought = sum(trade.par for trade in flows.trades if trade.kind == "purchase")
    short = int(june.holdings.keep(in_years(june.holdings, DAY, (0.0, 3.0))).par.sum())
    assert sold == bought == flows.treasuries_sold == flows.coupons_purchased
    assert sold <= amount
    assert sold == amount or sold <= short
    paid = {trade.kind: trade.cash for trade in flows.trades}
    if sold:  # at one price for all, cash is neutral but for the cents of rounding
        assert abs(paid["purchase"] - paid["sale"]) <= len(june.holdings)
        assert after.holdings.average_life(DAY) > quiet.holdings.average_life(DAY)


def test_a_swap_never_buys_what_it_sells(june):
    sold, bought = swapped(june.holdings, DAY, Swap(50 * BN, (0.0, 10.0), (5.0, 30.0)))
    assert not ((sold > 0) & (bought > 0)).any()
    nothing = swapped(june.holdings, DAY, Swap(50 * BN, (0.0, 10.0), (40.0, 50.0)))
    assert not np.concatenate(nothing).any()


def test_a_swap_below_zero_is_refused(june):
    with pytest.raises(AmountError, match="swap is -1"):
        advance(june, replace(JUNE, swap=Swap(-1, (0.0, 3.0), (6.0, 30.0))), MonthConditions((5.0,)))


def test_empty_lists_sell_nothing():
    none = Holdings.of([])
    assert len(sold_notes(none, DAY, BN, "longest", None)) == 0
    assert len(sold_pools(Pools.open(0, 0, [], DAY), BN, "in_proportion")) == 0
