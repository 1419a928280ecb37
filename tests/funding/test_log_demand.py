"""Log reserves and log deposits: referees for every statistic, planted relations, and what the copies say."""

from datetime import date

import numpy as np
import pytest

from ebb.errors import UsageError
from ebb.funding.log_demand import MACKINNON, broken, engle_granger, fit_log_demand, hac, weekly_deposits

from .full import column, needs_copies, weeks  # type: ignore[import-not-found]


def planted(n: int = 400, noise: float = 1.0, seed: int = 0, drifting: bool = False):
    rng = np.random.default_rng(seed)
    reserves = np.exp(7.5 + np.cumsum(rng.normal(0, 0.02, n)))
    deposits = np.exp(9.0 + 0.002 * np.arange(n) + np.cumsum(rng.normal(0, 0.003, n)))
    miss = np.cumsum(rng.normal(0, noise, n)) if drifting else rng.normal(0, noise, n)
    spread = -40.0 - 10.0 * np.log(reserves) + 12.0 * np.log(deposits) + miss
    dates = np.datetime64("2012-01-04") + 7 * np.arange(n)
    return dates, spread, reserves, deposits


def test_a_planted_relation_is_found_and_cointegrated() -> None:
    fit = fit_log_demand(*planted(), rate="planted", exclude=())
    for found in (fit.levels, fit.dynamic):
        assert found["log_reserves"].value == pytest.approx(-10.0, abs=3 * found["log_reserves"].error)
        assert found["log_deposits"].value == pytest.approx(12.0, abs=3 * found["log_deposits"].error)
    assert fit.as_theory_says
    assert fit.cointegration.level == "1%"
    assert fit.r_squared > fit.r_squared_reserves
    spread = fit.dynamic["constant"].value + fit.dynamic["log_reserves"].value * np.log(2000.0)
    spread += fit.dynamic["log_deposits"].value * np.log(9000.0)
    assert fit.reserves_at(spread, 9000.0) == pytest.approx(2000.0)
    assert fit.json()["as_theory_says"] is True


def test_residuals_that_drift_are_seldom_called_cointegrated() -> None:
    refused = sum(
        engle_granger(s, np.column_stack([np.log(r), np.log(d)])).level in ("1%", "5%")
        for _, s, r, d in (planted(300, seed=seed, drifting=True) for seed in range(60))
    )
    # five percent of 60 is 3; more than 9 would be three and a half binomial standard deviations above
    assert refused <= 9


@pytest.mark.parametrize("k", [1, 2])
def test_engle_granger_is_statsmodels_coint(k: int) -> None:
    tools = pytest.importorskip("statsmodels.tsa.stattools")
    _, s, r, d = planted(300, seed=3, drifting=True)
    x = np.column_stack([np.log(r), np.log(d)])[:, :k]
    ours = engle_granger(s, x)
    statistic, _, critical = tools.coint(s, x, trend="c", maxlag=ours.lags, autolag=None)
    assert ours.statistic == pytest.approx(statistic, abs=1e-8)
    np.testing.assert_allclose([ours.critical[level] for level in ("1%", "5%", "10%")], critical, atol=1e-8)


def test_critical_values_are_mackinnon_s() -> None:
    values = pytest.importorskip("statsmodels.tsa.adfvalues")
    for series, table in MACKINNON.items():
        for n in (100, 400, 900):
            ours = [float(np.polyval(surface[::-1], 1.0 / n)) for surface in table.values()]
            np.testing.assert_allclose(ours, values.mackinnoncrit(N=series, regression="c", nobs=n), atol=1e-10)


def test_robust_errors_are_statsmodels_s() -> None:
    api = pytest.importorskip("statsmodels.regression.linear_model")
    _, s, r, d = planted(200)
    x = np.column_stack([np.ones(200), np.log(r), np.log(d)])
    beta, error = hac(x, s, 8)
    theirs = api.OLS(s, x).fit(cov_type="HAC", cov_kwds={"maxlags": 8, "use_correction": False})
    np.testing.assert_allclose(beta, theirs.params, rtol=1e-7)
    np.testing.assert_allclose(error, theirs.bse, rtol=1e-6)


def test_a_break_is_measured_where_it_is() -> None:
    rng = np.random.default_rng(0)
    dates = np.datetime64("2012-01-04") + 7 * np.arange(200)
    x = np.column_stack([np.ones(200), rng.normal(size=200)])
    y = x[:, 1] + np.where(np.arange(200) < 90, 0.0, 3.0) + 0.1 * rng.normal(size=200)
    found = broken(dates, x, y, dates[90].item())
    assert abs((found.largest_at - dates[90].item()).days) <= 14
    assert found.largest_f >= found.f > 100.0
    assert np.isnan(broken(dates, x, y, date(2000, 1, 1)).f)


def test_nothing_is_guessed() -> None:
    dates, s, r, d = planted(90)
    with pytest.raises(UsageError, match="90 weeks"):
        fit_log_demand(dates, s, r, d, rate="x")
    assert weekly_deposits(None, dates) is None


@needs_copies
def test_deposits_hold_the_curves_together_and_cointegration_is_not_shown() -> None:
    """Wednesdays of 2010 to 2026: both signs by far more than two errors, R2 from nothing to three quarters; and a miss."""
    data = weeks()
    rows, deposits = weekly_deposits(
        column("bank_weekly.csv", "DPSACBW027SBOG", "USD bn", "wednesday level"), data.dates
    )
    reserves = column("h41_weekly.csv", "WRBWFRBL", "USD bn", "wednesday level")
    amounts = reserves.values[np.searchsorted(reserves.dates, data.dates[rows])]
    fit = fit_log_demand(data.dates[rows], data.s[rows], amounts / 1000.0, deposits, rate=data.rate)
    assert fit.as_theory_says
    assert fit.r_squared > 0.7
    assert fit.r_squared_reserves < 0.1
    assert fit.breaks["reserves_and_deposits"].largest_f < 0.5 * fit.breaks["reserves"].largest_f
    # published as found: the residuals still drift, and weekly changes show nothing
    assert fit.cointegration.level is None
    assert abs(fit.changes["log_reserves"].t) < 2.0
