"""One quantity or date of a text, linked: measure, series, days, clock, confidence, and what was rejected."""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from ebb.audit.claim import Document, Found, Link
from ebb.audit.linking.candidates import Candidate, candidates
from ebb.audit.linking.dating import Dated, dated
from ebb.audit.linking.ellipsis import GOES_ON, RUNNING, goes_on
from ebb.audit.linking.events import event_of
from ebb.audit.linking.match import clause, hits
from ebb.audit.linking.measures import measure_of, mood_of
from ebb.audit.terms import document as rules
from ebb.audit.terms import words

#: Series of a policy table, by measure and subject.
CAPS: Final = {"treasuries": "treasury_cap", "mbs": "mbs_cap"}
PURCHASES: Final = {"treasuries": "treasury_purchases", "mbs": "mbs_purchases"}
#: The policy itself, which is no balance.
_POLICY: Final = ("QT", "量化緊縮", "量化紧缩", "縮表", "quantitative tightening")
#: Before any figure of the record.
_EVER: Final = date(2000, 1, 1)
_QUANTITIES: Final = ("money", "rate", "share", "index", "count", "multiple")


def link(
    document: Document, found: Found, *, clocks: Mapping[str, date], others: Sequence[Found] = (), _chain: int = 4
) -> Link:
    """What a quantity, date or ranking speaks of.

    Parameters
    ----------
    document : Document
    found : Found
    clocks : mapping clock -> day
        The days from which the text may be read: ``"source"``, ``"article"``, ``"now"``.
    others : sequence of Found
        Everything else found in the text; dates among them date the quantity.

    Returns
    -------
    Link
        With `measure` ``"when"`` for a date that only dates a quantity beside it, and confidence 0 where nothing fits.

    Notes
    -----
    Pure: the same text gives the same link. Law: every candidate is chosen or rejected with a reason.
    """
    if found.kind in ("date", "period"):
        return _of_date(document, found, others, clocks)
    measure, why = measure_of(document, found)
    if measure in GOES_ON and (prior := goes_on(document, found, others)) is not None and _chain > 0:
        before = link(document, prior, clocks=clocks, others=others, _chain=_chain - 1)
        if before.measure in RUNNING and before.series and measure in ("level", before.measure):
            when = dated(document, found, others, clocks, running=True)
            said = f'goes on from "{document.text[prior.start : prior.end]}"'
            mood = _ahead(mood_of(document, found), when, clocks)
            return _link(before.measure, before.series, when, before.confidence, (said, *when.why), (), mood)
    return _of_quantity(document, found, others, clocks, measure, why)


def _of_quantity(
    text: Document,
    found: Found,
    others: Sequence[Found],
    clocks: Mapping[str, date],
    measure: str,
    why: tuple[str, ...],
) -> Link:
    running = measure in ("cap", "cap_reached", "purchases", "pace")
    changing = measure in ("fall", "rise", "multiple")
    when = dated(text, found, others, clocks, to_clock=changing, running=running)
    when = _before_change(text, found, when, measure)
    weight = rules("rules")["weight"]
    fitting, rejected = candidates(text, found, measure)
    if running:  # the subject of another clause is another figure's
        fitting = tuple(one for one in fitting if "in the clause" in one.why[0])
    mood = _ahead(mood_of(text, found), when, clocks)
    if mood == "forecast" and when.supplied != "day" and _over(when, clocks):
        mood = "stated"  # a year that was over before the text was written is no forecast of its sentence
    if not fitting:
        fallback = _without_subject(text, found, measure)
        if fallback is None:
            return _link(measure, "", when, 0.0, (*why, *when.why), rejected, mood)
        series, score, said = fallback
        return _link(measure, series, when, min(1.0, score), (*said, *why, *when.why), rejected, mood)
    best = fitting[0]
    series = _series(measure, best, text, found)
    score = best.confidence
    if measure not in ("level", "rate"):
        score += weight["measure"]
    if when.supplied == "" and when.first is not None:
        score += weight["dated"]
    if hits(text.text, [("ours", rules("others")["ours"])], *text.sentence(found.start)):
        score += weight["ours"]
    return _link(measure, series, when, min(1.0, score), (*best.why, *why, *when.why), rejected, mood)


