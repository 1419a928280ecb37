"""Documented answers of the New York Fed and of Fiscal Data, each with its parser and the list of its rows."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from ebb.errors import EbbError
from ebb.sources import fiscal
from ebb.sources.fiscal_cash import operating_cash_csv
from ebb.sources.harvest import Harvest
from ebb.sources.nyfed_holdings import holdings, holdings_csv
from ebb.sources.nyfed_operations import propositions, repo_operations
from ebb.sources.nyfed_outright import agency_operations, treasury_operations
from ebb.sources.nyfed_rates import reference_rates
from ebb.sources.nyfed_soma import as_of_dates, summary, summary_csv

Row = dict[str, Any]


@dataclass(frozen=True)
class Case:
    """One answer: how it is wrapped, its rows, which fields are money, and which may be renamed without a loss."""

    name: str
    parse: Callable[[bytes], Harvest]
    path: tuple[str, ...]
    rows: tuple[Row, ...]
    money: tuple[str, ...]
    unread: tuple[str, ...] = ()

    def body(self, rows: list[Row]) -> bytes:
        found: Any = rows
        for step in reversed(self.path):
            found = {step: found}
        if self.path == ("data",):
            found["meta"] = {"count": len(rows), "total-count": len(rows), "total-pages": 1}
        return json.dumps(found).encode()


def _week(day: str, bills: int) -> Row:
    parts = {
        "bills": f"{bills}",
        "notesbonds": "4923673451700",
        "tips": "385089412300",
        "frn": "29152660900",
        "agencies": "2347000000",
        "mbs": "2695536723789.6",
        "cmbs": "9076679626.10",
    }
    total = sum(Decimal(text) for text in parts.values())
    return {"asOfDate": day, **parts, "tipsInflationCompensation": "74659077477.72", "total": str(total)}


def _note(cusip: str, par: str, coupon: str) -> Row:
    return {
        "asOfDate": "2022-02-16",
        "cusip": cusip,
        "maturityDate": "2025-02-28",
        "issuer": "",
        "spread": "",
        "coupon": coupon,
        "parValue": par,
        "inflationCompensation": "",
        "percentOutstanding": "0.2491128391032289",
        "changeFromPriorWeek": "0",
        "changeFromPriorYear": "0",
        "securityType": "NotesBonds",
    }


def _pool(cusip: str, face: str) -> Row:
    return {
        "asOfDate": "2024-05-01",
        "cusip": cusip,
        "securityDescription": "UMBS MORTPASS 2% 09/51",
        "term": "30yr",
        "currentFaceValue": face,
        "isAggregated": "Y",
        "securityType": "MBS",
    }


def _rate(day: str, kind: str, rate: float) -> Row:
    return {
        "effectiveDate": day,
        "type": kind,
        "percentRate": rate,
        "percentPercentile1": rate - 0.05,
        "percentPercentile25": rate - 0.01,
        "percentPercentile75": rate + 0.03,
        "percentPercentile99": rate + 0.08,
        "volumeInBillions": 1203,
        "revisionIndicator": "",
    }


def _repo(day: str, number: int, kind: str, amount: int) -> Row:
    return {
        "operationId": f"RP {day} {number}",
        "auctionStatus": "Results",
        "operationDate": day,
        "operationType": kind,
        "operationMethod": "Fixed Rate",
        "term": "Overnight",
        "totalAmtSubmitted": amount,
        "totalAmtAccepted": amount,
        "details": [{"securityType": "Treasury", "amtAccepted": amount, "percentAwardRate": 3.5}],
    }


def _outright(number: int, accepted: str) -> Row:
    return {
        "operationId": f"OR 083126 {number}",
        "auctionStatus": "Results",
        "operationType": "Outright Bill Purchase",
        "operationDate": "2026-08-31",
        "operationDirection": "P",
        "totalParAmtSubmitted": "39346000000",
        "totalParAmtAccepted": accepted,
    }


def _cash(day: str, opening: str, closing: str) -> Row:
    label = "Treasury General Account (TGA)"
    return {"record_date": day, "account_type": label, "open_today_bal": opening, "close_today_bal": closing}


def _auction(cusip: str, offered: str, accepted: str) -> Row:
    return {
        "cusip": cusip,
        "security_type": "Note",
        "security_term": "2-Year",
        "auction_date": "2026-08-25",
        "announcemt_date": "2026-08-20",
        "issue_date": "2026-08-31",
        "maturity_date": "2028-08-31",
        "reopening": "No",
        "inflation_index_security": "No",
        "floating_rate": "No",
        "cash_management_bill_cmb": "No",
        "int_rate": "3.875",
        "high_yield": "3.880000",
        "price_per100": "99.990000",
        "offering_amt": offered,
        "total_accepted": accepted,
        "soma_accepted": "1000000000",
    }


def _security(name: str, amount: str) -> Row:
    return {
        "record_date": "2023-09-30",
        "security_type_desc": "Marketable",
        "security_class1_desc": "Notes",
        "security_class2_desc": name,
        "interest_rate_pct": "3.875",
        "issue_date": "2023-08-15",
        "maturity_date": "2033-08-15",
        "issued_amt": amount,
        "inflation_adj_amt": "0.0000",
        "outstanding_amt": amount,
    }


def _total(rows: tuple[Row, ...]) -> Row:
    total = sum(Decimal(row["outstanding_amt"]) for row in rows)
    return {**_security("Total Unmatured Treasury Notes", str(total)), "issued_amt": "0"}


#: A class of 130 notes, so that the list is as long as a real one is at the least.
STATEMENT = tuple(_security(f"91282C{n:03d}", f"{25_835 + n}.0000") for n in range(100, 230))

CASES = (
    Case(
        "summary",
        summary,
        ("soma", "summary"),
        (_week("2022-02-16", 326044000000), _week("2022-02-23", 326044000100), _week("2022-03-02", 326044000200)),
        ("bills", "notesbonds", "tips", "frn", "agencies", "mbs", "cmbs", "tipsInflationCompensation", "total"),
    ),
    Case(
        "Treasuries",
        holdings,
        ("soma", "holdings"),
        (_note("912828ZA1", "11470401100", "1.125"), _note("91282CAZ4", "13685593600", "0.375")),
        ("parValue",),
        ("issuer", "changeFromPriorWeek", "changeFromPriorYear"),
    ),
    Case(
        "pools",
        holdings,
        ("soma", "holdings"),
        (_pool("3140XMNV4", "61490669536.35"), _pool("3140XMNU6", "54891985160.07")),
        ("currentFaceValue",),
    ),
    Case(
        "rates",
        reference_rates,
        ("refRates",),
        (_rate("2023-03-22", "SOFR", 4.55), _rate("2023-03-23", "SOFR", 4.80), _rate("2023-03-22", "TGCR", 4.52)),
        ("percentRate", "volumeInBillions"),
        ("revisionIndicator",),
    ),
    Case(
        "repo",
        repo_operations,
        ("repo", "operations"),
        (
            _repo("2026-07-10", 26, "Reverse Repo", 545_000_000),
            _repo("2026-07-10", 25, "Repo", 3_000_000),
            _repo("2026-07-13", 26, "Reverse Repo", 576_000_000),
        ),
        ("totalAmtAccepted",),
    ),
    Case(
        "outright",
        treasury_operations,
        ("treasury", "auctions"),
        (_outright(25, "4243000000"), _outright(26, "1001000000")),
        ("totalParAmtAccepted",),
    ),
    Case(
        "cash",
        fiscal.operating_cash().parse,
        ("data",),
        (
            _cash("2022-04-12", "538000", "541000"),
            _cash("2022-04-13", "541000", "543536"),
            _cash("2022-04-14", "543536", "602292"),
        ),
        ("open_today_bal", "close_today_bal"),
    ),
    Case(
        "debt to the penny",
        fiscal.debt_to_the_penny().parse,
        ("data",),
        (
            {"record_date": "2026-08-05", "tot_pub_debt_out_amt": "39829652708623.61"},
            {"record_date": "2026-08-06", "tot_pub_debt_out_amt": "39890263441627.83"},
        ),
        ("tot_pub_debt_out_amt",),
    ),
    Case(
        "auctions",
        fiscal.auctions().parse,
        ("data",),
        (_auction("91282CAA9", "69000000000", "70000000000"), _auction("91282CBB6", "42000000000", "43000000000")),
        ("offering_amt", "total_accepted"),
    ),
    Case(
        "debt statement",
        fiscal.debt_statement(date(2023, 9, 30)).parse,
        ("data",),
        (*STATEMENT, _total(STATEMENT)),
        ("outstanding_amt", "issued_amt"),
    ),
)  # fmt: skip
PARSERS = (
    *(case.parse for case in CASES),
    *(summary_csv, holdings_csv, propositions, agency_operations, operating_cash_csv, as_of_dates),
    fiscal.newest_debt_statement().parse,
)


def same(one: Harvest, other: Harvest) -> bool:
    """Whether two harvests hold the same figures."""

    def shown(found: Harvest) -> Any:
        series = sorted((r.card.name, r.dates.astype(str).tolist(), r.values.tolist()) for r in found.readings)
        return series, found.holdings, found.operations, found.auctions, found.outstanding

    return bool(shown(one) == shown(other))


def truth_or_error(case: Case, raw: bytes) -> None:
    try:
        found = case.parse(raw)
    except EbbError:
        return
    assert same(found, case.parse(case.body(list(case.rows)))), found


def refusal(case: Case, raw: bytes) -> EbbError | None:
    """The error of the house with which an answer is refused, if it is; any other exception is a fault of ours."""
    try:
        case.parse(raw)
    except EbbError as error:
        return error
    return None
