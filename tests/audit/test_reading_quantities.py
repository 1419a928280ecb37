"""Quantities one by one: what is printed, in which unit, how limited; and what is none."""

from __future__ import annotations

import math

import pytest

from ebb.audit.claim import Found
from ebb.audit.reading import find, read


def found(text: str) -> list[tuple[str, Found]]:
    """Words and finding of every quantity of a text."""
    document = read(text)
    return [(document.text[one.start : one.end], one) for one in find(document) if one.kind not in ("date", "period")]


@pytest.mark.parametrize(
    ("text", "words", "low", "high", "unit"),
    [
        ("一千零五十億美元", "一千零五十億美元", 1.05e11, 1.05e11, "USD"),
        ("105,000,000,000美元", "105,000,000,000美元", 1.05e11, 1.05e11, "USD"),
        ("共250 億美元", "250 億美元", 2.5e10, 2.5e10, "USD"),
        ("約US$1.5bn", "US$1.5bn", 1.5e9, 1.5e9, "USD"),
        ("兩三千億美元", "兩三千億美元", 2e11, 3e11, "USD"),
        ("七八百億", "七八百億", 7e10, 8e10, "USD"),
        ("近千億美元", "千億美元", 1e11, 1e11, "USD"),
        ("幾十億美元", "幾十億美元", 1e9, 1e10, "USD"),
        ("上百億美元", "上百億美元", 1e10, 1e11, "USD"),
        ("二十幾億", "二十幾億", 2e9, 3e9, "USD"),
        ("七至九千億美元", "七至九千億美元", 7e11, 9e11, "USD"),
        ("2兆5千億美元", "2兆5千億美元", 2.5e12, 2.5e12, "USD"),
        ("一万多亿美元", "一万多亿美元", 1e12, 1e12, "USD"),
        ("3億5千萬美元", "3億5千萬美元", 3.5e8, 3.5e8, "USD"),
        ("加息三码", "三码", 75, 75, "bp"),
        ("占国内生产总值的36%", "36%", 36, 36, "percent of GDP"),
        ("挫七百點", "七百點", 700, 700, "points"),
        ("兩萬三千點大關", "兩萬三千點", 23000, 23000, "points"),
        ("7千至9千億", "7千至9千億", 7e11, 9e11, "USD"),
        ("8兆至8.5兆之間", "8兆至8.5兆", 8e12, 8.5e12, "USD"),
        ("7000億-9000億美元", "7000億-9000億美元", 7e11, 9e11, "USD"),
        ("９億", "９億", 9e8, 9e8, "USD"),
        ("2,916.8   十億美元", "2,916.8   十億美元", 2.9168e12, 2.9168e12, "USD"),
        ("（−3.2至−0.2個基點）", "−3.2至−0.2個基點", -3.2, -0.2, "bp"),
        ("−10.0至+18.7個百分點", "−10.0至+18.7個百分點", -10.0, 18.7, "points"),
        ("-5 to 2 bp", "-5 to 2 bp", -5, 2, "bp"),
        ("前者是12，345億美元是後者", "345億美元", 3.45e10, 3.45e10, "USD"),
        ("共１２，３４５億美元", "１２，３４５億美元", 1.2345e12, 1.2345e12, "USD"),
        ("負2.36兆美元", "負2.36兆美元", -2.36e12, -2.36e12, "USD"),
        ("為−417億美元", "−417億美元", -4.17e10, -4.17e10, "USD"),
        ("新台幣3,600億元", "新台幣3,600億元", 3.6e11, 3.6e11, "TWD"),
        ("20万元", "20万元", 2e5, 2e5, "CNY"),
        ("五百万亿日元", "五百万亿日元", 5e14, 5e14, "JPY"),
        ("$1-1.5 trillion", "$1-1.5 trillion", 1e12, 1.5e12, "USD"),
        ("$700 to $900 billion", "$700 to $900 billion", 7e11, 9e11, "USD"),
        ("600-700 billion USD", "600-700 billion USD", 6e11, 7e11, "USD"),
        ("$4-trillion", "$4-trillion", 4e12, 4e12, "USD"),
        ("billions of dollars", "billions of dollars", 1e9, 1e12, "USD"),
        ("tens of billions of euros", "tens of billions of euros", 1e10, 1e11, "EUR"),
        ("three hundred and fifty billion dollars", "three hundred and fifty billion dollars", 3.5e11, 3.5e11, "USD"),
        ("half a trillion dollars", "half a trillion dollars", 5e11, 5e11, "USD"),
        ("one and a half trillion dollars", "one and a half trillion dollars", 1.5e12, 1.5e12, "USD"),
        ("£19.3bn", "£19.3bn", 1.93e10, 1.93e10, "GBP"),
        ("C$5 million", "C$5 million", 5e6, 5e6, "CAD"),
        ("0-0.25%", "0-0.25%", 0, 0.25, "percent"),
        ("8%～9%之間", "8%～9%", 8, 9, "percent"),
        ("三至四成", "三至四成", 30, 40, "percent"),
        ("2至3碼", "2至3碼", 50, 75, "bp"),
        ("半碼", "半碼", 12.5, 12.5, "bp"),
        ("a three-quarter-point move", "three-quarter-point", 75, 75, "bp"),
        ("a 50-basis-point hike", "50-basis-point", 50, 50, "bp"),
        ("0.25個百分點", "0.25個百分點", 0.25, 0.25, "points"),
        ("千分之五", "千分之五", 0.5, 0.5, "percent"),
        ("−0.5%", "−0.5%", -0.5, -0.5, "percent"),
        ("佔GDP比重約123%", "123%", 123, 123, "percent of GDP"),
        ("more than one-third of GDP", "one-third of GDP", 100 / 3, 100 / 3, "percent of GDP"),
        ("70% to 80% of GDP", "70% to 80% of GDP", 70, 80, "percent of GDP"),
        ("翻了兩番", "翻了兩番", 4, 4, "times"),
        ("腰斬", "腰斬", 0.5, 0.5, "times"),
        ("a one-percentage-point rise", "one-percentage-point", 1, 1, "points"),
        ("a 1,000-point drop", "1,000-point", 1000, 1000, "points"),
        ("a hundred billion dollars", "a hundred billion dollars", 1e11, 1e11, "USD"),
        ("up 2.5x since", "2.5x", 2.5, 2.5, "times"),
        ("1.2萬點", "1.2萬點", 12000, 12000, "points"),
        ("VIX升至30.5。", "30.5", 30.5, 30.5, "points"),
        ("三年半", "三年半", 3.5, 3.5, "years"),
        ("6 million people", "6 million people", 6e6, 6e6, "count"),
    ],
)
def test_one_quantity(text: str, words: str, low: float, high: float, unit: str) -> None:
    ((printed, one),) = found(text)
    assert printed == words
    assert (one.unit, math.isclose(one.low, low), math.isclose(one.high, high)) == (unit, True, True)


