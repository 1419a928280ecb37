"""The weeks ahead from packaged months alone: the average, the turn and the highest day of each month, with their tails.

Coarser than days: it knows what a month averaged, where it closed and how high it went, and nothing of any other day. The
distribution has the form of the daily one, centre and scale by least absolute deviations and standardised errors as they came.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np

from ebb.dates import add_months, last_business_day, month_end
from ebb.errors import UsageError
from ebb.funding.administered import interest_on_reserves, paid_on
from ebb.funding.rates.distribution import least_absolute
from ebb.funding.rates.panel import Array, Days
from ebb.funding.rates.scoring import LEVELS, pinball
from ebb.funding.resample import block_weights
from ebb.policy import Corridor
from ebb.series import Series

#: What is told of a month, basis points over interest on reserves.
MEASURES: Final = ("average", "turn", "highest")
LEAST_MONTHS: Final = 24
#: Months from the newest one known to the farthest one asked for.
REACH: Final = 12
_ROUNDED: Final = 0.5
_BLOCK: Final = 6


@dataclass(frozen=True, slots=True, eq=False)
class Months:
    """Spreads of each month, float64, shape (n,), basis points; NaN where the corridor moved inside the month (`highest`).

    `numbers` counts months (12 x year + month - 1); `known` is the day on which the month's figures were.
    """

    numbers: Array
    average: Array
    turn: Array
    highest: Array
    known: Days

    def as_of(self, day: date) -> Months:
        """Only what was known on `day`."""
        kept = self.known <= np.datetime64(day, "D")
        return Months(self.numbers[kept], self.average[kept], self.turn[kept], self.highest[kept], self.known[kept])

    def __len__(self) -> int:
        return len(self.numbers)


@dataclass(frozen=True, slots=True)
class MonthAhead:
    """One measure of one month ahead, basis points: mean, median, 5th, 95th and 99th percentiles."""

    month: date
    measure: str
    expected: float
    median: float
    low: float
    high: float
    extreme: float


@dataclass(frozen=True, slots=True)
class MonthScore:
    """Pinball loss of the model and of all past months at one level, basis points, and the model's skill with its interval."""

    measure: str
    level: float
    loss: float
    loss_past: float
    above: float
    skill: float
    low: float
    high: float
    n: int


def months_of(average: Series, closing: Series, highest: Series, corridor: Corridor) -> Months:
    """The months that all three figures have, against interest on reserves.

    Parameters
    ----------
    average, closing, highest : Series
        SOFR by month: mean over business days, last day, highest day; rate units.
    corridor : Corridor
    """
    held = [series.in_unit("percent") for series in (average, closing, highest)]
    stamps = [s.dates.astype("datetime64[M]") for s in held]
    both = stamps[0]
    for stamp in stamps[1:]:
        both = np.intersect1d(both, stamp)
    rows = [np.searchsorted(stamp, both) for stamp in stamps]
    values = [s.values[row] for s, row in zip(held, rows, strict=True)]
    known = np.max([s.known[row] for s, row in zip(held, rows, strict=True)], axis=0)
    if not len(both):
        none = np.array([])
        return Months(none, none, none, none, np.array([], dtype="datetime64[D]"))
    firsts = both.astype("datetime64[D]").tolist()
    paid = interest_on_reserves(corridor, firsts[0], firsts[-1])
    means = paid.values[np.searchsorted(paid.dates.astype("datetime64[M]"), both)]
    last = np.array([last_business_day(day.year, day.month) for day in firsts], dtype="datetime64[D]")
    begin, end = (paid_on(corridor, days) for days in (both.astype("datetime64[D]"), last))
    return Months(
        numbers=both.astype(int).astype(np.float64) + 12 * 1970,
        average=np.round(100.0 * (values[0] - means), 6),
        turn=np.round(100.0 * (values[1] - end), 6),
        highest=np.where(begin == end, np.round(100.0 * (values[2] - end), 6), np.nan),
        known=known.astype("datetime64[D]"),
    )


