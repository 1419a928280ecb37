"""How often draws held what came: coverage and continuous ranked probability scores out of sample, by origin.

From each origin only what was known then is used, and draws lie around the model's own path. A rate, the Treasury's account
and currency are scored in their month; inflation as its mean since the origin, because one month of prices is mostly
noise; GDP in the middle month of the quarter that ends with the horizon, where its figure stands.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np

from ebb.simulate.draws.draw import Draws, draw
from ebb.simulate.draws.model import DrawModel
from ebb.simulate.draws.panel import LINES, Panel
from ebb.simulate.liabilities import crps
from ebb.simulate.liabilities.model import Values

#: Months ahead, and draws of each origin.
HORIZONS: Final = (3, 12, 36)
SCORED_DRAWS: Final = 1000
#: Shares of draws in the two ranges scored.
LEVELS: Final = (0.7, 0.9)


@dataclass(frozen=True, slots=True)
class Hit:
    """One line from one origin: the score (units of :class:`Draws`, smaller is better) and whether each range held it."""

    origin: date
    horizon: int
    line: str
    method: str
    outcome: float
    middle: float
    crps: float
    inside_70: bool
    inside_90: bool


@dataclass(frozen=True, slots=True)
class Coverage:
    """Share of outcomes in the 70 and 90 percent ranges over `origins` origins, and the mean score."""

    line: str
    horizon: int
    method: str
    origins: int
    inside_70: float
    inside_90: float
    crps: float


def scored_draws(found: Draws, line: str, horizon: int) -> Values:
    """What is scored of a line `horizon` months ahead, shape (draws,): draws must begin the month after the origin."""
    paths = getattr(found, line)
    if line == "inflation":
        mean: Values = paths[:, :horizon].mean(axis=1)
        return mean
    month: Values = paths[:, horizon - 2] if line == "gdp" else paths[:, horizon - 1]
    return month


def scored_outcome(later: Panel, line: str, origin: int, horizon: int) -> float | None:
    """The same of what came, or None where it is not known yet; `origin` in months since the year 0."""
    level = later.lines[line]
    months = np.arange(origin + 1, origin + horizon + 1)
    wanted = {"inflation": months, "gdp": months[-2:-1]}.get(line, months[-1:])
    return float(level.at(wanted).mean()) if wanted[-1] <= level.months[-1] else None


def hits(
    model: DrawModel, later: Panel, origin: date, horizons: Sequence[int] = HORIZONS, count: int = SCORED_DRAWS
) -> tuple[Hit, ...]:
    """Every line of one origin at every horizon that has an outcome.

    Parameters
    ----------
    model : DrawModel
        Estimated on what was known at the origin, the last day of a quarter.
    later : Panel
        What was published by a later day.
    count : int
        Draws; their seed is the origin's month.
    """
    month = origin.year * 12 + origin.month - 1
    following = date((month + 1) // 12, (month + 1) % 12 + 1, 1)
    found = draw(model, following, max(horizons), seed=month, count=count)
    rows = []
    for horizon in horizons:
        for line in LINES:
            came = scored_outcome(later, line, month, horizon)
            if came is None:
                continue
            if line == "policy_rate":
                # a month within the lowest range lies at the bound of the draws, whatever hundredth it traded at
                came = max(came, model.lower_bound)
            drawn = scored_draws(found, line, horizon)
            low90, low70, middle, high70, high90 = np.quantile(drawn, [0.05, 0.15, 0.5, 0.85, 0.95])
            rows.append(
                Hit(
                    origin=origin,
                    horizon=horizon,
                    line=line,
                    method=model.method,
                    outcome=came,
                    middle=float(middle),
                    crps=crps(drawn, came),
                    inside_70=bool(low70 <= came <= high70),
                    inside_90=bool(low90 <= came <= high90),
                )
            )
    return tuple(rows)


def coverage(rows: Sequence[Mapping[str, str]]) -> tuple[Coverage, ...]:
    """Coverage by line, horizon and method of the packaged rows, in the order of lines."""
    groups: dict[tuple[str, int, str], list[Mapping[str, str]]] = {}
    for row in rows:
        groups.setdefault((row["line"], int(row["horizon"]), row["method"]), []).append(row)
    return tuple(
        Coverage(
            line=line,
            horizon=horizon,
            method=method,
            origins=len(group),
            inside_70=float(np.mean([row["inside_70"] == "yes" for row in group])),
            inside_90=float(np.mean([row["inside_90"] == "yes" for row in group])),
            crps=float(np.mean([float(row["crps"]) for row in group])),
        )
        for (line, horizon, method), group in sorted(
            groups.items(), key=lambda item: (LINES.index(item[0][0]), *item[0][1:])
        )
    )
