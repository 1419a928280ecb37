"""What a portfolio earns while it is carried: against a plain sum over days, and against the books' class averages."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from ebb.dates import month_end
from ebb.portfolio import (
    Holdings,
    MonthConditions,
    MonthPlan,
    Security,
    calendar_of,
    cohorts,
    offerings,
    open_portfolio,
)
from ebb.simulate.earnings import ITEMS, BillRates, by_day, ladder_rate, month_starts, walk
from ebb.sources.published import rows, series
from ebb.yields.plain import coupon_day

DAY = date(2022, 5, 25)
AUCTIONS = offerings(rows("auction_sizes"))
RATES = BillRates(ladder=1.0, new=2.0)


def opened():
    """The portfolio of 25 May 2022 from the packaged figures."""
    totals = {
        name: series(f"soma_{name}").in_unit("USD bn").at(DAY)
        for name in (
            "bills",
            "notes_bonds",
            "tips",
            "tips_inflation_compensation",
            "frn",
            "agency_debt",
            "mbs",
            "cmbs",
        )
    }
    return open_portfolio(
        Holdings.from_rows(rows("soma_notesbonds_2022-05-25")),
        totals,
        cohorts(rows("mbs_cohorts")),
        as_of=DAY,
        auctions=AUCTIONS,
        prices=series("cpi_index").by_month(),
    )


def carried(months: int, growth: float = 0.0):
    """The portfolio through its first months under the caps of June 2022."""
    calendar = calendar_of(AUCTIONS)
    plans = []
    for month in month_starts(DAY, date(2022, 5 + months - 1, 28)):
        cap = 0 if month < date(2022, 6, 1) else 30_000_000_000
        plans.append(
            (
                MonthPlan(month, treasury_cap=cap, mbs_cap=17_500_000_000),
                MonthConditions(mortgage_rates=(5.0,) * 4, cpi_growth=growth, offerings=calendar),
            )
        )
    rates = {(plan.month.year, plan.month.month): RATES for plan, _ in plans}
    return tuple(walk(opened(), plans, rates))


def plain_day(security: Security, day: date) -> float:
    """USD that one security earns on one day: half its coupon over the days of its own period."""
    back = 0
    while coupon_day(security.matures, back) >= day:
        back += 1
    following, last = coupon_day(security.matures, back - 1), coupon_day(security.matures, back)
    return security.par * (security.coupon or 0.0) / 200.0 / (following - last).days


def test_coupons_of_a_month_are_the_plain_sum_over_its_days():
    """June 2022: what is held all month by days; what matures until it does, what is bought from its settlement."""
    *_, june = carried(2)
    assert (june.first, june.last) == (date(2022, 5, 31), date(2022, 6, 30))
    days = [june.first + timedelta(days=n + 1) for n in range(30)]
    before = {s.cusip: s for s in june.before.holdings if s.asset_class == "notes_bonds"}
    after = {s.cusip: s for s in june.after.holdings if s.asset_class == "notes_bonds"}
    total = 0.0
    for cusip in before | after:
        old, new = before.get(cusip), after.get(cusip)
        if old and (new is None or new.par == old.par):
            total += sum(plain_day(old, day) for day in days if day <= old.matures)
            continue
        assert new is not None
        if old:
            total += sum(plain_day(old, day) for day in days)
            more = replace(new, par=new.par - old.par)
            start = date(2022, 6, 15) if new.matures.day == 15 else june.last
        else:
            more, start = new, new.issued
        total += sum(plain_day(more, day) for day in days if day > start)
    assert june.cents["notes_bonds"] / 100 == pytest.approx(total, abs=2.0 * len(before))


def test_a_quarter_is_near_the_average_coupon_and_bills_are_exact():
    *_, june, july, august = carried(4)
    held = june.before.classes()["notes_bonds"]
    coupon = june.before.notes_bonds_coupon
    quarter = sum(month.cents["notes_bonds"] for month in (june, july, august)) / 1e11
    # 92 of 365 days on a list that shrinks by three percent
    assert quarter == pytest.approx(held / 1e9 * coupon / 100 * 92 / 365, rel=0.02)
    bills = (july.before.classes()["bills"] + july.after.classes()["bills"]) / 2
    assert july.cents["bills"] == pytest.approx(bills * 1.0 * 31 / 360, abs=1)
    frn = (july.before.classes()["frn"] + july.after.classes()["frn"]) / 2
    assert july.cents["frn"] == pytest.approx(frn * 2.0 * 31 / 360, abs=1)


def test_mortgages_earn_their_cohorts_coupons_on_the_months_first_balance():
    *_, june = carried(2)
    pools = june.before.pools
    agency = pools.coupon > 0
    plain = float((pools.balance * np.where(agency, pools.coupon, june.before.mbs_coupon)).sum()) / 12
    assert june.cents["mbs"] == pytest.approx(plain, abs=len(pools))


def test_compensation_is_income_and_what_matures_is_written_down_with_its_day():
    *_, june, july = carried(3, growth=0.01)
    # every TIPS grows by the index, but for the two weeks that the July maturity is gone
    principal = sum(july.before.classes()[name] for name in ("tips", "tips_inflation_compensation"))
    assert july.cents["tips_inflation_compensation"] / 100 == pytest.approx(0.01 * principal, rel=0.03)
    assert june.compensation_paid == {}
    assert list(july.compensation_paid) == [date(2022, 7, 15)]
    gone = july.before.holdings.keep(july.before.holdings.matures == np.datetime64("2022-07-15"))
    assert july.compensation_paid[date(2022, 7, 15)] >= 100 * int(gone.compensation.sum())


def test_days_of_a_month_add_up_to_it():
    months = carried(3)
    days, items = by_day(months)
    assert (days[0], days[-1]) == (np.datetime64("2022-05-26"), np.datetime64("2022-07-31"))
    assert np.diff(days).astype(int).min() == np.diff(days).astype(int).max() == 1
    june = (days > np.datetime64("2022-05-31")) & (days <= np.datetime64("2022-06-30"))
    for name in ITEMS:
        assert items[name][june].sum() == pytest.approx(months[1].cents[name] / 1e11)


def test_the_ladder_rate_looks_back_only():
    rate = {(2022, m): float(m) for m in range(1, 13)}
    now = ladder_rate(rate, date(2022, 6, 1), np.array([1.0]))
    assert now == pytest.approx(6.0)
    half = ladder_rate(rate, date(2022, 6, 1), np.full(9, 1 / 9))
    assert half == pytest.approx(5.08, abs=0.05)  # four weeks earlier on average
    assert ladder_rate(rate | {(2022, 7): 99.0}, date(2022, 6, 1), np.full(9, 1 / 9)) == half
    assert month_starts(DAY, date(2022, 7, 1))[-1] == date(2022, 7, 1)
    assert month_end(2022, 5) == date(2022, 5, 31)
