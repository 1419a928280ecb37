"""``ebb fetch``: the only command that opens a socket. It reads keys and mirrors from the environment and hands them on."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from ebb.cli import screen, words
from ebb.errors import EbbError, UsageError

if TYPE_CHECKING:
    from ebb.sources.http import Manners
    from ebb.sources.publishers import Ask, Wish
    from ebb.store.fetched import Fetched

#: Variables that are read here; none of their values is ever printed.
KEY, STOOQ, AGENT, BASE = "EBB_FRED_KEY", "EBB_STOOQ_KEY", "EBB_USER_AGENT", "EBB_BASE_"

SHORT_HELP: Final = "Fetch figures from the official publishers into the store."
EPILOG: Final = (
    "\b\nPublishers, in the order they are asked:\n"
    "  nyfed      New York Fed: SOMA, reference rates, repo, reverse repo and outright operations\n"
    "  board      Federal Reserve Board: every line of H.4.1, rates of H.15, the fitted Treasury curve\n"
    "  treasury   US Treasury: daily statement, debt, auctions, securities outstanding\n"
    "  acm        New York Fed: term premia of Adrian, Crump and Moench\n"
    "  cboe       Cboe: the VIX\n"
    "  ecb, boe   European Central Bank, Bank of England\n"
    "  stooq      Stooq: the S&P 500 with your own key; only when named\n"
    "  fred       St. Louis Fed: only series of public bodies without another source here\n"
    "\b\nExamples:\n"
    "  ebb fetch                                       what is new since the last time\n"
    "  ebb fetch nyfed board                           only these two\n"
    "  ebb fetch --series WALCL --series SOFR          only these series\n"
    "  ebb fetch nyfed --weekly-holdings 2022-06-01    security by security, every week since\n"
    "  ebb fetch fred --series WALCL --vintages        with every vintage (needs a key)\n"
    "  ebb fetch --dry-run                             what would be asked\n"
    "\b\nFRED: its terms restrict keeping and passing on what it republishes, so originating publishers come first, and\n"
    "FRED is asked for a series that has another source only by name: ebb fetch fred --series ID. Series of index owners\n"
    "(S&P 500, Nasdaq, ICE, Moody's) are asked for only by name. No stock index is fetched by default: no free official\n"
    "source has the history of the S&P 500, and its owner's licence forbids passing it on. Bring your own file\n"
    "(ebb import), or name it: --series SP500 asks Stooq if you have its key, else FRED for the last ten years.\n"
    "\b\nEnvironment:\n"
    "  EBB_FRED_KEY            your key of the FRED API (free); never printed, never stored\n"
    "  EBB_STOOQ_KEY           your key of Stooq; never printed, never stored\n"
    "  EBB_USER_AGENT          how ebb introduces itself; name an address where you can be reached\n"
    "  EBB_BASE_<PUBLISHER>    a mirror in place of a publisher's address, as EBB_BASE_NYFED=http://127.0.0.1:8000/api\n"
    "  EBB_HOME                the folder of the store\n"
    "  HTTPS_PROXY, SSL_CERT_FILE, NO_PROXY as usual\n"
    "\b\nOne failure never spreads: it costs its own figures, and the last good ones stay. Stop it whenever you like.\n"
    "Exit status: 0 everything fetched or unchanged, 1 something failed, 2 wrong use."
)


def register(app: typer.Typer) -> None:
    """Put the command where the others are."""
    app.command("fetch", short_help=SHORT_HELP, epilog=EPILOG)(fetch)


def fetch(
    publishers: Annotated[
        list[str] | None,
        typer.Argument(metavar="[PUBLISHER]...", help="Whom to ask. Default: all.", show_default=False),
    ] = None,
    series: Annotated[
        list[str] | None, typer.Option("--series", metavar="ID", help="Only this series; may be repeated.")
    ] = None,
    weekly_holdings: Annotated[
        str | None,
        typer.Option(
            "--weekly-holdings", metavar="FROM", help="SOMA lists of every week since this day, not the newest."
        ),
    ] = None,
    vintages: Annotated[bool, typer.Option("--vintages", help="Every vintage in FRED's archive; needs a key.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Print what would be asked; ask nothing.")] = False,
    lang: Annotated[
        str | None,
        typer.Option("--lang", metavar="zh-Hant|en", help="Language of the text. Default: that of your locale."),
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")] = False,
) -> int:
    """Fetch what is new from the official publishers into the store, and end with a table: new, revised, failed and why.

    Only what the store does not hold yet is asked for; publishers are asked politely, two requests at a time.
    """
    from ebb.text import language

    tongue = language(lang, os.environ)
    now = datetime.now(UTC)
    wish = _wish(publishers, series, words.day(weekly_holdings, "--weekly-holdings"), vintages, now.date(), os.environ)
    from ebb.sources.publishers import asks

    planned = asks(wish)
    if dry_run:
        _show(_plan(planned, now.date()), json, tongue)
        return 0
    made = _go(planned, now.date(), manners(os.environ), tongue)
    _show(made.json(), json, tongue)
    return made.status


def _go(planned: tuple[Ask, ...], today: date, how: Manners, lang: str) -> Fetched:
    from ebb import store
    from ebb.sources.http import Client
    from ebb.store.fetched import Step
    from ebb.store.fetching import fetch as fetch_into
    from ebb.text import say

    with screen.working("fetch", plain=True) as tell, Client(_now, how) as client:

        def progress(step: Step) -> None:
            outcome = say(f"fetch.was.{step.outcome}", lang)
            place = {"done": str(step.done), "known": str(step.known)}
            doing = say("fetch.step", lang, publisher=step.publisher, name=step.name, outcome=outcome, **place)
            tell(step.done / step.known, doing)

        try:
            return fetch_into(planned, client=client, now=_now, today=today, progress=progress)
        except KeyboardInterrupt:
            raise EbbError(
                "the fetch was stopped by you",
                str(store.path()),
                "a whole round; what was published before is kept and can be read",
                "ebb fetch goes on where it stopped",
            ) from None


def _now() -> datetime:
    return datetime.now(UTC)


def manners(environ: Mapping[str, str]) -> Manners:
    """How publishers are asked, with the name that ebb gives itself or the user's own."""
    import ebb
    from ebb.sources.http import Manners

    return Manners(
        agent=environ.get(AGENT, "").strip() or f"ebb/{ebb.__version__} (figures on quantitative tightening)"
    )


