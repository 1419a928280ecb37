"""Caps against what actually left, month by month."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from ebb.report.canvas import Canvas
from ebb.report.chart import Chart, Column, table
from ebb.report.charts._parts import BN, DATE, heading
from ebb.report.inputs import RunoffMonth
from ebb.report.legend import Key
from ebb.report.scales import Days, Linear
from ebb.series import Origin
from ebb.text import Month, Percent, Phrase, say

CLASSES = (("treasury", "blue"), ("mbs", "vermillion"))


def used(months: Sequence[RunoffMonth], which: str) -> float:
    """Percent of the caps that was used, over the months where both cap and runoff are known."""
    pairs = [(getattr(m, f"{which}_runoff"), getattr(m, f"{which}_cap")) for m in months]
    known = [(left, cap) for left, cap in pairs if left is not None and cap is not None]
    share: float = 100 * sum(left for left, _ in known) / sum(cap for _, cap in known)
    return share


def caps_and_runoff(programme: str, months: Sequence[RunoffMonth], origins: Sequence[Origin], as_of: date) -> Chart:
    """Monthly caps as a stepped line over bars of what left, Treasuries above MBS.

    Parameters
    ----------
    programme : str
        ``"QT1"`` or ``"QT2"``; part of the chart's key.
    months : sequence of RunoffMonth
        In order, without gaps.
    as_of : date
        Day of the last figure.
    """
    months = tuple(months)
    means = {name: smoothed([getattr(m, f"{name}_runoff") for m in months]) for name, _ in CLASSES}

    shares = {name: used(months, name) for name, _ in CLASSES}
    found = "title" if shares["mbs"] < shares["treasury"] - 5 else "title_even"

    def draw(chart: Chart, canvas: Canvas) -> None:
        canvas.right = 24
        first, last = months[0].month.replace(day=1), _next_month(months[-1].month)
        wide = canvas.plot / len(months) * 0.68
        for name, colour in CLASSES:
            seen = [v for m in months for w in ("cap", "runoff") if (v := getattr(m, f"{name}_{w}")) is not None]
            y = Linear(min(0.0, *seen), max(seen), ",.0f", ticks=5)
            head = heading(canvas.lang, f"charts.runoff.{name}", "usd_bn_month")
            panel = canvas.panel(
                Days(first, last, title=say("charts.column.month", canvas.lang)), y, heading=head, height=170
            )
            panel.bars("months", f"{name}_runoff", colour, width=round(wide, 1), opacity=0.35)
            panel.line("months", f"{name}_mean", colour, width=2.4)
            panel.line("months", f"{name}_cap", "ink", width=1.6, step=True)
            panel.level(0.0)
            words = [
                (f"{name}_runoff", say("charts.column.runoff", canvas.lang), ".1f"),
                (f"{name}_cap", say("charts.column.cap", canvas.lang), ".1f"),
            ]
            panel.tips("months", words)

    columns = (
        DATE,
        Column("treasury_cap", "charts.column.treasury_cap", BN, 1),
        Column("treasury_runoff", "charts.column.treasury_runoff", BN, 1),
        Column("mbs_cap", "charts.column.mbs_cap", BN, 1),
        Column("mbs_runoff", "charts.column.mbs_runoff", BN, 1),
    )
    smooth = tuple(Column(f"{name}_mean", "charts.runoff.mean", BN, 1) for name, _ in CLASSES)
    cells: dict[str, Any] = {"date": [m.month.replace(day=15) for m in months]}
    cells |= {c.name: [getattr(m, c.name) for m in months] for c in columns[1:]}
    cells |= {f"{name}_mean": mean for name, mean in means.items()}
    return Chart(
        key=f"caps_{programme.lower()}",
        section="how",
        tables=(table("months", (*columns, *smooth), cells),),
        title=Phrase(
            f"charts.runoff.{found}",
            {
                "programme": programme,
                "treasury": Percent(shares["treasury"], digits=0),
                "mbs": Percent(shares["mbs"], digits=0),
            },
        ),
        subtitle=Phrase("charts.runoff.subtitle", {"first": Month(months[0].month), "last": Month(months[-1].month)}),
        as_of=as_of,
        draw=draw,
        legend=(
            Key("charts.runoff.actual_treasury", "blue", "area"),
            Key("charts.runoff.actual_mbs", "vermillion", "area"),
            Key("charts.runoff.mean", "muted"),
            Key("charts.column.cap", "ink"),
        ),
        origins=tuple(origins),
        note=Phrase("charts.runoff.note"),
    )


def smoothed(values: Sequence[float | None]) -> list[float | None]:
    """Mean of each value and its two neighbours; None at the ends and beside a gap.

    >>> smoothed([1.0, 2.0, 6.0, None])
    [None, 3.0, None, None]
    """
    inner = [
        None if None in trio else sum(v for v in trio if v is not None) / 3
        for trio in zip(values, values[1:], values[2:], strict=False)
    ]
    return [None, *inner, None][: len(values)]


def _next_month(day: date) -> date:
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)
