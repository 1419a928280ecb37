"""The distribution of an overnight spread some days ahead, given what is known today and what the calendar will bring.

Centre and scale are linear in today's state and in the kinds of the day ahead, each kind with an effect that grows or shrinks
with today's level of the spread: a quarter end costs little when reserves are abundant and much when they are not. Both are
estimated by least absolute deviations, so that one day like 17 September 2019 does not decide what all others look like. The
tail is that of the standardised errors themselves, kept apart for marked and for ordinary days: turns miss upwards. This
module must never use an outcome that was not known on the day the forecast is made.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ebb.errors import UsageError
from ebb.funding.quantiles import interior_point
from ebb.funding.rates.days import KINDS, business_days, kinds_of
from ebb.funding.rates.panel import STATES, Array, Days, Panel

#: Eight weeks of five business days.
AHEAD: Final = 40
#: Every kind of day once: a year of business days.
LEAST_DAYS: Final = 250
#: Origins are taken every two weeks, so that neighbouring forecasts share most but not all of their days.
_EVERY: Final = 10
#: Half a basis point, the rounding of the published rates: no forecast is surer than the figure it is held to.
_ROUNDED: Final = 0.5
_NEAR: Final = 1e-6
#: A column whose standard deviation is no larger did not move.
_STILL: Final = 1e-9

TERMS: Final = ("constant", *STATES, *KINDS, *(f"{kind} x level" for kind in KINDS))
SCALE_TERMS: Final = ("constant", "level", "horizon", *KINDS, *(f"{kind} x level" for kind in KINDS))


@dataclass(frozen=True, slots=True, eq=False)
class SpreadFit:
    """Centre and scale of a spread `h` business days ahead, and its standardised errors.

    `centre` has the coefficients of :data:`TERMS`, `scale` those of :data:`SCALE_TERMS`, both basis points; `calm` are the
    standardised errors of ordinary days and `marked` those of days of any kind, both sorted.
    `state` is today's, in the order of :data:`STATES`; `known` the newest day of the rate known, `stale` how many business
    days passed between it and the eve of `as_of`: a horizon counts from what was known.
    """

    rate: str
    as_of: date
    sample: tuple[date, date]
    days: int
    pairs: int
    centre: Array
    scale: Array
    calm: Array
    marked: Array
    state: Array
    known: date
    stale: int

    def places(self, kinds: Array, horizon: Array) -> tuple[Array, Array]:
        """Centre and scale on days ahead, each shape (n,).

        Parameters
        ----------
        kinds : float64, shape (n, len(KINDS))
        horizon : float64, shape (n,), business days from today, at least 1
        """
        state = np.broadcast_to(self.state, (len(kinds), len(STATES)))
        mean, width = designs(state, kinds, horizon)
        return mean @ self.centre, np.maximum(width @ self.scale, _ROUNDED)

    def quantiles(self, kinds: Array, horizon: Array, levels: tuple[float, ...]) -> Array:
        """Quantiles of the spread, shape (n, len(levels)).

        Notes
        -----
        Law: never fall as the level rises.
        """
        centre, scale = self.places(kinds, horizon)
        tails = np.array([np.quantile(self.calm, levels), np.quantile(self.marked, levels)])
        found: Array = centre[:, None] + scale[:, None] * tails[_is_marked(kinds)]
        return found

    def expected(self, kinds: Array, horizon: Array) -> Array:
        """Mean of the spread, shape (n,)."""
        centre, scale = self.places(kinds, horizon)
        found: Array = centre + scale * np.array([self.calm.mean(), self.marked.mean()])[_is_marked(kinds)]
        return found

    def draws(self, kinds: Array, horizon: Array, shares: Array) -> Array:
        """The spread at given probabilities, shape (n, draws); `shares` in (0, 1), shape (draws,), the same for all days."""
        return self.quantiles(kinds, horizon, tuple(shares.tolist()))


@dataclass(frozen=True, slots=True)
class DayAhead:
    """One business day ahead: its kinds and its spread over interest on reserves, basis points.

    `low` and `high` are the 5th and 95th percentiles, `extreme` the 99th.
    """

    date: date
    horizon: int
    kinds: tuple[str, ...]
    expected: float
    median: float
    low: float
    high: float
    extreme: float


def fit_spread(data: Panel, as_of: date) -> SpreadFit:
    """Estimate the distribution on every pair of a past origin and a day up to eight weeks after it.

    Parameters
    ----------
    data : Panel
        May reach beyond `as_of`; only what was known then is used.
    as_of : date

    Raises
    ------
    UsageError
        With fewer than 250 days of the rate, or where today's state is not known.
    """
    past = data.as_of(as_of)
    if len(past) < LEAST_DAYS:
        raise UsageError(
            f"the distribution of {data.rate} cannot be estimated from {len(past)} days known on {as_of}",
            "funding.rates",
            f"at least {LEAST_DAYS} days: every kind of day once",
            f"import more days of {data.rate}, or choose a later as-of date",
        )
    since = business_days(past.dates[-1].item() + timedelta(days=1), as_of)
    stale = max(0, len(since) - 1)  # a rate is published on the next business day
    if stale > AHEAD:
        raise UsageError(
            f"the newest day of {data.rate} known on {as_of} is {past.dates[-1]}",
            "funding.rates",
            f"a day of the last {AHEAD} business days",
            f"import newer days of {data.rate}, or choose an earlier as-of date",
        )
    state = past.state(np.array([as_of], dtype="datetime64[D]"))[0]
    if np.isnan(state).any():
        lacking = ", ".join(name for name, value in zip(STATES, state, strict=True) if np.isnan(value))
        raise UsageError(
            f"today's state of {data.rate} is not known on {as_of}: {lacking}",
            "funding.rates",
            "the rate of recent ordinary days, reserves, bank assets, ON RRP and the Treasury's account",
            "import them, or choose a later as-of date",
        )
    states, kinds, horizon, outcome = _pairs(past)
    mean, width = designs(states, kinds, horizon)
    centre = least_absolute(mean, outcome)
    missed = outcome - mean @ centre
    scale = least_absolute(width, np.abs(missed))
    errors, marked = missed / np.maximum(width @ scale, _ROUNDED), _is_marked(kinds).astype(bool)
    return SpreadFit(
        rate=data.rate,
        as_of=as_of,
        sample=(past.dates[0].item(), past.dates[-1].item()),
        days=len(past),
        pairs=len(outcome),
        centre=centre,
        scale=scale,
        calm=np.sort(errors[~marked]),
        marked=np.sort(errors[marked]),
        state=state,
        known=past.dates[-1].item(),
        stale=stale,
    )


def designs(states: Array, kinds: Array, horizon: Array) -> tuple[Array, Array]:
    """Regressors of centre, shape (n, len(TERMS)), and of scale, shape (n, len(SCALE_TERMS)).

    Notes
    -----
    The newest deviation from the level fades with the horizon as ``1 / h``; the scale grows with its square root.
    """
    one, level = np.ones(len(states)), states[:, :1]
    fading = states[:, -1:] / horizon[:, None]
    both = kinds * level
    mean = np.column_stack([one, states[:, :-1], fading, kinds, both])
    width = np.column_stack([one, level, np.sqrt(horizon), kinds, both])
    return mean, width


def ahead(as_of: date, count: int = AHEAD) -> tuple[Days, Array, Array]:
    """The next `count` business days after a day, their kinds, shape (count, len(KINDS)), and their horizons 1, 2, ..."""
    days = business_days(as_of + timedelta(days=1), as_of + timedelta(days=2 * count + 14))[:count]
    return days, kinds_of(days), np.arange(1.0, len(days) + 1.0)


def weeks_ahead(fit: SpreadFit, count: int = AHEAD) -> tuple[DayAhead, ...]:
    """The spread on each of the next `count` business days after the fit's day."""
    days, kinds, horizon = ahead(fit.as_of, count)
    horizon = horizon + fit.stale
    table = fit.quantiles(kinds, horizon, (0.05, 0.5, 0.95, 0.99))
    mean = fit.expected(kinds, horizon)
    return tuple(
        DayAhead(
            date=day,
            horizon=row + 1,
            kinds=tuple(kind for kind, here in zip(KINDS, kinds[row], strict=True) if here),
            expected=float(mean[row]),
            median=float(table[row, 1]),
            low=float(table[row, 0]),
            high=float(table[row, 2]),
            extreme=float(table[row, 3]),
        )
        for row, day in enumerate(days.tolist())
    )


