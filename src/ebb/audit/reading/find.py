"""Everything a text says in numbers and dates, each with the exact place of its words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Final

from ebb.audit.claim import Document, Found
from ebb.audit.reading.dates import dates
from ebb.audit.reading.distractors import distractors
from ebb.audit.reading.places import Places
from ebb.audit.reading.plain import plain
from ebb.audit.reading.quantities import quantities
from ebb.audit.reading.rankings import rankings

#: All that may stand between a ranking and the days it reaches back to.
_SINCE: Final = ("以來", "以來的", "since")


def find(document: Document, *, clock: date | None = None) -> tuple[Found, ...]:
    """Every quantity, date and ranking of a document, in order and without overlap.

    Parameters
    ----------
    document : Document
        As :func:`ebb.audit.reading.read` gives it.
    clock : date, optional
        The day from which 去年, "last month" and dates without a year are read. Without it such dates have no days and
        ``missing == "year"``; a month or day printed without a year stays marked so even where the clock supplies one.

    Returns
    -------
    tuple of Found
        Laws: positions rise, lie inside the text and inside one sentence's words; text before or after a sentence does
        not change what is found in it.

    >>> from ebb.audit.reading import read
    >>> one = read("每月縮減約９５０億美元。")
    >>> [(one.text[f.start : f.end], f.low, f.limit, f.per) for f in find(one)]
    [('９５０億美元', 95000000000.0, 'about', 'month')]
    """
    form = plain(document.text)
    taken = Places(len(form), distractors(form))
    named = dates(document, form, clock, taken)
    ranks = [rank for rank in rankings(form) if taken.free(rank.start, rank.end)]
    taken.take((rank.start, rank.end) for rank in ranks)
    yuan = "CNY" if document.script == "zh-Hans" else "TWD"
    counted = quantities(document.text, form, taken, yuan=yuan)
    every = sorted((*named, *ranks, *counted), key=lambda found: found.start)
    return tuple(_since(form, every))


def _since(form: str, every: list[Found]) -> list[Found]:
    """Rankings with the days they reach back to: 創2008年以來新高, the highest since 2008."""
    made = []
    for place, found in enumerate(every):
        if found.kind == "ranking":
            near = every[max(0, place - 1) : place] + every[place + 1 : place + 2]
            span = next((other for other in near if _reaches(form, found, other)), None)
            if span:
                found = replace(found, first=span.first, last=span.last, limit_words=span.limit_words)
        made.append(found)
    return made


def _reaches(form: str, ranking: Found, other: Found) -> bool:
    """Whether a period is the one a ranking reaches back to: only "since" stands between the two."""
    gap = form[min(other.end, ranking.end) : max(other.start, ranking.start)]
    return other.kind == "period" and other.limit == "at_least" and gap.strip() in _SINCE
