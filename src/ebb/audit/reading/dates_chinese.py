"""Dates as Chinese writes them: 2022年3月16日, 3月中旬, 民國111年第三季, 今年年底, 上個月, 過去三個月."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from ebb.audit.reading import moments
from ebb.audit.reading.figures import HAN_DIGITS
from ebb.audit.reading.moments import Shape, Written
from ebb.audit.reading.plain import rule
from ebb.units import numerals

_H: Final = HAN_DIGITS
_YEAR4: Final = "(?:1[89]|20|21)[0-9]{2}"
_MIDDLE: Final = "中(?![無國央共美東小華文期型南歐信性立和間旬等長樞])"
_YEAR: Final = (
    rf"(?:(?:西元|公元) ?)?(?:(?<![0-9.,])(?P<year>{_YEAR4}) ?年度?(?!期(?!間))"
    rf"|(?P<han>[{_H}]{{4}})年|民國 ?(?P<roc>[0-9]{{1,3}}|[{_H}十百]{{1,6}}) ?年度?"
    rf"|(?<![0-9.,])(?P<short>[012][0-9])年(?=[0-9]{{1,2}}月)"
    r"|(?P<relative>今年|去年|前年(?!度)|明年|後年|本年度?|當年|同年(?!齡)|隔年|次年|翌年|前一年|上一年|前1年)度?)"
)
_MONTH: Final = (
    rf"(?<![0-9.,/第個{_H}十])(?P<month>1[0-2]|0?[1-9]|十[一二]?"
    rf"|[一二三四五六七八九]) ?月份?(?![期報刊薪球餅台線均租費活亮子經餘光])"
)
_DAY: Final = rf"3[01]|[12][0-9]|0?[1-9]|三十一?|二?十[{_H[1:]}]?|[{_H[1:]}]"
_WITHIN: Final = (
    rf" ?(?P<day>{_DAY})(?: ?[日號])?(?: ?[至到~-] ?(?P<day2>{_DAY}))? ?[日號](?![元圓線])"
    rf"|(?P<part>上旬|中旬|下旬|初|{_MIDDLE}|底(?![部層下])|末)"
)
_REST: Final = (
    rf" ?(?:年?(?P<yearpart>初|{_MIDDLE}|底(?![部層下])|末)|(?P<half>[上下])半年"
    rf"|(?:第 ?)?(?P<quarter>[一二三四1-4首末]) ?季度?(?P<quarterpart>[初末底])?"
    rf"|前 ?(?P<months>[0-9]{{1,2}}|[{_H}十]{{1,2}}) ?個月"
    r"|q(?P<q>[1-4])|(?P<season>[春夏秋冬])[季天]|(?P<same>同期))"
)
_FULL: Final = rule(f"{_YEAR}(?:(?: ?{_MONTH.replace(f'(?<![0-9.,/第個{_H}十])', '')}(?:{_WITHIN})?)|{_REST})?")
_NO_YEAR: Final = rule(f"{_MONTH}(?:{_WITHIN})?")
_BARE_REST: Final = rule(
    rf"(?<![0-9{_H}十百幾數半多同整])年(?P<yearpart>初|{_MIDDLE}|底(?![部層下])|末)(?!年)"
    rf"|(?<![年])(?P<half>[上下])半年"
    r"|(?:第 ?(?P<quarter>[一二三四1-4]) ?季度?|(?P<first>首季)"
    r"|(?<![0-9一二三四五六七八九十第每])(?P<quarter2>[一二三四]) ?季度)(?P<quarterpart>[初末底])?"
)
_FISCAL: Final = rule(f"(?<![0-9.,])(?P<year>{_YEAR4}) ?年?(?:財年|會計年度|財政年度)")
_DECADE: Final = rule("(?<![0-9.,])(?P<year>(?:1[89]|20)[0-9]0) ?年代")
_ISO: Final = rule(
    r"(?<![0-9a-z./])(?P<year>(?:1[89]|20|21)[0-9]{2})(?P<sign>[-/.])(?P<month>1[0-2]"
    r"|0?[1-9])(?P=sign)(?P<day>3[01]|[12][0-9]|0?[1-9])(?![0-9]|[/.][0-9]|-[0-9]{1,2}(?![0-9]))"
)
_NEAR: Final = rule("(?P<which>[上下本這當])(?:一?個)?(?P<unit>月|季)(?![期報度薪])|(?P<yesterday>昨日|昨天)")
_COUNT: Final = rf"(?P<count>[0-9]{{1,3}}|[{_H}十]{{1,3}}|[幾數]十?)"
_SPAN: Final = rule(
    rf"(?P<how>過去(?:的)?|最近|近|未來|往後|接下來的?|最初(?:的)?|起初|首|頭"
    rf"|前)(?P<about>約)? ?{_COUNT} ?(?P<unit>個月|年|[週周]|個星期|天|季|個季度)(?!期|級|代|前"
    rf"|以?後)"
    rf"|(?<![0-9{_H}十.]){_COUNT.replace('count', 'ago')} ?(?P<agounit>個月|年|[週周]|個星期|天)(?:以|之)?前(?!的?後)"
)
_OFFSETS: Final = {"今年": 0, "本年": 0, "本年度": 0, "去年": -1, "前年": -2, "明年": 1, "後年": 2}
_TOLD: Final = {"當年": 0, "同年": 0, "隔年": 1, "次年": 1, "翌年": 1, "前一年": -1, "上一年": -1, "前1年": -1}
_MONTH_PARTS: Final = {
    "上旬": "early",
    "初": "early",
    "中旬": "mid",
    "中": "mid",
    "下旬": "late",
    "底": "late",
    "末": "late",
}
_YEAR_PARTS: Final = {"初": "early", "中": "mid", "底": "end", "末": "end"}
_SEASONS: Final = {"春": "spring", "夏": "summer", "秋": "autumn", "冬": "winter"}
_QUARTERS: Final = {"一": 1, "二": 2, "三": 3, "四": 4, "首": 1, "末": 4}


def chinese(plain: str, clock: date | None) -> Iterator[Written]:
    """Every date of a plain text in Chinese or in digits, in no order; some may overlap, the longest is meant."""
    return moments.written(plain, clock, _MAKERS)


def number(words: str) -> int:
    """A small whole number in digits or Chinese numerals.

    Raises
    ------
    ValueError
        If it is none.
    """
    return int(numerals.read(words).value)


def _full(match: re.Match[str], _: date | None) -> Written:
    year, offset, told = _year(match)
    return Written(*match.span(), _shape(match), year, offset, told=told)


def _bare(match: re.Match[str], _: date | None) -> Written:
    return Written(*match.span(), _shape(match), this_year=bool(match.groupdict().get("yearpart")))


def _fiscal(match: re.Match[str], _: date | None) -> Written:
    return Written(*match.span(), moments.fiscal, int(match["year"]))


def _decade(match: re.Match[str], _: date | None) -> Written:
    first = int(match["year"])
    return Written(*match.span(), span=(date(first, 1, 1), date(first + 9, 12, 31)), kind="period")


def _iso(match: re.Match[str], _: date | None) -> Written:
    return Written(*match.span(), moments.day(int(match["month"]), int(match["day"])), int(match["year"]))


def _year(match: re.Match[str]) -> tuple[int | None, int | None, bool]:
    """Year as printed, offset from the clock's year, and whether it is told from the year named before."""
    if match["relative"]:
        word = match["relative"]
        return None, _OFFSETS.get(word, _TOLD.get(word)), word in _TOLD
    if match["roc"]:
        return number(match["roc"]) + 1911, None, False
    if match["han"]:
        return int("".join(str(2 if digit == "兩" else _H.index(digit)) for digit in match["han"])), None, False
    return (int(match["year"]) if match["year"] else 2000 + int(match["short"])), None, False


