"""Holidays of the Federal Reserve Banks and of the Treasury market, by rule.

Sources: Federal Reserve Board, K.8 "Holidays Observed by the Federal Reserve System" ("For holidays falling on
Saturday, Federal Reserve Banks and Branches will be open the preceding Friday. For holidays falling on Sunday, all
Federal Reserve offices will be closed the following Monday."); SIFMA, holiday recommendations (Good Friday is no good
settlement day for US government securities, even when trading is open for half a day).

Closings of trading (2012-10-30, 2018-12-05) and of federal offices by executive order (2025-01-09) do not close the
Reserve Banks, so they are no holidays here: Treasury bills were issued on 2025-01-09.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from typing import Final

from ebb.errors import OutOfRange

#: First year in which the rules below hold: Martin Luther King Day was first observed in 1986.
FIRST_YEAR: Final = 1986

#: Juneteenth became a holiday on 17 June 2021; that year it fell on a Saturday, so 2022 is the first closing.
_FIXED: Final = ((1, 1, 0), (6, 19, 2021), (7, 4, 0), (11, 11, 0), (12, 25, 0))  # month, day, first year

#: Martin Luther King Day, Washington's Birthday, Labor Day, Columbus Day, Thanksgiving: month, weekday, which one.
_FLOATING: Final = ((1, 0, 3), (2, 0, 3), (9, 0, 1), (10, 0, 2), (11, 3, 4))


@cache
def reserve_bank_holidays(year: int) -> frozenset[date]:
    """Weekdays of `year` on which the Federal Reserve Banks are closed.

    Raises
    ------
    OutOfRange
        Before 1986.
    """
    if year < FIRST_YEAR:
        raise OutOfRange(
            f"holidays of {year} are not known", "dates.holidays", f"a year from {FIRST_YEAR}", "choose a later date"
        )
    fixed = (_observed(date(year, month, day)) for month, day, since in _FIXED if year >= since)
    floating = (_nth(year, month, weekday, n) for month, weekday, n in _FLOATING)
    memorial = date(year, 5, 31) - timedelta(days=date(year, 5, 31).weekday())
    return frozenset(day for day in (*fixed, *floating, memorial) if day.weekday() < 5)


@cache
def good_friday(year: int) -> date:
    """Good Friday of the Gregorian calendar (the Reserve Banks are open, the Treasury market does not settle)."""
    return _easter(year) - timedelta(days=2)


def _observed(day: date) -> date:
    """A Sunday holiday is kept on Monday; a Saturday one is not moved."""
    return day + timedelta(days=1) if day.weekday() == 6 else day


def _nth(year: int, month: int, weekday: int, n: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (n - 1))


def _easter(year: int) -> date:
    """Easter Sunday by the anonymous Gregorian computus (Meeus, Astronomical Algorithms, chapter 8)."""
    golden = year % 19
    century, rest = divmod(year, 100)
    leap, b = divmod(century, 4)
    correction = (8 * century + 13) // 25
    moon = (19 * golden + century - leap - correction + 15) % 30
    i, k = divmod(rest, 4)
    weekday = (32 + 2 * b + 2 * i - moon - k) % 7
    shift = (golden + 11 * moon + 22 * weekday) // 451
    month, day = divmod(moon + weekday - 7 * shift + 114, 31)
    return date(year, month, day + 1)
