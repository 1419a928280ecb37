"""A person's own pins: they change what a claim speaks of, never its verdict, and bad ones are refused all at once."""

from __future__ import annotations

from datetime import date

import pytest

from ebb.audit.pins import KEYS, Pin, problems_of, read_pins
from ebb.audit.reading import read
from ebb.audit.review import audit
from ebb.errors import UsageError
from ebb.record import Record

CLOCKS = {"source": date(2022, 10, 1), "article": date(2024, 7, 18)}
TEXT = "規模約4.2億美元，後來到了近9億美元，再後來又是近9億美元。"


def verdicts(pins):
    found = audit(read(TEXT), record=Record(), clocks=CLOCKS, pins=pins).verdicts
    return [(one.words, one.verdict, one.link.pinned) for one in found]


def test_without_pins_nothing_is_understood():
    assert {verdict for _, verdict, _ in verdicts(())} == {"not_understood"}


def test_a_pin_says_what_the_words_do_not_and_is_marked():
    pins = read_pins('[[pin]]\nwords = "4.2億美元"\nseries = "total_assets"\nmeasure = "level"\ndate = 2020-02-26\n')
    first, *rest = verdicts(pins)
    assert first == ("4.2億美元", "wrong_unit", True)
    assert not any(pinned for _, _, pinned in rest)


def test_the_record_still_decides_a_pinned_claim(with_series):
    with_series("total_assets", date(2020, 2, 26), 420.0)
    pins = read_pins('[[pin]]\nwords = "4.2億美元"\nseries = "total_assets"\nmeasure = "level"\ndate = 2020-02-26\n')
    assert verdicts(pins)[0] == ("4.2億美元", "right", True)


def test_the_second_of_two_alike_and_a_position():
    second = read_pins(
        '[[pin]]\nwords = "9億美元"\nnth = 2\nseries = "total_assets"\nmeasure = "level"\n'
        "first = 2022-03-11\nlast = 2022-03-20\n"
    )
    assert [pinned for _, _, pinned in verdicts(second)] == [False, False, True]
    place = TEXT.index("9億美元")
    by_place = read_pins(
        f'[[pin]]\nposition = {place}\nseries = "total_assets"\nmeasure = "level"\ndate = 2022-03-16\n'
    )
    assert [pinned for _, _, pinned in verdicts(by_place)] == [False, True, False]
    assert verdicts(by_place)[1][1] == "wrong_unit"


def test_a_clock_can_be_pinned():
    text = "目前，聯準會每月減少資產負債表約900億美元。"
    pins = read_pins('[[pin]]\nwords = "900億美元"\nclock = "article"\n')
    one = audit(read(text), record=Record(), clocks=CLOCKS, pins=pins).verdicts[0]
    assert (one.verdict, one.stale, one.link.clock) == ("wrong", False, "article")


def test_every_problem_is_listed_at_once():
    with pytest.raises(UsageError) as refused:
        read_pins(
            '[[pin]]\nwords = "a"\nposition = 1\nserie = "total_assets"\n'
            '[[pin]]\nseries = "total_asset"\nmeasure = "height"\nclock = "noon"\n'
            '[[pin]]\nwords = "b"\nfirst = 2022-03-20\nlast = 2022-03-11\n'
            '[[pin]]\nwords = "c"\ndate = "2022-03-11"\n'
            '[[pin]]\nwords = "d"\n',
            where="mine.toml",
        )
    said = str(refused.value)
    assert refused.value.exit_code == 2
    for problem in (
        'pin 1: "serie" is no key of a pin',
        "pin 1: names its claim by either words or position",
        "pin 2: names its claim by either words or position",
        'pin 2: measure "height" is none of',
        'pin 2: clock "noon" is none of',
        'pin 2: series "total_asset" is none of',
        "pin 3: its period ends before it starts",
        "pin 4: date is no date",
        "pin 5: fixes nothing",
        "mine.toml",
    ):
        assert problem in said


def test_an_unknown_series_is_refused_with_the_nearest_name():
    with pytest.raises(UsageError) as refused:
        read_pins('[[pin]]\nwords = "a"\nseries = "total_asset"\n')
    said = str(refused.value)
    assert 'did you mean "total_assets"?' in said
    assert "mortgage_30y" not in said  # no list of names beside the one that is meant
    with pytest.raises(UsageError) as refused:
        read_pins('[[pin]]\nwords = "a"\nseries = "qqqq"\n')
    assert str(refused.value).count("reserves_week_average") == 1
    assert str(refused.value).count("mortgage_30y") == 1


@pytest.mark.parametrize(
    "content", ["[[pin]\n", 'pin = "x"\n', "[other]\nx = 1\n", '[[pin]]\nwords = 3\nseries = "mbs"\n']
)
def test_what_is_no_file_of_pins_is_refused(content):
    with pytest.raises(UsageError):
        read_pins(content)


@pytest.mark.parametrize("entry", [3, {"words": "a", "nth": 0, "clock": "now"}, {"position": -1, "clock": "now"}])
def test_odd_entries(entry):
    assert problems_of(entry)


def test_a_pin_without_its_claim_is_refused():
    with pytest.raises(UsageError, match="is no quantity or date found"):
        verdicts(read_pins('[[pin]]\nwords = "7億美元"\nseries = "mbs"\n'))
    with pytest.raises(UsageError, match="is pinned twice"):
        verdicts(read_pins('[[pin]]\nwords = "4.2億美元"\nseries = "mbs"\n' * 2))


def test_every_key_has_a_place():
    assert set(KEYS) - {"date"} == set(Pin.__dataclass_fields__)
