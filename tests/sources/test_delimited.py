"""Cells, days and periods of delimited text: strict readers that never guess."""

from __future__ import annotations

from calendar import monthrange
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ebb.errors import FormatError, UnitError
from ebb.sources import delimited
from ebb.sources.cards import card
from ebb.sources.exact import Problems

days = st.dates(date(1900, 1, 1), date(2199, 12, 31))


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_figure_is_read_as_it_was_written(value):
    assert (
        delimited.figure(f"{value:.17g}") == pytest.approx(value, rel=1e-15, abs=0)
        or len(f"{value:e}".split("e")[1]) > 3
    )


@pytest.mark.parametrize(
    "cell", ["", ".", "-", "nan", "inf", "-inf", "1,000", "1 000", "0x10", "1_000", "١٢", "1e", "--1", "9" * 400]
)
def test_what_is_no_figure_is_none(cell):
    assert delimited.figure(cell) is None


def test_another_unit_is_exact():
    assert delimited.scaled("2600.598", 1000.0) == 2_600_598.0
    assert delimited.scaled("25629494.6", 0.001) == 25629.4946
    assert delimited.scaled("ND", 1000.0) is None


@given(days)
def test_three_forms_of_a_day(day):
    month = delimited.MONTHS[day.month - 1]
    assert delimited.iso_day(day.isoformat()) == day
    assert delimited.american_day(f"{day.month:02d}/{day.day:02d}/{day.year}") == day
    for text in (f"{day.day:02d}-{month.title()}-{day.year}", f"{day.day} {month.upper()} {day.year}"):
        assert delimited.english_day(text) == day


@pytest.mark.parametrize(
    "text", ["2026-02-29", "20260228", "2026-2-8", "28-02-2026", "", "٢٠٢٦-٠٢-٢٨", "2026-02-28T00:00:00"]
)
def test_what_is_no_day_is_none(text):
    assert delimited.iso_day(text) is None
    assert delimited.american_day(text) is None
    assert delimited.english_day(text) is None


@given(days, st.sampled_from(["daily", "weekly", "monthly", "quarterly", "irregular"]))
def test_the_end_of_a_period(day, frequency):
    end = delimited.period_end(day, frequency)
    assert delimited.period_ends(np.array([day], dtype="datetime64[D]"), frequency).tolist() == [end]
    assert delimited.period_end(end, frequency) == end
    if frequency in ("monthly", "quarterly"):
        assert end >= day
        assert end.day == monthrange(end.year, end.month)[1]
        assert (end.year, (end.month - 1) // 3) == (day.year, (day.month - 1) // 3)
        assert end.month == day.month or (frequency == "quarterly" and end.month % 3 == 0)
    else:
        assert end == day


@given(st.binary(max_size=120))
def test_no_bytes_break_the_reader_of_rows(body):
    try:
        rows = delimited.table(body, Problems("w", "e"))
    except FormatError:
        return
    assert all(any(row) for row in rows)


def test_a_leap_between_neighbours_is_a_change_of_unit_only_for_money_above_zero():
    days_ = np.array(["2025-10-29", "2025-11-05"], dtype="datetime64[D]")
    with pytest.raises(UnitError, match="2025-11-05"):
        delimited.steady(card("WTREGEN"), days_, np.array([957_990.0, 958.0]))
    delimited.steady(card("WTREGEN"), days_, np.array([5_175.0, 120_443.0]))  # the Treasury's account in 2008
    delimited.steady(card("RRPONTSYD"), days_, np.array([0.1, 2_553.7]))  # reaches zero: leaps are its nature
    delimited.steady(card("DGS1MO"), days_, np.array([0.01, 5.0]))
