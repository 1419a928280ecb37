"""The one HTTP seam against a real server on this machine: what is asked, what is refused, and how long we wait."""

from __future__ import annotations

import logging
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from hashlib import sha256

import httpx
import pytest

from ebb.errors import FormatError, SourceError, Unreachable
from ebb.sources import refusals
from ebb.sources.harvest import Harvest, Request
from ebb.sources.http import Client, Manners, Unchanged
from loopback import Reply, serving

NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
CSV = b"observation_date,WALCL\n2026-11-11,6700000\n2026-11-18,6712345\n"
#: Short times: nothing here may take seconds.
QUICK = Manners(agent="ebb/test", connect=1.0, read=0.25, total=60.0, gap=0.0, gaps={})


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch):
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture
def publisher():
    with serving() as there:
        yield there


@pytest.fixture
def slept():
    return []


@pytest.fixture
def client(slept):
    with Client(lambda: NOW, QUICK, sleep=slept.append) as made:
        yield made


def question(there, path="/data.csv", **changed):
    asked = Request("WALCL", "board", there.base + path, lambda raw: Harvest(), media=("text/csv",))
    return replace(asked, **changed)


def test_an_answer_comes_whole_with_its_passport(publisher, client):
    publisher.at("/data.csv", Reply(CSV, headers=(("ETag", '"7"'), ("Last-Modified", "Thu, 19 Nov 2026 21:30:00 GMT"))))
    body, passport = client.get(question(publisher, params=(("id", "WALCL"), ("cosd", "2026-11-01"))))
    assert body == CSV
    assert passport.sha256 == sha256(CSV).hexdigest()
    assert (passport.size, passport.received, passport.publisher) == (len(CSV), NOW, "board")
    assert passport.address == publisher.base + "/data.csv?id=WALCL&cosd=2026-11-01"
    assert (passport.etag, passport.last_modified) == ('"7"', "Thu, 19 Nov 2026 21:30:00 GMT")


def test_the_publisher_learns_who_asks_but_fred_gets_the_librarys_own_name(publisher, client):
    publisher.at("/data.csv", Reply(CSV))
    client.get(question(publisher))
    client.get(question(publisher, publisher="fred"))
    named, plain = (asked.headers["user-agent"] for asked in publisher.asked)
    assert named == "ebb/test"
    assert plain == f"python-httpx/{httpx.__version__}"


def test_an_address_is_encoded_exactly_once(publisher, client):
    publisher.by("/soma/*", lambda asked: Reply(CSV))
    client.get(question(publisher, "/soma/agency debts/asof"))
    client.get(question(publisher, "/soma/agency%20debts/asof", params=(("page[size]", "10"),)))
    assert [asked.target for asked in publisher.asked] == [
        "/soma/agency%20debts/asof",
        "/soma/agency%20debts/asof?page%5Bsize%5D=10",
    ]


def test_a_packed_answer_is_unpacked_and_hashed_as_read(publisher, client):
    publisher.at("/data.csv", Reply(CSV * 50, packed=True))
    body, passport = client.get(question(publisher))
    assert body == CSV * 50
    assert passport.sha256 == sha256(CSV * 50).hexdigest()
    assert "gzip" in publisher.asked[0].headers["accept-encoding"]


def test_what_did_not_change_is_not_sent_again(publisher, client):
    publisher.at("/data.csv", Reply(CSV, headers=(("ETag", '"7"'),)))
    _, held = client.get(question(publisher))
    assert client.get(question(publisher), held) == Unchanged("board", publisher.base + "/data.csv", NOW)
    assert publisher.asked[1].headers["if-none-match"] == '"7"'
    publisher.at("/data.csv", Reply(CSV + b"2026-11-25,6720000\n", headers=(("ETag", '"8"'),)))
    body, _ = client.get(question(publisher), held)
    assert body.endswith(b"6720000\n")


def test_the_date_alone_makes_a_question_conditional(publisher, client):
    publisher.at("/data.csv", Reply(CSV, headers=(("Last-Modified", "Thu, 19 Nov 2026 21:30:00 GMT"),)))
    _, held = client.get(question(publisher))
    assert isinstance(client.get(question(publisher), held), Unchanged)
    assert isinstance(client.get(question(publisher), replace(held, last_modified="")), tuple)


