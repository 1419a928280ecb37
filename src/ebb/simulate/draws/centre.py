"""The centre of draws that belongs to a run: its own conditions, so that the middle of a fan is the run without draws."""

from __future__ import annotations

from datetime import date

import numpy as np

from ebb.errors import OutOfRange
from ebb.policy import Corridor
from ebb.simulate.conditions import Conditions
from ebb.simulate.draws.draw import Centre
from ebb.simulate.draws.model import DrawModel


def policy_gap(model: DrawModel, corridor: Corridor) -> float:
    """Federal funds rate less interest on reserves in the last month published, percentage points."""
    line = model.panel.lines["policy_rate"]
    last = int(line.months[-1])
    paid = corridor.month_average(last // 12, last % 12 + 1).ior
    return 0.0 if paid is None else float(line.values[-1]) - paid


def centre_of(conditions: Conditions, start: date, months: int, gap: float) -> Centre:
    """The paths a run follows without draws, from `start` on.

    Parameters
    ----------
    conditions : Conditions
        Of the run: what its scenario gives, and otherwise what is published or held.
    start : date
        First month of the draws, a month of the conditions.
    months : int
    gap : float
        Policy rate less interest on reserves, percentage points (:func:`policy_gap`).

    Raises
    ------
    OutOfRange
        If the conditions do not cover the months.

    Notes
    -----
    Inflation is the yearly rate the conditions end with: theirs is that of the index TIPS refer to, which lags.
    """
    first = start.replace(day=1)
    if first not in conditions.months or len(conditions.months) - conditions.months.index(first) < months:
        raise OutOfRange(
            f"the run's conditions do not hold {months} months from {first:%Y-%m} on",
            "simulate.draws.centre",
            f"months between {conditions.months[0]:%Y-%m} and {conditions.months[-1]:%Y-%m}",
            "choose another start or fewer months",
        )
    begin = conditions.months.index(first)
    span = slice(begin, begin + months)
    # mortgage rates begin some months before the first month, because refinancing answers with a lag
    mortgage = conditions.mortgage_rates[len(conditions.mortgage_rates) - len(conditions.months) :]
    return Centre(
        policy_rate=conditions.iorb[span] + gap,
        ten_year=conditions.ten_year[span],
        mortgage_rate=mortgage[span],
        inflation=np.full(months, 1200.0 * np.log1p(conditions.inflation[-1])),
        gdp=conditions.gdp[span],
        tga=conditions.tga[span],
        currency=conditions.currency[span],
    )
