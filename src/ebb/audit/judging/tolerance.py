"""How far a figure may lie from what is printed: read from the table of tolerances, by the words that limit it."""

from __future__ import annotations

from dataclasses import dataclass

from ebb.audit.claim import Found
from ebb.audit.terms import document

#: Half of a binary rounding, so that 95.0 is not "more than" 95.
_ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class Band:
    """A stretch of figures: those the words allow (`low` to `high`), and those near it (`near_low` to `near_high`)."""

    low: float
    high: float
    near_low: float
    near_high: float
    words: str

    def grade(self, value: float) -> str:
        """``"right"``, ``"near"`` or ``"off"``."""
        if self.low - _slack(self.low) <= value <= self.high + _slack(self.high):
            return "right"
        if self.near_low <= value <= self.near_high:
            return "near"
        return "off"


def band(found: Found, *, family: str, times: float = 1.0, slack: float = 0.0) -> Band:
    """What a printed quantity allows, in its own unit.

    Parameters
    ----------
    found : Found
    family : ``"money"``, ``"rate"``, ``"share"`` or ``"multiple"``
    times : float
        Multiplies what is printed (a slip of unit).
    slack : float
        Added on both sides, in the unit of the quantity.

    Notes
    -----
    Law: the printed figure itself is right for "exact", "about", "between" and "as high as" whatever its size and unit.
    """
    low, high = sorted((found.low * times, found.high * times))
    step = abs(found.step * times)
    if family in ("share", "multiple"):
        table = document("tolerance")[family]
        part = 0.5 * step if step else 0.0
        right_low = right_high = max(part, table["right"] * abs(high))
        near_low = near_high = table["near"] * abs(high)
    else:
        row = document("tolerance")[family][found.limit if low == high or found.limit != "exact" else "between"]
        scale = (abs(low), abs(high)) if family == "money" else (1.0, 1.0)
        half = row["step"] * step
        right_low, right_high = max(half, row["right"]["below"] * scale[0]), max(half, row["right"]["above"] * scale[1])
        near_low, near_high = (
            max(right_low, row["near"]["below"] * scale[0]),
            max(right_high, row["near"]["above"] * scale[1]),
        )
    return Band(
        low - right_low - slack,
        high + right_high + slack,
        low - max(near_low, right_low) - slack,
        high + max(near_high, right_high) + slack,
        found.limit,
    )


def _slack(value: float) -> float:
    return _ROUNDING * max(1.0, abs(value))
