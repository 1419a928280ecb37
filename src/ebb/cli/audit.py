"""``ebb audit``: every number and date of a text against the record, as a table, as JSON, or as a page of its own."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from ebb.cli import screen, words

if TYPE_CHECKING:
    from ebb.audit.door import Audited

SHORT_HELP: Final = "Check every number and date of an article."
EPILOG: Final = (
    '\b\nFILE is plain text or HTML, in Traditional or Simplified Chinese or English; "article" stands for the packaged\n'
    "statements of the article this project began with. Nothing in a text is executed or fetched.\n"
    '\b\nThree clocks decide what "now", "this year" and "recently" mean:\n'
    "  --source-date    the day the text's own source speaks from\n"
    "  --article-date   the day the text was published (found in the text where it says so)\n"
    "  --as-of          today: only what was known on that day is used\n"
    "\b\nA claim the rules cannot know may be pinned by hand in a TOML file (--pins):\n"
    "\b\n"
    "  [[pin]]\n"
    '  words = "9億美元"\n'
    '  series = "total_assets"\n'
    "  date = 2022-03-16\n"
    "\b\nExamples:\n"
    "  ebb audit article --lang zh-Hant\n"
    "  ebb audit story.html --article-date 2024-07-18 --out audit.html\n"
    "  ebb audit story.txt --json > claims.json\n"
    "\b\nExit status: 0 nothing is at odds with the record, 1 some claim is, 2 wrong use or no readable text."
)


def register(app: typer.Typer) -> None:
    """Put the command where the others are."""
    app.command("audit", short_help=SHORT_HELP, epilog=EPILOG)(audit)


def audit(
    file: Annotated[str, typer.Argument(metavar="FILE", help='A text or HTML file, or "article".')],
    as_of: Annotated[
        str | None,
        typer.Option("--as-of", metavar="DATE", help="Use only what was known on this day. Default: all held."),
    ] = None,
    article_date: Annotated[
        str | None, typer.Option("--article-date", metavar="DATE", help="The day the text was published.")
    ] = None,
    source_date: Annotated[
        str | None, typer.Option("--source-date", metavar="DATE", help="The day its source speaks from.")
    ] = None,
    pins: Annotated[Path | None, typer.Option("--pins", metavar="FILE", help="Claims fixed by hand (TOML).")] = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="PAGE", help="Write a page with the text marked claim by claim.")
    ] = None,
    lang: Annotated[
        str | None,
        typer.Option("--lang", metavar="zh-Hant|en", help="Language of the text. Default: that of your locale."),
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")] = False,
) -> int:
    """Check every number and date of an article against the published record: right, imprecise, wrong unit, wrong date, stale
    and so on, each with what was measured, how, and how the sentence should read.
    """
    from ebb.audit.door import audit as go
    from ebb.cli import wire
    from ebb.text import language

    tongue = language(lang, os.environ)
    days = [
        words.day(text, flag)
        for text, flag in ((as_of, "--as-of"), (article_date, "--article-date"), (source_date, "--source-date"))
    ]
    if out is not None:
        words.writable(out)
    with screen.working(file):
        made = go(file, as_of=days[0], article_clock=days[1], source_clock=days[2], pins=pins)
    if out is not None:
        from ebb.report.audited import audit_page, write_page

        write_page(out, audit_page(made, tongue))
    screen.write(wire.dumps(made.json()) if json else page(made, tongue))
    if out is not None:
        screen.note(f"open {out}")
    return 1 if made.at_odds else 0


def page(made: Audited, lang: str) -> str:
    """The verdicts as a person reads them: a row for each claim, what should stand instead, and the counts."""
    from ebb.text import Count, Day, say

    clocks = made.audit.clocks
    said = {name: Day(clocks[name]) for name in ("article", "source", "now")}
    parts: list[Any] = [say("audit_page.title", lang, name=made.name), say("audit_page.clocks", lang, **said), ""]
    if not made.audit.verdicts:
        return screen.draw(*parts, say("audit_page.nothing", lang))
    parts += [_table(made, lang), "", *_amended(made, lang)]
    if made.kinds:
        parts += [say("audit_page.scorecard", lang), _scorecard(made, lang), ""]
    total = Count(len(made.audit.verdicts))
    return screen.draw(*parts, say("audit_page.count", lang, n=total, counts=_counts(made.audit.counts, lang)))


def _table(made: Audited, lang: str) -> Any:
    from rich.table import Table

    from ebb.text import say

    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    for head in ("id", "words", "verdict", "record"):
        table.add_column(say(f"audit_page.head.{head}", lang), overflow="fold")
    for one in made.audit.verdicts:
        table.add_row(one.id, one.words, verdict_name(one.verdict, one.stale, lang), one.reason.get(lang, ""))
    return table


def _scorecard(made: Audited, lang: str) -> Any:
    """Agreement with the record by kind of statement."""
    from rich.table import Table

    from ebb.audit.door import AGREEMENT
    from ebb.text import say

    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    table.add_column(say("audit_page.kind.head", lang))
    for name in AGREEMENT:
        table.add_column(say(f"audit_page.agreement.{name}", lang), justify="right")
    rows = made.scorecard()
    for kind, row in rows.items():
        table.add_row(say(f"audit_page.kind.{kind}", lang), *(str(row[name]) for name in AGREEMENT))
    table.add_row(
        say("audit_page.kind.all", lang), *(str(sum(row[name] for row in rows.values())) for name in AGREEMENT)
    )
    return table


def verdict_name(verdict: str, stale: bool, lang: str) -> str:
    """A verdict in words, with the flag of a text that has outlived its truth."""
    from ebb.text import say

    name = say(f"audit.verdict.{verdict}", lang)
    return say("audit_page.stale", lang, verdict=name) if stale else name


def _amended(made: Audited, lang: str) -> list[str]:
    """How the sentences at odds with the record should read."""
    from ebb.text import say

    rows = [(one.id, one.suggested.get(lang, "")) for one in made.audit.verdicts if one.suggested.get(lang)]
    return [say("audit_page.suggested", lang), *(f"  {number}  {text}" for number, text in rows), ""] if rows else []


def _counts(counts: Mapping[str, int], lang: str) -> str:
    joint = "、" if lang == "zh-Hant" else ", "
    return joint.join(f"{verdict_name(name, False, lang)} {n}" for name, n in counts.items() if n)
