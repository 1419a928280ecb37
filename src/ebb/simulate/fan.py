"""What an ensemble gives back: the spread of every path, how sure it is, and when things happened first.

Quantiles come with their Monte Carlo error, never a mean alone. A draw that ends early (the next month would have taken
reserves below zero) counts in the months it reached; how many are left stands beside the quantiles.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from ebb.errors import UnknownName, UsageError

Values = NDArray[np.float64]
Counts = NDArray[np.int64]

#: Quantiles by the name they have in the wire form.
LEVELS: Final[Mapping[str, float]] = {"p05": 0.05, "p16": 0.16, "p50": 0.50, "p84": 0.84, "p95": 0.95}
#: Paths in percent; all others are USD billion.
SHARES: Final = ("share_of_gdp", "share_of_bank_assets")
#: Reserves in percent of bank assets at which first passages are counted: exact at these, on a straight line between.
SHARE_STEP: Final = 0.05
SHARE_GRID: Final = np.round(np.arange(0.0, 40.0 + SHARE_STEP / 2, SHARE_STEP), 10)

#: The most draws, workers and the last seed that can be asked for.
MOST_DRAWS: Final = 10_000_000
MOST_WORKERS: Final = 64
_LAST_SEED: Final = 2**63 - 1


def check(draws: int, seed: int, workers: int) -> None:
    """Refuse a number of draws, a seed or a number of workers that cannot be; every problem at once.

    Raises
    ------
    UsageError
    """
    problems = []
    if not 1 <= draws <= MOST_DRAWS:
        problems.append(f"{draws:,} draws")
    if not 0 <= seed <= _LAST_SEED:
        problems.append(f"seed {seed}")
    if not 1 <= workers <= MOST_WORKERS:
        problems.append(f"{workers} workers")
    if problems:
        raise UsageError(
            f"an ensemble cannot have {' and '.join(problems)}",
            "simulate.ensemble",
            f"1 to {MOST_DRAWS:,} draws, a seed of 0 or more, 1 to {MOST_WORKERS} workers",
            "correct the numbers: 10,000 draws tell a quantile to about a hundredth of the spread",
        )


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Fan:
    """The spread of one plan over its draws.

    Attributes
    ----------
    dates : tuple of date
        Calendar month ends, shape (months,).
    draws, seed : int
    quantiles, errors : mapping of path to float64 of shape (5, months)
        In the order of :data:`LEVELS`: USD billion, or percent for :data:`SHARES`; and their Monte Carlo standard errors.
    resolution : mapping of path to float64, shape (months,)
        Width of the bins of a path kept in bins, in its unit; 0 where quantiles are exact.
    running : int64, shape (months,)
        Draws that reached each month.
    below : int64, shape (months, len(SHARE_GRID))
        Draws whose reserves had by then been below that share of bank assets, at least once.
    stopped, gone : int64, shape (months,)
        Draws in which a stop rule was first reached in the month, and in which the deferred asset was first gone.
    first_drawn : date
        First month that differs between draws.
    said : mapping of str to str
        What the draws are, for the provenance of a run.
    """

    dates: tuple[date, ...]
    draws: int
    seed: int
    quantiles: Mapping[str, Values]
    errors: Mapping[str, Values]
    resolution: Mapping[str, Values]
    running: Counts
    below: Counts
    stopped: Counts
    gone: Counts
    first_drawn: date
    said: Mapping[str, str]

    def __post_init__(self) -> None:
        for arrays in (self.quantiles, self.errors, self.resolution):
            for array in arrays.values():
                array.flags.writeable = False
        for counts in (self.running, self.below, self.stopped, self.gone):
            counts.flags.writeable = False

    def __repr__(self) -> str:
        return f"Fan({self.draws} draws, seed {self.seed}, {self.dates[0]}..{self.dates[-1]})"

    def path(self, name: str, level: str = "p50") -> Values:
        """A quantile of a path by month, shape (months,).

        Raises
        ------
        UnknownName
            If there is no such path or quantile.
        """
        return self._row(self.quantiles, name, level)

    def error(self, name: str, level: str = "p50") -> Values:
        """Its Monte Carlo standard error, shape (months,)."""
        return self._row(self.errors, name, level)

    def _row(self, table: Mapping[str, Values], name: str, level: str) -> Values:
        if name not in table:
            raise UnknownName.of("path", name, table, where=repr(self))
        if level not in LEVELS:
            raise UnknownName.of("quantile", level, LEVELS, where=repr(self))
        found: Values = table[name][list(LEVELS).index(level)]
        return found

    def chance_below(self, share: float) -> Values:
        """Probability that reserves have been below `share` percent of bank assets by each month, shape (months,).

        Law: never falls over time or with the share; exact at multiples of :data:`SHARE_STEP`.
        """
        return np.array([np.interp(share, SHARE_GRID, row) for row in self.below / self.draws])

    def chance_stopped(self) -> Values:
        """Probability that runoff has stopped by each month, shape (months,)."""
        return np.asarray(np.cumsum(self.stopped) / self.draws)

    def chance_gone(self) -> Values:
        """Probability that the deferred asset has been earned back by each month, shape (months,)."""
        return np.asarray(np.cumsum(self.gone) / self.draws)

    def chance_error(self, chance: Values) -> Values:
        """Monte Carlo standard error of a probability over these draws, same shape."""
        found: Values = np.sqrt(chance * (1.0 - chance) / self.draws)
        return found

    def stop_quantile(self, level: str) -> date | None:
        """Month end by which that part of the draws has stopped; None where so many do not stop inside the run."""
        if level not in LEVELS:
            raise UnknownName.of("quantile", level, LEVELS, where=repr(self))
        place = np.flatnonzero(self.chance_stopped() >= LEVELS[level])
        return self.dates[int(place[0])] if len(place) else None

    def first_months(self, count: int) -> Fan:
        """The same fan cut to its first months."""
        return replace(
            self,
            dates=self.dates[:count],
            quantiles={name: path[:, :count] for name, path in self.quantiles.items()},
            errors={name: path[:, :count] for name, path in self.errors.items()},
            resolution={name: path[:count] for name, path in self.resolution.items()},
            running=self.running[:count],
            below=self.below[:count],
            stopped=self.stopped[:count],
            gone=self.gone[:count],
        )

    def bands(self) -> dict[str, dict[str, list[float | None]]]:
        """The wire form: path to quantile to values; null in a month that no draw reached."""
        return {name: dict(zip(LEVELS, map(_listed, path), strict=True)) for name, path in self.quantiles.items()}

    def json(self) -> dict[str, Any]:
        """What stands beside the bands: errors, first passages by month in percent, and how the draws were made."""
        share = self.said.get("share")
        edge = None if share is None else float(share)
        return {
            "draws": self.draws,
            "seed": self.seed,
            "first_drawn": self.first_drawn.isoformat(),
            "running": self.running.tolist(),
            "monte_carlo_error": {n: dict(zip(LEVELS, map(_listed, e), strict=True)) for n, e in self.errors.items()},
            "resolution": {name: float(width.max()) for name, width in self.resolution.items()},
            "probability": {
                "stopped": _percent(self.chance_stopped()),
                "deferred_asset_gone": _percent(self.chance_gone()),
                "reserves_below": {
                    f"{at:g}": _percent(self.chance_below(at))
                    for at in sorted({8.0, 9.0, 10.0, 11.0, 12.0, 13.0, *(() if edge is None else (edge,))})
                },
            },
            "stop_dates": {
                level: None if (day := self.stop_quantile(level)) is None else day.isoformat() for level in LEVELS
            },
            "said": dict(self.said),
        }


def _listed(values: Values) -> list[float | None]:
    return [None if np.isnan(value) else round(float(value), 11) for value in values]


def _percent(chance: Values) -> list[float]:
    return [round(100.0 * float(value), 6) for value in chance]
