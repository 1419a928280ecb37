"""A writer killed anywhere leaves the last published generation, whole; what it left is swept by the next one."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from ebb.store import Store, writing

from .conftest import passport, plain

LOOP = Path(__file__).with_name("kill_loop.py")


def killed(file: Path, mode: str, seed: int, kills: int) -> list[tuple[int, int, str]]:
    """(signal, files left behind, generation) after each death."""
    file.parent.mkdir(exist_ok=True)
    command = [sys.executable, str(LOOP), str(file), mode, str(seed), str(kills)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert "BROKEN" not in done.stdout, done.stdout
    assert done.returncode == 0, done.stderr
    lines = [line.split() for line in done.stdout.splitlines()]
    assert len(lines) == kills, done.stdout + done.stderr
    return [(int(death), int(left), generation) for death, left, generation in lines]


def test_killed_at_random_the_store_opens_with_the_last_good_state(tmp_path):
    deaths = killed(tmp_path / "s" / "ebb.duckdb", "random", seed=5, kills=15)
    assert {death for death, *_ in deaths} == {signal.SIGKILL}
    told = [0 if generation == "none" else int(generation) for *_, generation in deaths]
    assert told == sorted(told), "no published generation is ever lost"
    assert told[-1] >= 10, "the writers did publish between the kills"
    assert any(left for _, left, _ in deaths), "some died over unfinished work"


def test_killed_at_each_step_of_a_publication_it_is_there_whole_or_not_at_all(tmp_path):
    deaths = killed(tmp_path / "s" / "ebb.duckdb", "steps", seed=0, kills=8)
    assert {death for death, *_ in deaths} == {signal.SIGKILL}
    told = [int(generation) for *_, generation in deaths if generation != "none"]
    assert told == sorted(told)
    assert told[-1] >= 4


def test_what_a_dead_writer_left_is_swept_by_the_next(home):
    home.mkdir()
    for name in ("ebb.duckdb.writing-1-1", "ebb.duckdb.writing-1-1.wal", "ebb.duckdb.writing-99999-3"):
        (home / name).write_bytes(b"half")
    (home / "ebb.duckdb.backup").write_bytes(b"the user's own")
    with writing() as writer:
        writer.put(plain({"2020-01-01": 1.0}), passport(), date(2020, 1, 5))
        writer.publish()
    assert sorted(name for name in os.listdir(home) if not name.endswith(".lock")) == [
        "ebb.duckdb",
        "ebb.duckdb.backup",
    ]


@pytest.mark.parametrize("where", ["before", "after"])
def test_an_error_while_publishing_leaves_the_old_or_the_new_state(home, monkeypatch, where):
    with writing() as writer:
        writer.put(plain({"2020-01-01": 1.0}), passport("a"), date(2020, 1, 5))
        writer.publish()
    real = os.replace

    def broken(source, target):
        if where == "after":
            real(source, target)
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", broken)
    with writing() as writer:
        writer.put(plain({"2020-01-02": 2.0}), passport("b"), date(2020, 1, 5))
        with pytest.raises(OSError, match="No space"):
            writer.publish()
    monkeypatch.undo()
    monkeypatch.setenv("EBB_HOME", str(home))
    with Store.open() as held:
        assert len(held.series("LEVEL")) == (1 if where == "before" else 2)
    assert sorted(name for name in os.listdir(home) if not name.endswith(".lock")) == ["ebb.duckdb"]
