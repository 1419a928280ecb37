"""When a Treasury security is paid, when a new one settles, and to which month a redemption belongs.

Two calendars differ by one day a year. Principal is *paid* on a day the Federal Reserve is open (31 CFR 356.30(a): on
a Saturday, Sunday or other closed day "we will make the payment (without additional interest) on the next business
day"); new securities *settle* on a day the Treasury market settles, which Good Friday is not. So the notes that
matured on Good Friday, 15 April 2022, were due that day, and the new 3-, 10- and 30-year securities settled on
Monday, 18 April.
"""

from __future__ import annotations

from datetime import date, timedelta

from ebb.dates.calendar import month_end
from ebb.dates.holidays import good_friday, reserve_bank_holidays

_DAY = timedelta(days=1)


def is_payment_day(day: date) -> bool:
    """Whether the Federal Reserve Banks are open, so that maturing principal is paid.

    Raises
    ------
    OutOfRange
        Before 1986.
    """
    return day not in reserve_bank_holidays(day.year) and day.weekday() < 5


def is_business_day(day: date) -> bool:
    """Whether Treasury securities settle on `day`: the Reserve Banks are open and it is not Good Friday.

    Saturday holidays are not moved to Friday: coupons settled on 2010-12-31 and 2021-12-31.

    Raises
    ------
    OutOfRange
        Before 1986.
    """
    return is_payment_day(day) and day != good_friday(day.year)


def next_business_day(day: date) -> date:
    """`day` itself if Treasury securities settle on it, else the next day on which they do.

    >>> next_business_day(date(2022, 4, 15))
    datetime.date(2022, 4, 18)
    """
    while not is_business_day(day):
        day += _DAY
    return day


def previous_business_day(day: date) -> date:
    """`day` itself if Treasury securities settle on it, else the last day before on which they did."""
    while not is_business_day(day):
        day -= _DAY
    return day


def last_business_day(year: int, month: int) -> date:
    """The last day of a month on which Treasury securities settle; TIPS are issued then."""
    return previous_business_day(month_end(year, month))


def last_friday(year: int, month: int) -> date:
    """The last Friday of a month, or the next day on which Treasury securities settle; FRN are reopened then.

    >>> last_friday(2018, 3), last_friday(2022, 9)
    (datetime.date(2018, 4, 2), datetime.date(2022, 9, 30))
    """
    end = month_end(year, month)
    return next_business_day(end - timedelta(days=(end.weekday() - 4) % 7))


def pays(maturity: date) -> date:
    """The day on which principal due on `maturity` is paid (31 CFR 356.30(a)).

    >>> pays(date(2022, 7, 31)), pays(date(2022, 4, 15))
    (datetime.date(2022, 8, 1), datetime.date(2022, 4, 15))
    """
    while not is_payment_day(maturity):
        maturity += _DAY
    return maturity


def redemption_month(maturity: date) -> tuple[int, int]:
    """The (year, month) whose cap a redemption counts against: that of the contractual maturity, not of the payment.

    A note of 31 July 2022, a Sunday, is paid on 1 August and counts in July.

    >>> redemption_month(date(2022, 7, 31))
    (2022, 7)
    """
    return maturity.year, maturity.month
