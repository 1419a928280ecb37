"""Stocks under purchases, runoff and neither: returns and volatility with their intervals."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from ebb.report.canvas import Canvas
from ebb.report.chart import Chart, Column, table
from ebb.report.inputs import RegimeRow
from ebb.report.legend import Key
from ebb.report.scales import Linear, Names
from ebb.series import Origin
from ebb.text import Month, Percent, Phrase, say

COLOURS = {"qe": "green", "qt": "vermillion", "hold": "muted"}


def stock_regimes(
    rows: Sequence[RegimeRow], index: str, first: date, last: date, level: float, origins: Sequence[Origin]
) -> Chart:
    """Yearly return and volatility by regime, percent, as a dot and its interval.

    Parameters
    ----------
    rows : sequence of RegimeRow
        Exactly one pooled row for ``"qe"`` and one for ``"qt"``; the title compares those two.
    index : str
        Name of the index, the same in both languages.
    level : float
        Probability of the intervals, 0 to 1.
    """
    pooled = {row.kind: row for row in rows if row.pooled}
    qe, qt = pooled["qe"], pooled["qt"]
    title = "overlap" if qe.returns.overlaps(qt.returns) else "apart"

    def draw(chart: Chart, canvas: Canvas) -> None:
        lang = canvas.lang
        canvas.left, canvas.right = (104, 40) if canvas.narrow else (200, 40)
        entries = tuple((row.key, row.name.say(lang)) for row in rows)
        for name in ("returns", "volatility"):
            ends = [v for row in rows for v in getattr(row, name).edges()]
            x = Linear(
                min(0.0, *ends),
                max(ends),
                ",.0f",
                column=name,
                title=say(f"charts.regimes.{name}", lang),
                ticks=4 if canvas.narrow else 8,
                horizontal=True,
                suffix="%",
            )
            panel = canvas.panel(x, Names(entries, row=26, heads=tuple(r.key for r in rows if r.pooled)), heading="")
            panel.upright(0.0, "rule", dash=False)
            for kind, colour in COLOURS.items():
                pick = f"datum.kind === '{kind}'"
                panel.stretch("regimes", f"{name}_low", f"{name}_high", colour, when=pick)
                panel.dots("regimes", "name", colour, x=name, size=64, when=pick, opacity=1)

    columns = [
        Column("name", "charts.column.regime"),
        Column("kind", "charts.column.kind"),
        Column("months", "charts.column.months", "", 0),
    ]
    cells: dict[str, list[object]] = {
        "name": [row.key for row in rows],
        "kind": [row.kind for row in rows],
        "months": [row.months for row in rows],
    }
    for name in ("returns", "volatility"):
        for part, attribute in (("", "value"), ("_low", "low"), ("_high", "high")):
            label = (
                f"charts.regimes.{name}" if not part else f"charts.column.{'lower' if part == '_low' else 'upper'}_edge"
            )
            columns.append(Column(name + part, label, "percent", 1))
            cells[name + part] = [getattr(getattr(row, name), attribute) for row in rows]
    return Chart(
        key="stock_regimes",
        section="stocks",
        tables=(table("regimes", columns, cells),),
        title=Phrase(
            f"charts.regimes.title_{title}",
            {
                "qt": Percent(qt.returns.value),
                "qe": Percent(qe.returns.value),
                "qt_vol": Percent(qt.volatility.value),
                "qe_vol": Percent(qe.volatility.value),
            },
        ),
        subtitle=Phrase(
            "charts.regimes.subtitle",
            {
                "index": index,
                "first": Month(first),
                "last": Month(last),
                "level": Percent(level * 100, digits=0),
            },
        ),
        as_of=last,
        draw=draw,
        legend=tuple(Key(f"charts.kind.{kind}", colour, "dot") for kind, colour in COLOURS.items()),
        origins=tuple(origins),
        note=Phrase("charts.regimes.note"),
    )
