"""`ebb stocks`: a table in both languages, one JSON object, a picture, and one message for everything that is wrong."""

from __future__ import annotations

import json

import pytest


@pytest.fixture
def portfolio(tmp_path):
    file = tmp_path / "portfolio.csv"
    file.write_text("代號,權重\nTAIEX,60%\nSPX,40%\n", "utf-8")
    return file


@pytest.mark.parametrize(
    ("lang", "words"),
    [("zh-Hant", ("因子", "期限溢酬", "區間", "權重")), ("en", ("factor", "term premium", "interval", "weight"))],
)
def test_a_person_sees_the_sensitivities_and_the_holdings(say, portfolio, lang, words):
    said = say("stocks", str(portfolio), "--lang", lang)
    assert said.status == 0
    for word in (*words, "TAIEX", "60.0%", "R²"):
        assert word in said.out


def test_json_is_one_object_and_a_picture_is_written_beside(say, portfolio, tmp_path):
    picture = tmp_path / "s.svg"
    said = say("stocks", str(portfolio), "--json", "--chart", str(picture), "--index", "taiex")
    assert said.status == 0
    data = json.loads(said.out)
    assert data["index"] == "taiex"
    assert {one["factor"] for one in data["sensitivities"]} == {"term_premium", "index", "implied_volatility"}
    assert picture.read_text("utf-8").startswith("<svg")


def test_wrong_files_are_wrong_use_and_write_nothing(say, tmp_path):
    bad = tmp_path / "bad.csv"
    bad.write_text("symbol,weight\nZZZ,1\nSPX,-1\n", "utf-8")
    said = say("stocks", str(bad), "--json", "--chart", str(tmp_path / "s.png"))
    assert (said.status, said.out) == (2, "")
    assert said.err.splitlines()[0].startswith("what      2 problems in the holdings")
    assert len(said.err.splitlines()) == 4
    assert not (tmp_path / "s.png").exists()
