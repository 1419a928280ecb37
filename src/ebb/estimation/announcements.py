"""Event studies: what moved within a day or two of announcements, beside days drawn at random and the surprise in the rate.

Few events make asymptotics a promise nobody can keep, so every mean stands beside means of the same number of other days
with the same signs, drawn many times: any day of the sample, and meeting days alone, which are wilder than others.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ebb.errors import UsageError
from ebb.estimation.projections import LEVEL
from ebb.estimation.regression import least_squares
from ebb.estimation.variance import Floats, student_quantile, white

Days = NDArray[np.datetime64]

#: Calendar days from an announcement to the first figure after it, and over the figures of a window, at most: a longer way
#: holds other news.
FARTHEST: Final = 5
#: Fewest days to draw placebos from.
FEWEST_DAYS: Final = 250
FEWEST_MEETINGS: Final = 30
DRAWS: Final = 2_000


def window_changes(dates: Days, values: Floats, days: Days, window: int) -> Floats:
    """Change from the figure before each day to the `window`-th figure from that day on.

    Parameters
    ----------
    dates : datetime64[D], shape (n,), strictly increasing
    values : float64, shape (n,)
        Levels whose differences are wanted (logarithms, for returns).
    days : datetime64[D], shape (k,)
        First days on which the market could answer; the first figure on or after each is its answer.
    window : int, >= 1

    Returns
    -------
    float64, shape (k,)
        nan where a figure is missing, or lies more than :data:`FARTHEST` days from its neighbour.
    """
    if window < 1:
        raise UsageError(f"a window of {window} days", "estimation.announcements", "at least 1", "ask for 1 or 2 days")
    first = np.searchsorted(dates, days)
    last = first + window - 1
    fits = (first >= 1) & (last < len(dates))
    a, b = np.where(fits, first, 1) - 1, np.where(fits, last, 0)
    most = np.timedelta64(FARTHEST, "D")
    if not len(dates):
        return np.full(len(days), np.nan)
    near = dates[np.where(fits, first, 0)] - days <= most
    near &= dates[np.where(fits, first, 0)] - dates[a] <= most
    near &= dates[b] - dates[np.where(fits, first, 0)] <= most
    return np.where(fits & near, values[b] - values[a], np.nan)


@dataclass(frozen=True, slots=True)
class Pooled:
    """The signed mean over events.

    Parameters
    ----------
    mean, low, high, error : float
        Mean of direction times change; its interval by Student's t; all in the unit of the changes. Without an interval
        (nan) for fewer than three events.
    events : int
    total : float
        Sum of the changes without signs.
    """

    mean: float
    low: float
    high: float
    error: float
    events: int
    total: float


def pooled(changes: Floats, signs: Floats, level: float = LEVEL) -> Pooled:
    """Signed mean of the events that have a change; nan where none has."""
    here = np.isfinite(changes)
    count = int(here.sum())
    if not count:
        return Pooled(np.nan, np.nan, np.nan, np.nan, 0, np.nan)
    signed = (changes * signs)[here]
    mean, total = float(signed.mean()), float(changes[here].sum())
    if count < 3:
        return Pooled(mean, np.nan, np.nan, np.nan, count, total)
    error = float(signed.std(ddof=1) / np.sqrt(count))
    reach = student_quantile(0.5 + level / 2.0, count - 1) * error
    return Pooled(mean, mean - reach, mean + reach, error, count, total)


def placebo_means(pool: Floats, signs: Floats, draws: int, rng: np.random.Generator) -> Floats:
    """Signed means over as many days drawn from a pool, shape (draws,); days of one draw are distinct.

    Raises
    ------
    UsageError
        If the pool has fewer days than there are signs.
    """
    held = pool[np.isfinite(pool)]
    k, n = len(signs), len(held)
    if n < k:
        raise UsageError(
            f"{n} days for {k} events", "estimation.announcements", "more days than events", "take a longer sample"
        )
    places = rng.integers(0, n, (draws, k))
    while (again := (np.diff(np.sort(places, axis=1), axis=1) == 0).any(axis=1)).any():
        places[again] = (
            rng.permuted(np.tile(np.arange(n), (int(again.sum()), 1)), axis=1)[:, :k]
            if k * k > n
            else rng.integers(0, n, (int(again.sum()), k))
        )
    result: Floats = (held[places] * signs).mean(axis=1)
    return result


def randomisation_p(value: float, placebos: Floats) -> float:
    """Two-sided: share of placebos at least as far from their centre, the event itself counted among them."""
    centre = float(placebos.mean())
    return float((1 + (np.abs(placebos - centre) >= abs(value - centre)).sum()) / (1 + len(placebos)))


@dataclass(frozen=True, slots=True)
class Controlled:
    """The coefficient of the announcement's direction beside the policy-rate surprise, over meeting days.

    `value` and `error` are in the unit of the changes; `bare` is the same without the surprise, on the same days; `p` is by
    giving the directions to other meeting days; `surprise` is the coefficient of the surprise.
    """

    value: float
    bare: float
    error: float
    p: float
    surprise: float
    events: int
    meetings: int


def controlled(
    changes: Floats, signs: Floats, surprise: Floats, draws: int, rng: np.random.Generator
) -> Controlled | None:
    """Regress the changes of all meeting days on direction (0 where nothing was said) and the surprise of the day.

    Parameters
    ----------
    changes, signs, surprise : float64, shape (meetings,)

    Returns
    -------
    Controlled or None
        None where fewer than :data:`FEWEST_MEETINGS` days, or fewer than three events, have everything.
    """
    here = np.isfinite(changes) & np.isfinite(surprise)
    y, x, z = changes[here], signs[here], surprise[here]
    events = int((x != 0.0).sum())
    if len(y) < FEWEST_MEETINGS or events < 3:
        return None
    columns = np.column_stack((x, z, np.ones(len(y))))
    found = least_squares(y, columns, np.eye(3)[:, :2])
    error = float(np.sqrt(white(found.score[0]) * len(y) / (len(y) - 3)))
    controls, _ = np.linalg.qr(columns[:, 1:])
    shuffled = rng.permuted(np.tile(x, (draws, 1)), axis=1)
    free = shuffled - (shuffled @ controls) @ controls.T
    rest = y - controls @ (controls.T @ y)
    placebos = (free @ rest) / np.square(free).sum(axis=1)
    value = float(found.value[0])
    bare = float(least_squares(y, columns[:, [0, 2]], np.eye(2)[:, :1]).value[0])
    return Controlled(value, bare, error, randomisation_p(value, placebos), float(found.value[1]), events, len(y))
