"""A publisher on this machine: a real HTTP server on 127.0.0.1 that replays documented answers and misbehaves on request.

Tests give it a table of routes; every question is kept with its headers. Faults happen on the wire, not in the client:
a reply may stall, drip, break off, reset the connection or never end.
"""

from __future__ import annotations

import gzip
import socket
import struct
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Literal
from urllib.parse import parse_qs, urlsplit

#: stall: accept and say nothing; stall_head: a head that never ends; drip: a byte now and then; cut: announce more than
#: is sent; reset: break the connection before the head; midway: break it after half of the body; endless: never stop.
Fault = Literal["", "stall", "stall_head", "drip", "cut", "reset", "midway", "endless"]


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer, with a `fault` of the wire if it is to have one, after `wait` seconds or when the publisher lets go."""

    body: bytes = b""
    media: str = "text/csv"
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    fault: Fault = ""
    packed: bool = False
    wait: float = 0.0


@dataclass(frozen=True, slots=True)
class Asked:
    """One question as it arrived; `target` is the address on the wire, undecoded."""

    target: str
    path: str
    query: dict[str, list[str]]
    headers: dict[str, str]
    at: float


Route = Callable[[Asked], Reply]


@dataclass
class Publisher:
    """The server: routes by path, and what was asked. A route given several replies gives them in turn, the last for ever."""

    base: str = ""
    asked: list[Asked] = field(default_factory=list)
    routes: dict[str, Route] = field(default_factory=dict)
    stopped: threading.Event = field(default_factory=threading.Event)
    released: threading.Event = field(default_factory=threading.Event)
    most_at_once: int = 0

    def at(self, path: str, *replies: Reply) -> None:
        """Answer questions for `path` (its query apart) with `replies` in turn."""
        left = list(replies)
        self.routes[path] = lambda asked: left.pop(0) if len(left) > 1 else left[0]

    def by(self, path: str, route: Route) -> None:
        """Answer questions for `path` by a function of the question; a path ending in ``*`` holds all that begin so."""
        self.routes[path] = route

    def reply(self, asked: Asked) -> Reply:
        """What is answered: the longest route that fits, else status 404; 304 where the question is conditional on it."""
        fits = [p for p in self.routes if p == asked.path or (p.endswith("*") and asked.path.startswith(p[:-1]))]
        if not fits:
            return Reply(b'{"title":"Not Found","detail":"No results found."}', "application/json", 404)
        found = self.routes[max(fits, key=len)](asked)
        told = {name.lower(): value for name, value in found.headers}
        for name, question in (("etag", "if-none-match"), ("last-modified", "if-modified-since")):
            if found.status == 200 and name in told and asked.headers.get(question) == told[name]:
                return Reply(b"", "", 304, found.headers)
        return found

    def count(self, path: str) -> int:
        """How often a path was asked for."""
        return sum(asked.path == path for asked in self.asked)


@contextmanager
def serving(publisher: Publisher | None = None) -> Iterator[Publisher]:
    """A running publisher; left again, it lets go of everything that stalls."""
    there = publisher or Publisher()
    lock = threading.Lock()
    flying: dict[str, int] = defaultdict(int)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            split = urlsplit(self.path)
            heads = {name.lower(): value for name, value in self.headers.items()}
            asked = Asked(self.path, split.path, parse_qs(split.query), heads, time.monotonic())
            with lock:
                there.asked.append(asked)
                flying["now"] += 1
                there.most_at_once = max(there.most_at_once, flying["now"])
                reply = there.reply(asked)
            try:
                there.released.wait(reply.wait)
                with suppress(OSError):
                    _send(self, reply, there.stopped)
            finally:
                with lock:
                    flying["now"] -= 1

        def log_message(self, *_: Any) -> None:
            return

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        block_on_close = False

        def handle_error(self, *_: Any) -> None:
            return

    server = Server(("127.0.0.1", 0), Handler)
    there.base = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield there
    finally:
        there.stopped.set()
        there.released.set()
        server.shutdown()
        server.server_close()


def _send(handler: BaseHTTPRequestHandler, reply: Reply, stopped: threading.Event) -> None:
    body = gzip.compress(reply.body) if reply.packed else reply.body
    handler.close_connection = bool(reply.fault)
    if reply.fault == "stall":
        stopped.wait()
        return
    if reply.fault == "reset":
        _reset(handler)
        return
    if reply.fault == "stall_head":
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
        while not stopped.wait(0.01):
            handler.wfile.write(b".")
        return
    handler.send_response_only(reply.status)
    for name, value in reply.headers:
        handler.send_header(name, value)
    if reply.media:
        handler.send_header("Content-Type", reply.media)
    if reply.packed:
        handler.send_header("Content-Encoding", "gzip")
    if reply.fault == "endless":
        handler.send_header("Connection", "close")
        handler.end_headers()
        while not stopped.is_set():
            handler.wfile.write(body or b"0" * 65_536)
        return
    if reply.status != 304:
        handler.send_header("Content-Length", str(len(body) + (1_000 if reply.fault == "cut" else 0)))
    handler.end_headers()
    if reply.fault == "drip":
        for place in range(len(body)):
            handler.wfile.write(body[place : place + 1])
            if stopped.wait(0.01):
                return
    elif reply.fault == "midway":
        handler.wfile.write(body[: len(body) // 2])
        handler.wfile.flush()
        _reset(handler)
    else:
        handler.wfile.write(body)


def _reset(handler: BaseHTTPRequestHandler) -> None:
    """Break the connection without a farewell."""
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    handler.connection.close()
    handler.close_connection = True
