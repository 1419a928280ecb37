"""Episodes of stress side by side: what each did to yields, volatility and the price of overnight money."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from ebb.report.canvas import Canvas
from ebb.report.chart import Chart, Column, table
from ebb.report.charts._parts import heading
from ebb.report.inputs import EpisodeRow
from ebb.report.scales import Linear, Names
from ebb.series import Origin
from ebb.text import BasisPoints, Number, Phrase, say

#: measure -> (unit, colour, decimals); the order of the panels
MEASURES = {"ten_year": ("bp", "blue", 0), "vix": ("points", "purple", 1), "funding": ("bp", "vermillion", 0)}


def stress_episodes(rows: Sequence[EpisodeRow], as_of: date, origins: Sequence[Origin]) -> Chart:
    """One bar for each episode and measure: 10-year yield (bp), VIX (points), funding spread (bp).

    Parameters
    ----------
    rows : sequence of EpisodeRow
        `moves` by the names in :data:`MEASURES`; None where it was not measured, which is written so.
    """
    known = [m for m in MEASURES if any(row.moves.get(m) is not None for row in rows)]
    worst_name, worst = max(
        ((row.name, move) for row in rows if (move := row.moves.get("funding")) is not None), key=lambda pair: pair[1]
    )

    def draw(chart: Chart, canvas: Canvas) -> None:
        lang = canvas.lang
        canvas.left, canvas.right = (124, 40) if canvas.narrow else (200, 60)
        entries = tuple((row.key, row.name.say(lang)) for row in rows)
        for measure in known:
            unit, colour, digits = MEASURES[measure]
            found = [v for row in rows if (v := row.moves.get(measure)) is not None]
            reach = max(abs(v) for v in found) * 0.16
            x = Linear(
                min(0.0, min(found) - reach if min(found) < 0 else 0.0),
                max(0.0, max(found) + reach),
                "+,.0f",
                column=measure,
                horizontal=True,
                ticks=3 if canvas.narrow else 6,
            )
            panel = canvas.panel(x, Names(entries, row=25), heading=heading(lang, f"charts.measure.{measure}", unit))
            panel.sideways("episodes", measure, colour, height=13)
            panel.upright(0.0, "rule", dash=False)
            for row in rows:
                move = row.moves.get(measure)
                words = (
                    say("common.missing", lang)
                    if move is None
                    else Number(move, digits=digits, signed=True).say(lang).replace("-", "−")
                )
                left = move is not None and move < 0
                panel.words(
                    move or 0.0,
                    row.key,
                    words,
                    "muted" if move is None else "ink",
                    align="right" if left else "left",
                    dx=-6 if left else 6,
                )

    columns = [Column("name", "charts.column.episode")]
    columns += [Column(m, f"charts.measure.{m}", MEASURES[m][0], MEASURES[m][2]) for m in known]
    cells: dict[str, list[object]] = {"name": [row.key for row in rows]}
    cells |= {m: [row.moves.get(m) for row in rows] for m in known}
    return Chart(
        key="stress_episodes",
        section="risks",
        tables=(table("episodes", columns, cells),),
        title=Phrase("charts.episodes.title", {"worst": worst_name, "spread": BasisPoints(worst)}),
        subtitle=Phrase("charts.episodes.subtitle"),
        as_of=as_of,
        draw=draw,
        origins=tuple(origins),
        note=Phrase("charts.episodes.note"),
    )
