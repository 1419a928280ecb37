"""Weeks from Thursday to Wednesday, and nothing known before it was published."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ebb.equities import Market, daily_returns, inside, known_before, monthly_path, weekly_path
from ebb.errors import UnitError, UnknownName, UsageError
from ebb.series import Origin, Series


def daily(n=700, seed=0, first=date(2004, 1, 1), drop=()):
    """Made-up closes on weekdays."""
    days = [first + timedelta(k) for k in range(n)]
    kept = [day for day in days if day.weekday() < 5 and day not in drop]
    rng = np.random.default_rng(seed)
    closes = 1000.0 * np.exp(0.01 * rng.standard_normal(len(kept)).cumsum())
    stamps = np.array(kept, dtype="datetime64[D]")
    return Series("closes", stamps, closes, "index", "daily close", stamps, (Origin("test", "made up"),), "index")


def test_a_week_is_thursday_to_wednesday_and_its_volatility_that_of_its_returns():
    closes = daily()
    path = weekly_path("made up", closes)
    assert {day.weekday() for day in path.firsts.tolist()} == {3}
    assert {day.weekday() for day in path.lasts.tolist()} == {2}
    days, returns = daily_returns(closes)
    for place in (1, 17, len(path) - 1):  # the first day has no return
        week = (days >= path.firsts[place]) & (days <= path.lasts[place])
        assert week.sum() == 5
        assert np.exp(path.log_volatility[place]) == pytest.approx(np.sqrt(252 * np.mean(returns[week] ** 2)))


def test_a_week_of_holidays_is_left_out_and_an_unfinished_one_waits():
    away = {date(2004, 6, 3) + timedelta(k) for k in range(5)}
    whole, missing = weekly_path("made up", daily()), weekly_path("made up", daily(drop=away))
    assert len(whole) - len(missing) == 1
    short = daily(698)  # ends on a Sunday: its week has a Thursday and a Friday only
    assert weekly_path("made up", short).last == date(2005, 11, 23)


def test_log_returns_of_a_price_that_is_no_price_are_refused():
    closes = daily()
    from dataclasses import replace

    with pytest.raises(UnitError):
        weekly_path("rates", replace(closes, unit="percent"))
    with pytest.raises(UnitError):
        daily_returns(replace(closes, values=closes.values - 2000.0))
    with pytest.raises(UsageError, match="whole weeks"):
        weekly_path("made up", closes.between(date(2004, 1, 1), date(2004, 6, 1)))


@given(
    st.lists(st.tuples(st.integers(1, 30), st.integers(0, 40), st.floats(-5, 5)), min_size=1, max_size=20),
    st.integers(0, 300),
)
def test_nothing_known_on_or_after_the_first_day_enters(steps, start):
    dates = np.datetime64("2010-01-01", "D") + np.cumsum([step for step, _, _ in steps])
    known = dates + np.array([lag for _, lag, _ in steps])
    values = np.array([v for _, _, v in steps])
    made = Series("x", dates, values, "percent", "daily close", known, (Origin("t", "t"),), "rate")
    first = np.array([np.datetime64("2010-01-01", "D") + start])
    found = known_before(made, first)[0]
    late = known >= first[0]
    changed = Series(
        "x", dates, np.where(late, values + 99.0, values), "percent", "daily close", known, made.origins, "rate"
    )
    again = known_before(changed, first)[0]
    assert found == again or (np.isnan(found) and np.isnan(again))
    if not late.any():
        assert found == values[-1]
    if late.all():
        assert np.isnan(found)


def test_a_figure_of_the_very_morning_is_too_late():
    days = np.array(["2010-01-06", "2010-01-13"], dtype="datetime64[D]")
    known = np.array(["2010-01-07", "2010-01-14"], dtype="datetime64[D]")
    made = Series("x", days, np.array([1.0, 2.0]), "percent", "daily close", known, (Origin("t", "t"),), "rate")
    found = known_before(
        made, np.array(["2010-01-07", "2010-01-08", "2010-01-14", "2010-01-15"], dtype="datetime64[D]")
    )
    assert np.isnan(found[0])
    assert found[1:].tolist() == [1.0, 1.0, 2.0]


def test_periods_belong_to_programmes(sp500: Market, cases):
    months = monthly_path(sp500)
    held = inside(months, cases.REGIMES, ["QT1", "QT2"])
    assert (held["QT1"].sum(), held["QT2"].sum()) == (22, 42)
    weeks = weekly_path("made up", daily(9000))
    held = inside(weeks, cases.REGIMES, ["QT1"])["QT1"]
    assert weeks.lasts[held].min() >= np.datetime64("2017-10-01")
    assert weeks.lasts[held].max() <= np.datetime64("2019-07-31")
    with pytest.raises(UnknownName):
        inside(months, cases.REGIMES, ["QT9"])
