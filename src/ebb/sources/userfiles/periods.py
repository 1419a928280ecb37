"""When a figure of a user's file was observed and when it was known: period ends, vintages, and what lies in the future.

Publishers date a month by its first day, this house by its last calendar day, a quarter likewise: a figure dated by its first
day would be known before it was measured. A vintage that names only a month ("2026-08") counts as known on the last day
of that month: any earlier day might be before the estimate was made.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Final

import numpy as np

from ebb.errors import UnitError
from ebb.series import Dates
from ebb.sources.cards import Card
from ebb.sources.userfiles.sheet import dates as read_dates
from ebb.sources.userfiles.sheet import form_of

_MONTH: Final = re.compile(r"\d{4}-\d{2}", re.ASCII)
#: Fewer dates than this say nothing about how often a table is observed.
ENOUGH: Final = 3


def month_ends(days: Dates) -> Dates:
    """Last calendar day of each date's month, shape unchanged."""
    ends: Dates = (days.astype("datetime64[M]") + 1).astype("datetime64[D]") - 1
    return ends


def quarter_ends(days: Dates) -> Dates:
    """Last calendar day of each date's quarter, shape unchanged."""
    months = days.astype("datetime64[M]")
    ends: Dates = (months - months.astype(int) % 3 + 3).astype("datetime64[D]") - 1
    return ends


def house_dates(card: Card, days: Dates) -> Dates:
    """Dates as this house writes them: a month or quarter is dated by its last calendar day, wherever in it the file puts it.

    Only the dates of a level at the end of a month stay as they are, unless all of them are first days.

    Raises
    ------
    UnitError
        If a monthly or quarterly series has several figures in one period.
    """
    if card.frequency not in ("monthly", "quarterly") or not len(days):
        return days
    ends = month_ends(days) if card.frequency == "monthly" else quarter_ends(days)
    if len(np.unique(ends)) < len(ends):
        raise UnitError(
            f'"{card.name}" is {card.frequency}, but has several figures in one period',
            f"{days[0]}..{days[-1]}",
            f"one figure for each {card.frequency.removesuffix('ly')}",
            "give the daily or weekly series its own name; nothing of this column was kept",
        )
    first_days = (days == days.astype("datetime64[M]")).all()
    return ends if first_days or card.basis != "month end" else days


def one_a_month(days: Dates) -> bool:
    """Whether a table has a row for each month and no more: a month-end copy if its columns are those of a daily series."""
    return len(days) >= ENOUGH and len(np.unique(days.astype("datetime64[M]"))) == len(days)


def known_on(
    cells: Sequence[str], days: Dates, lines: Sequence[int], column: str, today: date, problems: list[str]
) -> Dates:
    """The day from which each row could be known, from a column of vintages or of days.

    A month counts as its last day, or as `today` if it is not over. What lies after `today`, before the date observed, or
    is no day, is added to `problems` with its line.
    """
    now = np.datetime64(today, "D")
    if all(_MONTH.fullmatch(cell) for cell in cells) and all(form_of(cell) for cell in cells):
        months = read_dates(cells, lines, column, problems)
        known = np.where(months <= now, np.minimum(month_ends(months), now), months)
    else:
        known = read_dates(cells, lines, column, problems)
    if problems:
        return known
    for place in np.flatnonzero(known > now).tolist():
        problems.append(f"line {lines[place]}: {column} {cells[place]} lies after today, {today}")
    for place in np.flatnonzero(known < days).tolist():
        problems.append(f"line {lines[place]}: {column} {cells[place]} lies before the date observed, {days[place]}")
    return known
