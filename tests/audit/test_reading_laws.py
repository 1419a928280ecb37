"""Laws of reading: places are exact, neighbours do not matter, what is written is read back, and nothing breaks it."""

from __future__ import annotations

import math
from datetime import date
from importlib import import_module
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ebb.audit.claim import KINDS, LIMITS, Document, Found
from ebb.audit.reading import find, read
from ebb.audit.reading.figures import Figure, worth
from ebb.audit.reading.plain import plain
from ebb.audit.reading.sentences import sentences
from ebb.errors import EbbError
from ebb.text import BasisPoints, Day, Money, Month, Percent, Range

CLOCK = date(2022, 10, 31)
#: One of each kind, none of which leans on its neighbours.
SENTENCES = (
    "2022年6月1日起，聯準會每月縮減約475億美元。",
    "占GDP的34%，低於前一年的37%。",
    "理想範圍約在7000億至9000億美元之間。",
    "餘額在9月30日達到了歷史新高。",
    "加息50个基点，利率达到4.25%到4.5%。",
    "Assets were nearly $9 trillion in mid-March 2022, 2.15 times as much as in Feb. 2020.",
    "The 2-year yield is above 4%, the highest since 2007.",
    "From 2017 to 2019 about 23 banks lost a third of it.",
)
SIMPLIFIED = str.maketrans({"億": "亿", "萬": "万", "兆": "万亿"})
#: Signs that mean something to some rule, so that chance puts them together.
LOADED = st.text(
    alphabet=st.sampled_from(
        list(
            "0123456789０９,.，-–~%$€ 一二十百千萬億兆零兩點年月日季底初中旬至到數幾約近逾每占的成倍碼個第上下過去分之"
            "GDPofQto<>&;'\"ab\n。、"
        )
    ),
    max_size=60,
)


def as_document(text: str) -> Document:
    """A text exactly as it is, whatever it holds."""
    return Document(text, sentences(text), "zh-Hant")


def moved(found: Found, by: int) -> tuple[object, ...]:
    """All that is found, with its place moved."""
    low, high = (repr(found.low), repr(found.high))
    rest = (found.kind, low, high, found.unit, found.step, found.limit, found.limit_words, found.missing, found.per)
    return (found.start + by, found.end + by, *rest, found.first, found.last)


@settings(deadline=None, max_examples=150)
@given(st.one_of(st.text(max_size=80), LOADED))
@example("一二三億" * 3)
@example("2022年2月30日、9999兆億、.億、0000年")
@example("İstanbul 5%")
@example("gbp 二十幾 year end return")
def test_what_is_found_lies_inside_the_text_in_order_and_says_only_known_words(text: str) -> None:
    place = 0
    for one in find(as_document(text), clock=CLOCK):
        assert place <= one.start < one.end <= len(text)
        place = one.end
        assert one.kind in KINDS
        assert one.limit in LIMITS
        assert text[one.start : one.end].strip() == text[one.start : one.end]
        if one.kind in ("date", "period"):
            assert one.first is None or one.last is None or one.first <= one.last
            assert one.first is not None or one.missing
        elif one.kind != "ranking":
            assert math.isfinite(one.low)
            assert one.low <= one.high
            assert one.unit


@settings(deadline=None, max_examples=100)
@given(st.one_of(st.text(), LOADED))
def test_the_plain_form_is_as_long_as_the_text(text: str) -> None:
    assert len(plain(text)) == len(text)


@settings(deadline=None, max_examples=80)
@given(st.sampled_from((*SENTENCES, "It lost one quarter")), LOADED, LOADED)
def test_what_stands_around_a_sentence_does_not_change_what_is_found_in_it(middle: str, left: str, right: str) -> None:
    alone = [moved(one, len(left) + 2) for one in find(as_document(middle), clock=CLOCK)]
    whole = find(as_document(f"{left}。\n{middle}\n。{right}"), clock=CLOCK)
    place = len(left) + 2
    assert [moved(one, 0) for one in whole if one.end > place and one.start < place + len(middle)] == alone


@pytest.mark.parametrize("sentence", SENTENCES)
def test_the_words_of_a_quantity_read_alone_say_the_same(sentence: str) -> None:
    for one in find(as_document(sentence), clock=CLOCK):
        if one.kind in ("share", "ranking"):
            continue  # what it is a share of stands elsewhere
        (again,) = find(as_document(sentence[one.start : one.end]), clock=CLOCK)
        assert (again.low, again.high, again.unit) == (one.low, one.high, one.unit) or one.kind in ("date", "period")
        assert again.first == one.first


@settings(deadline=None, max_examples=120)
@given(st.floats(4, 16), st.sampled_from(["en", "zh-Hant", "zh-Hans"]), st.booleans())
@example(4.0, "zh-Hans", False)
@example(16.0, "zh-Hant", True)
@example(16.0, "en", False)
def test_the_houses_own_amounts_are_read_back(power: float, lang: str, negative: bool) -> None:
    value = (-1 if negative else 1) * 10.0**power
    said = Money(value, unit="USD").say("en" if lang == "en" else "zh-Hant")
    printed = said.translate(SIMPLIFIED) if lang == "zh-Hans" else said
    around = f"It was {printed} then." if lang == "en" else f"規模為{printed}，"
    (one,) = find(as_document(around))
    assert around[one.start : one.end] == printed
    assert one.unit == "USD"
    assert not one.missing
    (english,) = find(as_document(Money(value, unit="USD").say("en")))
    assert abs(english.low - value) <= english.step / 2 * (1 + 1e-9)
    assert one.low == english.low  # both languages show one number
    assert Money(one.low, unit="USD").say("en" if lang == "en" else "zh-Hant") == said


