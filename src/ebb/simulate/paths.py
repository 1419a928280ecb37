"""Paths by month from a published series and what is assumed after its last month: hold, grow, or glide to a level.

Every function takes the first days of the months of a run and returns one value a month. Published months are used as they
are; a month skipped by the publisher takes the month before it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np
from numpy.typing import NDArray

from ebb.errors import OutOfRange
from ebb.series import Series

Values = NDArray[np.float64]
ByMonth = Mapping[tuple[int, int], float]


def ordinal(month: date) -> int:
    """Months since the year 0, so that months subtract like numbers."""
    return month.year * 12 + month.month - 1


def quarterly(series: Series) -> dict[tuple[int, int], float]:
    """A quarter's value for each of its three months."""
    found = {}
    for (year, month), value in series.by_month().items():
        for back in range(3):
            found[divmod(year * 12 + month - 1 - back, 12)] = value
    return {(year, month + 1): value for (year, month), value in found.items()}


def known(months: Sequence[date], published: ByMonth) -> Values:
    """Published value of each month, NaN where there is none."""
    return np.array([published.get((m.year, m.month), np.nan) for m in months])


def _filled(months: Sequence[date], published: ByMonth) -> tuple[Values, NDArray[np.int64], float]:
    """Published values carried over skipped months, months since the last published one (0 inside), and that last value."""
    if not published:
        raise OutOfRange(
            "a path has no published value to start from", "simulate.paths", "one value", "a later --as-of"
        )
    stamps = np.array(sorted(year * 12 + month - 1 for year, month in published))
    values = np.array([published[(int(s) // 12, int(s) % 12 + 1)] for s in stamps])
    wanted = np.array([ordinal(m) for m in months])
    place = np.searchsorted(stamps, wanted, side="right") - 1
    if (place < 0).any():
        first = months[int(np.argmax(place < 0))]
        raise OutOfRange(
            f"a path has no published value on or before {first:%Y-%m}",
            "simulate.paths",
            f"a month from {int(stamps[0]) // 12}-{int(stamps[0]) % 12 + 1:02d} on",
            "start the scenario later",
        )
    return values[place], np.maximum(wanted - stamps[-1], 0), float(values[-1])


def hold(months: Sequence[date], published: ByMonth, after: float | None = None) -> Values:
    """Published, then the last published value (or `after`, at once)."""
    values, since, _ = _filled(months, published)
    return values if after is None else np.where(since > 0, after, values)


def grow(months: Sequence[date], published: ByMonth, yearly: float) -> Values:
    """Published, then growing at `yearly` (a share a year) from the last published value."""
    values, since, last = _filled(months, published)
    return np.where(since > 0, last * (1.0 + yearly) ** (since / 12.0), values)


def glide(months: Sequence[date], published: ByMonth, target: float, over: int = 6) -> Values:
    """Published, then in a straight line to `target` within `over` months, then there."""
    values, since, last = _filled(months, published)
    share = np.minimum(since / over, 1.0)
    return np.where(since > 0, last + (target - last) * share, values)
