"""When a quantity is of: the dates in its sentence, and what the clock must supply where they are incomplete.

A date without a year takes it from a year named earlier in its sentence, else from the clock; "now" takes the clock's day.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from ebb.audit.claim import CLOCKS, Document, Found
from ebb.audit.linking.match import clause, hits
from ebb.audit.terms import document as rules
from ebb.audit.terms import words as words_of
from ebb.dates import month_end

Span = tuple[date, date]
#: What joins a figure and the date right behind it.
_BEHIND: Final = re.compile(
    r"^\s*[（(]\s*$|^,?\s*(?:in|on|at|by|as of|during|at the end of|by the end of|the end of)\s+(?:early |late |mid-)?$",
    re.IGNORECASE,
)
#: What parts a figure from a date behind it: another member of a list, another figure or date, the end of a span.
_APART: Final = re.compile(
    r"[，；;、,]|\d|\b(?:and|then|but|before|after|ahead|until|till|through|since)\b", re.IGNORECASE
)
#: What makes a date right behind a figure the day it came into force.
_FROM_THEN: Final = re.compile(
    r"^(?: (?:a|per|each|every) month| monthly)? (?:from|as of|starting|beginning|effective|with effect from)"
    r"(?: in| on| from)? $",
    re.IGNORECASE,
)
#: What ends one member of a list of figures and begins the next.
_CONJUNCT: Final = re.compile(r"[，；;、]|,(?!\d)|\b(?:and|then|but)\b", re.IGNORECASE)
#: What makes a date behind a figure, in another clause, its date.
_AS_OF: Final = re.compile(r"(?:as of|as at|截至|[（(])\s*$", re.IGNORECASE)
#: Words of an open beginning that say "until now".
_SINCE: Final = ("以來", "以来", "since", "自…以來", "自…以来", "從…以來", "从…以来")
#: Characters that may stand between a named period and its figure.
_CLOSE: Final = 8

_NAMES: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_CJK_DAY: Final = re.compile(
    r"(?P<m>1[0-2]|0?[1-9])月(?:(?P<d>3[01]|[12]\d|0?[1-9])[日號号]|(?P<part>[上中下]旬|底|初|末))?"
)
_EN_DAY: Final = re.compile(
    r"(?:(?P<part>early|mid|late)[- ])?(?:(?P<d1>\d{1,2})(?:st|nd|rd|th)? )?"
    r"(?P<m>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?(?: (?P<d2>\d{1,2})(?:st|nd|rd|th)?(?!\d))?",
    re.IGNORECASE,
)
_YEAR: Final = re.compile(r"(?<!\d)((?:19|20)\d{2})(?=年|\b)")
#: Words that mean a day only from where one stands: (pattern, years from the clock's, part of the year).
_RELATIVE: Final = (
    (re.compile(r"今年(?:年底|底|年末)|(?<![0-9年])年底|(?:this )?year[- ]end|end of (?:this|the) year"), 0, "end"),
    (re.compile(r"去年(?:年底|底|年末)|end of last year"), -1, "end"),
    (re.compile(r"前一年|上一年|去年|前年同期|last year|a year earlier|the year before|the previous year"), -1, "year"),
    (re.compile(r"今年|this year"), 0, "year"),
    (re.compile(r"明年|next year"), 1, "year"),
)
_PARTS: Final = {"上旬": (1, 10), "初": (1, 10), "early": (1, 10), "中旬": (11, 20), "mid": (11, 20)}


@dataclass(frozen=True, slots=True)
class Dated:
    """The days a quantity is of; `supplied` is what a clock gave, as in a link, and `by_clock` its days at each clock.

    `behind` says that the date stands behind the figure; `borrowed` and `later` are as in a link.
    """

    first: date | None
    last: date | None
    clock: str
    supplied: str
    by_clock: tuple[tuple[str, date, date], ...]
    elsewhere: tuple[Span, ...]
    why: tuple[str, ...]
    behind: bool = False
    borrowed: str = ""
    later: tuple[Span, ...] = ()


def dated(
    document: Document,
    found: Found,
    others: Sequence[Found],
    clocks: Mapping[str, date],
    *,
    own: bool = False,
    to_clock: bool = False,
    running: bool = False,
) -> Dated:
    """The days a quantity (or, with `own`, a date itself) is of.

    Parameters
    ----------
    document : Document
    found : Found
        The quantity, or the date.
    others : sequence of Found
        The dates and periods of the text.
    clocks : mapping clock -> day
    own : bool
        Date the date itself, not what stands beside it.
    to_clock : bool
        An open beginning ("since 2022") runs to the clock: for changes, not for levels.
    running : bool
        A cap or a pace, which a date behind it may date ("until November 2021") and a duration may not ("for three months").

    Notes
    -----
    The nearest date of the clause that stands before the quantity decides, then one after it, then the sentence's. A date
    that the clock completes is completed for every clock; the article's clock stands first.
    """
    low, high = document.sentence(found.start)
    inside = [one for one in others if low <= one.start < high and one is not found and one.kind in ("date", "period")]
    if not own and (named := _named(document, found)):
        return Dated(*named[1], next(iter(_ordered(clocks)))[0], "", (), (), (f'"{named[0]}"',))
    chosen = found if own else _nearest(document, found, inside, running=running, clocks=clocks)
    if chosen is not None and not own and _now(document, found, chosen):
        chosen = None
    pointed = [one for one in inside if one is not chosen and one.limit_words not in _SINCE]
    elsewhere = [spans for one in pointed for spans in _spans(document, one, clocks).values()]
    if chosen is None:
        days = {clock: (day, day) for clock, day in _ordered(clocks)}
        past = hits(document.text, [("past", words_of("past"))], low, high)
        present = hits(document.text, [("now", words_of("now"))], low, high)
        if past and not present:
            return _at(days, "any day", elsewhere, (f'"{past[0].words}", but no date in the sentence',))
        return _at(days, "day", elsewhere, ("no date in the sentence: the clock's day",))
    words = document.text[chosen.start : chosen.end]
    spans = _spans(document, chosen, clocks)
    if to_clock and "" in spans and _since_then(document, found, chosen):
        first = spans[""][0]
        later = [span for span in elsewhere if span[0] > first]
        if later:
            last = max(span[1] for span in later)
            return Dated(first, last, next(iter(_ordered(clocks)))[0], "", (), (), (f'since "{words}"',))
        return _at({name: (first, day) for name, day in _ordered(clocks)}, "day", (), (f'since "{words}"',))
    if "" in spans:
        first, last = spans[""]
        own_clock = next(iter(_ordered(clocks)))[0]
        why = (f'date "{words}"',)
        made = Dated(first, last, own_clock, "", (), _distinct(elsewhere), why, chosen.start > found.start)
        return replace(made, borrowed=words, later=years) if (years := _later(chosen, words, first, clocks)) else made
    if not spans:
        return Dated(None, None, "article", "", (), _distinct(elsewhere), (f'"{words}" names no day',))
    return _at(spans, "year", elsewhere, (f'"{words}" has no year: from the clock',))


def _later(chosen: Found, words: str, first: date, clocks: Mapping[str, date]) -> tuple[Span, ...]:
    """The same days of later years up to the text's own clock, where a date is printed without its year."""
    parts = month_and_day(words)
    if parts is None or chosen.missing != "year":
        return ()
    own = next(day for _, day in _ordered(clocks))
    spans = (_span(year, *parts) for year in range(first.year + 1, own.year + 1))
    return tuple(span for span in spans if span[0] <= own)


