"""``ebb store check`` and ``ebb store statement``: does the H.4.1 add up, and the table of one Wednesday.

Both open the store read-only, compute once, and print the wire form or a page made from the same result. The page lists every
week that does not foot with its reason; ``--all`` also lists what settles nothing and the residual of every week.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from ebb.cli import screen, wire, words
from ebb.errors import MissingDate

if TYPE_CHECKING:
    from ebb.store.check import CheckReport
    from ebb.store.check_laws import Outside, Verdict
    from ebb.store.statement import Statement
    from ebb.store.statement_bridge import Jump

Lang = Annotated[
    str | None,
    typer.Option("--lang", metavar="zh-Hant|en", help="Language of the text. Default: that of your locale."),
]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")]
Debug = Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")]
AsOf = Annotated[
    str | None, typer.Option("--as-of", metavar="DATE", help="Use only what was known on this day. Default: all held.")
]

#: Lines listed of a section unless all were asked for.
LISTED = 20
NONE = "—"

CHECK_HELP = (
    "\b\nExamples:\n"
    "  ebb store check\n"
    "  ebb store check --from 2021-04-28 --to 2023-03-22 --all\n"
    "  ebb store check --json\n"
    "\b\nExit status 1 when a law fails beyond its bar."
)
STATEMENT_HELP = (
    "\b\nExamples:\n"
    "  ebb store statement 2022-06-01\n"
    "  ebb store statement 2017-09-27 --table condition\n"
    "  ebb store statement 2022-06-01 --basis average"
)


def check(
    first: Annotated[str | None, typer.Option("--from", metavar="DATE", help="First Wednesday.")] = None,
    last: Annotated[str | None, typer.Option("--to", metavar="DATE", help="Last Wednesday.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="List every week.")] = False,
    as_of: AsOf = None,
    lang: Lang = None,
    json: Json = False,
    debug: Debug = False,
) -> int:
    """Check that the H.4.1 adds up: every heading and its lines, both sides of the balance sheet, reserves and their
    factors, and the securities against the New York Fed's own list. Weeks that do not foot are printed, and why.
    """
    begin, finish, when = words.day(first, "--from"), words.day(last, "--to"), words.day(as_of, "--as-of")
    tongue = _language(lang)
    from ebb.store.check import check as examine

    with _opened() as store:
        found = examine(store, begin, finish, as_of=when)
    screen.write(wire.dumps(found.json()) if json else page(found, tongue, everything))
    return 0 if found.ok else 1


def statement(
    day: Annotated[str, typer.Argument(metavar="DAY", help="A Wednesday, as 2022-06-01.")],
    table: Annotated[
        Literal["factors", "condition"], typer.Option("--table", help="Factors of reserves, or the balance sheet.")
    ] = "factors",
    basis: Annotated[
        Literal["wednesday", "average"], typer.Option("--basis", help="The Wednesday level, or the week's average.")
    ] = "wednesday",
    as_of: AsOf = None,
    lang: Lang = None,
    json: Json = False,
    debug: Debug = False,
) -> None:
    """Print the H.4.1 of one week, every line indented under its heading, and what each heading leaves over."""
    asked, when, tongue = words.day(day, "DAY"), words.day(as_of, "--as-of"), _language(lang)
    assert asked is not None
    from ebb.store.check import statement as week
    from ebb.store.statement_lines import BASES

    with _opened() as store:
        found = week(store, asked, BASES[basis == "average"], table, as_of=when)
    screen.write(wire.dumps(found.json()) if json else sheet(found, tongue))


def page(found: CheckReport, lang: str, everything: bool = False) -> str:
    """The report as a person reads it."""
    from ebb.text import say

    parts: list[Any] = [say("check.title", lang)]
    for basis in dict.fromkeys(one.basis for one in found.checked):
        parts += ["", _basis(basis, lang), _laws([one for one in found.checked if one.basis == basis], lang)]
    parts += _outside(found, lang, everything)
    parts += _unsettled(found, lang, everything)
    if everything:
        parts += _incomplete(found, lang)
    unheld = [say(f"check.law.{v.law}", lang) for v in found.verdicts if not v.weeks]
    if unheld:
        named = _join(dict.fromkeys(unheld), lang)
        parts += ["", say("check.unheld", lang, laws=named)]
    parts += _bridge(found, lang, everything)
    parts += ["", say("check.all_hold" if found.ok else "check.not_all", lang)]
    return screen.draw(*parts)


def sheet(found: Statement, lang: str) -> str:
    """The table of one week: lines indented, amounts, and of each heading what its lines leave."""
    from ebb.text import Day, say

    table = _table(lang, ("line", False), ("amount", True), ("left", True))
    for entry in found.entries:
        sign = "\N{MINUS SIGN} " if entry.sign < 0 else ""
        label = "  " * entry.depth + sign + _line(entry.key, lang)
        left = "" if entry.residual is None else _whole(entry.residual, signed=True)
        table.add_row(label, NONE if entry.amount is None else _whole(entry.amount), left)
    head = say(
        "check.statement",
        lang,
        table=say(f"check.table.{found.table}", lang),
        day=Day(found.day),
        basis=_basis(found.basis, lang),
    )
    return screen.draw(head, "", table, "", say("check.statement_note", lang))


def _laws(verdicts: Sequence[Verdict], lang: str) -> Any:
    from ebb.text import Percent, say

    table = _table(
        lang,
        ("law", False),
        ("weeks", True),
        ("within", True),
        ("share", True),
        ("tolerance", True),
        ("worst", False),
        ("size", True),
        ("verdict", False),
    )
    for one in verdicts:
        worst = one.worst
        table.add_row(
            say(f"check.law.{one.law}", lang),
            _whole(one.weeks),
            _whole(one.within),
            Percent(100 * one.share, 2).say(lang),
            _whole(one.tolerance),
            worst.day.isoformat() if worst else "",
            _tenth(worst.size) if worst else "",
            say("check.verdict.holds" if one.ok else "check.verdict.fails", lang),
        )
    return table


def _outside(found: CheckReport, lang: str, everything: bool) -> list[str]:
    """Every week outside its tolerance with its reason, and the weeks compared with another day's list."""
    from ebb.text import Count, say

    text = _by_law(
        "check.outside", [(v, [_week(w, lang) for w in v.outside]) for v in found.verdicts], lang, everything
    )
    if found.moved:
        days = _join((as_of.isoformat() for _, as_of in found.moved), lang)
        text += ["", say("check.moved_weeks", lang, weeks=Count(len(found.moved)), days=days)]
    return text


