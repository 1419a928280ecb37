"""Projected paths: one plan under low, central and high assumptions, and several plans beside each other."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np

from ebb.report.canvas import Canvas, Label, Panel
from ebb.report.chart import Chart, Column, Inside, Table, table
from ebb.report.charts._parts import DATE, TN, origins_of, together
from ebb.report.inputs import Band, Belt, Path
from ebb.report.legend import Key
from ebb.report.picture import wrapped
from ebb.report.scales import Days, Linear
from ebb.series import Origin, Series
from ebb.text import Count, Money, Month, Phrase, Range, Said, say

#: USD billion within which two plans end alike: half the last digit that the title shows.
_SAME = 5.0
#: Days between two month ends, with some to spare: further apart, the way between is drawn as its own line.
_ADJOINS = 40


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
        What was published, drawn up to the first projected day; may be empty.
    band : Band
    belt : Belt, optional
        A level that matters to the line, with its interval.
    """
    past = history.in_unit("USD tn")
    start, end = band.dates[0].item(), band.dates[-1].item()
    edge_low, edge_high = np.minimum(band.low, band.high), np.maximum(band.low, band.high)
    single = _alike(band)
    first = date(start.year - 6, 1, 1) if len(past) else start
    shown = past.between(first, start)
    waits = between(shown, start, [float(band.central[0]) / 1e3])
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
            lines = wrapped(belt.name.say(lang), x.pixel(start, canvas.plot) - 14, 10.5)
            panel.words(first, belt.low / 1e3, lines, "muted", dx=6, dy=6, fontSize=10.5, lineHeight=14, baseline="top")
        panel.upright(start)
        panel.band("band", "edge_low", "edge_high", "blue")
        panel.line("past", "value", "ink", width=2.2)
        if waits:
            wait(panel, start, top)
        panel.line("band", "central", "blue", width=2.4)
        for name in ("low", "high"):
            panel.line("band", name, "blue", width=1, dash=True)
        if len(past):
            panel.words(start, top, say("charts.path.from_here", lang), "muted", dx=6, fontSize=10.5)
        last = {n: float(getattr(band, n)[-1]) / 1e3 for n in ("low", "central", "high")}
        named = {n: f"{say(f'charts.setting.{n}', lang)} {v:.2f}" for n, v in last.items()}
        labels = {"central": f"{last['central']:.2f}"} if single else named
        panel.ends([Label(last[n], text, "blue") for n, text in labels.items()])
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
            *waits,
        ),
        title=_path_title(line, plan, band),
        subtitle=Phrase(
            "charts.path.subtitle_one" if single else "charts.path.subtitle", {"line": Phrase(f"charts.line.{line}")}
        ),
        as_of=past.last(start)[0] if len(past) else start,
        dated=len(past) > 0,
        draw=draw,
        direct=True,
        legend=(
            Key("charts.column.published", "ink"),
            Key("charts.setting.central", "blue"),
            Key("charts.path.range", "blue", "area"),
            *wait_key(waits),
        ),
        origins=(*origins_of(history), *origins),
        note=None if single else Phrase("charts.path.note"),
    )


def _path_title(line: str, plan: Said, band: Band) -> Phrase:
    """Where the line ends; with the range only where the settings differ at all."""
    low, central, high = (float(values[-1]) for values in (band.low, band.central, band.high))
    said: dict[str, Said | str] = {
        "plan": plan,
        "line": Inside(f"charts.line.{line}"),
        "central": Money(central, "USD bn", scale="USD tn"),
        "end": Month(band.dates[-1].item()),
    }
    if _alike(band):
        return Phrase("charts.path.title_one", said)
    edges = sorted((low, high))
    said["range"] = Range(*(Money(edge, "USD bn", scale="USD tn") for edge in edges))
    return Phrase("charts.path.title", said)


def _alike(band: Band) -> bool:
    """Whether the band is one run, or three that do not differ."""
    return np.array_equal(band.low, band.central) and np.array_equal(band.central, band.high)


def plans_compared(
    line: str, history: Series, plans: Sequence[Path], *, section: str = "how-long", origins: Sequence[Origin] = ()
) -> Chart:
    """The central path of several plans, at most six, USD tn."""
    past = history.in_unit("USD tn")
    colours = ("blue", "vermillion", "green", "purple", "muted", "orange")
    start = min(p.dates[0].item() for p in plans)
    end = max(p.dates[-1].item() for p in plans)
    first = date(start.year - 4, 1, 1)
    shown = past.between(first, start)
    waits = between(shown, start, [float(p.values[0]) / 1e3 for p in plans if p.dates[0].item() == start])
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
        if waits:
            wait(panel, start, top)
        for i, (plan, colour) in enumerate(zip(plans, colours, strict=False)):
            panel.line("plans", plan.key, colour, width=2, dash=i % 2 == 1)  # where plans meet, both are seen
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
            *waits,
        ),
        title=Phrase(
            "charts.plans.title",
            {
                "line": Phrase(f"charts.line.{line}"),
                "end": Month(end),
                "least": Money(finals[0][0], "USD bn", scale="USD tn"),
                "least_plan": _plan_at(finals, finals[0]),
                "most": Money(finals[-1][0], "USD bn", scale="USD tn"),
                "most_plan": _plan_at(finals, finals[-1]),
            },
        ),
        subtitle=Phrase("charts.plans.subtitle", {"line": Phrase(f"charts.line.{line}")}),
        as_of=past.last(start)[0],
        draw=draw,
        direct=True,
        legend=(
            Key("charts.column.published", "ink"),
            *(Key(p.name, c, ("line", "dash")[i % 2]) for i, (p, c) in enumerate(zip(plans, colours, strict=False))),
            *wait_key(waits),
        ),
        origins=(*origins_of(history), *origins),
        note=Phrase("charts.plans.note"),
    )


def _plan_at(finals: Sequence[tuple[float, Path]], end: tuple[float, Path]) -> Said:
    """The plan that ends there; where several end within a rounding of one another, how many they are."""
    together = sum(abs(level - end[0]) < _SAME for level, _ in finals)
    return end[1].name if together == 1 else Phrase("charts.plans.several", {"n": Count(together)})


def between(shown: Series, start: date, levels: Sequence[float], unit: str = TN) -> tuple[Table, ...]:
    """The months from the last published figure to the first month of a plan that begins later; none where they adjoin.

    Of several plans the line leads to the one that departs least from what is published.
    """
    if not len(shown) or (start - shown.last()[0]).days <= _ADJOINS:
        return ()
    last, value = shown.last()
    nearest = min(levels, key=lambda level: abs(level - value))
    columns = (DATE, Column("value", "charts.path.until_then", unit, 3))
    return (table("between", columns, {"date": [last, start], "value": [value, nearest]}),)


def wait(panel: Panel, start: date, top: float) -> None:
    """Draw the way to the plan's first month; its words stand before the rule, as "projected" stands behind it."""
    panel.line("between", "value", "ink", width=1.6, dots=True)
    if not panel.canvas.narrow:
        words = say("charts.path.in_force", panel.canvas.lang)
        panel.words(start, top, words, "muted", align="right", dx=-6, fontSize=10.5)


def wait_key(waits: Sequence[Table]) -> tuple[Key, ...]:
    """Its entry in the legend, where there is such a way."""
    return (Key("charts.path.until_then", "ink", "dots"),) if waits else ()
