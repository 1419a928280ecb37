"""The eight weeks ahead of an overnight rate with its tail and marked days, and 17 September 2019 taken apart."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from ebb.funding.rates import DayAhead, TakenApart
from ebb.report.canvas import Canvas, Label
from ebb.report.chart import Chart, Column, table
from ebb.report.charts._parts import DATE
from ebb.report.legend import Key
from ebb.report.scales import Days, Linear, Names
from ebb.series import Origin
from ebb.text import BasisPoints, Day, Number, Phrase, say

_DAY = timedelta(days=1)
#: Kinds whose name stands over their day, in the order in which they give way where two share one.
_NAMED = ("quarter_end", "month_end", "tax", "settlement")
#: Parts of the additive model, put together under one name each.
_PARTS = {
    "usual": ("usual",),
    "reserves": ("reserves",),
    "settlement": ("settlement", "after_settlement"),
    "tax": ("tax", "after_tax"),
    "turns": ("turns", "tga_move"),
}


def funding_weeks(days: Sequence[DayAhead], rate: str, as_of: date, origins: Sequence[Origin]) -> Chart:
    """A rate less interest on reserves on each business day ahead: mean, middle nine tenths, 99th percentile, marked days.

    Parameters
    ----------
    days : sequence of DayAhead
        In order; basis points.
    rate : str
        Its name, the same in both languages.
    """
    worst = max(days, key=lambda day: day.high)
    marked = [day for day in days if any(kind in _NAMED for kind in day.kinds)]
    lowest = min(day.low for day in days)
    top = max(day.extreme for day in days)

    def draw(chart: Chart, canvas: Canvas) -> None:
        lang = canvas.lang
        x = Days(days[0].date - _DAY, days[-1].date + _DAY, title=say("charts.column.date", lang))
        y = Linear(lowest - 2.0, top * 1.12, "+,.0f", ticks=6)
        panel = canvas.panel(x, y, heading=say("funding_rates.chart.y", lang), height=300)
        for day in marked:
            panel.shade(day.date - _DAY, day.date + _DAY, "hold")
        panel.level(0.0)
        panel.band("days", "low", "high", "blue", step=True)
        panel.line("days", "extreme", "vermillion", width=1.2, dash=True, step=True)
        panel.line("days", "expected", "ink", width=2.0, step=True)
        panel.heads([(day.date - 2 * _DAY, day.date + 2 * _DAY, _named(day, lang)) for day in marked])
        last = days[-1]
        panel.ends(
            [
                Label(last.expected, say("funding_rates.chart.expected", lang), "ink"),
                Label(last.high, say("funding_rates.chart.high", lang), "blue"),
                Label(last.extreme, say("funding_rates.chart.extreme", lang), "vermillion"),
            ]
        )
        panel.tips(
            "days", [(n, say(f"funding_rates.chart.{n}", lang), "+.1f") for n in ("expected", "high", "extreme")]
        )

    columns = (
        DATE,
        Column("kind", "funding_rates.chart.kind"),
        *(
            Column(name, f"funding_rates.chart.{name}", "bp", 1)
            for name in ("expected", "median", "low", "high", "extreme")
        ),
    )
    cells = {
        "date": [day.date.isoformat() for day in days],
        "kind": ["+".join(day.kinds) or "ordinary" for day in days],
        **{name: [getattr(day, name) for day in days] for name in ("expected", "median", "low", "high", "extreme")},
    }
    return Chart(
        key="funding_weeks",
        section="how-much",
        tables=(table("days", columns, cells),),
        title=Phrase(
            "funding_rates.chart.title",
            {"rate": rate, "day": Day(worst.date), "high": BasisPoints(worst.high, signed=True), "kind": _kind(worst)},
        ),
        subtitle=Phrase("funding_rates.chart.subtitle", {"rate": rate, "as_of": Day(as_of)}),
        as_of=as_of,
        draw=draw,
        direct=True,
        legend=(
            Key("funding_rates.chart.expected", "ink"),
            Key("funding_rates.chart.range", "blue", "area"),
            Key("funding_rates.chart.extreme", "vermillion", "dash"),
        ),
        origins=tuple(origins),
        note=Phrase("funding_rates.chart.note"),
    )


def taken_apart(found: TakenApart, origins: Sequence[Origin]) -> Chart:
    """The parts of one day's spread by the model that has seen it, and what the days before would have said; basis points."""
    parts = dict(found.parts) | {"usual": found.usual}
    seen, meeting = (found.fit(model, "with_the_day") for model in ("additive", "interactions"))
    mean, upper = (found.fit(model, "before") for model in ("interactions", "quantile"))
    rows = [("seen", name, sum(parts[part] for part in group)) for name, group in _PARTS.items()]
    rows += [
        ("seen", "interactions", meeting.fitted - seen.fitted),
        ("seen", "residual", meeting.residual),
        ("before", "fitted", mean.fitted),
        ("before", "upper", upper.fitted - mean.fitted),
        ("before", "residual", upper.residual),
    ]

    def draw(chart: Chart, canvas: Canvas) -> None:
        lang = canvas.lang
        canvas.left, canvas.right = (150, 40) if canvas.narrow else (250, 60)
        values = [value for *_, value in rows]
        x = Linear(
            min(0.0, *values),
            max(values) * 1.12,
            ",.0f",
            title=say("charts.unit.bp", lang),
            horizontal=True,
            ticks=3 if canvas.narrow else 6,
        )
        entries = []
        for group in ("seen", "before"):
            entries.append((group, say(f"funding_rates.apart.{group}", lang)))
            entries += [(f"{g}/{name}", say(f"funding_rates.apart.{name}", lang)) for g, name, _ in rows if g == group]
        panel = canvas.panel(x, Names(tuple(entries), heads=("seen", "before"), row=26))
        panel.sideways("parts", "value", "blue", when="datum.rest === 'no'", height=15)
        panel.sideways("parts", "value", "vermillion", when="datum.rest === 'yes'", height=15)
        for group, name, value in rows:
            words = Number(value, digits=0, signed=True).say(lang).replace("-", "−")
            panel.words(max(value, 0.0), f"{group}/{name}", words, "ink", align="left", dx=6)
        panel.upright(0.0, "rule", dash=False)

    return Chart(
        key="september_2019",
        section="how-much",
        tables=(
            table(
                "parts",
                (
                    Column("name", "charts.column.line"),
                    Column("group", "charts.column.side"),
                    Column("rest", "funding_rates.apart.rest"),
                    Column("value", "funding_rates.apart.value", "bp", 1),
                ),
                {
                    "name": [f"{group}/{name}" for group, name, _ in rows],
                    "group": [group for group, *_ in rows],
                    "rest": ["yes" if name == "residual" else "no" for _, name, _ in rows],
                    "value": [value for *_, value in rows],
                },
                **{f"{group}/{name}": f"funding_rates.apart.{name}" for group, name, _ in rows},
                seen="funding_rates.apart.seen",
                before="funding_rates.apart.before",
                yes="funding_rates.apart.yes",
                no="funding_rates.apart.no",
            ),
        ),
        title=Phrase(
            "funding_rates.apart.title",
            {
                "spread": BasisPoints(found.spread),
                "rest": BasisPoints(seen.residual),
                "gain": BasisPoints(meeting.fitted - seen.fitted),
                "day": Day(found.day),
            },
        ),
        subtitle=Phrase("funding_rates.apart.subtitle", {"rate": found.rate}),
        as_of=found.day,
        draw=draw,
        legend=(Key("funding_rates.apart.no", "blue", "bar"), Key("funding_rates.apart.yes", "vermillion", "bar")),
        origins=tuple(origins),
        note=Phrase("funding_rates.apart.note"),
    )


def _kind(day: DayAhead) -> Phrase:
    named = [kind for kind in _NAMED if kind in day.kinds] or [*day.kinds, "ordinary"]
    return Phrase(f"funding_rates.kind.{named[0]}")


def _named(day: DayAhead, lang: str) -> str:
    short = next(kind for kind in _NAMED if kind in day.kinds)
    return say(f"funding_rates.short.{short}", lang)
