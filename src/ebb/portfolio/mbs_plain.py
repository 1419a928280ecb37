"""The prepayment arithmetic once more, for one pool at a time and in plain floats: the referee of the columns.

Nothing here is fast and nothing is shared with what it judges except the parameters. Tests hold
:meth:`ebb.portfolio.mbs.Pools.step` and :func:`ebb.portfolio.cashflows.psa_cashflows` to it.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, exp, pi

from ebb.portfolio.prepayment import PRIOR, Prior


@dataclass(frozen=True, slots=True)
class PlainMonth:
    """Principal of one pool in one month by cause, in the unit of the balance, and what has not refinanced since."""

    scheduled: float
    turnover: float
    refinanced: float
    curtailed: float
    surviving: float

    @property
    def paid(self) -> float:
        """All principal of the month."""
        return self.scheduled + self.turnover + self.refinanced + self.curtailed


def monthly(yearly: float) -> float:
    """SMM of a CPR."""
    return 1.0 - float((1.0 - min(max(yearly, 0.0), 1.0)) ** (1.0 / 12.0))


def instalment(balance: float, note_rate: float, months_left: int) -> float:
    """Principal part of the next level payment: the payment less the month's interest."""
    if months_left <= 0:
        return 0.0
    rate = note_rate / 1200.0
    if rate < 1e-12:
        return balance / months_left
    payment = balance * rate / (1.0 - (1.0 + rate) ** -months_left)
    return min(payment - balance * rate, balance)


def pool_month(
    balance: float,
    note_rate: float,
    months_left: int,
    age: int,
    paid_in: int,
    market_rate: float,
    surviving: float = 1.0,
    prior: Prior = PRIOR,
) -> PlainMonth:
    """One month of one residential pool.

    Parameters
    ----------
    balance : any unit
    note_rate, market_rate : percent; the market's for the same term, when the borrowers decided
    months_left, age : months
    paid_in : calendar month (1-12) in which investors are paid; houses were sold the month before
    surviving : share of the pool that has not refinanced
    prior : Prior
    """
    incentive = note_rate - market_rate
    sold_in = 12 if paid_in == 1 else paid_in - 1
    seasoned = min(age / prior.ramp_months, 1.0) if age > 0 else 0.0
    season = 1.0 + prior.season_amplitude * cos(2.0 * pi * (sold_in - prior.season_peak) / 12.0)
    locked = exp(prior.lock_in * incentive) if incentive < 0.0 else 1.0
    turnover = prior.turnover * seasoned * season * locked
    pull = prior.refinancing_slope * (incentive - prior.refinancing_midpoint)
    ready = prior.burnout_floor + (1.0 - prior.burnout_floor) * surviving
    refinancing = prior.refinancing_most / (1.0 + exp(-min(max(pull, -50.0), 50.0))) * ready
    yearly = turnover + refinancing + prior.curtailment
    due = instalment(balance, note_rate, months_left)
    early = monthly(yearly) * (balance - due)
    by = early / yearly if yearly else 0.0
    left = surviving * (1.0 - monthly(refinancing))
    return PlainMonth(due, by * turnover, by * refinancing, by * prior.curtailment, left)


def psa_life(balance: float, note_rate: float, months_left: int, age: int, speed: float) -> list[tuple[float, float]]:
    """Scheduled and prepaid principal of one pool, month by month to its end, at a PSA speed (100 = the standard)."""
    found = []
    for left in range(months_left, 0, -1):
        age += 1
        due = instalment(balance, note_rate, left)
        early = monthly(speed / 100.0 * 0.002 * min(age, 30)) * (balance - due)
        found.append((due, early))
        balance -= due + early
    return found
