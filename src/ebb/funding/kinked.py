"""The reserve-demand curve as plain numbers, for loops that ask it millions of times."""

from __future__ import annotations

from dataclasses import dataclass
from math import isnan


@dataclass(frozen=True, slots=True)
class Hinge:
    """``floor + slope * max(0, kink - q)``: basis points at reserves of q percent of bank assets.

    `kink` is NaN where no turn was found: then the curve is `floor` everywhere.

    >>> Hinge(kink=13.0, slope=3.0, floor=-8.0)(11.0), Hinge(float("nan"), 0.0, -8.0)(11.0)
    (-2.0, -8.0)
    """

    kink: float
    slope: float
    floor: float

    def __call__(self, share: float) -> float:
        """Spread of SOFR over interest on reserves, basis points."""
        return self.floor if isnan(self.kink) else self.floor + self.slope * max(0.0, self.kink - share)
