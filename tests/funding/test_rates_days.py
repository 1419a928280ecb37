"""Kinds of day: the calendar's law, and the days everybody remembers."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ebb.funding.rates import KINDS, business_days, kinds_of, names_of

YEARS = st.integers(min_value=1995, max_value=2060)


@given(YEARS)
@settings(max_examples=25, deadline=None)
def test_a_year_has_every_kind_as_often_as_the_calendar_says(year):
    days = business_days(date(year, 1, 1), date(year, 12, 31))
    count = dict(zip(KINDS, kinds_of(days).sum(axis=0).astype(int).tolist(), strict=True))
    assert (count["quarter_end"], count["month_end"]) == (4, 8)
    # New Year's first business day is the day after December's turn; the last turn's day after lies in the next year
    assert count["after_turn"] == 12
    assert (count["settlement"], count["after_settlement"], count["tax"]) == (12, 12, 5)


@given(YEARS)
@settings(max_examples=25, deadline=None)
def test_no_day_is_both_a_quarter_end_and_a_month_end_and_tax_falls_on_settlement(year):
    kinds = kinds_of(business_days(date(year, 1, 1), date(year, 12, 31)))
    column = {kind: kinds[:, place] for place, kind in enumerate(KINDS)}
    assert not (column["quarter_end"] * column["month_end"]).any()
    assert (column["tax"] <= column["settlement"]).all()


@pytest.mark.parametrize(
    ("day", "kinds"),
    [
        (date(2019, 9, 16), ("settlement", "tax")),  # the 15th was a Sunday
        (date(2019, 9, 17), ("after_settlement",)),
        (date(2019, 9, 30), ("quarter_end",)),
        (date(2019, 10, 1), ("after_turn",)),
        (date(2022, 4, 18), ("settlement", "tax")),  # the 15th was Good Friday
        (date(2025, 5, 30), ("month_end",)),  # the 31st was a Saturday
        (date(2025, 6, 2), ("after_turn",)),
        (date(2026, 1, 16), ("after_settlement",)),
        (date(2026, 8, 12), ()),
    ],
)
def test_days_everybody_remembers(day, kinds):
    assert names_of(day) == kinds


def test_a_day_has_the_same_kinds_alone_and_in_company():
    days = business_days(date(2024, 1, 1), date(2024, 12, 31))
    together = kinds_of(days)
    for row, day in enumerate(days.tolist()):
        assert names_of(day) == tuple(k for k, here in zip(KINDS, together[row], strict=True) if here)
    assert kinds_of(np.array([], dtype="datetime64[D]")).shape == (0, len(KINDS))


def test_business_days_leave_out_weekends_and_holidays():
    found = business_days(date(2025, 12, 24), date(2026, 1, 2)).tolist()
    assert date(2025, 12, 25) not in found
    assert date(2026, 1, 1) not in found
    assert all(day.weekday() < 5 for day in found)
    assert found[-1] - found[0] == timedelta(days=9)
