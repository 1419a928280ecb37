"""The bridge: both sides add up exactly, bases never mix, and published changes come out to a tenth of a billion."""

import csv
import os
from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ebb.books import Bridge, bridge
from ebb.books.bridge import EXCEPTIONS, NEEDED, OPTIONAL
from ebb.errors import LawError, MissingDate, UnitError, UnknownName, UsageError
from ebb.series import Series
from ebb.sources.published import series

QT1 = (date(2017, 9, 27), date(2019, 7, 31))
QT2 = (date(2022, 5, 25), date(2025, 11, 26))


def published() -> dict[str, Series]:
    return {key: series(key) for key in (*NEEDED, *OPTIONAL)}


def made(values: dict[str, tuple[float, float]]) -> dict[str, Series]:
    days = np.array(["2022-05-25", "2025-11-26"], dtype="datetime64[D]")
    return {
        key: Series(key, days, np.array(pair), "USD mn", EXCEPTIONS.get(key, "wednesday level"), days, ())
        for key, pair in values.items()
    }


levels = st.tuples(st.integers(0, 9_000_000), st.integers(0, 9_000_000))


@settings(max_examples=60, deadline=None)
@given(st.fixed_dictionaries(dict.fromkeys(NEEDED, levels), optional=dict.fromkeys(OPTIONAL, levels)))
def test_both_views_add_up_to_the_cent_whatever_is_published(values: dict[str, tuple[int, int]]) -> None:
    built = bridge(made({key: (float(a), float(b)) for key, (a, b) in values.items()}), *QT2)
    total = built.line("total_assets").change
    assert sum(line.change for line in built.side("asset")) == total
    assert sum(line.change for line in built.side("liability")) == total
    assert sum(line.effect for line in built.factors) == built.line("reserves").change
    for key, (first, last) in values.items():
        assert built.line(key).change == (last - first) * 100_000_000
    for whole in {line.part_of for line in built.lines if line.part_of}:
        assert sum(x.change for x in built.lines if x.part_of == whole) == built.line(whole).change


def test_signs_what_adds_to_reserves_and_what_takes_from_them() -> None:
    flat = dict.fromkeys((*NEEDED, *OPTIONAL), (100.0, 100.0))
    rises = {"reverse_repo_total": -1, "tga": -1, "currency": -1}
    for key, sign in rises.items():
        built = bridge(made({**flat, key: (100.0, 110.0)}), *QT2)
        moved = [line for line in built.factors if line.effect]
        assert sum(line.effect for line in moved if not line.residual) == sign * 10 * 100_000_000
    deferred = bridge(made({**flat, "remittances_due": (0.0, -10.0)}), *QT2)
    assert deferred.line("remittances_due").effect == 10 * 100_000_000  # losses are paid out in reserves


def test_qt2_two_sides_to_a_tenth_of_a_billion() -> None:
    """Federal Reserve H.4.1, Wednesday levels; published in millions, so half a tenth of a billion is rounding."""
    built = bridge(published(), *QT2)
    expected = {
        "total_assets": -2361.9,
        "reverse_repo_total": -1925.8,
        "reserves": -417.0,
        "currency": 150.0,
        "tga": 98.0,
        "other": -267.0,
        "remittances_due": -245.6,
    }
    for name, change in expected.items():
        assert built.change_bn(name) == pytest.approx(change, abs=0.05), name
    assert built.exceptions == ("currency",)
    assert built.residual.name == "rest_of_other"
    # the residual is the score of the bridge: small beside what it explains
    assert abs(built.residual.change) < 0.01 * abs(built.line("total_assets").change)


def test_qt2_took_on_rrp_first() -> None:
    built = bridge(published(), *QT2)
    shares = built.shares()
    assert shares["on_rrp"] > 4 * shares["reserves"] > 0
    assert sum(shares[line.name] for line in built.side("liability")) == pytest.approx(
        built.line("total_assets").change / -built.fall_in_securities, abs=1e-12
    )


def test_qt1_fell_on_reserves_and_currency_grew() -> None:
    """2017-09-27 to 2019-07-31 from the same release: reserves 2178.836 to 1490.546, currency 1578.946 to 1745.687."""
    built = bridge(published(), *QT1)
    for name, change in {
        "total_assets": -676.6,
        "treasuries": -384.7,
        "mbs": -256.4,
        "other_assets": -35.4,
        "reserves": -688.3,
        "on_rrp": -212.7,
        "currency": 166.7,
        "tga": 21.5,
    }.items():
        assert built.change_bn(name) == pytest.approx(change, abs=0.05), name
    assert built.shares()["reserves"] > 1  # reserves fell by more than securities did: currency took the rest


def test_on_rrp_levels_of_the_record() -> None:
    assert series("on_rrp").at(date(2022, 12, 28)) == pytest.approx(2293.0, abs=0.05)
    built = bridge(published(), date(2022, 5, 25), date(2022, 12, 28))
    assert built.line("on_rrp").change > 0  # in the first seven months ON RRP still grew and reserves paid
    assert built.shares()["reserves"] > 0.9


def test_reserves_come_back_from_published_factors_in_every_month_since_2009() -> None:
    """The whole packaged history: exact sums by law, and the unexplained part stays small beside the balance sheet."""
    days = [day for day, _ in series("reserves") if day >= date(2009, 1, 28)]
    given = published()
    misses = []
    for first, last in pairwise(days):
        try:
            built = bridge(given, first, last)
        except MissingDate:
            continue
        misses.append(abs(built.residual.change) / built.line("total_assets").end)
    assert len(misses) > 200
    assert float(np.median(misses)) < 0.003
    # the tail is term deposits (2014-15) and the Treasury's supplementary account (2009-11), in no packaged column
    assert float(np.quantile(misses, 0.95)) < 0.03
    assert max(misses) < 0.1


