"""Slopes of somebody's own returns: laws of portfolios, planted slopes, and intervals that cover."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ebb.equities.sensitivity import FEWEST_MONTHS, exposure, portfolio_returns
from ebb.errors import UsageError


def months(n):
    return [(2000 + k // 12, k % 12 + 1) for k in range(n)]


def planted(seed, n=80, slopes=(0.9, -0.4), correlation=0.6):
    rng = np.random.default_rng(seed)
    first = rng.standard_normal(n)
    second = correlation * first + np.sqrt(1 - correlation**2) * rng.standard_normal(n)
    y = 0.3 + slopes[0] * first + slopes[1] * second + 0.8 * rng.standard_normal(n)
    return (
        dict(zip(months(n), y.tolist(), strict=True)),
        {
            "index": ("percent", dict(zip(months(n), first.tolist(), strict=True))),
            "rate": ("10 bp", dict(zip(months(n), second.tolist(), strict=True))),
        },
    )


@given(st.floats(0.01, 0.99), st.integers(0, 1000))
def test_a_portfolio_is_linear_in_its_weights(weight, seed):
    rng = np.random.default_rng(seed)
    a, b = (dict(zip(months(5), rng.standard_normal(5).tolist(), strict=True)) for _ in range(2))
    del b[2000, 3]
    mixed = portfolio_returns({"a": weight, "b": 1.0 - weight}, {"a": a, "b": b})
    assert set(mixed) == set(b)
    for month, value in mixed.items():
        assert value == pytest.approx(weight * a[month] + (1.0 - weight) * b[month])
    assert portfolio_returns({"a": 1.0}, {"a": a}) == pytest.approx(a)


def test_planted_slopes_are_covered_as_often_as_stated():
    """Two hundred samples of 80 months: 95 percent intervals hold the planted slope in 90 to 99 of 100."""
    held = np.zeros(2)
    for seed in range(200):
        found = exposure(*planted(seed))
        for place, (one, slope) in enumerate(zip(found.sensitivities, (0.9, -0.4), strict=True)):
            held[place] += one.together.low <= slope <= one.together.high
    assert (held / 200 > 0.89).all()
    assert (held / 200 < 0.995).all()


def test_alone_a_factor_stands_for_what_moves_with_it():
    found = exposure(*planted(1, n=4000))
    index, rate = found.sensitivities
    assert index.together.value == pytest.approx(0.9, abs=0.05)
    assert index.alone.value == pytest.approx(0.9 - 0.4 * 0.6, abs=0.05)
    assert rate.together.value == pytest.approx(-0.4, abs=0.05)
    assert index.r_squared == pytest.approx(index.correlation**2)
    assert max(index.r_squared, rate.r_squared) <= found.r_squared <= 1.0
    assert found.residual == pytest.approx(0.8 * np.sqrt(12), rel=0.05)


def test_the_index_itself_has_slope_one_and_nothing_left():
    _, factors = planted(2)
    found = exposure(factors["index"][1], factors)
    assert found.sensitivities[0].alone.value == pytest.approx(1.0)
    assert found.r_squared == pytest.approx(1.0)
    assert found.residual == pytest.approx(0.0, abs=1e-6)


def test_slopes_and_r_squared_are_the_referee_s():
    regression = pytest.importorskip("statsmodels.api", reason="referee: statsmodels is not installed")
    returns, factors = planted(3)
    y = np.array(list(returns.values()))
    x = regression.add_constant(np.column_stack([list(values.values()) for _, values in factors.values()]))
    fit = regression.OLS(y, x).fit(cov_type="HAC", cov_kwds={"maxlags": 4, "use_correction": True}, use_t=True)
    found = exposure(returns, factors)
    for one, slope, interval in zip(found.sensitivities, fit.params[1:], fit.conf_int()[1:], strict=True):
        assert one.together.value == pytest.approx(slope)
        assert (one.together.low, one.together.high) == pytest.approx(tuple(interval))
    assert found.r_squared == pytest.approx(fit.rsquared)
    assert found.adjusted == pytest.approx(fit.rsquared_adj)


def test_too_few_months_are_refused():
    with pytest.raises(UsageError, match="35 months in common"):
        exposure(*planted(0, n=FEWEST_MONTHS - 1))
