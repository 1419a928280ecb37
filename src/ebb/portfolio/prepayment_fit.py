"""The prepayment prior brought up to date with published holdings, on data up to a stated day and not a day further.

Published holdings fix prepayments only where nothing bought was still being delivered: there, what holdings lose is
principal, and the payment days say on which Wednesday it shows. Those windows (:data:`CLEAN`) are two. They fix the level
of turnover, its season and, where rates differed enough, the lock-in; they say nothing of the top of the refinancing
curve or of burnout, which stay as declared. So the fit is a compromise: least squares on the published decline plus the
distance from the prior in units of its declared doubt, solved by Gauss-Newton steps. With no data it returns the prior.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from ebb.errors import MissingDate
from ebb.portfolio.mbs import Cohort, Pools
from ebb.portfolio.mbs_path import mbs_path
from ebb.portfolio.prepayment import PRIOR, Prior
from ebb.series import Series

#: Windows without deliveries of purchases: first and last day of published holdings. From December 2018 to June 2019
#: principal stayed under the cap of 20 billion and what had been bought before was delivered; the last reinvestment
#: of 2022 was that of August, delivered by November.
CLEAN: Final[tuple[tuple[date, date], ...]] = (
    (date(2018, 11, 28), date(2019, 6, 26)),
    (date(2022, 11, 30), date(2099, 12, 31)),
)
#: Doubt about the declared prior, one standard deviation: of the logarithm for shares of the balance, else as it stands.
#: Turnover within a third either way; lock-in between none and twice the prior; summer over winter from 1.3 to 2.2.
DOUBT: Final[Mapping[str, float]] = MappingProxyType(
    {
        "turnover": 0.3,
        "lock_in": 0.10,
        "season_amplitude": 0.10,
        "refinancing_most": 0.3,
        "refinancing_midpoint": 0.3,
        "ramp_months": 0.5,
    }
)
_LOGARITHMIC: Final = frozenset({"turnover", "refinancing_most", "ramp_months"})
#: Least noise of a month's decline, USD billion: buyouts, small operations. More is taken if the residuals say so.
NOISE_BN: Final = 0.5
_STEPS, _NUDGE, _CLOSE = 25, 1e-3, 5e-3


@dataclass(frozen=True, slots=True)
class Fit:
    """Fitted parameters and how much the data had to say.

    Parameters
    ----------
    prior : Prior
        The parameters after the fit.
    until : date
        Nothing published later was used.
    months : int
        Months of decline used; 0 returns the declared prior.
    rmse : float
        Of the monthly declines inside the sample, USD billion.
    noise : float
        Standard deviation given to a month's decline, from the residuals and the parameters spent, USD billion.
    errors : mapping of str to float
        Standard error of each free parameter, in its own unit.
    learned : mapping of str to float
        Share of the prior's doubt that the data removed: 0 = still the prior, 1 = all data.
    """

    prior: Prior
    until: date
    months: int
    rmse: float
    noise: float
    errors: Mapping[str, float]
    learned: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class _Window:
    pools: Pools
    days: tuple[date, ...]
    declines: NDArray[np.float64]


def fit_prepayment(
    levels: Series,
    mortgage: Series,
    cohorts: Sequence[Cohort],
    until: date,
    *,
    prior: Prior = PRIOR,
    windows: Sequence[tuple[date, date]] = CLEAN,
) -> Fit:
    """Fit the free parameters (:data:`DOUBT`) to the published decline of MBS.

    Parameters
    ----------
    levels : Series
        MBS of H.4.1, Wednesday levels; of each month the last one is used, so weekly and monthly series agree.
    mortgage : Series
        30-year mortgage rate, percent.
    cohorts : sequence of Cohort
    until : date
        Only what was known on this day is used.
    prior : Prior
        From which the fit starts and towards which it leans.
    windows : sequence of (date, date)

    Raises
    ------
    MissingDate
        If a mortgage rate of a month in a window, or of the months before it, is missing.
    """
    known, rates = levels.as_of(until).in_unit("USD bn"), mortgage.as_of(until)
    market = market_of(rates, until)
    found = [w for first, last in windows if (w := _window(known, market, cohorts, first, min(last, until)))]
    names = list(DOUBT)
    start = np.array([_encode(name, getattr(prior, name)) for name in names])
    doubt = np.array([DOUBT[name] for name in names])
    if not found:
        return Fit(prior, until, 0, 0.0, NOISE_BN, _errors(names, start, doubt), dict.fromkeys(names, 0.0))
    seen = np.concatenate([w.declines for w in found])

    def gap(theta: NDArray[np.float64]) -> NDArray[np.float64]:
        trial = _decode(prior, names, theta)
        made: NDArray[np.float64] = np.concatenate([_predicted(w, market, trial) for w in found])
        return np.asarray(made - seen)

    theta, noise, now = start, NOISE_BN, gap(start)
    curvature = np.diag(doubt**-2)
    for _ in range(_STEPS):
        slope = np.column_stack([(gap(theta + _NUDGE * unit) - now) / _NUDGE for unit in np.eye(len(theta))]) / noise
        curvature = slope.T @ slope + np.diag(doubt**-2)
        step = np.linalg.solve(curvature, -(slope.T @ now / noise + (theta - start) / doubt**2))
        theta = theta + step
        now = gap(theta)
        # Parameters the data fixed cost a degree of freedom each, those left at the prior none.
        spent = len(theta) - float(np.trace(np.linalg.solve(curvature, np.diag(doubt**-2))))
        before, noise = noise, max(NOISE_BN, float(np.sqrt(now @ now / max(len(seen) - spent, 1.0))))
        if np.abs(step / doubt).max() < _CLOSE and abs(noise / before - 1.0) < _CLOSE:
            break
    spread = np.sqrt(np.diag(np.linalg.inv(curvature)))
    return Fit(
        prior=_decode(prior, names, theta),
        until=until,
        months=len(seen),
        rmse=float(np.sqrt(np.mean(now**2))),
        noise=noise,
        errors=_errors(names, theta, spread),
        learned={name: float(1.0 - (s / d) ** 2) for name, s, d in zip(names, spread, doubt, strict=True)},
    )


def market_of(rates: Series, held_from: date | None = None) -> Callable[[date], float]:
    """The mortgage rate of a month, by the first day of the month.

    Parameters
    ----------
    rates : Series
        One or more values a month; of each month the last one counts.
    held_from : date, optional
        Months after this one take the last rate known: a forecast that rates stay where they are.

    Raises
    ------
    MissingDate
        When called for a month that has no rate.
    """
    by_month = rates.by_month()
    newest = max(by_month) if by_month else None

    def market(month: date) -> float:
        key = (month.year, month.month)
        if key not in by_month and newest and held_from is not None and key > newest:
            return by_month[newest]
        if key not in by_month:
            raise MissingDate(
                f"no mortgage rate of {month:%Y-%m}",
                "portfolio.prepayment_fit",
                "a rate for every month from three before the first one on",
                "hand in the whole series",
            )
        return by_month[key]

    return market


def _window(
    levels: Series, market: Callable[[date], float], cohorts: Sequence[Cohort], first: date, last: date
) -> _Window | None:
    by_month: dict[tuple[int, int], tuple[date, float]] = {}
    for day, level in levels.between(first, last) if first < last else ():
        by_month[day.year, day.month] = (day, level)
    points = [by_month[key] for key in sorted(by_month)]
    if len(points) < 2:
        return None
    opening, held = points[0]
    pools = Pools.open(round(held * 1e9), 0, cohorts, opening, market)
    return _Window(pools, tuple(day for day, _ in points), -np.diff([level for _, level in points]))


def _predicted(window: _Window, market: Callable[[date], float], prior: Prior) -> NDArray[np.float64]:
    path = mbs_path(window.pools, window.days[0], window.days[-1], mortgage=market, prior=prior)
    return np.asarray(-np.diff([path.level(day) / 1e9 for day in window.days]))


def _encode(name: str, value: float) -> float:
    return float(np.log(value)) if name in _LOGARITHMIC else value


def _decode(prior: Prior, names: Sequence[str], theta: NDArray[np.float64]) -> Prior:
    values: dict[str, Any] = {
        name: float(np.exp(t)) if name in _LOGARITHMIC else float(t) for name, t in zip(names, theta, strict=True)
    }
    return replace(prior, **values)


def _errors(names: Sequence[str], theta: NDArray[np.float64], spread: NDArray[np.float64]) -> dict[str, float]:
    """Standard errors in the parameters' own units (for a logarithm, that of the value)."""
    return {
        name: float(s * np.exp(t)) if name in _LOGARITHMIC else float(s)
        for name, t, s in zip(names, theta, spread, strict=True)
    }
