"""State dependence: planted responses by state are found, and one state estimated alone gives the same."""

from __future__ import annotations

import numpy as np
import pytest

from ebb.errors import UsageError
from ebb.estimation import state_projections


def planted(length=3_000, seed=0):
    """A shock that moves the outcome by 1 where reserves are ample and by 3 where they are not; the state has long spells."""
    rng = np.random.default_rng(seed)
    shock = rng.standard_normal(length)
    ample = (np.arange(length) // 60) % 2 == 0
    before = np.append(ample[:1], ample[:-1])
    y = np.where(before, 1.0, 3.0) * shock + rng.standard_normal(length)
    return y[:, None], shock, ample


def test_planted_states_are_found():
    y, shock, ample = planted()
    found = state_projections(y, shock, ample, lags=1, horizons=2)
    assert found.inside.at(0)[0] == pytest.approx(1.0, abs=0.1)
    assert found.outside.at(0)[0] == pytest.approx(3.0, abs=0.1)
    assert found.difference.at(0)[3] < -1.8
    low, high = found.difference.at(2)[2:]
    assert low < 0.0 < high
    assert found.shocks_inside + found.shocks_outside == len(y) - 2


def test_a_state_estimated_alone_gives_the_same_response_and_the_difference_is_the_difference():
    y, shock, ample = planted(400, 3)
    found = state_projections(y, shock, ample, lags=1, horizons=[1], inference="newey-west", bandwidth=0)
    assert found.difference.value == pytest.approx(found.inside.value - found.outside.value)
    # states that never meet: errors of a difference add up
    squares = np.square(found.inside.error) + np.square(found.outside.error)
    assert np.square(found.difference.error) == pytest.approx(squares)
    # the rows of one state alone, put end to end, by weighted least squares of their own
    before = np.append(False, ample[:-1])
    rows = np.flatnonzero(before[:-1])
    rows = rows[rows >= 1]
    x = np.column_stack((shock[rows], y[rows - 1, 0], np.ones(len(rows))))
    alone = np.linalg.lstsq(x, y[rows + 1, 0], rcond=None)[0][0]
    assert found.inside.at(1)[0] == pytest.approx(alone, abs=1e-9)


def test_a_state_that_never_changes_is_refused():
    y, shock, ample = planted(200, 1)
    with pytest.raises(UsageError, match="a state"):
        state_projections(y, shock, np.ones_like(ample), lags=1, horizons=2)
