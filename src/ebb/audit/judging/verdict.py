"""One claim judged: the verdict, what was measured, the computation in a line, and what should stand instead."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from ebb.audit.claim import Document, Found, Link, Measured, Verdict
from ebb.audit.judging.events import Dating, dating
from ebb.audit.judging.figures import Figure, NotHeld, level, slope
from ebb.audit.judging.growth import grown, missing_year, with_year
from ebb.audit.judging.outcome import ORDER, Outcome, growth_least, outcome
from ebb.audit.judging.wording import (
    about,
    amount,
    both,
    by_then,
    in_script,
    instead,
    joined,
    mended,
    own_and_other,
    right_day,
    right_words,
)
from ebb.audit.linking.events import events
from ebb.audit.linking.match import hits
from ebb.audit.terms import document as rules
from ebb.audit.terms import words
from ebb.dates import add_months
from ebb.errors import EbbError
from ebb.record import Record
from ebb.sources import published
from ebb.text import Count, Day, Money, Number, Percent, Words

#: Years back that a date without one may mean.
_YEARS = 4
#: Measures besides levels and rates of which another day of the text may be tried.
_AS_WELL = ("share_of_bank_assets", "cap", "purchases", "peak")
#: Verdicts under which a claim counts as true on a day.
HOLDS = ("right", "imprecise")


def judge(found: Found, link: Link, record: Record, document: Document) -> Verdict:
    """The verdict on one claim.

    Parameters
    ----------
    found : Found
    link : Link
        What it speaks of; below the rule base's confidence nothing is judged.
    record : Record
        Its `as_of` is "now": no figure known later is used.
    document : Document

    Returns
    -------
    Verdict
        With an empty `id`; the audit numbers its claims.

    Notes
    -----
    Pure and deterministic. Where a clock had to date the claim, every clock is tried: the best verdict stands, and it is stale
    when the claim holds at another clock than the article's own.
    """
    low, high = document.sentence(found.start)
    base = Verdict(
        id="",
        found=found,
        words=document.text[found.start : found.end],
        sentence=document.text[low:high].strip(),
        link=link,
        verdict="not_understood",
    )
    if link.mood == "question":
        return replace(base, verdict="question", reason=both("reason.question"), check="a question")
    if link.confidence < rules("rules")["least"] and not link.pinned:
        return replace(base, reason=both("reason.not_understood"), check="; ".join(link.why[:2]))
    if link.measure == "event_date":
        return _of_event(base, link, record, document)
    if link.measure == "growth_since":
        return _of_growth(base, link, record, document)
    if link.measure.startswith("estimate"):
        return _of_estimate(base, link, record)
    if link.series == "QT":
        return replace(
            base, verdict="wrong", reason=both("reason.record_policy"), check="QT is no series of the record"
        )
    if link.mood == "condition":
        return replace(base, reason=both("reason.condition"), check="a condition")
    if link.measure in ("count", "when", "relative", "taper"):
        return replace(
            base, reason=both("reason.not_understood"), check=f"a {link.measure} is measured by nothing here"
        )
    return _of_quantity(base, link, record, document)


def _of_quantity(base: Verdict, link: Link, record: Record, document: Document) -> Verdict:
    readings = _readings(link)
    if not readings:
        return replace(base, reason=both("reason.not_understood"), check="no day")
    tried = [(clock, span, outcome(document, base.found, link, record, *span)) for clock, span in readings]
    if link.mood == "forecast":  # a forecast is its source's
        tried.sort(key=lambda one: one[0] != "source")
    clock, span, best = min(tried, key=lambda one: ORDER.index(one[2].verdict))
    link = replace(link, clock=clock, first=span[0], last=span[1])
    if link.mood == "forecast":
        return _forecast(base, link, best, record)
    if (
        best.verdict in ("wrong", "unsupported")
        and not link.pinned
        and (other := _elsewhere(base, link, record, document))
    ):
        best = other
    if best.verdict in ("wrong", "unsupported") and (of_year := grown(base.found, link, record, document)):
        best, span = of_year
        link = replace(link, first=span[0], last=span[1])
    stale = _stale(link, best.verdict, tried) or best.because == "cap_before"
    found = replace(base, link=link, verdict=best.verdict, stale=stale, check=best.check, factor=best.factor)
    found = replace(found, measured=None if best.figure is None else as_measured(best.figure))
    reason = _reason(best, link)
    parts = [reason]
    if stale:
        own = next((one for name, _, one in tried if name == "article"), None)
        if own is not None and own.figure is not None:
            parts.append(both("reason.stale", value=amount(own.figure.value, own.figure.unit)))
        else:
            parts.append(both("reason.stale_plain"))
    if link.supplied == "year":
        parts.append(both("reason.year_missing"))
    suggested = _suggested(found, best, document)
    if best.because == "year_borrowed":
        parts.append(missing_year(link))
        suggested = with_year(found.sentence, suggested, link, document)
    return replace(found, reason=joined(*parts), suggested=suggested)


def _readings(link: Link) -> list[tuple[str, tuple[date, date]]]:
    if link.at_clocks:
        return [
            (clock, (first, last))
            for clock, first, last in link.at_clocks
            if clock != "now" or len(link.at_clocks) == 1
        ]
    if link.first is None or link.last is None:
        return []
    return [(link.clock, (link.first, link.last))]


def _stale(link: Link, verdict: str, tried: list[tuple[str, tuple[date, date], Outcome]]) -> bool:
    """True at its source's clock, not at the article's."""
    own = [one for clock, _, one in tried if clock == "article"]
    if link.clock != "source" or verdict not in HOLDS or not own:
        return False
    return own[0].verdict not in HOLDS or own[0].because == "cap_before"


def _elsewhere(base: Verdict, link: Link, record: Record, document: Document) -> Outcome | None:
    """The same figure on another day to which the text's own words point."""
    if link.supplied == "year" and link.first is not None and link.last is not None:
        for span in _years_before((link.first, link.last)):
            one = outcome(document, base.found, link, record, *span)
            if one.verdict == "right":
                return replace(one, verdict="wrong_date", because="wrong_day")
    if link.measure not in ("level", "rate", "rate_change", "share_of_gdp", *_AS_WELL):
        return None
    low, high = document.sentence(base.found.start)
    each = bool(hits(document.text, [("each", words("each"))], low, high))
    for span in link.elsewhere:
        one = outcome(document, base.found, link, record, *span)
        if one.verdict == "right" and each:
            return one  # "in March and June, by 1 and 3 quarter points respectively"
        if one.verdict == "right" and link.measure != "rate_change":
            return replace(
                one, verdict="wrong_date", because="wrong_day", check=one.check.replace("-> right", "-> wrong_date")
            )
    return None


