"""One draw laid on the conditions of a run: what the plain loop needs to follow it, month by month.

A rate moves by its distance from the draw's centre; months already published are left as they are. Administered rates, bills
and the two-year yield move with the policy rate, none below the lowest administered rate the Fed has paid on reverse repos.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from ebb.simulate.conditions import MORTGAGE_LAGS, Conditions
from ebb.simulate.draws.centre import centre_of
from ebb.simulate.draws.draw import draw
from ebb.simulate.draws.model import LOWER_BOUND, DrawModel
from ebb.simulate.liabilities.model import Values

#: Months by which the index TIPS refer to lags consumer prices (ebb.simulate.conditions).
_INDEX_LAG = 2


def shocked(model: DrawModel, gap: float, seed: int, number: int) -> Callable[[Conditions], Conditions]:
    """What draw `number` of a seed makes of a run's conditions.

    Parameters
    ----------
    model : DrawModel
        Estimated on the run's as-of date.
    gap : float
        Policy rate less interest on reserves, percentage points.

    Notes
    -----
    Law: where a draw equals its centre the conditions are unchanged.
    """

    def on(conditions: Conditions) -> Conditions:
        months = len(conditions.months)
        start = conditions.months[0]
        centre = centre_of(conditions, start, months, gap)
        found = draw(model, start, months, seed, first=number, count=1, centre=centre)
        after = {name: _after(model, name, conditions) for name in ("policy_rate", "ten_year", "mortgage_rate")}
        assert centre.policy_rate is not None  # centre_of fills every line
        up = np.where(after["policy_rate"], found.policy_rate[0] - centre.policy_rate, 0.0)
        iorb = conditions.iorb + up
        inflation = conditions.inflation.copy()
        lagged = np.exp(found.inflation[0, :-_INDEX_LAG] / 1200.0) - 1.0
        open_prices = _after(model, "inflation", conditions)[:-_INDEX_LAG]
        inflation[_INDEX_LAG:] = np.where(open_prices, lagged, inflation[_INDEX_LAG:])
        mortgage = np.where(after["mortgage_rate"], found.mortgage_rate[0], conditions.mortgage_rates[MORTGAGE_LAGS:])
        return replace(
            conditions,
            tga=np.where(_after(model, "tga", conditions), found.tga[0], conditions.tga),
            currency=np.where(_after(model, "currency", conditions), found.currency[0], conditions.currency),
            gdp=np.where(_after(model, "gdp", conditions), found.gdp[0], conditions.gdp),
            iorb=iorb,
            on_rrp_rate=np.maximum(conditions.on_rrp_rate + up, 0.0),
            two_year=np.maximum(conditions.two_year + up, LOWER_BOUND),
            bill_yield=np.maximum(conditions.bill_yield + up, 0.0),
            ten_year=np.where(after["ten_year"], found.ten_year[0], conditions.ten_year),
            mortgage_rates=np.concatenate([conditions.mortgage_rates[:MORTGAGE_LAGS], mortgage]),
            inflation=inflation,
        )

    return on


def _after(model: DrawModel, line: str, conditions: Conditions) -> Values:
    """Whether each month of the conditions lies after a line's last published month, shape (months,)."""
    last = int(model.panel.lines[line].months[-1])
    found: Values = np.array([12 * m.year + m.month - 1 > last for m in conditions.months])
    return found
