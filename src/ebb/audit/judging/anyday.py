"""Levels that any one day of a period makes true (升至, reached): a month's mean cannot settle them, its days can."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

import numpy as np

from ebb.audit.claim import Document, Found, Link
from ebb.audit.judging.figures import Figure, known_on, vintage_of
from ebb.audit.judging.shelf import COARSE, Shelf, shelf
from ebb.audit.judging.tolerance import Band
from ebb.audit.linking.match import clause, hits
from ebb.audit.terms import document as rules
from ebb.audit.terms import words
from ebb.dates import month_end
from ebb.record import Record
from ebb.series import Series

#: What may stand between such a verb and its figure.
_FILLER: Final = re.compile(
    r"^(?:了|約|大約|近|將近|逾|超過|高達|about|around|roughly|nearly|almost|just|over|a |the |high|low|of|of about|\s)*$",
    re.IGNORECASE,
)
#: Days from which a span is a month at least.
_MONTH: Final = 27
_MEASURES: Final = ("level", "rate", "peak")


@dataclass(frozen=True, slots=True)
class Days:
    """What the days come to: ``"right"``, ``"unsupported"``, or "" where the comparison goes on with `figure`."""

    verdict: str
    figure: Figure


def said(document: Document, found: Found) -> str:
    """Which day a figure's words mean: ``"any"``, ``"highest"`` or "" where they mean the whole period."""
    text = document.text
    low, high = clause(text, found.start, found.end, document.sentence(found.start))
    if hits(text, [("peak", words("peak"))], low, high):
        return "highest"
    if hits(text, [("once", words("once"))], low, high):
        return "any"
    before = text[low : found.start]
    verbs = hits(text, [("any", words("any_day"))], low, found.end)
    verbs = [verb for verb in verbs if verb.start < found.start]
    return "any" if verbs and _FILLER.match(before[verbs[-1].end - low :]) else ""


def any_day(
    document: Document, found: Found, link: Link, record: Record, span: tuple[date, date], allowed: Band, figure: Figure
) -> Days | None:
    """A figure said of some day of a month or more, held against the days of it.

    Parameters
    ----------
    document, found, link, record
        The claim and what it is held against; `found` in the unit of `figure`.
    span : (date, date)
    allowed : Band
        What the printed figure allows.
    figure : Figure
        What the ordinary comparison measured.

    Returns
    -------
    Days or None
        None where the words mean no single day, or the series is not one known by its monthly mean.

    Notes
    -----
    Law: never "wrong" by a mean that the days could have exceeded; a day that is held and fits is right.
    """
    first, last = span
    if (
        link.series not in COARSE
        or link.measure not in _MEASURES
        or (last - first).days < _MONTH
        or not (way := said(document, found))
    ):
        return None
    held = shelf(record, link.series)
    assert held.coarse is not None  # a series of COARSE has its monthly mean
    inside = held.exact.between(first, last)
    days = _highest(inside) if way == "highest" else inside
    fits = [place for place, value in enumerate(days.values.tolist()) if allowed.grade(value) == "right"]
    if fits:
        return Days("right", _day(held, days, fits[-1], len(inside)))
    wanted = 0.5 * (found.low + found.high)
    if len(inside) >= rules("tolerance")["any_day"]["held"] * int(np.busday_count(first, last + timedelta(days=1))):
        gaps = np.abs(days.values - wanted)
        return Days("", _day(held, days, int(gaps.argmin()), len(inside)))
    means = held.coarse.between(first.replace(day=1), month_end(last.year, last.month)).values.tolist()
    if not means or any(allowed.grade(value) == "right" for value in means):
        return None
    far = rules("tolerance")["any_day"]
    reach = far["rate"] if held.unit == "percent" else far["index"] * max(means)
    if min(means) - reach <= wanted <= max(means) + reach:
        return Days("unsupported", replace(figure, exact=False))
    return None


def _highest(days: Series) -> Series:
    if not len(days):
        return days
    day: date = days.dates[int(days.values.argmax())].item()
    return days.between(day, day)


def _day(held: Shelf, days: Series, place: int, among: int) -> Figure:
    day: date = days.dates[place].item()
    value = float(days.values[place])
    return Figure(
        value=value,
        unit=held.unit,
        series=held.series,
        day=day,
        known=known_on(days, day),
        vintage=vintage_of(days),
        check=f"{held.series}[{day}] = {value:,.2f} {held.unit} (of {among} days held)",
        values=(value,),
    )