def _shape(match: re.Match[str]) -> Shape:
    facts = match.groupdict()
    if facts.get("month"):
        month = number(match["month"])
        if match["day"]:
            return moments.day(month, number(match["day"]), number(match["day2"]) if match["day2"] else None)
        return moments.month_part(month, _MONTH_PARTS[match["part"]]) if match["part"] else moments.months(month)
    if facts.get("months"):
        return moments.months(1, number(match["months"]))
    if facts.get("yearpart"):
        return moments.year_part(_YEAR_PARTS[match["yearpart"]])
    if facts.get("half"):
        return moments.half(1 if match["half"] == "上" else 2)
    if facts.get("season"):
        return moments.season(_SEASONS[match["season"]])
    which = facts.get("quarter") or facts.get("quarter2") or facts.get("q") or ("首" if facts.get("first") else "")
    if which:
        part = {"初": "start", "末": "end", "底": "end"}.get(facts.get("quarterpart") or "", "")
        return moments.quarter(_QUARTERS.get(which) or int(which), part)
    return moments.whole


def _near(match: re.Match[str], clock: date | None) -> Written:
    """上個月, 本季, 昨天."""
    if match["which"] == "當" or clock is None:
        return Written(*match.span(), missing="year")
    if match["yesterday"]:
        return Written(*match.span(), span=(clock - timedelta(1),) * 2)
    away = {"上": -1, "下": 1}.get(match["which"], 0)
    if match["unit"] == "月":
        there = moments.months_away(clock, away)
        return Written(*match.span(), span=moments.months(there.month)(there.year))
    there = moments.months_away(clock, 3 * away)
    return Written(*match.span(), span=moments.quarter((there.month + 2) // 3)(there.year))


def _span(match: re.Match[str], clock: date | None) -> Written:
    """過去三個月, 最初三個月, 兩年前."""
    unit = (match["unit"] or match["agounit"])[-1]
    words = match["count"] or match["ago"]
    if words[0] in "幾數":
        return Written(*match.span(), kind="period" if match["count"] else "date", missing="start")
    count = number(words)
    if match["ago"]:
        return Written(*match.span(), span=ago(clock, count, _ENGLISH_UNITS[unit]), missing="" if clock else "year")
    if match["how"][0] in "最起首頭前" and match["how"] != "最近":
        return Written(*match.span(), kind="period", missing="start")
    forward = match["how"][0] in "未往接"
    days = lately(clock, count, _ENGLISH_UNITS[unit], forward=forward)
    return Written(*match.span(), span=days, kind="period", missing="" if clock else "year")


_MAKERS: Final[moments.Makers] = (
    *((_FULL, _full), (_NO_YEAR, _bare), (_BARE_REST, _bare), (_FISCAL, _fiscal), (_DECADE, _decade)),
    *((_ISO, _iso), (_NEAR, _near), (_SPAN, _span)),
)
_ENGLISH_UNITS: Final = {
    "月": "month",
    "年": "year",
    "週": "week",
    "周": "week",
    "期": "week",
    "天": "day",
    "季": "quarter",
    "度": "quarter",
}


def lately(clock: date | None, count: int, unit: str, *, forward: bool = False) -> moments.Days | None:
    """The last `count` units up to the clock's day, or the next ones from it; None without a clock."""
    if clock is None:
        return None
    there = away(clock, count if forward else -count, unit)
    return (clock, there) if forward else (there, clock)


def ago(clock: date | None, count: int, unit: str) -> moments.Days | None:
    """The year, month or day that lies `count` units before the clock's day; None without a clock."""
    if clock is None:
        return None
    there = away(clock, -count, unit)
    return (
        moments.whole(there.year)
        if unit == "year"
        else moments.months(there.month)(there.year)
        if unit == "month"
        else (there, there)
    )


def away(clock: date, count: int, unit: str) -> date:
    """The day `count` units after the clock's (before it if negative).

    Raises
    ------
    ValueError, OverflowError
        If the calendar does not reach so far.
    """
    if unit in ("day", "week"):
        return clock + timedelta(count * (7 if unit == "week" else 1))
    return moments.months_away(clock, count * {"month": 1, "quarter": 3, "year": 12}[unit])
