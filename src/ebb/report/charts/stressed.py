"""Every episode laid on a plan: lowest reserves and dearest repo, with a standing facility and without."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from ebb.report.canvas import Canvas
from ebb.report.chart import Chart, Column, table
from ebb.report.charts._parts import heading
from ebb.report.inputs import StressRow
from ebb.report.legend import Key
from ebb.report.scales import Linear, Names
from ebb.series import Origin
from ebb.text import BasisPoints, Month, Number, Percent, Phrase, Said

_SIDES = (("lowest", "percent", 1), ("spread", "bp", 0))


def stressed_plan(
    rows: Sequence[StressRow],
    plan: Said,
    at: date,
    calm: tuple[float, float],
    largest: str,
    *,
    as_of: date,
    origins: Sequence[Origin] = (),
) -> Chart:
    """Two dots a row, joined where the facility makes a difference.

    Parameters
    ----------
    rows : sequence of StressRow, oldest first
    at : date
        First month of every shock.
    calm : (percent of bank assets, bp)
        Lowest reserves and dearest repo of the plan without a shock.
    largest : str
        The row that the ranking puts first.
    """
    deepest = next(row for row in rows if row.key == largest)
    dear = max(rows, key=lambda row: row.spread_without)

    def draw(chart: Chart, canvas: Canvas) -> None:
        lang = canvas.lang
        canvas.left, canvas.right = (124, 40) if canvas.narrow else (200, 40)
        entries = tuple((row.key, row.name.say(lang)) for row in rows)
        for place, (side, unit, digits) in enumerate(_SIDES):
            ends = [getattr(row, name) for row in rows for name in (side, f"{side}_without")]
            reach = (max(ends) - min(0.0, *ends)) * 0.16
            x = Linear(
                min(0.0, *ends),
                max(*ends, calm[place]) + reach,
                f",.{digits}f" if side == "lowest" else "+,.0f",
                column=side,
                horizontal=True,
                ticks=3 if canvas.narrow else 6,
            )
            panel = canvas.panel(x, Names(entries, row=25), heading=heading(lang, f"risks.chart.{side}", unit))
            panel.upright(0.0, "rule", dash=False)
            panel.upright(calm[place], "muted")
            panel.stretch("stressed", side, f"{side}_without", "rule", width=3.0)
            panel.dots("stressed", "name", "vermillion", x=f"{side}_without", size=64, shape="diamond")
            panel.dots("stressed", "name", "blue", x=side, size=64)
            for row in rows:
                held, bare = getattr(row, side), getattr(row, f"{side}_without")
                said = [_number(value, digits, lang) for value in sorted((held, bare))]  # as the two dots lie
                words = " / ".join(dict.fromkeys(said))
                panel.words(max(held, bare), row.key, words, "ink", dx=9, fontSize=11)

    columns: dict[str, list[Any]] = {"name": [row.key for row in rows]}
    for side, _, _ in _SIDES:
        columns[side] = [getattr(row, side) for row in rows]
        columns[f"{side}_without"] = [getattr(row, f"{side}_without") for row in rows]
    heads = [Column("name", "charts.column.episode")]
    for side, unit, digits in _SIDES:
        heads += [
            Column(side, f"risks.chart.{side}_with", unit, digits),
            Column(f"{side}_without", f"risks.chart.{side}_without", unit, digits),
        ]
    return Chart(
        key="stressed_plan",
        section="risks",
        tables=(table("stressed", heads, columns),),
        title=Phrase(
            f"risks.chart.stressed.{'title' if dear.spread_without - dear.spread > 1.0 else 'title_alike'}",
            {
                "largest": deepest.name,
                "lowest": Percent(deepest.lowest_without),
                **(
                    {"dear": dear.name, "held": BasisPoints(dear.spread), "bare": BasisPoints(dear.spread_without)}
                    if dear.spread_without - dear.spread > 1.0
                    else {}
                ),
            },
        ),
        subtitle=Phrase("risks.chart.stressed.subtitle", {"plan": plan, "month": Month(at)}),
        as_of=as_of,
        draw=draw,
        legend=(
            Key("risks.chart.with", "blue", "dot"),
            Key("risks.chart.bare", "vermillion", "dot"),
            Key("risks.chart.calm", "muted", "dash"),
        ),
        origins=tuple(origins),
        note=Phrase("risks.chart.stressed.note"),
        dated=False,
    )


def _number(value: float, digits: int, lang: str) -> str:
    return Number(value, digits=digits).say(lang).replace("-", "−")
