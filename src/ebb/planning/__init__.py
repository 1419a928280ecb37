"""Stress episodes: what happened, computed from published figures, and what each would ask of a plan.

This room turns the figures of four episodes into dated facts and carries their shocks to the balance sheet of a plan. Its
`stress` lays every episode as a path on a plan's own run and ranks them by a stated rule, `design` makes plans and
`frontier` sets speed against risk. Figures and the state of the plan are handed in; it must never read a file, fill a
missing day, or present a historical shock as a forecast.
"""

from ebb.planning.ask import LOAN, Ask, PlanState, apply, monthly_payment
from ebb.planning.episode import Episode, Fact, Shock, highest, largest_fall
from ebb.planning.figures import DayRates, Figures, GiltPurchases, read_days, read_gilts, read_weeks
from ebb.planning.library import episodes, gilt_2022, repo_2019, reserves_2025, taper_2013

__all__ = [
    "LOAN",
    "Ask",
    "DayRates",
    "Episode",
    "Fact",
    "Figures",
    "GiltPurchases",
    "PlanState",
    "Shock",
    "apply",
    "episodes",
    "gilt_2022",
    "highest",
    "largest_fall",
    "monthly_payment",
    "read_days",
    "read_gilts",
    "read_weeks",
    "repo_2019",
    "reserves_2025",
    "taper_2013",
]
