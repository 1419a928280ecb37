"""The distribution ahead: planted effects come back, tails hold what they say, and nothing is seen before its day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from ebb.errors import UnitError, UsageError
from ebb.funding.rates import AHEAD, KINDS, fit_spread, kinds_of, panel, weeks_ahead
from ebb.funding.rates.distribution import ahead, least_absolute
from ebb.funding.rates.panel import STATES, rows_known
from ebb.policy import Corridor
from ebb.series import Series
from ebb.sources import published

from .planted_rates import EFFECTS, planted, spoilt, weekly  # type: ignore[import-not-found]

DAY = date(2021, 6, 15)


@pytest.fixture(scope="module")
def data():
    return planted()


@pytest.fixture(scope="module")
def fit(data):
    return fit_spread(data, DAY)


def test_planted_effects_come_back_with_their_growth(fit):
    day = np.zeros((1, len(KINDS)))
    for kind, (constant, slope) in EFFECTS.items():
        marked = day.copy()
        marked[0, KINDS.index(kind)] = 1.0
        for level in (-2.0, 2.0):
            there = replace(fit, state=np.array([level, 10.0, 0.0, 0.0, 0.0]))
            gap = there.places(marked, np.array([5.0]))[0] - there.places(day, np.array([5.0]))[0]
            assert gap[0] == pytest.approx(constant + slope * level, abs=1.5), kind  # three standard errors


def test_a_tail_is_passed_as_often_as_it_says(data, fit):
    """A year not seen: 250 days, so 5% means 2% to 9% at three binomial standard errors, a little wider for the slow level."""
    held = data.dates > np.datetime64(DAY, "D")
    days = data.dates[held][:AHEAD]
    passed = []
    for origin in data.dates[held][:200:20].tolist():
        now = fit_spread(data, origin)
        days, kinds, horizon = ahead(origin)
        came = data.spread[np.searchsorted(data.dates, days)]
        passed.append(came > now.quantiles(kinds, horizon, (0.95,))[:, 0])
    share = float(np.concatenate(passed).mean())
    assert 0.01 < share < 0.11


def test_nothing_known_later_moves_a_forecast(data, fit):
    wrong = spoilt(data, DAY)
    again = fit_spread(wrong, DAY)
    assert weeks_ahead(again) == weeks_ahead(fit)
    assert not np.array_equal(wrong.spread, data.spread)
    later = date(2021, 9, 15)
    assert weeks_ahead(fit_spread(wrong, later)) != weeks_ahead(fit_spread(data, later)), "the poison is real"


def test_a_state_is_what_was_known_and_not_what_was_dated(data):
    origin = np.array(["2021-06-15"], dtype="datetime64[D]")
    row = dict(zip(STATES, data.state(origin)[0].tolist(), strict=True))
    calm = data.ordinary() & (data.dates < origin[0])
    newest = data.dates[data.dates < origin[0]][-20:]
    expected = np.median(data.spread[calm & (data.dates >= newest[0])])
    assert row["level"] == pytest.approx(expected)
    late = weekly("reserves", data.reserves.dates, data.reserves.values, lag=9)
    assert rows_known(late, origin)[0] == rows_known(data.reserves, origin)[0] - 1


def test_quantiles_never_cross_and_the_mean_lies_inside(fit):
    for day in weeks_ahead(fit):
        assert day.low <= day.median <= day.high <= day.extreme
        assert day.low < day.expected < day.extreme
    told = weeks_ahead(fit)
    assert len(told) == AHEAD
    assert [day.horizon for day in told] == list(range(1, AHEAD + 1))
    assert all(day.date > DAY for day in told)


def test_the_tail_is_longest_where_it_was_planted(fit):
    told = weeks_ahead(fit)
    worst = max(told, key=lambda day: day.high)
    assert worst.kinds == ("quarter_end",)


def test_least_absolute_deviations_agree_with_statsmodels():
    sm = pytest.importorskip("statsmodels.api")
    rng = np.random.default_rng(5)
    x = np.column_stack([np.ones(400), rng.standard_normal((400, 3))])
    y = x @ np.array([1.0, 2.0, 0.0, -1.0]) + rng.standard_t(2, 400)
    referee = sm.QuantReg(y, x).fit(q=0.5, p_tol=1e-10, max_iter=5_000).params
    assert least_absolute(x, y) == pytest.approx(referee, abs=1e-3)


def test_a_column_that_never_moved_gets_no_coefficient():
    x = np.column_stack([np.ones(100), np.zeros(100), np.arange(100.0)])
    found = least_absolute(x, 3.0 + 2.0 * np.arange(100.0))
    assert found == pytest.approx([3.0, 0.0, 2.0], abs=1e-4)


def test_a_stale_rate_widens_the_forecast(data):
    fresh, stale = fit_spread(data.as_of(DAY), DAY), fit_spread(data.as_of(DAY), date(2021, 7, 15))
    assert (fresh.stale, stale.stale > 15) == (0, True)
    width = [np.mean([d.high - d.low for d in weeks_ahead(f) if not d.kinds]) for f in (fresh, stale)]
    slope = fresh.scale[2]
    assert (width[1] > width[0]) == (slope > 0.0)
    with pytest.raises(UsageError, match="the newest day of SOFR known"):
        fit_spread(data.as_of(DAY), date(2021, 12, 1))


def test_too_few_days_or_no_reserves_are_refused(data):
    with pytest.raises(UsageError, match="250 days"):
        fit_spread(data, date(2018, 12, 3))
    blank = replace(data, reserves=data.reserves.between(date(1990, 1, 1), date(1990, 1, 2)))
    with pytest.raises(UsageError, match="reserves"):
        fit_spread(blank, DAY)


def test_a_panel_sets_a_rate_against_what_was_paid_that_day():
    corridor = Corridor.from_document(published.document("policy/corridor"))
    days = np.array(["2019-09-16", "2019-09-17", "2019-09-18", "2019-09-19"], dtype="datetime64[D]")
    sofr = Series("SOFR", days, np.array([2.43, 5.25, 2.55, 1.95]), "percent", "operation day", days, (), "rate")
    wednesdays = np.array(["2019-09-11", "2019-09-18"], dtype="datetime64[D]")

    def level(key, values, basis="wednesday level"):
        return Series(key, wednesdays, np.array(values), "USD bn", basis, wednesdays, ())

    banks = level("bank_assets", [17_300.0, 17_300.0])
    found = panel(
        sofr,
        corridor,
        level("reserves", [1_460.0, 1_385.0]),
        banks,
        level("on_rrp", [1.0, 1.0]),
        level("tga", [200.0, 320.0]),
    )
    assert found.spread.tolist() == [33.0, 315.0, 45.0, 15.0]  # IOER 2.10 until the 18th, 1.80 from the 19th
    with pytest.raises(UnitError, match="two bases"):
        panel(sofr, corridor, level("reserves", [1.0, 1.0], "week average"), banks, banks, banks)


def test_kinds_of_the_days_ahead_are_those_of_the_calendar():
    days, kinds, horizon = ahead(date(2026, 9, 4), 20)
    assert np.array_equal(kinds, kinds_of(days))
    assert days[0] == np.datetime64("2026-09-08")  # Labor Day
    assert horizon.tolist() == list(np.arange(1.0, 21.0))