@settings(deadline=None, max_examples=60)
@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)), st.sampled_from(["en", "zh-Hant"]))
def test_the_houses_own_days_and_months_are_read_back(day: date, lang: str) -> None:
    (one,) = find(as_document(Day(day).say(lang)))
    assert (one.first, one.last) == (day, day)
    (month,) = find(as_document(Month(day).say(lang)))
    assert month.first == day.replace(day=1)
    assert month.last is not None
    assert month.last >= day


@pytest.mark.parametrize("lang", ["en", "zh-Hant"])
@pytest.mark.parametrize(
    ("value", "low", "high", "unit"),
    [
        (Percent(4.5), 4.5, 4.5, "percent"),
        (BasisPoints(25), 25, 25, "bp"),
        (Range(BasisPoints(4), BasisPoints(8)), 4, 8, "bp"),
        (Range(Money(700), Money(900)), 7e11, 9e11, "USD"),
        (Range(Percent(5.25, digits=2), Percent(5.5, digits=2)), 5.25, 5.5, "percent"),
    ],
)
def test_the_houses_own_rates_and_ranges_are_read_back(
    value: Percent, low: float, high: float, unit: str, lang: str
) -> None:
    said = value.say(lang)
    (one,) = find(as_document(said))
    assert (one.start, one.end, one.low, one.high, one.unit) == (0, len(said), low, high, unit)


@settings(deadline=None, max_examples=200)
@given(st.one_of(st.binary(max_size=300), LOADED.map(lambda text: text.encode("utf-16")), LOADED.map(str.encode)))
@example(b"\xff\xfe\x00")
@example(b"<p>&#99999999999999999999;</p>x")
@example(b"<!--<p>x")
def test_no_bytes_raise_anything_but_an_error_of_the_house(body: bytes) -> None:
    try:
        document = read(body)
    except EbbError as refusal:
        refused = str(refusal).splitlines()
    else:
        refused = []
    if refused:
        assert [line.split()[0] for line in refused] == ["what", "where", "expected", "next"]
        return
    find(document, clock=CLOCK)
    for start, end in document.sentences:
        assert 0 <= start < end <= len(document.text)


TAGS = st.sampled_from(
    [
        "<p>",
        "</p>",
        "<div hidden>",
        "</div>",
        "<script>",
        "</script>",
        "<!--",
        "-->",
        "<a href='",
        '">',
        "&amp;",
        "&#",
        "<br/>",
        "<![CDATA[",
        "<template>",
        "95%",
        "億",
    ]
)


@settings(deadline=None, max_examples=150)
@given(st.lists(st.one_of(TAGS, LOADED), max_size=40).map("".join))
def test_no_page_raises_anything_but_an_error_of_the_house(page: str) -> None:
    try:
        document = read(page)
    except EbbError:
        return
    assert "<script" not in document.text.lower() or "<script" not in page.lower()[: page.lower().rfind(">")]
    find(document, clock=CLOCK)


@pytest.mark.parametrize(
    "body",
    ["1" * 10**6, "億" * 10**5, "(" * 10**5, "<" * 10**5, '<a "' * 10**4, "<!--" * 10**4, "&#" + "9" * 10**5]
    + [
        piece * 8000
        for piece in (
            "1,",
            "1-",
            "一",
            "數",
            "1億至",
            "$",
            "a ",
            "one hundred ",
            "每月",
            "第",
            "占GDP",
            "record ",
            "民國",
            "翻了",
        )
    ],
    ids=lambda body: f"{body[:6]}x{len(body)}",
)
def test_pathological_texts_are_read_to_their_end(body: str) -> None:
    document = read(f"好a{body}，2022年6月1日的8.915兆美元")
    found = [document.text[one.start : one.end] for one in find(document)]
    assert found[-2:] == ["2022年6月1日", "8.915兆美元"] or "<" in body


def test_the_work_grows_with_the_length_and_no_faster(monkeypatch: pytest.MonkeyPatch) -> None:
    """Counted in numbers handed to the parser of amounts, which is where the work is."""
    counted: list[str] = []

    def counting(figure: Figure, scale: str | None = None) -> tuple[float, float, float] | None:
        counted.append(figure.number)
        return worth(figure, scale)

    monkeypatch.setattr(import_module("ebb.audit.reading.pieces"), "worth", counting)
    work = []
    for times in (100, 200, 400):
        counted.clear()
        find(as_document("每月950億美元、5.25%、" * times))
        work.append(len(counted))
    assert work == [200, 400, 800]


def test_reading_costs_no_heavy_import() -> None:
    import subprocess
    import sys

    code = "import sys, ebb.audit.reading; print(sorted({'pandas', 'duckdb', 'httpx', 'scipy', 'altair'} & set(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=Path(__file__).parent
    )
    assert done.stdout.strip() == "[]"
