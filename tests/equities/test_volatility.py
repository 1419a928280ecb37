import numpy as np
import pytest

from ebb.equities import bandwidth, least_squares_hac, volatility_persistence


def planted(cases, shift, seed, n=284):
    """Log volatility that follows the monthly autoregression, with a shift in the months of QT2."""
    rng = np.random.default_rng(seed)
    days = cases.month_ends(n)
    dummy = (days >= np.datetime64("2022-06-30")) & (days <= np.datetime64("2025-11-30"))
    y = np.full(n + 12, 2.6)
    for t in range(12, n + 12):
        past = 0.5 * y[t - 1] + 0.2 * y[t - 3 : t].mean() + 0.1 * y[t - 12 : t].mean()
        y[t] = 0.52 + past + shift * dummy[t - 12] + 0.3 * rng.standard_normal()
    return cases.made_up(rng.normal(0.5, 4.0, n), np.exp(y[12:]))


def test_monthly_shift_is_no_evidence_in_either_runoff(sp500, cases):
    """Weekly estimates from daily data are QT1 -0.010 (0.064) and QT2 +0.005 (0.034): nothing there either."""
    found = {p.programme: p for p in volatility_persistence(sp500, cases.REGIMES)}
    assert set(found) == {"QT1", "QT2", "both"}
    for effect in found.values():
        assert effect.effect.verdict == "no evidence"
        assert effect.frequency == "monthly"
        assert 0 < effect.persistence < 1
        assert effect.lasting == pytest.approx(effect.effect.value / (1 - effect.persistence))
    assert (found["QT1"].months_of_qt, found["QT2"].months_of_qt, found["both"].months_of_qt) == (22, 42, 64)
    assert found["both"].months == 284 - 12


def test_a_planted_shift_is_recovered(cases):
    """Mean of 30 samples within three Monte Carlo errors of 0.3 plus the small-sample bias of autoregressions."""
    found = [volatility_persistence(planted(cases, 0.3, s), cases.REGIMES, draws=50)[1].effect for s in range(30)]
    assert np.mean([e.value for e in found]) == pytest.approx(0.3, abs=0.08)
    assert np.mean([e.low <= 0.3 <= e.high for e in found]) > 0.75


def test_placebo_coefficients_are_regressions(sp500, cases):
    """The shortcut of the placebo agrees with the regression itself on the programme's own months."""
    from ebb.equities.bootstrap import Placements
    from ebb.equities.volatility import _design, _partial

    y, past = _design(np.log(sp500.volatility))
    start, size = 100, 42
    dummy = np.zeros(len(y))
    dummy[start : start + size] = 1.0
    direct, _ = least_squares_hac(y, np.column_stack([past, dummy]), 0)
    quick = _partial(y, past, Placements(np.array([[start]]), np.array([[size]]), len(y)))
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
