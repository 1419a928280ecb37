"""The charts of the section on risks: every episode on the plan in force, and speed against risk."""

from __future__ import annotations

from ebb.answers.evidence import Evidence
from ebb.answers.frontier_points import YEAR
from ebb.answers.risks import risks
from ebb.planning.frontier import Level
from ebb.report import charts
from ebb.report.chart import Chart
from ebb.report.inputs import Estimate, PaceRow, PlacedRow, StressRow
from ebb.text import Phrase


def risk_charts(evidence: Evidence) -> list[Chart]:
    """The two charts; one that the as-of date cannot fill is left out."""
    found = risks(evidence)
    drawn: list[Chart] = []
    series = evidence.record.series
    if found.rows:
        first = found.rows[0].with_facility
        drawn.append(
            charts.stressed_plan(
                [
                    StressRow(
                        row.key,
                        Phrase(f"planning.episode.{row.key}.name"),
                        row.with_facility.lowest[1],
                        row.without.lowest[1],
                        row.with_facility.spread,
                        row.without.spread,
                    )
                    for row in found.rows
                ],
                Phrase("answers.risks.plan"),
                found.rows[0].at,
                (first.lowest_without, first.spread_without),
                found.ranking.largest,
                as_of=evidence.as_of,
                origins=[o for key in ("reserves", "bank_assets", "sofr_avg") for o in series(key).origins],
            )
        )
    if found.frontier is not None:
        fast = found.frontier
        drawn.append(
            charts.speed_against_risk(
                fast.size,
                fast.begins,
                fast.dates[YEAR],
                _estimate(fast.holding.at(YEAR)),
                [PaceRow(point.plan.pace, _estimate(point.year_on)) for point in fast.paces],
                [
                    PlacedRow(
                        plan.key,
                        Phrase(f"risks.plan.{plan.key}"),
                        plan.pace,
                        _estimate(plan.now),
                        None if plan.then is None else _estimate(plan.then),
                    )
                    for plan in fast.placed
                ],
                level=fast.level,
                as_of=evidence.as_of,
                origins=[
                    o for key in ("treasuries", "reserves", "bank_assets", "sofr_avg") for o in series(key).origins
                ],
            )
        )
    return drawn


def _estimate(level: Level) -> Estimate:
    return Estimate(level.value, level.low, level.high)
