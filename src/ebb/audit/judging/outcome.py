"""One claim held against one reading of its day: how far the record allows what is printed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from ebb.audit.claim import Document, Found, Link
from ebb.audit.judging.anyday import any_day
from ebb.audit.judging.figures import Figure, NotHeld, level, record_extreme
from ebb.audit.judging.policy import MEASURES, cap, rate
from ebb.audit.judging.slips import slips
from ebb.audit.judging.tolerance import Band, band
from ebb.audit.terms import by_series
from ebb.audit.terms import document as rules
from ebb.errors import EbbError
from ebb.record import Record

#: Verdicts from the best to the worst, for the choice among clocks.
ORDER: Final = ("right", "imprecise", "wrong_unit", "wrong_date", "unsupported", "wrong")
_BILLION: Final = 1e9
#: Days of a stretch over which something can change: more than a month and a half, or a week from day to day.
_SHORT: Final = 45
_WEEK: Final = 6
#: Rates are set in hundredths of a percent.
_RATE: Final = 0.005


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one reading of the day comes to.

    `slip` is the name of a slip of unit by language with its factor, `instead` the unit word that was meant.
    """

    verdict: str
    figure: Figure | None
    check: str
    factor: float | None = None
    slip: tuple[tuple[str, str], ...] = ()
    meant: tuple[tuple[str, str], ...] = ()
    because: str = ""


def outcome(document: Document, found: Found, link: Link, record: Record, first: date, last: date) -> Outcome:
    """The verdict on a quantity if it is of the days from `first` to `last`.

    Notes
    -----
    Law: "wrong_unit" only where the printed figure times the factor fits and the printed figure itself does not.
    """
    if first > record.as_of:
        return Outcome("unsupported", None, f"{first} lies after {record.as_of}", because="not_held")
    try:
        figure = measured(link, record, first, min(last, record.as_of), since=found.first)
    except (NotHeld, EbbError) as why:
        return Outcome("unsupported", None, str(why).splitlines()[0], because="not_held")
    if link.measure in ("record_high", "record_low"):
        holds = figure.values[0] == 1.0
        return Outcome("right" if holds else "wrong", figure, figure.check, because="record")
    found = in_unit_of(found, figure)
    figure = _turned(figure, link)
    family = _family(figure, found.limit)
    allowed = band(found, family=family, slack=slack_of(link.series))
    days = any_day(document, found, link, record, (first, min(last, record.as_of)), allowed, figure)
    figure = figure if days is None else days.figure
    verdict, because = _grade(found, link, figure, allowed)
    if days is not None and days.verdict == "unsupported":
        line = _line(found, figure, allowed, 1.0, "unsupported")
        return Outcome("unsupported", figure, line, because="unsupported_daily")
    if verdict == "imprecise" and link.supplied == "any day":
        verdict, because = "unsupported", "undated"
    if verdict not in ("wrong", "unsupported"):
        return Outcome(verdict, figure, _line(found, figure, allowed, 1.0, verdict), because=because)
    for slip in (
        ()
        if found.limit == "several"
        else slips(document.script, document.text[found.start : found.end], family, found.unit)
    ):
        wider = band(found, family=family, times=slip.times)
        if slip.times in (10.0, 0.1) and found.limit not in ("exact", "about"):
            continue  # ten is a small factor: no vague word may help it
        # a unit named and slipped explains a near miss as well; a bare or small factor only a hit
        enough = ("right", "imprecise") if slip.meant and slip.times > 10 else ("right",)
        if _grade(found, link, figure, wider)[0] in enough:
            line = _line(found, figure, wider, slip.times, "wrong_unit")
            return Outcome("wrong_unit", figure, line, slip.times, slip.name, slip.meant)
    if verdict == "wrong" and link.supplied == "any day":
        verdict, because = "unsupported", "undated"
    return Outcome(verdict, figure, _line(found, figure, allowed, 1.0, verdict), because=because)


def measured(link: Link, record: Record, first: date, last: date, *, since: date | None = None) -> Figure:
    """The figure of the record that a link asks for.

    Raises
    ------
    NotHeld
        If the record holds none.
    """
    if link.measure == "level":
        if link.series in ("caps", "purchases"):
            raise NotHeld(f"{link.series} is no level")
        return level(record, link.series, first, last)
    if link.measure == "rate":
        if link.series in ("policy_rate", "upper", "lower", "ior", "on_rrp_rate"):
            return rate(record, link.series, first, last)
        return level(record, link.series, first, last)
    if link.measure in ("record_high", "record_low"):
        return record_extreme(record, link.series, first, last, high=link.measure == "record_high", since=since)
    if link.measure in ("peak", "trough"):
        found = level(record, link.series, first, last)
        value = (max if link.measure == "peak" else min)(found.values)
        return replace(
            found, value=value, values=(value,), last=None, check=f"{link.measure} of {found.check}: {value:,.2f}"
        )
    if link.measure == "cap_reached":
        return cap(record, link.series, first, last, whole=True)
    if link.measure == "cap":
        if link.supplied == "any day":  # caps were: any of the programme may be meant
            begun = [one for one in record.programme.episodes() if one.programme.startswith("QT") and one.first <= last]
            first = begun[-1].first if begun else first
        found = cap(record, link.series, first, last)
        return found if link.supplied == "day" else replace(found, others=())
    if link.measure in ("fall", "rise", "change"):
        return _changed(link, record, first, last)
    if link.measure == "multiple":
        return _multiple(link, record, first, last)
    if link.measure not in MEASURES:
        raise NotHeld(f"{link.measure} is measured by nothing")
    return MEASURES[link.measure](record, link.series, first, last)