def test_unchanged_is_no_answer_to_a_question_that_did_not_ask_it(publisher, client):
    publisher.at("/data.csv", Reply(status=304))
    with pytest.raises(Unreachable, match="304"):
        client.get(question(publisher))


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_trouble_that_passes_is_waited_for(publisher, client, slept, status):
    publisher.at("/data.csv", Reply(b"busy", "text/plain", status), Reply(b"busy", "text/plain", status), Reply(CSV))
    body, _ = client.get(question(publisher))
    assert body == CSV
    assert publisher.count("/data.csv") == 3
    first, second = slept
    assert 1 <= first <= 2
    assert 2 <= second <= 3


def test_trouble_that_stays_is_given_up_after_four_tries_in_one_message(publisher, client, slept):
    publisher.at("/data.csv", Reply(b"no", "text/plain", 500))
    with pytest.raises(Unreachable) as caught:
        client.get(question(publisher))
    assert publisher.count("/data.csv") == QUICK.tries == 4
    assert caught.value.what == '"WALCL" could not be fetched: the publisher answered 500 (4 tries)'
    assert [line.split()[0] for line in str(caught.value).splitlines()] == ["what", "where", "expected", "next"]
    assert "last good figures are kept" in caught.value.next_step


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410])
def test_a_refusal_is_not_asked_again_and_the_publishers_words_are_told(publisher, client, slept, status):
    publisher.at("/data.csv", Reply(b'{"error_message":\n "no such series"}', "application/json", status))
    with pytest.raises(Unreachable, match=f'answered {status}: "{{"error_message": "no such series"}}"'):
        client.get(question(publisher))
    assert publisher.count("/data.csv") == 1
    assert slept == []


def test_a_page_of_refusal_is_not_repeated(publisher, client):
    publisher.at("/data.csv", Reply(b"<html>" + b"x" * 5_000, "text/html", 404))
    with pytest.raises(Unreachable) as caught:
        client.get(question(publisher))
    assert caught.value.what.endswith("the publisher answered 404")


@pytest.mark.parametrize(
    ("told", "waits"),
    [("7", 7.0), ("0", 0.0), ("60", 60.0), (format_datetime(NOW + timedelta(seconds=9), usegmt=True), 9.0)],
)
def test_retry_after_is_obeyed_up_to_a_bound(publisher, slept, told, waits):
    busy = Reply(b"", "text/plain", 429, (("Retry-After", told),))
    publisher.at("/data.csv", busy, Reply(CSV))
    with Client(lambda: NOW, replace(QUICK, total=600), sleep=slept.append) as client:
        client.get(question(publisher))
    assert slept == [waits]


def test_no_pause_is_begun_that_would_outlast_the_time(publisher, slept):
    publisher.at("/data.csv", Reply(b"", "text/plain", 503, (("Retry-After", "30"),)))
    with Client(lambda: NOW, replace(QUICK, total=5), sleep=slept.append) as client, pytest.raises(Unreachable):
        client.get(question(publisher))
    assert slept == []
    assert publisher.count("/data.csv") == 1


@pytest.mark.parametrize("fault", ["stall", "reset", "midway", "cut"])
def test_a_broken_connection_is_tried_again(publisher, client, fault):
    publisher.at("/data.csv", Reply(CSV, fault=fault), Reply(CSV))
    body, _ = client.get(question(publisher))
    assert body == CSV


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ("stall", "no answer in time"),
        ("reset", "broke before the answer was whole"),
        ("midway", "broke before the answer was whole"),
        ("cut", "broke before the answer was whole"),
    ],
)
def test_a_connection_that_always_breaks_gives_no_bytes(publisher, client, slept, fault, words):
    publisher.at("/data.csv", Reply(CSV, fault=fault))
    with pytest.raises(Unreachable, match=words + r" \(4 tries\)"):
        client.get(question(publisher))
    assert len(slept) == 3


