"""The coarse weeks ahead: packaged months, no day before its time, and a highest day that is the highest."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from ebb.errors import UsageError
from ebb.funding.rates import months_ahead, months_of, score_months
from ebb.funding.rates.months import MEASURES, Months
from ebb.sources import published


@pytest.fixture(scope="module")
def data(corridor) -> Months:
    return months_of(*(published.series(f"sofr_{name}") for name in ("avg", "month_end", "max")), corridor)


def test_spreads_are_over_what_was_paid_then(data):
    row = int(np.flatnonzero(data.numbers == 12 * 2019 + 7)[0])  # August 2019: 2.35 to 2.10 on the first
    assert -2.0 < data.average[row] < 8.0
    september = row + 1
    assert np.isnan(data.highest[september]), "interest on reserves was cut on the 19th"
    assert data.turn[september] == pytest.approx(100.0 * (2.35 - 1.80))
    held = ~np.isnan(data.highest)
    assert (data.highest[held] >= data.turn[held]).all()
    assert (data.highest[held] >= data.average[held] - 1e-9).all()


@pytest.mark.parametrize("day", [date(2020, 9, 30), date(2022, 9, 30), date(2025, 10, 28)])
def test_the_highest_day_is_nowhere_below_the_others(data, day):
    told = months_ahead(data, day, date(day.year, 12, 15))
    by_month: dict[date, dict[str, object]] = {}
    for one in told:
        assert one.low <= one.median <= one.high <= one.extreme
        by_month.setdefault(one.month, {})[one.measure] = one
    for measures in by_month.values():
        assert set(measures) == set(MEASURES)
        for name in ("expected", "low", "median", "high", "extreme"):
            top = getattr(measures["highest"], name)
            assert all(top >= getattr(measures[other], name) for other in ("average", "turn"))


def test_later_months_do_not_reach_a_forecast(data):
    day = date(2021, 6, 18)
    late = data.known > np.datetime64(day, "D")
    wrong = Months(data.numbers, *(np.where(late, 999.0, getattr(data, name)) for name in MEASURES), data.known)
    last = date(2021, 8, 12)
    assert months_ahead(wrong, day, last) == months_ahead(data, day, last)
    assert score_months(wrong, day, draws=20) == score_months(data, day, draws=20)
    assert months_ahead(wrong, date(2021, 12, 2), date(2022, 1, 10)) != months_ahead(
        data, date(2021, 12, 2), date(2022, 1, 10)
    )


def test_scores_stand_beside_all_past_months(data):
    told = score_months(data, date(2026, 9, 30), draws=100)
    assert {score.measure for score in told} == set(MEASURES)
    for score in told:
        assert score.low <= score.skill <= score.high
        assert score.loss == pytest.approx(score.loss_past * (1.0 - score.skill))
        assert 0.0 <= score.above <= 1.0
    ours = next(s for s in told if (s.measure, s.level) == ("average", 0.5))
    assert ours.low > 0.0, "today's level says more of the next months than all past ones do"


def test_too_few_or_too_old_months_are_refused(data):
    with pytest.raises(UsageError, match="17 months"):
        months_ahead(data, date(2019, 9, 10), date(2019, 11, 5))
    with pytest.raises(UsageError, match="2026-03"):
        months_ahead(data, date(2027, 9, 30), date(2027, 11, 25))
    none = data.as_of(date(2010, 1, 1))
    assert len(none) == 0
    with pytest.raises(UsageError, match="newest none"):
        months_ahead(none, date(2010, 1, 1), date(2010, 3, 1))
