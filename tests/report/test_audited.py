"""The page of an audit: the text whole and escaped, each claim marked once, both languages, nothing from outside."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ebb.audit.claim import Document, Found, Link, Verdict
from ebb.audit.door import audit
from ebb.errors import UnknownName
from ebb.report.audited import TONES, audit_page, marked

STORY = (
    "聯準會的資產負債表規模從2020年2月的約4.2億美元，擴張到2022年3月中旬的近9億美元。"
    "<script>alert(1)</script>\n隔夜逆回購在2022年12月30日達到2.55兆美元。\n"
)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    file = tmp_path_factory.mktemp("story") / "story.txt"
    file.write_text(STORY, encoding="utf-8")
    return audit(file, article_clock=date(2024, 7, 18), source_clock=date(2022, 10, 1))


@pytest.mark.parametrize("lang", ["zh-Hant", "en"])
def test_the_page_holds_both_languages_and_nothing_from_outside(made, lang):
    page = audit_page(made, lang)
    assert f'<html lang="{lang}">' in page
    assert "單位錯誤" in page
    assert "wrong unit" in page
    assert "<script" not in page
    assert not re.search(r"(?:src|href)=\"(?!#)", page)
    assert "story.txt" in page
    assert str(made.name).rsplit("/", 1)[0] not in page  # a page that is passed on does not tell where it was made


def test_a_text_is_shown_and_never_run(made):
    page = audit_page(made, "en")
    assert "alert(1)" not in page or "&lt;script&gt;" in page


def test_every_claim_has_its_place_in_the_list(made):
    page = audit_page(made, "en")
    for one in made.audit.verdicts:
        assert f'id="claim-{one.id}"' in page
    assert TONES.keys() >= {one.verdict for one in made.audit.verdicts}


def test_the_packaged_article_has_a_page_of_its_statements():
    page = audit_page(audit("article"), "zh-Hant")
    assert 'id="claim-D2"' in page
    assert "縮減恐慌" in page


def test_an_unknown_language_is_refused(made):
    with pytest.raises(UnknownName):
        audit_page(made, "fr")


def claim(number, start, end):
    return Verdict(str(number), Found("money", start, end), "", "", Link("level", ""), "right")


@settings(max_examples=80, deadline=None)
@given(st.text(alphabet="ab\n億", max_size=60), st.lists(st.tuples(st.integers(0, 60), st.integers(0, 12)), max_size=8))
def test_the_pieces_are_the_text_whatever_overlaps(text, spans):
    claims = [claim(n, min(s, len(text)), min(s + w, len(text))) for n, (s, w) in enumerate(spans)]
    paragraphs = marked(Document(text, ((0, len(text)),), "en"), claims)
    assert "\n".join("".join(piece.text for piece in line) for line in paragraphs) == text
