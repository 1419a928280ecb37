"""The Treasury's account: drawn back to where it has lately been, and low while the debt limit binds.

The Treasury announces the balance it aims at each quarter; those announcements are not among the figures held, so that a
level it returns to is estimated. While the debt limit binds it runs the account down instead: the months in which it did
are a dated input, and how low the account then goes is estimated on the episodes that had ended. Beyond an origin inside
such a time the limit is taken to bind as long as it did on average before; how long it really did is not known then.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ebb.simulate.liabilities.model import Monthly, Months, Values, require_months
from ebb.simulate.liabilities.reverting import LATELY, deviations, lately, persistence, returning

_LEAST = 48
#: First month used: before the autumn of 2008 the account was held near five billion, and then it was not.
_FIRST = 12 * 2009


@dataclass(frozen=True, slots=True)
class Limit:
    """A time in which the debt limit bound: calendar months since the year 0, both included; `last` None where it goes on."""

    first: int
    last: int | None


@dataclass(frozen=True, slots=True, eq=False)
class TreasuryAccount:
    """Level that returns to `middle`, the median of its last two years (to the share `low` of it while the limit binds).

    `persist` is the share of a distance that is left after a month; `binding` the months ahead in which the limit is taken
    to bind; `season` what each calendar month adds, shape (12,). Season and errors are in USD billion: the tides of taxes
    did not grow with the balance held.
    """

    last: float
    middle: float
    persist: float
    low: float
    binding: int
    season: Values
    lowest: float
    last_month: int
    months: Months
    errors: Values
    name: str = "tga"

    @property
    def said(self) -> str:
        """How the path is made."""
        told = f"returns to USD {self.middle:.0f} bn, the median of two years, by {1 - self.persist:.0%} of the gap a month"
        if not self.binding:
            return told
        return f"{told}; the debt limit is taken to bind {self.binding} more months, at {self.low:.0%} of that"

    def path(self, horizon: int) -> Values:
        """Levels without errors."""
        found: Values = self.draw(np.zeros((1, horizon)))[0]
        return found

    def draw(self, shocks: Values) -> Values:
        """Levels under drawn errors."""
        ahead = np.arange(shocks.shape[1])
        targets = self.middle * np.where(ahead < self.binding, self.low, 1.0)
        season = self.season[(self.last_month + 1 + ahead) % 12]
        return returning(self.last, targets, self.persist, shocks + season, self.lowest)


@dataclass(frozen=True, slots=True, eq=False)
class Given:
    """A line whose future is handed over: the path is `values` (USD billion, one a month) and nothing is drawn."""

    name: str
    values: Values
    months: Months
    errors: Values
    said: str = "given"

    def path(self, horizon: int) -> Values:
        """The first `horizon` values."""
        return self.values[:horizon].copy()

    def draw(self, shocks: Values) -> Values:
        """The same values in every draw."""
        return np.broadcast_to(self.values[: shocks.shape[1]], shocks.shape).copy()


def given(name: str, values: Values, like: Months) -> Given:
    """A given path; `like` are the months of the lines it is drawn with (its errors there are zero)."""
    return Given(name, np.asarray(values, dtype=np.float64), like, np.zeros(len(like)))


def fit_tga(level: Monthly, limits: Sequence[Limit] = ()) -> TreasuryAccount:
    """Fit the account on the months handed over.

    Parameters
    ----------
    level : Monthly
        Cut at the as-of date.
    limits : sequence of Limit
        Times in which the debt limit bound, begun by the as-of date; one that had not ended then has no last month.

    Raises
    ------
    SourceError
        With fewer than four years of months in a row.
    """
    recent = level.months >= _FIRST
    known = require_months("the Treasury's account", Monthly(level.months[recent], level.values[recent]), _LEAST)
    here = int(known.months[-1])
    months, now, before, middles = deviations(known)
    bound = _bound(months, limits)
    low = min(float(np.median(now[bound] / middles[bound])), 1.0) if bound.sum() >= 6 else 1.0
    targets = middles * np.where(bound, low, 1.0)
    persist = persistence(before - targets, now - targets)
    left = now - targets - persist * (before - targets)
    # a season from so few years is mostly noise: each month is shrunk by what one month's mean would vary by chance
    season = _shrunk(left, months)
    middle = float(_free_median(known, limits))
    return TreasuryAccount(
        last=float(known.values[-1]),
        middle=middle,
        persist=persist,
        low=low,
        binding=_still_binding(here, limits),
        season=season,
        lowest=float(known.values.min()),
        last_month=here,
        months=months,
        errors=left - season[months % 12],
    )


def _bound(months: Months, limits: Sequence[Limit]) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    found = np.zeros(len(months), dtype=np.bool_)
    for limit in limits:
        found |= (months >= limit.first) & (months <= (limit.last if limit.last is not None else months[-1]))
    return found


def _free_median(known: Monthly, limits: Sequence[Limit]) -> float:
    """Median of the last two years without the months in which the limit bound, where at least six are left."""
    recent = known.values[-LATELY:]
    free = recent[~_bound(known.months[-LATELY:], limits)]
    return float(np.median(free)) if len(free) >= 6 else float(lately(known.values)[-1])


def _still_binding(here: int, limits: Sequence[Limit]) -> int:
    """Months beyond `here` in which a limit that has not ended is taken to bind: the mean of the ended ones, less its age."""
    going = [limit for limit in limits if limit.last is None and limit.first <= here]
    ended = [limit.last - limit.first + 1 for limit in limits if limit.last is not None]
    if not going or not ended:
        return 0
    return max(1, round(float(np.mean(ended))) - (here - going[-1].first + 1))


def _shrunk(errors: Values, months: Months) -> Values:
    """Typical error of each calendar month, shrunk towards zero by its own sampling variance (empirical Bayes), shape (12,).

    Typical is the median, and the noise that of the middle half: one spring of 2020 is no season.
    """
    groups = [errors[months % 12 == m] for m in range(12)]
    typical = np.array([float(np.median(group)) if len(group) else 0.0 for group in groups])
    low, high = np.quantile(errors, [0.25, 0.75])
    # the standard deviation that the middle half of a normal would have; a median varies by pi / 2 more than a mean
    noise = ((high - low) / 1.349) ** 2 * (np.pi / 2.0) / np.array([max(len(group), 1) for group in groups])
    signal = max(float(typical.var()) - float(noise.mean()), 0.0)
    found: Values = typical * signal / (signal + noise) if signal > 0 else np.zeros(12)
    return found
