"""State dependence: does the same shock do something else when reserves are ample, or scarce, or rates are low?

Every regressor enters twice, once for each state, so that the dynamics may differ too. The state is that of the period before
the shock: a state the shock itself could have changed would be an outcome, no state.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ebb.errors import UsageError
from ebb.estimation.projections import (
    INFERENCES,
    LEFTS,
    LEVEL,
    Inference,
    Left,
    Responses,
    asked_horizons,
    choice,
    design,
    lags_used,
    projected,
    shock_series,
)
from ebb.estimation.regression import Combinations, least_squares
from ebb.estimation.variance import Floats


@dataclass(frozen=True, slots=True)
class StateResponses:
    """Responses inside the state, outside it, and the first less the second with its own standard error.

    `shocks_inside` and `shocks_outside` count the periods in which the shock is not zero: with few of them an interval of
    large samples is too narrow, whichever inference made it.
    """

    inside: Responses
    outside: Responses
    difference: Responses
    shocks_inside: int
    shocks_outside: int


def state_projections(
    system: Floats,
    shock: int | Floats,
    state: NDArray[np.bool_],
    *,
    lags: int,
    horizons: int | Sequence[int],
    inference: Inference = "lag-augmented",
    left: Left = "level",
    also: Floats | None = None,
    bandwidth: int | None = None,
    common: bool = False,
    level: float = LEVEL,
) -> StateResponses:
    """Responses by state, estimated together; arguments as of :func:`~ebb.estimation.projections.local_projections`.

    Parameters
    ----------
    state : bool, shape (T,)
        Where the state holds; that of the row before the shock decides.

    Raises
    ------
    UsageError
        As for local projections, or if the state never changes.
    """
    ahead = asked_horizons(horizons)
    choice("inference", inference, INFERENCES)
    choice("left", left, LEFTS)
    if state.shape != system.shape[:1] or state.all() or not state.any():
        raise UsageError(
            f"a state of shape {state.shape} that holds in {int(state.sum())} rows of {len(system)}",
            "estimation.states",
            "True or False for each row, each at least once",
            "choose a state that changes within the sample",
        )
    used = lags_used(lags, inference)
    series = shock_series(system, shock)
    plain = design(system, series, lags=used, also=also, before=1)
    inside = state[plain.first - 1 : -1].astype(float)[:, None]
    k = plain.columns.shape[1]
    made = replace(plain, columns=np.concatenate((plain.columns * inside, plain.columns * (1.0 - inside)), axis=1))
    wanted = np.zeros((2 * k, 3))
    wanted[0, 0] = wanted[k, 1] = wanted[0, 2] = 1.0
    wanted[k, 2] = -1.0

    def fit(lefts: Floats, rows: int) -> Combinations:
        return least_squares(lefts, made.columns[:rows], wanted)

    first, second, difference = projected(made, fit, ahead, inference, left, bandwidth, common, level)
    happens = plain.columns[:, 0] != 0.0
    count = int((happens & (inside[:, 0] == 1.0)).sum())
    return StateResponses(first, second, difference, count, int(happens.sum()) - count)
