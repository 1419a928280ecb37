"""Income by day from the record: the portfolio carried from the opening list, liabilities and lending as published.

What is actual here: reserves, reverse repo and other assets, administered rates, auctions, mortgage rates and consumer prices.
What is modelled: every security's holding and income, and premiums by a pace known at the calibration.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ebb.answers.listed import listed
from ebb.answers.value import with_tips_coupons
from ebb.books.income_days import IncomeDays, by_day, interest_by_day
from ebb.books.income_premium import Amortisation, amortisation
from ebb.books.income_securities import ladder_weights
from ebb.dates import add_months, month_end
from ebb.errors import MissingDate, OutOfRange
from ebb.portfolio import (
    CLASSES,
    Holdings,
    MonthConditions,
    MonthPlan,
    Pending,
    calendar_of,
    cohorts,
    composition,
    offerings,
    open_portfolio,
)
from ebb.portfolio.inferred import BILL_WEEKS
from ebb.portfolio.prepayment_fit import market_of
from ebb.portfolio.unsettled import owed
from ebb.record import Record
from ebb.series import Series
from ebb.simulate.earnings import ITEMS, BillRates, Earned, averaged, ladder_rate, month_starts, walk
from ebb.simulate.earnings import by_day as earned_by_day
from ebb.simulate.mbs_desk import desk_of
from ebb.simulate.plan import announced, dollars
from ebb.simulate.replay import reference_growth
from ebb.sources.published import document

Floats = NDArray[np.float64]
Days = NDArray[np.datetime64]

#: The list of securities the portfolio path starts from.
OPENED: Final = date(2022, 5, 25)
#: Purchases of Treasuries above par had ended by this Wednesday; the last settled in mid-March 2022.
PURCHASES_ENDED: Final = date(2022, 3, 23)
#: Published class levels beside those of the portfolio path.
_PUBLISHED: Final = {
    "bills": "soma_bills",
    "notes_bonds": "soma_notes_bonds",
    "tips": "soma_tips",
    "frn": "soma_frn",
    "tips_inflation_compensation": "soma_tips_inflation_compensation",
    "mbs": "mbs",
}
_INDEXED: Final = ("tips", "tips_inflation_compensation")


def walked_portfolio(record: Record, last: date) -> tuple[Earned, ...]:
    """The portfolio of the opening list carried month by month to the month of `last`."""
    auctions = offerings(record.auctions(date(1900, 1, 1), date(9999, 12, 31)))
    prices = record.series("cpi_index").by_month()
    market = market_of(record.series("mortgage_30y"), OPENED)
    totals = {name: record.full(f"soma_{name}").in_unit("USD bn").at(OPENED) for name in CLASSES}
    portfolio = open_portfolio(
        Holdings.from_rows(record.security_list(OPENED)),
        totals,
        cohorts(record.table("mbs_cohorts")),
        as_of=OPENED,
        auctions=auctions,
        prices=prices,
        earlier=listed(record, OPENED),
        mortgage=market,
    )
    bought = owed(portfolio.pools, OPENED, market, desk_of(record.programme))
    due = tuple(Pending(part.settles, "mbs", part.amount) for part in bought)
    portfolio = replace(portfolio, pending=(*portfolio.pending, *due))
    portfolio = averaged(
        with_tips_coupons(portfolio, {o.matures: o.coupon for o in auctions if o.asset_class == "tips"})
    )
    calendar = calendar_of(auctions)
    mortgage, two, ten = (record.series(k).by_month() for k in ("mortgage_30y", "ust_2y_avg", "ust_10y_avg"))
    bills = record.series("tbill_3m_avg").by_month()
    to = record.programme.purchases_announced_to or record.as_of
    outstanding = composition(document("marketable"))
    months, rates, weights = [], {}, ladder_weights(BILL_WEEKS)
    for month in month_starts(OPENED, last):
        rule = announced(record.programme.rule(month.year, month.month), to)
        buys = rule.treasury_purchases if rule.purchases_in == "bills" and month > OPENED else 0.0
        plan = MonthPlan(
            month=rule.month,
            treasury_cap=dollars(rule.treasury_cap),
            mbs_cap=dollars(rule.mbs_cap),
            mbs_principal=rule.mbs_principal,  # type: ignore[arg-type]  # checked when the document is read
            mbs_principal_limit=dollars(rule.mbs_principal_limit),
            bill_purchases=dollars(buys) or 0,
        )
        conditions = MonthConditions(
            mortgage_rates=tuple(_held(mortgage, add_months(month, -lag)) for lag in (3, 2, 1, 0)),
            cpi_growth=reference_growth(prices, month),
            two_year=_held(two, month),
            ten_year=_held(ten, month),
            offerings=calendar,
            outstanding=outstanding,
        )
        months.append((plan, conditions))
        rates[month.year, month.month] = BillRates(ladder_rate(bills, month, weights), _held(bills, month))
    return tuple(walk(portfolio, months, rates))


def premiums_known(record: Record, calibrated: date) -> Amortisation | None:
    """The pace of amortisation known on a date: the weekly line, else the packaged statements; None where neither shows it."""
    weekly = record.stored("WUPSHO")
    lines = [weekly] if weekly is not None else []
    for line in (*lines, _statement_premiums(record)):
        try:
            return amortisation(line, calibrated, PURCHASES_ENDED)
        except OutOfRange:
            continue
    return None


def _statement_premiums(record: Record) -> Series:
    due = record.series("remittances_due")
    found = []
    for day in (date(2022, 5, 25), date(2023, 3, 22)):
        try:
            found.append((day, float(record.statement(day)["premiums"])))
        except MissingDate:
            continue
    dates = np.array([day for day, _ in found], dtype="datetime64[D]")
    values = np.array([value for _, value in found])
    return Series("premiums", dates, values, "USD mn", "wednesday level", dates + 1, due.origins)


def income_days(
    record: Record,
    walked: tuple[Earned, ...],
    first: date,
    last: date,
    premiums: Amortisation | None,
    calibrated: date,
    holdings: str,
) -> IncomeDays:
    """Every item of income by day after `first` up to `last`, USD billion, the residual left out."""
    inside, earned = earned_by_day(walked)
    days = np.arange(np.datetime64(first, "D") + 1, np.datetime64(last, "D") + 1)
    levels = _levels(record, walked, days)
    items: dict[str, Floats] = {}
    for name in ITEMS:
        before = days < inside[0]
        own = np.interp(days.astype(np.int64), inside.astype(np.int64), earned[name])
        published, predicted = levels[name]
        scale = published / predicted if holdings == "published" else np.ones(len(days))
        if name == "tips_inflation_compensation":
            items[name] = _accretion(record, walked, days, own * scale, calibrated)
        else:  # before the opening list: the same yield on published amounts
            items[name] = own * np.where(before, published / predicted[np.argmax(~before)], scale)
    corridor = record.corridor
    reserves, repo, foreign = _liabilities(record, days)
    items["reserves"] = -interest_by_day(reserves, corridor, "ior", days)
    items["on_rrp"] = -interest_by_day(repo, corridor, "on_rrp", days)
    items["foreign_rrp"] = -interest_by_day(foreign, corridor, "on_rrp", days)
    if premiums is not None:
        items["premiums"] = -premiums.written_off(days)
    items["lending"] = interest_by_day(_lending(record, days, premiums, calibrated), corridor, "primary_credit", days)
    return IncomeDays(days, items)


def _accretion(record: Record, walked: tuple[Earned, ...], days: Days, own: Floats, calibrated: date) -> Floats:
    """Inflation compensation earned by day, USD billion: as published until the calibration, by consumer prices after.

    Published: the change of the SOMA's compensation, and what maturing TIPS took out of it. The packaged consumer prices are
    seasonally adjusted and the index of TIPS is not: over a year that is nothing, over the months of the residual's window
    it would be the residual. Before the opening list it needs an earlier list by CUSIP, else consumer prices stand there too.
    """
    paid = {day: amount / 1e11 for month in walked for day, amount in month.compensation_paid.items()}
    earlier, since = listed(record, OPENED), OPENED
    if earlier is not None and np.datetime64(earlier.day) <= days[0]:
        since = days[0].item()
        gone = [s for s in earlier.securities if s.asset_class == "tips" and s.matures <= OPENED]
        paid |= {s.matures: s.compensation / 1e9 for s in gone}
    else:
        own = np.where(days <= np.datetime64(OPENED), _by_prices(record, days), own)
    level = by_day(record.full("soma_tips_inflation_compensation").as_of(calibrated).in_unit("USD bn"), days)
    change = np.diff(level, prepend=level[0])
    for day, amount in paid.items():
        change = np.where(days == np.datetime64(day), change + amount, change)
    inside = (days > np.datetime64(since)) & (days < np.datetime64(calibrated))
    return np.where(inside, change, own)


def _by_prices(record: Record, days: Days) -> Floats:
    """Compensation earned by day on published TIPS, USD billion, as consumer prices rose."""
    prices, months = record.series("cpi_index").by_month(), days.astype("datetime64[M]")
    tips = sum(
        (by_day(record.full(_PUBLISHED[name]).in_unit("USD bn"), days) for name in _INDEXED), np.zeros(len(days))
    )
    found = np.zeros(len(days))
    for month in np.unique(months):
        first = month.astype("datetime64[D]").item()
        growth = reference_growth(prices, first) / month_end(first.year, first.month).day
        found = np.where(months == month, tips * growth, found)
    return found


def _levels(
    record: Record, walked: tuple[Earned, ...], days: NDArray[np.datetime64]
) -> dict[str, tuple[Floats, Floats]]:
    """Published and predicted amounts by class and day, USD billion."""
    ends = np.array([walked[0].first, *(month.last for month in walked)], dtype="datetime64[D]").astype(np.int64)
    states = [walked[0].before, *(month.after for month in walked)]
    classes = [state.classes() for state in states]
    found = {}
    for name, key in _PUBLISHED.items():
        amounts = np.array([held[name] / 1e9 for held in classes])
        predicted = np.interp(days.astype(np.int64), ends, amounts)
        found[name] = (by_day(record.full(key).in_unit("USD bn"), days), np.maximum(predicted, 1e-9))
    return found


def _liabilities(record: Record, days: NDArray[np.datetime64]) -> tuple[Floats, Floats, Floats]:
    """Reserves, ON RRP and foreign RRP by day, USD billion, at the finest frequency held."""
    average = record.full("reserves_week_average").in_unit("USD bn")
    weekly = len(average) > 1 and np.diff(average.dates[-60:]).max() <= np.timedelta64(7, "D")
    reserves = average if weekly else record.full("reserves").in_unit("USD bn")
    daily = record.stored("RRPONTSYD")
    repo = record.full("on_rrp").in_unit("USD bn") if daily is None else daily.in_unit("USD bn")
    foreign = record.full("foreign_rrp").in_unit("USD bn")
    return by_day(reserves, days), by_day(repo, days), by_day(foreign, days)


def _lending(record: Record, days: NDArray[np.datetime64], premiums: Amortisation | None, calibrated: date) -> Floats:
    """Loans, repo and swaps by day, USD billion: other assets beyond premiums and their level in the residual's window.

    Other assets = total assets less Treasuries and MBS, all published. What is left of premiums is taken off by the pace
    known at the calibration, or, where none was, all other assets are taken to shrink at their own pace of the year before.
    """
    lines = [record.full(key).in_unit("USD bn") for key in ("total_assets", "treasuries", "mbs")]
    other = lines[0] - lines[1] - lines[2]
    level = by_day(other.named("other_assets"), days)
    if premiums is None:
        premiums = amortisation(other.named("other_assets"), calibrated, date(calibrated.year - 1, calibrated.month, 1))
    rest = level - premiums.left(days)
    window = (days > np.datetime64(PURCHASES_ENDED)) & (days < np.datetime64(calibrated))
    return np.maximum(rest - float(rest[window].mean()), 0.0)


def _held(values: Mapping[tuple[int, int], float], month: date) -> float:
    """The value of a month, else the last before it."""
    keys = [key for key in values if key <= (month.year, month.month)]
    return values[max(keys)]
