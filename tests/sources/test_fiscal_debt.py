"""Securities outstanding at a month end, their class totals, and the debt to the penny."""

from __future__ import annotations

import csv
import os
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ebb.errors import FormatError, UnitError
from ebb.sources.fiscal_debt import debt_to_the_penny, marketable

SHARED = Path(os.environ.get("EBB_SHARED_DATA", Path(__file__).parents[2] / "../shared/data"))


def row(kind: str, name: str, outstanding: str, **more: str) -> dict[str, Any]:
    return {
        "record_date": "2023-09-30",
        "security_type_desc": "Marketable",
        "security_class1_desc": kind,
        "security_class2_desc": name,
        "interest_rate_pct": "null",
        "issue_date": "null",
        "maturity_date": "null",
        "issued_amt": "null",
        "inflation_adj_amt": "null",
        "outstanding_amt": outstanding,
        **more,
    }


NOTE = [
    row(
        "Notes", "91282CHT1", "132227.3000",
        interest_rate_pct="3.875", issue_date="2023-08-15", maturity_date="2033-08-15", issued_amt="95211.2000",
    ),
    row(
        "Notes", "91282CHT1", "null",
        interest_rate_pct="3.875", issue_date="2023-09-15", maturity_date="2033-08-15", issued_amt="37016.1000",
    ),
]  # fmt: skip
BILL = row("Bills Maturity Value", "912796YT0", "227382.7939", issue_date="2022-11-03", maturity_date="2023-11-02")
TIPS = row(
    "Inflation-Protected Securities", "912828B25", "53681.4226", interest_rate_pct="0.625", issue_date="2014-01-31",
    maturity_date="2024-01-15", issued_amt="40979.7493", inflation_adj_amt="12701.6733",
)  # fmt: skip
TOTALS = [
    row("Notes", "Total Unmatured Treasury Notes", "132227.3000"),
    row("Notes", "Total Matured Treasury Notes", "12.5000"),
    row("Notes", "Total Treasury Notes", "132239.8000"),
    row("Bills Maturity Value", "Total Unmatured Treasury Bills", "227382.7939"),
    row("Inflation-Protected Securities", "Total Treasury TIPS", "53681.4226"),
    row("Total Marketable", "null", "413303.0"),
    row("Federal Financing Bank", "null", "4514.1"),
]


def test_one_line_a_security_whatever_its_reopenings() -> None:
    found = marketable([*NOTE, BILL, TIPS, *TOTALS])
    rows = {o.cusip: o for o in found.outstanding}
    assert len(rows) == 3
    note = rows["91282CHT1"]
    assert (note.security_class, note.amount, note.issued) == ("notes", 13_222_730_000_000, 13_222_730_000_000)
    assert (note.issue_date, note.maturity, note.coupon) == (date(2023, 8, 15), date(2033, 8, 15), 3.875)
    assert rows["912796YT0"].amount == 22_738_279_390_000
    assert rows["912796YT0"].coupon is None
    assert rows["912828B25"].inflation_adjustment == 1_270_167_330_000
    assert found.notes == ()


def test_totals_are_no_securities_and_are_the_referee() -> None:
    wrong = [
        t if "Unmatured Treasury Notes" not in t["security_class2_desc"] else {**t, "outstanding_amt": "132229.3"}
        for t in TOTALS
    ]
    with pytest.raises(FormatError, match=r"notes: securities less published total is -2\.0000 mn"):
        marketable([*NOTE, BILL, TIPS, *wrong])


def test_the_total_of_all_less_the_matured_serves_where_the_unmatured_is_not_given() -> None:
    without = [t for t in TOTALS if t["security_class2_desc"] != "Total Unmatured Treasury Notes"]
    assert marketable([*NOTE, BILL, TIPS, *without]).notes == ()


def test_without_totals_it_is_said_that_nothing_was_checked() -> None:
    assert marketable([*NOTE, BILL]).notes == ("no class totals in the list: the sums are not checked",)


def test_a_class_missing_from_the_list_is_found_by_its_total() -> None:
    with pytest.raises(FormatError, match="bills: securities less published total"):
        marketable([*NOTE, TIPS, *TOTALS])


def test_matured_debt_is_apart_even_if_it_matured_on_a_saturday_month_end() -> None:
    matured = {
        **NOTE[0],
        "security_class2_desc": "912828YH7",
        "maturity_date": "2023-09-30",
        "outstanding_amt": "12.5000",
    }
    found = marketable([*NOTE, BILL, TIPS, matured, *TOTALS])
    assert "912828YH7" not in {o.cusip for o in found.outstanding}
    assert found.notes == ("1 matured securities left out",)


