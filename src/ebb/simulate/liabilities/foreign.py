"""The pool of foreign official accounts overnight at the Fed: drawn back to where it has lately been."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ebb.simulate.liabilities.model import Monthly, Months, Values, require_months
from ebb.simulate.liabilities.reverting import deviations, lately, persistence, returning

_LEAST = 48


@dataclass(frozen=True, slots=True, eq=False)
class ForeignPool:
    """Level that returns to `middle`, the median of its last two years; errors in USD billion."""

    last: float
    middle: float
    persist: float
    months: Months
    errors: Values
    name: str = "foreign_rrp"

    @property
    def said(self) -> str:
        """How the path is made."""
        return f"returns to USD {self.middle:.0f} bn, the median of two years, by {1 - self.persist:.0%} of the gap a month"

    def path(self, horizon: int) -> Values:
        """Levels without errors."""
        found: Values = self.draw(np.zeros((1, horizon)))[0]
        return found

    def draw(self, shocks: Values) -> Values:
        """Levels under drawn errors."""
        return returning(self.last, np.full(shocks.shape[1], self.middle), self.persist, shocks)


def fit_foreign(level: Monthly) -> ForeignPool:
    """Fit the pool on the months handed over.

    Raises
    ------
    SourceError
        With fewer than four years of months in a row.
    """
    known = require_months("the foreign repo pool", level, _LEAST)
    months, level_now, before, middle = deviations(known)
    persist = persistence(before - middle, level_now - middle)
    return ForeignPool(
        last=float(known.values[-1]),
        middle=float(lately(known.values)[-1]),
        persist=persist,
        months=months,
        errors=level_now - middle - persist * (before - middle),
    )
