"""A month in the Fed's books: flows in, a new statement out, reserves as what results.

Every flow is booked as a balanced entry whose counterpart is reserves, because everyone who pays the Fed pays through
a bank. A Treasury redemption takes two entries: the Treasury pays from its account, and borrows from the public to
refill it; only the second takes reserves. Nothing in this module sets reserves.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from ebb.books.account import Account, Sector, Side
from ebb.books.cents import Cents, say, whole
from ebb.books.entry import Entry, Leg
from ebb.books.income import settle
from ebb.books.statement import ASSETS, LINES, TREASURY_LINES, FedStatement
from ebb.errors import AmountError, Unbalanced, UsageError

#: Lines whose securities mature, are rolled over, bought and sold.
SECURITIES: Final = (*TREASURY_LINES, "mbs", "agency_debt")

_RESULTS: Final = ("cash_income", "premium_amortisation", "gain_on_sales", "premium_sold", "premium_bought")

#: Lines moved by a signed change against reserves, in the order in which they are booked.
_CHANGES: Final = ("currency", "on_rrp", "foreign_rrp", "other_liabilities", "capital", "other_assets")


@dataclass(frozen=True, slots=True)
class ClassFlows:
    """What happens to one class of securities in a month, in cents, all >= 0.

    Attributes
    ----------
    matured : Cents
        Principal that leaves the class by contract (for MBS: principal received).
    rolled_into : Cents
        Arrives in the class by rollover at auction, or by reinvestment of agency principal into agency MBS.
    purchased, sold : Cents
        In the market, against reserves.

    >>> ClassFlows(matured=100, rolled_into=30).change
    -70
    """

    matured: Cents = 0
    rolled_into: Cents = 0
    purchased: Cents = 0
    sold: Cents = 0

    def __post_init__(self) -> None:
        for name in ("matured", "rolled_into", "purchased", "sold"):
            amount = getattr(self, name)
            if type(amount) is not int:
                amount = whole(amount, f"books.month, ClassFlows.{name}")
                object.__setattr__(self, name, amount)
            if amount < 0:
                raise AmountError(
                    f"{name} is {say(amount)}",
                    "books.month, ClassFlows",
                    "zero or more: what leaves is matured or sold, what arrives is rolled_into or purchased",
                    "name the flow by its direction",
                )

    @property
    def change(self) -> Cents:
        """What the flows do to the class."""
        return self.rolled_into + self.purchased - self.matured - self.sold


_NOTHING: Final = ClassFlows()


@dataclass(frozen=True, slots=True)
class MonthFlows:
    """All flows between two statements, in cents.

    Attributes
    ----------
    date : date
        Day of the new statement.
    bills, ..., agency_debt : ClassFlows
        By class; `tips_inflation_compensation` matures together with the TIPS that carry it.
    compensation_accreted : Cents
        Inflation compensation of the month on TIPS: the asset and income grow (below zero when prices fell).
    tga, currency, on_rrp, foreign_rrp, other_liabilities, capital, other_assets : Cents
        Change of the line over the month, signed. `tga` is the whole change, with redemptions and remittances inside.
    cash_income : Cents
        Coupons received less interest and costs paid; below zero when the Fed pays out more than it takes in.
    premium_amortisation : Cents
        Premium written off this month: an expense without cash that lowers other assets.
    gain_on_sales : Cents
        Proceeds less amortised book value of what was sold, signed: a loss is below zero.
    premium_sold, premium_bought : Cents
        Unamortised premium (less discount) on what was sold, and paid over par for what was bought; signed, in other assets.
        Law: proceeds = par sold + premium_sold + gain_on_sales; paid = par bought + premium_bought.
    indemnified : bool
        Whether a treasury makes good every loss in the same month (the Bank of England's Asset Purchase Facility) instead
        of a deferred asset (the Fed).

    >>> flows = MonthFlows(date(2022, 6, 30), notes_bonds=ClassFlows(matured=100, rolled_into=60))
    >>> flows.treasuries_redeemed
    40
    """

    date: date
    bills: ClassFlows = field(default=_NOTHING)
    notes_bonds: ClassFlows = field(default=_NOTHING)
    tips: ClassFlows = field(default=_NOTHING)
    frn: ClassFlows = field(default=_NOTHING)
    tips_inflation_compensation: ClassFlows = field(default=_NOTHING)
    mbs: ClassFlows = field(default=_NOTHING)
    agency_debt: ClassFlows = field(default=_NOTHING)
    compensation_accreted: Cents = 0
    tga: Cents = 0
    currency: Cents = 0
    on_rrp: Cents = 0
    foreign_rrp: Cents = 0
    other_liabilities: Cents = 0
    capital: Cents = 0
    other_assets: Cents = 0
    cash_income: Cents = 0
    premium_amortisation: Cents = 0
    gain_on_sales: Cents = 0
    premium_sold: Cents = 0
    premium_bought: Cents = 0
    indemnified: bool = False

    def __post_init__(self) -> None:
        for name in ("compensation_accreted", "tga", *_CHANGES, *_RESULTS):
            if type(getattr(self, name)) is not int:
                object.__setattr__(self, name, whole(getattr(self, name), f"books.month, MonthFlows.{name}"))
        for what, amount in (
            ("Treasury securities", self.treasuries_redeemed),
            ("agency securities", self.agency_redeemed),
        ):
            if amount < 0:
                raise AmountError(
                    f"{what}: {say(-amount)} more rolled over than matured by {self.date}",
                    "books.month, MonthFlows",
                    "rolled over at most what matured",
                    "book what is bought beyond that as purchased",
                )

    @property
    def treasuries_redeemed(self) -> Cents:
        """Matured less rolled over, all Treasury classes together: what the Treasury must pay."""
        flows: list[ClassFlows] = [getattr(self, name) for name in TREASURY_LINES]
        return sum(f.matured for f in flows) - sum(f.rolled_into for f in flows)

    @property
    def agency_redeemed(self) -> Cents:
        """Principal of MBS and agency debt received and not reinvested in agency securities."""
        return self.mbs.matured + self.agency_debt.matured - self.mbs.rolled_into - self.agency_debt.rolled_into

    @property
    def net_income(self) -> Cents:
        """Cash income, accretion and realised gains less amortisation: what adds to or runs down the deferred asset."""
        return self.cash_income + self.compensation_accreted + self.gain_on_sales - self.premium_amortisation


def post_month(statement: FedStatement, flows: MonthFlows, journal: list[Entry] | None = None) -> FedStatement:
    """Book a month and return the statement after it.

    Parameters
    ----------
    statement : FedStatement
    flows : MonthFlows
        Dated after `statement`.
    journal : list of Entry, optional
        The month's entries in the Fed's books are appended to it.

    Returns
    -------
    FedStatement
        Dated `flows.date`, with the residual labels of `statement`.

    Raises
    ------
    UsageError
        If the flows are not dated after the statement.
    LawError
        If a line would fall below zero (more sold than held, reserves exhausted).

    Notes
    -----
    Law: change of reserves = change of assets - change of every other liability and capital + change of the deferred
    asset. Net income first runs down the deferred asset; what is left is remitted to the Treasury's account in the
    same month, so capital does not move (the rule of :func:`ebb.books.income.settle`).

    >>> before = FedStatement(date(2022, 5, 25), notes_bonds=1000, reserves=700, tga=300)
    >>> flows = MonthFlows(date(2022, 6, 30), notes_bonds=ClassFlows(matured=100, rolled_into=60), tga=25)
    >>> after = post_month(before, flows)
    >>> after.notes_bonds, after.tga, after.reserves
    (960, 325, 635)
    """
    if flows.date <= statement.date:
        raise UsageError(
            f"flows of {flows.date} cannot follow a statement of {statement.date}",
            "books.month, post_month",
            "a later date",
            "post the months in order",
        )
    lines = statement.lines()
    lines["income"] = 0
    for memo, legs in _postings(statement, flows):
        off = 0
        for name, change in legs:
            lines[name] += change
            off += change if name in _BY_DEBIT else -change
        if off:
            raise _off(memo, flows.date, off)
        if journal is not None:
            journal.append(Entry(flows.date, memo, tuple(Leg(_ACCOUNTS[n], change) for n, change in legs if change)))
    del lines["income"]
    return FedStatement(flows.date, **lines, residuals=statement.residuals)


def reserves_change(statement: FedStatement, flows: MonthFlows) -> Cents:
    """What a month's flows would do to reserves, without booking them, in cents.

    Law: equals the change of reserves that :func:`post_month` books.

    >>> before = FedStatement(date(2022, 5, 25), notes_bonds=1000, reserves=700, tga=300)
    >>> flows = MonthFlows(date(2022, 6, 30), notes_bonds=ClassFlows(matured=100, rolled_into=60), tga=25)
    >>> reserves_change(before, flows)
    -65
    """
    return sum(change for _, legs in _postings(statement, flows) for name, change in legs if name == "reserves")


_Postings = Iterator[tuple[str, list[tuple[str, Cents]]]]


def _postings(statement: FedStatement, flows: MonthFlows) -> _Postings:
    """The month as (memo, changes by line), each of which must balance."""
    yield from _securities(flows)
    remitted = 0
    if flows.compensation_accreted:
        accreted = flows.compensation_accreted
        yield "inflation compensation on TIPS", [("tips_inflation_compensation", accreted), ("income", accreted)]
    if flows.premium_amortisation:
        written_off = flows.premium_amortisation
        yield "premiums written off", [("other_assets", -written_off), ("income", -written_off)]
    if flows.cash_income:
        earned = flows.cash_income
        yield "coupons received less interest and costs paid", [("reserves", -earned), ("income", earned)]
    if flows.net_income:
        deferred, remitted = _settled(statement, flows)
        yield (
            "net income closed: gains to the Treasury, losses made good by it"
            if flows.indemnified
            else "net income closed: deferred asset first, the rest remitted to the Treasury",
            [("income", -flows.net_income), ("deferred_asset", deferred - statement.deferred_asset), ("tga", remitted)],
        )
    if flows.tga != remitted:
        paid_in = flows.tga - remitted
        yield "taxes, borrowing and spending through the TGA", [("tga", paid_in), ("reserves", -paid_in)]
    for name in _CHANGES:
        change = getattr(flows, name)
        if change:
            yield (
                f"{name.replace('_', ' ')} changes",
                [(name, change), ("reserves", change if name in ASSETS else -change)],
            )


def _securities(flows: MonthFlows) -> _Postings:
    by_class = [(name, getattr(flows, name)) for name in SECURITIES]
    treasuries = [(name, f.rolled_into - f.matured) for name, f in by_class[:5] if f.matured or f.rolled_into]
    if treasuries:
        redeemed = flows.treasuries_redeemed
        yield (
            "Treasury securities mature: what is rolled is exchanged at auction, the rest paid from the TGA",
            [*treasuries, ("tga", -redeemed)],
        )
        if redeemed:
            yield "the Treasury borrows from the public what it repaid", [("tga", redeemed), ("reserves", -redeemed)]
    agency = [(name, f.rolled_into - f.matured) for name, f in by_class[5:] if f.matured or f.rolled_into]
    if agency:
        yield (
            "agency principal received, less what is reinvested in agency securities",
            [*agency, ("reserves", -flows.agency_redeemed)],
        )
    bought = [(name, f.purchased) for name, f in by_class if f.purchased]
    if bought or flows.premium_bought:
        over = flows.premium_bought
        paid = sum(amount for _, amount in bought) + over
        yield "securities bought in the market", [*bought, *_if("other_assets", over), ("reserves", paid)]
    sold = [(name, -f.sold) for name, f in by_class if f.sold]
    if sold or flows.premium_sold or flows.gain_on_sales:
        cost = sum(amount for _, amount in sold) - flows.premium_sold
        yield (
            "securities sold in the market: book value out, proceeds in, the difference is income",
            [
                *sold,
                *_if("other_assets", -flows.premium_sold),
                ("reserves", cost - flows.gain_on_sales),
                *_if("income", flows.gain_on_sales),
            ],
        )


def _if(line: str, change: Cents) -> list[tuple[str, Cents]]:
    """A leg, unless nothing moves."""
    return [(line, change)] if change else []


def _settled(statement: FedStatement, flows: MonthFlows) -> tuple[Cents, Cents]:
    """The deferred asset after the month and what the Treasury receives (below zero: pays)."""
    if flows.indemnified:
        return statement.deferred_asset, flows.net_income
    return settle(statement.deferred_asset, flows.net_income)


def _off(memo: str, day: date, off: Cents) -> Unbalanced:
    return Unbalanced(
        f'entry "{memo}" of {day} is off by {say(abs(off))}',
        "books.month, sector fed",
        "debits = credits",
        f"add the missing {'credit' if off > 0 else 'debit'} leg",
    )


_BY_DEBIT: Final = frozenset((*ASSETS, "deferred_asset"))


def _side(line: str) -> Side:
    if line in ASSETS:
        return Side.ASSET
    return {"deferred_asset": Side.CONTRA, "capital": Side.CAPITAL, "income": Side.CAPITAL}.get(line, Side.LIABILITY)


_ACCOUNTS: Final = {line: Account(Sector.FED, _side(line), line) for line in (*LINES, "income")}
