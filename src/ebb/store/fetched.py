"""What a fetch says about itself: a row for each question, the whole round, and how far it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from ebb.store.records import Counts

#: How a question can end.
OUTCOMES: Final = ("new", "revised", "unchanged", "failed")


@dataclass(frozen=True, slots=True)
class Row:
    """What became of one question with everything it led to; a part that failed has a row of its own.

    `outcome` is one of :data:`OUTCOMES`, `why` one line about a failure, `parts` the answers that were read.
    """

    name: str
    publisher: str
    outcome: str
    counts: Counts = field(default_factory=Counts)
    why: str = ""
    parts: int = 0
    notes: tuple[str, ...] = ()

    def json(self) -> dict[str, Any]:
        """The wire form."""
        counted = {name: getattr(self.counts, name) for name in ("new", "unchanged", "revised")}
        told = {"name": self.name, "publisher": self.publisher, "outcome": self.outcome, **counted}
        return {**told, "parts": self.parts, "why": self.why, "notes": list(self.notes)}


@dataclass(frozen=True, slots=True)
class Fetched:
    """A whole round."""

    today: date
    rows: tuple[Row, ...]

    @property
    def failed(self) -> int:
        """How many rows failed."""
        return sum(row.outcome == "failed" for row in self.rows)

    @property
    def status(self) -> int:
        """Exit status: 0 if everything was fetched or unchanged, 1 if anything failed."""
        return 1 if self.failed else 0

    def json(self) -> dict[str, Any]:
        """The wire form of ``ebb fetch --json``."""
        counts = {outcome: sum(row.outcome == outcome for row in self.rows) for outcome in OUTCOMES}
        return {"today": self.today, "ok": not self.failed, "rows": [row.json() for row in self.rows], "counts": counts}


@dataclass(frozen=True, slots=True)
class Question:
    """One question as it may be shown: whom, what, and the address without keys.

    `only_if_fails` names the question in whose place it is asked; empty: it is asked anyhow.
    """

    publisher: str
    name: str
    address: str
    only_if_fails: str = ""

    def json(self) -> dict[str, Any]:
        """The wire form."""
        told = {"publisher": self.publisher, "name": self.name, "address": self.address}
        return {**told, "only_if_fails": self.only_if_fails or None}


@dataclass(frozen=True, slots=True)
class Step:
    """How far a round is: `done` of `known` questions so far; the last one answered was `name`, with `outcome`."""

    publisher: str
    name: str
    outcome: str
    done: int
    known: int


Progress = Callable[[Step], None]
