"""Journal entries: what happened on one day, as changes of accounts that balance sector by sector.

An entry is a fact and never changes. It is checked when it is posted (:func:`check`), against two laws: in every sector
debits equal credits, and every claim that grows for its owners grows by the same amount for the one who owes it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import SupportsIndex

from ebb.books.account import Account, Sector, Side
from ebb.books.cents import Cents, say, whole
from ebb.errors import LawError, Unbalanced


@dataclass(frozen=True, slots=True)
class Leg:
    """A change of one account, in cents, in the sense in which that account is read: plus means the line grows.

    >>> from ebb.books.account import liability
    >>> leg = Leg(liability("reserves"), -500)
    >>> leg.debit, leg.credit
    (500, 0)
    """

    account: Account
    change: Cents

    @property
    def debit(self) -> Cents:
        """What this leg adds to the debit column: an asset that grows, or a liability or capital that shrinks."""
        signed = self.change if self.account.side.by_debit else -self.change
        return max(signed, 0)

    @property
    def credit(self) -> Cents:
        """What this leg adds to the credit column."""
        signed = self.change if self.account.side.by_debit else -self.change
        return max(-signed, 0)


@dataclass(frozen=True, slots=True)
class Entry:
    """One dated entry of the journal.

    Law (checked on posting): debits equal credits in every sector named by the legs.
    """

    date: date
    memo: str
    legs: tuple[Leg, ...]

    def mirrored(self, memo: str) -> Entry:
        """The same entry undone: every leg with the opposite sign.

        >>> from ebb.books.account import Sector, asset, capital
        >>> one = entry(date(2022, 6, 15), "gift", (asset(Sector.BANKS, "reserves"), 5), (capital(Sector.BANKS), 5))
        >>> [leg.change for leg in one.mirrored("gift returned").legs]
        [-5, -5]
        """
        return Entry(self.date, memo, tuple(Leg(leg.account, -leg.change) for leg in self.legs))


def entry(day: date, memo: str, *legs: tuple[Account, SupportsIndex]) -> Entry:
    """An entry from (account, change in cents) pairs.

    Raises
    ------
    AmountError
        If a change is no whole number of cents.

    >>> from ebb.books.account import Sector, asset, liability
    >>> legs = (asset(Sector.FED, "treasuries"), -100), (liability("tga"), -100)
    >>> paid = entry(date(2022, 6, 15), "a note is paid", *legs)
    >>> len(paid.legs)
    2
    """
    where = f'books.entry, entry "{memo}" of {day}'
    return Entry(day, memo, tuple(Leg(account, whole(change, where)) for account, change in legs))


def check(item: Entry) -> None:
    """Refuse an entry that breaks a law of double entry.

    Raises
    ------
    Unbalanced
        If debits and credits differ in a sector.
    LawError
        If a claim changes for its owners but not for the one who owes it, or the other way round.

    Examples
    --------
    >>> from ebb.books.account import Sector, asset, liability
    >>> wrong = entry(date(2022, 6, 15), "redeem", (asset(Sector.FED, "treasuries"), -500), (liability("tga"), -300))
    >>> check(wrong)
    Traceback (most recent call last):
    ...
    ebb.errors.Unbalanced: what      entry "redeem" of 2022-06-15 is off by 2.00 USD
    where     books.entry, sector fed
    expected  debits 3.00 USD = credits 5.00 USD
    next      add the missing leg: fed lacks 2.00 USD on the debit side
    """
    check_balance(item)
    owed: dict[str, Cents] = {}
    for leg in item.legs:
        name, side = leg.account.name, leg.account.side
        if side is Side.ASSET:
            owed[name] = owed.get(name, 0) + leg.change
        elif side is Side.LIABILITY:
            owed[name] = owed.get(name, 0) - leg.change
    if any(owed.values()):
        raise _unmatched(item, {claim: amount for claim, amount in owed.items() if amount})


def check_balance(item: Entry) -> None:
    """Refuse an entry whose debits and credits differ in a sector; enough where only one sector's books are kept.

    Raises
    ------
    Unbalanced

    >>> from ebb.books.account import Sector, liability
    >>> check_balance(entry(date(2022, 6, 15), "swap", (liability("reserves"), 5), (liability("on_rrp"), -5)))
    """
    off: dict[Sector, Cents] = {}
    for leg in item.legs:
        sector = leg.account.sector
        off[sector] = off.get(sector, 0) + (leg.change if leg.account.side.by_debit else -leg.change)
    if any(off.values()):
        raise _unbalanced(item, {sector: amount for sector, amount in off.items() if amount})


def _unbalanced(item: Entry, off: dict[Sector, Cents]) -> Unbalanced:
    sums = {
        sector: (
            sum(leg.debit for leg in item.legs if leg.account.sector is sector),
            sum(leg.credit for leg in item.legs if leg.account.sector is sector),
        )
        for sector in off
    }
    lacks = "; ".join(
        f"{sector} lacks {say(abs(amount))} on the {'credit' if amount > 0 else 'debit'} side"
        for sector, amount in off.items()
    )
    return Unbalanced(
        f'entry "{item.memo}" of {item.date} is off by {", ".join(say(abs(amount)) for amount in off.values())}',
        f"books.entry, sector {', '.join(off)}",
        "; ".join(f"debits {say(debits)} = credits {say(credits)}" for debits, credits in sums.values()),
        f"add the missing leg: {lacks}",
    )


def _unmatched(item: Entry, owed: dict[str, Cents]) -> LawError:
    faults = "; ".join(f"{claim}: owners {say(amount)} more than owed" for claim, amount in owed.items())
    return LawError(
        f'entry "{item.memo}" of {item.date} moves one side of a claim only',
        f"books.entry, {faults}",
        "what owners gain = what the one who owes it owes more",
        "add the leg of the other sector that holds or owes the claim",
    )
