"""The stock effect: what holdings of the Fed, now and expected, do to the ten-year term premium.

A reduced form. The premium is lower the more interest-rate risk the Fed is expected to hold over the life of the bond:
``TPE_t = -k sum_j r^j (Q[t+j] / GDP[t+j] - neutral)``, with Q in ten-year equivalents. Two published numbers fix `k` and
`r`; that is a calibration and proves nothing. What can be tested is what it says of other episodes, its sign, and its decay.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ebb.errors import UsageError

Array = NDArray[np.float64]

#: Months that count: the life of the bond whose yield it is.
HORIZON: Final = 120
#: Monthly persistence within which the discount is sought (the published range).
SLOWEST, FASTEST = 0.995, 0.98
_GRID: Final = 61


@dataclass(frozen=True, slots=True)
class StockEffect:
    """The reduced form with its two numbers.

    Attributes
    ----------
    k : float, > 0
        Basis points for one percent of GDP of ten-year equivalents expected to be held for one month.
    r : float
        Weight of a month relative to the one before it.
    targets, fitted : tuple of float
        The published effects (basis points, negative) and what `k` and `r` make of the same dates.
    at_edge : bool
        Whether `r` stands at an edge of its range: the targets ask for more than the range allows.
    """

    k: float
    r: float
    targets: tuple[float, ...]
    fitted: tuple[float, ...]
    at_edge: bool

    def on_premium(self, share: ArrayLike) -> Array:
        """Term premium, basis points, by month, for deviations of the Fed's holdings in percent of GDP (negative: less held).

        Law: linear; holdings above normal press the premium down; where the deviation shrinks so does the effect.
        """
        return -self.k * expected_sum(share, self.r)

    @property
    def weight(self) -> float:
        """Sum of the weights: basis points for a deviation of one percent of GDP that lasts, over `k`."""
        return float((self.r ** np.arange(HORIZON)).sum())


def expected_sum(share: ArrayLike, r: float) -> Array:
    """``sum_{j < 120} r^j share[t + j]`` for every month t of the path, whose last value is held on."""
    path = np.asarray(share, dtype=np.float64)
    if not path.size:
        raise UsageError("an empty path", "yields.supply", "at least one month", "hand in the path by month")
    longer = np.concatenate([path, np.full(HORIZON, path[-1])])
    weights = r ** np.arange(HORIZON)
    return np.array([float(longer[t : t + HORIZON] @ weights) for t in range(len(path))])


def calibrate(share: ArrayLike, targets: Sequence[tuple[int, float]]) -> StockEffect:
    """The `k` and `r` under which a path of deviations gives the published effects, as nearly as the range of `r` allows.

    Parameters
    ----------
    share : percent of GDP, shape (months,)
        Ten-year equivalents held above normal, as expected at the first target.
    targets : sequence of (place in the path, effect in basis points, negative)

    Notes
    -----
    Least squares: for every `r` of a grid the best `k` is a projection; the `r` with the smallest miss is taken.
    """
    wanted = np.array([effect for _, effect in targets])
    places = [place for place, _ in targets]
    best: tuple[float, float, float] | None = None
    for r in np.linspace(FASTEST, SLOWEST, _GRID):
        sums = expected_sum(share, float(r))[places]
        k = -float(sums @ wanted) / float(sums @ sums)
        miss = float(((wanted + k * sums) ** 2).sum())
        if best is None or miss < best[0]:
            best = (miss, k, float(r))
    assert best is not None
    _, k, r = best
    if not k > 0:
        raise UsageError(
            "the path cannot give the published effects: more holdings would raise the premium",
            "yields.supply, calibrate",
            "holdings above normal where the published effect is negative",
            "check the sign and the normal level",
        )
    fitted = -k * expected_sum(share, r)[places]
    edge = bool(np.isclose(r, (FASTEST, SLOWEST)).any())
    return StockEffect(k, r, tuple(wanted.tolist()), tuple(fitted.tolist()), edge)
