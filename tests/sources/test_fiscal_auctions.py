"""Auctions: types told by flags, amounts with the SOMA add-on, and what is announced only."""

from __future__ import annotations

import csv
import os
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ebb.errors import FormatError
from ebb.sources.fiscal_auctions import FIELDS, auctions, security_type

SHARED = Path(os.environ.get("EBB_SHARED_DATA", Path(__file__).parents[2] / "../shared/data"))

BILL: dict[str, Any] = {
    "cusip": "912797SL2",
    "security_type": "Bill",
    "security_term": "13-Week",
    "auction_date": "2026-01-05",
    "announcemt_date": "2025-12-31",
    "issue_date": "2026-01-08",
    "maturity_date": "2026-04-09",
    "reopening": "Yes",
    "inflation_index_security": "No",
    "floating_rate": "No",
    "cash_management_bill_cmb": "No",
    "int_rate": "null",
    "high_yield": "null",
    "price_per100": "99.105167",
    "offering_amt": "86000000000",
    "total_accepted": "90430132400",
    "soma_accepted": "4430132400",
}
BOND: dict[str, Any] = {
    **BILL,
    "cusip": "912810UA4",
    "security_type": "Bond",
    "security_term": "29-Year 11-Month",
    "auction_date": "2024-06-13",
    "announcemt_date": "2024-06-06",
    "issue_date": "2024-06-17",
    "maturity_date": "2054-05-15",
    "int_rate": "4.625",
    "high_yield": "4.403000",
    "price_per100": "103.630889",
    "offering_amt": "22000000000",
    "total_accepted": "22711606600",
    "soma_accepted": "744454800",
}


def test_amounts_in_cents_with_the_soma_add_on_inside() -> None:
    (one,) = auctions([BOND]).auctions
    assert (one.security_type, one.term, one.reopening) == ("bond", "29-Year 11-Month", True)
    assert (one.offering, one.accepted, one.soma_accepted) == (2_200_000_000_000, 2_271_160_660_000, 74_445_480_000)
    assert (one.coupon, one.high_yield, one.price) == (4.625, 4.403, 103.630889)
    assert (one.announced, one.auction_date, one.issue_date) == (date(2024, 6, 6), date(2024, 6, 13), date(2024, 6, 17))
    (bill,) = auctions([BILL]).auctions
    assert (bill.security_type, bill.high_yield, bill.coupon) == ("bill", None, None)


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        ({"security_type": "Note"}, "note"),
        ({"security_type": "Note", "inflation_index_security": "Yes"}, "tips"),
        ({"security_type": "Bond", "inflation_index_security": "Yes"}, "tips"),
        ({"security_type": "Note", "floating_rate": "Yes"}, "frn"),
        ({"cash_management_bill_cmb": "Yes"}, "cmb"),
        ({"security_type": "TIPS Note"}, "tips"),
        ({"security_type": "FRN"}, "frn"),
        ({"security_type": "CMB"}, "cmb"),
    ],
)
def test_types_are_told_by_flags_and_then_by_the_name(change: dict[str, str], kind: str) -> None:
    assert security_type({**BILL, **change}) == kind


def test_what_is_only_announced_has_terms_and_no_results() -> None:
    announced = {
        **BOND,
        **dict.fromkeys(("int_rate", "high_yield", "price_per100", "total_accepted", "soma_accepted"), "null"),
    }
    (one,) = auctions([announced]).auctions
    assert one.accepted is None
    assert one.soma_accepted is None
    assert one.high_yield is None
    assert one.offering == 2_200_000_000_000
    without = auctions([{**announced, "cusip": "null"}, BOND])
    assert without.notes == ("1 announced auctions without a CUSIP left out",)


def test_zero_for_the_soma_is_zero_and_no_field_is_none() -> None:
    assert auctions([{**BOND, "soma_accepted": "0"}]).auctions[0].soma_accepted == 0
    old = {k: v for k, v in BOND.items() if k != "soma_accepted"}
    assert auctions([old]).auctions[0].soma_accepted is None


def test_a_list_without_flags_says_that_it_cannot_tell() -> None:
    narrow = {
        k: BOND[k] for k in ("cusip", "security_type", "security_term", "auction_date", "issue_date", "maturity_date")
    }
    found = auctions([narrow])
    assert found.notes == ("the list does not tell TIPS and floating rate notes from notes and bonds",)
    assert found.auctions[0].accepted is None


def test_auctions_come_by_date_and_an_oddity_is_said() -> None:
    found = auctions([BILL, BOND])
    assert [a.cusip for a in found.auctions] == ["912810UA4", "912797SL2"]
    odd = auctions([{**BOND, "total_accepted": "60000000000"}])
    assert odd.notes == ("accepted less SOMA is less than half or more than twice the offering: 912810UA4",)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"cusip": "912810"}, "nine characters"),
        ({"security_type": "Perpetual"}, "not known"),
        ({"inflation_index_security": "Yes", "floating_rate": "Yes"}, "both"),
        ({"reopening": "perhaps"}, "neither Yes nor No"),
        ({"issue_date": "null"}, "no date"),
        ({"maturity_date": "2024-06-17"}, "due on"),
        ({"soma_accepted": "32711606600"}, "the SOMA took more"),
        ({"total_accepted": "22711606.6", "soma_accepted": "null"}, "another unit"),
        ({"offering_amt": "22000000000000"}, "another unit"),
        ({"offering_amt": "22000000", "total_accepted": "22711606.60", "soma_accepted": "744454.80"}, "another unit"),
        ({"high_yield": "440.3"}, "another unit"),
        ({"price_per100": "0.99"}, "another unit"),
    ],
)
def test_what_cannot_be_is_refused(change: dict[str, str], told: str) -> None:
    with pytest.raises(FormatError, match=told):
        auctions([{**BOND, **change}])


def test_an_auction_given_twice_is_refused() -> None:
    with pytest.raises(FormatError, match="912810UA4 of 2024-06-13 stands twice"):
        auctions([BOND, BILL, BOND])


def test_every_field_asked_for_is_in_the_documented_record() -> None:
    assert set(FIELDS) == set(BILL)


@pytest.mark.skipif(not (SHARED / "soma").is_dir(), reason="needs the shared full-frequency copies (EBB_SHARED_DATA)")
def test_forty_six_years_of_auctions_are_read() -> None:
    with (SHARED / "soma/ref_treasury_auctions_1979_2025.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    found = auctions(rows)
    assert len(found.auctions) == len(rows) == 10_780
    assert {a.security_type for a in found.auctions} == {"bill", "note", "bond"}
