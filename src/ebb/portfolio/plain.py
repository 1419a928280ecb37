"""The redemption and rollover step once more, in plain Python: slow, short, and the referee of the engine.

It works on single securities with loops and fractions and shares no arithmetic with :mod:`ebb.portfolio.engine` or
:mod:`ebb.portfolio.redemption`. Tests run both over whole episodes and ask for the same dollars.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import TypeVar

from ebb.portfolio.offerings import Offering

#: Class, CUSIP (only notes and bonds have one) and maturity name a security.
Key = tuple[str, str, date]
K = TypeVar("K", date, int)


@dataclass
class PlainBook:
    """Coupon securities as key -> principal (par plus compensation, USD), and bills as maturity -> par."""

    coupons: dict[Key, int] = field(default_factory=dict)
    bills: dict[date, int] = field(default_factory=dict)
    redeemed: int = 0


def plain_month(
    book: PlainBook,
    first: date,
    last: date,
    cap: int | None,
    settling: Callable[[date], Sequence[Offering]],
    into_bills: Callable[[int, date], Mapping[date, int]],
) -> PlainBook:
    """One calendar month (contractual maturities from `first` to `last`) of a book without purchases or sales.

    `settling` gives the coupon issues that settle against a maturity date, `into_bills` the maturities of rolled bills.
    """
    after = PlainBook({}, {}, book.redeemed)
    coupons: dict[date, int] = {}
    bills: dict[date, int] = {}
    for key, principal in book.coupons.items():
        if first <= key[2] <= last:
            coupons[key[2]] = coupons.get(key[2], 0) + principal
        else:
            after.coupons[key] = principal
    for day, par in book.bills.items():
        if first <= day <= last:
            bills[day] = par
        else:
            after.bills[day] = par
    all_coupons, all_bills = sum(coupons.values()), sum(bills.values())
    room = all_coupons + all_bills if cap is None else cap
    out_coupons = all_coupons if all_coupons < room else room
    out_bills = all_bills if all_bills < room - out_coupons else room - out_coupons
    after.redeemed += out_coupons + out_bills
    for day, amount in _shares(all_coupons - out_coupons, coupons).items():
        issues = settling(day)
        sizes = {place: issue.size for place, issue in enumerate(issues)}
        for place, part in _shares(amount, sizes, capped=False).items():
            issue = issues[place]
            key = (issue.asset_class, issue.cusip if issue.asset_class == "notes_bonds" else "", issue.matures)
            after.coupons[key] = after.coupons.get(key, 0) + part
    for day, amount in _shares(all_bills - out_bills, bills).items():
        for matures, part in into_bills(amount, day).items():
            after.bills[matures] = after.bills.get(matures, 0) + part
    return after


def _shares(amount: int, weights: Mapping[K, int], capped: bool = True) -> dict[K, int]:
    """Proportional parts in whole hundreds, the rest to the first key (`capped`: up to its weight, then the next)."""
    total = sum(weights.values())
    parts = {key: int(Fraction(amount * weights[key], 100 * total)) * 100 if total else 0 for key in sorted(weights)}
    rest = amount - sum(parts.values())
    for key in parts:
        more = min(rest, weights[key] - parts[key]) if capped else rest
        parts[key] += more
        rest -= more
    return {key: part for key, part in parts.items() if part}
