"""A GARCH model whose variance listens to what was known the day before, with the likelihood written here.

Libraries of GARCH models take no regressors in the variance. Here the constant of the variance is an exponential,

    r[t] = mu + e[t],   h[t] = exp(w + g'x[t]) + (a + c (e[t-1] < 0)) e[t-1]^2 + b h[t-1],

so that the variance is positive whatever the sign of g, and g = 0 is the plain model (Bollerslev, Journal of Econometrics
1986; the term c is the leverage of Glosten, Jagannathan and Runkle, Journal of Finance 1993). Were x to stay one unit
higher, log volatility would settle g/2 higher. The Gaussian likelihood is used as a quasi-likelihood: standard errors are
those of Bollerslev and Wooldridge (Econometric Reviews 1992), right also where shocks are not normal.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import log, pi
from statistics import NormalDist
from typing import Final

import numpy as np

from ebb.equities.estimate import LEVEL, Estimate, detectable
from ebb.equities.market import Floats
from ebb.errors import UsageError

#: Fewer returns than this do not tell the persistence of variance from a constant.
FEWEST_RETURNS: Final = 500
#: The variance before the first day: squared surprises of the first days, weighted as RiskMetrics weighted them.
_BACKCAST: Final = (75, 0.94)
_STEPS: Final = 200
_TOLERANCE: Final = 1e-7


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class GarchX:
    """A fitted model.

    Parameters
    ----------
    names : tuple of str
        ``mu, w, a, (c,) b`` and the drivers, in the order of `parameters`.
    parameters, standard_errors : float64, shape (k,)
        The drivers' coefficients belong to the drivers as handed in.
    variance : float64, shape (n,), percent squared a day
    log_likelihood : float
    g : mapping driver -> Estimate, log points of long-run variance for each unit
        Half of it is the shift of log volatility.
    persistence : float
        ``a + c/2 + b``: below one.
    """

    names: tuple[str, ...]
    parameters: Floats
    standard_errors: Floats
    variance: Floats
    log_likelihood: float
    g: Mapping[str, Estimate]
    persistence: float
    n: int

    def __repr__(self) -> str:
        said = ", ".join(f"{name} {value:.4g}" for name, value in zip(self.names, self.parameters, strict=True))
        return f"GarchX({said}; n={self.n})"

    def volatility_shift(self, name: str) -> Estimate:
        """Shift of long-run log volatility for one unit of a driver: half of its g."""
        g = self.g[name]
        low, high = (None if edge is None else edge / 2.0 for edge in (g.low, g.high))
        error = None if g.standard_error is None else g.standard_error / 2.0
        return Estimate(g.value / 2.0, "log points", low, high, g.level, error)

    def minimum_detectable(self, name: str) -> float:
        """Shift of long-run log volatility that would have been found with 80 percent power."""
        error = self.g[name].standard_error
        return float("nan") if error is None else detectable(error / 2.0, self.g[name].level)


def garch_x(
    returns: Floats,
    drivers: Mapping[str, Floats] | None = None,
    *,
    asymmetry: bool = False,
    level: float = LEVEL,
) -> GarchX:
    """Fit by quasi-maximum likelihood.

    Parameters
    ----------
    returns : float64, shape (n,), percent
    drivers : mapping name -> float64, shape (n,)
        Each value known before its return's day; finite, and varying.
    asymmetry : bool
        Whether falls may raise variance more than rises of the same size.
    level : float

    Raises
    ------
    UsageError
        If there are fewer than :data:`FEWEST_RETURNS` returns, a driver is constant or not finite, or the likelihood has no
        maximum inside the stationary region.

    Notes
    -----
    Drivers are standardised for the search and handed back in their own units. The search is Fisher scoring with damping;
    the score is exact.
    """
    held = {name: np.asarray(values, dtype=np.float64) for name, values in (drivers or {}).items()}
    _refuse(returns, held)
    centres = np.array([values.mean() for values in held.values()])
    scales = np.array([values.std() for values in held.values()])
    x = np.column_stack(
        [np.ones(len(returns)), *((v - m) / s for v, m, s in zip(held.values(), centres, scales, strict=True))]
    )
    likelihood = _Likelihood(returns, x, asymmetry)
    theta = likelihood.maximise()
    names = ("mu", "w", "a", *(("c",) if asymmetry else ()), "b", *held)
    # back to the drivers' own units: g = g'/s, w = w' - sum g' m / s
    back = np.eye(len(theta))
    first = len(names) - len(held)
    for place, (centre, scale) in enumerate(zip(centres, scales, strict=True)):
        back[first + place, first + place] = 1.0 / scale
        back[1, first + place] = -centre / scale
    covariance = back @ likelihood.covariance(theta) @ back.T
    parameters, errors = back @ theta, np.sqrt(np.diag(covariance))
    critical = NormalDist().inv_cdf(1.0 - (1.0 - level) / 2.0)
    g = {}
    for place, name in enumerate(held):
        value, error = float(parameters[first + place]), float(errors[first + place])
        g[name] = Estimate(value, "log points", value - critical * error, value + critical * error, level, error)
    return GarchX(
        names=names,
        parameters=parameters,
        standard_errors=errors,
        variance=likelihood.variance(theta),
        log_likelihood=likelihood.value(theta),
        g=g,
        persistence=likelihood.persistence(theta),
        n=len(returns),
    )


def losses_beyond(returns: Floats, drivers: Mapping[str, Floats], head: int, *, asymmetry: bool = False) -> Floats:
    """Loss of each day after the first `head` ones under a model fitted on those alone.

    Parameters
    ----------
    returns : float64, shape (n,), percent
    drivers : mapping name -> float64, shape (n,)
        Each value known before its return's day.
    head : int
        Days to fit on, 0 < head < n.

    Returns
    -------
    float64, shape (n - head,)
        ``log h + e^2 / h`` with the variance h known before the day: the quasi-likelihood loss.

    Raises
    ------
    UsageError
        If the model cannot be fitted on the first days; see :func:`garch_x`.

    Notes
    -----
    Law: changing a return changes no loss of a day before it.
    """
    held = {name: np.asarray(values, dtype=np.float64) for name, values in drivers.items()}
    fitted = garch_x(returns[:head], {name: values[:head] for name, values in held.items()}, asymmetry=asymmetry)
    x = np.column_stack([np.ones(len(returns)), *held.values()])
    whole = _Likelihood(returns, x, asymmetry)
    whole.before = _Likelihood(returns[:head], x[:head], asymmetry).before  # nothing after the head starts the variance
    h = whole.variance(fitted.parameters)[head:]
    return np.asarray(np.log(h) + np.square(returns[head:] - fitted.parameters[0]) / h)


def simulate(
    n: int,
    *,
    mu: float,
    w: float,
    a: float,
    b: float,
    g: Floats,
    x: Floats,
    rng: np.random.Generator,
    c: float = 0.0,
) -> Floats:
    """Returns of the model itself, with normal shocks; the variance starts where it would settle at the first x.

    Parameters
    ----------
    x : float64, shape (n, k)
    g : float64, shape (k,)

    Returns
    -------
    float64, shape (n,), percent
    """
    constant = np.exp(w + x @ g)
    shocks = rng.standard_normal(n)
    h = float(constant[0] / (1.0 - a - 0.5 * c - b))
    found = np.empty(n)
    for t in range(n):
        if t:
            h = float(constant[t]) + (a + c * (found[t - 1] < 0.0)) * float(found[t - 1]) ** 2 + b * h
        found[t] = shocks[t] * np.sqrt(h)
    return mu + found


def decaying_sum(values: Floats, b: float) -> Floats:
    """``y[t] = values[t] + b y[t-1]`` along the last axis, for 0 <= b < 1, without a loop over time.

    Each pass doubles the reach: after k passes y holds the last 2^k terms, and passes end once b to that power is nothing.
    """
    y = values.copy()
    step, weight = 1, b
    while step < values.shape[-1] and weight > 1e-18:
        shifted = y[..., :-step] * weight
        y[..., step:] += shifted
        step, weight = 2 * step, weight * weight
    return y


class _Likelihood:
    """Gaussian quasi-likelihood of one sample, its exact score, and the search for its maximum."""

    def __init__(self, returns: Floats, x: Floats, asymmetry: bool) -> None:
        self.returns, self.x, self.asymmetry = returns, x, asymmetry
        self.shocks = 2 if asymmetry else 1  # coefficients on squared surprises
        centred = returns - returns.mean()
        days, decay = _BACKCAST
        weights = decay ** np.arange(min(days, len(returns)))
        self.before = float(weights @ np.square(centred[: len(weights)]) / weights.sum())

    def value(self, theta: Floats) -> float:
        """Log likelihood."""
        residual, h, _ = self._state(theta)
        return float(-0.5 * (log(2.0 * pi) + np.log(h) + np.square(residual) / h).sum())

    def variance(self, theta: Floats) -> Floats:
        return self._state(theta)[1]

    def persistence(self, theta: Floats) -> float:
        a, b = theta[2], theta[2 + self.shocks]
        return float(a + b + (0.5 * theta[3] if self.asymmetry else 0.0))

    def feasible(self, theta: Floats) -> bool:
        a, b = theta[2], theta[2 + self.shocks]
        falling = a + theta[3] if self.asymmetry else a
        return bool(a >= 0.0 and falling >= 0.0 and b >= 0.0 and self.persistence(theta) < 1.0 - 1e-6)

    def _state(self, theta: Floats) -> tuple[Floats, Floats, Floats]:
        """Surprises, variances, and what enters each variance beside the one before: (terms, n)."""
        residual = self.returns - theta[0]
        b = float(theta[2 + self.shocks])
        constant = np.exp(self.x @ np.concatenate((theta[1:2], theta[3 + self.shocks :])))
        squares = np.concatenate(([self.before], np.square(residual[:-1])))
        terms = [squares]
        if self.asymmetry:
            # before the first day rises and falls are taken as equally likely
            terms.append(np.concatenate(([0.5 * self.before], np.square(residual[:-1]) * (residual[:-1] < 0.0))))
        entering = constant + sum(t * k for t, k in zip(terms, theta[2 : 2 + self.shocks], strict=True))
        entering = np.concatenate(([entering[0] + b * self.before], entering[1:]))
        return residual, decaying_sum(entering, b), np.stack([constant, *terms])

    def slopes(self, theta: Floats) -> tuple[Floats, Floats, Floats]:
        """Surprises, variances, and the derivative of each variance by each parameter: (k, n)."""
        residual, h, parts = self._state(theta)
        constant, squares = parts[0], parts[1:]
        a, b = theta[2], float(theta[2 + self.shocks])
        slope = a + (theta[3] * (residual[:-1] < 0.0) if self.asymmetry else 0.0)
        by_mu = np.concatenate(([0.0], -2.0 * slope * residual[:-1]))
        by_b = np.concatenate(([self.before], h[:-1]))
        by_x = constant * self.x.T
        entering = np.stack([by_mu, by_x[0], *squares, by_b, *by_x[1:]])
        return residual, h, decaying_sum(entering, b)

    def scores(self, theta: Floats) -> tuple[Floats, Floats]:
        """Score of each day (k, n), and the expected information (k, k)."""
        residual, h, slopes = self.slopes(theta)
        scores = 0.5 * (np.square(residual) / h - 1.0) / h * slopes
        scores[0] += residual / h
        information = 0.5 * (slopes / h) @ (slopes / h).T
        information[0, 0] += float((1.0 / h).sum())
        return scores, information

    def maximise(self) -> Floats:
        """Fisher scoring; a step that leaves the region or loses likelihood is damped and tried again."""
        theta = self._start()
        best, damping = self.value(theta), 1e-3
        for _ in range(_STEPS):
            scores, information = self.scores(theta)
            gradient = scores.sum(axis=1)
            moved = False
            while damping < 1e12:
                damped = information + damping * np.diag(np.diag(information))
                step = np.linalg.solve(damped, gradient)
                tried = theta + step
                if self.feasible(tried) and (found := self.value(tried)) >= best:
                    moved = True
                    break
                damping *= 10.0
            if not moved:
                break
            gained, theta, best = found - best, tried, found
            damping = max(damping / 10.0, 1e-9)
            if gained < _TOLERANCE and float(np.abs(step @ gradient)) < 10.0 * _TOLERANCE:
                break
        if not np.isfinite(best) or self.persistence(theta) > 1.0 - 2e-6:
            raise UsageError(
                "the variance does not settle: the likelihood rises towards a persistence of one",
                "equities.garchx",
                "returns whose variance comes back to a level",
                "take a longer sample, or one without a break",
            )
        return theta

    def _start(self) -> Floats:
        """The best of a few usual values of persistence."""
        spread = float(self.returns.var())
        extra = [0.0] * (self.x.shape[1] - 1)
        tried = []
        for a, b in ((0.05, 0.90), (0.10, 0.85), (0.02, 0.95), (0.2, 0.6)):
            shocks = [a / 2.0, a] if self.asymmetry else [a]
            tried.append(np.array([float(self.returns.mean()), log(spread * (1.0 - a - b)), *shocks, b, *extra]))
        return max(tried, key=self.value)

    def covariance(self, theta: Floats) -> Floats:
        """Bollerslev and Wooldridge's sandwich; the Hessian is the exact score differenced."""
        k = len(theta)
        hessian = np.empty((k, k))
        for place in range(k):
            width = 1e-5 * max(abs(float(theta[place])), 1e-2)
            ahead, behind = theta.copy(), theta.copy()
            ahead[place] += width
            behind[place] -= width
            difference = self.scores(ahead)[0].sum(axis=1) - self.scores(behind)[0].sum(axis=1)
            hessian[place] = difference / (2.0 * width)
        inverse = np.linalg.inv(-(hessian + hessian.T) / 2.0)
        scores = self.scores(theta)[0]
        result: Floats = inverse @ (scores @ scores.T) @ inverse
        return result


def _refuse(returns: Floats, drivers: Mapping[str, Floats]) -> None:
    problems = [f"{len(returns)} returns"] if len(returns) < FEWEST_RETURNS else []
    if not np.isfinite(returns).all():
        problems.append("a return is not finite")
    for name, values in drivers.items():
        if values.shape != returns.shape:
            problems.append(f'"{name}" has {len(values)} values for {len(returns)} returns')
        elif not np.isfinite(values).all():
            problems.append(f'"{name}" is not finite on {int((~np.isfinite(values)).sum())} days')
        elif values.std() == 0.0:
            problems.append(f'"{name}" never changes')
    if problems:
        raise UsageError(
            f"the variance cannot be fitted: {'; '.join(problems)}",
            "equities.garchx",
            f"at least {FEWEST_RETURNS} returns, and drivers that are known and vary on each day",
            "take a longer sample, or leave the driver out",
        )
