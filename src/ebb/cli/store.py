"""``ebb store``: what the store holds, series by series, and out of it into files.

Everything here only reads. The JSON of a command is made first, and its page from that very JSON.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ebb.cli import screen, wire, words
from ebb.errors import UsageError

if TYPE_CHECKING:
    from ebb.store import Store

AsOf = Annotated[
    str | None,
    typer.Option("--as-of", metavar="DATE", help="Use only what was known on this day. Default: all that is held."),
]
Lang = Annotated[
    str | None,
    typer.Option("--lang", metavar="zh-Hant|en", help="Language of the text. Default: that of your locale."),
]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")]
Debug = Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")]

#: Observations that `show` prints unless told otherwise.
SHOWN = 12

store_app = typer.Typer(
    name="store",
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    no_args_is_help=False,
    short_help="Look into your store of fetched and imported figures.",
    help="Look into your store: the figures you fetched or imported, with every vintage and where it came from.",
    epilog="\b\nStart here:\n"
    "  ebb store list                      what is held\n"
    "  ebb store show WALCL                one series, its last observations\n"
    "  ebb store history GDP --date 2019-10-01\n"
    "  ebb store export WALCL --out walcl.csv\n"
    "\b\nThe store is one file, ebb.duckdb, in your data folder (or in $EBB_HOME).",
)


@store_app.command(
    name="list",
    short_help="List the series held.",
    epilog="\b\nExamples:\n  ebb store list\n  ebb store list --json",
)
def list_(lang: Lang = None, json: Json = False, debug: Debug = False) -> None:
    """List what is held: each series with its span, and how many lists, operations and deliveries there are.

    "known by" says how the day on which a figure became known is known: from the publisher's own vintages, from the day it
    reached this store, or assumed from the usual release lag.
    """
    tongue = language(lang)
    with opened() as held:
        data = listing(held)
    from ebb.cli import store_pages as pages

    _show(data, json, lambda told: pages.listing(told, tongue))


@store_app.command(
    short_help="Show one series.",
    epilog="\b\nExamples:\n"
    "  ebb store show WALCL\n"
    "  ebb store show SOFR --as-of 2019-09-18      as it was known the day after the spike\n"
    "  ebb store show DGS10 --last 60 --json",
)
def show(
    series: Annotated[str, typer.Argument(metavar="SERIES", help="A name of ebb store list.")],
    last: Annotated[int, typer.Option("--last", metavar="N", min=1, help="How many observations.")] = SHOWN,
    as_of: AsOf = None,
    lang: Lang = None,
    json: Json = False,
    debug: Debug = False,
) -> None:
    """Show one series: what it is, who publishes it, and its last observations as they were known on a day."""
    when, tongue = words.day(as_of, "--as-of"), language(lang)
    with opened() as held:
        data = showing(held, series, last, when)
    from ebb.cli import store_pages as pages

    _show(data, json, lambda told: pages.showing(told, tongue))


@store_app.command(
    short_help="Print every vintage of a series.",
    epilog="\b\nExamples:\n"
    "  ebb store history GDP --date 2019-10-01     how one quarter was revised\n"
    "  ebb store history WALCL --json > walcl.json",
)
def history(
    series: Annotated[str, typer.Argument(metavar="SERIES", help="A name of ebb store list.")],
    day: Annotated[
        str | None, typer.Option("--date", metavar="DATE", help="Only the vintages of this date observed.")
    ] = None,
    lang: Lang = None,
    json: Json = False,
    debug: Debug = False,
) -> None:
    """Print every vintage: when each value became known, how we know that, and the delivery it was read from."""
    only, tongue = words.day(day, "--date"), language(lang)
    with opened() as held:
        data = historic(held, series, only)
    from ebb.cli import store_pages as pages

    _show(data, json, lambda told: pages.history(told, tongue))


@store_app.command(
    short_help="Write series as CSV or Parquet.",
    epilog="\b\nExamples:\n"
    "  ebb store export WALCL WRESBAL > levels.csv\n"
    "  ebb store export WALCL --out walcl.parquet\n"
    "  ebb store export GDP --vintages --out gdp.csv     every vintage, withdrawn figures as empty cells\n"
    "  ebb store export WALCL --as-of 2022-06-01         as it was known on that day\n"
    "\b\nColumns: series, date, value, unit, basis, known (the day it became known), how (vintage, received or lag).",
)
def export(
    series: Annotated[list[str], typer.Argument(metavar="SERIES...", help="Names of ebb store list.")],
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="A .csv or .parquet file. Default: CSV on the screen.")
    ] = None,
    vintages: Annotated[
        bool, typer.Option("--vintages", help="Every vintage, not only the newest of each date.")
    ] = False,
    as_of: AsOf = None,
    lang: Lang = None,
    json: Json = False,
    debug: Debug = False,
) -> None:
    """Write series as one table: CSV, or Parquet if the file's name ends in .parquet."""
    when, tongue = words.day(as_of, "--as-of"), language(lang)
    if out is not None:
        writable(out)
    with opened() as held:
        chosen = held.select(series, when, vintages=vintages)
        if out is None and json:
            screen.write(wire.dumps({"rows": [dict(zip(_columns(), row, strict=True)) for row in chosen.rows()]}))
            return
        if out is None:
            screen.write(chosen.csv())
            return
        rows = chosen.write(out)
    from ebb.cli import store_pages as pages

    data = {"path": str(out), "series": list(dict.fromkeys(series)), "rows": rows}
    _show(data, json, lambda told: pages.exported(told, tongue))


