"""When the Fed's notes and bonds mature."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from ebb.report.canvas import Canvas
from ebb.report.chart import Chart, Column, table
from ebb.report.charts._parts import BN
from ebb.report.inputs import Security
from ebb.report.legend import Key
from ebb.report.scales import Days, Linear
from ebb.series import Origin
from ebb.text import Day, Money, Percent, Phrase, say

#: Maturities inside this many years count as short in the title.
NEAR_YEARS = 5


def maturity_ladder(securities: Sequence[Security], as_of: date, origins: Sequence[Origin]) -> Chart:
    """Par of notes and bonds by calendar year of maturity, USD bn.

    Parameters
    ----------
    securities : sequence of Security
        Everything held on `as_of`, none matured.
    """
    total = sum(s.par for s in securities) / 1e9
    soon = sum(s.par for s in securities if s.maturity <= _years_on(as_of, 1)) / 1e9
    near = sum(s.par for s in securities if s.maturity <= _years_on(as_of, NEAR_YEARS)) / 1e9
    years = list(range(as_of.year, max(s.maturity.year for s in securities) + 1))
    par = {y: sum(s.par for s in securities if s.maturity.year == y) / 1e9 for y in years}
    limit = _years_on(as_of, NEAR_YEARS).year

    def draw(chart: Chart, canvas: Canvas) -> None:
        lang = canvas.lang
        canvas.right = 24
        x = Days(date(years[0], 1, 1), date(years[-1] + 1, 1, 1), title=say("charts.column.year", lang))
        panel = canvas.panel(
            x, Linear(0, max(par.values()) * 1.05, ",.0f"), heading=say("charts.unit.usd_bn", lang), height=250
        )
        wide = round(canvas.plot / len(years) * 0.72, 1)
        panel.bars("ladder", "near", "blue", width=wide)
        panel.bars("ladder", "far", "rule", width=wide)
        panel.tips("ladder", [("par", say("charts.column.par", lang), ",.1f")])

    return Chart(
        key="maturity_ladder",
        section="how",
        tables=(
            table(
                "ladder",
                (
                    Column("date", "charts.column.year"),
                    Column("par", "charts.column.par", BN, 1),
                    Column("near", "charts.ladder.near", BN, 1),
                    Column("far", "charts.ladder.far", BN, 1),
                ),
                {
                    "date": [date(y, 7, 1) for y in years],
                    "par": list(par.values()),
                    "near": [v if y <= limit else None for y, v in par.items()],
                    "far": [v if y > limit else None for y, v in par.items()],
                },
            ),
        ),
        title=Phrase(
            "charts.ladder.title",
            {
                "near": Percent(near / total * 100, digits=0),
                "total": Money(total, "USD bn"),
                "soon": Money(soon, "USD bn"),
            },
        ),
        subtitle=Phrase("charts.ladder.subtitle", {"day": Day(as_of)}),
        as_of=as_of,
        draw=draw,
        legend=(Key("charts.ladder.near", "blue", "bar"), Key("charts.ladder.far", "rule", "bar")),
        origins=tuple(origins),
        note=Phrase("charts.ladder.note"),
    )


def _years_on(day: date, years: int) -> date:
    """The same day some years on; 29 February becomes 28 February."""
    return date(day.year + years, day.month, min(day.day, 28) if day.month == 2 else day.day)
