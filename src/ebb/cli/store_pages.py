"""What ``ebb store`` shows a person: its JSON as sentences and tables, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from rich.cells import cell_len
from rich.table import Table

from ebb.cli.screen import draw
from ebb.text import Count, Day, Number, keys, say, unit_label

Data = Mapping[str, Any]


#: Columns of the list of series, and how wide each may grow: together they fit a page.
_SERIES = {
    "series": 24,
    "unit": 12,
    "basis": 16,
    "frequency": 9,
    "first": 10,
    "last": 10,
    "observations": 7,
    "vintages": 8,
    "how": 10,
}


def listing(data: Data, lang: str) -> str:
    """Counts, then the series under their publishers, then the lists of holdings."""
    named = ("lists", "operations", "auctions", "outstanding", "deliveries")
    counts = {name: Number(data["counts"][name], 0) for name in named}
    sums = {name: Number(sum(row[name] for row in data["series"]), 0) for name in ("observations", "vintages")}
    title = say("store.title", lang, path=data["path"], generation=str(data["generation"]))
    counted = say("store.counted", lang, series=Number(len(data["series"]), 0), **sums, **counts)
    parts: list[Any] = [title, counted]
    rows: dict[str, list[tuple[str, ...]]] = {}
    for row in data["series"]:
        rows.setdefault(row["publisher"], []).append(_cells(row, lang))
    # One table for each publisher, under its name; the columns stand below each other all the same.
    heads = [say(f"store.head.{head}", lang) for head in _SERIES]
    lines = [line for group in rows.values() for line in group]
    needed = [max(map(cell_len, column)) for column in zip(heads, *lines, strict=True)]
    widths = [min(both) for both in zip(needed, _SERIES.values(), strict=True)]
    for publisher in sorted(rows):
        table = _table(tuple(_SERIES), lang, right=("observations", "vintages"), widths=widths)
        for line in rows[publisher]:
            table.add_row(*line)
        parts += ["", publisher, table]
    if data["lists"]:
        parts += ["", say("store.lists", lang), _lists(data, lang)]
    return draw(*parts)


def _cells(row: Data, lang: str) -> tuple[str, ...]:
    unit, basis = unit_label(row["unit"], lang), _basis(row["basis"], lang)
    frequency, how = say(f"store.frequency.{row['frequency']}", lang), say(f"store.how.{row['known']}", lang)
    sizes = (_whole(row["observations"], lang), _whole(row["vintages"], lang))
    return (row["name"], unit, basis, frequency, row["first"], row["last"], *sizes, how)


def showing(data: Data, lang: str) -> str:
    """The card, what is held, and the last observations."""
    unit, basis = unit_label(data["unit"], lang), _basis(data["basis"], lang)
    what = {"unit": unit, "basis": basis, "frequency": say(f"store.frequency.{data['frequency']}", lang)}
    sizes = {name: Count(data[name]) for name in ("observations", "vintages")}
    span = {name: Day(date.fromisoformat(data[name])) for name in ("first", "last")}
    parts: list[Any] = [
        say("store.card.title", lang, name=data["name"], title=data["title"]),
        say("store.card.source", lang, publisher=data["publisher"], document=data["document"]),
        say("store.card.what", lang, **what, lag=Count(data["lag_days"])),
        say("store.card.held", lang, **span, **sizes, how=say(f"store.how.{data['known']}", lang)),
        *([data["note"]] if data["note"] else []),
        "",
    ]
    as_of = None if data["as_of"] is None else Day(date.fromisoformat(data["as_of"]))
    if not data["values"] and as_of is not None:
        return draw(*parts, say("store.nothing", lang, day=as_of))
    table = _table(("date", "value", "known"), lang, right=("value",))
    for row in data["values"]:
        table.add_row(row["date"], plain(row["value"], lang), row["known"])
    head = say("store.newest", lang) if as_of is None else say("store.newest_as_of", lang, day=as_of)
    return draw(*parts, head, table)


def history(data: Data, lang: str) -> str:
    """Every vintage, and below them the deliveries by number."""
    told = data["vintages"]
    if not told:
        return draw(say("store.not_on", lang, day=Day(date.fromisoformat(data["date"]))))
    table = _table(("date", "known", "how", "value", "delivery"), lang, right=("value", "delivery"))
    last = ""
    for row in told:
        value = say("store.withdrawn", lang) if row["value"] is None else plain(row["value"], lang)
        shown = row["date"] if row["date"] != last else ""
        last = row["date"]
        table.add_row(shown, row["known"], say(f"store.how.{row['how']}", lang), value, str(row["delivery"]))
    dates = len({row["date"] for row in told})
    unit = unit_label(data["unit"], lang)
    head = say("store.history", lang, name=data["series"], n=Count(len(told)), dates=Count(dates), unit=unit)
    lines = [
        say(
            "store.delivery",
            lang,
            number=str(one["number"]),
            publisher=one["publisher"],
            address=one["address"],
            received=one["received"][:16].replace("T", " "),
            hash=one["sha256"][:12],
        )
        for one in data["deliveries"]
    ]
    return draw(head, table, "", say("store.deliveries", lang), *(f"  {line}" for line in lines))


def exported(data: Data, lang: str) -> str:
    """Where the file is and how long."""
    return say(
        "store.exported", lang, rows=Count(data["rows"]), series=Count(len(data["series"])), path=str(data["path"])
    )


def plain(value: float, lang: str) -> str:
    """A figure with all its digits and no more: nothing of it is lost in the table.

    >>> plain(6575.5, "en"), plain(6_700_123.0, "en"), plain(0.0475, "en")
    ('6,575.5', '6,700,123', '0.0475')
    """
    digits = repr(value)
    if "e" in digits:
        return digits
    return Number(value, len(digits.partition(".")[2].rstrip("0"))).say(lang)


def _lists(data: Data, lang: str) -> Table:
    table = _table(("part", "first", "last", "count"), lang, right=("count",))
    for row in data["lists"]:
        key = f"store.part.{row['part']}"
        part = say(key, lang) if key in keys() else row["part"]
        table.add_row(part, row["first"], row["last"], _whole(row["lists"], lang))
    return table


def _basis(basis: str, lang: str) -> str:
    key = f"units.basis.{basis.replace(' ', '_').replace('-', '_')}"
    return say(key, lang) if key in keys() else basis


def _whole(count: int, lang: str) -> str:
    return Number(count, 0).say(lang)


def _table(
    heads: Sequence[str], lang: str, right: Sequence[str] = (), widths: Sequence[int | None] | None = None
) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    for head, width in zip(heads, widths or [None] * len(heads), strict=True):
        side: Any = "right" if head in right else "left"
        table.add_column(
            say(f"store.head.{head}", lang), justify=side, overflow="fold", min_width=width, max_width=width
        )
    return table
