"""The deferred asset as an exam: income by day run through the law of remittances, beside the published line.

A residual (everything the model leaves out) is measured once, on published intervals that ended by a stated date, and
carried forward. Nothing after that date enters it; the score says how far the path it gives lies from what was published.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from math import sqrt
from typing import Final

import numpy as np

from ebb.books.cents import cents, usd_bn
from ebb.books.income import DAYS_A_MONTH, settle
from ebb.books.income_days import IncomeDays
from ebb.errors import OutOfRange
from ebb.series import Series

#: The bar of the exam, percent of the published deferred asset.
BAR: Final = 10.0
_WEEK = 7


@dataclass(frozen=True, slots=True)
class Interval:
    """Net income the Fed published between two dates, USD billion.

    `how` is ``"deferred"`` (change of the deferred asset) or ``"remitted"`` (the line itself, a week's remittance).
    """

    first: date
    last: date
    income: float
    how: str


@dataclass(frozen=True, slots=True)
class Residual:
    """What published income had beyond the model, USD billion a month, with the standard error of that mean.

    Measured on `intervals` published intervals between `first` and `last`, all known by `as_of`; the intervals are treated
    as independent. `published` and `modelled` are the sums over the window.
    """

    a_month: float
    standard_error: float
    first: date
    last: date
    intervals: int
    published: float
    modelled: float
    as_of: date
    how: str


@dataclass(frozen=True, slots=True)
class Mark:
    """One published date: deferred asset of the model and as published (>= 0 here), USD billion."""

    date: date
    model: float
    published: float

    @property
    def miss(self) -> float:
        """Model less published, USD billion."""
        return self.model - self.published

    @property
    def percent(self) -> float | None:
        """The miss in percent of what was published; None where nothing was owed."""
        return 100.0 * self.miss / self.published if self.published else None

    @property
    def within(self) -> bool:
        """Whether the miss is inside :data:`BAR`."""
        return self.percent is not None and abs(self.percent) <= BAR


def published_intervals(due: Series) -> tuple[Interval, ...]:
    """Net income between neighbouring dates, as far as the line of remittances due tells it.

    Parameters
    ----------
    due : Series, stock, money, Wednesday level, published sign

    Notes
    -----
    The H.4.1 explains the line: the estimated weekly remittance to the Treasury or, where earnings do not suffice, the
    deferred asset (negative). Below zero at both ends, its change is net income. At or above zero it is the income of
    that week, and only a date one week after its neighbour is used. An interval across zero tells neither.
    """
    levels = due.in_unit("USD bn")
    found = []
    for (before, old), (day, new) in pairwise(levels):
        if old < 0 and new < 0:
            found.append(Interval(before, day, new - old, "deferred"))
        elif old >= 0 and new > 0 and (day - before).days == _WEEK:
            found.append(Interval(before, day, new, "remitted"))
    return tuple(found)


def residual(days: IncomeDays, intervals: Sequence[Interval], as_of: date, since: date) -> Residual:
    """The residual on intervals that lie after `since` and ended by `as_of`.

    Raises
    ------
    OutOfRange
        If there are fewer than two.

    Notes
    -----
    A month's mean of published less modelled income, by days; a published Wednesday is known the day after, so an interval
    counts if it ended before `as_of`.
    """
    used = [one for one in intervals if since <= one.first and one.last < as_of]
    if len(used) < 2:
        raise OutOfRange(
            f"{len(used)} published interval(s) of net income between {since} and {as_of}",
            "books.income_exam, residual",
            "at least two",
            "calibrate on a longer window, or import the weekly H.4.1",
        )
    model = np.array([days.earned(one.first, one.last) for one in used])
    actual = np.array([one.income for one in used])
    length = np.array([(one.last - one.first).days / DAYS_A_MONTH for one in used])
    mean = float((actual - model).sum() / length.sum())
    spread = (actual - model) / length - mean
    error = sqrt(float((spread**2).sum()) / (len(used) - 1) / len(used))
    kinds = sorted({one.how for one in used})
    return Residual(
        mean,
        error,
        used[0].first,
        used[-1].last,
        len(used),
        float(actual.sum()),
        float(model.sum()),
        as_of,
        "+".join(kinds),
    )


def deferred_path(days: IncomeDays, a_month: float, opened: date, owed: float, dates: Sequence[date]) -> list[float]:
    """The deferred asset on given dates, USD billion, >= 0.

    Parameters
    ----------
    days : IncomeDays
    a_month : float
        The residual, USD billion a month.
    opened : date
    owed : float
        The deferred asset at the end of `opened`, USD billion, >= 0.
    dates : sequence of date, increasing, after `opened`

    Notes
    -----
    Law (:func:`ebb.books.income.settle`, in cents, between neighbouring dates): the deferred asset falls by net income and
    rises by losses; what is earned beyond it is remitted and does not come back.
    """
    found, level, before = [], cents(owed), opened
    for day in dates:
        earned = days.earned(before, day) + a_month * (day - before).days / DAYS_A_MONTH
        level, _ = settle(level, cents(earned))
        found.append(usd_bn(level))
        before = day
    return found


def marks(days: IncomeDays, a_month: float, due: Series, opened: date, last: date | None = None) -> tuple[Mark, ...]:
    """The model's deferred asset beside every published date after `opened`.

    It starts from the published level of `opened` (0 where something was due).
    """
    levels = due.in_unit("USD bn")
    after = [(day, value) for day, value in levels if day > opened and (last is None or day <= last)]
    path = deferred_path(days, a_month, opened, max(0.0, -levels.at(opened)), [day for day, _ in after])
    return tuple(Mark(day, model, max(0.0, -value)) for (day, value), model in zip(after, path, strict=True))
