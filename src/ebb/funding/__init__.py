"""Funding: how scarce reserves are, read from what banks pay for them overnight.

Rates against interest on reserves, a demand curve with its kink estimated and placed in shares of bank assets and
GDP, and the evidence for and against it. The room estimates from series handed to it; it must never read a file, fill
a month that was not published, or hold a threshold that was typed.
"""

from ebb.funding.administered import interest_on_reserves, range_top
from ebb.funding.chance import ChanceFit, firth, fit_chance
from ebb.funding.curves import CURVES, CurveFit, CurveScore, compare_curves, fit_curve, fit_curves
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
from ebb.funding.elasticity import ElasticityFit, IvSlope, fit_elasticity, iv_slopes, rolling_iv
from ebb.funding.evidence import Placebo, ShapeScore, Twin, compare_shapes, levels_and_changes, placebo
from ebb.funding.log_demand import LogDemandFit, fit_log_demand
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
from ebb.funding.points import DemandPoints, demand_points, demand_weeks
from ebb.funding.poole import corridor_rate, corridor_slope
from ebb.funding.quantiles import QuantileFit, quantile_regressions
from ebb.funding.satiation import Descent, SatiationPoint, descents, how_it_moved
from ebb.funding.spread import join_by_month, months_above, overnight_rate, share, share_of_gdp, spread

__all__ = [
    "CURVES",
    "NOT_ABOUT_RESERVES",
    "WINDOWS",
    "ChanceFit",
    "CurveFit",
    "CurveScore",
    "DemandFit",
    "DemandMonths",
    "DemandPoints",
    "Descent",
    "ElasticityFit",
    "Estimate",
    "IvSlope",
    "LogDemandFit",
    "Placebo",
    "PlacedThreshold",
    "Placement",
    "QuantileFit",
    "SatiationPoint",
    "Scale",
    "ShapeScore",
    "Threshold",
    "Twin",
    "compare_curves",
    "compare_shapes",
    "corridor_rate",
    "corridor_slope",
    "demand_months",
    "demand_points",
    "demand_weeks",
    "descents",
    "firth",
    "fit_chance",
    "fit_curve",
    "fit_curves",
    "fit_demand",
    "fit_elasticity",
    "fit_log_demand",
    "fit_windows",
    "hinge",
    "how_it_moved",
    "interest_on_reserves",
    "iv_slopes",
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
    "quantile_regressions",
    "range_top",
    "rolling_iv",
    "scale_on",
    "sensitivity",
    "share",
    "share_of_gdp",
    "spread",
    "thresholds",
]
