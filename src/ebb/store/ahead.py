"""Nothing observed can be dated after the day on which it arrives: the one gate every delivery passes, whoever sent it.

Announcements may lie ahead (an auction that is yet to be held); observations, lists of holdings and operations may not: a
figure of tomorrow would be answered today, and as-of would know the future.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Final

import numpy as np

from ebb.errors import FormatError
from ebb.sources.harvest import Harvest, Reading

#: Problems of one delivery that are named; the rest is counted.
SHOWN: Final = 5
#: Rates that are set, not observed, are published some days ahead (over a weekend, or between decision and first day).
SET_AHEAD: Final = timedelta(days=14)


def without_tomorrow(harvest: Harvest, today: date) -> Harvest:
    """The harvest of a delivery received on `today`.

    Parameters
    ----------
    harvest : Harvest
    today : date
        Day of receipt.

    Returns
    -------
    Harvest
        The same, but for days ahead of rates that are set (daily, without a lag): they are left until their day has come.

    Raises
    ------
    FormatError
        If an observation is dated or known, a list is as of, or an operation was held, after `today`: all are named.
    """
    readings = tuple(_until(reading, today) for reading in harvest.readings)
    problems = [problem for reading in readings for problem in _ahead(reading, today)]
    problems += [f"a list of {', '.join(one.parts)} as of {one.as_of}" for one in harvest.holdings if one.as_of > today]
    problems += [f"operation {one.operation} on {one.day}" for one in harvest.operations if one.day > today]
    if problems:
        more = f"; and {len(problems) - SHOWN} more" if len(problems) > SHOWN else ""
        raise FormatError(
            f"the delivery lies ahead of {today}: {'; '.join(problems[:SHOWN])}{more}",
            "store",
            f"nothing dated or known after {today}, the day of receipt",
            "nothing of it was kept; check the clock of this computer, or try again later",
        )
    return harvest if all(map(lambda a, b: a is b, readings, harvest.readings)) else replace(harvest, readings=readings)


def _ahead(reading: Reading, today: date) -> list[str]:
    now = np.datetime64(today, "D")
    found = []
    late = reading.dates[reading.dates > now]
    if len(late):
        size = f"{len(late)} observations after it, the last" if len(late) > 1 else "1 observation after it,"
        found.append(f'"{reading.card.name}" has {size} of {late[-1]}')
    known = reading.known
    if known is not None and (known > now).any():
        found.append(
            f'"{reading.card.name}" has {int((known > now).sum())} figures known after it, up to {known.max()}'
        )
    return found


def _until(reading: Reading, today: date) -> Reading:
    """The reading without the days ahead of a rate that is set."""
    card, now = reading.card, np.datetime64(today, "D")
    here = reading.dates <= now
    is_set = card.kind == "rate" and card.basis == "calendar day" and card.lag_days <= 0
    if not is_set or reading.known is not None or here.all() or reading.dates[-1] > now + np.timedelta64(SET_AHEAD):
        return reading
    return Reading(card, reading.dates[here], reading.values[here])
