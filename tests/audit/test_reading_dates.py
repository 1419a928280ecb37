"""Dates and periods one by one: the days they span, from their own words or from the clock; and what is no date."""

from __future__ import annotations

from datetime import date

import pytest

from ebb.audit.claim import Found
from ebb.audit.reading import find, read

CLOCK = date(2022, 10, 31)


def found(text: str, clock: date | None = CLOCK) -> list[tuple[str, Found]]:
    """Words and finding of every date and period of a text."""
    document = read(text)
    return [
        (document.text[one.start : one.end], one)
        for one in find(document, clock=clock)
        if one.kind in ("date", "period")
    ]


@pytest.mark.parametrize(
    ("text", "words", "first", "last"),
    [
        ("2022年3月", "2022年3月", "2022-03-01", "2022-03-31"),
        ("2022年6月1日", "2022年6月1日", "2022-06-01", "2022-06-01"),
        ("2024 年 6 月 5 日", "2024 年 6 月 5 日", "2024-06-05", "2024-06-05"),
        ("2022年3月中旬", "2022年3月中旬", "2022-03-11", "2022-03-20"),
        ("2020年2月底", "2020年2月底", "2020-02-21", "2020-02-29"),
        ("二〇二二年三月", "二〇二二年三月", "2022-03-01", "2022-03-31"),
        ("民國111年", "民國111年", "2022-01-01", "2022-12-31"),
        ("民國一百一十一年六月", "民國一百一十一年六月", "2022-06-01", "2022-06-30"),
        ("２０２２年３月", "２０２２年３月", "2022-03-01", "2022-03-31"),
        ("2021年底", "2021年底", "2021-11-01", "2021-12-31"),
        ("2022年上半年", "2022年上半年", "2022-01-01", "2022-06-30"),
        ("2022年第三季", "2022年第三季", "2022-07-01", "2022-09-30"),
        ("2023年一季度末", "2023年一季度末", "2023-03-01", "2023-03-31"),
        ("2020年春季", "2020年春季", "2020-03-01", "2020-05-31"),
        ("2022年中國經濟", "2022年", "2022-01-01", "2022-12-31"),
        ("2023財年", "2023財年", "2022-10-01", "2023-09-30"),
        ("2017至2019年間", "2017至2019年", "2017-01-01", "2019-12-31"),
        ("2017年至2019年期間", "2017年至2019年", "2017-01-01", "2019-12-31"),
        ("2017-2019年", "2017-2019年", "2017-01-01", "2019-12-31"),
        ("今年前三個月", "今年前三個月", "2022-01-01", "2022-03-31"),
        ("the first three months of 2024", "first three months of 2024", "2024-01-01", "2024-03-31"),
        ("the last two months of last year", "last two months of last year", "2021-11-01", "2021-12-31"),
        ("2011–12年", "2011–12年", "2011-01-01", "2012-12-31"),
        ("2022年3月至6月", "2022年3月至6月", "2022-03-01", "2022-06-30"),
        ("2021年11月至3月", "2021年11月至3月", "2021-11-01", "2022-03-31"),
        ("2022年6月14-15日", "2022年6月14-15日", "2022-06-14", "2022-06-15"),
        ("2022/6/1-2025/12/1", "2022/6/1-2025/12/1", "2022-06-01", "2025-12-01"),
        ("2022-06-01", "2022-06-01", "2022-06-01", "2022-06-01"),
        ("2022.06.01", "2022.06.01", "2022-06-01", "2022-06-01"),
        ("2022-07", "2022-07", "2022-07-01", "2022-07-31"),
        ("1990年代", "1990年代", "1990-01-01", "1999-12-31"),
        ("今年年底", "今年年底", "2022-11-01", "2022-12-31"),
        ("去年", "去年", "2021-01-01", "2021-12-31"),
        ("前年12月", "前年12月", "2020-12-01", "2020-12-31"),
        ("明年第一季", "明年第一季", "2023-01-01", "2023-03-31"),
        ("上個月", "上個月", "2022-09-01", "2022-09-30"),
        ("本季", "本季", "2022-10-01", "2022-12-31"),
        ("過去三個月", "過去三個月", "2022-07-31", "2022-10-31"),
        ("兩年前", "兩年前", "2020-01-01", "2020-12-31"),
        ("March 2022", "March 2022", "2022-03-01", "2022-03-31"),
        ("mid-March 2022", "mid-March 2022", "2022-03-11", "2022-03-20"),
        ("March 16, 2022", "March 16, 2022", "2022-03-16", "2022-03-16"),
        ("16th of March 2022", "16th of March 2022", "2022-03-16", "2022-03-16"),
        ("March 15-16, 2022", "March 15-16, 2022", "2022-03-15", "2022-03-16"),
        ("Nov. 2010-June 2011", "Nov. 2010-June 2011", "2010-11-01", "2011-06-30"),
        ("March to June 2022", "March to June 2022", "2022-03-01", "2022-06-30"),
        ("Jun-Aug 2022", "Jun-Aug 2022", "2022-06-01", "2022-08-31"),
        ("between June and November 2022", "June and November 2022", "2022-06-01", "2022-11-30"),
        ("late 2021", "late 2021", "2021-10-01", "2021-12-31"),
        ("the end of 2022", "end of 2022", "2022-11-01", "2022-12-31"),
        ("the end of this year", "end of this year", "2022-11-01", "2022-12-31"),
        ("spring of 2020", "spring of 2020", "2020-03-01", "2020-05-31"),
        ("Q3 2022", "Q3 2022", "2022-07-01", "2022-09-30"),
        ("2022Q3-2023Q1", "2022Q3-2023Q1", "2022-07-01", "2023-03-31"),
        ("1H23", "1H23", "2023-01-01", "2023-06-30"),
        ("the third quarter of 2019", "third quarter of 2019", "2019-07-01", "2019-09-30"),
        ("fiscal year 2023", "fiscal year 2023", "2022-10-01", "2023-09-30"),
        ("FY23", "FY23", "2022-10-01", "2023-09-30"),
        ("2017-2019", "2017-2019", "2017-01-01", "2019-12-31"),
        ("2017-19", "2017-19", "2017-01-01", "2019-12-31"),
        ("last month", "last month", "2022-09-01", "2022-09-30"),
        ("last September", "last September", "2022-09-01", "2022-09-30"),
        ("the past three months", "past three months", "2022-07-31", "2022-10-31"),
        ("two years ago", "two years ago", "2020-01-01", "2020-12-31"),
    ],
)
def test_one_date(text: str, words: str, first: str, last: str) -> None:
    ((printed, one),) = found(text)
    assert printed == words
    assert (str(one.first), str(one.last)) == (first, last)
    assert one.missing == ""


