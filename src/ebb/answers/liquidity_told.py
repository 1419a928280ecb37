"""The net-liquidity chart's tests as values and sentences."""

from __future__ import annotations

from ebb.answers.shape import Value
from ebb.answers.wording import value
from ebb.equities import Contest, LiquidityTrap
from ebb.text import Number, Phrase

#: Size of every test of the answers.
_SIZE = 0.05


def trend_tests_said(trap: LiquidityTrap) -> Phrase:
    """Unit roots of both series and whether they share a trend."""
    walks = min(trap.trends.walk_x.p, trap.trends.walk_y.p) > _SIZE
    apart = min(trap.cointegration_p, trap.trends.common.p) > _SIZE
    return Phrase(
        "equities.liquidity.tests" if walks and apart else "equities.liquidity.tests_found",
        {
            "walk_x": Number(trap.trends.walk_x.p, digits=2),
            "walk_y": Number(trap.trends.walk_y.p, digits=2),
            "granger": Number(trap.cointegration_p, digits=2),
            "johansen": Number(trap.trends.common.p, digits=2),
        },
    )


def forecasts_said(trap: LiquidityTrap) -> Phrase:
    """The chart's forecasts against a random walk, and its fit in both halves."""
    return Phrase(
        "equities.liquidity.forecast",
        {
            "gap": Number(trap.gap_forecast.loss_ratio, digits=2),
            "gap_p": Number(trap.gap_forecast.dm_p, digits=2),
            "change": Number(trap.change_forecast.loss_ratio, digits=2),
            "change_p": Number(trap.change_forecast.dm_p, digits=2),
            "first": Number(trap.halves_r_squared[0], digits=2),
            "second": Number(trap.halves_r_squared[1], digits=2),
        },
    )


def liquidity_values(trap: LiquidityTrap, prefix: str, market: str) -> list[Value]:
    """Both regressions, the halves, the placebo, the trend tests and the forecasts."""
    source = (
        f"{market} on total assets less TGA less ON RRP, monthly, in logs, {trap.first:%Y-%m} to {trap.last:%Y-%m}, "
        f"n={len(trap.months)}"
    )
    walks = f"{source}; {trap.draws} random walks"
    slope, trends = trap.changes_slope, trap.trends
    assert slope.low is not None
    assert slope.high is not None
    return [
        value(f"{prefix}.r_squared_levels", trap.levels_r_squared, "share", source),
        value(f"{prefix}.r_squared_changes", trap.changes_r_squared, "share", source),
        value(
            f"{prefix}.slope_changes", slope.value, "percent per percent", source, (slope.low, slope.high), slope.level
        ),
        value(f"{prefix}.r_squared_first_half", trap.halves_r_squared[0], "share", source),
        value(f"{prefix}.r_squared_second_half", trap.halves_r_squared[1], "share", source),
        value(f"{prefix}.placebo_share", trap.placebo_share_with_drift, "share", f"{walks} with drift"),
        value(f"{prefix}.dickey_fuller_p.liquidity", trends.walk_x.p, "share", f"{walks}; null: a random walk"),
        value(f"{prefix}.dickey_fuller_p.prices", trends.walk_y.p, "share", f"{walks}; null: a random walk"),
        value(f"{prefix}.kpss_p.liquidity", trends.steady_x.p, "share", f"{source}; null: a steady trend"),
        value(f"{prefix}.kpss_p.prices", trends.steady_y.p, "share", f"{source}; null: a steady trend"),
        value(f"{prefix}.engle_granger_p", trap.cointegration_p, "share", f"{walks}; null: no common trend"),
        value(f"{prefix}.johansen_p", trends.common.p, "share", f"{walks}; null: no common trend"),
        *_scored(f"{prefix}.forecast_by_gap", trap.gap_forecast, source),
        *_scored(f"{prefix}.forecast_by_change", trap.change_forecast, source),
    ]


def _scored(name: str, scored: Contest, source: str) -> list[Value]:
    against = f"{source}; {scored.periods} forecasts of the next month against a random walk with drift"
    return [
        value(f"{name}.loss_ratio", scored.loss_ratio, "ratio", against),
        value(f"{name}.diebold_mariano_p", scored.dm_p, "share", against),
    ]
