"""Forecasts of a regression that is estimated again before each of them, on what lay behind it alone."""

from __future__ import annotations

from typing import Final

import numpy as np

from ebb.equities.market import Floats

#: Share of a sample after which forecasts begin to be scored.
TRAINING: Final = 0.5


def expanding(y: Floats, x: Floats, start: int) -> Floats:
    """One-step forecasts of y[start:], each from a regression on all earlier periods.

    Parameters
    ----------
    y : float64, shape (n,)
    x : float64, shape (n, k)
        Known before its own y.
    start : int, >= k
        First period that is forecast.

    Returns
    -------
    float64, shape (n - start,)
    """
    squares = np.cumsum(x[:, :, None] * x[:, None, :], axis=0)[start - 1 : -1]
    products = np.cumsum(x * y[:, None], axis=0)[start - 1 : -1]
    coefficients = np.linalg.solve(squares, products[:, :, None])[:, :, 0]
    result: Floats = (x[start:] * coefficients).sum(axis=1)
    return result
