"""When the plan in question leaves ample: the chart, with the article's two levels scaled by bank assets to today."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from ebb.answers.evidence import Evidence
from ebb.report import adapters, charts
from ebb.report.beside import printed
from ebb.report.chart import Chart
from ebb.report.inputs import Belt
from ebb.text import Money, Phrase, Range, Said

#: Months over which the chance of leaving ample is drawn.
MONTHS: Final = 24


def leaving(evidence: Evidence, edge: Belt | None) -> list[Chart]:
    """The chart, or nothing where the plan could not be run; `edge` is where the demand estimate ends ample."""
    dated = evidence.dated
    if dated is None:
        return []
    placed = {p.threshold.key: p for p in evidence.thresholds}
    claimed = []
    for key, of in (("ideal", "survey_2019"), ("minimum", "analysts_2022")):
        if of in placed:
            factor = placed[of].amount_today_by_bank_assets[1] / placed[of].amount[1]
            low, high = printed(key)
            said: dict[str, Said | str] = {
                "printed": Range(*(Money(edge, scale="USD tn", digits=1) for edge in (low, high))),
                "today": Range(*(Money(edge * factor, scale="USD tn", digits=1) for edge in (low, high))),
            }
            claimed.append(
                Belt(low * factor, (low + high) / 2 * factor, high * factor, Phrase(f"charts.dated.{key}", said))
            )
    origins = [o for key in ("bank_assets", "sofr_avg") for o in evidence.record.series(key).origins]
    return [
        charts.leaving_ample(
            Phrase(f"dated.plan.{dated.plan}"),
            evidence.record.full("reserves"),
            adapters.fan_of(dated, MONTHS),
            None if edge is None else replace(edge, name=Phrase("charts.dated.edge")),
            claimed,
            origins=origins,
        )
    ]
