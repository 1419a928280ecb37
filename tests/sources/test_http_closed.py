"""Publishers that are not to be had for now: nobody is there, or they ask for a long rest. They are asked once."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from ebb.sources import refusals
from ebb.sources.harvest import Harvest, Request
from ebb.sources.http import Client, Manners
from loopback import Reply, serving


@pytest.fixture
def slept():
    return []


@pytest.fixture
def client(slept, monkeypatch):
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    how = Manners(agent="ebb/test", connect=1.0, read=0.25, total=60.0, gap=0.0, gaps={})
    with Client(lambda: datetime(2026, 11, 20, 15, 0, tzinfo=UTC), how, sleep=slept.append) as made:
        yield made


@pytest.fixture
def publisher():
    with serving() as there:
        yield there


def question(base: str) -> Request:
    return Request("WALCL", "board", base + "/data.csv", lambda raw: Harvest(), media=("text/csv",))


@pytest.mark.parametrize("url", ["", "http://no-such-host.invalid"])
def test_where_nobody_can_answer_it_is_asked_once(client, slept, url):
    with serving() as gone:
        pass
    words = "its host is not found" if url else "its host refuses connections"
    with pytest.raises(refusals.Closed, match=f"no connection, {words}"):
        client.get(question(url or gone.base))
    assert slept == []


@pytest.mark.parametrize("status", [429, 503])
def test_a_publisher_that_wants_a_long_rest_is_left_in_peace_and_its_wish_is_told(publisher, client, slept, status):
    publisher.at("/data.csv", Reply(b"", "text/plain", status, (("Retry-After", "3600"),)))
    with pytest.raises(refusals.Closed, match=f"answered {status} and wishes to be asked again in 3,600 seconds"):
        client.get(question(publisher.base))
    assert publisher.count("/data.csv") == 1
    assert slept == []
