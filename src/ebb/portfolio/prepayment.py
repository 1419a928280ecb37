"""How fast borrowers repay: scheduled principal by formula, prepayment as turnover, refinancing and curtailment.

Conventions (Public Securities Association standard formulas): CPR is the share of a balance prepaid in a year, SMM in
a month, ``SMM = 1 - (1 - CPR)**(1/12)``; 100 PSA is a CPR of 0.2 percent in month one that rises by 0.2 a month to 6
percent in month 30.

The prior (:data:`PRIOR`) is declared, not fitted. Before May 2022 nothing published had ever seen coupons three to four
points under the market rate, so no data could fix how far turnover falls there; what the prior gets wrong is printed
by the replay instead of being tuned away.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Prior:
    """Parameters of the prepayment function; rates of repayment are shares a year, incentives percentage points.

    Why these values, field by field, is in :data:`REASONS`.
    """

    turnover: float = 0.06
    ramp_months: float = 30.0
    season_amplitude: float = 0.25
    season_peak: float = 7.0
    lock_in: float = 0.20
    refinancing_most: float = 0.40
    refinancing_slope: float = 3.5
    refinancing_midpoint: float = 0.9
    burnout_floor: float = 0.30
    curtailment: float = 0.0075


PRIOR: Final = Prior()

REASONS: Final[dict[str, str]] = {
    "turnover": (
        "6 percent a year once seasoned: the plateau of 100 PSA, the industry's standard for sales without refinancing"
    ),
    "ramp_months": "30 months, the ramp of the PSA standard",
    "season_amplitude": (
        "house prior: a summer peak 1.7 times the winter trough, somewhat less than raw counts of existing-home sales "
        "(National Association of Realtors, Seasonality in the Housing Market, data 1999-2017)"
    ),
    "season_peak": "home sales close most often in June to August, least in January and February (same source)",
    "lock_in": (
        "sales fall 18 percent (1 - exp(-0.20)) for each point by which the market rate exceeds the borrower's: 12 "
        "percent per 1,000 dollars of added yearly cost (Ferreira, Gyourko and Tracy, Journal of Urban Economics "
        "2010, data 1985-2007) on an assumed balance of 160,000 dollars; FHFA working paper 24-03 found 18.1 percent"
        " in 2024, after the start of the replay, and serves as a check only"
    ),
    "refinancing_most": (
        "40 percent a year when the incentive is large: house prior, somewhat above the 30 to 35 percent a year of "
        "Fannie Mae pools from June 2020 to March 2021, which held borrowers of every incentive (Ginnie Mae, Global "
        "Markets Analysis Report, speeds by agency)"
    ),
    "refinancing_slope": "house prior: most of the S-curve lies between no incentive and two points",
    "refinancing_midpoint": "0.9 points: half the response near the saving that pays for closing costs; house prior",
    "burnout_floor": (
        "30 percent of the response is left when the ready borrowers are gone (Richard and Roll 1989) [memory]"
    ),
    "curtailment": "0.75 percent a year of partial prepayment: middle of the 0.5 to 1 percent in use; house prior",
}


def smm(cpr: ArrayLike) -> Floats:
    """Share prepaid in a month from a share prepaid in a year; same shape.

    >>> round(float(smm(0.06)), 6)
    0.005143
    """
    return np.asarray(1.0 - (1.0 - np.asarray(cpr, dtype=np.float64)) ** (1.0 / 12.0))


def cpr(monthly: ArrayLike) -> Floats:
    """Share prepaid in a year from a share prepaid in a month; the inverse of :func:`smm`.

    For an aggregate pass the balance-weighted SMM: an average of CPRs is wrong.
    """
    return np.asarray(1.0 - (1.0 - np.asarray(monthly, dtype=np.float64)) ** 12)


def psa(speed: float, month: ArrayLike) -> Floats:
    """CPR of a pool `month` months old (1 = first) at a PSA speed (100 = the standard), a share.

    >>> float(psa(165, 20))
    0.066
    """
    return np.asarray(speed / 100.0 * np.minimum(np.asarray(month, dtype=np.float64), 30.0) * 0.002)


def scheduled(balance: ArrayLike, note_rate: ArrayLike, months_left: ArrayLike) -> Floats:
    """Scheduled principal of the next month on a level-payment mortgage, in the unit of `balance`.

    Parameters
    ----------
    balance : array of any shape
    note_rate : percent a year, broadcast
    months_left : payments still due, broadcast; the last one repays everything, and none are due at 0 or less

    Notes
    -----
    ``S = B * r / ((1 + r)**n - 1)`` with r the monthly rate; ``B / n`` at a rate of zero.
    """
    left = np.asarray(months_left, dtype=np.float64)
    rate = np.asarray(note_rate, dtype=np.float64) / 1200.0
    n = np.maximum(left, 1.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.where(rate > 0.0, rate / np.expm1(n * np.log1p(rate)), 1.0 / n)
    return np.asarray(np.asarray(balance, dtype=np.float64) * np.where(left <= 0.0, 0.0, np.minimum(share, 1.0)))


def season(month: int, prior: Prior = PRIOR) -> float:
    """Turnover of a calendar month (1-12, when the house is sold) over its yearly mean; the twelve average to one."""
    return float(1.0 + prior.season_amplitude * np.cos(2.0 * np.pi * (month - prior.season_peak) / 12.0))


def speed(incentive: ArrayLike, age: ArrayLike, sold_in: int, burnout: ArrayLike = 1.0, prior: Prior = PRIOR) -> Floats:
    """CPR of cohorts, a share of the balance a year.

    Parameters
    ----------
    incentive : borrower's rate less the market rate when they decided, percentage points, shape (n,)
    age : months since origination, shape (n,)
    sold_in : calendar month in which houses are sold (1-12); the investor is paid in the month after
    burnout : share of ready borrowers still in the pool, 1 at origination, shape (n,)

    Notes
    -----
    ``CPR = turnover * min(1, age/30) * season * exp(lock_in * min(incentive, 0))
    + most / (1 + exp(-slope * (incentive - midpoint))) * burnout + curtailment``, cut to [0, 1].
    Laws: never falls when the incentive rises; between 0 and 1.
    """
    moves, refinanced, curtailed = causes(incentive, age, sold_in, burnout, prior)
    return np.asarray(np.clip(moves + refinanced + curtailed, 0.0, 1.0))


def causes(
    incentive: ArrayLike, age: ArrayLike, sold_in: int, burnout: ArrayLike = 1.0, prior: Prior = PRIOR
) -> tuple[Floats, Floats, Floats]:
    """Turnover, refinancing and curtailment, shares of the balance a year each; arguments as in :func:`speed`.

    Their sum, cut to one, is the CPR.
    """
    gain = np.asarray(incentive, dtype=np.float64)
    seasoned = np.clip(np.asarray(age, dtype=np.float64) / prior.ramp_months, 0.0, 1.0)
    moves = prior.turnover * seasoned * season(sold_in, prior) * np.exp(prior.lock_in * np.minimum(gain, 0.0))
    refinanced = refinancing(gain, prior) * np.asarray(burnout, dtype=np.float64)
    return np.asarray(moves), np.asarray(refinanced), np.full_like(moves, prior.curtailment)


def refinancing(incentive: ArrayLike, prior: Prior = PRIOR) -> Floats:
    """The S-curve: share a year of ready borrowers who refinance at an incentive in percentage points."""
    pull = prior.refinancing_slope * (np.asarray(incentive, dtype=np.float64) - prior.refinancing_midpoint)
    return np.asarray(prior.refinancing_most / (1.0 + np.exp(-np.clip(pull, -50.0, 50.0))))


def burnt(surviving: ArrayLike, prior: Prior = PRIOR) -> Floats:
    """Share of the refinancing response left when `surviving` of the pool has not refinanced (1 at the start)."""
    return np.asarray(prior.burnout_floor + (1.0 - prior.burnout_floor) * np.asarray(surviving, dtype=np.float64))
