"""Every packaged table against its own passport: columns, units, dates, magnitudes, lags, rights."""

import re
from datetime import date
from importlib.resources import files
from itertools import pairwise

import pytest

from ebb.series import BASES
from ebb.sources import published
from ebb.units.scale import SCALES

TABLES = published.tables()
#: Kinds of columns that hold no number.
WORDS = ("text", "date", "time")


def numbers(card):
    return [column for column in card.columns if column.kind not in WORDS]


def cells(table):
    """(line, column, value) of every filled number of a table."""
    columns = numbers(published.passport(table))
    for line, row in enumerate(published.rows(table), start=2):
        for column in columns:
            if row[column.name] != "":
                yield line, column, float(row[column.name])


def test_the_tables_of_the_design_are_packaged():
    wanted = {
        "fed_monthly",
        "markets_monthly",
        "equity_monthly_stats",
        "gdp_quarterly",
        "episodes_daily",
        "soma_classes",
        "auction_sizes",
        "key_levels",
        "release_lags",
        "mbs_cohorts",
        "soma_mbs_monthly_rolloff",
        "ops_srf_usage_over_100mn",
        *(f"soma_notesbonds_{day}" for day in ("2017-09-27", "2022-05-25", "2025-11-19", "2026-09-23")),
    }
    assert wanted <= set(TABLES)


@pytest.mark.parametrize("table", TABLES)
def test_passport_is_complete(table):
    card = published.passport(table)
    for name in ("title", "publisher", "document", "compiled", "rights", "evidence"):
        assert getattr(card, name), name
    assert card.shape in ("wide", "rows")
    assert card.notes, "a table without a note on its basis, blanks or vintage"
    for column in card.columns:
        assert column.origin.publisher
        assert column.origin.document
        if column.kind not in WORDS:
            assert column.unit in SCALES, f"{column.name}: unit {column.unit!r}"
            assert float("-inf") < column.low < column.high < float("inf"), f"{column.name} has no magnitude guard"
        if card.shape == "wide":
            assert column.basis in BASES, f"{column.name}: basis {column.basis!r}"
            assert column.lag_days >= 0, f"{column.name} is known before it is observed"
            assert column.kind in ("stock", "flow", "rate", "index")


@pytest.mark.parametrize("table", TABLES)
def test_header_is_the_passport_in_order(table):
    card = published.passport(table)
    names = [column.name for column in card.columns]
    header = list(published.rows(table)[0])
    assert header == ([card.date_column, *names] if card.shape == "wide" else names)


@pytest.mark.parametrize("table", TABLES)
def test_every_cell_is_a_number_inside_its_guard(table):
    outside = [(line, c.name, value) for line, c, value in cells(table) if not c.low <= value <= c.high]
    assert not outside


@pytest.mark.parametrize("table", TABLES)
def test_no_cell_is_padded_or_a_stand_in_for_missing(table):
    for row in published.rows(table):
        for name, cell in row.items():
            assert cell == cell.strip(), name
            assert cell.lower() not in ("nan", "na", "n/a", ".", "null", "none"), name


@pytest.mark.parametrize("table", TABLES)
def test_dates_are_real_and_wide_dates_strictly_increase(table):
    card = published.passport(table)
    if not card.date_column:
        pytest.skip("a table without dates")
    days = [date.fromisoformat(row[card.date_column]) for row in published.rows(table)]
    if card.shape == "wide":
        assert all(a < b for a, b in pairwise(days))
    elif table != "episodes_daily":  # ordered by episode, series and day
        assert days == sorted(days)
    for column in card.columns:
        if column.kind == "date":
            for row in published.rows(table):
                if row[column.name]:
                    date.fromisoformat(row[column.name])


@pytest.mark.parametrize("table", [t for t in TABLES if t.startswith(("fed_", "key_"))])
def test_statement_dates_are_wednesdays(table):
    assert {date.fromisoformat(row["date"]).weekday() for row in published.rows(table)} == {2}


@pytest.mark.parametrize("table", ["markets_monthly", "equity_monthly_stats", "soma_mbs_monthly_rolloff"])
def test_market_months_are_dated_by_their_last_day_without_a_hole(table):
    days = [date.fromisoformat(row["date"]) for row in published.rows(table)]
    assert all(date.fromordinal(day.toordinal() + 1).day == 1 for day in days)
    assert all((b.year - a.year) * 12 + b.month - a.month == 1 for a, b in pairwise(days))


def test_every_series_key_is_plain_unique_and_readable():
    wide = [t for t in TABLES if published.passport(t).shape == "wide"]
    keys = [column.key for table in wide for column in published.passport(table).columns]
    assert len(keys) == len(set(keys)) == len(published.keys())
    for key in keys:
        assert re.fullmatch(r"[a-z0-9]+(_[a-z0-9]+)*", key)
        assert not re.search(r"_(mn|bn|busd|pct)$", key), f"{key} carries its unit"
        assert len(published.series(key)) > 0


def test_lags_are_those_of_the_release_calendar():
    lags = {
        name: int(row["usual_lag_days_after_reference_date"])
        for row in published.rows("release_lags")
        for name in row["series"].split(";")
    }
    lags |= {"FEDFUNDS": lags["EFFR"], "TB3MS": lags["DGS3MO"], "GS2": lags["DGS2"], "GS10": lags["DGS10"]}
    checked = 0
    for table in TABLES:
        card = published.passport(table)
        if card.shape == "wide":
            for column in card.columns:
                if column.origin.series in lags:
                    assert column.lag_days == lags[column.origin.series], column.key
                    checked += 1
    assert checked >= 24


def test_owned_indices_name_their_owner_and_moodys_stays_out():
    rights = published.passport("markets_monthly").rights + published.passport("equity_monthly_stats").rights
    for owner in ("S&P Dow Jones Indices", "Cboe", "Nasdaq", "Taiwan Stock Exchange", "Freddie Mac"):
        assert owner in rights
    everything = " ".join(f.read_text(encoding="utf-8") for f in _files(files("ebb") / "published"))
    assert "Moody" not in everything
    assert "baa" not in {column.key for t in TABLES for column in published.passport(t).columns}


def test_no_source_code_of_a_copy_leaks_into_the_figures():
    """Official documents are cited; where a copy was read stays outside the package."""
    codes = re.compile(
        r"\b(PG|GH|FR|SH|ST|DIR|MIN|NY|PC|H41)-[A-Z0-9]|\bMEM\b|github|repositor|/work/|\.\./shared", re.I
    )
    for file in _files(files("ebb") / "published"):
        found = codes.findall(file.read_text(encoding="utf-8"))
        assert not found, f"{file.name}: {found[:3]}"


def _files(folder):
    for entry in folder.iterdir():
        if entry.is_dir():
            yield from _files(entry)
        elif entry.name.endswith((".csv", ".toml")):
            yield entry
