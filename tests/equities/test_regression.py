"""Least squares with honest errors, and the shortcut of the placebo."""

import numpy as np
import pytest

from ebb.equities import bandwidth, least_squares_hac
from ebb.equities.bootstrap import Placements
from ebb.equities.har import design
from ebb.equities.regression import partial


def test_placebo_coefficients_are_regressions(sp500):
    """The shortcut of the placebo agrees with the regression itself on the programme's own months."""
    y, past = design(np.log(sp500.volatility), (1, 3, 12))
    start, size = 100, 42
    dummy = np.zeros(len(y))
    dummy[start : start + size] = 1.0
    direct, _ = least_squares_hac(y, np.column_stack([past, dummy]), 0)
    quick = partial(y, past, Placements(np.array([[start]]), np.array([[size]]), len(y)))
    assert quick[0] == pytest.approx(direct[-1], abs=1e-10)


def test_hac_errors_grow_with_dependence_and_agree_without():
    rng = np.random.default_rng(1)
    n = 4000
    x, e = rng.standard_normal((2, n))
    smooth_x = np.convolve(rng.standard_normal(n + 11), np.ones(12) / 12, "valid")
    smooth_e = np.convolve(rng.standard_normal(n + 11), np.ones(12) / 12, "valid")
    plain = least_squares_hac(e, np.column_stack([np.ones(n), x]), 12)[1][1]
    assert plain == pytest.approx(1 / np.sqrt(n), rel=0.1)
    robust = least_squares_hac(smooth_e, np.column_stack([np.ones(n), smooth_x]), 12)[1][1]
    naive = least_squares_hac(smooth_e, np.column_stack([np.ones(n), smooth_x]), 0)[1][1]
    assert robust > 1.5 * naive


def test_hac_agrees_with_statsmodels():
    regression = pytest.importorskip("statsmodels.api", reason="referee: statsmodels is not installed")
    rng = np.random.default_rng(2)
    x = np.column_stack([np.ones(120), rng.standard_normal((120, 2)).cumsum(axis=0)])
    y = x @ [1.0, 0.5, -0.2] + rng.standard_normal(120)
    fit = regression.OLS(y, x).fit(cov_type="HAC", cov_kwds={"maxlags": 4, "use_correction": True})
    coefficients, errors = least_squares_hac(y, x, 4)
    assert np.allclose(coefficients, fit.params, atol=1e-10)
    assert np.allclose(errors, fit.bse, atol=1e-10)


def test_bandwidth():
    assert [bandwidth(n) for n in (8, 64, 272)] == [2, 3, 5]
