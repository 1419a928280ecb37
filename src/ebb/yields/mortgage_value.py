"""What mortgage pools are worth: the portfolio's own prepayment model on paths of rates, its cash discounted with one spread.

Borrowers hold an option, and a pool far below the market rate has sold little of it: one path of rates would give every pool
the discount of a new one. So rates move on a fixed set of paths around the forward curve, borrowers answer on each, and the
spread over the curve is the one at which a new 30-year pool at the current coupon costs par. Durations are effective: curve
and mortgage rate move together.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ebb.dates import add_months
from ebb.portfolio import Pools
from ebb.portfolio.prepayment import PRIOR, Prior, burnt, refinancing, scheduled, smm, speed
from ebb.yields.curve import Curve
from ebb.yields.valuation import DAYS_A_YEAR

Array = NDArray[np.float64]

ASSUMPTIONS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "mbs_paths": "Rates move on 32 paths (16 and their mirror images, fixed seed) around the forward curve, by one "
        "factor that returns to it by 5 percent a year; volatility is that of the ten-year yield of the last three years.",
        "mbs_mortgage_rate": "The mortgage rate keeps its distance to the ten-year zero rate.",
        "mbs_spread": "One spread over the curve: that at which a new 30-year pool at the current coupon costs par.",
        "mbs_coupon": "The current coupon is the mortgage rate less what servicing and guarantee take of a new pool in the "
        "portfolio's model (0.80 points); when lenders keep more, as in 2022-24, pools are worth more than shown.",
        "mbs_timing": "Interest and principal are paid on the 25th of the month.",
        "cmbs": "Commercial MBS, whose coupons and terms are not in the cohort table, bear the average coupon of the others.",
    }
)
#: Shift of the effective duration, basis points each way.
SHIFT: Final = 50.0
#: Share of a deviation from the forward curve that is gone after a year; an assumption, named above.
REVERSION: Final = 0.05
PAIRS: Final = 16
_SEED: Final = 20_171_001
_PAID_ON, _MONTHS, _STEPS = 25, 360, 60
_SHORTER_TERM, _SHORTER_RATE = 180, -0.70
_NEW: Final = 10**12
_COMMERCIAL: Final = ("CMBS", 0.07)


@dataclass(frozen=True, slots=True)
class MortgageValue:
    """Face and market value in USD, effective duration and average life in years, spread in basis points."""

    face: float
    market: float
    duration: float
    average_life: float
    spread: float


@dataclass(frozen=True, slots=True, eq=False)
class Cash:
    """Projected cash of all pools by month and path: `years` (m,); `principal`, `interest` (m, p), in the pools' unit."""

    years: Array
    principal: Array
    interest: Array


def volatility(ten_year: Array, days_between: Array) -> float:
    """Standard deviation of yearly changes of a yield, decimal, from its observations (percent) and the days between them.

    >>> round(volatility(np.array([4.0, 4.1, 4.0]), np.array([1.0, 1.0])), 4)
    0.0191
    """
    changes = np.diff(ten_year) / 100.0
    return float(np.sqrt(float((changes**2).sum()) / (float(days_between.sum()) / DAYS_A_YEAR)))


def deviations(sigma: float) -> Array:
    """Deviations of the short rate from the forward curve by month and path, decimal, shape (m, 2 x :data:`PAIRS`).

    Parameters
    ----------
    sigma : float
        Yearly standard deviation of the ten-year rate, decimal; the short rate's is larger, as it returns.

    Notes
    -----
    Vasicek's factor in monthly steps, x' = x (1 - a/12) + s e / sqrt(12). Law: the paths are mirror images, so their mean is
    zero in every month.
    """
    draws = np.random.default_rng(_SEED).standard_normal((_MONTHS, PAIRS))
    steps = np.concatenate([draws, -draws], axis=1) * (sigma / loading(10.0)) / np.sqrt(12.0)
    found, x = np.empty_like(steps), np.zeros(2 * PAIRS)
    for month in range(_MONTHS):
        x = x * (1.0 - REVERSION / 12.0) + steps[month]
        found[month] = x
    return np.asarray(found)


def loading(years: float) -> float:
    """By how much the zero rate of so many years moves when the short rate moves by one: (1 - exp(-a n)) / (a n)."""
    return float(-np.expm1(-REVERSION * years) / (REVERSION * years))


