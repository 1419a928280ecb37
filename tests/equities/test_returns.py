import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ebb.equities import compound, regime_statistics

#: Realised volatility of daily returns by regime, as computed from daily closes for the claims of the article.
DAILY = {"QT1": 14.5, "QT2": 17.0, "QE2": 12.7, "QE3": 11.3}


@pytest.fixture(scope="module")
def found(sp500, cases):
    return {s.regime: s for s in regime_statistics(sp500, cases.REGIMES)}


def test_months_of_all_regimes_are_the_months_of_the_market(found, sp500):
    assert sum(s.months for s in found.values()) == len(sp500)
    assert (found["QT1"].months, found["QT2"].months) == (22, 42)


def test_volatility_agrees_with_daily_closes(found):
    """Within 0.3 points: the monthly figures are deviations from each month's own mean, of months of unequal length."""
    for regime, daily in DAILY.items():
        assert found[regime].volatility.value == pytest.approx(daily, abs=0.3), regime


def test_window_returns_agree_with_closes(found):
    """S&P 500 closes: +18.3 percent in QT1 (2017-09-29 to 2019-07-31), +66 in QT2 (2022-05-31 to 2025-11-28)."""
    assert found["QT1"].compound_return == (pytest.approx(18.3, abs=0.1),)
    assert found["QT2"].compound_return == (pytest.approx(65.8, abs=0.5),)


def test_implied_volatility_by_regime(found):
    """Mean VIX 15.4 in QT1 and 18.5 in QT2; a mean of monthly means weighs days a little differently."""
    assert found["QT1"].mean_implied == pytest.approx(15.4, abs=0.1)
    assert found["QT2"].mean_implied == pytest.approx(18.5, abs=0.1)


def test_standard_error_of_the_annual_return(found):
    """About what daily returns give (10.7 and 9.1 points a year) within 2.5: 22 and 42 months are few."""
    assert found["QT1"].annual_return.standard_error == pytest.approx(10.7, abs=2.5)
    assert found["QT2"].annual_return.standard_error == pytest.approx(9.1, abs=2.5)


def test_too_few_months_get_no_interval(found):
    five = found["RMP2019"]
    assert five.months == 5
    assert five.annual_return.low is five.annual_return.standard_error is five.volatility.high is None
    assert five.volatility.value > 0


def test_interval_holds_the_value_and_repeats_with_the_seed(sp500, cases, found):
    for statistics in found.values():
        for estimate in (statistics.annual_return, statistics.volatility):
            if estimate.low is not None:
                assert estimate.low < estimate.value < estimate.high
    again = {s.regime: s for s in regime_statistics(sp500, cases.REGIMES)}
    other = {s.regime: s for s in regime_statistics(sp500, cases.REGIMES, seed=1)}
    assert again["QT2"] == found["QT2"]
    assert other["QT2"].annual_return.low != found["QT2"].annual_return.low
    assert other["QT2"].annual_return.value == found["QT2"].annual_return.value


def test_a_regime_keeps_its_interval_whatever_else_is_asked(sp500, cases, found):
    alone = regime_statistics(sp500, {"QT2": cases.REGIMES["QT2"]})
    assert alone == (found["QT2"],)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.floats(-30, 30), min_size=1, max_size=24))
def test_compounding_undoes(returns):
    back = [100.0 * (1.0 / (1.0 + r / 100.0) - 1.0) for r in returns]
    assert compound(np.array(returns + back)) == pytest.approx(0.0, abs=1e-8)
