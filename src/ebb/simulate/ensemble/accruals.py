"""What a dollar of a coupon security earns in a month of a run, per percent of its coupon, in cents: no draw changes it.

The days are those of :func:`ebb.simulate.earnings.earned`. Issues whose coupons fall on the same days of the year earn alike
in every month they live through, so that a draw need know only how much of each such calendar it holds, at what coupons.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from functools import cache

import numpy as np
from numpy.typing import NDArray

from ebb.dates import month_end
from ebb.dates.coupons import half_years_left
from ebb.portfolio.offerings import Offering
from ebb.simulate.earnings import settles
from ebb.simulate.ensemble.tables import Floats, Places

#: A leap year beyond every maturity; a calendar is that of an issue maturing in it.
_FAR = 2204
#: Month of the year modulo six, day of the month, and whether it is the month's last.
_Calendar = tuple[int, int, bool]


def calendars(matures: Sequence[date], span: tuple[date, ...]) -> tuple[Places, Floats]:
    """The calendar of each issue, shape (n,), and what each calendar earns in each month, shape (calendars, months)."""
    keys = [_calendar(day) for day in matures]
    known = sorted(set(keys))
    places = {key: place for place, key in enumerate(known)}
    eves, ends = _bounds(span)
    far = np.array([_far(key) for key in known], dtype="datetime64[D]")[:, None]
    earned = (half_years_left(eves[None, :], far) - half_years_left(ends[None, :], far)) / 2.0
    return np.array([places[key] for key in keys], dtype=np.int64), earned


def until_maturity(matures: NDArray[np.datetime64]) -> Floats:
    """What is earned from the eve of the month of maturity to maturity, shape (n,)."""
    eves = matures.astype("datetime64[M]").astype("datetime64[D]") - np.timedelta64(1, "D")
    return np.asarray(half_years_left(eves, matures) / 2.0)


def when_bought(offer: Offering, month: date) -> tuple[float, float]:
    """What is earned in the rest of the month of purchase by an issue new to the portfolio, and by one already held.

    More of a TIPS already held counts for half the month.
    """
    return _bought(offer.asset_class, offer.matures, offer.settles, month)


@cache
def _bought(kind: str, matures: date, issued: date, month: date) -> tuple[float, float]:
    last = month_end(month.year, month.month)
    later = settles(np.array([matures], dtype="datetime64[D]"), last)[0].item()
    fresh = issued if month <= issued <= last else later
    days = np.array([month - timedelta(days=1), fresh, later, last], dtype="datetime64[D]")
    left = (half_years_left(days, np.datetime64(matures, "D")) / 2.0).tolist()
    return left[1] - left[3], (left[0] - left[3]) / 2.0 if kind == "tips" else left[2] - left[3]


def _calendar(matures: date) -> _Calendar:
    last = month_end(matures.year, matures.month) == matures
    return matures.month % 6, 31 if last else matures.day, last


def _far(key: _Calendar) -> date:
    month, day, last = key
    month = month or 6
    return month_end(_FAR, month) if last else date(_FAR, month, day)


def _bounds(span: tuple[date, ...]) -> tuple[NDArray[np.datetime64], NDArray[np.datetime64]]:
    eves = np.array([month - timedelta(days=1) for month in span], dtype="datetime64[D]")
    return eves, np.append(eves[1:], np.datetime64(month_end(span[-1].year, span[-1].month), "D"))
