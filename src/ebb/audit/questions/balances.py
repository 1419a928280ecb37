"""Questions about balances: changes, shares of output, records, and how far estimates lay from what came."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Final

import numpy as np

from ebb.audit.judging.figures import Figure, NotHeld, change, level, record_extreme, share_of_gdp
from ebb.audit.judging.shelf import shelf
from ebb.audit.questions.answered import answered
from ebb.record import Record

_DAY: Final = timedelta(days=1)


# --- questions -------------------------------------------------------------------------------------------------------------


def change_of(record: Record, raw: Mapping[str, Any], first: date, last: date) -> Figure:
    """Change of a balance over a span or a programme."""
    return change(record, raw["series"], first - _DAY if "window" in raw else first, last)


def change_percent(record: Record, raw: Mapping[str, Any], first: date, last: date) -> Figure:
    """Change between the last figures on or before two days, percent."""
    held = shelf(record, raw["series"]).exact
    one, two = held.last(first), held.last(last)
    value = 100.0 * (two[1] / one[1] - 1.0)
    line = f"{raw['series']}: {two[1]:,.2f} ({two[0]}) / {one[1]:,.2f} ({one[0]}) - 1 = {value:+.1f} percent"
    return answered(value, "percent", raw["series"], two[0], line, record)


def difference(record: Record, raw: Mapping[str, Any], first: date, last: date) -> Figure:
    """Difference of a rate between two days, percentage points."""
    held = shelf(record, raw["series"]).exact
    one, two = held.last(first), held.last(last)
    if (first - one[0]).days > 7 or (last - two[0]).days > 7:
        raise NotHeld(f"{raw['series']} needs imported daily data for {first} and {last}")
    value = two[1] - one[1]
    line = f"{raw['series']}: {two[1]:,.2f} ({two[0]}) - {one[1]:,.2f} ({one[0]}) = {value:+.2f}"
    return answered(value, "points", raw["series"], two[0], line, record)


def multiple(record: Record, raw: Mapping[str, Any], first: date, last: date) -> Figure:
    """A level over an earlier one."""
    one, two = level(record, raw["series"], first, first), level(record, raw["series"], last, last)
    value = two.value / one.value
    line = f"{raw['series']}: {two.value:,.1f} ({two.day}) / {one.value:,.1f} ({one.day}) = {value:.2f}"
    return answered(value, "times", raw["series"], two.day, line, record)


def level_of(record: Record, raw: Mapping[str, Any], first: date, last: date) -> Figure:
    """A level on a day or over a period."""
    return level(record, raw["series"], first, last)


def lowest(record: Record, raw: Mapping[str, Any], first: date, last: date) -> Figure:
    """The lowest figure held in a span."""
    return _end(record, raw, first, last, high=False)


def highest(record: Record, raw: Mapping[str, Any], first: date, last: date) -> Figure:
    """The highest figure held in a span."""
    return _end(record, raw, first, last, high=True)


def _end(record: Record, raw: Mapping[str, Any], first: date, last: date, *, high: bool) -> Figure:
    held = shelf(record, raw["series"]).exact.between(first, last)
    if not len(held):
        raise NotHeld(f"{raw['series']} needs imported daily data for {first} to {last}")
    place = int(np.argmax(held.values) if high else np.argmin(held.values))
    day: date = held.dates[place].item()
    value = float(held.values[place])
    word = "highest" if high else "lowest"
    return answered(
        value,
        held.unit,
        raw["series"],
        day,
        f"{word} {raw['series']} held {first} to {last}: {value:,.2f} ({day})",
        record,
    )


def share_of(record: Record, raw: Mapping[str, Any], first: date, last: date) -> Figure:
    """A balance in percent of output."""
    return share_of_gdp(record, raw["series"], first, last)


def record_high(record: Record, raw: Mapping[str, Any], first: date, last: date) -> Figure:
    """1 where a level was the highest held until then, else 0."""
    found = record_extreme(record, raw["series"], first, last)
    return answered(found.values[0], "count", found.series, found.day, found.check, record)


def net_liquidity(record: Record, raw: Mapping[str, Any], first: date, last: date) -> Figure:
    """Change of total assets less the Treasury's account less ON RRP, USD bn."""
    parts = {key: shelf(record, key).exact for key in ("total_assets", "tga")}
    rrp = shelf(record, "on_rrp").exact

    def at(day: date) -> float:
        return parts["total_assets"].at(day) - parts["tga"].at(day) - rrp.at(day)

    value = at(last) - at(first)
    line = f"net liquidity {at(last):,.1f} ({last}) - {at(first):,.1f} ({first}) = {value:+,.1f} USD bn"
    return answered(value, "USD bn", "net_liquidity", last, line, record)


def part_before(record: Record, raw: Mapping[str, Any], first: date, last: date) -> Figure:
    """Percent of the fall of a series between two days that had happened by the start of a programme."""
    series = raw["series"]
    start = next(e.first for e in record.programme.episodes() if e.programme == raw["programme"])
    whole, early = change(record, series, first, last), change(record, series, first, start)
    value = 100.0 * early.value / whole.value
    return answered(
        value,
        "percent",
        series,
        whole.day,
        f"{whole.check}, of which {early.value:+,.1f} by {start}: {value:.0f} percent",
        record,
    )


def estimate_gap(record: Record, raw: Mapping[str, Any], first: date, last: date) -> Figure:
    """Highest published estimate of reserve needs known by a day, USD bn."""
    from ebb.sources import published

    rows = [
        row
        for row in published.document("literature")["threshold"]
        if row["kind"] == "estimate" and row.get("unit") == "USD bn" and row["known"] <= record.as_of
    ]
    if not rows:
        raise NotHeld("no estimate was known")
    best = max(rows, key=lambda row: row.get("high", row.get("value", 0.0)))
    value = float(best.get("high", best.get("value")))
    reached = level(record, "reserves_week_average", last, last)
    gap = reached.value - value
    highest = f"the highest estimate {value:,.0f} ({best['key']})"
    line = f"reserves {reached.value:,.1f} ({reached.day}) less {highest} = {gap:+,.1f}"
    return answered(gap, "USD bn", "reserves_week_average", reached.day, line, record)


def years_between(record: Record, raw: Mapping[str, Any], first: date, last: date) -> Figure:
    """Years by which the clock lies before another day."""
    value = (last - first).days / 365.25
    return answered(value, "years", "clock", last, f"{first} to {last}: {value:.1f} years", record)
