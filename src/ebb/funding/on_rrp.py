"""What money funds leave at the Fed overnight, given how much better repo pays than the facility.

The facility empties as repo rates rise above its award rate: a fund leaves for a few basis points. The relation is
estimated on published months, never typed, and is only as good as the years it has seen (the facility was large once).
"""

from __future__ import annotations

from dataclasses import dataclass
from math import expm1, log1p

import numpy as np
from numpy.typing import NDArray

from ebb.errors import SourceError

_FEWEST_MONTHS = 24


@dataclass(frozen=True, slots=True)
class OnRrpDemand:
    """ln(1 + ON RRP in USD billion) = `intercept` + `slope` x spread in basis points, with residual standard deviation.

    `ceiling` is the largest published amount of the sample: the fit is not used beyond what was ever seen.
    """

    intercept: float
    slope: float
    residual_sd: float
    r_squared: float
    n: int
    ceiling: float

    def level(self, spread_bp: float, deviations: float = 0.0) -> float:
        """USD billion at a spread of SOFR over the award rate, shifted by so many residual standard deviations.

        Law: falls as the spread rises (when the slope is negative), never below 0, never above `ceiling`.
        """
        logarithm = self.intercept + self.slope * spread_bp + deviations * self.residual_sd
        return min(max(expm1(min(logarithm, 50.0)), 0.0), self.ceiling)

    def moved(self, level: float, spread_change_bp: float) -> float:
        """A published level moved to another spread: the fitted slope applied to that month's own deviation.

        Law: no change of the spread leaves the level as it is; never below 0, never above `ceiling`.
        """
        logarithm = log1p(level) + self.slope * spread_change_bp
        return min(max(expm1(min(logarithm, 50.0)), 0.0), max(self.ceiling, level))


def fit_on_rrp(on_rrp: NDArray[np.float64], spread_bp: NDArray[np.float64]) -> OnRrpDemand:
    """Least squares of ln(1 + ON RRP) on the spread of SOFR over the award rate.

    Parameters
    ----------
    on_rrp : float64, shape (months,), USD billion, >= 0
    spread_bp : float64, shape (months,), basis points

    Raises
    ------
    SourceError
        With fewer than 24 months, or a relation of the wrong sign: no estimate is better than that one.

    >>> fit = fit_on_rrp(np.exp(8.0 - 0.3 * np.arange(24.0)) - 1, np.arange(24.0))
    >>> round(fit.slope, 6), round(fit.level(0.0))
    (-0.3, 2980)
    """
    if len(on_rrp) < _FEWEST_MONTHS:
        raise SourceError(
            f"ON RRP demand cannot be estimated on {len(on_rrp)} months",
            "funding.on_rrp",
            f"at least {_FEWEST_MONTHS} months with SOFR and the facility",
            "give on_rrp a level in the scenario's [assumptions]",
        )
    logarithm = np.log1p(on_rrp)
    design = np.column_stack([np.ones_like(spread_bp), spread_bp])
    (intercept, slope), *_ = np.linalg.lstsq(design, logarithm, rcond=None)
    residual = logarithm - design @ np.array([intercept, slope])
    if slope >= 0:
        raise SourceError(
            f"ON RRP demand comes out rising with the spread ({slope:+.3f} per bp)",
            "funding.on_rrp",
            "a negative slope: funds leave when repo pays more",
            "give on_rrp a level in the scenario's [assumptions]",
        )
    return OnRrpDemand(
        intercept=float(intercept),
        slope=float(slope),
        residual_sd=float(residual.std(ddof=2)),
        r_squared=float(1.0 - residual.var() / logarithm.var()),
        n=len(on_rrp),
        ceiling=float(on_rrp.max()),
    )
