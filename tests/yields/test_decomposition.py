"""Moves of the ten-year yield in two parts: they add up, days and months find their figures, averaging states its error."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ebb.dates import month_end
from ebb.errors import OutOfRange
from ebb.series import Origin, Series
from ebb.yields.decomposition import decompose_days, decompose_months


def series(dates, values, basis="daily close"):
    days = np.array(dates, dtype="datetime64[D]")
    return Series(
        "made", days, np.array(values, dtype=float), "percent", basis, days, (Origin("made", "made"),), "rate"
    )


WEEK = [date(2013, 5, 20) + timedelta(days=n) for n in range(5)]


@settings(max_examples=50)
@given(st.lists(st.floats(-1, 9), min_size=5, max_size=5), st.lists(st.floats(-1, 9), min_size=5, max_size=5))
def test_the_parts_add_up_to_the_move(yields, premia):
    found = decompose_days(WEEK[0], WEEK[-1], series(WEEK, yields), series(WEEK, premia))
    assert found.premium + found.expected == pytest.approx(found.ten_year, abs=1e-9)
    assert found.ten_year == pytest.approx(100 * (yields[-1] - yields[0]), abs=1e-9)
    back = decompose_days(WEEK[0], WEEK[-1], series(WEEK, yields[::-1]), series(WEEK, premia[::-1]))
    assert back.premium == pytest.approx(-found.premium, abs=1e-9)
    assert (found.error, found.frequency) == (0.0, "daily")
    assert found.interval() == (found.premium, found.premium)


def test_a_day_without_figures_takes_the_newest_before_it_but_not_an_old_one():
    held = series([date(2013, 5, 17), *WEEK], [1, 2, 3, 4, 5, 6])
    premium = series([date(2013, 5, 17), *WEEK[1:]], [1, 2, 3, 4, 5])
    found = decompose_days(date(2013, 5, 20), date(2013, 5, 26), held, premium)
    assert (found.start, found.end) == (date(2013, 5, 17), date(2013, 5, 24))
    with pytest.raises(OutOfRange, match="no figures for 2013-06-20"):
        decompose_days(date(2013, 5, 20), date(2013, 6, 20), held, premium)
    with pytest.raises(OutOfRange, match="same figures"):
        decompose_days(date(2013, 5, 18), date(2013, 5, 19), held, premium)
    with pytest.raises(OutOfRange, match="ends before it starts"):
        decompose_days(date(2013, 5, 24), date(2013, 5, 21), held, premium)


def test_the_share_is_not_told_of_a_yield_that_stood_still():
    flat = decompose_days(WEEK[0], WEEK[-1], series(WEEK, [4, 4, 4, 4, 4.005]), series(WEEK, [1, 1, 1, 1, 1.2]))
    assert flat.share is None
    assert decompose_days(
        WEEK[0], WEEK[-1], series(WEEK, [4, 4, 4, 4, 5]), series(WEEK, [1, 1, 1, 1, 1.9])
    ).share == pytest.approx(0.9)


def test_the_stated_error_of_averaging_covers_what_averaging_costs():
    """A premium that walks at random by the day: the averaged part lies within its 90 percent interval 90 percent of times.

    400 walks of nine months, so 0.90 give or take 0.045 (three standard errors); a half of the interval would hold 0.59.
    """
    draw = np.random.default_rng(20130522)
    ends = [month_end(2010 + n // 12, n % 12 + 1) for n in range(36)]
    first = np.datetime64("2009-12-01")
    days = first + np.arange((np.datetime64(ends[-1]) - first).astype(int) + 1)
    inside = 0
    for _ in range(400):
        walk = np.cumsum(draw.normal(0.0, 0.04, len(days)))
        at_end = np.array([walk[np.flatnonzero(days == np.datetime64(day))[0]] for day in ends])
        months = days.astype("datetime64[M]")
        mean = [walk[months == np.datetime64(day, "M")].mean() for day in ends]
        found = decompose_months(
            ends[5], ends[13], series(ends, mean, "month average"), series(ends, at_end, "month end")
        )
        low, high = found.interval()
        inside += low <= found.ten_year <= high  # the yield is all premium here, so its move is the true part
    assert 0.855 <= inside / 400 <= 0.945


def test_months_need_the_month_before_and_are_told_apart():
    ends = [month_end(2013, n) for n in range(1, 7)]
    ten_year, premium = series(ends, [1, 2, 3, 4, 5, 6], "month average"), series(ends, [0, 0, 1, 1, 2, 2], "month end")
    found = decompose_months(date(2013, 2, 11), date(2013, 5, 3), ten_year, premium)
    assert (found.start, found.end) == (date(2013, 2, 28), date(2013, 5, 31))
    assert (found.ten_year, found.premium) == pytest.approx((300.0, 150.0))
    assert found.error > 0
    with pytest.raises(OutOfRange, match="no figures for 2013-01-11"):
        decompose_months(date(2013, 1, 11), date(2013, 5, 3), ten_year, premium)
    with pytest.raises(OutOfRange, match="same figures"):
        decompose_months(date(2013, 5, 1), date(2013, 5, 31), ten_year, premium)
