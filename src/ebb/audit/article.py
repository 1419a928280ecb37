"""The packaged statements of the seed article, each judged against the record, and how far verdicts agree by kind.

The document holds short phrases, what they speak of and which questions decide them; verdicts are computed. Only opinions,
questions and statements about documents carry a verdict of their own, each with its reason and its source.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from ebb.audit.claim import VERDICTS, Document, Found, Link, Measured, Verdict
from ebb.audit.judging import judge
from ebb.audit.judging.verdict import as_measured
from ebb.audit.judging.wording import both, joined
from ebb.audit.linking import link as linked
from ebb.audit.questions import Answer, ask
from ebb.audit.reading.find import find
from ebb.audit.renderings import renderings
from ebb.audit.review import Audit
from ebb.errors import FormatError
from ebb.record import Record
from ebb.sources import published

#: Verdicts from the best to the worst, when several parts of a statement disagree.
WORST: Final = ("right", "imprecise", "unsupported", "mistranslation", "wrong_date", "wrong_unit", "wrong")
#: Kinds of statement.
KINDS: Final = ("figure", "date", "causal", "definition", "question", "forecast", "opinion", "structure", "term")
_KEYS: Final = frozenset(
    {
        "id",
        "section",
        "kind",
        "words",
        "gloss",
        "figure",
        "test",
        "verdict",
        "because",
        "source",
        "clocked",
        "forecast",
        "suggested",
        "stale",
        "term",
        "sequence",
    }
)
#: What a statement is computed from.
_COMPUTED: Final = ("figure", "test", "term", "sequence")
_TITLE: Final = "article_claims"


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement of the article as packaged."""

    id: str
    section: str
    kind: str
    words: str
    gloss: str
    raw: Mapping[str, Any]


def statements() -> tuple[Statement, ...]:
    """Every packaged statement, in the order of the article.

    Raises
    ------
    FormatError
        If the document breaks its form; every problem is listed.
    """
    raw = published.document(_TITLE)["claim"]
    problems = []
    seen: set[str] = set()
    for one in raw:
        name = one.get("id", "a claim without id")
        problems += [f"{name}: {problem}" for problem in problems_of(one)]
        if name in seen:
            problems.append(f"{name} appears twice")
        seen.add(name)
    if problems:
        raise FormatError(
            f"the article's claims have {len(problems)} problem(s): {'; '.join(problems)}",
            f"published/{_TITLE}",
            "id, section, kind, words, gloss and because, with a figure, tests, or a verdict with its source",
            "correct the document",
        )
    return tuple(Statement(o["id"], o["section"], o["kind"], o["words"], o["gloss"], o) for o in raw)


def problems_of(raw: Mapping[str, Any]) -> list[str]:
    """Everything that is wrong with one packaged statement.

    Notes
    -----
    Law: a verdict is typed only where nothing is computed, and then with a source; a right one only of a document.
    """
    found = [f'"{key}" is no key of a claim' for key in raw if key not in _KEYS]
    found += [f"has no {key}" for key in ("id", "section", "kind", "words", "gloss", "because") if not raw.get(key)]
    if raw.get("kind") not in KINDS:
        found.append(f'kind "{raw.get("kind")}" is none of {", ".join(KINDS)}')
    if set(raw.get("because", {})) != {"zh-Hant", "en"}:
        found.append("because is not in both languages")
    computed = any(key in raw for key in _COMPUTED)
    if computed == ("verdict" in raw):
        found.append("has both a computation and a verdict" if computed else "has neither a computation nor a verdict")
    if "verdict" in raw:
        if raw["verdict"] not in VERDICTS:
            found.append(f'"{raw["verdict"]}" is no verdict')
        if not raw.get("source"):
            found.append("a verdict of its own needs a source")
        if raw.get("kind") == "figure":
            found.append("a figure's verdict is computed, never typed")
    found += [
        f'a test fails as "{t.get("fails")}"' for t in raw.get("test", ()) if t.get("fails", "wrong") not in WORST
    ]
    return found


