"""The list of lines contradicts neither itself nor the headings of the real exports."""

from __future__ import annotations

import csv
import os
from datetime import date
from pathlib import Path

import pytest

from ebb.errors import FormatError, UnitError, UnknownName
from ebb.store.statement_lines import BASES, TABLES, identities, lines, parts, read, roots, walk
from ebb.text import LANGUAGES, keys, say

DATA = Path(os.environ.get("EBB_SHARED_DATA", Path(__file__).parents[2].parent / "shared" / "data"))
EXPORTS = sorted((DATA / "h41_ddp").glob("*.csv"))
needs_exports = pytest.mark.skipif(len(EXPORTS) < 2, reason="the Board's exports are not here (set EBB_SHARED_DATA)")


def heads(path: Path) -> dict[str, tuple[str, list[str]]]:
    """Board's name -> description and the days that have a figure."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    found = {}
    for column, name in enumerate(rows[5]):
        if column and "XCH" not in name:
            days = [row[0] for row in rows[6:] if row[column] not in ("", "NA", "ND")]
            found[name] = (rows[0][column], days)
    return found


def test_every_line_stands_once_in_each_table_and_under_a_heading_of_that_table():
    for table in TABLES:
        shown = [line.key for line, _ in walk(table)]
        assert len(shown) == len(set(shown))
        assert {line.key for line in lines().values() if table in line.parents} < set(shown)
    assert roots("factors") == ("reserve_balances",)
    assert roots("condition") == ("total_assets", "total_liabilities", "total_capital")


def test_absorbing_factors_are_taken_off_and_nothing_else_is():
    assert [line.key for line in lines().values() if line.sign < 0] == ["total_absorbing"]


def test_the_statement_of_condition_is_in_the_order_of_the_release():
    assert [line.key for line in parts("total_assets", "condition")][:4] == [
        "gold_certificates",
        "sdr",
        "coin",
        "credit_extended",
    ]
    assert [line.key for line in parts("deposits", "condition")][:2] == ["term_deposits", "bank_deposits"]


def test_a_line_is_stored_under_its_card_and_else_under_the_boards_name():
    assert lines()["tga"].stored(BASES[0]) == "WDTGAL"
    assert lines()["tga"].stored(BASES[1]) == "WTREGEN"
    assert lines()["gold_stock"].stored(BASES[0]) == "RESTBMG_N.WW"
    assert lines()["gold_stock"].stored(BASES[1]) == "RESTBMG_XAW_N.WW"


def test_there_is_no_third_basis():
    with pytest.raises(UnitError, match="month end"):
        lines()["tga"].stored("month end")


def test_unknown_lines_and_tables_are_refused():
    with pytest.raises(UnknownName, match="did you mean"):
        parts("securitys", "factors")
    with pytest.raises(UnknownName):
        parts("securities", "assets")


def test_every_line_and_every_sum_is_said_in_both_languages():
    for lang in LANGUAGES:
        for key in lines():
            assert say(f"check.line.{key}", lang)
        for law in identities():
            assert say(f"check.law.{law.key}", lang)
    assert {key.removeprefix("check.line.") for key in keys() if key.startswith("check.line.")} >= set(lines())


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[line.a]\nboard = 'X'\ntitle = 'x'\nfactors = 'b'\n", 'a names "b"'),
        ("[line.a]\nboard = 'X'\ntitle = 'x'\n[line.b]\nboard = 'X'\ntitle = 'x'\n", "stands twice"),
        ("[line.a]\nboard = 'X'\ntitle = 'x'\n[identity.i]\nleft = 'a'\nright = ['c']\n", 'i names "c"'),
        ("[line.a]\nboard = 'X'\ntitle = 'x'\n[order.factors]\na = ['a']\n", 'the order of a names "a"'),
        ("[line.a]\nboard = 'X'\n", "cannot be read"),
        ("[line", "cannot be read"),
    ],
)
def test_a_list_that_contradicts_itself_is_refused(text, told):
    with pytest.raises(FormatError, match=told):
        read(text)


@needs_exports
def test_descriptions_and_first_and_last_weeks_are_those_of_the_exports():
    found = [heads(path) for path in EXPORTS]
    for line in lines().values():
        spans = []
        for columns in found:
            if line.board in columns:
                title, days = columns[line.board]
                assert title == f"{line.title}: Wednesday level"
                spans.append((date.fromisoformat(days[0]), date.fromisoformat(days[-1])))
        assert line.seen == tuple(spans), line.key


@needs_exports
def test_every_level_and_every_average_of_the_exports_is_in_the_list():
    levels = {line.at_board(BASES[0]) for line in lines().values()}
    averages = {line.at_board(BASES[1]) for line in lines().values()}
    for path in EXPORTS:
        for name in heads(path):
            assert name in (averages if "_XAW" in name else levels)


@needs_exports
def test_a_facility_named_by_its_first_day_has_no_figure_before_it():
    for path in EXPORTS:
        columns = heads(path)
        for line in lines().values():
            if line.board in columns:
                assert all(line.existed(date.fromisoformat(day)) for day in columns[line.board][1])
