"""Holdings security by security: JSON and CSV editions, the laws of amounts, and what names say."""

from __future__ import annotations

import csv
import json
import os
import time
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ebb.errors import FormatError
from ebb.sources.nyfed_holdings import AGENCY_PARTS, HEADINGS, TREASURY_PARTS, holdings, holdings_csv
from ebb.sources.nyfed_names import Pool, check_digit_fits, pool

SHARED = Path(os.environ.get("EBB_SHARED_DATA", Path(__file__).parents[2] / "../shared/data"))
AS_OF = date(2022, 2, 16)


def at_par(cusip: str, kind: str, par: str, matures: str, **more: str) -> dict[str, Any]:
    row = {
        "asOfDate": "2022-02-16",
        "cusip": cusip,
        "maturityDate": matures,
        "issuer": "",
        "spread": "",
        "coupon": "",
        "parValue": par,
        "inflationCompensation": "",
        "percentOutstanding": "",
        "changeFromPriorWeek": "0",
        "changeFromPriorYear": "",
        "securityType": kind,
    }
    return {**row, **more}


BILL = at_par("912796L80", "Bills", "14061293800", "2022-02-17", percentOutstanding="0.1181055612017773")
NOTE = at_par("912828ZA1", "NotesBonds", "11470401100", "2022-02-28", coupon="1.125")
FRN = at_par("912828ZK9", "FRNs", "1910573400", "2022-04-30", spread="0.114")
TIPS = at_par("912828X39", "TIPS", "9977809000", "2022-04-15", coupon="0.125", inflationCompensation="1445884302.19")
DEBT = at_par("31359MEU3", "Agency Debts", "486000000", "2029-05-15", coupon="6.250", issuer="FNMA")
MBS: dict[str, Any] = {
    "asOfDate": "2022-02-16",
    "cusip": "3132DVGB5",
    "securityDescription": "UMBS MORTPASS 2% 10/51",
    "term": "30yr",
    "currentFaceValue": "62424844198.24",
    "isAggregated": "Y",
    "securityType": "MBS",
}
CMBS: dict[str, Any] = {
    "asOfDate": "2022-02-16",
    "cusip": "3138LM4F7",
    "securityDescription": "FNMA MORTPASS 3.56% 06/28",
    "term": "",
    "currentFaceValue": "124200000.00",
    "securityType": "CMBS",
}


def body(*rows: dict[str, Any]) -> bytes:
    return json.dumps({"soma": {"holdings": list(rows)}}).encode()


def csv_body(*rows: dict[str, Any]) -> bytes:
    lines = [",".join(f'"{h}"' for h in HEADINGS)]
    for row in rows:
        cells = [row.get(field, "") for field in HEADINGS.values()]
        cells[1] = f"'{cells[1]}'"
        lines.append(",".join(f'"{cell}"' if cell else "" for cell in cells))
    return ("\n".join(lines) + "\n").encode()


def test_treasuries_at_par_with_their_terms() -> None:
    found = holdings(body(BILL, NOTE, FRN, TIPS), as_of=AS_OF, parts=TREASURY_PARTS)
    (held,) = found.holdings
    rows = {row.cusip: row for row in held.rows}
    assert held.as_of == AS_OF
    assert held.parts == TREASURY_PARTS
    assert rows["912796L80"].amount == 1_406_129_380_000
    assert rows["912796L80"].percent_outstanding == 0.1181055612017773
    assert rows["912828ZA1"].coupon == 1.125
    assert rows["912828ZA1"].maturity == date(2022, 2, 28)
    assert rows["912828ZK9"].spread == 0.114
    assert rows["912828X39"].inflation_compensation == 144_588_430_219
    assert rows["912828ZA1"].inflation_compensation is None
    assert found.notes == ()


