"""Quantiles of many draws: exact where they fit in memory, in bins of a known width where they do not.

Bins are whole multiples of a power of two, and double in width whenever a value falls outside; the final width depends on the
values alone and not on their order, so any batches in any order give the same counts.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from ebb.simulate.fan import LEVELS

Values = NDArray[np.float64]

_AT: Final = np.array(list(LEVELS.values()))
#: The narrowest bin, as a power of two: a millionth of a percent, and for whole cents a bin of one.
_NARROWEST: Final = -20
#: Binary digits of a bin's number: as many as a float64 holds.
_DIGITS: Final = 52


class Exact:
    """All values of one path, by month."""

    def __init__(self, months: int) -> None:
        self._months = months
        self._batches: list[Values] = []

    def add(self, values: Values) -> None:
        """Draws of any numbers, shape (months, n); NaN where a draw has ended. The array is kept, not copied."""
        self._batches.append(values)

    def found(self) -> tuple[Values, Values, Values]:
        """Quantiles and their standard errors, shape (5, months), and the width of bins, zero."""
        months = self._months
        quantiles, errors = np.empty((len(_AT), months)), np.empty((len(_AT), months))
        for i in range(months):
            known = np.concatenate([batch[i] for batch in self._batches])
            known.sort()
            known = known[: np.searchsorted(known, np.nan)]
            quantiles[:, i], errors[:, i] = _of(lambda at, known=known: _sorted(known, at), len(known))
        return quantiles, errors, np.zeros(months)


class Binned:
    """Counts of one path by month, at most `bins` a month."""

    def __init__(self, months: int, bins: int) -> None:
        self._counts = np.zeros((months, bins), dtype=np.int64)
        self._power = np.full(months, _NARROWEST)
        self._start = np.zeros(months, dtype=np.int64)
        self._low, self._high = np.full(months, np.inf), np.full(months, -np.inf)

    def add(self, values: Values) -> None:
        """Draws of any numbers, shape (months, n); NaN where a draw has ended."""
        for i, row in enumerate(values):
            known = row[~np.isnan(row)]
            if len(known):
                self._one(i, known)

    def _one(self, i: int, known: Values) -> None:
        bins = self._counts.shape[1]
        before = float(self._low[i]), int(self._power[i])
        self._low[i], self._high[i] = min(self._low[i], known.min()), max(self._high[i], known.max())
        largest = max(abs(self._low[i]), abs(self._high[i]))
        while (
            largest >= 2.0 ** (_DIGITS + float(self._power[i]))
            or _bin(self._high[i], self._power[i]) - _bin(self._low[i], self._power[i]) >= bins
        ):
            self._power[i] += 1
        start = _bin(self._low[i], self._power[i])
        if np.isfinite(before[0]):
            old = np.flatnonzero(self._counts[i])
            moved = (old + self._start[i]) // 2 ** (int(self._power[i]) - before[1]) - start
            self._counts[i] = np.bincount(moved, self._counts[i, old], bins).astype(np.int64)
        self._start[i] = start
        places = np.floor(known * 2.0 ** -float(self._power[i])).astype(np.int64) - start
        self._counts[i] += np.bincount(places, minlength=bins)

    def found(self) -> tuple[Values, Values, Values]:
        """Quantiles and their standard errors, shape (5, months), and the width of bins, shape (months,)."""
        months = len(self._counts)
        quantiles, errors = np.empty((len(_AT), months)), np.empty((len(_AT), months))
        widths = 2.0 ** self._power.astype(np.float64)
        for i in range(months):
            upto, total = np.cumsum(self._counts[i]), int(self._counts[i].sum())

            def at(level: Values, i: int = i, upto: NDArray[np.int64] = upto, total: int = total) -> Values:
                rank = np.clip(level, 0.0, 1.0) * (total - 1)
                place = np.searchsorted(upto, rank, side="right").clip(max=len(upto) - 1)
                inside = (rank + 0.5 - (upto[place] - self._counts[i, place])) / np.maximum(self._counts[i, place], 1)
                edge = (place + self._start[i] + np.clip(inside, 0.0, 1.0)) * widths[i]
                return np.clip(edge, self._low[i], self._high[i])

            quantiles[:, i], errors[:, i] = _of(at, total)
        return quantiles, errors, np.where(self._low == self._high, 0.0, widths)


def _bin(value: float, power: int) -> int:
    return int(np.floor(value * 2.0 ** -float(power)))


def _sorted(known: Values, at: Values) -> Values:
    rank = np.clip(at, 0.0, 1.0) * (len(known) - 1)
    low = np.floor(rank).astype(np.int64)
    high = np.minimum(low + 1, len(known) - 1)
    found: Values = known[low] + (rank - low) * (known[high] - known[low])
    return found


def _of(quantile: object, n: int) -> tuple[Values, Values]:
    """Quantiles at the levels, and half the distance between those one standard deviation of their rank away."""
    if not n:
        return np.full(len(_AT), np.nan), np.full(len(_AT), np.nan)
    away = np.sqrt(_AT * (1.0 - _AT) / n)
    find = quantile
    assert callable(find)
    return find(_AT), (find(_AT + away) - find(_AT - away)) / 2.0
