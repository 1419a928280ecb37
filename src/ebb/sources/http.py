"""The one way to the network: a question to a publisher becomes bytes with a passport, or one clear message.

Everything that can go wrong between here and a publisher ends here: time-outs, refusals, broken connections, pages where
figures belong, bodies without end. It must never parse a figure, write a file, read the clock or the environment (the
door hands both in), or let a key appear in a message, a passport or a log.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future, InvalidStateError
from concurrent.futures import TimeoutError as Overrun
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from types import TracebackType
from typing import Final, Self

import httpx
import tenacity

from ebb.sources import refusals
from ebb.sources.harvest import Delivery, Request
from ebb.sources.refusals import Passing

#: Publishers that are sent the library's own User-Agent: FRED's graph files let others wait for ever.
UNNAMED: Final = frozenset({"fred"})
#: Statuses of a publisher that may answer if asked again.
PASSING: Final = frozenset({429, 500, 502, 503, 504})
MOVED: Final = frozenset({301, 302, 303, 307, 308})
#: Redirections followed for one question.
HOPS: Final = 5
#: Seconds between questions to hosts that are known to want more than the usual gap.
GAPS: Final = {"nyfed": 0.4}


@dataclass(frozen=True, slots=True)
class Manners:
    """How publishers are asked; all times in seconds.

    Parameters
    ----------
    agent : str
        The User-Agent; publishers in :data:`UNNAMED` get the library's own.
    connect, read : float
        Longest wait for a connection, and for the next bytes.
    total : float
        Longest time for one question, all its tries and pauses together.
    tries : int
        How often a question is put before it is given up.
    first_pause, longest_pause : float
        Pause before the second try, doubled before each further one with as much again at random, up to the longest.
    longest_after : float
        A publisher's own Retry-After is obeyed up to this; one that asks for more is left in peace at once.
    gap : float
        Shortest time between the starts of two questions to one host, and by publisher in `gaps`.
    at_once : int
        Questions in flight at the same time.
    """

    agent: str = "ebb"
    connect: float = 10.0
    read: float = 60.0
    total: float = 300.0
    tries: int = 4
    first_pause: float = 1.0
    longest_pause: float = 30.0
    longest_after: float = 60.0
    gap: float = 0.2
    gaps: Mapping[str, float] = field(default_factory=lambda: GAPS)
    at_once: int = 2


@dataclass(frozen=True, slots=True)
class Unchanged:
    """The publisher says that what we hold is still what it publishes (status 304)."""

    publisher: str
    address: str
    asked: datetime


class Client:
    """Asks publishers, politely and with patience.

    Parameters
    ----------
    now : callable
        The time of day with time zone UTC, for passports.
    manners : Manners, optional
    clock, sleep : callable, optional
        Seconds that only run forward, and a pause; handed in by tests.
    """

    def __init__(
        self,
        now: Callable[[], datetime],
        manners: Manners | None = None,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], object] | None = None,
    ) -> None:
        self.manners = manners or Manners()
        self._now, self._clock = now, clock
        self._stopped = threading.Event()
        self._sleep = sleep or self._stopped.wait
        self._http = httpx.Client(follow_redirects=False, verify=True)
        self._flights = threading.BoundedSemaphore(self.manners.at_once)
        self._lock = threading.Lock()
        self._next: dict[str, float] = {}
        self._open: set[Future[tuple[bytes, Delivery] | Unchanged]] = set()
        _veil()

    def get(self, request: Request, previous: Delivery | None = None) -> tuple[bytes, Delivery] | Unchanged:
        """The answer to one question, whole, or that nothing changed since `previous`.

        Parameters
        ----------
        request : Request
        previous : Delivery, optional
            What was held from this address; its ETag and date make the question conditional.

        Raises
        ------
        Unreachable
            If no answer was to be had: time-out, broken connection, status other than 200, redirection elsewhere.
        FormatError
            If the answer cannot be what was asked for: a page, another media type, empty, or above the size limit.
        """
        deadline = self._clock() + self.manners.total
        retrying = tenacity.Retrying(
            retry=tenacity.retry_if_exception_type(Passing),
            stop=lambda state: (
                state.attempt_number >= self.manners.tries
                or self._stopped.is_set()
                or self._clock() + state.upcoming_sleep >= deadline
            ),
            wait=self._pause,
            sleep=self._rest,
            reraise=True,
        )
        try:
            return retrying(self._attempt, request, previous, deadline)
        except Passing as trouble:
            tries = int(retrying.statistics.get("attempt_number", 1))
            times = "" if tries == 1 else f" ({tries} tries)"
            raise refusals.silent(request, trouble.what + times) from None

    def close(self) -> None:
        """Give up whatever is in flight, at once."""
        self._stopped.set()
        with self._lock:
            waiting = tuple(self._open)
        for box in waiting:
            with suppress(InvalidStateError):
                box.set_exception(Passing("stopped"))
        self._http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def _rest(self, seconds: float) -> None:
        self._sleep(seconds)

    def _pause(self, state: tenacity.RetryCallState) -> float:
        """What the publisher asks for; else the exponential back-off with jitter."""
        trouble = state.outcome.exception() if state.outcome else None
        if isinstance(trouble, Passing) and trouble.after is not None:
            return trouble.after
        first = self.manners.first_pause
        doubling = tenacity.wait_exponential(multiplier=first, max=self.manners.longest_pause)
        return doubling(state) + tenacity.wait_random(0, first)(state)

    def _attempt(
        self, request: Request, previous: Delivery | None, deadline: float
    ) -> tuple[bytes, Delivery] | Unchanged:
        """One try, given up when the time is over whatever it is waiting for.

        The library's time-outs start anew with every byte and do not cover the search for the host's address, so
        the try runs in a thread of its own that can be left behind.
        """
        with self._flights:
            self._wait_for_turn(request)
            left = deadline - self._clock()
            if left <= 0 or self._stopped.is_set():
                raise Passing("the time was over before it could be asked")
            box: Future[tuple[bytes, Delivery] | Unchanged] = Future()
            with self._lock:
                self._open.add(box)
            threading.Thread(target=self._fill, args=(box, request, previous, deadline), daemon=True).start()
            try:
                return box.result(timeout=left)
            except Overrun:
                raise Passing(f"no whole answer in {self.manners.total:g} seconds") from None
            finally:
                with self._lock:
                    self._open.discard(box)

    def _fill(self, box: Future[object], request: Request, previous: Delivery | None, deadline: float) -> None:
        try:
            made = self._ask(request, previous, deadline)
        except BaseException as trouble:  # noqa: BLE001 - carried over to the thread that waits, which raises it
            with suppress(InvalidStateError):
                box.set_exception(trouble)
        else:
            with suppress(InvalidStateError):
                box.set_result(made)

    def _wait_for_turn(self, request: Request) -> None:
        """Keep the gap between the starts of two questions to one host."""
        gap = self.manners.gaps.get(request.publisher, self.manners.gap)
        host = httpx.URL(request.url).host
        with self._lock:
            start = max(self._clock(), self._next.get(host, float("-inf")))
            self._next[host] = start + gap
        wait = start - self._clock()
        if wait > 0:
            self._rest(wait)

    def _ask(self, request: Request, previous: Delivery | None, deadline: float) -> tuple[bytes, Delivery] | Unchanged:
        url = refusals.full_address(request)
        for _ in range(HOPS + 1):
            left = max(deadline - self._clock(), 0.001)
            pace = httpx.Timeout(min(self.manners.read, left), connect=min(self.manners.connect, left))
            try:
                with self._http.stream("GET", url, headers=self._headers(request, previous), timeout=pace) as response:
                    if response.status_code not in MOVED:
                        return self._read(request, previous, response, deadline)
                    url = refusals.redirection(request, url, response)
            except httpx.HTTPError as trouble:
                raise refusals.translated(request, trouble) from None
            except (httpx.InvalidURL, OSError, OverflowError, ValueError) as trouble:
                raise refusals.unreachable(request, f"it cannot be asked ({type(trouble).__name__})") from None
        raise refusals.unreachable(request, f"it was redirected more than {HOPS} times")

    def _headers(self, request: Request, previous: Delivery | None) -> dict[str, str]:
        headers = {} if request.publisher in UNNAMED else {"User-Agent": self.manners.agent}
        if previous is not None and previous.etag:
            headers["If-None-Match"] = previous.etag
        if previous is not None and previous.last_modified:
            headers["If-Modified-Since"] = previous.last_modified
        return headers

    def _read(
        self, request: Request, previous: Delivery | None, response: httpx.Response, deadline: float
    ) -> tuple[bytes, Delivery] | Unchanged:
        status = response.status_code
        if status == 304 and previous is not None and (previous.etag or previous.last_modified):
            return Unchanged(request.publisher, refusals.address(request), self._now())
        if status in PASSING:
            wish = refusals.after(response, self._now())
            if wish is not None and wish > self.manners.longest_after:
                raise refusals.too_busy(request, status, wish, self.manners.longest_after)
            raise Passing(f"the publisher answered {status}", wish)
        if status != 200:
            raise refusals.refused(request, response)
        refusals.check_announced(request, response)
        body = self._body(request, response, deadline)
        media = response.headers.get("content-type", "")
        refusals.check_first_bytes(request, body)
        return body, Delivery(
            request.publisher,
            refusals.address(request),
            self._now(),
            sha256(body).hexdigest(),
            len(body),
            media,
            response.headers.get("etag", ""),
            response.headers.get("last-modified", ""),
        )

    def _body(self, request: Request, response: httpx.Response, deadline: float) -> bytes:
        found = bytearray()
        for chunk in response.iter_bytes():
            found += chunk
            if len(found) > request.limit:
                raise refusals.too_large(request, f"more than {len(found):,} bytes")
            if self._clock() > deadline or self._stopped.is_set():
                raise Passing(f"no whole answer in {self.manners.total:g} seconds")
        return bytes(found)


def _veil() -> None:
    """The library notes every address it asks; without their queries no key gets into anybody's log."""
    logging.getLogger("httpx").addFilter(_without_query)


def _without_query(record: logging.LogRecord) -> bool:
    if isinstance(record.args, tuple):
        record.args = tuple(
            arg.copy_with(query=None, userinfo=b"") if isinstance(arg, httpx.URL) else arg for arg in record.args
        )
    return True
