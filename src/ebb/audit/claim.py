"""What the three steps of an audit hand to each other: words found, what they speak of, and what the record says of it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

#: What a piece of text can be.
KINDS: Final = ("money", "rate", "share", "multiple", "index", "count", "date", "period", "ranking", "statement")
#: How the words around a quantity limit it.
LIMITS: Final = ("exact", "about", "nearly", "over", "under", "at_least", "at_most", "between", "several", "as_high_as")
#: Verdicts, as the wire form names them.
VERDICTS: Final = (
    *("right", "imprecise", "wrong_unit", "wrong_date", "mistranslation", "wrong", "unsupported"),
    *("forecast", "opinion", "question", "not_understood"),
)
#: The days from which a text may be read: its source's, its own, and today's.
CLOCKS: Final = ("source", "article", "now")
#: What a sentence does with its figure.
MOODS: Final = ("stated", "forecast", "question", "condition")


@dataclass(frozen=True, slots=True)
class Document:
    """A text as read: `text` is what all positions count in; `sentences` are rising (start, end) pairs that cover its words.

    `script` is ``"zh-Hant"``, ``"zh-Hans"`` or ``"en"``; `dated` the day the text says it was published, if it does.
    """

    text: str
    sentences: tuple[tuple[int, int], ...]
    script: str
    encoding: str = "utf-8"
    dated: date | None = None

    def sentence(self, position: int) -> tuple[int, int]:
        """The (start, end) of the sentence that holds a position."""
        place = bisect_right(self.sentences, position, key=lambda span: span[0]) - 1
        if place >= 0 and position < self.sentences[place][1]:
            return self.sentences[place]
        return 0, len(self.text)


@dataclass(frozen=True, slots=True)
class Found:
    """One quantity, date or ranking in a text, with the exact place of its words.

    Parameters
    ----------
    kind : str
        One of :data:`KINDS`.
    start, end : int
        ``document.text[start:end]`` is the quantity or date itself, its unit included and its qualifiers not.
    low, high : float
        What is printed, in `unit`; equal unless a range or a vague word (數十億: 1e8 x 10 to 1e8 x 100) was printed.
    unit : str
        ``"USD"``, ``"EUR"``..., ``"percent"``, ``"bp"``, ``"percent of GDP"``, ``"points"`` (of an index, or of percent if
        the kind is rate), ``"times"``, ``"count"``, ``"days"`` to ``"years"``; of rankings ``"high"`` or ``"low"``; "" for
        dates. Where no currency is printed it is the one assumed, and `missing` says so.
    step : float
        Worth of the last printed digit, in `unit`: what the printed figure cannot tell.
    limit : str
        One of :data:`LIMITS`, from the words around it; `limit_words` are these words.
    first, last : date or None
        For dates and periods: the days it spans; None where a year is missing (then `missing` says what), and `last` None
        where a period is open (自2016年起, `limit` at_least). For rankings: the days they reach back to, if printed.
    missing : str
        ``"year"``, ``"currency"``, ``"start"`` (最初三個月) or "". A year that only the clock supplied stays missing.
    per : str
        ``"month"``, ``"year"``, ``"day"`` for a pace (每月, a month), else "".
    """

    kind: str
    start: int
    end: int
    low: float = float("nan")
    high: float = float("nan")
    unit: str = ""
    step: float = 0.0
    limit: str = "exact"
    limit_words: str = ""
    first: date | None = None
    last: date | None = None
    missing: str = ""
    per: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """What a quantity speaks of.

    Parameters
    ----------
    measure : str
        What is measured, a key of the audit's rule base (``"level"``, ``"change"``, ``"pace"``, ``"cap"``, ``"event_date"``,
        ``"record_high"``, ``"share_of_gdp"``...).
    series : str
        A key of the record, or a policy table's column; "" where none fits.
    first, last : date or None
        The days it is about, after missing years were supplied from the clock.
    clock : str
        One of :data:`CLOCKS`: whose "now" dated it.
    confidence : float
        0 to 1.
    why : tuple of str
        The words and rules that decided.
    rejected : tuple of (series, reason)
    pinned : bool
        Whether a person fixed it by hand.
    mood : str
        One of :data:`MOODS`: what the sentence does with the figure.
    supplied : str
        What the clock had to supply: ``"day"`` (目前), ``"any day"`` (一度, "once"), ``"year"`` (9月30日), or "".
    at_clocks : tuple of (clock, first, last)
        The days it would be about at every clock given, where one had to supply something.
    elsewhere : tuple of (first, last)
        Other days to which the text's own words point, tried before a figure is called wrong.
    borrowed : str
        The words of a date without a year that took it from its sentence (2020年2月…3月中旬), else "".
    later : tuple of (first, last)
        Where it did: the same days of later years up to the text's clock.
    """

    measure: str
    series: str
    first: date | None = None
    last: date | None = None
    clock: str = "article"
    confidence: float = 0.0
    why: tuple[str, ...] = ()
    rejected: tuple[tuple[str, str], ...] = ()
    pinned: bool = False
    mood: str = "stated"
    supplied: str = ""
    at_clocks: tuple[tuple[str, date, date], ...] = ()
    elsewhere: tuple[tuple[date, date], ...] = ()
    borrowed: str = ""
    later: tuple[tuple[date, date], ...] = ()


@dataclass(frozen=True, slots=True)
class Measured:
    """What the record says: a value in `unit`, of `series` on `day`, known on `known`, from `vintage`."""

    value: float | None
    unit: str
    series: str
    day: date | None
    known: date | None
    vintage: str = ""
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """One claim judged.

    `check` is the computation in one line; `factor` the factor of a wrong unit (10,000 for 億 where 兆 is meant);
    `suggested` and `reason` are sentences by language.
    """

    id: str
    found: Found
    words: str
    sentence: str
    link: Link
    verdict: str
    stale: bool = False
    measured: Measured | None = None
    check: str = ""
    factor: float | None = None
    suggested: Mapping[str, str] = field(default_factory=dict)
    reason: Mapping[str, str] = field(default_factory=dict)
