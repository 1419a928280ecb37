"""``ebb plan`` as a person and as a program use it."""

from __future__ import annotations

import json

import pytest

from ebb.cli.door import main
from ebb.scenario import load

ORDER = [
    "plan",
    "--target",
    "reserves at 13% of bank assets",
    "--max-risk",
    "45%",
    "--as-of",
    "2022-09-30",
    "--months",
    "24",
]


def test_json_text_and_file_are_one_plan(capsys, tmp_path):
    out = tmp_path / "plan.toml"
    assert main([*ORDER, "--json", "--out", str(out)]) == 0
    data = json.loads(capsys.readouterr().out)
    assert set(data["plans"]) == {"designed", "hold", "qt1_pace", "qt2_pace", "slowed_pace"}
    assert data["plans"]["designed"]["highest_chance"] <= 45.0
    steps = {step["from"]: step["treasury"] for step in data["caps"]}
    assert all(str(first) in steps for first, amount in load(out).caps.treasury if amount)


@pytest.mark.parametrize(("lang", "word"), [("en", "no runoff"), ("zh-Hant", "不縮表")])
def test_the_table_speaks_both_languages(capsys, lang, word):
    assert main([*ORDER, "--lang", lang]) == 0
    assert word in capsys.readouterr().out


@pytest.mark.parametrize(
    "words",
    [
        ["plan"],
        ["plan", "--target", "reserves at 12%"],
        ["plan", "--target", "reserves at 12% of bank assets", "--max-risk", "often"],
        ["plan", "--target", "reserves at 40% of bank assets"],
        ["plan", "--target", "reserves at 10% of bank assets", "--max-risk", "60%", "--stress-risk", "5%"],
    ],
)
def test_wrong_use_exits_with_two_and_writes_nothing(capsys, words):
    assert main(words) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert len(said.err.strip().splitlines()) == 4
