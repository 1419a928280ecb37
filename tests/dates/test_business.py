"""Payment and settlement days against the Board's holiday list and the Treasury's own issue dates."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ebb.dates import (
    good_friday,
    is_business_day,
    is_payment_day,
    last_business_day,
    last_friday,
    month_end,
    next_business_day,
    pays,
    previous_business_day,
    redemption_month,
    reserve_bank_holidays,
)
from ebb.errors import OutOfRange
from ebb.sources.published import rows

days = st.dates(date(1987, 1, 1), date(2060, 12, 31))

#: Federal Reserve Board, K.8 "Holidays Observed by the Federal Reserve System 2026-2030" (31 December 2025) and
#: "2020-2024" (4 August 2020, before Juneteenth): weekdays on which the Reserve Banks are closed.
CLOSED = {
    2020: "01-01 01-20 02-17 05-25 09-07 10-12 11-11 11-26 12-25",
    2021: "01-01 01-18 02-15 05-31 07-05 09-06 10-11 11-11 11-25",
    2023: "01-02 01-16 02-20 05-29 06-19 07-04 09-04 10-09 11-23 12-25",
    2026: "01-01 01-19 02-16 05-25 06-19 09-07 10-12 11-11 11-26 12-25",
    2027: "01-01 01-18 02-15 05-31 07-05 09-06 10-11 11-11 11-25",
    2028: "01-17 02-21 05-29 06-19 07-04 09-04 10-09 11-23 12-25",
    2029: "01-01 01-15 02-19 05-28 06-19 07-04 09-03 10-08 11-12 11-22 12-25",
    2030: "01-01 01-21 02-18 05-27 06-19 07-04 09-02 10-14 11-11 11-28 12-25",
}


@pytest.mark.parametrize("year", CLOSED)
def test_reserve_bank_holidays_are_those_of_the_board(year):
    assert reserve_bank_holidays(year) == {date.fromisoformat(f"{year}-{day}") for day in CLOSED[year].split()}


def test_a_saturday_holiday_is_not_moved_to_friday():
    for day in (date(2010, 12, 31), date(2021, 12, 31), date(2020, 7, 3), date(2021, 6, 18)):
        assert is_business_day(day), day


def test_juneteenth_first_closes_in_2022():
    assert is_business_day(date(2020, 6, 19))
    assert not is_business_day(date(2022, 6, 20))  # the 19th was a Sunday


def test_closings_of_offices_and_exchanges_close_nothing_here():
    """2012-10-30 storm, 2018-12-05 and 2025-01-09 days of mourning: the Reserve Banks were open."""
    for day in (date(2012, 10, 30), date(2018, 12, 5), date(2025, 1, 9)):
        assert is_payment_day(day)


@pytest.mark.parametrize(
    "day",
    [date(2006, 4, 14), date(2011, 4, 22), date(2018, 3, 30), date(2022, 4, 15), date(2024, 3, 29), date(2026, 4, 3)],
)
def test_good_friday_pays_but_does_not_settle(day):
    """31 CFR 356.30(a) moves a payment only from a day the Federal Reserve is closed; SIFMA: no good settlement day."""
    assert good_friday(day.year) == day
    assert pays(day) == day
    assert next_business_day(day) == day + timedelta(days=3)


@given(days)
def test_laws_of_moving(day):
    paid, settled = pays(day), next_business_day(day)
    assert day <= paid <= settled <= day + timedelta(days=5)
    assert is_payment_day(paid)
    assert is_business_day(settled)
    assert pays(paid) == paid
    assert next_business_day(settled) == settled
    assert not any(is_payment_day(day + timedelta(days=n)) for n in range((paid - day).days))
    back = previous_business_day(day)
    assert day - timedelta(days=5) <= back <= day
    assert (back == day) == (settled == day) == is_business_day(day)
    assert redemption_month(day) == (day.year, day.month)


@given(st.integers(1987, 2100))
def test_every_year_has_its_holidays_on_weekdays(year):
    found = reserve_bank_holidays(year)
    assert 8 <= len(found) <= 11
    assert all(day.weekday() < 5 for day in found)
    assert good_friday(year) not in found
    assert date(year, 3, 20) <= good_friday(year) <= date(year, 4, 23)


def test_years_before_the_rules_are_refused():
    with pytest.raises(OutOfRange, match="1985"):
        next_business_day(date(1985, 7, 1))


def test_a_redemption_counts_in_the_month_of_its_contract():
    assert (pays(date(2022, 7, 31)), redemption_month(date(2022, 7, 31))) == (date(2022, 8, 1), (2022, 7))
    assert (pays(date(2018, 6, 30)), redemption_month(date(2018, 6, 30))) == (date(2018, 7, 2), (2018, 6))


def settlement(row):
    """Where the rule puts an issue, from the conventions of the Treasury's auction cycle."""
    day = date.fromisoformat(row["issue_date"])
    if row["security_type"] == "frn" and row["reopening"] == "1":
        return {last_friday(day.year, day.month), *previous_months_friday(day)}
    if row["security_type"] == "tips":
        return {last_business_day(day.year, day.month)}
    before = day.replace(day=1) - timedelta(days=1)
    ends = {next_business_day(month_end(d.year, d.month)) for d in (day, before)}
    return ends | {next_business_day(day.replace(day=15))}


