"""Linear quantile regression of a spread: what reserves do to an ordinary day and what they do to a bad one.

The problem is a linear programme; it is solved by an interior-point method for many resampled data sets at once and, for the
estimate itself, moved to the vertex on which the exact solution lies. This module must never smooth the check function.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ebb.errors import UsageError

Array = NDArray[np.float64]

#: 5, 10, ..., 95 percent.
QUANTILES = tuple(round(0.05 * k, 2) for k in range(1, 20))
_STEPS, _SHORT, _NEAR, _ROUGH = 60, 0.9995, 1e-9, 1e-6


@dataclass(frozen=True, slots=True)
class QuantileRow:
    """One quantile: `coefficients` and their bootstrap standard `errors`, in the order of :attr:`QuantileFit.names`."""

    quantile: float
    coefficients: tuple[float, ...]
    errors: tuple[float, ...]


@dataclass(frozen=True, slots=True, eq=False)
class QuantileFit:
    """Quantile regressions of one left side, lowest quantile first.

    `unit` is that of the left side; regressors are standardised over the sample, so a coefficient is per standard deviation
    (`scales` gives it in the regressor's own unit, with its mean).
    """

    names: tuple[str, ...]
    rows: tuple[QuantileRow, ...]
    scales: tuple[tuple[float, float], ...]
    unit: str
    sample: tuple[date, date]
    n: int
    draws: int
    seed: int

    def at(self, quantile: float) -> QuantileRow:
        """The row of one quantile.

        Raises
        ------
        UsageError
            If it was not estimated.
        """
        for row in self.rows:
            if abs(row.quantile - quantile) < 1e-9:
                return row
        raise UsageError(
            f"the quantile {quantile} was not estimated",
            "funding.quantiles",
            f"one of {', '.join(f'{row.quantile:g}' for row in self.rows)}",
            "choose one of them",
        )

    def predict(self, quantile: float, *values: float) -> float:
        """The quantile of the left side where the regressors, in their own units, have these values."""
        row = self.at(quantile)
        scaled = [(value - mean) / sd for value, (mean, sd) in zip(values, self.scales, strict=True)]
        return float(np.dot(row.coefficients, [1.0, *scaled]))

    def json(self) -> dict[str, Any]:
        """Wire form."""
        return {
            "unit": self.unit,
            "per": "standard deviation",
            "scales": {
                name: {"mean": round(mean, 4), "sd": round(sd, 4)}
                for name, (mean, sd) in zip(self.names[1:], self.scales, strict=True)
            },
            "sample": [day.isoformat() for day in self.sample],
            "n": self.n,
            "draws": self.draws,
            "rows": [
                {
                    "quantile": row.quantile,
                    **{
                        name: {"value": round(value, 5), "error": round(error, 5)}
                        for name, value, error in zip(self.names, row.coefficients, row.errors, strict=True)
                    },
                }
                for row in self.rows
            ],
        }


def quantile_regressions(
    y: Array,
    regressors: dict[str, Array],
    dates: NDArray[np.datetime64],
    *,
    unit: str,
    quantiles: tuple[float, ...] = QUANTILES,
    draws: int = 500,
    seed: int = 0,
) -> QuantileFit:
    """Regress quantiles of `y` on standardised regressors, with standard errors from resampled observations.

    Parameters
    ----------
    y : float64, shape (n,)
    regressors : dict of float64, shape (n,)
        Each is standardised over the sample.
    dates : datetime64[D], shape (n,)
    unit : str
        Of `y`.
    quantiles, draws, seed
        The same resampled sets serve every quantile, so that quantiles can be compared.

    Raises
    ------
    UsageError
        If there are fewer than ten observations a coefficient, or a regressor did not move.

    Notes
    -----
    Source of the application: Nikolaou, "Repo Rate Dynamics: The Role of Dealers, Hedge Funds, and Issuance", IMF Working
    Paper 26/145. Observations are drawn one by one, as there; a block of weeks would widen the errors.
    """
    n, k = len(y), 1 + len(regressors)
    scales = tuple((float(x.mean()), float(x.std(ddof=1))) for x in regressors.values())
    if n < 10 * k or any(not sd > 0 for _, sd in scales):
        raise UsageError(
            f"quantiles cannot be regressed on {n} observations",
            "funding.quantiles",
            f"at least {10 * k} observations, and regressors that moved",
            "choose a later as-of date",
        )
    x = np.column_stack([np.ones(n), *((v - m) / sd for v, (m, sd) in zip(regressors.values(), scales, strict=True))])
    rng = np.random.default_rng(seed)
    weights = rng.multinomial(n, np.full(n, 1.0 / n), size=draws).astype(np.float64)
    rows = []
    for quantile in quantiles:
        value = quantile_regression(x, y, quantile)
        parts = [
            interior_point(x, y, quantile, part, near=_ROUGH) for part in np.array_split(weights, max(1, draws // 50))
        ]
        spread: Array = np.concatenate(parts).std(axis=0, ddof=1)
        rows.append(QuantileRow(quantile, tuple(map(float, value)), tuple(map(float, spread))))
    span = (dates[0].astype("datetime64[D]").item(), dates[-1].astype("datetime64[D]").item())
    return QuantileFit(("constant", *regressors), tuple(rows), scales, unit, span, n, draws, seed)


def quantile_regression(x: Array, y: Array, quantile: float) -> Array:
    """Coefficients that minimise the check function exactly, shape (k,).

    Parameters
    ----------
    x : float64, shape (n, k)
    y : float64, shape (n,)
    quantile : float in (0, 1)

    Notes
    -----
    Law: no other coefficients have a smaller loss. The solution passes through k observations; the interior point says through
    which, and the solution through them is kept if its loss is no larger.
    """
    near = interior_point(x, y, quantile, np.ones((1, len(y))))[0]
    order = np.argsort(np.abs(y - x @ near))
    chosen: list[int] = []
    for row in order:
        if np.linalg.matrix_rank(x[[*chosen, row]]) > len(chosen):
            chosen.append(int(row))
        if len(chosen) == x.shape[1]:
            break
    exact = np.asarray(np.linalg.solve(x[chosen], y[chosen]), dtype=np.float64)
    return exact if check_loss(y - x @ exact, quantile) <= check_loss(y - x @ near, quantile) + 1e-12 else near


def check_loss(residuals: Array, quantile: float) -> float:
    """``sum(quantile * max(r, 0) + (1 - quantile) * max(-r, 0))``."""
    return float(np.sum(residuals * (quantile - (residuals < 0))))


def interior_point(x: Array, y: Array, quantile: float, weights: Array, near: float = _NEAR) -> Array:
    """Coefficients of each weighted sample, shape (samples, k), by the primal-dual interior-point method.

    Parameters
    ----------
    x : float64, shape (n, k)
    y : float64, shape (n,)
    quantile : float in (0, 1)
    weights : float64, shape (samples, n), >= 0
    near : float
        Largest gap between primal and dual loss, as a part of the sum of ``|y|``.

    Notes
    -----
    The dual of the regression, ``max y'a`` with ``X'a = (1 - quantile) X'1`` and ``0 <= a <= 1``, by Mehrotra's predictor and
    corrector. Source: Portnoy and Koenker, "The Gaussian Hare and the Laplacian Tortoise", Statistical Science 12 (1997).
    """
    rows = weights[:, :, None] * x  # (samples, n, k)
    cost = -weights * y
    a = np.full(cost.shape, 1.0 - quantile)
    room = 1.0 - a
    right = (1.0 - quantile) * rows.sum(axis=1)
    beta = _solve(rows, np.ones_like(cost), cost)
    reduced = cost - np.einsum("bnk,bk->bn", rows, beta)
    inside = 1e-3 * np.abs(reduced).mean(axis=1, keepdims=True) + 1e-12  # both sides must start above zero
    low, high = np.maximum(reduced, 0.0) + inside, np.maximum(-reduced, 0.0) + inside
    size = np.abs(weights * y).sum(axis=1) + 1.0
    for _ in range(_STEPS):
        gap = (cost * a).sum(axis=1) - np.vecdot(beta, right) + high.sum(axis=1)
        if float(np.max(np.abs(gap) / size)) < near:
            break
        scale = 1.0 / (low / a + high / room)
        pull = low - high
        step_b = _solve(rows, scale, pull)
        step_a = scale * (np.einsum("bnk,bk->bn", rows, step_b) - pull)
        step_l, step_h = -low * (1.0 + step_a / a), -high * (1.0 - step_a / room)
        primal = np.minimum(_reach(a, step_a), _reach(room, -step_a))
        dual = np.minimum(_reach(low, step_l), _reach(high, step_h))
        mu = (low * a + high * room).sum(axis=1)
        beyond = (low + dual * step_l) * (a + primal * step_a) + (high + dual * step_h) * (room - primal * step_a)
        ahead = beyond.sum(axis=1)
        mu = (mu * (ahead / mu) ** 3 / (2.0 * len(y)))[:, None]
        both_a, both_h = step_a * step_l, -step_a * step_h
        centre = mu * (1.0 / a - 1.0 / room)
        pull = pull + both_a / a - both_h / room - centre
        step_b = _solve(rows, scale, pull)
        step_a = scale * (np.einsum("bnk,bk->bn", rows, step_b) - pull)
        step_l = mu / a - low - low * step_a / a - both_a / a
        step_h = mu / room - high + high * step_a / room - both_h / room
        primal = np.minimum(_reach(a, step_a), _reach(room, -step_a))
        dual = np.minimum(_reach(low, step_l), _reach(high, step_h))
        a, room = a + primal * step_a, room - primal * step_a
        low, high = low + dual * step_l, high + dual * step_h
        beta = beta + dual * step_b
    return -beta


def _solve(rows: Array, scale: Array, right: Array) -> Array:
    """``(X' S X)^-1 X' S r`` for each sample, shape (samples, k)."""
    scaled = rows * scale[..., None]
    normal = np.swapaxes(scaled, 1, 2) @ rows
    pull = np.einsum("bnk,bn->bk", scaled, right)
    solved: Array = np.linalg.solve(normal, pull[..., None])[..., 0]
    return solved


def _reach(level: Array, step: Array) -> Array:
    """Largest part of a step, at most one, that keeps every level above zero; shape (samples, 1)."""
    down = np.where(step < 0.0, -level / np.where(step < 0.0, step, -1.0), np.inf)
    part: Array = np.minimum(_SHORT * down.min(axis=1, keepdims=True), 1.0)
    return part
