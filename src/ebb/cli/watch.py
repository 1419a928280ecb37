"""``ebb watch``: a line for each thing watched; exit 1 past a threshold, for cron."""

from __future__ import annotations

import os
from datetime import date
from typing import Annotated, Final

import typer

from ebb.cli import screen, words

SHORT_HELP: Final = "Alarm past your thresholds (for cron)."
EPILOG: Final = (
    "\b\nWatched: the board's chance of tight or scarcer, the chance of a month with repo above interest on reserves,\n"
    "the 95th percentile of SOFR in the next eight weeks, and the age of the newest reserves. Only what the store and\n"
    "the package hold is read: run ebb fetch before it.\n"
    "\b\nExamples:\n"
    "  ebb watch\n"
    "  ebb watch --max-tight 30% --max-above 60% --max-rate 25 --max-age 14\n"
    "  0 7 * * 5  ebb fetch && ebb watch --lang zh-Hant || mail -s ebb me@example.org    (crontab)\n"
    "\b\nExit status: 0 nothing is past its threshold, 1 something is, 2 wrong use."
)


def register(app: typer.Typer) -> None:
    """Put the command where the others are."""
    app.command("watch", short_help=SHORT_HELP, epilog=EPILOG)(watch)


def watch(
    max_tight: Annotated[
        str, typer.Option("--max-tight", metavar="P", help="Chance of tight or scarcer, by the board.")
    ] = "50%",
    max_above: Annotated[
        str, typer.Option("--max-above", metavar="P", help="Chance of a month with repo above interest on reserves.")
    ] = "50%",
    max_rate: Annotated[
        str | None,
        typer.Option("--max-rate", metavar="BP", help="SOFR over interest on reserves. Default: no alarm."),
    ] = None,
    max_age: Annotated[
        str | None, typer.Option("--max-age", metavar="DAYS", help="Age of the newest reserves. Default: no alarm.")
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
) -> int:
    """Read the board and the next eight weeks again, and exit 1 past your thresholds: one line each, for cron."""
    when = words.day(as_of, "--as-of")
    from ebb.planning.design import read_share

    shares = read_share(max_tight, "--max-tight"), read_share(max_above, "--max-above")
    rate = None if max_rate is None else words.amount(max_rate, "--max-rate")
    age = None if max_age is None else words.count(max_age, "--max-age")
    from ebb.answers.watch import Limits
    from ebb.answers.watch import watch as go
    from ebb.cli import wire
    from ebb.text import language

    tongue = language(lang, os.environ)
    today = date.today() if when is None else None  # noqa: DTZ011 - age is what a person asks of the clock
    with screen.working("watch"):
        made = go(Limits(shares[0], shares[1], rate, age), as_of=when, today=today)
    screen.write(wire.dumps(made.json()) if json else "\n".join(made.lines(tongue)))
    return 1 if made.alarm else 0
