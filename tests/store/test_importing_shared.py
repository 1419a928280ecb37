"""The whole of the full-frequency copies through ``ebb import``, where they are at hand (EBB_SHARED_DATA).

Spot values are those the notes of provenance beside the copies check against the publishers; here they must come out of the
store again, in the house's units and dates.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from ebb.sources.cards import cards
from ebb.store import Store
from ebb.store.imported import ImportReport
from ebb.store.importing import import_directory

DATA = Path(os.environ.get("EBB_SHARED_DATA", Path(__file__).parents[2].parent / "shared" / "data"))
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="full-frequency copies are not here (set EBB_SHARED_DATA)")

#: Seconds of the processor the import of everything may take; 9 to 11 were measured.
LIMIT = 20.0

DERIVED = {
    "soma/soma_maturity_schedule_nominal.csv": "derived_maturities",
    "soma/soma_mbs_by_coupon_2024.csv": "derived_coupons",
    "soma/soma_mbs_monthly_rolloff.csv": "derived_rolloff",
    "fomc_dates.csv": "calendar",
}
SAMPLES_CUT_OFF = {
    "api_samples/nyfed_read_productcode30_2022-02-16_one_row_per_type.csv": 6,
    "api_samples/nyfed_soma_agency_debts_2019-01-02.json": 1,
    "api_samples/nyfed_soma_agency_mbs_asof_2024-05-01_head.csv": 1,
    "api_samples/nyfed_soma_tsy_asof_2026-03-18_head.csv": 1,
}
STATEMENTS = {"bank_weekly_units.csv", "h41_weekly_units.csv", "macro_units.csv", "money_market_daily_units.csv"}


@dataclass(frozen=True)
class Imported:
    report: ImportReport
    store: Store
    seconds: float


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Imported]:
    file = tmp_path_factory.mktemp("shared") / "ebb.duckdb"
    start = time.process_time()
    report = import_directory(DATA, path=file, now=datetime(2026, 11, 22, tzinfo=UTC), today=date(2026, 11, 22))
    seconds = time.process_time() - start
    store = Store.open(file)
    assert store is not None
    with store:
        yield Imported(report, store, seconds)


def test_nothing_is_refused(imported: Imported) -> None:
    assert [(r.name, str(item.why)) for r in imported.report.files for item in r.refused] == []
    assert imported.report.status == 0
    assert imported.report.published


def test_every_table_is_recognised_or_left_for_its_reason(imported: Imported) -> None:
    outcomes = {report.name: report for report in imported.report.files}
    assert {name for name, r in outcomes.items() if r.outcome == "statement"} == STATEMENTS
    left = {name for name, r in outcomes.items() if r.outcome == "left"}
    notes = {path.name for path in DATA.glob("*.md")}
    assert left == {*DERIVED, *SAMPLES_CUT_OFF, *notes}
    assert {name: outcomes[name].left[0].why.key.removeprefix("import.left.") for name in DERIVED} == DERIVED
    csvs = {path.relative_to(DATA).as_posix() for path in DATA.rglob("*.csv")}
    assert {name for name, r in outcomes.items() if r.outcome == "loaded"} >= csvs - left - STATEMENTS


def test_lists_that_were_cut_off_are_left_with_both_totals(imported: Imported) -> None:
    for report in imported.report.files:
        if report.name in SAMPLES_CUT_OFF:
            assert [item.why.key for item in report.left] == ["import.left.list_incomplete"] * SAMPLES_CUT_OFF[
                report.name
            ]
    said = " ".join(item.why.say("en") for r in imported.report.files for item in r.left)
    assert "mbs 2024-05-01" not in {
        name for r in imported.report.files for name in r.lists if r.name in SAMPLES_CUT_OFF
    }
    assert "2,363,882,894,629.40 USD" in said


def test_columns_left(imported: Imported) -> None:
    columns = {
        (r.name, item.what): item.why.key.removeprefix("import.left.")
        for r in imported.report.of("loaded")
        for item in r.left
    }
    assert columns == {
        ("h41_weekly.csv", "X_FOREIGN_RRP"): "derived_column",
        ("soma/ops_tga_dts_daily.csv", "opening_balance_mn"): "opening_balance",
        ("soma/ops_tga_dts_daily.csv", "closing_from"): "remark",
        ("soma/soma_summary_weekly.csv", "copy"): "unknown_column",
    }


@pytest.mark.parametrize(
    ("name", "day", "value", "unit"),
    [
        ("WALCL", "2022-04-13", 8_965_487, "USD mn"),
        ("WALCL", "2025-12-03", 6_535_781, "USD mn"),
        ("TREAST", "2022-06-08", 5_771_393, "USD mn"),
        ("WRESBAL", "2021-12-08", 4_275_806, "USD mn"),
        ("WRBWFRBL", "2019-09-18", 1_385_426, "USD mn"),
        ("RESPPLLOPNWW", "2026-01-28", -245_927, "USD mn"),
        ("SOFR", "2019-09-17", 5.25, "percent"),
        ("SOFR99", "2019-09-17", 9.0, "percent"),
        ("RRPONTSYD", "2022-12-30", 2_553.716, "USD bn"),
        ("IORB", "2023-07-27", 5.40, "percent"),
        ("TGA_DTS", "2023-06-01", 22_892, "USD mn"),
        ("TLAACBW027SBOG", "2022-12-28", 22_896, "USD bn"),
        ("M2SL", "2022-03-31", 21_787, "USD bn"),
        ("GDP", "2026-03-31", 31_866, "USD bn"),
        ("UNRATE", "2020-04-30", 14.8, "percent"),
        ("MORTGAGE30US", "2026-10-01", 7.28, "percent"),
        ("SP500", "2020-03-23", 2_237.40, "index"),
        ("VIXCLS", "2020-03-16", 82.69, "index"),
        ("MOVE", "2023-03-15", 198.71, "index"),
        ("BAMLH0A0HYM2", "2008-12-15", 21.82, "percent"),
        ("TAIEX", "2022-01-05", 18_499.96, "index"),
        ("WTI", "2020-04-20", -36.98, "USD per barrel"),
        ("GOLD", "2011-09-05", 1_895.00, "USD per ounce"),
        ("DGS10", "2020-08-04", 0.52, "percent"),
        ("GILT_10Y", "2022-09-27", 4.43, "percent"),
        ("SWANSON_LSAP", "2009-03-18", 5.63, "standard deviations"),
        ("USMPD_STMT_UST10Y", "2009-03-18", -0.43, "percent"),
        ("SHILLER_CAPE", "1929-09-30", 32.56, "ratio"),
        ("RDE_MEDIAN", "2010-01-20", -3.244024, "bp"),
        ("FF_TARGET_CHANGES", "2026-09-17", 4.0, "percent"),
        ("ACMTP10", "2026-09-24", 0.729814, "percent"),
        ("ACMTP10_MONTH_END", "2026-05-29", 0.6697, "percent"),
    ],
)
def test_spot_values(imported: Imported, name: str, day: str, value: float, unit: str) -> None:
    """To the last digit the notes print."""
    printed = len(repr(value).partition(".")[2]) if isinstance(value, float) else 0
    series = imported.store.series(name).in_unit(unit)
    assert round(series.at(date.fromisoformat(day)), printed) == pytest.approx(value, abs=1e-9)


def test_the_record_of_on_rrp_is_the_maximum(imported: Imported) -> None:
    series = imported.store.series("RRPONTSYD")
    assert series.dates[series.values.argmax()].item() == date(2022, 12, 30)


def test_lists_of_holdings_add_up(imported: Imported) -> None:
    """Published totals of the notes of provenance, in dollars."""
    for day, part, dollars in (
        (date(2017, 9, 27), "notes_bonds", 2_322_642_739_500),
        (date(2022, 5, 25), "notes_bonds", 4_944_893_440_900),
        (date(2025, 11, 19), "notes_bonds", 3_558_424_762_700),
        (date(2026, 9, 23), "notes_bonds", 3_600_776_303_200),
        (date(2022, 2, 16), "bills", 326_044_000_000),
        (date(2022, 2, 16), "tips", 385_089_412_300),
        (date(2022, 2, 16), "agency_debt", 2_347_000_000),
    ):
        assert sum(row.amount for row in imported.store.holdings(day, part)) == dollars * 100
    mbs = imported.store.holdings(date(2024, 5, 1), "mbs")
    assert (len(mbs), sum(row.amount for row in mbs)) == (15_289, 236_388_289_462_943)


def test_debt_by_class_is_the_published_total(imported: Imported) -> None:
    found: dict[str, int] = {}
    for row in imported.store.outstanding(date(2023, 9, 30)):
        found[row.security_class] = found.get(row.security_class, 0) + row.amount
    published = {"bills": 5_260_407, "notes": 13_594_524, "bonds": 4_246_898, "tips": 1_935_815, "frn": 575_556}
    assert {name: round(amount / 1e8) for name, amount in found.items()} == published


def test_auctions_are_held(imported: Imported) -> None:
    assert len(imported.store.auctions(date(1979, 1, 1), date(2025, 12, 31))) == 10_780


def test_vintages_of_the_term_premium_are_the_months_of_their_estimates(imported: Imported) -> None:
    """What was estimated in August 2026 was not known before: the last day of that month is the first safe one."""
    assert imported.store.how("ACMTP10") == "vintage"
    assert len(imported.store.series("ACMTP10", date(2026, 8, 30))) == 0
    august, september = (imported.store.series("ACMTP10", date(2026, month, 30)) for month in (9, 10))
    assert len(imported.store.series("ACMTP10", date(2026, 8, 31))) > 16_000
    assert len(august) == len(september)


def test_copies_never_overwrite_the_official_daily_series(imported: Imported) -> None:
    names = [name for name in imported.store.names() if name.startswith("ACM")]
    assert sorted(n for n in names if not n.endswith("_MONTH_END")) == ["ACMTP10"]
    assert len(names) == 13


def test_where_copies_differ_is_told(imported: Imported) -> None:
    """The Board's file of 2021 to 2023 was revised in currency; a test sample of H.15 has a row of another year."""
    told = {(d.series, d.kept, d.other.rpartition("/")[2]) for d in imported.report.differences}
    assert ("WCURCIR", "h41_weekly.csv", "FRB_H41_2021-04_2023-03.csv") in told
    assert {series for series, _, _ in told} - {"WCURCIR"} <= {name for name in cards() if name.startswith("DGS")}


def test_a_row_of_another_day_is_left_out(imported: Imported) -> None:
    """The sample of H.15 prints the yields of one day under another; its 3-year yield of that day is held nowhere else."""
    assert date(2025, 12, 31) not in imported.store.series("DGS3").dates.tolist()
    assert date(2026, 3, 13) in imported.store.series("DGS3").dates.tolist()


def test_full_tables_of_200_weeks_are_held(imported: Imported) -> None:
    assert sum(name.endswith(".WW") for name in imported.store.names()) > 60


def test_fast_enough(imported: Imported) -> None:
    assert imported.seconds < LIMIT
