"""Stress episodes: what happened, computed from published figures, and what each would ask of a plan.

This room turns the figures of four episodes into dated facts, carries their shocks to the balance sheet of a plan and
ranks them by a stated rule. Figures and the state of the plan are handed in; it must never read a file, fill a missing
day, or present a historical shock as a forecast.
"""

from ebb.planning.ask import LOAN, REACH, Ask, PlanState, Ranking, apply, monthly_payment, rank
from ebb.planning.episode import Episode, Fact, Shock, highest, largest_fall
from ebb.planning.figures import DayRates, Figures, GiltPurchases, read_days, read_gilts, read_weeks
from ebb.planning.library import episodes, gilt_2022, repo_2019, reserves_2025, taper_2013

__all__ = [
    "LOAN",
    "REACH",
    "Ask",
    "DayRates",
    "Episode",
    "Fact",
    "Figures",
    "GiltPurchases",
    "PlanState",
    "Ranking",
    "Shock",
    "apply",
    "episodes",
    "gilt_2022",
    "highest",
    "largest_fall",
    "monthly_payment",
    "rank",
    "read_days",
    "read_gilts",
    "read_weeks",
    "repo_2019",
    "reserves_2025",
    "taper_2013",
]
