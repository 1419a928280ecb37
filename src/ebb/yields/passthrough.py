"""How much of a move of the 10-year yield reaches the 30-year mortgage rate, estimated in monthly changes.

The two published monthly figures do not stand on one basis: the yield is the average of the month, the mortgage rate
the last weekly survey in it. A move late in a month is in the mortgage rate at once and in the yield's average mostly
next month, and lenders may take weeks to follow. The estimate therefore adds up the response to the changes of the next
month, the same month and two months before; the same-month figure is shown beside it. It must never be run in levels:
both rates have trends.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from ebb.errors import UsageError
from ebb.series import Series

Array = NDArray[np.float64]

LEADS, LAGS = 1, 2
LEVEL = 0.90
LEAST_MONTHS = 36


@dataclass(frozen=True, slots=True)
class PassThrough:
    """Basis points on the mortgage rate for one basis point on the 10-year yield.

    `value` is the sum over the months from `leads` ahead to `lags` back, with its interval; `same_month` the naive
    figure with its own; `placebo` the sum found, on average in size, when the yields are shifted in time so that they
    cannot matter.
    """

    value: float
    low: float
    high: float
    level: float
    standard_error: float
    same_month: float
    same_month_low: float
    same_month_high: float
    placebo: float
    coefficients: tuple[float, ...]
    leads: int
    lags: int
    bandwidth: int
    n: int
    sample: tuple[date, date]
    r_squared: float


def mortgage_pass_through(
    mortgage: Series, ten_year: Series, *, leads: int = LEADS, lags: int = LAGS, level: float = LEVEL
) -> PassThrough:
    """Regress monthly changes of the mortgage rate on those of the 10-year yield around the same month.

    Parameters
    ----------
    mortgage, ten_year : Series
        Monthly rates in a rate unit; only changes between neighbouring months are used.
    leads, lags : int
        Months of the yield's changes after and before that count.
    level : float
        Probability inside the intervals (normal, Newey-West standard errors).

    Raises
    ------
    UsageError
        If fewer than 36 changes are left.

    Notes
    -----
    Bandwidth floor(4 (n/100)^(2/9)), Bartlett weights, no small-sample factor: Newey and West's estimator as
    statsmodels computes it (the test compares). Rates are sticky upwards and downwards alike here; an asymmetric form
    belongs to a later issue.
    """
    months, left, right = _aligned_changes(mortgage.in_unit("bp"), ten_year.in_unit("bp"), leads, lags)
    n = len(left)
    if n < LEAST_MONTHS:
        raise UsageError(
            f"a pass-through cannot be estimated on {n} monthly changes",
            "yields.passthrough",
            f"at least {LEAST_MONTHS}",
            "hand in a longer sample",
        )
    bandwidth = int(np.floor(4.0 * (n / 100.0) ** (2.0 / 9.0)))
    design = np.column_stack([np.ones(n), right])
    beta, covariance = ols_hac(design, left, bandwidth)
    total = np.r_[0.0, np.ones(right.shape[1])]
    value, error = float(total @ beta), float(np.sqrt(total @ covariance @ total))
    narrow, narrow_covariance = ols_hac(design[:, [0, 1 + leads]], left, bandwidth)
    width = NormalDist().inv_cdf((1.0 + level) / 2.0)
    naive, naive_error = float(narrow[1]), float(np.sqrt(narrow_covariance[1, 1]))
    residual = left - design @ beta
    return PassThrough(
        value=value,
        low=value - width * error,
        high=value + width * error,
        level=level,
        standard_error=error,
        same_month=naive,
        same_month_low=naive - width * naive_error,
        same_month_high=naive + width * naive_error,
        placebo=_placebo(left, right, bandwidth),
        coefficients=tuple(float(b) for b in beta[1:]),
        leads=leads,
        lags=lags,
        bandwidth=bandwidth,
        n=n,
        sample=(months[0].astype("datetime64[D]").item(), months[-1].astype("datetime64[D]").item()),
        r_squared=float(1.0 - residual @ residual / np.sum((left - left.mean()) ** 2)),
    )


def ols_hac(design: Array, left: Array, bandwidth: int) -> tuple[Array, Array]:
    """Ordinary least squares with the Newey-West covariance of its coefficients.

    Parameters
    ----------
    design : float64, shape (n, k)
    left : float64, shape (n,)
    bandwidth : int
        Largest lag with a weight (Bartlett: 1 - lag / (bandwidth + 1)).

    Returns
    -------
    coefficients, shape (k,), and covariance, shape (k, k)

    Notes
    -----
    Law: with bandwidth 0 it is White's covariance; symmetric and positive semidefinite.
    """
    inverse = np.linalg.inv(design.T @ design)
    beta = inverse @ (design.T @ left)
    scores = design * (left - design @ beta)[:, None]
    middle = scores.T @ scores
    for lag in range(1, bandwidth + 1):
        cross = scores[lag:].T @ scores[:-lag]
        middle += (1.0 - lag / (bandwidth + 1.0)) * (cross + cross.T)
    return beta, inverse @ middle @ inverse


def _aligned_changes(
    mortgage: Series, ten_year: Series, leads: int, lags: int
) -> tuple[NDArray[np.datetime64], Array, Array]:
    """Months, mortgage changes (n,), and yield changes (n, leads + 1 + lags) from the latest to the earliest."""
    dm, dy = _changes(mortgage), _changes(ten_year)
    offsets = list(range(leads, -lags - 1, -1))
    usable = [month for month in sorted(dm) if all(month + k in dy for k in offsets)]
    right = np.array([[dy[month + k] for k in offsets] for month in usable])
    months = np.array(usable, dtype="datetime64[M]")
    return months, np.array([dm[month] for month in usable]), right.reshape(len(usable), len(offsets))


def _changes(series: Series) -> dict[np.datetime64, float]:
    values = {np.datetime64(f"{y:04d}-{m:02d}", "M"): value for (y, m), value in series.by_month().items()}
    return {month: value - values[month - 1] for month, value in values.items() if month - 1 in values}


def _placebo(left: Array, right: Array, bandwidth: int, least: int = 12) -> float:
    """Mean size of the summed response when the yields are moved by a year or more around the circle of the sample."""
    n = len(left)
    sums = []
    for shift in range(least, n - least + 1):
        beta, _ = ols_hac(np.column_stack([np.ones(n), np.roll(right, shift, axis=0)]), left, 0)
        sums.append(abs(float(beta[1:].sum())))
    return float(np.mean(sums))
