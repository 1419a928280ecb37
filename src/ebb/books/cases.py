"""One redemption followed through five balance sheets: who buys decides whose money disappears.

The seven cases of the liability mechanics of quantitative tightening, with their variants and their mirror (a
purchase), written as journal entries. A case is composed of two halves: the *source* (a maturing note, a prepaid
mortgage, an outright sale) and the *buyer* who pays for the security that takes its place. Every payment is booked in
full, also where it only passes through; that reserves do not change when a money fund pays out of ON RRP is a result
here, never an assumption.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Final, SupportsIndex

from ebb.books.account import Account, Sector, Side
from ebb.books.cents import Cents, say, usd_bn, whole
from ebb.books.entry import Entry
from ebb.books.ledger import Books, opening_books, post
from ebb.books.payments import (
    BUYERS,
    fed_sells,
    homeowner_refinances,
    loan_repaid,
    maturity,
    prepayment,
    purchase,
    treasury_sells,
)
from ebb.errors import AmountError, UnknownName

#: The day on which the examples are dated: a maturity date of Treasury notes. Nothing depends on it.
DAY: Final = date(2022, 6, 15)

#: The seven cases first, then variants and the mirror: key -> what happens.
CASES: Final[dict[str, str]] = {
    "bank_buys": "a note matures and is not rolled; a bank buys the security that refinances it",
    "household_buys": "a note matures and is not rolled; a household or hedge fund buys out of its deposits",
    "money_fund_from_on_rrp": "a note matures and is not rolled; a money fund buys with money taken out of ON RRP",
    "money_fund_with_new_money": "a note matures and is not rolled; a money fund buys with deposits moved into it",
    "dealer_on_repo": "a note matures and is not rolled; a dealer buys on repo from a money fund that leaves ON RRP",
    "treasury_does_not_refinance": "a note matures and is not rolled; the Treasury pays and sells nothing new",
    "mbs_prepayment": "a homeowner prepays a mortgage behind the Fed's MBS and nobody reinvests",
    "outright_sale": "the Fed sells a Treasury security outright",
    "lending_repaid": "banks repay a loan from the Fed",
    "qe_purchase": "the Fed buys a Treasury security from a private holder: the mirror of a sale",
}

#: Cases in which `buyer` may be chosen, with the choice made when none is given.
CHOICE_OF_BUYER: Final[dict[str, str | None]] = {
    "mbs_prepayment": None,
    "outright_sale": "household_buys",
    "qe_purchase": "household_buys",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of one sector before and after, in cents."""

    account: Account
    before: Cents
    after: Cents

    @property
    def change(self) -> Cents:
        """After less before."""
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class Followed:
    """One amount followed through the five balance sheets.

    Attributes
    ----------
    case, buyer : str
        Keys of :data:`CASES` and :data:`BUYERS` (no buyer: None).
    amount : Cents
    entries : tuple of Entry
        In order; each balances by itself.
    before, after : Books
    """

    case: str
    buyer: str | None
    amount: Cents
    entries: tuple[Entry, ...]
    before: Books
    after: Books

    @property
    def lines(self) -> tuple[Line, ...]:
        """Every line of the five balance sheets, in the order of the chart."""
        return tuple(
            Line(account, self.before.balance(account), self.after.balance(account))
            for account in sorted(self.before.balances)
        )

    @property
    def changed(self) -> tuple[Line, ...]:
        """The lines that end elsewhere than they began: the T-accounts of the case."""
        return tuple(line for line in self.lines if line.change)

    def change(self, sector: Sector | str, side: Side | str, name: str) -> Cents:
        """The change of one line, in cents."""
        account = Account(Sector(sector), Side(side), name)
        return self.after.balance(account) - self.before.balance(account)

    def changes_owed(self) -> dict[str, Cents]:
        """Change of each claim as its issuer counts it, zeros included: claim -> cents."""
        return {line.account.name: line.change for line in self.lines if line.account.side is Side.LIABILITY}

    def summary(self) -> str:
        """The T-accounts as plain text, in USD billion."""
        rows = [f"{self.case}: {CASES[self.case]} ({usd_bn(self.amount):,.3f} USD bn)"]
        for line in self.changed:
            rows.append(
                f"  {line.account.sector:<12}{line.account.side:<10}{line.account.name:<12}"
                f"{usd_bn(line.before):>12,.3f}{usd_bn(line.change):>+12,.3f}{usd_bn(line.after):>12,.3f}"
            )
        return "\n".join(rows)

    def __str__(self) -> str:
        return self.summary()


