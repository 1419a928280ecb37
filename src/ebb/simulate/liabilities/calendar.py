"""Days on which the factors behind reserves move: tax days, coupon settlements, ends of months and quarters.

The calendar is law and practice; what such a day does to the Treasury's account or to reserves is measured on the record and
never typed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from ebb.dates import month_end, months, next_business_day
from ebb.errors import SourceError
from ebb.funding.resample import block_weights
from ebb.series import Series

Kind = Literal["tax", "coupon_mid_month", "coupon_month_end", "month_end", "quarter_end"]
KINDS: Final[tuple[Kind, ...]] = ("tax", "coupon_mid_month", "coupon_month_end", "month_end", "quarter_end")

#: Calendar days on which instalments of individual or corporate income tax are due, in the calendar year (Internal Revenue
#: Service, Publication 509). One-off delays of a filing season are not in it.
_TAX: Final = ((1, 15), (4, 15), (6, 15), (9, 15), (12, 15))
_LEAST = 52


@dataclass(frozen=True, slots=True)
class FactorDay:
    """A day on which a factor moves, and which."""

    date: date
    kind: Kind


@dataclass(frozen=True, slots=True)
class Effect:
    """What one such day adds to the change of a level, in the level's unit, with a 90 percent interval."""

    kind: Kind
    value: float
    low: float
    high: float
    n: int


def factor_days(first: date, last: date) -> tuple[FactorDay, ...]:
    """Every factor day from `first` to `last`, both included, in order.

    A payment due on a day that is no business day is made on the next (Publication 509; Treasury coupons likewise). Ends of
    months and quarters are calendar days: statements are dated by them whether or not they are business days.

    >>> [day.kind for day in factor_days(date(2026, 9, 15), date(2026, 9, 30))]
    ['tax', 'coupon_mid_month', 'coupon_month_end', 'month_end', 'quarter_end']
    """
    found = []
    for year, month in months(first - timedelta(days=10), last):
        end = month_end(year, month)
        if (month, 15) in _TAX:
            found.append(FactorDay(next_business_day(date(year, month, 15)), "tax"))
        found.append(FactorDay(next_business_day(date(year, month, 15)), "coupon_mid_month"))
        found.append(FactorDay(next_business_day(end), "coupon_month_end"))
        found.append(FactorDay(end, "month_end"))
        if month % 3 == 0:
            found.append(FactorDay(end, "quarter_end"))
    return tuple(
        sorted((day for day in found if first <= day.date <= last), key=lambda d: (d.date, KINDS.index(d.kind)))
    )


def counts(dates: NDArray[np.datetime64], kind: Kind) -> NDArray[np.float64]:
    """How many days of a kind lie after each date's predecessor and up to the date itself, shape (n - 1,)."""
    days = [d.date for d in factor_days(dates[0].item(), dates[-1].item()) if d.kind == kind]
    stamps = np.array(days, dtype="datetime64[D]")
    found: NDArray[np.float64] = np.diff(np.searchsorted(stamps, dates, side="right")).astype(np.float64)
    return found


def effects(level: Series, kinds: Sequence[Kind] = KINDS, draws: int = 500, seed: int = 0) -> tuple[Effect, ...]:
    """What each kind of day does to the change of a level: least squares on counts, intervals by resampled quarters of a year.

    Parameters
    ----------
    level : Series
        Weekly levels say most; in monthly ones each month has one settlement in the middle and one at its end, so that kinds
        without variation, or that cannot be told from the ones before them, are left out of the answer.

    Raises
    ------
    SourceError
        With fewer than 53 observations.

    Notes
    -----
    A quarter end is also a month end: its effect is what it adds to one.
    """
    if len(level) <= _LEAST:
        raise SourceError(
            f'"{level.key}" has {len(level)} observations',
            "simulate.liabilities.calendar",
            f"more than {_LEAST}, to tell factor days from chance",
            "use a longer or a weekly series",
        )
    dates = level.dates.astype("datetime64[D]")
    changes = np.diff(level.values)
    used: list[Kind] = []
    columns = [np.ones(len(changes))]
    for kind in kinds:
        column = counts(dates, kind)
        if np.linalg.matrix_rank(np.column_stack([*columns, column])) == len(columns) + 1:
            used.append(kind)
            columns.append(column)
    design = np.column_stack(columns)
    block = 13 if np.median(np.diff(dates).astype(int)) < 14 else 3
    weights = block_weights(len(changes), block, draws, np.random.default_rng(seed))
    tried = np.array([_weighted(design, changes, w) for w in weights])
    value = _weighted(design, changes, np.ones(len(changes)))
    low, high = np.quantile(tried, [0.05, 0.95], axis=0)
    return tuple(
        Effect(kind, float(value[i]), float(low[i]), float(high[i]), int(columns[i].sum()))
        for i, kind in enumerate(used, start=1)
    )


def _weighted(design: NDArray[np.float64], y: NDArray[np.float64], weights: NDArray[np.float64]) -> NDArray[np.float64]:
    root = np.sqrt(weights)
    return np.asarray(np.linalg.lstsq(design * root[:, None], y * root, rcond=None)[0], dtype=np.float64)
