"""``ebb plan``: a plan designed for a target and a risk, as a table, as JSON, or as a scenario file."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Final, Literal

import typer

from ebb.cli import screen, words

SHORT_HELP: Final = "Design the fastest runoff within a risk."
EPILOG: Final = (
    "\b\nA target is a level to come down to: reserves, total assets or securities, in dollars or as a share of bank\n"
    "assets or GDP. A plan is a path of Treasury caps in steps of 5 billion that stand for whole quarters and are\n"
    "announced a quarter ahead. If nothing meets the order, the message names the nearest plan that can be (exit 2).\n"
    "\b\nExamples:\n"
    '  ebb plan --target "reserves at 10% of bank assets" --max-risk 5%\n'
    '  ebb plan --target "reserves at 13% of bank assets" --max-risk 45% --as-of 2022-09-30 --out plan.toml\n'
    '  ebb plan --target "total assets at 8.3 trillion" --max-risk 50% --mbs runoff --as-of 2022-09-30'
)
_COLUMNS: Final = (
    ("taken", "taken", "USD bn"),
    ("highest", "highest_chance", "percent"),
    ("after", "chance_a_year_later", "percent"),
    ("lowest", "lowest_share", "percent"),
)


def register(app: typer.Typer) -> None:
    """Put the command where the others are."""
    app.command("plan", short_help=SHORT_HELP, epilog=EPILOG)(plan)


def plan(
    target: Annotated[str, typer.Option("--target", metavar="TEXT", help="Where to come down to.")],
    max_risk: Annotated[
        str, typer.Option("--max-risk", metavar="P", help="Highest chance of leaving ample in any month of runoff.")
    ] = "5%",
    stress_risk: Annotated[
        str, typer.Option("--stress-risk", metavar="P", help="The same if a past drain of reserves came on top.")
    ] = "50%",
    months: Annotated[str, typer.Option("--months", metavar="N", help="How long it may take.")] = "60",
    mbs: Annotated[
        Literal["bills", "runoff"], typer.Option("--mbs", help="Agency principal: into bills, or run off.")
    ] = "bills",
    largest: Annotated[
        str, typer.Option("--largest", metavar="BN", help="No Treasury cap above it, USD billion a month.")
    ] = "95",
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="Write the plan as a scenario file for ebb run.")
    ] = None,
    as_of: Annotated[
        str | None,
        typer.Option("--as-of", metavar="DATE", help="Use only what was known on this day. Default: all held."),
    ] = None,
    lang: Annotated[
        str | None,
        typer.Option("--lang", metavar="zh-Hant|en", help="Language of the text. Default: that of your locale."),
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")] = False,
) -> None:
    """Design a plan instead of guessing one: the fastest caps that reach a target and keep the risk within bounds."""
    when, length = words.day(as_of, "--as-of"), words.count(months, "--months")
    from ebb.planning.design import read_share

    risks = read_share(max_risk, "--max-risk"), read_share(stress_risk, "--stress-risk")
    top = words.amount(largest, "--largest")
    if out is not None:
        words.writable(out)
    from ebb.answers.design_door import plan as go
    from ebb.cli import wire
    from ebb.text import language, say

    tongue = language(lang, os.environ)
    with screen.working("plan"):
        made = go(
            target,
            max_risk=risks[0],
            stress_risk=risks[1],
            months=length or 60,
            mortgages=mbs,
            largest=top,
            as_of=when,
        )
    if out is not None:
        out.write_text(made.toml(), encoding="utf-8")
    data = made.json()
    screen.write(wire.dumps(data) if json else page(data, tongue))
    if out is not None:
        screen.note(say("design.written", tongue, path=str(out)))


def page(data: Mapping[str, Any], lang: str) -> str:
    """The sentence, the plan beside the naive ones, and what to know."""
    from rich.table import Table

    from ebb.cli.pages import figure
    from ebb.text import say

    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    for head in ("plan", "ends", *(name for name, _, _ in _COLUMNS)):
        table.add_column(say(f"design.head.{head}", lang), justify="left" if head == "plan" else "right")
    for name, row in data["plans"].items():
        cells = (figure(row[key], unit, lang) for _, key, unit in _COLUMNS)
        table.add_row(say(f"design.name.{name}", lang), (row["ends"] or "")[:7], *cells)
    notes = [f"  - {line}" for line in data["caveats"][lang]]
    return screen.draw(data["text"][lang], "", table, "", say("cli.caveats", lang), *notes)
