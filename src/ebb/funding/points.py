"""Reserves over bank assets against an overnight spread, at the dates on which all of it was published.

Weekly points stand on the Wednesdays of the Fed's statement, monthly ones on months. This module must never fill a week that
one of its inputs does not have; a rate of a Wednesday without trading is that of the business day before.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from ebb.errors import UnitError, UsageError
from ebb.funding.administered import paid_on
from ebb.funding.spread import join_by_month, share, spread
from ebb.policy import Corridor
from ebb.series import Series

Array = NDArray[np.float64]

STEPS = ("week", "month")
#: A Wednesday's rate may be at most this many days old: Christmas and New Year are one business day apart from it.
_STALE_DAYS = 4
_WEEK = 7


@dataclass(frozen=True, slots=True, eq=False)
class DemandPoints:
    """Observations of demand at weekly or monthly dates; arrays have shape (n,) and are read-only.

    Parameters
    ----------
    rate : str
        Which market rate.
    dates : datetime64[D]
    q : float64
        Reserves in percent of bank assets.
    s : float64
        The market rate less interest on reserves, basis points.
    known : datetime64[D]
        First day on which each point was known.
    step : one of :data:`STEPS`
    """

    rate: str
    dates: NDArray[np.datetime64]
    q: Array
    s: Array
    known: NDArray[np.datetime64]
    step: str

    def __post_init__(self) -> None:
        if self.step not in STEPS:
            raise UsageError(f'"{self.step}" is no step', "funding.points", ", ".join(STEPS), "name one of them")
        for name in ("dates", "q", "s", "known"):
            array = getattr(self, name).copy()
            array.flags.writeable = False
            object.__setattr__(self, name, array)

    def __len__(self) -> int:
        return len(self.s)

    def between(self, first: date, last: date) -> DemandPoints:
        """Points dated from `first` to `last`, both included."""
        return self._keep((self.dates >= np.datetime64(first, "D")) & (self.dates <= np.datetime64(last, "D")))

    def as_of(self, day: date) -> DemandPoints:
        """Only what was known on `day`."""
        return self._keep(self.known <= np.datetime64(day, "D"))

    def without(self, months: tuple[date, ...]) -> DemandPoints:
        """Points outside the months named (any day of the month)."""
        return self._keep(~np.isin(self.dates.astype("datetime64[M]"), np.array(months, dtype="datetime64[M]")))

    @property
    def year(self) -> int:
        """Points a year."""
        return 52 if self.step == "week" else 12

    def _keep(self, mask: NDArray[np.bool_]) -> DemandPoints:
        return DemandPoints(self.rate, self.dates[mask], self.q[mask], self.s[mask], self.known[mask], self.step)


def demand_weeks(
    reserves: Series, bank_assets: Series, rate: Series, corridor: Corridor, over: str = "ior"
) -> DemandPoints:
    """Wednesdays with reserves, bank assets, a market rate and interest on reserves.

    Parameters
    ----------
    reserves, bank_assets : Series
        Money, Wednesday levels.
    rate : Series
        A daily market rate, a rate unit.
    corridor : Corridor
        Administered rates in force on the day of the rate.
    over : ``"ior"`` or ``"on_rrp"``
        What is taken from the rate: interest on reserves (IOER to July 2021, IORB after), or the ON RRP rate.

    Raises
    ------
    UnitError
        If the two amounts stand on different bases.
    """
    days, q, known = _shares(reserves, bank_assets)
    market = rate.in_unit("percent")
    place = np.searchsorted(market.dates, days, side="right") - 1
    fits = place >= 0
    fits[fits] &= (days[fits] - market.dates[place[fits]]).astype(int) <= _STALE_DAYS
    paid = paid_on(corridor, market.dates[place[fits]], over)
    there = ~np.isnan(paid)
    rows = np.flatnonzero(fits)[there]
    gap = market.values[place[rows]] - paid[there]
    return DemandPoints(
        rate=rate.key,
        dates=days[rows],
        q=q[rows],
        s=np.round(100.0 * gap, 6),  # both are published to the basis point
        known=np.maximum(known[rows], market.known[place[rows]]),
        step="week",
    )


def _shares(reserves: Series, bank_assets: Series) -> tuple[NDArray[np.datetime64], Array, NDArray[np.datetime64]]:
    """Days on which both were published, reserves in percent of bank assets, and when both were known."""
    if reserves.basis != bank_assets.basis:
        raise UnitError(
            f'"{reserves.key}" ({reserves.basis}) over "{bank_assets.key}" ({bank_assets.basis}) would mix two bases',
            "funding.points",
            "both Wednesday levels",
            "take the column published on the other's basis",
        )
    days, top, bottom = np.intersect1d(reserves.dates, bank_assets.dates, return_indices=True)
    q = 100.0 * reserves.in_unit("USD bn").values[top] / bank_assets.in_unit("USD bn").values[bottom]
    return days, q, np.maximum(reserves.known[top], bank_assets.known[bottom])


def demand_points(reserves: Series, bank_assets: Series, rate: Series, ior: Series) -> DemandPoints:
    """Months with reserves, bank assets, a market rate and interest on reserves, each known when the last of the four was.

    Parameters
    ----------
    reserves, bank_assets : Series
        Money, on one basis.
    rate, ior : Series
        Month averages over the same days.

    Notes
    -----
    Dated by the first of the month. The same months as :func:`~ebb.funding.demand.demand_months`, which does not keep when
    each was known.
    """
    months, (q, s), known = join_by_month(share(reserves, bank_assets), spread(rate, ior))
    return DemandPoints(rate.key, months.astype("datetime64[D]"), q, s, known, "month")


def unbroken(data: DemandPoints) -> DemandPoints:
    """The newest stretch of weekly points without a week missing; monthly points as they are."""
    if data.step != "week" or not len(data):
        return data
    gaps = np.flatnonzero(np.diff(data.dates).astype(int) > _WEEK)
    return data if not len(gaps) else data.between(data.dates[gaps[-1] + 1].item(), data.dates[-1].item())
