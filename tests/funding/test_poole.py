import math

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from ebb.funding import corridor_rate, corridor_slope

CORRIDOR = {"need": 3_000.0, "uncertainty": 150.0, "floor": 3.65, "ceiling": 3.75}


def test_worked_points_of_the_corridor() -> None:
    assert abs(corridor_rate(3_000.0, **CORRIDOR) - 3.700) < 1e-12
    # 1.645 standard deviations leave five percent in the tail: 3.65 + 0.10 * 0.05.
    assert abs(corridor_rate(3_000.0 + 1.645 * 150.0, **CORRIDOR) - 3.655) < 0.0005


@settings(max_examples=50, deadline=None)
@given(st.floats(1_000, 5_000), st.floats(1, 500))
def test_the_rate_stays_in_the_corridor_and_falls_in_reserves(reserves: float, more: float) -> None:
    low, high = corridor_rate(reserves + more, **CORRIDOR), corridor_rate(reserves, **CORRIDOR)
    assert 3.65 <= low <= high <= 3.75


def test_the_slope_at_the_need_is_the_tangent() -> None:
    step = 1e-3
    rates = corridor_rate(np.array([3_000.0 - step, 3_000.0 + step]), **CORRIDOR)
    tangent = float(np.diff(rates)[0]) / (2 * step)
    slope = corridor_slope(uncertainty=150.0, floor=3.65, ceiling=3.75)
    assert math.isclose(tangent, slope, rel_tol=1e-6)
    assert slope < 0
