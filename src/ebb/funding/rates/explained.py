"""What an overnight spread went with: reserves, ON RRP, the Treasury's account and the calendar, by least squares.

A description, not a forecast: regressors are those of the day itself. Levels of two trending series agree by accident, so the
same regression in changes over five business days stands beside every one. This module must never show one without the other.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ebb.errors import UsageError
from ebb.funding.demand import NOT_ABOUT_RESERVES
from ebb.funding.rates.days import KINDS, kinds_of
from ebb.funding.rates.panel import Array, Days, Panel
from ebb.series import Series

NAMES: Final = ("constant", "reserves", "on_rrp", "tga_move", *KINDS)
#: A month of business days: spreads of neighbouring days resemble each other that long.
LAGS: Final = 20
_STEP: Final = 5
_FOUR_WEEKS = np.timedelta64(28, "D")
_OBSERVATIONS_EACH: Final = 10


@dataclass(frozen=True, slots=True)
class Effect:
    """One coefficient with its standard error robust to autocorrelation; basis points per unit of `name`.

    Reserves, ON RRP and the Treasury's account are in percent of bank assets, kinds of day are zero or one.
    """

    name: str
    value: float
    error: float


@dataclass(frozen=True, slots=True)
class Explained:
    """The regression of one rate in levels and in changes over five business days."""

    rate: str
    levels: tuple[Effect, ...]
    changes: tuple[Effect, ...]
    r2_levels: float
    r2_changes: float
    days: int
    sample: tuple[date, date]


def explain(data: Panel) -> Explained:
    """Regress a spread on reserves, ON RRP, moves of the Treasury's account and the kinds of day.

    Parameters
    ----------
    data : Panel
        Cut to what was known. March 2020 is left out: the dash for cash was not about reserves.

    Raises
    ------
    UsageError
        With fewer than ten days a coefficient.

    Notes
    -----
    Standard errors after Newey and West, "A Simple, Positive Semi-definite, Heteroskedasticity and Autocorrelation Consistent
    Covariance Matrix", Econometrica 55 (1987), with 20 lags.
    """
    months = np.array(NOT_ABOUT_RESERVES, dtype="datetime64[M]")
    kept = ~np.isin(data.dates.astype("datetime64[M]"), months)
    x = np.column_stack([np.ones(len(data)), conditions_on(data, data.dates), kinds_of(data.dates)])
    kept &= ~np.isnan(x).any(axis=1)
    if kept.sum() < _OBSERVATIONS_EACH * x.shape[1]:
        raise UsageError(
            f"{data.rate} cannot be explained on {int(kept.sum())} days",
            "funding.rates.explained",
            f"at least {_OBSERVATIONS_EACH * x.shape[1]} days with reserves, ON RRP and the Treasury's account",
            "import more days, or choose a later as-of date",
        )
    x, y, days = x[kept], data.spread[kept], data.dates[kept]
    levels, errors, fit = newey_west(x, y, LAGS)
    moved = np.column_stack([np.ones(len(y) - _STEP), (x[_STEP:] - x[:-_STEP])[:, 1:]])
    changes, change_errors, change_fit = newey_west(moved, y[_STEP:] - y[:-_STEP], LAGS)
    return Explained(
        rate=data.rate,
        levels=tuple(Effect(*row) for row in zip(NAMES, levels.tolist(), errors.tolist(), strict=True)),
        changes=tuple(Effect(*row) for row in zip(NAMES, changes.tolist(), change_errors.tolist(), strict=True)),
        r2_levels=fit,
        r2_changes=change_fit,
        days=int(kept.sum()),
        sample=(days[0].item(), days[-1].item()),
    )


def conditions_on(data: Panel, days: Days) -> Array:
    """Reserves, ON RRP and the four-week move of the Treasury's account last observed on each day, shape (n, 3)."""
    tga = data.tga
    before = np.searchsorted(tga.dates, tga.dates - _FOUR_WEEKS, side="right") - 1
    moves = np.where(before >= 0, tga.values - tga.values[np.maximum(before, 0)], np.nan) if len(tga) else tga.values
    return np.column_stack(
        [
            _observed(data.reserves.dates, data.reserves.values, days),
            _observed(data.on_rrp.dates, data.on_rrp.values, days),
            _observed(tga.dates, moves, days),
        ]
    )


def newey_west(x: Array, y: Array, lags: int) -> tuple[Array, Array, float]:
    """Coefficients, standard errors with Bartlett weights, and R-squared.

    Parameters
    ----------
    x : float64, shape (n, k)
    y : float64, shape (n,)
    lags : int
    """
    inverse = np.linalg.pinv(x.T @ x)
    found = inverse @ (x.T @ y)
    residual = y - x @ found
    scores = x * residual[:, None]
    middle = scores.T @ scores
    for lag in range(1, lags + 1):
        part = scores[lag:].T @ scores[:-lag]
        middle += (1.0 - lag / (lags + 1.0)) * (part + part.T)
    errors: Array = np.sqrt(np.diag(inverse @ middle @ inverse))
    return found, errors, float(1.0 - residual.var() / y.var())


def settled(days: Days, sizes: Series, covered: tuple[tuple[date, date], ...]) -> tuple[Array, NDArray[np.bool_]]:
    """Coupon securities settling on each day, USD billion, and whether the day is covered; shape of `days`."""
    place = np.searchsorted(sizes.dates, days)
    there = np.isin(days, sizes.dates)
    amount = (
        np.where(there, sizes.values[np.minimum(place, len(sizes) - 1)], 0.0) if len(sizes) else np.zeros(len(days))
    )
    inside = np.zeros(len(days), dtype=bool)
    for first, last in covered:
        inside |= (days >= np.datetime64(first, "D")) & (days <= np.datetime64(last, "D"))
    return amount, inside


def _observed(dates: Days, values: Array, days: Days) -> Array:
    if not len(dates):
        return np.full(len(days), np.nan)
    place = np.searchsorted(dates, days, side="right") - 1
    return np.where(place >= 0, values[np.maximum(place, 0)], np.nan)
