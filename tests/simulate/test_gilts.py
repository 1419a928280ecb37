"""The Bank of England's gilt sales: published stocks come out, losses go to the Treasury, and what is inferred is said."""

from __future__ import annotations

import csv
import os
from collections import defaultdict
from datetime import date
from pathlib import Path

import pytest

from ebb.errors import OutOfRange
from ebb.simulate.gilts import ASSUMPTIONS, bought_yield, ladder, sell
from ebb.sources.published import document
from ebb.yields.curve import Curve, zero_curve

FIRST = date(2025, 10, 1)
RANGES = {"before_2035": 222.0, "from_2035_to_2049": 146.0, "later": 120.0}


@pytest.fixture(scope="module")
def facts():
    return document("policy/gilts")


def flat(rate: float, first: date = FIRST) -> dict[tuple[int, int], Curve]:
    months = [(first.year + (first.month - 1 + n) // 12, (first.month - 1 + n) % 12 + 1) for n in range(12)]
    return {m: zero_curve(date(*m, 15), {2.0: rate, 10.0: rate}, "one yield") for m in months}


def published_curves(wanted: list[tuple[int, int]]) -> dict[tuple[int, int], Curve]:
    """Monthly means of the Bank's spot yields of two, five and ten years; months after the file's last keep its last."""
    path = (
        Path(os.environ.get("EBB_SHARED_DATA", Path(__file__).parents[2] / ".." / "shared" / "data"))
        / "gilts_daily.csv"
    )
    if not path.is_file():
        pytest.skip("needs gilts_daily.csv in the folder named by EBB_SHARED_DATA")
    rows: dict[tuple[int, int], list[tuple[float, ...]]] = defaultdict(list)
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            day = date.fromisoformat(row["date"])
            if all(row[f"gilt_{n}y"] for n in (2, 5, 10)):
                rows[day.year, day.month].append(tuple(float(row[f"gilt_{n}y"]) for n in (2, 5, 10)))
    found = {}
    for month in wanted:
        held = rows[max(m for m in rows if m <= month)]
        means = [sum(column) / len(held) for column in zip(*held, strict=True)]
        made = "Bank of England spot yields, two, five and ten years, flat beyond"
        found[month] = zero_curve(date(*month, 15), dict(zip((2.0, 5.0, 10.0), means, strict=True)), made)
    return found


@pytest.mark.parametrize("number", [0, 1])
def test_the_published_stock_comes_out_and_all_par_is_accounted_for(facts, number):
    year = facts["year"][number]
    found = sell(facts, year["first"], flat(4.5, year["first"]), 2.0)
    # the published opening less the published pace is the published closing; gilts are whole pounds
    assert found.opening == pytest.approx(year["opening"], abs=1e-6)
    assert found.closing == pytest.approx(found.published_closing, abs=1e-6)
    assert found.opening == pytest.approx(found.closing + found.redeemed + found.sold, abs=1e-9)
    assert found.sold == pytest.approx(year["sales"], abs=1e-6)
    shares = {name: amount / found.sold for name, amount in found.by_sector.items()}
    for share, name in zip(year["split"], ("short", "medium", "long"), strict=True):
        assert shares[name] == pytest.approx(share, abs=1e-3)


def test_the_newest_stock_by_maturity_is_the_published_one(facts):
    """222, 146 and 120 billion on 17 September 2026; whole billions are published, and sectors move on with the months."""
    found = sell(facts, FIRST, flat(4.5), 2.0)
    for name, amount in RANGES.items():
        assert found.ranges[name] == pytest.approx(amount, abs=1.0)
    # 488 was the goal, 488.2 is what was held
    assert found.closing == pytest.approx(facts["held"]["total"], abs=0.5)


def test_the_treasury_pays_the_loss_and_reserves_fall_by_all_that_leaves(facts):
    found = sell(facts, FIRST, flat(4.5), 2.0)
    assert found.transferred == pytest.approx(found.loss, abs=1e-9)
    assert found.loss == pytest.approx(found.sold - found.proceeds, abs=1e-9)
    assert found.loss > 0
    # buyers pay the proceeds, the Treasury refills its account for the rest: nothing is deferred
    assert found.reserves_drained == pytest.approx(found.redeemed + found.sold, abs=1e-9)


def test_a_gilt_sold_at_the_yield_it_was_bought_at_loses_almost_nothing(facts):
    # a flat zero rate of 2 percent, continuously compounded, is 2.01 percent paid twice a year
    assert abs(sell(facts, FIRST, flat(2.0), 2.01).loss) < 0.01


def test_higher_yields_mean_larger_payments(facts):
    losses = [sell(facts, FIRST, flat(rate), 2.0).loss for rate in (1.0, 2.0, 3.0, 4.0, 5.0)]
    assert losses == sorted(losses)
    assert losses[0] < 0 < losses[-1]


def test_on_the_banks_own_yields_the_sales_of_two_years_lose_a_third_of_what_was_paid(facts):
    """Inferred: the yield at which gilts were bought, from the market loss of about 200 on 838 in October 2022."""
    then = published_curves([(2022, 10)])[2022, 10]
    bought = bought_yield(facts, then)
    # the Bank bought between 2009 and 2021: between the lowest and the highest ten-year yields of those years
    assert 0.5 < bought < 3.5
    for year in facts["year"]:
        first = year["first"]
        found = sell(facts, first, published_curves(list(flat(0.0, first))), bought)
        assert found.transferred == pytest.approx(found.loss)
        assert 0.1 * found.sold < found.loss < 0.5 * found.sold
        assert set(ASSUMPTIONS) <= set(found.said)


def test_a_year_that_was_not_published_is_refused_and_so_is_a_month_without_yields(facts):
    with pytest.raises(OutOfRange, match="no year of gilt sales begins on 2023-10-01"):
        sell(facts, date(2023, 10, 1), flat(4.0), 2.0)
    with pytest.raises(OutOfRange, match="no gilt yields for 2026-0"):
        sell(facts, FIRST, {m: c for m, c in flat(4.0).items() if m < (2026, 8)}, 2.0)


def test_the_ladder_is_the_stock(facts):
    for year in facts["year"]:
        held = ladder(facts, year, 2.0)
        assert held.total() / 1e9 == pytest.approx(year["opening"], abs=1e-6)
        assert (held.par > 0).all()
