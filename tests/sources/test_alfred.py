"""The archive's vintages: bodies are our own figures in the documented shapes."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from functools import partial

import numpy as np
import pytest
from damage import figures, noise, outcome, refused
from hypothesis import given, settings
from hypothesis import strategies as st

from ebb import store
from ebb.sources import alfred, fred
from ebb.sources.cards import card
from ebb.sources.harvest import Delivery

KEY = "0123456789abcdef0123456789abcdef"
GDP, WALCL = card("GDP"), card("WALCL")


def metadata(name="WALCL", units="Millions of U.S. Dollars", often="W") -> bytes:
    return json.dumps({"seriess": [{"id": name, "units": units, "frequency_short": often}]}).encode()


def observations(*rows: tuple[str, str], count: int | None = None) -> bytes:
    told = [{"realtime_start": "2026-11-22", "realtime_end": "2026-11-22", "date": d, "value": v} for d, v in rows]
    return json.dumps({"count": len(rows) if count is None else count, "offset": 0, "observations": told}).encode()


@given(st.integers(0, 60), st.integers(2, 25))
def test_every_vintage_begins_inside_exactly_one_window(n, size):
    vintages = [date(2020, 1, 1) + timedelta(days=7 * k) for k in range(n)]
    found = alfred.windows(vintages, size)
    read: list[date] = []
    for first, last, edge in found:
        inside = [day for day in vintages if first <= day <= (last or date.max)]
        assert len(inside) <= size
        read += inside[1:] if edge else inside  # rows that begin on the edge are dropped
    assert read == vintages
    assert all(last is None for _, last, _ in found[-1:])


def test_windows_never_ask_for_more_than_the_archive_hands_out():
    vintages = [date(1990, 1, 1) + timedelta(days=k) for k in range(5000)]
    (request,) = fred.requests(["WALCL"], key=KEY, vintages=True)
    listing, plain = request.parse(metadata()).more
    assert "observation_start" not in dict(plain.params)
    body = json.dumps({"count": 5000, "vintage_dates": [str(day) for day in vintages]}).encode()
    asked = listing.parse(body).more
    assert len(asked) == 3
    for one in asked:
        params = dict(one.params)
        inside = [day for day in vintages if params["realtime_start"] <= str(day) <= params["realtime_end"]]
        assert len(inside) <= 2000
        assert params["api_key"] == KEY
        assert one.secret == ("api_key",)
    assert dict(asked[-1].params)["realtime_end"] == "9999-12-31"


def test_a_long_list_of_vintages_comes_in_pages():
    (request,) = fred.requests(["WALCL"], key=KEY, vintages=True)
    listing, plain = request.parse(metadata()).more
    assert "observation_start" not in dict(plain.params)
    (more,) = listing.parse(b'{"count": 3, "vintage_dates": ["2020-01-02", "2020-01-09"]}').more
    assert dict(more.params)["offset"] == "2"
    (window,) = more.parse(b'{"count": 3, "vintage_dates": ["2020-01-16"]}').more
    assert dict(window.params)["realtime_start"] == "2020-01-02"
    refused(more.parse, b'{"count": 3, "vintage_dates": ["2020-01-09"]}', "backwards")
    refused(listing.parse, b'{"count": 1, "vintage_dates": ["soon"]}', "no day")
    assert listing.parse(b'{"count": 0, "vintage_dates": []}').more == ()


def vintage_rows(*rows: tuple[str, str, str, str], count: int | None = None) -> bytes:
    told = [{"realtime_start": a, "realtime_end": b, "date": d, "value": v} for a, b, d, v in rows]
    return json.dumps({"count": len(rows) if count is None else count, "observations": told}).encode()


def vintages_of(name: str, body: bytes, first: date, last: date | None = None, edge: bool = False) -> list[tuple]:
    harvest = alfred.parse_window(body, card=card(name), scale=1.0, key=KEY, first=first, last=last, edge=edge)
    return [(str(d), None if k is None else str(k), v) for d, k, v in figures(harvest).get(name, [])]


def test_a_revision_is_known_from_the_day_it_was_published():
    body = vintage_rows(
        ("2024-01-25", "2024-02-27", "2023-10-01", "27938.8"),
        ("2024-02-28", "9999-12-31", "2023-10-01", "27944.6"),
        ("2024-04-25", "9999-12-31", "2024-01-01", "28284.5"),
    )
    assert vintages_of("GDP", body, date(2024, 1, 25)) == [
        ("2023-12-31", "2024-01-25", 27938.8),
        ("2023-12-31", "2024-02-28", 27944.6),
        ("2024-03-31", "2024-04-25", 28284.5),
    ]


ARCHIVE = vintage_rows(
    ("2015-06-04", "9999-12-31", "2015-05-27", "4459000"),
    ("2015-06-04", "2016-01-01", "2010-01-06", "2238000"),
    ("2016-01-02", "9999-12-31", "2010-01-06", "2238001"),
    ("2015-06-11", "9999-12-31", "2015-06-10", "4460000"),
)
NEWEST = observations(("2010-01-06", "2238001"), ("2015-05-27", "4459000"), ("2015-06-10", "4460000"))


def test_vintages_are_told_as_the_archive_tells_them():
    assert vintages_of("WALCL", ARCHIVE, date(2015, 6, 4)) == [
        ("2010-01-06", "2015-06-04", 2238000.0),
        ("2010-01-06", "2016-01-02", 2238001.0),
        ("2015-05-27", "2015-06-04", 4459000.0),
        ("2015-06-10", "2015-06-11", 4460000.0),
    ]


@pytest.mark.parametrize("order", [(0, 1), (1, 0), (0, 1, 0, 1), (1, 0, 1, 0, 0)])
def test_the_beginning_of_the_archive_is_no_publication(order, tmp_path):
    """With the newest figures asked for as well, the store assumes the usual lag for what the first vintage brought along."""
    (request,) = fred.requests(["WALCL"], key=KEY, vintages=True)
    listing, plain = request.parse(metadata()).more
    days = json.dumps({"count": 3, "vintage_dates": ["2015-06-04", "2015-06-11", "2016-01-02"]}).encode()
    (window,) = listing.parse(days).more
    today = date(2026, 11, 22)
    passport = Delivery("fred", "http://127.0.0.1/", datetime(2026, 11, 22, tzinfo=UTC), "0" * 64, 1)
    with store.writing(tmp_path / "ebb.duckdb") as writer:
        for n in order:
            harvest = plain.parse(NEWEST) if n else window.parse(ARCHIVE)
            writer.put(harvest, passport, today=today)
        writer.publish()
    with store.Store.open(tmp_path / "ebb.duckdb") as held:
        assert held.series("WALCL").values.tolist() == [2238001.0, 4459000.0, 4460000.0]
        assert list(held.series("WALCL", date(2012, 1, 1))) == [(date(2010, 1, 6), 2238000.0)]
        assert list(held.series("WALCL", date(2010, 1, 6))) == []
        assert held.series("WALCL", date(2015, 6, 10)).values.tolist() == [2238000.0, 4459000.0]
        assert held.how("WALCL", date(2012, 1, 1)) == "lag"


def test_rows_cut_at_the_edge_of_a_window_are_read_once():
    first = vintage_rows(
        ("2024-01-25", "2024-02-27", "2023-10-01", "27938.8"), ("2024-02-28", "2024-02-28", "2023-10-01", "27944.6")
    )
    second = vintage_rows(
        ("2024-02-28", "2024-03-27", "2023-10-01", "27944.6"),
        ("2024-03-28", "9999-12-31", "2023-10-01", "27956.9"),
        ("2024-02-28", "9999-12-31", "2023-07-01", "27610.1"),
    )
    one = vintages_of("GDP", first, date(2024, 1, 25), date(2024, 2, 28))
    other = vintages_of("GDP", second, date(2024, 2, 28), None, edge=True)
    assert [row[1:] for row in one] == [("2024-01-25", 27938.8), ("2024-02-28", 27944.6)]
    assert [row[1:] for row in other] == [("2024-03-28", 27956.9)]


def test_a_withdrawn_value_is_withdrawn_and_not_forgotten():
    body = vintage_rows(
        ("2025-11-13", "2025-11-20", "2025-10-01", "3.1"), ("2025-12-16", "9999-12-31", "2025-11-01", "4.6")
    )
    rows = vintages_of("UNRATE", body, date(2025, 11, 13))
    assert rows[0] == ("2025-10-31", "2025-11-13", 3.1)
    assert rows[1][:2] == ("2025-10-31", "2025-11-21")
    assert np.isnan(rows[1][2])
    body = vintage_rows(
        ("2025-11-13", "2025-11-20", "2025-10-01", "3.1"), ("2025-11-21", "9999-12-31", "2025-10-01", ".")
    )
    assert np.isnan(vintages_of("UNRATE", body, date(2025, 11, 13))[1][2])


def test_impossible_vintages_are_refused():
    parse_rows = partial(
        alfred.parse_window, card=GDP, scale=1.0, key=KEY, first=date(2024, 1, 25), last=None, edge=False
    )
    twice = ("2024-01-25", "9999-12-31", "2023-10-01", "27938.8")
    refused(parse_rows, vintage_rows(twice, twice), "two values")
    refused(parse_rows, vintage_rows(("2024-01-25", "2024-01-01", "2023-10-01", "27938.8")), "row 1")
    refused(parse_rows, vintage_rows(("2024-01-25", "9999-12-31", "2023-10-01", "27.9388")), "another unit")


def test_vintages_come_in_pages_too():
    rows = (("2024-01-25", "2024-02-27", "2023-10-01", "27938.8"),)
    harvest = alfred.parse_window(
        vintage_rows(*rows, count=2), card=GDP, scale=1.0, key=KEY, first=date(2024, 1, 25), last=None, edge=False
    )
    (more,) = harvest.more
    assert dict(more.params)["offset"] == "1"
    assert len(harvest.readings[0]) == 1  # whether the value was withdrawn is for the next page to say


@settings(max_examples=120, deadline=None)
@given(noise(ARCHIVE))
def test_no_bytes_break_the_readers(body):
    outcome(partial(alfred.parse_list, card=WALCL, scale=1.0, key=KEY), body)
    window = {"first": date(2015, 6, 4), "last": None, "edge": False}
    outcome(partial(alfred.parse_window, card=WALCL, scale=1.0, key=KEY, **window), body)
