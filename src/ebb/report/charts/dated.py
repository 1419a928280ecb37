"""When a plan leaves ample: reserves with their fan over the demand band and the article's levels, and the chance by month."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from ebb.report.canvas import Canvas, Label
from ebb.report.chart import Chart, Column, table
from ebb.report.charts._parts import DATE, TN, heading, origins_of, together
from ebb.report.inputs import Belt, Fan
from ebb.report.legend import Key
from ebb.report.scales import Days, Linear
from ebb.series import Origin, Series
from ebb.text import Money, Month, Percent, Phrase, Range, Said, say

#: Risks drawn as rules, percent.
RISKS = (5.0, 10.0, 25.0)
#: Where words over the article's levels stand clear of the published line.
_CLEAR = date(2020, 9, 1)


def leaving_ample(
    plan: Said,
    history: Series,
    fan: Fan,
    edge: Belt | None,
    claimed: Sequence[Belt],
    *,
    first: date = date(2017, 1, 1),
    origins: Sequence[Origin] = (),
) -> Chart:
    """Reserves, USD tn, and the chance that repo costs more than the Fed pays on them, percent.

    Parameters
    ----------
    plan : Said
        Name of the plan.
    history : Series, money
        Published reserves.
    fan : Fan
        The plan's months.
    edge : Belt, optional
        Where the demand estimate lets repo cost what the Fed pays, at today's bank assets.
    claimed : sequence of Belt
        Levels others named, in today's money.
    """
    past = history.in_unit("USD tn").between(first, fan.dates[0].item())
    start, end = fan.dates[0].item(), fan.dates[-1].item()
    top = max(float(past.values.max(initial=0.0)), float(fan.p95.max()) / 1e3)
    later = min(12, len(fan.dates))

    def draw(chart: Chart, canvas: Canvas) -> None:
        lang = canvas.lang
        x = Days(first, end, title=say("charts.column.date", lang))
        panel = canvas.panel(
            x, Linear(0, top * 1.04, ",.0f"), heading=heading(lang, "charts.line.reserves", "usd_tn"), height=250
        )
        for belt in claimed:
            panel.belt(belt.low / 1e3, belt.high / 1e3, "purple", opacity=0.18)
            if not canvas.narrow:  # on a phone the legend and the note say it
                panel.words(_CLEAR, (belt.low + belt.high) / 2e3, belt.name.say(lang), "muted", dx=6, fontSize=10.5)
        if edge is not None:
            panel.belt(edge.low / 1e3, edge.high / 1e3, "orange", opacity=0.18)
            panel.level(edge.central / 1e3, "orange", dash=True)
            if not canvas.narrow:
                panel.words(first, edge.central / 1e3, edge.name.say(lang), "muted", dx=6, dy=-8, fontSize=10.5)
        panel.upright(start)
        panel.band("fan", "p05", "p95", "blue", opacity=0.16)
        panel.band("fan", "p16", "p84", "blue", opacity=0.22)
        panel.line("past", "value", "ink", width=2.2)
        panel.line("fan", "p50", "blue", width=2.4)
        panel.ends([Label(float(fan.p50[-1]) / 1e3, f"{float(fan.p50[-1]) / 1e3:.2f}", "blue")])
        panel.tips("past", [("value", say("charts.column.published", lang), ".3f")])
        panel.tips("fan", [(n, say(f"charts.dated.{n}", lang), ".2f") for n in ("p05", "p50", "p95")])
        months = Days(start, end, title=say("charts.column.date", lang))
        lower = canvas.panel(months, Linear(0, 100, ",.0f"), heading=say("charts.dated.chance", lang), height=150)
        for risk in RISKS:
            lower.level(risk, "rule", dash=True)
        lower.band("chance", "low", "high", "vermillion", opacity=0.16)
        lower.line("chance", "chance", "vermillion", width=2.4)
        lower.ends([Label(float(fan.chance[-1]), f"{float(fan.chance[-1]):.0f}%", "vermillion")])
        lower.tips("chance", [(n, say(f"charts.dated.{n}", lang), ".0f") for n in ("chance", "low", "high")])

    columns = tuple(Column(n, f"charts.dated.{n}", TN, 3) for n in ("p05", "p16", "p50", "p84", "p95"))
    return Chart(
        key="leaving_ample",
        section="how-much",
        tables=(
            together("past", {"value": (past, "charts.line.reserves")}, TN, digits=3),
            table(
                "fan", (DATE, *columns), {"date": fan.dates, **{c.name: getattr(fan, c.name) / 1e3 for c in columns}}
            ),
            table(
                "chance",
                (DATE, *(Column(n, f"charts.dated.{n}", "percent", 1) for n in ("chance", "low", "high"))),
                {"date": fan.dates, "chance": fan.chance, "low": fan.low, "high": fan.high},
            ),
        ),
        title=Phrase(
            "charts.dated.title",
            {
                "plan": plan,
                "first": Month(start),
                "begins": Percent(float(fan.chance[0]), digits=0),
                "later": Month(fan.dates[later - 1].item()),
                "ends": Percent(float(fan.chance[later - 1]), digits=0),
            },
        ),
        subtitle=Phrase("charts.dated.subtitle"),
        as_of=past.last()[0] if len(past) else start,
        draw=draw,
        direct=True,
        legend=(
            Key("charts.column.published", "ink"),
            Key("charts.dated.p50", "blue"),
            Key("charts.dated.fan", "blue", "area"),
            *((Key("charts.dated.edge", "orange", "area"),) if edge is not None else ()),
            *((Key("charts.dated.claimed", "purple", "area"),) if claimed else ()),
            Key("charts.dated.chance", "vermillion"),
        ),
        origins=(*origins_of(history), *origins),
        note=Phrase("charts.dated.note", _levels(claimed)) if claimed else Phrase("charts.dated.note_plain"),
    )


def _levels(claimed: Sequence[Belt]) -> dict[str, Said | str]:
    names = ("first", "second")
    return {
        name: Range(*(Money(edge, scale="USD tn", digits=2) for edge in (belt.low, belt.high)))
        for name, belt in zip(names, (*claimed, claimed[-1]), strict=False)
    }
