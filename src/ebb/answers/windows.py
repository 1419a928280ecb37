"""The runoffs of the record: each between two Wednesdays on which the bridge of the balance sheet can stand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ebb.books.bridge import NEEDED
from ebb.errors import OutOfRange
from ebb.record import Record


@dataclass(frozen=True, slots=True)
class Window:
    """A runoff between two published Wednesdays; `running` says that it had not ended at the as-of date."""

    name: str
    first: date
    last: date
    start: date
    end: date
    running: bool


def runoffs(record: Record) -> tuple[Window, ...]:
    """Every runoff begun and seen by the record's day, oldest first.

    Raises
    ------
    OutOfRange
        If none had begun: there is nothing to tell yet.
    """
    wednesdays = sorted(set.intersection(*(set(record.full(key).dates.tolist()) for key in NEEDED)))
    found = []
    for episode in record.programme.episodes():
        if not episode.programme.startswith("QT") or episode.first > record.as_of:
            continue
        before = [day for day in wednesdays if day < episode.first]
        inside = [day for day in wednesdays if episode.first <= day <= (episode.last or date.max)]
        if before and inside:
            running = episode.last is None or episode.last > record.as_of
            last = episode.last if episode.last is not None else inside[-1]
            found.append(Window(episode.programme, episode.first, last, before[-1], inside[-1], running))
    if not found:
        raise OutOfRange(
            f"no runoff had begun and been published by {record.as_of}",
            "answers, --as-of",
            "a day from 2017-10-27 on",
            "choose a later --as-of",
        )
    return tuple(found)
