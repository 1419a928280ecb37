"""The Desk's rule for one calendar month: what is redeemed, what is rolled over, and into which new issue.

Amounts are whole US dollars in Python integers, so nothing overflows and every sum is exact. The rule (Federal
Reserve Bank of New York, FAQs: Treasury Rollovers; Operating Policy statements of 4 May 2022 and 29 October 2025):
coupon securities are redeemed first, up to the monthly cap; bills fill what room is left under the cap; nothing is
carried to another month. What is not redeemed is rolled over, split over the month's maturity dates in proportion to
what matures on each, and on each date over the new issues in proportion to their announced sizes.

This room never sees a balance sheet or a price, and never decides a cap.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from operator import index
from types import MappingProxyType
from typing import Any

from ebb.errors import AmountError

#: Treasury securities are bid for and held in multiples of this many dollars of par.
LOT = 100


@dataclass(frozen=True, slots=True)
class Redemption:
    """What one month's maturities became.

    `coupons` and `bills` map each maturity date, in date order, to (redeemed, rolled) in whole US dollars.
    """

    coupons: Mapping[date, tuple[int, int]]
    bills: Mapping[date, tuple[int, int]]

    @property
    def coupons_redeemed(self) -> int:
        """Coupon principal paid off, USD."""
        return sum(redeemed for redeemed, _ in self.coupons.values())

    @property
    def bills_redeemed(self) -> int:
        """Bill principal paid off, USD."""
        return sum(redeemed for redeemed, _ in self.bills.values())

    @property
    def rolled_over(self) -> int:
        """Principal of both classes rolled into new issues, USD."""
        return sum(rolled for side in (self.coupons, self.bills) for _, rolled in side.values())


def redeem(cap: int | None, coupons: Mapping[date, int], bills: Mapping[date, int]) -> Redemption:
    """Apply a monthly cap to the principal that matures in one calendar month.

    Parameters
    ----------
    cap : int or None
        Most that may run off this month, USD; None = no limit, 0 = everything is rolled over.
    coupons, bills : mapping of date to int
        Principal maturing per date, USD. Coupons include FRN, and TIPS at par plus inflation compensation rounded to
        the dollar. A date belongs to the month of its contractual maturity, also when it is paid in the next one;
        choosing the month is the caller's task.

    Returns
    -------
    Redemption

    Raises
    ------
    AmountError
        If any amount is negative or no whole number, a side is no mapping, or a key is no date (text and times of the
        day are none); the message lists every problem.

    Notes
    -----
    Laws: redeemed + rolled = maturing on every date; total redeemed = min(cap, maturing) to the dollar; coupons before
    bills; nothing is negative; the order of a mapping does not matter.

    The rollover of a class is split over its dates in proportion to what matures, each share rounded down to $100; the
    remainder goes to the earliest date with room (and on to the next once that date is rolled over in full). When
    amounts are not multiples of $100 (TIPS compensation) the odd dollars travel with that remainder, so that the cap
    is met exactly. The Desk, which bids in lots, would redeem up to $99 a date more; sums that add up were preferred.

    >>> from datetime import date
    >>> month = redeem(6_000_000_000, {date(2017, 11, 15): 12_000_000_000, date(2017, 11, 30): 9_000_000_000}, {})
    >>> month.rolled_over
    15000000000
    >>> month.coupons[date(2017, 11, 15)]
    (3428571400, 8571428600)
    """
    problems = [] if cap is None else _problems("the cap", cap)
    for name, side in (("coupons", coupons), ("bills", bills)):
        problems += _side_problems(name, side)
    if problems:
        raise AmountError(
            "; ".join(problems),
            "portfolio.redeem",
            "whole US dollars by date, zero or more (cap: None for no limit)",
            "correct the amounts; nothing was redeemed",
        )
    due_coupons = {day: index(coupons[day]) for day in sorted(coupons)}
    due_bills = {day: index(bills[day]) for day in sorted(bills)}
    all_coupons, all_bills = sum(due_coupons.values()), sum(due_bills.values())
    limit = all_coupons + all_bills if cap is None else index(cap)
    coupons_out = min(limit, all_coupons)
    bills_out = min(limit - coupons_out, all_bills)
    return Redemption(
        coupons=_split(due_coupons, all_coupons - coupons_out),
        bills=_split(due_bills, all_bills - bills_out),
    )


def allocate(amount: int, offerings: Iterable[int]) -> list[int]:
    """Split a rollover over the new issues that settle on its day, in proportion to their announced sizes.

    Parameters
    ----------
    amount : int
        Principal to roll over, USD.
    offerings : iterable of int
        Announced public offering of each issue, USD, in the order of the announcement (shortest first).

    Returns
    -------
    list of int
        The add-on to each issue, USD, in the same order.

    Raises
    ------
    AmountError
        If any amount is negative or no whole number, the offerings are no list, or there is something to roll over and
        nothing to roll it into; the message lists every problem.

    Notes
    -----
    Laws: add-ons sum to `amount`; every share is rounded down to $100 and the remainder goes to the first issue (the
    first with a size, should one be offered at zero). Source: worked example in the New York Fed's FAQs: Treasury
    Rollovers.

    >>> allocate(1_000_000_000, [24_000_000_000, 21_000_000_000, 13_000_000_000])
    [413793200, 362068900, 224137900]
    """
    problems = _problems("the amount", amount)
    given = list(offerings) if isinstance(offerings, Iterable) else []
    if not isinstance(offerings, Iterable):
        problems.append(f"the offerings are {offerings!r}, no list of sizes")
    for place, size in enumerate(given, start=1):
        problems += _problems(f"offering {place}", size)
    if not problems and amount and not any(given):
        problems.append(f"{amount} dollars have no offering to go into")
    if problems:
        raise AmountError(
            "; ".join(problems),
            "portfolio.allocate",
            "whole US dollars, zero or more, and at least one offering above zero",
            "correct the amounts; nothing was allocated",
        )
    sizes = [index(size) for size in given]
    total = sum(sizes)
    if not total:
        return [0] * len(sizes)
    shares = [index(amount) * size // total // LOT * LOT for size in sizes]
    first = next(place for place, size in enumerate(sizes) if size)
    shares[first] += index(amount) - sum(shares)
    return shares


def _split(due: Mapping[date, int], rolled: int) -> Mapping[date, tuple[int, int]]:
    """(redeemed, rolled) per date; `due` is in date order and `rolled` at most its sum."""
    total = sum(due.values())
    shares = {day: rolled * amount // total // LOT * LOT if total else 0 for day, amount in due.items()}
    left = rolled - sum(shares.values())
    for day, amount in due.items():
        more = min(left, amount - shares[day])
        shares[day] += more
        left -= more
    return MappingProxyType({day: (amount - shares[day], shares[day]) for day, amount in due.items()})


def _side_problems(name: str, side: Any) -> list[str]:
    if not isinstance(side, Mapping):
        return [f"{name} are {side!r}, no mapping of dates to amounts"]
    found = []
    for day, amount in side.items():
        # a datetime is a date to Python, but two of one day would count as two maturity dates
        if not isinstance(day, date) or isinstance(day, datetime):
            found.append(f"{name} mature on {day!r}, no date")
        found += _problems(f"{name} maturing on {day}", amount)
    return found


def _problems(name: str, amount: Any) -> list[str]:
    try:
        whole = index(amount)
    except TypeError:
        return [f"{name} is {amount!r}, no whole number of dollars"]
    if isinstance(amount, bool):
        return [f"{name} is {amount!r}, no whole number of dollars"]
    return [f"{name} is {whole}, below zero"] if whole < 0 else []
