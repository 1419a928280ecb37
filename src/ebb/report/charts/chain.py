"""The chain from a plan to the economy: every link's range as a multiple of its own middle, so that widening shows."""

from __future__ import annotations

from ebb.answers.chain import Chain
from ebb.report.canvas import Canvas
from ebb.report.chart import Chart, Column, table
from ebb.report.legend import Key
from ebb.report.scales import Linear, Names
from ebb.text import BasisPoints, Day, Money, Number, Percent, Phrase, Range, Said, say
from ebb.yields.chain import Link

COLOURS = {"trunk": "vermillion", "branch": "blue"}
#: Links that hang on the long yield and lead nowhere: borrowing costs.
_BRANCHES = ("mortgage", "corporate")
#: Where every middle stands.
_MIDDLE = 100.0


def widening_chain(found: Chain) -> Chart:
    """Low, middle and high of each link over its middle, with the numbers themselves at the right.

    From the narrowest down to the widest. Law: no stretch is shorter than that of the link it hangs on.
    """
    links = sorted((one for one in found.links if one.central), key=lambda one: one.relative_width)
    spans = {one.key: sorted((100.0 * one.low / one.central, 100.0 * one.high / one.central)) for one in links}
    widest = max(edges[1] for edges in spans.values())
    first = next(one for one in links if one.key == "ten_year")
    whole = found.link("output") is not None
    last = links[-1]

    def draw(chart: Chart, canvas: Canvas) -> None:
        lang = canvas.lang
        canvas.left, canvas.right = (112, 96) if canvas.narrow else (190, 170)
        x = Linear(
            min(0.0, *(edges[0] for edges in spans.values())),
            widest,
            ",.0f",
            column="middle",
            title=say("chain.chart.axis", lang),
            horizontal=True,
            ticks=4 if canvas.narrow else 8,
        )
        entries = tuple((one.key, say(f"chain.link.{one.key}", lang)) for one in links)
        panel = canvas.panel(x, Names(entries, row=34), heading="")
        panel.upright(_MIDDLE, "rule")
        for kind, colour in COLOURS.items():
            pick = f"datum.kind === '{kind}'"
            panel.stretch("links", "from", "to", colour, width=9, when=pick)
        panel.dots("links", "name", "ink", x="middle", size=60, opacity=1)
        for one in links:
            panel.words(x.domain()[1], one.key, _said(one).say(lang), "ink", dx=8)

    cells: dict[str, list[object]] = {
        "name": [one.key for one in links],
        "kind": ["branch" if one.key in _BRANCHES else "trunk" for one in links],
        "from": [spans[one.key][0] for one in links],
        "middle": [_MIDDLE for _ in links],
        "to": [spans[one.key][1] for one in links],
        "low": [one.low for one in links],
        "central": [one.central for one in links],
        "high": [one.high for one in links],
        "unit": [one.unit for one in links],
        "width": [one.relative_width for one in links],
    }
    authors = [who for one in links if one.key in ("output", "prices") for who in one.who]
    who = "; ".join(dict.fromkeys(authors)) or "–"
    return Chart(
        key="widening_chain",
        section="risks",
        tables=(
            table(
                "links",
                (
                    Column("name", "chain.chart.link"),
                    Column("kind", "charts.column.kind"),
                    Column("from", "charts.column.lower_edge", "percent", 0),
                    Column("middle", "chain.chart.middle", "percent", 0),
                    Column("to", "charts.column.upper_edge", "percent", 0),
                    Column("low", "chain.chart.low", "", 2),
                    Column("central", "chain.chart.central", "", 2),
                    Column("high", "chain.chart.high", "", 2),
                    Column("unit", "stress.head.unit"),
                    Column("width", "chain.chart.width", "", 1),
                ),
                cells,
            ),
        ),
        title=Phrase(
            f"chain.chart.title{'' if whole else '_short'}",
            {"first": Number(first.relative_width), "last": Number(last.relative_width)},
        ),
        subtitle=Phrase("chain.chart.subtitle", {"plan": found.plan, "day": Day(found.as_of)}),
        as_of=found.as_of,
        draw=draw,
        legend=(
            Key("chain.chart.trunk", "vermillion", "bar"),
            Key("chain.chart.branch", "blue", "bar"),
            Key("chain.chart.middle", "ink", "dot"),
        ),
        note=Phrase("chain.chart.note", {"who": who}),
        dated=False,
    )


def _said(one: Link) -> Said:
    if one.unit == "USD tn":
        low, high = Money(1000.0 * one.low), Money(1000.0 * one.high)
        return high if low.say("en") == high.say("en") else Range(low, high)
    if one.unit == "bp":
        return Range(BasisPoints(one.low), BasisPoints(one.high))
    return Range(Percent(one.low + 0.0), Percent(one.high + 0.0))
