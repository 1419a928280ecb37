"""Administered rates averaged over the days a market rate was averaged over.

SOFR's month is a plain mean over business days; the effective federal funds rate's is a mean over calendar days.
Interest on reserves must be averaged over the same days before one is taken from the other, or a month with a change
is wrong by more than the spread itself. This module must never average a rate over days on which it did not exist.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from ebb.dates import is_business_day, month_end
from ebb.errors import UnknownName
from ebb.policy import Corridor, Rates
from ebb.series import Origin, Series

#: Which days count, by the market rate that is set against interest on reserves.
DAYS: dict[str, Callable[[date], bool]] = {"business days": is_business_day, "calendar days": lambda _: True}
_ORIGIN = Origin(
    "Board of Governors of the Federal Reserve System", "implementation notes of the FOMC", "", "", "computed"
)


def interest_on_reserves(corridor: Corridor, first: date, last: date, *, days: str = "business days") -> Series:
    """Monthly averages of interest on reserves (IOER to July 2021, IORB after), percent.

    Parameters
    ----------
    corridor : Corridor
    first, last : date
        Any day of the first and of the last month wanted. Months in which interest was not paid throughout, and months
        the corridor does not cover throughout, are left out.
    days : ``"business days"`` (to set beside SOFR) or ``"calendar days"`` (beside the funds rate)

    Raises
    ------
    UnknownName
        For another kind of days.

    Notes
    -----
    Known on the last day of the month: the rates are announced before they apply.
    """
    if days not in DAYS:
        raise UnknownName.of("kind of days", days, DAYS, where="funding.administered")
    counts = DAYS[days]

    def average(rates: list[tuple[date, Rates]]) -> float | None:
        paid = [rate.ior for day, rate in rates if counts(day)]
        present = [rate for rate in paid if rate is not None]
        return sum(present) / len(present) if present and len(present) == len(paid) else None

    return _monthly(corridor, first, last, average, "interest_on_reserves", "month average")


def paid_on(corridor: Corridor, days: NDArray[np.datetime64], name: str = "ior") -> NDArray[np.float64]:
    """An administered rate on each day, percent, shape of `days`; NaN where there was none.

    Parameters
    ----------
    corridor : Corridor
    days : datetime64[D]
    name : str
        A field of :class:`~ebb.policy.corridor.Rates`: ``"ior"``, ``"on_rrp"``, ``"srf"``, ...
    """
    first = corridor.changes[0].effective
    found: list[float | None] = [getattr(corridor.at(day), name) if day >= first else None for day in days.tolist()]
    return np.array([np.nan if rate is None else rate for rate in found], dtype=np.float64)


def range_top(corridor: Corridor, first: date, last: date) -> Series:
    """Highest upper limit of the target range in force on any day of each month, percent."""

    def highest(rates: list[tuple[date, Rates]]) -> float | None:
        return max(rate.upper for _, rate in rates)

    return _monthly(corridor, first, last, highest, "range_top", "month")


def _monthly(
    corridor: Corridor,
    first: date,
    last: date,
    act: Callable[[list[tuple[date, Rates]]], float | None],
    key: str,
    basis: str,
) -> Series:
    ends, values = [], []
    day = max(first.replace(day=1), _first_whole_month(corridor))
    while day <= last:
        end = month_end(day.year, day.month)
        value = act([(when, corridor.at(when)) for when in _days(day, end)])
        if value is not None:
            ends.append(end)
            values.append(value)
        day = end + timedelta(days=1)
    dates = np.array(ends, dtype="datetime64[D]")
    return Series(key, dates, np.array(values), "percent", basis, dates, (_ORIGIN,), "rate")


def _first_whole_month(corridor: Corridor) -> date:
    """First day of the first month that the corridor covers throughout."""
    begins = corridor.changes[0].effective
    return begins if begins.day == 1 else month_end(begins.year, begins.month) + timedelta(days=1)


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=k) for k in range((last - first).days + 1)]
