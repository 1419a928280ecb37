"""Terms that a text renders wrongly: mistranslations, and usage that is not Taiwan's."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from ebb.audit.claim import Document, Found, Link, Verdict
from ebb.audit.judging.wording import both, mended
from ebb.audit.linking.match import hits
from ebb.audit.terms import document as rules
from ebb.text import Count


@dataclass(frozen=True, slots=True)
class Rendering:
    """A term: the right word, its English, the wrong renderings seen, and whether they mislead or are merely not Taiwan's."""

    key: str
    right: str
    en: str
    wrong: tuple[str, ...]
    kind: str


@cache
def terms() -> tuple[Rendering, ...]:
    """Every term of the audit's list of renderings."""
    return tuple(
        Rendering(raw["key"], raw["right"], raw["en"], tuple(raw["wrong"]), raw["kind"])
        for raw in rules("renderings")["term"]
    )


def renderings(document: Document) -> list[Verdict]:
    """One claim for every mistranslation, and one for the first place of each usage that is not Taiwan's.

    Notes
    -----
    An English text has none; a text in simplified characters is held to mistranslations only.
    """
    if document.script == "en":
        return []
    held = [term for term in terms() if term.kind == "mistranslation" or document.script == "zh-Hant"]
    found = []
    for term in held:
        places = hits(document.text, [(term.key, term.wrong)])
        shown = places if term.kind == "mistranslation" else places[:1]
        found += [_verdict(document, term, hit.start, hit.end, len(places)) for hit in shown]
    return found


def _verdict(document: Document, term: Rendering, start: int, end: int, n: int) -> Verdict:
    low, high = document.sentence(start)
    wrong = document.text[start:end]
    found = Found("statement", start, end)
    said: dict[str, Any] = {"wrong": wrong, "right": term.right, "en_term": term.en}
    misleads = term.kind == "mistranslation"
    reason = (
        both("reason.rendering", **said)
        if misleads
        else both("reason.usage", **said, n=Count(n))
        if n > 1
        else both("reason.usage_once", **said)
    )
    return Verdict(
        id="",
        found=found,
        words=wrong,
        sentence=document.text[low:high].strip(),
        link=Link("term", term.key, confidence=1.0, why=(f'"{wrong}" is listed as a rendering of {term.en}',)),
        verdict="mistranslation" if misleads else "imprecise",
        check=f"glossary: {wrong} -> {term.right} ({term.en})",
        reason=reason,
        suggested={document.script: mended(document, found, term.right), "en": term.en},
    )
