"""From joint draws to the block the kernel reads: months matched to those of the run, units made its own.

What is not drawn follows what is: interest on reserves, the facility's rate and bill yields stand as far from the drawn policy
rate as they did from the central one; the two-year yield moves with policy rate and ten-year yield as it has
(:func:`two_year_weights`). Bank assets, foreign RRP, other lines, and both curves of demand are those of the run without
draws, in every draw.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from ebb.errors import OutOfRange
from ebb.series import Series
from ebb.simulate.conditions import Conditions
from ebb.simulate.ensemble.tables import Floats, Numbers

#: Months over which changes of yields are compared.
_STEP = 12
_FEWEST = 36


class JointDraws(Protocol):
    """Paths by `months`, datetime64[M] of shape (T,), each float64 of shape (draws, T): see :mod:`ebb.simulate.draws`."""

    @property
    def months(self) -> NDArray[np.datetime64]:
        """Consecutive months."""

    @property
    def policy_rate(self) -> Floats:
        """Percent."""

    @property
    def ten_year(self) -> Floats:
        """Percent."""

    @property
    def mortgage_rate(self) -> Floats:
        """Percent."""

    @property
    def inflation(self) -> Floats:
        """Percent, 1,200 times the month's growth of the log of consumer prices."""

    @property
    def gdp(self) -> Floats:
        """USD billion at an annual rate."""

    @property
    def tga(self) -> Floats:
        """USD billion at the month's end."""

    @property
    def currency(self) -> Floats:
        """USD billion at the month's end."""


def numbers_with(
    numbers: Numbers, conditions: Conditions, first: int, gap: float, published: Mapping[str, Series]
) -> Numbers:
    """The numbers of a run whose draws begin in its month `first`.

    Parameters
    ----------
    numbers, conditions
        Of the run.
    first : int
        Place of the first drawn month among the run's.
    gap : float
        Drawn policy rate less interest on reserves, percentage points.
    published : mapping of Series
        Yields, for :func:`two_year_weights`.
    """
    end = min(first, len(conditions.months) - 1)
    iorb = float(conditions.iorb[end])
    on_policy, on_ten = two_year_weights(published)
    return numbers._replace(
        first=first,
        over_iorb=-gap,
        over_floor=float(conditions.on_rrp_rate[end]) - iorb - gap,
        over_bills=float(conditions.bill_yield[end]) - iorb - gap,
        two_on_policy=on_policy,
        two_on_ten=on_ten,
    )


def block(draws: JointDraws, conditions: Conditions) -> tuple[int, Floats]:
    """The place of the first drawn month in the run, and the paths from there on, shape (7, draws, months).

    Raises
    ------
    OutOfRange
        If the draws leave out a month of the run after they have begun.
    """
    months = np.array(conditions.months, dtype="datetime64[M]")
    first = int(max((draws.months[0].astype("datetime64[M]") - months[0]).astype(int), 0))
    if first < len(months) and (draws.months[-1] < months[-1] or len(draws.months) < len(months) - first):
        raise OutOfRange(
            f"the draws end in {draws.months[-1]}, the run in {months[-1]}",
            "simulate.ensemble",
            "draws of every month of the run after they begin",
            "draw more months",
        )
    begin = int((months[min(first, len(months) - 1)] - draws.months[0].astype("datetime64[M]")).astype(int))
    part = slice(begin, begin + len(months) - first)
    paths = (
        draws.policy_rate,
        draws.ten_year,
        draws.mortgage_rate,
        draws.inflation,
        draws.gdp,
        draws.tga,
        draws.currency,
    )
    found = np.empty((len(paths), len(draws.policy_rate), len(months) - first))
    for row, path in enumerate(paths):
        found[row] = path[:, part]
    found[3] = np.expm1(found[3] / 1200.0)
    for row in (5, 6):
        found[row] = np.rint(found[row] * 1e11)
    return first, found


def two_year_weights(published: Mapping[str, Series]) -> tuple[float, float]:
    """By how much the two-year yield moves with the three-month bill and the ten-year yield: least squares of yearly changes.

    Returns
    -------
    (float, float)
        Percentage points for one point of each; one half each where fewer than three years are known.
    """
    bills, two, ten = (published[key].by_month() for key in ("tbill_3m_avg", "ust_2y_avg", "ust_10y_avg"))
    both = sorted(bills.keys() & two.keys() & ten.keys())
    now = [
        m for m in both if (m[0] - _STEP // 12, m[1]) in bills and (m[0] - 1, m[1]) in two and (m[0] - 1, m[1]) in ten
    ]
    if len(now) < _FEWEST:
        return 0.5, 0.5

    def moved(path: Mapping[tuple[int, int], float]) -> Floats:
        return np.array([path[m] - path[m[0] - 1, m[1]] for m in now])

    weights, *_ = np.linalg.lstsq(np.column_stack([moved(bills), moved(ten)]), moved(two), rcond=None)
    return float(weights[0]), float(weights[1])
