"""Long yields: what runoff does to them by everybody's number, and what moved the ten-year yield over each programme."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from ebb.report.canvas import Canvas
from ebb.report.chart import Chart, Column, table
from ebb.report.inputs import EffectRow, MoveRow
from ebb.report.legend import Key
from ebb.report.scales import Linear, Names
from ebb.series import Origin
from ebb.text import BasisPoints, Day, Month, Number, Phrase, Range, say

COLOURS = {"published": "blue", "calibrated": "vermillion", "estimated": "green"}
MEASURES = ("ten_year", "policy")


def runoff_effects(rows: Sequence[EffectRow], as_of: date) -> Chart:
    """Basis points per USD trillion of runoff, each author and method a dot on its range, one panel for each measure.

    Parameters
    ----------
    rows : sequence of EffectRow
        At least one ``"published"`` and one ``"calibrated"`` of ``"ten_year"``; the title compares the two.
    """
    published = [row.effect for row in rows if (row.kind, row.measure) == ("published", "ten_year")]
    ours = next(row.effect for row in rows if (row.kind, row.measure) == ("calibrated", "ten_year"))
    edges = [edge for one in published for edge in (one.low, one.high, one.value) if edge is not None]

    def draw(chart: Chart, canvas: Canvas) -> None:
        lang = canvas.lang
        canvas.left, canvas.right = (134, 24) if canvas.narrow else (216, 40)
        for measure in MEASURES:
            mine = [row for row in rows if row.measure == measure]
            if not mine:
                continue
            ends = [e for row in mine for e in (row.effect.low, row.effect.high, row.effect.value) if e is not None]
            x = Linear(
                min(0.0, *ends),
                max(ends),
                ",.0f",
                column="effect",
                title=say("yields.chart.per_trillion", lang),
                ticks=4 if canvas.narrow else 8,
                horizontal=True,
            )
            names = Names(tuple((row.key, row.name.say(lang)) for row in mine), row=26)
            panel = canvas.panel(x, names, heading=say(f"yields.chart.measure.{measure}", lang))
            panel.upright(0.0, "rule", dash=False)
            for kind, colour in COLOURS.items():
                pick = f"datum.kind === '{kind}' && datum.measure === '{measure}'"
                panel.stretch("effects", "low", "high", colour, when=pick, width=3.0)
                panel.dots("effects", "name", colour, x="effect", size=64, when=pick, opacity=1)

    return Chart(
        key="runoff_effects",
        section="how",
        tables=(
            table(
                "effects",
                (
                    Column("name", "yields.chart.who"),
                    Column("kind", "charts.column.kind"),
                    Column("measure", "yields.chart.measured"),
                    Column("effect", "yields.chart.effect", "bp", 1),
                    Column("low", "charts.column.lower_edge", "bp", 1),
                    Column("high", "charts.column.upper_edge", "bp", 1),
                ),
                {
                    "name": [row.key for row in rows],
                    "kind": [row.kind for row in rows],
                    "measure": [row.measure for row in rows],
                    "effect": [row.effect.value for row in rows],
                    "low": [row.effect.low for row in rows],
                    "high": [row.effect.high for row in rows],
                },
            ),
        ),
        title=Phrase(
            "yields.chart.effects.title",
            {
                "range": Range(BasisPoints(min(edges)), BasisPoints(max(edges))),
                "ours": BasisPoints(ours.value),
            },
        ),
        subtitle=Phrase("yields.chart.effects.subtitle", {"day": Day(as_of)}),
        as_of=as_of,
        draw=draw,
        legend=tuple(Key(f"yields.chart.kind.{kind}", colour, "dot") for kind, colour in COLOURS.items()),
        note=Phrase("yields.chart.effects.note"),
        dated=False,
    )


def ten_year_moves(rows: Sequence[MoveRow], last: date, vintage: date, origins: Sequence[Origin]) -> Chart:
    """Term premium and expected path in the move of the ten-year yield over each programme, basis points.

    Parameters
    ----------
    rows : sequence of MoveRow
        In order of time, at least one of kind ``"qt"``; the title tells the newest of these.
    """
    newest = [row for row in rows if row.kind == "qt"][-1]

    def draw(chart: Chart, canvas: Canvas) -> None:
        lang = canvas.lang
        canvas.left, canvas.right = (84, 30) if canvas.narrow else (150, 60)
        ends = [
            e for row in rows for e in (row.premium.low, row.premium.high, row.expected, row.ten_year) if e is not None
        ]
        for part, colour in (("premium", "vermillion"), ("expected", "blue"), ("ten_year", "muted")):
            x = Linear(
                min(0.0, *ends) - 12.0,
                max(ends) + 12.0,
                "+,.0f",
                column=part,
                ticks=4 if canvas.narrow else 8,
                horizontal=True,
            )
            names = Names(tuple((row.key, row.name.say(lang)) for row in rows), row=22)
            unit = say("charts.unit.bp", lang)
            head = say(f"yields.chart.part.{part}", lang)
            panel = canvas.panel(x, names, heading=f"{head} ({unit})" if lang == "en" else f"{head}（{unit}）")
            panel.sideways("moves", part, colour, height=12)
            if part == "premium":
                panel.stretch("moves", "premium_low", "premium_high", "ink")
            panel.upright(0.0, "rule", dash=False)
            for row in rows:
                value = row.premium.value if part == "premium" else getattr(row, part)
                edge = value
                if part == "premium" and row.premium.low is not None and row.premium.high is not None:
                    edge = row.premium.low if value < 0 else row.premium.high
                words = Number(value, digits=0, signed=True).say(lang).replace("-", "−")
                left = value < 0
                panel.words(edge, row.key, words, "ink", align="right" if left else "left", dx=-6 if left else 6)

    columns: dict[str, list[Any]] = {
        "name": [row.key for row in rows],
        "premium": [row.premium.value for row in rows],
        "premium_low": [row.premium.low for row in rows],
        "premium_high": [row.premium.high for row in rows],
        "expected": [row.expected for row in rows],
        "ten_year": [row.ten_year for row in rows],
    }
    return Chart(
        key="ten_year_moves",
        section="how",
        tables=(
            table(
                "moves",
                (
                    Column("name", "charts.column.regime"),
                    Column("premium", "yields.chart.part.premium", "bp", 0),
                    Column("premium_low", "charts.column.lower_edge", "bp", 0),
                    Column("premium_high", "charts.column.upper_edge", "bp", 0),
                    Column("expected", "yields.chart.part.expected", "bp", 0),
                    Column("ten_year", "yields.chart.part.ten_year", "bp", 0),
                ),
                columns,
            ),
        ),
        title=Phrase(
            "yields.chart.moves.title",
            {
                "programme": newest.key,
                "ten_year": BasisPoints(newest.ten_year, signed=True),
                "premium": BasisPoints(newest.premium.value, signed=True),
            },
        ),
        subtitle=Phrase("yields.chart.moves.subtitle", {"last": Month(last)}),
        as_of=last,
        draw=draw,
        origins=tuple(origins),
        note=Phrase("yields.chart.moves.note", {"month": Month(vintage)}),
    )
