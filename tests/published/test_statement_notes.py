"""The three opening statements: they balance, and agree with the monthly table and the SOMA summary."""

from datetime import date

import pytest

from ebb.sources import published

STATEMENTS = {s["date"]: s for s in published.document("statement_notes")["statement"]}


def added(lines, names):
    return sum(lines[name] for name in names.split())


def test_the_statement_of_2017_balances():
    lines = STATEMENTS[date(2017, 9, 27)]
    assets = added(
        lines,
        "securities_held_outright premiums discounts repos loans maiden_lane liquidity_swaps bank_premises "
        "foreign_currency_assets other_assets items_in_collection gold_certificates sdr_certificates coin",
    )
    sides = added(
        lines,
        "federal_reserve_notes reverse_repos depository_deposits term_deposits tga foreign_official_deposits "
        "other_deposits deferred_availability_cash_items other_liabilities capital",
    )
    assert assets == sides == lines["total_assets"]
    assert lines["capital"] == lines["capital_paid_in"] + lines["surplus"]


@pytest.mark.parametrize("day", [date(2022, 5, 25), date(2023, 3, 22)])
def test_factors_supplying_equal_factors_absorbing(day):
    """Table 1: each line is rounded to the million, so up to 3 million on some ten lines."""
    lines = STATEMENTS[day]
    credit = added(
        lines,
        "securities_held_outright premiums discounts repos loans liquidity_swaps other_assets float facility_holdings",
    )
    outside = added(lines, "foreign_currency_assets gold_stock sdr_certificates treasury_currency")
    absorbing = added(
        lines,
        "currency_in_circulation treasury_cash_holdings reverse_repos term_deposits tga foreign_official_deposits "
        "other_deposits facility_contributions other_liabilities_and_capital reserves",
    )
    assert abs(credit - lines["reserve_bank_credit"]) <= 3
    assert abs(credit + outside - lines["total_factors_supplying"]) <= 3
    assert abs(absorbing - lines["total_factors_supplying"]) <= 3


@pytest.mark.parametrize("day", STATEMENTS)
def test_lines_shared_with_the_monthly_table_agree(day):
    lines = STATEMENTS[day]
    compared = 0
    for name, key in (
        ("treasuries",) * 2,
        ("mbs",) * 2,
        ("tga",) * 2,
        ("reserves",) * 2,
        ("reverse_repos", "reverse_repo_total"),
    ):
        values = dict(published.series(key))
        if day in values and name in lines:
            assert lines[name] == values[day], name
            compared += 1
    assert compared == {date(2017, 9, 27): 4, date(2022, 5, 25): 5, date(2023, 3, 22): 0}[day]
    if day == date(2017, 9, 27):  # Table 5 and Table 1 differ by a few million
        assert abs(lines["depository_deposits"] - published.series("reserves").at(day)) == 5
    assert lines["securities_held_outright"] == lines["treasuries"] + lines["agency_debt"] + lines["mbs"]
