"""The glossary itself keeps its own rules."""

import pytest

from ebb.errors import UnknownName
from ebb.text import Term, forbidden, term
from ebb.text.check import simplified
from ebb.text.glossary import words


def test_every_word_has_both_languages_and_no_simplified_character():
    for word in words().values():
        assert word.en.strip(), word.key
        assert word.zh_hant.strip(), word.key
        assert simplified(word.zh_hant) == "", word.key
        assert word.en.isascii(), word.key


def test_no_right_word_contains_a_form_to_avoid():
    for word in words().values():
        assert [wrong for wrong in forbidden() if wrong in word.zh_hant] == [], word.key


def test_advice_is_no_form_to_avoid():
    """「縮表」 is what readers ask about; the glossary only advises against it in running text."""
    assert not any("縮表" in wrong for wrong in forbidden())
    assert all(not any(char.isascii() for char in wrong) for wrong in forbidden())


@pytest.mark.parametrize(
    ("key", "lang", "short", "full"),
    [
        ("reserves", "zh-Hant", "準備金", "準備金（銀行準備金餘額）"),
        ("reserves", "en", "reserves", "reserves (reserve balances)"),
        ("trillion", "zh-Hant", "兆", "兆"),
        ("federal_reserve", "zh-Hant", "聯準會", "聯準會"),
    ],
)
def test_terms(key, lang, short, full):
    assert term(key, lang) == short
    assert term(key, lang, full=True) == Term(key, full=True).say(lang) == full


def test_trillion_is_zhao_and_hundred_million_is_yi():
    assert forbidden()["萬億"] == "兆"
    assert term("hundred_million", "zh-Hant") == "億"


def test_unknown_words_are_refused():
    with pytest.raises(UnknownName, match="reserves"):
        term("reservs", "en")
    with pytest.raises(UnknownName, match="language"):
        term("reserves", "fr")
