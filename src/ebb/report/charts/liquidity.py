"""Why the net-liquidity chart misleads: two trending series fit in levels, and hardly at all in changes."""

from __future__ import annotations

import numpy as np

from ebb.report.canvas import Canvas
from ebb.report.chart import Chart, Column, table
from ebb.report.charts._parts import DATE
from ebb.report.inputs import LevelsAndChanges
from ebb.report.legend import Key
from ebb.report.scales import Linear
from ebb.text import Month, Percent, Phrase, say


def net_liquidity(data: LevelsAndChanges) -> Chart:
    """Net liquidity against an index: levels above, monthly changes below, each with its R-squared.

    Parameters
    ----------
    data : LevelsAndChanges
        R-squared between 0 and 1, estimated elsewhere on the same months; the lower one decides which title is true.
    """
    level = data.liquidity / 1e3
    months = data.dates.astype("datetime64[M]").astype(int)
    next_month = np.diff(months) == 1  # across a gap there is no monthly change
    moves, returns = (100 * np.diff(np.log(v))[next_month] for v in (data.liquidity, data.index))
    found = "title" if data.r2_levels > data.r2_changes else "title_reverse"
    first, last = data.dates[0].item(), data.dates[-1].item()

    def draw(chart: Chart, canvas: Canvas) -> None:
        lang = canvas.lang
        canvas.right = 24
        ticks = 4 if canvas.narrow else 7
        pairs = (
            ("levels", level, data.index, ",.1f", ",.0f", "blue", data.r2_levels),
            ("changes", moves, returns, "+,.0f", "+,.0f", "vermillion", data.r2_changes),
        )
        for name, xs, ys, form_x, form_y, colour, fit in pairs:
            x = Linear(
                float(xs.min()),
                float(xs.max()),
                form_x,
                column="liquidity",
                title=say(f"charts.liquidity.x_{name}", lang),
                horizontal=True,
                ticks=ticks,
            )
            y = Linear(float(ys.min()), float(ys.max()), form_y, ticks=4)
            panel = canvas.panel(x, y, heading=say(f"charts.liquidity.y_{name}", lang), height=200)
            panel.dots(name, "index", colour, size=22, opacity=0.6)
            words = say("charts.liquidity.fit", lang, r2=Percent(fit * 100, digits=0))
            panel.words(x.domain()[0], y.domain()[1], words, colour, dx=8, dy=10, fontWeight=600)

    return Chart(
        key="net_liquidity",
        section="stocks",
        tables=(
            table(
                "levels",
                (
                    DATE,
                    Column("liquidity", "charts.liquidity.x_levels", "", 3),
                    Column("index", "charts.liquidity.y_levels", "", 1),
                ),
                {"date": data.dates, "liquidity": level, "index": data.index},
            ),
            table(
                "changes",
                (
                    DATE,
                    Column("liquidity", "charts.liquidity.x_changes", "", 1),
                    Column("index", "charts.liquidity.y_changes", "", 2),
                ),
                {"date": data.dates[1:][next_month], "liquidity": moves, "index": returns},
            ),
        ),
        title=Phrase(
            f"charts.liquidity.{found}",
            {"levels": Percent(data.r2_levels * 100, digits=0), "changes": Percent(data.r2_changes * 100, digits=0)},
        ),
        subtitle=Phrase("charts.liquidity.subtitle", {"first": Month(first), "last": Month(last)}),
        as_of=last,
        draw=draw,
        legend=(Key("charts.liquidity.levels", "blue", "dot"), Key("charts.liquidity.changes", "vermillion", "dot")),
        origins=data.origins,
        note=Phrase("charts.liquidity.note")
        if data.tests is None
        else Phrase("charts.liquidity.note_tested", {"tests": data.tests}),
    )
