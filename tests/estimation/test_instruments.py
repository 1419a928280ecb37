"""Instruments: the true response through endogeneity, the referee's numbers, and a weak instrument that says so."""

from __future__ import annotations

import numpy as np
import pytest

from ebb.errors import UsageError
from ebb.estimation import WEAK, instrumented_projections, local_projections


def market(length, seed, strength=1.0, effect=-2.0):
    """A policy that answers the same news as the market, and an instrument that moves it alone."""
    rng = np.random.default_rng(seed)
    news, instrument = rng.standard_normal(length), rng.standard_normal(length)
    policy = strength * instrument + news + rng.standard_normal(length)
    returns = effect * policy + 3.0 * news + rng.standard_normal(length)
    return np.column_stack((returns, policy)), instrument


def test_least_squares_is_fooled_and_the_instrument_is_not():
    system, instrument = market(4_000, 0)
    fooled = local_projections(system[:, :1], system[:, 1], lags=1, horizons=[0])
    found = instrumented_projections(system[:, :1], system[:, 1], instrument, lags=1, horizons=[0])
    value, error, low, high = found.responses.at(0)
    assert low < -2.0 < high
    assert fooled.at(0)[2] > -2.0 + 5 * error
    assert not found.first_stage.weak
    assert found.robust_low[0, 0] < value < found.robust_high[0, 0]
    # a strong instrument: both sets are the same
    assert found.robust_low[0, 0] == pytest.approx(low, abs=0.1 * error)


@pytest.mark.parametrize("inference", ["newey-west", "lag-augmented"])
def test_the_same_numbers_as_linearmodels(inference):
    iv = pytest.importorskip("linearmodels.iv", reason="linearmodels is installed by `make referee`")
    system, instrument = market(200, 1)
    extra = np.random.default_rng(9).standard_normal(200)
    both = np.column_stack((instrument, extra))
    found = instrumented_projections(system, 1, both, lags=1, horizons=[3], inference=inference, bandwidth=5)
    lags = 1 + (inference == "lag-augmented")
    rows = slice(lags, 200 - 3)
    controls = np.column_stack([system[lags - k : 197 - k] for k in range(1, lags + 1)])
    controls = np.column_stack((controls, np.ones(len(controls))))
    model = iv.IV2SLS(system[lags + 3 :, 0], controls, system[rows, 1], both[rows])
    if inference == "newey-west":
        referee = model.fit(cov_type="kernel", kernel="bartlett", bandwidth=5)
    else:
        referee = model.fit(cov_type="robust", debiased=True)
    value, error, _, _ = found.responses.at(3)
    assert value == pytest.approx(referee.params["endog"], rel=1e-9)
    assert error == pytest.approx(referee.std_errors["endog"], rel=1e-9)


def test_the_first_stage_is_that_of_linearmodels():
    iv = pytest.importorskip("linearmodels.iv", reason="linearmodels is installed by `make referee`")
    system, instrument = market(200, 1)
    found = instrumented_projections(system, 1, instrument, lags=0, horizons=[0], inference="lag-augmented")
    ones = np.ones((199, 1))
    controls = np.column_stack((system[:-1], ones))
    model = iv.IV2SLS(system[1:, 0], controls, system[1:, 1], instrument[1:])
    stage = model.fit(cov_type="robust", debiased=True).first_stage.diagnostics
    assert found.first_stage.partial_r_squared == pytest.approx(stage["partial.rsquared"].iloc[0], rel=1e-9)
    assert found.first_stage.f_robust == pytest.approx(stage["f.stat"].iloc[0], rel=0.02)
    assert found.first_stage.f_effective == pytest.approx(found.first_stage.f_robust, rel=1e-9)


def test_a_weak_instrument_says_so_and_its_set_still_holds_the_truth():
    held = weak = 0
    for seed in range(200):
        system, instrument = market(150, seed, strength=0.1)
        found = instrumented_projections(system, 1, instrument, lags=0, horizons=[0], inference="lag-augmented")
        weak += found.first_stage.f_effective < WEAK
        held += found.robust_low[0, 0] <= -2.0 <= found.robust_high[0, 0]
    assert weak == 200
    assert held >= 170  # 0.90 of 200, less two standard errors


def test_missing_instruments_are_refused():
    system, instrument = market(100, 0)
    with pytest.raises(UsageError, match="instruments of shape"):
        instrumented_projections(system, 1, instrument[:-1], lags=1, horizons=2)
    instrument[3] = np.nan
    with pytest.raises(UsageError, match="missing"):
        instrumented_projections(system, 1, instrument, lags=1, horizons=2)
