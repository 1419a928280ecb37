from datetime import date

import numpy as np
import pytest

from ebb.errors import UnitError
from ebb.funding import months_above, overnight_rate, range_top, share, share_of_gdp, spread
from ebb.funding.spread import join_by_month
from ebb.policy import Corridor
from ebb.series import Origin, Series
from ebb.sources import published


def monthly(
    key: str, days: list[str], values: list[float], *, unit: str = "percent", basis: str = "month average"
) -> Series:
    dates = np.array(days, dtype="datetime64[D]")
    return Series(key, dates, np.array(values), unit, basis, dates, (Origin("test", "test"),), "rate")


def test_last_wednesday_and_month_end_meet_in_one_month() -> None:
    wednesday = monthly("a", ["2025-11-26", "2025-12-31"], [1.0, 2.0])
    month_end = monthly("b", ["2025-10-31", "2025-11-30", "2025-12-31"], [7.0, 8.0, 9.0])
    months, (a, b), known = join_by_month(wednesday, month_end)
    assert months.astype(str).tolist() == ["2025-11", "2025-12"]
    assert (a.tolist(), b.tolist()) == ([1.0, 2.0], [8.0, 9.0])
    assert known.astype(str).tolist() == ["2025-11-30", "2025-12-31"]


def test_the_last_value_of_a_month_counts() -> None:
    weekly = monthly("w", ["2025-11-05", "2025-11-26", "2025-12-03"], [1.0, 2.0, 3.0])
    months, (w, _), _ = join_by_month(weekly, monthly("m", ["2025-11-30"], [0.0]))
    assert (len(months), w.tolist()) == (1, [2.0])


@pytest.mark.parametrize(
    ("month", "bp"),
    [((2022, 9), -14), ((2023, 6), -9), ((2024, 12), -2), ((2025, 10), 7), ((2025, 11), 8), ((2026, 3), 0)],
)
def test_monthly_means_of_sofr_less_iorb(ior: Series, month: tuple[int, int], bp: int) -> None:
    # Whole basis points, worked out from daily SOFR (New York Fed) and daily IORB (Board); half a point is rounding.
    assert abs(spread(published.series("sofr_avg"), ior).by_month()[month] - bp) <= 0.5 + 0.15


def test_calendar_days_would_put_september_2022_wrong(corridor: Corridor) -> None:
    from ebb.funding import interest_on_reserves

    span = (date(2022, 9, 1), date(2022, 9, 30))
    business = interest_on_reserves(corridor, *span).values[0]
    calendar = interest_on_reserves(corridor, *span, days="calendar days").values[0]
    # 75 bp for 7 of 21 business days, 9 of 30 calendar days.
    assert abs(100 * (business - calendar) - 75 * (7 / 21 - 9 / 30)) < 1e-9


def test_interest_on_reserves_is_nothing_before_it_existed(corridor: Corridor) -> None:
    from ebb.funding import interest_on_reserves

    rates = interest_on_reserves(corridor, date(2008, 8, 1), date(2008, 12, 31))
    assert rates.dates[0].item() == date(2008, 11, 30)  # paid from 9 October: October is not whole


def test_months_in_which_repo_left_the_range(corridor: Corridor) -> None:
    highest = published.series("sofr_max")
    above = months_above(highest, range_top(corridor, date(2018, 4, 1), date(2026, 3, 31))).astype(str).tolist()
    # New York Fed, daily SOFR: 2024-10-01 and 2024-12-26, then 17 days from 2025-09-15 to 2025-12-31. December
    # 2024 had a cut, and its day above the new limit lay below the old one: a monthly table cannot show it.
    assert [m for m in above if m >= "2022-10"] == ["2024-10", "2025-09", "2025-10", "2025-11", "2025-12"]
    assert "2019-09" in above


def test_level_over_week_average_is_refused() -> None:
    with pytest.raises(UnitError, match="two bases"):
        share(published.series("reserves_week_average"), published.series("bank_assets"))


def test_share_of_gdp_waits_for_the_quarter() -> None:
    reserves, gdp = published.series("reserves"), published.series("gdp")
    found = share_of_gdp(reserves, gdp)
    # 2,898.0 bn on 2025-11-26 over the 31,098.0 bn of 2025Q3.
    assert found.at(date(2025, 11, 26)) == pytest.approx(9.32, abs=0.01)
    early = found.as_of(date(2025, 10, 2))
    assert early.last()[0] < date(2025, 10, 1), "the third quarter's GDP was not known two days after it ended"


def test_the_splice_says_what_it_is() -> None:
    sofr, funds = published.series("sofr_avg"), published.series("fed_funds_avg")
    both = overnight_rate(sofr, funds)
    assert "fed_funds_avg before 2018-04" in both.key
    assert both.at(date(2018, 3, 31)) == funds.at(date(2018, 3, 31))
    assert both.at(date(2018, 4, 30)) == sofr.at(date(2018, 4, 30)) != funds.at(date(2018, 4, 30))
