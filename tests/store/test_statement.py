"""A statement made up to the dollar and rounded as the Board rounds must foot, and what is wrong with it must be found."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ebb.errors import MissingDate, UnitError, UnknownName
from ebb.series import Series
from ebb.store.check_laws import HEADINGS, NOT_HELD, NOT_LISTED, ROUNDING, UNEXPLAINED, heading, headings, sums
from ebb.store.statement import TOLERANCE, columns, footing, statement
from ebb.store.statement_lines import BASES, lines, parts, roots, walk

LEVEL, AVERAGE = BASES
#: A Wednesday on which the list of each table's lines is complete.
DAY = {"factors": date(2022, 6, 1), "condition": date(2017, 9, 27)}

amounts = st.integers(min_value=0, max_value=9_000_000_000_000)


def rounded(dollars: int) -> float:
    """To the million, halves up, as a publisher would."""
    return float((dollars + 500_000) // 1_000_000)


def level(key: str, value: float, day: date, basis: str = LEVEL, unit: str = "USD mn") -> Series:
    days = np.array([day], dtype="datetime64[D]")
    return Series(lines()[key].stored(basis), days, np.array([value]), unit, basis, days, ())


def exact(table: str, leaves: dict[str, int]) -> dict[str, int]:
    """Every line of a table in dollars: each heading the exact sum of its parts."""
    amount = dict(leaves)
    for line, _ in reversed(walk(table)):
        members = [part for part in parts(line.key, table) if part.existed(DAY[table])]
        if members:
            amount[line.key] = sum(part.sign * amount[part.key] for part in members)
    return amount


def leaves_of(table: str) -> list[str]:
    return [line.key for line, _ in walk(table) if not parts(line.key, table) and line.existed(DAY[table])]


def made(table: str, leaves: dict[str, int], basis: str = LEVEL) -> dict[str, Series]:
    """The table as published: every line rounded on its own."""
    whole = exact(table, leaves)
    return {key: level(key, rounded(dollars), DAY[table], basis) for key, dollars in whole.items()}


@st.composite
def tables(draw: st.DrawFn, table: str) -> dict[str, Series]:
    keys = leaves_of(table)
    values = draw(st.lists(amounts, min_size=len(keys), max_size=len(keys)))
    return made(table, dict(zip(keys, values, strict=True)))


def plain(table: str = "factors", basis: str = LEVEL) -> dict[str, Series]:
    return made(table, {key: 1_000_000_000 * (n + 1) for n, key in enumerate(leaves_of(table))}, basis)


@settings(max_examples=40, deadline=None)
@given(tables("factors"))
def test_any_table_of_factors_foots_within_the_rounding_of_its_lines(held):
    _foots(held, "factors")


@settings(max_examples=40, deadline=None)
@given(tables("condition"))
def test_any_statement_of_condition_foots_within_the_rounding_of_its_lines(held):
    _foots(held, "condition")


def _foots(held: dict[str, Series], table: str) -> None:
    for key, counted in HEADINGS:
        if counted == table and parts(key, table):
            found = footing(held, key, table, LEVEL)
            assert len(found.dates) == 1
            assert abs(found.residual[0]) <= found.bound[0]
            assert heading(found).ok


def test_rounding_alone_can_exceed_two_million_and_is_then_named_as_the_reason():
    members = [part.key for part in parts("reserve_bank_credit", "factors") if part.existed(DAY["factors"])]
    leaves = dict.fromkeys(leaves_of("factors"), 0)
    leaves |= {key: 1_000_499_999 for key in members if key in leaves}
    held = made("factors", leaves)
    found = heading(footing(held, "reserve_bank_credit", "factors", LEVEL))
    (week,) = found.outside
    assert TOLERANCE < abs(week.size) <= week.facts["bound"]
    assert (week.reason, found.ok, found.within) == (ROUNDING, True, 0)


@pytest.mark.parametrize("key", ["tga", "mbs", "primary_credit", "total_supplying"])
@pytest.mark.parametrize("factor", [1_000.0, 0.001])
def test_a_line_in_another_unit_than_it_says_breaks_a_law(key, factor):
    held = plain()
    held[key] = replace(held[key], values=held[key].values * factor)
    broken = [one for one in headings(held, LEVEL) if not one.ok]
    assert broken
    assert all(week.reason == UNEXPLAINED for one in broken for week in one.outside)


def test_a_line_that_says_its_unit_is_converted():
    held = plain()
    in_billions = {key: one.in_unit("USD bn") for key, one in held.items()}
    assert all(one.ok for one in headings(in_billions, LEVEL) if one.weeks)
    assert footing(in_billions, "securities", "factors", LEVEL).residual[0] == pytest.approx(0.0, abs=1e-6)


@pytest.mark.parametrize("key", ["tga", "securities", "reserve_balances"])
def test_a_week_average_never_enters_the_wednesday_statement(key):
    held = plain()
    held[key] = level(key, float(held[key].values[0]), DAY["factors"], AVERAGE)
    parent = lines()[key].parents.get("factors", key)
    with pytest.raises(UnitError, match="would mix bases"):
        footing(held, parent, "factors", LEVEL)
    with pytest.raises(UnitError, match=f"{key}.*week average"):
        statement(held, DAY["factors"])


def test_both_sides_of_the_balance_sheet_must_be_of_one_basis():
    held = plain("condition")
    held["total_capital"] = level("total_capital", 1.0, DAY["condition"], AVERAGE)
    with pytest.raises(UnitError, match="would mix bases"):
        sums(held, LEVEL)


def test_the_average_is_a_statement_of_its_own():
    held = plain(basis=AVERAGE)
    assert statement(held, DAY["factors"], AVERAGE).entry("tga").amount == held["tga"].values[0]
    with pytest.raises(UnitError):
        statement(held, DAY["factors"], LEVEL)
    with pytest.raises(UnitError, match="month end"):
        columns(held, held, "month end")


def test_a_missing_line_leaves_its_heading_unchecked_and_is_named():
    held = plain()
    del held["tga"]
    found = heading(footing(held, "deposits_other_than_reserves", "factors", LEVEL))
    assert (found.weeks, found.incomplete, found.missing) == (0, 1, ("tga",))
    week = statement(held, DAY["factors"])
    assert week.entry("deposits_other_than_reserves").lacking == ("tga",)
    assert week.entry("deposits_other_than_reserves").residual is None
    assert week.entry("tga").amount is None


def test_a_missing_facility_shows_as_what_its_heading_leaves_over():
    held = plain()
    amount = held.pop("bank_term_funding").values[0]
    found = heading(footing(held, "loans", "factors", LEVEL))
    (week,) = found.unsettled
    assert (week.size, week.reason, week.facts["lines"]) == (amount, NOT_HELD, ("bank_term_funding",))
    assert found.weeks == 0
    assert statement(held, DAY["factors"]).entry("loans").residual == amount


def test_a_facility_that_is_nil_may_be_missing():
    leaves = dict.fromkeys(leaves_of("factors"), 5_000_000)
    held = made("factors", leaves | {"bank_term_funding": 0})
    del held["bank_term_funding"]
    found = heading(footing(held, "loans", "factors", LEVEL))
    assert (found.weeks, found.within, found.unsettled) == (1, 1, ())


def test_a_week_whose_lines_are_not_known_complete_settles_nothing_when_it_does_not_foot():
    held = {key: replace(one, dates=one.dates - 700, known=one.known) for key, one in plain().items()}
    held["loans"] = replace(held["loans"], values=held["loans"].values + 50.0)
    found = heading(footing(held, "loans", "factors", LEVEL))
    assert [week.reason for week in found.unsettled] == [NOT_LISTED]
    assert found.ok


def test_total_assets_are_liabilities_and_capital():
    held = plain("condition")
    owed = held["total_liabilities"].values + held["total_capital"].values
    held["total_assets"] = replace(held["total_assets"], values=owed)
    balance = sums(held, LEVEL)[0]
    assert (balance.law, balance.weeks, balance.within) == ("balance", 1, 1)
    held["total_assets"] = replace(held["total_assets"], values=owed + 3.0)
    broken = sums(held, LEVEL)[0]
    assert not broken.ok
    assert (broken.worst.size, broken.worst.reason) == (3.0, UNEXPLAINED)


def test_a_sum_with_a_line_missing_is_counted_and_not_checked():
    held = plain("condition")
    del held["total_capital"]
    balance = sums(held, LEVEL)[0]
    assert (balance.weeks, balance.incomplete, balance.missing, balance.ok) == (0, 1, ("total_capital",), True)


def test_the_table_of_a_week_has_every_line_under_its_heading():
    week = statement(plain(), DAY["factors"])
    assert [entry.depth for entry in week.entries[:3]] == [0, 1, 2]
    assert week.entry("reserve_balances").residual == 0.0
    assert week.entry("total_absorbing").sign == -1
    assert "maiden_lane" not in {entry.key for entry in week.entries}
    wire = week.json()
    assert wire["unit"] == "USD bn"
    assert wire["lines"][0]["amount"] == pytest.approx(week.entries[0].amount / 1e3)
    with pytest.raises(UnknownName):
        week.entry("gold_certificates")


def test_a_day_without_a_statement_is_refused_with_the_newest_one():
    with pytest.raises(MissingDate, match=r"the newest day held is 2022-06-01"):
        statement(plain(), date(2022, 6, 2))
    with pytest.raises(MissingDate, match="no line of it is held"):
        statement({}, date(2022, 6, 1))
    with pytest.raises(UnknownName):
        statement(plain(), DAY["factors"], LEVEL, "assets")
    with pytest.raises(UnknownName):
        footing(plain(), "bills", "factors", LEVEL)


def test_every_heading_is_checked_once_on_the_wednesday():
    headed = {line.key for table in ("factors", "condition") for line, _ in walk(table) if parts(line.key, table)}
    assert [key for key, _ in HEADINGS] == list(dict.fromkeys(key for key, _ in HEADINGS))
    assert {key for key, _ in HEADINGS} == headed
    assert set(roots("condition")) <= headed
