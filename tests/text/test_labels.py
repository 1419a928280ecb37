"""Identifiers as people read them: by parts, in both languages, and as they are where there is no label."""

import pytest

from ebb.text import labelled, unit_label, unit_labelled, value_label
from ebb.units import SCALES

NAMES = [
    ("total_assets", "Total assets", "總資產"),
    ("qt1.on_rrp", "QT1: overnight reverse repo (ON RRP)", "第一輪縮表（QT1）：隔夜附賣回（ON RRP）"),
    (
        "threshold.survey_2019.today.low",
        "Threshold: banks' survey of 2019, in today's money, low",
        "門檻：2019年銀行調查，約當目前金額，低值",
    ),
    ("taper_2013.ten_year_rise", "Taper tantrum, 2013: rise of the 10-year yield", "2013年縮減恐慌：10年期殖利率升幅"),
    ("repo_2019.sofr_high", "Repo stress, September 2019: highest SOFR", "2019年9月附買回市場失序：SOFR最高值"),
    (
        "repo_2019.sofr_before",
        "Repo stress, September 2019: SOFR the day before",
        "2019年9月附買回市場失序：前一日SOFR",
    ),
]
UNITS = [
    ("USD bn", "USD billion", "十億美元"),
    ("percentage points a year", "percentage points a year", "個百分點／年"),
    ("bp on the 10-year yield", "bp on the 10-year yield", "10年期殖利率基點"),
    ("USD a month on 300,000", "USD a month on $300,000", "每月美元（房貸30萬美元）"),
]


@pytest.mark.parametrize(("name", "en", "zh"), NAMES)
def test_a_name_is_said_by_its_parts(name, en, zh):
    assert (value_label(name, "en"), value_label(name, "zh-Hant")) == (en, zh)


@pytest.mark.parametrize(("unit", "en", "zh"), UNITS)
def test_units(unit, en, zh):
    assert unit_labelled(unit)
    assert (unit_label(unit, "en"), unit_label(unit, "zh-Hant")) == (en, zh)


def test_what_has_no_label_stands_as_it_is():
    assert not labelled("threshold.of_nobody")
    assert value_label("threshold.of_nobody", "zh-Hant") == "threshold.of_nobody"
    assert not unit_labelled("furlongs")
    assert unit_label("furlongs", "zh-Hant") == "furlongs"


def test_every_unit_of_a_series_has_a_label():
    assert [unit for unit in SCALES if not unit_labelled(unit)] == []
