"""A move beside all equally long windows in which there was no episode: how unusual it was, with no model at all.

Windows overlap, so thousands of them hold no more than their days allow; how many would fit beside each other is told too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]
Dates = NDArray[np.datetime64]

#: Probability inside the range of the other windows.
LEVEL: Final = 0.90
#: So many windows must fit beside each other before a rank is told.
FEWEST: Final = 10
#: A figure of the eve may be this old, days; of months, the one of the month before.
_OLDEST: Final = 40
#: A window may be this much longer or shorter in days than the episode before it counts as broken by a gap.
_GAP: Final = 1.5


@dataclass(frozen=True, slots=True)
class PlacedMove:
    """One move among the others of its length.

    Parameters
    ----------
    first, last : date
        Days of the figures it is measured between.
    change, extreme : float
        Change at the end, and the largest one on the way in either direction; units of the levels.
    share : float in (0, 1)
        Share of the windows whose change is smaller or equal; `p` is two-sided.
    extreme_share : float in (0, 1)
        Share of the windows whose largest move is no larger in size.
    low, high : float
        Central range of the windows' changes, probability :data:`LEVEL`.
    windows : int
        How many there are; `apart` of them would fit beside each other.
    """

    first: date
    last: date
    change: float
    extreme: float
    share: float
    p: float
    extreme_share: float
    low: float
    high: float
    windows: int
    apart: int

    @property
    def unusual(self) -> bool:
        """Whether the change at the end lies outside the range."""
        return not self.low <= self.change <= self.high


def placed(
    dates: Dates, levels: Values, eve: date, last: date, episodes: Sequence[tuple[date, date]]
) -> PlacedMove | None:
    """The move from the eve to the last day beside all windows of as many figures that touch no episode.

    Parameters
    ----------
    dates : datetime64[D], shape (n,), increasing
    levels : float64, shape (n,)
        Levels whose differences are changes.
    eve, last : date
        The move begins with the newest figure of the eve and ends with the newest of the last day.
    episodes : sequence of (eve, last)
        Days that no other window may touch; the move's own among them.

    Returns
    -------
    PlacedMove, or None where the series does not hold the days or fewer than :data:`FEWEST` windows fit beside each other.

    Notes
    -----
    Law: adding a constant to the levels changes nothing; turning their sign around turns changes and shares around.
    """
    begin, end = (int(np.searchsorted(dates, np.datetime64(day), side="right")) - 1 for day in (eve, last))
    if begin < 0 or end <= begin:
        return None
    old = (eve - dates[begin].item()).days, (last - dates[end].item()).days
    if max(old) > _OLDEST or old[1] > max(10, (last - eve).days // 2):
        return None
    steps, length = end - begin, (dates[end] - dates[begin]).astype(int)
    touched = np.zeros(len(dates), dtype=bool)
    for first, until in (*episodes, (eve, last)):
        touched |= (dates > np.datetime64(first)) & (dates <= np.datetime64(until))
    before = np.concatenate(([0], np.cumsum(touched)))
    starts = np.arange(len(dates) - steps)
    spans = (dates[starts + steps] - dates[starts]).astype(int)
    clear = before[starts + steps + 1] == before[starts + 1]
    starts = starts[clear & (spans <= _GAP * length + 5) & (spans >= length / _GAP - 5)]
    apart = _beside(starts, steps)
    if apart < FEWEST:
        return None
    changes = levels[starts + steps] - levels[starts]
    sizes = np.zeros(len(starts))
    for k in range(1, steps + 1):
        sizes = np.maximum(sizes, np.abs(levels[starts + k] - levels[starts]))
    way = levels[begin + 1 : end + 1] - levels[begin]
    change, extreme = float(way[-1]), float(way[np.abs(way).argmax()])
    low, high = np.quantile(changes, (0.5 - LEVEL / 2.0, 0.5 + LEVEL / 2.0))
    count = 1 + len(starts)
    at_most, at_least = (1 + int((changes <= change).sum())) / count, (1 + int((changes >= change).sum())) / count
    return PlacedMove(
        first=dates[begin].item(),
        last=dates[end].item(),
        change=change,
        extreme=extreme,
        share=at_most,
        p=min(1.0, 2.0 * min(at_most, at_least)),
        extreme_share=(1 + int((sizes <= abs(extreme)).sum())) / count,
        low=float(low),
        high=float(high),
        windows=len(starts),
        apart=apart,
    )


def month_of(day: date) -> date:
    """The last day of a month, for figures that stand for whole months."""
    following = (day.replace(day=28) + timedelta(days=4)).replace(day=1)
    return following - timedelta(days=1)


def _beside(starts: NDArray[np.int64], steps: int) -> int:
    """How many windows of so many steps fit beside each other, taken from the left."""
    count, free = 0, -1
    for start in starts.tolist():
        if start >= free:
            count, free = count + 1, start + steps
    return count
