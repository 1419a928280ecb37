"""The article's own three pictures, remade from the record and corrected.

Figure 1 shows 2017-19, reserves and the price of overnight money; figure 2, missing from the article, is rebuilt from
the argument beside it; figure 3 carried a wrong caption: it was overnight reverse repo that reached a record, not QT.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import numpy as np

from ebb.report.canvas import Canvas, Label
from ebb.report.chart import Chart, Column, table
from ebb.report.charts._parts import BN, DATE, TN, heading, origins_of, programmes, together, until
from ebb.report.inputs import Claimed, Peak, Span
from ebb.report.legend import Key
from ebb.report.picture import wrapped
from ebb.report.scales import Days, Linear
from ebb.series import Series
from ebb.text import BasisPoints, Day, Money, Month, Phrase, Range, say


def figure_one(
    reserves: Series, total: Series, spread: Series, claimed: Claimed, spans: Sequence[Span], first: date, last: date
) -> Chart:
    """Reserves and total assets of 2017-19 with the level once called enough; the dearest overnight rate below.

    Parameters
    ----------
    reserves : Series, money, week average
    total : Series, money, Wednesday level
    spread : Series, bp
        Highest SOFR of the month less the top of the target range.
    claimed : Claimed
        The level that was thought to be enough.
    """
    held = reserves.between(first, last).in_unit("USD tn")
    assets = total.between(first, last).in_unit("USD tn")
    above = spread.between(first, last).in_unit("bp")
    worst = int(above.values.argmax())
    worst_day = above.dates[worst].item()
    when, level = held.last(date(worst_day.year, worst_day.month, 28))

    def draw(chart: Chart, canvas: Canvas) -> None:
        lang = canvas.lang
        x = Days(first, last, title=say("charts.column.date", lang))
        panel = canvas.panel(
            x, Linear(0, float(assets.values.max()) * 1.08, ",.0f"), heading=say("charts.unit.usd_tn", lang), height=230
        )
        programmes(panel, spans)
        panel.belt(claimed.low / 1e3, claimed.high / 1e3, "orange", opacity=0.35)
        panel.line("levels", "total_assets", "ink", width=1.8)
        panel.line("levels", "reserves", "blue", width=2.4)
        panel.ends(
            [
                Label(assets.last()[1], say("charts.line.total_assets", lang), "ink"),
                Label(held.last()[1], say("charts.line.reserves", lang), "blue"),
                Label((claimed.low + claimed.high) / 2e3, say("charts.article_1.belt_short", lang), "orange"),
            ]
        )
        panel.spot(when, level, "blue")
        panel.words(when, level, f"{level:.2f}", "blue", dy=-14, align="center")
        words = [
            ("total_assets", say("charts.line.total_assets", lang), ".2f"),
            ("reserves", say("charts.line.reserves", lang), ".2f"),
        ]
        panel.tips("levels", words)
        y = Linear(min(0.0, float(above.values.min())), float(above.values.max()) * 1.05, ",.0f", ticks=4)
        lower = canvas.panel(x, y, heading=say("charts.article_1.spread", lang), height=130)
        lower.level(0.0)
        lower.bars("spread", "spread", "vermillion", width=max(3.0, round(canvas.plot / 50, 1)))
        lower.words(
            worst_day,
            float(above.values[worst]),
            f"+{above.values[worst]:.0f}",
            "vermillion",
            dx=-12,
            align="right",
            dy=6,
        )
        lower.tips("spread", [("spread", say("charts.column.spread", lang), "+.0f")])

    return Chart(
        key="article_1",
        section="how-much",
        tables=(
            together(
                "levels",
                {
                    "total_assets": (assets, "charts.line.total_assets"),
                    "reserves": (held, "charts.line.reserves_average"),
                },
                TN,
                digits=3,
            ),
            together("spread", {"spread": (above, "charts.column.spread")}, "bp", digits=0),
        ),
        title=Phrase(
            "charts.article_1.title",
            {
                "level": Money(level, "USD tn"),
                "claimed": Range(
                    Money(claimed.low / 1e3, "USD tn", scale="USD tn", digits=1),
                    Money(claimed.high / 1e3, "USD tn", scale="USD tn", digits=1),
                ),
                "worst": BasisPoints(float(above.values[worst])),
                "month": Month(worst_day),
            },
        ),
        subtitle=Phrase("charts.article_1.subtitle", {"first": Month(first), "last": Month(last)}),
        as_of=held.last()[0],
        draw=draw,
        direct=True,
        legend=(
            Key("charts.line.total_assets", "ink"),
            Key("charts.line.reserves", "blue"),
            Key("charts.article_1.belt", "orange", "area"),
            Key("charts.column.spread", "vermillion", "bar"),
        ),
        origins=(*origins_of(reserves, total, spread), claimed.origin),
        note=Phrase("charts.article_1.note"),
    )


def figure_two(
    reserves: Series, rates: dict[str, Series], claimed: Claimed, spans: Sequence[Span], first: date, as_of: date
) -> Chart:
    """Reserves against the analysts' minimum, and overnight rates inside the corridor, both since `first`.

    Parameters
    ----------
    reserves : Series, money, week average
    rates : dict of Series, bp over the bottom of the target range
        Keys ``sofr``, ``iorb``, ``on_rrp`` and ``upper`` (the width of the range).
    claimed : Claimed
        The minimum the article quotes.

    Notes
    -----
    Pressure is said to begin in the first of three consecutive months after `claimed` was printed in which SOFR on
    average lies above the rate on reserves; the title names the level of reserves then, or says that it has not
    happened.
    """
    held = reserves.between(first, as_of).in_unit("USD tn")
    cut = {name: s.between(first, as_of).in_unit("bp") for name, s in rates.items()}
    began = _pressure(cut["sofr"], cut["iorb"], date(2022, 10, 1))
    claims = Range(
        Money(claimed.low / 1e3, "USD tn", scale="USD tn", digits=1),
        Money(claimed.high / 1e3, "USD tn", scale="USD tn", digits=1),
    )
    if began:
        when, level = held.last(began)
        title = Phrase(
            "charts.article_2.title", {"claimed": claims, "level": Money(level, "USD tn"), "month": Month(when)}
        )
    else:
        when, level = held.last()
        title = Phrase("charts.article_2.title_calm", {"claimed": claims, "level": Money(level, "USD tn")})
    colours = {"sofr": "vermillion", "iorb": "blue", "on_rrp": "green"}
    bottom = replace(cut["upper"], values=np.zeros(len(cut["upper"])))

    def draw(chart: Chart, canvas: Canvas) -> None:
        lang = canvas.lang
        x = Days(first, max(held.last()[0], cut["iorb"].last()[0]), title=say("charts.column.date", lang))
        top = Linear(0, float(held.values.max()) * 1.08, ",.0f")
        panel = canvas.panel(x, top, heading=heading(lang, "charts.line.reserves", "usd_tn"), height=200)
        programmes(panel, spans)
        panel.belt(claimed.low / 1e3, claimed.high / 1e3, "orange", opacity=0.35)
        panel.line("levels", "reserves", "blue", width=2.4)
        panel.ends(
            [
                Label(held.last()[1], f"{say('charts.line.reserves', lang)} {held.last()[1]:.2f}", "blue"),
                Label((claimed.low + claimed.high) / 2e3, say("charts.article_2.belt_short", lang), "orange"),
            ]
        )
        if began:
            panel.spot(when, level, "vermillion")
            panel.words(when, level, f"{level:.2f}", "vermillion", dy=14, align="center")
        panel.tips("levels", [("reserves", say("charts.line.reserves", lang), ".2f")])
        highest = max(float(s.values.max()) for s in cut.values())
        lowest = min(float(s.values.min()) for s in cut.values())
        y = Linear(lowest, highest, "+,.0f", ticks=5)
        lower = canvas.panel(x, y, heading=say("charts.article_2.corridor", lang), height=210)
        lower.band("rates", "bottom", "upper", "hold", opacity=1)
        for name, colour in colours.items():
            lower.line("rates", name, colour, width=1.6 if name != "sofr" else 2.2, dash=name == "on_rrp")
        lower.ends(
            [
                Label(s.last()[1], until(s, x.last, lang, say(f"charts.rate.{name}", lang)), colours[name])
                for name, s in cut.items()
                if name in colours
            ]
        )
        lower.tips("rates", [(n, say(f"charts.rate.{n}", lang), "+.0f") for n in colours])

    return Chart(
        key="article_2",
        section="how-much",
        tables=(
            together("levels", {"reserves": (held, "charts.line.reserves_average")}, TN, digits=3),
            together(
                "rates",
                {
                    **{n: (cut[n], f"charts.rate.{n}") for n in (*colours, "upper")},
                    "bottom": (bottom, "charts.rate.bottom"),
                },
                "bp",
                digits=0,
            ),
        ),
        title=title,
        subtitle=Phrase("charts.article_2.subtitle", {"first": Month(first)}),
        as_of=held.last()[0],
        draw=draw,
        direct=True,
        legend=(
            Key("charts.line.reserves", "blue"),
            Key("charts.article_2.belt", "orange", "area"),
            *(Key(f"charts.rate.{n}", c, "dash" if n == "on_rrp" else "line") for n, c in colours.items()),
            Key("charts.article_2.range", "hold", "bar"),
        ),
        origins=(*origins_of(reserves, *cut.values()), claimed.origin),
        note=Phrase("charts.article_2.note"),
    )


def figure_three(
    on_rrp: Series, stack: dict[str, Series], records: Sequence[Peak], spans: Sequence[Span], first: date, as_of: date
) -> Chart:
    """Overnight reverse repo with its two records, and beside it what else the Fed owes, stacked.

    Parameters
    ----------
    on_rrp : Series, money, operation days
    stack : dict of Series, money
        Parts of the liabilities from the bottom up; with a part ``rest`` they sum to total liabilities and capital.
    records : sequence of Peak
        The record the article names, then the one that beat it; daily figures.
    """
    repo = on_rrp.between(first, as_of).in_unit("USD tn")
    parts = {name: s.between(first, as_of).in_unit("USD tn") for name, s in stack.items()}
    now_day, now = repo.last()
    named, beaten = records
    colours = dict(zip(parts, ("blue", "vermillion", "green", "purple", "muted"), strict=False))
    days = sorted(set.intersection(*(set(s.dates.tolist()) for s in parts.values())))
    running, middle = [0.0] * len(days), dict[str, float]()
    cells: dict[str, list[object]] = {"date": list(days)}
    for name, s in parts.items():
        cells[f"{name}_from"] = list(running)
        running = [base + s.at(d) for base, d in zip(running, days, strict=True)]
        cells[name] = [s.at(d) for d in days]
        cells[f"{name}_to"] = list(running)
        middle[name] = running[-1] - s.at(days[-1]) / 2

    def draw(chart: Chart, canvas: Canvas) -> None:
        lang = canvas.lang
        x = Days(first, now_day, title=say("charts.column.date", lang))
        y = Linear(0, max(beaten.level, float(repo.values.max()) * 1e3) / 1e3 * 1.12, ",.1f", ticks=5)
        panel = canvas.panel(x, y, heading=heading(lang, "charts.line.on_rrp_short", "usd_tn"), height=220)
        programmes(panel, spans)
        panel.line("repo", "on_rrp", "vermillion", width=2.4)
        panel.ends([Label(now, f"{say('charts.line.on_rrp_short', lang)} {now:.2f}", "vermillion")])
        for peak, side in ((named, "right"), (beaten, "left")):
            panel.spot(peak.day, peak.level / 1e3, "ink")
            lines = [Day(peak.day).say(lang), Money(peak.level, "USD bn").say(lang)]
            if canvas.narrow and side == "right":  # no wider than the room between the axis and the mark
                lines = [part for line in lines for part in wrapped(line, 86, 10.5)]
            panel.words(
                peak.day,
                peak.level / 1e3,
                lines,
                "ink",
                align=side,
                dx=-9 if side == "right" else 9,
                dy=4 - 5 * len(lines),
                lineHeight=14,
            )
        panel.tips("repo", [("on_rrp", say("charts.line.on_rrp", lang), ".3f")])
        top = Linear(0, max(running) * 1.02, ",.0f", ticks=5)
        lower = canvas.panel(x, top, heading=heading(lang, "charts.article_3.stack", "usd_tn"), height=220)
        for name, colour in colours.items():
            lower.band("stack", f"{name}_from", f"{name}_to", colour, opacity=0.72)
        lower.ends([Label(middle[n], say(f"charts.line.{n}", lang), c) for n, c in colours.items()])
        lower.tips("stack", [(n, say(f"charts.line.{n}", lang), ".2f") for n in colours])

    columns = [DATE]
    for name in parts:
        columns += [
            Column(f"{name}_from", "charts.column.from", TN, 3),
            Column(name, f"charts.line.{name}", TN, 3, parts[name].origins),
            Column(f"{name}_to", "charts.column.to", TN, 3),
        ]
    return Chart(
        key="article_3",
        section="how-much",
        tables=(
            together("repo", {"on_rrp": (repo, "charts.line.on_rrp")}, TN, digits=3),
            table("stack", columns, cells),
            table(
                "records",
                (DATE, Column("level", "charts.column.level", BN, 1)),
                {"date": [p.day for p in records], "level": [p.level for p in records]},
            ),
        ),
        title=Phrase(
            "charts.article_3.title",
            {
                "named": Money(named.level, "USD bn"),
                "day": Day(named.day),
                "beaten": Money(beaten.level, "USD bn"),
                "later": Day(beaten.day),
                "now": Money(now, "USD tn"),
            },
        ),
        subtitle=Phrase("charts.article_3.subtitle", {"first": Month(first)}),
        as_of=now_day,
        draw=draw,
        direct=True,
        legend=(
            Key("charts.line.on_rrp_short", "vermillion"),
            *(Key(f"charts.line.{n}", c, "area") for n, c in colours.items()),
        ),
        origins=origins_of(on_rrp, *parts.values()),
        note=Phrase("charts.article_3.note"),
    )


def _pressure(sofr: Series, iorb: Series, after: date) -> date | None:
    """The first of three consecutive months after a day in which SOFR lies above the rate on reserves."""
    other = iorb.by_month()
    months = [
        (day, value > other[day.year, day.month])
        for day, value in sofr
        if day >= after and (day.year, day.month) in other
    ]
    runs = zip(months, months[1:], months[2:], strict=False)
    return next((run[0][0] for run in runs if all(above for _, above in run)), None)
