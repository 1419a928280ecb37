"""Estimation: what followed a shock, for every room that asks it of yields, shares or plans.

Local projections with inference that knows about overlap, unit roots and weak instruments. The room is handed arrays and gives
back arrays with intervals; it must never know what a figure means, read a file, or return an estimate without its error.
"""

from ebb.estimation.announcements import (
    Controlled,
    Pooled,
    controlled,
    placebo_means,
    pooled,
    randomisation_p,
    window_changes,
)
from ebb.estimation.bootstrap import DRAWS, LONG, Autoregression, autoregression, bootstrap_projections
from ebb.estimation.instruments import WEAK, FirstStage, InstrumentedResponses, instrumented_projections
from ebb.estimation.projections import INFERENCES, LEFTS, LEVEL, Inference, Left, Responses, local_projections
from ebb.estimation.regression import Combinations, least_squares, two_stages
from ebb.estimation.states import StateResponses, state_projections
from ebb.estimation.variance import bartlett, cosine, cosine_count, newey_west_bandwidth, student_quantile, white

__all__ = [
    "DRAWS",
    "INFERENCES",
    "LEFTS",
    "LEVEL",
    "LONG",
    "WEAK",
    "Autoregression",
    "Combinations",
    "Controlled",
    "FirstStage",
    "Inference",
    "InstrumentedResponses",
    "Left",
    "Pooled",
    "Responses",
    "StateResponses",
    "autoregression",
    "bartlett",
    "bootstrap_projections",
    "controlled",
    "cosine",
    "cosine_count",
    "instrumented_projections",
    "least_squares",
    "local_projections",
    "newey_west_bandwidth",
    "placebo_means",
    "pooled",
    "randomisation_p",
    "state_projections",
    "student_quantile",
    "two_stages",
    "white",
    "window_changes",
]
