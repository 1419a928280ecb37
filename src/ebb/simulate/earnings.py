"""What a portfolio earns as it is carried through its months: every security for as long as it was held.

The portfolio's own walk (:func:`ebb.portfolio.advance`) says what is held at each month's end and on which days it came and
went. Here each line earns between those days. Policy, rates and prices are handed in; nothing is known of the balance sheet.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ebb.books.income_securities import coupons_accrued, mortgage_interest, simple_interest
from ebb.dates import add_months, month_end
from ebb.portfolio import Holdings, MonthConditions, MonthFlows, MonthPlan, Portfolio, advance

#: Items of income of the portfolio, USD cents a month.
ITEMS: Final = ("bills", "notes_bonds", "tips", "frn", "mbs", "tips_inflation_compensation")
#: Named assumptions of this file.
ASSUMPTIONS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "bills": "Bills earn the three-month discount rate of when they were bought, by the ages of the assumed ladder.",
        "frn": "Floating rate notes earn the three-month bill rate of the month; their spreads are left out.",
        "reopenings": "What is added to an issue already held settles on the 15th if it matures on one, else at month end.",
        "mbs": "Mortgage pools earn a twelfth of their coupon on the balance of the month's start; commercial MBS, whose "
        "coupons are not in the cohort table, earn the average coupon of the others.",
    }
)

_Key = tuple[str, str, int]


@dataclass(frozen=True, slots=True)
class BillRates:
    """Discount rates of a month, percent: what the bills held earn, and what a new three-month bill pays."""

    ladder: float
    new: float


@dataclass(frozen=True, slots=True)
class Earned:
    """One month's income of the portfolio after the end of `first` up to the end of `last`, in cents by item.

    `after` is the portfolio at `last`; `compensation_paid` the inflation compensation of TIPS that matured, cents, and the
    day on which it was paid.
    """

    first: date
    last: date
    cents: Mapping[str, int]
    before: Portfolio
    after: Portfolio
    compensation_paid: Mapping[date, int]


def walk(
    portfolio: Portfolio,
    months: Iterable[tuple[MonthPlan, MonthConditions]],
    bills: Mapping[tuple[int, int], BillRates],
) -> Iterator[Earned]:
    """Carry a portfolio through its months and say what each month earned.

    Parameters
    ----------
    portfolio : Portfolio
        At the opening.
    months : iterable of (MonthPlan, MonthConditions)
        As :func:`ebb.portfolio.advance` takes them, in order.
    bills : mapping of (year, month) -> BillRates
    """
    for plan, conditions in months:
        after, flows = advance(portfolio, plan, conditions)
        rates = bills[plan.month.year, plan.month.month]
        yield earned(portfolio, after, flows, rates)
        portfolio = after


def earned(before: Portfolio, after: Portfolio, flows: MonthFlows, rates: BillRates) -> Earned:
    """Income of the securities held in a month (or the rest of one), in cents by item of :data:`ITEMS`.

    Notes
    -----
    Every coupon security accrues from the end of `before.as_of` (or its settlement) to the end of `after.as_of` (or its
    maturity), on par and compensation, which is the average of both ends for what is held at both.
    """
    first, last = before.as_of, after.as_of
    days = (last - first).days
    bills, notes = ((_total(before, name) + _total(after, name)) / 2.0 for name in ("bills", "frn"))
    share = days / month_end(last.year, last.month).day
    mortgages = mortgage_interest(before.pools.balance, _mortgage_coupons(before), share)
    found = dict.fromkeys(ITEMS, 0) | _coupons(before.holdings, after.holdings, first, last)
    found |= {
        "bills": int(simple_interest(bills, rates.ladder, days)),
        "frn": int(simple_interest(notes, rates.new, days)),
        "mbs": int(mortgages.sum()),
        "tips_inflation_compensation": 100 * flows.compensation_accrued,
    }
    gone = {
        event.paid: -100 * event.change
        for event in flows.events
        if event.kind == "maturity" and event.asset_class == "tips_inflation_compensation"
    }
    return Earned(first, last, MappingProxyType(found), before, after, MappingProxyType(gone))


def averaged(portfolio: Portfolio) -> Portfolio:
    """TIPS whose coupon nothing holds: the average coupon of those that are known."""
    book = portfolio.holdings
    coupon = book.coupon.copy()
    tips = book.asset_class == "tips"
    rest, have = tips & np.isnan(coupon), tips & ~np.isnan(coupon)
    if rest.any():
        coupon[rest] = np.average(coupon[have], weights=book.par[have]) if have.any() else 0.0
    return replace(portfolio, holdings=replace(book, coupon=coupon))


def ladder_rate(rate: Mapping[tuple[int, int], float], month: date, weights: NDArray[np.float64]) -> float:
    """Average discount rate at which a bill ladder was bought, percent, seen from the middle of a month.

    Parameters
    ----------
    rate : mapping of (year, month) -> percent, month averages; straight lines between the middles of months
    month : date
    weights : shares of the ladder by whole weeks since purchase (:func:`ebb.books.income_securities.ladder_weights`)
    """
    keys = sorted(rate)
    middles = [date(year, number, 15).toordinal() for year, number in keys]
    levels = [rate[key] for key in keys]
    then = month.replace(day=15).toordinal() - 7 * np.arange(len(weights))
    return float(np.interp(then, middles, levels) @ weights)


def _coupons(before: Holdings, after: Holdings, first: date, last: date) -> dict[str, int]:
    """Coupon income of notes, bonds and TIPS by class, cents; two lines of one issue are added up."""
    places: dict[_Key, int] = {}
    old, new = ([places.setdefault(key, len(places)) for key in _keys(book)] for book in (before, after))
    if not places:
        return {}
    n, end = len(places), np.datetime64(last)
    coupon, matures, issued = np.empty(n), np.empty(n, "datetime64[D]"), np.empty(n, "datetime64[D]")
    kinds = np.array([kind for kind, _, _ in places])
    for at, book in ((old, before), (new, after)):
        coupon[at], matures[at], issued[at] = book.coupon, book.matures, book.issued
    was, is_ = _there(old, n), _there(new, n)
    had, has = _amounts(old, before, n), _amounts(new, after, n)
    has = np.where(is_ | (matures > end), has, had)  # what matured in the month was held until then
    both = was & is_ & (kinds == "tips")
    held, more = np.where(both, (had + has) / 2.0, had), np.where(both, 0.0, has - had)
    cents = coupons_accrued(held, coupon, matures, first, last)
    moved = more != 0.0
    fresh = ~was & (issued > np.datetime64(first)) & (issued <= end)
    settled = np.where(fresh, issued, settles(matures, last))[moved]
    cents[moved] += coupons_accrued(more[moved], coupon[moved], matures[moved], settled, last)
    return {kind: int(cents[kinds == kind].sum()) for kind in sorted(set(kinds.tolist()) - {"frn"})}


def _keys(book: Holdings) -> Iterator[_Key]:
    """Each line's issue: class, CUSIP, and maturity in days."""
    return zip(book.asset_class.tolist(), book.cusip.tolist(), book.matures.astype(np.int64).tolist(), strict=True)


