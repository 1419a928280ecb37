"""Net issuance to private hands: it adds up, meets holdings by date, and what it does to the drain is what was handed over."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ebb.answers.liabilities import issuance, known_on, outcomes
from ebb.dates import add_months, month_end
from ebb.errors import SourceError
from ebb.record import Record
from ebb.series import Origin, Series
from ebb.simulate.liabilities import DEBT, HELD, Variant, net_issuance, project, score
from ebb.simulate.liabilities.issuance import held_at
from ebb.simulate.liabilities.score import project_at

ORIGIN = (Origin("test", "test", "test", "test", "assumed"),)


def series(key: str, days: list[date], values: list[float], basis: str = "month end") -> Series:
    dates = np.array(days, dtype="datetime64[D]")
    return Series(key, dates, np.array(values, dtype=float), "USD bn", basis, dates, ORIGIN, "stock")


def ends(count: int) -> list[date]:
    months = (add_months(date(2023, 1, 1), k) for k in range(count))
    return [month_end(month.year, month.month) for month in months]


amounts = st.floats(0.0, 10_000.0)


@settings(max_examples=40)
@given(st.lists(st.tuples(amounts, amounts, amounts, amounts, amounts), min_size=2, max_size=9), st.integers(0, 10**6))
def test_bills_and_coupons_are_the_change_of_what_private_hands_hold(levels, seed):
    days = ends(len(levels))
    debt = {key: series(key, days, [row[k] for row in levels]) for k, key in enumerate(DEBT)}
    weeks = [date(2022, 12, 28) + timedelta(weeks=k) for k in range(52)]
    rng = np.random.default_rng(seed)
    fed, own = rng.uniform(0, 5_000, 52), rng.uniform(0, 500, 52)
    held = {key: series(key, weeks, list(v), "wednesday level") for key, v in zip(HELD, (fed, own), strict=True)}
    found = net_issuance(debt, held)
    private = [sum(row) - held_at(held["treasuries"], day) for row, day in zip(levels, days, strict=True)]
    assert len(found.bills) == len(levels) - 1
    assert np.allclose(found.bills.values + found.coupons.values, np.diff(private), atol=1e-6)
    # a debt that the Fed buys whole reaches no private hand
    bills = dict(zip(days, (held_at(held["soma_bills"], day) for day in days), strict=True))
    bought = net_issuance(debt | {"debt_bills": series("debt_bills", days, list(bills.values()))}, held)
    assert np.allclose(bought.bills.values, 0.0, atol=1e-6)


def test_holdings_meet_a_month_end_by_date():
    wednesdays = [date(2023, 9, 27), date(2023, 10, 4), date(2023, 10, 25), date(2023, 11, 1)]
    held = series("treasuries", wednesdays, [100.0, 90.0, 80.0, 60.0], "wednesday level")
    assert held_at(held, date(2023, 10, 31)) == 60.0  # a Tuesday: what is paid then is gone on the Wednesday
    assert held_at(held, date(2023, 9, 30)) == 100.0  # a Saturday: notes of the day are paid on Monday 2 October
    assert held_at(held, date(2023, 8, 31)) is None
    assert held_at(held, date(2023, 12, 31)) == 60.0
    sparse = series("soma_bills", [date(2023, 6, 28), date(2023, 12, 27)], [200.0, 18.0], "as-of level")
    assert held_at(sparse, date(2023, 9, 29)) == pytest.approx(200.0 - 93.0)  # half way, a day a billion


def test_a_month_without_its_neighbour_has_no_net_issuance():
    days = [day for day in ends(6) if day.month != 3]
    debt = {"debt_bills": series("debt_bills", days, [float(k) for k in range(5)])}
    held = {key: series(key, [date(2022, 12, 28)], [0.0], "wednesday level") for key in HELD}
    found = net_issuance(debt, held)
    assert (found.bills.months % 12 + 1).tolist() == [2, 5, 6]
    assert found.coupons.values.tolist() == [0.0, 0.0, 0.0]


def test_the_record_adds_up_to_published_debt_less_published_holdings():
    """From June 2013 on; the largest quarters of bills are those in which the Treasury refilled its account."""
    record = Record()
    found = issuance(record)
    assert found.bills.months.tolist() == found.coupons.months.tolist()
    both = float(found.bills.values.sum() + found.coupons.values.sum())
    marketable, fed = record.full("debt_marketable").in_unit("USD bn"), record.full("treasuries").in_unit("USD bn")
    first, last = (marketable.dates[place].item() for place in (0, -1))
    change = marketable.at(last) - marketable.at(first) - (held_at(fed, last) - held_at(fed, first))
    assert both == pytest.approx(change, abs=0.1)
    by_month = dict(zip(found.bills.months.tolist(), found.bills.values.tolist(), strict=True))
    assert max(by_month, key=lambda month: by_month[month]) == 12 * 2020 + 3  # April 2020
    assert sum(by_month[12 * 2023 + m] for m in (5, 6, 7)) > 1_000.0  # after the debt limit of 2023


@pytest.mark.parametrize("day", [date(2020, 6, 2), date(2023, 7, 2)])
def test_a_day_knows_the_debt_published_by_then(poisoned, day):
    honest = known_on(Record(day)).bills
    with poisoned(day):
        later = known_on(Record(day)).bills
    assert honest.months.tolist() == later.months.tolist()
    assert np.array_equal(honest.values, later.values)
    assert int(honest.months[-1]) < 12 * day.year + day.month - 1
    # the statement of the month that has just ended comes on the fourth business day
    assert int(honest.months[-1]) == 12 * day.year + day.month - 3


def test_more_bills_leave_less_in_the_facility_and_nothing_else_moves():
    known = known_on(Record(date(2023, 7, 2)))
    few, many = (project(known, 6, bills=np.full(6, supply), funds="bills", draws=50) for supply in (0.0, 200.0))
    assert (many.lines["on_rrp"].draws <= few.lines["on_rrp"].draws).all()
    assert many.lines["on_rrp"].path[-1] < few.lines["on_rrp"].path[-1]
    assert np.array_equal(many.lines["tga"].draws, few.lines["tga"].draws)
    assert "net bill supply" in few.said["on_rrp"]
    mean = project(known, 6, bills=np.full(6, known.bills.values[-12:].mean()), funds="bills", draws=50)
    assert np.array_equal(mean.lines["on_rrp"].draws, project(known, 6, funds="bills", draws=50).lines["on_rrp"].draws)


def test_without_the_debt_the_drain_with_bills_is_refused():
    known = replace(known_on(Record(date(2023, 7, 2))), bills=None)
    with pytest.raises(SourceError, match="net bill supply"):
        project(known, 3, funds="bills", draws=10)
    assert project(known, 3, draws=10).origin == 12 * 2023 + 5


def test_given_bills_are_those_that_came_and_end_where_the_debt_does():
    outcome, known = outcomes(Record()), known_on(Record(date(2023, 7, 2)))
    given_, free = (project_at(known, outcome, Variant(funds="bills", bills_given=told), 3) for told in (True, False))
    assert not np.array_equal(given_.lines["on_rrp"].draws, free.lines["on_rrp"].draws)
    with pytest.raises(SourceError, match="end of the horizon"):
        project_at(known_on(Record(date(2026, 4, 2))), outcome, Variant(funds="bills", bills_given=True), 3)
    found = score(lambda day: known, outcome, [date(2023, 6, 30)], Variant(funds="bills"), [3], ["on_rrp"])
    assert found[0].variant.name.endswith("bills")
