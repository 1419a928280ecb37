import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from ebb.funding.least_squares import profile


def slow(shapes: np.ndarray, y: np.ndarray, w: np.ndarray) -> tuple[int, float, float, float]:
    """The same by numpy's own weighted least squares, one shape at a time: the readable referee."""
    best = (-1, float(np.average(y, weights=w)), 0.0, float(np.sum(w * (y - np.average(y, weights=w)) ** 2)))
    for k in range(shapes.shape[1]):
        design = np.column_stack([np.ones(len(y)), shapes[:, k]])
        root = np.sqrt(w)[:, None]
        if np.linalg.matrix_rank(design * root) < 2:
            continue
        beta = np.linalg.lstsq(design * root, y * root[:, 0], rcond=None)[0]
        squares = float(np.sum(w * (y - design @ beta) ** 2))
        if beta[1] > 0 and squares < best[3] - 1e-12:
            best = (k, float(beta[0]), float(beta[1]), squares)
    return best


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000))
def test_the_closed_form_and_the_slow_referee_agree(seed: int) -> None:
    rng = np.random.default_rng(seed)
    n = 30
    q = rng.uniform(8, 18, n)
    shapes = np.maximum(0.0, np.linspace(9, 17, 9)[None, :] - q[:, None])
    y = rng.normal(0, 1, n) + 2.0 * shapes[:, 4]
    weights = rng.multinomial(n, np.full(n, 1 / n), size=3).astype(float)
    fast = profile(shapes, y, weights)
    for row in range(3):
        place, floor, slope, squares = slow(shapes, y, weights[row])
        assert fast.place[row] == place
        np.testing.assert_allclose(
            [fast.floor[row], fast.slope[row], fast.squares[row]], [floor, slope, squares], rtol=1e-7
        )
    assert np.all(fast.squares <= fast.total + 1e-9)


def test_a_rate_that_rises_with_reserves_is_no_curve() -> None:
    q = np.linspace(8, 18, 40)
    shapes = np.maximum(0.0, np.array([[10.0, 12.0, 14.0]]) - q[:, None])
    found = profile(shapes, q.copy(), np.ones((1, 40)))
    assert found.place[0] == -1
    assert found.slope[0] == 0.0
    assert found.floor[0] == q.mean()
    assert profile(shapes, q.copy(), np.ones((1, 40)), either_sign=True).slope[0] < 0
