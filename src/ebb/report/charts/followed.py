"""One redemption followed through the books: which claims shrink, by who buys the security that replaces it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from ebb.report.canvas import Canvas
from ebb.report.chart import Chart, Column, table
from ebb.report.charts._parts import heading
from ebb.report.charts._rows import row_bars
from ebb.report.inputs import FollowedCase
from ebb.series import Origin
from ebb.text import Count, Phrase

#: line -> colour; the order of the panels
LINES = {"reserves": "blue", "on_rrp": "vermillion", "deposits": "green", "tga": "purple"}


def redemption_followed(cases: Sequence[FollowedCase], as_of: date) -> Chart:
    """A bar for each case and line, USD bn for one billion not reinvested.

    Parameters
    ----------
    cases : sequence of FollowedCase
        `lines` by the names in :data:`LINES`; a zero is a finding here and is written.
    as_of : date
        Of the report; double entry has no date of its own.
    """

    def draw(chart: Chart, canvas: Canvas) -> None:
        canvas.left, canvas.right = (150, 34) if canvas.narrow else (250, 50)
        entries = tuple((case.key, case.name.say(canvas.lang)) for case in cases)
        for line, colour in LINES.items():
            row_bars(
                canvas,
                "cases",
                line,
                entries,
                {case.key: case.lines[line] for case in cases},
                heading=heading(canvas.lang, f"charts.followed.line.{line}", "usd_bn"),
                colour=colour,
                digits=1,
            )

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
    )
