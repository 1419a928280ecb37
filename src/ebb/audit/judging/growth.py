"""A date without a year at the end of a growth: the year in which the growth reached what is printed, if there is just one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Final

from ebb.audit.claim import Document, Found, Link
from ebb.audit.judging.outcome import Outcome, outcome
from ebb.audit.judging.wording import both
from ebb.audit.linking.match import hits
from ebb.audit.terms import words
from ebb.record import Record
from ebb.text import Words

#: Characters before a figure within which the verb of its growth stands.
_REACH: Final = 60


def grown(found: Found, link: Link, record: Record, document: Document) -> tuple[Outcome, tuple[date, date]] | None:
    """What a figure comes to in the one later year in which a growth can have reached it, with the days of that year.

    Returns
    -------
    (outcome, (first, last)) or None
        None unless the year is missing in print, words of growth set the two dates in order, and exactly one year fits. The
        outcome is ``"wrong_unit"`` where a slip of unit is needed as well, else ``"wrong_date"``.

    Notes
    -----
    Law: a year counts only if the series stood higher in it than in every earlier year tried, else nothing had grown.
    """
    if not link.later or link.measure != "level" or link.pinned or link.first is None or link.last is None:
        return None
    low, high = document.sentence(found.start)
    near = max(low, found.start - _REACH)
    if not hits(document.text, [("grew", words("grew_to"))], near, min(high, found.end)):
        return None
    fits, best = [], float("-inf")
    for span in ((link.first, link.last), *link.later):
        one = outcome(document, found, link, record, *span)
        if one.figure is None:
            continue
        if one.figure.value > best and (one.verdict == "right" or (one.verdict == "wrong_unit" and one.meant)):
            fits.append((one, span))
        best = max(best, one.figure.value)
    if len(fits) != 1 or fits[0][1] == (link.first, link.last):
        return None
    one, span = fits[0]
    if one.verdict == "wrong_unit":
        return replace(one, because="year_borrowed"), span
    check = one.check.replace("-> right", "-> wrong_date")
    return replace(one, verdict="wrong_date", because="year_borrowed", check=check), span


def missing_year(link: Link) -> dict[str, str]:
    """The year that a date lacks, as a sentence in both languages."""
    year = _year(link)
    return both("reason.year_borrowed", date=Words(link.borrowed, link.borrowed), year=Words(year, year))


def with_year(sentence: str, suggested: Mapping[str, str], link: Link, document: Document) -> dict[str, str]:
    """The suggestions with the year put in beside the date, in the language of the text."""
    own = "en" if document.script == "en" else document.script
    dated = f"{link.borrowed} {_year(link)}" if own == "en" else f"{_year(link)}年{link.borrowed}"
    return {**suggested, own: dated.join(suggested.get(own, sentence).rsplit(link.borrowed, 1))}


def _year(link: Link) -> str:
    return str(link.last.year) if link.last is not None else ""
