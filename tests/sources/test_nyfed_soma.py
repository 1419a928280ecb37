"""The SOMA summary and its law; the list of as-of dates."""

from __future__ import annotations

import csv
import json
import os
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ebb.errors import FormatError, UnitError
from ebb.sources.nyfed_soma import COLUMNS, PARTS, as_of_dates, summary, summary_csv

SHARED = Path(os.environ.get("EBB_SHARED_DATA", Path(__file__).parents[2] / "../shared/data"))

#: Full week as the publisher answered: total = parts without inflation compensation.
WEEK: dict[str, Any] = {
    "asOfDate": "2022-02-16",
    "mbs": "2695536723789.6",
    "cmbs": "9076679626.10",
    "tips": "385089412300",
    "frn": "29152660900",
    "tipsInflationCompensation": "74659077477.72",
    "notesbonds": "4923673451700",
    "bills": "326044000000",
    "agencies": "2347000000",
    "total": "8370919928315.7",
}
#: One recorded row whose FRN cell is empty.
BLANK_FRN: dict[str, Any] = {
    "asOfDate": "2026-07-08",
    "mbs": "1940863715777.00",
    "cmbs": "7533878406.10",
    "tips": "282633819500",
    "frn": "",
    "tipsInflationCompensation": "109065609408.32",
    "notesbonds": "3593418008900",
    "bills": "499248926700",
    "agencies": "2347000000",
    "total": "6344428175083.10",
}


def body(*rows: dict[str, Any]) -> bytes:
    return json.dumps({"soma": {"summary": list(rows)}}).encode()


def figures(rows: bytes) -> dict[str, dict[str, float]]:
    found = summary(rows)
    return {r.card.name: {str(d): float(v) for d, v in zip(r.dates, r.values, strict=True)} for r in found.readings}


def test_every_column_becomes_its_own_series_in_dollars() -> None:
    found = figures(body(WEEK))
    assert set(found) == set(COLUMNS.values())
    assert found["SOMA_NOTESBONDS"] == {"2022-02-16": 4_923_673_451_700.0}
    assert found["SOMA_MBS"]["2022-02-16"] == 2_695_536_723_789.6
    assert found["SOMA_TIPS_INFLATION_COMPENSATION"]["2022-02-16"] == 74_659_077_477.72
    for reading in summary(body(WEEK)).readings:
        assert reading.card.unit == "USD"
        assert reading.card.basis == "as-of level"
        assert reading.card.lag_days == 1


def test_the_total_leaves_inflation_compensation_out() -> None:
    with_it = {**WEEK, "total": str(8370919928315.7 + 74659077477.72)}
    with pytest.raises(FormatError, match="2022-02-16: total minus its parts"):
        summary(body(with_it))


def test_weeks_come_in_the_order_of_dates_whatever_their_order() -> None:
    later = {**WEEK, "asOfDate": "2022-02-23"}
    assert figures(body(later, WEEK)) == figures(body(WEEK, later))


def test_an_empty_cell_is_no_figure_and_what_the_total_implies_is_said() -> None:
    found = summary(body(WEEK, BLANK_FRN))
    frn = next(r for r in found.readings if r.card.name == "SOMA_FRN")
    assert [str(d) for d in frn.dates] == ["2022-02-16"]
    assert found.notes == ("2026-07-08: frn is empty, total minus the other parts is 18,382,825,800.00 dollars",)


def test_a_part_that_is_zero_by_the_total_needs_no_note() -> None:
    before_frn = {**WEEK, "frn": "", "total": "8341767267415.7"}
    assert summary(body(before_frn)).notes == ()


def test_a_total_below_its_parts_is_refused_even_if_a_cell_is_empty() -> None:
    with pytest.raises(FormatError, match="2026-07-08"):
        summary(body({**BLANK_FRN, "total": "6344428175083.10"[:-4] + "0.10", "bills": "599248926700"}))


def test_several_empty_parts_are_not_checked_and_said() -> None:
    partial = {**BLANK_FRN, "tips": "", "tipsInflationCompensation": "", "agencies": "", "cmbs": ""}
    assert "not checked" in summary(body(partial)).notes[0]


def test_rounding_of_two_dollars_is_a_note_and_six_are_a_refusal() -> None:
    assert "2022-02-16 by +2.40" in summary(body({**WEEK, "total": "8370919928318.1"})).notes[0]
    with pytest.raises(FormatError, match=r"total minus its parts is 6.00 dollars"):
        summary(body({**WEEK, "total": "8370919928321.7"}))


