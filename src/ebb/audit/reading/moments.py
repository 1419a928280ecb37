"""Dates as they are written: a shape within a year (3月中旬, Q3), and the year printed, meant or missing."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

Days = tuple[date, date]
#: The days that a written date spans in a given year; ValueError where there are none (30 February).
Shape = Callable[[int], Days]

#: First and last day of the parts of a month.
_PARTS: Final = {"early": (1, 10), "mid": (11, 20), "late": (21, 31)}
#: First and last month of the parts of a year: 年初, 年中, 年底, "late 2021".
_YEAR_PARTS: Final = {"early": (1, 3), "mid": (6, 7), "end": (11, 12), "late": (10, 12), "start": (1, 3)}
_SEASONS: Final = {"spring": 3, "summer": 6, "autumn": 9, "winter": 12}


@dataclass(frozen=True, slots=True)
class Written:
    """A date as written at one place.

    Parameters
    ----------
    start, end : int
    shape : Shape or None
        What it spans in a year; None where the text leaves that open (過去幾個月).
    year : int or None
        The year as printed.
    offset : int or None
        Years from the clock's (去年: -1); from the year named before it in the sentence if `told`.
    span : (date, date) or None
        Days already settled from the clock (上個月).
    kind : str
        ``"date"`` or ``"period"``.
    missing : str
        What the text leaves open; the year of 3月中旬 stays missing even where a clock supplies one.
    this_year : bool
        Whether a missing year means the clock's own (年底), not the latest one that has begun.
    """

    start: int
    end: int
    shape: Shape | None = None
    year: int | None = None
    offset: int | None = None
    span: Days | None = None
    kind: str = "date"
    missing: str = ""
    told: bool = False
    this_year: bool = False


#: Patterns, and what makes a written date of what they match, given the clock; None or ValueError where it is none.
Makers = Sequence[tuple[re.Pattern[str], Callable[[re.Match[str], date | None], Written | None]]]


def written(plain: str, clock: date | None, makers: Makers) -> Iterator[Written]:
    """Every date that the patterns match; words that only look like one (過去十十年) are passed over one by one."""
    for pattern, make in makers:
        for match in pattern.finditer(plain):
            try:
                made = make(match, clock)
            except (ValueError, OverflowError):
                continue
            if made is not None:
                yield made


def whole(year: int) -> Days:
    """The calendar year."""
    return date(year, 1, 1), date(year, 12, 31)


def months(first: int, last: int | None = None) -> Shape:
    """From the first day of one month to the last day of another, or of the same one."""
    return lambda year: (date(year, first, 1), month_end(year, last or first))


def day(month: int, first: int, last: int | None = None) -> Shape:
    """A day of a month, or the days from one to another."""

    def shape(year: int) -> Days:
        days = date(year, month, first), date(year, month, last or first)
        if days[1] < days[0]:
            raise ValueError("days in falling order")
        return days

    return shape


def month_part(month: int, part: str) -> Shape:
    """The first ten days of a month, the next ten, or the rest."""
    first, last = _PARTS[part]
    return lambda year: (
        date(year, month, first),
        min(date(year, month, 1) + timedelta(last - 1), month_end(year, month)),
    )


def year_part(part: str) -> Shape:
    """Early in a year, its middle, late in it, its end."""
    return months(*_YEAR_PARTS[part])


def quarter(number: int, part: str = "") -> Shape:
    """A quarter of the calendar year, or its last or first month."""
    first, last = 3 * number - 2, 3 * number
    return months(last) if part == "end" else months(first) if part == "start" else months(first, last)


def half(number: int) -> Shape:
    """The first or the second half of the calendar year."""
    return months(6 * number - 5, 6 * number)


def season(name: str) -> Shape:
    """March to May, and so on; winter begins in December of the year named."""
    first = _SEASONS[name]
    return (lambda year: (date(year, 12, 1), month_end(year + 1, 2))) if first == 12 else months(first, first + 2)


def fiscal(year: int) -> Days:
    """The fiscal year of the US government: from 1 October of the year before."""
    return date(year - 1, 10, 1), date(year, 9, 30)


def month_end(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year, month, calendar.monthrange(year, month)[1])


def months_away(day_: date, count: int) -> date:
    """The same day `count` months later (earlier if negative), or the last day of that month."""
    index = day_.year * 12 + day_.month - 1 + count
    last = month_end(index // 12, index % 12 + 1)
    return min(last.replace(day=1) + timedelta(day_.day - 1), last)


def settled(written: Written, clock: date | None, told: int | None) -> tuple[Days | None, str]:
    """The days of a written date and what is missing, from its own year, the one told before it, or the clock.

    Raises
    ------
    ValueError, OverflowError
        If there are no such days.
    """
    if written.span is not None or written.shape is None:
        return written.span, written.missing
    if written.year is not None:
        return written.shape(written.year), written.missing
    if written.offset is not None:
        base = told if written.told and told is not None else clock.year if clock else None
        return (None, "year") if base is None else (written.shape(base + written.offset), written.missing)
    if clock is None:
        written.shape(2024)  # a day that never exists is no date, whatever the year
        return None, "year"
    days = written.shape(clock.year) if written.this_year else _latest(written.shape, clock)
    return days, "year"


def _latest(shape: Shape, clock: date) -> Days:
    """The latest one that has begun on the clock's day; 29 February may lie years back."""
    for back in range(9):
        try:
            days = shape(clock.year - back)
        except ValueError:
            continue
        if days[0] <= clock:
            return days
    raise ValueError("no such day")
