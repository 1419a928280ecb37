"""What is refused of a publisher's answer, and in which words: four lines each, and never a key among them.

Pure functions of a question and of the head or the first bytes of its answer. Nothing here asks, waits or parses.
"""

from __future__ import annotations

import errno
import socket
import ssl
from contextlib import suppress
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

import httpx

from ebb.errors import FormatError, Unreachable
from ebb.sources.harvest import Request

#: Characters of a publisher's own words that are repeated in a message, and bytes that are read for them.
QUOTED: Final = 160
READ: Final = 2_000
KEPT: Final = "the last good figures are kept; try again later"


class Passing(Unreachable):
    """Trouble that may be over at the next try; `after` is the publisher's own word on when, in seconds."""

    def __init__(self, what: str, after: float | None = None) -> None:
        super().__init__(what)
        self.after = after


class Silent(Unreachable):
    """The publisher did not answer at all, however often it was asked; its other files will hardly fare better."""


class Closed(Silent):
    """Nobody is there, or the publisher said when to come again: none of its questions is put any more in this round."""


def address(request: Request) -> str:
    """The address of a question as it may be shown and stored: without keys and passwords."""
    shown = tuple((name, value) for name, value in request.params if name not in request.secret)
    url = httpx.URL(request.url)
    if url.userinfo:
        url = url.copy_with(username="", password="")
    return str(_with(url, shown))


def full_address(request: Request) -> httpx.URL:
    """The address as it is asked, keys and all: never to be shown."""
    return _with(httpx.URL(request.url), request.params)


def _with(url: httpx.URL, params: tuple[tuple[str, str], ...]) -> httpx.URL:
    """Query parameters added in their order, each encoded once."""
    pairs: list[tuple[str, str | int | float | bool | None]] = [*params]
    return url.copy_merge_params(httpx.QueryParams(pairs)) if pairs else url


def scrubbed(request: Request, text: str) -> str:
    """A text without the values of the question's secret parameters."""
    for name, value in request.params:
        if name in request.secret and value:
            text = text.replace(value, "(hidden)")
    return text


def unreachable(
    request: Request, why: str, expected: str = "an answer with status 200", then: str = KEPT
) -> Unreachable:
    """No answer was to be had, and why."""
    return Unreachable(*_lines(request, why, expected, then))


def silent(request: Request, why: str) -> Silent:
    """No answer after all tries, and why."""
    return Silent(*_lines(request, why, "an answer with status 200", KEPT))


def closed(request: Request, why: str, expected: str, then: str) -> Closed:
    """Nobody is there, or not before long: asking again, or for another file, is of no use now."""
    return Closed(*_lines(request, why, expected, then))


def too_busy(request: Request, status: int, seconds: float, most: float) -> Closed:
    """The publisher wants to be left alone for longer than a fetch waits."""
    return closed(
        request,
        f"the publisher answered {status} and wishes to be asked again in {seconds:,.0f} seconds",
        f"a wait of at most {most:g} seconds",
        "the last good figures are kept; try again after that time",
    )


def _nobody(trouble: BaseException) -> str:
    """What is wrong with the way to a host where nobody can answer: its name is not found, or nothing listens there."""
    cause: BaseException | None = trouble
    while cause is not None:
        if isinstance(cause, socket.gaierror):
            return "its host is not found"
        if isinstance(cause, ConnectionRefusedError):
            return "its host refuses connections"
        if isinstance(cause, OSError) and cause.errno in (errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN):
            return "there is no network to its host"
        cause = cause.__cause__ or cause.__context__
    return ""


def _lines(request: Request, why: str, expected: str, then: str) -> tuple[str, str, str, str]:
    what = scrubbed(request, f'"{request.name}" could not be fetched: {why}')
    return what, address(request), expected, then


def refused(request: Request, response: httpx.Response) -> Unreachable:
    """A status that asking again will not change, with the beginning of the publisher's own words."""
    words = scrubbed(request, _words(response))[:QUOTED]
    why = f"the publisher answered {response.status_code}" + (f': "{words}"' if words else "")
    if response.status_code in (401, 403):
        return unreachable(request, why, then="check your key, or set EBB_USER_AGENT to a name with your address")
    return unreachable(request, why, then="the address may have moved; the last good figures are kept")


def _words(response: httpx.Response) -> str:
    """The beginning of an answer as text; nothing of a page or of what is no text."""
    found = b""
    with suppress(httpx.HTTPError):
        for chunk in response.iter_bytes(READ):
            found += chunk
            if len(found) >= READ:
                break
    text = " ".join(found.decode("utf-8", "replace").split())
    return text if not text.startswith("<") and text.isprintable() else ""


