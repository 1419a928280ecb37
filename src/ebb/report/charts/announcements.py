"""Announcements and shares: single days beside all others, returns after news of runoff, and a price change in its parts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from ebb.answers.attribution import PARTS, Attributions
from ebb.answers.events import MarketStudy
from ebb.answers.events_told import amount, window_said
from ebb.answers.returns import RunoffReturns
from ebb.report.canvas import Canvas
from ebb.report.chart import Chart, Column, table
from ebb.report.legend import Key
from ebb.report.scales import Linear, Names
from ebb.text import Count, Day, Month, Percent, Phrase, Said, say

TIGHTER, EASIER = "vermillion", "blue"
_UNITS = {"percent": "percent", "bp": "bp", "points": "points"}
PART_COLOURS = {"earnings": "green", "expected_rates": "blue", "term_premium": "orange", "residual": "muted"}


def announcement_days(study: MarketStudy, directions: Mapping[date, float], as_of: date) -> Chart:
    """What one market did on each announced day, beside the range of all other days.

    Parameters
    ----------
    study : MarketStudy
        With `ordinary`, or without (then no strip is drawn and the note says so).
    directions : day -> sign of its words
    """
    days = [(day, change) for day, change in study.changes if change is not None]
    keys = [day.isoformat() for day, _ in days]
    entries = tuple((key, key) for key in keys)
    mean, market = study.pooled, Phrase(f"announcements.market.{study.market}")
    unusual = 0
    if study.ordinary is not None:
        unusual = sum(not study.ordinary[0] <= change <= study.ordinary[1] for _, change in days)

    def draw(chart: Chart, canvas: Canvas) -> None:
        lang = canvas.lang
        canvas.left, canvas.right = (92, 40) if canvas.narrow else (120, 60)
        ends = [change for _, change in days] + list(study.ordinary or ())
        digits = 0 if study.unit == "bp" else 1
        x = Linear(
            min(0.0, *ends),
            max(0.0, *ends),
            f"+,.{digits}f",
            column="change",
            title=say(f"announcements.axis.{study.unit}", lang),
            horizontal=True,
            ticks=4 if canvas.narrow else 8,
        )
        panel = canvas.panel(x, Names(entries, row=21), heading=market.say(lang))
        if study.ordinary is not None:
            panel.shade(*study.ordinary, "hold")
        panel.sideways("days", "change", TIGHTER, when="datum.direction === 'tighter'", height=11)
        panel.sideways("days", "change", EASIER, when="datum.direction === 'easier'", height=11)
        panel.upright(0.0, "rule", dash=False)

    said: dict[str, Said] = {"market": market, "events": Count(len(days))}
    whole = study.ordinary is not None
    beside = study.meeting_days or study.any_day
    title = "title_few" if beside is None else "title" if study.meeting_days is not None else "title_any"
    if beside is not None:
        said |= {"unusual": Count(unusual), "mean": amount(mean.mean, study.unit)}
        said["p"] = Percent(100.0 * beside.p, digits=0)
    return Chart(
        key=f"announcement_days_{study.market}",
        section="stocks",
        tables=(
            table(
                "days",
                (
                    Column("name", "charts.column.date"),
                    Column("change", f"announcements.axis.{study.unit}", _UNITS[study.unit], 2),
                    Column("direction", "announcements.chart.direction"),
                ),
                {
                    "name": keys,
                    "change": [round(change, 3) for _, change in days],
                    "direction": ["tighter" if directions[day] > 0 else "easier" for day, _ in days],
                },
                tighter="announcements.direction.tighter",
                easier="announcements.direction.easier",
            ),
        ),
        title=Phrase(f"announcements.chart.{title}", said),
        subtitle=Phrase("announcements.chart.subtitle", {"window": window_said(study.window), "market": market}),
        as_of=as_of,
        draw=draw,
        legend=(
            Key("announcements.direction.tighter", TIGHTER, "bar"),
            Key("announcements.direction.easier", EASIER, "bar"),
            *((Key("announcements.chart.ordinary", "hold", "area"),) if whole else ()),
        ),
        origins=study.origins,
        note=Phrase("announcements.chart.note" if whole else "announcements.chart.note_few"),
    )


def news_responses(found: RunoffReturns) -> Chart:
    """Returns after 100 billion dollars more of announced runoff, by horizon, alone and with controls, beside the placebo."""
    rows = [("alone", e) for e in found.effects] + [("held", e) for e in found.controlled]
    horizons = [e.periods for e in found.effects]
    last = found.effects[-1]
    held = next((e for e in found.controlled if e.periods == last.periods), None)
    market = Phrase(f"announcements.market.{found.market}")
    null = (held or last).effect.verdict == "no evidence"

    def label(periods: int, lang: str) -> str:
        return _periods(found.step, periods).say(lang)

    def draw(chart: Chart, canvas: Canvas) -> None:
        lang = canvas.lang
        canvas.left, canvas.right = (104, 40) if canvas.narrow else (150, 60)
        ends = [v for _, e in rows for v in (e.effect.low, e.effect.high, e.effect.placebo_low, e.effect.placebo_high)]
        for spec in ("alone", "held") if found.controlled else ("alone",):
            x = Linear(
                min(ends),
                max(ends),
                "+,.1f",
                column="value",
                title=say("announcements.axis.percent", lang),
                horizontal=True,
                ticks=4 if canvas.narrow else 8,
            )
            entries = tuple((str(h), label(h, lang)) for h in horizons)
            panel = canvas.panel(x, Names(entries, row=28), heading=say(f"announcements.news.{spec}", lang))
            pick = f"datum.spec === '{spec}'"
            panel.stretch("responses", "placebo_low", "placebo_high", "hold", width=14, when=pick)
            panel.stretch("responses", "low", "high", "vermillion", when=pick)
            panel.dots("responses", "name", "vermillion", x="value", size=64, when=pick, opacity=1)
            panel.upright(0.0, "rule", dash=False)

    columns = (
        Column("name", f"announcements.periods.column_{found.step}"),
        Column("spec", "announcements.news.spec"),
        *(
            Column(name, label_, "percent", 2)
            for name, label_ in (
                ("value", "announcements.news.value"),
                ("low", "charts.column.lower_edge"),
                ("high", "charts.column.upper_edge"),
                ("placebo_low", "announcements.news.placebo_low"),
                ("placebo_high", "announcements.news.placebo_high"),
                ("detectable", "announcements.news.detectable"),
            )
        ),
    )
    cells: dict[str, list[object]] = {
        "name": [str(e.periods) for _, e in rows],
        "spec": [spec for spec, _ in rows],
        "value": [e.effect.value for _, e in rows],
        "low": [e.effect.low for _, e in rows],
        "high": [e.effect.high for _, e in rows],
        "placebo_low": [e.effect.placebo_low for _, e in rows],
        "placebo_high": [e.effect.placebo_high for _, e in rows],
        "detectable": [e.effect.minimum_detectable for _, e in rows],
    }
    shown = (held or last).effect
    said: dict[str, Said] = {
        "market": market,
        "horizon": _periods(found.step, last.periods),
        "value": Percent(shown.value, signed=True),
    }
    said |= {"detectable": Percent(shown.minimum_detectable)} if null else {}
    said |= {"alone": Percent(last.effect.value, signed=True)} if held else {}
    return Chart(
        key=f"news_responses_{found.market}",
        section="stocks",
        tables=(table("responses", columns, cells, alone="announcements.news.alone", held="announcements.news.held"),),
        title=Phrase(f"announcements.news.title_{'null' if null else 'found'}{'_held' if held else ''}", said),
        subtitle=Phrase(
            "announcements.news.subtitle",
            {"market": market, "first": Month(found.first), "last": Month(found.last), "n": Count(last.news)},
        ),
        as_of=found.last,
        draw=draw,
        legend=(
            Key("announcements.news.value", "vermillion", "dot"),
            Key("announcements.news.placebo", "hold", "area"),
        ),
        origins=found.origins,
        note=Phrase("announcements.news.note"),
    )


def price_parts(found: Attributions) -> Chart:
    """Each episode's change of the S&P 500 in four parts, stacked from zero, with the change itself as a point."""
    episodes = list(found.episodes)
    names = [e.name for e in episodes]
    bars: dict[str, list[object]] = {"name": [], "part": [], "low": [], "high": [], "size": []}
    for e in episodes:
        up = down = 0.0
        for part, size in e.ten_years.parts().items():
            start = up if size >= 0 else down
            low, high = sorted((start, start + size))
            up, down = (up + size, down) if size >= 0 else (up, down + size)
            for key, value in zip(bars, (e.name, part, low, high, size), strict=True):
                bars[key].append(value)
    newest = next((e for e in reversed(episodes) if e.name.startswith("QT")), episodes[-1])
    parts = newest.ten_years

    def draw(chart: Chart, canvas: Canvas) -> None:
        lang = canvas.lang
        canvas.left, canvas.right = (120, 40) if canvas.narrow else (190, 60)
        ends = [v for column in ("low", "high") for v in bars[column] if isinstance(v, float)]
        x = Linear(
            min(ends),
            max(ends),
            "+,.0f",
            column="size",
            title=say("announcements.axis.log_percent", lang),
            horizontal=True,
            ticks=4 if canvas.narrow else 8,
        )
        entries = tuple((name, _episode(name).say(lang)) for name in names)
        panel = canvas.panel(x, Names(entries, row=28), heading="")
        for part, colour in PART_COLOURS.items():
            panel.stretch("parts", "low", "high", colour, width=13, when=f"datum.part === '{part}'")
        panel.upright(0.0, "rule", dash=False)
        panel.dots("whole", "name", "ink", x="size", size=58, opacity=1, shape="diamond")

    return Chart(
        key="price_parts",
        section="stocks",
        tables=(
            table(
                "parts",
                (
                    Column("name", "charts.column.episode"),
                    Column("part", "announcements.parts.part"),
                    Column("low", "charts.column.lower_edge", "percent", 1),
                    Column("high", "charts.column.upper_edge", "percent", 1),
                    Column("size", "announcements.parts.size", "percent", 1),
                ),
                bars,
                **{part: f"announcements.parts.{part}" for part in PARTS},
            ),
            table(
                "whole",
                (
                    Column("name", "charts.column.episode"),
                    Column("size", "announcements.parts.price", "percent", 1),
                    Column("first", "announcements.parts.first"),
                    Column("last", "announcements.parts.last"),
                ),
                {
                    "name": names,
                    "size": [e.ten_years.price for e in episodes],
                    "first": [e.ten_years.first.isoformat() for e in episodes],
                    "last": [e.ten_years.last.isoformat() for e in episodes],
                },
            ),
        ),
        title=Phrase(
            "announcements.parts.title",
            {
                "name": _episode(newest.name),
                "first": Month(parts.first),
                "last": Month(parts.last),
                "price": Percent(parts.price, signed=True, digits=0),
                "earnings": Percent(parts.earnings, signed=True, digits=0),
                "premium": Percent(parts.term_premium, signed=True, digits=0),
                "path": Percent(parts.expected_rates, signed=True, digits=0),
                "residual": Percent(parts.residual, signed=True, digits=0),
            },
        ),
        subtitle=Phrase(
            "announcements.parts.subtitle",
            {"first": Month(episodes[0].ten_years.first), "last": Day(max(e.ten_years.last for e in episodes))},
        ),
        as_of=max(e.ten_years.last for e in episodes),
        draw=draw,
        legend=(
            *(Key(f"announcements.parts.{part}", colour, "bar") for part, colour in PART_COLOURS.items()),
            Key("announcements.parts.price", "ink", "dot"),
        ),
        origins=found.origins,
        note=Phrase("announcements.parts.note"),
    )


def _periods(step: str, n: int) -> Phrase:
    if step == "month" and n == 1:
        return Phrase("announcements.periods.one_month")
    return Phrase(f"announcements.periods.{step}", {"n": Count(n)})


def _episode(name: str) -> Said:
    return Phrase(f"announcements.episode.{name.lower()}")
