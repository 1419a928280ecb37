"""Local projections: what followed a shock, horizon by horizon, with inference that is honest about overlap.

``y[t+h] = a + b_h shock[t] + lags of everything + e``; each horizon is a regression of its own (Jorda 2005). Errors
overlap, so ordinary standard errors are wrong; three that are not are offered: Newey-West (a bandwidth of at least the
horizon), equal-weighted cosines with Student critical values, and one lag more than the dynamics need with Eicker-Huber-White
errors (Montiel Olea and Plagborg-Moller 2021), which stays valid for unit roots. The bootstrap is in
:mod:`ebb.estimation.bootstrap`, instruments in :mod:`ebb.estimation.instruments`, states in :mod:`ebb.estimation.states`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from ebb.errors import UsageError
from ebb.estimation.regression import Combinations, least_squares
from ebb.estimation.variance import (
    Floats,
    bartlett,
    cosine,
    cosine_count,
    newey_west_bandwidth,
    normal_quantile,
    student_quantile,
    white,
)

Inference = Literal["newey-west", "cosine", "lag-augmented"]
Left = Literal["level", "change", "sum"]

INFERENCES: Final = ("newey-west", "cosine", "lag-augmented")
#: What stands on the left at horizon h: y[t+h]; y[t+h] - y[t-1]; the sum of y[t] to y[t+h].
LEFTS: Final = ("level", "change", "sum")
#: Probability of the intervals, unless asked otherwise.
LEVEL: Final = 0.90


@dataclass(frozen=True, slots=True, eq=False)
class Responses:
    """Responses to one shock; arrays have shape (horizons, variables).

    Parameters
    ----------
    horizons : int64, shape (horizons,)
        Periods after the shock.
    value, error, low, high : float64
        Response to a shock of one unit, its standard error, and its interval of probability `level`.
    critical : float64, shape (horizons,)
        Multiple of the standard error that the interval reaches to; nan where a bootstrap decides.
    observations : int64, shape (horizons,)
    inference, left : str
        See :data:`INFERENCES` and :data:`LEFTS`.
    lags : int
        Lags of every variable among the controls, the one added by lag augmentation included.
    """

    horizons: NDArray[np.int64]
    value: Floats
    error: Floats
    low: Floats
    high: Floats
    critical: Floats
    observations: NDArray[np.int64]
    level: float
    inference: str
    left: str
    lags: int

    def at(self, horizon: int, variable: int = 0) -> tuple[float, float, float, float]:
        """Value, standard error, low and high of one response.

        Raises
        ------
        UsageError
            If the horizon was not estimated.
        """
        places = np.flatnonzero(self.horizons == horizon)
        if not len(places):
            raise UsageError(
                f"no response at horizon {horizon}",
                "estimation.projections",
                f"one of {self.horizons.tolist()}",
                "ask for it among the horizons",
            )
        k = int(places[0])
        parts = (self.value, self.error, self.low, self.high)
        found = tuple(float(part[k, variable]) for part in parts)
        return found[0], found[1], found[2], found[3]

    def detectable(self, power: float = 0.80) -> Floats:
        """Size of a response that would have been found with probability `power`; shape (horizons, variables)."""
        reach = np.where(np.isnan(self.critical), normal_quantile(0.5 + self.level / 2.0), self.critical)
        result: Floats = (reach[:, None] + normal_quantile(power)) * self.error
        return result


@dataclass(frozen=True, slots=True, eq=False)
class Design:
    """The regressors of a projection over all rows whose lags exist; row 0 of `columns` is row `first` of the system.

    Parameters
    ----------
    columns : float64, shape (T - first, k)
        Shock, lags (of every variable, first lag first), other controls, constant, trend.
    system : float64, shape (T, n)
    first : int
    lags : int
    """

    columns: Floats
    system: Floats
    first: int
    lags: int

    def left(self, horizon: int, rows: int, how: Left) -> Floats:
        """Left-hand sides of all variables at a horizon, over the first `rows` rows; shape (rows, n)."""
        start, y = self.first, self.system
        if how == "sum":
            totals = np.concatenate((np.zeros((1, y.shape[1])), np.cumsum(y, axis=0)))
            result: Floats = totals[start + horizon + 1 : start + horizon + 1 + rows] - totals[start : start + rows]
            return result
        ahead = y[start + horizon : start + horizon + rows]
        return ahead - y[start - 1 : start - 1 + rows] if how == "change" else ahead


def design(
    system: Floats,
    shock: Floats,
    *,
    lags: int,
    also: Floats | None = None,
    trend: bool = False,
    before: int = 0,
) -> Design:
    """Regressors of a projection.

    Parameters
    ----------
    system : float64, shape (T, n), finite
    shock : float64, shape (T,), finite
    lags : int, >= 0
        Lags of every variable of the system among the controls.
    also : float64, shape (T, q), optional
        Controls of the same period (dated with the shock).
    trend : bool
        A linear trend among the controls.
    before : int
        Rows kept free at the start although no lag needs them.

    Raises
    ------
    UsageError
        If shapes do not fit or a value is missing; every problem is listed.
    """
    problems = []
    if system.ndim != 2 or shock.shape != system.shape[:1]:
        problems.append(f"a system of shape {system.shape} and a shock of shape {shock.shape}")
    if also is not None and (also.ndim != 2 or also.shape[0] != system.shape[0]):
        problems.append(f"controls of shape {also.shape}")
    if not all(np.isfinite(part).all() for part in (system, shock, also) if part is not None):
        problems.append("missing values")
    if problems:
        raise UsageError(
            f"no projection with {'; '.join(problems)}",
            "estimation.projections",
            "a system (T, n), a shock (T,), controls (T, q), no value missing",
            "cut the sample to dates on which everything is known",
        )
    length = len(system)
    first = max(lags, before)
    rows = length - first
    parts = [shock[first:, None], *(system[first - k : length - k] for k in range(1, lags + 1))]
    parts += [also[first:]] if also is not None else []
    parts.append(np.ones((max(rows, 0), 1)))
    if trend:
        line = np.arange(rows, dtype=float)
        parts.append((line - line.mean())[:, None])
    return Design(np.concatenate(parts, axis=1), system, first, lags)


def local_projections(
    system: Floats,
    shock: int | Floats,
    *,
    lags: int,
    horizons: int | Sequence[int],
    inference: Inference = "lag-augmented",
    left: Left = "level",
    also: Floats | None = None,
    trend: bool = False,
    bandwidth: int | None = None,
    common: bool = False,
    level: float = LEVEL,
) -> Responses:
    """Responses of every variable of a system to a shock.

    Parameters
    ----------
    system : float64, shape (T, n), finite
    shock : int or float64 of shape (T,)
        A column of the system (then its own lags are among the controls), or a series beside it.
    lags : int, >= 0
        Lags the dynamics need beside the shock; "lag-augmented" adds one to them. (For a first-order autoregression whose
        shock is its own current value that is 0.)
    horizons : int or sequence of int
        All horizons from 0 to a number, or those named.
    inference, left
        See :data:`INFERENCES` and :data:`LEFTS`.
    also : float64, shape (T, q), optional
    trend : bool
    bandwidth : int, optional
        Lags of Newey-West, or number of cosines, in place of the rule.
    common : bool
        One sample for all horizons (that of the longest); by default each horizon uses every row it can.
    level : float

    Raises
    ------
    UsageError
        If something asked for does not exist, or the sample is too short.

    Notes
    -----
    Newey-West with ``common=True`` gives the numbers of statsmodels' ``LocalProjections``. Cosine and lag-augmented variances
    are multiplied with m / (m - k). Law: responses do not depend on `inference` but through the lag that is added.
    """
    ahead = asked_horizons(horizons)
    choice("inference", inference, INFERENCES)
    choice("left", left, LEFTS)
    used = lags_used(lags, inference)
    made = design(system, shock_series(system, shock), lags=used, also=also, trend=trend, before=int(left == "change"))
    first = np.zeros((made.columns.shape[1], 1))
    first[0] = 1.0

    def fit(lefts: Floats, rows: int) -> Combinations:
        return least_squares(lefts, made.columns[:rows], first)

    return projected(made, fit, ahead, inference, left, bandwidth, common, level)[0]


Fit = Callable[[Floats, int], Combinations]


def projected(
    made: Design,
    fit: Fit,
    ahead: NDArray[np.int64],
    inference: Inference,
    left: Left,
    bandwidth: int | None,
    common: bool,
    level: float,
) -> tuple[Responses, ...]:
    """Responses by a regression of the caller's choice, one :class:`Responses` for each combination it gives.

    Parameters
    ----------
    fit : function
        Of left-hand sides (rows, horizons, n) and the number of rows; gives their combinations.
    """
    length = len(made.system) - made.first
    rows = np.full(len(ahead), length - ahead.max()) if common else length - ahead
    groups = [np.arange(len(ahead))] if common else [np.array([place]) for place in range(len(ahead))]
    values, errors, criticals = [], [], []
    for places in groups:
        m = int(rows[places[0]])
        lefts = np.stack([made.left(int(ahead[p]), max(m, 0), left) for p in places], axis=1)
        found = fit(lefts, m)
        variance, critical = _variance(found, ahead[places], inference, bandwidth, level)
        values.append(found.value)
        errors.append(np.sqrt(variance))
        criticals.append(np.full(len(places), critical))
    value, error = np.concatenate(values, axis=1), np.concatenate(errors, axis=1)
    critical_all = np.concatenate(criticals)
    return tuple(
        Responses(
            horizons=ahead,
            value=value[c],
            error=error[c],
            low=value[c] - critical_all[:, None] * error[c],
            high=value[c] + critical_all[:, None] * error[c],
            critical=critical_all,
            observations=rows,
            level=level,
            inference=inference,
            left=left,
            lags=made.lags,
        )
        for c in range(len(value))
    )


def _variance(
    found: Combinations, ahead: NDArray[np.int64], inference: Inference, bandwidth: int | None, level: float
) -> tuple[Floats, float]:
    """Variances, shape (combinations, horizons, n), and the critical value."""
    m, p = found.observations, 0.5 + level / 2.0
    small = m / (m - found.regressors)
    if inference == "newey-west":
        widths = [newey_west_bandwidth(int(h)) if bandwidth is None else bandwidth for h in ahead]
        lines = [[bartlett(one[:, place], width) for place, width in enumerate(widths)] for one in found.score]
        return np.array(lines), normal_quantile(p)
    if inference == "cosine":
        count = cosine_count(m) if bandwidth is None else bandwidth
        return small * np.stack([cosine(one, count) for one in found.score]), student_quantile(p, count)
    return small * np.stack([white(one) for one in found.score]), normal_quantile(p)


def shock_series(system: Floats, shock: int | Floats) -> Floats:
    """The shock as a series: itself, or a column of the system."""
    if not isinstance(shock, int):
        return shock
    if system.ndim != 2 or not 0 <= shock < system.shape[1]:
        raise UsageError(
            f"no column {shock} in a system of shape {system.shape}",
            "estimation.projections",
            "the place of a column, counted from 0",
            "name a column of the system",
        )
    column: Floats = system[:, shock]
    return column


def lags_used(lags: int, inference: Inference) -> int:
    """Lags among the controls: those asked for, and one more where lag augmentation adds it; refuses negative ones."""
    if lags < 0:
        raise UsageError(f"{lags} lags", "estimation.projections", "at least 0 lags", "ask for 0 lags or more")
    return lags + (inference == "lag-augmented")


def asked_horizons(horizons: int | Sequence[int]) -> NDArray[np.int64]:
    """Horizons asked for, as sorted whole numbers; refuses none and negative ones."""
    ahead = np.arange(horizons + 1) if isinstance(horizons, int) else np.array(sorted(set(horizons)), dtype=np.int64)
    if not len(ahead) or ahead[0] < 0:
        raise UsageError(
            f"no projection at horizons {horizons}",
            "estimation.projections",
            "a number of periods, or several, none negative",
            "name at least one horizon",
        )
    return ahead


def choice(what: str, given: str, known: Sequence[str]) -> None:
    """Refuse a name that is not in a list."""
    if given not in known:
        raise UsageError(
            f'no {what} is called "{given}"', "estimation.projections", f"one of: {', '.join(known)}", "use one of them"
        )
