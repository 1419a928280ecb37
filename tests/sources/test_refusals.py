"""The words of every refusal of an answer: four lines, the publisher's own words where there are any, and never a key."""

from __future__ import annotations

import ssl
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from email.utils import format_datetime
from itertools import pairwise

import httpx
import pytest

from ebb.errors import EbbError, FormatError, Unreachable
from ebb.sources import refusals
from ebb.sources.harvest import Harvest, Request
from ebb.sources.refusals import Passing, Silent

NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
PLAIN = Request("WALCL", "fred", "https://example.org/fred", lambda raw: Harvest(), params=(("id", "WALCL"),))
KEYED = replace(PLAIN, params=(*PLAIN.params, ("api_key", "s3cret")), secret=("api_key",))


def lines(error: EbbError) -> list[str]:
    assert "\n" not in error.what
    return [line.split()[0] for line in str(error).splitlines()]


def test_an_address_is_shown_without_keys_and_passwords():
    assert refusals.address(KEYED) == "https://example.org/fred?id=WALCL"
    assert refusals.address(replace(KEYED, url="https://me:pass@example.org/x")) == "https://example.org/x?id=WALCL"
    assert str(refusals.full_address(KEYED)) == "https://example.org/fred?id=WALCL&api_key=s3cret"


def test_parameters_join_those_in_the_address_in_their_order():
    both = replace(PLAIN, url="https://example.org/a?z=1", params=(("b", "2"), ("a", "x y")))
    assert refusals.address(both) in ("https://example.org/a?z=1&b=2&a=x+y", "https://example.org/a?z=1&b=2&a=x%20y")


@pytest.mark.parametrize(
    ("status", "body", "told"),
    [
        (404, b'{"detail":"No results found."}', '"{"detail":"No results found."}"'),
        (400, b"Bad\n  api_key s3cret", '"Bad api_key (hidden)"'),
        (403, b"<html>Forbidden</html>", "403"),
        (410, b"\xff\xfe\x00binary", "410"),
        (400, b"x" * 10_000, "x" * refusals.QUOTED + '"'),
        (404, b"", "404"),
    ],
)
def test_a_refusal_repeats_the_beginning_of_the_publishers_words(status, body, told):
    error = refusals.refused(KEYED, httpx.Response(status, content=body))
    assert error.what.endswith(told)
    assert lines(error) == ["what", "where", "expected", "next"]
    assert "s3cret" not in str(error)


def test_a_key_that_is_cut_by_the_quotation_is_hidden_too():
    body = b"y" * (refusals.QUOTED - 3) + b"s3cret"
    assert "s3c" not in str(refusals.refused(KEYED, httpx.Response(400, content=body)))


@pytest.mark.parametrize("status", [401, 403])
def test_who_is_not_let_in_learns_what_may_help(status):
    error = refusals.refused(PLAIN, httpx.Response(status))
    assert "EBB_USER_AGENT" in error.next_step


def redirected(url: str, location: str, **changed: object) -> httpx.URL:
    asked = replace(PLAIN, url=url, params=(), **changed)
    return refusals.redirection(asked, httpx.URL(url), httpx.Response(302, headers={"Location": location}))


def test_another_host_is_followed_by_https_only_and_never_with_a_key():
    assert redirected("http://a.org/x", "https://b.org/y") == httpx.URL("https://b.org/y")
    assert redirected("https://a.org/x", "//b.org/y") == httpx.URL("https://b.org/y")
    assert redirected("http://a.org/x", "../y") == httpx.URL("http://a.org/y")
    with pytest.raises(Unreachable, match=r"redirected to http://a\.org/x"):
        redirected("https://a.org/x", "http://a.org/x")
    with pytest.raises(Unreachable, match="redirected"):
        redirected("http://a.org/x", "http://a.org:81/x")
    with pytest.raises(Unreachable, match="without a key"):
        redirected("https://a.org/x", "https://b.org/y", secret=("api_key",))


@pytest.mark.parametrize("there", ["", "file:///etc/passwd", "http://[::1", "http://me:pass@b.org/"])
def test_a_redirection_to_no_address_is_refused(there):
    with pytest.raises(Unreachable, match="redirected") as caught:
        redirected("http://a.org/x", there)
    assert "pass" not in caught.value.what.replace("passwd", "")


@pytest.mark.parametrize(
    ("told", "seconds"),
    [
        ("7", 7.0),
        (" 0 ", 0.0),
        (format_datetime(NOW + timedelta(seconds=90), usegmt=True), 90.0),
        (format_datetime((NOW + timedelta(seconds=90)).astimezone(timezone(timedelta(hours=8)))), 90.0),
        (format_datetime(NOW - timedelta(days=1), usegmt=True), 0.0),
        ("soon", None),
        ("-5", None),
        ("1e9", None),
        ("٧", None),
        ("Wed, 32 Nov 2026 00:00:00 GMT", None),
        ("", None),
    ],
)
def test_retry_after_as_seconds_as_a_date_and_as_nothing(told, seconds):
    headers = {"Retry-After": told.encode()} if told else {}
    assert refusals.after(httpx.Response(429, headers=headers), NOW) == seconds


def chained(*errors: BaseException) -> BaseException:
    for outer, inner in pairwise(errors):
        outer.__cause__ = inner
    return errors[0]


def test_a_certificate_that_is_not_trusted_is_said_so_and_not_tried_again():
    inner = ssl.SSLCertVerificationError()
    inner.verify_message = "self-signed certificate"
    error = refusals.translated(PLAIN, chained(httpx.ConnectError("no"), OSError("no"), inner))
    assert not isinstance(error, Passing)
    assert "certificate is not trusted (self-signed certificate)" in error.what
    assert lines(error) == ["what", "where", "expected", "next"]


@pytest.mark.parametrize(
    ("trouble", "words"),
    [
        (httpx.ConnectTimeout("x"), "no connection in time"),
        (httpx.ReadTimeout("x"), "no answer in time"),
        (httpx.PoolTimeout("x"), "no answer in time"),
        (httpx.ConnectError("x"), "no connection (ConnectError)"),
        (httpx.ProxyError("x"), "no connection (ProxyError)"),
        (httpx.ReadError("x"), "the connection broke"),
        (httpx.RemoteProtocolError("x"), "the connection broke"),
        (httpx.DecodingError("x"), "the compressed answer is damaged"),
    ],
)
def test_trouble_of_the_way_is_passing(trouble, words):
    error = refusals.translated(PLAIN, trouble)
    assert isinstance(error, Passing)
    assert words in error.what


def test_an_address_of_no_web_is_not_tried_again():
    error = refusals.translated(PLAIN, httpx.UnsupportedProtocol("x"))
    assert isinstance(error, Unreachable)
    assert not isinstance(error, Passing)


def test_silence_is_told_apart_from_refusal():
    assert isinstance(refusals.silent(PLAIN, "no answer"), Silent)
    assert not isinstance(refusals.unreachable(PLAIN, "no"), Silent)


def test_too_much_and_nothing_are_no_figures():
    announced = httpx.Response(200, headers={"Content-Length": "101"})
    with pytest.raises(FormatError, match="too large"):
        refusals.check_announced(replace(PLAIN, limit=100), announced)
    refusals.check_announced(replace(PLAIN, limit=101), announced)
    with pytest.raises(FormatError, match="empty"):
        refusals.check_first_bytes(PLAIN, b"\r\n \t")
