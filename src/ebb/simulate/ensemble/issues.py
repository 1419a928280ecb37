"""Coupon securities as rows: what is held, what will be offered on which day, and when each of them matures.

An issue is known by its class and maturity, a note or bond also by its CUSIP, exactly as the portfolio knows it: what is
added to an issue already held keeps its coupon.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from math import nan

import numpy as np
from numpy.typing import NDArray

from ebb.portfolio import Calendar, Portfolio
from ebb.portfolio.offerings import Offering
from ebb.portfolio.settlement import month_end, settles_on
from ebb.simulate.ensemble.accruals import calendars, until_maturity, when_bought
from ebb.simulate.ensemble.ladder import week_places
from ebb.simulate.ensemble.tables import CLASS_NUMBER, Floats, Issues

_Key = tuple[str, str, date]
#: A row, and the five rows of `offers`.
_Offer = tuple[int, int, float, float, float, float]


def issues(portfolio: Portfolio, span: tuple[date, ...], auctions: Calendar) -> Issues:
    """Rows and days of the months of `span`, from the portfolio on the eve of the first."""
    book = _Rows(portfolio)
    days: list[date] = []
    day_first, offered, outright = [0], [0], [0]
    for month in span:
        mix = portfolio.issuance.settling_in(month)
        spare = [o for found in mix.values() for o in found if o.asset_class == "notes_bonds"]
        here = book.maturing(month)
        for day in here:
            settles = settles_on(day)
            book.offer((auctions or {}).get(settles) or mix.get(settles) or spare, month)
            offered.append(len(book.offers))
        days += here
        day_first.append(len(days))
        both = {settles_on(month.replace(day=15)), settles_on(month_end(month))}
        bought = [o for d in sorted(both) for o in (auctions or {}).get(d, mix.get(d, ()))]
        book.buy_outright([o for o in bought if o.asset_class == "notes_bonds"], month)
        outright.append(len(book.outright))
    due = [[row for row, matures in enumerate(book.matures) if matures == day] for day in days]
    every = [*book.offers, *book.outright]  # offers of days come first, those of outright purchases after them
    kinds = np.array(book.kinds, dtype=np.int64)
    matures = np.array(book.matures, dtype="datetime64[D]")
    last_month = (matures.astype("datetime64[M]") - np.datetime64(span[0], "M")).astype(np.int64)
    weeks = week_places(span)
    par, coupon = np.array(book.par, dtype=np.float64), np.array(book.coupon)
    notes = kinds == CLASS_NUMBER["notes_bonds"]
    coupon = np.where(notes, np.nan_to_num(coupon), coupon)
    calendar, accrual = calendars(book.matures, span)
    return Issues(
        held=np.array([par, book.compensation, coupon, np.full(len(par), -1.0), np.zeros(len(par))], dtype=np.float64),
        issue=np.array([kinds, last_month, calendar]),
        last=np.array([_part_of_month(matures), until_maturity(matures)]),
        accrual=accrual,
        carried=np.bincount(calendar[notes], (par * coupon)[notes], len(accrual)).astype(np.float64),
        months=np.array([day_first, np.array(outright) + len(book.offers), *weeks], dtype=np.int64),
        days=np.array([np.cumsum([0, *(len(rows) for rows in due)]), offered], dtype=np.int64),
        due_row=np.array([row for rows in due for row in rows], dtype=np.int64),
        offer_row=np.array([row for row, *_ in every], dtype=np.int64),
        offers=np.array([rest for _, *rest in every], dtype=np.float64).reshape(-1, 5).T.copy(),
        tips_rows=np.flatnonzero(kinds == CLASS_NUMBER["tips"]).astype(np.int64),
        frn_rows=np.flatnonzero(kinds == CLASS_NUMBER["frn"]).astype(np.int64),
    )


class _Rows:
    """The growing list of rows, and of what is offered into them."""

    def __init__(self, portfolio: Portfolio) -> None:
        held = portfolio.holdings
        self.kinds = [CLASS_NUMBER[str(kind)] for kind in held.asset_class]
        self.par = held.par.tolist()
        self.compensation = held.compensation.tolist()
        self.coupon = held.coupon.tolist()
        self.matures: list[date] = held.matures.tolist()
        names = zip(held.asset_class.tolist(), held.cusip.tolist(), self.matures, strict=True)
        self._places = {_key(kind, cusip, matures): row for row, (kind, cusip, matures) in enumerate(names)}
        self.offers: list[_Offer] = []
        self.outright: list[_Offer] = []

    def maturing(self, month: date) -> list[date]:
        """Days of a month on which a row may mature, in order."""
        return sorted({day for day in self.matures if day.year == month.year and day.month == month.month})

    def offer(self, found: Sequence[Offering], month: date) -> None:
        self.offers += [self._entry(o, month) for o in found]

    def buy_outright(self, found: Sequence[Offering], month: date) -> None:
        self.outright += [self._entry(o, month) for o in found]

    def _entry(self, o: Offering, month: date) -> _Offer:
        key = _key(o.asset_class, o.cusip, o.matures)
        if key not in self._places:
            self._places[key] = len(self.kinds)
            self.kinds.append(CLASS_NUMBER[o.asset_class])
            self.par.append(0)
            self.compensation.append(0)
            self.coupon.append(nan)
            self.matures.append(o.matures)
        years = (o.matures - o.settles).days / 365.25
        weight = min(max((years - 2.0) / 8.0, 0.0), 1.0)
        coupon = nan if o.coupon is None else o.coupon
        return self._places[key], o.size, weight, coupon, *when_bought(o, month)


def _key(kind: str, cusip: str, matures: date) -> _Key:
    return kind, cusip if kind == "notes_bonds" else "", matures


def _part_of_month(matures: NDArray[np.datetime64]) -> Floats:
    """Days from the first of its last month to a maturity, over the days of that month."""
    month = matures.astype("datetime64[M]")
    first, following = month.astype("datetime64[D]"), (month + 1).astype("datetime64[D]")
    return np.minimum((matures - first).astype(np.float64) / (following - first).astype(np.float64), 1.0)
