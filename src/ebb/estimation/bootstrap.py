"""Percentile-t bands of local projections from an autoregression that is run again with its own errors.

Where the horizon is more than a few hundredths of the sample and the series are persistent, no standard error alone gives the
interval its probability. Here a vector autoregression is fitted, run again many times with errors multiplied by random normals
(so that quiet and wild times stay where they are), each run is projected like the data, and the distribution of its
t-statistics around the autoregression's own response replaces the normal one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ebb.errors import UsageError
from ebb.estimation.projections import LEVEL, Left, Responses, asked_horizons, local_projections
from ebb.estimation.regression import least_squares
from ebb.estimation.variance import Floats

#: Bootstrap runs, unless asked otherwise.
DRAWS: Final = 500
#: Of the horizon over the sample: above it the bands of the bootstrap are the ones to show.
LONG: Final = 0.03


@dataclass(frozen=True, slots=True, eq=False)
class Autoregression:
    """A vector autoregression by least squares.

    Parameters
    ----------
    constant : float64, shape (n,)
    slopes : float64, shape (p, n, n)
        ``slopes[k] @ y[t - 1 - k]``.
    errors : float64, shape (T - p, n)
    """

    constant: Floats
    slopes: Floats
    errors: Floats

    def responses(self, shock: int, horizons: NDArray[np.int64], left: Left = "level") -> Floats:
        """Response to a unit of the shock's own surprise, everything else moving with it as it usually does.

        Returns
        -------
        float64, shape (horizons, n)
        """
        order, n = self.slopes.shape[0], self.errors.shape[1]
        spread = self.errors.T @ self.errors
        path = np.zeros((order + int(horizons.max()) + 1, n))
        path[order] = spread[:, shock] / spread[shock, shock]
        for t in range(order + 1, len(path)):
            path[t] = sum(self.slopes[k] @ path[t - 1 - k] for k in range(order))
        after = path[order:]
        result: Floats = (np.cumsum(after, axis=0) if left == "sum" else after)[horizons]
        return result


def autoregression(system: Floats, order: int) -> Autoregression:
    """Fit a vector autoregression with a constant.

    Raises
    ------
    UsageError
        If the sample is too short for the order.
    """
    length, n = system.shape
    lagged = [system[order - k : length - k] for k in range(1, order + 1)]
    regressors = np.concatenate((*lagged, np.ones((max(length - order, 0), 1))), axis=1)
    fitted = least_squares(system[order:], regressors, np.eye(regressors.shape[1])).value
    slopes = fitted[:-1].reshape(order, n, n).transpose(0, 2, 1)
    return Autoregression(fitted[-1], slopes, system[order:] - regressors @ fitted)


def runs_again(fitted: Autoregression, system: Floats, draws: int, rng: np.random.Generator) -> Floats:
    """Run the autoregression again from a random stretch of the data, its errors multiplied by standard normals.

    Returns
    -------
    float64, shape (draws, T, n)
    """
    order, length = fitted.slopes.shape[0], len(system)
    starts = rng.integers(0, length - order + 1, draws)
    errors = fitted.errors - fitted.errors.mean(axis=0)
    shocks = errors[None] * rng.standard_normal((draws, len(errors), 1))
    found = np.empty((draws, length, system.shape[1]))
    found[:, :order] = system[starts[:, None] + np.arange(order)]
    for t in range(order, length):
        found[:, t] = fitted.constant + shocks[:, t - order]
        for k in range(order):
            found[:, t] += found[:, t - 1 - k] @ fitted.slopes[k].T
    return found


def bootstrap_projections(
    system: Floats,
    shock: int,
    *,
    lags: int,
    horizons: int | Sequence[int],
    left: Left = "level",
    draws: int = DRAWS,
    seed: int = 0,
    common: bool = False,
    level: float = LEVEL,
) -> Responses:
    """Lag-augmented responses with percentile-t bands; arguments as of :func:`~ebb.estimation.projections.local_projections`.

    Parameters
    ----------
    shock : int
        A column of the system.
    draws, seed : int

    Raises
    ------
    UsageError
        As for local projections, or if fewer than 20 draws are asked for.

    Notes
    -----
    The autoregression has one lag more than `lags`: a projection on the shock and `lags` lags is one of an autoregression of
    that order, and the lag that augmentation adds is the next. The response of the data is never corrected, only its band.
    Source: Montiel Olea and Plagborg-Moller, Econometrica 2021, section 5.
    """
    if draws < 20:
        raise UsageError(
            f"{draws} bootstrap draws", "estimation.bootstrap", "at least 20", "ask for several hundred draws"
        )
    ahead = asked_horizons(horizons)
    asked = ahead.tolist()
    found = local_projections(
        system, shock, lags=lags, horizons=asked, inference="lag-augmented", left=left, common=common, level=level
    )
    fitted = autoregression(system, lags + 1)
    truth = fitted.responses(shock, ahead, left)
    statistics = np.empty((draws, *found.value.shape))
    for place, run in enumerate(runs_again(fitted, system, draws, np.random.default_rng(seed))):
        again = local_projections(run, shock, lags=lags, horizons=asked, left=left, common=common)
        statistics[place] = (again.value - truth) / np.where(again.error > 0.0, again.error, np.inf)
    below, above = np.quantile(statistics, (0.5 - level / 2.0, 0.5 + level / 2.0), axis=0)
    return replace(
        found,
        low=found.value - above * found.error,
        high=found.value - below * found.error,
        critical=np.full(len(ahead), np.nan),
        inference="bootstrap",
    )
