"""The Fed's balance sheet since 2003, with its programmes shaded."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from ebb.report.canvas import Canvas, Label
from ebb.report.chart import Chart
from ebb.report.charts._parts import TN, origins_of, programmes, together, weekly
from ebb.report.inputs import Span
from ebb.report.legend import Key
from ebb.report.scales import Days, Linear
from ebb.series import Series
from ebb.text import Money, Month, Number, Percent, Phrase, say

#: The last month before money markets froze, against which the present size is measured.
BEFORE_THE_CRISIS = date(2007, 7, 31)


def balance_sheet(total: Series, treasuries: Series, mbs: Series, spans: Sequence[Span], as_of: date) -> Chart:
    """Total assets, Treasuries and MBS, USD tn.

    Parameters
    ----------
    total, treasuries, mbs : Series, money, Wednesday levels
    spans : sequence of Span
        Purchase and runoff programmes.
    as_of : date
        Nothing known later is drawn.
    """
    lines = {
        "total_assets": total.as_of(as_of).in_unit("USD tn"),
        "treasuries": treasuries.as_of(as_of).in_unit("USD tn"),
        "mbs": mbs.as_of(as_of).in_unit("USD tn"),
    }
    all_assets = lines["total_assets"]
    now_day, now = all_assets.last()
    peak = int(all_assets.values.argmax())
    base_day, base = all_assets.last(BEFORE_THE_CRISIS)
    spans = tuple(spans)
    colours = {"total_assets": "ink", "treasuries": "blue", "mbs": "vermillion"}
    top = float(all_assets.values[peak])

    def draw(chart: Chart, canvas: Canvas) -> None:
        x = Days(all_assets.dates[0].item(), now_day, title=say("charts.column.date", canvas.lang))
        y = Linear(0, top * 1.06, ",.0f")
        panel = canvas.panel(x, y, heading=say("charts.unit.usd_tn", canvas.lang), height=330)
        programmes(panel, spans)
        for name, colour in colours.items():
            panel.line("levels", name, colour, width=2.4 if name == "total_assets" else 1.9)
        panel.ends(
            [
                Label(s.last()[1], f"{say(f'charts.line.{name}', canvas.lang)} {s.last()[1]:.2f}", colours[name])
                for name, s in lines.items()
            ]
        )
        panel.tips("levels", [(n, say(f"charts.line.{n}", canvas.lang), ".3f") for n in lines])

    return Chart(
        key="balance_sheet",
        section="what",
        tables=(together("levels", {n: (s, f"charts.line.{n}") for n, s in lines.items()}, TN, digits=3),),
        title=Phrase(
            "charts.balance_sheet.title",
            {
                "now": Money(now, "USD tn"),
                "fall": Percent((1 - now / top) * 100, digits=0),
                "peak": Month(all_assets.dates[peak].item()),
                "times": Number(now / base),
                "base": Month(base_day),
            },
        ),
        subtitle=Phrase(f"charts.balance_sheet.{'weekly' if weekly(total) else 'subtitle'}"),
        as_of=now_day,
        draw=draw,
        direct=True,
        legend=(
            *(Key(f"charts.line.{n}", c) for n, c in colours.items()),
            Key("charts.kind.qe", "qe", "bar"),
            Key("charts.kind.qt", "qt", "bar"),
        ),
        origins=origins_of(total, treasuries, mbs),
        note=Phrase(f"charts.balance_sheet.{'note_weekly' if weekly(total) else 'note'}"),
    )
