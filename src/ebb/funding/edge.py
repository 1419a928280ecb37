"""Where the demand curve crosses a spread: the level of reserves at which the market pays that much over the Fed's rate.

The kink is where rates begin to answer to reserves. Further down lies the level at which repo costs as much as the Fed pays
on reserves; between the two, reserves are what the Fed calls ample. Both are estimates of the same fit.
"""

from __future__ import annotations

import numpy as np

from ebb.funding.demand import Array, DemandFit, Estimate


def crossing(fit: DemandFit, spread: float = 0.0) -> Estimate:
    """Reserves, in percent of bank assets, at which the fitted curve reaches `spread` basis points, with its interval.

    Parameters
    ----------
    fit : DemandFit
    spread : float
        Basis points over interest on reserves; by default zero, where repo costs what the Fed pays.

    Returns
    -------
    Estimate
        NaN where the fitted curve never reaches it; draws that never do are left out of the interval.

    Notes
    -----
    Law: at the crossing the curve equals `spread`; a higher spread is crossed at lower reserves.
    """

    def solve(kink: Array, slope: Array, floor: Array) -> Array:
        with np.errstate(divide="ignore", invalid="ignore"):
            level = kink - (spread - floor) / slope
        return np.where((slope > 0) & (floor < spread) & (level > 0), level, np.nan)

    value = float(solve(*(np.array([e.value]) for e in (fit.kink, fit.slope, fit.floor)))[0])
    draws = solve(fit.kink_draws, fit.slope_draws, fit.floor_draws)
    draws = draws[~np.isnan(draws)]
    if len(draws) == 0:
        return Estimate(value, float("nan"), float("nan"), fit.kink.unit, fit.kink.level)
    tail = (1.0 - fit.kink.level) / 2.0
    low, high = np.quantile(draws, [tail, 1.0 - tail])
    return Estimate(value, float(low), float(high), fit.kink.unit, fit.kink.level)
