"""The programme printed month by month: the table behind ``ebb caps``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from ebb.policy.programme import MonthRule, Programme


@dataclass(frozen=True, slots=True)
class CapsTable:
    """Rules of consecutive months as known on a day; amounts are USD billion a month."""

    as_of: date
    rules: tuple[MonthRule, ...]

    def json(self) -> dict[str, Any]:
        """The contract of ``ebb caps --json``: columns of equal length; 0 = no runoff, None = no limit or no pace."""
        return {
            "as_of": self.as_of.isoformat(),
            "unit": "USD bn",
            "months": [f"{rule.month:%Y-%m}" for rule in self.rules],
            "treasury_cap": [_bn(rule.treasury_cap) for rule in self.rules],
            "mbs_cap": [_bn(rule.mbs_cap) for rule in self.rules],
            "treasury_purchases": [_bn(rule.treasury_purchases) for rule in self.rules],
            "mbs_purchases": [_bn(rule.mbs_purchases) for rule in self.rules],
            "reinvestment": [rule.reinvestment for rule in self.rules],
            "reference": [rule.reference for rule in self.rules],
        }


def caps_table(programme: Programme, first: date, last: date) -> CapsTable:
    """The rules of every month from that of `first` to that of `last`, as `programme` knows them.

    Raises
    ------
    OutOfRange
        If the span ends before it starts, or starts before the programme's document.
    """
    return CapsTable(programme.known_to, programme.months(first, last))


def _bn(amount: float | None) -> float | None:
    return None if amount is None else round(amount, 11)
