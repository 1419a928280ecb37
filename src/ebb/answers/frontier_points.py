"""What a frontier is: each pace with what it asks, beside holding, and the plans there have been."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import numpy as np

from ebb.answers.placed import Placed
from ebb.dates import month_end
from ebb.planning.frontier import Level, Paced, Stretch, highest

#: Months after the end of runoff that still count: reserves go on falling relative to the banks.
AFTER: Final = 12
#: The month, counted from the first of runoff, in which all paces are compared.
YEAR: Final = 12


@dataclass(frozen=True, slots=True, eq=False)
class Point:
    """One pace and what it asks; chances in percent, spreads in basis points, amounts in USD billion.

    Parameters
    ----------
    plan : Paced
    left : float
        Par that left the Fed in the run.
    chance : Stretch
        By month, to a year after the end of runoff; `holding` the same months without runoff.
    year_on, at_end, highest : Level
        The chance a year after runoff began, in its last month, and the highest to a year after the end. A plan of less
        than a year is told in the same month as the others.
    months_above, months_above_holding : Level
        Expected months with repo above interest on reserves, from the first month of runoff to a year after the end.
    over_interest, over_interest_holding : Level, bp
        Average over these months of what repo costs above interest on reserves, nothing where it costs less.
    standing_repo : float
        Highest month of standing repo in the run.
    premium : mapping of mix -> (low, central, high), bp, or None
        Rise of the ten-year term premium when the plan becomes known, by our reduced form; None where it was not asked for or
        could not be fixed yet.
    published : (low, middle, high), bp, or None
        What published estimates for calm markets make of the amount, whatever the pace.
    realised : float
        Gains less losses realised on sales.
    net_income, deferred : float
        Net income added up, and the deferred asset at the end, beside holding.
    """

    plan: Paced
    left: float
    chance: Stretch
    holding: Stretch
    year_on: Level
    at_end: Level
    highest: Level
    months_above: Level
    months_above_holding: Level
    over_interest: Level
    over_interest_holding: Level
    standing_repo: float
    premium: dict[str, tuple[float, float, float]] | None
    published: tuple[float, float, float] | None
    realised: float
    net_income: float
    deferred: float

    @property
    def ends(self) -> date:
        """Last day of runoff."""
        return month_end(self.plan.ends.year, self.plan.ends.month)

    def json(self) -> dict[str, Any]:
        """Wire form."""
        return {
            "variant": self.plan.variant,
            "pace": self.plan.pace,
            "ends": self.ends.isoformat(),
            "left": round(self.left, 6),
            "chance_year_on": _level(self.year_on),
            "chance_year_on_holding": _level(self.holding.at(YEAR)),
            "chance_at_end": _level(self.at_end),
            "chance_highest": _level(self.highest),
            "chance_highest_holding": _level(highest(self.holding)),
            "months_above": _level(self.months_above),
            "months_above_holding": _level(self.months_above_holding),
            "over_interest_bp": _level(self.over_interest),
            "over_interest_holding_bp": _level(self.over_interest_holding),
            "standing_repo": round(self.standing_repo, 6),
            "term_premium_bp": self.premium and {mix: [round(x, 4) for x in e] for mix, e in self.premium.items()},
            "published_effect_bp": self.published and [round(x, 4) for x in self.published],
            "realised": round(self.realised, 6),
            "net_income_beside_holding": round(self.net_income, 6),
            "deferred_asset_beside_holding": round(self.deferred, 6),
        }


@dataclass(frozen=True, slots=True, eq=False)
class Frontier:
    """The points of one amount on one day.

    Parameters
    ----------
    size : float, USD billion of par
    begins : date
        First month of runoff.
    level : float
        Probability inside the intervals, which are those of the demand estimate alone.
    sample : (first, last) month the chance was estimated on
    paces : tuple of Point
        Agency principal in bills, slow to fast.
    ways : tuple of Point
        The three ways at the pace compared.
    placed : tuple of Placed
        The plans there have been.
    dates, holding
        Month ends, and the chance in them without any runoff.
    """

    as_of: date
    size: float
    begins: date
    level: float
    sample: tuple[date, date]
    paces: tuple[Point, ...]
    ways: tuple[Point, ...]
    placed: tuple[Placed, ...]
    dates: tuple[date, ...]
    holding: Stretch

    def json(self) -> dict[str, Any]:
        """Wire form: percent, basis points, USD billion."""
        return {
            "as_of": self.as_of.isoformat(),
            "unit": "USD bn",
            "size": self.size,
            "begins": self.begins.isoformat(),
            "months_after": AFTER,
            "interval_level": self.level,
            "estimated_on": [day.isoformat() for day in self.sample],
            "paces": [point.json() for point in self.paces],
            "ways": [point.json() for point in self.ways],
            "placed": [one.json() for one in self.placed],
            "holding": {
                "dates": [day.isoformat() for day in self.dates],
                "chance": np.round(self.holding.value, 3).tolist(),
            },
        }


def _level(found: Level) -> dict[str, float]:
    return {"value": round(found.value, 4), "low": round(found.low, 4), "high": round(found.high, 4)}
