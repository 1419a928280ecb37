"""The frozen list of announcements and markets, as known on a day: when words were said, and when a market could answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np

from ebb.record import Record
from ebb.series import Values
from ebb.sources.published import document

NEW_YORK: Final = "America/New_York"
_SIGN: Final = {"tighter": 1.0, "easier": -1.0}


@dataclass(frozen=True, slots=True)
class Announcement:
    """One date of the list; `sign` is +1 for words that tighten; `evidence` is that of the date."""

    set: str
    bank: str
    moment: datetime
    sign: float
    what: str
    reference: str
    evidence: str

    @property
    def day(self) -> date:
        """The date where it was made."""
        return self.moment.date()


@dataclass(frozen=True, slots=True)
class Market:
    """A market: its publisher's series, what a change of it is, and when its figure of a day is fixed."""

    key: str
    series: str
    unit: str
    close: time
    zone: str
    home: str

    def answers(self, moment: datetime) -> date:
        """The first calendar day whose figure is fixed after a moment."""
        local = moment.astimezone(ZoneInfo(self.zone))
        return local.date() if local.time() < self.close else local.date() + timedelta(days=1)

    def levels(self, values: Values) -> Values:
        """Levels whose differences are changes in :attr:`unit`."""
        if self.unit == "percent":
            result: Values = 100.0 * np.log(values)
            return result
        return 100.0 * values if self.unit == "bp" else values


def announcements(record: Record) -> tuple[Announcement, ...]:
    """The frozen list, as far as made known on the record's day, by date."""
    listed = document("events")
    steps = {step["id"]: step for step in document("policy/peers")["step"]}
    found = [
        Announcement(
            raw["set"],
            "Fed",
            moment(raw["date"], raw["time"], NEW_YORK),
            _SIGN[raw["direction"]],
            raw["what"],
            raw["reference"],
            raw["evidence"],
        )
        for raw in listed["event"]
    ]
    for raw in listed["peer"]:
        step = steps[raw["step"]]
        when = moment(step["announced"], raw["time"], raw["zone"])
        sign, said = _SIGN[raw["direction"]], (step["description"], step["reference"], step["evidence"])
        found.append(Announcement("other central banks", step["bank"], when, sign, *said))
    return tuple(sorted((a for a in found if a.day <= record.as_of), key=lambda a: a.moment))


def markets() -> tuple[Market, ...]:
    """The markets of the frozen list."""
    return tuple(
        Market(raw["key"], raw["series"], raw["as"], time.fromisoformat(raw["close"]), raw["zone"], raw["home"])
        for raw in document("events")["market"]
    )


def held_meetings(record: Record) -> tuple[datetime, ...]:
    """Scheduled meetings held by the day of the record, at the time of their statement."""
    return tuple(
        moment(date.fromisoformat(row["date"]), row["statement_time_et"] or "14:00", NEW_YORK)
        for row in record.table("fomc_dates")
        if row["scheduled"] == "1" and date.fromisoformat(row["date"]) <= record.as_of
    )


def moment(day: date, clock: str, zone: str) -> datetime:
    """A time of day somewhere, as one instant."""
    return datetime.combine(day, time.fromisoformat(clock), ZoneInfo(zone))
