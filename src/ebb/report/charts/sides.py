"""The two sides of a runoff: what shrank among the assets, and what shrank among the liabilities."""

from __future__ import annotations

from ebb.report.canvas import Canvas
from ebb.report.chart import Chart, Column, Inside, table
from ebb.report.inputs import Bridge
from ebb.report.legend import Key
from ebb.report.scales import Linear, Names
from ebb.text import Day, Money, Number, Phrase, Said, say


def two_sides(bridge: Bridge, programme: str = "QT2") -> Chart:
    """Changes of assets and of liabilities between two Wednesdays, USD bn, side by side on one scale.

    Parameters
    ----------
    bridge : Bridge
        Its liabilities must hold a line ``reserves``; the title names it and the line that fell most.
    programme : str
        Name of the runoff.
    """
    changes = {line.key: line.change for line in bridge.liabilities}
    largest = min(bridge.liabilities, key=lambda line: line.change)
    sides = (("assets", bridge.assets), ("liabilities", bridge.liabilities))
    rows = [(side, line.key, line.change) for side, lines in sides for line in lines]
    found = "title" if largest.key != "reserves" else "title_reserves"
    values: dict[str, Said | str] = {
        "programme": programme,
        "total": Money(abs(bridge.total), "USD bn"),
        "reserves": Money(abs(changes["reserves"]), "USD bn"),
    }
    if found == "title":
        values |= {"line": Inside(f"charts.line.{largest.key}"), "most": Money(abs(largest.change), "USD bn")}

    def draw(chart: Chart, canvas: Canvas) -> None:
        canvas.left, canvas.right = (157, 30) if canvas.narrow else (216, 60)
        reach = max(abs(change) for _, _, change in rows)
        x = Linear(
            min(0.0, *(c for *_, c in rows)) - reach * 0.2,
            max(0.0, *(c for *_, c in rows)) + reach * 0.2,
            ",.0f",
            title=say("charts.unit.usd_bn", canvas.lang),
            horizontal=True,
            ticks=3 if canvas.narrow else 6,
        )
        entries = []
        for side, lines in sides:
            entries += [(side, say(f"charts.sides.{side}", canvas.lang))]
            entries += [(f"{side}/{line.key}", say(_label(line.key, canvas), canvas.lang)) for line in lines]
        panel = canvas.panel(x, Names(tuple(entries), heads=tuple(s for s, _ in sides), row=26))
        for side, colour in (("assets", "blue"), ("liabilities", "vermillion")):
            panel.sideways("changes", "change", colour, when=f"datum.side === '{side}'", height=15)
        for side, lines in sides:
            for line in lines:
                words = Number(line.change, digits=1, signed=True).say(canvas.lang).replace("-", "−")
                left = line.change < 0
                panel.words(
                    line.change,
                    f"{side}/{line.key}",
                    words,
                    "ink",
                    align="right" if left else "left",
                    dx=-6 if left else 6,
                )
        panel.upright(0.0, "rule", dash=False)

    return Chart(
        key="two_sides",
        section="what",
        tables=(
            table(
                "changes",
                (
                    Column("name", "charts.column.line"),
                    Column("side", "charts.column.side"),
                    Column("change", "charts.column.change", "usd_bn", 1),
                ),
                {
                    "name": [f"{s}/{k}" for s, k, _ in rows],
                    "side": [s for s, _, _ in rows],
                    "change": [c for *_, c in rows],
                },
                **{f"{s}/{k}": f"charts.line.{k}" for s, k, _ in rows},
                assets="charts.sides.assets",
                liabilities="charts.sides.liabilities",
            ),
        ),
        title=Phrase(f"charts.two_sides.{found}", values),
        subtitle=Phrase("charts.two_sides.subtitle", {"first": Day(bridge.first), "last": Day(bridge.last)}),
        as_of=bridge.last,
        draw=draw,
        legend=(Key("charts.sides.assets", "blue", "bar"), Key("charts.sides.liabilities", "vermillion", "bar")),
        origins=bridge.origins,
        note=Phrase("charts.two_sides.note"),
    )


def _label(key: str, canvas: Canvas) -> str:
    """The words of a line; the facility goes by its abbreviation on a phone."""
    return "charts.line.on_rrp_short" if key == "on_rrp" and canvas.narrow else f"charts.line.{key}"
