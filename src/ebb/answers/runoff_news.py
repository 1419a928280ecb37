"""Our own estimate: what the ten-year term premium did after the Fed announced that it would hold less, or more.

The news of a month is by how much its announcements changed the net purchases of the next twelve months, with caps counted
against them. It is what was announced and not what surprised: most of it had been talked about for weeks, so the response
is a lower bound in size. Announcements "in the amounts needed" have no number; their months are set aside. The gap between
actual runoff and its cap is not used: it is the timing of prepayments and no news.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ebb.dates import add_months, month_end
from ebb.errors import OutOfRange
from ebb.estimation import Responses, local_projections
from ebb.policy import Programme
from ebb.record import Record

Array = NDArray[np.float64]

#: The sample begins when a pace was first announced with an amount (November 2010 is its first news).
FIRST: Final = date(2010, 11, 1)
AHEAD: Final = 12
#: Months after the news at which the answer is read, and lags of the system: both fixed before looking.
HORIZON: Final = 3
HORIZONS: Final = 6
LAGS: Final = 3
LEVEL: Final = 0.90
_LEAST: Final = 60


@dataclass(frozen=True, slots=True)
class NewsEffect:
    """Response of the ten-year term premium, basis points per USD trillion of less expected net purchases in a year.

    Attributes
    ----------
    value, low, high : float
        At :data:`HORIZON` months, lag-augmented local projection, interval of probability `level`.
    detectable : float
        Size of a response that would have been found four times in five.
    chance : float
        Share of the news moved in time (every shift of a year or more) whose response is at least as large.
    news : int
        Months with news; `months` in the sample, `set_aside` without a number among them.
    by_horizon : tuple of (months, value, low, high)
    """

    value: float
    low: float
    high: float
    level: float
    detectable: float
    chance: float
    news: int
    months: int
    set_aside: int
    first: date
    last: date
    by_horizon: tuple[tuple[int, float, float, float], ...]


def announced_news(programme: Programme, first: date, last: date) -> dict[date, float | None]:
    """By day of announcement, the change of net purchases over the next twelve months, USD billion; None without a number.

    Bills bought to keep reserves where they are carry no interest-rate risk to speak of and do not count.
    """
    found: dict[date, float | None] = {}
    for day in sorted({step.announced for step in programme.steps if first <= step.announced <= last}):
        before, after = (_net(programme.as_of(known), day) for known in (day - timedelta(days=1), day))
        pairs = list(zip(before, after, strict=True))
        if any(one != other and (one is None or other is None) for one, other in pairs):
            found[day] = None
        else:
            found[day] = sum((other or 0.0) - (one or 0.0) for one, other in pairs)
    return found


def _net(programme: Programme, day: date) -> list[float | None]:
    """Net purchases by month over the year after a day; None where a pace or a cap has no number."""
    start = add_months(day.replace(day=1), 1)
    net: list[float | None] = []
    for rule in programme.months(start, add_months(start, AHEAD - 1)):
        bought = 0.0 if rule.purchases_in == "bills" else rule.treasury_purchases
        parts = (bought, rule.mbs_purchases, rule.treasury_cap, rule.mbs_cap)
        treasuries, mbs, *caps = parts
        if treasuries is None or mbs is None or None in caps:
            net.append(None)
        else:
            net.append(treasuries + mbs - sum(cap for cap in caps if cap is not None))
    return net


def news_effect(record: Record) -> NewsEffect:
    """The estimate on what was known on the record's day.

    Raises
    ------
    OutOfRange
        If fewer than five years of months were known.
    """
    premium = record.series("acm_tp10").in_unit("bp").by_month()
    two_year = record.series("ust_2y_avg").in_unit("bp").by_month()
    months = _unbroken(sorted(key for key in premium if key in two_year and date(*key, 1) >= FIRST))
    if len(months) < _LEAST:
        raise OutOfRange(
            f"{len(months)} months of announcements and term premia were known on {record.as_of}",
            "answers.runoff_news",
            f"at least {_LEAST} since {FIRST:%B %Y}",
            "choose a later --as-of",
        )
    days = announced_news(record.programme, FIRST, month_end(*months[-1]))
    news, aside = np.zeros(len(months)), np.zeros(len(months), dtype=bool)
    for day, change in days.items():
        if (day.year, day.month) in months:
            place = months.index((day.year, day.month))
            aside[place] |= change is None
            news[place] -= (change or 0.0) / 1000.0
    news[aside] = 0.0
    system = np.array([[premium[key], two_year[key]] for key in months])
    found = _respond(system, news, aside)
    value, _, low, high = found.at(HORIZON)
    shifts = range(AHEAD, len(months) - AHEAD + 1)
    placebo = [abs(_respond(system, np.roll(news, n), aside, HORIZON).at(HORIZON)[0]) for n in shifts]
    return NewsEffect(
        value=value,
        low=low,
        high=high,
        level=LEVEL,
        detectable=float(found.detectable()[list(found.horizons).index(HORIZON), 0]),
        chance=float((1 + sum(one >= abs(value) for one in placebo)) / (1 + len(placebo))),
        news=int((news != 0.0).sum()),
        months=len(months),
        set_aside=int(aside.sum()),
        first=month_end(*months[0]),
        last=month_end(*months[-1]),
        by_horizon=tuple((int(h), *(found.at(int(h))[i] for i in (0, 2, 3))) for h in found.horizons),  # type: ignore[misc]
    )


def _respond(system: Array, news: Array, aside: NDArray[np.bool_], horizons: int = HORIZONS) -> Responses:
    """Change of the premium from the month before the news, each month set aside with an indicator of its own."""
    marks = np.eye(len(news))[:, aside]
    asked = [horizons] if horizons == HORIZON else horizons
    return local_projections(
        system, news, lags=LAGS - 1, horizons=asked, left="change", also=marks if aside.any() else None, level=LEVEL
    )


def _unbroken(months: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The months from the first on until one is missing."""
    kept: list[tuple[int, int]] = []
    for year, month in months:
        if kept and (year, month) != (kept[-1][0] + kept[-1][1] // 12, kept[-1][1] % 12 + 1):
            break
        kept.append((year, month))
    return kept
