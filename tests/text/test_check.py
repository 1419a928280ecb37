"""Each kind of mistake in a sentence is found, and a good sentence is left alone."""

import pytest

from ebb.text.check import problems, simplified

GOOD = [
    ("Yields rose {n} bp", "殖利率上升{n}個基點"),
    ("Assets fell to $6.7 trillion (QT)", "資產降至6.7兆美元（QT），占3,982億的一部分"),
    ("From {a} to {b}", "自{a}至{b}；其餘不變"),
    ("the article prints 億 (hundred million)", "文中為億"),
    ("ON RRP, TGA and reserves", "ON RRP、TGA與準備金"),
]

BAD = [
    ("Yield", "收益率", "殖利率"),
    ("Yield curve", "收益率曲線", "殖利率"),
    ("Reserves", "儲備", "準備金"),
    ("trillion", "4.5萬億美元", "兆"),
    ("Reserves", "准备金", "simplified characters: 备"),
    ("{a}", "沒有", "placeholders in one language only: a"),
    ("{a}", "{b}", "placeholders in one language only: a, b"),
    ("x", "資產,負債", 'half-width ","'),
    ("x", "資產(總額)", 'half-width "\\("'),
    ("x", "來源: 聯準會", 'half-width ":"'),
    ("x", "上升.", 'half-width "."'),
    ("{a}", "資產{a},負債", 'half-width ","'),
    ("", "空", "not written in en"),
    ("債", "債", "en has"),
    ("prints 億 here", "文中為億", "en has"),
    ("{", "空", "a lone"),
]


@pytest.mark.parametrize(("en", "zh"), GOOD)
def test_a_good_sentence_is_left_alone(en, zh):
    assert problems({"key": {"en": en, "zh-Hant": zh}}, "area") == []


@pytest.mark.parametrize(("en", "zh", "what"), BAD)
def test_a_bad_sentence_is_found(en, zh, what):
    found = problems({"key": {"en": en, "zh-Hant": zh}}, "area")
    assert found
    assert any(what.replace("\\", "") in problem for problem in found), found
    assert all(problem.startswith("area.key: ") for problem in found)


def test_a_missing_language_is_found():
    assert problems({"key": {"en": "alone"}}, "area") == ["area.key: not written in zh-Hant"]


def test_only_the_longest_avoided_form_is_named():
    found = [p for p in problems({"key": {"en": "x", "zh-Hant": "隔夜反向回購"}}, "area") if "glossary" in p]
    assert found == ['area.key: zh-Hant has "隔夜反向回購"; the glossary has "隔夜附賣回"']


def test_simplified_characters_are_found_and_traditional_ones_are_not():
    assert simplified("准备金与国债收益率") == "备与国债"
    assert simplified("聯準會縮減資產負債表，準備金仍屬充足；臺灣、裡、著、啟、群、峰、核准、茶几、皇后") == ""