def test_older_names_of_tips_and_the_misspelt_total_are_known() -> None:
    old = {**TIPS, "security_class1_desc": "Inflation-Indexed Notes"}
    total = row("Floating Rate Notes", "Total Tresasury Floating Rate Notes", "100.0")
    frn = row("Floating Rate Notes", "91282CGF2", "100.0", issue_date="2023-01-31", maturity_date="2025-01-31")
    found = marketable([old, frn, total])
    assert {o.security_class for o in found.outstanding} == {"tips", "frn"}


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([NOTE[0], {**NOTE[1], "outstanding_amt": "37016.1"}], "2 rows have an amount outstanding"),
        ([NOTE[1]], "no amount outstanding"),
        ([{**NOTE[0], "maturity_date": "null"}], "no maturity date"),
        ([NOTE[0], {**NOTE[1], "maturity_date": "2033-08-16"}], "not one maturity date"),
        ([{**NOTE[0], "outstanding_amt": "132227300.0"}], "another unit"),
        ([{**NOTE[0], "outstanding_amt": "132227.30001234567"}], "whole cents"),
        ([row("Perpetual Bonds", "91282CHT1", "1.0")], "class 'Perpetual Bonds' is not known"),
        ([row("Notes", "something", "1.0")], "neither a CUSIP nor a total"),
        ([{k: v for k, v in NOTE[0].items() if k != "issued_amt"}], 'field "issued_amt"'),
    ],
)
def test_what_cannot_be_is_refused(rows: list[dict[str, Any]], told: str) -> None:
    with pytest.raises(FormatError, match=told):
        marketable(rows)


def test_a_whole_list_in_thousands_is_refused() -> None:
    many = [
        row("Bills Maturity Value", f"9127{n:04d}1", "50.0", issue_date="2023-01-05", maturity_date="2023-11-02")
        for n in range(120)
    ]
    with pytest.raises(FormatError, match="another unit"):
        marketable(many)


def test_an_empty_month_is_a_valid_answer() -> None:
    assert marketable([]).outstanding == ()


def test_debt_to_the_penny_in_dollars() -> None:
    rows = [
        {"record_date": "2026-08-06", "tot_pub_debt_out_amt": "39890263441627.83"},
        {"record_date": "2026-08-05", "tot_pub_debt_out_amt": "39829652708623.61"},
    ]
    (reading,) = debt_to_the_penny(rows).readings
    assert reading.card.name == "DEBT_TO_PENNY"
    assert reading.dates.astype(str).tolist() == ["2026-08-05", "2026-08-06"]
    assert [round(float(v) * 100) for v in reading.values] == [3_982_965_270_862_361, 3_989_026_344_162_783]
    with pytest.raises(FormatError, match="2026-08-05 stands twice"):
        debt_to_the_penny([rows[1], rows[1]])
    with pytest.raises(FormatError, match="has no total"):
        debt_to_the_penny([{**rows[0], "tot_pub_debt_out_amt": "null"}])
    for other in ("39829652708.62", "39829652708623610.00"):
        with pytest.raises((UnitError, FormatError)):
            debt_to_the_penny([{**rows[0], "tot_pub_debt_out_amt": other}])
    assert debt_to_the_penny([]).readings == ()


@pytest.mark.skipif(not (SHARED / "soma").is_dir(), reason="needs the shared full-frequency copies (EBB_SHARED_DATA)")
def test_the_month_end_of_september_2023_adds_up() -> None:
    """439 securities; published totals of unmatured securities, USD mn: MSPD 2023-09-30."""
    classes = {"Bills": "Bills Maturity Value", "TIPS": "Inflation-Protected Securities", "FRN": "Floating Rate Notes"}
    with (SHARED / "soma/ref_mspd_marketable_2023-09-30.csv").open(encoding="utf-8") as file:
        rows = [
            row(
                classes.get(r["class"], r["class"]), r["cusip"], r["outstanding_mn"],
                interest_rate_pct=r["interest_rate_pct"] or "null", issue_date=r["first_issue_date"] or "null",
                maturity_date=r["maturity_date"], issued_amt=r["issued_mn"], inflation_adj_amt=r["inflation_adj_mn"],
            )
            for r in csv.DictReader(file)
        ]  # fmt: skip
    published = {"Bills": 5_260_407, "Notes": 13_594_524, "Bonds": 4_246_898, "TIPS": 1_935_815, "FRN": 575_556}
    totals = [row(classes.get(c, c), f"Total Unmatured Treasury {c}", str(v)) for c, v in published.items()]
    found = marketable([*rows, *totals])
    assert len(found.outstanding) == len(rows) == 439
    assert found.notes == ()
