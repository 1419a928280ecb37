"""`ebb audit`: the contract of its JSON, its page, its exit status, and what it refuses."""

from __future__ import annotations

import json
from datetime import date

import pytest

from ebb.audit.claim import VERDICTS
from ebb.audit.door import audit

STORY = "2020年2月聯準會總資產約4.2億美元。隔夜逆回購在2022年12月30日達到2.55兆美元。\n"


@pytest.fixture
def story(tmp_path):
    file = tmp_path / "story.txt"
    file.write_text(STORY, encoding="utf-8")
    return file


def test_json_keeps_the_contract(say, story):
    said = say("audit", str(story), "--json")
    assert said.status == 1  # one claim is at odds with the record
    data = json.loads(said.out)
    assert set(data) == {"claims", "counts"}
    assert set(data["counts"]) == set(VERDICTS)
    assert sum(data["counts"].values()) == len(data["claims"])
    slip = data["claims"][0]
    assert set(slip) == {
        *("id", "text", "sentence", "printed", "measured", "verdict", "stale", "suggested", "check"),
    }
    assert (slip["text"], slip["verdict"], slip["printed"]) == (
        "4.2億美元",
        "wrong_unit",
        {"value": 0.42, "unit": "USD bn"},
    )
    assert set(slip["measured"]) == {"value", "unit", "series", "date", "known"}
    assert "4.2兆美元" in slip["suggested"]
    assert all(claim["text"] in STORY for claim in data["claims"])


@pytest.mark.parametrize(
    ("lang", "words"), [("zh-Hant", ("單位錯誤", "建議改寫")), ("en", ("wrong unit", "Should read"))]
)
def test_a_person_is_told_the_verdicts_and_what_should_stand_instead(say, story, lang, words):
    said = say("audit", str(story), "--lang", lang)
    assert all(word in said.out for word in words)


def test_a_page_is_written_beside_the_table(say, story, tmp_path):
    page = tmp_path / "audit.html"
    said = say("audit", str(story), "--out", str(page), "--lang", "en")
    assert said.status == 1
    assert "單位錯誤" in page.read_text("utf-8")
    assert str(page) in said.err


def test_a_text_in_accord_with_the_record_ends_with_zero(say, tmp_path):
    file = tmp_path / "good.txt"
    file.write_text("ON RRP balances reached a record $2.55 trillion on December 30, 2022.\n", encoding="utf-8")
    said = say("audit", str(file), "--json")
    assert said.status == 0
    assert {claim["verdict"] for claim in json.loads(said.out)["claims"]} == {"right"}


def test_the_packaged_article_is_audited_by_its_name(say):
    data = json.loads(say("audit", "article", "--json").out)
    found = {claim["id"]: claim["verdict"] for claim in data["claims"]}
    slips = ("D2", "D3", "D6", "D7", "D11")
    assert {found[key] for key in slips} == {"wrong_unit"}
    assert found["B14"] == "wrong_date"


@pytest.mark.parametrize(
    ("content", "word"),
    [(b"", "nothing in it"), (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8, ""), (None, "does not exist")],
)
def test_what_cannot_be_read_is_refused_in_four_lines(say, tmp_path, content, word):
    file = tmp_path / "given"
    if content is not None:
        file.write_bytes(content)
    said = say("audit", str(file))
    assert (said.status, said.out) == (2, "")
    assert [line.split()[0] for line in said.err.strip().splitlines()] == ["what", "where", "expected", "next"]
    assert word in said.err


def test_wrong_pins_are_refused_whole(say, story, tmp_path):
    pins = tmp_path / "pins.toml"
    pins.write_text('[[pin]]\nwords = "4.2億美元"\nseries = "no_such_series"\n', encoding="utf-8")
    said = say("audit", str(story), "--pins", str(pins))
    assert (said.status, said.out) == (2, "")
    assert "no_such_series" in said.err


def test_the_future_of_the_record_changes_no_verdict_of_an_earlier_day(say, story, at_home):
    """The same question, as of a day, on an honest store and on one in which everything known later is wrong."""
    at_home("honest")
    honest = say("audit", str(story), "--as-of", "2024-07-18", "--json").out
    article = say("audit", "article", "--as-of", "2024-07-18", "--json").out
    at_home("spoilt")
    assert say("audit", str(story), "--as-of", "2024-07-18", "--json").out == honest
    assert say("audit", "article", "--as-of", "2024-07-18", "--json").out == article
    assert say("audit", "article", "--json").out != article


@pytest.mark.parametrize(
    ("lang", "words"), [("zh-Hant", ("與官方紀錄的相符程度", "因果", "合計")), ("en", ("Agreement", "causes", "all"))]
)
def test_the_article_ends_with_its_scorecard_by_kind(say, lang, words):
    out = say("audit", "article", "--lang", lang).out
    assert all(word in out for word in words)


def test_the_scorecard_counts_every_statement_once_and_follows_the_record(with_series):
    made = audit("article")
    rows = made.scorecard()
    assert sum(sum(row.values()) for row in rows.values()) == len(made.audit.verdicts)
    assert rows["figure"]["at_odds"] >= 5  # the five slips of unit
    with_series("total_assets", date(2020, 2, 26), 420.0)  # USD mn: then the printed 4.2億 is right
    changed = {one.id: one.verdict for one in audit("article").audit.verdicts}
    assert (changed["D2"], changed["D4"]) == (
        "right",
        "wrong",
    )  # and the growth since then no longer is the one printed