def _there(at: list[int], n: int) -> NDArray[np.bool_]:
    found = np.zeros(n, dtype=bool)
    found[at] = True
    return found


def _amounts(at: list[int], book: Holdings, n: int) -> NDArray[np.float64]:
    """Par and compensation by issue."""
    found = np.zeros(n)
    np.add.at(found, at, (book.par + book.compensation).astype(np.float64))
    return found


def settles(matures: NDArray[np.datetime64], last: date) -> NDArray[np.datetime64]:
    """The day on which more of an issue already held settles in the month of `last`."""
    middle = (matures - matures.astype("datetime64[M]")).astype(np.int64) == 14
    return np.where(middle & (last.day > 15), np.datetime64(last.replace(day=15)), np.datetime64(last))


def _mortgage_coupons(portfolio: Portfolio) -> NDArray[np.float64]:
    pools = portfolio.pools
    return np.asarray(np.where(pools.coupon > 0.0, pools.coupon, portfolio.mbs_coupon))


def _total(portfolio: Portfolio, name: str) -> float:
    return float(sum(portfolio.bills.values()) if name == "bills" else portfolio.holdings.total(name))


def by_day(months: Iterable[Earned]) -> tuple[NDArray[np.datetime64], dict[str, NDArray[np.float64]]]:
    """Income of each day, USD billion: a month's income in equal parts over its days.

    Returns
    -------
    days : datetime64[D], shape (n,), consecutive
    items : mapping of name (:data:`ITEMS`) -> float64, shape (n,)
    """
    days: list[date] = []
    values: dict[str, list[float]] = {name: [] for name in ITEMS}
    for month in months:
        length = (month.last - month.first).days
        days += [month.first + timedelta(days=n + 1) for n in range(length)]
        for name in ITEMS:
            values[name] += [month.cents[name] / 1e11 / length] * length
    return np.array(days, dtype="datetime64[D]"), {name: np.array(v) for name, v in values.items()}


def month_starts(opened: date, last: date) -> tuple[date, ...]:
    """First days of the months from that of `opened` to that of `last`."""
    found, month = [], opened.replace(day=1)
    while month <= last:
        found.append(month)
        month = add_months(month, 1)
    return tuple(found)
