"""Premiums paid above par: how fast they are written off against income, measured on published lines only.

The H.4.1 shows what is left of premiums (and of discounts) on all securities together. Where nothing is bought above par
the line falls by amortisation alone, about in proportion to what is left: securities mature and mortgages are repaid. The
pace is measured on dates known by an as-of date and carried forward at that proportion; it is never refitted later.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from math import exp, log

import numpy as np
from numpy.typing import NDArray

from ebb.errors import OutOfRange
from ebb.series import Dates, Series

Floats = NDArray[np.float64]
_DAYS_A_YEAR = 365.25


@dataclass(frozen=True, slots=True)
class Amortisation:
    """Premiums left on `anchor_date`, USD billion, falling by the share `pace` a year (continuously).

    Attributes
    ----------
    pace : float
        Share of what is left that is written off in a year, as a rate: after a year exp(-pace) is left.
    anchor : float
        The last level it was measured on.
    first, anchor_date : date
        Between which published dates the pace was measured.
    measured_on : str
        Key of the published line.
    """

    pace: float
    anchor: float
    first: date
    anchor_date: date
    measured_on: str

    def left(self, days: Dates) -> Floats:
        """Premiums left at the end of each day, USD billion, shape (n,); before the anchor by the same pace."""
        since = (days - np.datetime64(self.anchor_date, "D")).astype(np.float64)
        return np.asarray(self.anchor * np.exp(-self.pace * since / _DAYS_A_YEAR))

    def written_off(self, days: Dates) -> Floats:
        """What each day writes off, USD billion, >= 0, shape (n,). Law: sums to the fall of :meth:`left`."""
        return self.left(days - 1) - self.left(days)

    @property
    def a_month(self) -> float:
        """Written off in the month after the anchor, USD billion."""
        return self.anchor * (1.0 - exp(-self.pace / 12.0))


def amortisation(premiums: Series, as_of: date, since: date) -> Amortisation:
    """The pace at which a published line of premiums fell between two dates.

    Parameters
    ----------
    premiums : Series, stock, money
        Unamortised premiums on securities held outright, or a line that falls by the same amounts.
    as_of : date
        Only what was known by then is used.
    since : date
        First date of the measurement: after purchases above par had ended.

    Raises
    ------
    OutOfRange
        If fewer than two dates were known, or the line did not fall.

    Notes
    -----
    pace = ln(first / last) / years between. What is bought above par in the window hides as slower amortisation.
    """
    known = premiums.as_of(as_of).between(since, as_of).in_unit("USD bn")
    if len(known) < 2 or not known.values[0] > known.values[-1] > 0:
        raise OutOfRange(
            f'"{premiums.key}" shows no fall between {since} and {as_of}',
            "books.income_premium, amortisation",
            "two dates at least, the later one lower, both above zero",
            "choose a later as-of date, or leave premiums in the residual",
        )
    first, last = known.dates[0].item(), known.dates[-1].item()
    pace = log(float(known.values[0] / known.values[-1])) / ((last - first).days / _DAYS_A_YEAR)
    return Amortisation(pace, float(known.values[-1]), first, last, premiums.key)
