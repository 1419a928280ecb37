"""The volatility of one index period by period, and what was known before each period began.

A week runs from Thursday to Wednesday, as the Fed's balance sheet does, so that a level of one Wednesday stands before the
whole week it is asked to explain. Nothing may explain a period that was not published before the period began: what drives
volatility is joined by the day on which it became known, never by the day it speaks of.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from ebb.equities.market import Floats, Market
from ebb.equities.regimes import Regimes, month_regimes, require
from ebb.errors import UnitError, UsageError
from ebb.series import Dates, Origin, Series

Frequency = Literal["weekly", "monthly"]
#: Averages of past log volatility that explain the next: a week, a month, a quarter; or a month, a quarter, a year.
HORIZONS_OF: Final[Mapping[Frequency, tuple[int, ...]]] = {"weekly": (1, 4, 13), "monthly": (1, 3, 12)}
#: Trading days a year, by which the packaged volatilities are scaled.
TRADING_DAYS: Final = 252
#: A week of fewer returns is left out: one or two days are no measure of a week.
_FEWEST_RETURNS: Final = 3
_FEWEST_PERIODS: Final = 60


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class VolatilityPath:
    """Log realised volatility of one index, a figure a period.

    Parameters
    ----------
    name : str
    frequency : "weekly" or "monthly"
    firsts, lasts : datetime64[D], shape (n,)
        First and last day of each period; periods do not overlap and stand in order. A week without trading is absent.
    log_volatility : float64, shape (n,)
        Natural logarithm of annual percent.
    origins : tuple of Origin
    """

    name: str
    frequency: Frequency
    firsts: Dates
    lasts: Dates
    log_volatility: Floats
    origins: tuple[Origin, ...]

    def __len__(self) -> int:
        return len(self.log_volatility)

    def __repr__(self) -> str:
        return f"VolatilityPath({self.name}, {self.frequency}, {self.first}..{self.last}, n={len(self)})"

    @property
    def first(self) -> date:
        """First day of the first period."""
        day: date = self.firsts[0].item()
        return day

    @property
    def last(self) -> date:
        """Last day of the last period."""
        day: date = self.lasts[-1].item()
        return day

    @property
    def horizons(self) -> tuple[int, ...]:
        """Averages of past periods that explain the next."""
        return HORIZONS_OF[self.frequency]


def monthly_path(market: Market) -> VolatilityPath:
    """The published monthly volatilities of a market."""
    firsts = market.months.astype("datetime64[M]").astype("datetime64[D]")
    return VolatilityPath(market.name, "monthly", firsts, market.months, np.log(market.volatility), market.origins)


def weekly_path(name: str, closes: Series) -> VolatilityPath:
    """Weekly realised volatility of daily closes: root of the mean squared log return, as annual percent.

    Parameters
    ----------
    closes : Series, index, daily

    Raises
    ------
    UnitError
        If closes are not an index.
    UsageError
        If fewer than 60 weeks have three returns.

    Notes
    -----
    A return over a holiday belongs to the day it ends on. Weeks with fewer than three returns are left out.
    """
    days, returns = daily_returns(closes)
    weeks = days.astype(np.int64) // 7  # day 0 was a Thursday: Thursday to Wednesday share a number
    order, place, counts = np.unique(weeks, return_inverse=True, return_counts=True)
    squares = np.bincount(place, weights=np.square(returns)) / counts
    kept = (counts >= _FEWEST_RETURNS) & (squares > 0.0)
    # the newest week counts once its Wednesday was traded or something later is held
    ends = (order * 7 + 6).astype("datetime64[D]")
    kept &= ends <= days[-1]
    if kept.sum() < _FEWEST_PERIODS:
        raise UsageError(
            f'"{closes.key}" has {int(kept.sum())} whole weeks',
            "equities.path",
            f"daily closes of at least {_FEWEST_PERIODS} weeks",
            "import a longer daily series",
        )
    ends = ends[kept]
    return VolatilityPath(
        name=name,
        frequency="weekly",
        firsts=ends - 6,
        lasts=ends,
        log_volatility=0.5 * np.log(TRADING_DAYS * squares[kept]),
        origins=closes.origins,
    )


def daily_returns(closes: Series) -> tuple[Dates, Floats]:
    """Days and log returns in percent of daily closes.

    Raises
    ------
    UnitError
        If closes are not an index above zero.
    """
    if closes.unit not in ("index", "TWD per USD") or (closes.values <= 0.0).any():
        raise UnitError(
            f'"{closes.key}" is in {closes.unit}', "equities.path", "an index or a price above zero", "hand over closes"
        )
    return closes.dates[1:], 100.0 * np.diff(np.log(closes.values))


def known_before(series: Series, firsts: Dates) -> Floats:
    """The newest value that was known before each period began.

    Parameters
    ----------
    series : Series
    firsts : datetime64[D], shape (n,)
        First days of the periods.

    Returns
    -------
    float64, shape (n,)
        NaN where nothing was known yet. Law: changing what became known on or after a period's first day changes nothing
        of that period.
    """
    if not len(series):
        return np.full(len(firsts), np.nan)
    known = np.maximum.accumulate(series.known)  # a later figure does not help while an earlier one is awaited
    place = np.searchsorted(known, firsts, side="left") - 1
    return np.where(place >= 0, series.values[np.maximum(place, 0)], np.nan)


def inside(path: VolatilityPath, regimes: Regimes, names: Sequence[str]) -> dict[str, NDArray[np.bool_]]:
    """For each named regime whether a period belongs to it: by the majority of a month's days, by a week's Wednesday.

    Raises
    ------
    UnknownName
        If a name is not in the mapping.
    """
    require(names, regimes)
    if path.frequency == "monthly":
        held = month_regimes(path.lasts, regimes)
        return {name: np.array([regime == name for regime in held]) for name in names}
    found = {}
    for name in names:
        chosen = np.zeros(len(path), dtype=bool)
        for first, last in regimes[name]:
            end = np.datetime64(last or date.max, "D")
            chosen |= (path.lasts >= np.datetime64(first, "D")) & (path.lasts <= end)
        found[name] = chosen
    return found
