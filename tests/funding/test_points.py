from datetime import date

import numpy as np
import pytest

from ebb.errors import UnitError, UsageError
from ebb.funding.points import DemandPoints, demand_points, demand_weeks, unbroken
from ebb.policy import Corridor
from ebb.series import Series
from ebb.sources import published


def series(key: str, days: list[str], values: list[float], unit: str, basis: str, lag: int = 1) -> Series:
    dates = np.array(days, dtype="datetime64[D]")
    return Series(key, dates, np.array(values), unit, basis, dates + np.timedelta64(lag, "D"), ())


RESERVES = series("r", ["2024-12-18", "2024-12-25", "2025-01-08"], [3_000_000.0] * 3, "USD mn", "wednesday level")
ASSETS = series(
    "a", ["2024-12-18", "2024-12-25", "2025-01-01", "2025-01-08"], [24_000.0] * 4, "USD bn", "wednesday level", 9
)
RATE = series("EFFR", ["2024-12-18", "2024-12-24", "2025-01-07"], [4.58, 4.33, 4.33], "percent", "operation day")


def test_wednesdays_take_the_rate_of_the_day_or_the_business_day_before(corridor: Corridor) -> None:
    found = demand_weeks(RESERVES, ASSETS, RATE, corridor)
    np.testing.assert_array_equal(found.dates, RESERVES.dates)
    np.testing.assert_allclose(found.q, 12.5)
    # interest on reserves was 4.65 to 18 December 2024 and 4.40 from the 19th on
    np.testing.assert_allclose(found.s, [-7.0, -7.0, -7.0])
    assert found.known.tolist() == [date(2024, 12, 27), date(2025, 1, 3), date(2025, 1, 17)]
    over = demand_weeks(RESERVES, ASSETS, RATE, corridor, "on_rrp")
    np.testing.assert_allclose(over.s, [3.0, 8.0, 8.0])  # the ON RRP rate was cut by 5 bp more


def test_a_rate_older_than_a_long_weekend_is_no_rate_of_the_week(corridor: Corridor) -> None:
    old = series("EFFR", ["2024-12-18", "2025-01-02"], [4.58, 4.33], "percent", "operation day")
    found = demand_weeks(RESERVES, ASSETS, old, corridor)
    assert found.dates.tolist() == [date(2024, 12, 18)]


def test_bases_are_not_mixed(corridor: Corridor) -> None:
    averages = series("r", ["2024-12-18"], [3e6], "USD mn", "week average")
    with pytest.raises(UnitError, match="mix two bases"):
        demand_weeks(averages, ASSETS, RATE, corridor)


def test_months_are_those_of_the_monthly_fit_and_know_when_they_were_known(ior: Series, months) -> None:
    found = demand_points(
        published.series("reserves"), published.series("bank_assets"), published.series("sofr_avg"), ior
    )
    np.testing.assert_array_equal(found.q, months.q)
    np.testing.assert_array_equal(found.s, months.s)
    day = date(2024, 7, 18)
    past = found.as_of(day)
    assert 0 < len(past) < len(found)
    assert (past.known <= np.datetime64(day)).all()
    assert past.dates[-1].item() == date(2024, 6, 1)


def test_cuts_and_refusals() -> None:
    days = np.array(["2020-01-01", "2020-01-08", "2020-01-22", "2020-01-29"], dtype="datetime64[D]")
    data = DemandPoints("x", days, np.arange(4.0), np.arange(4.0), days, "week")
    assert unbroken(data).dates.tolist() == [date(2020, 1, 22), date(2020, 1, 29)]
    assert len(data.between(date(2020, 1, 2), date(2020, 1, 22))) == 2
    assert len(data.without((date(2020, 1, 5),))) == 0
    with pytest.raises(ValueError, match="read-only"):
        data.q[0] = 1.0
    with pytest.raises(UsageError, match="no step"):
        DemandPoints("x", days, np.arange(4.0), np.arange(4.0), days, "fortnight")
