"""Who settles when, and the stated issuance mix."""

from __future__ import annotations

from datetime import date

import pytest

from ebb.errors import FormatError
from ebb.portfolio import calendar_of, issuance_mix, offerings
from ebb.portfolio.settlement import last_business_day, last_friday, month_end, settles_on, shift_months

MONTHS = [date(year, month, 1) for year in (2023, 2024, 2025) for month in range(1, 13)]


def test_kinds_settle_on_their_days(auctions):
    for issue in auctions:
        day, years = issue.settles, int(issue.term.split("-")[0]) + ("Month" in issue.term)
        end = settles_on(month_end(day if day.day > 4 else shift_months(day, -1)))
        if issue.asset_class == "notes_bonds" and years in (3, 10, 30) and issue.size > 10**9:
            assert day == settles_on(day.replace(day=15)), issue
        elif issue.asset_class == "notes_bonds" and years in (2, 5, 7):
            assert day == end, issue
        elif issue.asset_class == "tips":
            assert day == last_business_day(day), issue
        elif issue.asset_class == "frn" and not issue.reopening:
            assert day == end, issue


def test_frn_reopenings_settle_on_the_last_friday_and_rarely_meet_the_notes(auctions):
    again = [o for o in auctions if o.asset_class == "frn" and o.reopening and o.size > 10**9]
    fridays = [o.settles == last_friday(o.settles if o.settles.day > 4 else shift_months(o.settles, -1)) for o in again]
    # Two settlements of 2017-18 lie off the rule: 2017-11-24 and 2018-05-25 are last Fridays, 2018-12-28 too; all hold.
    assert all(fridays)
    notes = {o.settles for o in auctions if o.asset_class == "notes_bonds"}
    assert sum(o.settles in notes for o in again) == 10


@pytest.mark.parametrize("month", MONTHS)
def test_the_mix_names_the_issues_that_then_settled(auctions, month):
    """The pattern known in the month before gives class and maturity of everything that settles in the next.

    TIPS in early 2023 are left out: the table holds less than a year of them then.
    """
    actual = calendar_of(auctions)
    mix = issuance_mix(auctions, shift_months(month, -1).replace(day=25))
    for day, issues in mix.settling_in(month).items():
        kinds = ("notes_bonds", "frn") if month < date(2023, 4, 1) else ("notes_bonds", "frn", "tips")
        ours = {(o.asset_class, o.matures) for o in issues if o.asset_class in kinds}
        theirs = {(o.asset_class, o.matures) for o in actual[day] if o.asset_class in kinds}
        assert ours == theirs, day


def test_the_mix_never_looks_ahead_when_the_table_reaches_back(auctions):
    day = date(2024, 3, 20)
    mix = issuance_mix(auctions, day)
    assert mix.borrowed == ()
    assert all(o.settles <= day for o in mix.pattern)
    assert mix == issuance_mix([o for o in auctions if o.settles <= day], day)


def test_before_the_table_begins_the_coming_quarter_is_borrowed_and_said(auctions):
    mix = issuance_mix(auctions, date(2022, 5, 25))
    assert mix.borrowed
    assert all(o.settles > date(2022, 5, 25) for o in mix.borrowed)
    assert len(mix.settling_in(date(2022, 6, 1))) == 2


def test_no_table_no_mix(auctions):
    with pytest.raises(FormatError, match="within a quarter"):
        issuance_mix(auctions, date(2010, 1, 1))
    with pytest.raises(FormatError, match="2 problems"):
        offerings([{"issue_date": "x"}, {"issue_date": "y"}])
