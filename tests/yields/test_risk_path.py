"""Ten-year equivalents month by month, and who carries them by what the Treasury issues instead."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ebb.yields.risk_path import RiskPath, risk_path, to_private_hands
from ebb.yields.tenyear import ten_year_equivalents


def path(treasuries, mortgages, par, pools):
    days = tuple(date(2027, 1 + n, 28) for n in range(len(treasuries)))
    return RiskPath(days, *(np.array(x, dtype=float) for x in (treasuries, mortgages, par, pools)))


HELD = path([900, 850], [400, 390], [1500, 1400], [800, 780])
KEPT = path([920, 930], [410, 415], [1550, 1560], [815, 820])


@settings(max_examples=40)
@given(st.floats(0, 1))
def test_without_bills_all_that_leaves_arrives_and_bills_take_it_out_of_the_market(share):
    whole, pools = to_private_hands(HELD, KEPT, bills_share=0.0, bill_equivalents=0.03)
    assert whole + pools == pytest.approx(KEPT.total - HELD.total)
    some, same = to_private_hands(HELD, KEPT, bills_share=share, bill_equivalents=0.03)
    assert np.all(some <= whole + 1e-9)
    assert same == pytest.approx(pools)
    only, _ = to_private_hands(HELD, KEPT, bills_share=1.0, bill_equivalents=0.03)
    assert only == pytest.approx(0.03 * (KEPT.treasury_par - HELD.treasury_par))
    assert some == pytest.approx((1 - share) * whole + share * only)


def test_a_real_portfolio_is_its_parts(bench):
    portfolio = bench.inputs(date(2026, 11, 1)).portfolio
    found = risk_path([portfolio], ten_year=0.04, mortgage_duration=5.0)
    book = portfolio.holdings
    notes = book.keep(book.asset_class == "notes_bonds")
    alone = ten_year_equivalents(notes.par / 1e9, notes.coupon / 100, notes.matures, on=portfolio.as_of, yield_=0.04)
    classes = portfolio.classes()
    assert found.treasury_par[0] == pytest.approx(classes["treasuries"] / 1e9)
    assert found.mortgage_par[0] == pytest.approx(classes["mbs"] / 1e9)
    assert found.treasuries[0] > alone.amount
    assert found.treasuries[0] < alone.amount + classes["treasuries"] / 1e9 - alone.par
    assert found.mortgages[0] == pytest.approx(classes["mbs"] / 1e9 * 5.0 / alone.ten_year_duration)
    assert found.total[0] == found.treasuries[0] + found.mortgages[0]
