"""The indicator board: what the indicators together say about the next quarter, as a verdict with a probability.

What is asked was fixed before anything was scored. A month is *abundant* while overnight money costs over 5 bp less
than the Fed pays on reserves, *ample* up to where it costs the same, *tight* up to 5 bp more, *scarce* beyond. Zero
is where the house puts the end of ample; 5 bp over it is the mark by which the audit dates strain, and 5 bp
under it is its mirror. The rate is SOFR, and before SOFR (April 2018) the federal funds rate, which reacts later and less.
The board speaks of the scarcest month that ends within the next thirteen weeks. March 2020, a dash for cash, is nobody's hit.

The rule is a count made calibrated: for each of the three borders a penalised logistic regression of "the border was crossed"
on the mean standard score of the indicators present and on the newest monthly spread known, estimated on the past alone. The
spread stands beside the count because the count alone may call abundant what was just measured as tight. Where no
month of the rate is fresh enough the count stands alone, and the reading says so. A quarter seen from three month ends is
one quarter, so each counts a third. Before 2018 no border but the first was ever crossed; the penalty then leaves
a small chance, not zero.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ebb.funding.demand import LEVEL, NOT_ABOUT_RESERVES, Estimate
from ebb.funding.gauges import STALE_DAYS, Array, Dates, Gauge, mean_score, score_table
from ebb.funding.logit import penalised_logit
from ebb.funding.resample import block_weights

#: Verdicts, from the least scarce.
VERDICTS: Final = ("abundant", "ample", "tight", "scarce")
#: Borders between them: basis points over interest on reserves, monthly mean.
BORDERS: Final = (-5.0, 0.0, 5.0)
AHEAD_DAYS: Final = 91
#: What the chances rest on.
READS: Final = ("score", "spread")
#: Month ends in one quarter: each row of the estimate is worth so much less than one.
_OVERLAP: Final = 3
_LEAST_ROWS: Final = 9
_BLOCK: Final = 12
#: First month ends the rule may learn from: interest on reserves began in October 2008, with the crisis still on.
LEARNS_FROM: Final = date(2010, 1, 1)


@dataclass(frozen=True, slots=True, eq=False)
class Spreads:
    """Monthly means of the overnight rate over interest on reserves, bp; `months` datetime64[M], `known` datetime64[D]."""

    months: NDArray[np.datetime64]
    values: Array
    known: Dates
    rates: tuple[str, ...]

    def upto(self, day: date) -> Spreads:
        """Only what was known on `day`."""
        keep = self.known <= np.datetime64(day, "D")
        return Spreads(self.months[keep], self.values[keep], self.known[keep], self.rates)


def spliced(
    secured: tuple[NDArray[np.datetime64], Array, Dates] | None,
    unsecured: tuple[NDArray[np.datetime64], Array, Dates],
    rates: tuple[str, str] = ("SOFR", "EFFR"),
) -> Spreads:
    """The funds rate's months before SOFR's first, SOFR's from then on: after it the two are never mixed."""
    months, values, known = unsecured
    if secured is None or not len(secured[0]):
        return Spreads(months, values, known, rates[1:])
    early = months < secured[0][0]
    return Spreads(
        np.concatenate([months[early], secured[0]]),
        np.concatenate([values[early], secured[1]]),
        np.concatenate([known[early], secured[2]]),
        rates,
    )


def state(spread: float) -> int:
    """Place in :data:`VERDICTS` of a month with that spread.

    >>> [VERDICTS[state(s)] for s in (-5.1, -5.0, 0.0, 0.1, 5.1)]
    ['abundant', 'ample', 'ample', 'tight', 'scarce']
    """
    if spread < BORDERS[0]:
        return 0
    return 1 + int(spread > BORDERS[1]) + int(spread > BORDERS[2])


def outcomes(spreads: Spreads, days: Dates) -> tuple[Array, Dates]:
    """The scarcest month that ended within thirteen weeks after each day, and when that was known.

    Returns
    -------
    states : float64, shape (days,)
        Places in :data:`VERDICTS`; NaN where a month of the window is not known.
    known : datetime64[D], shape (days,)
        NaT where NaN.
    """
    ends = (spreads.months + 1).astype("datetime64[D]") - np.timedelta64(1, "D")
    left_out = np.isin(spreads.months, np.array(NOT_ABOUT_RESERVES, dtype="datetime64[M]"))
    every = np.array([state(float(v)) for v in spreads.values])
    found = np.full(len(days), np.nan)
    known = np.full(len(days), np.datetime64("NaT", "D"), dtype="datetime64[D]")
    for i, day in enumerate(days):
        last = day + np.timedelta64(AHEAD_DAYS, "D")
        inside = (ends > day) & (ends <= last)
        wanted = len(month_ends(day.item(), last.item()))
        if wanted == 0 or inside.sum() != wanted:
            continue
        known[i] = spreads.known[inside].max()
        inside &= ~left_out
        if inside.any():
            found[i] = float(every[inside].max())
    return found, known


