"""Quantile regression: exact by its law, equal to two referees, and the published-data numbers for reserves alone."""

from datetime import date

import numpy as np
import pytest

from ebb.errors import UsageError
from ebb.funding.points import DemandPoints
from ebb.funding.quantiles import QUANTILES, check_loss, interior_point, quantile_regression, quantile_regressions

from .full import column, needs_copies, weeks  # type: ignore[import-not-found]


def sample(n: int = 120, k: int = 3, seed: int = 2):
    rng = np.random.default_rng(seed)
    x = np.column_stack([np.ones(n), rng.normal(size=(n, k - 1))])
    y = x @ np.arange(1.0, k + 1) + (1.0 + 0.5 * np.abs(x[:, 1])) * rng.standard_t(3, size=n)
    return x, y


@pytest.mark.parametrize("quantile", [0.05, 0.5, 0.9])
def test_no_step_in_any_direction_lowers_the_loss(quantile: float) -> None:
    x, y = sample()
    beta = quantile_regression(x, y, quantile)
    best = check_loss(y - x @ beta, quantile)
    rng = np.random.default_rng(0)
    for _ in range(200):
        step = 10.0 ** rng.uniform(-6, 0) * rng.normal(size=x.shape[1])
        assert check_loss(y - x @ (beta + step), quantile) >= best - 1e-12
    # as many observations lie on the fit as there are coefficients
    assert (np.abs(y - x @ beta) < 1e-9).sum() == x.shape[1]


@pytest.mark.parametrize("quantile", [0.05, 0.25, 0.5, 0.75, 0.95])
def test_it_is_the_linear_programme_s_solution(quantile: float) -> None:
    optimize = pytest.importorskip("scipy.optimize")
    x, y = sample()
    n, k = x.shape
    cost = np.concatenate([np.zeros(2 * k), np.full(n, quantile), np.full(n, 1 - quantile)])
    equal = np.hstack([x, -x, np.eye(n), -np.eye(n)])
    solved = optimize.linprog(cost, A_eq=equal, b_eq=y, bounds=(0, None), method="highs")
    np.testing.assert_allclose(quantile_regression(x, y, quantile), solved.x[:k] - solved.x[k : 2 * k], atol=1e-8)


@pytest.mark.parametrize("quantile", [0.1, 0.5, 0.9])
def test_it_is_statsmodels_quantreg(quantile: float) -> None:
    models = pytest.importorskip("statsmodels.regression.quantile_regression")
    x, y = sample(seed=8)
    theirs = models.QuantReg(y, x).fit(q=quantile, max_iter=2_000, p_tol=1e-6).params
    # theirs is reweighted least squares with a smoothed corner: near, never beyond the exact loss
    np.testing.assert_allclose(quantile_regression(x, y, quantile), theirs, atol=2e-3)


def test_weights_are_repeated_observations() -> None:
    x, y = sample(60)
    weights = np.random.default_rng(3).multinomial(60, np.full(60, 1 / 60), size=4).astype(float)
    together = interior_point(x, y, 0.3, weights)
    for row, weight in enumerate(weights):
        often = np.repeat(np.arange(60), weight.astype(int))
        alone = quantile_regression(x[often], y[often], 0.3)
        loss = check_loss((y - x @ together[row])[often], 0.3)
        assert loss == pytest.approx(check_loss((y - x @ alone)[often], 0.3), rel=1e-6)


def test_errors_are_of_the_size_of_the_sampling_spread() -> None:
    estimates = []
    for seed in range(60):
        x, y = sample(200, 2, seed)
        estimates.append(quantile_regression(x, y, 0.5)[0])
    x, y = sample(200, 2, 0)
    days = np.datetime64("2020-01-01") + np.arange(200)
    fit = quantile_regressions(y, {"x": x[:, 1]}, days, unit="u", quantiles=(0.5,), draws=300)
    assert fit.at(0.5).errors[0] == pytest.approx(np.std(estimates), rel=0.5)


def test_a_prediction_is_in_the_regressor_s_own_unit() -> None:
    x, y = sample(200, 2)
    days = np.datetime64("2020-01-01") + np.arange(200)
    fit = quantile_regressions(y, {"x": 5.0 + 2.0 * x[:, 1]}, days, unit="u", quantiles=(0.5,), draws=10)
    direct = quantile_regression(np.column_stack([np.ones(200), 5.0 + 2.0 * x[:, 1]]), y, 0.5)
    assert fit.predict(0.5, 7.0) == pytest.approx(direct @ [1.0, 7.0], abs=1e-8)
    with pytest.raises(UsageError, match="was not estimated"):
        fit.at(0.9)
    with pytest.raises(UsageError, match="cannot be regressed"):
        quantile_regressions(y[:15], {"x": x[:15, 1]}, days[:15], unit="u")
    with pytest.raises(UsageError, match="cannot be regressed"):
        quantile_regressions(y, {"x": np.ones(200)}, days, unit="u")


@needs_copies
def test_repo_spread_on_reserves_alone_is_what_the_copies_gave() -> None:
    """SOFR less the ON RRP rate on reserves over bank assets, Wednesdays of May 2018 to December 2025.

    The numbers were first worked out with week-average reserves on Wednesdays on which SOFR was published; here both amounts
    are Wednesday levels, which moves a coefficient by less than 0.001.
    """
    data = weeks("SOFR", "on_rrp").between(date(2018, 5, 1), date(2025, 12, 31))
    published = column("money_market_daily.csv", "SOFR", "percent", "operation day").dates
    there = np.isin(data.dates, published)
    data = DemandPoints(data.rate, *(a[there] for a in (data.dates, data.q, data.s, data.known)), data.step)
    fit = quantile_regressions(
        data.s / 100.0, {"reserves": data.q}, data.dates, unit="percentage points", quantiles=QUANTILES, draws=100
    )
    constant, slope = fit.at(0.5).coefficients
    assert slope == pytest.approx(-0.046, abs=0.001)
    assert constant == pytest.approx(0.0635, abs=0.001)
    by_quantile = [fit.at(q).coefficients[1] for q in (0.25, 0.5, 0.75, 0.95)]
    assert by_quantile[0] == pytest.approx(-0.042, abs=0.001)
    assert by_quantile[-1] == pytest.approx(-0.087, abs=0.0015)
    assert (np.diff(by_quantile) < 0).all(), "reserves matter more on worse days"
    assert all(row.coefficients[1] < -2 * row.errors[1] for row in fit.rows)
