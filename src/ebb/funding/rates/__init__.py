"""Overnight rates in the weeks ahead: the spread over interest on reserves by day, its tail, and what a kind of day is worth.

Days, conditions and outcomes are handed in with the day on which each was known. The room forecasts with what was known,
scores what it would have said, and never calls a fit that has seen a day an explanation of it.
"""

from ebb.funding.rates.apart import MODELS, PARTS, SAMPLES, TakenApart, take_apart
from ebb.funding.rates.days import KINDS, business_days, kinds_of, names_of
from ebb.funding.rates.distribution import AHEAD, DayAhead, SpreadFit, fit_spread, weeks_ahead
from ebb.funding.rates.explained import Explained, explain
from ebb.funding.rates.months import MonthAhead, Months, MonthScore, months_ahead, months_of, score_months
from ebb.funding.rates.panel import FIRST, Panel, panel
from ebb.funding.rates.scoring import LEVELS, RULES, RuleScore, forecasts, origins_of, pinball, scores
from ebb.funding.rates.take_up import (
    TakeUpAhead,
    TakeUpDays,
    TakeUpFit,
    TakeUpScore,
    fit_take_up,
    score_take_up,
    take_up_ahead,
)

__all__ = [
    "AHEAD",
    "FIRST",
    "KINDS",
    "LEVELS",
    "MODELS",
    "PARTS",
    "RULES",
    "SAMPLES",
    "DayAhead",
    "Explained",
    "MonthAhead",
    "MonthScore",
    "Months",
    "Panel",
    "RuleScore",
    "SpreadFit",
    "TakeUpAhead",
    "TakeUpDays",
    "TakeUpFit",
    "TakeUpScore",
    "TakenApart",
    "business_days",
    "explain",
    "fit_spread",
    "fit_take_up",
    "forecasts",
    "kinds_of",
    "months_ahead",
    "months_of",
    "names_of",
    "origins_of",
    "panel",
    "pinball",
    "score_months",
    "score_take_up",
    "scores",
    "take_apart",
    "take_up_ahead",
    "weeks_ahead",
]
