"""The Treasury's account through three layouts, from the API and from the website's export."""

from __future__ import annotations

import csv
import os
from pathlib import Path
from typing import Any

import pytest

from ebb.errors import FormatError, UnitError
from ebb.sources.fiscal_cash import operating_cash, operating_cash_csv
from ebb.sources.harvest import Harvest

SHARED = Path(os.environ.get("EBB_SHARED_DATA", Path(__file__).parents[2] / "../shared/data"))

OPENING = "Treasury General Account (TGA) Opening Balance"
DEPOSITS = "Total TGA Deposits (Table II)"
WITHDRAWALS = "Total TGA Withdrawals (Table II) (-)"
CLOSING = "Treasury General Account (TGA) Closing Balance"
LAYOUTS = ((OPENING, "578473"), (DEPOSITS, "284332"), (WITHDRAWALS, "21553"), (CLOSING, "841253"))


def row(day: str, label: str, opening: str, closing: str = "null") -> dict[str, Any]:
    return {"record_date": day, "account_type": label, "open_today_bal": opening, "close_today_bal": closing}


FIRST = row("2005-10-03", "Federal Reserve Account", "4381", "5448")
SECOND = row("2022-04-14", "Treasury General Account (TGA)", "543536", "602292")
THIRD = [row("2022-04-18", label, amount) for label, amount in LAYOUTS]
OTHERS = [
    row("2005-10-03", "Tax and Loan Note Accounts (Table V)", "31300", "9295"),
    row("2022-04-14", "Supplementary Financing Program Account", "0", "0"),
]


def figures(found: Harvest) -> dict[str, float]:
    return {str(d): float(v) for r in found.readings for d, v in zip(r.dates, r.values, strict=True)}


def test_the_closing_balance_through_three_layouts() -> None:
    found = operating_cash([FIRST, *OTHERS, SECOND, *THIRD])
    assert figures(found) == {"2005-10-03": 5448.0, "2022-04-14": 602292.0, "2022-04-18": 841253.0}
    assert found.notes == ()
    (reading,) = found.readings
    assert (reading.card.name, reading.card.unit, reading.card.basis) == ("TGA_DTS", "USD mn", "operation day")


def test_the_order_of_rows_does_not_matter() -> None:
    rows = [FIRST, SECOND, *THIRD]
    assert figures(operating_cash(rows[::-1])) == figures(operating_cash(rows))


def test_without_a_closing_column_it_is_the_next_business_days_opening() -> None:
    friday = row("2022-04-01", "Treasury General Account (TGA)", "600000")
    monday = row("2022-04-04", "Treasury General Account (TGA)", "650000")
    wednesday = row("2022-04-06", "Treasury General Account (TGA)", "700000")
    found = operating_cash([friday, monday, wednesday])
    assert figures(found) == {"2022-04-01": 650000.0}
    assert found.notes == ("closing balance not told, the next day's opening is not at hand: 2022-04-04, 2022-04-06",)


def test_good_friday_is_a_day_of_the_statement_and_a_holiday_is_not() -> None:
    label = "Treasury General Account (TGA)"
    thursday = row("2022-04-14", label, "543536")
    good_friday = row("2022-04-15", label, "602292")
    assert figures(operating_cash([thursday, good_friday, *THIRD])) == {
        "2022-04-14": 602292.0,
        "2022-04-15": 578473.0,
        "2022-04-18": 841253.0,
    }
    before = row("2021-11-24", label, "100000")
    after = row("2021-11-26", label, "110000")  # over Thanksgiving
    assert figures(operating_cash([before, after])) == {"2021-11-24": 110000.0}


def test_a_day_that_does_not_add_up_is_refused() -> None:
    rows = [*THIRD[:3], row("2022-04-18", CLOSING, "841250")]
    with pytest.raises(FormatError, match="differs from closing by 2 mn"):
        operating_cash(rows)


