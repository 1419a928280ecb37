"""The books of five sectors: balances by account, changed only by posting entries.

Laws, listed by :func:`broken_laws` and kept by every entry: each sector owns what it owes plus its capital; each claim
is owned and owed in the same amount; the five capitals add up to zero, since every claim here has both its sides in
the books.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from ebb.books.account import CLAIMS, Account, Sector, Side, asset, capital, chart, liability
from ebb.books.cents import LIMIT, Cents, cents, say
from ebb.books.entry import Entry, check
from ebb.errors import LawError, UnknownName


@dataclass(frozen=True, slots=True, eq=True, repr=False)
class Books:
    """Balances in cents by account; accounts that are absent stand at zero.

    >>> books = opening_books()
    >>> owns, owes, keeps = (books.total(Sector.FED, side) for side in (Side.ASSET, Side.LIABILITY, Side.CAPITAL))
    >>> owns == owes + keeps
    True
    """

    balances: Mapping[Account, Cents]

    def __post_init__(self) -> None:
        object.__setattr__(self, "balances", MappingProxyType(dict(self.balances)))

    def __repr__(self) -> str:
        return f"Books({len(self.balances)} accounts, assets {say(sum(self.total(s, Side.ASSET) for s in Sector))})"

    def __reduce__(self) -> tuple[type[Books], tuple[dict[Account, Cents]]]:
        return Books, (dict(self.balances),)

    def balance(self, account: Account) -> Cents:
        """What stands in `account`."""
        return self.balances.get(account, 0)

    def total(self, sector: Sector, side: Side) -> Cents:
        """The sum of one side of one sector's balance sheet."""
        return sum(
            amount for account, amount in self.balances.items() if account.sector is sector and account.side is side
        )

    def owned(self, claim: str) -> Cents:
        """A claim as its owners count it, over all sectors."""
        return sum(amount for a, amount in self.balances.items() if a.side is Side.ASSET and a.name == claim)

    def owed(self, claim: str) -> Cents:
        """A claim as the one who owes it counts it."""
        return self.balance(liability(claim))


def post(books: Books, *entries: Entry) -> Books:
    """The books after `entries`, all posted or none.

    Raises
    ------
    Unbalanced
        If debits and credits of an entry differ in a sector; the books given are untouched.
    LawError
        If an entry moves one side of a claim only, or a balance leaves int64.
    UnknownName
        If an entry names an account that is not in the chart.

    Examples
    --------
    >>> from datetime import date
    >>> from ebb.books.entry import entry
    >>> books = opening_books()
    >>> x = 100
    >>> paid = entry(
    ...     date(2022, 6, 15), "a note is paid, not rolled",
    ...     (asset(Sector.FED, "treasuries"), -x), (liability("tga"), -x),
    ...     (asset(Sector.TREASURY, "tga"), -x), (liability("treasuries"), -x),
    ... )
    >>> after = post(books, paid)
    >>> after.owed("tga") - books.owed("tga")
    -100
    >>> broken_laws(after)
    ()
    """
    balances = dict(books.balances)
    for item in entries:
        check(item)
        for leg in item.legs:
            if leg.account not in _KNOWN:
                raise UnknownName.of("account", str(leg.account), map(str, _KNOWN), where=f'entry "{item.memo}"')
            balance = balances.get(leg.account, 0) + leg.change
            if abs(balance) >= LIMIT:
                raise LawError(
                    f"{leg.account} would stand at {say(balance)}",
                    f'books.ledger, entry "{item.memo}" of {item.date}',
                    "a balance that fits int64 cents",
                    "check the unit of the amount",
                )
            balances[leg.account] = balance
    return Books(balances)


def broken_laws(books: Books) -> tuple[str, ...]:
    """Every law of the books that does not hold, in words; empty when all hold.

    >>> broken_laws(Books({capital(Sector.FED): 5}))
    ('fed owns 0.00 USD but owes and keeps 0.05 USD', 'the five capitals add up to 0.05 USD, not to zero')
    """
    found = []
    for sector in Sector:
        owns = books.total(sector, Side.ASSET)
        owes = books.total(sector, Side.LIABILITY) + books.total(sector, Side.CAPITAL)
        if owns != owes:
            found.append(f"{sector} owns {say(owns)} but owes and keeps {say(owes)}")
    for claim in CLAIMS:
        if books.owned(claim) != books.owed(claim):
            found.append(f"{claim}: {say(books.owned(claim))} owned but {say(books.owed(claim))} owed")
    net = sum(books.total(sector, Side.CAPITAL) for sector in Sector)
    if net:
        found.append(f"the five capitals add up to {say(net)}, not to zero")
    return tuple(found)


#: Illustration, no published figure: round billions, large enough to follow one redemption. Only changes carry meaning.
OPENING_BN: Final[dict[tuple[Sector, str], float]] = {
    (Sector.FED, "treasuries"): 500,
    (Sector.FED, "mbs"): 250,
    (Sector.FED, "fed_lending"): 100,
    (Sector.BANKS, "reserves"): 300,
    (Sector.BANKS, "treasuries"): 150,
    (Sector.BANKS, "mbs"): 150,
    (Sector.BANKS, "bank_loans"): 1000,
    (Sector.BANKS, "currency"): 10,
    (Sector.MONEY_FUNDS, "on_rrp"): 200,
    (Sector.MONEY_FUNDS, "treasuries"): 150,
    (Sector.MONEY_FUNDS, "repo"): 100,
    (Sector.MONEY_FUNDS, "deposits"): 10,
    (Sector.TREASURY, "tga"): 100,
    (Sector.OTHERS, "currency"): 190,
    (Sector.OTHERS, "treasuries"): 700,
    (Sector.OTHERS, "mbs"): 200,
    (Sector.OTHERS, "deposits"): 1300,
    (Sector.OTHERS, "fund_shares"): 450,
}


def opening_books(owned_bn: Mapping[tuple[Sector, str], float] = OPENING_BN) -> Books:
    """Small explicit books from what each sector owns; what is owed, and every capital, follows from the claims.

    Parameters
    ----------
    owned_bn : mapping of (sector, claim) -> USD bn
        What each sector owns. The default is an illustration in round numbers, not a published balance sheet.

    Returns
    -------
    Books
        In cents; every law of this module holds.

    >>> books = opening_books()
    >>> books.owed("deposits") == cents(1310)
    True
    >>> books.balance(capital(Sector.TREASURY)) == cents(100 - 1500)
    True
    """
    balances: dict[Account, Cents] = dict.fromkeys(chart(), 0)
    for (sector, claim), amount in owned_bn.items():
        owned = cents(amount)
        balances[asset(sector, claim)] += owned
        balances[liability(claim)] += owned
        balances[capital(sector)] += owned
        balances[capital(CLAIMS[claim][0])] -= owned
    return Books(balances)


_KNOWN: Final = frozenset(chart())
