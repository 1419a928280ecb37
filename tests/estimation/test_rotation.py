"""All rotations at once are the regressions one by one."""

from __future__ import annotations

import numpy as np
import pytest

from ebb.errors import UsageError
from ebb.estimation.rotation import rotated_responses


def test_each_rotation_is_a_regression_of_its_own():
    rng = np.random.default_rng(3)
    m = 61
    left, shock = rng.standard_normal(m), rng.standard_normal(m) * (rng.random(m) < 0.3)
    controls = np.column_stack((rng.standard_normal((m, 3)), np.ones(m)))
    found = rotated_responses(left, shock, controls, apart=4)
    assert len(found) == m - 2 * 4 + 1
    for place, by in ((0, 4), (11, 15), (len(found) - 1, m - 4)):
        columns = np.column_stack((np.roll(shock, by), controls))
        assert found[place] == pytest.approx(np.linalg.lstsq(columns, left, rcond=None)[0][0], rel=1e-9)
    assert rotated_responses(left, 2.0 * shock, controls, apart=4) == pytest.approx(found / 2.0)


def test_a_shock_that_moves_nothing_is_refused():
    with pytest.raises(UsageError, match="cannot be moved around"):
        rotated_responses(np.ones(30), np.zeros(30), np.ones((30, 1)), apart=4)
    with pytest.raises(UsageError, match="longer sample"):
        rotated_responses(np.ones(8), np.ones(8), np.ones((8, 1)), apart=4)