def project(pools: Pools, on: date, rates: Array, coupon: Array | None = None, prior: Prior = PRIOR) -> Cash:
    """Cash of all pools on paths of the mortgage rate.

    Parameters
    ----------
    pools : Pools
    on : date
        Payments begin in the month after it.
    rates : float64, shape (m, p)
        30-year mortgage rate when the borrowers decided who repay in month m, percent.
    coupon : percent by cohort, shape (n,); by default the pools' own
    prior : Prior

    Notes
    -----
    The same functions as :meth:`ebb.portfolio.Pools.pay`, in floats and on many paths at once. Law: principal sums to the
    balance on every path; what thirty years leave of commercial pools is paid in the last month.
    """
    months, paths = rates.shape
    years, principal, interest = np.empty(months), np.zeros((months, paths)), np.zeros((months, paths))
    for place, step in enumerate(_months(pools, on, rates, coupon, prior)):
        years[place] = step.years
        principal[place], interest[place] = step.paid.sum(axis=1), step.interest.sum(axis=1)
    return Cash(years, principal, interest)


@dataclass(frozen=True, slots=True, eq=False)
class _Month:
    """One month by path and cohort, each of shape (p, n), in the pools' unit, paid `years` after the day."""

    years: float
    paid: Array
    interest: Array


def _months(pools: Pools, on: date, rates: Array, coupon: Array | None, prior: Prior) -> Iterator[_Month]:
    """The months of :func:`project`, one after another."""
    months, paths = rates.shape
    rate = pools.coupon if coupon is None else coupon
    commercial = pools.program == _COMMERCIAL[0]
    shorter = np.where(pools.term == _SHORTER_TERM, _SHORTER_RATE, 0.0)
    balance = np.repeat(pools.balance.astype(np.float64)[None, :], paths, axis=0)
    surviving = np.repeat(pools.surviving[None, :], paths, axis=0)
    flat = float(smm(_COMMERCIAL[1]))
    month, age = on.replace(day=1), pools.age.copy()
    for place in range(months):
        month = add_months(month, 1)
        gain = pools.note_rate - shorter - rates[place][:, None]
        ready = burnt(surviving, prior)
        monthly = smm(speed(gain, age, (month.month - 2) % 12 + 1, ready, prior))
        monthly = np.where(commercial, flat, monthly)
        due = scheduled(balance, pools.note_rate, np.where(commercial, np.inf, pools.term - age))
        paid = np.minimum(due + monthly * (balance - due), balance)
        if place == months - 1:
            paid = balance
        yield _Month((month.replace(day=_PAID_ON) - on).days / DAYS_A_YEAR, paid, balance * rate / 1200.0)
        surviving = surviving * (1.0 - smm(refinancing(gain, prior) * ready))
        balance, age = balance - paid, age + 1


def discounts(years: Array, curve: Curve, moved: Array) -> Array:
    """Discount factors by month and path, shape (m, p). Law: their mean over paths is the curve's own factor."""
    steps = np.diff(np.concatenate([[0.0], years]))
    before = np.concatenate([np.zeros((1, moved.shape[1])), moved[:-1]])
    factor = np.exp(-np.cumsum(before * steps[:, None], axis=0))
    return np.asarray(factor / factor.mean(axis=1, keepdims=True) * curve.discount(years)[:, None])


def mortgage_rates(curve: Curve, market_rate: float, moved: Array) -> Array:
    """The mortgage rate that decides each month's repayments, percent, shape (m, p): today's, moved with the ten-year rate."""
    starts = np.arange(len(moved)) / 12.0
    ends = starts + 10.0
    forward = (curve.rate(ends) * ends - curve.rate(starts) * starts) / 10.0
    drift = forward - forward[0]
    shift = np.concatenate([np.zeros((1, moved.shape[1])), moved[:-1]]) * loading(10.0)
    return np.asarray(market_rate + 100.0 * (drift[:, None] + shift))


