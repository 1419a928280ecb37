"""A plan as a small difference from the policy in force, with named assumptions; it computes nothing."""

from ebb.scenario.load import load, presets
from ebb.scenario.model import SETTINGS, Assumptions, Cap, Levels, Restart, Scenario, Setting, Stop, cap_in
from ebb.scenario.span import YEARS_AHEAD, require_within

__all__ = [
    "SETTINGS",
    "YEARS_AHEAD",
    "Assumptions",
    "Cap",
    "Levels",
    "Restart",
    "Scenario",
    "Setting",
    "Stop",
    "cap_in",
    "load",
    "presets",
    "require_within",
]
