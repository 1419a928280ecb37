"""Which subjects a quantity may speak of, each with its confidence, its words, and why the others were rejected."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

from ebb.audit.claim import Document, Found
from ebb.audit.linking.match import Hit, clause, hits, resumed
from ebb.audit.terms import Subject, document, subjects

#: Kinds of a found quantity -> the quantities of a subject they fit.
FITS: Final = {
    "money": ("money",),
    "rate": ("rate",),
    "share": ("rate", "money"),
    "index": ("index",),
    "count": ("index",),
    "multiple": ("money", "index"),
    "ranking": ("money", "rate", "index"),
    "date": ("money", "rate", "index"),
    "period": ("money", "rate", "index"),
}
#: Measures that ask for one kind of subject, whatever the unit.
ASKS: Final = {
    "share_of_gdp": "money",
    "share_of_bank_assets": "money",
    "cap": "money",
    "cap_reached": "money",
    "purchases": "money",
    "pace": "money",
    "rate_change": "rate",
    "rate": "rate",
    "estimate_ideal": "money",
    "estimate_minimum": "money",
}
_OTHER: Final = "someone else"
#: Marks the owner of a weak word.
_WEAK: Final = " (weak)"
#: Marks the owner of a word for what runs off, and the measures of which it speaks.
_FLOW: Final = " (flow)"
_FLOWS: Final = ("cap", "cap_reached", "pace", "purchases", "fall", "rise")
#: What stands between a figure and the word behind it that it belongs to.
_BELONGS: Final = re.compile(
    r"^\s*(?:(?:monthly|decline|drop|fall|increase|rise|cap|limit|worth|stock|level|holdings?|runoff)\s+)*"
    r"(?:for|of|in|on|的|之)?\s*(?:its |the |US |agency |bank )?$",
    re.IGNORECASE,
)
_OURS: Final = "the Fed"
#: A sentence back, at most so many characters.
_BACK: Final = 160


@dataclass(frozen=True, slots=True)
class Candidate:
    """One subject for a quantity."""

    subject: Subject
    confidence: float
    why: tuple[str, ...]
    distance: int


def candidates(text: Document, found: Found, measure: str) -> tuple[tuple[Candidate, ...], tuple[tuple[str, str], ...]]:
    """Subjects that fit, the most certain first, and those rejected with their reasons.

    Notes
    -----
    Law: no candidate depends on a figure of the record; the nearer word outranks the farther in the same stretch of text.
    """
    sentence = text.sentence(found.start)
    near = clause(text.text, found.start, found.end, sentence)
    before = text.sentence(max(0, sentence[0] - 2))[0] if sentence[0] else 0
    marks = _marks(text.text, max(before, sentence[0] - _BACK), sentence[1])
    rejected: list[tuple[str, str]] = []
    best: dict[str, Candidate] = {}
    fed = _names_the_fed(text.text)
    for hit in marks:
        if hit.owner in ("masks", _OTHER, _OURS):
            continue
        weak = hit.owner.endswith(_WEAK)
        subject = subjects()[hit.owner.removesuffix(_WEAK).removesuffix(_FLOW)]
        if hit.owner.endswith(_FLOW) and measure not in _FLOWS:
            rejected.append((subject.series, f'"{hit.words}": runs off, and is no {measure}'))
            continue
        if weak and not fed and measure != "share_of_gdp":
            rejected.append((subject.series, f'"{hit.words}": too general a word in a text that does not name the Fed'))
            continue
        ranged = found.low != found.high and subject.key == "policy_rate"  # a range is the policy's, clauses on
        if found.kind in ("rate", "share") and measure == "rate" and not ranged and not near[0] <= hit.start < near[1]:
            rejected.append((subject.series, f'"{hit.words}" stands in another clause'))
            continue
        if reason := _unfit(subject, found, measure):
            rejected.append((subject.series, f'"{hit.words}": {reason}'))
            continue
        one = _candidate(text, found, hit, subject, near, sentence)
        if subject.key not in best or _rank(one) > _rank(best[subject.key]):
            best[subject.key] = one
    ordered = sorted(best.values(), key=_rank, reverse=True)
    if ordered and (stranger := _stranger(found, marks, sentence, ordered[0])):
        rejected += [(one.subject.series, f"speaks of {stranger}, which this record does not hold") for one in ordered]
        return (), tuple(dict.fromkeys(rejected))
    if len(ordered) > 1:
        ordered = _rivals(ordered)
        rejected += [
            (one.subject.series, f"less certain ({one.confidence:.2f}) than {ordered[0].subject.series}")
            for one in ordered[1:]
        ]
    return tuple(ordered), tuple(dict.fromkeys(rejected))


@cache
def _lists() -> tuple[tuple[str, tuple[str, ...]], ...]:
    others = document("others")
    return (
        *((subject.key, subject.words) for subject in subjects().values()),
        *((subject.key + _WEAK, subject.weak) for subject in subjects().values() if subject.weak),
        *((subject.key + _FLOW, subject.flow) for subject in subjects().values() if subject.flow),
        ("masks", tuple(document("subjects")["masks"]["words"])),
        (_OTHER, tuple(others["words"])),
        (_OURS, tuple(others["ours"])),
    )


@lru_cache(maxsize=16)
def _marks(text: str, start: int, end: int) -> tuple[Hit, ...]:
    """All words of the rule base in a sentence, found once for all its figures."""
    return tuple(hits(text, _lists(), start, end))


@lru_cache(maxsize=8)
def _names_the_fed(text: str) -> bool:
    return bool(hits(text, [(_OURS, document("others")["ours"])]))


def _unfit(subject: Subject, found: Found, measure: str) -> str:
    if measure == "share_of_gdp" and subject.key == "gdp":
        return "GDP is what it is a share of"
    if measure == "share_of_bank_assets" and subject.key == "bank_assets":
        return "bank assets are what it is a share of"
    asked = ASKS.get(measure)
    if asked and subject.quantity != asked:
        return f"a {measure.replace('_', ' ')} is no {subject.quantity}"
    if not asked and subject.quantity not in FITS.get(found.kind, ()):
        return f"a {found.kind} is no {subject.quantity}"
    if found.kind == "money" and found.unit not in ("USD", ""):
        return f"in {found.unit}, the series in US dollars"
    return ""


def _candidate(
    text: Document, found: Found, hit: Hit, subject: Subject, near: tuple[int, int], sentence: tuple[int, int]
) -> Candidate:
    weight = document("rules")["weight"]
    far = document("rules")["distance"]["en" if text.script == "en" else "zh"]
    scope = "clause" if near[0] <= hit.start < near[1] else "sentence" if hit.start >= sentence[0] else "before"
    distance = found.start - hit.end if hit.end <= found.start else hit.start - found.end
    main = resumed(text.text, near[0], sentence) if scope == "sentence" and hit.end <= near[0] else None
    if main is not None and main[0] <= hit.start < main[1]:  # a relative clause between subject and verb
        scope, distance = "clause", distance - (near[0] - main[1])
    distance = max(0, distance)
    score, why = weight[scope], [f'"{hit.words}" in the {scope if scope != "before" else "sentence before"}']
    if hit.owner.endswith(_WEAK):
        score, why = score + weight["weak"], [*why, "a general word, beside the Fed's name"]
    if hit.start >= found.end:
        close = bool(_BELONGS.match(text.text[found.end : hit.start]))
        score += weight["behind" if close else "after"]
        why.append("right behind the figure" if close else "behind the figure, perhaps of the next one")
    if scope != "before" and distance > far and found.kind != "ranking":
        score, why = score + weight["far"], [*why, "far from the figure"]
    score += weight["unit"]
    why.append(f"{found.unit or found.kind} fits a {subject.quantity}")
    return Candidate(subject, score, tuple(why), distance)


def _rank(one: Candidate) -> tuple[float, int]:
    return one.confidence, -one.distance


def _rivals(ordered: list[Candidate]) -> list[Candidate]:
    """A second subject as near as the first makes the first less certain."""
    first, second = ordered[0], ordered[1]
    if first.confidence - second.confidence > 0.05 or second.distance - first.distance > 6:
        return ordered
    doubt = document("rules")["weight"]["rival"]
    why = (*first.why, f"but {second.subject.series} is as near")
    return [Candidate(first.subject, first.confidence + doubt, why, first.distance), *ordered[1:]]


def _stranger(found: Found, marks: Sequence[Hit], sentence: tuple[int, int], first: Candidate) -> str:
    """Someone else's name, when it stands nearer to the figure than the Fed's in the sentence."""

    def distance(hit: Hit) -> int:
        return found.start - hit.end if hit.end <= found.start else hit.start - found.end

    inside = [hit for hit in marks if hit.start >= sentence[0]]
    theirs = [distance(hit) for hit in inside if hit.owner == _OTHER]
    ours = [distance(hit) for hit in inside if hit.owner == _OURS]
    if not theirs or (ours and min(ours) <= min(theirs)):
        return ""
    return next(hit.words for hit in inside if hit.owner == _OTHER and distance(hit) == min(theirs))
