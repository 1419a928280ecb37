"""The shapes a demand curve can have, each of width one and centred on zero, and where each bends most.

All fall as reserves rise. A smooth one goes from one to zero; the hinge rises without end below its kink.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import cache

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

#: Widths from the centre at which each shape bends most on its flat side (where its second derivative is largest):
#: a zero of the third derivative, in closed form.
BENDS = {
    "poole": 1.0,
    "logistic": math.log(2.0 + math.sqrt(3.0)),
    "double_exponential": math.log((3.0 + math.sqrt(5.0)) / 2.0),
    "hinge": 0.0,
}
_MESH, _FAR = 1.0 / 320.0, 9.0


def poole_shape(u: Array) -> Array:
    """``Phi(-u)``: the chance that a bank ends the day short. Source: Poole, Journal of Finance 23(5), 1968.

    Notes
    -----
    Law: equal to ``erfc(u / sqrt 2) / 2`` within 1e-12: exact at nodes close together, and four terms of Taylor's series from
    the nearest.
    """
    nodes, exact = _normal_table()
    inside = np.clip(u, nodes[0], nodes[-1])
    place = np.rint((inside - nodes[0]) / _MESH).astype(np.intp)
    at = nodes[place]
    d = inside - at
    density = np.exp(-0.5 * at * at) / math.sqrt(2.0 * math.pi)
    found: Array = exact[place] - density * d * (
        1.0 - 0.5 * d * at + d * d * (at * at - 1.0) / 6.0 - d * d * d * (at * at * at - 3.0 * at) / 24.0
    )
    return found


@cache
def _normal_table() -> tuple[Array, Array]:
    nodes: Array = _MESH * np.arange(-round(_FAR / _MESH), round(_FAR / _MESH) + 1, dtype=np.float64)
    return nodes, np.array([0.5 * math.erfc(node / math.sqrt(2.0)) for node in nodes.tolist()])


def logistic_shape(u: Array) -> Array:
    """``1 / (1 + exp(u))``, without overflow."""
    return 0.5 * (1.0 - np.tanh(0.5 * u))


def double_exponential_shape(u: Array) -> Array:
    """``exp(-exp(u))``. Source: Chen, Kourentzes and Veyrune, IMF Working Paper 23/179, with the sign that saturates."""
    return np.exp(-np.exp(np.minimum(u, 50.0)))


def hinge_shape(u: Array) -> Array:
    """``max(0, -u)``; of width one."""
    return np.maximum(0.0, -u)


SHAPES: dict[str, Callable[[Array], Array]] = {
    "poole": poole_shape,
    "logistic": logistic_shape,
    "double_exponential": double_exponential_shape,
    "hinge": hinge_shape,
}