def redirection(request: Request, url: httpx.URL, response: httpx.Response) -> httpx.URL:
    """Where the publisher sends us: the same host, or another one by https; never from https to http, never a key."""
    told = response.headers.get("location", "")
    try:
        there = url.join(told)
    except httpx.InvalidURL:
        raise unreachable(request, "it was redirected to no address") from None
    same = (there.scheme, there.host, there.port) == (url.scheme, url.host, url.port)
    safe = there.scheme == "https" and not request.secret
    if not told or not (same or safe):
        bare = there.copy_with(query=None, username="", password="")
        raise unreachable(
            request, f"it was redirected to {bare}", "a redirection within the same host, or to https without a key"
        )
    return there


def after(response: httpx.Response, now: datetime) -> float | None:
    """Seconds until the publisher wants to be asked again: Retry-After as a number or as a date."""
    told = response.headers.get("retry-after", "").strip()
    if told.isascii() and told.isdigit():
        return float(told)
    try:
        when = parsedate_to_datetime(told)
    except ValueError:
        return None
    return max((when.replace(tzinfo=when.tzinfo or UTC) - now).total_seconds(), 0.0)


def check_announced(request: Request, response: httpx.Response) -> None:
    """What the head of an answer gives away: another media type, or a body too large to be it."""
    media = response.headers.get("content-type", "").strip().lower()
    if media and request.media and not media.startswith(tuple(kind.lower() for kind in request.media)):
        raise _no_figures(request, f"the answer is of type {media.split(';')[0]}")
    told = response.headers.get("content-length", "")
    if told.isascii() and told.isdigit() and int(told) > request.limit:
        raise too_large(request, f"{int(told):,} bytes")


def check_first_bytes(request: Request, body: bytes) -> None:
    """What the first bytes give away: nothing at all, a page, or JSON and archives that are none."""
    head = body[:400].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    wanted = {kind.split("/")[-1].lower() for kind in request.media[:1]}
    if not head:
        raise _no_figures(request, "the answer is empty")
    if head.startswith((b"<!doctype html", b"<html", b"<head", b"<!--")) and wanted != {"html"}:
        raise _no_figures(request, "a page came where figures belong")
    if head.startswith(b"<") and wanted & {"csv", "json"}:
        raise _no_figures(request, "markup came where figures belong")
    if wanted == {"json"} and head[:1] not in (b"{", b"["):
        raise _no_figures(request, "the answer is no JSON")
    if wanted == {"zip"} and not head.startswith(b"pk"):
        raise _no_figures(request, "the answer is no archive")


def _no_figures(request: Request, why: str) -> FormatError:
    kinds = ", ".join(request.media) or "figures"
    return FormatError(f'"{request.name}" cannot be read: {why}', address(request), f"an answer of type {kinds}", KEPT)


def too_large(request: Request, size: str) -> FormatError:
    """A body above the limit of its question; the rest of it is never read."""
    return FormatError(
        f'"{request.name}" cannot be read: the answer is too large ({size})',
        address(request),
        f"at most {request.limit:,} bytes",
        "the last good figures are kept; if the file has grown, ebb needs a newer version",
    )


def translated(request: Request, trouble: httpx.HTTPError) -> Unreachable | FormatError:
    """The library's complaints in the words of the house."""
    if isinstance(trouble, httpx.TimeoutException):
        kind = "connection" if isinstance(trouble, httpx.ConnectTimeout) else "answer"
        return Passing(f"no {kind} in time")
    cause: BaseException | None = trouble
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return unreachable(
                request,
                f"its certificate is not trusted ({cause.verify_message})",
                "a certificate that this computer's authorities vouch for",
                "check the date of this computer and who stands between it and the publisher",
            )
        cause = cause.__cause__ or cause.__context__
    nobody = _nobody(trouble) if isinstance(trouble, httpx.ConnectError) else ""
    if nobody:
        return closed(
            request,
            f"no connection, {nobody}",
            "a publisher that can be reached",
            "the last good figures are kept; check the network (HTTPS_PROXY, the mirror) and try again",
        )
    if isinstance(trouble, httpx.RemoteProtocolError | httpx.ReadError | httpx.WriteError | httpx.CloseError):
        return Passing("the connection broke before the answer was whole")
    if isinstance(trouble, httpx.DecodingError):
        return Passing("the compressed answer is damaged")
    if isinstance(trouble, httpx.TransportError) and not isinstance(trouble, httpx.UnsupportedProtocol):
        return Passing(f"no connection ({type(trouble).__name__})")
    return unreachable(request, f"{type(trouble).__name__}", "an address of the web (https)", KEPT)