def _unsettled(found: CheckReport, lang: str, everything: bool) -> list[str]:
    """Weeks without a verdict: each of them, or a line for each reason."""
    told = [
        (v, [_week(w, lang) for w in v.unsettled] if everything else [*_spells(v.unsettled, lang)])
        for v in found.verdicts
    ]
    return _by_law("check.unsettled", told, lang, everything)


def _spells(weeks: Sequence[Outside], lang: str) -> Iterator[str]:
    from ebb.text import Count, say

    by: dict[str, list[Outside]] = {}
    for week in weeks:
        by.setdefault(_reason(week, lang), []).append(week)
    for reason, same in by.items():
        yield say(
            "check.unsettled_law",
            lang,
            weeks=Count(len(same)),
            first=same[0].day.isoformat(),
            last=same[-1].day.isoformat(),
            size=_whole(max(abs(week.size) for week in same)),
            reason=reason,
        )


def _incomplete(found: CheckReport, lang: str) -> list[str]:
    from ebb.text import Count, say

    lines = [
        say(
            "check.incomplete_law",
            lang,
            law=say(f"check.law.{one.law}", lang),
            basis=_basis(one.basis, lang),
            weeks=Count(one.incomplete),
            lines=_join((_line(key, lang) for key in one.missing), lang),
        )
        for one in found.verdicts
        if one.incomplete and one.missing
    ]
    return ["", say("check.incomplete", lang), *(f"  {line}" for line in lines)] if lines else []


def _bridge(found: CheckReport, lang: str, everything: bool) -> list[Any]:
    from ebb.text import Count, say

    size = found.bridge.summary()
    parts: list[Any] = []
    if size["weeks"]:
        parts += ["", _bridge_size(size, lang)]
        if size["with_average_currency"]:
            parts.append(say("check.bridge_average", lang, weeks=Count(size["with_average_currency"])))
    if size["complete_weeks"]:
        largest = _whole(size["largest_where_complete"])
        parts += ["", say("check.bridge_complete", lang, weeks=Count(size["complete_weeks"]), largest=largest)]
    jumps = sorted(found.bridge.jumps, key=lambda jump: -abs(jump.change))
    shown = jumps if everything else jumps[:LISTED]
    if shown:
        parts += ["", say("check.jumps", lang), *(_jump(jump, lang) for jump in sorted(shown, key=lambda j: j.day))]
    if everything and found.bridge.weeks:
        table = _table(lang, ("date", False), ("residual", True), ("reserves", True))
        for week in found.bridge.weeks:
            table.add_row(week.day.isoformat(), _whole(week.residual, signed=True), _whole(week.reserves))
        parts += ["", say("check.by_week", lang), table]
    return parts


