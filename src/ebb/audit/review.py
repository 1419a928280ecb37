"""The whole of an audit: every quantity of a text read, linked, judged, and counted."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from ebb.audit.claim import VERDICTS, Document, Found, Measured, Verdict
from ebb.audit.judging import judge
from ebb.audit.linking import link
from ebb.audit.pins import Pin, pinned
from ebb.audit.reading.find import find
from ebb.audit.renderings import renderings
from ebb.errors import UsageError
from ebb.record import Record

#: Most quantities and dates of one text.
MOST: Final = 10_000
#: Decimals of USD billion in the wire form.
_CENTS = 11


@dataclass(frozen=True, slots=True)
class Audit:
    """Every claim of a text, in the order of the text, with its verdict.

    Notes
    -----
    Law: the counts of the verdicts sum to the claims.
    """

    verdicts: tuple[Verdict, ...]
    clocks: Mapping[str, date]
    as_of: date
    script: str = "zh-Hant"

    @property
    def counts(self) -> dict[str, int]:
        """How many claims got each verdict; every verdict is named."""
        found = Counter(one.verdict for one in self.verdicts)
        return {name: found.get(name, 0) for name in VERDICTS}

    def json(self) -> dict[str, Any]:
        """The contract of ``ebb audit --json``."""
        return {"claims": [_wire(one, self.script) for one in self.verdicts], "counts": self.counts}


def audit(
    document: Document,
    *,
    record: Record,
    clocks: Mapping[str, date],
    pins: Sequence[Pin] = (),
    found: Sequence[Found] | None = None,
) -> Audit:
    """Every quantity, date and ranking of a text against the record.

    Parameters
    ----------
    document : Document
    record : Record
        Its `as_of` is "now".
    clocks : mapping clock -> day
        ``"source"``, ``"article"``, ``"now"``; the article's is the day the text was published.
    pins : sequence of Pin
        What a person fixed by hand.
    found : sequence of Found, optional
        What was read; by default the text is read here, at the article's clock.

    Raises
    ------
    UsageError
        If the text holds more than :data:`MOST` quantities, or a pin belongs to none of them.

    Notes
    -----
    A date that only dates a figure of its sentence is part of that claim, not one of its own. Renderings that the glossary
    knows as wrong are claims too.
    """
    clocks = {"now": record.as_of, **clocks}
    if found is None:
        found = find(document, clock=clocks.get("article", clocks["now"]))
    if len(found) > MOST:
        raise UsageError(
            f"the text holds {len(found):,} quantities and dates",
            "audit",
            f"at most {MOST:,}: an article, not a table of data",
            "cut the text, or import a table with: ebb import",
        )
    by_pin = pinned(document, found, pins)
    verdicts = []
    beside = _by_sentence(document, found)
    for place, one in enumerate(found):
        others = [other for other in beside[document.sentence(one.start)] if other is not one]
        joined = link(document, one, clocks=clocks, others=others)
        if place in by_pin:
            joined = by_pin[place].applied(joined, clocks)
        elif joined.measure == "when":
            continue
        verdicts.append(judge(one, joined, record, document))
    verdicts += renderings(document)
    verdicts.sort(key=lambda one: (one.found.start, one.found.end))
    numbered = tuple(replace(one, id=f"{place}") for place, one in enumerate(verdicts, start=1))
    return Audit(numbered, clocks, record.as_of, document.script)


def _by_sentence(document: Document, found: Sequence[Found]) -> dict[tuple[int, int], list[Found]]:
    """What was found, by the sentence it stands in: nothing beyond it dates a figure."""
    groups: dict[tuple[int, int], list[Found]] = {}
    for one in found:
        groups.setdefault(document.sentence(one.start), []).append(one)
    return groups


def _wire(one: Verdict, script: str) -> dict[str, Any]:
    own = "en" if script == "en" else script
    return {
        "id": one.id,
        "text": one.words,
        "sentence": one.sentence,
        "printed": _printed(one.found),
        "measured": None if one.measured is None else _measured(one.measured),
        "verdict": one.verdict,
        "stale": one.stale,
        "suggested": one.suggested.get(own) or one.suggested.get("zh-Hant" if own != "en" else "en") or None,
        "check": one.check,
    }


def _printed(found: Found) -> dict[str, Any]:
    """What is printed: money in USD billion, dates as ISO days, a range as its two ends."""
    if found.kind in ("date", "period"):
        ends = [None if day is None else day.isoformat() for day in (found.first, found.last)]
        return {"value": ends[0] if ends[0] == ends[1] else ends, "unit": "date"}
    times, unit = (1e-9, f"{found.unit} bn") if found.kind == "money" else (1.0, found.unit or None)
    low, high = _number(found.low, times), _number(found.high, times)
    return {"value": low if low == high else [low, high], "unit": unit}


def _measured(one: Measured) -> dict[str, Any]:
    day = None if one.day is None else one.day.isoformat()
    value: float | str | None = None if one.value is None else round(one.value, _CENTS)
    if one.unit == "date":
        value = day
    return {
        "value": value,
        "unit": one.unit,
        "series": one.series,
        "date": day,
        "known": None if one.known is None else one.known.isoformat(),
    }


def _number(value: float, times: float) -> float | None:
    return None if math.isnan(value) else round(value * times, _CENTS)
