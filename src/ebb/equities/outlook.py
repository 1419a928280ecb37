"""What a plan would mean for a share index: a year of returns and of volatility, with the plan and without.

A year without the plan is drawn from the index's own months, in blocks. A year with it is the same year, moved by effects
whose size is drawn too: each coefficient from its estimate and standard error, so that what is not known about the effect
widens the year as it should. How much of the difference between one year and the next the plan accounts for is said as a
share of variance: were it a coin's throw whether the plan runs, how much less would a year vary for who knows it?
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ebb.equities.bootstrap import block_length, stationary_indices
from ebb.equities.market import Floats, Market
from ebb.equities.returns import generator
from ebb.errors import LawError

#: Years drawn.
YEARS: Final = 4000
_BANDS: Final = (0.05, 0.16, 0.50, 0.84, 0.95)


@dataclass(frozen=True, slots=True)
class Effect:
    """What a plan does over the whole span, one value a draw; it may be anything but the draws must be as many.

    Parameters
    ----------
    returns : float64, shape (draws,), percentage points
        Added to the return of the span.
    log_volatility : float64, shape (draws,), log points
        Added to log volatility, and so to the size of every month's surprise.
    """

    returns: Floats
    log_volatility: Floats


@dataclass(frozen=True, slots=True)
class Fan:
    """Quantiles of a year: 5, 16, 50, 84 and 95 percent."""

    p05: float
    p16: float
    p50: float
    p84: float
    p95: float


@dataclass(frozen=True, slots=True)
class Share:
    """A share of variance with the range that the coefficient's uncertainty gives it (5 and 95 percent)."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Route:
    """One way of estimating the plan's effect.

    Parameters
    ----------
    returns, volatility : Fan
        Of the year with the plan.
    effect_on_return, effect_on_volatility : (low, central, high)
        5, 50 and 95 percent of the effect itself, percentage points; volatility in percent of itself.
    share_of_return, share_of_volatility : Share
        Of variance, explained by whether the plan runs.
    """

    returns: Fan
    volatility: Fan
    effect_on_return: tuple[float, float, float]
    effect_on_volatility: tuple[float, float, float]
    share_of_return: Share
    share_of_volatility: Share


@dataclass(frozen=True, slots=True)
class Outlook:
    """Years without a plan, and with it by each route.

    Parameters
    ----------
    returns, volatility : Fan
        Percent over the span, and percent a year.
    routes : mapping name -> Route
    """

    market: str
    months: int
    draws: int
    returns: Fan
    volatility: Fan
    routes: Mapping[str, Route]


def outlook(
    market: Market,
    effects: Mapping[str, Effect],
    *,
    drawn: NDArray[np.bool_] | None = None,
    months: int = 12,
    draws: int = YEARS,
    seed: int = 0,
) -> Outlook:
    """Draw years with and without a plan.

    Parameters
    ----------
    market : Market
    drawn : bool, shape (len(market),), optional
        The months a year is drawn from, put end to end; by default all.
    effects : mapping name -> Effect
        Routes are alternatives, not parts of one another; each is applied to the same years.
    months : int, between 1 and the months of the market

    Raises
    ------
    LawError
        If an effect has another number of draws, or a value that is not finite.

    Notes
    -----
    Law: an effect that is zero in every draw leaves every year as it was, and explains nothing of it.
    """
    rng = generator(seed, f"{market.name}/outlook")
    block = max(block_length(market.returns), block_length(np.square(market.volatility)))
    pool = np.flatnonzero(drawn) if drawn is not None else np.arange(len(market))
    places = pool[stationary_indices(len(pool), draws, block, rng)[:, :months]]
    returns, swings = market.returns[places], market.volatility[places]
    plain, usual = _compound(returns), np.sqrt(np.square(swings).mean(axis=1))
    centre = float(market.returns[pool].mean())
    routes = {}
    for name, effect in effects.items():
        _check(name, effect, draws)
        wider = np.exp(effect.log_volatility)
        moved = (1.0 + _compound(centre + (returns - centre) * wider[:, None]) / 100.0) * (1.0 + effect.returns / 100.0)
        routes[name] = Route(
            returns=_fan(100.0 * (moved - 1.0)),
            volatility=_fan(usual * wider),
            effect_on_return=_three(effect.returns),
            effect_on_volatility=_three(100.0 * (wider - 1.0)),
            share_of_return=_share(effect.returns, plain),
            share_of_volatility=_share(effect.log_volatility, np.log(usual)),
        )
    return Outlook(market.name, months, draws, _fan(plain), _fan(usual), routes)


def _share(effect: Floats, years: Floats) -> Share:
    """Variance between the two equally likely cases over the whole, draw by draw of the coefficient."""
    between = np.square(effect) / 4.0
    shares = between / (between + float(years.var()))
    low, middle, high = np.quantile(shares, (0.05, 0.5, 0.95))
    return Share(float(middle), float(low), float(high))


def _compound(returns: Floats) -> Floats:
    result: Floats = 100.0 * (np.prod(1.0 + np.maximum(returns, -100.0) / 100.0, axis=1) - 1.0)
    return result


def _fan(values: Floats) -> Fan:
    return Fan(*(float(v) for v in np.quantile(values, _BANDS)))


def _three(values: Floats) -> tuple[float, float, float]:
    low, middle, high = np.quantile(values, (0.05, 0.5, 0.95))
    return float(low), float(middle), float(high)


def _check(name: str, effect: Effect, draws: int) -> None:
    for part in (effect.returns, effect.log_volatility):
        if part.shape != (draws,) or not np.isfinite(part).all():
            raise LawError(
                f'route "{name}" has draws of shape {part.shape}, or one that is not finite',
                "equities.outlook",
                f"{draws} finite draws",
                "draw each coefficient once for every year",
            )
