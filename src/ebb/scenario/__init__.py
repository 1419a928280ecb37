"""A plan as a small difference from the policy in force, with named assumptions; it computes nothing."""

from ebb.scenario.load import load, presets
from ebb.scenario.model import SETTINGS, Assumptions, Levels, Scenario, Setting, cap_in
from ebb.scenario.span import YEARS_AHEAD, require_within

__all__ = [
    "SETTINGS",
    "YEARS_AHEAD",
    "Assumptions",
    "Levels",
    "Scenario",
    "Setting",
    "cap_in",
    "load",
    "presets",
    "require_within",
]
