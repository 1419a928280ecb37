"""Dates as English writes them: March 16, 2022, mid-March, Q3 2022, the end of this year, the past three months, FY2023."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from ebb.audit.reading import moments
from ebb.audit.reading.dates_chinese import ago, lately
from ebb.audit.reading.moments import Shape, Written
from ebb.audit.reading.plain import rule
from ebb.units import numerals

_NAMES: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH: Final = (
    r"(?P<month>jan(?:uary|\.|\b)|feb(?:ruary|\.|\b)|mar(?:ch|\.|\b)|apr(?:il|\.|\b)|may\b"
    r"|june?\b\.?|july?\b\.?|aug(?:ust|\.|\b)|sept?(?:ember|\.|\b)|"
    r"oct(?:ober|\.|\b)|nov(?:ember|\.|\b)|dec(?:ember|\.|\b))(?![a-z]|-(?!jan|feb|mar|apr|may|jun"
    r"|jul|aug|sep|oct|nov|dec|[0-9]))"
)
_YEAR: Final = (
    r"(?:1[89]|20|21)[0-9]{2}(?![0-9%a-z]|[.,/][0-9]| ?(?:basis|bp|percent|points|people|billion"
    r"|million|trillion|dollars|banks|jobs|shares|times)\b)"
)
_DAY: Final = (
    r"(?:3[01]|[12][0-9]|0?[1-9])(?![0-9%]|[.,:][0-9])(?:st|nd|rd|th)?\b(?! ?(?:%|percent|basis|bp"
    r"|billion|million|trillion|banks|people|points|years|months|times)\b)"
)
_TOLD_YEAR: Final = r"(?:of )?(?P<relative>this|last|next) year|of the (?P<told>same|following|previous|prior) year"
_PART: Final = (
    r"(?P<part>early|mid|late)(?:[- ]to[- ](?:mid|late))?[- ](?:in )?|(?:(?P<edge>start|beginning"
    r"|middle|end) of |(?P<edge2>end)-|(?P<edge3>year[- ]?end) )"
)
_DATE: Final = rule(
    rf"(?<![a-z0-9.])(?:{_PART})?{_MONTH}(?: (?P<day>{_DAY})(?: ?(?:-|to"
    rf"|and) ?(?P<day2>{_DAY}))?)?(?:,? (?:of )?(?P<year>{_YEAR})|,? (?:{_TOLD_YEAR}))?"
)
_DAY_FIRST: Final = rule(
    rf"(?<![0-9a-z.,$€£¥-])(?P<day>{_DAY})(?: ?(?:-|to"
    rf"|and) ?(?P<day2>{_DAY}))? (?:of )?{_MONTH}(?:,? (?P<year>{_YEAR})|,? (?:{_TOLD_YEAR}))?"
)
_ORDINALS: Final = {"first": 1, "second": 2, "third": 3, "fourth": 4, "final": 4, "last": 4}
_QUARTER: Final = rule(
    rf"(?<![a-z0-9])(?<![a-z]-)(?:(?P<part>early|late)[- ](?:in the )?|(?P<edge>start|beginning|end) of (?:the )?)?"
    rf"(?:q(?P<q>[1-4])\b(?:[ -]?(?:of )?(?P<year>{_YEAR})| ?'?(?P<short>[0-9]{{2}})\b)?"
    rf"|(?P<q2>[1-4])q ?(?P<year2>{_YEAR}|[0-9]{{2}}\b)"
    rf"|(?P<year3>(?:1[89]|20|21)[0-9]{{2}})[ -]?q(?P<q3>[1-4])\b"
    rf"|(?P<ordinal>first|second|third|fourth|final) quarter\b(?: of (?P<year4>{_YEAR})"
    rf"| (?P<year5>{_YEAR})| (?:{_TOLD_YEAR}))?"
    rf"|(?P<half>first|second) half (?:of )?(?:(?P<year6>{_YEAR})"
    rf"|{_TOLD_YEAR.replace('relative', 'relative2').replace('told', 'told2').replace('(?:of )?', '')})"
    rf"|h(?P<h>[12]) (?P<year7>{_YEAR})|(?P<h2>[12])h ?(?P<year8>{_YEAR}|[0-9]{{2}}\b))"
)
_YEARS: Final = rule(
    rf"(?<![a-z0-9_.,$€£¥#/&-])(?:(?P<decade>(?:1[89]|20)[0-9]0)'?s\b|(?:fiscal(?: year)? "
    rf"|fy ?)(?P<fiscal>{_YEAR})|fy ?'?(?P<fiscal2>[0-9]{{2}})\b"
    rf"|(?:(?P<season>spring|summer|autumn|fall|winter) (?:of )?|{_PART})?(?:(?P<year>{_YEAR})"
    rf"|(?:{_TOLD_YEAR})\b)|(?P<yearend>year[- ]end)\b(?: (?P<year2>{_YEAR}))?)"
)
_NEAR: Final = rule(
    r"\b(?P<which>last|this|next|previous|prior|current|coming) (?P<unit>month|quarter|week)\b"
    r"|\b(?P<yesterday>yesterday)\b"
    rf"|\b(?P<named>last|this|next) {_MONTH}"
)
_TOLD: Final = rule(
    r"\b(?:a year (?:earlier|before|ago)|one year (?:earlier|before|ago)|the (?:previous|prior"
    r"|preceding) year|the year before|year-ago)\b"
    r"|\b(?P<next>the (?:following|next) year|a year later)\b|\b(?P<same>the same year|that (?:same )?year)\b"
)
_COUNT: Final = (
    r"(?P<count>[0-9]{1,3}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|eighteen"
    r"|twenty(?:-four)?|few|several|couple of)"
)
_SPAN: Final = rule(
    rf"\b(?P<how>past|last|next|coming|first|initial|final|preceding"
    rf"|previous) {_COUNT} (?P<unit>day|week|month|quarter|year)s?\b"
    rf"(?: of (?:(?P<year>{_YEAR})|(?P<relative>this|last|next) year))?"
    rf"|\b{_COUNT.replace('count', 'ago')} (?P<agounit>day|week|month|year)s? (?:ago|earlier)\b"
    r"|\b(?P<bare>past|last|coming) (?P<bareunit>year)\b(?= (?:or so|alone))"
)
_JOINED: Final = rule(r" ?(?:-|to|and|through) ?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)")
_TIMELY: Final = rule(
    r"(?:\b(?:in|since|by|until|till|of|last|this|next|from|to|through|during|before|after|and"
    r"|between|early|mid|late|for|the|every|through)[ -])$"
)


def english(text: str, plain: str, clock: date | None) -> Iterator[Written]:
    """Every date of a text in English, in no order; some may overlap, the longest is meant."""

    def dated(match: re.Match[str], _: date | None) -> Written | None:
        return _of_year(match, _month_shape(match)) if _is_month(text, plain, match) else None

    def years(match: re.Match[str], _: date | None) -> Written | None:
        return _years(match) if _western(plain, match) else None

    def near(match: re.Match[str], clock: date | None) -> Written | None:
        return _near(text, match, clock)

    makers: moments.Makers = (
        *((_DATE, dated), (_DAY_FIRST, dated), (_QUARTER, _quarter), (_YEARS, years)),
        *((_NEAR, near), (_TOLD, _told), (_SPAN, _span)),
    )
    return moments.written(plain, clock, makers)


def _is_month(text: str, plain: str, match: re.Match[str]) -> bool:
    """Whether a word is the month and not "may", "march" or "mar": it has a capital, and a date's company if it is short."""
    place, name = match.start("month"), match["month"].rstrip(".")
    if not text[place].isupper():
        return False
    facts = match.groupdict()
    if facts.get("day") or facts.get("year") or facts.get("part") or facts.get("edge") or facts.get("relative"):
        return True
    if name in ("may", "march", "jun", "mar", "dec", "sep", "jan", "feb", "apr", "jul", "aug", "oct", "nov", "sept"):
        timely = _JOINED.match(plain, match.end()) or _TIMELY.search(plain[max(0, place - 10) : place])
        return timely is not None and (match["month"] != "mar" or text[place + 1].islower())
    return True


