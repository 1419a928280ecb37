"""``ebb sweep`` at the command line: the table of a grid, its wire form, and both languages."""

from __future__ import annotations

import json

import pytest

from ebb.cli import main


@pytest.fixture
def grid(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "small.toml"
    path.write_text('plans = ["hold"]\nstart = 2027-01-01\nmonths = 1\n', "utf-8")
    return path


def test_a_grid_is_worked_out_once_and_told_in_both_languages(grid, capsys):
    assert main(["sweep", str(grid), "--lang", "en"]) == 0
    out, err = capsys.readouterr()
    assert out.startswith("1 cell: 1 worked out now, 0 kept from before; ")
    assert "Without draws" in out
    assert "small-sweep/sweep.parquet" in out
    assert err.splitlines()[-1] == "hold"  # a line for each cell where there is no terminal
    assert main(["sweep", str(grid), "--lang", "zh-Hant"]) == 0
    assert capsys.readouterr().out.startswith("共1格：本次算出0格，沿用先前1格")


def test_the_wire_form_is_one_object(grid, capsys):
    assert main(["sweep", str(grid), "--json", "--out", "there"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["cells"] == found["computed"] == 1
    assert found["table"] == "there/sweep.parquet"


@pytest.mark.parametrize(
    "words", [["--workers", "0"], ["--workers", "two"], ["--workers", "2", "--cluster", "tcp://x:1"]]
)
def test_wrong_words_are_refused_with_nothing_written(grid, capsys, words):
    assert main(["sweep", str(grid), *words]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert [line.split()[0] for line in err.splitlines()[-4:]] == ["what", "where", "expected", "next"]
    assert not (grid.parent / "small-sweep").exists()
