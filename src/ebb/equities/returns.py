"""Returns and realised volatility of a share index by policy regime.

Describes what happened in the months of each regime, with intervals; it explains nothing. Whether runoff had anything
to do with it is asked in :mod:`ebb.equities.effect`, against other months and against windows placed at random.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from ebb.equities.bootstrap import Statistic, block_length, resample, runs
from ebb.equities.estimate import FEWEST_MONTHS, LEVEL, Estimate, interval
from ebb.equities.market import Floats, Market
from ebb.equities.regimes import Regimes, month_regimes
from ebb.series import Origin

#: Resamples behind an interval: the Monte Carlo error of a 95 percent bound is then about 3 percent of its distance.
DRAWS = 2000


@dataclass(frozen=True, slots=True)
class RegimeStatistics:
    """One market in the months of one regime.

    Parameters
    ----------
    annual_return : Estimate, percent a year
        Twelve times the mean monthly simple return: the mean is additive, so differences between regimes are too.
    mean_monthly_return : float, percent a month
    compound_return : tuple of float, percent
        Return over each unbroken run of months, compounded, oldest first.
    volatility : Estimate, percent a year
        Root mean square of the monthly realised volatilities.
    mean_implied : float or None, index points
        Mean of the monthly means of the implied-volatility index.
    share_up : float
        Share of months with a positive return.
    first, last : date
        Month ends of the first and last month in the regime (there may be other regimes between them).
    blocks : (float, float), months
        Mean block lengths of the bootstrap of returns and of volatilities, estimated on the whole sample.
    """

    market: str
    regime: str
    months: int
    first: date
    last: date
    mean_monthly_return: float
    annual_return: Estimate
    compound_return: tuple[float, ...]
    volatility: Estimate
    mean_implied: float | None
    share_up: float
    blocks: tuple[float, float]
    draws: int
    origins: tuple[Origin, ...]


def regime_statistics(
    market: Market, regimes: Regimes, *, draws: int = DRAWS, seed: int = 0, level: float = LEVEL
) -> tuple[RegimeStatistics, ...]:
    """Return and volatility in each regime, in the order of the mapping; a regime without a month is left out.

    Parameters
    ----------
    market : Market
    regimes : mapping regime -> sequence of (first, last)
        See :func:`~ebb.equities.regimes.month_regimes` for the rule.
    draws, seed, level
        Resamples, seed of the generator and probability of the intervals.

    Notes
    -----
    Intervals are percentiles of a stationary bootstrap over the regime's months put end to end, widened for few blocks
    (:func:`~ebb.equities.bootstrap.widening`). With a few dozen months they are still somewhat too narrow.
    Law: the months of all regimes and of none add up to the months of the market.
    """
    held = month_regimes(market.months, regimes)
    blocks = sample_blocks(market)
    found = []
    for regime in regimes:
        chosen = np.array([name == regime for name in held])
        if chosen.any():
            found.append(_statistics(market, regime, chosen, blocks, draws, level, seed))
    return tuple(found)


def annual_mean(returns: Floats) -> Floats:
    """Twelve times the mean of monthly returns, over the last axis; percent a year."""
    result: Floats = 12.0 * returns.mean(axis=-1)
    return result


def root_mean_square(volatility: Floats) -> Floats:
    """Root mean square of monthly volatilities, over the last axis; percent a year."""
    result: Floats = np.sqrt(np.square(volatility).mean(axis=-1))
    return result


def sample_blocks(market: Market) -> tuple[float, float]:
    """Mean block lengths in months, estimated on the whole sample: for returns, and for squared volatilities."""
    return block_length(market.returns), block_length(np.square(market.volatility))


def generator(seed: int, name: str) -> np.random.Generator:
    """A generator of its own for each named estimate, so that no result depends on which others were computed."""
    return np.random.default_rng([seed, zlib.crc32(name.encode())])


def compound(returns: Floats) -> float:
    """Return over consecutive months, percent.

    >>> round(compound(np.array([10.0, -10.0])), 6)
    -1.0
    """
    return float(100.0 * (np.prod(1.0 + returns / 100.0) - 1.0))


def compound_by_run(returns: Floats, chosen: NDArray[np.bool_]) -> tuple[float, ...]:
    """Compound return of each unbroken run of chosen months, oldest first, percent."""
    pieces = np.split(returns[chosen], np.cumsum(runs(chosen))[:-1])
    return tuple(compound(piece) for piece in pieces)


def _statistics(
    market: Market,
    regime: str,
    chosen: NDArray[np.bool_],
    blocks: tuple[float, float],
    draws: int,
    level: float,
    seed: int,
) -> RegimeStatistics:
    returns, volatility = market.returns[chosen], market.volatility[chosen]
    dates = market.months[chosen]
    feared = market.implied[chosen] if market.implied is not None else np.array([np.nan])
    rng = generator(seed, f"{market.name}/{regime}")
    return RegimeStatistics(
        market=market.name,
        regime=regime,
        months=len(returns),
        first=dates[0].item(),
        last=dates[-1].item(),
        mean_monthly_return=float(returns.mean()),
        annual_return=_estimate(returns, annual_mean, blocks[0], draws, level, rng),
        compound_return=compound_by_run(market.returns, chosen),
        volatility=_estimate(volatility, root_mean_square, blocks[1], draws, level, rng),
        mean_implied=float(feared.mean()) if np.isfinite(feared).all() else None,
        share_up=float((returns > 0.0).mean()),
        blocks=blocks,
        draws=draws,
        origins=market.origins,
    )


def _estimate(
    values: Floats, statistic: Statistic, block: float, draws: int, level: float, rng: np.random.Generator
) -> Estimate:
    value = float(statistic(values))
    if len(values) < FEWEST_MONTHS:
        return Estimate(value, "percent", None, None, level, None)
    resampled = resample(values, statistic, block, draws, rng)
    low, high = interval(resampled, level)
    return Estimate(value, "percent", low, high, level, float(resampled.std()))