def test_agency_debt_at_par_and_mortgages_at_current_face() -> None:
    (held,) = holdings(body(DEBT, MBS, CMBS), as_of=AS_OF, parts=AGENCY_PARTS).holdings
    rows = {row.security_type: row for row in held.rows}
    assert rows["agency_debt"].amount == 48_600_000_000
    assert rows["agency_debt"].issuer == "FNMA"
    assert rows["mbs"].amount == 6_242_484_419_824
    assert (rows["mbs"].coupon, rows["mbs"].maturity, rows["mbs"].term) == (2.0, date(2051, 10, 1), "30yr")
    assert rows["mbs"].aggregated is True
    assert rows["cmbs"].coupon == 3.56
    assert rows["cmbs"].aggregated is None
    assert held.total("mbs") == 6_242_484_419_824


def test_both_editions_say_the_same_and_quotes_leave_the_cusips() -> None:
    rows = (BILL, NOTE, FRN, TIPS, DEBT, MBS)
    assert holdings_csv(csv_body(*rows)).holdings == holdings(body(*rows)).holdings


def test_many_month_ends_in_one_file_become_one_list_each() -> None:
    later = {**NOTE, "asOfDate": "2022-01-31"}
    found = holdings_csv(csv_body(NOTE, BILL, later), parts=TREASURY_PARTS)
    assert [(h.as_of, len(h.rows)) for h in found.holdings] == [(date(2022, 1, 31), 1), (AS_OF, 2)]


@pytest.mark.parametrize("digit", [d for d in "0123456789" if d != "0"])
def test_a_wrong_check_digit_is_a_note(digit: str) -> None:
    found = holdings(body({**BILL, "cusip": "912796L8" + digit}))
    assert found.notes == (f"CUSIP with a wrong check digit: 912796L8{digit}",)
    assert found.holdings[0].rows[0].amount == 1_406_129_380_000


@given(st.text("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ*@#", min_size=8, max_size=8))
def test_exactly_one_check_digit_fits(stem: str) -> None:
    assert sum(check_digit_fits(stem + digit) for digit in "0123456789") == 1


def test_check_digits_of_published_securities() -> None:
    for cusip in ("912796L80", "912828ZA1", "31359MEU3", "3140XMNV4", "36179WBX5", "037833100"):
        assert check_digit_fits(cusip)
    assert not check_digit_fits("912796L8")
    assert not check_digit_fits("912796L8O")


def test_descriptions_of_pools() -> None:
    assert pool("GNMA II MORTPASS 2.5% 03/51") == Pool("GNMA II", 2.5, date(2051, 3, 1))
    assert pool("FREDDIE MAC 3.303% 11/27") == Pool("FREDDIE MAC", 3.303, date(2027, 11, 1))
    assert pool("UMBS MORTPASS 2% 13/51") is None
    assert pool("something else") is None


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ({**BILL, "parValue": "14061293.8"}, "multiple of 100"),
        ({**BILL, "parValue": "14061293800000"}, "another unit"),
        ({**BILL, "parValue": ""}, "no par"),
        ({**BILL, "parValue": "-100"}, "another unit"),
        ({**BILL, "maturityDate": ""}, "no date"),
        ({**BILL, "percentOutstanding": "11.8"}, "another unit"),
        ({**BILL, "cusip": "912796L8"}, "nine characters"),
        ({**BILL, "securityType": "Perpetuals"}, "not known"),
        ({**NOTE, "coupon": ""}, "without a coupon"),
        ({**FRN, "spread": ""}, "without a spread"),
        ({**MBS, "currentFaceValue": "62424844.19824"}, "whole cents"),
        ({**MBS, "currentFaceValue": "62424844198240.00"}, "another unit"),
        ({**MBS, "currentFaceValue": ""}, "no current face"),
        ({**MBS, "isAggregated": "maybe"}, "neither Y nor N"),
        ({**DEBT, "parValue": "486000"}, "another unit"),
    ],
)
def test_an_amount_or_term_that_cannot_be_is_refused(row: dict[str, Any], told: str) -> None:
    with pytest.raises(FormatError, match=told):
        holdings(body(row))