@pytest.mark.parametrize(
    ("text", "limit", "words"),
    [
        ("約9億", "about", "約"),
        ("至少降9億", "at_least", "至少"),
        ("約合9億", "about", "約合"),
        ("上限9億", "exact", ""),
        ("近9億", "nearly", "近"),
        ("將近9億", "nearly", "將近"),
        ("逾9億", "over", "逾"),
        ("超過9億", "over", "超過"),
        ("突破9億", "over", "突破"),
        ("跌破9億", "under", "跌破"),
        ("不到9億", "under", "不到"),
        ("不超過9億", "at_most", "不超過"),
        ("高達9億", "as_high_as", "高達"),
        ("至少9億", "at_least", "至少"),
        ("至少購買了9億", "at_least", "至少"),
        ("最多9億", "at_most", "最多"),
        ("9億左右", "about", "左右"),
        ("9億上下", "about", "上下"),
        ("9億以上", "at_least", "以上"),
        ("9億以下", "at_most", "以下"),
        ("9億多", "over", "多"),
        ("90多億", "over", "多"),
        ("九百餘億", "over", "餘"),
        ("數億", "several", "數億"),
        ("约在7億至9億之間", "between", "约在…至…之間"),
        ("最近9億", "exact", ""),
        ("about $9 billion", "about", "about"),
        ("nearly $9 billion", "nearly", "nearly"),
        ("just under $9 billion", "under", "just under"),
        ("more than $9 billion", "over", "more than"),
        ("no more than $9 billion", "at_most", "no more than"),
        ("up to $9 billion", "at_most", "up to"),
        ("as high as $9 billion", "as_high_as", "as high as"),
        ("at least $9 billion", "at_least", "at least"),
        ("$9 billion or more", "at_least", "or more"),
        ("$9 billion or so", "about", "or so"),
        ("between $7 and $9 billion", "between", "between…and"),
        ("moreover $9 billion", "exact", ""),
    ],
)
def test_the_words_around_a_quantity_limit_it(text: str, limit: str, words: str) -> None:
    ((_, one),) = found(text)
    assert (one.limit, one.limit_words) == (limit, words)