def _years_before(span: tuple[date, date]) -> list[tuple[date, date]]:
    """The same days of the years before, as far back as a text without a year may mean."""
    back = []
    for years in range(1, _YEARS + 1):
        first, last = (add_months(day, -12 * years) for day in span)
        back.append((first, last))
    return back


def _forecast(base: Verdict, link: Link, best: Outcome, record: Record) -> Verdict:
    open_end = link.last is not None and link.last > record.as_of + timedelta(days=31)
    found = replace(base, link=link, verdict="forecast", check=best.check)
    if best.figure is None or open_end:
        return replace(found, reason=both("reason.forecast_open"))
    met = best.verdict in HOLDS
    reason = both("reason.forecast_met" if met else "reason.forecast_missed", **about(best.figure))
    return replace(
        found,
        measured=as_measured(best.figure),
        reason=reason,
        suggested={} if met else instead(link, best.figure),
    )


def _reason(best: Outcome, link: Link) -> dict[str, str]:
    figure = best.figure
    if figure is None:
        return both("reason.not_held")
    if best.because == "record":
        if best.verdict == "right":
            key = "record_low" if link.measure == "record_low" else "record_right"
            return both(f"reason.{key}", **about(figure))
        return both("reason.record_wrong", **about(figure))
    if best.verdict == "wrong_unit":
        slip = dict(best.slip)
        factor = best.factor or 1.0
        said = Count(round(factor)) if factor >= 1 else Number(factor, digits=4)
        return both("reason.wrong_unit", **about(figure), factor=said, slip=Words(slip["en"], slip["zh-Hant"]))
    if best.because == "cap_not_pace":
        caps = [value for name, value in figure.others if name == "cap"]
        said_of = about(figure)
        return both("reason.cap_not_pace", subject=said_of["subject"], value=said_of["value"], cap=Money(caps[0]))
    because = "wrong_day" if best.because == "year_borrowed" else best.because
    if because in ("unsupported_daily", "wrong_day", "cap_before", "undated"):
        return both(f"reason.{because}", **about(figure))
    return both(f"reason.{best.verdict}", **about(figure))


