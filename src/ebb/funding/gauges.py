"""Indicators of how scarce reserves are, each measured against nothing but its own past.

A gauge is one indicator's history with the day on which each figure was known. Its standard score compares a figure with the
figures before it, so that no later month can change what was read on a day. A figure that was not there, or is too
old to speak of the day, is missing and stays missing: this module must never fill, carry on or average over a gap.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ebb.errors import LawError

Array = NDArray[np.float64]
Dates = NDArray[np.datetime64]

#: What an indicator looks at: prices, quantities, how prices answer to quantities, or the Fed's lending counters.
GROUPS: Final = ("price", "quantity", "response", "facility")
#: Figures a year, by step.
STEPS: Final = {"week": 52, "month": 12}
#: An observation older than this says nothing about the day: two monthly figures have been missed by then.
STALE_DAYS: Final = 75
#: A single indicator may not outshout the others: beyond three standard deviations it counts as three.
CLIP: Final = 3.0
_LEAST_SD: Final = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class Gauge:
    """One indicator. Arrays have shape (n,) and are read-only; a higher figure means scarcer where `tight` is 1.

    Parameters
    ----------
    key : str
        Its words are ``board.gauge.<key>``.
    group : one of :data:`GROUPS`
    unit : str
        ``"bp"``, ``"percent"``, ``"pp"``, ``"USD bn"`` or ``"bp per pp"``.
    dates, values, known
        Strictly increasing days observed, finite figures, and the first day on which each was known.
    step : one of :data:`STEPS`
    tight : 1 or -1
    source : str
        What it was made of, in a few words for a machine-readable list.
    """

    key: str
    group: str
    unit: str
    dates: Dates
    values: Array
    known: Dates
    step: str = "month"
    tight: int = 1
    source: str = ""

    def __post_init__(self) -> None:
        for name, kind in (("dates", "datetime64[D]"), ("values", np.float64), ("known", "datetime64[D]")):
            array = np.array(getattr(self, name), dtype=kind)
            array.flags.writeable = False
            object.__setattr__(self, name, array)
        known = np.maximum.accumulate(self.known) if len(self.known) else self.known
        if (
            self.group not in GROUPS
            or self.step not in STEPS
            or not np.isfinite(self.values).all()
            or (len(self.dates) > 1 and not (np.diff(self.dates).astype(int) > 0).all())
            or (self.known < self.dates).any()
        ):
            raise LawError(
                f'gauge "{self.key}" breaks its law',
                "funding.gauges",
                "a known group and step, increasing dates, finite values, nothing known before it was observed",
                "correct the series it was made of",
            )
        object.__setattr__(self, "known", known)  # what stands behind a late figure was not seen before it either

    def __len__(self) -> int:
        return len(self.values)

    def upto(self, day: date) -> Gauge:
        """Only what was known on `day`."""
        keep = self.known <= np.datetime64(day, "D")
        return Gauge(
            self.key,
            self.group,
            self.unit,
            self.dates[keep],
            self.values[keep],
            self.known[keep],
            self.step,
            self.tight,
            self.source,
        )

    def scores(self) -> Array:
        """Standard score of each figure against those before it, shape (n,); NaN in the first year and while nothing moved.

        Notes
        -----
        Law: the score of a figure depends on no later one. Positive = scarcer than its past; at most :data:`CLIP` either way.
        """
        n = len(self)
        before = np.arange(n, dtype=np.float64)
        first = np.concatenate([[0.0], np.cumsum(self.values)[:-1]]) if n else np.zeros(0)
        second = np.concatenate([[0.0], np.cumsum(self.values**2)[:-1]]) if n else np.zeros(0)
        with np.errstate(divide="ignore", invalid="ignore"):
            mean = first / before
            variance = (second - before * mean**2) / (before - 1.0)
            found = self.tight * (self.values - mean) / np.sqrt(variance)
        enough = (before >= STEPS[self.step]) & (np.nan_to_num(variance, nan=0.0) > _LEAST_SD)
        return np.where(enough, np.clip(np.nan_to_num(found), -CLIP, CLIP), np.nan)

    def places(self, days: Dates) -> NDArray[np.intp]:
        """Index of the newest figure known on each day and fresh enough to speak of it, -1 where there is none."""
        place = np.searchsorted(self.known, days, side="right") - 1
        if not len(self):
            return place
        age = (days - self.dates[np.maximum(place, 0)]).astype(int)
        return np.where((place >= 0) & (age <= STALE_DAYS), place, -1)


def score_table(gauges: Sequence[Gauge], days: Dates) -> Array:
    """Standard scores of all gauges as read on each day, shape (days, gauges); NaN where missing."""
    found = np.full((len(days), len(gauges)), np.nan)
    for column, gauge in enumerate(gauges):
        scores, place = gauge.scores(), gauge.places(days)
        there = place >= 0
        found[there, column] = scores[place[there]]
    return found


def mean_score(table: Array) -> Array:
    """Mean of the scores that are there, shape (days,); NaN where fewer than two are.

    Law: an indicator that is missing moves nothing; the mean lies between the lowest and the highest score present.
    """
    there = ~np.isnan(table)
    count = there.sum(axis=1)
    total = np.where(there, table, 0.0).sum(axis=1)
    return np.where(count >= 2, total / np.maximum(count, 1), np.nan)
