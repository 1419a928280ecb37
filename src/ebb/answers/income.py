"""What the Fed earned, month by month, and the exam of the deferred asset: actual rates and liabilities, modelled assets.

The portfolio of the opening list is carried by the Desk's rule (:mod:`ebb.simulate.earnings`); reserves, reverse repo and
lending are as published, at the rates in force on each day. What the model leaves out is one residual, measured on
published income that ended by a stated early date. The score starts where the residual's window ends.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import numpy as np

from ebb.answers.income_days import OPENED, PURCHASES_ENDED, income_days, premiums_known, walked_portfolio
from ebb.books.income_days import IncomeDays
from ebb.books.income_exam import BAR, Mark, Residual, marks, published_intervals, residual
from ebb.books.income_premium import Amortisation
from ebb.errors import OutOfRange, UnknownName
from ebb.record import Record
from ebb.series import Series
from ebb.simulate.earnings import ASSUMPTIONS
from ebb.text import Day, Money, Month, Percent, Phrase, say

#: Whose amounts earn: the rule's, or the published ones.
HOLDINGS: Final = ("replayed", "published")
#: The residual is measured on what was published by this day; nothing later enters it.
CALIBRATED: Final = date(2023, 1, 5)
#: First published Wednesday with a deferred asset that lasted (H.4.1).
FIRST_LOSS: Final = date(2022, 9, 7)
#: Published levels the issue scores: dates, and the deferred asset in USD billion.
SCORED: Final = (date(2023, 12, 27), date(2025, 1, 1), date(2025, 12, 31))


@dataclass(frozen=True, slots=True, eq=False)
class IncomeReport:
    """Income by month and the exam; USD billion, expenses below zero.

    Attributes
    ----------
    months : tuple of date
        First days of whole months.
    items : mapping of name -> tuple of float
        Income of each month by item, the residual among them; :attr:`net` is their sum.
    residual : Residual
    amortisation : Amortisation or None
        None where no line of premiums was held: its cost is then inside the residual.
    marks : tuple of Mark
        Every published date after the residual's window.
    scored : tuple of Mark
        Those of :data:`SCORED`, on the nearest published date up to four days before.
    """

    opened: date
    holdings: str
    months: tuple[date, ...]
    items: Mapping[str, tuple[float, ...]]
    residual: Residual
    amortisation: Amortisation | None
    marks: tuple[Mark, ...]
    scored: tuple[Mark, ...]
    said: Mapping[str, str]

    @property
    def net(self) -> tuple[float, ...]:
        """Net income of each month, USD billion."""
        return tuple(sum(parts) for parts in zip(*self.items.values(), strict=True))

    @property
    def turned(self) -> date | None:
        """First whole month in which modelled net income is below zero."""
        return next((month for month, net in zip(self.months, self.net, strict=True) if net < 0), None)

    def lines(self, lang: str = "en") -> tuple[str, ...]:
        """The exam for people: how it was made, the scored dates with their misses, and when income turned."""
        found = self.residual
        head = say(
            "income.exam.head",
            lang,
            holdings=Phrase(f"income.holdings.{self.holdings}"),
            amount=Money(found.a_month),
            error=Money(found.standard_error),
            first=Day(found.first),
            last=Day(found.last),
        )
        told = [_told(mark, lang) for mark in self.scored]
        turned = () if self.turned is None else (_turned(self.turned, lang),)
        return (head, *told, *turned)

    def json(self) -> dict[str, Any]:
        """One object: months, items, net, and the exam with its misses."""
        found = self.residual
        return {
            "opened": self.opened.isoformat(),
            "holdings": self.holdings,
            "unit": "USD bn",
            "months": [month.isoformat() for month in self.months],
            "items": {name: [round(v, 11) for v in values] for name, values in self.items.items()},
            "net_income": [round(v, 11) for v in self.net],
            "residual": {
                "a_month": round(found.a_month, 11),
                "standard_error": round(found.standard_error, 11),
                "first": found.first.isoformat(),
                "last": found.last.isoformat(),
                "as_of": found.as_of.isoformat(),
                "intervals": found.intervals,
                "how": found.how,
            },
            "deferred_asset": {
                "dates": [mark.date.isoformat() for mark in self.marks],
                "model": [round(mark.model, 11) for mark in self.marks],
                "published": [round(mark.published, 11) for mark in self.marks],
            },
            "scored": [
                {
                    "date": mark.date.isoformat(),
                    "model": round(mark.model, 11),
                    "published": round(mark.published, 11),
                    "miss": round(mark.miss, 11),
                    "percent": None if mark.percent is None else round(mark.percent, 11),
                    "within": mark.within,
                }
                for mark in self.scored
            ],
            "said": dict(self.said),
        }


def _told(mark: Mark, lang: str) -> str:
    bar = Percent(BAR, 0)
    return say(
        "income.exam.mark",
        lang,
        day=Day(mark.date),
        model=Money(mark.model),
        published=Money(mark.published),
        miss=Money(mark.miss),
        share=Percent(mark.percent or 0.0),
        verdict=Phrase("income.exam.within" if mark.within else "income.exam.missed", {"bar": bar}),
    )


def _turned(month: date, lang: str) -> str:
    return say("income.exam.turned", lang, model=Month(month), published=Month(FIRST_LOSS))


def income(
    record: Record,
    *,
    calibrated: date = CALIBRATED,
    since: date | None = None,
    opened: date | None = None,
    holdings: str = "replayed",
) -> IncomeReport:
    """Income by month since May 2022, and the deferred asset it gives beside the published one.

    Parameters
    ----------
    record : Record
    calibrated : date
        The residual and the pace of amortisation use nothing published after it.
    since : date, optional
        Where the residual's window begins; by default the first lasting deferred asset, or, where the window ends before
        that, the end of purchases in March 2022 (weekly remittances, which need the weekly H.4.1).
    opened : date, optional
        Where the deferred asset starts from its published level; by default the first lasting deferred asset or, if the
        residual was measured before it, the opening list.
    holdings : ``"replayed"`` or ``"published"``
        Whose amounts earn: the portfolio carried by the Desk's rule, or the published class levels at its coupons.

    Raises
    ------
    UnknownName
        If `holdings` is neither of :data:`HOLDINGS`.
    OutOfRange
        If too little was known: the opening list, or two published intervals of income.
    """
    if holdings not in HOLDINGS:
        raise UnknownName.of("kind of holdings", holdings, HOLDINGS, where="answers.income")
    if OPENED not in record.holdings_dates:
        raise OutOfRange(
            f"the list of securities of {OPENED} was not known on {record.as_of}",
            "answers.income, --as-of",
            f"a day after {OPENED}",
            "choose a later --as-of",
        )
    early = calibrated <= FIRST_LOSS
    since = since or (PURCHASES_ENDED if early else FIRST_LOSS)
    due = record.full("remittances_due")
    last = due.last()[0]
    walked = walked_portfolio(record, last)
    premiums = premiums_known(record, calibrated)
    days = income_days(record, walked, min(since, OPENED), last, premiums, calibrated, holdings)
    found = residual(days, published_intervals(due), calibrated, since)
    start = opened or (OPENED if early else _on(due, FIRST_LOSS))
    path = marks(days, found.a_month, due, start)
    return IncomeReport(
        opened=start,
        holdings=holdings,
        **_monthly(days, found.a_month),
        residual=found,
        amortisation=premiums,
        marks=tuple(mark for mark in path if mark.date > found.last),
        scored=tuple(mark for day in SCORED if (mark := _nearest(path, day))),
        said=_said(record, found, premiums, holdings),
    )


def _monthly(days: IncomeDays, a_month: float) -> dict[str, Any]:
    """Whole months and their income by item, the residual among them."""
    months = days.days.astype("datetime64[M]")
    found, first = [], []
    for month in np.unique(months):
        inside = months == month
        length = int((month + 1).astype("datetime64[D]").astype(int) - month.astype("datetime64[D]").astype(int))
        if int(inside.sum()) == length:
            found.append({name: float(values[inside].sum()) for name, values in days.items.items()})
            first.append(month.astype("datetime64[D]").item())
    items = {name: tuple(one[name] for one in found) for name in days.items}
    return {"months": tuple(first), "items": items | {"other_net_income": (a_month,) * len(first)}}


def _on(due: Series, day: date) -> date:
    """The first published date from a day on."""
    found: date = due.between(day, date.max).dates[0].item()
    return found


def _nearest(path: tuple[Mark, ...], day: date) -> Mark | None:
    near = [mark for mark in path if 0 <= (day - mark.date).days <= 7]
    return near[-1] if near else None


def _said(record: Record, found: Residual, premiums: Amortisation | None, holdings: str) -> dict[str, str]:
    """How each part was made, for whoever reads the numbers."""
    left_out = "operating costs, dividends, interest on other deposits and all else the model leaves out"
    return {
        "holdings": (
            f"list of {OPENED}, carried by the announced rule with actual auctions, mortgage rates and prices"
            if holdings == "replayed"
            else f"published class levels, at the coupons of the list of {OPENED} carried by the announced rule"
        ),
        "residual": (
            f"USD {found.a_month:.3f} bn a month (standard error {found.standard_error:.3f}), measured on "
            f"{found.intervals} published intervals from {found.first} to {found.last}: {left_out}"
        ),
        "premiums": (
            "inside the residual: no line of unamortised premiums was held at the calibration"
            if premiums is None
            else f"{100 * premiums.pace:.1f} percent a year of what is left, measured on {premiums.measured_on} "
            f"from {premiums.first} to {premiums.anchor_date}"
        ),
        "lending": "other assets beyond premiums and their mean level since March 2022, at the primary credit rate",
        **ASSUMPTIONS,
    }
