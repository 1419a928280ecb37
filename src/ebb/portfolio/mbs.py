"""Agency MBS as cohorts: programme, term and coupon, each with an age, paying principal month by month.

The packaged table gives the shares of each cohort in May 2024. At another date the same shares are used, less what
cannot have existed yet: an approximation by name (:data:`ASSUMPTIONS`), since no earlier list is at hand. Commercial
MBS are one more cohort with a steady runoff. Balances are int64 US dollars.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from ebb.errors import FormatError
from ebb.portfolio.columns import seal
from ebb.portfolio.prepayment import PRIOR, Prior, burnt, causes, refinancing, scheduled, smm
from ebb.portfolio.redemption import allocate
from ebb.portfolio.settlement import paid_on, shift_months
from ebb.portfolio.vintages import ages

ASSUMPTIONS: Final[dict[str, str]] = {
    "mbs_shares": (
        "Shares of programme, term and coupon are those of 2024-05-01; at another date cohorts issued later are left"
        " out and the rest scaled to the published total."
    ),
    "mbs_ages": (
        "Each coupon was issued in the years, from 2020 the half-years, that the list of 2024-05-01 shows (stated final "
        "maturity less term, of pools that are not combinations), in their parts of that day."
    ),
    "mbs_note_rates": (
        "Borrowers pay the coupon plus 0.80 points (UMBS) or 0.50 (Ginnie Mae); the 15-year market rate is the "
        "30-year less 0.70."
    ),
    "mbs_timing": (
        "Principal is paid on the 15th (Freddie Mac Gold), 20th (Ginnie Mae) and 25th (UMBS and Fannie Mae), or the "
        "next business day, for sales of the month before; borrowers decide on the rates of one and two months "
        "earlier. Published holdings fall on those days and on no other."
    ),
    "mbs_gold": (
        "Thirty-eight percent of conventional pools issued before June 2019 are Freddie Mac Gold, from how far "
        "holdings fell on the 15th and on the 25th of January and April 2019; none from 2024 on."
    ),
    "cmbs": "Commercial MBS run off at 7 percent a year, their pace from December 2020 to May 2022.",
    "agency_debt": "Agency debt is constant: its maturities (2029 and later) lie outside every replay.",
}

CMBS: Final = "CMBS"
CMBS_SPEED = 0.07
SPREADS: Final = {"UMBS": 0.80, "GNMA I": 0.50, "GNMA II": 0.50, CMBS: 0.0}
_TERMS: Final = {"30yr": 360, "15yr": 180, "Other": 240}
SHORTER_RATE: Final = -0.70
_NO_INCENTIVE: Final = -99.0
#: Day of the list from which the shares were computed.
SHARES_OF: Final = date(2024, 5, 1)
#: Day of the month on which Freddie Mac Gold, Ginnie Mae and the others (UMBS, Fannie Mae) pay principal.
_GOLD_DAY, _GINNIE_DAY, _OTHERS_DAY = 15, 20, 25
#: Months for which burnout looks back: the packaged mortgage rates begin in 2003.
_LONGEST_MEMORY = 150
#: Share of Gold in conventional pools issued before the first uniform ones.
_GOLD_SHARE = 0.38
_UNIFORM_FROM, _GOLD_EXCHANGED = date(2019, 6, 1), date(2024, 1, 1)


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
        if item.program not in SPREADS or item.term not in _TERMS or item.share < 0:
            problems.append(f"line {number}: {item}")
        found.append(item)
    total = sum(c.share for c in found)
    if abs(total - 100.0) > 0.01:
        problems.append(f"shares add up to {total}")
    if problems:
        raise FormatError(
            f"the cohort table has {len(problems)} problems: {'; '.join(problems)}",
            "portfolio.mbs",
            f"programme of {', '.join(SPREADS)}; term of {', '.join(_TERMS)}; shares of 100 in all",
            "correct the table",
        )
    return tuple(found)


@dataclass(frozen=True, slots=True, eq=False)
class Principal:
    """What each cohort pays in one month by cause, whole USD of shape (n,).

    Law: the four add up to what was paid, cohort by cohort, to the dollar; none is negative.
    """

    scheduled: NDArray[np.int64]
    turnover: NDArray[np.int64]
    refinanced: NDArray[np.int64]
    curtailed: NDArray[np.int64]

    @property
    def paid(self) -> NDArray[np.int64]:
        """All principal of the month."""
        return self.scheduled + self.turnover + self.refinanced + self.curtailed


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Pools:
    """Cohorts as columns of shape (n,): `coupon` and `note_rate` percent, `age` and `term` months, `balance` USD.

    `surviving` is the share that has not refinanced since the run began; burnout before that is left out. `gold` is
    the share that pays on the 15th.
    """

    program: NDArray[np.str_]
    term: NDArray[np.int64]
    coupon: NDArray[np.float64]
    note_rate: NDArray[np.float64]
    age: NDArray[np.int64]
    balance: NDArray[np.int64]
    surviving: NDArray[np.float64]
    gold: NDArray[np.float64]

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
    def open(
        cls,
        total: int,
        commercial: int,
        shares: Sequence[Cohort],
        as_of: date,
        mortgage: Callable[[date], float] | None = None,
    ) -> Self:
        """Cohorts at a date from the published totals of agency and commercial MBS, USD.

        Parameters
        ----------
        total, commercial : int
        shares : sequence of Cohort
            Of :data:`SHARES_OF`.
        as_of : date
        mortgage : callable, optional
            Mortgage rate of the month that begins on a day. With it the shares are carried to `as_of`: what the prior
            says a cohort lost since is added back (or taken off), so that coupons which went first weigh more before.

        Notes
        -----
        Law: balances sum to `total` + `commercial`.
        """
        split = [
            (c.program, _TERMS[c.term], c.coupon, age, c.share * part)
            for c in shares
            for age, part in ages(c.term, c.coupon, as_of, _TERMS[c.term])
        ]
        weights = [round(1e9 * head[4]) for head in split]
        surviving = np.ones(len(split))
        if mortgage is not None:
            start = cls._of(split, weights, as_of)
            surviving = _unburnt(start, as_of, mortgage)
            weights = _carried(replace(start, surviving=surviving), as_of, mortgage)
        sizes = allocate(total, weights) if total else [0] * len(split)
        rows = [(*head[:4], size) for head, size in zip(split, sizes, strict=True)]
        if commercial:
            rows.append((CMBS, 360, 0.0, 0, commercial))
            surviving = np.append(surviving, 1.0)
        return replace(cls._of(rows, [row[4] for row in rows], as_of), surviving=surviving)

    @classmethod
    def _of(cls, rows: Sequence[tuple[str, int, float, int, float]], sizes: Sequence[int], as_of: date) -> Self:
        return cls(
            program=np.array([r[0] for r in rows], dtype="U7"),
            term=np.array([r[1] for r in rows], dtype=np.int64),
            coupon=np.array([r[2] for r in rows], dtype=np.float64),
            note_rate=np.array([r[2] + SPREADS[r[0]] for r in rows], dtype=np.float64),
            age=np.array([r[3] for r in rows], dtype=np.int64),
            balance=np.array(sizes, dtype=np.int64),
            surviving=np.ones(len(rows)),
            gold=np.array([_gold(r[0], r[3], as_of) for r in rows]),
        )

    def step(
        self, month: date, market_rate: float, prior: Prior = PRIOR, after: date | None = None
    ) -> tuple[Self, Principal]:
        """One month: the pools after it, and what every cohort paid, by cause.

        Parameters
        ----------
        month : date
            Month in which investors are paid, for loans repaid the month before.
        market_rate : float
            30-year mortgage rate, percent, when those borrowers decided.
        prior : Prior
        after : date, optional
            Day on which the pools were opened, if inside the month: only payments made later count.

        Notes
        -----
        Laws: principal is between 0 and the balance; over a cohort's life it sums to the balance.
        """
        commercial = self.program == CMBS
        sold_in = (month.month - 2) % 12 + 1
        moves, refinanced, curtailed = causes(
            self._incentive(market_rate), self.age, sold_in, burnt(self.surviving, prior), prior
        )
        moves = np.where(commercial, CMBS_SPEED, moves)
        refinanced, curtailed = np.where(commercial, 0.0, refinanced), np.where(commercial, 0.0, curtailed)
        whole = moves + refinanced + curtailed
        due = scheduled(self.balance, self.note_rate, np.where(commercial, np.inf, self.term - self.age))
        prepaid = smm(np.clip(whole, 0.0, 1.0)) * (self.balance - due)
        paid = np.minimum(np.rint(due + prepaid).astype(np.int64), self.balance)
        if after is not None:
            later = (part for day, part in self._days(paid).items() if paid_on(month.replace(day=day)) > after)
            all_month, paid = np.maximum(paid, 1), sum(later, np.zeros_like(paid))
            due = due * (paid / all_month)
        on_schedule = np.minimum(np.rint(due).astype(np.int64), paid)
        early = paid - on_schedule
        share = np.divide(early, whole, out=np.zeros_like(whole), where=whole > 0.0)
        by_rate = np.minimum(np.floor(share * refinanced).astype(np.int64), early)
        in_part = np.minimum(np.floor(share * curtailed).astype(np.int64), early - by_rate)
        left = self.surviving * (1.0 - smm(np.clip(refinanced, 0.0, 1.0)))
        return (
            replace(self, age=self.age + 1, balance=self.balance - paid, surviving=left),
            Principal(on_schedule, early - by_rate - in_part, by_rate, in_part),
        )

    def pay(
        self, month: date, market_rate: float, prior: Prior = PRIOR, after: date | None = None
    ) -> tuple[Self, NDArray[np.int64]]:
        """:meth:`step` with the principal of each cohort in one sum, whole USD of shape (n,)."""
        left, principal = self.step(month, market_rate, prior, after)
        return left, principal.paid

    def _incentive(self, market_rate: float) -> NDArray[np.float64]:
        market = market_rate + np.where(self.term == 180, SHORTER_RATE, 0.0)
        return np.where(self.program == CMBS, _NO_INCENTIVE, self.note_rate - market)

    def bought(self, amount: int, market_rate: float) -> Self:
        """With new 30-year pools at the current coupon: half points, at least 0.80 under the mortgage rate."""
        if not amount:
            return self
        coupon = max(np.floor((market_rate - SPREADS["UMBS"]) * 2.0) / 2.0, 0.5)
        return type(self)(
            program=np.append(self.program, "UMBS"),
            term=np.append(self.term, 360),
            coupon=np.append(self.coupon, coupon),
            note_rate=np.append(self.note_rate, coupon + SPREADS["UMBS"]),
            age=np.append(self.age, 0),
            balance=np.append(self.balance, amount),
            surviving=np.append(self.surviving, 1.0),
            gold=np.append(self.gold, 0.0),
        )

    def less(self, parts: NDArray[np.int64]) -> Self:
        """Less what is sold of each cohort, whole USD of shape (n,)."""
        return replace(self, balance=self.balance - parts)

    def by_payment_day(self, paid: NDArray[np.int64]) -> dict[int, int]:
        """Principal by the day of the month on which it is paid, USD."""
        return {day: int(part.sum()) for day, part in self._days(paid).items()}

    def _days(self, paid: NDArray[np.int64]) -> dict[int, NDArray[np.int64]]:
        early = (self.program == "GNMA I") | (self.program == "GNMA II")
        gold = np.where(early, 0, np.floor(paid * self.gold).astype(np.int64))
        return {_GOLD_DAY: gold, _GINNIE_DAY: np.where(early, paid, 0), _OTHERS_DAY: np.where(early, 0, paid - gold)}


def _carried(pools: Pools, as_of: date, mortgage: Callable[[date], float]) -> list[int]:
    """Weights at a date from weights at :data:`SHARES_OF`, by what each cohort pays in between under the prior."""
    first, last = sorted((as_of, SHARES_OF))
    gone = (SHARES_OF.year - as_of.year) * 12 + SHARES_OF.month - as_of.month
    start = pools if gone > 0 else replace(pools, age=np.maximum(pools.age + gone, 0))
    at, month = start, shift_months(first.replace(day=1), 1)
    while month <= last:
        at, _ = at.pay(month, (mortgage(shift_months(month, -2)) + mortgage(shift_months(month, -3))) / 2.0)
        month = shift_months(month, 1)
    kept = np.maximum(at.balance / np.maximum(start.balance, 1), 0.02)
    return [int(w) for w in np.rint(start.balance / kept if gone > 0 else start.balance * kept)]


def _unburnt(pools: Pools, as_of: date, mortgage: Callable[[date], float]) -> NDArray[np.float64]:
    """Share of each cohort that has not refinanced between its issue and a date, under the prior."""
    left = np.ones(len(pools))
    for back in range(min(int(pools.age.max(initial=0)), _LONGEST_MEMORY), 0, -1):
        month = shift_months(as_of.replace(day=1), -back)
        rate = (mortgage(shift_months(month, -2)) + mortgage(shift_months(month, -3))) / 2.0
        pull = refinancing(pools._incentive(rate)) * burnt(left)
        left = np.where(pools.age >= back, left * (1.0 - smm(pull)), left)
    return left


def _gold(program: str, age: int, as_of: date) -> float:
    """Share of a cohort that is Freddie Mac Gold on a day."""
    issued = (as_of.year * 12 + as_of.month - 1 - age) < (_UNIFORM_FROM.year * 12 + _UNIFORM_FROM.month - 1)
    return _GOLD_SHARE if program == "UMBS" and issued and as_of < _GOLD_EXCHANGED else 0.0
