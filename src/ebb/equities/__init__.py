"""Share prices while the Fed shrinks: returns, volatility, and the chart that misleads.

This room describes share returns and realised volatility by policy regime, sets the months of tightening against other
months with intervals, placebos and detectable effects, asks whether reserves, spreads or the pace of runoff foretell
volatility, and shows what the net-liquidity chart is worth. It is handed
series and windows by the doors; it must never read a file, know a date of the Fed's history, or call an effect found
that its interval and its placebo do not both show.
"""

from ebb.equities.attribution import Attribution, Standing, attribution, rate_weight
from ebb.equities.bootstrap import Placements, block_length, random_windows, stationary_indices
from ebb.equities.contest import Contest, contest, diebold_mariano, superior_ability
from ebb.equities.difference import Difference, difference
from ebb.equities.effect import AGAINST, CRISIS_YEARS, QtEffect, RuleFailures, qt_effect, qt_effects
from ebb.equities.estimate import FEWEST_MONTHS, LEVEL, POWER, Estimate, TestedEffect, Verdict, detectable
from ebb.equities.forecast import expanding
from ebb.equities.garchx import GarchX, garch_x, simulate
from ebb.equities.har import DriverEffect, Drivers, Shift, drivers, shifts
from ebb.equities.liquidity import LiquidityTrap, SpuriousFit, liquidity_trap, net_liquidity, spurious_fit
from ebb.equities.market import Market
from ebb.equities.path import VolatilityPath, daily_returns, inside, known_before, monthly_path, weekly_path
from ebb.equities.regimes import Regimes, Window, month_regimes, with_holds
from ebb.equities.regression import bandwidth, least_squares_hac
from ebb.equities.returns import DRAWS, RegimeStatistics, compound, regime_statistics
from ebb.equities.runoff_news import NewsEffect, Reverse, autocorrelation, news_effects, reverse_causation
from ebb.equities.unit_roots import TrendTest, TrendTests, trend_tests

__all__ = [
    "AGAINST",
    "CRISIS_YEARS",
    "DRAWS",
    "FEWEST_MONTHS",
    "LEVEL",
    "POWER",
    "Attribution",
    "Contest",
    "Difference",
    "DriverEffect",
    "Drivers",
    "Estimate",
    "GarchX",
    "LiquidityTrap",
    "Market",
    "NewsEffect",
    "Placements",
    "QtEffect",
    "RegimeStatistics",
    "Regimes",
    "Reverse",
    "RuleFailures",
    "Shift",
    "SpuriousFit",
    "Standing",
    "TestedEffect",
    "TrendTest",
    "TrendTests",
    "Verdict",
    "VolatilityPath",
    "Window",
    "attribution",
    "autocorrelation",
    "bandwidth",
    "block_length",
    "compound",
    "contest",
    "daily_returns",
    "detectable",
    "diebold_mariano",
    "difference",
    "drivers",
    "expanding",
    "garch_x",
    "inside",
    "known_before",
    "least_squares_hac",
    "liquidity_trap",
    "month_regimes",
    "monthly_path",
    "net_liquidity",
    "news_effects",
    "qt_effect",
    "qt_effects",
    "random_windows",
    "rate_weight",
    "regime_statistics",
    "reverse_causation",
    "shifts",
    "simulate",
    "spurious_fit",
    "stationary_indices",
    "superior_ability",
    "trend_tests",
    "weekly_path",
    "with_holds",
]
