"""Bills and dated reinvestment by week: all of it happens on Thursdays, so a Thursday's number is its place."""

from __future__ import annotations

from datetime import date
from itertools import accumulate

import numpy as np

from ebb.errors import UsageError
from ebb.portfolio import Portfolio
from ebb.portfolio.inferred import BILL_WEEKS
from ebb.portfolio.reinvestment import reinvestment_days
from ebb.portfolio.settlement import thursdays
from ebb.simulate.ensemble.tables import FOR_BILLS, FOR_TREASURIES, MATURING, Floats


def week_places(span: tuple[date, ...]) -> tuple[list[int], list[int], list[int]]:
    """First week of each month and the one after the last; and the weeks in which agency principal is reinvested.

    Week 0 is the first Thursday of the first month. Each list is one longer than `span`.
    """
    zero = thursdays(span[0])[0]
    first = [0, *accumulate(len(thursdays(month)) for month in span)]
    days = [reinvestment_days(month) for month in span]
    begins = [_week(zero, found[0]) for found in days]
    ends = [_week(zero, found[-1]) + 1 for found in days]
    return first, [*begins, ends[-1]], [*ends, ends[-1]]


def queues(portfolio: Portfolio, span: tuple[date, ...]) -> Floats:
    """Bills maturing and principal to be reinvested by week, as the portfolio on the eve of the first month has them.

    Raises
    ------
    UsageError
        If bills mature, or principal is to be reinvested, on another day of the week.
    """
    zero = thursdays(span[0])[0]
    found = np.zeros((3, sum(len(thursdays(month)) for month in span) + max(BILL_WEEKS) + 1))
    for day, amount in portfolio.bills.items():
        _add(found[MATURING], zero, day, amount)
    for part in portfolio.pending:
        if part.into != "mbs":
            _add(found[FOR_BILLS if part.into == "bills" else FOR_TREASURIES], zero, part.day, part.amount)
    return found


def _add(queue: Floats, zero: date, day: date, amount: int) -> None:
    place = _week(zero, day)
    if place < len(queue):
        queue[place] += amount


def _week(zero: date, day: date) -> int:
    days = (day - zero).days
    if days % 7 or days < 0:
        raise UsageError(
            f"bills mature, or principal is reinvested, on {day}, which is no Thursday from {zero} on",
            "simulate.ensemble",
            "Thursdays after the opening",
            "run it without --draws",
        )
    return days // 7
