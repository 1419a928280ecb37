"""``ebb sweep``: a grid of plans and assumptions, worked out here, in processes, or on a Dask cluster."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from ebb.cli import screen, words

SHORT_HELP: Final = "Run a grid of plans and assumptions, resumable."
EPILOG: Final = (
    "\b\nA grid is a TOML file; everything but plans may be left out:\n"
    '  plans = ["qt3", "slower", "plan.toml"]\n'
    "  start = 2027-01-01\n"
    "  months = 60\n"
    "  draws = 200            joint paths of rates, inflation, GDP, TGA and currency; 0 runs the assumptions alone\n"
    "  seed = 1\n"
    '  method = "blocks"      or "volatility"\n'
    "  [assumptions]\n"
    "  tga = [700, 850, 1000]\n"
    "  currency_growth = [0.02, 0.04]\n"
    "\b\nEvery plan is run under every combination of the assumptions, all on the same draws. Finished cells are kept as\n"
    "they come: the same command goes on where it was stopped, and a larger grid uses what a smaller one left.\n"
    "\b\nExamples:\n"
    "  ebb sweep grid.toml\n"
    "  ebb sweep grid.toml --workers 8 --out results\n"
    "  ebb sweep grid.toml --cluster tcp://10.0.0.7:8786      docs/sweep.md shows how to start one\n"
    "\b\nThe result is sweep.parquet: a row for each cell, path and month, with quantiles over the draws."
)


def register(app: typer.Typer) -> None:
    """Put the command where the others are."""
    app.command("sweep", short_help=SHORT_HELP, epilog=EPILOG)(sweep)


def sweep(
    grid: Annotated[Path, typer.Argument(metavar="GRID", help="A TOML file with plans and assumptions.")],
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="DIR", help="Where results are kept. Default: GRID's name and -sweep."),
    ] = None,
    workers: Annotated[str | None, typer.Option("--workers", metavar="N", help="Processes of this machine.")] = None,
    cluster: Annotated[
        str | None, typer.Option("--cluster", metavar="ADDRESS", help="A Dask scheduler, as tcp://127.0.0.1:8786.")
    ] = None,
    lang: Annotated[
        str | None,
        typer.Option("--lang", metavar="zh-Hant|en", help="Language of the text. Default: that of your locale."),
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")] = False,
) -> None:
    """Run every plan of a grid under every combination of its assumptions, and keep quantiles over draws in one Parquet
    table.
    """
    count = 1 if workers is None else words.count(workers, "--workers") or 1
    from ebb.answers.sweep import sweep as work_out
    from ebb.text import language

    tongue = language(lang, os.environ)
    with screen.working(str(grid), plain=True) as progress:
        made = work_out(grid, out=out, workers=count, cluster=cluster, progress=progress)
    from ebb.cli import wire

    screen.write(wire.dumps(made.json()) if json else page(made.json(), tongue))


def page(made: dict[str, Any], lang: str) -> str:
    """What became of a grid, as a person reads it."""
    from ebb.text import Count, say

    told = say(
        "sweep.done",
        lang,
        cells=Count(made["cells"]),
        computed=Count(made["computed"]),
        kept=Count(made["kept"]),
        rows=Count(made["rows"]),
    )
    draws = (
        say("sweep.draws", lang, draws=Count(made["draws"]), seed=str(made["seed"]))
        if made["draws"]
        else say("sweep.alone", lang)
    )
    return "\n".join([told, draws, say("sweep.table", lang, table=made["table"])])