@pytest.mark.parametrize(
    ("text", "per"),
    [
        ("每月950億美元", "month"),
        ("每個月最多950億美元", "month"),
        ("每月減少資產負債表約900億美元", "month"),
        ("月均950億", "month"),
        ("每年1.1兆", "year"),
        ("950億美元/月", "month"),
        ("每月開會，共950億美元", ""),
        ("$95 billion a month", "month"),
        ("$95 billion in bonds per month", "month"),
        ("a monthly cap of $95 billion", "month"),
        ("$75bn/month", "month"),
        ("$95 billion a year ago", ""),
        ("$1 trillion annually", "year"),
    ],
)
def test_an_amount_may_be_a_pace(text: str, per: str) -> None:
    ((_, one),) = found(text)
    assert one.per == per


@pytest.mark.parametrize(
    ("text", "amounts"),
    [
        ("從3.8兆到8.9兆美元", [3.8e12, 8.9e12]),
        ("from 4.2 to 3.8 trillion dollars", [4.2e12, 3.8e12]),
        ("fell $2 billion to $3 billion", [2e9, 3e9]),
        ("國債250億美元、MBS 350億美元", [2.5e10, 3.5e10]),
        ("$60 billion and $35 billion", [6e10, 3.5e10]),
    ],
)
def test_two_amounts_side_by_side_are_no_range(text: str, amounts: list[float]) -> None:
    assert [(one.low, one.high) for _, one in found(text)] == [(amount, amount) for amount in amounts]


@pytest.mark.parametrize("text", ["600億", "600 billion", "12.5元", "「9億」"])
def test_a_currency_that_is_not_printed_is_marked(text: str) -> None:
    ((_, one),) = found(text)
    assert one.missing == "currency"


@pytest.mark.parametrize("text", ["600億美元", "歐元600億", "$600 billion", "600億元人民幣"])
def test_a_currency_that_is_printed_is_not(text: str) -> None:
    ((_, one),) = found(text)
    assert one.missing == ""


@pytest.mark.parametrize(
    "text",
    [
        *(
            "COVID-19",
            "圖1與圖3",
            "第12頁",
            "表2-1",
            "H.4.1",
            "10年期公債",
            "三個月期國庫券",
            "02-2345-6789",
            "0912-345-678",
        ),
        *(
            "RTX-4090",
            "iPhone 15",
            "S&P 500",
            "標普500指數",
            "Russell 2000",
            "version 2.0",
            "下午3點",
            "14:30",
            "p. 12",
            "[4]",
        ),
        *(
            "a 2-year note",
            "13-week bills",
            "401(k)",
            "https://example.org/95-billion",
            "千萬不要",
            "百萬富翁",
            "萬一",
            "第三次",
            "12,34億",
        ),
        *(
            "四兆五",
            "QT2",
            "M2",
            "G20",
            "5G",
            "10-1",
            "七大工業國",
            "no one",
            "one of them",
            "1-800-555-0199",
            "3比1",
            "USD a month",
            "taper_2013",
        ),
    ],
)
def test_what_holds_digits_and_is_no_quantity_is_left_alone(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "step"),
    [("4.2億美元", 1e7), ("9億", 1e8), ("950億", 1e8), ("$4.48 trillion", 1e10), ("5.25%", 0.01), ("25個基點", 1)],
)
def test_the_step_is_what_the_last_printed_digit_is_worth(text: str, step: float) -> None:
    ((_, one),) = found(text)
    assert math.isclose(one.step, step)


@pytest.mark.parametrize(
    ("text", "words", "end"),
    [
        ("創下歷史新高", "歷史新高", "high"),
        ("史上最低", "史上最低", "low"),
        ("創2008年以來新高", "新高", "high"),
        ("這是2008年以來最高", "最高", "high"),
        ("a record high", "record high", "high"),
        ("an all-time low", "all-time low", "low"),
        ("the highest level since 2008", "highest level", "high"),
        ("hit a record $2.5 trillion", "record", "high"),
    ],
)
def test_rankings_say_which_end(text: str, words: str, end: str) -> None:
    assert [(printed, one.unit) for printed, one in found(text) if one.kind == "ranking"] == [(words, end)]


def test_a_ranking_knows_how_far_back_it_reaches() -> None:
    for text in ("創2008年以來新高", "the highest since 2008", "2008年以來的新低"):
        ((_, one),) = [pair for pair in found(text) if pair[1].kind == "ranking"]
        assert one.first is not None
        assert one.first.year == 2008
