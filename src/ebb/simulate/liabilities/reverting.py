"""A level that is drawn back to where it has lately been: the first-order equation behind the Treasury's account and others.

The place it returns to is the median of its own last two years, as known; distances and errors are in USD billion.
"""

from __future__ import annotations

import numpy as np

from ebb.simulate.liabilities.model import Monthly, Months, Values

#: Months whose median is the place a level returns to.
LATELY = 24


def lately(values: Values, months: int = LATELY) -> Values:
    """Median of the last `months` values up to and including each, shape (n,); NaN where there are fewer."""
    found = np.full(len(values), np.nan)
    for i in range(months - 1, len(values)):
        found[i] = np.median(values[i - months + 1 : i + 1])
    return found


def persistence(deviation: Values, following: Values) -> float:
    """Least squares of the following deviation on this one, without a constant; kept in [0, 0.99].

    >>> persistence(np.array([1.0, 2.0, -1.0]), np.array([0.5, 1.0, -0.5]))
    0.5
    """
    square = float(deviation @ deviation)
    return 0.0 if square == 0.0 else min(max(float(deviation @ following) / square, 0.0), 0.99)


def deviations(level: Monthly) -> tuple[Months, Values, Values, Values]:
    """Months after the first two years, the level, the level a month before, and the median known that month before."""
    middle = lately(level.values)
    now = slice(LATELY - 1, -1)
    return level.months[LATELY:], level.values[LATELY:], level.values[now], middle[now]


def returning(start: float, targets: Values, persist: float, shocks: Values, floor: float = 0.0) -> Values:
    """Levels that keep `persist` of their distance from the month's target each month, plus errors.

    Parameters
    ----------
    start : float, USD billion
    targets : float64, shape (horizon,), USD billion
    shocks : float64, shape (draws, horizon), USD billion
    floor : float, USD billion

    Returns
    -------
    float64, shape (draws, horizon), USD billion, never below `floor`
    """
    found = np.empty_like(shocks)
    now = np.full(shocks.shape[0], start)
    for i in range(shocks.shape[1]):
        now = np.maximum(targets[i] + persist * (now - targets[i]) + shocks[:, i], floor)
        found[:, i] = now
    return found
