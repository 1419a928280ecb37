"""The placebo of a projection: the same regression with the shock moved around the sample by every number of periods at once.

Moving the whole string of a shock keeps its sizes, its gaps and its clusters and breaks only its dates. All rotations of one
string against one left side are two correlations, so a fast Fourier transform gives them together.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from ebb.errors import UsageError
from ebb.estimation.variance import Floats

#: Rotations by fewer periods than this are left out: the shock would still lie on its own dates.
APART: Final = 21


def rotated_responses(left: Floats, shock: Floats, controls: Floats, *, apart: int = APART) -> Floats:
    """Coefficients of a shock rotated around the sample, the controls in their place.

    Parameters
    ----------
    left : float64, shape (m,)
    shock : float64, shape (m,)
    controls : float64, shape (m, k)
        A constant among them.
    apart : int
        Least number of periods by which the string is moved, in either direction.

    Returns
    -------
    float64, shape (m - 2 * apart + 1,)

    Raises
    ------
    UsageError
        If the sample is too short to be moved in.

    Notes
    -----
    Law: equal to one least-squares regression for each rotation (the test compares); a shock of twice the size has half of
    each coefficient.
    """
    length = len(left)
    if length <= 2 * apart or not shock.any():
        raise UsageError(
            f"a shock cannot be moved around {length} periods by {apart} or more",
            "estimation.rotation",
            f"a shock that is not zero and more than {2 * apart} periods",
            "take a longer sample",
        )
    corner = np.linalg.cholesky(controls.T @ controls)
    basis = np.linalg.solve(corner, controls.T).T  # orthonormal, and far cheaper than a factoring of all rows
    rest = left - basis @ (basis.T @ left)
    turned = np.conj(np.fft.rfft(shock))
    cross = np.fft.irfft(np.fft.rfft(rest) * turned, length)
    onto = np.fft.irfft(np.fft.rfft(basis, axis=0) * turned[:, None], length, axis=0)
    there = slice(apart, length - apart + 1)
    free = np.square(shock).sum() - np.square(onto[there]).sum(axis=1)
    result: Floats = cross[there] / free
    return result
