"""Questions that lead to others, with the real readers: lists of holdings, pages of the Treasury, the Board's second best."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from ebb.sources.http import Client, Manners
from ebb.sources.publishers import Ask, Wish, asks
from ebb.store import Store
from ebb.store.fetching import fetch
from loopback import Asked, Reply, serving

NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
QUICK = Manners(agent="ebb/test", tries=2, first_pause=0.002, gap=0.0, gaps={})
WEDNESDAYS = ("2026-10-28", "2026-11-04", "2026-11-11", "2026-11-18")
LIST = {"soma": {"asOfDates": list(reversed(WEDNESDAYS))}}
JSON = "application/json"


@pytest.fixture
def server(monkeypatch, tmp_path):
    monkeypatch.setenv("EBB_HOME", str(tmp_path))
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    with serving() as there:
        there.at("/soma/asofdates/list.json", Reply(json.dumps(LIST).encode(), JSON, headers=(("ETag", '"w"'),)))
        there.by("/soma/tsy/get/asof/*", treasuries)
        there.by("/soma/agency/get/asof/*", agency)
        yield there


@pytest.fixture
def go(server):
    """Fetch from one publisher only the questions of some names."""

    def run(publisher: str, *names: str, **wished: object):
        wish = Wish(NOW.date(), (publisher,), bases={publisher: server.base}, **wished)
        (ask,) = asks(wish)
        few = replace(ask, requests=lambda held: tuple(r for r in ask.requests(held) if not names or r.name in names))
        with Client(lambda: NOW, QUICK, sleep=lambda seconds: None) as client:
            return fetch([few], client=client, now=lambda: NOW, today=NOW.date())

    return run


def day_of(asked: Asked) -> str:
    return asked.path.split("/")[-1].removesuffix(".json")


def treasuries(asked: Asked) -> Reply:
    note = {
        "asOfDate": day_of(asked), "cusip": "912828ZA1", "maturityDate": "2030-02-28", "issuer": "", "spread": "",
        "coupon": "1.125", "parValue": "20000000000", "inflationCompensation": "", "percentOutstanding": "0.4",
        "changeFromPriorWeek": "0", "changeFromPriorYear": "0", "securityType": "NotesBonds",
    }  # fmt: skip
    return Reply(json.dumps({"soma": {"holdings": [note]}}).encode(), JSON)


def agency(asked: Asked) -> Reply:
    pool = {
        "asOfDate": day_of(asked), "cusip": "3140XMNV4", "maturityDate": "", "issuer": "", "spread": "", "coupon": "",
        "securityDescription": "UMBS MORTPASS 2% 09/51", "term": "30yr", "currentFaceValue": "61490669536.35",
        "isAggregated": "Y", "securityType": "MBS",
    }  # fmt: skip
    return Reply(json.dumps({"soma": {"holdings": [pool]}}).encode(), JSON)


def days(part: str) -> list[str]:
    with Store.open() as store:
        return [str(day) for day in store.holdings_dates(part)]


def asked_for(server, start: str) -> list[str]:
    found = [day_of(asked) for asked in server.asked if asked.path.startswith(start)]
    server.asked.clear()
    return found


def test_the_newest_lists_are_fetched_and_not_again(server, go):
    made = go("nyfed", "SOMA as-of dates")
    assert [(row.name, row.outcome, row.parts) for row in made.rows] == [("SOMA as-of dates", "new", 3)]
    assert days("notes_bonds") == days("mbs") == ["2026-11-18"]
    with Store.open() as store:
        (note,) = store.holdings(date(2026, 11, 18), "notes_bonds")
        assert (note.cusip, note.amount, note.coupon) == ("912828ZA1", 20_000_000_000_00, 1.125)
    server.asked.clear()
    assert [row.outcome for row in go("nyfed", "SOMA as-of dates").rows] == ["unchanged"]
    assert [asked.path for asked in server.asked] == ["/soma/asofdates/list.json"]


def test_weekly_holdings_are_asked_for_even_where_the_list_did_not_change(server, go):
    go("nyfed", "SOMA as-of dates")
    server.asked.clear()
    go("nyfed", "SOMA as-of dates", weekly_from=date(2026, 11, 1))
    assert sorted(asked_for(server, "/soma/tsy")) == ["2026-11-04", "2026-11-11"]  # two are under way at once
    assert days("notes_bonds") == ["2026-11-04", "2026-11-11", "2026-11-18"]


def test_a_week_that_failed_is_asked_for_again_and_only_that_one(server, go):
    server.at("/soma/tsy/get/asof/2026-11-11.json", Reply(b"", "text/plain", 500))
    made = go("nyfed", "SOMA as-of dates", weekly_from=date(2026, 10, 1))
    assert [(row.name, row.outcome) for row in made.rows] == [
        ("SOMA as-of dates", "new"),
        ("SOMA Treasuries 2026-11-11", "failed"),
    ]
    assert days("notes_bonds") == ["2026-10-28", "2026-11-04", "2026-11-18"]
    del server.routes["/soma/tsy/get/asof/2026-11-11.json"]
    server.asked.clear()
    assert go("nyfed", "SOMA as-of dates", weekly_from=date(2026, 10, 1)).status == 0
    assert asked_for(server, "/soma/tsy") == ["2026-11-11"]
    assert days("notes_bonds") == list(WEDNESDAYS)


def test_a_list_for_another_day_is_refused(server, go):
    server.by("/soma/tsy/get/asof/*", lambda asked: treasuries(replace(asked, path="/x/2026-11-11.json")))
    made = go("nyfed", "SOMA as-of dates")
    assert [row.name for row in made.rows if row.outcome == "failed"] == ["SOMA Treasuries 2026-11-18"]
    assert days("notes_bonds") == []
    assert days("mbs") == ["2026-11-18"]


def debt(asked: Asked) -> Reply:
    page = int(asked.query["page[number]"][0])
    row = {"record_date": f"2026-11-{16 + page}", "tot_pub_debt_out_amt": f"3812345678900{page}.12"}
    meta = {"count": 1, "total-count": 3, "total-pages": 3}
    return Reply(json.dumps({"data": [row], "meta": meta, "links": {}}).encode(), JSON)


def test_pages_are_followed_to_the_last_and_one_that_fails_costs_itself(server, go):
    path = "/v2/accounting/od/debt_to_penny"
    server.by(
        path, lambda asked: Reply(b"", "text/plain", 400) if asked.query["page[number]"] == ["2"] else debt(asked)
    )
    made = go("treasury", "Debt to the Penny")
    assert [(row.name, row.outcome) for row in made.rows] == [
        ("Debt to the Penny", "new"),
        ("Debt to the Penny, page 2", "failed"),
    ]
    server.by(path, debt)
    assert go("treasury", "Debt to the Penny").rows[0].counts.new == 1
    with Store.open() as store:
        held = store.series("DEBT_TO_PENNY")
        assert [str(day) for day in held.dates] == ["2026-11-17", "2026-11-18", "2026-11-19"]
        assert held.values[1] == pytest.approx(38_123_456_789_002.12)


def test_what_failed_is_asked_for_from_its_beginning_and_what_came_only_from_two_weeks_before(server, go):
    windows = []
    names = ("Debt to the Penny", "Daily Treasury Statement", "Treasury auctions")

    def remember(asked: Asked) -> Reply:
        windows.append(asked.query.get("filter"))
        return debt(replace(asked, query={**asked.query, "page[number]": ["1"]}))

    server.by("/v2/accounting/od/debt_to_penny", remember)
    go("treasury", *names)
    go("treasury", *names)
    assert windows[0] is None
    assert windows[-1] is None, "the others never came, and they share one window"


def test_when_the_release_is_gone_its_dated_page_is_asked_for(server, go):
    made = go("board", "H.4.1")
    assert [(row.name, row.outcome) for row in made.rows] == [
        ("H.4.1", "failed"),
        ("H.4.1 page of 2026-11-19", "failed"),
    ]
    assert [asked.path for asked in server.asked] == ["/datadownload/Output.aspx", "/releases/h41/20261119/h41.htm"]


def test_an_ask_needs_no_second_best():
    assert Ask("x", lambda held: ()).instead(None) == {}
