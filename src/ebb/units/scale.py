"""Scales of money and rates: one table, used wherever a unit is read or changed.

A unit is a short text such as ``"USD bn"``; two units may be converted only when they measure the same thing.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from ebb.errors import UnitError

#: unit -> (what it measures, size of one in the base unit of that measure)
SCALES: Final[dict[str, tuple[str, float]]] = {
    "USD": ("money", 1.0),
    "USD mn": ("money", 1e6),
    "USD bn": ("money", 1e9),
    "USD tn": ("money", 1e12),
    "EUR mn": ("euros", 1e6),
    "EUR bn": ("euros", 1e9),
    "GBP mn": ("sterling", 1e6),
    "GBP bn": ("sterling", 1e9),
    "TWD mn": ("Taiwan dollars", 1e6),
    "TWD per USD": ("exchange rate", 1.0),
    "USD per ounce": ("price of gold", 1.0),
    "USD per barrel": ("price of oil", 1.0),
    "chained USD bn": ("volume", 1e9),
    "percent": ("rate", 1e-2),
    "bp": ("rate", 1e-4),
    "share": ("rate", 1.0),
    "index": ("index", 1.0),
    "years": ("time", 1.0),
    "count": ("count", 1.0),
    "ratio": ("ratio", 1.0),
    "standard deviations": ("standardised", 1.0),
}


def factor(source: str, target: str) -> float:
    """How many `target` one `source` is.

    Raises
    ------
    UnitError
        If either unit is unknown or the two measure different things.

    >>> factor("USD mn", "USD bn")
    0.001
    """
    for unit in (source, target):
        if unit not in SCALES:
            raise UnitError(f'"{unit}" is no unit', "units.scale", f"one of: {', '.join(SCALES)}", "correct the unit")
    (measure, size), (wanted, base) = SCALES[source], SCALES[target]
    if measure != wanted:
        raise UnitError(
            f'"{source}" cannot become "{target}"',
            "units.scale",
            f"both units to measure the same thing, not {measure} and {wanted}",
            "convert one of them by hand, with its price or rate",
        )
    return 1.0 if size == base else size / base


def convert(values: NDArray[np.float64], source: str, target: str) -> NDArray[np.float64]:
    """`values` given in `source`, expressed in `target` (same shape)."""
    scale = factor(source, target)
    return values if scale == 1.0 else values * scale
