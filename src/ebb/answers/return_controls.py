"""What is held equal beside runoff news: the policy rate's path, credit and earnings, as far as each is held."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

import numpy as np

from ebb.answers.daily import daily
from ebb.dates import add_months
from ebb.record import Record
from ebb.record.refine import statistic
from ebb.series import Dates, Series, Values

#: What is held equal: its name, the daily series it is read from, and the packaged monthly one.
CONTROLS: Final = (
    ("policy rate path", "DGS2", "ust_2y_avg"),
    ("credit", "BAMLC0A0CM", None),
    ("earnings", None, "sp500_earnings_12m"),
)


def controls(record: Record, dates: Dates, by_day: bool) -> tuple[tuple[str, ...], Values | None, Any, list[str]]:
    """Names, columns and rows of the controls that are held, and what is missing."""
    names, columns, absent = [], [], []
    for name, stored, packaged in CONTROLS:
        column = _control(record, dates, stored, packaged, by_day)
        if column is None:
            absent.append(f"{name}: {stored or packaged}")
        else:
            names.append(name)
            columns.append(column)
    if not columns:
        return (), None, slice(0, 0), absent
    whole = np.isfinite(np.column_stack(columns)).all(axis=1)
    places = np.flatnonzero(whole)
    if not len(places):
        return (), None, slice(0, 0), absent
    # the longest stretch without a gap, so that lags are of neighbours
    breaks = np.flatnonzero(np.diff(places) > 1)
    starts, ends = np.append(0, breaks + 1), np.append(breaks, len(places) - 1)
    best = int(np.argmax(ends - starts))
    rows = slice(int(places[starts[best]]), int(places[ends[best]]) + 1)
    return tuple(names), np.column_stack(columns)[rows], rows, absent


def _control(record: Record, dates: Dates, stored: str | None, packaged: str | None, by_day: bool) -> Values | None:
    if by_day and stored is not None:
        held = daily(record, stored)
        return None if held is None or not held.whole else change_on(held.series, dates)
    if packaged is not None:
        series = _earnings(record) if packaged == "sp500_earnings_12m" else record.series(packaged)
        months = series.by_month()
        grown = {m: _over_year(months, m) if "earnings" in packaged else _since(months, m) for m in months}
        own = [(d.year, d.month) for d in dates.tolist()]
        return np.array([grown.get(month_before(m) if by_day else m, np.nan) for m in own])
    spread = record.stored(stored) if stored else None
    if spread is None or not len(spread):
        return None
    months = statistic(spread, "mean", spread).by_month()
    return np.array([_since(months, (d.year, d.month)) for d in dates.tolist()])


def _earnings(record: Record) -> Series:
    own = record.stored("SHILLER_EARNINGS")
    packaged = record.series("sp500_earnings_12m")
    return own if own is not None and len(own) and own.dates[-1] > packaged.dates[-1] else packaged


def change_on(series: Series, dates: Dates) -> Values:
    """Change from the figure before to that of each date; the last known before a holiday stands on."""
    place = np.searchsorted(series.dates, dates, side="right") - 1
    change = np.where(place >= 1, series.values[place] - series.values[np.maximum(place - 1, 0)], np.nan)
    there = (place >= 0) & (series.dates[np.maximum(place, 0)] == dates)
    late = (place >= 0) & (dates - series.dates[np.maximum(place, 0)] <= np.timedelta64(5, "D"))
    return np.where(there, change, np.where(late, 0.0, np.nan))


def month_before(month: tuple[int, int]) -> tuple[int, int]:
    """The month before a month."""
    earlier = add_months(date(*month, 1), -1)
    return earlier.year, earlier.month


def _since(months: dict[tuple[int, int], float], month: tuple[int, int]) -> float:
    before = month_before(month)
    return months[month] - months[before] if month in months and before in months else float("nan")


def _over_year(months: dict[tuple[int, int], float], month: tuple[int, int]) -> float:
    before = (month[0] - 1, month[1])
    return 100.0 * float(np.log(months[month] / months[before])) if before in months else float("nan")
