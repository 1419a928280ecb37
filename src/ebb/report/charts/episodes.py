"""Episodes of stress side by side: what each did to yields, volatility and the price of overnight money."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from ebb.report.canvas import Canvas
from ebb.report.chart import Chart, Column, table
from ebb.report.charts._parts import heading
from ebb.report.charts._rows import row_bars
from ebb.report.inputs import EpisodeRow
from ebb.series import Origin
from ebb.text import BasisPoints, Phrase

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
            row_bars(
                canvas,
                "episodes",
                measure,
                entries,
                {row.key: row.moves.get(measure) for row in rows},
                heading=heading(lang, f"charts.measure.{measure}", unit),
                colour=colour,
                digits=digits,
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
        dated=False,
    )