def month_ends(after: date, last: date) -> Dates:
    """Month ends later than `after` and not later than `last`."""
    first, end = np.datetime64(after, "M"), np.datetime64(last, "M")
    months = np.array([first + k for k in range(int((end - first).astype(int)) + 1)], dtype="datetime64[M]")
    ends: Dates = np.array((months + 1).astype("datetime64[D]") - np.timedelta64(1, "D"), dtype="datetime64[D]")
    found: Dates = ends[(ends > np.datetime64(after, "D")) & (ends <= np.datetime64(last, "D"))]
    return found


def spread_known(spreads: Spreads, days: Dates) -> Array:
    """The newest monthly spread known on each day, bp, shape (days,); NaN where its month ended too long ago."""
    if not len(spreads.months):
        return np.full(len(days), np.nan)
    ends = (spreads.months + 1).astype("datetime64[D]") - np.timedelta64(1, "D")
    place = np.searchsorted(np.maximum.accumulate(spreads.known), days, side="right") - 1
    there = (place >= 0) & ((days - ends[np.maximum(place, 0)]).astype(int) <= STALE_DAYS)
    return np.where(there, spreads.values[np.maximum(place, 0)], np.nan)


@dataclass(frozen=True, slots=True, eq=False)
class BoardFit:
    """Log-odds of crossing each border: a constant and one slope for each of `reads`; draws of shape (draws, 3, 1 + k).

    `rows` month ends were known with their outcome, `crossed` of them crossed each border.
    """

    reads: tuple[str, ...]
    lines: Array
    draws: Array
    rows: int
    crossed: tuple[int, int, int]
    level: float

    def crossing(self, point: Array) -> tuple[Estimate, Estimate, Estimate]:
        """Chance, percent, that each border is crossed at a point of the regressors, shape (k,).

        Law: between 0 and 100, never rising from one border to the next, never falling in any regressor.
        """
        at = np.concatenate([[1.0], point])
        value = _ordered(self.lines[None, :, :] @ at)[0]
        drawn = _ordered(self.draws @ at) if len(self.draws) else value[None, :]
        low, high = np.quantile(drawn, [(1 - self.level) / 2, (1 + self.level) / 2], axis=0)
        low, high = np.minimum(low, value), np.maximum(high, value)
        first, second, third = (
            Estimate(float(v), float(a), float(b), "percent", self.level)
            for v, a, b in zip(value, low, high, strict=True)
        )
        return first, second, third


