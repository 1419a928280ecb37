"""The round of a fetch, on a real store and a real server: what is asked, kept, counted and isolated."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import partial

import numpy as np
import pytest

from ebb.errors import FormatError, UsageError
from ebb.sources.cards import card
from ebb.sources.harvest import Harvest, Reading, Request
from ebb.sources.http import Client, Manners
from ebb.sources.publishers import Ask
from ebb.store import Store, fetching, locks, writing
from ebb.store.fetching import fetch
from loopback import Asked, Reply, serving

NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
TODAY = NOW.date()
QUICK = Manners(agent="ebb/test", connect=1.0, read=1.0, total=10.0, gap=0.0, gaps={})
WEEKS = ("2026-11-04", "2026-11-11", "2026-11-18")


def csv(name: str, *values: float, days: tuple[str, ...] = WEEKS) -> bytes:
    rows = [f"{day},{value:g}" for day, value in zip(days, values, strict=False)]
    return "\n".join([f"observation_date,{name}", *rows, ""]).encode()


def reader(name: str, more: Callable[[bytes], tuple[Request, ...]] = lambda raw: ()) -> Callable[[bytes], Harvest]:
    """A strict little parser of one series."""

    def parse(raw: bytes) -> Harvest:
        head, *lines = raw.decode().split()
        if head != f"observation_date,{name}":
            raise FormatError(f'no column "{name}"', "test", f"observation_date,{name}", "try again later")
        rows = [line.split(",") for line in lines]
        dates = np.array([day for day, _ in rows], dtype="datetime64[D]")
        return Harvest(readings=(Reading(card(name), dates, np.array([float(v) for _, v in rows])),), more=more(raw))

    return parse


def request(base: str, series: str, publisher: str = "board", **changed: object) -> Request:
    asked = Request(series, publisher, f"{base}/{series}.csv", reader(series), media=("text/csv",))
    return replace(asked, **changed)


@pytest.fixture(autouse=True)
def alone(monkeypatch, tmp_path):
    monkeypatch.setenv("EBB_HOME", str(tmp_path))
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture
def publisher():
    with serving() as there:
        there.at("/WALCL.csv", Reply(csv("WALCL", 6.70e6, 6.71e6, 6.72e6)))
        there.at("/TREAST.csv", Reply(csv("TREAST", 4.1e6, 4.2e6, 4.3e6)))
        there.at("/SOFR.csv", Reply(csv("SOFR", 4.0, 4.1, 4.2)))
        yield there


@pytest.fixture
def client():
    with Client(lambda: NOW, QUICK, sleep=lambda seconds: None) as made:
        yield made


@pytest.fixture
def go(client):
    def run(*asks: Ask, today: date = TODAY, **more: object):
        return fetch(asks, client=client, now=lambda: NOW, today=today, **more)

    return run


def asking(name: str, *requests: Request) -> Ask:
    return Ask(name, lambda held: requests)


def held(name: str, as_of: date | None = None) -> list[float]:
    with Store.open() as store:
        return store.series(name, as_of).values.tolist()


def both(there) -> tuple[Ask, Ask]:
    return (
        asking("board", request(there.base, "WALCL"), request(there.base, "TREAST")),
        asking("nyfed", request(there.base, "SOFR", "nyfed")),
    )


def told(made) -> list[tuple[str, str, int, int, int]]:
    return [(r.name, r.outcome, r.counts.new, r.counts.unchanged, r.counts.revised) for r in made.rows]


def test_what_two_publishers_say_is_kept_with_its_passports(publisher, go):
    made = go(*both(publisher))
    assert told(made) == [("WALCL", "new", 3, 0, 0), ("TREAST", "new", 3, 0, 0), ("SOFR", "new", 3, 0, 0)]
    assert made.status == 0
    assert held("SOFR") == [4.0, 4.1, 4.2]
    with Store.open() as store:
        assert [d.address for d in store.deliveries()] == [
            f"{publisher.base}/{name}.csv" for name in ("WALCL", "TREAST", "SOFR")
        ]
        assert all(len(d.sha256) == 64 and d.received == NOW for d in store.deliveries())
        assert [(a.name, a.outcome) for a in store.attempts()] == [("WALCL", "new"), ("TREAST", "new"), ("SOFR", "new")]


def test_again_changes_nothing_and_a_revision_is_counted_as_one(publisher, go):
    go(*both(publisher))
    assert told(go(*both(publisher)))[0] == ("WALCL", "unchanged", 0, 3, 0)
    publisher.at("/WALCL.csv", Reply(csv("WALCL", 6.70e6, 6.69e6, 6.72e6)))
    later = date(2026, 11, 25)
    assert told(go(*both(publisher), today=later))[0] == ("WALCL", "revised", 0, 2, 1)
    assert held("WALCL") == [6.70e6, 6.69e6, 6.72e6]
    assert held("WALCL", date(2026, 11, 24)) == [6.70e6, 6.71e6, 6.72e6]


def test_one_failure_costs_its_own_figures_only(publisher, go):
    go(*both(publisher))
    publisher.at("/WALCL.csv", Reply(csv("RENAMED", 1, 2, 3)))
    publisher.at("/TREAST.csv", Reply(csv("TREAST", 4.1e6, 4.2e6, 4.4e6)))
    publisher.at("/SOFR.csv", Reply(b"", "text/plain", 500))
    made = go(*both(publisher))
    assert [(row.name, row.outcome, row.why) for row in made.rows] == [
        ("WALCL", "failed", 'no column "WALCL"'),
        ("TREAST", "revised", ""),
        ("SOFR", "failed", '"SOFR" could not be fetched: the publisher answered 500 (4 tries)'),
    ]
    assert (made.failed, made.status) == (2, 1)
    assert held("WALCL") == [6.70e6, 6.71e6, 6.72e6]
    assert held("TREAST")[-1] == 4.4e6
    assert held("SOFR") == [4.0, 4.1, 4.2]
    with Store.open() as store:
        assert [(a.name, a.outcome) for a in store.attempts()][-3:] == [
            ("WALCL", "failed"),
            ("TREAST", "revised"),
            ("SOFR", "failed"),
        ]


def test_a_parser_that_stumbles_is_a_failure_that_says_whose(publisher, go):
    def stumbles(raw: bytes) -> Harvest:
        raise KeyError("value")

    made = go(asking("board", request(publisher.base, "WALCL", parse=stumbles), request(publisher.base, "TREAST")))
    assert [row.outcome for row in made.rows] == ["failed", "new"]
    assert "ebb stumbled over it (KeyError: 'value')" in made.rows[0].why


def test_a_publisher_that_cannot_even_be_asked_is_a_failure_of_its_own(publisher, go):
    def refuses(held: object) -> tuple[Request, ...]:
        raise UsageError("FRED asks for a key", "EBB_FRED_KEY", "a key", "get one")

    made = go(Ask("fred", refuses), both(publisher)[1])
    assert [(row.name, row.outcome, row.why) for row in made.rows] == [
        ("fred", "failed", "FRED asks for a key"),
        ("SOFR", "new", ""),
    ]


def test_builders_are_told_what_is_held(publisher, go):
    seen = []

    def requests(there: object) -> tuple[Request, ...]:
        seen.append((there.last_date("WALCL"), there.holdings_dates("bills")))
        return (request(publisher.base, "WALCL"),)

    go(Ask("board", requests))
    go(Ask("board", requests))
    assert seen == [(None, ()), (date(2026, 11, 18), ())]


def test_what_did_not_change_is_asked_conditionally_and_not_read_again(publisher, go):
    publisher.at("/WALCL.csv", Reply(csv("WALCL", 6.7e6, 6.71e6), headers=(("ETag", '"1"'),)))
    ask = asking("board", request(publisher.base, "WALCL"))
    go(ask)
    made = go(ask)
    assert told(made) == [("WALCL", "unchanged", 0, 0, 0)]
    assert publisher.asked[1].headers["if-none-match"] == '"1"'
    assert made.status == 0


def chained(there, *days: str) -> Request:
    """A list of days as a series, which leads to one question for each of them."""

    def more(raw: bytes) -> tuple[Request, ...]:
        return tuple(request(there.base, "SOFR", name=f"SOFR {day}", url=f"{there.base}/day/{day}.csv") for day in days)

    return request(there.base, "WALCL", parse=reader("WALCL", more))


def by_day(asked: Asked) -> Reply:
    day = asked.path.split("/")[-1].removesuffix(".csv")
    return Reply(csv("SOFR", 4.0, days=(day,)))


def test_what_an_answer_leads_to_is_asked_and_counted_in_its_row(publisher, go):
    publisher.by("/day/*", by_day)
    steps = []
    made = go(asking("board", chained(publisher, *WEEKS)), progress=steps.append)
    assert told(made) == [("WALCL", "new", 6, 0, 0)]
    assert made.rows[0].parts == 4
    assert [(s.name, s.done, s.known) for s in steps] == [
        ("WALCL", 1, 4),
        ("SOFR 2026-11-04", 2, 4),
        ("SOFR 2026-11-11", 3, 4),
        ("SOFR 2026-11-18", 4, 4),
    ]
    assert held("SOFR") == [4.0] * 3


def test_a_part_that_fails_has_its_own_row_and_is_asked_again_next_time(publisher, go):
    publisher.at("/WALCL.csv", Reply(csv("WALCL", 6.7e6), headers=(("ETag", '"1"'),)))
    publisher.by("/day/*", by_day)
    publisher.at("/day/2026-11-11.csv", Reply(b"gone", "text/plain", 404))
    ask = asking("board", chained(publisher, *WEEKS))
    made = go(ask)
    assert [(row.name, row.outcome) for row in made.rows] == [("WALCL", "new"), ("SOFR 2026-11-11", "failed")]
    assert held("SOFR") == [4.0, 4.0]
    del publisher.routes["/day/2026-11-11.csv"]
    assert told(go(ask)) == [("WALCL", "new", 1, 3, 0)], "the unchanged list must not hide the missing day"
    assert held("SOFR") == [4.0, 4.0, 4.0]
    assert told(go(ask)) == [("WALCL", "unchanged", 0, 0, 0)], "now the list itself may be left out"


def test_a_publisher_that_leads_on_and_on_is_stopped(publisher, go, monkeypatch):
    monkeypatch.setattr(fetching, "LONGEST", 5)
    count = iter(range(1000))

    def more(raw: bytes) -> tuple[Request, ...]:
        return tuple(
            request(publisher.base, "WALCL", url=f"{publisher.base}/page/{next(count)}", parse=reader("WALCL", more))
            for _ in range(2)
        )

    publisher.by("/page/*", lambda asked: Reply(csv("WALCL", 6.7e6)))
    made = go(asking("board", request(publisher.base, "WALCL", parse=reader("WALCL", more))))
    assert len(publisher.asked) == 5
    assert "leads to more than 5 further requests" in next(row.why for row in made.rows if row.outcome == "failed")


def test_a_circle_of_pages_is_walked_once(publisher, go):
    def more(raw: bytes) -> tuple[Request, ...]:
        return (request(publisher.base, "WALCL", parse=reader("WALCL", more)),)

    made = go(asking("board", request(publisher.base, "WALCL", parse=reader("WALCL", more))))
    assert publisher.count("/WALCL.csv") == 1
    assert made.status == 0


def test_each_publisher_is_published_when_it_is_through(publisher, go):
    seen = []

    def second(held_now: object) -> tuple[Request, ...]:
        seen.append(held("WALCL"))
        return (request(publisher.base, "SOFR", "nyfed"),)

    go(asking("board", request(publisher.base, "WALCL")), Ask("nyfed", second))
    assert seen == [[6.70e6, 6.71e6, 6.72e6]]


def test_a_long_round_is_published_in_between(publisher, go, monkeypatch):
    monkeypatch.setattr(fetching, "BATCH", 2)
    publisher.by("/day/*", by_day)
    seen = []

    def look(step: object) -> None:
        with Store.open() as store:
            seen.append(len(store.series("SOFR")) if "SOFR" in store.names() else 0)

    with writing() as keeper:
        keeper.attempt("nothing", "board", "unchanged", "", NOW)
        keeper.publish()
    go(asking("board", chained(publisher, *WEEKS)), progress=look)
    assert seen == [0, 0, 1, 1]
    assert len(held("SOFR")) == 3


def test_two_at_once_the_second_waits_and_is_refused(publisher, go, monkeypatch):
    monkeypatch.setattr("ebb.store.locks.held", partial(locks.held, patience=0.05))
    with writing(), pytest.raises(UsageError, match="is writing to the store"):
        go(*both(publisher))
    assert publisher.asked == []
    assert go(*both(publisher)).status == 0


def test_two_questions_of_one_publisher_are_in_flight_together_and_no_more(publisher, go):
    publisher.by("/day/*", lambda asked: replace(by_day(asked), wait=0.05))
    days = tuple(str(np.datetime64("2026-01-01") + n) for n in range(8))
    go(asking("board", chained(publisher, *days)))
    assert publisher.most_at_once == 2


def test_the_wire_form(publisher, go):
    publisher.at("/SOFR.csv", Reply(b"", "text/plain", 404))
    form = go(*both(publisher)).json()
    assert form["today"] == TODAY
    assert form["ok"] is False
    assert form["counts"] == {"new": 2, "revised": 0, "unchanged": 0, "failed": 1}
    assert form["rows"][0] == {
        "name": "WALCL", "publisher": "board", "outcome": "new", "new": 3, "unchanged": 0, "revised": 0,
        "parts": 1, "why": "", "notes": [],
    }  # fmt: skip


def test_a_publisher_that_falls_silent_is_left_in_peace(publisher, go):
    publisher.at("/SOFR.csv", Reply(b"", "text/plain", 500))
    many = [request(publisher.base, "SOFR", "nyfed", name=f"SOFR {n}", params=(("n", str(n)),)) for n in range(12)]
    made = go(asking("nyfed", *many), asking("board", request(publisher.base, "WALCL")))
    assert [row.outcome for row in made.rows] == ["failed"] * 12 + ["new"]
    asked = {asked.target for asked in publisher.asked if asked.path == "/SOFR.csv"}
    assert fetching.SILENCES <= len(asked) <= fetching.SILENCES + 1
    assert "not asked, for nyfed left 4 requests in a row without an answer" in made.rows[11].why


def test_a_publisher_where_nobody_is_there_is_asked_once(publisher, go):
    with serving() as gone:
        pass
    many = [request(gone.base, "SOFR", "nyfed", name=f"SOFR {n}", params=(("n", str(n)),)) for n in range(12)]
    second = Ask("nyfed", lambda held: tuple(many), instead=lambda held: {"SOFR 0": (request(gone.base, "WALCL"),)})
    made = go(second, asking("board", request(publisher.base, "WALCL")))
    assert [row.outcome for row in made.rows] == ["failed"] * 12 + ["new"], "and nothing is asked in its place"
    assert made.rows[0].why == '"SOFR 0" could not be fetched: no connection, its host refuses connections'
    assert all(
        row.why.endswith("not asked, for no connection, its host refuses connections") for row in made.rows[1:12]
    )


def test_a_publisher_that_asks_for_a_long_rest_is_asked_once(publisher, go):
    publisher.at("/SOFR.csv", Reply(b"", "text/plain", 429, (("Retry-After", "7200"),)))
    many = [request(publisher.base, "SOFR", "nyfed", name=f"SOFR {n}", params=(("n", str(n)),)) for n in range(5)]
    made = go(asking("nyfed", *many))
    assert publisher.count("/SOFR.csv") == 1
    assert all("wishes to be asked again in 7,200 seconds" in row.why for row in made.rows)


def test_a_round_that_brings_nothing_new_is_no_new_generation_but_is_remembered(publisher, go):
    go(*both(publisher))
    with Store.open() as store:
        before, tries = store.generation, len(store.attempts())
    publisher.at("/SOFR.csv", Reply(b"", "text/plain", 404))
    go(*both(publisher))
    with Store.open() as store:
        assert store.generation == before
        assert len(store.attempts()) == tries + 3
    publisher.at("/WALCL.csv", Reply(csv("WALCL", 6.70e6, 6.69e6, 6.72e6)))
    go(*both(publisher))
    with Store.open() as store:
        assert store.generation == before + 1


def test_a_figure_of_tomorrow_fails_its_request_and_nothing_of_it_is_kept(publisher, go):
    publisher.at("/SOFR.csv", Reply(csv("SOFR", 4.0, 4.1, 4.2, days=("2026-11-18", "2026-11-19", "2999-01-01"))))
    made = go(*both(publisher))
    assert [row.outcome for row in made.rows] == ["new", "new", "failed"]
    assert f'the delivery lies ahead of {TODAY}: "SOFR" has 1 observation after it, of 2999-01-01' in made.rows[2].why
    with Store.open() as store:
        assert "SOFR" not in store.names()


def test_refusals_are_no_silence(publisher, go):
    many = [request(publisher.base, "SOFR", "nyfed", name=f"SOFR {n}", params=(("n", str(n)),)) for n in range(12)]
    publisher.at("/SOFR.csv", Reply(b"", "text/plain", 404))
    go(asking("nyfed", *many))
    assert publisher.count("/SOFR.csv") == 12


def test_a_long_list_of_failed_parts_is_told_in_short(publisher, go):
    days = tuple(str(np.datetime64("2026-01-01") + n) for n in range(20))
    made = go(asking("board", chained(publisher, *days)))
    assert [row.name for row in made.rows[1:]] == [*(f"SOFR {day}" for day in days[:5]), "WALCL: 15 more"]
    assert "answered 404" in made.rows[-1].why
    with Store.open() as store:
        assert sum(a.outcome == "failed" for a in store.attempts()) == 20 + 1, "each part, and the list that led there"


def test_where_a_question_brings_nothing_the_second_best_is_asked(publisher, go):
    publisher.at("/TREAST.csv", Reply(b"", "text/plain", 404))
    best, second = request(publisher.base, "TREAST"), request(publisher.base, "WALCL")
    ask = Ask("board", lambda held: (best,), instead=lambda held: {"TREAST": (second,)})
    made = go(ask)
    assert [(row.name, row.outcome) for row in made.rows] == [("TREAST", "failed"), ("WALCL", "new")]
    assert made.status == 1, "it is still a failure"
    publisher.at("/TREAST.csv", Reply(csv("TREAST", 4.1e6, 4.2e6)))
    assert [row.name for row in go(ask).rows] == ["TREAST"], "not asked where the best one came"


def test_a_second_best_that_fails_too_ends_there(publisher, go):
    best, second = request(publisher.base, "TREAST", url=publisher.base + "/no"), request(publisher.base, "WALCL")
    again = Ask("board", lambda held: (best,), instead=lambda held: {"TREAST": (best, second), "WALCL": (second,)})
    publisher.at("/WALCL.csv", Reply(b"", "text/plain", 404))
    assert [row.outcome for row in go(again).rows] == ["failed"] * 4
