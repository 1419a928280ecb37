"""``ebb store check`` and ``ebb store statement``: does the H.4.1 add up, and the table of one Wednesday.

Both open the store read-only, compute once, and print the wire form or a page made from the same result. The page lists every
week that does not foot with its reason; ``--all`` also lists what settles nothing and the residual of every week.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from ebb.cli import screen, wire, words
from ebb.cli.check_sheet import NONE, basis_of, join, line_of, sheet, table_of, tenth, whole
from ebb.errors import MissingDate

if TYPE_CHECKING:
    from ebb.store.check import CheckReport
    from ebb.store.check_laws import Outside, Verdict
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
    """Print the H.4.1 of one week, every line indented under its heading, and what each heading leaves over.

    Where the complete table is not held: the lines held, and the bridge from total assets to reserves with one residual.
    """
    asked, when, tongue = words.day(day, "DAY"), words.day(as_of, "--as-of"), _language(lang)
    assert asked is not None
    from ebb.store.check import bridge_lacks, bridge_of
    from ebb.store.check import statement as week
    from ebb.store.statement_lines import BASES

    with _opened() as store:
        found = week(store, asked, BASES[basis == "average"], table, as_of=when)
        bridged = basis == "wednesday" and not found.complete
        bridge = bridge_of(store, asked, as_of=when) if bridged else None
        lacking = bridge_lacks(store, asked, as_of=when) if bridged and bridge is None else ()
    told = {**found.json(), "bridge": bridge and bridge.json()}
    screen.write(wire.dumps(told) if json else sheet(found, tongue, bridge, lacking))


def page(found: CheckReport, lang: str, everything: bool = False) -> str:
    """The report as a person reads it."""
    from ebb.text import say

    parts: list[Any] = [say("check.title", lang)]
    for basis in dict.fromkeys(one.basis for one in found.checked):
        parts += ["", basis_of(basis, lang), _laws([one for one in found.checked if one.basis == basis], lang)]
    if any(one.rounding > one.tolerance for one in found.checked):
        parts += ["", say("check.decides", lang)]
    parts += _outside(found, lang, everything)
    parts += _skipped(found, lang)
    parts += _unsettled(found, lang, everything)
    if everything:
        parts += _incomplete(found, lang)
    unheld = [say(f"check.law.{v.law}", lang) for v in found.verdicts if not v.weeks]
    if unheld:
        named = join(dict.fromkeys(unheld), lang)
        parts += ["", say("check.unheld", lang, laws=named)]
    parts += _bridge(found, lang, everything)
    parts += ["", say("check.all_hold" if found.ok else "check.not_all", lang)]
    return screen.draw(*parts)


def _laws(verdicts: Sequence[Verdict], lang: str) -> Any:
    from ebb.text import Percent, say

    table = table_of(
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
            whole(one.weeks),
            whole(one.within),
            Percent(100 * one.share, 2).say(lang),
            _tolerance(one),
            worst.day.isoformat() if worst else "",
            tenth(worst.size) if worst else "",
            say("check.verdict.holds" if one.ok else "check.verdict.fails", lang),
        )
    return table


def _tolerance(one: Verdict) -> str:
    """The tolerance, and in brackets the rounding that decides where it is larger."""
    from ebb.text import Number

    if one.rounding <= one.tolerance:
        return whole(one.tolerance)
    return f"{whole(one.tolerance)} ({Number(one.rounding, int(one.rounding % 1 > 0)).say('en')})"


def _outside(found: CheckReport, lang: str, everything: bool) -> list[str]:
    """Every week outside its tolerance with its reason, and the weeks compared with another day's list."""
    from ebb.text import Count, say

    text = _by_law(
        "check.outside", [(v, [_week(w, lang) for w in v.outside]) for v in found.verdicts], lang, everything
    )
    if found.moved:
        days = join((as_of.isoformat() for _, as_of in found.moved), lang)
        text += ["", say("check.moved_weeks", lang, weeks=Count(len(found.moved)), days=days)]
    return text


