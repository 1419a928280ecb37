"""A fetch killed anywhere: the store opens with the last published state, and the next fetch goes on."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from ebb.sources.http import Client, Manners
from ebb.sources.publishers import Wish, asks
from ebb.store import Store
from ebb.store.fetched import Fetched
from ebb.store.fetching import fetch
from loopback import Reply, serving
from replies import cases

NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
#: Three publishers, in the order in which they are asked; each is published when it is through.
CASES = [case for name in ("rates", "acm", "vix") for case in cases() if case.name == name]


class Fetching:
    """``ebb fetch`` as a process, against a slow publisher."""

    def __init__(self, home, server) -> None:
        self.home, self.server = home, server
        for case in CASES:
            server.at(case.path, Reply(case.good(), case.media, wait=0.08))

    def start(self) -> subprocess.Popen[str]:
        mirrors = {f"EBB_BASE_{case.publisher.upper()}": self.server.base + case.base for case in CASES}
        words = [
            *(case.publisher for case in CASES),
            "--series",
            ",".join(case.series for case in CASES),
            "--lang",
            "en",
        ]
        return subprocess.Popen(
            [sys.executable, "-m", "ebb", "fetch", *words],
            env={**os.environ, **mirrors, "EBB_HOME": str(self.home)},
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip

    def go_on(self) -> Fetched:
        """The next fetch, in this process."""
        mirrors = {case.publisher: self.server.base + case.base for case in CASES}
        wish = Wish(NOW.date(), tuple(mirrors), tuple(case.series for case in CASES), bases=mirrors)
        with Client(lambda: NOW, Manners(gap=0.0, gaps={})) as client:
            path = self.home / "ebb.duckdb"
            return fetch(asks(wish), client=client, now=lambda: NOW, today=NOW.date(), path=path)

    def until(self, questions: int) -> None:
        """Wait until so many questions have arrived."""
        end = time.monotonic() + 60
        while len(self.server.asked) < questions:
            assert time.monotonic() < end, "the fetch asked nothing more"
            time.sleep(0.002)

    def held(self) -> dict[str, list[float]]:
        with Store.open(self.home / "ebb.duckdb") or pytest.fail("no store") as store:
            return {
                case.series: store.series(case.series).values.tolist() for case in CASES if case.series in store.names()
            }


@pytest.fixture
def fetching(tmp_path, monkeypatch):
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    with serving() as server:
        yield Fetching(tmp_path / "home", server)


def whole(case) -> list[float]:
    return pytest.approx([value for _, value in case.rows()], rel=1e-6)


@pytest.mark.parametrize(("question", "later"), [(1, 0.0), (2, 0.1), (3, 0.0)])
def test_whatever_was_published_before_the_kill_is_there_and_nothing_half(fetching, question, later):
    process = fetching.start()
    fetching.until(question)
    time.sleep(later)
    process.kill()
    assert process.wait(20) == -signal.SIGKILL
    process.communicate()
    store = fetching.home / "ebb.duckdb"
    there = fetching.held() if store.exists() else {}
    names = [case.series for case in CASES]
    assert list(there) == names[: len(there)], "publishers are published in their order, each whole"
    assert len(there) >= question - 1, "a publisher asked for means that the one before was published"
    assert there == {case.series: whole(case) for case in CASES[: len(there)]}

    made = fetching.go_on()
    assert made.failed == 0
    assert fetching.held() == {case.series: whole(case) for case in CASES}
    assert list(fetching.home.glob("*.writing-*")) == []


def test_stopped_by_hand_it_says_so_at_once_and_keeps_what_was_published(fetching):
    fetching.server.at(CASES[1].path, Reply(CASES[1].good(), CASES[1].media, wait=30))
    process = fetching.start()
    fetching.until(2)
    began = time.monotonic()
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=20)
    assert time.monotonic() - began < 8
    assert process.returncode == 1
    assert out == ""
    done, *message = err.splitlines()
    assert done == "nyfed  Reference rates: new  1/1"
    assert [line.split()[0] for line in message] == ["what", "where", "expected", "next"]
    assert fetching.held() == {CASES[0].series: whole(CASES[0])}


def test_while_one_writes_others_read_and_a_second_writer_is_refused(fetching):
    fetching.server.at(CASES[1].path, replace(Reply(CASES[1].good(), CASES[1].media), wait=60))
    first = fetching.start()
    fetching.until(2)
    assert fetching.held() == {CASES[0].series: whole(CASES[0])}
    second = fetching.start()
    out, err = second.communicate(timeout=60)
    assert (second.returncode, out) == (2, "")
    assert "is writing to the store" in err
    assert len(fetching.server.asked) == 2, "the second asked nobody"
    fetching.server.released.set()
    while first.poll() is None:
        there = fetching.held()
        assert there == {case.series: whole(case) for case in CASES[: len(there)]}, "only published states are seen"
        time.sleep(0.02)
    _, err = first.communicate()
    assert first.returncode == 0, err
    assert len(fetching.held()) == 3
