"""Wednesdays and months."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ebb.dates import add_months, last_wednesday, month_end, month_ends, months, wednesdays
from ebb.errors import UsageError
from ebb.sources.published import rows

days = st.dates(date(1990, 1, 1), date(2060, 12, 31))


@settings(max_examples=40)
@given(days, st.integers(0, 900))
def test_wednesdays_are_all_there_and_nothing_else(first, length):
    last = first + timedelta(days=length)
    every = [first + timedelta(days=n) for n in range(length + 1)]
    assert list(wednesdays(first, last)) == [day for day in every if day.strftime("%a") == "Wed"]


@given(days)
def test_the_last_wednesday_and_the_month_end(day):
    end, wednesday = month_end(day.year, day.month), last_wednesday(day.year, day.month)
    assert (end + timedelta(days=1)).day == 1
    assert end.month == wednesday.month == day.month
    assert timedelta(0) <= end - wednesday < timedelta(days=7)
    assert wednesday.strftime("%a") == "Wed"


@settings(max_examples=40)
@given(days, st.integers(0, 400))
def test_months_agree_with_month_ends(first, count):
    last = month_ends(first, count + 1)[-1]
    assert months(first, last) == tuple((end.year, end.month) for end in month_ends(first, count + 1))


@given(days, st.integers(-300, 300))
def test_adding_months_keeps_the_day_where_the_month_has_it(day, count):
    moved = add_months(day, count)
    assert (moved.year * 12 + moved.month) - (day.year * 12 + day.month) == count
    assert moved.day == min(day.day, month_end(moved.year, moved.month).day)


def test_wrong_use_is_refused():
    for call in (
        lambda: wednesdays(date(2022, 6, 2), date(2022, 6, 1)),
        lambda: months(date(2022, 7, 1), date(2022, 6, 1)),
        lambda: month_end(2022, 13),
        lambda: month_ends(date(2022, 1, 1), -1),
    ):
        with pytest.raises(UsageError):
            call()


def test_the_packaged_fed_table_is_dated_by_last_wednesdays():
    found = [date.fromisoformat(row["date"]) for row in rows("fed_monthly")]
    assert len(found) > 200
    wrong = [day for day in found if day != last_wednesday(day.year, day.month)]
    assert wrong in ([], [found[-1]])  # the newest month may not be over
