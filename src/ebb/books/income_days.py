"""Income by day: balances as published, rates as in force, and what each day earned and cost.

A week average is spread over its seven days as it was published, an operation's level is carried to the next operation,
levels of Wednesdays are joined by straight lines. Administered rates change on their day of effect, not with a month.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ebb.errors import MissingDate, UnknownName
from ebb.policy import Corridor
from ebb.series import Dates, Series

Floats = NDArray[np.float64]

#: Days of a year on which interest is reckoned: reserves and credit to banks 365, reverse repo 360 as in its market.
YEAR: Final[Mapping[str, float]] = MappingProxyType({"ior": 365.0, "primary_credit": 365.0, "on_rrp": 360.0})


@dataclass(frozen=True, slots=True, eq=False)
class IncomeDays:
    """Items of income by day, USD billion; expenses are below zero.

    Parameters
    ----------
    days : datetime64[D], shape (n,), consecutive
        An item of a day is what it earned from the end of the day before to its own end.
    items : mapping of name -> float64, shape (n,)

    Notes
    -----
    Law: :meth:`net` is the sum of the items, day by day; intervals that meet add up.
    """

    days: Dates
    items: Mapping[str, Floats]

    def __post_init__(self) -> None:
        for values in (self.days, *self.items.values()):
            values.flags.writeable = False
        object.__setattr__(self, "items", MappingProxyType(dict(self.items)))

    @property
    def net(self) -> Floats:
        """Sum of all items by day, shape (n,)."""
        total = np.zeros(len(self.days))
        for values in self.items.values():
            total = total + values
        return total

    def between(self, first: date, last: date) -> dict[str, float]:
        """Each item after the end of `first` up to the end of `last`, USD billion.

        Raises
        ------
        MissingDate
            If the span reaches outside the days.
        """
        low, high = self._place(first), self._place(last)
        return {name: float(values[low:high].sum()) for name, values in self.items.items()}

    def earned(self, first: date, last: date) -> float:
        """Sum of all items after `first` up to `last`, USD billion."""
        return sum(self.between(first, last).values())

    def without(self, *names: str) -> IncomeDays:
        """The same days without some items.

        Raises
        ------
        UnknownName
            If there is no such item.
        """
        for name in names:
            if name not in self.items:
                raise UnknownName.of("item of income", name, self.items, where="books.income_days")
        return IncomeDays(self.days, {name: v for name, v in self.items.items() if name not in names})

    def _place(self, day: date) -> int:
        """How many days lie up to the end of `day`."""
        place = int((np.datetime64(day, "D") - self.days[0]).astype(np.int64)) + 1
        if not 0 <= place <= len(self.days):
            raise MissingDate(
                f"no income of {day}",
                f"books.income_days, {self.days[0]} to {self.days[-1]}",
                "a day inside the span, or the one before it",
                "choose another span",
            )
        return place


def span(first: date, last: date) -> Dates:
    """The days after `first` up to `last`."""
    return np.arange(np.datetime64(first, "D") + 1, np.datetime64(last, "D") + 1)


def by_day(balance: Series, days: Dates) -> Floats:
    """A published balance on each day, in its own unit.

    Parameters
    ----------
    balance : Series, stock
        A ``"week average"`` covers the seven days up to its date; an ``"operation day"`` is carried forward; anything else
        is joined by straight lines. After the last observation the last level holds.
    days : datetime64[D], shape (n,)

    Raises
    ------
    MissingDate
        If a day lies before the first observation.
    """
    if not len(balance) or days[0] < balance.dates[0] - np.timedelta64(6, "D"):
        raise MissingDate(
            f'"{balance.key}" says nothing about {days[0]}',
            repr(balance),
            "a balance from the first day on",
            "start later, or import an older copy",
        )
    if balance.basis == "week average":
        place = np.searchsorted(balance.dates, days, side="left")
        return np.asarray(balance.values[np.minimum(place, len(balance) - 1)])
    if balance.basis == "operation day":
        place = np.searchsorted(balance.dates, days, side="right") - 1
        return np.asarray(balance.values[np.maximum(place, 0)])
    there, asked = balance.dates.astype(np.int64), days.astype(np.int64)
    return np.asarray(np.interp(asked, there, balance.values), dtype=np.float64)


def rate_by_day(corridor: Corridor, name: str, days: Dates) -> Floats:
    """An administered rate on each day, percent a year; 0 where it did not exist.

    Parameters
    ----------
    corridor : Corridor
    name : ``"ior"``, ``"on_rrp"`` or ``"primary_credit"``
    days : datetime64[D], shape (n,)
    """
    starts = np.array([change.effective for change in corridor.changes], dtype="datetime64[D]")
    rates = [getattr(change.rates, name) for change in corridor.changes]
    place = np.searchsorted(starts, days, side="right") - 1
    found = np.array([0.0 if rate is None else float(rate) for rate in rates])
    return np.asarray(np.where(place >= 0, found[np.maximum(place, 0)], 0.0))


def interest_by_day(balance: Floats, corridor: Corridor, name: str, days: Dates) -> Floats:
    """Interest of each day on a balance at an administered rate: balance x rate / days of its year (:data:`YEAR`).

    Parameters
    ----------
    balance : USD billion by day, shape (n,)
    corridor, name, days
        As in :func:`rate_by_day`.

    Notes
    -----
    Reserve balances earn, each calendar day, the rate of that day on the balance at its end (Federal Reserve Financial
    Services, Reserves Administration FAQ); the 365-day year for it and the 360-day year of reverse repo are conventions
    taken as given.
    """
    return np.asarray(balance * rate_by_day(corridor, name, days) / 100.0 / YEAR[name])


__all__ = ["YEAR", "IncomeDays", "by_day", "interest_by_day", "rate_by_day", "span"]
