"""The dated probability: the demand estimate times simulated reserves is the chance by month that a plan leaves ample.

"Ample" ends where repo costs more than the Fed pays on reserves. Both sides are uncertain and both are drawn: where reserves
stand in a month, and what the market pays at that level. The interval around each chance is that of the demand
estimate alone; where reserves may stand is inside the chance. This module must never hold a level that was typed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from ebb.errors import UsageError
from ebb.funding.chance import ChanceFit

Array = NDArray[np.float64]

#: Risks at which a plan's last safe month is told, percent.
RISKS: Final = (5.0, 10.0, 25.0)
#: Quantiles of reserves kept for the fan.
FAN: Final = (0.05, 0.16, 0.50, 0.84, 0.95)
_PAIRS: Final = 250


@dataclass(frozen=True, slots=True, eq=False)
class DatedRisk:
    """Chance in percent, by month, that repo costs more than the Fed pays on reserves under a plan.

    Arrays have shape (months,): `chance` with `low` and `high` at `level`; `fan` has shape (5, months), reserves in percent of
    bank assets at :data:`FAN`.
    """

    dates: tuple[date, ...]
    chance: Array
    low: Array
    high: Array
    fan: Array
    level: float
    draws: int

    def at(self, month: int) -> float:
        """The chance in the plan's month number `month` (1 = its first)."""
        return float(self.chance[month - 1])

    def last_safe(self, risk: float) -> date | None:
        """Last month end up to which the chance has stayed at or below `risk` percent; None where the first is above it.

        Law: a higher risk never gives an earlier month. Stopping then means that reserves stay where they are; what currency
        and the Treasury take after that is not in it.
        """
        above = np.flatnonzero(self.chance > risk)
        if not len(above):
            return self.dates[-1]
        return None if above[0] == 0 else self.dates[int(above[0]) - 1]

    def reaches(self, risk: float) -> bool:
        """Whether the chance ever rises above `risk` percent."""
        return bool((self.chance > risk).any())

    def json(self) -> dict[str, Any]:
        """Wire form."""
        return {
            "unit": "percent",
            "dates": [day.isoformat() for day in self.dates],
            "probability_not_ample": np.round(self.chance, 3).tolist(),
            "low": np.round(self.low, 3).tolist(),
            "high": np.round(self.high, 3).tolist(),
            "level": self.level,
            "last_safe": {
                f"{risk:g}": None if (day := self.last_safe(risk)) is None else day.isoformat() for risk in RISKS
            },
        }


def dated_risk(fit: ChanceFit, shares: Array, dates: Sequence[date]) -> DatedRisk:
    """The demand estimate on draws of reserves.

    Parameters
    ----------
    fit : ChanceFit
        Its bootstrap draws are the estimate's uncertainty; at most 250 of them are used, evenly taken.
    shares : float64, shape (draws, months)
        Reserves in percent of bank assets.
    dates : sequence of date
        Month ends.

    Raises
    ------
    UsageError
        If shapes do not agree, or there is no draw.

    Notes
    -----
    Law: with one path of reserves the chance is ``fit.at`` of it; lower reserves in every draw never lower it; all is between
    0 and 100. The interval also holds the large-sample one of :meth:`~ebb.funding.chance.ChanceFit.at` at median reserves,
    because a bootstrap of months that all were calm cannot know otherwise.
    """
    if shares.ndim != 2 or shares.shape[1] != len(dates) or not len(shares):
        raise UsageError(
            f"reserves of shape {shares.shape} for {len(dates)} months",
            "funding.dated",
            "draws x months, at least one draw",
            "hand over one row for each draw",
        )
    away = shares - fit.centre
    chance = _percent(fit.intercept + fit.slope * away).mean(axis=0)
    picked = np.linspace(0, len(fit.intercept_draws) - 1, min(_PAIRS, len(fit.intercept_draws))).round().astype(int)
    drawn = np.stack(
        [_percent(fit.intercept_draws[j] + fit.slope_draws[j] * away).mean(axis=0) for j in picked.tolist()]
    )
    low, high = np.quantile(drawn, [(1 - fit.level) / 2, (1 + fit.level) / 2], axis=0)
    fan = np.quantile(shares, FAN, axis=0)
    middle = [fit.at(float(share)) for share in fan[2]]
    return DatedRisk(
        dates=tuple(dates),
        chance=chance,
        low=np.minimum(np.minimum(low, [m.low for m in middle]), chance),
        high=np.maximum(np.maximum(high, [m.high for m in middle]), chance),
        fan=fan,
        level=fit.level,
        draws=len(shares),
    )


def safe_share(fit: ChanceFit, risk: float) -> float | None:
    """Reserves in percent of bank assets at which the chance is `risk` percent; None where it does not depend on reserves."""
    if fit.slope >= 0.0:
        return None
    share = fit.centre + (float(np.log(risk / (100.0 - risk))) - fit.intercept) / fit.slope
    return share if share > 0.0 else None


def _percent(odds: Array) -> Array:
    found: Array = 50.0 * (1.0 + np.tanh(odds / 2.0))
    return found
