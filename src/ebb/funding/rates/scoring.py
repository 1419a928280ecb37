"""Forecasts of past days against what came, beside rules that know no model: pinball loss, and how often a tail was passed.

Every forecast is made with what was known on its day. The rules get the same knowledge: all spreads so far, those of the last
year, the same calendar day of the last year, and today's level with the usual misses around it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ebb.dates import add_months, next_business_day
from ebb.errors import UsageError
from ebb.funding.rates.days import kinds_of
from ebb.funding.rates.distribution import AHEAD, LEAST_DAYS, ahead, fit_spread
from ebb.funding.rates.panel import Array, Days, Panel
from ebb.funding.resample import block_weights

#: The middle and the upper tail.
LEVELS: Final = (0.5, 0.95, 0.99)
RULES: Final = ("model", "all_days", "last_year", "same_day", "level")
GROUPS: Final = ("all", "marked")
#: Forecasts of monthly origins reach two months ahead, so neighbours share days: origins are drawn in blocks of three.
_BLOCK: Final = 3
_YEAR: Final = 250


@dataclass(frozen=True, slots=True)
class RuleScore:
    """Mean pinball loss of one rule in basis points, and the share of days above its quantile.

    `skill` is one less the model's loss over the rule's (nan for the model itself), with a 90 percent interval: above zero,
    the model is better.
    """

    rule: str
    group: str
    level: float
    loss: float
    above: float
    skill: float
    low: float
    high: float
    days: int
    origins: int


@dataclass(frozen=True, slots=True, eq=False)
class Forecasts:
    """Past forecasts of all rules; `quantiles` has shape (rules, n, levels), the others shape (n,)."""

    rate: str
    origin: Days
    day: Days
    marked: NDArray[np.bool_]
    outcome: Array
    quantiles: Array


def pinball(outcome: Array, quantile: Array, level: float) -> Array:
    """Loss of a quantile forecast, basis points, shape of the arguments; smallest in the mean at the true quantile."""
    missed = outcome - quantile
    found: Array = np.maximum(level * missed, (level - 1.0) * missed)
    return found


def origins_of(data: Panel, last: date) -> tuple[date, ...]:
    """The first business day of every month from the first on which the model could be estimated, up to `last`."""
    if len(data) <= LEAST_DAYS:
        return ()
    first = data.known[LEAST_DAYS].item()
    found, month = [], add_months(first.replace(day=1), 1)
    while next_business_day(month) <= last:
        found.append(next_business_day(month))
        month = add_months(month, 1)
    return tuple(found)


def forecasts(data: Panel, origins: Sequence[date]) -> Forecasts:
    """What the model and the rules said on each origin about the business days after it, beside what came.

    Parameters
    ----------
    data : Panel
        Outcomes are its spreads; each forecast sees only what was known on its origin.
    origins : sequence of date

    Raises
    ------
    UsageError
        If no origin has a day ahead that came.
    """
    parts = [part for part in (_from(data, origin) for origin in origins) if part is not None]
    if not parts:
        raise UsageError(
            f"no past forecast of {data.rate} can be scored",
            "funding.rates.scoring",
            f"more than {LEAST_DAYS} days of the rate, and days after them",
            "import more days",
        )
    origin, day, outcome = (np.concatenate([part[i] for part in parts]) for i in range(3))
    return Forecasts(
        rate=data.rate,
        origin=origin,
        day=day,
        marked=kinds_of(day).sum(axis=1) > 0,
        outcome=outcome,
        quantiles=np.concatenate([part[3] for part in parts], axis=1),
    )


def scores(found: Forecasts, *, draws: int = 1_000, seed: int = 0) -> tuple[RuleScore, ...]:
    """Loss, tail frequency and skill of every rule by group and level.

    Parameters
    ----------
    found : Forecasts
    draws, seed
        Of blocks of origins, for the interval of the skill.
    """
    origins, place = np.unique(found.origin, return_inverse=True)
    weights = block_weights(len(origins), min(_BLOCK, len(origins)), draws, np.random.default_rng(seed))
    told = []
    for group in GROUPS:
        rows = found.marked if group == "marked" else np.ones(len(found.day), dtype=bool)
        for column, level in enumerate(LEVELS):
            losses = [pinball(found.outcome[rows], table[rows, column], level) for table in found.quantiles]
            sums = np.array([np.bincount(place[rows], loss, minlength=len(origins)) for loss in losses])
            for index, rule in enumerate(RULES):
                skill = 1.0 - sums[0].sum() / sums[index].sum()
                drawn = 1.0 - (weights @ sums[0]) / np.maximum(weights @ sums[index], 1e-12)
                low, high = np.quantile(drawn, [0.05, 0.95])
                ours = rule == "model"
                told.append(
                    RuleScore(
                        rule=rule,
                        group=group,
                        level=level,
                        loss=float(losses[index].mean()),
                        above=float(np.mean(found.outcome[rows] > found.quantiles[index][rows, column])),
                        skill=float("nan") if ours else float(skill),
                        low=float("nan") if ours else float(low),
                        high=float("nan") if ours else float(high),
                        days=int(rows.sum()),
                        origins=len(origins),
                    )
                )
    return tuple(told)


def _from(data: Panel, origin: date) -> tuple[Days, Days, Array, Array] | None:
    """Origin, days, outcomes and quantiles of all rules, shape (rules, days, levels); None where nothing came or was known."""
    days, kinds, horizon = ahead(origin, AHEAD)
    place = np.searchsorted(data.dates, days)
    came = (place < len(data)) & (data.dates[np.minimum(place, len(data) - 1)] == days)
    if not came.any():
        return None
    try:
        fit = fit_spread(data, origin)
    except UsageError:
        return None
    past = data.as_of(origin)
    days, place = days[came], place[came]
    rules = np.stack(
        [
            fit.quantiles(kinds[came], horizon[came] + fit.stale, LEVELS),
            _repeated(past.spread, len(days)),
            _repeated(past.spread[-_YEAR:], len(days)),
            _same_day(past, days),
            float(fit.state[0]) + _repeated(_around_level(past), len(days)),
        ]
    )
    return np.full(len(days), np.datetime64(origin, "D")), days, data.spread[place], rules


def _repeated(spreads: Array, count: int) -> Array:
    found: Array = np.broadcast_to(np.quantile(spreads, LEVELS), (count, len(LEVELS))).copy()
    return found


def _same_day(past: Panel, days: Days) -> Array:
    """The spread of the same day of the year before (the next day with a rate), the same for every level."""
    found = []
    for day in days.tolist():
        before = np.searchsorted(past.dates, np.datetime64(add_months(day, -12), "D"))
        found.append(past.spread[min(int(before), len(past) - 1)])
    return np.repeat(np.array(found)[:, None], len(LEVELS), axis=1)


def _around_level(past: Panel) -> Array:
    """Past spreads less the level known four weeks before each, the middle of the span: how far a level carries."""
    rows = np.arange(len(past) - 1, AHEAD, -1)[::5]
    level = past.state(past.dates[rows - AHEAD // 2])[:, 0]
    gap = past.spread[rows] - level
    found: Array = gap[~np.isnan(gap)]
    return found