def _month_shape(match: re.Match[str]) -> Shape:
    month = _NAMES.index(match["month"][:3]) + 1
    if match["day"]:
        return moments.day(month, _ordinal(match["day"]), _ordinal(match["day2"]) if match["day2"] else None)
    facts = match.groupdict()
    edge = facts.get("edge") or facts.get("edge2") or ""
    part = facts.get("part") or {"start": "early", "beginning": "early", "middle": "mid", "end": "late"}.get(edge, "")
    return moments.month_part(month, part) if part else moments.months(month)


def _ordinal(words: str) -> int:
    return int(words.rstrip("stndrh"))


def _of_year(match: re.Match[str], shape: Shape, year: str | None = None, *, this_year: bool = False) -> Written:
    """A shape in the year that a match prints, means by "last year", or leaves out."""
    facts = match.groupdict()
    printed = year or facts.get("year")
    relative = facts.get("relative") or facts.get("relative2")
    told = facts.get("told") or facts.get("told2")
    if printed:
        return Written(*match.span(), shape, int(printed))
    if relative:
        return Written(*match.span(), shape, offset={"this": 0, "last": -1, "next": 1}[relative])
    if told:
        return Written(*match.span(), shape, offset={"same": 0, "following": 1}.get(told, -1), told=True)
    return Written(*match.span(), shape, this_year=this_year)


