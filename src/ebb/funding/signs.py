"""The figures behind each gauge: gaps to an estimated band, answers to the Treasury's account, trailing days of a daily rate.

Every function uses, for the figure of a date, nothing observed after it, and says when the figure was first known.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import numpy as np
from numpy.typing import NDArray

from ebb.errors import UsageError
from ebb.funding.demand import LEAST_MONTHS, NOT_ABOUT_RESERVES, kink_grid
from ebb.funding.elasticity import rolling_iv
from ebb.funding.gauges import Array, Dates
from ebb.funding.least_squares import profile
from ebb.funding.points import DemandPoints
from ebb.series import Series

#: Business days of a trailing window: about a calendar month, so that each window holds one month end.
WINDOW_DAYS = 20
#: Years over which the answer to the Treasury's account is measured.
SENSITIVITY_YEARS = 2


def kinks_as_known(data: DemandPoints) -> Array:
    """Where the curve turned by what was known with each point, percent of the same base as ``data.q``; NaN where it did not.

    Parameters
    ----------
    data : DemandPoints
        Monthly.

    Notes
    -----
    The point estimate of :func:`~ebb.funding.demand.fit_demand` on the points up to and including each. A kink at the end of
    the grid shows no turn and is NaN.
    """
    found = np.full(len(data), np.nan)
    kept = ~np.isin(data.dates.astype("datetime64[M]"), np.array(NOT_ABOUT_RESERVES, dtype="datetime64[M]"))
    for i in range(len(data)):
        rows = np.flatnonzero(kept[: i + 1])
        if len(rows) < LEAST_MONTHS:
            continue
        q, s = data.q[rows], data.s[rows]
        grid = kink_grid(q)
        if len(grid) < 3:
            continue
        best = profile(np.maximum(0.0, grid[None, :] - q[:, None]), s, np.ones((1, len(rows))))
        place = int(best.place[0])
        if 0 < place < len(grid) - 1:
            found[i] = grid[place]
    return found


def gap_to_kink(
    q: tuple[Dates, Array, Dates], secured: DemandPoints | None, unsecured: DemandPoints | None
) -> tuple[Dates, Array, Dates]:
    """How far reserves lay below the kink as last estimated by then, percentage points; negative = above it.

    Parameters
    ----------
    q : dates, values, known
        Reserves in percent of the base of the points.
    secured, unsecured : DemandPoints or None
        SOFR's curve counts where it turned by then, else the funds rate's; a date on which neither turned has no figure.
    """
    dates, values, known = q
    kinks = np.full(len(dates), np.nan)
    for data in (unsecured, secured):
        if data is None or not len(data):
            continue
        found = kinks_as_known(data)
        place = np.searchsorted(np.maximum.accumulate(data.known), known, side="right") - 1
        there = place >= 0
        newest = np.full(len(dates), np.nan)
        newest[there] = found[place[there]]
        kinks = np.where(np.isfinite(newest), newest, kinks)
    there = np.isfinite(kinks)
    return dates[there], (kinks - values)[there], known[there]


def slope_as_known(data: DemandPoints, lags: int) -> tuple[Dates, Array, Dates]:
    """The slope of the rate in reserves by instrument, weights falling over a year backwards: dates, bp per pp, known."""
    try:
        days, slopes, _ = rolling_iv(data, bandwidth=data.year, lags=lags, two_sided=False)
    except UsageError:
        empty = np.array([], dtype="datetime64[D]")
        return empty, np.zeros(0), empty
    there = np.isfinite(slopes)
    # the outcome one point later is the last thing used: the slope stands on that point's date
    place = np.searchsorted(data.dates, days[there]) + 1
    return data.dates[place], slopes[there], data.known[place]


def answer_to_shocks(
    points: DemandPoints, shocks: Series, base: Series, years: int = SENSITIVITY_YEARS
) -> tuple[Dates, Array, Dates]:
    """How many basis points the rate rose for each percent of bank assets by which an account grew, over the last years.

    Parameters
    ----------
    points : DemandPoints
        Their spread `s` is what answers.
    shocks, base : Series
        The Treasury's account and bank assets, money, on one basis; a change counts between neighbouring dates of both.

    Notes
    -----
    Least squares of changes on changes with a constant; :data:`NOT_ABOUT_RESERVES` months drop out with both their changes.
    """
    level = shocks.in_unit("USD bn")
    whole = base.in_unit("USD bn")
    stamp = "datetime64[M]" if points.step == "month" else "datetime64[D]"

    def keyed(series: Series) -> dict[np.datetime64, int]:
        return {day: i for i, day in enumerate(series.dates.astype(stamp))}

    of_level, of_whole = keyed(level), keyed(whole)
    rows = [i for i, day in enumerate(points.dates.astype(stamp)) if day in of_level and day in of_whole]
    days = points.dates[rows].astype(stamp)
    amounts = np.array([100.0 * level.values[of_level[d]] / whole.values[of_whole[d]] for d in days])
    known = np.array(
        [
            max(points.known[i], level.known[of_level[d]], whole.known[of_whole[d]])
            for i, d in zip(rows, days, strict=True)
        ],
        dtype="datetime64[D]",
    )
    s = points.s[rows]
    step = 31 if points.step == "month" else 7
    near = np.diff(points.dates[rows]).astype(int) <= step
    odd = np.isin(days.astype("datetime64[M]"), np.array(NOT_ABOUT_RESERVES, dtype="datetime64[M]"))
    near &= ~(odd[1:] | odd[:-1])
    moved, answered = np.diff(amounts), np.diff(s)
    window = years * points.year
    found, places = [], []
    for i in range(window, len(rows)):
        inside = slice(i - window, i)
        use = near[inside]
        x, y = moved[inside][use], answered[inside][use]
        if use.sum() < window * 3 // 4 or x.std() == 0.0:
            continue
        x = x - x.mean()
        found.append(float(x @ y / (x @ x)))
        places.append(i)
    return points.dates[rows][places], np.array(found), np.maximum.accumulate(known)[places] if places else known[:0]


def trailing(
    rate: Series, less: Callable[[date], float | None], what: Callable[[Array], float], days: int = WINDOW_DAYS
) -> tuple[Dates, Array, Dates]:
    """A statistic of the last business days of a daily rate over another, at each week's last day: dates, values, known.

    Parameters
    ----------
    rate : Series
        Daily, a rate unit.
    less : function of a day
        What is taken from it, percent; a day without it drops out.
    what : function of the window's spreads in bp, shape (days,)
    """
    market = rate.in_unit("percent")
    taken = [less(day) for day in market.dates.tolist()]
    keep = np.array([paid is not None for paid in taken], dtype=bool)
    gaps = np.round(100.0 * (market.values[keep] - np.array([p for p in taken if p is not None])), 6)
    dates, known = market.dates[keep], market.known[keep]
    weeks = (dates.astype(int) + 3) // 7
    ends = np.flatnonzero(np.append(weeks[1:] != weeks[:-1], True)) if len(dates) else np.array([], dtype=np.intp)
    ends = ends[ends >= days - 1]
    values = np.array([what(gaps[end - days + 1 : end + 1]) for end in ends])
    return dates[ends], values, known[ends]


def by_month(series: Series) -> tuple[NDArray[np.datetime64], Array, Dates]:
    """Months, values rounded far below a basis point, and when each was known."""
    return series.dates.astype("datetime64[M]"), np.round(series.values, 6), series.known
