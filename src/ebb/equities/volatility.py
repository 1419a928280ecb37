"""Does volatility differ under tightening once its own persistence is taken out? A monthly autoregression says.

The regression of Corsi (Journal of Financial Econometrics 2009) explains tomorrow's volatility by that of the past day,
week and month; with monthly figures the horizons become one month, a quarter and a year, so results are labelled
monthly and are not comparable with daily or weekly estimates. A dummy for the months of tightening shows what is left:
its coefficient is a shift of log volatility within the month, its lasting effect is larger by the persistence.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import cbrt, ceil
from statistics import NormalDist
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ebb.equities.bootstrap import Placements, random_windows, runs
from ebb.equities.estimate import LEVEL, TestedEffect, judged
from ebb.equities.market import Floats, Market
from ebb.equities.regimes import Regimes, month_regimes, require
from ebb.equities.returns import DRAWS, generator
from ebb.series import Origin

#: Averages of past log volatility that explain the next: one month, a quarter, a year.
HORIZONS: Final = (1, 3, 12)


@dataclass(frozen=True, slots=True)
class PersistenceEffect:
    """The shift of log volatility in months of tightening, given past volatility.

    Parameters
    ----------
    programme : str
        A regime, or ``"both"`` for all of them in one dummy.
    effect : TestedEffect, log points
        0.05 is about five percent more volatility in the month.
    persistence : float
        Sum of the coefficients on past volatility.
    lasting : float, log points
        ``effect / (1 - persistence)``: the shift once volatility has settled.
    lags : int
        Bandwidth of the Newey-West standard error (Bartlett weights).
    frequency : str
        Always ``"monthly"``.
    """

    market: str
    programme: str
    effect: TestedEffect
    persistence: float
    lasting: float
    r_squared: float
    months: int
    months_of_qt: int
    first: date
    last: date
    lags: int
    frequency: str
    origins: tuple[Origin, ...]


def volatility_persistence(
    market: Market,
    regimes: Regimes,
    *,
    qt: Sequence[str] = ("QT1", "QT2"),
    draws: int = DRAWS,
    seed: int = 0,
    level: float = LEVEL,
) -> tuple[PersistenceEffect, ...]:
    """The shift for each programme (one regression with a dummy each) and for all pooled (one dummy).

    Parameters
    ----------
    market : Market
    regimes : mapping regime -> sequence of (first, last)
    qt : names of the regimes of tightening
    draws, seed, level
        Number of placebo windows, seed, probability of the interval.

    Raises
    ------
    UnknownName
        If a regime named in `qt` is not in the mapping.

    Notes
    -----
    Interval and standard error are Newey and West's (Econometrica 1987) with the usual bandwidth 0.75 n^(1/3).
    The placebo puts a dummy of the same lengths at random in place of the programme's.
    """
    require(qt, regimes)
    held = month_regimes(market.months, regimes)[HORIZONS[-1] :]
    y, past = _design(np.log(market.volatility))
    dummies = {name: np.array([regime == name for regime in held]) for name in qt}
    dummies = {name: dummy for name, dummy in dummies.items() if dummy.any()}
    if not dummies:
        return ()
    found = []
    for name, dummy in dummies.items():
        others = [d for other, d in dummies.items() if other != name]
        found.append(_shift(market, name, y, past, dummy, others, draws, seed, level))
    if len(dummies) > 1:
        pooled = np.logical_or.reduce(list(dummies.values()))
        found.append(_shift(market, "both", y, past, pooled, [], draws, seed, level))
    return tuple(found)


def least_squares_hac(y: Floats, x: Floats, lags: int) -> tuple[Floats, Floats]:
    """Ordinary least squares with Newey-West standard errors.

    Parameters
    ----------
    y : float64, shape (n,)
    x : float64, shape (n, k)
        Regressors, the constant included, of full rank.
    lags : int, >= 0
        Bartlett bandwidth; zero gives heteroskedasticity-robust errors.

    Returns
    -------
    coefficients, standard_errors : float64, shape (k,)
        With the small-sample factor n / (n - k).
    """
    inverse = np.linalg.inv(x.T @ x)
    coefficients = inverse @ (x.T @ y)
    scores = x * (y - x @ coefficients)[:, None]
    middle = scores.T @ scores
    for lag in range(1, lags + 1):
        shared = scores[lag:].T @ scores[:-lag]
        middle += (1.0 - lag / (lags + 1.0)) * (shared + shared.T)
    n, k = x.shape
    covariance = inverse @ middle @ inverse * n / (n - k)
    return coefficients, np.sqrt(np.diag(covariance))


def bandwidth(n: int) -> int:
    """Newey-West lags for `n` observations: 0.75 n^(1/3), rounded up (Stock and Watson's rule)."""
    return ceil(0.75 * cbrt(n))


def _design(log_volatility: Floats) -> tuple[Floats, Floats]:
    """Left side, and constant plus past averages, from the first month with a full year behind it."""
    longest = HORIZONS[-1]
    total = np.concatenate(([0.0], np.cumsum(log_volatility)))
    place = np.arange(longest, len(log_volatility))
    columns = [np.ones(len(place))] + [(total[place] - total[place - h]) / h for h in HORIZONS]
    return log_volatility[longest:], np.column_stack(columns)


def _shift(
    market: Market,
    name: str,
    y: Floats,
    past: Floats,
    dummy: NDArray[np.bool_],
    others: Sequence[NDArray[np.bool_]],
    draws: int,
    seed: int,
    level: float,
) -> PersistenceEffect:
    control = np.column_stack([past, *(other.astype(np.float64) for other in others)])
    x = np.column_stack([control, dummy.astype(np.float64)])
    lags = bandwidth(len(y))
    coefficients, errors = least_squares_hac(y, x, lags)
    shift, error = float(coefficients[-1]), float(errors[-1])
    reach = NormalDist().inv_cdf(1.0 - (1.0 - level) / 2.0) * error
    rng = generator(seed, f"{market.name}/{name}/persistence")
    windows = random_windows(len(y), runs(dummy), draws, rng)
    residual = y - x @ coefficients
    persistence = float(coefficients[1 : 1 + len(HORIZONS)].sum())
    return PersistenceEffect(
        market=market.name,
        programme=name,
        effect=judged(shift, (shift - reach, shift + reach), error, _partial(y, past, windows), "log points", level),
        persistence=persistence,
        lasting=shift / (1.0 - persistence),
        r_squared=float(1.0 - residual @ residual / ((y - y.mean()) @ (y - y.mean()))),
        months=len(y),
        months_of_qt=int(dummy.sum()),
        first=market.months[HORIZONS[-1]].item(),
        last=market.last,
        lags=lags,
        frequency="monthly",
        origins=market.origins,
    )


def _partial(y: Floats, control: Floats, windows: Placements) -> Floats:
    """Coefficient of each draw of windows as a dummy beside `control` (Frisch, Waugh and Lovell)."""
    basis, _ = np.linalg.qr(control)
    left = y - basis @ (basis.T @ y)
    months = windows.sizes.sum(axis=1)
    result: Floats = windows.sums(left) / (months - np.square(windows.sums(basis)).sum(axis=1))
    return result
