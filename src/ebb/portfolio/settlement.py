"""Days of the rollover: when principal is paid, when new issues of each kind settle, when bills mature.

Dates come from :mod:`ebb.dates`; here they are remembered, because a long run asks for the same days again and again.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

from ebb import dates

_THURSDAY, _FRIDAY = 3, 4


@lru_cache(maxsize=4096)
def paid_on(contractual: date) -> date:
    """The day on which principal is paid: the maturity date or the next day the Reserve Banks are open."""
    return dates.pays(contractual)


@lru_cache(maxsize=4096)
def settles_on(contractual: date) -> date:
    """The day on which a rollover settles: as the payment, except that nothing settles on Good Friday."""
    return dates.next_business_day(contractual)


@lru_cache(maxsize=1024)
def month_end(day: date) -> date:
    """Last calendar day of the month of `day`."""
    return dates.month_end(day.year, day.month)


@lru_cache(maxsize=1024)
def last_business_day(day: date) -> date:
    """Last business day of the month of `day`; TIPS settle then."""
    return dates.last_business_day(day.year, day.month)


@lru_cache(maxsize=1024)
def last_friday(day: date) -> date:
    """Last Friday of the month of `day`, or the Monday after a Good Friday; reopened FRN settle then."""
    end = month_end(day)
    return dates.next_business_day(end - timedelta(days=(end.weekday() - _FRIDAY) % 7))


@lru_cache(maxsize=1024)
def thursdays(day: date) -> tuple[date, ...]:
    """Thursdays of the month of `day`; bills mature then."""
    end = month_end(day)
    first = day.replace(day=1 + (_THURSDAY - day.replace(day=1).weekday()) % 7)
    return tuple(first + timedelta(weeks=week) for week in range((end - first).days // 7 + 1))


def shift_months(day: date, months: int) -> date:
    """The same day of another month; the end of a month stays the end of a month."""
    there = dates.add_months(day, months)
    return month_end(there) if day == month_end(day) else there