@pytest.mark.parametrize("fault", ["drip", "stall_head"])
def test_bytes_now_and_then_do_not_stretch_the_total_time(publisher, slept, fault):
    publisher.at("/data.csv", Reply(CSV * 100, fault=fault))
    began = time.monotonic()
    with Client(lambda: NOW, replace(QUICK, total=0.2), sleep=slept.append) as client:
        with pytest.raises(Unreachable, match=r"no whole answer in 0\.2 seconds"):
            client.get(question(publisher))
        assert time.monotonic() - began < 1.0
    assert publisher.count("/data.csv") == 1


@pytest.mark.parametrize("url", ["http://127.0.0.1:99999/x", "http://", "https:///x", "x"])
def test_an_address_that_cannot_be_asked_is_one_message_too(client, url):
    with pytest.raises(Unreachable):
        client.get(Request("WALCL", "board", url, lambda raw: Harvest()))


def test_a_body_without_end_is_cut_off_at_its_limit(publisher, client):
    publisher.at("/data.csv", Reply(fault="endless"))
    with pytest.raises(FormatError, match="too large"):
        client.get(question(publisher, limit=1_000_000))
    assert publisher.count("/data.csv") == 1


def test_a_body_that_announces_its_size_is_not_even_begun(publisher, client):
    publisher.at("/data.csv", Reply(CSV))
    with pytest.raises(FormatError, match=f"too large \\({len(CSV)} bytes\\)"):
        client.get(question(publisher, limit=len(CSV) - 1))
    body, _ = client.get(question(publisher, limit=len(CSV)))
    assert body == CSV


def test_a_small_parcel_cannot_hold_a_large_body(publisher, client):
    publisher.at("/data.csv", Reply(b"0" * 3_000_000, packed=True))
    with pytest.raises(FormatError, match="too large"):
        client.get(question(publisher, limit=1_000_000))


@pytest.mark.parametrize(
    ("body", "sent", "wanted"),
    [
        (b"<!DOCTYPE html><p>Your key?", "text/html; charset=utf-8", ("text/csv",)),
        (b"<!DOCTYPE html><p>Your key?", "text/csv", ("text/csv",)),
        (b"\xef\xbb\xbf\r\n <HTML>", "", ("text/csv",)),
        (b"<html>", "text/plain", ()),
        (b"<?xml version='1.0'?><error/>", "text/plain", ("text/csv", "text/plain")),
        (b"Service unavailable", "application/json", ("application/json",)),
        (b"<Error/>", "application/zip", ("application/zip",)),
        (b"", "text/csv", ("text/csv",)),
        (b" \r\n\n", "text/csv", ("text/csv",)),
        (CSV, "application/pdf", ("text/csv", "text/plain")),
    ],
)
def test_what_cannot_be_the_figures_is_refused_before_it_is_read(publisher, client, body, sent, wanted):
    publisher.at("/data.csv", Reply(body, sent))
    with pytest.raises(FormatError) as caught:
        client.get(question(publisher, media=wanted))
    assert caught.value.where == publisher.base + "/data.csv"
    assert publisher.count("/data.csv") == 1


@pytest.mark.parametrize(
    ("body", "sent", "wanted"),
    [
        (CSV, "TEXT/CSV; charset=utf-8", ("text/csv",)),
        (CSV, "", ("text/csv",)),
        (CSV, "application/octet-stream", ()),
        (b'\xef\xbb\xbf{"a": 1}', "application/json", ("application/json",)),
        (b"<html><table>", "text/html", ("text/html",)),
        (b"PK\x03\x04", "application/x-zip-compressed", ("application/x-zip-compressed", "application/zip")),
    ],
)
def test_what_may_be_the_figures_is_let_through(publisher, client, body, sent, wanted):
    publisher.at("/data.csv", Reply(body, sent))
    assert client.get(question(publisher, media=wanted))[0] == body


def test_a_redirection_within_the_host_is_followed(publisher, client):
    publisher.at("/data.csv", Reply(status=302, headers=(("Location", "/new.csv"),)))
    publisher.at("/new.csv", Reply(CSV))
    assert client.get(question(publisher))[0] == CSV


