"""How amounts and rates are written, in both languages."""

from datetime import date
from decimal import Decimal

import pytest
from babel.numbers import format_compact_currency, format_decimal
from hypothesis import example, given
from hypothesis import strategies as st

from ebb.errors import AmountError, LawError
from ebb.text import (
    BasisPoints,
    Count,
    Day,
    Money,
    Month,
    Months,
    Number,
    Percent,
    Points,
    Range,
    Term,
    Unit,
    Weeks,
    Words,
    Years,
)
from ebb.text.render import MINUS, MONEY_UNITS
from ebb.units import SCALES, parse_amount, parse_rate

WRITTEN = [
    (Money(6740.2), "$6.74 trillion", "6.74兆美元"),
    (Money(398.2), "$398.2 billion", "3,982億美元"),
    (Money(-2361.9), "−$2.36 trillion", "−2.36兆美元"),
    (Money(-417.0, signed=True), "−$417.0 billion", "−4,170億美元"),
    (Money(150.0, signed=True), "+$150.0 billion", "+1,500億美元"),
    (Money(2361.9, scale="USD bn"), "$2,361.9 billion", "23,619億美元"),
    (Money(398.2, digits=0), "$398 billion", "3,980億美元"),
    (Money(999.96), "$1.00 trillion", "1.00兆美元"),
    (Money(6.7358, "USD tn", digits=3), "$6.736 trillion", "6.736兆美元"),
    (Money(398_200, "USD mn"), "$398.2 billion", "3,982億美元"),
    (Money(1.2, "USD mn"), "$1.2 million", "120萬美元"),
    (Money(12345, "USD"), "$12,345", "12,345美元"),
    (Money(300_000, "USD"), "$300,000", "30萬美元"),
    (Money(0.0), "$0", "0美元"),
    (Percent(4.5), "4.5%", "4.5%"),
    (Percent(-0.04), "0.0%", "0.0%"),
    (Points(0.5, signed=True), "+0.5 percentage points", "+0.5個百分點"),
    (Points(1, digits=0), "1 percentage point", "1個百分點"),
    (BasisPoints(25), "25 bp", "25個基點"),
    (Number(1234.56), "1,234.6", "1,234.6"),
    (Count(1952), "1,952", "1,952"),
    (Years(2.5), "2.5 years", "2.5年"),
    (Months(1), "1 month", "1個月"),
    (Weeks(12), "12 weeks", "12週"),
    (Day(date(2022, 6, 1)), "1 June 2022", "2022年6月1日"),
    (Month(date(2022, 6, 1)), "June 2022", "2022年6月"),
    (Range(BasisPoints(4), BasisPoints(8)), "4 to 8 bp", "4至8個基點"),
    (Range(Percent(8), Percent(11.5)), "8.0% to 11.5%", "8.0%至11.5%"),
    (Range(Money(1200), Money(1500)), "$1.20 to $1.50 trillion", "1.20至1.50兆美元"),
    (Range(Money(900), Money(1500)), "$900.0 billion to $1.50 trillion", "9,000億美元至1.50兆美元"),
    (Range(Money(-900), Money(-500)), "−$900.0 to −$500.0 billion", "−9,000至−5,000億美元"),
    (Range(Years(1, digits=0), Years(3, digits=0)), "1 to 3 years", "1至3年"),
    (Range(Month(date(2027, 1, 1)), Month(date(2028, 3, 1))), "January 2027 to March 2028", "2027年1月至2028年3月"),
    (Term("reserves"), "reserves", "準備金"),
    (Term("sofr", full=True), "Secured Overnight Financing Rate (SOFR)", "擔保隔夜融資利率（SOFR）"),
    (Unit("USD tn"), "USD trillion", "兆美元"),
    (Words("repo spike", "回購風暴"), "repo spike", "回購風暴"),
]


@pytest.mark.parametrize(("value", "en", "zh"), WRITTEN)
def test_written(value, en, zh):
    assert (value.say("en"), value.say("zh-Hant")) == (en, zh)


amounts = st.floats(1e4, 1e16).flatmap(lambda size: st.sampled_from([size, -size]))


