"""Days on which the factors behind reserves move: tax days, coupon settlements, ends of months and quarters.

The calendar is law and practice; what such a day does to rates or to reserves is measured on the record and never typed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

from ebb.dates.business import next_business_day
from ebb.dates.calendar import month_end, months

Kind = Literal["tax", "coupon_mid_month", "coupon_month_end", "month_end", "quarter_end"]
KINDS: Final[tuple[Kind, ...]] = ("tax", "coupon_mid_month", "coupon_month_end", "month_end", "quarter_end")

#: Calendar days on which instalments of individual or corporate income tax are due, in the calendar year (Internal Revenue
#: Service, Publication 509). One-off delays of a filing season are not in it.
_TAX: Final = ((1, 15), (4, 15), (6, 15), (9, 15), (12, 15))


@dataclass(frozen=True, slots=True)
class FactorDay:
    """A day on which a factor moves, and which."""

    date: date
    kind: Kind


def factor_days(first: date, last: date) -> tuple[FactorDay, ...]:
    """Every factor day from `first` to `last`, both included, in order.

    A payment due on a day that is no business day is made on the next (Publication 509; Treasury coupons likewise). Ends of
    months and quarters are calendar days: statements are dated by them whether or not they are business days.

    >>> [day.kind for day in factor_days(date(2026, 9, 15), date(2026, 9, 30))]
    ['tax', 'coupon_mid_month', 'coupon_month_end', 'month_end', 'quarter_end']
    """
    found = []
    for year, month in months(first - timedelta(days=10), last):
        end = month_end(year, month)
        if (month, 15) in _TAX:
            found.append(FactorDay(next_business_day(date(year, month, 15)), "tax"))
        found.append(FactorDay(next_business_day(date(year, month, 15)), "coupon_mid_month"))
        found.append(FactorDay(next_business_day(end), "coupon_month_end"))
        found.append(FactorDay(end, "month_end"))
        if month % 3 == 0:
            found.append(FactorDay(end, "quarter_end"))
    return tuple(
        sorted((day for day in found if first <= day.date <= last), key=lambda d: (d.date, KINDS.index(d.kind)))
    )
