"""Small deliveries and stores that live in a test's own folder."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from ebb.sources.cards import Card
from ebb.sources.harvest import Delivery, Harvest, Reading
from ebb.store import Counts, writing

CARD = Card(
    name="LEVEL",
    title="A level",
    publisher="A publisher",
    document="Its release",
    unit="USD mn",
    basis="wednesday level",
    frequency="weekly",
    lag_days=2,
    low=0.0,
    high=1e7,
    at={"fred": "LEVEL", "board": "X_N.WW"},
    also=("level_usd_mn",),
    note="中文 too",
)
#: Day 0 of the small histories of the tests.
START = date(2020, 1, 1)


def days(*words: Any) -> Any:
    return np.array(words, dtype="datetime64[D]")


def plain(values: dict[str, float], card: Card = CARD) -> Harvest:
    """A delivery without vintages."""
    ordered = sorted(values)
    return Harvest((Reading(card, days(*ordered), np.array([values[day] for day in ordered], float)),))


def dated(rows: Sequence[tuple[str, str, float]], card: Card = CARD) -> Harvest:
    """A delivery of vintages: (date, known, value)."""
    ordered = sorted(rows)
    columns = [days(*(row[place] for row in ordered)) for place in (0, 1)]
    return Harvest((Reading(card, columns[0], np.array([row[2] for row in ordered], float), columns[1]),))


def passport(content: str = "bytes", address: str = "https://example.org/level", **more: Any) -> Delivery:
    received = more.pop("received", datetime(2026, 11, 1, 12, 30, 15, 250_000, tzinfo=UTC))
    body = content.encode()
    return Delivery("example", address, received, hashlib.sha256(body).hexdigest(), len(body), "text/csv", **more)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """EBB_HOME in the test's own folder."""
    folder = tmp_path / "home"
    monkeypatch.setenv("EBB_HOME", str(folder))
    return folder


@pytest.fixture
def keep():
    """Put deliveries into the store and publish them: ``keep((harvest, today), ...)``."""

    def put(*given: tuple[Harvest, date]) -> list[Counts]:
        with writing() as writer:
            counts = [writer.put(harvest, passport(repr(harvest)), today) for harvest, today in given]
            writer.publish()
        return counts

    return put
