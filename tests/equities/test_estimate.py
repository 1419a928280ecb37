import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ebb.equities.estimate import detectable, interval, judged

CALM = np.linspace(-1.0, 1.0, 1999)


def test_an_effect_needs_interval_and_placebo():
    def verdict(value, bounds, placebo=CALM):
        return judged(value, bounds, 0.3, placebo, "points", 0.95).verdict

    assert verdict(2.0, (1.4, 2.6)) == "higher"
    assert verdict(-2.0, (-2.6, -1.4)) == "lower"
    assert verdict(2.0, (-0.1, 4.1)) == "no evidence"  # the interval holds zero
    assert verdict(0.8, (0.2, 1.4)) == "no evidence"  # random windows do as much


def test_detectable_effect_is_found_four_times_in_five():
    rng = np.random.default_rng(0)
    effect = detectable(2.0, 0.95)
    found = np.abs(effect + 2.0 * rng.standard_normal(40_000)) > 1.959964 * 2.0
    assert found.mean() == pytest.approx(0.80, abs=0.01)


def test_detectable_uses_the_larger_spread():
    wide = judged(0.0, (-1.0, 1.0), 0.1, 10.0 * CALM, "points", 0.95)
    assert wide.minimum_detectable == pytest.approx(detectable(float((10.0 * CALM).std()), 0.95))


@settings(max_examples=50, deadline=None)
@given(st.floats(-3, 3), st.integers(0, 50))
def test_placebo_of_the_opposite_sign_mirrors(value, seed):
    placebo = np.random.default_rng(seed).standard_normal(400)
    one = judged(value, (value - 1, value + 1), 0.5, placebo, "points", 0.95)
    other = judged(-value, (-value - 1, -value + 1), 0.5, -placebo, "points", 0.95)
    assert one.placebo_p == pytest.approx(other.placebo_p)
    assert 0.0 < one.placebo_p <= 1.0
    assert {one.verdict, other.verdict} in ({"no evidence"}, {"higher", "lower"})


def test_interval_holds_its_share():
    low, high = interval(np.arange(1001.0), 0.90)
    assert (low, high) == pytest.approx((50.0, 950.0))
