"""The questions asked of the Markets API: addresses, windows, and what the as-of list leads to."""

from __future__ import annotations

import json
import pickle
from datetime import date
from typing import Any

import httpx
import pytest

from ebb.errors import FormatError, UnknownName, UsageError
from ebb.sources import nyfed

LIST = json.dumps(
    {
        "soma": {
            "asOfDates": [
                "2026-09-23",
                "2026-09-16",
                "2026-09-09",
                "2026-09-02",
                "2026-08-26",
                "2026-08-19",
                "2026-07-29",
            ]
        }
    }
).encode()


def paths(requests: tuple[Any, ...]) -> list[str]:
    return [r.url.removeprefix(nyfed.BASE) for r in requests]


def test_a_first_fetch_asks_for_the_history_of_month_ends_and_a_later_one_does_not() -> None:
    first = nyfed.requests(dates_held={})
    assert paths(first) == [
        "/soma/asofdates/list.json",
        "/soma/summary.json",
        "/rates/all/search.json",
        "/rp/results/search.json",
        "/tsy/all/results/summary/search.json",
        "/ambs/all/results/summary/search.json",
        "/soma/tsy/get/monthly.csv",
    ]
    later = nyfed.requests(dates_held={"notes_bonds": [date(2026, 9, 16)]})
    assert paths(later) == paths(first)[:-1]


def test_windows_end_yesterday() -> None:
    rates = nyfed.daily(since=date(2026, 9, 1), today=date(2026, 9, 24))[0]
    assert rates.params == (("startDate", "2026-09-01"), ("endDate", "2026-09-23"))
    assert nyfed.daily()[0].params == (("startDate", "2003-02-07"),)
    with pytest.raises(UsageError, match="no day lies between"):
        nyfed.daily(since=date(2026, 9, 24), today=date(2026, 9, 24))


def test_the_list_of_dates_leads_to_the_newest_holdings() -> None:
    found = nyfed.requests(dates_held={})[0].parse(LIST)
    assert found.readings == found.holdings == ()
    assert paths(found.more) == ["/soma/tsy/get/asof/2026-09-23.json", "/soma/agency/get/asof/2026-09-23.json"]


def test_what_is_held_is_not_asked_for_again() -> None:
    held = {"notes_bonds": [date(2026, 9, 23)], "mbs": [date(2026, 9, 23)]}
    assert nyfed.requests(dates_held=held)[0].parse(LIST).more == ()


def test_weekly_holdings_come_from_the_list_and_agency_once_a_month() -> None:
    held = {"notes_bonds": [date(2026, 9, 9)]}
    found = nyfed.requests(dates_held=held, weekly_from=date(2026, 8, 1))[0].parse(LIST)
    assert paths(found.more) == [
        *(
            f"/soma/tsy/get/asof/{d}.json"
            for d in ("2026-08-19", "2026-08-26", "2026-09-02", "2026-09-16", "2026-09-23")
        ),
        *(f"/soma/agency/get/asof/{d}.json" for d in ("2026-08-26", "2026-09-23")),
    ]


def test_an_answer_of_another_day_is_refused() -> None:
    request = nyfed.treasury_holdings(date(2026, 9, 23))
    row = {
        "asOfDate": "2026-09-16",
        "cusip": "912828ZA1",
        "maturityDate": "2026-10-31",
        "spread": "",
        "coupon": "1.125",
        "parValue": "100000000",
        "inflationCompensation": "",
        "percentOutstanding": "",
        "securityType": "NotesBonds",
    }
    with pytest.raises(FormatError, match="asked for 2026-09-23"):
        request.parse(json.dumps({"soma": {"holdings": [row]}}).encode())


def test_names_are_encoded_exactly_once() -> None:
    request = nyfed.agency_class("agency_debt", date(2026, 9, 23))
    assert request.url.endswith("/soma/agency/get/agency%20debts/asof/2026-09-23.json")
    sent = httpx.Request("GET", request.url, params=dict(request.params) or None)
    assert b"agency%20debts" in sent.url.raw_path
    assert b"%2520" not in sent.url.raw_path
    with pytest.raises(UnknownName, match="did you mean"):
        nyfed.agency_class("agency_debts", date(2026, 9, 23))


@pytest.mark.parametrize("n", [0, 501, 1_000])
def test_more_than_five_hundred_operations_cannot_be_asked_for(n: int) -> None:
    with pytest.raises(UsageError, match="1 to 500"):
        nyfed.last_operations(n)
    assert nyfed.last_operations(500).url.endswith("/rp/all/all/results/last/500.json")


def test_every_question_names_a_publisher_and_survives_pickling() -> None:
    asked = (
        *nyfed.requests(dates_held={}, since=date(2026, 9, 1), today=date(2026, 9, 24)),
        nyfed.agency_holdings(date(2026, 9, 23)),
        nyfed.reverse_repo_propositions(since=date(2026, 9, 1)),
    )
    assert len({request.name for request in asked}) == len(asked)
    for request in asked:
        assert request.publisher == "nyfed"
        assert request.url.startswith("https://markets.newyorkfed.org/api/")
        again = pickle.loads(pickle.dumps(request))
        assert (again.url, again.params) == (request.url, request.params)


def test_another_address_serves_tests_and_mirrors() -> None:
    for request in nyfed.requests(dates_held={}, base="http://127.0.0.1:1/api"):
        assert request.url.startswith("http://127.0.0.1:1/api/")
    more = nyfed.requests(dates_held={}, base="http://127.0.0.1:1/api")[0].parse(LIST).more
    assert all(request.url.startswith("http://127.0.0.1:1/api/") for request in more)
