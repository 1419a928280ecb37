"""The calendar of the Federal Open Market Committee, from rows that the caller has read.

The table itself is packaged (``fomc_dates``) and read by :mod:`ebb.sources.published`, which this room must not see.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, time
from itertools import pairwise
from typing import Final

from ebb.errors import FormatError, OutOfRange

#: What the newest source said about a meeting.
STATUSES: Final = ("held", "scheduled", "tentative")


@dataclass(frozen=True, slots=True)
class Meeting:
    """One announcement of the Committee; `day` is the day of its statement, times are Eastern.

    `projections` says whether a Summary of Economic Projections came with it, None where that is not announced yet.
    """

    day: date
    scheduled: bool
    projections: bool | None
    statement: time | None
    press_conference: time | None
    status: str


@dataclass(frozen=True, slots=True)
class Fomc:
    """The calendar; meetings in the order of their days, which strictly increase."""

    meetings: tuple[Meeting, ...]

    def between(self, first: date, last: date, *, scheduled_only: bool = False) -> tuple[Meeting, ...]:
        """Meetings from `first` to `last`, both included."""
        days = [meeting.day for meeting in self.meetings]
        found = self.meetings[bisect_left(days, first) : bisect_right(days, last)]
        return tuple(meeting for meeting in found if meeting.scheduled or not scheduled_only)

    def latest(self, day: date) -> Meeting:
        """The newest meeting on or before `day`.

        Raises
        ------
        OutOfRange
            If the calendar begins later.
        """
        place = bisect_right([meeting.day for meeting in self.meetings], day)
        if place == 0:
            raise self._outside(f"no meeting on or before {day}")
        return self.meetings[place - 1]

    def following(self, day: date) -> Meeting:
        """The first meeting after `day`.

        Raises
        ------
        OutOfRange
            If the calendar ends before.
        """
        place = bisect_right([meeting.day for meeting in self.meetings], day)
        if place == len(self.meetings):
            raise self._outside(f"no meeting after {day}")
        return self.meetings[place]

    def _outside(self, what: str) -> OutOfRange:
        days = [meeting.day for meeting in self.meetings]
        span = f"a day from {days[0]} to {days[-1]}" if days else "a calendar that is not empty"
        return OutOfRange(what, "dates.fomc", span, "choose another date")


def fomc(rows: Iterable[Mapping[str, str]]) -> Fomc:
    """The calendar, from rows of text with the columns of the packaged table ``fomc_dates``.

    Raises
    ------
    FormatError
        If any row cannot be read or the days do not strictly increase; every problem is listed.
    """
    meetings, problems = [], []
    for number, row in enumerate(rows, start=2):
        try:
            meetings.append(_meeting(row))
        except (KeyError, ValueError) as wrong:
            problems.append(f"line {number}: {wrong}")
    problems += [f"{after.day} follows {before.day}" for before, after in pairwise(meetings) if after.day <= before.day]
    if problems:
        raise FormatError(
            f"the FOMC calendar cannot be read: {'; '.join(problems)}",
            "fomc_dates",
            "date, scheduled, sep, statement_time_et, press_conference_time_et, status; days strictly increasing",
            "correct the rows",
        )
    return Fomc(tuple(meetings))


def _meeting(row: Mapping[str, str]) -> Meeting:
    if row["status"] not in STATUSES:
        raise ValueError(f'"{row["status"]}" is none of {", ".join(STATUSES)}')
    return Meeting(
        day=date.fromisoformat(row["date"]),
        scheduled=_flag(row["scheduled"]),
        projections=_flag(row["sep"]) if row["sep"] else None,
        statement=_time(row["statement_time_et"]),
        press_conference=_time(row["press_conference_time_et"]),
        status=row["status"],
    )


def _flag(text: str) -> bool:
    if text not in ("0", "1"):
        raise ValueError(f'"{text}" is neither 0 nor 1')
    return text == "1"


def _time(text: str) -> time | None:
    return time.fromisoformat(text) if text else None
