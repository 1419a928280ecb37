"""At which prices a run sells and swaps: the month's yields, and the same valuation as everywhere else.

Notes and bonds are priced one by one on a curve through the three yields of the run's conditions, agency pools by the model of
repayments on paths of rates. The plan's own trades do not move the prices.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ebb.portfolio import Holdings, Pools, Prices
from ebb.simulate.conditions import Conditions
from ebb.yields.curve import Curve, par_curve
from ebb.yields.mortgage_value import pool_prices
from ebb.yields.valuation import priced

Floats = NDArray[np.float64]

ASSUMPTIONS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "sale_prices": "What is sold or swapped trades on the 15th at the run's yields of the month: three-month bill, two "
        "and ten years, straight lines between, flat beyond; the plan's own trades do not move them.",
        "sale_prices_mbs": "Agency pools are priced by programme, term and coupon at their average age, again once a year and "
        "whenever yields change.",
    }
)
_DAY: Final = 15
_MONTHS_QUOTED: Final = 12

_Kind = tuple[str, int, float]


def curve_of(conditions: Conditions, i: int) -> Curve:
    """The nominal curve of a month of a run, on its 15th."""
    bill = float(conditions.bill_yield[i])
    found = {
        # a bill is quoted at a discount over 360 days: bond-equivalent, simple interest over 365
        0.25: bill * 365.0 / (360.0 - bill / 100.0 * 91.0),
        2.0: float(conditions.two_year[i]),
        10.0: float(conditions.ten_year[i]),
    }
    said = "three-month, two- and ten-year yields of the run, straight lines between, flat beyond"
    return par_curve(conditions.months[i].replace(day=_DAY), found, said)


def note_prices(held: Holdings, curve: Curve) -> Floats:
    """Clean prices of notes and bonds per 100 of par, shape (n,)."""
    return priced(held.coupon, held.matures, curve).clean if len(held) else np.zeros(0)


@dataclass(frozen=True, slots=True)
class Quotes:
    """Prices of agency pools per 100 by (programme, term, coupon), worked out `on` a day at yields `rates`."""

    on: date
    rates: tuple[float, ...]
    by_kind: Mapping[_Kind, float]


def quotes(pools: Pools, curve: Curve, market_rate: float, sigma: float, rates: tuple[float, ...]) -> Quotes:
    """Prices of the kinds of pools held, each at the balance-weighted age of its cohorts."""
    kinds, one = _merged(pools)
    found = pool_prices(one, curve, market_rate, sigma)
    return Quotes(curve.on, rates, MappingProxyType(dict(zip(kinds, found.tolist(), strict=True))))


@dataclass(slots=True)
class Market:
    """Prices month after month; it remembers its last quotes of pools, which are slow to work out.

    `volatility` is the yearly standard deviation of the ten-year yield, decimal.
    """

    volatility: float
    last: Quotes | None = field(default=None)

    def prices(self, conditions: Conditions, i: int) -> Prices:
        """What is asked of the portfolio's month: two functions that price nothing until something is sold."""
        curve = curve_of(conditions, i)
        mortgage = float(conditions.mortgage_rates[-len(conditions.months) + i])
        rates = (*(float(r) for r in curve.zero[[0, 3, -1]]), mortgage)

        def of_pools(pools: Pools) -> Floats:
            kinds = _kinds(pools)
            if (
                self.last is None
                or not _fresh(self.last, curve.on, rates)
                or not set(kinds) <= self.last.by_kind.keys()
            ):
                self.last = quotes(pools, curve, mortgage, self.volatility, rates)
            return np.array([self.last.by_kind[kind] for kind in kinds])

        return Prices(notes=lambda held: note_prices(held, curve), pools=of_pools)


def _fresh(last: Quotes, on: date, rates: tuple[float, ...]) -> bool:
    gone = (on.year - last.on.year) * 12 + on.month - last.on.month
    return last.rates == rates and gone < _MONTHS_QUOTED


def _kinds(pools: Pools) -> list[_Kind]:
    return list(zip(pools.program.tolist(), pools.term.tolist(), pools.coupon.tolist(), strict=True))


def _merged(pools: Pools) -> tuple[list[_Kind], Pools]:
    """One cohort for each kind of pools, with average age and share not refinanced."""
    kinds = _kinds(pools)
    first = {kind: place for place, kind in reversed(list(enumerate(kinds)))}
    names = sorted(first)
    at = np.array([names.index(kind) for kind in kinds])
    weights = np.maximum(pools.balance, 1).astype(np.float64)
    total = np.bincount(at, weights)
    balance = np.bincount(at, pools.balance.astype(np.float64))
    rows = {name: getattr(pools, name)[[first[kind] for kind in names]] for name in pools.__slots__}
    merged = replace(pools, **rows)
    return names, replace(
        merged,
        age=np.rint(np.bincount(at, weights * pools.age) / total).astype(np.int64),
        surviving=np.bincount(at, weights * pools.surviving) / total,
        balance=np.rint(balance).astype(np.int64),
    )
