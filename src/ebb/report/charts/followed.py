"""One redemption followed through the books: which claims shrink, by who buys the security that replaces it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from ebb.report.canvas import Canvas
from ebb.report.chart import Chart, Column, table
from ebb.report.inputs import FollowedCase
from ebb.report.scales import Names, Slots
from ebb.series import Origin
from ebb.text import Count, Number, Phrase, say

#: the columns of the matrix
LINES = ("reserves", "on_rrp", "deposits", "tga")


def redemption_followed(cases: Sequence[FollowedCase], as_of: date) -> Chart:
    """A matrix of cases and lines, USD bn for one billion not reinvested: falls and rises are filled, a zero is a dot.

    Parameters
    ----------
    cases : sequence of FollowedCase
        `lines` by the names in :data:`LINES`; a zero is a finding here and is written.
    as_of : date
        Of the report; double entry has no date of its own.
    """

    def draw(chart: Chart, canvas: Canvas) -> None:
        canvas.left, canvas.right = (140, 12) if canvas.narrow else (250, 24)
        entries = tuple((case.key, case.name.say(canvas.lang)) for case in cases)
        words = {line: f"charts.followed.line.{line}" for line in LINES}
        words |= {"on_rrp": "charts.line.on_rrp_short"} if canvas.narrow else {}
        heads = tuple((line, say(key, canvas.lang)) for line, key in words.items())
        panel = canvas.panel(Slots(heads), Names(entries, row=32), heading=say("charts.unit.usd_bn", canvas.lang))
        for case in cases:
            for place, line in enumerate(LINES):
                change = case.lines[line]
                if round(change, 1) == 0:
                    panel.cell(place, case.key, "·", "faint", opacity=0.35, strong=False)
                    continue
                text = Number(change, digits=1, signed=True).say(canvas.lang).replace("-", "−")
                panel.cell(place, case.key, text, "vermillion" if change < 0 else "blue", opacity=0.3)

    def falls(line: str) -> Count:
        return Count(sum(case.lines[line] < 0 for case in cases))

    columns = [Column("name", "charts.followed.column")]
    columns += [Column(line, f"charts.followed.line.{line}", "usd_bn", 1) for line in LINES]
    cells: dict[str, list[object]] = {"name": [case.key for case in cases]}
    cells |= {line: [case.lines[line] for case in cases] for line in LINES}
    return Chart(
        key="redemption_followed",
        section="how",
        tables=(table("cases", columns, cells),),
        title=Phrase(
            "charts.followed.title",
            {"reserves": falls("reserves"), "deposits": falls("deposits"), "n": Count(len(cases))},
        ),
        subtitle=Phrase("charts.followed.subtitle"),
        as_of=as_of,
        draw=draw,
        origins=(Origin("ebb", "double entry, ebb.books.cases", evidence="computed"),),
        note=Phrase("charts.followed.note"),
        dated=False,
    )