@pytest.mark.parametrize(
    "text",
    ["9月30日", "押注9月降息", "3月中旬", "第三季", "年底", "in March", "Sept. 30", "the third quarter", "year-end"],
)
def test_a_year_that_is_not_printed_is_marked_and_supplied_by_the_clock(text: str) -> None:
    ((_, without),) = found(text, None)
    assert (without.first, without.last, without.missing) == (None, None, "year")
    ((_, within),) = found(text)
    assert within.first is not None
    assert within.first.year == 2022
    assert within.missing == "year"


@pytest.mark.parametrize(
    "text", ["今年年底", "去年", "上個月", "過去三個月", "last year", "next month", "two years ago"]
)
def test_what_hangs_on_a_clock_has_no_days_without_one(text: str) -> None:
    ((_, one),) = found(text, None)
    assert (one.first, one.last, one.missing) == (None, None, "year")


def test_a_month_without_a_year_is_the_latest_that_has_begun() -> None:
    for clock, year in ((date(2022, 9, 29), 2021), (date(2022, 9, 30), 2022), (date(2024, 7, 18), 2023)):
        ((_, one),) = found("9月30日", clock)
        assert one.first == date(year, 9, 30)
    ((_, leap),) = found("2月29日", date(2023, 5, 1))
    assert leap.first == date(2020, 2, 29)


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("到今年年底為34%，前一年為37%", [2022, 2021]),
        ("2019年為17%，前一年為19%", [2019, 2018]),
        ("37% in 2019, and 34% a year earlier", [2019, 2018]),
        ("2022年3月和6月", [2022, 2022]),
        ("去年3月與6月", [2021, 2021]),
        ("2019年見頂。前一年較低。", [2019, 2021]),
    ],
)
def test_a_year_told_from_another_hangs_on_the_one_before_it_in_the_sentence(text: str, years: list[int]) -> None:
    assert [one.first.year for _, one in found(text) if one.first] == years


