"""Currency in circulation: steady growth with a season."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ebb.simulate.liabilities.model import Monthly, Months, Values, require_months

_GROWTH_MONTHS = 36
_SEASON_MONTHS = 120
_LEAST = 48


@dataclass(frozen=True, slots=True, eq=False)
class Currency:
    """ln C(t) - ln C(t-1) = `growth` + `season` of the calendar month + error.

    `growth` is the mean of the last three years, `season` (shape (12,), sum 0) what each calendar month adds to it, over the
    last ten. Errors are in logs.
    """

    last_month: int
    last: float
    growth: float
    season: Values
    months: Months
    errors: Values
    name: str = "currency"

    @property
    def said(self) -> str:
        """How the path is made."""
        return f"growing {100 * (np.exp(12 * self.growth) - 1):.1f} percent a year (last three years), with its season"

    def path(self, horizon: int) -> Values:
        """Levels without errors."""
        found: Values = self.draw(np.zeros((1, horizon)))[0]
        return found

    def draw(self, shocks: Values) -> Values:
        """Levels under drawn errors."""
        ahead = self.last_month + 1 + np.arange(shocks.shape[1])
        steps = self.growth + self.season[ahead % 12] + shocks
        found: Values = self.last * np.exp(np.cumsum(steps, axis=1))
        return found


def fit_currency(level: Monthly) -> Currency:
    """Fit growth and season on the months handed over.

    Raises
    ------
    SourceError
        With fewer than four years of months in a row.
    """
    known = require_months("currency", level, _LEAST)
    steps = np.diff(np.log(known.values))[-_SEASON_MONTHS:]
    months = known.months[1:][-_SEASON_MONTHS:]
    whole = len(steps) - len(steps) % 12  # whole years, so that no month counts twice as often in the mean
    mean = float(steps[-whole:].mean())
    season = np.array([steps[months % 12 == m].mean() - mean for m in range(12)])
    season -= season.mean()
    growth = float(steps[-_GROWTH_MONTHS:].mean())
    return Currency(
        last_month=int(known.months[-1]),
        last=float(known.values[-1]),
        growth=growth,
        season=season,
        months=months,
        errors=steps - mean - season[months % 12],
    )
