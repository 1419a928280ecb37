"""Every fault of every publisher: one clear message, the others go on, the last good figures stay, nothing half is read."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from ebb.sources.cards import card
from ebb.sources.harvest import Harvest, Reading, Request
from ebb.sources.http import Client, Manners
from ebb.sources.publishers import Ask, Wish, asks, publishers
from ebb.store import Attempt, Store
from ebb.store.fetched import Row
from ebb.store.fetching import _Known, fetch
from loopback import Publisher, Reply, serving
from replies import DAYS, Case, cases

NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
BEFORE, TODAY = date(2026, 11, 13), NOW.date()
CASES = {case.name: case for case in cases()}
#: Real pauses, but so short that nothing is worth faking; a loaded machine still answers within the total.
QUICK = Manners(agent="ebb/test", connect=2.0, read=0.15, total=10.0, tries=2, first_pause=0.002, gap=0.0, gaps={})
#: Smallest limit that lets every good answer through, so that a body without end need not be long.
LIMIT = 400_000

#: What happens to this week's answer, as the replies that come in turn; of a case `c` and its good reply `g`.
REFUSED = {
    # on the way
    "time-out": lambda c, g: [replace(g, fault="stall")],
    "500 for ever": lambda c, g: [Reply(b"sorry", "text/plain", 500)],
    "429 for ever": lambda c, g: [Reply(b"slow down", "text/plain", 429, (("Retry-After", "0"),))],
    "404": lambda c, g: [Reply(b'{"title":"Not Found"}', "application/json", 404)],
    "HTML with status 200": lambda c, g: [Reply(b"<!DOCTYPE html><title>Please log in</title>" * 40, "text/html")],
    "HTML under a false name": lambda c, g: [replace(g, body=b"\n<html><body>Maintenance</body></html>\n" * 40)],
    "truncated": lambda c, g: [replace(g, fault="cut")],
    "broken off midway": lambda c, g: [replace(g, fault="midway")],
    "reset": lambda c, g: [replace(g, fault="reset")],
    "empty": lambda c, g: [replace(g, body=b"")],
    "without end": lambda c, g: [replace(g, fault="endless")],
    "slow drip": lambda c, g: [replace(g, body=g.body * 50, fault="drip")],
    "another type": lambda c, g: [replace(g, media="application/pdf")],
    "half of it, as if it were all": lambda c, g: [replace(g, body=g.body[: len(g.body) // 2])],
    "noise": lambda c, g: [replace(g, body=bytes(range(256)) * 4)],
    # in the content
    "renamed column": lambda c, g: [replace(g, body=c.renamed())],
    "a thousand times": lambda c, g: [replace(g, body=c.shifted(1_000.0))],
    "a day twice with two figures": lambda c, g: [replace(g, body=c.contradicted())],
}
#: Refused, or read for what it is.
HARMLESS = {
    "a row twice": lambda c, g: [replace(g, body=c.repeated())],
    "rows in another order": lambda c, g: [replace(g, body=c.reordered())],
}
PASSING = {
    "nothing": lambda c, g: [g],
    "429, then fine": lambda c, g: [Reply(b"wait", "text/plain", 429), g],
    "broken off, then fine": lambda c, g: [replace(g, fault="midway"), g],
}
UNCHANGED = {"304": lambda c, g: [replace(g, body=c.good(), headers=ETAG)]}
ETAG = (("ETag", '"last week"'),)
FAULTS = {**REFUSED, **HARMLESS, **PASSING, **UNCHANGED}


@dataclass(frozen=True)
class Outcome:
    """What one fault did to one case."""

    rows: list[Row]
    attempts: list[Attempt]
    before: list[float]
    after: list[float]


@pytest.fixture(scope="module")
def server():
    with pytest.MonkeyPatch.context() as patch, serving() as there:
        patch.setattr("ebb.store.fetching.SILENCES", 100)  # here everybody falls silent, and each is to be seen
        for name in ("http_proxy", "https_proxy", "all_proxy"):
            patch.delenv(name, raising=False)
            patch.delenv(name.upper(), raising=False)
        yield there


def witness(raw: bytes) -> Harvest:
    """A last publisher, whose figure must arrive whatever happens to the others."""
    return Harvest(readings=(Reading(card("UNRATE"), np.array([DAYS[0]], "datetime64[D]"), np.array([float(raw)])),))


def questions(case: Case, server: Publisher, held: Any, limit: int = LIMIT) -> tuple[Request, ...]:
    """What the register asks for a case, each case at an address of its own."""
    mirror = {case.publisher: f"{server.base}/{case.name}{case.base}"}
    keys = {f"{case.publisher}_key": case.key} if case.key else {}
    wish = Wish(TODAY, (case.publisher,), (case.series,), bases=mirror, **keys)
    (ask,) = asks(wish)
    return tuple(replace(request, limit=min(request.limit, limit)) for request in ask.requests(held))


def turns(server: Publisher) -> list[Ask]:
    """All cases in one turn (each turn is published, which takes its time); then the witness."""
    last = Request("UNRATE", "witness", server.base + "/witness.csv", witness)
    return [
        Ask("everybody", lambda held: tuple(q for case in CASES.values() for q in questions(case, server, held))),
        Ask("witness", lambda held: (last,)),
    ]


def serve(server: Publisher, replies: Any) -> None:
    """Route every case to its replies."""
    server.routes.clear()
    server.at("/witness.csv", Reply(b"1.5"))
    for case in CASES.values():
        for path, media, body in case.steps:
            server.at(f"/{case.name}{path}", Reply(body, media))
        server.at(f"/{case.name}{case.path}", *replies(case))


def held(path: Path) -> dict[str, list[float]]:
    with Store.open(path) as store:
        return {case.name: store.series(case.series).values.tolist() for case in CASES.values()}


@pytest.fixture(scope="module")
def seed(tmp_path_factory, server):
    """A store that holds every good answer of last week."""
    path = tmp_path_factory.mktemp("seed") / "ebb.duckdb"
    serve(server, lambda case: [Reply(case.good(), case.media, headers=ETAG)])
    with Client(lambda: NOW, QUICK) as client:
        made = fetch(turns(server)[:-1], client=client, now=lambda: NOW, today=BEFORE, path=path)
    assert [(row.name, row.why) for row in made.rows if row.outcome != "new"] == []
    assert {name: len(values) for name, values in held(path).items()} == dict.fromkeys(CASES, 3)
    return path


@pytest.fixture(scope="module")
def suffer(seed, server, tmp_path_factory):
    """A round in which every case suffers the same fault, made once: ``suffer(fault)[case]``."""

    @cache
    def run(fault: str) -> dict[str, Outcome]:
        path = tmp_path_factory.mktemp("fault") / "ebb.duckdb"
        shutil.copy(seed, path)
        before = held(path)
        serve(server, lambda case: FAULTS[fault](case, Reply(case.newer(), case.media)))
        manners = replace(QUICK, total=0.3) if fault in ("time-out", "slow drip") else QUICK
        with Client(lambda: NOW, manners) as client:
            made = fetch(turns(server), client=client, now=lambda: NOW, today=TODAY, path=path)
        assert (made.rows[-1].publisher, made.rows[-1].outcome) == ("witness", "new"), "the others go on"
        assert list(path.parent.glob("*.writing-*")) == []
        with Store.open(path) as store:
            attempts = store.attempts()
        after = held(path)
        names = {name: questions(case, server, _Known(None))[0].name for name, case in CASES.items()}
        return {
            name: Outcome(
                [row for row in made.rows if row.name == names[name]],
                [attempt for attempt in attempts if attempt.name == names[name]],
                before[name],
                after[name],
            )
            for name, case in CASES.items()
        }

    return run


def assert_refused(found: Outcome) -> None:
    failed = [row for row in found.rows if row.outcome == "failed"]
    assert len(failed) == 1, found.rows
    assert failed[0].why
    assert "\n" not in failed[0].why
    assert "stumbled" not in failed[0].why, "a fault of the parser, not of the publisher"
    assert found.after == found.before, "the last good figures stay"
    assert found.attempts[-1].outcome == "failed"
    assert failed[0].why in [attempt.detail for attempt in found.attempts]


def test_every_publisher_has_its_cases():
    assert {case.publisher for case in CASES.values()} == set(publishers())


@pytest.mark.parametrize("fault", PASSING)
@pytest.mark.parametrize("name", CASES)
def test_this_weeks_answer_is_kept_with_patience(suffer, name, fault):
    found = suffer(fault)[name]
    assert [row.outcome for row in found.rows] == ["new"]
    assert found.after[:3] == found.before
    assert found.after[3] == pytest.approx(CASES[name].figures[3], rel=1e-6)
    assert len(found.after) == 4


@pytest.mark.parametrize("fault", REFUSED)
@pytest.mark.parametrize("name", CASES)
def test_a_fault_costs_nothing_but_this_answer(suffer, name, fault):
    assert_refused(suffer(fault)[name])


@pytest.mark.parametrize("fault", HARMLESS)
@pytest.mark.parametrize("name", CASES)
def test_rows_twice_or_in_another_order_are_refused_or_read_for_what_they_are(suffer, name, fault):
    found = suffer(fault)[name]
    if found.rows[-1].outcome == "failed":
        assert_refused(found)
    else:
        assert found.after[:3] == found.before
        assert found.after[3:] == pytest.approx(CASES[name].figures[3:], rel=1e-6)


@pytest.mark.parametrize("name", CASES)
def test_unchanged_is_no_failure_and_leaves_everything(suffer, name):
    found = suffer("304")[name]
    assert [row.outcome for row in found.rows] == ["unchanged"]
    assert (found.rows[0].counts.new, found.rows[0].counts.revised) == (0, 0)
    assert found.after == found.before


@pytest.mark.parametrize("name", CASES)
def test_limits_are_of_this_world(server, name):
    for request in questions(CASES[name], server, _Known(None), limit=10**12):
        assert LIMIT < request.limit <= 200_000_000