def _since_then(document: Document, found: Found, chosen: Found) -> bool:
    """Whether a date is the beginning of something that goes on: "since QT began in June 2022", 「自2022年6月縮表以來」."""
    if chosen.limit == "at_least" and chosen.last is None:
        return True
    text = document.text
    if chosen.start > found.end:
        return bool(re.search(r"\bsince\b", text[found.end : chosen.start], re.IGNORECASE))
    return bool(re.search(r"以來|以来|至今|迄今", text[chosen.end : found.start]))


def _at(days: Mapping[str, Span], supplied: str, elsewhere: Sequence[Span], why: tuple[str, ...]) -> Dated:
    clock = next(iter(days))
    first, last = days[clock]
    by_clock = tuple((name, *span) for name, span in days.items())
    return Dated(first, last, clock, supplied, by_clock, _distinct(elsewhere), why)


def _ordered(clocks: Mapping[str, date]) -> list[tuple[str, date]]:
    """The article's own day first, then its source's, then today's."""
    order = ("article", "source", "now")
    return [(name, clocks[name]) for name in order if name in clocks and name in CLOCKS]


def _nearest(
    document: Document, found: Found, dates: Sequence[Found], *, running: bool, clocks: Mapping[str, date]
) -> Found | None:
    text = document.text
    start, end = clause(text, found.start, found.end, document.sentence(found.start))
    # a date behind the figure in another clause is another figure's
    if running:
        dates = [one for one in dates if _spans(document, one, clocks)]
        if own := _in_conjunct(document, found, dates):
            return own
        dates = [one for one in dates if one.start < found.start] or list(dates)
    else:
        dates = [one for one in dates if one.start < end or _AS_OF.search(text[: one.start][-12:])]
    if found.kind == "ranking":  # the day it reaches back to is not its day
        dates = [one for one in dates if found.first is None or one.first != found.first]
    else:  # "since 2008" dates what grew since, not a level in another clause
        dates = [one for one in dates if one.limit_words not in _SINCE or start <= one.start < end]
    if not dates:
        return None

    def distance(one: Found) -> tuple[int, int]:
        before = one.end <= found.start
        gap = found.start - one.end if before else one.start - found.end
        between = text[one.end : found.start] if before else text[found.end : one.start]
        pauses = len(re.findall(r"[，；;]|,(?!\d)", between))
        if not before and _BEHIND.match(between):
            return (0, -1)
        # a date stands before its figure in Chinese; in English as often behind it ("$4.2 trillion in February 2020")
        behind = 0 if before or (document.script == "en" and gap <= 12) else 1
        return (pauses, behind * 40 + gap)

    return min(dates, key=distance)


