"""Made-up systems of known dynamics for the tests of this room."""

from __future__ import annotations

import numpy as np
import pytest

SLOPES = np.array([[0.6, 0.1, 0.0], [0.2, 0.5, 0.1], [0.0, -0.2, 0.7]])


def run(slopes, length, seed, burn=100):
    """A first-order vector autoregression with independent standard normal errors, shape (length, n)."""
    rng = np.random.default_rng(seed)
    y = np.zeros((length + burn, len(slopes)))
    for t in range(1, len(y)):
        y[t] = slopes @ y[t - 1] + rng.standard_normal(len(slopes))
    return y[burn:]


@pytest.fixture(scope="session")
def system():
    return run(SLOPES, 300, 7)


def plain(system, column, lags, horizon, rows, also=None):
    """One projection by the textbook: stack, solve, residuals. Returns coefficients (k, n), regressors and residuals."""
    length = len(system)
    regressors = [
        [system[t, column], *(system[t - k, j] for k in range(1, lags + 1) for j in range(system.shape[1])), 1.0]
        for t in range(lags, lags + rows)
    ]
    x = np.array(regressors)
    if also is not None:
        x = np.column_stack((x[:, :-1], also[lags : lags + rows], x[:, -1]))
    y = system[lags + horizon : lags + horizon + rows]
    assert len(y) == rows <= length
    b = np.linalg.lstsq(x, y, rcond=None)[0]
    return b, x, y - x @ b


@pytest.fixture(scope="session")
def textbook():
    """The textbook's projection, as a function."""
    return plain


@pytest.fixture(scope="session")
def runs():
    """Runs of the system's dynamics, or of others, as a function."""
    return lambda length, seed, slopes=SLOPES: run(slopes, length, seed)


@pytest.fixture(scope="session")
def slopes():
    return SLOPES
