"""Renderings that a Taiwanese editor would not print: flagged where they stand, with the right word."""

from __future__ import annotations

from ebb.audit.claim import Document
from ebb.audit.reading import read
from ebb.audit.renderings import renderings, terms
from ebb.text.glossary import words


def flags(text, script="zh-Hant"):
    return {one.words: one for one in renderings(Document(text, ((0, len(text)),), script))}


def test_the_literal_tantrum_is_a_mistranslation():
    one = flags("恐慌性拋售，這種情況被形象地稱為「逐漸發脾氣」。")["逐漸發脾氣"]
    assert one.verdict == "mistranslation"
    assert one.suggested["zh-Hant"] == "恐慌性拋售，這種情況被形象地稱為「縮減恐慌」。"
    assert "taper tantrum" in one.reason["en"]


def test_usage_is_told_once_with_its_count():
    found = flags("美聯儲升息，美聯儲縮表，美聯儲等待。")
    assert found["美聯儲"].verdict == "imprecise"
    assert "3" in found["美聯儲"].reason["zh-Hant"]
    assert len(found) == 1


def test_usage_of_taiwan_is_asked_of_traditional_texts_only():
    assert not flags("美聯儲加息，通脹萬億。", script="zh-Hans")
    assert set(flags("美聯儲加息，通脹萬億。")) == {"美聯儲", "加息", "通脹", "萬億"}
    assert flags("市场称为逐渐发脾气。", script="zh-Hans")
    assert not flags("The taper tantrum.", script="en")


def test_the_right_words_are_not_flagged():
    right = "聯準會升息，通膨降溫，準備金餘額三兆美元，附買回利率與殖利率都下降，量化緊縮結束。"
    assert not renderings(read(right))


def test_terms_agree_with_the_glossary_of_the_house():
    """Where the house has a word for the same key, the audit asks for the same one."""
    shared = [term for term in terms() if term.key in words()]
    assert len(shared) >= 8
    for term in shared:
        house = words()[term.key].zh_hant
        assert term.right in house or house.split("(")[0] in term.right or term.right in words()[term.key].note, (
            term.key
        )


def test_no_right_word_is_itself_a_wrong_rendering():
    wrong = {rendering for term in terms() for rendering in term.wrong}
    assert not wrong & {term.right for term in terms()}
    for term in terms():
        assert term.kind in ("mistranslation", "usage")
        assert term.en
        assert term.wrong
