"""Does knowing the balance sheet help to explain, or to foretell, volatility? A log regression on its own past says.

Corsi's regression (Journal of Financial Econometrics 2009) in logarithms, so that volatility stays positive and a
coefficient of either sign is possible, beside the same regression with one driver more: reserves, a funding spread, the pace
of runoff, a dummy. In the sample the driver has a coefficient g with its interval; out of it the two are run side by side on
an expanding window, and the larger one has to win.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import NormalDist
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ebb.equities.bootstrap import block_length, random_windows, runs
from ebb.equities.contest import Contest, contest, superior_ability
from ebb.equities.estimate import LEVEL, Estimate, TestedEffect, detectable, judged
from ebb.equities.forecast import TRAINING, expanding
from ebb.equities.market import Floats
from ebb.equities.path import VolatilityPath
from ebb.equities.regression import bandwidth, least_squares_hac, partial
from ebb.equities.returns import DRAWS, generator

#: A driver must be known for so many periods, and vary.
FEWEST_PERIODS: Final = 60


@dataclass(frozen=True, slots=True)
class Shift:
    """Log volatility inside windows against outside, given its own past.

    Parameters
    ----------
    programme : str
    effect : TestedEffect, log points
        0.05 is about five percent more volatility in the period.
    persistence : float
        Sum of the coefficients on past volatility.
    lasting : float, log points
        ``effect / (1 - persistence)``.
    periods, inside : int
    """

    market: str
    frequency: str
    programme: str
    effect: TestedEffect
    persistence: float
    lasting: float
    r_squared: float
    periods: int
    inside: int
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class DriverEffect:
    """What one driver adds to the regression of log volatility on its past.

    Parameters
    ----------
    g : Estimate, log points for each unit of the driver
        Newey-West interval.
    minimum_detectable : float
        Size of g that would have been found with 80 percent power.
    r_squared, r_squared_without : float
        On the same periods.
    out_of_sample : Contest
        The regression with the driver against the one without, forecast by forecast.
    """

    name: str
    g: Estimate
    minimum_detectable: float
    persistence: float
    r_squared: float
    r_squared_without: float
    periods: int
    first: date
    last: date
    out_of_sample: Contest


@dataclass(frozen=True, slots=True)
class Drivers:
    """Every driver alone, and whether the best of them is better than luck.

    Parameters
    ----------
    effects : tuple of DriverEffect
        On the periods in which all drivers were known, so that they can be compared.
    superior_p : float
        Hansen's test over all of them together against the regression without any.
    """

    market: str
    frequency: str
    effects: tuple[DriverEffect, ...]
    superior_p: float
    periods: int
    scored: int
    first: date
    last: date

    def of(self, name: str) -> DriverEffect:
        """The driver called `name` (KeyError if there is none)."""
        return {effect.name: effect for effect in self.effects}[name]


def design(log_volatility: Floats, horizons: Sequence[int]) -> tuple[Floats, Floats]:
    """Left side, and constant plus averages of the past, from the first period with the longest average behind it.

    Returns
    -------
    y : float64, shape (n - longest,)
    x : float64, shape (n - longest, 1 + len(horizons))
    """
    longest = max(horizons)
    total = np.concatenate(([0.0], np.cumsum(log_volatility)))
    place = np.arange(longest, len(log_volatility))
    columns = [np.ones(len(place))] + [(total[place] - total[place - h]) / h for h in horizons]
    return log_volatility[longest:], np.column_stack(columns)


def shifts(
    path: VolatilityPath,
    inside: Mapping[str, NDArray[np.bool_]],
    *,
    draws: int = DRAWS,
    seed: int = 0,
    level: float = LEVEL,
) -> tuple[Shift, ...]:
    """The shift for each programme (one regression with a dummy each) and for all pooled (one dummy).

    Parameters
    ----------
    path : VolatilityPath
    inside : mapping programme -> bool, shape (n,)
    draws, seed, level
        Number of placebo windows, seed, probability of the interval.

    Notes
    -----
    Interval and standard error are Newey and West's (Econometrica 1987) with the usual bandwidth 0.75 n^(1/3).
    The placebo puts a dummy of the same lengths at random in place of the programme's.
    """
    longest = max(path.horizons)
    y, past = design(path.log_volatility, path.horizons)
    dummies = {name: chosen[longest:] for name, chosen in inside.items() if chosen[longest:].any()}
    found = []
    for name, dummy in dummies.items():
        others = [d for other, d in dummies.items() if other != name]
        found.append(_shift(path, name, y, past, dummy, others, draws, seed, level))
    if len(dummies) > 1:
        found.append(
            _shift(path, "both", y, past, np.logical_or.reduce(list(dummies.values())), [], draws, seed, level)
        )
    return tuple(found)


def drivers(
    path: VolatilityPath,
    known: Mapping[str, Floats],
    *,
    controls: Mapping[str, Floats] | None = None,
    draws: int = DRAWS,
    seed: int = 0,
    level: float = LEVEL,
) -> Drivers | None:
    """Every driver beside the past of volatility, in the sample and out of it.

    Parameters
    ----------
    path : VolatilityPath
    known : mapping name -> float64, shape (n,)
        What was known before each period began (:func:`~ebb.equities.path.known_before`); NaN where nothing was.
    controls : mapping name -> float64, shape (n,), optional
        Regressors that stand on both sides of every comparison.
    draws, seed, level

    Returns
    -------
    Drivers or None
        None where fewer than :data:`FEWEST_PERIODS` periods know every driver, or no driver varies.

    Notes
    -----
    Law: out of sample each forecast uses periods before its own alone.
    """
    longest = max(path.horizons)
    y, past = design(path.log_volatility, path.horizons)
    beside = [values[longest:] for values in (controls or {}).values()]
    base = np.column_stack([past, *beside])
    columns = {name: values[longest:] for name, values in known.items()}
    complete = np.isfinite(np.column_stack([base, *columns.values()])).all(axis=1)
    if complete.sum() < FEWEST_PERIODS:
        return None
    y, base = y[complete], base[complete]
    columns = {name: values[complete] for name, values in columns.items() if np.ptp(values[complete]) > 0.0}
    # a driver that never moved before scoring begins cannot be estimated there
    start = round(TRAINING * len(y))
    columns = {name: values for name, values in columns.items() if np.ptp(values[:start]) > 0.0}
    if not columns:
        return None
    firsts, lasts = path.firsts[longest:][complete], path.lasts[longest:][complete]
    span = (firsts[0].item(), lasts[-1].item())
    without = expanding(y, base, start)
    rivals = {name: expanding(y, np.column_stack([base, values]), start) for name, values in columns.items()}
    losses = np.square(y[start:] - without)
    rng = generator(seed, f"{path.name}/{path.frequency}/superior ability")
    gaps = losses - np.stack([np.square(y[start:] - rival) for rival in rivals.values()])
    return Drivers(
        market=path.name,
        frequency=path.frequency,
        effects=tuple(
            _driven(name, y, base, values, contest(y[start:], without, rivals[name]), span, level)
            for name, values in columns.items()
        ),
        superior_p=superior_ability(
            losses,
            losses - gaps,
            mean_block=max(block_length(row) for row in gaps),
            draws=draws,
            rng=rng,
        ),
        periods=len(y),
        scored=len(y) - start,
        first=span[0],
        last=span[1],
    )


def _driven(
    name: str, y: Floats, base: Floats, values: Floats, scored: Contest, span: tuple[date, date], level: float
) -> DriverEffect:
    x = np.column_stack([base, values])
    coefficients, errors = least_squares_hac(y, x, bandwidth(len(y)))
    g, error = float(coefficients[-1]), float(errors[-1])
    reach = NormalDist().inv_cdf(1.0 - (1.0 - level) / 2.0) * error
    alone = np.linalg.lstsq(base, y, rcond=None)[0]
    return DriverEffect(
        name=name,
        g=Estimate(g, "log points", g - reach, g + reach, level, error),
        minimum_detectable=detectable(error, level),
        persistence=float(coefficients[1:4].sum()),
        r_squared=_r_squared(y, x @ coefficients),
        r_squared_without=_r_squared(y, base @ alone),
        periods=len(y),
        first=span[0],
        last=span[1],
        out_of_sample=scored,
    )


def _shift(
    path: VolatilityPath,
    name: str,
    y: Floats,
    past: Floats,
    dummy: NDArray[np.bool_],
    others: Sequence[NDArray[np.bool_]],
    draws: int,
    seed: int,
    level: float,
) -> Shift:
    control = np.column_stack([past, *(other.astype(np.float64) for other in others)])
    x = np.column_stack([control, dummy.astype(np.float64)])
    coefficients, errors = least_squares_hac(y, x, bandwidth(len(y)))
    shift, error = float(coefficients[-1]), float(errors[-1])
    reach = NormalDist().inv_cdf(1.0 - (1.0 - level) / 2.0) * error
    rng = generator(seed, f"{path.name}/{name}/{path.frequency} persistence")
    windows = random_windows(len(y), runs(dummy), draws, rng)
    persistence = float(coefficients[1 : past.shape[1]].sum())
    longest = max(path.horizons)
    return Shift(
        market=path.name,
        frequency=path.frequency,
        programme=name,
        effect=judged(shift, (shift - reach, shift + reach), error, partial(y, past, windows), "log points", level),
        persistence=persistence,
        lasting=shift / (1.0 - persistence),
        r_squared=_r_squared(y, x @ coefficients),
        periods=len(y),
        inside=int(dummy.sum()),
        first=path.firsts[longest].item(),
        last=path.last,
    )


def _r_squared(y: Floats, fitted: Floats) -> float:
    residual, centred = y - fitted, y - y.mean()
    return float(1.0 - residual @ residual / (centred @ centred))
