"""Agency principal that goes into Treasuries: bought in equal parts over a month that runs from mid-month to mid-month.

The Desk knows a month's principal from the factors published early in it, and buys from the middle of that month to the middle
of the next. So at a month's end about half of it is still to be bought; :class:`Pending` carries it. Into which Treasuries it
goes is the plan's word: bills, or all kinds in proportion to the debt outstanding.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from ebb.errors import FormatError
from ebb.portfolio.redemption import allocate
from ebb.portfolio.settlement import shift_months, thursdays

#: First day of a reinvestment month, and the last in the calendar month after it.
_FIRST, _LAST = 14, 13
#: Everything into notes and bonds, where the composition of the debt is not handed in.
COUPONS: Final[Mapping[str, float]] = {"notes_bonds": 1.0}


@dataclass(frozen=True, slots=True)
class Pending:
    """Principal received and not yet reinvested: bought on `day`, `amount` in whole US dollars."""

    day: date
    into: str
    amount: int


def reinvestment_days(month: date) -> tuple[date, ...]:
    """The Thursdays from the middle of a month to the middle of the next, on which its principal is reinvested.

    >>> [day.isoformat() for day in reinvestment_days(date(2019, 8, 1))]
    ['2019-08-15', '2019-08-22', '2019-08-29', '2019-09-05', '2019-09-12']
    """
    first = month.replace(day=1)
    here = [day for day in thursdays(first) if day.day >= _FIRST]
    return (*here, *(day for day in thursdays(shift_months(first, 1)) if day.day <= _LAST))


def scheduled(amount: int, month: date, into: str) -> tuple[Pending, ...]:
    """A month's principal in equal parts on its reinvestment days; law: the parts sum to `amount`."""
    days = reinvestment_days(month)
    parts = allocate(amount, [1] * len(days))
    return tuple(Pending(day, into, part) for day, part in zip(days, parts, strict=True) if part)


def by_class(amount: int, outstanding: Mapping[str, float]) -> dict[str, int]:
    """An amount over classes in proportion to the debt outstanding; law: the parts sum to `amount`."""
    names = [name for name, size in outstanding.items() if size > 0]
    weights = [round(outstanding[name] * 1_000_000) for name in names]
    return {name: part for name, part in zip(names, allocate(amount, weights), strict=True) if part}


def composition(document: Mapping[str, Any]) -> dict[str, float]:
    """Marketable debt by the portfolio's classes, USD million, from the packaged document.

    Raises
    ------
    FormatError
        If a class is missing or no number above zero.
    """
    sizes = document.get("outstanding", {})
    wrong = [name for name in ("bills", "notes", "bonds", "tips", "frn") if not sizes.get(name, 0) > 0]
    if wrong:
        raise FormatError(
            f"the debt outstanding has no size of {', '.join(wrong)}",
            "published/marketable",
            "a number above zero for bills, notes, bonds, tips and frn",
            "restore the packaged file (reinstall ebb)",
        )
    return {
        "bills": float(sizes["bills"]),
        "notes_bonds": float(sizes["notes"] + sizes["bonds"]),
        "tips": float(sizes["tips"]),
        "frn": float(sizes["frn"]),
    }