def _is_marked(kinds: Array) -> NDArray[np.intp]:
    found: NDArray[np.intp] = (kinds.sum(axis=1) > 0).astype(np.intp)
    return found


def _pairs(past: Panel) -> tuple[Array, Array, Array, Array]:
    """States at origins, kinds and horizon of the day ahead, and the spread that came, one row for each pair."""
    # origins count back from the newest day, so that a day more of data moves them by a day and not by two weeks
    places = np.arange(len(past) - 1, _EVERY, -_EVERY)[::-1]
    origins = past.dates[places]
    states, kinds = past.state(origins), kinds_of(past.dates)
    rows, cols = [], []
    for row, place in enumerate(places):
        later = np.arange(place + 1, min(place + 1 + AHEAD, len(past)))
        rows.append(np.full(len(later), row))
        cols.append(later)
    origin, target = np.concatenate(rows), np.concatenate(cols)
    horizon = (target - places[origin]).astype(np.float64)
    lacking: NDArray[np.bool_] = np.asarray(np.isnan(states).any(axis=1))
    kept = ~lacking[origin]
    return states[origin][kept], kinds[target][kept], horizon[kept], past.spread[target][kept]


def least_absolute(x: Array, y: Array) -> Array:
    """Coefficients of least absolute deviations; a column without variation beside the constant gets none."""
    spread: Array = np.asarray(x.std(axis=0))
    used = np.flatnonzero((spread > _STILL) | (np.arange(x.shape[1]) == 0))
    size = np.where(spread > _STILL, spread, 1.0)
    found = np.zeros(x.shape[1])
    scaled = x[:, used] / size[used]
    found[used] = interior_point(scaled, y, 0.5, np.ones((1, len(y))), near=_NEAR)[0] / size[used]
    return found