def test_a_break_between_days_is_a_note_and_many_are_a_refusal() -> None:
    def days(closings: list[int]) -> list[dict[str, Any]]:
        label = "Treasury General Account (TGA)"
        return [
            row(f"2022-03-0{n}", label, str(500_000 + n), str(c)) for n, c in zip((1, 2, 3, 4), closings, strict=True)
        ]

    good = [500_002, 500_003, 500_004, 1_000]
    assert operating_cash(days(good)).notes == ()
    found = operating_cash(days([500_002, 500_003, 500_001, 1_000]))
    assert found.notes == ("opening balances that are not the closing before: 2022-03-04 by +3 mn",)
    label = "Treasury General Account (TGA)"
    week = [row(f"2022-03-{n:02d}", label, str(500_000 + n), "400000") for n in (7, 8, 9, 10, 11)]
    with pytest.raises(FormatError, match="4 opening balances are not the closing before"):
        operating_cash(week)


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([row("2022-04-18", "Treasury General Account (TGA) Balance", "1000")], "has the layout changed"),
        ([row("2022-04-18", "Some other account", "1000")], "no row of the account"),
        ([FIRST, FIRST], "stands twice"),
        ([row("2005-10-03", "Federal Reserve Account", "null", "5448")], "no opening balance"),
        ([row("2022-04-18", CLOSING, "null")], "has no amount"),
        ([row("2022-04-14", "Treasury General Account (TGA)", "543536", "602.292")], "no count"),
        ([row("2022-04-14", "Treasury General Account (TGA)", "543536", "-602292")], "no count"),
        ([row("2022-04-14", "Treasury General Account (TGA)", "543536", "602,292")], "no plain number"),
        ([row("14.04.2022", "Treasury General Account (TGA)", "543536", "602292")], "no date"),
        ([SECOND, row("2022-04-14", OPENING, "1"), row("2022-04-14", "Federal Reserve Account", "1")], "two layouts"),
        ([{k: v for k, v in FIRST.items() if k != "open_today_bal"}], 'field "open_today_bal"'),
    ],
)
def test_what_cannot_be_is_refused(rows: list[dict[str, Any]], told: str) -> None:
    with pytest.raises(FormatError, match=told):
        operating_cash(rows)


@pytest.mark.parametrize("closing", ["602292000", "602"])
def test_another_unit_is_refused(closing: str) -> None:
    with pytest.raises(UnitError, match="another unit"):
        operating_cash([row("2022-04-14", "Treasury General Account (TGA)", "543536", closing)])


def test_no_statement_in_the_window_is_a_valid_answer() -> None:
    assert operating_cash([]).notes == ("no Daily Treasury Statement in the days asked for",)


def test_the_websites_export_is_read_by_its_headings() -> None:
    text = (
        "Record Date,Type of Account,Opening Balance Today,Opening Balance This Month\n"
        "2021-06-24,Federal Reserve Account,733877,776700\n"
        "2021-06-25,Federal Reserve Account,723946,776700\n"
        "2021-06-25,Short-Term Cash Investments (Table V),0,0\n"
    )
    assert figures(operating_cash_csv(text.encode())) == {"2021-06-24": 723946.0}


@pytest.mark.skipif(not (SHARED / "soma").is_dir(), reason="needs the shared full-frequency copies (EBB_SHARED_DATA)")
def test_five_years_of_openings_give_every_closing() -> None:
    """1,252 days: closing from the next day's opening equals the published closing wherever there is one."""
    with (SHARED / "soma/ops_tga_dts_daily.csv").open(encoding="utf-8") as file:
        days = list(csv.DictReader(file))
    label = "Treasury General Account (TGA)"
    found = figures(operating_cash([row(d["date"], label, d["opening_balance_mn"]) for d in days]))
    published = {d["date"]: float(d["closing_balance_mn"]) for d in days}
    assert found == {day: value for day, value in published.items() if day in found}
    assert len(published) - len(found) <= 5
    four = [
        row(d["date"], name, amount)
        for d in days
        for name, amount in ((OPENING, d["opening_balance_mn"]), (CLOSING, d["closing_balance_mn"]))
    ]
    with_closing = operating_cash(four)
    assert figures(with_closing) == published
    assert with_closing.notes == ()


@pytest.mark.skipif(not (SHARED / "api_samples").is_dir(), reason="needs the shared samples (EBB_SHARED_DATA)")
def test_the_recorded_export_of_three_layouts() -> None:
    sample = SHARED / "api_samples/fiscaldata_dts_operating_cash_balance_layout_changes.csv"
    assert figures(operating_cash_csv(sample.read_bytes())) == {"2022-04-18": 841253.0}
