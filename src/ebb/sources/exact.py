"""What a field of a publisher's answer says, read exactly: dates, money and numbers without floats.

A field that is absent and a field that is empty are None; everything else is read exactly or refused with a ValueError,
which the parser collects (:class:`Problems`). A missing figure never becomes zero.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Final, NoReturn

import numpy as np

from ebb.errors import FormatError
from ebb.sources.cards import Card
from ebb.sources.harvest import Reading

#: What publishers write where a figure is missing; never zero.
MISSING: Final = frozenset({"", "null", "NA", "N/A", "n/a", "*"})

_AMOUNT = re.compile(r"(-?)(\d{1,16})(?:\.(\d{1,20}))?\Z", re.ASCII)
_MONEY = re.compile(r"(\d{1,16})(?:\.(\d{1,2}))?\Z", re.ASCII)
_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)\Z", re.ASCII)
_NEXT: Final = "the last good figures are kept; try again later"
_SHOWN: Final = 8  # problems spelt out in one message; the rest is counted
_FIRST_YEAR: Final = 1900  # no figure is older, no security matures later than the other
_LAST_YEAR: Final = 2199


@dataclass(slots=True)
class Problems:
    """Everything wrong with one delivery, collected so that one message can name it all.

    Parameters
    ----------
    where : str
        Publisher and document.
    expected : str
        What the delivery should look like.
    """

    where: str
    expected: str
    found: list[str] = field(default_factory=list)

    def add(self, text: str) -> None:
        """Remember one problem."""
        self.found.append(text)

    def refuse_if_any(self) -> None:
        """Refuse the delivery if anything was wrong.

        Raises
        ------
        FormatError
            With the first problems in full and the number of the others.
        """
        if self.found:
            more = f"; and {len(self.found) - _SHOWN} more" if len(self.found) > _SHOWN else ""
            self.refuse("; ".join(self.found[:_SHOWN]) + more)

    def refuse(self, what: str) -> NoReturn:
        """Refuse the delivery now.

        Raises
        ------
        FormatError
        """
        raise FormatError(what, self.where, self.expected, _NEXT)

    def read(self, label: str, reader: Callable[[Any], Any], raw: Any) -> Any:
        """`reader(raw)`; where it refuses, None, and the problem is remembered under `label`."""
        try:
            return reader(raw)
        except ValueError as error:
            self.add(f"{label}: {error}")
            return None


def missing(raw: Any) -> bool:
    """Whether a field carries no figure."""
    return raw is None or (isinstance(raw, str) and raw.strip() in MISSING)


def words(raw: Any) -> str:
    """Text of a field, "" where there is none.

    Raises
    ------
    ValueError
        If it is no text.
    """
    if raw is None:
        return ""
    if not isinstance(raw, str):
        raise ValueError(f"{str(raw)[:40]!r} is no text")
    return "" if raw.strip() == "null" else raw.strip()


def day(raw: Any) -> date | None:
    """A date written YYYY-MM-DD (a time after it is ignored), None where there is none.

    Raises
    ------
    ValueError
    """
    if missing(raw):
        return None
    found = _DAY.match(raw.strip().split("T")[0]) if isinstance(raw, str) else None
    if not found:
        raise ValueError(f"{str(raw)[:40]!r} is no date YYYY-MM-DD")
    if not _FIRST_YEAR <= int(found[1]) <= _LAST_YEAR:
        raise ValueError(f"{found[0]} lies outside {_FIRST_YEAR} to {_LAST_YEAR}")
    return date(int(found[1]), int(found[2]), int(found[3]))


def a_day(raw: Any) -> date:
    """A date that must be there.

    Raises
    ------
    ValueError
    """
    found = day(raw)
    if found is None:
        raise ValueError("no date")
    return found


def cents(raw: Any, *, scale: int = 1, rounding: bool = False) -> int | None:
    """Money in US cents, exactly; None where there is none.

    Parameters
    ----------
    raw : str, int, Decimal or None
        As the publisher writes it: digits, one point, no separators.
    scale : int
        Dollars in one unit of the text (1,000,000 for millions).
    rounding : bool
        Whether fractions of a cent are rounded half to even; otherwise they are refused, because no publisher
        states a holding in fractions of a cent: such a figure is in another unit.

    Raises
    ------
    ValueError

    >>> cents("61490669536.35"), cents("0.0001", scale=1_000_000), cents("null")
    (6149066953635, 10000, None)
    """
    if scale == 1 and isinstance(raw, str) and (plain := _MONEY.match(raw)):  # nearly every row of 30,000
        return int(plain[1]) * 100 + int((plain[2] or "").ljust(2, "0"))
    value = decimal(raw)
    if value is None:
        return None
    if len(value.as_tuple().digits) > 26:  # products below stay exact within the 28 digits of the decimal context
        raise ValueError(f"{str(raw)[:40]!r} has more digits than an amount")
    amount = value * scale * 100
    whole = int(amount.to_integral_value())  # half to even
    if whole != amount and not rounding:
        raise ValueError(f"{str(raw)[:40]!r} is no amount in whole cents")
    return whole


def decimal(raw: Any) -> Decimal | None:
    """A plain decimal number (no exponent, no separators), None where there is none.

    Raises
    ------
    ValueError
    """
    if missing(raw):
        return None
    if isinstance(raw, bool) or not isinstance(raw, str | int | Decimal):
        raise ValueError(f"{str(raw)[:40]!r} is no number")
    text = raw.strip() if isinstance(raw, str) else _digits(raw)
    if not _AMOUNT.match(text):
        raise ValueError(f"{text[:40]!r} is no plain number")
    return Decimal(text)


def number(raw: Any, low: float = -1e18, high: float = 1e18) -> float | None:
    """A number between two magnitudes as float (rates, shares), None where there is none.

    Raises
    ------
    ValueError
    """
    value = decimal(raw)
    if value is None:
        return None
    if not low <= value <= high:
        raise ValueError(f"{value} is not between {low:g} and {high:g}: another unit?")
    return float(value)


def count(raw: Any) -> int | None:
    """A whole number that is not negative, None where there is none.

    Raises
    ------
    ValueError
    """
    value = decimal(raw)
    if value is None:
        return None
    if value < 0 or value != value.to_integral_value():
        raise ValueError(f"{value} is no count")
    return int(value)


def reading(card: Card, points: dict[date, float]) -> Reading:
    """One series from its figures by date, in the order of dates.

    Raises
    ------
    UnitError
        If a figure lies outside the card's magnitudes.
    """
    days = sorted(points)
    return Reading(card, np.array(days, dtype="datetime64[D]"), np.array([points[d] for d in days], dtype=np.float64))


def listed(days: Sequence[Any], shown: int = 5) -> str:
    """The first few of a list in words, for notes.

    >>> listed(["a", "b", "c"], shown=2)
    'a, b and 1 more'
    """
    text = ", ".join(str(d) for d in days[:shown])
    return text if len(days) <= shown else f"{text} and {len(days) - shown} more"


def _digits(raw: int | Decimal) -> str:
    """A number of an answer as plain digits; one of absurd size is refused before it is written out."""
    if isinstance(raw, Decimal):
        if not raw.is_finite() or not -30 < raw.adjusted() < 30:
            raise ValueError("a number of absurd size")
        return f"{raw:f}"
    if abs(raw) >= 10**16:
        raise ValueError("a number of more than 16 digits")
    return str(raw)
