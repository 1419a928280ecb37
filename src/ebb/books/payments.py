"""The payments of a redemption, as entries: how the Fed's asset goes, and how the one who takes its place pays.

Each entry names both sides of every claim it moves. A non-bank pays through its bank, which loses the deposit and the
reserves; where the money only passes through a bank, it is booked in and out.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Final

from ebb.books.account import Account, Sector, asset, liability
from ebb.books.cents import Cents
from ebb.books.entry import Entry, entry

#: Who buys, in the order of the table of cases.
BUYERS: Final = (
    "bank_buys",
    "household_buys",
    "money_fund_from_on_rrp",
    "money_fund_with_new_money",
    "dealer_on_repo",
)

#: (account, change in cents) pairs.
Legs = tuple[tuple[Account, Cents], ...]


def maturity(x: Cents, day: date) -> Entry:
    """A maturing note: the Treasury pays the Fed, and both the note and the account shrink.

    >>> [leg.change for leg in maturity(100, date(2022, 6, 15)).legs]
    [-100, -100, -100, -100]
    """
    return entry(
        day,
        "the Treasury pays the maturing note from its account",
        (asset(Sector.FED, "treasuries"), -x),
        (liability("tga"), -x),
        (asset(Sector.TREASURY, "tga"), -x),
        (liability("treasuries"), -x),
    )


def prepayment(x: Cents, day: date) -> Entry:
    """Principal of a mortgage behind the Fed's MBS, paid out of a bank deposit.

    >>> len(prepayment(100, date(2022, 6, 25)).legs)
    6
    """
    return entry(
        day,
        "a homeowner prepays from a bank deposit and the Fed's MBS shrink",
        (asset(Sector.FED, "mbs"), -x),
        (liability("reserves"), -x),
        (asset(Sector.BANKS, "reserves"), -x),
        (liability("deposits"), -x),
        (asset(Sector.OTHERS, "deposits"), -x),
        (liability("mbs"), -x),
    )


def loan_repaid(x: Cents, day: date) -> Entry:
    """A loan of the Fed repaid by banks: their reserves and their debt shrink together.

    >>> len(loan_repaid(100, date(2023, 6, 15)).legs)
    4
    """
    return entry(
        day,
        "banks repay the Fed out of their reserves",
        (asset(Sector.FED, "fed_lending"), -x),
        (liability("reserves"), -x),
        (asset(Sector.BANKS, "reserves"), -x),
        (liability("fed_lending"), -x),
    )


def treasury_sells(x: Cents) -> tuple[str, Legs]:
    """A new Treasury security: the buyer's bank pays reserves into the Treasury's account."""
    return "treasuries", (
        (liability("treasuries"), x),
        (asset(Sector.TREASURY, "tga"), x),
        (liability("tga"), x),
        (liability("reserves"), -x),
        (asset(Sector.BANKS, "reserves"), -x),
    )


def fed_sells(x: Cents) -> tuple[str, Legs]:
    """A security out of the Fed's portfolio: the reserves paid for it cease to exist."""
    return "treasuries", (
        (asset(Sector.FED, "treasuries"), -x),
        (liability("reserves"), -x),
        (asset(Sector.BANKS, "reserves"), -x),
    )


def homeowner_refinances(x: Cents) -> tuple[str, Legs]:
    """A new MBS: the homeowner's deposit comes back, so no reserves leave the banks on the seller's side."""
    return "mbs", (
        (liability("mbs"), x),
        (asset(Sector.OTHERS, "deposits"), x),
        (liability("deposits"), x),
    )


def purchase(buyer: str, x: Cents, day: date, sale: Callable[[Cents], tuple[str, Legs]]) -> tuple[Entry, ...]:
    """The entries by which `buyer` gets ready to pay, and pays."""
    claim, proceeds = sale(x)
    if buyer == "bank_buys":
        return (
            entry(day, "a bank pays for the security with its reserves", (asset(Sector.BANKS, claim), x), *proceeds),
        )
    ready: tuple[Entry, ...] = ()
    holder, memo = Sector.OTHERS, "a household or hedge fund pays for the security from its deposit"
    if buyer == "money_fund_from_on_rrp":
        ready, holder, memo = (_on_rrp_paid_back(x, day),), Sector.MONEY_FUNDS, "the money fund pays for the security"
    elif buyer == "money_fund_with_new_money":
        ready, holder, memo = (_shares_bought(x, day),), Sector.MONEY_FUNDS, "the money fund pays for the security"
    elif buyer == "dealer_on_repo":
        ready, memo = (_on_rrp_paid_back(x, day), _repo_lent(x, day)), "the dealer pays for the security"
    paid: Legs = ((asset(holder, claim), x), (asset(holder, "deposits"), -x), (liability("deposits"), -x))
    return (*ready, entry(day, memo, *paid, *proceeds))


def _on_rrp_paid_back(x: Cents, day: date) -> Entry:
    return entry(
        day,
        "a money fund takes money out of ON RRP; the Fed pays its bank",
        (liability("on_rrp"), -x),
        (liability("reserves"), x),
        (asset(Sector.BANKS, "reserves"), x),
        (liability("deposits"), x),
        (asset(Sector.MONEY_FUNDS, "deposits"), x),
        (asset(Sector.MONEY_FUNDS, "on_rrp"), -x),
    )


def _shares_bought(x: Cents, day: date) -> Entry:
    return entry(
        day,
        "investors move deposits into a money fund",
        (asset(Sector.OTHERS, "deposits"), -x),
        (asset(Sector.OTHERS, "fund_shares"), x),
        (asset(Sector.MONEY_FUNDS, "deposits"), x),
        (liability("fund_shares"), x),
    )


def _repo_lent(x: Cents, day: date) -> Entry:
    return entry(
        day,
        "the money fund lends to a dealer on repo",
        (asset(Sector.MONEY_FUNDS, "deposits"), -x),
        (asset(Sector.MONEY_FUNDS, "repo"), x),
        (asset(Sector.OTHERS, "deposits"), x),
        (liability("repo"), x),
    )
