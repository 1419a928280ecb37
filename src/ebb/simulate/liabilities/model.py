"""What every model of one balance-sheet line gives: a path, and draws around it from its own past one-month errors.

A line is a monthly level in USD billion. Its model is fitted on months before the as-of date and nothing else; it hands out
the months and the errors it was fitted on, so that several lines can be drawn with the errors of the *same* past months:
what moved together then moves together in a draw. Nothing here knows a scenario, and nothing is looked up.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from ebb.errors import OutOfRange, SourceError
from ebb.series import Series

Values = NDArray[np.float64]
Months = NDArray[np.int64]

#: Months of a block: long enough to hold the memory of a tax season, short enough to leave many blocks.
BLOCK = 6
#: Months of past errors that are drawn from, at most.
WINDOW = 120


@dataclass(frozen=True, slots=True)
class Monthly:
    """A level by calendar month: `months` counts months since the year 0, strictly increasing; `values` USD billion."""

    months: Months
    values: Values

    @classmethod
    def of(cls, series: Series) -> Monthly:
        """The last value of each month of a series, in USD billion where it is money."""
        found = (series.in_unit("USD bn") if series.unit.startswith("USD") else series).by_month()
        months = sorted(found)
        return cls(
            np.array([12 * year + month - 1 for year, month in months], dtype=np.int64),
            np.array([found[m] for m in months], dtype=np.float64),
        )

    def __len__(self) -> int:
        return len(self.months)

    def upto(self, month: int) -> Monthly:
        """The same, without the months after `month`."""
        keep = self.months <= month
        return Monthly(self.months[keep], self.values[keep])

    def followed(self, other: Monthly) -> Monthly:
        """The same, and after its newest month those of another that come later."""
        later = other.months > (self.months[-1] if len(self) else -1)
        return Monthly(np.append(self.months, other.months[later]), np.append(self.values, other.values[later]))

    def tail(self) -> Monthly:
        """The longest stretch without a missing month that ends with the newest one."""
        gaps = np.flatnonzero(np.diff(self.months) != 1)
        first = int(gaps[-1]) + 1 if len(gaps) else 0
        return Monthly(self.months[first:], self.values[first:])

    def at(self, months: Months) -> Values:
        """Values of the months asked for.

        Raises
        ------
        OutOfRange
            If one of them is missing.
        """
        place = np.searchsorted(self.months, months)
        inside = place < len(self.months)
        if not inside.all() or (self.months[place] != months).any():
            missing = [int(m) for m in months if m not in set(self.months.tolist())]
            raise OutOfRange(
                f"a line has no value for {missing[0] // 12}-{missing[0] % 12 + 1:02d}",
                "simulate.liabilities",
                "a level for every month asked for",
                "choose an earlier origin or a shorter horizon",
            )
        found: Values = self.values[place]
        return found


class Line(Protocol):
    """A fitted model of one line."""

    @property
    def name(self) -> str:
        """The line's name, as the paths of a run call it."""

    @property
    def months(self) -> Months:
        """Months of the errors, shape (n,)."""

    @property
    def errors(self) -> Values:
        """One-month errors of the fit in the model's own units, shape (n,)."""

    @property
    def said(self) -> str:
        """How the path is made, one line."""

    def path(self, horizon: int) -> Values:
        """Levels of the next `horizon` months without errors, USD billion, shape (horizon,)."""

    def draw(self, shocks: Values) -> Values:
        """Levels under drawn errors: shape (draws, horizon) in and out."""


@dataclass(frozen=True, slots=True, eq=False)
class Prediction:
    """A predictive distribution: `path` float64 (horizon,) without errors, `draws` float64 (draws, horizon); USD billion."""

    name: str
    path: Values
    draws: Values

    def quantiles(self, levels: Sequence[float]) -> Values:
        """Quantiles by month, shape (levels, horizon); law: they rise with the level."""
        found: Values = np.quantile(self.draws, np.asarray(levels), axis=0)
        return found


def blocks(n: int, horizon: int, draws: int, rng: np.random.Generator, block: int = BLOCK) -> NDArray[np.int64]:
    """Places of past errors for each draw and month ahead: circular moving blocks.

    Returns
    -------
    int64, shape (draws, horizon)
        Law: each lies in [0, n), and inside a block the next place follows the one before, round the circle.
    """
    length = min(block, n)
    starts = rng.integers(0, n, size=(draws, -(-horizon // length)))
    places = (starts[:, :, None] + np.arange(length)) % n
    return places.reshape(draws, -1)[:, :horizon]


def together(lines: Sequence[Line], horizon: int, draws: int, rng: np.random.Generator) -> Mapping[str, Values]:
    """Errors of several lines drawn from the same past months, each of shape (draws, horizon).

    Raises
    ------
    SourceError
        If the lines share fewer than two years of months.
    """
    common = sorted(set.intersection(*(set(line.months.tolist()) for line in lines)))[-WINDOW:]
    if len(common) < 2 * 12:
        raise SourceError(
            f"the lines of the balance sheet share {len(common)} months of errors",
            "simulate.liabilities",
            "at least 24 months in common",
            "choose a later origin",
        )
    places = blocks(len(common), horizon, draws, rng)
    found = {}
    for line in lines:
        errors = line.errors[np.searchsorted(line.months, common)]
        found[line.name] = errors[places]
    return found


def predict(line: Line, horizon: int, draws: int = 1000, seed: int = 0) -> Prediction:
    """The predictive distribution of one line alone, from its own errors (at most the last :data:`WINDOW` months)."""
    errors = line.errors[-WINDOW:]
    places = blocks(len(errors), horizon, draws, np.random.default_rng(seed))
    return Prediction(line.name, line.path(horizon), line.draw(errors[places]))


def require_months(name: str, level: Monthly, least: int) -> Monthly:
    """The stretch without a gap that a fit can use.

    Raises
    ------
    SourceError
        If it is shorter than `least` months.
    """
    found = level.tail()
    if len(found) < least:
        raise SourceError(
            f"{name} has {len(found)} months in a row by the as-of date",
            "simulate.liabilities",
            f"at least {least}",
            "give the line a level, or choose a later --as-of",
        )
    return found
