from __future__ import annotations

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ebb.cli import words
from ebb.errors import UsageError


@given(st.dates())
def test_every_day_is_read_back(day):
    assert words.day(day.isoformat(), "--as-of") == day
    assert words.month(day.isoformat()[:7], "--from") == day.replace(day=1)
    last = words.month(day.isoformat(), "--to", end=True)
    assert last is not None
    assert (last.year, last.month) == (day.year, day.month)
    assert last >= day


@given(st.text())
def test_any_text_is_a_date_or_refused(text):
    with suppress(UsageError):
        found = words.day(text, "--as-of")
        assert found is not None
        assert found.isoformat() == text


def test_nothing_asked_is_nothing():
    assert words.day(None, "--as-of") is None
    assert words.span(None, None) == (None, None)


@pytest.mark.parametrize(
    ("word", "expected"),
    [("-3", "1 or more"), ("0", "1 or more"), ("abc", "a whole number of months"), ("2.5", "a whole number of months")],
)
def test_a_count_that_is_none_says_what_one_is(word, expected):
    with pytest.raises(UsageError) as refused:
        words.count(word, "--months")
    assert refused.value.expected == expected


def test_a_count_is_read():
    assert (words.count("24", "--months"), words.count(None, "--months")) == (24, None)


def test_a_span_takes_whole_months_and_refuses_to_run_backwards():
    assert words.span("2017-10", "2020-02") == (date(2017, 10, 1), date(2020, 2, 29))
    with pytest.raises(UsageError, match="ends before it begins"):
        words.span("2019-12", "2017-10")
