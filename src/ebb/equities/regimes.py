"""Which policy regime a calendar month belongs to.

The rule: a month belongs to the regime that holds **more than half of its calendar days**; a month in which no regime
has the majority belongs to none and enters no regime's figures. So November 2010 (purchases from the 12th) is a month
of the second purchase programme, and March 2022 (purchases to the 9th) is not one of the fourth. Windows are handed in
by the policy room; nothing here knows a date.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

from ebb.errors import UnknownName, UsageError
from ebb.series import Dates

#: First and last day of a window, both included; an open end (None) means still in force.
Window = tuple[date, date | None]
Regimes = Mapping[str, Sequence[Window]]


def month_regimes(months: Dates, regimes: Regimes) -> tuple[str | None, ...]:
    """The regime of each calendar month, by the majority of its days.

    Parameters
    ----------
    months : datetime64[D], shape (n,)
        Any day of each month.
    regimes : mapping regime -> sequence of (first, last), both days included; ``last`` None means still in force

    Returns
    -------
    tuple of str or None, length n
        None where no regime holds more than half of the month's days.

    Raises
    ------
    UsageError
        If a window ends before it starts or two windows share a day; every such pair is listed.

    Notes
    -----
    Law: the days given to the regimes of a month never exceed the days of that month.

    >>> import numpy as np
    >>> days = np.array(["2022-03-31", "2022-06-30"], dtype="datetime64[D]")
    >>> month_regimes(days, {"QE4": [(date(2020, 3, 16), date(2022, 3, 9))], "QT2": [(date(2022, 6, 1), None)]})
    (None, 'QT2')
    """
    _refuse_overlaps(regimes)
    firsts = months.astype("datetime64[M]").astype("datetime64[D]")
    lasts = (months.astype("datetime64[M]") + 1).astype("datetime64[D]") - 1
    return tuple(_majority(first, last, regimes) for first, last in zip(firsts.tolist(), lasts.tolist(), strict=True))


def with_holds(regimes: Regimes, *, before: str = "before", hold: str = "hold") -> dict[str, tuple[Window, ...]]:
    """The regimes, with the days before the first programme and between programmes as regimes of their own.

    Parameters
    ----------
    regimes : mapping programme -> sequence of (first, last)
        Without shared days.
    before, hold : str
        Names of the days before the first programme, and of those between two programmes or after the last one.

    Returns
    -------
    dict regime -> tuple of (first, last)
        `before` first, the programmes in the order given, `hold` last. Law: every day belongs to exactly one regime.

    Raises
    ------
    UsageError
        If windows share a day or end before they start.

    >>> with_holds({"QT1": [(date(2017, 10, 1), date(2019, 7, 31))]})["hold"]
    ((datetime.date(2019, 8, 1), None),)
    """
    _refuse_overlaps(regimes)
    every = sorted((start, end or date.max) for windows in regimes.values() for start, end in windows)
    day = timedelta(days=1)
    edges = [(end, start) for (_, end), (start, _) in itertools.pairwise(every)]
    gaps: list[Window] = [(end + day, start - day) for end, start in edges if start - end > day]
    if every and every[-1][1] < date.max:
        gaps.append((every[-1][1] + day, None))
    early: tuple[Window, ...] = ((date.min, every[0][0] - day),) if every and every[0][0] > date.min else ()
    return {before: early, **{name: tuple(windows) for name, windows in regimes.items()}, hold: tuple(gaps)}


def require(names: Iterable[str], regimes: Regimes) -> None:
    """Refuse a regime name that the mapping does not have.

    Raises
    ------
    UnknownName
        With the nearest known name.
    """
    for name in names:
        if name not in regimes:
            raise UnknownName.of("regime", name, regimes, where="equities.regimes")


def _majority(first: date, last: date, regimes: Regimes) -> str | None:
    days = (last - first).days + 1
    for name, windows in regimes.items():
        held = sum(_shared_days(first, last, window) for window in windows)
        if 2 * held > days:
            return name
    return None


def _shared_days(first: date, last: date, window: Window) -> int:
    start, end = window
    return max(0, (min(last, end or date.max) - max(first, start)).days + 1)


def _refuse_overlaps(regimes: Regimes) -> None:
    every = sorted((start, end or date.max, name) for name, windows in regimes.items() for start, end in windows)
    problems = [f"{name}: ends on {end} before it starts on {start}" for start, end, name in every if end < start]
    reached, holder = date.min, ""
    for start, end, name in every:
        if holder and start <= reached:
            problems.append(f"{name} starts on {start}, {holder} ends on {_shown(reached)}")
        if end >= reached:
            reached, holder = end, name
    if problems:
        raise UsageError(
            f"windows that cannot be: {'; '.join(problems)}",
            "equities.regimes",
            "each day in one window at most, each window ending on or after its first day",
            "end the earlier window on the day before the later one starts",
        )


def _shown(day: date) -> str:
    return "no date" if day == date.max else str(day)
