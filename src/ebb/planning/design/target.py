"""What a plan is for, in words: ``reserves at 12% of bank assets``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from ebb.errors import UsageError

Quantity = Literal["reserves", "total assets", "securities"]
Of = Literal["USD bn", "bank assets", "GDP"]

_TARGET: Final = re.compile(
    r"(reserves|total[ -]assets|securities)\s+(?:at|of|to)\s+"
    r"(?:USD\s*|\$)?(\d[\d,]*(?:\.\d+)?)\s*(%|percent|tn|trillion|bn|billion)?\s*(?:of\s+)?(bank[ -]assets|gdp)?",
    re.IGNORECASE | re.ASCII,
)
_SHARE: Final = re.compile(r"(\d+(?:\.\d+)?)\s*(?:%|percent)?", re.IGNORECASE | re.ASCII)
_EXAMPLES: Final = '"reserves at 12% of bank assets", "reserves at 9% of GDP", "total assets at 6.2 trillion"'


@dataclass(frozen=True, slots=True)
class Target:
    """A level to come down to: USD billion, or percent of bank assets or of GDP."""

    quantity: Quantity
    value: float
    of: Of

    def levels(self, bank_assets: NDArray[np.float64], gdp: NDArray[np.float64]) -> NDArray[np.float64]:
        """The target in USD billion in each month, shape (months,)."""
        if self.of == "USD bn":
            return np.full(len(gdp), self.value)
        return self.value / 100.0 * (bank_assets if self.of == "bank assets" else gdp)

    def __str__(self) -> str:
        shown = f"USD {self.value:g} bn" if self.of == "USD bn" else f"{self.value:g}% of {self.of}"
        return f"{self.quantity} at {shown}"


def read_target(text: str) -> Target:
    """A target as a person writes it.

    Raises
    ------
    UsageError
        If it cannot be read, or no such level can be.

    >>> str(read_target("reserves at 12% of bank assets")), str(read_target("total assets at $6.2 trillion"))
    ('reserves at 12% of bank assets', 'total assets at USD 6200 bn')
    """
    found = _TARGET.fullmatch(text.strip())
    if found is None:
        raise _unread(text, "no target that can be read")
    quantity, number, unit, base = (part.lower().replace("-", " ") if part else "" for part in found.groups())
    value = float(number.replace(",", ""))
    percent = unit in ("%", "percent")
    if percent != bool(base):
        raise _unread(text, "a percentage needs what it is of, and an amount is of nothing")
    if not percent:
        value *= 1000.0 if unit in ("tn", "trillion") else 1.0
        if value < 100.0:
            raise _unread(text, f"USD {value:g} bn is no balance sheet: give billions, or write trillion")
    elif not 0.0 < value < 100.0:
        raise _unread(text, f"{value:g} percent of {base}")
    of: Of = "USD bn" if not percent else "GDP" if base == "gdp" else "bank assets"
    return Target(quantity, value, of)  # type: ignore[arg-type]  # one of the three words of the pattern


def read_share(text: str, option: str) -> float:
    """A chance in percent, written ``5%`` or ``5``.

    Raises
    ------
    UsageError
        If it is no number above 0 and below 100.

    >>> read_share("5%", "--max-risk")
    5.0
    """
    found = _SHARE.fullmatch(text.strip())
    if found is None or not 0.0 < float(found.group(1)) < 100.0:
        raise UsageError(f'"{text}" is no chance', option, "a percentage above 0 and below 100", f"write {option} 5%")
    return float(found.group(1))


def _unread(text: str, why: str) -> UsageError:
    return UsageError(
        f'"{text}": {why}',
        "ebb plan --target",
        f"one of {_EXAMPLES}",
        'write --target "reserves at 12% of bank assets"',
    )
