"""What the Fed holds and what leaves: securities, the redemption rule, and one month of the portfolio at a time.

To run a portfolio: open it with :func:`open_portfolio` (how: :mod:`ebb.portfolio.state`), then call :func:`advance`
once per calendar month. The rule alone is :func:`redeem` and :func:`allocate`, on whole US dollars.

This room is handed rows, plans and rates; it never reads a file, decides a policy, or posts an entry.
"""

from __future__ import annotations

from ebb.portfolio.engine import advance
from ebb.portfolio.inferred import Listed
from ebb.portfolio.mbs import Cohort, Pools, cohorts
from ebb.portfolio.months import Destination, Event, MonthConditions, MonthFlows, MonthPlan, Prices, Swap, Trade
from ebb.portfolio.offerings import Calendar, IssuanceMix, Offering, calendar_of, issuance_mix, offerings
from ebb.portfolio.prepayment import PRIOR, REASONS, Prior
from ebb.portfolio.redemption import LOT, Redemption, allocate, redeem
from ebb.portfolio.reinvestment import Pending, composition, reinvestment_days, scheduled
from ebb.portfolio.securities import TREASURY_CLASSES, Holdings, Security
from ebb.portfolio.state import ASSUMPTIONS, CLASSES, Portfolio, open_portfolio

__all__ = [
    "ASSUMPTIONS",
    "CLASSES",
    "LOT",
    "PRIOR",
    "REASONS",
    "TREASURY_CLASSES",
    "Calendar",
    "Cohort",
    "Destination",
    "Event",
    "Holdings",
    "IssuanceMix",
    "Listed",
    "MonthConditions",
    "MonthFlows",
    "MonthPlan",
    "Offering",
    "Pending",
    "Pools",
    "Portfolio",
    "Prices",
    "Prior",
    "Redemption",
    "Security",
    "Swap",
    "Trade",
    "advance",
    "allocate",
    "calendar_of",
    "cohorts",
    "composition",
    "issuance_mix",
    "offerings",
    "open_portfolio",
    "redeem",
    "reinvestment_days",
    "scheduled",
]
