"""What a path of chances comes to over the months that count: the highest, the sum, with the interval of the estimate."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ebb.errors import UsageError

Values = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Level:
    """A number with the interval of the estimate behind it, all in one unit."""

    value: float
    low: float
    high: float

    def __post_init__(self) -> None:
        if not self.low <= self.value <= self.high:
            raise UsageError(
                f"{self.value} outside its interval of {self.low} to {self.high}",
                "planning.frontier",
                "low <= value <= high",
                "hand over an interval that holds the number",
            )


@dataclass(frozen=True, slots=True, eq=False)
class Stretch:
    """A number by month with its edges, shape (months,)."""

    value: Values
    low: Values
    high: Values

    def at(self, month: int) -> Level:
        """One month, counted from 0."""
        return Level(float(self.value[month]), float(self.low[month]), float(self.high[month]))

    def first(self, months: int) -> Stretch:
        """The same up to so many months."""
        return Stretch(self.value[:months], self.low[:months], self.high[:months])


def highest(chance: Stretch) -> Level:
    """The month in which the chance is highest, with that month's interval."""
    return chance.at(int(chance.value.argmax()))


def total(chance: Stretch) -> Level:
    """Expected number of months out of chances in percent.

    The edges are those of all months at once, because the months share one estimate: wrong in one it is wrong in all.
    """
    return Level(*(float(edge.sum()) / 100.0 for edge in (chance.value, chance.low, chance.high)))


def thinned(draws: Values, rows: int) -> Values:
    """Each month's draws by `rows` of their quantiles: the same spread with fewer numbers, shape (rows, months).

    Notes
    -----
    Law: within the range of the draws in every month, and in order from row to row.
    """
    return np.asarray(np.quantile(draws, (np.arange(rows) + 0.5) / rows, axis=0))
