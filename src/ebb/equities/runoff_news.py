"""Runoff news and share returns: what followed announced changes of the plan, from a week to a year, and what came before
them.

The news is what an announcement changed in the plan, or in long yields on its day, never actual runoff less its cap: that
follows the dates on which mortgage principal is booked, and says nothing nobody knew. With a few dozen announcements no
standard error is to be trusted alone, so each response stands beside those to the same announcements moved along the calendar
together, and beside the size that could have been found.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from ebb.equities.estimate import TestedEffect, judged
from ebb.equities.market import Floats
from ebb.errors import UsageError
from ebb.estimation import Responses, least_squares, local_projections, student_quantile, white

#: Probability of the intervals of this module.
LEVEL: Final = 0.90
#: Fewest announcements whose news is told.
FEWEST: Final = 5
DRAWS: Final = 2_000


@dataclass(frozen=True, slots=True)
class NewsEffect:
    """The response of a cumulated return, percent for one unit of news, over `periods` periods from that of the news on."""

    periods: int
    effect: TestedEffect
    news: int
    observations: int


@dataclass(frozen=True, slots=True)
class Reverse:
    """The news of meetings on the returns before them: units of news for one percent of return, and what could be found."""

    periods: int
    effect: TestedEffect
    meetings: int


def news_effects(
    returns: Floats,
    news: Floats,
    periods: Sequence[int],
    *,
    lags: int,
    also: Floats | None = None,
    draws: int = DRAWS,
    seed: int = 0,
    level: float = LEVEL,
) -> tuple[NewsEffect, ...]:
    """Cumulated returns after news, by lag-augmented local projections.

    Parameters
    ----------
    returns : float64, shape (T,), percent (logarithms)
    news : float64, shape (T,)
        Zero where nothing was announced; dated by the first period that could answer.
    periods : sequence of int, >= 1
        Periods over which returns are cumulated, the first included.
    lags : int
        Lags of the return among the controls.
    also : float64, shape (T, q), optional
        Controls of the same period.
    draws, seed : int
        Of placebos.

    Raises
    ------
    UsageError
        If there are fewer than :data:`FEWEST` pieces of news, or the sample is too short.

    Notes
    -----
    The placebo turns the whole string of news around the sample by a random number of periods, so that its sizes and gaps
    stay. Law: news of twice the size has half the response and the same p.
    """
    count = int((news != 0.0).sum())
    if count < FEWEST:
        raise UsageError(
            f"{count} pieces of news",
            "equities.runoff_news",
            f"at least {FEWEST} within the sample",
            "take a longer sample or a later --as-of",
        )
    ahead = [p - 1 for p in sorted(set(periods))]
    system = returns[:, None]
    found: Responses = local_projections(system, news, lags=lags, horizons=ahead, left="sum", also=also, level=level)
    rng = np.random.default_rng(seed)
    results = []
    for place, horizon in enumerate(ahead):
        placebo = _turned(returns, news, horizon, found.lags, also, draws, rng)
        value, error = float(found.value[place, 0]), float(found.error[place, 0])
        bounds = float(found.low[place, 0]), float(found.high[place, 0])
        tested = judged(value, bounds, error, placebo, "percent", level)
        results.append(NewsEffect(horizon + 1, tested, count, int(found.observations[place])))
    return tuple(results)


def _turned(
    returns: Floats, news: Floats, horizon: int, lags: int, also: Floats | None, draws: int, rng: np.random.Generator
) -> Floats:
    """Responses to the news turned around the sample, shape (draws,): the same regression, the controls taken out first."""
    length = len(returns)
    rows = length - lags - horizon
    totals = np.concatenate(([0.0], np.cumsum(returns)))
    left = totals[lags + horizon + 1 : lags + horizon + 1 + rows] - totals[lags : lags + rows]
    parts = [returns[lags - k : lags - k + rows] for k in range(1, lags + 1)]
    parts += [] if also is None else list(also[lags : lags + rows].T)
    basis, _ = np.linalg.qr(np.column_stack((*parts, np.ones(rows))))
    rest = left - basis @ (basis.T @ left)
    string = news[lags : lags + rows]
    places, sizes = np.flatnonzero(string), string[string != 0.0]
    moves = rng.integers(1, rows, draws)
    where = (places[None, :] + moves[:, None]) % rows
    projected = (basis[where] * sizes[:, None]).sum(axis=1)
    squares = np.square(sizes).sum() - np.square(projected).sum(axis=1)
    result: Floats = (rest[where] * sizes).sum(axis=1) / squares
    return result


def reverse_causation(
    returns: Floats,
    meetings: Sequence[int],
    news: Floats,
    periods: Sequence[int],
    *,
    draws: int = DRAWS,
    seed: int = 0,
    level: float = LEVEL,
) -> tuple[Reverse, ...]:
    """Did shares that fell before a meeting change its news? The news of every meeting on the return before it.

    Parameters
    ----------
    returns : float64, shape (T,), percent
    meetings : sequence of int, shape (m,)
        Places in `returns` of the first period that could answer each meeting.
    news : float64, shape (m,)
        Zero where the plan stayed.
    periods : sequence of int
        Periods before the meeting over which returns are cumulated.

    Notes
    -----
    The placebo gives the news to other meetings. A positive slope: the Fed let more run off after shares had risen.
    """
    totals = np.concatenate(([0.0], np.cumsum(returns)))
    found = []
    rng = np.random.default_rng(seed)
    for before in periods:
        places = np.array([p for p in meetings if p >= before])
        y = news[np.array(meetings) >= before]
        if len(y) < 12 or not y.any():
            continue
        x = totals[places] - totals[places - before]
        columns = np.column_stack((x, np.ones(len(x))))
        fit = least_squares(y, columns, np.eye(2)[:, :1])
        error = float(np.sqrt(white(fit.score[0]) * len(y) / (len(y) - 2)))
        value = float(fit.value[0])
        free = x - x.mean()
        placebo = rng.permuted(np.tile(y, (draws, 1)), axis=1) @ free / np.square(free).sum()
        reach = student_quantile(0.5 + level / 2.0, len(y) - 2) * error
        tested = judged(value, (value - reach, value + reach), error, placebo, "USD bn per percent", level)
        found.append(Reverse(before, tested, len(y)))
    return tuple(found)


def autocorrelation(values: Floats) -> tuple[float, float]:
    """First autocorrelation and its standard error were there none (one over the root of the length)."""
    free = values - values.mean()
    return float((free[1:] * free[:-1]).sum() / np.square(free).sum()), float(1.0 / np.sqrt(len(values)))
