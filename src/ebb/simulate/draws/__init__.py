"""Joint draws of what a run is not told: policy rate, ten-year yield, mortgage rate, inflation, GDP, TGA, currency.

Estimated on what was known by an as-of date; no record is read here, and nothing of a plan is known.
"""

from __future__ import annotations

from ebb.simulate.draws.centre import centre_of, policy_gap
from ebb.simulate.draws.draw import Centre, Draws, draw
from ebb.simulate.draws.model import CHOSEN, LOWER_BOUND, METHODS, DrawModel, Method, estimate
from ebb.simulate.draws.panel import LINES, SERIES, Panel, panel

__all__ = [
    "CHOSEN",
    "LINES",
    "LOWER_BOUND",
    "METHODS",
    "SERIES",
    "Centre",
    "DrawModel",
    "Draws",
    "Method",
    "Panel",
    "centre_of",
    "draw",
    "estimate",
    "panel",
    "policy_gap",
]
