"""The table behind ``ebb caps --json``."""

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ebb.errors import OutOfRange
from ebb.policy import Programme, caps_table, shown_months
from ebb.sources import published

PROGRAMME = Programme.from_document(published.document("policy/programme"))
KEYS = [
    "as_of",
    "unit",
    "months",
    "treasury_cap",
    "mbs_cap",
    "treasury_purchases",
    "mbs_purchases",
    "reinvestment",
    "reference",
]


def test_the_contract():
    table = caps_table(PROGRAMME, date(2007, 1, 1), date(2027, 12, 31)).json()
    assert list(table) == KEYS
    assert table["unit"] == "USD bn"
    assert table["months"][0] == "2007-01"
    assert table["months"][-1] == "2027-12"
    assert {len(table[key]) for key in KEYS[2:]} == {21 * 12}
    assert json.loads(json.dumps(table, allow_nan=False)) == table


def test_null_is_no_limit_and_zero_is_no_runoff():
    table = caps_table(PROGRAMME, date(2010, 7, 1), date(2010, 8, 1)).json()
    assert table["mbs_cap"] == [None, 0.0]
    assert table["treasury_cap"] == [0.0, 0.0]


def test_as_of_is_the_day_asked_for():
    table = caps_table(PROGRAMME.as_of(date(2022, 5, 4)), date(2022, 5, 1), date(2022, 10, 1)).json()
    assert table["as_of"] == "2022-05-04"
    assert table["treasury_cap"] == [0.0, 30.0, 30.0, 30.0, 60.0, 60.0]
    assert table["mbs_cap"] == [0.0, 17.5, 17.5, 17.5, 35.0, 35.0]
    assert "4 May 2022" in table["reference"][1]


BEGINS = PROGRAMME.begins
days = st.dates(BEGINS, date(2080, 12, 31))


@given(st.none() | days, st.none() | days)
def test_a_span_left_open_is_a_year_that_the_programme_knows(as_of, last):
    first, same = shown_months(None, last, as_of=as_of, begins=BEGINS)
    assert same == last
    anchor = last or as_of
    if anchor is None:
        assert first is None
        return
    assert BEGINS <= first <= anchor
    assert first.day == 1
    months = (anchor.year - first.year) * 12 + anchor.month - first.month
    assert months == 11 or (first == BEGINS and months < 11)


@given(days, st.none() | days, st.none() | days)
def test_a_first_month_that_was_given_stays(first, last, as_of):
    assert shown_months(first, last, as_of=as_of, begins=BEGINS) == (first, last)


def test_a_day_before_the_programme_is_not_moved_into_it():
    first, last = shown_months(None, date(1990, 1, 31), as_of=None, begins=BEGINS)
    with pytest.raises(OutOfRange, match="says nothing about 1990-01-01"):
        caps_table(PROGRAMME, first, last)


@pytest.mark.parametrize("first", [date(2026, 1, 1), date(9999, 12, 1)])
def test_the_last_rule_is_not_carried_into_eternity(first):
    with pytest.raises(OutOfRange, match="says nothing about 9999-12") as caught:
        caps_table(PROGRAMME, first, date(9999, 12, 31))
    assert caught.value.exit_code == 2
    assert len(str(caught.value).splitlines()) == 4
    latest = date(PROGRAMME.steps[-1].announced.year + 60, 12, 31)
    assert caps_table(PROGRAMME, latest, latest).rules[0].month == latest.replace(day=1)
    assert PROGRAMME.rule(9999, 12).month == date(9999, 12, 1)
