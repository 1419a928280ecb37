"""Two runs side by side: where they end, and by how much they differ on the way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ebb.errors import UsageError
from ebb.simulate.result import PATHS, Run


@dataclass(frozen=True, slots=True, eq=False)
class Comparison:
    """Second less first, path by path, on the months both have; USD billion."""

    first: str
    second: str
    dates: tuple[date, ...]
    differences: dict[str, NDArray[np.float64]]

    def json(self) -> dict[str, Any]:
        """The wire form."""
        return {
            "first": self.first,
            "second": self.second,
            "unit": "USD bn",
            "dates": [d.isoformat() for d in self.dates],
            "differences": {name: [round(v, 11) for v in values.tolist()] for name, values in self.differences.items()},
        }


def compare(first: Run, second: Run) -> Comparison:
    """The second run less the first.

    Raises
    ------
    UsageError
        If the two have no month in common.
    """
    common = sorted(set(first.dates) & set(second.dates))
    if not common:
        raise UsageError(
            f"{first!r} and {second!r} have no month in common",
            "ebb.compare",
            "two runs whose dates overlap",
            "run both with the same --start",
        )
    places = [np.array([run.dates.index(day) for day in common]) for run in (first, second)]
    return Comparison(
        first=f"{first.scenario} ({first.setting})",
        second=f"{second.scenario} ({second.setting})",
        dates=tuple(common),
        differences={name: second.path(name)[places[1]] - first.path(name)[places[0]] for name in PATHS},
    )
