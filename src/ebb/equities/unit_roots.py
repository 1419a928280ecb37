"""Do two series trend by themselves, and do they trend together? Tests with probabilities from walks drawn here.

Dickey and Fuller (JASA 1979, with lags chosen by Schwarz's criterion) take a random walk as the null; Kwiatkowski, Phillips,
Schmidt and Shin (Journal of Econometrics 1992) take a steady trend as the null; Johansen's trace (JEDC 1988) asks for a common
trend of both. No table of critical values is typed: each statistic is set against the same statistic of random walks (or of
noise) of the sample's own length.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import log
from typing import Final

import numpy as np

from ebb.equities.market import Floats

#: Numbers computed at once when samples are many: some fifty megabytes.
_AT_ONCE: Final = 4_000_000


@dataclass(frozen=True, slots=True)
class TrendTest:
    """A statistic and its probability under the null named by the test."""

    statistic: float
    p: float
    lags: int


@dataclass(frozen=True, slots=True)
class TrendTests:
    """Unit roots of two series and a common trend of both.

    Parameters
    ----------
    walk_x, walk_y : TrendTest
        Dickey-Fuller around a trend; null: a random walk. A large probability means that it cannot be ruled out.
    steady_x, steady_y : TrendTest
        KPSS; null: steady around a trend. A small probability rules that out.
    common : TrendTest
        Johansen's trace; null: no common trend.
    """

    walk_x: TrendTest
    walk_y: TrendTest
    steady_x: TrendTest
    steady_y: TrendTest
    common: TrendTest


def trend_tests(x: Floats, y: Floats, *, draws: int, rng: np.random.Generator) -> TrendTests:
    """All tests of two series of one length.

    Parameters
    ----------
    x, y : float64, shape (n,), n >= 36
        In logarithms.
    draws : int
        Walks and noises drawn for the probabilities.
    """
    n = len(x)
    steps = rng.standard_normal((2, draws, n))
    drift = [float(np.diff(series).mean() / np.diff(series).std(ddof=1)) for series in (x, y)]
    walks = (steps + np.array(drift)[:, None, None]).cumsum(axis=2)  # the trace depends on drifts, the others do not
    null_walk = dickey_fuller(walks[0])
    lags = kpss_lags(n)
    null_steady = kpss(steps[0], lags)
    null_common = trace(walks[0], walks[1])
    found: dict[str, TrendTest] = {}
    for name, series in (("x", x), ("y", y)):
        chosen = schwarz_lags(series)
        walk = float(dickey_fuller(series[None], chosen)[0])
        steady = float(kpss(series[None], lags)[0])
        found[f"walk_{name}"] = TrendTest(walk, float((null_walk <= walk).mean()), chosen)
        found[f"steady_{name}"] = TrendTest(steady, float((null_steady >= steady).mean()), lags)
    joint = float(trace(x[None], y[None], 1)[0])
    return TrendTests(**found, common=TrendTest(joint, float((null_common >= joint).mean()), 1))


def dickey_fuller(series: Floats, lags: int = 0) -> Floats:
    """t-statistic of the level in a regression of the change on constant, trend, level and lagged changes, row by row.

    Parameters
    ----------
    series : float64, shape (samples, n)

    Returns
    -------
    float64, shape (samples,)
    """
    samples, n = series.shape
    size = max(1, _AT_ONCE // (n * (lags + 3)))
    if samples > size:
        return np.concatenate([dickey_fuller(series[k : k + size], lags) for k in range(0, samples, size)])
    change = np.diff(series, axis=1)
    left, level = change[:, lags:], series[:, lags:-1]
    rows = left.shape[1]
    trend = np.linalg.qr(np.column_stack([np.ones(rows), np.arange(rows, dtype=np.float64)]))[0]
    both = [_less(values, trend) for values in (left, level)]
    if lags:
        past = np.stack([_less(change[:, lags - k : -k], trend) for k in range(1, lags + 1)], axis=2)
        basis = np.linalg.qr(past)[0]
        both = [v - np.einsum("snk,sk->sn", basis, np.einsum("snk,sn->sk", basis, v)) for v in both]
    y, x = both
    scale = np.square(x).sum(axis=1)
    root = (x * y).sum(axis=1) / scale
    residual = y - root[:, None] * x
    spread = np.square(residual).sum(axis=1) / (rows - 3 - lags)
    result: Floats = root / np.sqrt(spread / scale)
    return result


def schwarz_lags(series: Floats) -> int:
    """Lagged changes by Schwarz's criterion, up to 12 (n/100)^(1/4), all tried on the same observations."""
    n = len(series)
    most = min(int(12.0 * (n / 100.0) ** 0.25), n // 4)
    change = np.diff(series)
    left = change[most:]
    rows = len(left)
    columns = [np.ones(rows), np.arange(rows, dtype=np.float64), series[most:-1]]
    best, chosen = np.inf, 0
    for lags in range(most + 1):
        if lags:
            columns.append(change[most - lags : -lags])
        x = np.column_stack(columns)
        residual = left - x @ np.linalg.lstsq(x, left, rcond=None)[0]
        score = rows * log(float(residual @ residual) / rows) + x.shape[1] * log(rows)
        if score < best - 1e-12:
            best, chosen = score, lags
    return chosen


def kpss(series: Floats, lags: int) -> Floats:
    """Statistic of a steady trend, Bartlett weights, row by row; shape (samples,)."""
    n = series.shape[1]
    trend = np.linalg.qr(np.column_stack([np.ones(n), np.arange(n, dtype=np.float64)]))[0]
    residual = _less(series, trend)
    spread = np.square(residual).sum(axis=1)
    for lag in range(1, lags + 1):
        spread += 2.0 * (1.0 - lag / (lags + 1.0)) * (residual[:, lag:] * residual[:, :-lag]).sum(axis=1)
    result: Floats = np.square(residual.cumsum(axis=1)).sum(axis=1) / n / spread
    return result


def kpss_lags(n: int) -> int:
    """Bartlett lags 12 (n/100)^(1/4), rounded up: the longer of the two rules of the paper."""
    return int(np.ceil(12.0 * (n / 100.0) ** 0.25))


def trace(x: Floats, y: Floats, lags: int = 0) -> Floats:
    """Johansen's trace statistic of no common trend for pairs of series, with a constant, row by row.

    Parameters
    ----------
    x, y : float64, shape (samples, n)
    lags : int
        Lagged changes of both in the regression.

    Returns
    -------
    float64, shape (samples,)
        ``-T (log(1 - l1) + log(1 - l2))``.
    """
    series = np.stack([x, y], axis=2)
    change = np.diff(series, axis=1)
    left, level = change[:, lags:], series[:, lags:-1]
    rows = left.shape[1]
    left, level = (v - v.mean(axis=1, keepdims=True) for v in (left, level))
    if lags:
        past = np.concatenate([change[:, lags - k : -k] for k in range(1, lags + 1)], axis=2)
        basis = np.linalg.qr(past - past.mean(axis=1, keepdims=True))[0]
        left, level = (v - basis @ (basis.transpose(0, 2, 1) @ v) for v in (left, level))
    s00, s11 = (v.transpose(0, 2, 1) @ v for v in (left, level))
    s01 = left.transpose(0, 2, 1) @ level
    product = np.linalg.solve(s11, s01.transpose(0, 2, 1)) @ np.linalg.solve(s00, s01)
    # both roots lie in [0, 1): the product of (1 - root) is the determinant of I - product
    result: Floats = -rows * np.log(np.linalg.det(np.eye(2) - product))
    return result


def _less(values: Floats, basis: Floats) -> Floats:
    """Rows without what an orthonormal basis (n, k) explains of them."""
    result: Floats = values - (values @ basis) @ basis.T
    return result
