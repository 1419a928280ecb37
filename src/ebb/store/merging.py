"""One series in several files: their union, and where they differ the copy that reaches later.

The store is one of the copies: a file that ends before what is held is the older copy, and only adds the dates that are not
held. So an old download never overwrites a newer one, and importing in another order ends in the same figures. Real vintages
are not merged: they say themselves when each figure was known.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ebb.series import Dates, Values
from ebb.sources.cards import Card
from ebb.sources.harvest import Reading
from ebb.store.imported import Difference

#: Two figures are one if they differ by no more than this share: copies print different numbers of digits of a float.
NOISE: Final = 1e-9
#: Dates two copies must share, and how near to a power of a thousand the median of their ratios must lie, before one of
#: them is said to be in another unit.
ENOUGH, NEAR = 3, 0.05


@dataclass(frozen=True, slots=True, eq=False)
class Copy:
    """The figures of one series in one place; `place` is the number of the file, None for the store."""

    place: int | None
    name: str
    dates: Dates
    values: Values

    @property
    def reach(self) -> np.datetime64:
        """Date of the last figure."""
        found: np.datetime64 = self.dates.max()
        return found


def merge(card: Card, copies: Sequence[Copy]) -> tuple[Mapping[int, Reading], tuple[Difference, ...]]:
    """What each file contributes to the union, and where a copy gave way.

    Parameters
    ----------
    card : Card
    copies : sequence of Copy
        Each with dates strictly increasing and finite values; in the order in which ties are decided: the last one wins, so
        the store stands first.

    Returns
    -------
    mapping of int to Reading
        For each file with something to contribute: its own dates. Every date of the union that the store does not keep
        stands in exactly one of them.
    tuple of Difference
    """
    ranked = sorted(copies, key=lambda copy: copy.reach)
    dates = np.unique(np.concatenate([copy.dates for copy in ranked]))
    owner = np.zeros(len(dates), dtype=int)
    final = np.zeros(len(dates))
    for rank, copy in enumerate(ranked):
        at = np.searchsorted(dates, copy.dates)
        owner[at], final[at] = rank, copy.values
    readings = {}
    for rank, copy in enumerate(ranked):
        mine = owner == rank
        if copy.place is not None and mine.any():
            readings[copy.place] = Reading(card, dates[mine], final[mine])
    return readings, tuple(_differences(card, ranked, dates, owner, final))


def shifted(one: Copy, other: Copy) -> float | None:
    """The power of a thousand by which one copy is larger than another throughout, or None if it is not.

    Both may lie within the magnitudes of their card: reserves were 9 billion dollars once, and 4,000 billion later.
    """
    _, mine, theirs = np.intersect1d(one.dates, other.dates, return_indices=True)
    a, b = np.abs(one.values[mine]), np.abs(other.values[theirs])
    both = (a > 0) & (b > 0)
    if both.sum() < ENOUGH:
        return None
    ratio = float(np.median(a[both] / b[both]))
    power = round(np.log10(ratio) / 3)
    return 1e3**power if power and abs(ratio / 1e3**power - 1) < NEAR else None


def _differences(
    card: Card, ranked: Sequence[Copy], dates: Dates, owner: NDArray[np.int_], final: Values
) -> list[Difference]:
    found = []
    for rank, copy in enumerate(ranked):
        at = np.searchsorted(dates, copy.dates)
        gap = np.abs(final[at] - copy.values)
        differs = gap > NOISE * np.maximum(np.abs(final[at]), np.abs(copy.values))
        for winner in np.unique(owner[at][differs]).tolist():
            here = differs & (owner[at] == winner)
            worst = int(np.argmax(np.where(here, gap, -1.0)))
            when: date = copy.dates[worst].item()
            kept = ranked[winner].name
            # What is held and gives way to a file is a revision: the store counts it, and here it is named as well.
            found.append(
                Difference(card.name, kept, ranked[rank].name, int(here.sum()), float(gap[worst]), card.unit, when)
            )
    return found
