"""Least squares of a rate on one shape out of many, for many samples at once.

A *shape* is a curve x_k(q) known up to its place k on a grid: a hinge at each candidate kink, a logistic at each centre
and width. For each sample the best k is found by trying all of them in closed form, so two thousand bootstrap samples
cost a few matrix products. This module knows nothing about reserves.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Profile:
    """Best-fitting shape of each sample; all arrays have shape (samples,).

    `place` is the column of the best shape, -1 where no shape has a positive slope (then `slope` is 0 and `floor` the
    mean).
    """

    place: NDArray[np.intp]
    floor: Array
    slope: Array
    squares: Array  # residual sum of squares
    total: Array  # sum of squares around the mean


def profile(shapes: Array, y: Array, weights: Array, *, either_sign: bool = False) -> Profile:
    """Fit ``y = floor + slope * shape_k`` with slope > 0 for every sample and keep the best k of each.

    Parameters
    ----------
    shapes : float64, shape (n, K)
        Column k holds the k-th candidate at the n observations.
    y : float64, shape (n,) or (samples, n)
        The left side, the same for all samples or one row for each.
    weights : float64, shape (samples, n), >= 0
        How often each observation stands in each sample (a bootstrap draw, or 0 and 1 for a cut).
    either_sign : bool
        Admit a negative slope too.

    Notes
    -----
    The slope is held positive because these are demand curves: a rate that rises with reserves is read as "no curve".
    Law: ``squares <= total``, equal exactly where `place` is -1.
    """
    x = shapes - shapes.mean(axis=0)  # centred for accuracy; the weighted means are taken out again below
    rows = np.broadcast_to(y, weights.shape)
    weighted = weights * rows
    count = weights.sum(axis=1)
    mean_y = weighted.sum(axis=1) / count
    mean_x = (weights @ x) / count[:, None]
    cross = weighted @ x - (count * mean_y)[:, None] * mean_x
    spread = weights @ x**2 - count[:, None] * mean_x**2
    total = np.maximum((weighted * rows).sum(axis=1) - count * mean_y**2, 0.0)
    usable = ((cross > 0) | either_sign) & (spread > 1e-9 * count[:, None])
    gain = np.where(usable, cross**2 / np.where(usable, spread, 1.0), 0.0)
    place = gain.argmax(axis=1)
    each = np.arange(len(count))
    found = gain[each, place] > 0
    slope = np.where(found, cross[each, place] / np.where(found, spread[each, place], 1.0), 0.0)
    centre = mean_x[each, place] + shapes.mean(axis=0)[place]
    return Profile(
        place=np.where(found, place, -1),
        floor=mean_y - slope * centre,
        slope=slope,
        squares=total - gain[each, place],
        total=total,
    )
