"""Clauses that go on from the one before: 「公債上限2024年6月降至250億，2025年4月再降至50億」 names its subject once."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from ebb.audit.claim import Document, Found
from ebb.audit.linking.match import clause, hits
from ebb.audit.terms import subjects, words

#: Settings of a month that a later clause may go on with.
RUNNING: Final = ("cap", "cap_reached", "purchases")
#: Measures a clause without a subject may seem to have.
GOES_ON: Final = ("level", "pace", *RUNNING)
#: Characters of a sentence within which a clause goes on from another.
_REACH: Final = 80
#: Figures and dates in a sentence beyond which it is a table and no list.
_MANY: Final = 40
#: What ends one member of a list of figures and begins the next.
_CONJUNCT: Final = re.compile(r"[，；;、]|,(?!\d)|\b(?:and|then|but)\b", re.IGNORECASE)
#: What may stand in such a clause beside its date and its verb.
_FILLER: Final = re.compile(
    r"(?:自|從|从|於|于|在|至|起|再|又|則|则|並|并|才|已|開始|开始|進一步|进一步|每月|每個月|約|的|為|为|到|由|"
    r"\b(?:and|then|again|further|finally|to|from|in|at|a|it|the|was|were|is|by|about)\b|\s)*",
    re.IGNORECASE,
)


def goes_on(document: Document, found: Found, others: Sequence[Found]) -> Found | None:
    """The amount of an earlier clause that this one goes on from, or None where the clause speaks for itself.

    Notes
    -----
    Law: None unless the clause has a date of its own and, before its figure, nothing but that date, a verb that moves a
    setting (降至, raised to) and words that name nothing.
    """
    if found.kind != "money":
        return None
    text, sentence = document.text, document.sentence(found.start)
    begins, high = clause(text, found.start, found.end, sentence)
    low = max((match.end() for match in _CONJUNCT.finditer(text, begins, found.start)), default=begins)
    if found.start - low > _REACH:
        return None
    others = [one for one in others if sentence[0] <= one.start < sentence[1]]
    if len(others) > _MANY:
        return None
    dates = [one for one in others if one.kind in ("date", "period") and low <= one.start < high and one.first]
    if not dates or any(text[max(0, one.start - 8) : one.start].rstrip().lower().endswith("since") for one in dates):
        return None
    named = [(subject.key, (*subject.words, *subject.weak, *subject.flow)) for subject in subjects().values()]
    if hits(text, [*named, ("sum", words("sum"))], low, high):
        return None
    if not _FILLER.fullmatch(_without(text, low, found, dates)):
        return None
    start = max(sentence[0], found.start - _REACH)
    earlier = [one for one in others if one.kind == "money" and start <= one.start and one.end <= low]
    return earlier[-1] if earlier else None


def _without(text: str, low: int, found: Found, dates: Sequence[Found]) -> str:
    """What stands before a figure in its clause besides its date, its verb and its own qualifier."""
    verbs = hits(text, [("moved", words("moved_to"))], low, found.start)
    gone = [(one.start, one.end) for one in dates] + [(verb.start, verb.end) for verb in verbs]
    kept = "".join(
        char for place, char in enumerate(text[low : found.start], low) if not any(a <= place < b for a, b in gone)
    )
    return kept.replace(found.limit_words, "") if found.limit_words else kept
