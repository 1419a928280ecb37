"""Projected paths: one plan under low, central and high assumptions, and several plans beside each other."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np

from ebb.report.canvas import Canvas, Label
from ebb.report.chart import Chart, Column, Inside, table
from ebb.report.charts._parts import DATE, TN, origins_of, together
from ebb.report.inputs import Band, Belt, Path
from ebb.report.legend import Key
from ebb.report.scales import Days, Linear
from ebb.series import Origin, Series
from ebb.text import Money, Month, Phrase, Range, Said, say


def projected_path(
    line: str,
    plan: Said,
    history: Series,
    band: Band,
    *,
    belt: Belt | None = None,
    section: str = "how-long",
    origins: Sequence[Origin] = (),
) -> Chart:
    """History and projection of one line of the balance sheet, USD tn.

    Parameters
    ----------
    line : str
        A key of ``charts.line``: ``"reserves"``, ``"total_assets"``, ...
    plan : Said
        Name of the plan in both languages.
    history : Series, money
        What was published, drawn up to the first projected day.
    band : Band
    belt : Belt, optional
        A level that matters to the line, with its interval.
    """
    past = history.in_unit("USD tn")
    start, end = band.dates[0].item(), band.dates[-1].item()
    edge_low, edge_high = np.minimum(band.low, band.high), np.maximum(band.low, band.high)
    span = Range(
        Money(float(edge_low[-1]), "USD bn", scale="USD tn"), Money(float(edge_high[-1]), "USD bn", scale="USD tn")
    )
    first = date(start.year - 6, 1, 1)
    shown = past.between(first, start)
    top = max(float(shown.values.max(initial=0.0)), float(edge_high.max()) / 1e3)

    def draw(chart: Chart, canvas: Canvas) -> None:
        lang = canvas.lang
        x = Days(first, end, title=say("charts.column.date", lang))
        panel = canvas.panel(
            x, Linear(0, top * 1.04, ",.1f" if top < 4 else ",.0f"), heading=say("charts.unit.usd_tn", lang), height=270
        )
        if belt is not None:
            panel.belt(belt.low / 1e3, belt.high / 1e3, "orange", opacity=0.16)
            panel.level(belt.central / 1e3, "orange", dash=True)
            panel.words(first, belt.low / 1e3, belt.name.say(lang), "muted", dx=6, dy=12, fontSize=10.5)
        panel.upright(start)
        panel.band("band", "edge_low", "edge_high", "blue")
        panel.line("past", "value", "ink", width=2.2)
        panel.line("band", "central", "blue", width=2.4)
        for name in ("low", "high"):
            panel.line("band", name, "blue", width=1, dash=True)
        panel.words(start, top, say("charts.path.from_here", lang), "muted", dx=6, fontSize=10.5)
        last = {n: float(getattr(band, n)[-1]) / 1e3 for n in ("low", "central", "high")}
        panel.ends([Label(v, f"{say(f'charts.setting.{n}', lang)} {v:.2f}", "blue") for n, v in last.items()])
        panel.tips("past", [("value", say("charts.column.published", lang), ".3f")])
        panel.tips("band", [(n, say(f"charts.setting.{n}", lang), ".3f") for n in last])

    columns = (
        DATE,
        *(Column(n, f"charts.setting.{n}", TN, 3) for n in ("low", "central", "high")),
        Column("edge_low", "charts.column.lower_edge", TN, 3),
        Column("edge_high", "charts.column.upper_edge", TN, 3),
    )
    cells: dict[str, Any] = {
        "date": band.dates,
        "low": band.low / 1e3,
        "central": band.central / 1e3,
        "high": band.high / 1e3,
        "edge_low": edge_low / 1e3,
        "edge_high": edge_high / 1e3,
    }
    return Chart(
        key=f"path_{line}",
        section=section,
        tables=(
            together("past", {"value": (shown, f"charts.line.{line}")}, TN, digits=3),
            table("band", columns, cells),
        ),
        title=Phrase(
            "charts.path.title",
            {
                "plan": plan,
                "line": Inside(f"charts.line.{line}"),
                "central": Money(float(band.central[-1]), "USD bn", scale="USD tn"),
                "range": span,
                "end": Month(end),
            },
        ),
        subtitle=Phrase("charts.path.subtitle", {"line": Phrase(f"charts.line.{line}")}),
        as_of=past.last(start)[0],
        draw=draw,
        direct=True,
        legend=(
            Key("charts.column.published", "ink"),
            Key("charts.setting.central", "blue"),
            Key("charts.path.range", "blue", "area"),
        ),
        origins=(*origins_of(history), *origins),
        note=Phrase("charts.path.note"),
    )


def plans_compared(
    line: str, history: Series, plans: Sequence[Path], *, section: str = "how-long", origins: Sequence[Origin] = ()
) -> Chart:
    """The central path of several plans, at most six, USD tn."""
    past = history.in_unit("USD tn")
    colours = ("blue", "vermillion", "green", "orange", "purple", "muted")
    start = min(p.dates[0].item() for p in plans)
    end = max(p.dates[-1].item() for p in plans)
    first = date(start.year - 4, 1, 1)
    shown = past.between(first, start)
    finals = sorted(((float(p.values[-1]), p) for p in plans), key=lambda pair: pair[0])
    top = max(float(shown.values.max(initial=0.0)), *(float(p.values.max()) / 1e3 for p in plans))
    days = np.unique(np.concatenate([p.dates for p in plans]))
    cells: dict[str, list[object]] = {"date": list(days)}
    for plan in plans:
        known = dict(zip(plan.dates.tolist(), (plan.values / 1e3).tolist(), strict=True))
        cells[plan.key] = [known.get(d) for d in days.tolist()]

    def draw(chart: Chart, canvas: Canvas) -> None:
        lang = canvas.lang
        canvas.right = 150
        x = Days(first, end, title=say("charts.column.date", lang))
        panel = canvas.panel(
            x, Linear(0, top * 1.04, ",.1f" if top < 4 else ",.0f"), heading=say("charts.unit.usd_tn", lang), height=300
        )
        panel.upright(start)
        panel.line("past", "value", "ink", width=2.2)
        for plan, colour in zip(plans, colours, strict=False):
            panel.line("plans", plan.key, colour, width=2)
        panel.ends(
            [
                Label(float(p.values[-1]) / 1e3, f"{p.name.say(lang)} {p.values[-1] / 1e3:.2f}", c)
                for p, c in zip(plans, colours, strict=False)
            ]
        )
        panel.tips("plans", [(p.key, p.name.say(lang), ".3f") for p in plans])

    return Chart(
        key=f"plans_{line}",
        section=section,
        tables=(
            together("past", {"value": (shown, f"charts.line.{line}")}, TN, digits=3),
            table("plans", (DATE, *(Column(p.key, p.name, TN, 3) for p in plans)), cells),
        ),
        title=Phrase(
            "charts.plans.title",
            {
                "line": Phrase(f"charts.line.{line}"),
                "end": Month(end),
                "least": Money(finals[0][0], "USD bn", scale="USD tn"),
                "least_plan": finals[0][1].name,
                "most": Money(finals[-1][0], "USD bn", scale="USD tn"),
                "most_plan": finals[-1][1].name,
            },
        ),
        subtitle=Phrase("charts.plans.subtitle", {"line": Phrase(f"charts.line.{line}")}),
        as_of=past.last(start)[0],
        draw=draw,
        direct=True,
        legend=(Key("charts.column.published", "ink"), *(Key(p.name, c) for p, c in zip(plans, colours, strict=False))),
        origins=(*origins_of(history), *origins),
        note=Phrase("charts.plans.note"),
    )