def previous_months_friday(day):
    before = day.replace(day=1) - timedelta(days=1)
    return {last_friday(before.year, before.month)}


#: Issues outside the Treasury's monthly cycle. The packaged table gives 25 million for two of them (small-value tests
#: of its auction systems) and a second-hand date for the 20-year reopening of September 2026.
OUTSIDE_THE_CYCLE = {
    *("2015-11-05", "2019-06-26", "2019-12-09", "2020-07-13", "2021-12-06", "2022-07-18"),
    "2026-09-18",
}


def test_packaged_auctions_settle_where_the_rules_say():
    """Every issue date of the packaged auctions is where the convention of its security puts it."""
    every = rows("auction_sizes")
    wrong = {row["issue_date"] for row in every if date.fromisoformat(row["issue_date"]) not in settlement(row)}
    assert len(every) > 600
    assert wrong == {row["issue_date"] for row in every} & OUTSIDE_THE_CYCLE


def test_packaged_maturities_fall_on_the_contractual_days():
    """Notes and bonds mature on the 15th or the last calendar day, business day or not."""
    for row in rows("auction_sizes"):
        if row["maturity_date"] and row["offering_bn"] != "0.025":
            day = date.fromisoformat(row["maturity_date"])
            assert day.day == 15 or day == month_end(day.year, day.month), row


def test_no_treasury_security_was_ever_issued_on_a_closed_day(shared_rows):
    """Every issue date of the Treasury's auction list 1987-2025 is a settlement day, Good Fridays included."""
    issued = {date.fromisoformat(row["issue_date"]) for row in shared_rows("soma/ref_treasury_auctions_1979_2025.csv")}
    issued = {day for day in issued if day.year >= 1987}
    assert len(issued) > 3000
    assert [day for day in sorted(issued) if not is_business_day(day)] == []


def test_notes_and_bonds_since_2010_settle_on_the_days_of_the_cycle(shared_rows):
    """Without the security's class in that list: mid-month, month-end, last business day or last Friday."""
    issued = {
        row["issue_date"]
        for row in shared_rows("soma/ref_treasury_auctions_1979_2025.csv")
        if row["security_type"] in ("Note", "Bond") and row["issue_date"] >= "2010"
    }
    kinds = ("note", "frn", "tips")
    wrong = {
        day
        for day in issued
        if not any(
            date.fromisoformat(day) in settlement({"issue_date": day, "security_type": kind, "reopening": "1"})
            for kind in kinds
        )
    }
    assert len(issued) > 400
    assert wrong == issued & OUTSIDE_THE_CYCLE
