"""The catalogue: saying, refusing, and what its writers are told."""

from datetime import date

import pytest

from ebb.errors import FormatError, LawError, UnknownName
from ebb.series import BASES
from ebb.text import BasisPoints, Count, Day, Percent, Phrase, Range, areas, check, keys, say
from ebb.text import catalogue as room
from ebb.text.catalogue import entries, parse, slots

SAMPLE = """
[plain]
en = "Reserves are {level} of bank assets"
zh-Hant = "準備金占銀行總資產的{level}"

[deep.er]
en = "{n} {n:month|months} and {{braces}}"
zh-Hant = "{n}個月，{{大括號}}"
note = "for the next writer"

[only_english]
en = "alone"
"""


@pytest.fixture
def sample(monkeypatch):
    table = parse(SAMPLE, "sample.toml")
    real = entries
    monkeypatch.setattr(room, "entries", lambda area: table if area == "sample" else real(area))


def test_says_a_sentence_in_both_languages(sample):
    assert say("sample.plain", "en", level=Percent(12.5)) == "Reserves are 12.5% of bank assets"
    assert say("sample.plain", "zh-Hant", level=Percent(12.5)) == "準備金占銀行總資產的12.5%"


def test_counts_choose_their_word_and_braces_are_literal(sample):
    assert say("sample.deep.er", "en", n=Count(1)) == "1 month and {braces}"
    assert say("sample.deep.er", "en", n=Count(1200)) == "1,200 months and {braces}"
    assert say("sample.deep.er", "zh-Hant", n=Count(2)) == "2個月，{大括號}"


def test_values_with_braces_are_not_filled_again(sample):
    assert say("sample.plain", "en", level="{level}") == "Reserves are {level} of bank assets"


def test_a_sentence_may_be_a_value(sample):
    assert say("common.source", "zh-Hant", name=Phrase("common.missing")) == "資料來源：無資料"
    inner = Phrase("sample.plain", {"level": Range(Percent(8), Percent(11))})
    assert say("common.source", "en", name=inner) == "Source: Reserves are 8.0% to 11.0% of bank assets"


@pytest.mark.parametrize("number", [4.5, 3, True, None, date(2022, 6, 1)])
def test_a_bare_number_never_enters_a_sentence(sample, number):
    with pytest.raises(LawError, match="bare"):
        say("sample.plain", "en", level=number)


def test_placeholders_are_filled_all_and_only(sample):
    with pytest.raises(LawError, match=r"\{level\} was not given"):
        say("sample.plain", "en")
    with pytest.raises(LawError, match="spare has no place"):
        say("sample.plain", "en", level=Percent(1), spare=BasisPoints(1))


def test_unknown_names_offer_the_nearest(sample):
    with pytest.raises(UnknownName, match=r'did you mean "sample.plain"'):
        say("sample.plian", "en")
    with pytest.raises(UnknownName, match="area"):
        say("nowhere.plain", "en")
    with pytest.raises(UnknownName, match="language"):
        say("sample.plain", "fr", level=Percent(1))
    with pytest.raises(LawError, match="not written in zh-Hant"):
        say("sample.only_english", "zh-Hant")


@pytest.mark.parametrize(
    "broken",
    ["en = 'top level'", "[a]\nen = 'x'\nfr = 'y'", "[a]\nen = 'x'\n[a.b]\nen = 'y'", "[a", "[a]\nen = 'x'\nn = 3"],
)
def test_a_broken_file_is_refused(broken):
    with pytest.raises(FormatError):
        parse(broken, "broken.toml")


@pytest.mark.parametrize("broken", ["{", "}", "{Upper}", "{a b}", "{0}", "{a:one}", "{a.b}", "{a!r}"])
def test_a_lone_brace_is_refused(broken):
    with pytest.raises(LawError, match="a lone"):
        slots(f"text {broken} text")


def test_every_key_can_be_said_with_the_values_it_asks_for():
    for key in keys():
        area, _, name = key.partition(".")
        for lang, sentence in entries(area)[name].items():
            said = say(key, lang, **{slot: Count(1) for slot in slots(sentence)})
            assert said.strip(), key


def test_the_catalogue_has_no_problem():
    assert check() == []


def test_every_basis_of_a_series_has_a_name():
    for basis in BASES:
        assert f"units.basis.{basis.replace(' ', '_').replace('-', '_')}" in keys()


def test_keys_are_sorted_and_belong_to_areas():
    assert list(keys()) == sorted(keys())
    assert {key.partition(".")[0] for key in keys()} == set(areas())


def test_a_day_in_a_sentence():
    assert say("common.as_of", "zh-Hant", day=Day(date(2022, 5, 25))) == "截至2022年5月25日"
