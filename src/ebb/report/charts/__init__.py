"""The charts of the report, one function each: data in, :class:`~ebb.report.chart.Chart` out.

The functions are imported when they are first asked for, so that the command line starts without them.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from ebb.report.charts.announcements import announcement_days, news_responses, price_parts
    from ebb.report.charts.article import figure_one, figure_three, figure_two
    from ebb.report.charts.balance import balance_sheet
    from ebb.report.charts.chain import widening_chain
    from ebb.report.charts.contagion import contagion_table
    from ebb.report.charts.dated import leaving_ample
    from ebb.report.charts.demand import reserve_demand
    from ebb.report.charts.episodes import stress_episodes
    from ebb.report.charts.fans import fan, past_fans, stop_dates
    from ebb.report.charts.followed import redemption_followed
    from ebb.report.charts.ladder import maturity_ladder
    from ebb.report.charts.liquidity import net_liquidity
    from ebb.report.charts.paths import plans_compared, projected_path
    from ebb.report.charts.regimes import stock_regimes
    from ebb.report.charts.replay import replayed
    from ebb.report.charts.runoff import caps_and_runoff
    from ebb.report.charts.sensitivity import sensitivities
    from ebb.report.charts.sides import two_sides
    from ebb.report.charts.speed import speed_against_risk
    from ebb.report.charts.stressed import stressed_plan
    from ebb.report.charts.weeks import funding_weeks, taken_apart
    from ebb.report.charts.yields import runoff_effects, ten_year_moves

_HOMES: Final = {
    "announcement_days": "announcements",
    "balance_sheet": "balance",
    "caps_and_runoff": "runoff",
    "contagion_table": "contagion",
    "fan": "fans",
    "figure_one": "article",
    "figure_three": "article",
    "figure_two": "article",
    "funding_weeks": "weeks",
    "leaving_ample": "dated",
    "maturity_ladder": "ladder",
    "net_liquidity": "liquidity",
    "news_responses": "announcements",
    "past_fans": "fans",
    "plans_compared": "paths",
    "price_parts": "announcements",
    "projected_path": "paths",
    "redemption_followed": "followed",
    "replayed": "replay",
    "reserve_demand": "demand",
    "runoff_effects": "yields",
    "sensitivities": "sensitivity",
    "speed_against_risk": "speed",
    "stock_regimes": "regimes",
    "stop_dates": "fans",
    "stress_episodes": "episodes",
    "stressed_plan": "stressed",
    "taken_apart": "weeks",
    "ten_year_moves": "yields",
    "two_sides": "sides",
    "widening_chain": "chain",
}

__all__ = [
    "announcement_days",
    "balance_sheet",
    "caps_and_runoff",
    "contagion_table",
    "fan",
    "figure_one",
    "figure_three",
    "figure_two",
    "funding_weeks",
    "leaving_ample",
    "maturity_ladder",
    "net_liquidity",
    "news_responses",
    "past_fans",
    "plans_compared",
    "price_parts",
    "projected_path",
    "redemption_followed",
    "replayed",
    "reserve_demand",
    "runoff_effects",
    "sensitivities",
    "speed_against_risk",
    "stock_regimes",
    "stop_dates",
    "stress_episodes",
    "stressed_plan",
    "taken_apart",
    "ten_year_moves",
    "two_sides",
    "widening_chain",
]


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(f"ebb.report.charts.{_HOMES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
