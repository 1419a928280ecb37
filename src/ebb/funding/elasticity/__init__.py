"""The elasticity of the overnight rate to reserves as it drifts: a Bayesian vector autoregression and its cheaper check."""

from ebb.funding.elasticity.fit import BANDS, ElasticityFit, fit_elasticity, slopes
from ebb.funding.elasticity.prior import Prior, trained
from ebb.funding.elasticity.projection import LAGS, PERIODS, UNIT, IvSlope, iv_slopes, rolling_iv

__all__ = [
    "BANDS",
    "LAGS",
    "PERIODS",
    "UNIT",
    "ElasticityFit",
    "IvSlope",
    "Prior",
    "fit_elasticity",
    "iv_slopes",
    "rolling_iv",
    "slopes",
    "trained",
]
