"""Days that matter: H.4.1 Wednesdays, settlement and payment days, redemption months, meetings of the FOMC.

This room knows calendars only. It never reads a file, and never knows what was held or paid.
Coupon dates, which need numpy, are imported from :mod:`ebb.dates.coupons`.
"""

from __future__ import annotations

from ebb.dates.business import (
    is_business_day,
    is_payment_day,
    last_business_day,
    last_friday,
    next_business_day,
    pays,
    previous_business_day,
    redemption_month,
)
from ebb.dates.calendar import add_months, last_wednesday, month_end, month_ends, months, wednesdays
from ebb.dates.fomc import Fomc, Meeting, fomc
from ebb.dates.holidays import good_friday, reserve_bank_holidays

__all__ = [
    "Fomc",
    "Meeting",
    "add_months",
    "fomc",
    "good_friday",
    "is_business_day",
    "is_payment_day",
    "last_business_day",
    "last_friday",
    "last_wednesday",
    "month_end",
    "month_ends",
    "months",
    "next_business_day",
    "pays",
    "previous_business_day",
    "redemption_month",
    "reserve_bank_holidays",
    "wednesdays",
]
