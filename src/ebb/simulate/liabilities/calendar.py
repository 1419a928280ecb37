"""What tax days, coupon settlements and ends of months and quarters do to the factors behind reserves.

The calendar is :mod:`ebb.dates.factors`; what such a day does to the Treasury's account or to reserves is measured on the
record and never typed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ebb.dates.factors import KINDS, Kind, factor_days
from ebb.errors import SourceError
from ebb.funding.resample import block_weights
from ebb.series import Series

_LEAST = 52


@dataclass(frozen=True, slots=True)
class Effect:
    """What one such day adds to the change of a level, in the level's unit, with a 90 percent interval."""

    kind: Kind
    value: float
    low: float
    high: float
    n: int


def counts(dates: NDArray[np.datetime64], kind: Kind) -> NDArray[np.float64]:
    """How many days of a kind lie after each date's predecessor and up to the date itself, shape (n - 1,)."""
    days = [d.date for d in factor_days(dates[0].item(), dates[-1].item()) if d.kind == kind]
    stamps = np.array(days, dtype="datetime64[D]")
    found: NDArray[np.float64] = np.diff(np.searchsorted(stamps, dates, side="right")).astype(np.float64)
    return found


def effects(level: Series, kinds: Sequence[Kind] = KINDS, draws: int = 500, seed: int = 0) -> tuple[Effect, ...]:
    """What each kind of day does to the change of a level: least squares on counts, intervals by resampled quarters of a year.

    Parameters
    ----------
    level : Series
        Weekly levels say most; in monthly ones each month has one settlement in the middle and one at its end, so that kinds
        without variation, or that cannot be told from the ones before them, are left out of the answer.

    Raises
    ------
    SourceError
        With fewer than 53 observations.

    Notes
    -----
    A quarter end is also a month end: its effect is what it adds to one.
    """
    if len(level) <= _LEAST:
        raise SourceError(
            f'"{level.key}" has {len(level)} observations',
            "simulate.liabilities.calendar",
            f"more than {_LEAST}, to tell factor days from chance",
            "use a longer or a weekly series",
        )
    dates = level.dates.astype("datetime64[D]")
    changes = np.diff(level.values)
    used: list[Kind] = []
    columns = [np.ones(len(changes))]
    for kind in kinds:
        column = counts(dates, kind)
        if np.linalg.matrix_rank(np.column_stack([*columns, column])) == len(columns) + 1:
            used.append(kind)
            columns.append(column)
    design = np.column_stack(columns)
    block = 13 if np.median(np.diff(dates).astype(int)) < 14 else 3
    weights = block_weights(len(changes), block, draws, np.random.default_rng(seed))
    tried = np.array([_weighted(design, changes, w) for w in weights])
    value = _weighted(design, changes, np.ones(len(changes)))
    low, high = np.quantile(tried, [0.05, 0.95], axis=0)
    return tuple(
        Effect(kind, float(value[i]), float(low[i]), float(high[i]), int(columns[i].sum()))
        for i, kind in enumerate(used, start=1)
    )


def _weighted(design: NDArray[np.float64], y: NDArray[np.float64], weights: NDArray[np.float64]) -> NDArray[np.float64]:
    root = np.sqrt(weights)
    return np.asarray(np.linalg.lstsq(design * root[:, None], y * root, rcond=None)[0], dtype=np.float64)