def _ahead(mood: str, when: Dated, clocks: Mapping[str, date]) -> str:
    """What "next year" speaks of is foreseen, whatever the words of its sentence."""
    ahead = [first > clocks[name] for name, first, _ in when.by_clock if name in clocks]
    return "forecast" if mood == "stated" and ahead and all(ahead) else mood


def _over(when: Dated, clocks: Mapping[str, date]) -> bool:
    """Whether a sentence that foresees speaks of these days as past: "from 37 percent a year earlier".

    Days the clock gave are past if they are at every clock; days the text gives, if it names later ones as well.
    """
    if when.by_clock:
        return all(last < clocks[name] for name, _, last in when.by_clock if name in clocks)
    past = when.last is not None and bool(clocks) and when.last < min(clocks.values())
    return past and any(last > (when.last or last) for _, last in when.elsewhere)


def _before_change(text: Document, found: Found, when: Dated, measure: str) -> Dated:
    """「由600億降至250億」: the first of two figures is older than the date of the second.

    A setting held until the day before; of a balance only its peak can be told, from all days before.
    """
    low, high = clause(text.text, found.start, found.end, text.sentence(found.start))
    before = re.sub(
        r"(?:每個?月|約|近|about|nearly|roughly|a|the)\s*$", "", text.text[low : found.start].rstrip()
    ).rstrip()
    to = re.search(r"至|到|\bto\b", text.text[found.end : high])
    if not before.lower().endswith(("由", "從", "从", "from")) or not to or when.first is None or when.behind:
        return when
    if when.supplied:
        return replace(when, supplied="any day")
    day = when.first - timedelta(days=1)
    why = (*when.why, f'"{before[-4:].strip()}": before that date')
    if measure in ("cap", "cap_reached", "purchases", "rate"):
        return replace(when, first=day, last=day, why=why)
    first = _EVER if measure == "peak" else day
    return replace(when, first=first, last=day, supplied="" if measure == "peak" else "any day", why=why)


def _of_date(text: Document, found: Found, others: Sequence[Found], clocks: Mapping[str, date]) -> Link:
    when = dated(text, found, others, clocks, own=True)
    near = clause(text.text, found.start, found.end, text.sentence(found.start))
    sentence = text.sentence(found.start)
    key, score, why = event_of(text, found)
    mood = _ahead(mood_of(text, found), when, clocks)
    beside = [one for one in others if one.kind in _QUANTITIES and near[0] <= one.start < near[1]]
    if since := _since(text, found, near):
        fitting, rejected = candidates(text, found, "growth_since")
        if fitting:
            return _link(
                "growth_since",
                fitting[0].subject.series,
                when,
                fitting[0].confidence + 0.1,
                (since, *fitting[0].why),
                rejected,
                mood,
            )
    if key and "in the clause" in why[0] and not beside:
        return _link("event_date", key, when, min(1.0, score), (*why, *when.why), (), mood)
    if [one for one in others if one.kind in (*_QUANTITIES, "ranking") and sentence[0] <= one.start < sentence[1]]:
        return _link("when", "", when, 1.0, ("dates a figure of its sentence",), (), "stated")
    if key:
        return _link("event_date", key, when, min(1.0, score), (*why, *when.why), (), mood)
    return _link("when", "", when, 0.0, ("no event and no figure beside it",), (), mood)


