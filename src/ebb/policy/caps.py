"""The programme printed month by month: the table behind ``ebb caps``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from ebb.dates import add_months
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
        If the span ends before it starts, starts before the programme's document, or ends more than sixty years after the
        newest step known.
    """
    return CapsTable(programme.known_to, programme.months(first, last))


def shown_months(
    first: date | None, last: date | None, *, as_of: date | None, begins: date
) -> tuple[date | None, date | None]:
    """The span to show where it was left open: the year up to `last`, else up to `as_of`, from the programme's first month.

    Parameters
    ----------
    first, last : date or None
        As asked for; a `first` that was given is never moved.
    as_of : date or None
        The day the programme is cut at; None = the newest.
    begins : date
        First day the programme speaks of.

    >>> shown_months(None, date(2019, 12, 31), as_of=None, begins=date(2007, 1, 1))
    (datetime.date(2019, 1, 1), datetime.date(2019, 12, 31))
    >>> shown_months(None, None, as_of=date(2007, 6, 1), begins=date(2007, 1, 1))
    (datetime.date(2007, 1, 1), None)
    """
    anchor = last or as_of
    if first is not None or anchor is None:
        return first, last
    if anchor < begins:  # nothing to move to: let the programme say that it does not reach so far
        return anchor.replace(day=1), last
    return max(add_months(anchor.replace(day=1), -11), begins.replace(day=1)), last


def _bn(amount: float | None) -> float | None:
    return None if amount is None else round(amount, 11)