def _quarter(match: re.Match[str], _: date | None) -> Written:
    years = (match[name] for name in ("year", "year2", "year3", "year4", "year5", "year6", "year7", "year8"))
    year = next(filter(None, years), None) or match["short"]
    year = f"20{year}" if year and len(year) == 2 else year
    if half := match["half"] or match["h"] or match["h2"]:
        return _of_year(match, moments.half(_ORDINALS[half] if match["half"] else int(half)), year)
    number = match["q"] or match["q2"] or match["q3"]
    edge = match["edge"] or match["part"] or ""
    part = {"end": "end", "late": "end", "start": "start", "beginning": "start", "early": "start"}.get(edge, "")
    return _of_year(match, moments.quarter(int(number) if number else _ORDINALS[match["ordinal"]], part), year)


def _western(plain: str, match: re.Match[str]) -> bool:
    """Whether a year stands among Western words: 2,330 points of 2022 are told by their units, 標普2000 is a name."""
    if match["year"] is None or match["part"] or match["edge"] or match["season"]:
        return True
    sides = (
        plain[max(0, match.start() - 2) : match.start()].strip()[-1:] + plain[match.end() : match.end() + 2].strip()[:1]
    )
    return not any("\u3400" <= char <= "\u9fff" for char in sides)


def _years(match: re.Match[str]) -> Written:
    if match["decade"]:
        first = int(match["decade"])
        return Written(*match.span(), span=(date(first, 1, 1), date(first + 9, 12, 31)), kind="period")
    if match["fiscal"] or match["fiscal2"]:
        return Written(*match.span(), moments.fiscal, int(match["fiscal"] or f"20{match['fiscal2']}"))
    if match["season"]:
        return _of_year(match, moments.season("autumn" if match["season"] == "fall" else match["season"]))
    if match["yearend"]:
        return _of_year(match, moments.year_part("end"), match["year2"], this_year=True)
    edge = match["edge"] or match["edge2"] or ("end" if match["edge3"] else "") or match["part"] or ""
    part = {"beginning": "start", "middle": "mid"}.get(edge, edge)
    return _of_year(match, moments.year_part(part) if part else moments.whole)


def _near(text: str, match: re.Match[str], clock: date | None) -> Written | None:
    if match["named"] and not text[match.start("month")].isupper():
        return None
    if clock is None:
        return Written(*match.span(), missing="year")
    if match["yesterday"]:
        return Written(*match.span(), span=(clock - timedelta(1),) * 2)
    which = match["which"] or match["named"]
    step = {"last": -1, "previous": -1, "prior": -1, "next": 1, "coming": 1}.get(which, 0)
    if match["named"]:
        month = _NAMES.index(match["month"][:3]) + 1
        late = month >= clock.month if step < 0 else month <= clock.month
        return Written(*match.span(), span=moments.months(month)(clock.year + (step if late else 0)))
    if match["unit"] == "week":
        monday = clock - timedelta(clock.weekday()) + timedelta(7 * step)
        return Written(*match.span(), span=(monday, monday + timedelta(6)))
    there = moments.months_away(clock, step * (3 if match["unit"] == "quarter" else 1))
    shape = moments.quarter((there.month + 2) // 3) if match["unit"] == "quarter" else moments.months(there.month)
    return Written(*match.span(), span=shape(there.year))


def _told(match: re.Match[str], _: date | None) -> Written:
    offset = 1 if match["next"] else 0 if match["same"] else -1
    return Written(*match.span(), moments.whole, offset=offset, told=True)


def _span(match: re.Match[str], clock: date | None) -> Written:
    if match["bare"]:
        return Written(*match.span(), span=lately(clock, 1, "year"), kind="period", missing="" if clock else "year")
    words = match["count"] or match["ago"]
    if words in ("few", "several", "couple of"):
        return Written(*match.span(), kind="period" if match["count"] else "date", missing="start")
    count = int(words) if words.isdigit() else int(numerals.words(words).value)
    if match["ago"]:
        return Written(*match.span(), span=ago(clock, count, match["agounit"]), missing="" if clock else "year")
    if (match["year"] or match["relative"]) and match["unit"] == "month" and match["how"] in ("first", "last", "final"):
        first = match["how"] == "first"
        return replace(
            _of_year(match, moments.months(1, count) if first else moments.months(13 - count, 12)), kind="period"
        )
    if match["how"] in ("first", "initial", "final", "preceding", "previous"):
        return Written(*match.span(), kind="period", missing="start")
    days = lately(clock, count, match["unit"], forward=match["how"] in ("next", "coming"))
    return Written(*match.span(), span=days, kind="period", missing="" if clock else "year")
