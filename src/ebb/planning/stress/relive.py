"""An episode laid on its own past: the lines of the statement as they were, the securities by the rule.

A run made with what was known on the eve is given the published Treasury account, foreign pool, currency, lending and other
liabilities of the episode. What it says of reserves is then right or wrong by its securities, and, where ON RRP is left to
the run, by its estimate of who holds overnight money.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from ebb.planning.stress.trace import Path
from ebb.simulate.conditions import Conditions


def days_of_months(paths: Mapping[str, Path]) -> dict[tuple[int, int], date]:
    """For each month the day on which reserves were furthest from the eve.

    Raises
    ------
    KeyError
        If reserves are not among the paths.
    """
    reserves = paths["reserves"]
    found: dict[tuple[int, int], tuple[float, date]] = {}
    for day, change in zip(reserves.dates.tolist(), np.abs(reserves.changes).tolist(), strict=True):
        key = (day.year, day.month)
        if key not in found or change > found[key][0]:
            found[key] = (change, day)
    return {key: day for key, (_, day) in found.items()}


def relive(paths: Mapping[str, Path], *, on_rrp: bool, purchases: bool = False) -> Callable[[Conditions], Conditions]:
    """What the episode's own statement does to the conditions of a run made on its eve.

    Parameters
    ----------
    paths : mapping of Path
        Balances of the episode, on shared dates.
    on_rrp : bool
        Give the published ON RRP as well; else the run's own rule says what money funds hold.
    purchases : bool
        Give the published change of securities as well (as other assets): for episodes in which the central bank bought
        what nobody had announced.

    Notes
    -----
    Law: months outside the episode stay as they were.
    """
    days = days_of_months(paths)

    def laid(conditions: Conditions) -> Conditions:
        places = [days.get((month.year, month.month)) for month in conditions.months]
        bought = _changes(paths["securities"], places) if purchases else 0.0
        fixed = conditions.on_rrp_fixed
        return replace(
            conditions,
            tga=_levels(conditions.tga, paths["tga"], places),
            foreign_rrp=_levels(conditions.foreign_rrp, paths["foreign_rrp"], places),
            currency=_levels(conditions.currency, paths["currency"], places),
            other_assets=conditions.other_assets + _changes(paths["lending"], places) + bought,
            other_liabilities=conditions.other_liabilities + _changes(paths["other"], places),
            on_rrp_fixed=_levels(fixed, paths["on_rrp"], places) if on_rrp else fixed,
        )

    return laid


def _levels(own: NDArray[np.float64], path: Path, days: list[date | None]) -> NDArray[np.float64]:
    by_day = dict(zip(path.dates.tolist(), path.levels.tolist(), strict=True))
    return np.array([now if day is None else by_day[day] for now, day in zip(own.tolist(), days, strict=True)])


def _changes(path: Path, days: list[date | None]) -> NDArray[np.float64]:
    """Change from the eve; after the episode the last one stays, as a level does."""
    by_day = dict(zip(path.dates.tolist(), path.changes.tolist(), strict=True))
    found, last = [], 0.0
    for day in days:
        last = last if day is None else by_day[day]
        found.append(last)
    return np.array(found)
