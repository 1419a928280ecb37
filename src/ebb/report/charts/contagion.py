"""Contagion by episode: how unusual each market's move was among equally long windows without an episode."""

from __future__ import annotations

from ebb.answers.contagion import GROUPS, Contagion
from ebb.planning.contagion import LEVEL
from ebb.report.canvas import Canvas
from ebb.report.chart import Chart, Column, table
from ebb.report.legend import Key
from ebb.report.scales import Linear, Names
from ebb.text import Count, Day, Number, Phrase, say

#: Shapes and colours by place of a channel within its group: told apart by both.
MARKS = (("vermillion", "circle"), ("blue", "diamond"), ("green", "square"), ("purple", "triangle-up"))


def contagion_table(found: Contagion) -> Chart:
    """One panel for each group of markets, one row for each episode, one mark for each market at its percentile.

    Parameters
    ----------
    found : Contagion
        With at least one move; groups without one have no panel.
    """
    moves = found.moves
    episodes = list(dict.fromkeys(one.episode for one in moves))
    groups = [group for group in GROUPS if any(one.group == group for one in moves)]
    low, high = 100.0 * (0.5 - LEVEL / 2.0), 100.0 * (0.5 + LEVEL / 2.0)

    def draw(chart: Chart, canvas: Canvas) -> None:
        lang = canvas.lang
        canvas.left, canvas.right = (124, 30) if canvas.narrow else (200, 40)
        for group in groups:
            own = [one for one in moves if one.group == group]
            x = Linear(
                0.0,
                100.0,
                ",.0f",
                column="percentile",
                title=say("contagion.chart.axis", lang) if group == groups[-1] else "",
                horizontal=True,
                ticks=5 if canvas.narrow else 10,
                tight=True,
            )
            rows = [key for key in episodes if any(one.episode == key for one in own)]
            entries = tuple((key, say(f"planning.episode.{key}.name", lang)) for key in rows)
            names = "、".join if lang == "zh-Hant" else ", ".join
            shown = [name for name in GROUPS[group] if any(one.channel == name for one in own)]
            panel = canvas.panel(
                x,
                Names(entries, row=20),
                heading=say(f"contagion.heading.{group}", lang)
                + names(f"{_SIGNS[_place(group, name)]} {say(f'contagion.channel.{name}', lang)}" for name in shown),
            )
            panel.shade(low, high, "hold")
            for name in shown:
                colour, shape = MARKS[_place(group, name)]
                pick = f"datum.channel === '{name}'"
                panel.dots("moves", "name", colour, x="percentile", size=62, when=pick, shape=shape, opacity=1)

    columns = (
        Column("name", "charts.column.episode"),
        Column("group", "contagion.chart.group"),
        Column("channel", "contagion.chart.channel"),
        Column("percentile", "contagion.chart.percentile", "percent", 0),
        Column("change", "contagion.chart.change", "", 1),
        Column("unit", "stress.head.unit"),
        Column("unusual", "contagion.chart.unusual"),
    )
    cells: dict[str, list[object]] = {
        "name": [one.episode for one in moves],
        "group": [one.group for one in moves],
        "channel": [one.channel for one in moves],
        "percentile": [100.0 * one.move.share for one in moves],
        "change": [one.move.change for one in moves],
        "unit": [one.unit for one in moves],
        "unusual": ["*" if one.move.unusual else "" for one in moves],
    }
    labels = {name: f"contagion.channel.{name}" for names in GROUPS.values() for name in names}
    return Chart(
        key="contagion_table",
        section="risks",
        tables=(table("moves", columns, cells, **labels, **{g: f"contagion.group.{g}" for g in GROUPS}),),
        title=Phrase(
            "contagion.chart.title",
            {
                "moves": Count(len(moves)),
                "unusual": Count(len(found.unusual)),
                "chance": Number((1.0 - LEVEL) * len(moves)),
            },
        ),
        subtitle=Phrase("contagion.chart.subtitle", {"day": Day(found.as_of)}),
        as_of=found.as_of,
        draw=draw,
        legend=(Key("contagion.chart.ordinary", "hold", "area"),),
        origins=found.origins,
        note=Phrase("contagion.chart.note"),
        dated=False,
    )


#: The shapes of :data:`MARKS` as they can be written beside a name.
_SIGNS = ("●", "◆", "■", "▲")


def _place(group: str, name: str) -> int:
    return GROUPS[group].index(name)