def _suggested(found: Verdict, best: Outcome, document: Document) -> Mapping[str, str]:
    if best.figure is None or best.verdict in ("right", "unsupported"):
        return {}
    if best.because == "year_borrowed" and best.verdict == "wrong_date":
        return own_and_other(document, found.sentence, instead(found.link, best.figure))
    if best.verdict == "wrong_date":
        return instead(found.link, best.figure)
    if found.link.measure in ("record_high", "record_low"):
        return instead(found.link, best.figure)
    words = right_words(document, found.found, best.figure, dict(best.meant))
    return own_and_other(document, mended(document, found.found, words), instead(found.link, best.figure))


def as_measured(figure: Figure) -> Measured:
    """A figure of the record in the form of a verdict."""
    return Measured(
        value=figure.value,
        unit=figure.unit,
        series=figure.series,
        day=figure.day,
        known=figure.known,
        vintage=figure.vintage,
        low=min(figure.values) if len(figure.values) > 1 else None,
        high=max(figure.values) if len(figure.values) > 1 else None,
    )


# --- events ----------------------------------------------------------------------------------------------------------------


def _of_event(base: Verdict, link: Link, record: Record, document: Document) -> Verdict:
    readings = _readings(link)
    if link.supplied == "year" and link.mood == "stated":  # no year, no source: earlier years may be meant
        readings += [(clock, span) for clock, first_span in readings[:1] for span in _years_before(first_span)]
    tried = [(clock, span, dating(record, link.series, *span)) for clock, span in readings]
    if not tried:
        return replace(base, reason=both("reason.not_understood"), check="no day")
    order = ("right", "wrong_date", "not_understood")
    if link.mood == "forecast":  # a forecast is its source's
        tried.sort(key=lambda one: one[0] != "source")
    clock, span, best = min(tried, key=lambda one: (order.index(one[2].verdict), one[2].which == "neither"))
    link = replace(link, clock=clock, first=span[0], last=span[1])
    if link.mood == "forecast":
        open_end = span[1] > record.as_of or best.occasion is None
        key = "forecast_open" if open_end else "event_foreseen" if best.verdict == "right" else "event_missed"
        return replace(base, link=link, verdict="forecast", reason=both(f"reason.{key}"), check=best.check)
    if best.occasion is None:
        return replace(base, link=link, reason=both("reason.not_understood"), check=best.check)
    one = best.occasion
    name = events()[link.series]["name"]
    said: dict[str, Any] = {
        "event": Words(name["en"], name["zh-Hant"]),
        "announced": Day(one.announced),
        "effective": Day(one.effective),
    }
    key = "event_right" if best.verdict == "right" else _event_reason(best)
    parts = [both(f"reason.{key}", **said)]
    own = [one_.verdict for name_, _, one_ in tried if name_ == "article"]
    stale = clock == "source" and best.verdict == "right" and bool(own) and own[0] != "right"
    if link.supplied == "year":
        parts.append(both("reason.year_missing"))
    day = one.effective if events()[link.series]["day"] == "effective" else one.announced
    suggested: Mapping[str, str] = {}
    if best.verdict == "wrong_date":
        right = in_script(right_day(document, base.found, day), document.script)
        suggested = own_and_other(document, mended(document, base.found, right), both("instead.event", **said))
    return replace(
        base,
        link=link,
        verdict=best.verdict,
        stale=stale,
        check=best.check,
        measured=Measured(None, "date", f"programme {one.step}", day, one.announced, one.reference),
        reason=joined(*parts),
        suggested=suggested,
    )


