"""Weeks and months: the Wednesdays of the H.4.1 and the months of a programme."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

from ebb.errors import UsageError

_WEDNESDAY = 2


def wednesdays(first: date, last: date) -> tuple[date, ...]:
    """Every Wednesday from `first` to `last`, both included; the H.4.1 is dated so, holiday or not.

    Raises
    ------
    UsageError
        If `first` lies after `last`.

    >>> wednesdays(date(2022, 5, 25), date(2022, 6, 7))
    (datetime.date(2022, 5, 25), datetime.date(2022, 6, 1))
    """
    _ordered(first, last)
    start = first + timedelta(days=(_WEDNESDAY - first.weekday()) % 7)
    return tuple(start + timedelta(weeks=n) for n in range((last - start).days // 7 + 1))


def last_wednesday(year: int, month: int) -> date:
    """The last Wednesday of a month, by which the packaged Fed tables are dated.

    >>> last_wednesday(2022, 5)
    datetime.date(2022, 5, 25)
    """
    end = month_end(year, month)
    return end - timedelta(days=(end.weekday() - _WEDNESDAY) % 7)


def month_end(year: int, month: int) -> date:
    """The last calendar day of a month.

    Raises
    ------
    UsageError
        If there is no such month.
    """
    if not (1 <= month <= 12 and date.min.year <= year <= date.max.year):
        raise UsageError(
            f"{year}-{month} is no month", "dates.calendar", "a year and a month from 1 to 12", "correct it"
        )
    return date(year, month, monthrange(year, month)[1])


def months(first: date, last: date) -> tuple[tuple[int, int], ...]:
    """Every (year, month) from the month of `first` to the month of `last`, both included.

    Raises
    ------
    UsageError
        If `first` lies after `last`.

    >>> months(date(2022, 11, 30), date(2023, 1, 1))
    ((2022, 11), (2022, 12), (2023, 1))
    """
    _ordered(first, last)
    start, stop = first.year * 12 + first.month - 1, last.year * 12 + last.month - 1
    return tuple((n // 12, n % 12 + 1) for n in range(start, stop + 1))


def month_ends(first: date, count: int) -> tuple[date, ...]:
    """`count` successive calendar month ends, beginning with the one of the month of `first`.

    Raises
    ------
    UsageError
        If `count` is negative.
    """
    if count < 0:
        raise UsageError(f"{count} months", "dates.calendar", "a number of months from 0", "correct it")
    start = first.year * 12 + first.month - 1
    return tuple(month_end(n // 12, n % 12 + 1) for n in range(start, start + count))


def add_months(day: date, count: int) -> date:
    """The same day `count` months later (earlier if negative), or the last day of a shorter month.

    >>> add_months(date(2024, 1, 31), 1)
    datetime.date(2024, 2, 29)
    """
    place = day.year * 12 + day.month - 1 + count
    end = month_end(place // 12, place % 12 + 1)
    return end.replace(day=min(day.day, end.day))


def _ordered(first: date, last: date) -> None:
    if first > last:
        raise UsageError(f"from {first} to {last}", "dates.calendar", "first <= last", "exchange the two dates")