def test_a_security_twice_another_day_or_another_class_is_refused() -> None:
    with pytest.raises(FormatError, match="912796L80 stands twice on 2022-02-16"):
        holdings(body(BILL, NOTE, BILL))
    with pytest.raises(FormatError, match="holdings of 2022-02-16, asked for 2022-02-23"):
        holdings(body(BILL), as_of=date(2022, 2, 23))
    with pytest.raises(FormatError, match="holds mbs, asked for bills"):
        holdings(body(BILL, MBS), parts=("bills",))
    with pytest.raises(FormatError, match="no security"):
        holdings(body())


@pytest.mark.parametrize("name", [n for n in NOTE if not n.startswith("change") and n != "issuer"])
def test_a_renamed_field_of_a_note_is_refused(name: str) -> None:
    renamed = {("renamed" if key == name else key): value for key, value in NOTE.items()}
    with pytest.raises(FormatError):
        holdings(body(renamed))


@pytest.mark.parametrize("name", list(MBS))
def test_a_renamed_field_of_a_pool_is_refused(name: str) -> None:
    renamed = {("renamed" if key == name else key): value for key, value in MBS.items()}
    with pytest.raises(FormatError):
        holdings(body(renamed))


def test_a_renamed_heading_is_refused_and_letter_case_is_no_renaming() -> None:
    for heading in ("Par Value", "CUSIP", "Security Type", "As Of Date", "Maturity Date", "Percent Outstanding"):
        with pytest.raises(FormatError, match=r"missing|is not in|renamed"):
            holdings_csv(csv_body(BILL).replace(f'"{heading}"'.encode(), b'"Renamed"'))
    with pytest.raises(FormatError, match="renamed"):
        holdings_csv(csv_body(MBS).replace(b'"is Aggregated"', b'"Pooled"'))
    assert holdings_csv(csv_body(MBS).replace(b'"is Aggregated"', b'"Is Aggregated"')) == holdings_csv(csv_body(MBS))


def test_agency_discount_notes_have_no_coupon() -> None:
    assert holdings(body({**DEBT, "coupon": ""})).holdings[0].rows[0].coupon is None


def test_thirty_thousand_pools_are_read_in_two_seconds() -> None:
    """The longest lists of 2022 had some 31,000 rows."""
    rows = [{**MBS, "cusip": f"3{n:07d}0", "currentFaceValue": f"{n}.{n % 100:02d}"} for n in range(30_000)]
    raw = body(*rows)
    start = time.process_time()
    (held,) = holdings(raw).holdings
    assert time.process_time() - start < 2.0
    assert held.total("mbs") == sum(100 * n + n % 100 for n in range(30_000))


@pytest.mark.skipif(not (SHARED / "soma").is_dir(), reason="needs the shared full-frequency copies (EBB_SHARED_DATA)")
def test_pools_of_may_2024_add_up_to_the_summary() -> None:
    """15,289 pools; the summary of the day says 2,363,882,894,629.4 dollars."""
    with (SHARED / "soma/soma_mbs_2024-05-01.csv").open(encoding="utf-8") as file:
        rows = [
            {
                **MBS,
                "asOfDate": row["as_of_date"],
                "cusip": row["cusip"],
                "currentFaceValue": row["current_face_usd"],
                "isAggregated": row["aggregated"],
            }
            for row in csv.DictReader(file)
        ]
    found = holdings(body(*rows), as_of=date(2024, 5, 1), parts=("mbs",))
    assert found.notes == ()
    assert found.holdings[0].total("mbs") == 236_388_289_462_943


@pytest.mark.skipif(not (SHARED / "api_samples").is_dir(), reason="needs the shared samples (EBB_SHARED_DATA)")
def test_recorded_answers_are_read() -> None:
    samples = SHARED / "api_samples"
    debt = holdings((samples / "nyfed_soma_agency_debts_2019-01-02.json").read_bytes(), as_of=date(2019, 1, 2))
    assert debt.holdings[0].total("agency_debt") == (62 + 486 + 665) * 100_000_000
    one_each = holdings_csv((samples / "nyfed_read_productcode30_2022-02-16_one_row_per_type.csv").read_bytes())
    assert one_each.holdings[0].parts == ("bills", "notes_bonds", "frn", "tips", "agency_debt", "cmbs")
    assert one_each.notes == ()
