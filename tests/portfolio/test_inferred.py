"""Dates inferred for bills, TIPS and FRN: totals kept, nothing later used, issues as they were."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ebb.portfolio import inferred
from ebb.sources import published


@settings(max_examples=60)
@given(st.integers(0, 10**10).map(lambda n: 100 * n), st.dates(date(2016, 1, 1), date(2027, 1, 1)))
def test_bill_ladder_sums_and_matures_on_thursdays(total, day):
    ladder = inferred.bill_ladder(total, day)
    assert sum(ladder.values()) == total
    assert all(when.weekday() == 3 and when > day for when in ladder)


def test_rolling_reproduces_the_ladder():
    day = date(2022, 5, 25)
    ladder = inferred.bill_ladder(470_000_000_000, day)
    first = min(ladder)
    rolled = dict(ladder)
    for when, part in inferred.rolled_bills(rolled.pop(first), first).items():
        rolled[when] = rolled.get(when, 0) + part
    assert rolled == pytest.approx(inferred.bill_ladder(470_000_000_000, first), abs=1_000)


def test_rolled_bills_never_mature_in_their_own_month():
    for number in range(366):
        day = date(2024, 1, 1) + timedelta(days=number)
        for when in inferred.rolled_bills(300, day):
            assert (when.year, when.month) > (day.year, day.month)


@pytest.mark.parametrize("day", [date(2017, 9, 27), date(2022, 5, 25), date(2025, 11, 19), date(2026, 9, 23)])
def test_totals_are_kept(auctions, day):
    prices = published.series("cpi_index").by_month()
    tips = inferred.tips(300_000_000_000, 80_000_000_123, day, auctions, prices)
    assert sum(s.par for s in tips) == 300_000_000_000
    assert sum(s.compensation for s in tips) == 80_000_000_123
    assert all(s.compensation >= 0 and s.matures > day for s in tips)
    frn = inferred.frn(14_000_000_000, day, auctions)
    assert sum(s.par for s in frn) == 14_000_000_000
    assert all(day < s.matures <= date(day.year + 2, 12, 31) for s in frn)


def test_nothing_later_is_used(auctions):
    day = date(2025, 3, 5)
    prices = published.series("cpi_index").by_month()
    early = [o for o in auctions if o.settles <= day]
    past = {month: value for month, value in prices.items() if month < (2025, 2)}
    assert inferred.tips(10**11, 10**10, day, auctions, prices) == inferred.tips(10**11, 10**10, day, early, past)
    assert inferred.frn(10**10, day, auctions) == inferred.frn(10**10, day, early)


def test_known_addons_stand_in_for_equal_parts(auctions):
    # FRN of January 2025: add-ons of 1.6658795 (31 January) and 2.822129 (28 February) in the auction results.
    frn = {s.matures: s.par for s in inferred.frn(14_298_365_000, date(2025, 11, 19), auctions)}
    assert frn[date(2027, 1, 31)] == pytest.approx(4_488_008_500, rel=0.003)


def test_the_calendar_names_exactly_the_tips_and_frn_once_held(shared, auctions):
    """Issues and compensation against the by-CUSIP list of 2022-02-16 (not packaged): every issue, ratios close."""
    rows = shared("soma/soma_treasury_2022-02-16.csv")
    day = date(2022, 2, 16)
    tips = [r for r in rows if r["security_type"] == "TIPS"]
    seen = {(r["issue_date"][:7], r["maturity_date"]): r for r in tips}
    ours = {
        (str(s.issued)[:7], str(s.matures)): s
        for s in inferred.tips(385_089_412_300, 74_659_077_477, day, auctions, published.series("cpi_index").by_month())
    }
    assert set(ours) == set(seen)
    for key, security in ours.items():
        ratio = float(seen[key]["inflation_compensation_usd"]) / int(seen[key]["par_value_usd"])
        assert security.compensation / security.par == pytest.approx(ratio, abs=0.02 + 0.08 * ratio), key
    frn = {r["maturity_date"] for r in rows if r["security_type"] == "FRNs"}
    assert {str(s.matures) for s in inferred.frn(29_152_660_900, day, auctions)} == frn
