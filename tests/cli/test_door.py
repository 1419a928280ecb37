"""Errors become four lines and an exit status; standard output stays empty; nothing shows a traceback unasked."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from ebb.errors import LawError, UnknownName

LABELS = ["what", "where", "expected", "next"]

WRONG = [
    ("anwser",),
    ("answer",),
    ("answer", "what", "--asof", "2020-01-01"),
    ("answer", "what", "--as-of", "2020-13-01"),
    ("answer", "what", "--as-of", "yesterday"),
    ("answer", "what", "--as-of", "２０２０-01-01"),
    ("answer", "what", "--lang", "fr"),
    ("answer", "what", "extra"),
    ("run", "hold", "--start", "2027-00"),
    ("run", "hold", "--months", "0"),
    ("run", "hold", "--months", "many"),
    ("run", "hold", "--setting", "medium"),
    ("run", "hold", "--frequency", "daily"),
    ("caps", "--from", "2019-12", "--to", "2017-10"),
    ("caps", "--to"),
]


@pytest.mark.parametrize("words", WRONG, ids=" ".join)
def test_wrong_use_exits_2_with_four_lines_and_an_empty_standard_output(door, say, words):
    said = say(*words)
    assert said.status == 2
    assert said.out == ""
    assert [line.split()[0] for line in said.err.splitlines()] == LABELS
    assert door.calls == []


def test_a_mistyped_command_and_option_offer_the_right_one(door, say):
    assert "answer" in say("anwser", "what").err
    assert "--as-of" in say("answer", "what", "--asof", "2020-01-01").err


def test_errors_of_the_house_keep_their_message_and_status(door, say):
    door.raises = UnknownName.of("answer", "how-lnog", ["how-long", "what"])
    said = say("answer", "how-lnog")
    assert (said.status, said.out) == (2, "")
    assert 'did you mean "how-long"?' in said.err
    door.raises = LawError("the books are off by 1 cent", "books", "0", "report it")
    said = say("run", "hold", "--json")
    assert (said.status, said.out) == (1, "")
    assert said.err.startswith("what      the books are off by 1 cent\n")


def test_debug_adds_the_traceback_and_keeps_the_message(door, say):
    door.raises = LawError("the books are off by 1 cent")
    assert "Traceback" not in say("run", "hold").err
    said = say("run", "hold", "--debug")
    assert "Traceback (most recent call last)" in said.err
    assert said.err.endswith("what      the books are off by 1 cent\n")
    assert said.status == 1


def test_a_full_disk_is_a_message(door, say, tmp_path):
    door.raises = OSError(28, "No space left on device", "page.html")
    said = say("report", "--out", str(tmp_path / "page.html"))
    assert (said.status, said.out) == (1, "")
    assert "no space left on device" in said.err


def test_a_bug_is_not_hidden(door, say):
    door.raises = ZeroDivisionError("division by zero")
    with pytest.raises(ZeroDivisionError):
        say("run", "hold")


def ebb(*words: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "ebb", *words], capture_output=True, env={**os.environ, **environment}, check=False
    )


@pytest.mark.parametrize("words", [[], ["report"], ["run"], ["caps"]], ids=str)
def test_help_works_as_a_program_and_loads_nothing_heavy(words):
    command = [sys.executable, "-X", "importtime", "-m", "ebb", *words, "--help"]
    made = subprocess.run(command, capture_output=True, text=True, check=True)
    assert made.stdout.startswith("Usage: ebb")
    loaded = {line.split("|")[-1].strip().split(".")[0] for line in made.stderr.splitlines()}
    assert "typer" in loaded
    assert not loaded & {"numpy", "scipy", "pandas", "altair", "vl_convert", "pydantic", "babel", "jinja2", "rich"}


def test_a_closed_pipe_is_no_error():
    made = subprocess.Popen([sys.executable, "-m", "ebb", "--help"], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert made.stdout is not None
    assert made.stderr is not None
    made.stdout.close()
    complaint = made.stderr.read()
    made.stderr.close()
    assert made.wait(timeout=30) == 0
    assert complaint == b""


def test_output_is_utf8_whatever_the_code_page():
    made = ebb("report", "--help", PYTHONIOENCODING="ascii", LC_ALL="C")
    assert made.returncode == 0
    assert "縮表.html" in made.stdout.decode("utf-8")
