"""Other deposits, other liabilities and capital less the deferred asset: a random walk whose monthly changes may persist."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ebb.simulate.liabilities.model import Monthly, Months, Values, require_months

_LEAST = 36
_WINDOW = 120


@dataclass(frozen=True, slots=True, eq=False)
class OtherLiabilities:
    """Change(t) = `drift` + `persist` x (change(t-1) - `drift`) + error; USD billion.

    `persist` may be negative (what came in at the end of a month leaves at the start of the next); it is kept in
    [-0.9, 0.9].
    """

    last: float
    last_change: float
    drift: float
    persist: float
    months: Months
    errors: Values
    name: str = "other_liabilities"

    @property
    def said(self) -> str:
        """How the path is made."""
        return f"random walk with drift of USD {self.drift:+.1f} bn a month, changes persisting by {self.persist:+.2f}"

    def path(self, horizon: int) -> Values:
        """Levels without errors."""
        found: Values = self.draw(np.zeros((1, horizon)))[0]
        return found

    def draw(self, shocks: Values) -> Values:
        """Levels under drawn errors."""
        found = np.empty_like(shocks)
        level = np.full(shocks.shape[0], self.last)
        change = np.full(shocks.shape[0], self.last_change)
        for i in range(shocks.shape[1]):
            change = self.drift + self.persist * (change - self.drift) + shocks[:, i]
            level = level + change
            found[:, i] = level
        return found


def fit_other(level: Monthly, name: str = "other_liabilities") -> OtherLiabilities:
    """Fit drift and persistence on at most the last ten years.

    Raises
    ------
    SourceError
        With fewer than three years of months in a row.
    """
    known = require_months(name, level, _LEAST)
    changes = np.diff(known.values)[-_WINDOW:]
    months = known.months[1:][-_WINDOW:]
    drift = float(changes.mean())
    before, after = changes[:-1] - drift, changes[1:] - drift
    square = float(before @ before)
    persist = 0.0 if square == 0.0 else float(np.clip(float(before @ after) / square, -0.9, 0.9))
    return OtherLiabilities(
        last=float(known.values[-1]),
        last_change=float(changes[-1]),
        drift=drift,
        persist=persist,
        months=months[1:],
        errors=after - persist * before,
        name=name,
    )
