"""The textbook corridor: what reserves are worth overnight to a bank that does not know its closing balance.

Nothing is estimated here; it is the theory the estimated curve is a picture of. It must never be used to place a
threshold.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray


def corridor_rate(
    reserves: float | NDArray[np.float64],
    *,
    need: float,
    uncertainty: float,
    floor: float,
    ceiling: float,
    cost: float = 0.0,
) -> Any:
    """Overnight rate at which banks are content with `reserves`.

    Parameters
    ----------
    reserves : float or float64 array
        Reserves held, any unit of money.
    need, uncertainty : float
        Reserves needed at the close and the standard deviation of the closing balance, same unit; uncertainty > 0.
    floor, ceiling : float
        Rates earned on a surplus and paid on a shortage, percent.
    cost : float
        Balance-sheet cost or discount of lenders that earn no interest on reserves, percent (negative pulls the rate
        below).

    Returns
    -------
    float or array of the shape of `reserves`, percent
        ``floor + cost + (ceiling - floor) * Phi((need - reserves) / uncertainty)``.

    Notes
    -----
    Law: falls in reserves, between floor and ceiling (plus cost), halfway at ``reserves == need``.
    Source: Poole, "Commercial Bank Reserve Management in a Stochastic Model", Journal of Finance 23(5), 1968.

    >>> round(corridor_rate(3000.0, need=3000.0, uncertainty=100.0, floor=3.65, ceiling=3.75), 4)
    3.7
    """
    z = (need - np.asarray(reserves, dtype=np.float64)) / uncertainty
    normal = np.vectorize(lambda value: 0.5 * math.erfc(-value / math.sqrt(2.0)), otypes=[np.float64])
    rate = floor + cost + (ceiling - floor) * normal(z)
    return float(rate) if np.ndim(reserves) == 0 else rate


def corridor_slope(*, uncertainty: float, floor: float, ceiling: float) -> float:
    """Change of the rate per unit of reserves at the need: ``-(ceiling - floor) / (sd sqrt(2 pi))``."""
    return -(ceiling - floor) / (uncertainty * math.sqrt(2.0 * math.pi))
