"""Fans over draws: one path with its bands and what was published before it, and in which months draws stop.

The wide band holds nine draws of ten, the narrow one 68 of a hundred. Quantiles come from the ensemble; nothing is
estimated here.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

import numpy as np

from ebb.report.canvas import Canvas, Label, Panel
from ebb.report.chart import Chart, Column, Inside, Table, table
from ebb.report.charts._parts import DATE, heading, origins_of, together
from ebb.report.charts.paths import between, wait, wait_key
from ebb.report.inputs import Floats, PastFan, Spread, StopMonths
from ebb.report.legend import Key
from ebb.report.scales import Days, Linear
from ebb.series import Origin, Series
from ebb.text import Count, Day, Money, Month, Percent, Phrase, Range, Said, say

LEVELS: Final = ("p05", "p16", "p50", "p84", "p95")
#: Paths in percent of something, and flows of a month; all others are amounts.
SHARES: Final = ("share_of_gdp", "share_of_bank_assets")
FLOWS: Final = ("net_income", "remittances")
#: Lines that the fan's own words name; all others have their words in ``charts.line``.
OWN: Final = (*SHARES, *FLOWS, "standing_repo")
#: Years of published figures before the fan.
_YEARS: Final = 5
#: What the wide band promises.
PROMISED: Final = 0.9
#: An axis in trillions begins here, USD billion.
_TRILLION: Final = 1000.0
#: Ends of a band nearer than this are read as one number: half the last digit of a title, percent and USD billion.
_SAME_SHARE: Final = 0.05
_SAME_AMOUNT: Final = 0.5


def fan(
    line: str,
    plan: Said,
    history: Series,
    spread: Spread,
    *,
    draws: int,
    made: date,
    stops: StopMonths | None = None,
    note: Phrase | None = None,
    section: str = "how-long",
    origins: Sequence[Origin] = (),
) -> Chart:
    """One path with its bands, and below it the months in which draws stop, where they are given.

    Parameters
    ----------
    line : str
        A path of a fan; money in USD bn, ``share_of_...`` in percent.
    plan : Said
        Name of the plan.
    history : Series
        What was published, in money or percent as the line; may be empty.
    spread : Spread
    draws : int
    made : date
        The day whose knowledge the draws start from.
    stops : StopMonths, optional
        The title then tells when draws stop.
    note : Phrase, optional
        By default what no draw changes.
    """
    start, end = spread.dates[0].item(), spread.dates[-1].item()
    past = history.between(date(start.year - _YEARS, 1, 1), date.max)
    unit, factor = _scaled(line, past, spread)
    shown = past.in_unit("USD bn") if past.unit.startswith("USD") else past
    drawn = together("past", {"value": (_times(shown, factor), _label(line))}, unit, digits=3)
    first = shown.dates[0].item() if len(shown) else start
    axis = _axis([spread], [shown], factor)
    waits = between(_times(shown, factor).between(first, start), start, [float(spread.p50[0]) * factor], unit)

    def draw(chart: Chart, canvas: Canvas) -> None:
        lang = canvas.lang
        x = Days(first, end, title=say("charts.column.date", lang))
        panel = canvas.panel(x, axis, heading=heading(lang, _label(line), unit), height=250)
        bands(panel, "fan", start)
        if len(shown):
            panel.line("past", "value", "ink", width=2.2)
            if waits:
                wait(panel, start, axis.domain()[1])
            panel.tips("past", [("value", say("charts.column.published", lang), ".3f")])
        last = float(spread.p50[-1]) * factor
        panel.ends([Label(last, f"{last:.2f}", "blue")] if np.isfinite(last) else [])
        panel.tips("fan", [(n, say(f"fans.{n}", lang), ".2f") for n in ("p05", "p50", "p95")])
        if stops is not None:
            _stop_panel(canvas, stops)

    return Chart(
        key=f"fan_{line}",
        section=section,
        tables=(
            drawn,
            quantiles("fan", spread, unit, factor),
            *(() if stops is None else (_stop_table(stops),)),
            *waits,
        ),
        title=_title(line, plan, spread) if stops is None else _stop_title(plan, stops),
        subtitle=Phrase(
            "fans.subtitle_stops" if stops is not None else "fans.subtitle" if len(shown) else "fans.subtitle_alone",
            {
                "line": Phrase(_label(line)) if stops is None else Inside(_label(line)),
                "draws": Count(draws),
                "day": Day(made),
            },
        ),
        as_of=shown.last()[0] if len(shown) else made,
        dated=len(shown) > 0,
        draw=draw,
        direct=False,
        legend=(
            *((Key("charts.column.published", "ink"),) if len(shown) else ()),
            *band_keys(),
            *wait_key(waits),
        ),
        origins=(*origins_of(shown), *origins),
        note=note or Phrase("fans.note"),
    )


def stop_dates(plan: Said, stops: StopMonths, *, draws: int, made: date, section: str = "how-long") -> Chart:
    """In which months the draws of a plan stop, percent of all draws."""
    return Chart(
        key="stop_dates",
        section=section,
        tables=(_stop_table(stops),),
        title=_stop_title(plan, stops),
        subtitle=Phrase("fans.subtitle_only_stops", {"draws": Count(draws), "day": Day(made)}),
        as_of=made,
        dated=False,
        draw=lambda chart, canvas: _stop_panel(canvas, stops, height=230),
        note=Phrase("fans.note"),
    )


def past_fans(fans: Sequence[PastFan], *, as_of: date, section: str = "how-long") -> Chart:
    """Reserves over fans made as of the past, one panel each: the bands, what came, and when policy departed, USD tn."""
    pasts = [fan.outcome.between(_before(fan), fan.spread.dates[-1].item()).in_unit("USD tn") for fan in fans]
    inside, months = sum(fan.inside[1] for fan in fans), sum(fan.inside[2] for fan in fans)

    def draw(chart: Chart, canvas: Canvas) -> None:
        lang = canvas.lang
        for place, (fan, past) in enumerate(zip(fans, pasts, strict=True)):
            x = Days(_before(fan), fan.spread.dates[-1].item(), title=say("charts.column.date", lang))
            scale = _axis([fan.spread], [past.in_unit("USD bn")], 1e-3)
            panel = canvas.panel(x, scale, heading=_panel_heading(fan, canvas), height=190)
            bands(panel, f"fan_{place}", fan.spread.dates[0].item())
            panel.line(f"past_{place}", "value", "ink", width=2.2)
            if fan.changed is not None:
                panel.upright(fan.changed, "vermillion")
                panel.words(
                    fan.changed,
                    scale.domain()[1],
                    say("fans.past.departed", lang),
                    "vermillion",
                    dx=6,
                    dy=8,
                    fontSize=10.5,
                )
            panel.tips(f"past_{place}", [("value", say("charts.column.published", lang), ".3f")])

    return Chart(
        key="past_fans",
        section=section,
        tables=tuple(
            made
            for place, (fan, past) in enumerate(zip(fans, pasts, strict=True))
            for made in (
                quantiles(f"fan_{place}", fan.spread, "usd_tn", 1e-3),
                together(f"past_{place}", {"value": (past, "charts.line.reserves")}, "usd_tn", digits=3),
            )
        ),
        title=Phrase(
            "fans.past.held" if inside >= PROMISED * months else "fans.past.short",
            {"inside": Count(inside), "n": Count(months)},
        ),
        subtitle=Phrase("fans.past.subtitle"),
        as_of=as_of,
        draw=draw,
        legend=(Key("charts.column.published", "ink"), *band_keys()),
        origins=origins_of(*pasts),
        note=Phrase("fans.past.note"),
    )


def _before(fan: PastFan) -> date:
    """A year before the fan begins."""
    start = fan.spread.dates[0].item()
    return date(start.year - 1, start.month, 1)


def _panel_heading(fan: PastFan, canvas: Canvas) -> str:
    made = Month(fan.made)
    if canvas.narrow:  # on a phone the table says how many
        return say("fans.past.panel_short", canvas.lang, made=made)
    inner, outer, months = (Count(number) for number in fan.inside)
    return say("fans.past.panel", canvas.lang, made=made, n=months, outer=outer, inner=inner)


def bands(panel: Panel, name: str, start: date) -> None:
    """The two bands, the median, and the rule where the fan begins."""
    panel.upright(start)
    panel.band(name, "p05", "p95", "rule", opacity=0.36)
    panel.band(name, "p16", "p84", "blue", opacity=0.42)
    panel.line(name, "p50", "blue", width=2.2)


def band_keys() -> tuple[Key, ...]:
    """Their legend."""
    return (Key("fans.p50", "blue"), Key("fans.inner", "blue", "area"), Key("fans.outer", "rule", "area"))


def quantiles(name: str, spread: Spread, unit: str, factor: float) -> Table:
    """A fan as a table in the unit of the drawing."""
    digits = 2 if unit == "percent" else 3
    columns = (DATE, *(Column(level, f"fans.{level}", unit, digits) for level in LEVELS))
    return table(name, columns, {"date": spread.dates, **{level: getattr(spread, level) * factor for level in LEVELS}})


def _scaled(line: str, past: Series, spread: Spread) -> tuple[str, float]:
    """The unit of the drawing and what a figure in USD bn or percent is multiplied by."""
    if line in SHARES:
        return "percent", 1.0
    if line in FLOWS:
        return "usd_bn_month", 1.0
    top = max(_finite(spread.p95).max(initial=0.0), np.abs(past.in_unit("USD bn").values).max(initial=0.0))
    return ("usd_tn", 1e-3) if top >= _TRILLION else ("usd_bn", 1.0)


def _axis(spreads: Sequence[Spread], pasts: Sequence[Series], factor: float) -> Linear:
    """From zero, or from the lowest figure below it, to the highest."""
    lows = [_finite(s.p05).min(initial=0.0) for s in spreads]
    highs = [_finite(s.p95).max(initial=0.0) for s in spreads]
    lows += [p.values.min(initial=0.0) for p in pasts]
    highs += [p.values.max(initial=0.0) for p in pasts]
    low, high = factor * float(min(lows)), factor * float(max(highs))
    return Linear(low, max(high * 1.04, low + 1e-6), ",.1f" if high < 4 else ",.0f")


def _finite(values: Floats) -> Floats:
    kept: Floats = values[np.isfinite(values)]
    return kept


def _times(series: Series, factor: float) -> Series:
    return series.in_unit("USD tn") if factor != 1.0 else series


def _label(line: str) -> str:
    return f"fans.line.{line}" if line in OWN else f"charts.line.{line}"


def _amount(line: str, value: float) -> Percent | Money:
    """An amount or a share as the title says it."""
    return Percent(value) if line in SHARES else Money(value, "USD bn")


def _title(line: str, plan: Said, spread: Spread) -> Phrase:
    """Where the path is at its last month with any draw left; no range where nine of ten draws agree."""
    place = int(np.flatnonzero(np.isfinite(spread.p50))[-1])
    low, middle, high = (float(row[place]) for row in (spread.p05, spread.p50, spread.p95))
    said: dict[str, Said | str] = {
        "plan": plan,
        "line": Inside(_label(line)),
        "end": Month(spread.dates[place].item()),
        "p50": _amount(line, middle),
    }
    width = spread.p95 - spread.p05
    apart = np.flatnonzero(width >= (_SAME_SHARE if line in SHARES else _SAME_AMOUNT))
    if not len(apart):
        return Phrase("fans.title_one", said)
    if apart[-1] < place:  # bands that close: the finding is when, and where
        met = int(apart[-1]) + 1
        said |= {"end": Month(spread.dates[met].item()), "p50": _amount(line, float(spread.p50[met]))}
        return Phrase("fans.title_met", said)
    return Phrase("fans.title", {**said, "range": Range(_amount(line, low), _amount(line, high))})


def _stop_title(plan: Said, stops: StopMonths) -> Phrase:
    """When draws stop; a quantile that lies beyond the run is said to lie there."""
    end = Month(stops.dates[-1].item())
    said: dict[str, Said | str] = {"plan": plan}
    if stops.early is None or stops.middle is None:
        said["end"] = end
        if not stops.by_end:
            return Phrase("fans.stops_never", said)
        return Phrase("fans.stops_few", {**said, "share": Percent(stops.by_end, digits=0)})
    said["middle"] = Month(stops.middle)
    if stops.early == stops.late:
        return Phrase("fans.stops_then", said)
    said["late"] = Phrase("fans.beyond", {"end": end}) if stops.late is None else Month(stops.late)
    if stops.middle == stops.dates[0].item():
        return Phrase("fans.stops_at_once", {**said, "first": Percent(stops.by_first, digits=0)})
    return Phrase("fans.stops", {**said, "early": Month(stops.early)})


def _stop_table(stops: StopMonths) -> Table:
    # dated in the middle of its month, where its bar stands
    columns = (Column("date", "charts.column.month"), Column("percent", "fans.stopping", "percent", 1))
    middles = stops.dates.astype("datetime64[M]").astype("datetime64[D]") + 14
    return table("stops", columns, {"date": middles, "percent": stops.percent})


def _stop_panel(canvas: Canvas, stops: StopMonths, *, height: int = 130) -> None:
    lang = canvas.lang
    first, last = stops.dates[0].item().replace(day=1), stops.dates[-1].item()
    x = Days(first, last, title=say("charts.column.date", lang))
    top = max(float(stops.percent.max()), 1.0)
    panel = canvas.panel(
        x, Linear(0, top * 1.06, ",.0f"), heading=heading(lang, "fans.stopping", "percent"), height=height
    )
    panel.bars("stops", "percent", "vermillion", width=max(2.0, 0.7 * canvas.plot / len(stops.dates)))
    panel.tips("stops", [("percent", say("fans.stopping", lang), ".1f")])
