"""What moved the ten-year yield between two days: the term premium, or the path expected for the short rate.

A yield is what the short rate is expected to be on average, and a premium for being tied to it. The two parts of a move
add up to the move; neither is observed, and the premium is an estimate whose history moves with every vintage.
Where both ends are days with figures the parts are exact differences; where only a month's average yield is held, the
premium is averaged to the same basis and the error of that is stated.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from statistics import NormalDist
from typing import Literal

import numpy as np

from ebb.errors import OutOfRange
from ebb.series import Series

LEVEL = 0.90
#: How many days before an end a daily figure may lie: a long weekend.
NEAR = 6
#: Months of the premium's own changes by which its path inside a month is judged.
_MONTHS = 60


@dataclass(frozen=True, slots=True)
class Decomposition:
    """A move of the ten-year yield in two parts, basis points.

    Attributes
    ----------
    start, end : date
        The two days; for monthly averages, the ends of the two months.
    frequency : ``"daily"`` or ``"monthly"``
    ten_year, premium, expected : float
        The move and its parts. Law: ``ten_year == premium + expected``.
    error : float
        Standard error that the averaging of monthly figures adds to both parts; 0 for daily figures. It says nothing of
        how well the premium itself is estimated.
    yield_made_of, premium_made_of : str
        The figures behind them, in words.
    vintage : date or None
        The day (or the end of the month) whose estimate of the premium this is.
    """

    start: date
    end: date
    frequency: Literal["daily", "monthly"]
    ten_year: float
    premium: float
    expected: float
    error: float
    yield_made_of: str = ""
    premium_made_of: str = ""
    vintage: date | None = None

    @property
    def share(self) -> float | None:
        """Part of the move that is term premium, 0.9 for nine tenths; None where the yield did not move by a whole point.

        Outside 0 to 1 the two parts moved against each other.
        """
        return self.premium / self.ten_year if abs(self.ten_year) >= 1.0 else None

    def interval(self, level: float = LEVEL) -> tuple[float, float]:
        """Edges of the premium's part, from :attr:`error` alone."""
        wide = NormalDist().inv_cdf((1.0 + level) / 2.0) * self.error
        return self.premium - wide, self.premium + wide


def decompose_days(start: date, end: date, ten_year: Series, premium: Series, near: int = NEAR) -> Decomposition:
    """Exact differences between two days.

    Parameters
    ----------
    start, end : date
        Each takes the newest figures up to it, at most `near` days old, of a day on which both were published.
    ten_year, premium : Series
        Daily, or at month ends, in a rate unit: a ten-year yield and its premium.

    Raises
    ------
    OutOfRange
        If one end has no such day.
    """
    yields, premia = ten_year.in_unit("bp"), premium.in_unit("bp")
    both = sorted(set(yields.dates.tolist()) & set(premia.dates.tolist()))
    first, last = (_near(both, day, near) for day in (start, end))
    _require(start, end, first, last, "days with both figures")
    assert first is not None
    assert last is not None
    moved = yields.at(last) - yields.at(first)
    part = premia.at(last) - premia.at(first)
    return Decomposition(first, last, "daily", moved, part, moved - part, 0.0)


def decompose_months(start: date, end: date, ten_year: Series, premium: Series) -> Decomposition:
    """Differences of month averages, the premium's month average taken as the mean of the month's two ends.

    Parameters
    ----------
    start, end : date
        Any day of the two months.
    ten_year : Series
        Average of the month.
    premium : Series
        On the last day of the month.

    Raises
    ------
    OutOfRange
        If a figure of one of the months, or the premium of the month before it, is missing, or the months are the same.

    Notes
    -----
    Between two known ends the path of a random walk averages to their mean with the variance of a month's change over
    twelve; two such months are apart by the sum. The variance is that of the premium's own monthly changes in the five
    years to `end`.
    """
    yields, premia = (series.in_unit("bp").by_month() for series in (ten_year, premium))
    months = [np.datetime64(day, "M") for day in (start, end)]
    found = [yields.get(_key(month)) for month in months]
    ends = [(premia.get(_key(month - 1)), premia.get(_key(month))) for month in months]
    have = [found[i] is not None and None not in ends[i] for i in (0, 1)]
    known = [date(*_key(month), 1) if ok else None for month, ok in zip(months, have, strict=True)]
    _require(start, end, known[0], known[1], "months")
    means = [(one + two) / 2.0 for one, two in ends]  # type: ignore[operator]  # None was refused above
    moved = float(found[1] - found[0])  # type: ignore[operator]
    part = means[1] - means[0]
    changes = [
        premia[_key(month)] - premia[_key(month - 1)]
        for month in (months[1] - back for back in range(_MONTHS))
        if _key(month) in premia and _key(month - 1) in premia
    ]
    error = float(np.sqrt(2.0 * np.mean(np.square(changes)) / 12.0))
    days = [((month + 1).astype("datetime64[D]") - 1).item() for month in months]
    return Decomposition(days[0], days[1], "monthly", moved, part, moved - part, error)


def _key(month: np.datetime64) -> tuple[int, int]:
    day = month.astype("datetime64[D]").item()
    return day.year, day.month


def _near(days: list[date], wanted: date, near: int) -> date | None:
    known = [day for day in days if day <= wanted]
    return known[-1] if known and (wanted - known[-1]).days <= near else None


def _require(start: date, end: date, first: date | None, last: date | None, what: str) -> None:
    problems = [f"no figures for {day}" for day, got in ((start, first), (end, last)) if got is None]
    if not problems and first == last:
        problems.append("both ends fall on the same figures")
    if not problems and start > end:
        problems.append("it ends before it starts")
    if problems:
        raise OutOfRange(
            f"the window {start} to {end} cannot be decomposed: {'; '.join(problems)}",
            "yields.decomposition",
            f"two different {what}, the first before the second",
            "choose other days, or import daily yields and premia",
        )