@pytest.mark.parametrize("name", PARTS)
def test_one_column_in_another_unit_breaks_the_law(name: str) -> None:
    with pytest.raises((FormatError, UnitError)):
        summary(body({**WEEK, name: str(float(WEEK[name]) * 1_000)}))


@pytest.mark.parametrize("factor", [1_000, 0.001])
def test_all_columns_in_another_unit_break_the_magnitudes(factor: float) -> None:
    other = {name: f"{float(WEEK[name]) * factor:.2f}" for name in COLUMNS}
    with pytest.raises((FormatError, UnitError)):
        summary(body({**WEEK, **other}))


@pytest.mark.parametrize("name", ["asOfDate", *COLUMNS])
def test_a_renamed_column_is_refused_by_name(name: str) -> None:
    row = {("renamed" if key == name else key): value for key, value in WEEK.items()}
    with pytest.raises(FormatError, match=f'field "{name}" is not in 1 of 1 rows'):
        summary(body(row))


def test_a_week_given_twice_is_refused() -> None:
    with pytest.raises(FormatError, match="2022-02-16 stands twice"):
        summary(body(WEEK, WEEK))
    with pytest.raises(FormatError, match="no week"):
        summary(body())


def test_the_csv_edition_gives_the_same_series() -> None:
    names = list(WEEK)
    text = ",".join(f'"{n}"' for n in names) + "\n" + ",".join(f'"{WEEK[n]}"' for n in names) + "\n"
    other = summary_csv(text.encode())
    assert {r.card.name: r.values.tolist() for r in other.readings} == {
        r.card.name: r.values.tolist() for r in summary(body(WEEK)).readings
    }
    heads = {"asOfDate": "As Of Date", "notesbonds": "Notes Bonds", "frn": "FRNs", "agencies": "Agency Debts"}
    text = text.replace("tipsInflation", "TIPS Inflation ")
    for name, head in heads.items():
        text = text.replace(f'"{name}"', f'"{head}"')
    assert len(summary_csv(text.encode()).readings) == len(COLUMNS)


def test_as_of_dates_are_read_from_the_list_and_from_the_newest() -> None:
    listed = b'{"soma":{"asOfDates":["2026-09-23","2026-09-16","2025-12-31"]}}'
    assert as_of_dates(listed) == (date(2025, 12, 31), date(2026, 9, 16), date(2026, 9, 23))
    assert as_of_dates(b'{"soma":{"asOfDate":"2026-09-23"}}') == (date(2026, 9, 23),)
    wrong = (
        b'{"soma":{}}',
        b'{"soma":[]}',
        b'{"soma":{"asOfDates":[]}}',
        b'{"soma":{"asOfDates":["x"]}}',
        b'{"soma":{"asOfDates":["2026-09-23","2026-09-23"]}}',
    )
    for raw in wrong:
        with pytest.raises(FormatError):
            as_of_dates(raw)


@pytest.mark.skipif(not (SHARED / "soma").is_dir(), reason="needs the shared full-frequency copies (EBB_SHARED_DATA)")
def test_twenty_three_years_of_weeks_hold_the_law() -> None:
    """1,193 weeks since 2003-07-09: every full one within five dollars, three of them by more than one."""
    columns = {
        "asOfDate": "as_of_date",
        "bills": "bills_usd",
        "notesbonds": "notesbonds_usd",
        "tips": "tips_usd",
        "frn": "frn_usd",
        "agencies": "agency_debt_usd",
        "mbs": "mbs_usd",
        "cmbs": "cmbs_usd",
        "tipsInflationCompensation": "tips_inflation_comp_usd",
        "total": "total_usd",
    }
    with (SHARED / "soma/soma_summary_weekly.csv").open(encoding="utf-8") as file:
        rows = [{name: row[column] for name, column in columns.items()} for row in csv.DictReader(file)]
    found = summary(body(*rows))
    total = next(r for r in found.readings if r.card.name == "SOMA_TOTAL")
    assert len(total) == len(rows) > 1_000
    assert any("2010-12-22 by -2.40, 2011-05-04 by -1.90, 2017-09-27 by +2.20" in note for note in found.notes)
    peak = dict(zip(total.dates.astype(str), total.values, strict=True))["2022-06-01"]
    assert peak == pytest.approx(8_392.16e9, abs=0.01e9)  # SOMA summary of that day, bn, two decimals
