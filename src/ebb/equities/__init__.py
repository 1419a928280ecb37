"""Share prices while the Fed shrinks: returns, volatility, and the chart that misleads.

This room describes share returns and realised volatility by policy regime, sets the months of tightening against other
months with intervals, placebos and detectable effects, and shows what the net-liquidity chart is worth. It is handed
series and windows by the doors; it must never read a file, know a date of the Fed's history, or call an effect found
that its interval and its placebo do not both show.
"""

from ebb.equities.bootstrap import (
    Placements,
    block_length,
    random_windows,
    stationary_indices,
)
from ebb.equities.effect import AGAINST, CRISIS_YEARS, QtEffect, RuleFailures, qt_effect, qt_effects
from ebb.equities.estimate import FEWEST_MONTHS, LEVEL, POWER, Estimate, TestedEffect, Verdict, detectable
from ebb.equities.liquidity import LiquidityTrap, SpuriousFit, liquidity_trap, net_liquidity, spurious_fit
from ebb.equities.market import Market
from ebb.equities.regimes import Regimes, Window, month_regimes, with_holds
from ebb.equities.returns import DRAWS, RegimeStatistics, compound, regime_statistics
from ebb.equities.volatility import HORIZONS, PersistenceEffect, bandwidth, least_squares_hac, volatility_persistence

__all__ = [
    "AGAINST",
    "CRISIS_YEARS",
    "DRAWS",
    "FEWEST_MONTHS",
    "HORIZONS",
    "LEVEL",
    "POWER",
    "Estimate",
    "LiquidityTrap",
    "Market",
    "PersistenceEffect",
    "Placements",
    "QtEffect",
    "RegimeStatistics",
    "Regimes",
    "RuleFailures",
    "SpuriousFit",
    "TestedEffect",
    "Verdict",
    "Window",
    "bandwidth",
    "block_length",
    "compound",
    "detectable",
    "least_squares_hac",
    "liquidity_trap",
    "month_regimes",
    "net_liquidity",
    "qt_effect",
    "qt_effects",
    "random_windows",
    "regime_statistics",
    "spurious_fit",
    "stationary_indices",
    "volatility_persistence",
    "with_holds",
]
