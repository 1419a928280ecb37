"""Which event of the policy documents a date speaks of."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from ebb.audit.claim import Document, Found
from ebb.audit.linking.match import Hit, clause, hits
from ebb.audit.terms import document


@cache
def events() -> Mapping[str, Mapping[str, Any]]:
    """Every event of the rule base by its key."""
    return {raw["key"]: raw for raw in document("events")["event"]}


def event_of(text: Document, found: Found) -> tuple[str, float, tuple[str, ...]]:
    """The event in the clause of a date, else in its sentence; ("", 0, ()) where there is none.

    Notes
    -----
    Within the clause an event needs its thing and its act ("宣布" and "量化緊縮"); in the sentence, too, at less certainty. Of
    several the one whose act stands nearest to the date counts ("began in October 2017 and ended in July 2019"), then the
    first of the rule base: an announcement of a start is an announcement.
    """
    sentence = text.sentence(found.start)
    near = clause(text.text, found.start, found.end, sentence)
    weight = document("rules")["weight"]
    if found.limit == "at_least":  # "announced that from October..." dates the beginning, not the announcement
        for key, raw in events().items():
            about = hits(text.text, [(key, raw["about"])], *near)
            if raw["day"] == "effective" and about:
                why = (f"“{about[0].words}” from this date on in the clause",)
                return key, weight["clause"] + weight["unit"] + weight["dated"], why
    for scope, (low, high) in (("clause", near), ("sentence", sentence)):
        told = []
        for place, (key, raw) in enumerate(events().items()):
            about = hits(text.text, [(key, raw["about"])], low, high)
            if not about or hits(text.text, [(key, raw.get("unless", ()))], low, high):
                continue
            act = hits(text.text, [(key, raw["act"])], low, high)
            if act or not raw["act"]:
                gap = min((_gap(hit, found) for hit in act), default=max(high - low, 1))
                told.append((gap, place, key, (about[0].words, *(hit.words for hit in act[:1]))))
        if told:
            _, _, key, words = min(told)
            said = " + ".join(f"“{one}”" for one in dict.fromkeys(words))
            return key, weight[scope] + weight["unit"] + weight["dated"], (f"{said} in the {scope}",)
    return "", 0.0, ()


def _gap(hit: Hit, found: Found) -> int:
    return found.start - hit.end if hit.end <= found.start else hit.start - found.end
