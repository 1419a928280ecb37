"""Repo, reverse repo and outright operations, and the daily sums made of them."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from ebb.errors import FormatError
from ebb.sources.harvest import Harvest
from ebb.sources.nyfed_operations import propositions, repo_operations
from ebb.sources.nyfed_outright import agency_operations, treasury_operations

REVERSE: dict[str, Any] = {
    "operationId": "RP 071026 26",
    "auctionStatus": "Results",
    "operationDate": "2026-07-10",
    "settlementDate": "2026-07-10",
    "maturityDate": "2026-07-13",
    "operationType": "Reverse Repo",
    "operationMethod": "Fixed Rate",
    "termCalenderDays": 3,
    "term": "Overnight",
    "participatingCpty": 4,
    "acceptedCpty": 3,
    "totalAmtSubmitted": 545000000,
    "totalAmtAccepted": 545000000,
    "note": "",
    "details": [
        {"securityType": "Treasury", "amtAccepted": 545000000, "percentOfferingRate": 3.50, "percentAwardRate": 3.50}
    ],
}


def standing(number: int, *amounts: int, day: str = "2026-07-07", **more: Any) -> dict[str, Any]:
    names = ("Treasury", "Agency", "Mortgage-Backed")
    row = {
        "operationId": f"RP {day} {number}",
        "auctionStatus": "Results",
        "operationDate": day,
        "operationType": "Repo",
        "operationMethod": "Full Allotment",
        "term": "Overnight",
        "termCalenderDays": 1,
        "totalAmtSubmitted": sum(amounts),
        "totalAmtAccepted": sum(amounts),
        "note": "",
        "details": [
            {"securityType": name, "amtAccepted": amount, "percentOfferingRate": 3.75}
            for name, amount in zip(names, amounts, strict=True)
        ],
    }
    return {**row, **more}


MORNING = standing(25, 0, 0, 0)
AFTERNOON = standing(27, 1_000_000, 1_000_000, 1_000_000)
TREASURY: dict[str, Any] = {
    "operationId": "OR 083126 25",
    "auctionStatus": "Results",
    "operationType": "Outright Bill Purchase",
    "operationDate": "2026-08-31",
    "settlementDate": "2026-09-01",
    "maturityRangeStart": "2026-10-01",
    "maturityRangeEnd": "2026-12-24",
    "operationDirection": "P",
    "auctionMethod": "Multiple Price",
    "totalParAmtSubmitted": "39346000000",
    "totalParAmtAccepted": "4243000000",
    "note": "",
}
AGENCY: dict[str, Any] = {
    "auctionStatus": "Results",
    "operationId": "OR 081426 25",
    "operationDate": "2026-08-14",
    "operationType": "Outright Specified Pool Sale",
    "operationDirection": "S",
    "method": "Multiple Price",
    "totalSubmittedOrigFace": "2424000000",
    "totalAcceptedOrigFace": "130453820",
    "totalSubmittedCurrFace": "1364000097.36",
    "totalAcceptedCurrFace": "73999999.1158832",
    "totalAmtSubmittedPar": "",
    "totalAmtAcceptedPar": "",
    "settlementDate": "2026-08-20",
}


def body(*rows: dict[str, Any]) -> bytes:
    return json.dumps({"repo": {"operations": list(rows)}}).encode()


def outright(key: str, *rows: dict[str, Any]) -> bytes:
    return json.dumps({key: {"auctions": list(rows)}}).encode()


def figures(found: Harvest) -> dict[str, dict[str, float]]:
    return {r.card.name: dict(zip(r.dates.astype(str), r.values.tolist(), strict=True)) for r in found.readings}


def test_a_reverse_repo_operation_in_cents_and_as_a_day_of_the_facility() -> None:
    found = repo_operations(body(REVERSE))
    (one,) = found.operations
    assert (one.kind, one.day, one.matures) == ("reverse_repo", date(2026, 7, 10), date(2026, 7, 13))
    assert one.accepted == one.submitted == 54_500_000_000
    assert (one.rate, one.counterparties, one.security_type) == (3.5, 3, "Treasury")
    assert figures(found) == {"RRPONTSYD": {"2026-07-10": 0.545}, "RRPONTSYAWARD": {"2026-07-10": 3.5}}


def test_standing_repo_is_the_sum_of_the_day() -> None:
    found = repo_operations(body(AFTERNOON, MORNING))
    assert figures(found) == {"SRF_ACCEPTED": {"2026-07-07": 0.003}}
    assert [o.accepted for o in found.operations] == [0, 300_000_000]


def test_standing_repo_is_told_by_term_and_date_not_by_method() -> None:
    auctioned = standing(25, 50_350_000_000, 0, 0, day="2025-10-31", operationMethod="Multiple Price")
    assert figures(repo_operations(body(auctioned))) == {"SRF_ACCEPTED": {"2025-10-31": 50.35}}
    earlier = standing(25, 53_000_000_000, 0, 0, day="2019-09-17", operationMethod="Multiple Price")
    term = standing(26, 1_000_000_000, 0, 0, term="Term", termCalenderDays=14)
    found = repo_operations(body(earlier, term))
    assert found.readings == ()
    assert len(found.operations) == 2


def test_a_small_value_exercise_is_an_operation_and_no_take_up() -> None:
    exercise = standing(99, 25_000_000, 0, 0, note="Repurchase Agreement Small Value Exercise")
    found = repo_operations(body(exercise, AFTERNOON))
    assert figures(found) == {"SRF_ACCEPTED": {"2026-07-07": 0.003}}
    assert found.notes == ("1 small value exercises counted in no series: 2026-07-07",)
    assert len(found.operations) == 2


def test_reverse_repo_of_other_terms_methods_or_collateral_is_not_the_facility() -> None:
    term = {**REVERSE, "operationId": "a", "term": "Term", "termCalenderDays": 7}
    auctioned = {**REVERSE, "operationId": "b", "operationMethod": "Multiple Price"}
    agency = {**REVERSE, "operationId": "c", "details": [{**REVERSE["details"][0], "securityType": "Agency"}]}
    assert figures(repo_operations(body(term, auctioned))) == {}
    assert figures(repo_operations(body(REVERSE, agency)))["RRPONTSYD"] == {"2026-07-10": 0.545}


def test_an_operation_without_collateral_is_in_no_series_and_said() -> None:
    found = repo_operations(body({**REVERSE, "details": []}))
    assert found.readings == ()
    assert found.notes == ("1 reverse repo operations name no collateral: in no series",)


def test_rates_are_averaged_by_the_amounts_accepted() -> None:
    row = standing(25, 40_000_000, 60_000_000, 0)
    for detail, rate in zip(row["details"], (0.10, 0.20, 0.90), strict=True):
        detail["percentWeightedAverageRate"] = rate
    (one,) = repo_operations(body(row)).operations
    assert one.rate == pytest.approx(0.16)
    assert one.security_type == "Treasury, Agency"


def test_announced_operations_and_empty_windows_are_said() -> None:
    announced = {**AFTERNOON, "auctionStatus": "Announced", "totalAmtAccepted": None}
    found = repo_operations(body(announced))
    assert found.operations == ()
    assert "1 operations announced or cancelled" in found.notes[0]
    assert repo_operations(body()).notes == ("no repo or reverse repo operation in the days asked for",)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"totalAmtAccepted": 545_000}, "do not add up"),
        ({"totalAmtAccepted": None}, "without totalAmtAccepted"),
        ({"totalAmtAccepted": -1}, "another unit"),
        ({"totalAmtAccepted": "many"}, "no plain number"),
        ({"details": None}, "no list"),
        ({"details": [1]}, "no list"),
        ({"operationDate": "10/07/2026"}, "no date"),
        ({"operationId": ""}, "no operationId"),
        ({"acceptedCpty": -3}, "no count"),
    ],
)
def test_a_result_that_cannot_be_is_refused(change: dict[str, Any], told: str) -> None:
    with pytest.raises(FormatError, match=told):
        repo_operations(body({**REVERSE, **change}))


def test_amounts_in_thousands_are_no_whole_millions() -> None:
    small = {**REVERSE, "totalAmtSubmitted": 545_000, "totalAmtAccepted": 545_000}
    small["details"] = [{**REVERSE["details"][0], "amtAccepted": 545_000}]
    with pytest.raises(FormatError, match="no whole millions"):
        repo_operations(body(small))


def test_an_operation_given_twice_is_refused() -> None:
    with pytest.raises(FormatError, match="RP 071026 26 stands twice"):
        repo_operations(body(REVERSE, REVERSE))


@pytest.mark.parametrize(
    "name",
    [
        "operationId",
        "operationDate",
        "operationType",
        "operationMethod",
        "term",
        "auctionStatus",
        "totalAmtSubmitted",
        "totalAmtAccepted",
        "details",
    ],
)
def test_a_renamed_field_is_refused_by_name(name: str) -> None:
    with pytest.raises(FormatError, match=f'field "{name}" is not in 1 of 1 rows'):
        repo_operations(body({("renamed" if k == name else k): v for k, v in REVERSE.items()}))


def test_propositions_carry_counterparties_and_add_up() -> None:
    row = {
        "operationId": "RP 092526 26",
        "operationDate": "2026-09-25",
        "operationType": "Reverse Repo",
        "note": "",
        "totalAmtAccepted": 576_000_000,
        "acceptedCpty": 3,
        "propositions": [
            {"counterpartyType": "mmf", "amtAccepted": 500_000_000},
            {"counterpartyType": "pd", "amtAccepted": 76_000_000},
        ],
    }
    found = propositions(body(row))
    assert found.readings == ()
    assert (found.operations[0].accepted, found.operations[0].counterparties) == (57_600_000_000, 3)
    row["propositions"][0]["amtAccepted"] = 1_000_000
    with pytest.raises(FormatError, match="do not add up"):
        propositions(body(row))


def test_outright_treasury_operations_at_par() -> None:
    (one,) = treasury_operations(outright("treasury", TREASURY)).operations
    assert (one.kind, one.accepted, one.submitted) == ("treasury_purchase", 424_300_000_000, 3_934_600_000_000)
    assert (one.day, one.settles, one.method) == (date(2026, 8, 31), date(2026, 9, 1), "Multiple Price")
    assert one.security_type == "Outright Bill Purchase"
    sale = {**TREASURY, "operationDirection": "S"}
    assert treasury_operations(outright("treasury", sale)).operations[0].kind == "treasury_sale"


def test_agency_operations_at_current_face_rounded_to_the_cent() -> None:
    (one,) = agency_operations(outright("ambs", AGENCY)).operations
    assert (one.kind, one.accepted, one.submitted) == ("ambs_sale", 7_399_999_912, 136_400_009_736)
    forward = {
        **AGENCY,
        "operationType": "TBA Purchase",
        "operationDirection": "P",
        **dict.fromkeys(("totalSubmittedCurrFace", "totalAcceptedCurrFace"), ""),
        "totalAmtSubmittedPar": "4000000000",
        "totalAmtAcceptedPar": "1000000000",
    }
    (one,) = agency_operations(outright("ambs", forward)).operations
    assert (one.kind, one.accepted) == ("ambs_purchase", 100_000_000_000)


def test_original_face_is_never_taken_for_an_amount_held() -> None:
    row = {**AGENCY, "totalAcceptedCurrFace": "", "totalSubmittedCurrFace": ""}
    found = agency_operations(outright("ambs", row))
    assert found.operations[0].accepted is None
    assert found.notes == ("1 operations state no par or current face",)


def test_rolls_and_swaps_are_neither_purchase_nor_sale() -> None:
    for told, kind in (("Dollar Roll", "ambs_roll"), ("Coupon Swap", "ambs_swap")):
        assert agency_operations(outright("ambs", {**AGENCY, "operationType": told})).operations[0].kind == kind


def test_more_accepted_than_submitted_is_said() -> None:
    found = treasury_operations(outright("treasury", {**TREASURY, "totalParAmtAccepted": "40346000000"}))
    assert found.notes == ("more accepted than submitted: OR 083126 25",)


def test_details_without_amounts_name_collateral_but_no_take_up() -> None:
    bare = {**REVERSE, "details": [{"securityType": "Treasury", "percentAwardRate": 3.5}]}
    found = repo_operations(body(bare))
    assert found.readings == ()
    assert (found.operations[0].security_type, found.operations[0].rate) == ("Treasury", 3.5)
    half = standing(25, 1_000_000, 0, 0)
    del half["details"][1]["amtAccepted"]
    with pytest.raises(FormatError, match="some amounts"):
        repo_operations(body(half))


def test_no_operation_today_is_a_valid_answer() -> None:
    assert treasury_operations(outright("treasury")).notes == ("no operation in the days asked for",)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"operationDirection": "X"}, "neither purchase nor sale"),
        ({"totalParAmtSubmitted": "39346000", "totalParAmtAccepted": "4243000"}, "no whole millions"),
        ({"totalParAmtAccepted": "4243000000000000"}, "another unit"),
    ],
)
def test_an_outright_operation_that_cannot_be_is_refused(change: dict[str, Any], told: str) -> None:
    with pytest.raises(FormatError, match=told):
        treasury_operations(outright("treasury", {**TREASURY, **change}))
    with pytest.raises(FormatError, match="stands twice"):
        treasury_operations(outright("treasury", TREASURY, TREASURY))
