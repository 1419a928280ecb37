"""An estimate with everything that keeps it honest: interval, placebo, what could have been found, and the verdict.

Three questions are answered with one level. Does the interval leave out zero? Is the effect unusual among windows
placed at random? How large would an effect have had to be to be found? Only a "yes" to the first two makes a verdict
other than "no evidence". No estimate leaves this room without them.
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Verdict = Literal["no evidence", "higher", "lower"]

#: Level of all intervals and (as one minus it) size of all tests, unless asked otherwise.
LEVEL: Final = 0.95
#: Power at which the minimum detectable effect is stated.
POWER: Final = 0.80
#: A regime of fewer months gets no interval: a dozen months cannot show their own spread.
FEWEST_MONTHS: Final = 12


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number of one regime; `low`, `high` and `standard_error` are None where the months are too few."""

    value: float
    unit: str
    low: float | None
    high: float | None
    level: float
    standard_error: float | None


@dataclass(frozen=True, slots=True)
class TestedEffect:
    """A difference with its interval, its placebo, its minimum detectable effect and its verdict.

    Parameters
    ----------
    value, low, high, standard_error : float
        In `unit`; the interval has probability `level`.
    placebo_low, placebo_high : float
        The same statistic over windows placed at random: its central range of probability `level`.
    placebo_rank : float in (0, 1)
        Share of the placebo effects that are smaller than or equal to the effect.
    placebo_p : float in (0, 1]
        Two-sided: twice the share of placebo effects at least as far out in the same tail.
    minimum_detectable : float
        Size that would have been found with probability :data:`POWER`; uses the larger of the standard error and the
        spread of the placebo effects, because short samples understate their own spread.
    verdict : "no evidence", "higher" or "lower"
        Not "no evidence" only if the interval leaves out zero **and** `placebo_p` is at most ``1 - level``.
    """

    __test__ = False  # the name starts with Test; pytest should not collect it

    value: float
    unit: str
    low: float
    high: float
    level: float
    standard_error: float
    placebo_low: float
    placebo_high: float
    placebo_rank: float
    placebo_p: float
    placebos: int
    minimum_detectable: float
    verdict: Verdict


def interval(resampled: Floats, level: float) -> tuple[float, float]:
    """Percentile interval of a bootstrap sample."""
    tail = (1.0 - level) / 2.0
    low, high = np.quantile(resampled, (tail, 1.0 - tail))
    return float(low), float(high)


def detectable(standard_error: float, level: float, power: float = POWER) -> float:
    """Size of an effect found with probability `power` by a two-sided test of size ``1 - level``.

    >>> round(detectable(1.0, 0.95), 2)
    2.8
    """
    normal = NormalDist()
    return (normal.inv_cdf(1.0 - (1.0 - level) / 2.0) + normal.inv_cdf(power)) * standard_error


def judged(
    value: float, bounds: tuple[float, float], standard_error: float, placebo: Floats, unit: str, level: float
) -> TestedEffect:
    """Set an effect against its interval and its placebo, and say what follows.

    Parameters
    ----------
    value : float
    bounds : (low, high)
        Interval of probability `level`.
    standard_error : float, >= 0
    placebo : float64, shape (placebos,)
        The same statistic over windows placed at random.
    """
    low, high = bounds
    count = len(placebo)
    at_most = (1 + int((placebo <= value).sum())) / (1 + count)
    at_least = (1 + int((placebo >= value).sum())) / (1 + count)
    p = min(1.0, 2.0 * min(at_most, at_least))
    found = (low > 0.0 or high < 0.0) and p <= 1.0 - level
    verdict: Verdict = "no evidence" if not found else "higher" if value > 0.0 else "lower"
    placebo_low, placebo_high = interval(placebo, level)
    return TestedEffect(
        value=value,
        unit=unit,
        low=low,
        high=high,
        level=level,
        standard_error=standard_error,
        placebo_low=placebo_low,
        placebo_high=placebo_high,
        placebo_rank=at_most,
        placebo_p=p,
        placebos=count,
        minimum_detectable=detectable(max(standard_error, float(placebo.std())), level),
        verdict=verdict,
    )
