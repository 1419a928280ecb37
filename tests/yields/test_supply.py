"""The stock effect's reduced form: linear, of the right sign, fading; its two numbers come back where they were planted."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ebb.errors import UsageError
from ebb.yields.supply import FASTEST, HORIZON, SLOWEST, StockEffect, calibrate, expected_sum

PATH = 7.0 * np.exp(-np.arange(90) / 40.0)
FORM = StockEffect(0.4, 0.985, (), (), False)


@settings(max_examples=40)
@given(st.lists(st.floats(-20, 20), min_size=1, max_size=60), st.floats(-3, 3))
def test_it_is_linear_and_of_the_right_sign(path, scale):
    share = np.array(path)
    assert FORM.on_premium(scale * share) == pytest.approx(scale * FORM.on_premium(share), abs=1e-9)
    assert np.all(FORM.on_premium(np.abs(share)) <= 0)


def test_it_fades_as_the_holdings_do():
    effect = FORM.on_premium(PATH)
    assert np.all(np.diff(effect[:80]) > 0)  # less negative month by month
    assert FORM.on_premium(np.zeros(5)).tolist() == [0, 0, 0, 0, 0]


def test_the_sum_is_the_geometric_one_for_holdings_that_last():
    assert expected_sum([1.0], 0.98)[0] == pytest.approx((1 - 0.98**HORIZON) / (1 - 0.98))
    assert FORM.weight == pytest.approx((1 - 0.985**HORIZON) / (1 - 0.985))


@pytest.mark.parametrize("r", [0.98, 0.9875, 0.995])
def test_planted_numbers_come_back(r):
    planted = StockEffect(0.3, r, (), (), False).on_premium(PATH)
    found = calibrate(PATH, [(0, float(planted[0])), (30, float(planted[30]))])
    assert (found.k, found.r) == pytest.approx((0.3, r), abs=1e-9)
    assert found.fitted == pytest.approx(found.targets)
    assert found.at_edge == (r in (FASTEST, SLOWEST))


def test_a_path_that_would_raise_the_premium_is_refused():
    with pytest.raises(UsageError, match="more holdings would raise the premium"):
        calibrate(-PATH, [(0, -100.0), (8, -85.0)])
    with pytest.raises(UsageError, match="empty path"):
        expected_sum([], 0.98)
