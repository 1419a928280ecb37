"""Dates and periods of a text: joined to spans (2017年至2019年), with the words that open or close them (since, by)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Final

from ebb.audit.claim import Document, Found
from ebb.audit.reading import moments
from ebb.audit.reading.dates_chinese import chinese
from ebb.audit.reading.dates_english import english
from ebb.audit.reading.moments import Written, settled
from ebb.audit.reading.places import Places
from ebb.audit.reading.plain import rule

_TO: Final = rule(r" ?(?:至|到|-|~|to|through|until|till) ?(?:the )?")
_AND: Final = rule(r" ?(?:和|與|及|、|and|or|或) ?(?:the )?")
_BETWEEN: Final = rule(r"(?:between|介於|在) ?(?:the )?$")
_YEARS: Final = rule(
    r"(?<![0-9a-z.,/$€£¥-])(?P<first>(?:1[89]|20)[0-9]{2}) ?[-~至到] ?(?P<last>(?:1[89]|20"
    r"|21)[0-9]{2}|[0-9]{2})(?: ?年(?!期(?!間)))?(?![0-9a-z%億兆萬月年]|[./,-][0-9])"
)
_BARE: Final = rule(r"(?<![0-9a-z.,/])(?P<number>(?:1[89]|20)[0-9]{2}|1[0-2]|[1-9]) ?[至到~-] ?$")
_LEFT: Final = (
    (rule(r"(自從|打從|自|從|始於|起自)$"), "at_least"),
    (rule(r"\b(since|from|starting in|beginning in|starting|beginning|dating from)(?: the)? $"), "at_least"),
    (rule(r"(?<![達遇提看回來談想感受得找碰截及甚])(直到|延至|到|至)$"), "at_most"),
    (rule(r"\b(by|until|till|through|no later than|up to)(?: the)? $"), "at_most"),
    (rule(r"\b(before|prior to|ahead of)(?: the)? $"), "under"),
    (rule(r"\b(after|following|beyond)(?: the)? $"), "over"),
    (rule(r"(大約|約|\baround |\babout |\bcirca )(?:the )?$"), "about"),
)
_RIGHT: Final = (
    (rule(r" ?(以來|起(?![初伏源])|開始|至今|迄今|以降)"), "at_least"),
    (rule(r"(之前|以前|前(?![夕後三幾數一二兩述所端0-9任提景往]))"), "under"),
    (rule(r"(之後|以後|後(?![來續果勢端備方的段期]))"), "over"),
    (rule(r"(左右|前後)"), "about"),
)
_NEXT_DAY: Final = rule(r"[、和與及](?P<day>3[01]|[12][0-9]|[1-9])[日號]")
_CLOSING: Final = rule("之間|間(?!接)|期間")


def dates(document: Document, plain: str, clock: date | None, taken: Places) -> list[Found]:
    """Every date and period of a document outside the places taken, in order; their places are taken too.

    Parameters
    ----------
    document : Document
    plain : str
        Its text in one form.
    clock : date or None
        The day that 去年, "last month" and dates without a year are read from.
    taken : Places
        Changed: what is found is added.
    """
    text = document.text
    every = [*_year_spans(plain), *chinese(plain, clock), *english(text, plain, clock)]
    every.sort(key=lambda written: (written.start, -written.end))
    chosen: list[Written] = []
    for written in every:
        if taken.free(written.start, written.end) and (not chosen or written.start >= chosen[-1].end):
            chosen.append(written)
    found: list[Found] = []
    index, told, sentence = 0, None, (-1, -1)
    while index < len(chosen):
        first = _with_bare(plain, chosen[index], found[-1].end if found else 0)
        second = chosen[index + 1] if index + 1 < len(chosen) else None
        chosen_pair = _pair(plain, first, second) if second else None
        if not sentence[0] <= first.start < sentence[1]:
            sentence, told = document.sentence(first.start), None
        made = _found(text, plain, first, chosen_pair, clock, told)
        if made is None:
            index += 1
            continue
        if second and not chosen_pair:
            chosen[index + 1] = _carried(plain, first, second)
        index += 2 if chosen_pair else 1
        found += [made, *_days_behind(plain, made)]
        told = made.first.year if made.first else told
    taken.take((one.start, one.end) for one in found)
    return found


def _days_behind(plain: str, made: Found) -> list[Found]:
    """9月16日、17日: days that follow a day take its month."""
    days: list[Found] = []
    while made.first and made.limit == "exact" and plain[made.end - 1] in "日號":
        match = _NEXT_DAY.match(plain, made.end)
        try:
            day = match and made.first.replace(day=int(match["day"]))
        except ValueError:
            break
        if not match or not day:
            break
        made = replace(made, kind="date", start=match.start("day"), end=match.end(), first=day, last=day)
        days.append(made)
    return days


def _year_spans(plain: str) -> list[Written]:
    """2017-2019, 2017-19; and 2025-11, which can only be a month."""
    spans = []
    for match in _YEARS.finditer(plain):
        first = int(match["first"])
        last = int(match["last"]) if len(match["last"]) == 4 else first // 100 * 100 + int(match["last"])
        if first < last < first + 100:
            spans.append(Written(*match.span(), span=(date(first, 1, 1), date(last, 12, 31)), kind="period"))
        elif len(match["last"]) == 2 and "-" in match[0] and 1 <= int(match["last"]) <= 12:  # 2025-11: no year 2011
            spans.append(Written(*match.span(), moments.months(int(match["last"])), first))
    return spans


def _with_bare(plain: str, written: Written, after: int) -> Written:
    """2017至2019年, 3至6月: the number before the sign takes the unit of the date behind it."""
    match = _BARE.search(plain[max(after, written.start - 8) : written.start])
    if match is None or written.shape is None or written.kind == "period":
        return written
    number, place = int(match["number"]), written.start - len(match[0])
    shape, year = written.shape, written.year
    if number > 12 and year is not None and shape is moments.whole and number < year:
        days = date(number, 1, 1), date(year, 12, 31)
        return Written(place, written.end, span=days, kind="period")
    if number <= 12 and year is None and plain[written.end - 1] == "月":

        def joined(in_year: int) -> moments.Days:
            last = shape(in_year)
            return date(in_year - (number > last[0].month), number, 1), last[1]

        return replace(written, start=place, shape=joined, kind="period")
    return written


def _pair(plain: str, first: Written, second: Written) -> Written | None:
    """The second date of a span, if the two are joined; with the year of the first where it has none."""
    gap = plain[first.end : second.start]
    window = plain[max(0, first.start - 12) : first.start]
    apart = second.kind == "period" or first.kind == "period"
    if apart or len(gap) > 12 or not (_TO.fullmatch(gap) or (_AND.fullmatch(gap) and _BETWEEN.search(window))):
        return None
    if gap.strip() in ("until", "till"):
        return None
    if _AND.fullmatch(gap) and not (_CLOSING.match(plain, second.end) or "between" in window or "介於" in window):
        return None
    return second


def _carried(plain: str, first: Written, second: Written) -> Written:
    """2022年3月和6月: the second month lies in the year of the first."""
    loose = second.year is None and second.offset is None and second.span is None and not second.missing
    if loose and _AND.fullmatch(plain, first.end, second.start) and (first.year or first.offset is not None):
        return replace(second, year=first.year, offset=first.offset)
    return second


def _found(
    text: str, plain: str, first: Written, second: Written | None, clock: date | None, told: int | None
) -> Found | None:
    """One date or period with its days and limit; None where the calendar has no such day."""
    try:
        days, missing = _days(first, second, clock, told)
    except (ValueError, OverflowError):
        return None
    kind = "period" if second else first.kind
    start, end = first.start, (second or first).end
    limit, words = ("exact", "") if second else _limit(text, plain, start, end)
    if limit == "at_least":
        kind, days = "period", (days[0], None) if days else None  # type: ignore[assignment]
    first_day, last_day = days or (None, None)
    return Found(kind, start, end, limit=limit, limit_words=words, first=first_day, last=last_day, missing=missing)


def _days(
    first: Written, second: Written | None, clock: date | None, told: int | None
) -> tuple[moments.Days | None, str]:
    if second is None:
        return settled(first, clock, told)
    if first.year is None and first.offset is None and first.span is None:
        first = replace(first, year=second.year, offset=second.offset)
    elif second.year is None and second.offset is None and second.span is None:
        second = replace(second, year=first.year, offset=first.offset)
    (begin, lacking), (finish, also) = settled(first, clock, told), settled(second, clock, told)
    if begin is None or finish is None:
        return None, lacking or also
    if finish[1] < begin[0] and second.shape is not None and first.year == second.year and first.year is not None:
        finish = second.shape(first.year + 1)
    if finish[1] < begin[0]:
        raise ValueError("a period that ends before it begins")
    return (begin[0], finish[1]), lacking or also


def _limit(text: str, plain: str, start: int, end: int) -> tuple[str, str]:
    """How the words around a date limit it: since, by, before, after."""
    words: list[str] = []
    limit = "exact"
    begun = plain.startswith("開始", end) and plain[max(0, start - 1) : start] in ("在", "於")  # an event, no span
    for pattern, kind in _RIGHT:
        if not begun and (match := pattern.match(plain, end)):
            limit, words = kind, [text[match.start(1) : match.end(1)]]
            break
    window = max(0, start - 24)
    attribute = plain.startswith("的", end) and limit == "exact"  # 從2019年的17.3%: the year of a value, no beginning
    for pattern, kind in _LEFT:
        if not attribute and (match := pattern.search(plain[window:start])):
            words.insert(0, text[window + match.start(1) : window + match.end(1)].strip())
            limit = kind if limit == "exact" else limit
            break
    return limit, "…".join(words)