def test_before_the_facility_reverse_repos_are_left_whole() -> None:
    built = bridge(published(), date(2007, 6, 27), date(2008, 8, 27))
    assert "on_rrp" not in built.changes_bn()
    assert "reverse_repo_total" in {line.name for line in built.factors}


def test_week_averages_are_refused_and_named() -> None:
    given = {**published(), "reserves": series("reserves_week_average")}
    with pytest.raises(UnitError, match="reserves_week_average") as caught:
        bridge(given, *QT2)
    assert "week average" in str(caught.value)
    with pytest.raises(UnitError, match="tga"):
        bridge({**published(), "tga": replace(series("tga"), basis="week average")}, *QT2)


def test_currency_is_the_one_exception_and_a_wednesday_level_needs_none() -> None:
    level = replace(series("currency"), basis="wednesday level")
    assert bridge({**published(), "currency": level}, *QT2).exceptions == ()
    with pytest.raises(UnitError, match="currency"):
        bridge({**published(), "currency": replace(level, basis="month average")}, *QT2)


def test_a_rate_or_an_unknown_line_has_no_place_in_a_bridge() -> None:
    with pytest.raises(UnitError):
        bridge({**published(), "tga": replace(series("tga"), unit="percent")}, *QT2)
    with pytest.raises(UnknownName, match="bank_assets"):
        bridge({**published(), "bank_assets": series("bank_assets")}, *QT2)
    with pytest.raises(UnknownName, match="lacks reserves, tga"):
        bridge({k: v for k, v in published().items() if k not in ("reserves", "tga")}, *QT2)


def test_dates_are_published_wednesdays_in_order() -> None:
    with pytest.raises(MissingDate, match="reserves on 2022-05-26") as caught:
        bridge(published(), date(2022, 5, 26), QT2[1])
    assert "total_assets on 2022-05-26" in caught.value.what
    with pytest.raises(UsageError, match="start before end"):
        bridge(published(), QT2[1], QT2[0])
    with pytest.raises(UsageError, match="did not fall"):
        bridge(published(), date(2020, 1, 29), date(2020, 6, 24)).shares()


def test_a_bridge_that_does_not_add_up_cannot_be_made() -> None:
    built = bridge(published(), *QT2)
    spoiled = tuple(replace(line, end=line.end + 1) if line.name == "tga" else line for line in built.lines)
    with pytest.raises(LawError, match="does not add up"):
        replace(built, lines=spoiled)


def test_the_summary_shows_the_residual_and_the_exception() -> None:
    text = str(bridge(published(), *QT2))
    assert "rest_of_other (residual)" in text
    assert "currency: week average" in text
    assert "-2,361.9" in text


@pytest.fixture(scope="module")
def weekly() -> dict[str, Series]:
    """Every Wednesday, where the full-frequency copies are at hand."""
    root = Path(os.environ.get("EBB_SHARED_DATA", Path(__file__).parents[2].parent / "shared" / "data"))
    table, operations = root / "h41_weekly.csv", root / "soma" / "ops_on_rrp_daily.csv"
    if not (table.exists() and operations.exists()):
        pytest.skip(f"full-frequency data are not at hand: {table} (set EBB_SHARED_DATA)")
    ids = {"WALCL": "total_assets", "TREAST": "treasuries", "WSHOMCB": "mbs", "WRBWFRBL": "reserves"}
    ids |= {"WLRRAL": "reverse_repo_total", "WDTGAL": "tga", "WCURCIR": "currency", "RESPPLLOPNWW": "remittances_due"}
    columns: dict[str, dict[str, float]] = {key: {} for key in (*ids.values(), "on_rrp")}
    with table.open() as file:
        for row in csv.DictReader(file):
            for name, key in ids.items():
                if row[name]:
                    columns[key][row["date"]] = float(row[name])
    with operations.open() as file:
        for row in csv.DictReader(file):
            if row["date"] in columns["total_assets"] and row["date"] >= "2013-09-23":
                columns["on_rrp"][row["date"]] = 1000 * float(row["on_rrp_bn"])
    found = {}
    for key, column in columns.items():
        days = np.array(sorted(column), dtype="datetime64[D]")
        values = np.array([column[str(day)] for day in days])
        found[key] = Series(key, days, values, "USD mn", EXCEPTIONS.get(key, "wednesday level"), days, ())
    return found


def test_the_share_on_rrp_took_depends_on_the_date_named(weekly: dict[str, Series]) -> None:
    """From 2022-06-01: 95.5 % to 2024-12-18 (reserves 6 %), but 76 to 78 % over the year-end, reserves 24 %."""
    start = date(2022, 6, 1)
    calm = bridge(weekly, start, date(2024, 12, 18)).shares()
    assert calm["on_rrp"] == pytest.approx(0.955, abs=0.0005)
    assert calm["reserves"] == pytest.approx(0.06, abs=0.005)
    without_operation = {key: one for key, one in weekly.items() if key != "on_rrp"}  # no operation on New Year's Day
    over_year_end = bridge(without_operation, start, date(2025, 1, 1)).shares()
    assert over_year_end["reserves"] == pytest.approx(0.24, abs=0.005)


def test_weekly_copies_and_packaged_months_make_the_same_bridge(weekly: dict[str, Series]) -> None:
    mine, theirs = bridge(published(), *QT2), bridge(weekly, *QT2)
    assert isinstance(theirs, Bridge)
    assert mine.changes_bn() == pytest.approx(theirs.changes_bn(), abs=0.07)  # currency is revised by up to 66 million