def _wish(
    names: list[str] | None,
    series: list[str] | None,
    weekly: date | None,
    vintages: bool,
    today: date,
    environ: Mapping[str, str],
) -> Wish:
    """What was asked for on the command line and in the environment.

    Raises
    ------
    UsageError
        If the key or a mirror's address cannot be one; the key itself is never repeated.
    """
    from ebb.sources.publishers import Wish

    key = environ.get(KEY, "").strip() or None
    if vintages and key is None:
        raise UsageError(
            "vintages need a key of FRED", KEY, "a key of the FRED API (free)", f"{KEY}=... ebb fetch fred"
        )
    if weekly is not None and weekly > today:
        raise UsageError(f"{weekly} lies ahead", "--weekly-holdings", f"a day up to {today}", "choose an earlier day")
    mirrors = {
        name.removeprefix(BASE).lower(): _mirror(name, address.strip())
        for name, address in sorted(environ.items())
        if name.startswith(BASE) and address.strip()
    }
    wanted = tuple(part for text in series or () for part in text.replace(",", " ").split())
    stooq = environ.get(STOOQ, "").strip() or None
    return Wish(today, tuple(dict.fromkeys(names or ())), wanted, weekly, vintages, key, stooq, mirrors)


def _mirror(name: str, address: str) -> str:
    from urllib.parse import urlsplit

    try:
        parts = urlsplit(address)
        fine = parts.scheme in ("http", "https") and bool(parts.hostname) and not (parts.query or parts.fragment)
    except ValueError:
        fine = False
    if not fine:
        raise UsageError("the mirror has no address of the web", name, "http(s)://host/path", f"{name}=https://...")
    return address


def _plan(planned: tuple[Ask, ...], today: date) -> dict[str, Any]:
    """What would be asked, given what the store holds now."""
    from ebb.store.fetching import plan

    return {"today": today, "questions": [question.json() for question in plan(planned)]}


def _show(data: dict[str, Any], json: bool, lang: str) -> None:
    from ebb import store
    from ebb.cli import wire

    whole = {**data, "store": str(store.path())}
    screen.write(wire.dumps(whole) if json else page(wire.tidy(whole), lang))


def page(data: Mapping[str, Any], lang: str) -> str:
    """A fetch as a table: one row for each question, then the failures with their reasons, then the sum."""
    from rich.table import Table

    from ebb.text import Count, say

    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    for head in ("publisher", "question"):
        table.add_column(say(f"fetch.{head}", lang), overflow="fold")
    if "questions" in data:
        table.add_column(say("fetch.address", lang), overflow="fold")
        for asked in data["questions"]:
            main = asked["only_if_fails"]
            name = say("fetch.only_if", lang, name=asked["name"], main=main) if main else asked["name"]
            table.add_row(asked["publisher"], name, asked["address"])
        count = sum(not asked["only_if_fails"] for asked in data["questions"])
        return screen.draw(table, "", say("fetch.dry", lang, count=Count(count)))
    table.add_column(say("fetch.outcome", lang))
    for head in ("new", "unchanged", "revised"):
        table.add_column(say(f"fetch.{head}", lang), justify="right")
    for row in data["rows"]:
        counted = ("" if row["outcome"] == "failed" else f"{row[name]:,}" for name in ("new", "unchanged", "revised"))
        table.add_row(row["publisher"], row["name"], say(f"fetch.was.{row['outcome']}", lang), *counted)
    failed = [
        say("fetch.why", lang, publisher=row["publisher"], name=row["name"], reason=_reason(row))
        for row in data["rows"]
        if row["outcome"] == "failed"
    ]
    told = ["", say("fetch.failures", lang), *(f"  - {line}" for line in failed)] if failed else []
    sums = {name: Count(sum(row[name] for row in data["rows"])) for name in ("new", "unchanged", "revised")}
    summary = say("fetch.summary", lang, **sums, failed=Count(len(failed)), store=data["store"])
    return screen.draw(table, *told, "", summary)


def _reason(row: Mapping[str, Any]) -> str:
    """Why a question failed, without its name, which stands before it already."""
    why: str = row["why"]
    return why.removeprefix(f'"{row["name"]}" ')
