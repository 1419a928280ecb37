"""The questions asked of Fiscal Data: fields, filters and pages."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import httpx
import pytest

from ebb.errors import FormatError
from ebb.sources import fiscal
from ebb.sources.fiscal_answer import MOST_PAGES

DEBT = [
    {"record_date": "2026-08-05", "tot_pub_debt_out_amt": "39829652708623.61"},
    {"record_date": "2026-08-06", "tot_pub_debt_out_amt": "39890263441627.83"},
]


def body(rows: list[dict[str, Any]], pages: Any = 1, **meta: Any) -> bytes:
    told = {"count": len(rows), "total-count": len(rows), "total-pages": pages, **meta}
    return json.dumps({"data": rows, "meta": told, "links": {"next": None}}).encode()


def test_four_data_sets_are_asked_for_from_a_day_on() -> None:
    asked = fiscal.requests(since=date(2026, 8, 1))
    assert [r.url.removeprefix(fiscal.BASE + "/") for r in asked] == [
        "v1/accounting/dts/operating_cash_balance",
        "v2/accounting/od/debt_to_penny",
        "v1/accounting/od/auctions_query",
        "v1/debt/mspd/mspd_table_3_market",
    ]
    assert [dict(r.params).get("filter") for r in asked] == [
        "record_date:gte:2026-08-01",
        "record_date:gte:2026-08-01",
        "auction_date:gte:2026-08-01",
        None,
    ]
    assert all("filter" not in dict(r.params) for r in fiscal.requests())
    assert {r.publisher for r in asked} == {"fiscal"}
    assert len({r.name for r in asked}) == 4


def test_records_of_several_pages_have_one_order_only() -> None:
    """Four rows a day, or several auctions, sorted by day alone could move from one page to the next."""
    sorts = [dict(request.params)["sort"] for request in fiscal.requests()]
    assert sorts == ["record_date,src_line_nbr", "record_date", "auction_date,cusip", "-record_date"]


def test_brackets_of_the_page_parameters_survive_encoding() -> None:
    request = fiscal.debt_to_the_penny(since=date(2026, 8, 1))
    sent = httpx.Request("GET", request.url, params=dict(request.params))
    assert sent.url.params["page[number]"] == "1"
    assert sent.url.params["page[size]"] == "10000"
    assert sent.url.params["fields"] == "record_date,tot_pub_debt_out_amt"
    assert "soma_accepted" in dict(fiscal.auctions().params)["fields"]


def test_page_one_leads_to_the_others_and_they_to_none() -> None:
    request = fiscal.debt_to_the_penny(since=date(2026, 8, 1))
    found = request.parse(body(DEBT, pages=3))
    assert [dict(r.params)["page[number]"] for r in found.more] == ["2", "3"]
    assert found.more[0].name == "Debt to the Penny, page 2"
    assert dict(found.more[0].params)["filter"] == "record_date:gte:2026-08-01"
    assert len(found.readings[0]) == 2
    assert found.more[1].parse(body(DEBT[:1], pages=3)).more == ()
    assert request.parse(body(DEBT)).more == ()


def test_the_newest_month_is_asked_for_unless_it_is_held() -> None:
    newest = fiscal.newest_debt_statement()
    assert dict(newest.params)["sort"] == "-record_date"
    assert dict(newest.params)["page[size]"] == "1"
    answer = body([{"record_date": "2026-08-31"}], pages=150_000)
    (month,) = newest.parse(answer).more
    assert dict(month.params)["filter"] == "record_date:eq:2026-08-31"
    assert fiscal.newest_debt_statement(held=[date(2026, 8, 31)]).parse(answer).more == ()
    with pytest.raises(FormatError, match="asked for one record date, got 0"):
        newest.parse(body([]))


def test_a_month_in_several_pages_is_refused() -> None:
    rows = [dict.fromkeys(dict(fiscal.debt_statement(date(2026, 8, 31)).params)["fields"].split(","), "null")]
    with pytest.raises(FormatError, match="in 2 pages"):
        fiscal.debt_statement(date(2026, 8, 31)).parse(body(rows, pages=2))


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        (body(DEBT, count=3), "holds 2 records and says 3: cut off"),
        (body(DEBT, count=True), "says True"),
        (body(DEBT, pages="2"), "says it has 2 pages"),
        (body(DEBT, pages=-1), "says it has -1 pages"),
        (body(DEBT, pages=MOST_PAGES + 1), "more than"),
        (body([{"record_date": "2026-08-05"}]), 'field "tot_pub_debt_out_amt" is not in 1 of 1 rows'),
        (body([{**DEBT[0], "tot_pub_debt_out_amt": 1}]), "is no text"),
        (b'{"data": []}', '"meta" is not in the answer'),
        (b'{"error": "Invalid Query Param", "message": "field does not exist"}', "field does not exist"),
        (b"<html>Service unavailable</html>", "web page"),
    ],
)
def test_an_answer_that_is_not_whole_is_refused(raw: bytes, told: str) -> None:
    with pytest.raises(FormatError, match=told):
        fiscal.debt_to_the_penny().parse(raw)


def test_another_address_serves_tests_and_mirrors() -> None:
    base = "http://127.0.0.1:1/fiscal"
    asked = fiscal.requests(base=base)
    assert all(r.url.startswith(base) for r in asked)
    (month,) = asked[3].parse(body([{"record_date": "2026-08-31"}])).more
    assert month.url.startswith(base)
    assert all(r.url.startswith(base) for r in asked[1].parse(body(DEBT, pages=2)).more)
