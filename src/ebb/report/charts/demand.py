"""Reserve demand: where the price of overnight money begins to react to the quantity of reserves."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ebb.report.canvas import Canvas
from ebb.report.chart import Chart, Column, table
from ebb.report.charts._parts import DATE
from ebb.report.inputs import DemandFit, DemandPoints
from ebb.report.legend import Key
from ebb.report.scales import Linear
from ebb.series import Origin
from ebb.text import Month, Percent, Phrase, Range, say

COLOURS = ("vermillion", "green", "purple", "blue", "orange")


def reserve_demand(points: DemandPoints, fit: DemandFit, today: float, origins: Sequence[Origin]) -> Chart:
    """Reserves in percent of bank assets against the spread in bp, with the estimated hinge and its kink.

    Parameters
    ----------
    points : DemandPoints
    fit : DemandFit
        Curve and band on a grid of shares; the kink with its interval at `fit.level`.
    today : float
        The latest share, percent; the title says on which side of the kink's interval it lies.
    """
    eras = tuple(dict.fromkeys(points.era))
    kink_low, kink_high = fit.kink.edges()
    place = "below" if today < kink_low else "above" if today > kink_high else "inside"
    low, high = float(points.share.min()), float(points.share.max())
    spreads = np.concatenate([points.spread, fit.central])
    final = points.dates[-1].item()

    def draw(chart: Chart, canvas: Canvas) -> None:
        lang = canvas.lang
        canvas.right = 24
        x = Linear(
            min(low, kink_low) - 0.3,
            max(high, kink_high) + 0.3,
            ",.0f",
            column="share",
            title=say("charts.demand.x", lang),
            ticks=5 if canvas.narrow else 8,
            horizontal=True,
            suffix="%",
            tight=True,
        )
        y = Linear(float(spreads.min()) - 2, float(spreads.max()) + 2, "+,.0f", ticks=6)
        panel = canvas.panel(x, y, heading=say("charts.demand.y", lang), height=330)
        panel.shade(kink_low, kink_high, "hold")
        panel.level(0.0)
        panel.band("fit", "low", "high", "ink", opacity=0.16)
        for era, colour in zip(eras, COLOURS, strict=False):
            panel.dots("points", "spread", colour, when=f"datum.era === '{era}'", size=30)
        panel.line("fit", "central", "ink", width=2)
        panel.upright(today, "ink")
        # today's line may cut the strip in two: its name stands in the wider part, clear of the line
        parts = [(kink_low, kink_high)] if place != "inside" else [(kink_low, today), (today, kink_high)]
        panel.heads([(*max(parts, key=lambda part: part[1] - part[0]), say("charts.demand.kink", lang))])
        side = "left" if x.pixel(today, 1.0) < 0.6 else "right"
        now = say("charts.demand.today", lang, share=Percent(today))
        panel.words(today, y.domain()[1], now, "ink", align=side, dx=6 if side == "left" else -6, dy=24, fontWeight=600)

    return Chart(
        key="reserve_demand",
        section="how-much",
        tables=(
            table(
                "points",
                (
                    DATE,
                    Column("share", "charts.demand.x", "percent", 2),
                    Column("spread", "charts.demand.y", "bp", 1),
                    Column("era", "charts.column.era"),
                ),
                {"date": points.dates, "share": points.share, "spread": points.spread, "era": points.era},
                **{era: f"charts.era.{era}" for era in eras},
            ),
            table(
                "fit",
                (
                    Column("share", "charts.demand.x", "percent", 2),
                    Column("central", "charts.demand.fit", "bp", 1),
                    Column("low", "charts.column.lower_edge", "bp", 1),
                    Column("high", "charts.column.upper_edge", "bp", 1),
                ),
                {"share": fit.share, "central": fit.central, "low": fit.low, "high": fit.high},
            ),
        ),
        title=Phrase(
            f"charts.demand.title_{place}",
            {"today": Percent(today), "kink": Range(Percent(kink_low), Percent(kink_high))},
        ),
        subtitle=Phrase(
            "charts.demand.subtitle",
            {"first": Month(points.dates[0].item()), "last": Month(final), "level": Percent(fit.level * 100, digits=0)},
        ),
        as_of=final,
        draw=draw,
        legend=(
            *(Key(f"charts.era.{era}", c, "dot") for era, c in zip(eras, COLOURS, strict=False)),
            Key("charts.demand.fit", "ink"),
            Key("charts.demand.kink", "hold", "bar"),
        ),
        origins=tuple(origins),
        note=Phrase("charts.demand.note"),
    )
