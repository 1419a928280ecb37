"""`check` on real weeks: two hundred complete statements, and every week since 2003 that has its SOMA summary beside it."""

from __future__ import annotations

import csv
import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import ClassVar

import numpy as np
import pytest

from ebb.cli.wire import dumps
from ebb.errors import MissingDate, UsageError
from ebb.series import Series
from ebb.store import Store
from ebb.store.check import check, held_lines, statement
from ebb.store.check_laws import HEADINGS
from ebb.store.importing import import_directory
from ebb.store.statement_bridge import reserves_bridge
from ebb.store.statement_lines import BASES

DATA = Path(os.environ.get("EBB_SHARED_DATA", Path(__file__).parents[2].parent / "shared" / "data"))
DAILY = "money_market_daily.csv"
FILES = (
    "h41_weekly.csv",
    "h41_weekly_units.csv",
    DAILY,
    "soma/soma_summary_weekly.csv",
    "h41_ddp/FRB_H41_2016-02_2017-12.csv",
    "h41_ddp/FRB_H41_2021-04_2023-03.csv",
)
real = pytest.mark.skipif(
    not all((DATA / name).is_file() for name in FILES),
    reason="full-frequency copies are not here (set EBB_SHARED_DATA)",
)
LEVEL, AVERAGE = BASES


