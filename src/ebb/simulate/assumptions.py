"""The three settings of every assumption that a scenario leaves open, estimated from what was published by the as-of date.

*Central* is the last twelve months; *low* and *high* are the 10th and 90th percentile of what the same quantity did in
the years before. They are ranges of experience, not probabilities, and they never look past the as-of date.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ebb.errors import SourceError
from ebb.scenario import Levels, Setting
from ebb.series import Series

_YEARS_OF_GROWTH = 10
_YEARS_OF_LEVELS = 3
_TAILS = (10.0, 90.0)


def growth_range(series: Series, per_year: int = 12) -> Levels:
    """Growth over a year, as a share: last, and the 10th and 90th percentile over ten years.

    Parameters
    ----------
    series : Series
        A level observed `per_year` times a year.

    Raises
    ------
    SourceError
        With fewer than two years of observations.
    """
    if len(series) < 2 * per_year:
        raise _too_short(series, 2 * per_year)
    growth = series.values[per_year:] / series.values[:-per_year] - 1.0
    window = growth[-_YEARS_OF_GROWTH * per_year :]
    return _levels(float(growth[-1]), window)


def level_range(series: Series, per_year: int = 12) -> Levels:
    """Level: mean of the last year, and the 10th and 90th percentile of the last three.

    Raises
    ------
    SourceError
        With fewer than one year of observations.
    """
    if len(series) < per_year:
        raise _too_short(series, per_year)
    return _levels(float(series.values[-per_year:].mean()), series.values[-_YEARS_OF_LEVELS * per_year :])


def pick(given: float | Levels | None, estimated: Levels | None, setting: Setting, *, drains: bool) -> float:
    """The value of one assumption under a setting.

    A setting names where *reserves* end: with `drains`, the low setting takes the high value, because what drains reserves
    is then large. One number given in a scenario holds under every setting.

    Raises
    ------
    ValueError
        If there is neither a given value nor an estimate: a bug of the caller.

    >>> pick(None, Levels(low=1, central=2, high=3), "low", drains=True)
    3.0
    """
    if isinstance(given, int | float):
        return float(given)
    levels = given if given is not None else estimated
    if levels is None:
        raise ValueError("an assumption needs a given value or an estimate")
    mirrored: dict[Setting, Setting] = {"low": "high", "central": "central", "high": "low"}
    return float(getattr(levels, mirrored[setting] if drains else setting))


def _levels(central: float, window: NDArray[np.float64]) -> Levels:
    low, high = np.percentile(window, _TAILS)
    return Levels(low=min(float(low), central), central=central, high=max(float(high), central))


def _too_short(series: Series, needed: int) -> SourceError:
    return SourceError(
        f'"{series.key}" has {len(series)} observations by the as-of date',
        "simulate.assumptions",
        f"at least {needed}, to estimate its range",
        "give the assumption a value in the scenario's [assumptions], or a later --as-of",
    )
