"""The level where the curve crosses a spread, and the chance of a month above it."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ebb.funding import DemandFit, fit_demand
from ebb.funding.edge import crossing

from .conftest import planted


@pytest.fixture(scope="module")
def known() -> DemandFit:
    """A fit to months of a planted curve: it turns at 12, by 5 bp a point, from -8 bp: it crosses zero at 10.4."""
    return fit_demand(planted())


def _curve(fit: DemandFit, share: float) -> float:
    return fit.floor.value + fit.slope.value * max(0.0, fit.kink.value - share)


@settings(max_examples=60, deadline=None)
@given(st.floats(-7.0, 40.0))
def test_at_the_crossing_the_curve_equals_the_spread(known, spread):
    level = crossing(known, spread).value
    assert np.isnan(level) or _curve(known, level) == pytest.approx(spread, abs=1e-9)
    assert np.isnan(level) or 0.0 < level < known.kink.value


def test_a_higher_spread_is_crossed_at_lower_reserves(known):
    levels = [crossing(known, spread) for spread in (-5.0, 0.0, 5.0, 20.0)]
    for name in ("value", "low", "high"):
        found = [getattr(level, name) for level in levels]
        assert all(a > b for a, b in pairwise(found)), name


def test_a_planted_curve_is_recovered_and_its_interval_mostly_holds_it(known):
    """Twelve draws of the noise: 10.4 on average, and inside the 90 percent interval in most (32 of 40 were measured)."""
    found = [crossing(fit_demand(planted(seed=seed))) for seed in range(12)]
    assert np.mean([f.value for f in found]) == pytest.approx(10.4, abs=0.05)  # three standard errors of the mean
    assert sum(f.low <= 10.4 <= f.high for f in found) >= 8
    assert (found[0].unit, found[0].level) == (known.kink.unit, known.kink.level)


def test_the_crossing_of_the_record_is_below_its_kink(fit):
    found = crossing(fit)
    assert found.low <= found.value <= found.high
    assert found.value < fit.kink.value
    assert _curve(fit, found.value) == pytest.approx(0.0, abs=1e-9)


def test_a_spread_the_curve_never_has_is_crossed_nowhere(known):
    assert np.isnan(crossing(known, known.floor.value - 1.0).value)  # below the floor
    nowhere = crossing(known, 1e6)
    assert np.isnan([nowhere.value, nowhere.low, nowhere.high]).all()
    flat = replace(known, slope=replace(known.slope, value=0.0))
    assert np.isnan(crossing(flat).value)
