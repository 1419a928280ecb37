"""Accounts: whose books, which side, which line.

Every line that is no capital names a *claim*: what one sector owes and others own. A deposit is the bank's liability
and the holder's asset, both called ``deposits``; so the two sides of a claim can be added up over all sectors and must
agree.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from typing import Final

from ebb.errors import UnknownName


class Sector(StrEnum):
    """The five balance sheets that a redemption passes through.

    Other private holders are households, firms, hedge funds and dealers taken together.

    >>> [str(sector) for sector in Sector]
    ['fed', 'treasury', 'banks', 'money_funds', 'others']
    """

    FED = "fed"
    TREASURY = "treasury"
    BANKS = "banks"
    MONEY_FUNDS = "money_funds"
    OTHERS = "others"

    __hash__ = str.__hash__  # an enumeration hashes by name, in Python: too slow for a ledger


class Side(StrEnum):
    """The kinds of account: assets and contra lines grow by debit, liabilities and capital by credit.

    A contra line is subtracted from the liabilities and capital it stands among, as the Fed's deferred asset is.

    >>> str(Side.ASSET)
    'asset'
    """

    ASSET = "asset"
    LIABILITY = "liability"
    CAPITAL = "capital"
    CONTRA = "contra"

    @property
    def by_debit(self) -> bool:
        """Whether an account on this side grows by debit."""
        return self is Side.ASSET or self is Side.CONTRA


@dataclass(frozen=True, slots=True, order=True)
class Account:
    """One line of one sector's balance sheet.

    >>> str(Account(Sector.BANKS, Side.LIABILITY, "deposits"))
    'banks.liability.deposits'
    """

    sector: Sector
    side: Side
    name: str
    _hash: int = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_hash", hash((str(self.sector), str(self.side), self.name)))

    def __reduce__(self) -> tuple[type[Account], tuple[Sector, Side, str]]:
        return Account, (self.sector, self.side, self.name)

    def __str__(self) -> str:
        return f"{self.sector}.{self.side}.{self.name}"

    def __hash__(self) -> int:
        return self._hash


#: claim -> (who owes it, who may own it). The whole chart of accounts follows from this table.
CLAIMS: Final[dict[str, tuple[Sector, tuple[Sector, ...]]]] = {
    "treasuries": (Sector.TREASURY, (Sector.FED, Sector.BANKS, Sector.MONEY_FUNDS, Sector.OTHERS)),
    "mbs": (Sector.OTHERS, (Sector.FED, Sector.BANKS, Sector.MONEY_FUNDS, Sector.OTHERS)),
    "fed_lending": (Sector.BANKS, (Sector.FED,)),
    "reserves": (Sector.FED, (Sector.BANKS,)),
    "on_rrp": (Sector.FED, (Sector.MONEY_FUNDS,)),
    "tga": (Sector.FED, (Sector.TREASURY,)),
    "currency": (Sector.FED, (Sector.BANKS, Sector.OTHERS)),
    "deposits": (Sector.BANKS, (Sector.MONEY_FUNDS, Sector.OTHERS)),
    "bank_loans": (Sector.OTHERS, (Sector.BANKS,)),
    "fund_shares": (Sector.MONEY_FUNDS, (Sector.OTHERS,)),
    "repo": (Sector.OTHERS, (Sector.MONEY_FUNDS,)),
}

#: The one line of each sector that is no claim: what it owns less what it owes.
CAPITAL: Final = "capital"


@cache
def asset(sector: Sector, claim: str) -> Account:
    """The account in which `sector` owns `claim`.

    Raises
    ------
    UnknownName
        If there is no such claim, or `sector` may not own it.

    >>> str(asset(Sector.BANKS, "reserves"))
    'banks.asset.reserves'
    """
    known = [name for name, (_, owners) in CLAIMS.items() if sector in owners]
    if claim not in known:
        raise UnknownName.of(f"asset of the {sector} sector", claim, known, where="books.account")
    return Account(sector, Side.ASSET, claim)


@cache
def liability(claim: str) -> Account:
    """The account in which the issuer of `claim` owes it.

    Raises
    ------
    UnknownName
        If there is no such claim.

    >>> str(liability("reserves"))
    'fed.liability.reserves'
    """
    if claim not in CLAIMS:
        raise UnknownName.of("claim", claim, CLAIMS, where="books.account")
    return Account(CLAIMS[claim][0], Side.LIABILITY, claim)


@cache
def capital(sector: Sector) -> Account:
    """What `sector` owns less what it owes; below zero for a Treasury that has borrowed.

    >>> str(capital(Sector.FED))
    'fed.capital.capital'
    """
    return Account(sector, Side.CAPITAL, CAPITAL)


@cache
def chart() -> tuple[Account, ...]:
    """Every account of the five sectors: each claim once as a liability, once per owner as an asset, and five capitals.

    >>> len(chart())
    35
    """
    owned = [asset(owner, claim) for claim, (_, owners) in CLAIMS.items() for owner in owners]
    return tuple(sorted([*owned, *(liability(claim) for claim in CLAIMS), *(capital(sector) for sector in Sector)]))
