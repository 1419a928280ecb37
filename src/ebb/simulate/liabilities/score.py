"""How good the projections were: reserves and ON RRP against what was published 3, 6 and 12 months later.

For each origin only what was known then is used. The benchmark is a random walk with the errors of the line's own past. All
is printed as it comes out; nothing here chooses a model by its score.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

import numpy as np

from ebb.dates import month_end
from ebb.errors import SourceError, UsageError
from ebb.simulate.liabilities.crps import crps, skill, skill_interval
from ebb.simulate.liabilities.model import WINDOW, Monthly, Values, blocks
from ebb.simulate.liabilities.projection import Funds, Known, Projection, levels, project

HORIZONS: Final = (3, 6, 12)
#: A quarter's last Wednesday is published by the second day after the quarter.
AFTER: Final = timedelta(days=2)
_DRAWS = 500
#: Lines scored unless others are asked for.
SCORED: Final = ("reserves", "on_rrp")


@dataclass(frozen=True, slots=True)
class Variant:
    """What is handed over instead of modelled, and how ON RRP is projected."""

    tga_given: bool = False
    assets_given: bool = False
    funds: Funds = "drain"
    bills_given: bool = False

    @property
    def name(self) -> str:
        """A word for programs, such as ``"tga given, assets announced, drain"``."""
        return (
            f"tga {'given' if self.tga_given else 'modelled'}, assets {'given' if self.assets_given else 'announced'}, "
            f"{self.funds}{' given' if self.bills_given else ''}"
        )


VARIANTS: Final = (
    Variant(),
    Variant(tga_given=True),
    Variant(assets_given=True),
    Variant(tga_given=True, assets_given=True),
    Variant(funds="decay"),
    Variant(funds="walk"),
    Variant(funds="bills"),
    Variant(funds="bills", bills_given=True),
)


@dataclass(frozen=True, slots=True, eq=False)
class Score:
    """One line at one horizon under one variant.

    `ours` and `walk` are continuous ranked probability scores by origin, USD billion, shape (n,); `misses` the outcome less
    the median; `within` whether the outcome lay in the 90 percent range of the draws. `skill` is 1 - mean ours / mean walk
    with its 90 percent interval.
    """

    line: str
    horizon: int
    variant: Variant
    origins: tuple[date, ...]
    ours: Values
    walk: Values
    misses: Values
    within: Sequence[bool]
    skill: float
    low: float
    high: float

    @property
    def inside(self) -> float:
        """Share of outcomes within the 90 percent range: 0.9 for a calibrated model."""
        return float(np.mean(self.within))

    def json(self) -> dict[str, Any]:
        """The wire form."""
        return {
            "line": self.line,
            "horizon_months": self.horizon,
            "variant": self.variant.name,
            "origins": len(self.origins),
            "first": self.origins[0].isoformat(),
            "last": self.origins[-1].isoformat(),
            "crps": round(float(self.ours.mean()), 1),
            "crps_random_walk": round(float(self.walk.mean()), 1),
            "skill": round(self.skill, 3),
            "skill_low": round(self.low, 3),
            "skill_high": round(self.high, 3),
            "mean_absolute_miss": round(float(np.abs(self.misses).mean()), 1),
            "inside_90": round(self.inside, 3),
        }


def quarters(first: date, last: date) -> tuple[date, ...]:
    """Quarter ends from `first` to `last`.

    >>> quarters(date(2025, 9, 30), date(2026, 1, 1))
    (datetime.date(2025, 9, 30), datetime.date(2025, 12, 31))
    """
    ends = (month_end(year, month) for year in range(first.year, last.year + 1) for month in (3, 6, 9, 12))
    return tuple(day for day in ends if first <= day <= last)


def walk(level: Monthly, horizon: int, draws: int, seed: int) -> Values:
    """The benchmark: the last level plus blocks of past monthly changes less their mean, shape (draws, horizon)."""
    changes = np.diff(level.values)[-WINDOW:]
    changes = changes - changes.mean()
    places = blocks(len(changes), horizon, draws, np.random.default_rng(seed))
    found: Values = np.maximum(level.values[-1] + np.cumsum(changes[places], axis=1), 0.0)
    return found


def project_at(known: Known, outcome: Mapping[str, Monthly], variant: Variant, horizon: int) -> Projection:
    """The projection of one origin; what the variant gives is read from `outcome`."""
    origin = int(levels(known.published)["reserves"].months[-1])
    ahead = origin + 1 + np.arange(horizon, dtype=np.int64)
    bills = None
    if variant.bills_given:
        supply = outcome["net_bills"]
        if supply.months[-1] < ahead[-1]:
            raise SourceError(
                "net bill supply is not published to the end of the horizon",
                "simulate.liabilities.score",
                f"months to {int(ahead[-1]) // 12}-{int(ahead[-1]) % 12 + 1:02d}",
                "score earlier origins",
            )
        bills = supply.at(ahead)
    return project(
        known,
        horizon,
        tga=outcome["tga"].at(ahead) if variant.tga_given else None,
        assets=outcome["total_assets"].at(ahead) if variant.assets_given else None,
        bills=bills,
        funds=variant.funds,
        draws=_DRAWS,
        seed=origin,
    )


def score(
    known_on: Callable[[date], Known],
    outcome: Mapping[str, Monthly],
    origins: Sequence[date],
    variant: Variant = Variant(),
    horizons: Sequence[int] = HORIZONS,
    lines_scored: Sequence[str] = SCORED,
) -> tuple[Score, ...]:
    """Score lines (by default reserves and ON RRP) from every origin at every horizon that has an outcome.

    Parameters
    ----------
    known_on : callable
        What was known on a day.
    outcome : Mapping of Monthly
        The lines as published later (:func:`levels`), with `net_bills` where a variant is given them.
    origins : sequence of date
        Quarter ends; what was known two days later is used.

    Raises
    ------
    UsageError
        If no origin has an outcome.
    """
    rows: dict[tuple[str, int], list[tuple[date, float, float, float, bool]]] = {}
    newest = int(outcome["reserves"].months[-1])
    for day in origins:
        origin = 12 * day.year + day.month - 1
        reach = [h for h in horizons if origin + h <= newest]
        if not reach:
            continue
        try:
            known = known_on(day + AFTER)
            found = project_at(known, outcome, variant, max(reach))
        except SourceError:
            continue
        if found.origin != origin:
            continue
        lines = levels(known.published)
        for line in lines_scored:
            plain = walk(lines[line], max(reach), _DRAWS, origin)
            published = outcome["on_rrp_published" if line == "on_rrp" else line]
            for h in reach:
                if origin + h not in published.months:
                    continue  # a Wednesday without an operation
                came = float(published.at(np.array([origin + h]))[0])
                draws = found.lines[line].draws[:, h - 1]
                low, middle, high = np.quantile(draws, [0.05, 0.5, 0.95])
                rows.setdefault((line, h), []).append(
                    (
                        day,
                        crps(draws, came),
                        crps(plain[:, h - 1], came),
                        came - float(middle),
                        bool(low <= came <= high),
                    )
                )
    if not rows:
        raise UsageError(
            "no origin has an outcome to be scored against",
            "simulate.liabilities.score",
            f"a quarter end at least {min(horizons)} months before the newest figure",
            "choose earlier origins",
        )
    return tuple(_scored(line, h, variant, found) for (line, h), found in sorted(rows.items()))


def _scored(line: str, horizon: int, variant: Variant, rows: list[tuple[date, float, float, float, bool]]) -> Score:
    ours, plain = np.array([r[1] for r in rows]), np.array([r[2] for r in rows])
    # origins a quarter apart share months while their horizons overlap
    low, high = skill_interval(ours, plain, block=max(2, horizon // 3 + 1))
    return Score(
        line=line,
        horizon=horizon,
        variant=variant,
        origins=tuple(r[0] for r in rows),
        ours=ours,
        walk=plain,
        misses=np.array([r[3] for r in rows]),
        within=tuple(r[4] for r in rows),
        skill=skill(ours, plain),
        low=low,
        high=high,
    )
