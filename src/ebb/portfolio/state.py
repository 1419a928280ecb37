"""The Fed's domestic portfolio on a day, opened from published figures.

How to open one::

    holdings = Holdings.from_rows(rows_of_notes_and_bonds)         # packaged list, CUSIP by CUSIP
    auctions = offerings(rows_of_auction_sizes)                    # packaged auction table
    portfolio = open_portfolio(
        holdings, classes, cohorts(rows_of_mbs_cohorts),
        as_of=date(2022, 5, 25), auctions=auctions, prices=cpi.by_month(),
    )
    portfolio, flows = advance(portfolio, MonthPlan(date(2022, 6, 1), treasury_cap=30_000_000_000), conditions)

`classes` are totals of the same day in USD billion (:data:`CLASSES`). Only what was known by `as_of` is used. The
state is immutable; every amount is whole US dollars.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import isfinite
from types import MappingProxyType

import numpy as np

from ebb.errors import AmountError
from ebb.portfolio import inferred, mbs, unsettled
from ebb.portfolio.inferred import Listed
from ebb.portfolio.mbs import Cohort, Pools
from ebb.portfolio.offerings import IssuanceMix, Offering, issuance_mix
from ebb.portfolio.redemption import LOT
from ebb.portfolio.reinvestment import Pending
from ebb.portfolio.securities import Holdings

#: Class totals that :func:`open_portfolio` needs, USD billion.
CLASSES = ("bills", "notes_bonds", "tips", "tips_inflation_compensation", "frn", "agency_debt", "mbs", "cmbs")
#: What is not read from a list but assumed, by name; printed with every run.
ASSUMPTIONS: Mapping[str, str] = MappingProxyType(inferred.ASSUMPTIONS | mbs.ASSUMPTIONS | unsettled.ASSUMPTIONS)
#: Published class totals are rounded to a hundredth of a billion at worst.
_ROUNDING_BN = 0.011


@dataclass(frozen=True, slots=True, eq=False)
class Portfolio:
    """Everything held outright on `as_of`.

    Parameters
    ----------
    as_of : date
        All contractual maturities up to this day are booked, also those paid on a later business day.
    holdings : Holdings
        Notes and bonds by CUSIP; TIPS and FRN by inferred issue.
    bills : mapping of date to int
        Par by maturity date, USD.
    pools : Pools
        Agency and commercial MBS by cohort.
    agency_debt : int
        USD, constant.
    issuance : IssuanceMix
        Into what maturities are rolled where no actual auction is given.
    pending : tuple of Pending
        Agency principal received and still to be put into Treasuries.
    """

    as_of: date
    holdings: Holdings
    bills: Mapping[date, int]
    pools: Pools
    agency_debt: int
    issuance: IssuanceMix
    pending: tuple[Pending, ...] = ()

    def classes(self) -> dict[str, int]:
        """Holdings by class, USD; `treasuries` is the H.4.1 basis (with TIPS compensation), `mbs` includes CMBS."""
        book = self.holdings
        parts = {
            "bills": sum(self.bills.values()),
            "notes_bonds": book.total("notes_bonds"),
            "tips": book.total("tips"),
            "frn": book.total("frn"),
            "tips_inflation_compensation": int(book.compensation.sum()),
        }
        return {
            **parts,
            "treasuries": sum(parts.values()),
            "mbs": self.pools.total(),
            "agency_debt": self.agency_debt,
        }

    @property
    def notes_bonds_coupon(self) -> float:
        """Par-weighted coupon of the notes and bonds held, percent; 0 when none are."""
        notes = self.holdings.keep(self.holdings.asset_class == "notes_bonds")
        return notes.average_coupon() if len(notes) else 0.0

    @property
    def mbs_coupon(self) -> float:
        """Balance-weighted pass-through coupon of the agency MBS cohorts, percent; 0 when none are held."""
        agency = self.pools.balance * (self.pools.program != mbs.CMBS)
        return float(np.average(self.pools.coupon, weights=agency)) if agency.any() else 0.0


def open_portfolio(
    holdings: Holdings,
    classes: Mapping[str, float],
    cohorts: Sequence[Cohort],
    *,
    as_of: date,
    auctions: Sequence[Offering],
    prices: Mapping[tuple[int, int], float] | None = None,
    earlier: Listed | None = None,
    mortgage: Callable[[date], float] | None = None,
) -> Portfolio:
    """The portfolio on a day, from the list of notes and bonds and the totals of the other classes.

    Parameters
    ----------
    holdings : Holdings
        Notes and bonds on `as_of`. A list that holds TIPS or FRN as well is taken at its word; otherwise their issues
        are inferred from the class totals.
    classes : mapping of str to float
        USD billion, all of :data:`CLASSES`; `mbs` without CMBS. Totals of listed classes are checked against the list.
    cohorts : sequence of Cohort
        Shares of agency MBS (:func:`ebb.portfolio.cohorts`).
    as_of : date
    auctions : sequence of Offering
        For the sizes of known TIPS and FRN issues and the stated issuance mix.
    prices : mapping of (year, month) to float, optional
        Consumer price index, to spread TIPS compensation.
    earlier : Listed, optional
        TIPS and floating rate notes by CUSIP on an earlier day, from which their issues are carried.
    mortgage : callable, optional
        Mortgage rate of the month that begins on a day, percent: carries the shares of MBS to `as_of` and tells which
        borrowers had refinanced by then (:meth:`ebb.portfolio.mbs.Pools.open`).

    Raises
    ------
    AmountError
        If a class is missing, negative or no number, or the list differs from its class total by more than rounding;
        every problem is listed.
    """
    problems = [f"{name} is missing" for name in CLASSES if name not in classes]
    problems += [f"{name} is {classes[name]}" for name in CLASSES if name in classes and not _amount(classes[name])]
    for name in ("notes_bonds", "tips", "frn") if not problems else ():
        listed = holdings.total(name) / 1e9
        if abs(listed - classes[name]) > _ROUNDING_BN and (listed or name == "notes_bonds"):
            problems.append(f"{name} are {classes[name]} in all but {listed} in the list")
    if problems:
        raise AmountError(
            f"the class totals of {as_of} have {len(problems)} problems: {'; '.join(problems)}",
            "portfolio.open_portfolio",
            f"USD billion, zero or more, for {', '.join(CLASSES)}",
            "hand in the totals published for that day, or the last ones before it",
        )
    usd = {name: round(float(classes[name]) * 1e9 / LOT) * LOT for name in CLASSES}
    others = []
    if not holdings.total("tips"):
        others += inferred.tips(
            usd["tips"], usd["tips_inflation_compensation"], as_of, auctions, prices, _of(earlier, "tips")
        )
    if not holdings.total("frn"):
        others += inferred.frn(usd["frn"], as_of, auctions, _of(earlier, "frn"))
    return Portfolio(
        as_of=as_of,
        holdings=holdings + Holdings.of(others),
        bills=MappingProxyType(inferred.bill_ladder(usd["bills"], as_of)),
        pools=Pools.open(usd["mbs"], usd["cmbs"], cohorts, as_of, mortgage),
        agency_debt=usd["agency_debt"],
        issuance=issuance_mix(auctions, as_of),
    )


def _of(earlier: Listed | None, kind: str) -> Listed | None:
    """The earlier list, if it holds any of a class."""
    return earlier if earlier is not None and any(s.asset_class == kind for s in earlier.securities) else None


def _amount(value: float) -> bool:
    return isfinite(value) and value >= 0
