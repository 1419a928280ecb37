"""Agency MBS as cohorts: programme, term and coupon, each with an age, paying principal month by month.

The packaged table gives the shares of each cohort in May 2024. At another date the same shares are used, less what
cannot have existed yet: an approximation by name (:data:`ASSUMPTIONS`), since no earlier list is at hand. Commercial
MBS are one more cohort with a steady runoff. Balances are int64 US dollars.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from ebb.errors import FormatError
from ebb.portfolio.columns import seal
from ebb.portfolio.prepayment import PRIOR, Prior, burnt, refinancing, scheduled, smm, speed
from ebb.portfolio.redemption import allocate

ASSUMPTIONS: Final[dict[str, str]] = {
    "mbs_shares": (
        "Shares of programme, term and coupon are those of 2024-05-01; at another date cohorts issued later are left"
        " out and the rest scaled to the published total."
    ),
    "mbs_ages": (
        "Each coupon was issued in the middle of the years that its largest pools show in the list of 2024-05-01 "
        "(stated final maturity less term), in equal parts."
    ),
    "mbs_note_rates": (
        "Borrowers pay the coupon plus 0.80 points (UMBS) or 0.50 (Ginnie Mae); the 15-year market rate is the "
        "30-year less 0.70."
    ),
    "mbs_timing": (
        "Ginnie Mae pays principal on the 20th, UMBS on the 25th, for sales of the month before; borrowers decide on"
        " the rates of one and two months earlier."
    ),
    "mbs_unsettled": (
        "Purchases agreed before the start but settled after it are left out: published MBS rose until August 2022 "
        "on them."
    ),
    "cmbs": "Commercial MBS run off at 7 percent a year, their pace from December 2020 to May 2022.",
    "agency_debt": "Agency debt is constant: its maturities (2029 and later) lie outside every replay.",
}

CMBS: Final = "CMBS"
_CMBS_SPEED = 0.07
_SPREADS: Final = {"UMBS": 0.80, "GNMA I": 0.50, "GNMA II": 0.50, CMBS: 0.0}
_TERMS: Final = {"30yr": 360, "15yr": 180, "Other": 240}
_SHORTER_RATE: Final = -0.70
_NO_INCENTIVE: Final = -99.0
#: Day of the month on which Ginnie Mae, and on which the others, pay principal.
_GINNIE_DAY, _OTHERS_DAY = 20, 25
#: Largest years of issue by term, up to a coupon: (highest coupon, years), from the stated maturities of 2024-05-01.
_YEARS: Final[dict[str, tuple[tuple[float, tuple[int, ...]], ...]]] = {
    "30yr": (
        (2.0, (2021,)),
        (2.5, (2020, 2021)),
        (3.0, (2013, 2017, 2020)),
        (3.5, (2014, 2016, 2019)),
        (4.0, (2013, 2017, 2021)),
        (4.5, (2011, 2016, 2021)),
        (99.0, (2010, 2021)),
    ),
    "15yr": ((2.0, (2021,)), (2.5, (2013, 2017, 2020)), (3.0, (2013, 2017)), (99.0, (2011, 2017, 2021))),
    "Other": ((2.5, (2021,)), (99.0, (2013, 2016))),
}


@dataclass(frozen=True, slots=True)
class Cohort:
    """One row of the packaged table: programme, term as published, pass-through coupon and share, both in percent."""

    program: str
    term: str
    coupon: float
    share: float


def cohorts(rows: Sequence[Mapping[str, str]]) -> tuple[Cohort, ...]:
    """Typed rows of the packaged cohort table.

    Raises
    ------
    FormatError
        If a programme or term is unknown, a number cannot be read, or the shares do not add up to 100 within 0.01.
    """
    found, problems = [], []
    for number, row in enumerate(rows, start=2):
        try:
            item = Cohort(row["program"], row["term"], float(row["coupon_pct"]), float(row["share_pct"]))
        except (KeyError, ValueError) as error:
            problems.append(f"line {number}: {error!r}")
            continue
        if item.program not in _SPREADS or item.term not in _TERMS or item.share < 0:
            problems.append(f"line {number}: {item}")
        found.append(item)
    total = sum(c.share for c in found)
    if abs(total - 100.0) > 0.01:
        problems.append(f"shares add up to {total}")
    if problems:
        raise FormatError(
            f"the cohort table has {len(problems)} problems: {'; '.join(problems)}",
            "portfolio.mbs",
            f"programme of {', '.join(_SPREADS)}; term of {', '.join(_TERMS)}; shares of 100 in all",
            "correct the table",
        )
    return tuple(found)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Pools:
    """Cohorts as columns of shape (n,): `coupon` and `note_rate` percent, `age` and `term` months, `balance` USD.

    `surviving` is the share that has not refinanced since the run began; burnout before that is left out.
    """

    program: NDArray[np.str_]
    term: NDArray[np.int64]
    coupon: NDArray[np.float64]
    note_rate: NDArray[np.float64]
    age: NDArray[np.int64]
    balance: NDArray[np.int64]
    surviving: NDArray[np.float64]

    def __post_init__(self) -> None:
        seal(self)

    def __len__(self) -> int:
        return len(self.balance)

    def __repr__(self) -> str:
        return f"Pools({len(self)} cohorts, USD {self.total() / 1e9:,.3f} bn)"

    def total(self) -> int:
        """Face value of all cohorts, USD."""
        return int(self.balance.sum())

    @classmethod
    def open(cls, total: int, commercial: int, shares: Sequence[Cohort], as_of: date) -> Self:
        """Cohorts at a date from the published totals of agency and commercial MBS, USD.

        Law: balances sum to `total` + `commercial`.
        """
        split = [
            (c.program, _TERMS[c.term], c.coupon, age, c.share / len(ages))
            for c in shares
            for ages in [_ages(c, as_of)]
            for age in ages
        ]
        sizes = allocate(total, [round(1e6 * head[4]) for head in split]) if total else [0] * len(split)
        rows = [(*head[:4], size) for head, size in zip(split, sizes, strict=True)]
        if commercial:
            rows.append((CMBS, 360, 0.0, 0, commercial))
        return cls(
            program=np.array([r[0] for r in rows], dtype="U7"),
            term=np.array([r[1] for r in rows], dtype=np.int64),
            coupon=np.array([r[2] for r in rows], dtype=np.float64),
            note_rate=np.array([r[2] + _SPREADS[r[0]] for r in rows], dtype=np.float64),
            age=np.array([r[3] for r in rows], dtype=np.int64),
            balance=np.array([r[4] for r in rows], dtype=np.int64),
            surviving=np.ones(len(rows)),
        )

    def pay(self, month: date, market_rate: float, prior: Prior = PRIOR) -> tuple[Self, NDArray[np.int64]]:
        """One month: the pools after it, and the principal each cohort paid, whole USD of shape (n,).

        Parameters
        ----------
        month : date
            Month in which investors are paid, for loans repaid the month before.
        market_rate : float
            30-year mortgage rate, percent, when those borrowers decided.

        Notes
        -----
        Laws: principal is between 0 and the balance; over a cohort's life it sums to the balance.
        """
        sold_in = (month.month - 2) % 12 + 1
        commercial = self.program == CMBS
        market = market_rate + np.where(self.term == 180, _SHORTER_RATE, 0.0)
        incentive = np.where(commercial, _NO_INCENTIVE, self.note_rate - market)
        ready = burnt(self.surviving, prior)
        monthly = smm(np.where(commercial, _CMBS_SPEED, speed(incentive, self.age, sold_in, ready, prior)))
        due = scheduled(self.balance, self.note_rate, np.where(commercial, np.inf, self.term - self.age))
        paid = np.minimum(np.rint(due + monthly * (self.balance - due)).astype(np.int64), self.balance)
        left = self.surviving * (1.0 - smm(refinancing(incentive, prior) * ready))
        return replace(self, age=self.age + 1, balance=self.balance - paid, surviving=left), paid

    def bought(self, amount: int, market_rate: float) -> Self:
        """With new 30-year pools at the current coupon: half points, at least 0.80 under the mortgage rate."""
        if not amount:
            return self
        coupon = max(np.floor((market_rate - _SPREADS["UMBS"]) * 2.0) / 2.0, 0.5)
        return type(self)(
            program=np.append(self.program, "UMBS"),
            term=np.append(self.term, 360),
            coupon=np.append(self.coupon, coupon),
            note_rate=np.append(self.note_rate, coupon + _SPREADS["UMBS"]),
            age=np.append(self.age, 0),
            balance=np.append(self.balance, amount),
            surviving=np.append(self.surviving, 1.0),
        )

    def sold(self, amount: int) -> tuple[Self, int]:
        """Less an outright sale of agency pools in proportion to their balances; and what was sold, USD."""
        agency = np.where(self.program == CMBS, 0, self.balance)
        sale = min(amount, int(agency.sum()))
        if not sale:
            return self, 0
        parts = [sale * int(b) // int(agency.sum()) for b in agency]
        missing = sale - sum(parts)
        for place in np.argsort(-agency, kind="stable"):
            more = min(missing, int(agency[place]) - parts[place])
            parts[place] += more
            missing -= more
        return replace(self, balance=self.balance - np.array(parts, dtype=np.int64)), sale

    def by_payment_day(self, paid: NDArray[np.int64]) -> dict[int, int]:
        """Principal by the day of the month on which its programme pays, USD."""
        early = (self.program == "GNMA I") | (self.program == "GNMA II")
        return {_GINNIE_DAY: int(paid[early].sum()), _OTHERS_DAY: int(paid[~early].sum())}


def _ages(cohort: Cohort, as_of: date) -> list[int]:
    """Ages in months of a cohort's years of issue that precede a date; none if the coupon did not exist yet."""
    years = next(years for highest, years in _YEARS[cohort.term] if cohort.coupon <= highest)
    ages = [(as_of.year - year) * 12 + as_of.month - 7 for year in years]
    return [age for age in ages if 0 <= age < _TERMS[cohort.term]]
