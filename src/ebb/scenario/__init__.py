"""A plan as a small difference from the policy in force, with named assumptions; it computes nothing."""

from ebb.scenario.load import load, presets
from ebb.scenario.model import SETTINGS, Assumptions, Levels, Scenario, Setting, cap_in

__all__ = ["SETTINGS", "Assumptions", "Levels", "Scenario", "Setting", "cap_in", "load", "presets"]
