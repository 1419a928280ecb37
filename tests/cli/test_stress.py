"""``ebb stress`` as a person and as a program use it."""

from __future__ import annotations

import json

import pytest

from ebb.cli.door import main


def test_json_is_one_object_with_every_row_of_buffers(capsys):
    assert main(["stress", "current", "--episode", "repo_2019", "--json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert set(data["text"]) == {"zh-Hant", "en"}
    assert set(data["buffers"]) >= {"as_they_are", "without_on_rrp", "without_standing_repo", "pause", "restart"}
    assert len(data["dates"]) == len(data["paths"]["reserves"]["with"])


@pytest.mark.parametrize(("lang", "word"), [("en", "without standing repo"), ("zh-Hant", "沒有常備附買回")])
def test_the_table_speaks_both_languages(capsys, lang, word):
    assert main(["stress", "qt3", "--episode", "reserves_2025", "--lang", lang]) == 0
    assert word.split()[0] in capsys.readouterr().out


def test_the_library_tells_every_episode_and_its_replay(capsys):
    assert main(["stress", "--json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert len(data["episodes"]) == 9
    assert all(one["sources"] and one["channels"] for one in data["episodes"])
    assert sum("replay" in one for one in data["episodes"]) == 8


@pytest.mark.parametrize(
    "words",
    [
        ["stress", "current", "--episode", "repo2019"],
        ["stress", "current", "--episode", "repo_2019", "--scale", "big"],
        ["stress", "current", "--episode", "repo_2019", "--at", "soon"],
        ["stress", "nowhere", "--episode", "repo_2019"],
        ["stress", "current"],
    ],
)
def test_wrong_use_exits_with_two_and_writes_nothing(capsys, words):
    assert main(words) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert len(said.err.strip().splitlines()) == 4