def months_ahead(data: Months, as_of: date, last: date) -> tuple[MonthAhead, ...]:
    """Every measure of every month from that of `as_of` to that of `last`.

    Law: the highest day of a month is nowhere below its turn or its average.

    Raises
    ------
    UsageError
        With fewer than 24 months known, or where the newest is too old to reach `last`.
    """
    past = data.as_of(as_of)
    first, final = _number(as_of), _number(last)
    if len(past) < LEAST_MONTHS or final - past.numbers[-1] > REACH:
        newest = "none" if not len(past) else f"{_date(past.numbers[-1]):%Y-%m}"
        raise UsageError(
            f"the weeks after {as_of} cannot be told from {len(past)} months of SOFR, the newest {newest}",
            "funding.rates.months",
            f"at least {LEAST_MONTHS} months, the newest at most {REACH} before the last one asked for",
            "import SOFR by day, or choose a later as-of date",
        )
    told = []
    for number in range(max(first, int(past.numbers[-1]) + 1), final + 1):
        floor = np.full(5, -np.inf)
        for measure in MEASURES:
            mean, quantiles = _distribution(past, measure, number, (0.05, 0.5, 0.95, 0.99))
            found = np.array([mean, *quantiles])
            if measure == "highest":  # no day lies above the highest, whatever months without it were estimated on
                found = np.maximum(found, floor)
            floor = np.maximum(floor, found)
            expected, low, median, high, extreme = found.tolist()
            told.append(MonthAhead(_date(number), measure, expected, median, low, high, extreme))
    return tuple(told)


def score_months(data: Months, as_of: date, *, draws: int = 1_000, seed: int = 0) -> tuple[MonthScore, ...]:
    """Forecasts of each month made at the end of the second month before it, beside the quantiles of all months before.

    Nothing is used that was not known then. An empty answer means that no month could be scored.
    """
    held = data.as_of(as_of)
    told = []
    for measure in MEASURES:
        outcomes = getattr(held, measure)
        rows = []
        for number, outcome in zip(held.numbers.astype(int).tolist(), outcomes.tolist(), strict=True):
            then = _date(number - 2)
            past = held.as_of(month_end(then.year, then.month))
            if len(past) < LEAST_MONTHS or np.isnan(outcome):
                continue
            seen = getattr(past, measure)
            rows.append((outcome, *_distribution(past, measure, number, LEVELS)[1], *_levels(seen[~np.isnan(seen)])))
        if len(rows) < _BLOCK:
            continue
        table = np.array(rows)
        weights = block_weights(len(rows), _BLOCK, draws, np.random.default_rng(seed))
        for column, level in enumerate(LEVELS):
            ours = pinball(table[:, 0], table[:, 1 + column], level)
            past_loss = pinball(table[:, 0], table[:, 1 + len(LEVELS) + column], level)
            drawn = 1.0 - (weights @ ours) / np.maximum(weights @ past_loss, 1e-12)
            low, high = np.quantile(drawn, [0.05, 0.95])
            told.append(
                MonthScore(
                    measure=measure,
                    level=level,
                    loss=float(ours.mean()),
                    loss_past=float(past_loss.mean()),
                    above=float(np.mean(table[:, 0] > table[:, 1 + column])),
                    skill=float(1.0 - ours.sum() / past_loss.sum()),
                    low=float(low),
                    high=float(high),
                    n=len(rows),
                )
            )
    return tuple(told)


def _distribution(past: Months, measure: str, number: int, levels: tuple[float, ...]) -> tuple[float, list[float]]:
    """Mean and quantiles of one measure of a month, from the newest month's average and how far ahead it lies."""
    outcomes = getattr(past, measure)
    origin, target = (grid.ravel() for grid in np.meshgrid(np.arange(len(past)), np.arange(len(past)), indexing="ij"))
    steps = past.numbers[target] - past.numbers[origin]
    kept = (steps >= 1) & (steps <= REACH) & ~np.isnan(outcomes[target])
    origin, target, steps = origin[kept], target[kept], steps[kept]
    x = _design(past.average[origin], past.numbers[target], steps)
    y = outcomes[target]
    centre = least_absolute(x, y)
    missed = y - x @ centre
    scale = least_absolute(x, np.abs(missed))
    errors = missed / np.maximum(x @ scale, _ROUNDED)
    ahead = _design(past.average[-1:], np.array([float(number)]), np.array([number - past.numbers[-1]]))
    middle, width = float((ahead @ centre)[0]), max(float((ahead @ scale)[0]), _ROUNDED)
    return middle + width * float(errors.mean()), [middle + width * float(e) for e in np.quantile(errors, levels)]


def _design(level: Array, number: Array, steps: Array) -> Array:
    quarter = ((number.astype(int) % 12 + 1) % 3 == 0).astype(np.float64)
    return np.column_stack([np.ones(len(level)), level, np.sqrt(steps), quarter, quarter * level])


def _levels(spreads: Array) -> list[float]:
    found: list[float] = np.quantile(spreads, LEVELS).tolist()
    return found


def _number(day: date) -> int:
    return 12 * day.year + day.month - 1


def _date(number: float) -> date:
    return add_months(date(int(number) // 12, 1, 1), int(number) % 12)
