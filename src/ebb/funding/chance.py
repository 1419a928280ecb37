"""The chance that repo costs more than the Fed pays on reserves in a month with so many reserves, by logistic regression.

Months either did or did not; the model asks only how that depends on reserves over bank assets. It borrows no noise from
one stretch of months for another, as a curve with one residual for all levels must, and it needs no kink: a year of
months gives a number, with the interval so short a sample deserves.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from ebb.errors import UsageError
from ebb.funding.demand import BLOCK_MONTHS, LEVEL, NOT_ABOUT_RESERVES, DemandMonths, Estimate
from ebb.funding.resample import block_weights

Array = NDArray[np.float64]

#: A year holds every tax date and quarter-end once.
LEAST_MONTHS = 12
_STEPS, _NEAR, _LONGEST = 100, 1e-8, 3.0


@dataclass(frozen=True, slots=True, eq=False)
class ChanceFit:
    """Log-odds of a month above, ``intercept + slope * (q - centre)``, with their bootstrap draws (shape (draws,)).

    `slope` is never above zero: more reserves cannot make it likelier, and a sample that says so says nothing.
    """

    centre: float
    intercept: float
    slope: float
    covariance: Array
    intercept_draws: Array
    slope_draws: Array
    rate: str
    sample: tuple[date, date]
    months: int
    above: int
    level: float

    def at(self, share: float) -> Estimate:
        """The chance, in percent, at reserves of `share` percent of bank assets, with its interval.

        Notes
        -----
        Law: between 0 and 100, and it never rises with `share`. The interval is the wider, at each end, of the bootstrap's
        percentiles (which know that months resemble their neighbours) and of the large-sample one in log-odds (which
        knows that a sample without a single month above has not proved that there can be none).
        """
        point = np.array([1.0, share - self.centre])
        odds = float(point @ [self.intercept, self.slope])
        reach = NormalDist().inv_cdf((1 + self.level) / 2) * float(np.sqrt(point @ self.covariance @ point))
        draws = self.intercept_draws + self.slope_draws * point[1]
        low, high = np.quantile(draws, [(1 - self.level) / 2, (1 + self.level) / 2])
        ends = np.array([odds, min(float(low), odds - reach), max(float(high), odds + reach)])
        value, bottom, top = _percent(ends).tolist()
        return Estimate(value, bottom, top, "percent", self.level)


def fit_chance(
    data: DemandMonths,
    *,
    spread: float = 0.0,
    exclude: tuple[date, ...] = NOT_ABOUT_RESERVES,
    draws: int = 1_000,
    level: float = LEVEL,
    seed: int = 0,
) -> ChanceFit:
    """Estimate the chance of a month above `spread` basis points over interest on reserves.

    Parameters
    ----------
    data : DemandMonths
        Cut to what was known.
    spread : float
        Basis points; by default zero, where repo costs what the Fed pays.
    exclude, draws, level, seed
        Months left out; moving blocks of months drawn; probability inside the interval; seed.

    Raises
    ------
    UsageError
        If fewer than twelve months are left.

    Notes
    -----
    Penalised by Jeffreys' prior, so that it exists where every month above lies at lower reserves than every other, as
    happens in a short sample. Source: Firth, "Bias reduction of maximum likelihood estimates", Biometrika 80 (1993).
    """
    kept = data.without(exclude)
    n = len(kept)
    if n < LEAST_MONTHS:
        raise UsageError(
            f"a chance cannot be estimated from {n} months",
            f"funding.chance, {data.rate}",
            f"at least {LEAST_MONTHS} months",
            "choose a later as-of date",
        )
    above = (kept.s > spread).astype(np.float64)
    centre = float(kept.q.mean())
    block = min(BLOCK_MONTHS, max(2, n // 5))
    weights = block_weights(n, block, draws, np.random.default_rng(seed))
    lines = firth(kept.q - centre, above, np.vstack([np.ones((1, n)), weights]))
    return ChanceFit(
        centre=centre,
        intercept=float(lines[0, 0]),
        slope=float(lines[0, 1]),
        covariance=_covariance(kept.q - centre, lines[0]),
        intercept_draws=lines[1:, 0],
        slope_draws=lines[1:, 1],
        rate=kept.rate,
        sample=(kept.months[0].astype("datetime64[D]").item(), kept.months[-1].astype("datetime64[D]").item()),
        months=n,
        above=int(above.sum()),
        level=level,
    )


def firth(x: Array, happened: Array, weights: Array) -> Array:
    """Logistic regression of `happened` on `x` with Jeffreys' prior, once for each row of weights.

    Parameters
    ----------
    x, happened : float64, shape (n,)
        `happened` is 0 or 1.
    weights : float64, shape (draws, n)

    Returns
    -------
    float64, shape (draws, 2)
        Intercept and slope; where the slope would be above zero it is zero and the intercept that of the plain share.

    Notes
    -----
    Law: the penalised score is zero at the estimate. Newton's steps, each no longer than three, for all rows at once.
    """
    found = _newton(x, happened, weights, with_slope=True)
    rising = found[:, 1] > 0.0
    if rising.any():
        found[rising] = _newton(x, happened, weights[rising], with_slope=False)
    return found


def _newton(x: Array, happened: Array, weights: Array, *, with_slope: bool) -> Array:
    line = np.zeros((len(weights), 2))
    for _ in range(_STEPS):
        chance = _percent(line[:, :1] + line[:, 1:] * x) / 100.0
        share = weights * chance * (1.0 - chance)
        a, b, c = share.sum(axis=1), share @ x, share @ (x * x)
        # (0, 0; 0, 1/c) would divide by zero where a draw holds one level of reserves only
        room = np.maximum(a * c - b * b, 1e-12) if with_slope else a
        if with_slope:
            leverage = share * (c[:, None] - 2.0 * b[:, None] * x + a[:, None] * x * x) / room[:, None]
        else:
            leverage = share / room[:, None]
        pull = weights * (happened - chance) + leverage * (0.5 - chance)
        first, second = pull.sum(axis=1), pull @ x
        if with_slope:
            step = np.column_stack([c * first - b * second, a * second - b * first]) / room[:, None]
        else:
            step = np.column_stack([first / room, np.zeros_like(first)])
        longest = np.abs(step).max(axis=1, keepdims=True)
        step *= np.minimum(1.0, _LONGEST / np.maximum(longest, _LONGEST))
        line += step
        if float(longest.max()) < _NEAR:
            break
    return line


def _covariance(x: Array, line: Array) -> Array:
    """Inverse of the Fisher information, shape (2, 2); of the intercept alone where the slope is held at zero."""
    chance = _percent(line[0] + line[1] * x) / 100.0
    share = chance * (1.0 - chance)
    if line[1] == 0.0:
        return np.array([[1.0 / share.sum(), 0.0], [0.0, 0.0]])
    found: Array = np.linalg.inv([[share.sum(), share @ x], [share @ x, share @ (x * x)]])
    return found


def _percent(odds: Array) -> Array:
    """Percent from log-odds, without overflow."""
    found: Array = 50.0 * (1.0 + np.tanh(odds / 2.0))
    return found
