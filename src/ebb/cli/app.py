"""The commands: each reads its words, calls one function of the front door, and prints data last, in one write.

Help is written by hand to teach, with commands that can be copied. Everything heavy is imported inside the bodies.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from ebb.cli import audit, check, fetch, importing, plan, screen, stocks, store, stress, sweep, watch, words

app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)

AsOf = Annotated[
    str | None,
    typer.Option("--as-of", metavar="DATE", help="Use only what was known on this day. Default: everything held."),
]
Lang = Annotated[
    str | None,
    typer.Option("--lang", metavar="zh-Hant|en", help="Language of the text. Default: that of your locale."),
]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")]
Debug = Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")]


def _version(wanted: bool) -> None:
    if wanted:
        import ebb

        screen.write(f"ebb {ebb.__version__}")
        raise typer.Exit


@app.callback(
    epilog="\b\nStart here:\n"
    "  ebb report                     the page with all six answers, offline\n"
    "  ebb answer how-long            one answer, in the terminal\n"
    "  ebb run qt3 --start 2027-01    a plan, month by month\n"
    "\b\nExit status: 0 fine, 1 a law or a check failed, 2 wrong use (then nothing is written)."
)
def root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and stop.")
    ] = False,
) -> None:
    """Quantitative tightening, on published figures: what the Fed holds, what leaves, whose books the money leaves,
    how far it can go, and what it does to yields, stock prices and volatility.

    Works offline. Amounts are US dollars; text in Traditional Chinese and English.
    """


@app.command(
    short_help="Write the page with all six answers.",
    epilog="\b\nExamples:\n"
    "  ebb report\n"
    "  ebb report --out 縮表.html --lang zh-Hant\n"
    "  ebb report --as-of 2025-11-26     as it would have read on that day",
)
def report(
    out: Annotated[
        Path, typer.Option("--out", metavar="FILE", help="Where to write the page.", show_default=True)
    ] = Path("ebb-report.html"),
    as_of: AsOf = None,
    lang: Lang = None,
    json: Json = False,
    debug: Debug = False,
) -> None:
    """Write the report: one HTML file in both languages that opens offline, and print the six answers.

    --lang chooses the language of the terminal and the one the page opens in; the page always holds both.
    """
    when, tongue = words.day(as_of, "--as-of"), _language(lang)
    words.writable(out)
    import ebb

    with screen.working("report") as progress:
        now = date.today() if when is None else None  # noqa: DTZ011 - only to say how old the newest figure is
        made = ebb.report(out=out, as_of=when, lang=tongue, progress=progress, today=now)
    from ebb.cli import pages

    _beyond(when, tongue)
    _show(made, json, lambda data: pages.report(data, tongue))
    screen.note(f"open {made.path}")


@app.command(
    short_help="Answer one of the six questions.",
    epilog="\b\nThe six questions:\n"
    "  what       what is QT, and whose books did the money leave\n"
    "  how        how does it work, step by step\n"
    "  how-long   how long will it last\n"
    "  how-much   how much is too much\n"
    "  risks      what can go wrong\n"
    "  stocks     what does it do to stocks\n"
    "\b\nExamples:\n"
    "  ebb answer how-much\n"
    "  ebb answer stocks --lang zh-Hant\n"
    "  ebb answer what --as-of 2019-09-25 --json",
)
def answer(
    key: Annotated[str, typer.Argument(metavar="KEY", help="what, how, how-long, how-much, risks or stocks.")],
    as_of: AsOf = None,
    lang: Lang = None,
    json: Json = False,
    debug: Debug = False,
) -> None:
    """Answer one of the six questions: a sentence, its values with intervals and sources, and its caveats."""
    when, tongue = words.day(as_of, "--as-of"), _language(lang)
    import ebb

    with screen.working(key):
        made = ebb.answer(key, as_of=when)
    from ebb.cli import pages

    _beyond(when, tongue)
    _show(made, json, lambda data: pages.answer(data, tongue))


@app.command(
    short_help="Run a plan month by month.",
    epilog="\b\nPresets: qt1-2017, qt2-2022, qt2-2022-as-announced, no-caps-2022, hold, current, qt3, qt3-sales,\n"
    "faster, slower. A file holds only what differs from the policy in force:\n"
    "\b\n"
    '  base = "qt3"\n'
    "  months = 36\n"
    "  [caps]\n"
    "  treasury = 30\n"
    "\b\nTables of a file: caps, sales, swap, purchases, stop, restart, after, assumptions. Prices of\n"
    "what is sold come from the yields of assumptions (two_year, ten_year, mortgage_rate):\n"
    "\b\n"
    "  [sales]                             [restart]\n"
    "  treasury = 20                       reserves = 3200\n"
    "  years = [3, 20]                     caps = {treasury = 20, mbs = 10}\n"
    '  order = "longest"                   [swap]\n'
    "  [stop]                              amount = 40\n"
    "  reserves = 2800                     sell = [0, 3]\n"
    "                                      buy = [6, 30]\n"
    "\b\nExamples:\n"
    "  ebb run qt3\n"
    "  ebb run qt2-2022 --json > qt2.json\n"
    "  ebb run plan.toml --start 2027-04 --months 24 --setting high\n"
    "  ebb run qt3 --draws 10000 --seed 1 --workers 2",
)
def run(
    scenario: Annotated[str, typer.Argument(metavar="SCENARIO", help="A preset's name, or a TOML file.")],
    start: Annotated[str | None, typer.Option("--start", metavar="MONTH", help="First month, as 2027-01.")] = None,
    months: Annotated[str | None, typer.Option("--months", metavar="N", help="How many months.")] = None,
    frequency: Annotated[Literal["monthly"], typer.Option("--frequency", help="Step of the path.")] = "monthly",
    setting: Annotated[
        Literal["low", "central", "high"], typer.Option("--setting", help="Which setting of the named assumptions.")
    ] = "central",
    draws: Annotated[
        str | None, typer.Option("--draws", metavar="N", help="How many futures to draw. Default: one, without bands.")
    ] = None,
    seed: Annotated[
        str | None, typer.Option("--seed", metavar="S", help="Which draws: the same seed, the same ones. Default: 0.")
    ] = None,
    workers: Annotated[
        str | None, typer.Option("--workers", metavar="W", help="Threads; they do not change the result. Default: 1.")
    ] = None,
    as_of: AsOf = None,
    lang: Lang = None,
    json: Json = False,
    debug: Debug = False,
) -> None:
    """Run a plan month by month: what is redeemed and bought, and where every liability of the Fed ends up."""
    when, first, tongue = words.day(as_of, "--as-of"), words.month(start, "--start"), _language(lang)
    length = words.count(months, "--months")
    many, threads = words.whole(draws, "--draws", 1, least=1), words.whole(workers, "--workers", 1, least=1)
    which = words.whole(seed, "--seed", 0, least=0)
    import ebb

    with screen.working(scenario):
        made = ebb.run(
            scenario,
            as_of=when,
            start=first,
            months=length,
            frequency=frequency,
            setting=setting,
            draws=many,
            seed=which,
            workers=threads,
        )
    from ebb.cli import pages

    _beyond(when, tongue)
    _show(made, json, lambda data: pages.run(data, made.summary(tongue), tongue, made.happened(tongue)))


@app.command(
    short_help="Replay qt1, qt2 or gilts beside what was published.",
    epilog="\b\nExamples:\n"
    "  ebb replay qt2             June 2022 to the end of runoff\n"
    "  ebb replay qt1 --json      October 2017 to 2019, for a program\n"
    "  ebb replay gilts           the Bank of England's sales of gilts, by the same engine",
)
def replay(
    episode: Annotated[str, typer.Argument(metavar="EPISODE", help="qt1, qt2 or gilts.")],
    as_of: AsOf = None,
    lang: Lang = None,
    json: Json = False,
    debug: Debug = False,
) -> None:
    """Replay a past episode by the rule alone, beside what was published, and show every miss."""
    when, tongue = words.day(as_of, "--as-of"), _language(lang)
    import ebb

    if episode == "gilts":
        from ebb.cli import gilts

        with screen.working(episode):
            sales = ebb.gilt_sales(as_of=when)
        _beyond(when, tongue)
        _show(sales, json, lambda data: gilts.page(data, tongue))
        return
    with screen.working(episode):
        made = ebb.replay(episode, as_of=when)
    from ebb.cli import pages

    _beyond(when, tongue)
    _show(made, json, lambda data: pages.replay(data, tongue))


@app.command(
    short_help="Print the programme month by month.",
    epilog="\b\nExamples:\n"
    "  ebb caps --from 2017-10 --to 2019-12     the whole of QT1\n"
    "  ebb caps --as-of 2024-07-18              the programme as it stood on that day\n"
    "\b\nA cap of 0 means no runoff, a dash no limit (null in JSON).",
)
def caps(
    first: Annotated[str | None, typer.Option("--from", metavar="MONTH", help="First month, as 2017-10.")] = None,
    last: Annotated[str | None, typer.Option("--to", metavar="MONTH", help="Last month, as 2019-12.")] = None,
    as_of: AsOf = None,
    lang: Lang = None,
    json: Json = False,
    debug: Debug = False,
) -> None:
    """Print the programme month by month: caps, purchases, reinvestment, and the document that says so."""
    when, (begin, finish), tongue = words.day(as_of, "--as-of"), words.span(first, last), _language(lang)
    import ebb

    made = ebb.caps(as_of=when, first=begin, last=finish)
    from ebb.cli import pages

    _beyond(when, tongue)
    _show(made, json, lambda data: pages.caps(data, tongue))


@app.command(
    short_help="Print what the Fed holds.",
    epilog="\b\nExamples:\n  ebb holdings\n  ebb holdings --as-of 2022-06-30 --json",
)
def holdings(as_of: AsOf = None, lang: Lang = None, json: Json = False, debug: Debug = False) -> None:
    """Print what the Fed holds: totals by class, and the largest notes and bonds security by security."""
    when, tongue = words.day(as_of, "--as-of"), _language(lang)
    import ebb

    made = ebb.holdings(as_of=when)
    from ebb.cli import pages

    _beyond(when, tongue)
    _show(made, json, lambda data: pages.holdings(data, tongue, made.known, made.last))


@app.command(short_help="Check this installation.", epilog="\b\nExample:\n  ebb doctor")
def doctor(lang: Lang = None, json: Json = False, debug: Debug = False) -> int:
    """Check that this installation can do its work; each fault comes with its remedy (exit 1 if there is one).

    Then, for each series, its last figure, when the next was due, and whether it may still pass for current.
    """
    tongue = _language(lang)
    from ebb.cli import pages
    from ebb.cli.doctor import examine

    found = examine(Path.cwd(), date.today())  # noqa: DTZ011 - the one clock: age is what a person asks of it
    _show(found, json, lambda data: pages.doctor(data, tongue, found.told(tongue)))
    return 0 if found.ok else 1


store.store_app.command("check", short_help="Check that the H.4.1 adds up.", epilog=check.CHECK_HELP)(check.check)
store.store_app.command(
    "statement", short_help="Print the complete H.4.1 of one Wednesday.", epilog=check.STATEMENT_HELP
)(check.statement)
audit.register(app)
fetch.register(app)
importing.register(app)
plan.register(app)
stress.register(app)
sweep.register(app)
stocks.register(app)
watch.register(app)
app.add_typer(store.store_app, name="store")


def _language(asked: str | None) -> str:
    from ebb.text import language

    return language(asked, os.environ)


def _beyond(when: date | None, lang: str) -> None:
    """Tell who asks for a day after the newest packaged figure that everything packaged was used, and how far it goes."""
    if when is None:
        return
    from ebb.record import newest, newest_figure
    from ebb.text import Day, say

    if when > newest():
        screen.note(say("cli.beyond", lang, asked=Day(when), newest=newest_figure().isoformat()))


def _show(made: Any, json: bool, page: Callable[[dict[str, Any]], str]) -> None:
    """Print the wire form, or the page made from that very form."""
    from ebb.cli import wire

    screen.write(wire.dumps(made.json()) if json else page(wire.tidy(made.json())))
