from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from ebb.equities import liquidity_trap, net_liquidity, spurious_fit
from ebb.errors import UnitError, UsageError
from ebb.sources.published import rows, series

#: Shares of unrelated random walks: |t| > 1.96, the same by Newey-West, and R-squared above one half.
GRANGER_NEWBOLD = {50: (0.68, 0.56), 200: (0.83, 0.68), 750: (0.91, 0.79)}


@pytest.fixture(scope="module")
def liquidity():
    return net_liquidity(series("total_assets"), series("tga"), series("on_rrp"))


@pytest.fixture(scope="module")
def trap(liquidity):
    return liquidity_trap(liquidity, series("sp500_avg"))


def test_millions_and_billions_are_converted_before_they_meet(liquidity):
    """The packaged ON RRP is in billions, the rest in millions: subtracting raw numbers would leave ON RRP in place."""
    assert series("total_assets").unit == "USD mn"
    assert series("on_rrp").unit == "USD bn"
    day = date(2022, 9, 28)
    total, tga, rrp = (series(k).in_unit("USD bn").at(day) for k in ("total_assets", "tga", "on_rrp"))
    assert liquidity.at(day) == pytest.approx(total - tga - rrp)
    assert liquidity.at(day) == pytest.approx(8795.6 - 661.9 - 2366.8, abs=0.3)
    assert liquidity.unit == "USD bn"


def test_any_unit_of_money_gives_the_same(liquidity):
    other = net_liquidity(
        series("total_assets").in_unit("USD tn"), series("tga").in_unit("USD"), series("on_rrp").in_unit("USD mn")
    )
    assert np.allclose(other.values, liquidity.values)


def test_millions_labelled_billions_are_refused():
    wrong = replace(series("tga"), unit="USD bn")
    with pytest.raises(UnitError, match='"tga" exceeds "total_assets"'):
        net_liquidity(series("total_assets"), wrong, series("on_rrp"))


def test_week_averages_are_refused():
    average = replace(series("tga"), basis="week average")
    with pytest.raises(UnitError, match="week average"):
        net_liquidity(series("total_assets"), average, series("on_rrp"))


def test_rates_are_no_money():
    with pytest.raises(UnitError):
        net_liquidity(series("total_assets"), series("tga"), replace(series("on_rrp"), unit="percent"))


def test_identity_and_missing_days(liquidity):
    back = liquidity + series("tga").in_unit("USD bn") + series("on_rrp").in_unit("USD bn")
    total = series("total_assets").in_unit("USD bn")
    assert all(value == pytest.approx(total.at(day)) for day, value in back)
    assert len(liquidity) <= len(series("on_rrp"))  # a day without ON RRP is left out, never zero


def test_net_liquidity_rose_while_assets_fell():
    """H.4.1: higher on 2024-06-05 (6.18 tn) than on 2022-06-01 (6.17 tn) while total assets fell by 1.66 tn."""
    weeks = {row["date"]: row for row in rows("key_levels")}

    def net(day):
        row = weeks[day]
        return float(row["total_assets_busd"]) - float(row["tga_wednesday_busd"]) - float(row["on_rrp_busd"])

    assert net("2022-06-01") == pytest.approx(6169.4, abs=0.1)
    assert net("2024-06-05") == pytest.approx(6180.6, abs=0.1)


def test_the_levels_fit_comes_with_what_undoes_it(trap):
    assert trap.levels_r_squared > 0.5 > trap.changes_r_squared
    assert trap.levels_slope > 0
    assert max(trap.halves_r_squared) < trap.levels_r_squared  # neither half shows what the whole does
    assert trap.placebo_share_with_drift > 0.25  # trending walks that have nothing to do with it fit as well
    assert 0 <= trap.placebo_share <= trap.placebo_share_with_drift
    assert 0.0 < trap.cointegration_p < 1.0
    assert trap.changes_slope.low < trap.changes_slope.value < trap.changes_slope.high


def test_since_the_facility_began_both_walk_and_share_no_trend(liquidity):
    """The sample of the answer: without the jump of autumn 2008 nothing is steady and nothing is foretold."""
    trap = liquidity_trap(liquidity.between(date(2013, 9, 23), date.max), series("sp500_avg"))
    for test in (trap.trends.walk_x, trap.trends.walk_y, trap.trends.common):
        assert test.p > 0.05
    assert trap.gap_forecast.loss_ratio > 1.0  # the chart's gap foretells less than a random walk
    assert trap.gap_forecast.periods >= 60


def test_a_planted_link_is_found_in_changes(liquidity, cases):
    """Prices that move one for one with net liquidity, plus noise, must show in the changes."""
    rng = np.random.default_rng(0)
    noise = 0.02 * rng.standard_normal(len(liquidity)).cumsum()
    linked = replace(
        liquidity, key="linked", values=liquidity.values / 5.0 * np.exp(noise), unit="index", basis="month average"
    )
    found = liquidity_trap(liquidity, linked)
    assert found.changes_slope.low <= 1.0 <= found.changes_slope.high
    assert found.changes_slope.low > 0.5


def test_a_gap_that_closes_is_found_by_every_test(liquidity):
    """Prices that wander around net liquidity and come back: a common trend, and forecasts better than a random walk."""
    rng = np.random.default_rng(1)
    gap = np.zeros(len(liquidity))
    for t in range(1, len(gap)):
        gap[t] = 0.6 * gap[t - 1] + 0.05 * rng.standard_normal()
    tied = replace(
        liquidity, key="tied", values=liquidity.values / 5.0 * np.exp(gap), unit="index", basis="month average"
    )
    found = liquidity_trap(liquidity, tied)
    assert max(found.cointegration_p, found.trends.common.p) < 0.05
    assert found.gap_forecast.loss_ratio < 0.95
    assert found.gap_forecast.cw_p < 0.05


@pytest.mark.parametrize("length", sorted(GRANGER_NEWBOLD))
def test_unrelated_walks_look_related(length):
    """Granger and Newbold's point, 2,000 draws: Monte Carlo error one point, tolerance two (levels), 2.5 (changes)."""
    found = spurious_fit(length)
    plain, robust = GRANGER_NEWBOLD[length]
    assert found.levels_rejected == pytest.approx(plain, abs=0.02)
    assert found.levels_rejected_hac == pytest.approx(robust, abs=0.02)
    assert found.levels_r_squared_above_half == pytest.approx(0.16, abs=0.02)
    assert found.changes_rejected == pytest.approx(0.05, abs=0.025)


def test_wrong_units_and_short_samples_are_refused(liquidity):
    with pytest.raises(UnitError, match="USD mn"):
        liquidity_trap(liquidity.in_unit("USD mn"), series("sp500_avg"))
    with pytest.raises(UsageError, match="months in common"):
        liquidity_trap(liquidity.between(date(2022, 1, 1), date(2023, 1, 1)), series("sp500_avg"))
