"""Speed against risk: the chance a year on by the pace of runoff, holding beside it, and the plans there have been."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from ebb.report.canvas import Canvas
from ebb.report.chart import Chart, Column, table
from ebb.report.charts._parts import heading
from ebb.report.inputs import Estimate, PaceRow, PlacedRow
from ebb.report.legend import Key
from ebb.report.scales import Linear
from ebb.series import Origin
from ebb.text import Money, Month, Percent, Phrase, say

PACE = "usd_bn_month"


def speed_against_risk(
    size: float,
    begins: date,
    year_on: date,
    holding: Estimate,
    paces: Sequence[PaceRow],
    placed: Sequence[PlacedRow],
    *,
    level: float,
    as_of: date,
    origins: Sequence[Origin] = (),
) -> Chart:
    """The chance that repo costs more than the Fed pays on reserves, percent, by pace in USD billion a month.

    Parameters
    ----------
    size : float, USD billion
    begins, year_on : date
        First month of runoff, and the month whose chance is drawn.
    holding : Estimate
        The same month without any runoff.
    paces : sequence of PaceRow, slow to fast
    placed : sequence of PlacedRow
        Drawn at the reserves each ended with, not in `year_on`.
    level : float
        Probability inside the intervals.
    """
    slow, fast = paces[0], paces[-1]

    def draw(chart: Chart, canvas: Canvas) -> None:
        lang = canvas.lang
        canvas.right = 40
        widest = max(fast.pace, *(row.pace for row in placed), 0.0) if placed else fast.pace
        x = Linear(
            0.0,
            widest * 1.04,
            ",.0f",
            column="pace",
            title=heading(lang, "risks.chart.pace", PACE),
            horizontal=True,
            ticks=6,
            tight=True,
        )
        panel = canvas.panel(
            x, Linear(0, 100, ",.0f", ticks=5), heading=heading(lang, "risks.chart.chance", "percent"), height=330
        )
        panel.band("paces", "low", "high", "blue", opacity=0.14)
        panel.level(holding.value, "muted", dash=True)
        panel.words(0.0, holding.value, say("risks.chart.holding", lang), "muted", dx=4, dy=9, fontSize=11)
        panel.line("paces", "chance", "blue", width=2.6)
        panel.dots("paces", "chance", "blue", size=44)
        panel.dots("placed", "then", "vermillion", size=56, filled=False, strokeWidth=1.8)
        panel.dots("placed", "now", "vermillion", size=62)
        for row in placed:
            panel.words(
                row.pace, row.now.value, row.name.say(lang), "ink", dx=8, dy=-13 if canvas.narrow else -9, fontSize=11
            )

    def cells(rows: Sequence[Any], what: str) -> list[Any]:
        found: list[Any] = [getattr(row, what) for row in rows]
        return found

    estimates = [row.chance for row in paces]
    return Chart(
        key="speed_against_risk",
        section="risks",
        tables=(
            table(
                "paces",
                (
                    Column("pace", "risks.chart.pace", PACE, 0),
                    Column("chance", "risks.chart.chance", "percent", 0),
                    Column("low", "charts.column.lower_edge", "percent", 0),
                    Column("high", "charts.column.upper_edge", "percent", 0),
                ),
                {
                    "pace": [0.0, *cells(paces, "pace")],
                    "chance": [holding.value, *cells(estimates, "value")],
                    "low": [holding.low, *cells(estimates, "low")],
                    "high": [holding.high, *cells(estimates, "high")],
                },
            ),
            table(
                "placed",
                (
                    Column("name", "risks.chart.plan"),
                    Column("pace", "risks.chart.pace", PACE, 0),
                    Column("now", "risks.chart.now", "percent", 0),
                    Column("then", "risks.chart.then", "percent", 0),
                ),
                {
                    "name": cells(placed, "key"),
                    "pace": cells(placed, "pace"),
                    "now": [row.now.value for row in placed],
                    "then": [None if row.then is None else row.then.value for row in placed],
                },
            ),
        ),
        title=Phrase(
            "risks.chart.speed.title",
            {
                "slow": Percent(slow.chance.value, digits=0),
                "slow_pace": Money(slow.pace, digits=0),
                "fast": Percent(fast.chance.value, digits=0),
                "fast_pace": Money(fast.pace, digits=0),
                "hold": Percent(holding.value, digits=0),
            },
        ),
        subtitle=Phrase(
            "risks.chart.speed.subtitle",
            {"size": Money(size, digits=0), "month": Month(begins), "year": Month(year_on)},
        ),
        as_of=as_of,
        draw=draw,
        legend=(
            Key("risks.chart.frontier", "blue"),
            Key("risks.chart.now", "vermillion", "dot"),
            Key("risks.chart.then", "vermillion", "dot"),
        ),
        origins=tuple(origins),
        note=Phrase("risks.chart.speed.note", {"level": Percent(100.0 * level, digits=0)}),
        dated=False,
    )