def in_unit_of(found: Found, figure: Figure) -> Found:
    """The printed quantity in the unit of the record's figure: billions for money, percentage points for basis points."""
    times = 1.0
    if found.kind == "money" or (found.unit == "USD" and figure.unit == "USD bn"):
        times = 1.0 / _BILLION
    elif found.unit == "bp" and figure.unit in ("points", "percent"):
        times = 0.01
    return replace(found, low=found.low * times, high=found.high * times, step=found.step * times)


def _changed(link: Link, record: Record, first: date, last: date) -> Figure:
    """A change over the period named; from a single day, from another day of the sentence or to the clock."""
    if (last - first).days > _SHORT or ((last - first).days >= _WEEK and not _part_of_month(first, last)):
        return MEASURES["change"](record, link.series, first, last)
    days = sorted({first, *(span[0] for span in link.elsewhere)})
    if len(days) >= 2 and link.supplied not in ("day", "any day"):
        return MEASURES["change"](record, link.series, days[0], max(days[-1], last))
    raise NotHeld("the text names no day from which it changed")


def _part_of_month(first: date, last: date) -> bool:
    """Whether two days are a month or a third of one, which is a date and no stretch of time."""
    return (first.year, first.month) == (last.year, last.month) and first.day in (1, 11, 21)


def _multiple(link: Link, record: Record, first: date, last: date) -> Figure:
    long = (last - first).days > 366
    days = [first, last] if long else sorted({first, *(day for span in link.elsewhere for day in span), last})
    if link.supplied == "any day" or (not long and not link.elsewhere):
        raise NotHeld("the text names no two days to compare")
    one, two = level(record, link.series, days[0], days[0]), level(record, link.series, days[-1], days[-1])
    if one.day >= two.day:
        raise NotHeld("the text names no two days to compare")
    value = two.value / one.value
    return replace(
        two,
        value=value,
        values=(value,),
        unit="times",
        check=f"{link.series}: {two.value:,.1f} ({two.day}) / {one.value:,.1f} ({one.day}) = {value:.2f}",
    )


def _turned(figure: Figure, link: Link) -> Figure:
    """A fall is printed as a positive amount, and so is a cut of rates."""
    sign = -1.0 if link.measure == "fall" or (link.measure == "rate_change" and figure.value < 0) else 1.0
    if sign > 0:
        return figure
    return replace(figure, value=-figure.value, values=tuple(-v for v in figure.values), last=None)


def _family(figure: Figure, limit: str) -> str:
    if figure.unit.startswith("percent of"):
        return "share"
    if figure.unit == "times" and limit in ("exact", "about"):
        return "multiple"
    return "rate" if figure.unit in ("percent", "points", "bp") else "money"


def _grade(found: Found, link: Link, figure: Figure, allowed: Band) -> tuple[str, str]:
    if link.series == "policy_rate" and found.low != found.high and len(figure.values) >= 2:
        ends = zip(figure.values[::2], figure.values[1::2], strict=False)
        fits = any(abs(found.low - low) < _RATE and abs(found.high - high) < _RATE for low, high in ends)
        return ("right", "") if fits else ("wrong", "")
    headline = [figure.value, *([figure.last] if figure.last is not None else [])]
    if len(figure.values) > 1 and figure.values[-1] not in headline:
        headline.append(figure.values[-1])  # a period's mean
    if link.series == "policy_rate" or link.measure in ("rate_change", "fall", "rise", "purchases", "cap"):
        headline = list(figure.values)
    if found.limit == "as_high_as":
        headline = [max(figure.values)] if figure.last is None else [max(figure.values), figure.value][:1]
        if max(figure.values) > 1.03 * min(figure.values) and allowed.grade(_mean(figure)) != "right":
            # a height touched on one day of a falling month
            return ("imprecise", "") if allowed.grade(max(figure.values)) != "off" else ("wrong", "")
    grades = [allowed.grade(value) for value in headline]
    if "right" in grades:
        return "right", ""
    if any(name == "effective" and allowed.grade(value) == "right" for name, value in figure.others):
        return "right", ""
    if not figure.exact:
        return "unsupported", "unsupported_daily"
    if any(allowed.grade(value) == "right" for value in figure.values):
        return ("right" if figure.short else "imprecise"), ""
    if "near" in grades:
        return "imprecise", ""
    for name, value in figure.others:
        if name == "cap" and allowed.grade(value) != "off":
            return "imprecise", "cap_not_pace"
        if name == "highest" and allowed.grade(value) == "right":
            return "imprecise", "cap_before"
    return "wrong", ""


def _mean(figure: Figure) -> float:
    return figure.values[-1]


def _line(found: Found, figure: Figure, allowed: Band, times: float, verdict: str) -> str:
    printed = f"{found.low:,.6g}" if found.low == found.high else f"{found.low:,.6g} to {found.high:,.6g}"
    factor = f" x {times:,.10g}" if times != 1.0 else ""
    if verdict in ("right", "imprecise") and allowed.grade(figure.value) == "off" and figure.unit != "percent":
        best = min(figure.values, key=lambda value: abs(value - 0.5 * (found.low + found.high)))
        factor = f"{factor} (nearest of the period: {best:,.1f})"
    return (
        f"{figure.check}; printed {printed}{factor} {figure.unit} ({found.limit}: {allowed.low:,.6g} to {allowed.high:,.6g}) "
        f"-> {verdict}"
    )


def slack_of(series: str) -> float:
    """What the basis of a series adds to every tolerance, in its unit (an adjusted index beside a quoted unadjusted rate)."""
    subject = by_series().get(series)
    return 0.0 if subject is None else subject.slack


def growth_least() -> float:
    """Percent a year from which a balance sheet is said to have been pushed up."""
    return float(rules("tolerance")["growth"]["least"])