def mortgage_value(pools: Pools, curve: Curve, market_rate: float, sigma: float) -> MortgageValue:
    """Market value and effective duration of all pools.

    Parameters
    ----------
    pools : Pools
    curve : Curve
    market_rate : 30-year mortgage rate on the day, percent
    sigma : yearly standard deviation of the ten-year yield, decimal (:func:`volatility`)

    Notes
    -----
    duration = (V(-50 bp) - V(+50 bp)) / (V x 0.01), curve and mortgage rate shifted together, paths and spread kept.
    """
    face = float(pools.balance.sum())
    if not face:
        return MortgageValue(0.0, 0.0, 0.0, 0.0, 0.0)
    moved = deviations(sigma)
    known = pools.coupon > 0.0
    average = float(np.average(pools.coupon[known], weights=pools.balance[known])) if known.any() else market_rate
    coupon = np.where(known, pools.coupon, average)
    spread = par_spread(pools, curve, market_rate, moved)
    value, flows = _value(pools, curve, market_rate, moved, spread, coupon)
    up, down = (
        _value(pools, curve.shifted(bp), market_rate + bp / 100.0, moved, spread, coupon)[0] for bp in (SHIFT, -SHIFT)
    )
    paid = flows.principal.mean(axis=1)
    return MortgageValue(
        face=face,
        market=value,
        duration=(down - up) / (value * 2.0 * SHIFT / 10_000.0),
        average_life=float(flows.years @ paid / paid.sum()),
        spread=10_000.0 * spread,
    )


def pool_prices(pools: Pools, curve: Curve, market_rate: float, sigma: float) -> Array:
    """Clean prices of cohorts per 100 of balance, shape (n,); parameters as in :func:`mortgage_value`.

    Interest accrued since the last payment is about that of the days since the month began, and is taken off. Law: weighted
    by balance the dirty prices are the market value of :func:`mortgage_value`. A cohort of which nothing is left is priced
    as if there were a dollar of it.
    """
    if not len(pools):
        return np.zeros(0)
    moved = deviations(sigma)
    held = replace(pools, balance=np.full(len(pools), _NEW))
    known = pools.coupon > 0.0
    weights = np.maximum(pools.balance[known], 1)
    average = float(np.average(pools.coupon[known], weights=weights)) if known.any() else market_rate
    coupon = np.where(known, pools.coupon, average)
    spread = par_spread(pools, curve, market_rate, moved)
    rates = mortgage_rates(curve, market_rate, moved)
    years = np.array(
        [(add_months(curve.on.replace(day=1), n + 1).replace(day=_PAID_ON) - curve.on).days for n in range(len(moved))]
    )
    years = years / DAYS_A_YEAR
    factor = discounts(years, curve, moved) * np.exp(-spread * years)[:, None] / moved.shape[1]
    value = np.zeros(len(pools))
    for step, weight in zip(_months(held, curve.on, rates, coupon, PRIOR), factor, strict=True):
        value += weight @ (step.paid + step.interest)
    accrued = coupon / 100.0 * (curve.on.day - 1) / DAYS_A_YEAR
    return np.asarray(100.0 * (value / _NEW - accrued))


def par_spread(pools: Pools, curve: Curve, market_rate: float, moved: Array) -> float:
    """The spread over the curve (decimal) at which a new 30-year pool at the current coupon costs par on the paths.

    The current coupon is the mortgage rate less what servicing and guarantee take of a new pool in the portfolio's model;
    `pools` lends that model and nothing else.
    """
    bought = pools.bought(_NEW, market_rate)
    new = replace(bought, **{name: getattr(bought, name)[-1:] for name in bought.__slots__})
    kept = float(new.note_rate[0] - new.coupon[0])
    new = replace(new, coupon=np.array([market_rate - kept]), note_rate=np.array([market_rate]))
    flows = project(new, curve.on, mortgage_rates(curve, market_rate, moved))
    factor = discounts(flows.years, curve, moved) * (flows.principal + flows.interest) / _NEW
    low, high = -0.05, 0.10
    for _ in range(_STEPS):
        middle = (low + high) / 2.0
        price = float((np.exp(-middle * flows.years)[:, None] * factor).sum(axis=0).mean())
        low, high = (middle, high) if price > 1.0 else (low, middle)
    return (low + high) / 2.0


def _value(
    pools: Pools, curve: Curve, market_rate: float, moved: Array, spread: float, coupon: Array
) -> tuple[float, Cash]:
    flows = project(pools, curve.on, mortgage_rates(curve, market_rate, moved), coupon)
    factor = discounts(flows.years, curve, moved) * np.exp(-spread * flows.years)[:, None]
    return float((factor * (flows.principal + flows.interest)).sum(axis=0).mean()), flows
