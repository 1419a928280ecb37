"""The lines the rule does not decide, each as a named model with its own errors, and how good they have been.

This room projects levels ahead of an as-of date from what was known on it. It reads no record, decides no policy, and never
lets an identity pass for a forecast: reserves are what is left, and are scored like everything else.
"""

from __future__ import annotations

from ebb.dates.factors import FactorDay, factor_days
from ebb.simulate.liabilities.calendar import Effect, counts, effects
from ebb.simulate.liabilities.crps import crps, skill, skill_interval
from ebb.simulate.liabilities.currency import Currency, fit_currency
from ebb.simulate.liabilities.foreign import ForeignPool, fit_foreign
from ebb.simulate.liabilities.issuance import DEBT, HELD, Issuance, net_issuance
from ebb.simulate.liabilities.model import Line, Monthly, Prediction, blocks, predict, together
from ebb.simulate.liabilities.on_rrp import Decay, Drain, fit_decay, fit_drain, fit_walk
from ebb.simulate.liabilities.other import OtherLiabilities, fit_other
from ebb.simulate.liabilities.projection import Known, Projection, levels, planned_changes, project
from ebb.simulate.liabilities.score import HORIZONS, VARIANTS, Score, Variant, quarters, score, walk
from ebb.simulate.liabilities.tga import Given, Limit, TreasuryAccount, fit_tga, given

__all__ = [
    "DEBT",
    "HELD",
    "HORIZONS",
    "VARIANTS",
    "Currency",
    "Decay",
    "Drain",
    "Effect",
    "FactorDay",
    "ForeignPool",
    "Given",
    "Issuance",
    "Known",
    "Limit",
    "Line",
    "Monthly",
    "OtherLiabilities",
    "Prediction",
    "Projection",
    "Score",
    "TreasuryAccount",
    "Variant",
    "blocks",
    "counts",
    "crps",
    "effects",
    "factor_days",
    "fit_currency",
    "fit_decay",
    "fit_drain",
    "fit_foreign",
    "fit_other",
    "fit_tga",
    "fit_walk",
    "given",
    "levels",
    "net_issuance",
    "planned_changes",
    "predict",
    "project",
    "quarters",
    "score",
    "skill",
    "skill_interval",
    "together",
    "walk",
]