def audit_article(record: Record, clocks: Mapping[str, date]) -> Audit:
    """Every statement of the seed article with its verdict.

    Parameters
    ----------
    record : Record
        Its `as_of` is "now".
    clocks : mapping clock -> day
        By default the article's own day and the day of its source, from the document.

    Notes
    -----
    Law: pure; the verdicts follow the record.
    """
    document = published.document(_TITLE)
    days = {"article": document["published"], "source": document["source_clock"], "now": record.as_of, **clocks}
    return Audit(tuple(_verdict(one, record, days) for one in statements()), days, record.as_of)


def _verdict(one: Statement, record: Record, clocks: Mapping[str, date]) -> Verdict:
    document = _document(one)
    base = Verdict(
        id=one.id,
        found=Found("statement", 0, len(one.words)),
        words=one.words,
        sentence=one.words,
        link=Link("statement", "", clock="article", confidence=1.0, why=("packaged statement",), pinned=True),
        verdict="not_understood",
    )
    if "verdict" in one.raw:
        return replace(
            base,
            verdict=one.raw["verdict"],
            stale=bool(one.raw.get("stale", False)),
            check=f"document: {one.raw['source']}",
            reason=dict(one.raw["because"]),
            suggested=dict(one.raw.get("suggested", {})),
        )
    if "term" in one.raw:
        return _of_term(base, one, document)
    if "sequence" in one.raw:
        return _of_sequence(base, one)
    parts = [_of_figure(raw, one, document, record, clocks) for raw in one.raw.get("figure", ())]
    tests = list(one.raw.get("test", ()))
    clock = "source" if one.raw.get("clocked") == "source" else "article"
    answers = [(raw, ask(record, raw, clocks[clock])) for raw in tests]
    verdict, measured = _worst(parts, answers)
    stale = any(part.stale for part in parts)
    if one.raw.get("clocked") and tests:
        stale = stale or _outlived(record, tests, clocks)
    if one.raw.get("forecast"):
        verdict = "forecast"
    checks = [part.check for part in parts] + [answer.check for _, answer in answers]
    lead = parts[0] if parts else base
    reasons = [dict(one.raw["because"]), *(dict(part.reason) for part in parts)]
    if stale and not any(part.stale for part in parts):
        reasons.append(both("reason.stale_plain"))
    return replace(
        lead,
        id=one.id,
        verdict=verdict,
        stale=stale,
        measured=measured,
        check="; ".join(checks),
        reason=joined(*reasons),
        suggested=one.raw.get("suggested") or lead.suggested,
    )


def _outlived(record: Record, tests: Sequence[Mapping[str, Any]], clocks: Mapping[str, date]) -> bool:
    """Whether all tests hold at the source's clock and one fails at the article's; one that cannot be told does not fail."""
    then = [ask(record, raw, clocks["source"]).holds for raw in tests]
    now = [ask(record, raw, clocks["article"]).holds for raw in tests]
    return all(then) and any(holds is False for holds in now)


def _of_term(base: Verdict, one: Statement, document: Document) -> Verdict:
    """A term: what the list of renderings says of the words."""
    found = [flag for flag in renderings(document) if flag.link.series in one.raw["term"]]
    if not found:
        return replace(base, verdict="right", check="no rendering of the list", reason=dict(one.raw["because"]))
    worst = max(found, key=lambda flag: WORST.index(flag.verdict))
    return replace(
        worst,
        id=one.id,
        words=one.words,
        sentence=one.words,
        check="; ".join(flag.check for flag in found),
        reason=joined(dict(one.raw["because"]), *(dict(flag.reason) for flag in found)),
    )


def _of_sequence(base: Verdict, one: Statement) -> Verdict:
    """Numbered figures: none may be missing between the first and the last."""
    numbers = sorted(one.raw["sequence"])
    missing = [n for n in range(1, numbers[-1] + 1) if n not in numbers]
    return replace(
        base,
        verdict="wrong" if missing else "right",
        check=f"numbers {numbers}, missing {missing or 'none'}",
        reason=dict(one.raw["because"]),
    )


