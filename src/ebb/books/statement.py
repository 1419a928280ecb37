"""The Fed's statement of condition as the simulation keeps it: lines in cents that add up, always.

A statement is opened from published figures and afterwards only changed by :func:`~ebb.books.month.post_month`. Two
lines are residuals and are labelled so: *other assets* is the published total less the securities, and *other
liabilities* is what the identity leaves, because the published tables used here lack that line. No other line is ever
set to make sums agree.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from datetime import date as Day
from typing import Final

from ebb.books.cents import LIMIT, Cents, cents, say, usd_bn
from ebb.errors import LawError

#: The lines that make up Treasury securities on the basis of the H.4.1 release, TIPS inflation compensation included.
TREASURY_LINES: Final = ("bills", "notes_bonds", "tips", "frn", "tips_inflation_compensation")

#: Assets, in the order of the release; `mbs` includes commercial MBS.
ASSETS: Final = (*TREASURY_LINES, "mbs", "agency_debt", "other_assets")

#: Liabilities and capital; the deferred asset is a contra line, subtracted.
LIABILITIES: Final = ("reserves", "on_rrp", "foreign_rrp", "tga", "currency", "other_liabilities", "capital")

#: Every line of a statement.
LINES: Final = (*ASSETS, *LIABILITIES, "deferred_asset")

#: Lines that cannot be below zero; the residual lines and capital may.
NOT_NEGATIVE: Final = tuple(n for n in LINES if n not in ("other_assets", "other_liabilities", "capital"))

#: Why a line is a residual.
RESIDUALS: Final[dict[str, str]] = {
    "other_assets": "published total assets less Treasuries, MBS and agency debt (premiums, loans, swaps, gold)",
    "other_liabilities": "residual of the balance-sheet identity: other deposits, remittances due, accrued items",
    "capital": "not published beside the other lines: zero here and inside other liabilities",
}


@dataclass(frozen=True, slots=True)
class FedStatement:
    """The Federal Reserve's balance sheet on one day, in cents.

    Law, checked at construction: treasuries + mbs + agency_debt + other_assets = reserves + on_rrp + foreign_rrp + tga
    + currency + other_liabilities + capital - deferred_asset, to the cent.

    Attributes
    ----------
    date : date
    bills, notes_bonds, tips, frn, tips_inflation_compensation : Cents, >= 0
        Par, and the compensation accrued on TIPS; their sum is :attr:`treasuries`.
    mbs, agency_debt : Cents, >= 0
        Current face; `mbs` includes commercial MBS.
    other_assets, other_liabilities, capital : Cents
        `capital` is 0 where it is not published beside the other lines; it is then inside `other_liabilities`.
    reserves, on_rrp, foreign_rrp, tga, currency : Cents, >= 0
    deferred_asset : Cents, >= 0
        Losses to be earned back; the published line (remittances due to the Treasury) has the opposite sign.
    residuals : tuple of str
        Names of the lines that were residuals of published figures when the statement was opened.
    """

    date: date
    bills: Cents = 0
    notes_bonds: Cents = 0
    tips: Cents = 0
    frn: Cents = 0
    tips_inflation_compensation: Cents = 0
    mbs: Cents = 0
    agency_debt: Cents = 0
    other_assets: Cents = 0
    reserves: Cents = 0
    on_rrp: Cents = 0
    foreign_rrp: Cents = 0
    tga: Cents = 0
    currency: Cents = 0
    other_liabilities: Cents = 0
    capital: Cents = 0
    deferred_asset: Cents = 0
    residuals: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        lines = self.lines()
        faults = [f"{name} is no integer of cents" for name, amount in lines.items() if type(amount) is not int]
        if not faults:
            owed = sum(lines[name] for name in LIABILITIES) - self.deferred_asset
            if self.total_assets != owed:
                faults.append(f"assets {say(self.total_assets)}, liabilities and capital {say(owed)}")
            faults += [f"{name} stands at {say(lines[name])}" for name in NOT_NEGATIVE if lines[name] < 0]
            faults += [f"{name} does not fit int64" for name, amount in lines.items() if abs(amount) >= LIMIT]
        if faults:
            raise LawError(
                f"the Fed's statement of {self.date} breaks its law: {'; '.join(faults)}",
                "books.statement",
                "assets = liabilities + capital - deferred asset, to the cent, and no line below zero",
                _remedy(lines),
            )

    @classmethod
    def open(
        cls,
        day: Day,
        *,
        total_assets: float,
        bills: float,
        notes_bonds: float,
        tips: float,
        frn: float,
        tips_inflation_compensation: float,
        mbs: float,
        agency_debt: float,
        reserves: float,
        on_rrp: float,
        foreign_rrp: float,
        tga: float,
        currency: float,
        capital: float | None = None,
        deferred_asset: float = 0.0,
    ) -> FedStatement:
        """A statement from published lines in USD billion, each rounded to the cent once.

        Parameters
        ----------
        day : date
        total_assets, bills, ..., currency : float, USD bn
            Published levels of `day`. Currency may be the average of the week ending on `day`, where only that is
            published; what this moves is then inside `other_liabilities`.
        capital : float or None, USD bn
            None where it is not published with the other lines: it stays inside `other_liabilities`.
        deferred_asset : float, USD bn, >= 0
            Minus the published remittances due when these are negative, else 0.

        Returns
        -------
        FedStatement
            With `residuals` naming the lines explained in :data:`RESIDUALS`.

        Raises
        ------
        LawError
            If a line is negative, the securities exceed total assets, or the liabilities named exceed what there is to
            owe.
        AmountError
            If a figure is not finite.

        Notes
        -----
        Source of the lines: Federal Reserve Board, H.4.1; Federal Reserve Bank of New York, SOMA holdings.

        >>> opened = FedStatement.open(
        ...     date(2022, 5, 25), total_assets=100, bills=5, notes_bonds=40, tips=4, frn=1,
        ...     tips_inflation_compensation=1, mbs=30, agency_debt=1, reserves=50, on_rrp=20, foreign_rrp=2, tga=5,
        ...     currency=20,
        ... )
        >>> opened.usd_bn()["other_assets"], opened.usd_bn()["other_liabilities"]
        (18.0, 3.0)
        """
        assets = dict(
            zip(
                ASSETS[:-1],
                (bills, notes_bonds, tips, frn, tips_inflation_compensation, mbs, agency_debt),
                strict=True,
            )
        )
        owed = dict(zip(LIABILITIES[:5], (reserves, on_rrp, foreign_rrp, tga, currency), strict=True))
        lines = {name: cents(amount) for name, amount in {**assets, **owed}.items()}
        lines |= {"capital": cents(capital or 0.0), "deferred_asset": cents(deferred_asset)}
        other_assets = cents(total_assets) - sum(lines[name] for name in assets)
        other_liabilities = (
            cents(total_assets) - sum(lines[name] for name in owed) - lines["capital"] + lines["deferred_asset"]
        )
        if other_assets < 0 or other_liabilities < 0:
            raise LawError(
                f"the published lines of {day} leave other assets at {say(other_assets)} "
                f"and other liabilities at {say(other_liabilities)}",
                "books.statement, FedStatement.open",
                "both at zero or above: total assets hold all the securities and cover the liabilities named",
                "check that all lines are of one day, one basis and one unit (USD bn)",
            )
        residuals = ("other_assets", "other_liabilities", *(("capital",) if capital is None else ()))
        return cls(
            date=day, **lines, other_assets=other_assets, other_liabilities=other_liabilities, residuals=residuals
        )

    @property
    def treasuries(self) -> Cents:
        """Treasury securities as the H.4.1 release counts them, inflation compensation included."""
        return self.bills + self.notes_bonds + self.tips + self.frn + self.tips_inflation_compensation

    @property
    def total_assets(self) -> Cents:
        """All assets; the deferred asset is not among them, as in the release."""
        return self.treasuries + self.mbs + self.agency_debt + self.other_assets

    def lines(self) -> dict[str, Cents]:
        """Every line by name, in cents."""
        return {name: getattr(self, name) for name in LINES}

    def usd_bn(self) -> dict[str, float]:
        """Every line and the two totals by name, in USD billion."""
        whole = {**self.lines(), "treasuries": self.treasuries, "total_assets": self.total_assets}
        return {name: usd_bn(amount) for name, amount in whole.items()}

    def less(self, earlier: FedStatement) -> Mapping[str, Cents]:
        """Change of every line and total since `earlier`, in cents.

        >>> one = FedStatement(date(2022, 5, 25), bills=100, reserves=100)
        >>> two = FedStatement(date(2022, 6, 30), bills=80, reserves=80)
        >>> two.less(one)["reserves"], two.less(one)["total_assets"]
        (-20, -20)
        """
        names = (*LINES, "treasuries", "total_assets")
        return {name: getattr(self, name) - getattr(earlier, name) for name in names}


def _remedy(lines: Mapping[str, Cents]) -> str:
    if type(lines["reserves"]) is int and lines["reserves"] < 0:
        return "slow the runoff, stop it earlier, or change the assumptions (TGA, ON RRP, currency) that drain reserves"
    return "open from published lines with FedStatement.open and change it with post_month only"