def fit_board(
    regressors: Mapping[str, Array], states: Array, *, draws: int = 0, level: float = LEVEL, seed: int = 0
) -> BoardFit | None:
    """Estimate the three borders from month ends whose outcome is known; None from fewer than nine.

    Parameters
    ----------
    regressors : mapping of name -> float64, shape (rows,)
    states : float64, shape (rows,)
        Places in :data:`VERDICTS`; rows with a NaN anywhere are left out.
    draws : int
        Bootstrap draws, blocks of a year; 0 gives the point alone.
    """
    table = np.column_stack(list(regressors.values()))
    there = ~np.isnan(table).any(axis=1) & ~np.isnan(states)
    x, y = table[there], states[there]
    n = len(y)
    if n < _LEAST_ROWS:
        return None
    weights = np.ones((1, n))
    if draws:
        blocks = block_weights(n, min(_BLOCK, max(2, n // 3)), draws, np.random.default_rng(seed))
        weights = np.vstack([weights, blocks])
    happened = [(y >= border).astype(np.float64) for border in (1, 2, 3)]
    lines = np.stack([penalised_logit(x, h, weights / _OVERLAP) for h in happened], axis=1)
    first, second, third = (int(h.sum()) for h in happened)
    return BoardFit(tuple(regressors), lines[0], lines[1:], n, (first, second, third), level)


@dataclass(frozen=True, slots=True)
class Sign:
    """One indicator as read on a day; what is None is missing. `counted` says whether it is in the mean."""

    key: str
    group: str
    unit: str
    value: float | None
    observed: date | None
    score: float | None
    step: str
    source: str

    @property
    def counted(self) -> bool:
        """Whether it is in the mean."""
        return self.score is not None


@dataclass(frozen=True, slots=True)
class Reading:
    """The board on a day: every indicator, their mean score, the chance of crossing each border, and the verdict.

    The verdict is the middle one: the scarcest that is at least as likely as not to be reached. `reads` says what the chances
    rest on; they, `score` and `spread` are None where too little was known.
    """

    as_of: date
    signs: tuple[Sign, ...]
    score: float | None
    spread: float | None
    crossing: tuple[Estimate, Estimate, Estimate] | None
    reads: tuple[str, ...]
    rows: int
    crossed: tuple[int, int, int]

    @property
    def verdict(self) -> str | None:
        """One of :data:`VERDICTS`, or None."""
        if self.crossing is None:
            return None
        return VERDICTS[sum(chance.value >= 50.0 for chance in self.crossing)]

    @property
    def chances(self) -> dict[str, float] | None:
        """Chance of each verdict, percent. Law: they add to 100."""
        if self.crossing is None:
            return None
        steps = [100.0, *(c.value for c in self.crossing), 0.0]
        return {name: steps[i] - steps[i + 1] for i, name in enumerate(VERDICTS)}


def learned(gauges: Sequence[Gauge], spreads: Spreads, day: date) -> tuple[dict[str, Array], Array]:
    """Month ends up to `day` as the rule may learn from them: regressors as read then, outcomes as far as known on `day`."""
    ends = month_ends(LEARNS_FROM, day)
    found = {"score": mean_score(score_table(gauges, ends)), "spread": spread_known(spreads, ends)}
    states, known = outcomes(spreads, ends)
    states[~(known <= np.datetime64(day, "D"))] = np.nan
    return found, states


def read_board(
    gauges: Sequence[Gauge],
    spreads: Spreads,
    day: date,
    *,
    reads: Sequence[str] = READS,
    draws: int = 0,
    level: float = LEVEL,
    seed: int = 0,
) -> Reading:
    """The board as of `day`, by nothing that became known later.

    Parameters
    ----------
    reads : some of :data:`READS`
        What the chances rest on; one that is not known on the day is left out.

    Notes
    -----
    Law: ``read_board(g, s, d)`` equals ``read_board(g cut at d, s cut at d, d)``.
    """
    now = np.array([day], dtype="datetime64[D]")
    table = score_table(gauges, now)
    point = {"score": float(mean_score(table)[0]), "spread": float(spread_known(spreads, now)[0])}
    used = tuple(name for name in reads if np.isfinite(point[name]))
    fit = None
    if used:
        # what is missing today teaches nothing either: the rule is estimated on the indicators it will be read from
        present = [gauge for gauge, score in zip(gauges, table[0], strict=True) if np.isfinite(score)]
        regressors, states = learned(present, spreads, day)
        fit = fit_board({name: regressors[name] for name in used}, states, draws=draws, level=level, seed=seed)
    return Reading(
        as_of=day,
        signs=tuple(_sign(gauge, float(table[0, column]), now) for column, gauge in enumerate(gauges)),
        score=point["score"] if np.isfinite(point["score"]) else None,
        spread=point["spread"] if np.isfinite(point["spread"]) else None,
        crossing=None if fit is None else fit.crossing(np.array([point[name] for name in used])),
        reads=() if fit is None else used,
        rows=0 if fit is None else fit.rows,
        crossed=(0, 0, 0) if fit is None else fit.crossed,
    )


def _sign(gauge: Gauge, score: float, now: Dates) -> Sign:
    place = int(gauge.places(now)[0])
    there = place >= 0
    return Sign(
        key=gauge.key,
        group=gauge.group,
        unit=gauge.unit,
        value=float(gauge.values[place]) if there else None,
        observed=gauge.dates[place].item() if there else None,
        score=score if np.isfinite(score) else None,
        step=gauge.step,
        source=gauge.source,
    )


def _ordered(odds: Array) -> Array:
    """Percent from log-odds, shape (rows, 3), made never to rise along a row."""
    found: Array = np.minimum.accumulate(50.0 * (1.0 + np.tanh(odds / 2.0)), axis=1)
    return found
