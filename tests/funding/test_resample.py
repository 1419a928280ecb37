import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from ebb.funding.resample import block_weights, permuted_blocks, same_spectrum


@settings(max_examples=30, deadline=None)
@given(st.integers(5, 80), st.integers(1, 12), st.integers(0, 99))
def test_every_draw_has_as_many_months_as_the_sample(n: int, block: int, seed: int) -> None:
    weights = block_weights(n, min(block, n), 20, np.random.default_rng(seed))
    assert weights.shape == (20, n)
    assert np.all(weights.sum(axis=1) == n)


def test_no_month_is_favoured_and_blocks_stay_together() -> None:
    weights = block_weights(48, 12, 20_000, np.random.default_rng(1))
    # A month's count per draw has mean 1 and variance 1 - 12/48; four standard errors of a mean over 20,000 draws.
    assert np.all(np.abs(weights.mean(axis=0) - 1.0) < 4 * np.sqrt(0.75 / 20_000))
    together = np.corrcoef(weights[:, 20], weights[:, 21])[0, 1]
    apart = np.corrcoef(weights[:, 0], weights[:, 24])[0, 1]
    assert together > 0.7
    assert apart < 0.0


def test_permuted_blocks_hold_the_same_values() -> None:
    y = np.random.default_rng(0).normal(size=50)
    for row in permuted_blocks(y, 12, 20, np.random.default_rng(2)):
        np.testing.assert_array_equal(np.sort(row), np.sort(y))


def test_same_spectrum_keeps_mean_variance_and_memory() -> None:
    rng = np.random.default_rng(5)
    for n in (95, 96):
        y = np.cumsum(rng.normal(size=n))
        fakes = same_spectrum(y, 30, np.random.default_rng(6))
        np.testing.assert_allclose(fakes.mean(axis=1), y.mean(), atol=1e-9)
        np.testing.assert_allclose(
            np.abs(np.fft.rfft(fakes, axis=1)), np.abs(np.fft.rfft(y))[None, :].repeat(30, 0), atol=1e-8
        )
        assert np.std(fakes[:, 10]) > 0.1  # they do differ


def test_one_seed_gives_one_draw() -> None:
    a, b = (block_weights(30, 6, 5, np.random.default_rng(9)) for _ in range(2))
    np.testing.assert_array_equal(a, b)
