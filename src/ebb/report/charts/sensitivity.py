"""What a reader's own holdings went with: the return beside a usual month of each factor, alone and with the others held."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ebb.report.canvas import Canvas
from ebb.report.chart import Chart, Column, table
from ebb.report.inputs import Estimate
from ebb.report.legend import Key
from ebb.report.scales import Linear, Names
from ebb.series import Origin
from ebb.text import Month, Percent, Phrase, Said, say

COLOURS = {"alone": "blue", "together": "vermillion"}


@dataclass(frozen=True, slots=True)
class SensitivityRow:
    """One factor: the return that goes with a rise by one standard deviation of its monthly change, percent."""

    key: str
    name: Said
    alone: Estimate
    together: Estimate | None
    r_squared: float


def sensitivities(
    rows: Sequence[SensitivityRow], r_squared: float, first: date, last: date, level: float, origins: Sequence[Origin]
) -> Chart:
    """Each factor as two dots with intervals, the one with the largest R-squared named in the title.

    Parameters
    ----------
    rows : sequence of SensitivityRow
    r_squared : float
        Of all factors together, 0 to 1.
    level : float
        Probability of the intervals, 0 to 1.
    """
    top = max(rows, key=lambda row: row.r_squared)

    def draw(chart: Chart, canvas: Canvas) -> None:
        lang = canvas.lang
        canvas.left, canvas.right = (104, 40) if canvas.narrow else (200, 40)
        names = tuple((row.key, row.name.say(lang)) for row in rows)
        ends = [v for row in rows for one in (row.alone, row.together) if one is not None for v in one.edges()]
        for kind, colour in COLOURS.items():
            x = Linear(
                min(0.0, *ends),
                max(0.0, *ends),
                "+,.1f",
                column=kind,
                title=say("charts.sensitivity.axis", lang),
                ticks=4 if canvas.narrow else 8,
                horizontal=True,
                suffix="%",
            )
            panel = canvas.panel(x, Names(names, row=30), heading=say(f"charts.sensitivity.{kind}", lang))
            panel.upright(0.0, "rule", dash=False)
            panel.stretch("factors", f"{kind}_low", f"{kind}_high", colour)
            panel.dots("factors", "name", colour, x=kind, size=64, opacity=1)

    columns = [Column("name", "charts.sensitivity.factor"), Column("r_squared", "charts.sensitivity.r_squared", "", 2)]
    cells: dict[str, list[object]] = {
        "name": [row.key for row in rows],
        "r_squared": [row.r_squared for row in rows],
    }
    for kind in COLOURS:
        for part, attribute in (("", "value"), ("_low", "low"), ("_high", "high")):
            side = "lower" if part == "_low" else "upper"
            label = f"charts.sensitivity.{kind}" if not part else f"charts.column.{side}_edge"
            columns.append(Column(kind + part, label, "percent", 2))
            held = [row.alone if kind == "alone" else row.together for row in rows]
            cells[kind + part] = [None if one is None else getattr(one, attribute) for one in held]
    return Chart(
        key="sensitivities",
        section="stocks",
        tables=(table("factors", columns, cells),),
        title=Phrase(
            "charts.sensitivity.title",
            {
                "factor": top.name,
                "share": Percent(100.0 * top.r_squared, digits=0),
                "all": Percent(100.0 * r_squared, digits=0),
            },
        ),
        subtitle=Phrase(
            "charts.sensitivity.subtitle",
            {"first": Month(first), "last": Month(last), "level": Percent(100.0 * level, digits=0)},
        ),
        as_of=last,
        draw=draw,
        legend=tuple(Key(f"charts.sensitivity.{kind}", colour, "dot") for kind, colour in COLOURS.items()),
        origins=tuple(origins),
        note=Phrase("charts.sensitivity.note"),
    )