def _since(text: Document, found: Found, near: tuple[int, int]) -> str:
    """「自2016年起…推高」: a growth said to have begun then, with a level, not a change, behind it."""
    before = text.text[max(near[0] - 2, 0, found.start - 7) : found.start].rstrip()
    behind = text.text[found.end : found.end + 2]
    since = next((w for w in words("since") if before.lower().endswith(w)), "")
    if not since or (text.script != "en" and "起" not in behind and "以來" not in behind and "以来" not in behind):
        return ""
    _, high = text.sentence(found.start)
    growth = hits(
        text.text,
        [("rise", ("推高", "擴張", "擴大", "扩张", "扩大", "pushed", "expanded", "expanding"))],
        found.end,
        high,
    )
    return f'"{since}" + "{growth[0].words}"' if growth else ""


def _without_subject(text: Document, found: Found, measure: str) -> tuple[str, float, tuple[str, ...]] | None:
    """Measures that name their series themselves: a cap or a pace of the runoff needs no other word than QT or the Fed."""
    near = text.sentence(found.start)
    weight = rules("rules")["weight"]
    if found.kind == "ranking":
        policy = hits(text.text, [("QT", _POLICY)], *near)
        if not policy:
            return None
        said = f'"{policy[0].words}" in the sentence, and no balance'
        return "QT", weight["clause"] + weight["measure"], (said,)
    if found.kind != "money" or found.unit != "USD" or measure not in ("cap", "cap_reached", "purchases", "pace"):
        return None
    about = hits(
        text.text,
        [
            (
                "QT",
                (
                    "QT",
                    "量化緊縮",
                    "量化紧缩",
                    "縮表",
                    "quantitative tightening",
                    "runoff",
                    "QE",
                    "量化寬鬆",
                    "quantitative easing",
                    *rules("others")["ours"],
                ),
            )
        ],
        *near,
    )
    other = hits(text.text, [("other", rules("others")["words"])], *near)
    if not about or other:
        return None
    series = {"cap": "caps", "cap_reached": "caps", "purchases": "purchases", "pace": "securities"}[measure]
    return series, weight["clause"] + weight["measure"], (f'"{about[0].words}" in the sentence',)


def _series(measure: str, best: Candidate, text: Document, found: Found) -> str:
    key = best.subject.key
    if measure in ("cap", "cap_reached"):
        return CAPS.get(key, "caps") if not _both(text, found) else "caps"
    if measure == "purchases":
        return PURCHASES.get(key, "purchases") if not _both(text, found) else "purchases"
    if measure == "pace":
        return "securities" if key in ("total_assets", "securities") or _both(text, found) else best.subject.series
    if best.subject.series == "policy_rate":
        return _edge(text, found)
    if key in ("treasuries", "mbs") and _both(text, found):
        return "securities"
    return best.subject.series


def _both(text: Document, found: Found) -> bool:
    """Treasuries and MBS named together, no figure between them, before or behind a figure that stands for both."""
    low, high = clause(text.text, found.start, found.end, text.sentence(found.start))
    named = hits(
        text.text,
        [
            ("t", ("公債", "國債", "国债", "Treasuries", "Treasury")),
            ("m", ("MBS", "抵押", "mortgage", "mortgage-backed")),
        ],
        low,
        high,
    )
    return any(
        one.owner != other.owner and not re.search(r"\d", text.text[one.end : other.start])
        for one, other in itertools.pairwise(named)
    )


def _edge(text: Document, found: Found) -> str:
    low, high = clause(text.text, found.start, found.end, text.sentence(found.start))
    near = text.text[low:high]
    if hits(near, [("top", words("top"))]):
        return "upper"
    if hits(near, [("bottom", words("bottom"))]):
        return "lower"
    return "policy_rate"


def _link(
    measure: str,
    series: str,
    when: Dated,
    confidence: float,
    why: tuple[str, ...],
    rejected: tuple[tuple[str, str], ...],
    mood: str,
) -> Link:
    return Link(
        measure=measure,
        series=series,
        first=when.first,
        last=when.last,
        clock=when.clock,
        confidence=round(min(1.0, max(0.0, confidence)), 2),
        why=why,
        rejected=rejected,
        mood=mood,
        supplied=when.supplied,
        at_clocks=when.by_clock,
        elsewhere=when.elsewhere,
        borrowed=when.borrowed,
        later=when.later,
    )