def _bridge_size(size: dict[str, Any], lang: str) -> str:
    from ebb.text import Count, say

    change = size["median_change"]
    return say(
        "check.bridge",
        lang,
        weeks=Count(size["weeks"]),
        first=size["first"].isoformat(),
        last=size["last"].isoformat(),
        median=_whole(size["median"]),
        largest=_whole(size["largest"]),
        day=size["largest_day"].isoformat(),
        change=NONE if change is None else _whole(change),
    )


def _jump(jump: Jump, lang: str) -> str:
    from ebb.text import say

    reason = say(f"check.reason.{jump.reason}", lang, reserves=_whole(jump.reserves, signed=True))
    size = _whole(jump.change, signed=True)
    return "  " + say("check.week", lang, day=jump.day.isoformat(), size=size, reason=reason)


def _week(week: Outside, lang: str) -> str:
    from ebb.text import say

    return say("check.week", lang, day=week.day.isoformat(), size=_tenth(week.size), reason=_reason(week, lang))


def _reason(week: Outside, lang: str) -> str:
    """The reason's sentence, with whatever facts it has a place for."""
    from ebb.text import Count, Number, say

    facts = week.facts
    known: dict[str, Any] = {}
    if week.reason == "rounding":
        known = {"terms": Count(facts["terms"]), "bound": Number(facts["bound"])}
    elif week.reason == "not_held":
        known = {"lines": _join((_line(key, lang) for key in facts["lines"]), lang)}
    elif week.reason == "mixed":
        named = _join((_line(key, lang) for key in facts["lines"]), lang)
        known = {"lines": named, "files": _join(facts["files"], lang)}
    elif week.reason == "repeated":
        known = {"twin": facts["twin"].isoformat()}
    elif week.reason == "one_day":
        known = {"holiday": facts["holiday"].isoformat(), "daily": Number(facts["daily"])}
    text = say(f"check.reason.{week.reason}", lang, **known)
    if facts.get("as_of") not in (None, week.day):
        text += " (" + say("check.reason.moved", lang, as_of=facts["as_of"].isoformat()) + ")"
    return text


def _by_law(head: str, told: Sequence[tuple[Verdict, Sequence[str]]], lang: str, everything: bool) -> list[str]:
    """Lines under the law they belong to, the first of each law unless all were asked for."""
    from ebb.text import Count, say

    text: list[str] = []
    for one, lines in told:
        if lines:
            shown = lines if everything else lines[:LISTED]
            law = say("check.law_on", lang, law=say(f"check.law.{one.law}", lang), basis=_basis(one.basis, lang))
            text += [f"  {law}", *(f"    {line}" for line in shown)]
            if len(lines) > len(shown):
                text.append("    " + say("check.more", lang, count=Count(len(lines) - len(shown))))
    return ["", say(head, lang), *text] if text else []


def _table(lang: str, *columns: tuple[str, bool]) -> Any:
    from rich.table import Table

    from ebb.text import say

    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    for head, right in columns:
        table.add_column(say(f"check.head.{head}", lang), justify="right" if right else "left", overflow="fold")
    return table


def _line(key: str, lang: str) -> str:
    from ebb.text import say

    return say(f"check.line.{key.replace('.', '_')}", lang)


def _join(names: Any, lang: str) -> str:
    from ebb.text import say

    return say("check.comma", lang).join(names)


def _basis(basis: str, lang: str) -> str:
    from ebb.text import say

    return say(f"units.basis.{basis.replace(' ', '_')}", lang)


def _whole(amount: float, *, signed: bool = False) -> str:
    from ebb.text import Number

    return Number(amount, 0, signed).say("en")


def _tenth(amount: float) -> str:
    from ebb.text import Number

    return Number(amount, 1, True).say("en")


def _language(asked: str | None) -> str:
    from ebb.text import language

    return language(asked, os.environ)


def _opened() -> Any:
    """The store, read-only.

    Raises
    ------
    MissingDate
        If there is none yet.
    """
    from ebb.store import Store, path

    store = Store.open()
    if store is None:
        raise MissingDate(
            "there is no store yet, so there is nothing to check",
            str(path()),
            "a store with the Board's H.4.1 in it",
            "ebb fetch, or ebb import DIR with files you have",
        )
    return store