def _worst(
    parts: Sequence[Verdict], answers: Sequence[tuple[Mapping[str, Any], Answer]]
) -> tuple[str, Measured | None]:
    """The worst verdict among the figures and the failed tests, and what was measured where it was."""
    found: list[tuple[str, Measured | None]] = [(part.verdict, part.measured) for part in parts]
    for raw, answer in answers:
        what = None if answer.figure is None else as_measured(answer.figure)
        if answer.holds is None:
            found.append(("unsupported", what))
        else:
            found.append(("right" if answer.holds else raw.get("fails", "wrong"), what))
    ranked = [pair for pair in found if pair[0] in WORST]
    if not ranked:
        return found[0]
    worst = max(ranked, key=lambda pair: WORST.index(pair[0]))
    return worst[0], worst[1] if worst[1] is not None else next((m for _, m in found if m is not None), None)


def _of_figure(
    raw: Mapping[str, Any], one: Statement, document: Document, record: Record, clocks: Mapping[str, date]
) -> Verdict:
    found = quantity(document, raw, clocks["article"])
    if "measure" not in raw:  # the rules tell what it speaks of
        return judge(found, linked(document, found, clocks=clocks), record, document)
    clocked = "clocks" in raw
    first, last = raw.get("first", raw.get("date")), raw.get("last", raw.get("date"))
    by_clock: tuple[tuple[str, date, date], ...] = ()
    if clocked:
        by_clock = tuple((name, *_span(raw, clocks[name])) for name in raw["clocks"])
        first, last = by_clock[0][1], by_clock[0][2]
    link = Link(
        measure=raw["measure"],
        series=raw["series"],
        first=first,
        last=last,
        clock=by_clock[0][0] if by_clock else "article",
        confidence=1.0,
        why=("packaged with the statement",),
        pinned=True,
        mood="forecast" if one.raw.get("forecast") else "stated",
        supplied=raw.get("supplied", "day" if clocked else ""),
        at_clocks=by_clock,
    )
    return judge(found, link, record, document)


def _span(raw: Mapping[str, Any], clock: date) -> tuple[date, date]:
    """The days a phrase means from a clock: "now", "year-end", "a year earlier", or a month and day."""
    means = raw.get("means", "now")
    if means == "year-end":
        return date(clock.year, 12, 20), date(clock.year, 12, 31)
    if means == "year before":
        return date(clock.year - 1, 12, 20), date(clock.year - 1, 12, 31)
    if means == "day":
        month, day = raw["month_day"]
        found = date(clock.year, month, day)
        return (found, found) if found <= clock else (date(clock.year - 1, month, day),) * 2
    return clock, clock


def quantity(document: Document, raw: Mapping[str, Any], clock: date) -> Found:
    """The quantity or date of a statement as the reader finds it in its words.

    Raises
    ------
    FormatError
        If the reader does not find it.
    """
    start = document.text.index(raw["text"])
    end = start + len(raw["text"])
    inside = [one for one in find(document, clock=clock) if one.start < end and start < one.end]
    if not inside:
        raise FormatError(
            f'"{raw["text"]}" is not read as a quantity',
            f"published/{_TITLE}",
            "words that ebb.audit.reading finds",
            "correct the text",
        )
    found = max(inside, key=lambda one: min(one.end, end) - max(one.start, start))
    if raw.get("first") and found.kind in ("date", "period"):
        found = replace(found, first=raw["first"], last=raw["last"])
    return found


def _document(one: Statement) -> Document:
    dated = published.document(_TITLE)["published"]
    return Document(one.words, ((0, len(one.words)),), "zh-Hant", dated=dated)


# --- agreement -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Row:
    """Agreement for one kind: statements audited, those with the same verdict, and the misses (id, wanted, found)."""

    kind: str
    audited: int
    agreed: int
    misses: tuple[tuple[str, str, str], ...]


def scorecard(audit: Audit, wanted: Mapping[str, str]) -> tuple[Row, ...]:
    """How far the computed verdicts agree with audited ones, by kind of statement.

    Parameters
    ----------
    audit : Audit
    wanted : mapping id -> verdict
        What an audit by hand found.

    Notes
    -----
    Law: the audited of all kinds sum to the statements that both have.
    """
    kinds = {one.id: one.kind for one in statements()}
    found = {one.id: one.verdict for one in audit.verdicts}
    rows = []
    for kind in KINDS:
        ids = [name for name in wanted if kinds.get(name) == kind and name in found]
        misses = tuple((name, wanted[name], found[name]) for name in ids if found[name] != wanted[name])
        if ids:
            rows.append(Row(kind, len(ids), len(ids) - len(misses), misses))
    return tuple(rows)
