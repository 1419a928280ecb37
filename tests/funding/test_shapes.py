"""Shapes of demand: where calculus says they bend, and what the textbook's is."""

import math

import numpy as np
import pytest

from ebb.funding.poole import corridor_rate
from ebb.funding.shapes import BENDS, SHAPES


@pytest.mark.parametrize("curve", ["poole", "logistic", "double_exponential"])
def test_the_bend_is_where_the_second_derivative_is_largest(curve: str) -> None:
    u = np.linspace(-6.0, 6.0, 240_001)
    h = u[1] - u[0]
    second = np.diff(SHAPES[curve](u), 2) / h**2
    assert u[1:-1][second.argmax()] == pytest.approx(BENDS[curve], abs=2e-3)


def test_poole_s_shape_is_the_normal_distribution() -> None:
    u = np.random.default_rng(0).uniform(-9.5, 9.5, 5_000)
    exact = np.array([0.5 * math.erfc(x / math.sqrt(2.0)) for x in u])
    np.testing.assert_allclose(SHAPES["poole"](u), exact, atol=1e-12)


def test_poole_is_the_corridor_of_the_textbook() -> None:
    rates = corridor_rate(np.array([2900.0, 3000.0, 3164.5]), need=3000.0, uncertainty=100.0, floor=3.65, ceiling=3.75)
    shape = SHAPES["poole"]((np.array([2900.0, 3000.0, 3164.5]) - 3000.0) / 100.0)
    np.testing.assert_allclose(3.65 + 0.10 * shape, rates, atol=1e-12)
