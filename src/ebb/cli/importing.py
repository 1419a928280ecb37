"""``ebb import``: a directory of the user's own files into the store, and a page that says what became of each of them."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from ebb.cli import screen

if TYPE_CHECKING:
    from ebb.store.imported import Difference, FileReport, ImportReport

SHORT_HELP: Final = "Import a directory of your own files into the store."
EPILOG: Final = (
    "\b\nWhat is recognised, by header and content and never by the name of the file:\n"
    "  date,WALCL,TREAST,...       a table of series; columns named as at FRED or as ebb store list shows\n"
    "  observation_date,WALCL      one series, as FRED gives it away\n"
    "  series,date,value           a long table, as ebb store export writes it\n"
    "  publishers' own files       SOMA exports and answers of the New York Fed, the Board's Data Download Program,\n"
    "                              the fitted Treasury curve, Fiscal Data, the VIX history, the ECB Data Portal\n"
    "  table_units.csv             beside table.csv: id, units, kind, description on each line, no header\n"
    "\b\nA column of another magnitude is refused alone, a file with a broken line whole; the rest is imported.\n"
    "Nothing is stored before everything was read, and importing twice changes nothing.\n"
    "\b\nExamples:\n"
    "  ebb import ~/data\n"
    "  ebb import ~/data --dry-run      what would be imported, and what not, and why\n"
    "  ebb import ~/data --json > import.json\n"
    "\b\nExit status: 0 everything recognised was imported, 1 a file or column was refused, 2 no such directory or\n"
    "nothing in it is recognised."
)
#: Files that are no data are listed one by one up to this number.
FEW: Final = 5


def register(app: typer.Typer) -> None:
    """Put the command where the others are."""
    app.command("import", short_help=SHORT_HELP, epilog=EPILOG)(import_)


def import_(
    directory: Annotated[Path, typer.Argument(metavar="DIR", help="The directory; everything below it is looked at.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be imported; store nothing.")] = False,
    lang: Annotated[
        str | None,
        typer.Option("--lang", metavar="zh-Hant|en", help="Language of the text. Default: that of your locale."),
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")] = False,
) -> int:
    """Import a directory of your own CSV and JSON files into the store, and say what was recognised, what was left and why,
    and what was refused.
    """
    from ebb.store.importing import import_directory
    from ebb.text import language

    tongue = language(lang, os.environ)
    now = datetime.now(UTC)
    with screen.working(str(directory)) as progress:
        made = import_directory(directory, now=now, today=now.date(), dry_run=dry_run, progress=progress)
    from ebb.cli import wire

    screen.write(wire.dumps(made.json()) if json else page(made, tongue))
    return made.status


def page(made: ImportReport, lang: str) -> str:
    """An import as a person reads it: a row for each file taken, then what was refused, left, and what differs."""
    from ebb.text import Count, say

    head = "import.title_dry" if made.dry_run else "import.title"
    told = {"directory": str(made.directory)} | ({} if made.dry_run else {"store": str(made.store)})
    taken = [report for report in made.files if report.outcome in ("loaded", "partly")]
    parts: list[Any] = [say(head, lang, **told), "", _table(taken, lang)] if taken else [say(head, lang, **told)]
    parts += _section("refused_head", _refusals(made.files), lang)
    parts += _section("left_head", _leavings(made.files, lang), lang)
    parts += _section("differences_head", [_difference(found, lang) for found in made.differences], lang)
    parts += _section("notes_head", _remarks(made.files, lang), lang)
    counts = made.counts
    sums = {name: Count(getattr(counts, name)) for name in ("new", "unchanged", "revised")}
    refused = sum(bool(report.refused) for report in made.files)
    files = {"loaded": Count(len(taken)), "refused": Count(refused), "left": Count(len(made.of("left")))}
    return screen.draw(*parts, "", say("import.sum", lang, **files, **sums))


def _table(taken: Sequence[FileReport], lang: str) -> Any:
    from rich.table import Table

    from ebb.text import say

    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    for name in ("file", "recognised", "loaded"):
        table.add_column(say(f"import.{name}", lang), overflow="fold")
    for name in ("new", "unchanged", "revised"):
        table.add_column(say(f"import.{name}", lang), justify="right")
    for report in taken:
        counted = (f"{getattr(report.counts, name):,}" for name in ("new", "unchanged", "revised"))
        table.add_row(report.name, say(f"import.shape.{report.shape}", lang), _loaded(report, lang), *counted)
    return table


def _loaded(report: FileReport, lang: str) -> str:
    """How much came from a file: series and figures, or the lists and their lines."""
    from ebb.text import Count, say

    told = []
    if report.series:
        figures = Count(report.figures)
        if not report.figures:
            told.append(say("import.shared", lang))
        elif len(report.series) == 1:
            told.append(say("import.one_series", lang, name=report.series[0], figures=figures))
        else:
            told.append(say("import.figures", lang, series=Count(len(report.series)), figures=figures))
    if report.lists:
        lists = say("import.comma", lang).join(_listed(name, lang) for name in report.lists)
        told.append(say("import.lists", lang, rows=Count(report.rows), lists=lists))
    elif report.rows:
        told.append(say("import.rows", lang, rows=Count(report.rows)))
    return say("import.comma", lang).join(told)


def _listed(name: str, lang: str) -> str:
    from ebb.text import say

    part, _, day = name.partition(" ")
    return f"{say(f'import.part.{part}', lang)} {day}"


def _refusals(files: Sequence[FileReport]) -> list[str]:
    """Errors of the house are in English, in one line each."""
    return [
        f"{report.name}{'' if found.what == report.name else f' [{found.what}]'}: {found.why.what}; {found.why.next_step}"
        for report in files
        for found in report.refused
    ]


def _leavings(files: Sequence[FileReport], lang: str) -> list[str]:
    from ebb.text import Count, say

    others = [
        r for r in files if any(item.why.key in ("import.left.hidden", "import.left.other_kind") for item in r.left)
    ]
    few = len(others) <= FEW
    lines = [line for report in files if few or report not in others for line in _left(report, lang)]
    return lines if few else [*lines, say("import.others", lang, count=Count(len(others)))]


def _left(report: FileReport, lang: str) -> Iterator[str]:
    """What was left of one file; columns with one reason stand together."""
    from ebb.text import say

    reasons: dict[str, list[str]] = {}
    for item in report.left:
        reasons.setdefault(item.why.say(lang), []).append(item.what)
    for why, whats in reasons.items():
        inside = [
            what for what in whats if what != report.name and not report.shape.startswith(("soma_export", "holdings"))
        ]
        columns = f" [{', '.join(inside)}]" if inside else ""
        yield say("import.line", lang, file=f"{report.name}{columns}", why=why)


def _remarks(files: Sequence[FileReport], lang: str) -> list[str]:
    """What a reader must know; publishers' parsers say it in English."""
    from ebb.text import say

    return [
        say("import.line", lang, file=report.name, why=note if isinstance(note, str) else note.say(lang))
        for report in files
        for note in report.notes
    ]


def _difference(found: Difference, lang: str) -> str:
    from ebb.store.import_settle import HELD
    from ebb.text import Count, Points, say, unit_label

    held = say("import.held", lang)
    amount = f"{found.largest:.6g}{' ' if lang == 'en' else ''}{unit_label(found.unit, lang)}"
    return say(
        "import.difference",
        lang,
        series=found.series,
        dates=Count(found.dates),
        largest=Points(found.largest, 2) if found.unit == "percent" else amount,
        worst=found.worst.isoformat(),
        kept=held if found.kept == HELD else found.kept,
        other=held if found.other == HELD else found.other,
    )


def _section(head: str, lines: Sequence[str], lang: str) -> list[str]:
    from ebb.text import say

    return ["", say(f"import.{head}", lang), *(f"  - {line}" for line in lines)] if lines else []
