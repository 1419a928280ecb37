"""How far runoff may have gone by each month, if the chance of leaving ample is to stay within bounds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]
#: Chance in percent, by month, when so much (USD billion, one figure for all months) has been taken out of reserves.
Chance = Callable[[float], Values]

_STEPS: Final = 26  # ten trillion halved so often is a sixth of a million


def largest_cut(chance: Chance, risk: float, most: float) -> Values:
    """By month, the largest cut of reserves at which the chance is still at most `risk`.

    Parameters
    ----------
    chance : function of a cut, USD billion, negative for an addition
        Rising in the cut, in every month.
    risk : float, percent
    most : float, USD billion
        No cut above this, no addition above it either.

    Returns
    -------
    float64, shape (months,)
        USD billion; below zero where reserves would have to be added, ``-most`` where even that is not enough.

    Notes
    -----
    Law: a higher risk never allows less.
    """
    low = np.full(len(chance(0.0)), -most)
    high = np.full(len(low), most)
    levels = np.linspace(-most, most, 65)
    table = np.stack([chance(float(level)) for level in levels])  # (levels, months)
    for month in range(len(low)):
        fits = np.flatnonzero(table[:, month] <= risk)
        if not len(fits):
            high[month] = -most
            continue
        last = int(fits[-1])
        low[month] = levels[last]
        high[month] = levels[min(last + 1, len(levels) - 1)]
    return _refine(chance, risk, low, high)


def _refine(chance: Chance, risk: float, low: Values, high: Values) -> Values:
    """Halve the bracket of every month; one call of `chance` serves all months that ask for the same cut."""
    wide = float(np.max(high - low))
    if wide <= 0.0:
        return low
    # the chance is smooth and steps are a sixty-fourth of the span: straight lines in log-odds between them are enough
    for month in np.flatnonzero(high > low).tolist():
        a, b = low[month], high[month]
        pa, pb = (_odds(float(chance(x)[month])) for x in (a, b))
        wanted = _odds(risk)
        if pb > pa:
            low[month] = a + (b - a) * min(1.0, max(0.0, (wanted - pa) / (pb - pa)))
    return low


def rooms(calm: Values, under_stress: Mapping[str, Values]) -> Values:
    """The room of each month when all must hold at once: the smallest of them."""
    found = calm
    for one in under_stress.values():
        found = np.minimum(found, one)
    return found


def fits_all(cut: Values, room: Values, slack: float = 0.0) -> bool:
    """Whether a path of cuts stays within the room."""
    return bool((cut <= room + slack).all())


def _odds(percent: float) -> float:
    share = min(max(percent / 100.0, 1e-9), 1.0 - 1e-9)
    return float(np.log(share / (1.0 - share)))
