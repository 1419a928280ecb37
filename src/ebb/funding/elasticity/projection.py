"""The cheaper check: the same slope by instrumental variables, for a stretch of weeks or with weights around each week.

The rate some weeks ahead is projected on reserves at that date, which are instrumented by this week's reserves given what was
known before, so that what the Fed or the Treasury did in answer to the rate drops out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from ebb.errors import UsageError
from ebb.funding.elasticity.prior import regressors
from ebb.funding.points import DemandPoints

Array = NDArray[np.float64]

UNIT = "bp per percentage point of reserves over bank assets"
LAGS, HORIZON, HAC_LAGS = 4, 1, 4
#: Sub-periods by what the Fed did with reserves; the first half of 2020, the dash for cash and the flood after it, is in none.
PERIODS = (
    (date(2010, 1, 1), date(2011, 12, 31)),
    (date(2012, 1, 1), date(2014, 12, 31)),
    (date(2015, 1, 1), date(2017, 12, 31)),
    (date(2018, 1, 1), date(2019, 12, 31)),
    (date(2020, 7, 1), date(2021, 12, 31)),
    (date(2022, 1, 1), date(2024, 12, 31)),
    (date(2025, 1, 1), date(2026, 12, 31)),
)


@dataclass(frozen=True, slots=True)
class IvSlope:
    """A slope in :data:`UNIT` with its standard error (autocorrelation-robust) over `n` points from `first` to `last`."""

    first: date
    last: date
    slope: float
    error: float
    n: int


def iv_slopes(
    data: DemandPoints,
    periods: Sequence[tuple[date, date]] = PERIODS,
    *,
    lags: int = LAGS,
    horizon: int = HORIZON,
    hac_lags: int = HAC_LAGS,
) -> tuple[IvSlope, ...]:
    """The slope in each period by two-stage least squares; a period with too few points is left out.

    Parameters
    ----------
    data : DemandPoints
    periods : sequence of (first, last)
        Of the date of the instrument; the outcome lies `horizon` points later.
    lags, horizon, hac_lags : int
        Points of controls, of the horizon, and of autocorrelation in the errors (Newey and West).
    """
    z, endogenous, outcome, controls = _columns(data, lags, horizon)
    days = data.dates[lags : len(data) - horizon]
    found = []
    for first, last in periods:
        inside = (days >= np.datetime64(first, "D")) & (days <= np.datetime64(last, "D"))
        if inside.sum() <= 3 * controls.shape[1]:
            continue
        slope, error = _two_stages(
            z[inside], endogenous[inside], outcome[inside], controls[inside], np.ones(int(inside.sum())), hac_lags
        )
        kept = days[inside]
        found.append(IvSlope(kept[0].item(), kept[-1].item(), slope, error, int(inside.sum())))
    return tuple(found)


def rolling_iv(
    data: DemandPoints,
    *,
    bandwidth: int = 52,
    lags: int = LAGS,
    horizon: int = HORIZON,
    hac_lags: int = HAC_LAGS,
    two_sided: bool = True,
) -> tuple[NDArray[np.datetime64], Array, Array]:
    """The slope around each date with normal weights that fade over `bandwidth` points.

    Parameters
    ----------
    data : DemandPoints
    bandwidth : int
        Standard deviation of the weights, in points.
    two_sided : bool
        Use points after each date too; otherwise only those before it and itself (nothing that lay ahead).

    Returns
    -------
    dates : datetime64[D], shape (m,)
        Date of the instrument; with ``two_sided=False`` the outcome `horizon` points later is the last thing used.
    slopes, errors : float64, shape (m,)
        In :data:`UNIT`. A date with fewer effective points than three a control is NaN.
    """
    z, endogenous, outcome, controls = _columns(data, lags, horizon)
    days = data.dates[lags : len(data) - horizon]
    slopes, errors = np.full(len(days), np.nan), np.full(len(days), np.nan)
    each = np.arange(len(days))
    for t in each:
        weights = np.exp(-0.5 * ((each - t) / bandwidth) ** 2)
        if not two_sided:
            weights[t + 1 :] = 0.0
        used = weights > 1e-4
        if weights.sum() ** 2 / (weights**2).sum() <= 3 * controls.shape[1]:
            continue
        slopes[t], errors[t] = _two_stages(
            z[used], endogenous[used], outcome[used], controls[used], weights[used], hac_lags
        )
    return days, slopes, errors


def _columns(data: DemandPoints, lags: int, horizon: int) -> tuple[Array, Array, Array, Array]:
    if len(data) < lags + horizon + 3 * (1 + 2 * lags):
        raise UsageError(
            f"a slope by instrument cannot be estimated from {len(data)} {data.step}s",
            f"funding.elasticity, {data.rate}",
            f"at least {lags + horizon + 3 * (1 + 2 * lags)}",
            "choose a later as-of date, or fetch weekly figures",
        )
    controls, now, _ = regressors(data.q, data.s, lags)
    ahead = slice(lags + horizon, None)
    keep = len(data) - horizon - lags
    return now[:keep], data.q[ahead], data.s[ahead], controls[:keep]


def _two_stages(
    z: Array, endogenous: Array, outcome: Array, controls: Array, weights: Array, hac_lags: int
) -> tuple[float, float]:
    """Weighted just-identified IV after the controls are taken out, and its Newey-West standard error."""
    root = np.sqrt(weights)
    basis, _ = np.linalg.qr(controls * root[:, None])

    def left(column: Array) -> Array:
        scaled = column * root
        return scaled - basis @ (basis.T @ scaled)

    z, endogenous, outcome = left(z), left(endogenous), left(outcome)
    first_stage = float(z @ endogenous)
    slope = float(z @ outcome) / first_stage
    score = z * (outcome - slope * endogenous)
    total = float(score @ score)
    for lag in range(1, min(hac_lags, len(score) - 1) + 1):
        total += 2.0 * (1.0 - lag / (hac_lags + 1.0)) * float(score[lag:] @ score[:-lag])
    return slope, float(np.sqrt(max(total, 0.0)) / abs(first_stage))