def follow(
    case: str,
    amount_cents: SupportsIndex,
    *,
    buyer: str | None = None,
    books: Books | None = None,
    day: date = DAY,
) -> Followed:
    """Post one case for one amount and set the five balance sheets before and after side by side.

    Parameters
    ----------
    case : str
        A key of :data:`CASES`.
    amount_cents : int, > 0
        US cents; at most what the thinnest line of `books` can bear.
    buyer : str, optional
        Who buys, for the cases in :data:`CHOICE_OF_BUYER` (``mbs_prepayment``: who buys the new MBS if the loan is
        refinanced; ``qe_purchase``: who sells to the Fed).
    books : Books, optional
        Books to start from; :func:`~ebb.books.ledger.opening_books` if none.
    day : date
        The date of the entries.

    Raises
    ------
    UnknownName
        If there is no such case or buyer, or the case leaves no choice of buyer.
    AmountError
        If the amount is not whole, not positive, or larger than a line that must pay it.

    Examples
    --------
    >>> seen = follow("money_fund_from_on_rrp", 6_000_000_000)
    >>> seen.change("fed", "liability", "on_rrp"), seen.change("fed", "liability", "reserves")
    (-6000000000, 0)
    >>> follow("household_buys", 100).change("banks", "liability", "deposits")
    -100
    """
    amount = whole(amount_cents, f'books.cases, case "{case}"')
    chosen = _buyer_of(case, buyer)
    if amount <= 0:
        raise AmountError(
            f"an amount of {say(amount)} cannot be followed",
            f'books.cases, case "{case}"',
            "more than zero",
            "give the size of the redemption in cents",
        )
    start = opening_books() if books is None else books
    _refuse_overdraft(case, chosen, amount, start)
    entries = journal(case, amount, buyer=chosen, day=day)
    return Followed(case, chosen, amount, entries, start, post(start, *entries))


def journal(case: str, amount: Cents, *, buyer: str | None = None, day: date = DAY) -> tuple[Entry, ...]:
    """The entries of a case, in order, without posting them.

    Raises
    ------
    UnknownName
        If there is no such case or buyer.

    >>> [entry.memo for entry in journal("bank_buys", 100)]
    ['the Treasury pays the maturing note from its account', 'a bank pays for the security with its reserves']
    """
    buyer = _buyer_of(case, buyer)
    if case in BUYERS:
        return (maturity(amount, day), *purchase(case, amount, day, treasury_sells))
    if case == "treasury_does_not_refinance":
        return (maturity(amount, day),)
    if case == "mbs_prepayment":
        repaid = prepayment(amount, day)
        return (repaid,) if buyer is None else (repaid, *purchase(buyer, amount, day, homeowner_refinances))
    if case == "lending_repaid":
        return (loan_repaid(amount, day),)
    assert buyer is not None  # the two cases left are in CHOICE_OF_BUYER with a default
    sale = purchase(buyer, amount, day, fed_sells)
    if case == "outright_sale":
        return sale
    return tuple(step.mirrored(f"undone: {step.memo}") for step in reversed(sale))


@dataclass(frozen=True, slots=True)
class DepositEffect:
    """What one dollar of a case does to the money of the public and to the Fed's liabilities, in dollars."""

    case: str
    buyer: str | None
    deposits: int
    fund_shares: int
    reserves: int
    on_rrp: int
    tga: int

    @property
    def changes_deposits(self) -> bool:
        """Whether bank deposits, the bulk of broad money, change."""
        return self.deposits != 0


@cache
def deposit_story() -> tuple[DepositEffect, ...]:
    """Which cases change broad money and which do not, read off the entries of every case and buyer.

    Bank deposits are nearly all of M2. Shares of money funds are shown beside them: M2 counts those of retail funds
    and not those of institutional funds, so a move from deposits into a fund leaves M2 alone or shrinks it by who
    moves.

    >>> [effect.case for effect in deposit_story() if effect.case in BUYERS and effect.changes_deposits]
    ['household_buys', 'money_fund_with_new_money']
    """
    found = []
    for case in CASES:
        buyers: tuple[str | None, ...] = (None,)
        if case in CHOICE_OF_BUYER:
            buyers = BUYERS if CHOICE_OF_BUYER[case] is not None else (None, *BUYERS)
        for buyer in buyers:
            seen = follow(case, 100, buyer=buyer)
            owed = seen.changes_owed()
            names = ("deposits", "fund_shares", "reserves", "on_rrp", "tga")
            found.append(DepositEffect(case, seen.buyer, *(owed[name] // 100 for name in names)))
    return tuple(found)


def _buyer_of(case: str, buyer: str | None) -> str | None:
    if case not in CASES:
        raise UnknownName.of("case", case, CASES, where="books.cases")
    if buyer is None:
        return CHOICE_OF_BUYER.get(case, case if case in BUYERS else None)
    if buyer not in BUYERS:
        raise UnknownName.of("buyer", buyer, BUYERS, where=f'books.cases, case "{case}"')
    if case not in CHOICE_OF_BUYER and buyer != case:
        raise UnknownName.of(
            "case with a choice of buyer", case, CHOICE_OF_BUYER, where="books.cases", next_step="leave the buyer out"
        )
    return buyer


def _refuse_overdraft(case: str, buyer: str | None, amount: Cents, books: Books) -> None:
    """No claim may fall below zero at any step; entries are linear in the amount, so a unit tells the largest one."""
    drawn: dict[Account, Cents] = {}
    limits: dict[Account, Cents] = {}
    for step in journal(case, 1, buyer=buyer):
        for leg in step.legs:
            drawn[leg.account] = drawn.get(leg.account, 0) + leg.change
        for account, change in drawn.items():
            if change < 0 and account.side is not Side.CAPITAL:
                limits[account] = min(limits.get(account, books.balance(account)), books.balance(account) // -change)
    if limits and amount > min(limits.values()):
        thin = min(limits, key=limits.__getitem__)
        raise AmountError(
            f'{say(amount)} is more than the line "{thin}" can pay',
            f'books.cases, case "{case}"',
            f"at most {say(limits[thin])}",
            "follow a smaller amount, or give larger opening books",
        )
