"""A runoff replayed: what the rule predicts from the start, against what was published."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ebb.report.canvas import Canvas, Label
from ebb.report.chart import Chart, Column, table
from ebb.report.charts._parts import BN, DATE, TN
from ebb.report.inputs import ReplayClass
from ebb.report.legend import Key
from ebb.report.scales import Days, Linear
from ebb.series import Origin
from ebb.text import Day, Money, Month, Percent, Phrase, say

COLOURS = {"treasuries": "blue", "mbs": "vermillion"}


def replayed(programme: str, classes: Sequence[ReplayClass], origins: Sequence[Origin]) -> Chart:
    """Predicted and published holdings by class, USD tn, above the error, USD bn.

    Parameters
    ----------
    programme : str
        ``"QT1"`` or ``"QT2"``.
    classes : sequence of ReplayClass
        ``treasuries`` and ``mbs``, on the same dates; NaN where nothing was published.
    """
    by = {c.key: c for c in classes}
    errors = {key: c.predicted - c.published for key, c in by.items()}
    worst = {key: _worst(c) for key, c in by.items()}
    dates = classes[0].dates
    first, last = dates[0].item(), dates[-1].item()

    def draw(chart: Chart, canvas: Canvas) -> None:
        lang = canvas.lang
        x = Days(first, last, title=say("charts.column.date", lang))
        top = max(float(np.nanmax(np.concatenate([c.predicted, c.published]))) for c in classes) / 1e3
        panel = canvas.panel(x, Linear(0, top * 1.03, ",.0f"), heading=say("charts.unit.usd_tn", lang), height=230)
        for key in by:
            panel.line("replay", f"{key}_predicted", COLOURS[key], width=2)
            panel.dots("replay", f"{key}_published", "ink", size=16)
        panel.ends(
            [
                Label(float(c.predicted[-1]) / 1e3, say(f"charts.line.{key}", lang), COLOURS[key])
                for key, c in by.items()
            ]
        )
        tips = [
            (f"{k}_{w}", f"{say(f'charts.line.{k}', lang)}, {say(f'charts.column.{w}', lang)}", ".3f")
            for k in by
            for w in ("predicted", "published")
        ]
        panel.tips("replay", tips)
        reach = max(float(np.nanmax(np.abs(e))) for e in errors.values())
        lower = canvas.panel(
            x, Linear(-reach, reach, "+,.0f", ticks=4), heading=say("charts.replay.error", lang), height=130
        )
        lower.level(0.0)
        for key in by:
            lower.line("replay", f"{key}_error", COLOURS[key], width=1.8)
        lower.ends(
            [
                Label(float(e[np.isfinite(e)][-1]), say(f"charts.line.{key}", lang), COLOURS[key])
                for key, e in errors.items()
            ]
        )
        lower.tips("replay", [(f"{k}_error", say(f"charts.line.{k}", lang), "+,.1f") for k in by])

    columns: list[Column] = [DATE]
    cells: dict[str, Any] = {"date": dates}
    for key, c in by.items():
        columns += [
            Column(f"{key}_predicted", "charts.column.predicted", TN, 3),
            Column(f"{key}_published", "charts.column.published", TN, 3),
            Column(f"{key}_error", "charts.column.error", BN, 1),
        ]
        cells |= {
            f"{key}_predicted": c.predicted / 1e3,
            f"{key}_published": c.published / 1e3,
            f"{key}_error": errors[key],
        }
    treasuries, mbs = worst["treasuries"], worst["mbs"]
    return Chart(
        key=f"replay_{programme.lower()}",
        section="how-long",
        tables=(table("replay", columns, cells),),
        title=Phrase(
            "charts.replay.title",
            {
                "programme": programme,
                "treasuries": Money(treasuries[0], "USD bn"),
                "treasuries_pct": Percent(treasuries[1]),
                "mbs": Money(mbs[0], "USD bn"),
                "mbs_pct": Percent(mbs[1]),
            },
        ),
        subtitle=Phrase("charts.replay.subtitle", {"start": Day(first), "end": Month(last)}),
        as_of=last,
        draw=draw,
        legend=(
            Key("charts.replay.treasuries", "blue"),
            Key("charts.replay.mbs", "vermillion"),
            Key("charts.replay.published", "ink", "dot"),
        ),
        origins=tuple(origins),
        note=Phrase("charts.replay.note"),
    )


def _worst(c: ReplayClass) -> tuple[float, float]:
    """Largest error in absolute value, USD bn, and in percent of what was published then."""
    error = np.abs(c.predicted - c.published)
    place = int(np.nanargmax(error))
    return float(error[place]), float(100 * error[place] / c.published[place])
