"""The fit: what data fix and what they leave, no look into the future, and the years after it."""

from __future__ import annotations

import csv
import os
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from ebb.errors import MissingDate
from ebb.portfolio import PRIOR, Pools, Prior, cohorts
from ebb.portfolio.mbs_path import mbs_path
from ebb.portfolio.prepayment_fit import DOUBT, fit_prepayment, market_of
from ebb.series import Series
from ebb.sources import published

UNTIL = date(2023, 12, 31)


@cache
def shares():
    return cohorts(published.rows("mbs_cohorts"))


@cache
def inputs():
    return published.series("mbs"), published.series("mortgage_30y")


@cache
def fitted(until=UNTIL):
    return fit_prepayment(*inputs(), shares(), until)


def test_nothing_published_later_moves_the_fit():
    """Every level and rate that was not known on the day is replaced by nonsense."""

    def poisoned(series: Series) -> Series:
        future = series.known > np.datetime64(UNTIL)
        assert future.any()
        return replace(series, values=np.where(future, series.values * 3.0 + 7.0, series.values))

    levels, rates = (poisoned(series) for series in inputs())
    assert fit_prepayment(levels, rates, shares(), UNTIL) == fitted()


def test_without_data_the_prior_comes_back():
    made = fit_prepayment(*inputs(), shares(), date(2017, 9, 28))
    assert made.prior == PRIOR
    assert made.months == 0
    assert set(made.learned.values()) == {0.0}
    assert made.errors["lock_in"] == DOUBT["lock_in"]


def test_planted_parameters_are_found():
    """Levels made by the model itself with other parameters: turnover and season come back within two errors."""
    planted = replace(PRIOR, turnover=0.085, lock_in=0.12, season_amplitude=0.32)
    levels, rates = inputs()
    market = market_of(rates)
    window = (date(2020, 1, 29), date(2023, 12, 27))
    days = [day for day, _ in levels.between(*window)]
    pools = Pools.open(10**12, 0, shares(), days[0], market_of(rates.as_of(UNTIL), UNTIL))
    path = mbs_path(pools, days[0], days[-1], mortgage=market, prior=planted)
    made = levels.between(*window)
    made = replace(made, values=np.array([path.level(day) / 1e6 for day in days]))
    found = fit_prepayment(made, rates, shares(), UNTIL, windows=[window])
    assert found.rmse < 0.3
    for name in ("turnover", "season_amplitude", "lock_in"):
        assert getattr(found.prior, name) == pytest.approx(getattr(planted, name), abs=2.5 * found.errors[name])


def test_what_the_data_say_and_what_they_leave():
    made = fitted()
    assert made.months == 20
    assert made.rmse < 1.3
    assert made.noise >= made.rmse
    assert made.learned["turnover"] > 0.5
    assert made.learned["lock_in"] > 0.5
    assert made.learned["refinancing_most"] < 0.3
    for name in set(Prior.__slots__) - set(DOUBT):
        assert getattr(made.prior, name) == getattr(PRIOR, name)
    # One window near the market says little of lock-in; rates of 6 to 8 percent say it.
    assert fitted(date(2022, 5, 26)).learned["lock_in"] < 0.2


def test_the_years_after_the_fit():
    """Asked: within 1.5 percent at every month end through 2025. Reached: 0.62 with the rates that came."""
    levels, rates = inputs()
    seen = levels.in_unit("USD bn")
    opening, level = seen.as_of(UNTIL).last()
    assert opening == date(2023, 12, 27)
    for market, bar in ((market_of(rates), 0.8), (market_of(rates.as_of(UNTIL), UNTIL), 1.1)):
        pools = Pools.open(round(level * 1e9), 0, shares(), opening, market)
        path = mbs_path(pools, opening, date(2025, 12, 31), mortgage=market, prior=fitted().prior)
        misses = [
            100 * (path.level(day) / 1e9 / v - 1) for day, v in seen.between(date(2024, 1, 1), date(2025, 12, 31))
        ]
        assert len(misses) == 24
        assert max(map(abs, misses)) < bar


def test_the_published_year_2023():
    """Principal of 17.5 a month and 2.42 trillion at the end (FRB New York, annual report 2023): from H.4.1 and SOMA."""
    seen = inputs()[0].in_unit("USD bn")
    year = (seen.at(date(2022, 12, 28)) - seen.at(date(2023, 12, 27))) / 12
    assert year == pytest.approx(17.5, abs=0.3)
    level = published.series("soma_mbs_last_level").in_unit("USD bn").at(date(2023, 12, 31)) / 1000
    assert level == pytest.approx(2.42, abs=0.01)


