"""The round of a fetch: publishers are asked, answers are read, and what is good is kept, whatever else fails.

One failure never spreads: a question that is refused, or an answer that cannot be read, costs its own figures only, and the
last good ones stay. What was kept becomes readable when the store is published: after each publisher and, in a long
round, now and then; a round killed anywhere leaves the last published state. This module must never open a socket itself,
read the clock (the door hands both in), or decide what a figure means.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from ebb.errors import EbbError
from ebb.sources.harvest import Delivery, Harvest, Request
from ebb.sources.http import Client, Unchanged
from ebb.sources.publishers import Ask
from ebb.sources.refusals import Closed, Silent, address, scrubbed, silent
from ebb.store.fetched import Fetched, Progress, Question, Row, Step
from ebb.store.reading import Store
from ebb.store.records import Counts
from ebb.store.writing import Writer, writing

#: Answers after which a long round is published in between, and questions to which one question may lead.
BATCH: Final = 50
LONGEST: Final = 4_000
#: Questions in a row that a publisher leaves without any answer before it is left in peace for this round.
SILENCES: Final = 4
#: Failed parts of one question that have a row each.
SHOWN: Final = 5


def fetch(
    asks: Sequence[Ask],
    *,
    client: Client,
    now: Callable[[], datetime],
    today: date,
    path: Path | None = None,
    progress: Progress = lambda step: None,
) -> Fetched:
    """Ask publishers for what the store at `path` does not hold yet, and keep it.

    Parameters
    ----------
    asks : sequence of Ask
        Which publishers, and what is wanted of each.
    client : Client
        The way to the network.
    now : callable
        The time of day (UTC), for the record of attempts.
    today : date
        The day on which what arrives becomes known.
    path : Path, optional
        Default: the user's store.
    progress : callable of (Step), optional

    Returns
    -------
    Fetched
        One row for each question and for each part of one that failed.

    Raises
    ------
    EbbError
        If the store cannot be written: another fetch is under way, or the file is none of ours. Failures of publishers
        are rows, never errors.
    """
    with writing(path) as keeper:
        return Fetched(today, tuple(gather(asks, keeper, client, now=now, today=today, progress=progress)))


def plan(asks: Iterable[Ask], path: Path | None = None) -> tuple[Question, ...]:
    """What :func:`fetch` would ask first, given what the store holds; nothing is asked and nothing written.

    Second best questions stand behind the one in whose place they are asked, and name it in `only_if_fails`. Pages and lists
    that only an answer can name are not foreseen.
    """
    found = []
    with Store.open(path) or nullcontext() as store:
        known = _Known(store)
        for ask in asks:
            instead = dict(ask.instead(known))
            for request in ask.requests(known):
                found.append(Question(ask.publisher, request.name, address(request)))
                others = instead.pop(request.name, ())
                found += [Question(ask.publisher, one.name, address(one), request.name) for one in others]
    return tuple(found)


def gather(
    asks: Iterable[Ask],
    keeper: Writer,
    client: Client,
    *,
    now: Callable[[], datetime],
    today: date,
    progress: Progress = lambda step: None,
) -> list[Row]:
    """:func:`fetch` into an open writer: publisher by publisher, each published when it is through."""
    rows: list[Row] = []
    pool = ThreadPoolExecutor(client.manners.at_once)
    try:
        for ask in asks:
            turn = _Turn(ask, keeper, client, pool, now, today, progress)
            rows += turn.rows()
            keeper.publish()
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
    return rows


class _Known:
    """What a published store holds and remembers, as the register of publishers asks for it."""

    def __init__(self, store: Store | None) -> None:
        self._store = store
        self._names = frozenset(store.names()) if store else frozenset()
        attempts = store.attempts() if store else ()
        self._days = {a.name: a.at.date() for a in attempts if a.outcome != "failed"}

    def last_date(self, name: str) -> date | None:
        """The newest date observed of a series."""
        if self._store is None or name not in self._names:
            return None
        dates = self._store.series(name).dates
        return dates[-1].item() if len(dates) else None

    def holdings_dates(self, part: str) -> tuple[date, ...]:
        """As-of dates of one security type."""
        return self._store.holdings_dates(part) if self._store else ()

    def record_dates(self) -> tuple[date, ...]:
        """Month ends of the securities outstanding."""
        return self._store.record_dates() if self._store else ()

    def answered(self, question: str) -> date | None:
        """The day of the last good answer to a question."""
        return self._days.get(question)


@dataclass(slots=True, eq=False)
class _Chain:
    """A question and everything it led to.

    An answer that leads to further questions is put last and, if one of these failed, without its ETag and date: else the
    publisher's "unchanged" would hide for ever what is still missing.
    """

    name: str
    left: int = 0
    parts: int = 0
    asked: set[str] = field(default_factory=set)
    counts: Counts = field(default_factory=Counts)
    failed: list[Row] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    leading: list[tuple[Request, Harvest, Delivery]] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class _Turn:
    """One publisher's turn."""

    ask: Ask
    keeper: Writer
    client: Client
    pool: ThreadPoolExecutor
    now: Callable[[], datetime]
    today: date
    progress: Progress
    done: int = 0
    silences: int = 0
    closed: str = ""
    chains: list[_Chain] = field(default_factory=list)
    instead: dict[str, tuple[Request, ...]] = field(default_factory=dict)
    waiting: deque[tuple[_Chain, Request]] = field(default_factory=deque)

    def rows(self) -> list[Row]:
        """Ask everything, in order, as many at once as manners allow."""
        try:
            with Store.open(self.keeper.file) or nullcontext() as store:
                known = _Known(store)
                requests, self.instead = self.ask.requests(known), dict(self.ask.instead(known))
        except EbbError as trouble:
            return [self._failed(self.ask.publisher, trouble)]
        self._begin(requests)
        flights: deque[tuple[_Chain, Request, Future[Any]]] = deque()
        while self.waiting or flights:
            most = self.client.manners.at_once if self.done else 1  # alone, until it is known that anybody is there
            while self.waiting and len(flights) < most:
                chain, request = self.waiting.popleft()
                flights.append((chain, request, self._fly(request)))
            chain, request, flight = flights.popleft()
            outcome = self._land(chain, request, flight)
            self.done += 1
            expected = self.done + len(self.waiting) + len(flights)
            self.progress(Step(self.ask.publisher, request.name, outcome, self.done, expected))
            if self.done % BATCH == 0:
                self.keeper.publish()
        return [row for chain in self.chains for row in self._told(chain)]

    def _begin(self, requests: Iterable[Request]) -> None:
        """Line up questions, each with a row of its own."""
        for request in requests:
            chain = _Chain(request.name)
            self.chains.append(chain)
            self._queue(chain, (request,))

    def _fly(self, request: Request) -> Future[tuple[bytes, Delivery] | Unchanged]:
        """Put a question; a publisher that has fallen silent is not asked any more."""
        if self.silences < SILENCES and not self.closed:
            held = self.keeper.delivery_of(address(request)) if self.ask.conditional else None
            return self.pool.submit(self.client.get, request, held)
        unasked: Future[tuple[bytes, Delivery] | Unchanged] = Future()
        why = f"not asked, for {self.ask.publisher} left {SILENCES} requests in a row without an answer"
        if self.closed:
            why = f"not asked, for {self.closed}"
        unasked.set_exception(silent(request, why))
        return unasked

    def _queue(self, chain: _Chain, requests: Iterable[Request]) -> None:
        """Line up questions, each once; a publisher that leads on and on is stopped."""
        for request in requests:
            if address(request) in chain.asked:
                continue
            if len(chain.asked) >= LONGEST:
                why = EbbError(f"it leads to more than {LONGEST:,} further requests")
                chain.failed.append(self._failed(chain.name, why))
                return
            chain.asked.add(address(request))
            chain.left += 1
            self.waiting.append((chain, request))

    def _land(self, chain: _Chain, request: Request, flight: Future[Any]) -> str:
        """Read one answer and keep it, or note why not; the outcome in one word."""
        chain.left -= 1
        outcome = "failed"
        try:
            answer = _come(request, flight)
            self.silences = 0
            if isinstance(answer, Unchanged):
                outcome = "unchanged"
                self._noted(request.name, outcome, "")
            else:
                body, delivery = answer
                harvest = _read(request, body)
                if harvest.more:
                    chain.leading.append((request, harvest, delivery))
                    self._queue(chain, harvest.more)
                    outcome = "unchanged"
                else:
                    outcome = self._keep(chain, harvest, delivery)
                    self._noted(request.name, outcome, "; ".join(harvest.notes))
            chain.parts += 1
        except EbbError as trouble:
            self.silences = self.silences + 1 if isinstance(trouble, Silent) else 0
            if isinstance(trouble, Closed):
                self.closed = trouble.what.partition(": ")[2]
            chain.failed.append(self._failed(request.name, trouble))
        if not chain.left:
            self._finish(chain)
        return outcome

    def _finish(self, chain: _Chain) -> None:
        """Put the answers that led on, now that it is known what became of the rest."""
        whole = not chain.failed
        for request, harvest, delivery in chain.leading:
            passport = delivery if whole else replace(delivery, etag="", last_modified="")
            try:
                outcome = self._keep(chain, harvest, passport)
            except EbbError as trouble:
                chain.parts -= 1
                chain.failed.append(self._failed(request.name, trouble))
            else:
                if whole:
                    self._noted(request.name, outcome, "; ".join(harvest.notes))
                else:
                    self._noted(request.name, "failed", f"{len(chain.failed)} of its parts failed")
        chain.leading.clear()
        if not chain.parts and not self.closed:
            self._begin(self.instead.pop(chain.name, ()))

    def _keep(self, chain: _Chain, harvest: Harvest, delivery: Delivery) -> str:
        import duckdb

        try:
            counts = self.keeper.put(harvest, delivery, self.today)
        except duckdb.Error as broken:
            raise EbbError(f'"{chain.name}" cannot be kept: {broken}', str(self.keeper.file)) from broken
        chain.counts = chain.counts + counts
        chain.notes += harvest.notes
        return _outcome(counts)

    def _noted(self, name: str, outcome: str, detail: str) -> None:
        self.keeper.attempt(name, self.ask.publisher, outcome, detail, self.now())

    def _failed(self, name: str, trouble: EbbError) -> Row:
        why = " ".join(trouble.what.split())
        self.keeper.attempt(name, self.ask.publisher, "failed", why, self.now())
        return Row(name, self.ask.publisher, "failed", why=why)

    def _told(self, chain: _Chain) -> list[Row]:
        """The row of a question, and the rows of its parts that failed: the first ones, then how many more."""
        name, counts = chain.name, chain.counts
        whole = Row(name, self.ask.publisher, _outcome(counts), counts, "", chain.parts, tuple(chain.notes))
        shown, rest = chain.failed[:SHOWN], chain.failed[SHOWN:]
        if rest:
            shown.append(
                Row(f"{name}: {len(rest)} more", self.ask.publisher, "failed", why=f"the last: {rest[-1].why}")
            )
        return [*([whole] if chain.parts else []), *shown]


def _outcome(counts: Counts) -> str:
    return "revised" if counts.revised else "new" if counts.new else "unchanged"


def _come(request: Request, flight: Future[Any]) -> Any:
    """What came of a question."""
    try:
        return flight.result()
    except EbbError:
        raise
    except Exception as broken:  # whatever it is, the other publishers' figures must still arrive
        raise _stumbled(request, broken) from broken


def _read(request: Request, body: bytes) -> Harvest:
    """What a parser reads; one that breaks unforeseen costs its own figures only, and says that it is our fault."""
    try:
        found: Harvest = request.parse(body)
    except EbbError:
        raise
    except Exception as broken:
        raise _stumbled(request, broken) from broken
    return found


def _stumbled(request: Request, broken: Exception) -> EbbError:
    return EbbError(
        scrubbed(request, f'"{request.name}" cannot be read: ebb stumbled over it ({type(broken).__name__}: {broken})'),
        address(request),
        "an answer in the documented form",
        "the last good figures are kept; please report this",
    )