def _event_reason(best: Dating) -> str:
    return {"announced": "event_effective", "effective": "event_announced"}.get(best.which, "event_wrong")


def _of_growth(base: Verdict, link: Link, record: Record, document: Document) -> Verdict:
    if link.first is None or link.last is None:
        return replace(base, reason=both("reason.not_understood"), check="no day")
    try:
        figure = slope(record, link.series, link.first, link.last)
    except (NotHeld, EbbError) as why:
        return replace(base, verdict="unsupported", reason=both("reason.not_held"), check=str(why).splitlines()[0])
    grew = figure.value >= growth_least()
    reached = date.fromisoformat(figure.note)
    subject, growth = about(figure)["subject"], Percent(figure.value, signed=True)
    if grew:
        reason = both("reason.growth_right", subject=subject, growth=growth)
        suggested: Mapping[str, str] = {}
    else:
        reason = both("reason.growth_wrong", subject=subject, growth=growth, day=Day(reached))
        sentence = both("instead.growth", subject=subject, day=Day(reached))
        suggested = own_and_other(document, by_then(document, base.found, base.sentence), sentence)
    return replace(
        base,
        verdict="right" if grew else "wrong_date",
        measured=as_measured(figure),
        check=f"{figure.check}; pushed up from {growth_least():g} percent a year on",
        reason=reason,
        suggested=suggested,
    )


# --- published estimates ---------------------------------------------------------------------------------------------------


def _of_estimate(base: Verdict, link: Link, record: Record) -> Verdict:
    """A quoted estimate of reserve needs against the published ones, and against where the runoff stopped."""
    rows = [
        row
        for row in published.document("literature")["threshold"]
        if row["known"] <= record.as_of and row.get("unit") == "USD bn"
    ]
    edge = rules("tolerance")["estimate"]["edge"]
    low, high = base.found.low / 1e9, base.found.high / 1e9
    fits = [
        row
        for row in rows
        if row["kind"] == "estimate"
        and "low" in row
        and abs(row["low"] - low) <= edge
        and abs(row["high"] - high) <= edge
    ]
    if not fits:
        return replace(
            base, verdict="unsupported", reason=both("reason.estimate_unknown"), check="no such estimate held"
        )
    row = fits[0]
    who = Words(row["who"], _who(row["key"]))
    check = f"{row['key']}: {row['low']:g} to {row['high']:g} USD bn; printed {low:g} to {high:g}, within {edge:g}"
    lowest = "lowest" in row["said"].lower()
    if link.measure == "estimate_ideal" and lowest:
        return replace(
            base,
            verdict="mistranslation",
            check=f"{check}; the document asks for the lowest comfortable level -> mistranslation",
            measured=Measured(
                row.get("value"),
                "USD bn",
                row["key"],
                row["date"],
                row["known"],
                row["source"],
                row["low"],
                row["high"],
            ),
            reason=both("reason.estimate_ideal", who=who),
            suggested=both("instead.estimate", low=Money(row["low"], digits=0), high=Money(row["high"], digits=0)),
        )
    ends = [one for one in rows if one["key"] == "end_of_qt2"]
    if ends and row["key"].startswith("analysts"):
        figure = level(record, "reserves", ends[0]["date"], ends[0]["date"])
        return replace(
            base,
            verdict="forecast",
            check=f"{check}; {figure.check}, {figure.value - high:+,.1f} from the upper end",
            measured=as_measured(figure),
            reason=both("reason.estimate_outcome", value=Money(figure.value), day=Day(figure.day)),
            suggested=instead(link, figure),
        )
    return replace(base, verdict="right", check=check, reason=both("reason.estimate_right", who=who))


def _who(key: str) -> str:
    return {"survey_2019": "聯準會人員2019年8月的銀行調查", "analysts_2022": "文中引述的分析師"}.get(key, key)