@given(amounts, st.none() | st.integers(0, 4))
@example(10000.5, 1)
def test_what_is_written_is_read_back_within_the_shown_rounding(usd, digits):
    for lang in ("en", "zh-Hant"):
        shown = Money(usd, "USD", digits=digits).say(lang)
        read = parse_amount(shown)
        assert read.currency == "USD"
        places = 0 if "." not in shown else read.step_usd
        assert abs(read.value_usd - usd) <= max(0.5 * coarseness(abs(usd), digits), places) * (1 + 1e-9), shown


def coarseness(usd, digits):
    """What one step of the rounding is worth; an amount may be rounded in the unit below the one it is shown in."""
    usual = {1e12: 2, 1e9: 1, 1e6: 1, 1.0: 0}
    size = next(size for size in usual if usd >= size)
    return size / 10 ** (usual[size] if digits is None else digits)


@given(amounts, st.none() | st.integers(0, 4), st.sampled_from([None, "USD bn", "USD tn", "USD mn"]))
def test_both_languages_say_the_same_number(usd, digits, scale):
    value = Money(usd, "USD", digits=digits, scale=scale)
    english, chinese = (parse_amount(value.say(lang)).value_usd for lang in ("en", "zh-Hant"))
    assert english == chinese


@given(st.floats(-1e5, 1e5), st.integers(0, 3))
def test_rates_are_read_back_within_the_shown_rounding(value, digits):
    for kind in (Percent, Points):
        for lang in ("en", "zh-Hant"):
            read = parse_rate(kind(value, digits=digits).say(lang))
            assert abs(read.value_percent - value) <= 0.5000001 * 10**-digits
    for lang in ("en", "zh-Hant"):
        assert (
            abs(parse_rate(BasisPoints(value, digits=digits).say(lang)).value_percent * 100 - value)
            <= 0.5000001 * 10**-digits
        )


@given(st.decimals(-(10**15), 10**15, places=6), st.integers(0, 6))
def test_numbers_look_as_babel_writes_them_in_both_locales(value, digits):
    pattern = "#,##0." + "0" * digits if digits else "#,##0"
    for locale in ("en_US", "zh_Hant_TW"):
        babel = format_decimal(value, format=pattern, locale=locale)
        ours = Number(value, digits=digits).say("en").replace(MINUS, "-")
        assert ours == (babel.removeprefix("-") if Decimal(babel.replace(",", "")) == 0 else babel)


@pytest.mark.parametrize(("usd", "digits"), [(6.7402e12, 2), (398.2e9, 1), (45.5e9, 1), (2.5e6, 1)])
def test_amounts_carry_the_words_babel_uses(usd, digits):
    english = format_compact_currency(usd, "USD", locale="en_US", format_type="short", fraction_digits=digits)
    letters = {"T": " trillion", "B": " billion", "M": " million"}
    assert Money(usd, "USD").say("en") == english[:-1] + letters[english[-1]]
    chinese = format_compact_currency(usd, "USD", locale="zh_Hant_TW", format_type="short", fraction_digits=0)
    assert Money(usd, "USD").say("zh-Hant")[-3] == chinese[-1]  # 兆, 億 or 萬 before 美元


def test_units_of_money_agree_with_the_table_of_scales():
    assert {unit: float(10**power) for unit, power in MONEY_UNITS.items()} == {
        unit: size for unit, (measure, size) in SCALES.items() if measure == "money"
    }


@pytest.mark.parametrize("unit", [*SCALES, "points"])
def test_every_unit_has_a_name(unit):
    assert Unit(unit).say("en")
    assert Unit(unit).say("zh-Hant")


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
@pytest.mark.parametrize("kind", [Money, Percent, Points, BasisPoints, Number, Years, Count])
def test_what_is_not_a_number_is_never_said(kind, value):
    with pytest.raises(AmountError):
        kind(value)


def test_wrong_use_is_refused():
    with pytest.raises(AmountError, match="no unit of money"):
        Money(1.0, "EUR bn").say("en")
    with pytest.raises(AmountError, match="no count"):
        Count(1.5)
    with pytest.raises(LawError, match="down to"):
        Range(Money(1, "USD tn"), Money(999, "USD bn"))
    with pytest.raises(LawError, match="one type"):
        Range(Percent(1), BasisPoints(200))
