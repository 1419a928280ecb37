"""The bootstrap: the same response, bands that cover where errors alone do not, the same seed the same numbers."""

from __future__ import annotations

import numpy as np
import pytest

from ebb.errors import UsageError
from ebb.estimation import bootstrap_projections, local_projections


def test_only_the_band_is_the_bootstraps(system):
    plain = local_projections(system, 0, lags=0, horizons=[0, 6], inference="lag-augmented")
    found = bootstrap_projections(system, 0, lags=0, horizons=[0, 6], draws=60)
    again = bootstrap_projections(system, 0, lags=0, horizons=[0, 6], draws=60)
    other = bootstrap_projections(system, 0, lags=0, horizons=[0, 6], draws=60, seed=1)
    assert found.value == pytest.approx(plain.value)
    assert found.error == pytest.approx(plain.error)
    assert np.array_equal(found.low, again.low)
    assert not np.array_equal(found.low, other.low)
    assert (found.low < found.high).all()
    assert np.isfinite(found.detectable()).all()


def test_the_band_of_a_long_stationary_sample_is_near_that_of_the_errors(runs):
    y = runs(1_500, 3)
    plain = local_projections(y, 0, lags=0, horizons=[3], inference="lag-augmented")
    found = bootstrap_projections(y, 0, lags=0, horizons=[3], draws=400)
    assert (found.high - found.low) == pytest.approx(plain.high - plain.low, rel=0.2)


def test_the_band_holds_the_truth_more_often_than_errors_alone_near_a_unit_root():
    rng = np.random.default_rng(4)
    length, horizon, repeats = 120, 10, 40
    inside = np.zeros(2)
    for _ in range(repeats):
        y = np.zeros(length + 100)
        for t in range(1, len(y)):
            y[t] = 0.95 * y[t - 1] + rng.standard_normal()
        y = y[-length:, None]
        plain = local_projections(y, 0, lags=0, horizons=[horizon])
        boot = bootstrap_projections(y, 0, lags=0, horizons=[horizon], draws=80)
        truth = 0.95**horizon
        inside += [plain.low[0, 0] <= truth <= plain.high[0, 0], boot.low[0, 0] <= truth <= boot.high[0, 0]]
    assert inside[1] >= inside[0]
    assert inside[1] / repeats > 0.75


def test_too_few_draws_are_refused(system):
    with pytest.raises(UsageError, match="3 bootstrap draws"):
        bootstrap_projections(system, 0, lags=0, horizons=2, draws=3)