@pytest.mark.parametrize(
    "there", ["http://127.0.0.1:1/x?api_key=s3cret", "ftp://127.0.0.1/x", "file:///etc/passwd", ""]
)
def test_a_redirection_elsewhere_without_tls_is_refused(publisher, client, there):
    publisher.at("/data.csv", Reply(status=302, headers=(("Location", there),)))
    with pytest.raises(Unreachable, match="redirected") as caught:
        client.get(question(publisher))
    assert "s3cret" not in str(caught.value)


def test_a_circle_of_redirections_ends(publisher, client):
    publisher.at("/data.csv", Reply(status=302, headers=(("Location", "/data.csv"),)))
    with pytest.raises(Unreachable, match="more than 5 times"):
        client.get(question(publisher))
    assert publisher.count("/data.csv") == 6


@pytest.mark.parametrize(
    "reply",
    [
        Reply(CSV),
        Reply(b"bad api_key s3cret", "text/plain", 400),
        Reply(b"", "text/plain", 500),
        Reply(b"<html>s3cret", "text/html"),
        Reply(CSV, fault="cut"),
    ],
)
def test_a_key_is_sent_but_never_told(publisher, client, caplog, reply):
    caplog.set_level(logging.DEBUG)
    publisher.at("/data.csv", reply)
    keyed = question(
        publisher, url=publisher.base.replace("://", "://me:pass@") + "/data.csv",
        params=(("series_id", "WALCL"), ("api_key", "s3cret")), secret=("api_key",),
    )  # fmt: skip
    told = ""
    try:
        told = client.get(keyed)[1].address
    except SourceError as trouble:
        told = str(trouble)
    assert publisher.asked[0].query["api_key"] == ["s3cret"]
    assert "series_id=WALCL" in told
    assert caplog.records
    for text in (told, refusals.address(keyed), *(record.getMessage() for record in caplog.records)):
        assert "s3cret" not in text
        assert "me:pass" not in text


def test_a_host_is_asked_with_a_gap_between_questions(publisher, slept):
    publisher.at("/data.csv", Reply(CSV))
    manners = replace(QUICK, total=60, gap=0.5, gaps={"nyfed": 2.0})
    with Client(lambda: NOW, manners, clock=lambda: 100.0, sleep=slept.append) as client:
        client.get(question(publisher))
        client.get(question(publisher))
        client.get(question(publisher))
        assert slept == [0.5, 1.0]
        slept.clear()
        with serving() as other:
            other.at("/data.csv", Reply(CSV))
            client.get(
                question(other, publisher="nyfed", url=other.base.replace("127.0.0.1", "localhost") + "/data.csv")
            )
            client.get(
                question(other, publisher="nyfed", url=other.base.replace("127.0.0.1", "localhost") + "/data.csv")
            )
        assert slept == [2.0]


def test_the_new_york_fed_is_given_time():
    assert Manners().gaps["nyfed"] >= 0.4


def test_never_more_than_two_questions_in_flight(publisher, client):
    publisher.at("/data.csv", Reply(CSV, wait=0.05))
    with ThreadPoolExecutor(6) as crowd:
        answers = list(crowd.map(lambda _: client.get(question(publisher)), range(6)))
    assert len(answers) == 6
    assert publisher.most_at_once == 2


def test_closing_the_client_ends_what_is_in_flight(publisher):
    publisher.at("/data.csv", Reply(CSV, fault="stall"))
    client = Client(lambda: NOW, replace(QUICK, read=30, total=30))
    caught: list[BaseException] = []

    def ask():
        try:
            client.get(question(publisher))
        except Unreachable as trouble:
            caught.append(trouble)

    thread = threading.Thread(target=ask)
    thread.start()
    while not publisher.asked:
        time.sleep(0.005)
    began = time.monotonic()
    client.close()
    thread.join(5)
    assert time.monotonic() - began < 1.0
    assert "stopped" in str(caught[0])


def test_errors_survive_the_way_back_from_a_worker(publisher, client):
    import pickle

    publisher.at("/data.csv", Reply(b"", status=404))
    with pytest.raises(Unreachable) as caught:
        client.get(question(publisher))
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)
