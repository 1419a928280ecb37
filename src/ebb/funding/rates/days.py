"""The business days ahead and what is special about each: turns of months and quarters, settlements, tax dates.

A day's kinds follow from the calendar alone and are known years ahead; what they are worth in basis points is estimated.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ebb.dates import is_business_day, next_business_day, previous_business_day
from ebb.dates.factors import factor_days

#: Kinds of day, in the order of every array here. The last business day of a quarter is not also a month end.
KINDS: Final = ("quarter_end", "month_end", "after_turn", "settlement", "after_settlement", "tax")

_DAY = timedelta(days=1)
_MONTHS_A_QUARTER = 3


def business_days(first: date, last: date) -> NDArray[np.datetime64]:
    """Every business day from `first` to `last`, both included, datetime64[D]."""
    span = (first + k * _DAY for k in range((last - first).days + 1))
    return np.array([day for day in span if is_business_day(day)], dtype="datetime64[D]")


def kinds_of(days: NDArray[np.datetime64]) -> NDArray[np.float64]:
    """Zero or one for each day and kind, shape (n, len(KINDS)).

    Parameters
    ----------
    days : datetime64[D], shape (n,)

    Notes
    -----
    ``quarter_end`` and ``month_end``: the last business day, over whose night balance sheets are shown; ``after_turn``: the
    first business day after one; ``settlement``: coupon securities of the middle of a month settle (those of its end settle at
    the turn); ``after_settlement``: the next business day; ``tax``: an instalment of income tax is due. Law: no day is both
    a quarter end and a month end; every month has one turn, one settlement and one day after each.
    """
    found = np.zeros((len(days), len(KINDS)))
    if not len(days):
        return found
    marked: dict[str, set[date]] = {kind: set() for kind in KINDS}
    first, last = days.min().item() - 10 * _DAY, days.max().item() + 10 * _DAY
    for factor in factor_days(first, last):
        if factor.kind == "month_end":
            day = previous_business_day(factor.date)
            quarter = factor.date.month % _MONTHS_A_QUARTER == 0
            marked["quarter_end" if quarter else "month_end"].add(day)
            marked["after_turn"].add(next_business_day(day + _DAY))
        elif factor.kind == "coupon_mid_month":
            marked["settlement"].add(factor.date)
            marked["after_settlement"].add(next_business_day(factor.date + _DAY))
        elif factor.kind == "tax":
            marked["tax"].add(factor.date)
    for column, kind in enumerate(KINDS):
        found[:, column] = np.isin(days, np.array(sorted(marked[kind]), dtype="datetime64[D]"))
    return found


def names_of(day: date) -> tuple[str, ...]:
    """The kinds of one day, in the order of :data:`KINDS`.

    >>> names_of(date(2019, 9, 16))
    ('settlement', 'tax')
    """
    row = kinds_of(np.array([day], dtype="datetime64[D]"))[0]
    return tuple(kind for kind, here in zip(KINDS, row, strict=True) if here)
