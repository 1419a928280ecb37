"""Funding: how scarce reserves are, read from what banks pay for them overnight.

Rates against interest on reserves, a demand curve with its kink estimated and placed in shares of bank assets and
GDP, and the evidence for and against it. The room estimates from series handed to it; it must never read a file, fill
a month that was not published, or hold a threshold that was typed.
"""

from ebb.funding.administered import interest_on_reserves, range_top
from ebb.funding.chance import ChanceFit, firth, fit_chance
from ebb.funding.demand import (
    NOT_ABOUT_RESERVES,
    WINDOWS,
    DemandFit,
    DemandMonths,
    Estimate,
    demand_months,
    fit_demand,
    fit_windows,
    hinge,
    sensitivity,
)
from ebb.funding.evidence import Placebo, ShapeScore, Twin, compare_shapes, levels_and_changes, placebo
from ebb.funding.placement import (
    PlacedThreshold,
    Placement,
    Scale,
    Threshold,
    place,
    placement,
    probability_by_month,
    probability_not_ample,
    probability_spread_above,
    scale_on,
    thresholds,
)
from ebb.funding.poole import corridor_rate, corridor_slope
from ebb.funding.spread import join_by_month, months_above, overnight_rate, share, share_of_gdp, spread

__all__ = [
    "NOT_ABOUT_RESERVES",
    "WINDOWS",
    "ChanceFit",
    "DemandFit",
    "DemandMonths",
    "Estimate",
    "Placebo",
    "PlacedThreshold",
    "Placement",
    "Scale",
    "ShapeScore",
    "Threshold",
    "Twin",
    "compare_shapes",
    "corridor_rate",
    "corridor_slope",
    "demand_months",
    "firth",
    "fit_chance",
    "fit_demand",
    "fit_windows",
    "hinge",
    "interest_on_reserves",
    "join_by_month",
    "levels_and_changes",
    "months_above",
    "overnight_rate",
    "place",
    "placebo",
    "placement",
    "probability_by_month",
    "probability_not_ample",
    "probability_spread_above",
    "range_top",
    "scale_on",
    "sensitivity",
    "share",
    "share_of_gdp",
    "spread",
    "thresholds",
]