def _skipped(found: CheckReport, lang: str) -> list[str]:
    """Every week that could not be compared with the SOMA, runs of weeks in short, by law and reason."""
    from ebb.text import Count, say

    told: list[tuple[Verdict, Sequence[str]]] = []
    for one in found.verdicts:
        by: dict[tuple[str, tuple[str, ...]], list[date]] = {}
        for week in one.skipped:
            by.setdefault((week.reason, week.lines), []).append(week.day)
        text = []
        for (why, lacking), days in by.items():
            named = {"lines": join((line_of(key, lang) for key in lacking), lang)} if lacking else {}
            reason, runs = say(f"check.reason.{why}", lang, **named), join(_runs(days, lang), lang)
            text.append(say("check.not_compared_law", lang, weeks=Count(len(days)), days=runs, reason=reason))
        told.append((one, text))
    return _by_law("check.not_compared", told, lang, True)


def _runs(days: Sequence[date], lang: str) -> Iterator[str]:
    """Weeks in a row as their first and last."""
    from ebb.text import say

    start = last = days[0]
    for day in (*days[1:], None):
        if day is not None and (day - last).days == 7:
            last = day
            continue
        first = start.isoformat()
        yield first if start == last else say("check.span", lang, first=first, last=last.isoformat())
        if day is not None:
            start = last = day


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
            size=whole(max(abs(week.size) for week in same)),
            reason=reason,
        )


def _incomplete(found: CheckReport, lang: str) -> list[str]:
    from ebb.text import Count, say

    lines = [
        say(
            "check.incomplete_law",
            lang,
            law=say(f"check.law.{one.law}", lang),
            basis=basis_of(one.basis, lang),
            weeks=Count(one.incomplete),
            lines=join((line_of(key, lang) for key in one.missing), lang),
        )
        for one in found.verdicts
        if one.incomplete and one.missing and not one.skipped
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
        largest = whole(size["largest_where_complete"])
        parts += ["", say("check.bridge_complete", lang, weeks=Count(size["complete_weeks"]), largest=largest)]
    jumps = sorted(found.bridge.jumps, key=lambda jump: -abs(jump.change))
    shown = jumps if everything else jumps[:LISTED]
    if shown:
        parts += ["", say("check.jumps", lang), *(_jump(jump, lang) for jump in sorted(shown, key=lambda j: j.day))]
    if everything and found.bridge.weeks:
        table = table_of(lang, ("date", False), ("residual", True), ("reserves", True))
        for week in found.bridge.weeks:
            table.add_row(week.day.isoformat(), whole(week.residual, signed=True), whole(week.reserves))
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
        median=whole(size["median"]),
        largest=whole(size["largest"]),
        day=size["largest_day"].isoformat(),
        change=NONE if change is None else whole(change),
    )


def _jump(jump: Jump, lang: str) -> str:
    from ebb.text import say

    reason = say(f"check.reason.{jump.reason}", lang, reserves=whole(jump.reserves, signed=True))
    size = whole(jump.change, signed=True)
    return "  " + say("check.week", lang, day=jump.day.isoformat(), size=size, reason=reason)


def _week(week: Outside, lang: str) -> str:
    from ebb.text import say

    return say("check.week", lang, day=week.day.isoformat(), size=tenth(week.size), reason=_reason(week, lang))


def _reason(week: Outside, lang: str) -> str:
    """The reason's sentence, with whatever facts it has a place for."""
    from ebb.text import Count, Number, say

    facts = week.facts
    known: dict[str, Any] = {}
    if week.reason == "rounding":
        known = {"terms": Count(facts["terms"]), "bound": Number(facts["bound"])}
    elif week.reason == "not_held":
        known = {"lines": join((line_of(key, lang) for key in facts["lines"]), lang)}
    elif week.reason == "mixed":
        named = join((line_of(key, lang) for key in facts["lines"]), lang)
        known = {"lines": named, "files": join(facts["files"], lang)}
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
            law = say("check.law_on", lang, law=say(f"check.law.{one.law}", lang), basis=basis_of(one.basis, lang))
            text += [f"  {law}", *(f"    {line}" for line in shown)]
            if len(lines) > len(shown):
                text.append("    " + say("check.more", lang, count=Count(len(lines) - len(shown))))
    return ["", say(head, lang), *text] if text else []


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
