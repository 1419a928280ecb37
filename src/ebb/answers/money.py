"""Deposits and money when a plan's amount runs off: read off the five balance sheets, by who buys what refinances it."""

from __future__ import annotations

from dataclasses import dataclass

from ebb.books import BUYERS, deposit_story


@dataclass(frozen=True, slots=True)
class MoneyEffect:
    """What the plan's amount does to money, USD billion, if one kind of buyer takes all of it.

    M2 counts the shares of retail money funds and not those of institutional funds, so `m2` is a range wherever shares change.
    """

    buyer: str
    deposits: float
    fund_shares: float
    reserves: float
    on_rrp: float

    @property
    def m2(self) -> tuple[float, float]:
        """Change of M2: deposits, with none or all of the fund shares counted."""
        edges = self.deposits, self.deposits + self.fund_shares
        return min(edges), max(edges)


def money_by_buyer(amount: float) -> tuple[MoneyEffect, ...]:
    """Deposits, fund shares, reserves and ON RRP after `amount` USD billion ran off, by who buys what refinances it.

    Read off the entries of the five balance sheets (:func:`ebb.books.deposit_story`). Law: linear in the amount.
    """
    story = {one.case: one for one in deposit_story() if one.buyer in (None, one.case)}
    return tuple(
        MoneyEffect(
            buyer,
            amount * story[buyer].deposits,
            amount * story[buyer].fund_shares,
            amount * story[buyer].reserves,
            amount * story[buyer].on_rrp,
        )
        for buyer in BUYERS
    )
