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
#: Series in which a row must contradict better copies before it is said to be out of place.
MANY: Final = 5
#: How near to a power of a thousand the median ratio of two copies must lie before one is said to be in another unit.
NEAR: Final = 0.05


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


@dataclass(frozen=True, slots=True, eq=False)
class Compared:
    """The dates of one copy that a better copy has as well, and where the two differ; both of shape (n,)."""

    dates: Dates
    differs: NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Merged:
    """The union of the copies of one series.

    Parameters
    ----------
    readings : mapping of int to Reading
        For each file with something to contribute: its own dates. Every date of the union that the store does not keep
        stands in exactly one of them.
    differences : tuple of Difference
        Where a copy gave way.
    compared : mapping of int to Compared
        For each file, what it shares with better copies.
    """

    readings: Mapping[int, Reading]
    differences: tuple[Difference, ...]
    compared: Mapping[int, Compared]


def merge(card: Card, copies: Sequence[Copy]) -> Merged:
    """The union of all copies of one series; of copies that differ the one that reaches later.

    Parameters
    ----------
    card : Card
    copies : sequence of Copy
        Each with dates strictly increasing and finite values; in the order in which ties are decided: the last one wins, so
        the store stands first.
    """
    ranked = sorted(copies, key=lambda copy: copy.reach)
    dates = np.unique(np.concatenate([copy.dates for copy in ranked]))
    owner = np.zeros(len(dates), dtype=int)
    final = np.zeros(len(dates))
    for rank, copy in enumerate(ranked):
        at = np.searchsorted(dates, copy.dates)
        owner[at], final[at] = rank, copy.values
    readings, differences, compared = {}, [], {}
    for rank, copy in enumerate(ranked):
        mine = owner == rank
        if copy.place is not None and mine.any():
            readings[copy.place] = Reading(card, dates[mine], final[mine])
        at = np.searchsorted(dates, copy.dates)
        gap = np.abs(final[at] - copy.values)
        differs = gap > NOISE * np.maximum(np.abs(final[at]), np.abs(copy.values))
        differences += _differences(card, ranked, copy, owner[at], gap, differs)
        if copy.place is not None:
            shared = owner[at] != rank
            compared[copy.place] = Compared(copy.dates[shared], differs[shared])
    return Merged(readings, tuple(differences), compared)


def misplaced(compared: Sequence[Compared]) -> Dates:
    """Dates on which one file contradicts better copies in every series it shares with them, while it agrees on most others.

    Such a row belongs to another day: what the file alone says of that day is not to be trusted either. A file that
    differs on most dates is another vintage, and no row of it is out of place.

    Parameters
    ----------
    compared : sequence of Compared
        One for each series of the file.
    """
    if not compared:
        return np.array([], dtype="datetime64[D]")
    dates, place = np.unique(np.concatenate([one.dates for one in compared]), return_inverse=True)
    differs = np.concatenate([one.differs for one in compared])
    wrong = np.bincount(place, weights=differs, minlength=len(dates))
    right = np.bincount(place, weights=~differs, minlength=len(dates))
    found = (wrong >= MANY) & (right == 0)
    return dates[found] if 2 * found.sum() < ((wrong == 0) | found).sum() else dates[:0]


def shifted(one: Copy, other: Copy) -> float | None:
    """The power of a thousand by which one copy of amounts is larger than another on the same dates, or None if it is not.

    Both may lie within the magnitudes of their card: reserves were 9 billion dollars once, and 4,000 billion later. No
    revision of an amount comes near a factor of a thousand, so that one date in common is enough.
    """
    _, mine, theirs = np.intersect1d(one.dates, other.dates, return_indices=True)
    a, b = np.abs(one.values[mine]), np.abs(other.values[theirs])
    both = (a > 0) & (b > 0)
    if not both.any():
        return None
    ratio = float(np.median(a[both] / b[both]))
    power = round(np.log10(ratio) / 3)
    return 1e3**power if power and abs(ratio / 1e3**power - 1) < NEAR else None


def _differences(
    card: Card, ranked: Sequence[Copy], copy: Copy, owner: NDArray[np.int_], gap: Values, differs: NDArray[np.bool_]
) -> list[Difference]:
    """Where one copy gave way, by the copy that was kept."""
    found = []
    for winner in np.unique(owner[differs]).tolist():
        here = differs & (owner == winner)
        worst = int(np.argmax(np.where(here, gap, -1.0)))
        when: date = copy.dates[worst].item()
        kept = ranked[winner].name
        found.append(Difference(card.name, kept, copy.name, int(here.sum()), float(gap[worst]), card.unit, when))
    return found
