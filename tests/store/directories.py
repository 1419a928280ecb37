"""Imports a directory into a store of the test's own, and looks at what became of it; shared by the tests of imports."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

from ebb.store import Store
from ebb.store.imported import FileReport, ImportReport
from ebb.store.importing import import_directory

TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)

WEEKS = "date,WALCL,SOFR\n2022-06-01,8900000,0.8\n2022-06-08,8910000,0.8\n"
SUMMARY = (
    "as_of_date,bills_usd,notesbonds_usd,tips_usd,frn_usd,tips_inflation_comp_usd,agency_debt_usd,mbs_usd,cmbs_usd,"
    "total_usd\n2025-01-08,300000000000,4000000000000,300000000000,20000000000,90000000000,2347000000,"
    "2000000000000.10,8000000000,6630347000000.10\n"
)
BILLS = "as_of_date,security_type,cusip,maturity_date,coupon_pct,par_value_usd\n"
FIRST = "2025-01-08,Bills,912796L80,2025-02-17,,100000000000\n"
SECOND = "2025-01-08,Bills,912796R92,2025-02-22,,200000000000\n"


def take(folder: Path, store: Path, *, today: date = TODAY, dry_run: bool = False) -> ImportReport:
    return import_directory(folder, path=store, now=NOW, today=today, dry_run=dry_run)


def report_of(made: ImportReport, name: str) -> FileReport:
    return next(report for report in made.files if report.name == name)


def held(store: Path, name: str) -> dict[str, float]:
    opened = Store.open(store)
    assert opened is not None
    with opened:
        series = opened.series(name)
    return dict(zip(series.dates.astype(str).tolist(), series.values.tolist(), strict=True))


def left(report: FileReport) -> list[str]:
    return [item.why.key.removeprefix("import.left.") for item in report.left]


def writer(tmp_path: Path) -> Callable[..., Path]:
    """Writes files into a directory of the test's own: ``weeks_csv=...`` is weeks.csv, ``a__b_csv`` is a/b.csv."""

    def write(**files: str) -> Path:
        place = tmp_path / "mine"
        for name, text in files.items():
            at = place / name.replace("__", "/").replace("_csv", ".csv").replace("_json", ".json")
            at.parent.mkdir(parents=True, exist_ok=True)
            at.write_text(text, encoding="utf-8")
        return place

    return write