def _two_columns(source: Path, target: Path, wanted: tuple[str, ...]) -> None:
    """What the laws need of a table of thirty columns."""
    with source.open(encoding="utf-8", newline="") as file:
        kept = [[row["date"], *(row[name] for name in wanted)] for row in csv.DictReader(file)]
    with target.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["date", *wanted], *(row for row in kept if any(row[1:]))])


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A store with the seven files in it."""
    folder = tmp_path_factory.mktemp("figures")
    for name in FILES:
        if name != DAILY:
            shutil.copy(DATA / name, folder / Path(name).name)
    _two_columns(DATA / DAILY, folder / "daily.csv", ("RRPONTSYD", "X_DTS_TGA_CLOSE"))
    file = tmp_path_factory.mktemp("home") / "ebb.duckdb"
    now = datetime(2026, 11, 22, 12, tzinfo=UTC)
    report = import_directory(folder, path=file, now=now, today=now.date())
    assert report.status == 0
    store = Store.open(file)
    assert store is not None
    with store:
        yield store


@pytest.fixture(scope="module")
def report(shelf):
    return check(shelf)


@real
def test_every_law_meets_its_bar(report):
    assert {(v.law, v.basis) for v in report.verdicts if not v.ok} == set()
    assert report.ok


@real
def test_the_two_hundred_weeks_foot(report):
    supplied = report.verdict("reserve_balances")
    balance = report.verdict("balance")
    assert (supplied.weeks, supplied.within) == (100, 100)  # 2021-04-28 .. 2023-03-22
    assert (balance.weeks, balance.within) == (100, 100)  # 2016-02-03 .. 2017-12-27
    assert (supplied.first, supplied.last) == (date(2021, 4, 28), date(2023, 3, 22))
    assert (balance.first, balance.last) == (date(2016, 2, 3), date(2017, 12, 27))
    for key in ("securities", "treasuries"):
        found = report.verdict(key)
        assert (found.weeks, found.within) == (200, 200)
    for key, _ in HEADINGS:
        found = report.verdict(key)
        assert found.weeks - found.within <= 1, key
        assert found.weeks >= (70 if key == "reserve_bank_credit" else 100)


@real
def test_only_one_heading_ever_leaves_more_than_two_million_and_rounding_explains_it(report):
    """Reserve Bank credit is the sum of eleven published lines: with the heading twelve roundings, 6 million at most."""
    headings = [v for v in report.verdicts if v.kind in ("heading", "identity")]
    outside = [(v.law, v.basis, week.day, week.size, week.reason) for v in headings for week in v.outside]
    assert outside == [
        ("reserve_bank_credit", LEVEL, date(2022, 3, 9), -3.0, "rounding"),
        ("reserve_bank_credit", AVERAGE, date(2022, 7, 6), -3.0, "rounding"),
    ]


@real
def test_the_credit_facilities_that_the_export_lacks_are_named_with_what_they_held(report):
    found = report.verdict("reserve_bank_credit")
    assert len(found.unsettled) == 30
    first, last = found.unsettled[0], found.unsettled[-1]
    assert (first.day, first.size, last.day, last.size) == (date(2021, 4, 28), 34_526.0, date(2021, 11, 17), 515.0)
    assert {week.facts["lines"] for week in found.unsettled} == {
        ("commercial_paper_facility", "corporate_credit_facility")
    }


@real
def test_currency_of_a_later_copy_is_set_apart_and_not_called_a_fault(report):
    """The averages of currency in circulation were revised after the export of 2023; the store holds the newer ones."""
    found = report.verdict("total_absorbing", AVERAGE)
    assert len(found.unsettled) == 63
    assert found.weeks == found.within == 37
    assert {week.reason for week in found.unsettled} == {"mixed"}
    assert {week.facts["lines"] for week in found.unsettled} == {("currency",)}
    assert max(abs(week.size) for week in found.unsettled) == 671.0


@real
@pytest.mark.parametrize(
    ("law", "weeks", "outside"), [("soma_treasuries", 1160, 11), ("soma_mbs", 1188, 0), ("soma_securities", 1187, 0)]
)
def test_the_three_identities_hold_on_ninety_nine_weeks_of_a_hundred_since_2003(report, law, weeks, outside):
    """Tolerance 1 million: the Board rounds, the New York Fed does not."""
    found = report.verdict(law)
    assert (found.weeks, len(found.outside)) == (weeks, outside)
    assert found.first == date(2003, 7, 9)
    assert found.share >= 0.99


@real
def test_every_exception_has_a_reason_the_figures_show(report):
    found = report.verdict("soma_treasuries")
    by_reason = {
        reason: [week.day for week in found.outside if week.reason == reason] for reason in ("repeated", "one_day")
    }
    assert by_reason["repeated"] == [date(2003, 7, 9), date(2003, 7, 16), date(2003, 7, 30), date(2003, 8, 27)]
    eves = [
        (2003, 11, 26),
        (2005, 11, 23),
        (2006, 11, 22),
        (2007, 11, 21),
        (2010, 11, 24),
        (2011, 11, 23),
        (2013, 7, 3),
    ]
    assert by_reason["one_day"] == [date(*day) for day in eves]
    assert len(found.outside) == 11
    assert max(abs(week.size) for week in found.outside if week.reason == "one_day") < 10


@real
def test_finer_lines_agree_with_the_list_of_securities_on_all_two_hundred_weeks(report):
    for part in ("bills", "notes_bonds", "tips", "inflation_compensation", "agency_debt"):
        found = report.verdict(f"soma_{part}")
        assert (found.weeks, found.within) == (200, 200), part


@real
def test_other_publishers_say_the_same_of_the_same_day(report):
    assert (report.verdict("treasury_account").weeks, report.verdict("treasury_account").within) == (215, 215)
    assert (report.verdict("overnight_reverse_repos").weeks, report.verdict("overnight_reverse_repos").within) == (
        100,
        100,
    )


@real
def test_holiday_weeks_are_compared_with_the_list_of_the_day_beside(report):
    assert len(report.moved) == 11
    assert (date(2019, 12, 25), date(2019, 12, 24)) in report.moved
    assert (date(2018, 11, 21), date(2018, 11, 22)) in report.moved


@real
def test_the_residual_of_the_bridge_vanishes_where_all_lines_are_held(report):
    size = report.bridge.summary()
    assert (size["weeks"], size["complete_weeks"], size["with_average_currency"]) == (642, 200, 642)
    assert size["largest_where_complete"] == 2_488.0  # coin and what else the two tables count differently
    assert size["largest"] > 100_000
    in_condition = [abs(w.residual) for w in report.bridge.weeks if w.complete and "notes" in w.lines]
    assert len(in_condition) == 100
    assert (
        max(in_condition) <= 13
    )  # reserves are "other deposits held by depository institutions" within 12, and rounding


@real
def test_where_term_deposits_are_held_they_are_what_reserves_lost(shelf):
    """The signature by which the spells of 2014-15 are told, on a week whose line is held: 2016-02-24."""
    held = held_lines(shelf, LEVEL)
    day = date(2016, 2, 24)
    offered = held["term_deposits"].changes().at(day)
    reserves = held["reserve_balances"].changes().at(day)
    assert offered == 63_907.0
    assert reserves == pytest.approx(-offered, abs=100)
    without = {
        key: one for key, one in held.items() if key in ("total_assets", "reserve_balances", "reverse_repos", "tga")
    }
    average = held_lines(shelf, AVERAGE)["currency"]
    (jump,) = reserves_bridge(without, average, (date(2016, 2, 17), day)).jumps
    assert jump.change > offered
    assert jump.reason == "mirrored"


@real
def test_the_spells_of_term_deposits_are_told_and_every_large_change_is_listed(report):
    days = {jump.day for jump in report.bridge.jumps if jump.reason == "term_deposits"}
    assert {date(2014, 10, 22), date(2014, 12, 17), date(2015, 2, 11), date(2015, 3, 4)} <= days
    assert all(abs(jump.change) >= 100_000 for jump in report.bridge.jumps)
    assert all(date(2014, 10, 1) < day < date(2015, 4, 1) for day in days)


@real
def test_the_table_of_a_wednesday_is_the_release(shelf):
    week = statement(shelf, date(2021, 4, 28))
    amounts = [week.entry(key).amount for key in ("total_supplying", "total_absorbing", "reserve_balances")]
    assert amounts == [7_829_227.0, 3_940_209.0, 3_889_018.0]
    assert week.entry("reserve_bank_credit").residual == 34_526.0
    assert week.entry("reserve_bank_credit").lacking == ("commercial_paper_facility", "corporate_credit_facility")
    average = statement(shelf, date(2021, 4, 28), AVERAGE)
    assert average.entry("tga").amount == 967_689.0 != week.entry("tga").amount
    condition = statement(shelf, date(2017, 9, 27), LEVEL, "condition")
    assert condition.entry("total_assets").amount == 4_455_661.0
    assert condition.entry("total_assets").residual == 0.0


@real
def test_a_span_and_the_knowledge_of_a_day(shelf):
    found = check(shelf, date(2022, 1, 1), date(2022, 12, 31))
    assert found.verdict("reserve_balances").weeks == 52
    assert found.verdict("balance").weeks == 0
    known = check(shelf, as_of=date(2021, 12, 31))
    assert known.ok
    assert known.verdict("reserve_balances").last == date(2021, 12, 29)
    with pytest.raises(UsageError, match="is empty"):
        check(shelf, date(2022, 1, 1), date(2021, 1, 1))
    with pytest.raises(MissingDate, match="for these weeks"):
        check(shelf, date(1999, 1, 1), date(1999, 12, 31))


@real
def test_the_wire_form_lists_everything(report):
    wire = json.loads(dumps(report.json()))
    assert wire["ok"] is True
    laws = {(law["law"], law["basis"]): law for law in wire["laws"]}
    assert len(laws["soma_treasuries", LEVEL]["outside"]) == 11
    assert len(wire["bridge"]["by_week"]) == 842
    assert wire["bridge"]["largest"] == 589.092


class Changed:
    """The shelf with one series replaced, or without it; everything is read once."""

    _read: ClassVar[dict[str, Series]] = {}

    def __init__(self, shelf: Store, name: str, series: Series | None) -> None:
        self.shelf = shelf
        if not self._read:
            self._read.update({name: shelf.series(name) for name in shelf.names()})
        self.held = {**self._read, name: series} if series else {k: v for k, v in self._read.items() if k != name}

    def names(self) -> tuple[str, ...]:
        return tuple(self.held)

    def series(self, name: str, as_of: date | None = None) -> Series:
        return self.held[name]

    def history(self, name: str):
        return self.shelf.history(name)


@real
@pytest.mark.parametrize("name", ["WDTGAL", "WSHOMCB", "RESPPALGUOMC_N.WW", "RESH4S_N.WW", "RESPPMLL_N.WW"])
def test_a_line_a_thousand_times_too_small_breaks_a_law(shelf, name):
    whole = shelf.series(name)
    small = check(Changed(shelf, name, replace(whole, values=whole.values / 1e3)))
    assert not small.ok


@real
@pytest.mark.parametrize("name", ["WRBWFRBL", "TREAST", "SOMA_MBS"])
def test_one_week_five_million_off_is_found_and_dated(shelf, name):
    whole = shelf.series(name)
    unit = 1e6 if whole.unit == "USD" else 1.0
    day = date(2022, 8, 3)
    at = whole.dates == np.datetime64(day, "D")
    found = check(Changed(shelf, name, replace(whole, values=np.where(at, whole.values + 5 * unit, whole.values))))
    assert day in {week.day for v in found.verdicts for week in v.outside if week.reason == "unexplained"}


@real
def test_a_line_that_is_gone_leaves_its_heading_unchecked(shelf):
    found = check(Changed(shelf, "RESTBMG_N.WW", None)).verdict("total_supplying")
    assert (found.weeks, found.incomplete, found.missing) == (0, 100, ("gold_stock",))


def test_a_shelf_without_the_release_is_refused_with_what_to_do():
    class Empty:
        def names(self):
            return ("UNRATE",)

        def series(self, name, as_of=None):
            raise AssertionError

        def history(self, name):
            raise AssertionError

    with pytest.raises(MissingDate, match=r"no law of the H\.4\.1 can be checked") as told:
        check(Empty())
    assert "ebb import" in told.value.next_step
    with pytest.raises(MissingDate, match="is not held"):
        statement(Empty(), date(2022, 6, 1))
