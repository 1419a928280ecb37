"""``ebb import`` at the command line: exit status, the page in both languages, and the JSON. Figures are invented."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ebb.cli import importing
from ebb.cli.app import app

Say = Callable[..., Any]

WEEKS = "date,WALCL,SOFR,MYSTERY\n2022-06-01,8900000,0.8,1\n2022-06-08,8910000,0.8,2\n"


@pytest.fixture(autouse=True)
def command(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The command is there, and the store in the test's own folder."""
    if not any(command.name == "import" for command in app.registered_commands):
        monkeypatch.setattr(app, "registered_commands", list(app.registered_commands))
        importing.register(app)
    monkeypatch.setenv("EBB_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("LC_ALL", "C.UTF-8")


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "weeks.csv").write_text(WEEKS, encoding="utf-8")
    return folder


def test_the_page_says_what_was_taken_and_what_was_left(say: Say, mine: Path) -> None:
    said = say("import", str(mine))
    assert said.status == 0
    assert "weeks.csv" in said.out
    assert "table of series by date" in said.out
    assert "2 series, 4 figures" in said.out
    assert "weeks.csv [MYSTERY]: not in the catalogue, and no units file describes it" in said.out
    assert "1 file loaded, 0 refused, 0 left; figures and lines: 4 new, 0 unchanged, 0 revised." in said.out


def test_in_traditional_chinese(say: Say, mine: Path) -> None:
    said = say("import", str(mine), "--lang", "zh-Hant")
    assert said.status == 0
    assert "多序列表格" in said.out
    assert "2項序列，4筆數字" in said.out
    assert "weeks.csv [MYSTERY]：目錄中沒有，也沒有單位說明檔" in said.out
    assert "figures" not in said.out


def test_a_refused_file_is_status_one_and_its_lines_are_told(say: Say, mine: Path) -> None:
    (mine / "broken.csv").write_text("date,EFFR\n2022-06-01,x\n2022-06-01,1\n")
    said = say("import", str(mine))
    assert said.status == 1
    assert (
        'broken.csv: the file is refused: line 3: date 2022-06-01 repeats; line 2: "x" in EFFR is no number' in said.out
    )
    assert "4 new" in said.out


def test_a_refused_column_names_itself(say: Say, mine: Path) -> None:
    (mine / "billions.csv").write_text("date,TREAST\n2022-06-01,5700.1\n")
    said = say("import", str(mine))
    assert said.status == 1
    assert "billions.csv [TREAST]: 1 of 1 figures" in said.out
    assert "another unit?" in said.out


@pytest.mark.parametrize("language", ["en", "zh-Hant"])
def test_wrong_use_is_status_two_and_prints_nothing(say: Say, tmp_path: Path, language: str) -> None:
    for name in ("nowhere", "empty"):
        (tmp_path / "empty").mkdir(exist_ok=True)
        said = say("import", str(tmp_path / name), "--lang", language)
        assert (said.status, said.out) == (2, "")
        assert said.err.startswith("what")
    assert not (tmp_path / "home").exists()


def test_json_is_one_object(say: Say, mine: Path) -> None:
    said = say("import", str(mine), "--json")
    found = json.loads(said.out)
    assert (found["ok"], found["published"], found["dry_run"]) == (True, True, False)
    assert found["counts"]["new"] == 4
    (row,) = found["files"]
    assert (row["file"], row["outcome"], row["recognised_as"]) == ("weeks.csv", "loaded", "wide")
    assert row["series"] == ["WALCL", "SOFR"]
    assert [(item["what"], item["reason"]) for item in row["left"]] == [("MYSTERY", "unknown_column")]


def test_a_dry_run_stores_nothing(say: Say, mine: Path, tmp_path: Path) -> None:
    said = say("import", str(mine), "--dry-run")
    assert said.status == 0
    assert "nothing was stored" in said.out
    assert "4 new" in said.out
    assert not (tmp_path / "home").exists()


def test_many_other_files_are_counted(say: Say, mine: Path) -> None:
    for k in range(9):
        (mine / f"photo{k}.png").write_bytes(b"\x89PNG")
    said = say("import", str(mine))
    assert "photo3.png" not in said.out
    assert "9 other files (no CSV or JSON, or hidden)" in said.out


def test_copies_that_differ_are_told(say: Say, mine: Path) -> None:
    (mine / "old.csv").write_text("date,SOFR\n2022-06-01,0.9\n")
    said = say("import", str(mine))
    assert "SOFR: 1 date, at most 0.10 percentage points on 2022-06-01; kept weeks.csv, not old.csv" in said.out
    again = say("import", str(mine))
    assert "0 new, 3 unchanged" in again.out or "0 new, 4 unchanged" in again.out


def test_help_shows_commands_to_copy(say: Say) -> None:
    assert "ebb import ~/data --dry-run" in say("import", "--help").out
