"""The reader of amounts: what it reads, what it refuses, and that it raises nothing else."""

import pickle

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ebb.errors import AmountError
from ebb.units import parse_amount

READ = [
    ("$6.74 trillion", 6.74e12, "trillion"),
    ("$398.2 billion", 398.2e9, "billion"),
    ("-$2.36 trillion", -2.36e12, "trillion"),
    ("US$1.5bn", 1.5e9, "bn"),
    ("USD 95 bn", 95e9, "bn"),
    ("$4.2tn", 4.2e12, "tn"),
    ("$60 billion", 60e9, "billion"),
    ("17.5 mn dollars", 17.5e6, "mn"),
    ("$350m", 350e6, "m"),
    ("\u2212417.0 billion dollars", -417e9, "billion"),
    ("minus $5 billion", -5e9, "billion"),
    ("+$150.0 billion", 150e9, "billion"),
    ("four trillion dollars", 4e12, "trillion"),
    ("three hundred and fifty billion dollars", 350e9, "billion"),
    ("thirty-five million dollars", 35e6, "million"),
    ("$12,345", 12345.0, ""),
    ("6.74兆美元", 6.74e12, "兆"),
    ("3,982億美元", 398.2e9, "億"),
    ("-2.36兆美元", -2.36e12, "兆"),
    ("負2.36兆美元", -2.36e12, "兆"),
    ("6.74 兆 美元", 6.74e12, "兆"),
    ("１．５兆美元", 1.5e12, "兆"),
    ("３，９８２億美金", 398.2e9, "億"),
    ("1.5萬億美元", 1.5e12, "萬億"),
    ("1.5万亿美元", 1.5e12, "萬億"),
    ("1兆2,000億美元", 1.2e12, "兆"),
    ("1萬2,000億美元", 1.2e12, "億"),
    ("四兆五千億", 4.5e12, "兆"),
    ("二十億", 2e9, "億"),
    ("三百五十億", 35e9, "億"),
    ("十億美元", 1e9, "億"),
    ("兩兆美元", 2e12, "兆"),
    ("四點五兆", 4.5e12, "兆"),
    ("三點五千億美元", 350e9, "億"),
    ("5千億美元", 500e9, "千億"),
    ("2百萬美元", 2e6, "百萬"),
    ("6,735.8十億美元", 6735.8e9, "十億"),
    ("3億5千萬美元", 350e6, "億"),
    ("一億零五百萬", 105e6, "億"),
    ("4.5 trillion美元", 4.5e12, "trillion"),
    ("約4.2兆美元", 4.2e12, "兆"),
    ("0兆美元", 0.0, "兆"),
]

REFUSED = [
    ("", "no number"),
    ("兆", "no number before"),
    ("萬億", "no number before"),
    ("百億", "no number"),
    ("數千億美元", "no number"),
    ("每月950億", "no number"),
    ("4.2", "neither a unit nor a currency"),
    ("2026", "neither a unit nor a currency"),
    ("4.2兆元", "in 元"),
    ("NT$5bn", "in nt"),
    ("5億英鎊", "in 英鎊"),
    ("€5bn", "in €"),
    ("四兆五", "two ways"),
    ("三萬五", "two ways"),
    ("五百五億", "two ways"),
    ("1億2", "two ways"),
    ("12,34億", "two ways"),
    ("4.5億5000萬", "a fraction of 億"),
    ("1兆2兆", "兆 twice"),
    ("1萬30,000", "not smaller"),
    ("4 5 billion", "no number"),
    ("--5bn", "two signs"),
    ("-$-5bn", "two signs"),
    ("$5 美元", "two currencies"),
    ("9" * 21 + "兆", "20 digits"),
    ("9999999兆美元", "more dollars"),
    ("5" * 81, "longer than 80"),
    ("4.2%", "no number"),
]


@pytest.mark.parametrize(("text", "value", "unit"), READ)
def test_reads(text, value, unit):
    amount = parse_amount(text)
    assert amount.value_usd == pytest.approx(value, rel=1e-15)
    assert amount.unit_word == unit
    assert amount.text == text


@pytest.mark.parametrize(("text", "why"), REFUSED)
def test_refuses_and_says_why(text, why):
    with pytest.raises(AmountError, match=why) as refused:
        parse_amount(text)
    assert refused.value.exit_code == 2
    assert str(pickle.loads(pickle.dumps(refused.value))) == str(refused.value)


def test_yi_and_zhao_differ_by_ten_thousand():
    """The article prints 億 where the record says 兆: the reader must never take one for the other."""
    assert parse_amount("4.2兆").value_usd == 10_000 * parse_amount("4.2億").value_usd
    assert parse_amount("4.2兆美元").value_usd == parse_amount("$4.2 trillion").value_usd
    assert parse_amount("4.2億美元").value_usd == parse_amount("$420 million").value_usd


@pytest.mark.parametrize(
    ("text", "step"),
    [
        ("4.5兆", 1e11),
        ("四兆五千億", 1e11),
        ("1兆2,000億美元", 1e8),
        ("$4.48 trillion", 1e10),
        ("三百五十億", 1e9),
        ("$12", 1.0),
    ],
)
def test_the_step_is_the_worth_of_the_last_digit(text, step):
    assert parse_amount(text).step_usd == step


def test_currency_and_hedges_are_reported():
    assert parse_amount("4.2兆美元").currency == "USD"
    assert parse_amount("4.2兆").currency == ""
    assert parse_amount("about $4 trillion").approximate
    assert not parse_amount("$4 trillion").approximate
    assert parse_amount("6,735.8十億美元").value_bn == 6735.8


numerals = st.integers(1, 9_999_999_999_999_999)


def written_out(number: int) -> str:
    """A whole number in Chinese numerals, the textbook way; the other direction of the reader."""
    digits, places = "零一二三四五六七八九", ("", "十", "百", "千")

    def group(n: int) -> str:
        text, gap = "", False
        for power in (3, 2, 1, 0):
            digit = n // 10**power % 10
            if digit:
                text += ("零" if gap and text else "") + digits[digit] + places[power]
                gap = False
            else:
                gap = True
        return text

    text, gap = "", False
    for power, word in ((12, "兆"), (8, "億"), (4, "萬"), (0, "")):
        part = number // 10**power % 10_000
        if part:
            text += ("零" if text and (gap or part < 1000) else "") + group(part) + word
        gap = not part
    return text


@given(numerals)
@example(10**12)
@example(4 * 10**12 + 5 * 10**11)
@example(100_000_305)
def test_every_number_written_out_is_read_back(number):
    assert parse_amount(written_out(number) + "美元").value_usd == float(number)


@given(st.text(max_size=60) | st.text("兆億萬千百十零一二兩點0123456789,.$-+ 約元美tbmnk%的", max_size=20))
def test_any_text_is_read_or_refused_and_nothing_else(text):
    try:
        amount = parse_amount(text)
    except AmountError:
        return
    assert amount.step_usd > 0
    assert abs(amount.value_usd) < 1e17
