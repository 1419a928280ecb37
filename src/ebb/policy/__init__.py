"""The rule book: caps, purchases, reinvestment and administered rates, each dated and with its document.

Documents are handed in; this room opens no file, computes no balance sheet, and knows nothing that was not announced on
the day it is asked for.
"""

from ebb.policy.announced import PlanChange, announced_runoff, plan_changes
from ebb.policy.caps import CapsTable, caps_table, shown_months
from ebb.policy.corridor import Change, Corridor, Rates
from ebb.policy.programme import MonthRule, Programme
from ebb.policy.steps import Episode, Rule, Step

__all__ = [
    "CapsTable",
    "Change",
    "Corridor",
    "Episode",
    "MonthRule",
    "PlanChange",
    "Programme",
    "Rates",
    "Rule",
    "Step",
    "announced_runoff",
    "caps_table",
    "plan_changes",
    "shown_months",
]
