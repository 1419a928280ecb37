"""Announcement surprises: the move of the 10-year yield on the listed days that the surprise in the policy rate does not
explain."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np

from ebb.answers.daily import daily
from ebb.answers.event_list import NEW_YORK, announcements, markets, moment
from ebb.estimation import least_squares, window_changes
from ebb.record import Record
from ebb.sources.published import document

#: The market whose move is the news, and the sets of the list whose days are taken.
MARKET: Final = "yield_10y"
SETS: Final = ("QT", "taper talk")
_FEWEST: Final = 30


@dataclass(frozen=True, slots=True)
class YieldNews:
    """The surprise of each listed day in basis points; `slope` is what a point of the rate's surprise does to the yield.

    `unexplained` are days on which no surprise of the rate is held (speeches, minutes): the whole move stands.
    """

    news: tuple[tuple[date, float], ...]
    slope: float
    meetings: int
    unexplained: tuple[date, ...]


def yield_news(record: Record) -> YieldNews | None:
    """Surprises of the listed days, or None where daily yields or the rate's surprises are not held.

    Notes
    -----
    The slope is estimated on meeting days that are no listed day, so that the words themselves do not enter it.
    """
    market = next(m for m in markets() if m.key == MARKET)
    held, surprise = daily(record, market.series), record.stored(document("events")["surprise"])
    if held is None or not held.whole or surprise is None or not len(surprise):
        return None
    listed = [a for a in announcements(record) if a.bank == "Fed" and a.set in SETS]
    days = {a.day for a in listed}
    dates, levels = held.series.dates, market.levels(held.series.values)

    def moves(moments: list[date]) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        asked = [market.answers(moment(day, "14:00", NEW_YORK)) for day in moments]
        return window_changes(dates, levels, np.array(asked, dtype="datetime64[D]"), 1)

    own = dict(surprise)
    first = listed[0].day.replace(year=listed[0].day.year - 5)
    quiet = [d for d in own if d not in days and d >= first]
    y, x = moves(quiet), np.array([own[d] for d in quiet])
    here = np.isfinite(y)
    if here.sum() < _FEWEST:
        return None
    slope = float(least_squares(y[here], np.column_stack((x[here], np.ones(here.sum()))), np.eye(2)[:, :1]).value[0])
    found = moves([a.day for a in listed])
    news = tuple(
        (a.day, float(move - slope * own.get(a.day, 0.0)))
        for a, move in zip(listed, found, strict=True)
        if np.isfinite(move)
    )
    return YieldNews(news, slope, int(here.sum()), tuple(a.day for a in listed if a.day not in own))