def test_rates_are_held_or_missed_by_name():
    rates = inputs()[1]
    market = market_of(rates.as_of(UNTIL), UNTIL)
    assert market(date(2025, 6, 1)) == market(date(2023, 12, 1)) or market(date(2025, 6, 1)) == market(
        date(2023, 11, 1)
    )
    with pytest.raises(MissingDate, match="1999-01"):
        market(date(1999, 1, 1))
    with pytest.raises(MissingDate, match="2035-01"):
        market_of(rates)(date(2035, 1, 1))


def path_of(first: date, last: date, prior: Prior):
    levels, rates = inputs()
    market = market_of(rates)
    pools = Pools.open(round(levels.in_unit("USD bn").at(first) * 1e9), 0, shares(), first, market)
    return mbs_path(pools, first, last, mortgage=market, prior=prior).months[1:]


def test_speeds_of_the_refinancing_wave_by_a_fit_that_never_saw_it():
    """Fannie Mae speeds of 30 to 35 percent from June 2020 to March 2021 (Ginnie Mae, Global Markets Analysis Report).

    Asked within 5 points. From the fourth month on; the first ones still pay on loans decided before rates fell. SOMA
    held lower coupons than the agency, so the model lies below: 25 to 28 percent, with shares of 2024.
    """
    speeds = [100 * m.cpr for m in path_of(date(2020, 5, 27), date(2021, 3, 31), fitted().prior)]
    assert min(speeds[1:]) > 23.0
    assert np.mean(speeds[3:]) == pytest.approx(30.0, abs=5.0)
    declared = [100 * m.cpr for m in path_of(date(2020, 5, 27), date(2021, 3, 31), PRIOR)]
    assert np.mean(declared[3:]) == pytest.approx(30.0, abs=5.0)


def test_speeds_at_a_deep_discount():
    """Under 8 percent in every month, about 4 in January 2023, summer over winter 1.5 to 1.6 in 2023 and 2024 (agency speeds).

    The fit saw holdings to December 2023; 2024 and 2025 are out of sample.
    """
    months = path_of(date(2022, 11, 30), date(2025, 11, 30), fitted().prior)
    speeds = {(m.month.year, m.month.month): 100 * m.cpr for m in months}
    assert max(speeds.values()) < 8.0
    assert speeds[2023, 1] == pytest.approx(4.0, abs=0.5)
    for year in (2023, 2024):
        summer = np.mean([speeds[year, month] for month in (7, 8, 9)])
        winter = np.mean([speeds[year, month] for month in (1, 2, 3)])
        assert summer / winter == pytest.approx(1.5, abs=0.15)
    assert all(5.8 < m.scheduled / 1e9 < 7.0 for m in months)


def test_weekly_levels_give_the_same_fit_and_keep_to_it_on_wednesdays():
    """H.4.1 every Wednesday: the last one of a month is the monthly figure, so the fit is the same; and between month ends
    published levels keep to the predicted ones, because the days of payment are right."""
    root = Path(os.environ.get("EBB_SHARED_DATA", Path(__file__).parents[2] / ".." / "shared" / "data"))
    if not (root / "h41_weekly.csv").is_file():
        pytest.skip("needs h41_weekly.csv in the folder named by EBB_SHARED_DATA")
    with (root / "h41_weekly.csv").open(encoding="utf-8", newline="") as file:
        rows = [(date.fromisoformat(r["date"]), float(r["WSHOMCB"])) for r in csv.DictReader(file) if r["WSHOMCB"]]
    monthly, rates = inputs()
    days = np.array([day for day, _ in rows], dtype="datetime64[D]")
    weekly = replace(monthly, dates=days, values=np.array([v for _, v in rows]), known=days + np.timedelta64(1, "D"))
    made = fit_prepayment(weekly, rates, shares(), UNTIL)
    assert made.months == fitted().months
    assert made.prior.turnover == pytest.approx(fitted().prior.turnover, rel=1e-6)
    opening, level = weekly.as_of(UNTIL).in_unit("USD bn").last()
    pools = Pools.open(round(level * 1e9), 0, shares(), opening, market_of(rates))
    path = mbs_path(pools, opening, date(2024, 12, 31), mortgage=market_of(rates), prior=made.prior)
    seen = list(weekly.in_unit("USD bn").between(date(2024, 1, 1), date(2024, 12, 31)))
    gaps = np.array([path.level(day) / 1e9 - value for day, value in seen])
    assert len(gaps) == 52
    assert np.abs(gaps).max() < 15.0
    assert np.abs(np.diff(gaps)).max() < 4.0


def test_a_level_counts_from_the_day_after_its_wednesday():
    assert fit_prepayment(*inputs(), shares(), date(2023, 12, 27)).months == fitted().months - 1
    assert fit_prepayment(*inputs(), shares(), date(2023, 12, 28)).months == fitted().months