def _in_conjunct(document: Document, found: Found, dates: Sequence[Found]) -> Found | None:
    """The date behind a figure in its own member of a list: "to $25 billion in June 2024 and to $5 billion in April 2025".

    Only English sets the date behind; a date before the figure in the same member stands first.
    """
    if document.script != "en":
        return None
    text = document.text
    low, _ = clause(text, found.start, found.end, document.sentence(found.start))
    begins = max((match.end() for match in _CONJUNCT.finditer(text, low, found.start)), default=low)
    behind = [one for one in dates if one.start >= found.end and not _APART.search(text[found.end : one.start])]
    if any(begins <= one.start < found.start for one in dates):  # the day of an announcement, perhaps
        behind = [one for one in behind if _FROM_THEN.match(text[found.end : one.start])]
    return min(behind, key=lambda one: one.start, default=None)


def _spans(document: Document, one: Found, clocks: Mapping[str, date]) -> dict[str, Span]:
    """The days of a date: under "" where the text dates it itself, else under every clock."""
    words = document.text[one.start : one.end]
    relative = {name: span for name, day in _ordered(clocks) if (span := _relative(words, day))}
    if relative:
        return relative
    if one.missing != "year" and one.first is not None and one.last is not None:
        return {"": (one.first, one.last)}
    if one.missing != "year" and one.first is not None:
        return {"": (one.first, _closed(words, one.first))}
    parts = month_and_day(words)
    if parts is None:
        if one.first is not None and one.last is not None:
            return {"": (one.first, one.last)}
        return {}
    low, _ = document.sentence(one.start)
    years = [
        (int(match[1]), document.text[match.end() : match.end() + 4])
        for match in _YEAR.finditer(document.text, low, one.start)
    ]
    if years:
        # a year named with this very month, else the last one named
        same = [year for year, behind in years if re.match(rf"年0?{parts[0]}月", behind)]
        return {"": _span(same[-1] if same else years[-1][0], *parts)}
    return {name: _latest(day, parts) for name, day in _ordered(clocks)}


def _closed(words: str, first: date) -> date:
    """The last day of an open beginning as precisely as it was printed: a year, a month or a day."""
    if re.search(r"\d\s*[日號号]|\d{1,2},? (?:19|20)\d{2}|\d{1,2} [A-Z]", words):
        return first
    if re.search(r"\d月|[A-Za-z]{3}", words):
        return month_end(first.year, first.month)
    return date(first.year, 12, 31)


def _named(document: Document, found: Found) -> tuple[str, Span] | None:
    """A period known by name right before a figure (金融危機前的)."""
    low, _ = clause(document.text, found.start, found.end, document.sentence(found.start))
    before = document.text[low : found.start]
    for raw in rules("periods")["period"]:
        for hit in hits(before, [(raw["key"], raw["words"])]):
            if len(before) - hit.end <= _CLOSE:
                return hit.words, (raw["first"], raw["last"])
    return None


def _now(document: Document, found: Found, chosen: Found) -> bool:
    """Whether "now" stands between the date and the figure, or in the figure's own clause without that date."""
    low, high = clause(document.text, found.start, found.end, document.sentence(found.start))
    marks = hits(document.text, [("now", words_of("now"))], min(low, chosen.end), high)
    return bool(marks) and not low <= chosen.start < high


def month_and_day(words: str) -> tuple[int, int, int] | None:
    """Month and first and last day (0 = the month's last) of a date without a year; None where there is none.

    >>> month_and_day("3月中旬"), month_and_day("9月30日"), month_and_day("mid-March"), month_and_day("30 September")
    ((3, 11, 20), (9, 30, 30), (3, 11, 20), (9, 30, 30))
    """
    if match := _CJK_DAY.search(words):
        month, day, part = int(match["m"]), match["d"], match["part"]
    elif match := _EN_DAY.search(words):
        month = _NAMES.index(match["m"].lower()) + 1
        day, part = match["d1"] or match["d2"], (match["part"] or "").lower()
    else:
        return None
    if day:
        return month, int(day), int(day)
    first, last = _PARTS.get(part or "", (21, 0) if part else (1, 0))
    return month, first, last


def _span(year: int, month: int, first: int, last: int) -> Span:
    end = month_end(year, month)
    return date(year, month, min(first, end.day)), end if last == 0 else date(year, month, min(last, end.day))


def _latest(clock: date, parts: tuple[int, int, int]) -> Span:
    """The newest such days that had begun by the clock."""
    span = _span(clock.year, *parts)
    return span if span[0] <= clock else _span(clock.year - 1, *parts)


def _relative(words: str, clock: date) -> Span | None:
    for pattern, years, part in _RELATIVE:
        if pattern.search(words.lower()):
            year = clock.year + years
            if part == "end":
                return date(year, 12, 31) - timedelta(days=10), date(year, 12, 31)
            return date(year, 1, 1), date(year, 12, 31)
    return None


def _distinct(spans: Sequence[Span]) -> tuple[Span, ...]:
    return tuple(dict.fromkeys(spans))