@pytest.mark.parametrize(
    ("text", "limit", "words", "kind"),
    [
        ("自2016年起", "at_least", "自…起", "period"),
        ("2016年以來", "at_least", "以來", "period"),
        ("從2020年6月開始", "at_least", "從…開始", "period"),
        ("在2022年3月開始加息", "exact", "", "date"),
        ("到2016年", "at_most", "到", "date"),
        ("到了2022年1月", "exact", "", "date"),
        ("截至2022年1月", "exact", "", "date"),
        ("在2022年3月前", "under", "前", "date"),
        ("2023年底之前", "under", "之前", "date"),
        ("2008年以後", "over", "以後", "date"),
        ("從2019年的17.3%", "exact", "", "date"),
        ("2016年左右", "about", "左右", "date"),
        ("since 2016", "at_least", "since", "period"),
        ("from March 2022", "at_least", "from", "period"),
        ("by 2016", "at_most", "by", "date"),
        ("until the end of 2022", "at_most", "until", "date"),
        ("before March 2022", "under", "before", "date"),
        ("after 2008", "over", "after", "date"),
    ],
)
def test_words_that_open_or_close_a_date(text: str, limit: str, words: str, kind: str) -> None:
    one = found(text)[0][1]
    assert (one.limit, one.limit_words, one.kind) == (limit, words, kind)
    assert one.last is None if limit == "at_least" else one.last is not None


def test_days_behind_a_day_take_its_month() -> None:
    days = [(printed, one.first) for printed, one in found("2019年9月16日、17日和18日，19日")]
    assert days == [("2019年9月16日", date(2019, 9, 16)), ("17日", date(2019, 9, 17)), ("18日", date(2019, 9, 18))]


def test_words_that_only_look_like_a_date_hide_no_other() -> None:
    text = "過去十十年、過去999年、2022年2月31日、9999年前、past 999 years; 2022年6月1日 and June 1, 2022"
    assert [printed for printed, _ in found(text)][-2:] == ["2022年6月1日", "June 1, 2022"]


@pytest.mark.parametrize("text", ["最初三個月", "過去幾個月", "the first three months", "the past few months"])
def test_a_period_without_a_start_says_so(text: str) -> None:
    ((_, one),) = found(text)
    assert (one.kind, one.first, one.missing) == ("period", None, "start")


@pytest.mark.parametrize(
    "text",
    [
        *(
            "COVID-19",
            "圖1",
            "第12頁",
            "10年期",
            "2-year",
            "02-2022-2022",
            "2022年2月30日的",
            "13月",
            "3個月",
            "百年老店",
            "同年齡",
        ),
        *(
            "You may go",
            "They march on",
            "marked",
            "S&P 2000",
            "$2022",
            "2,022 banks",
            "2022 points",
            "Russell 2000",
            "decide",
            "May I?",
        ),
        *(
            "5月期",
            "年中無休年",
            "每年",
            "年薪",
            "second",
            "a quarter of it",
            "1.2022",
            "0000年",
            "taper_2013",
            "7號公路",
        ),
    ],
)
def test_what_is_no_date_is_not_read_as_one(text: str) -> None:
    wrong = [printed for printed, _ in found(text) if printed != "2022年"]
    assert wrong == []
