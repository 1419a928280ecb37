"""Mortgage cohorts as columns: what is due on schedule in each month, and the borrower's side of the incentive.

Both are the same in every draw. The S-curve of refinancing and the lock-in depend on the note rate less the market rate, so
each splits into a factor of the cohort, computed here once, and a factor of the market rate, computed once a month.
"""

from __future__ import annotations

from datetime import date

import numpy as np

from ebb.portfolio import Portfolio
from ebb.portfolio.mbs import CMBS, CMBS_SPEED, SHORTER_RATE, SPREADS
from ebb.portfolio.prepayment import PRIOR, scheduled
from ebb.simulate.ensemble.tables import (
    AGE,
    FIXED,
    HALF,
    MOST,
    NEW_SURVIVING,
    OWED,
    PASSES,
    PULL,
    STAY,
    SURVIVING,
    TO_DELIVER,
    TURNOVER,
    Cohorts,
    Floats,
)

#: Coupons of new pools are half points: k / 2 percent for k up to this.
_HALVES = 60
_TERM = 360


def cohorts(portfolio: Portfolio, span: tuple[date, ...]) -> Cohorts:
    """Cohorts of the portfolio on the eve of the first month of `span`."""
    pools, count = portfolio.pools, len(span)
    commercial = pools.program == CMBS
    term = np.where(commercial, np.inf, pools.term.astype(np.float64))
    ages = pools.age[None, :] + np.arange(count)[:, None]
    gain = pools.note_rate - np.where(pools.term == 180, SHORTER_RATE, 0.0)
    halves = np.arange(_HALVES) / 2.0
    notes = halves + SPREADS["UMBS"]
    columns = {
        OWED: pools.balance.astype(np.float64),
        SURVIVING: pools.surviving,
        AGE: pools.age.astype(np.float64),
        TURNOVER: np.where(commercial, 0.0, PRIOR.turnover),
        STAY: _stay(gain),
        MOST: np.where(commercial, 0.0, PRIOR.refinancing_most),
        PULL: _pull(gain),
        FIXED: np.where(commercial, CMBS_SPEED, PRIOR.curtailment),
        PASSES: pools.coupon,
    }
    ages_of_new = np.arange(count + 1)[None, :]
    return Cohorts(
        pools=np.array([columns[row] for row in range(len(columns))]),
        share=scheduled(np.ones((1, len(pools))), pools.note_rate[None, :], term[None, :] - ages),
        new_share=scheduled(np.ones((1, 1)), notes[:, None], (_TERM - ages_of_new).astype(np.float64)),
        new_factors=np.array([_pull(notes), _stay(notes)]),
    )


def new_pools(portfolio: Portfolio, span: tuple[date, ...]) -> Floats:
    """Pools to be bought, by month: none yet, but what was ordered before the opening and has not settled."""
    found = np.zeros((4, len(span) + 4))
    found[NEW_SURVIVING], found[HALF] = 1.0, 1.0
    for part in portfolio.pending:
        place = (part.day.year - span[0].year) * 12 + part.day.month - span[0].month
        if part.into == "mbs" and place < found.shape[1]:
            found[TO_DELIVER, place] += part.amount
    return found


def _pull(gain: Floats) -> Floats:
    return np.asarray(np.exp(-PRIOR.refinancing_slope * (gain - PRIOR.refinancing_midpoint)))


def _stay(gain: Floats) -> Floats:
    return np.asarray(np.exp(PRIOR.lock_in * gain))
