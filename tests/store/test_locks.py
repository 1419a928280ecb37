"""One writer at a time; the second one is told who the first is, and readers never wait."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import pytest

from ebb.errors import UsageError
from ebb.store import Store, locks, path, writing

from .conftest import passport, plain

HOLDER = """
import sys, time
from ebb.store import writing
with writing():
    print("in", flush=True)
    sys.stdin.readline()
"""

LOOP = Path(__file__).with_name("kill_loop.py")


@pytest.fixture
def started():
    running = []

    def start(program, *words):
        child = subprocess.Popen(
            [sys.executable, "-c", program, *words], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        running.append(child)
        return child

    yield start
    for child in running:
        child.kill()
        child.communicate()


def test_a_second_writer_is_told_who_the_first_is(started, monkeypatch):
    monkeypatch.setattr(locks, "PATIENCE", 0.2)
    first = started(HOLDER)
    assert first.stdout.readline() == "in\n"
    before = time.monotonic()
    with pytest.raises(UsageError) as refused, locks.held(path(), patience=0.2):
        pass
    assert time.monotonic() - before < 5
    assert refused.value.exit_code == 2
    assert f"process {first.pid}" in refused.value.what
    assert "try again" in refused.value.next_step
    first.stdin.write("\n")
    first.stdin.flush()
    assert first.wait(timeout=20) == 0
    with writing() as writer:
        assert writer.last_date("LEVEL") is None


def test_the_lock_dies_with_its_holder(started):
    first = started(HOLDER)
    assert first.stdout.readline() == "in\n"
    first.kill()
    first.wait()
    with writing() as writer:
        writer.put(plain({"2020-01-01": 1.0}), passport(), date(2020, 1, 5))
        writer.publish()
    assert not os.path.exists(f"{path()}.holder")


def test_a_second_writer_in_the_same_process_is_refused_too(monkeypatch):
    with writing(), pytest.raises(UsageError, match=f"process {os.getpid()}"), locks.held(path(), patience=0.1):
        pass


def test_reading_needs_no_lock_and_sees_only_what_was_published(keep):
    keep((plain({"2020-01-01": 1.0}), date(2020, 1, 5)))
    with writing() as writer, Store.open() as before:
        writer.put(plain({"2020-01-02": 2.0}), passport("x"), date(2020, 1, 5))
        with Store.open() as during:
            assert len(during.series("LEVEL")) == 1
        writer.publish()
        assert len(before.series("LEVEL")) == 1, "a reader keeps the generation it opened"
        with Store.open() as after:
            assert (after.generation, len(after.series("LEVEL"))) == (2, 2)


def test_two_processes_read_while_a_third_writes_and_publishes(tmp_path):
    command = [sys.executable, str(LOOP), str(tmp_path / "ebb.duckdb"), "readers", "2", "4"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    *readers, writer = done.stdout.splitlines()
    assert writer == "writing to the end"
    assert len(readers) == 2, done.stdout
    for reader in readers:
        opened, generations = map(int, reader.split())
        assert opened >= generations == 4