def listing(held: Store) -> dict[str, Any]:
    """The JSON of ``ebb store list``."""
    rows = []
    for row in held.overview():
        card = held.card(row["name"])
        told = {name: getattr(card, name) for name in ("title", "unit", "basis", "frequency", "publisher", "document")}
        rows.append({**row, **told})
    lists = [{"part": part, **span} for part, span in held.lists().items()]
    return {
        "path": str(held.file),
        "generation": held.generation,
        "counts": held.counts(),
        "series": rows,
        "lists": lists,
    }


def showing(held: Store, name: str, last: int, as_of: date | None) -> dict[str, Any]:
    """The JSON of ``ebb store show``: the card, the span held, and the last observations known on a day."""
    card = held.card(name)
    span = next(row for row in held.overview() if row["name"] == name)
    known = held.series(name, as_of)
    columns = (known.dates[-last:].tolist(), known.values[-last:].tolist(), known.known[-last:].tolist())
    fields = ("title", "publisher", "document", "unit", "basis", "frequency", "kind", "lag_days", "evidence", "note")
    return {
        **span,
        **{field: getattr(card, field) for field in fields},
        "as_of": as_of,
        "how": held.how(name, as_of),
        "values": [{"date": day, "value": value, "known": seen} for day, value, seen in zip(*columns, strict=True)],
    }


def historic(held: Store, name: str, day: date | None) -> dict[str, Any]:
    """The JSON of ``ebb store history``: vintages, and the deliveries they came from by number."""
    told = [vintage for vintage in held.history(name) if day in (None, vintage.date)]
    numbers = {delivery: number for number, delivery in enumerate(dict.fromkeys(v.delivery for v in told), 1)}
    card = held.card(name)
    return {
        "series": name,
        "unit": card.unit,
        "basis": card.basis,
        "date": day,
        "vintages": [
            {"date": v.date, "known": v.known, "how": v.how, "value": v.value, "delivery": numbers[v.delivery]}
            for v in told
        ],
        "deliveries": [
            {
                "number": number,
                "publisher": delivery.publisher,
                "address": delivery.address,
                "received": delivery.received,
                "sha256": delivery.sha256,
                "size": delivery.size,
            }
            for delivery, number in numbers.items()
        ],
    }


@contextmanager
def opened() -> Iterator[Store]:
    """The user's store, for a command that needs one.

    Raises
    ------
    UsageError
        If there is none yet.
    """
    from ebb.store import Store, path

    held = Store.open()
    if held is None:
        raise UsageError(
            "there is no store yet",
            str(path()),
            "figures that were fetched or imported",
            "ebb fetch (from the publishers), or ebb import DIR (your own files)",
        )
    with held:
        yield held


def language(asked: str | None) -> str:
    """The language of the text: as asked, or that of the locale."""
    from ebb.text import language as choose

    return choose(asked, os.environ)


def writable(out: Path) -> None:
    """Refuse, before any work, a file that cannot be written or is of no known form.

    Raises
    ------
    UsageError
    """
    from ebb.store.export import check_suffix

    check_suffix(out)
    if out.is_dir():
        problem = (f'"{out}" is a directory', "the name of a file", "choose another --out")
    elif not out.parent.is_dir():
        problem = (f'the directory "{out.parent}" does not exist', "an existing directory", f"mkdir -p {out.parent}")
    elif not os.access(out if out.exists() else out.parent, os.W_OK):
        problem = (f'"{out}" cannot be written', "a place you may write to", "choose another --out")
    else:
        return
    raise UsageError(problem[0], "--out", problem[1], problem[2])


def _columns() -> tuple[str, ...]:
    from ebb.store.export import COLUMNS

    return COLUMNS


def _show(data: dict[str, Any], json: bool, page: Callable[[dict[str, Any]], str]) -> None:
    """Print the wire form, or the page made from that very form."""
    screen.write(wire.dumps(data) if json else page(wire.tidy(data)))
