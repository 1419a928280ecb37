"""Treasury coupon securities one by one, and what a holder asks of the list: ladder, average life, average coupon.

Par is int64 US dollars, compensation (TIPS only) the accrued inflation compensation in whole dollars. The list is
read-only; every change makes a new one. Bills are no list but a ladder by date (:mod:`ebb.portfolio.state`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from ebb.errors import FormatError
from ebb.portfolio.columns import seal

#: Treasury classes of the Fed's portfolio, as its summary names them.
TREASURY_CLASSES = ("bills", "notes_bonds", "tips", "frn")

_NO_DATE = np.datetime64("NaT", "D")
_DAYS_A_YEAR = 365.25


@dataclass(frozen=True, slots=True)
class Security:
    """One issue held. `coupon` is percent a year or None where unknown; `par` and `compensation` whole US dollars."""

    cusip: str
    asset_class: str
    coupon: float | None
    issued: date | None
    matures: date
    par: int
    compensation: int = 0


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Holdings:
    """Coupon securities as columns, each of shape (n,), read-only.

    Parameters
    ----------
    cusip, asset_class : str arrays
        An inferred issue has an empty CUSIP; class is ``"notes_bonds"``, ``"tips"`` or ``"frn"``.
    coupon : float64
        Percent a year; NaN where unknown (and for FRN, whose rate floats).
    issued, matures : datetime64[D]
        First issue date (NaT where unknown) and contractual maturity date.
    par, compensation : int64
        Whole US dollars.
    """

    cusip: NDArray[np.str_]
    asset_class: NDArray[np.str_]
    coupon: NDArray[np.float64]
    issued: NDArray[np.datetime64]
    matures: NDArray[np.datetime64]
    par: NDArray[np.int64]
    compensation: NDArray[np.int64]

    def __post_init__(self) -> None:
        seal(self)

    @classmethod
    def of(cls, securities: Iterable[Security]) -> Self:
        """Columns from single securities, in their order."""
        items = list(securities)
        return cls(
            cusip=np.array([s.cusip for s in items], dtype="U9"),
            asset_class=np.array([s.asset_class for s in items], dtype="U11"),
            coupon=np.array([np.nan if s.coupon is None else s.coupon for s in items], dtype=np.float64),
            issued=np.array([_NO_DATE if s.issued is None else s.issued for s in items], dtype="datetime64[D]"),
            matures=np.array([s.matures for s in items], dtype="datetime64[D]"),
            par=np.array([s.par for s in items], dtype=np.int64),
            compensation=np.array([s.compensation for s in items], dtype=np.int64),
        )

    @classmethod
    def from_rows(cls, rows: Sequence[Mapping[str, str]]) -> Self:
        """Notes and bonds from a packaged list (columns cusip, issue_date, maturity_date, coupon_pct, par_value_usd).

        Raises
        ------
        FormatError
            If a cell cannot be read, a par is not above zero, or a CUSIP appears twice; every problem is listed.
        """
        found: list[Security] = []
        problems: list[str] = []
        seen: set[str] = set()
        for number, row in enumerate(rows, start=2):
            try:
                security = _from_row(row)
            except (KeyError, ValueError) as error:
                problems.append(f"line {number}: {error}")
                continue
            if security.par <= 0:
                problems.append(f"line {number}: par {security.par}")
            if security.cusip in seen:
                problems.append(f"line {number}: {security.cusip} again")
            seen.add(security.cusip)
            found.append(security)
        if problems:
            raise FormatError(
                f"a list of securities has {len(problems)} problems: {'; '.join(problems)}",
                "portfolio.securities",
                "one row per CUSIP with ISO dates and par in whole dollars above zero",
                "correct the list",
            )
        return cls.of(found)

    def __len__(self) -> int:
        return len(self.par)

    def __repr__(self) -> str:
        return f"Holdings({len(self)} securities, USD {self.total() / 1e9:,.3f} bn)"

    def __iter__(self) -> Iterator[Security]:
        for i in range(len(self)):
            coupon, issued = float(self.coupon[i]), self.issued[i]
            yield Security(
                cusip=str(self.cusip[i]),
                asset_class=str(self.asset_class[i]),
                coupon=None if np.isnan(coupon) else coupon,
                issued=None if np.isnat(issued) else issued.item(),
                matures=self.matures[i].item(),
                par=int(self.par[i]),
                compensation=int(self.compensation[i]),
            )

    def total(self, asset_class: str | None = None) -> int:
        """Par of all issues, or of one class, USD."""
        par = self.par if asset_class is None else self.par[self.asset_class == asset_class]
        return int(par.sum())

    def keep(self, mask: NDArray[np.bool_]) -> Self:
        """The issues where `mask` (shape (n,)) is true."""
        return type(self)(**{name: getattr(self, name)[mask] for name in self.__slots__})

    def with_amounts(self, par: NDArray[np.int64], compensation: NDArray[np.int64]) -> Self:
        """The same issues at other amounts."""
        return replace(self, par=par, compensation=compensation)

    def __add__(self, other: Holdings) -> Self:
        return type(self)(
            **{name: np.concatenate([getattr(self, name), getattr(other, name)]) for name in self.__slots__}
        )

    def by_month(self) -> dict[tuple[int, int], int]:
        """Par by (year, month) of contractual maturity, in order, USD."""
        months = self.matures.astype("datetime64[M]")
        return {
            (int(str(month)[:4]), int(str(month)[5:7])): int(self.par[months == month].sum())
            for month in np.unique(months)
        }

    def average_life(self, as_of: date) -> float:
        """Par-weighted time to maturity, years of 365.25 days."""
        days = (self.matures - np.datetime64(as_of, "D")).astype(np.float64)
        return float(np.average(days, weights=self.par.astype(np.float64))) / _DAYS_A_YEAR

    def average_coupon(self) -> float:
        """Par-weighted coupon of the issues whose coupon is known, percent."""
        known = ~np.isnan(self.coupon)
        return float(np.average(self.coupon[known], weights=self.par[known].astype(np.float64)))

    def ladder(self, as_of: date, bounds: Sequence[int] = (1, 2, 3, 5, 7, 10, 20)) -> dict[str, int]:
        """Par by years left, USD: under the first bound, between two bounds, from the last on.

        >>> from datetime import date
        >>> one = Holdings.of([Security("", "frn", None, None, date(2024, 1, 31), 100)])
        >>> one.ladder(date(2023, 1, 31), (1, 2))
        {'<1': 100, '1-2': 0, '2+': 0}
        """
        years = (self.matures - np.datetime64(as_of, "D")).astype(np.float64) / _DAYS_A_YEAR
        place = np.searchsorted(np.asarray(bounds, dtype=np.float64), years, side="right")
        names = [f"<{bounds[0]}", *(f"{a}-{b}" for a, b in pairwise(bounds)), f"{bounds[-1]}+"]
        return {name: int(self.par[place == i].sum()) for i, name in enumerate(names)}


def _from_row(row: Mapping[str, Any]) -> Security:
    issued = row["issue_date"]
    return Security(
        cusip=row["cusip"],
        asset_class="notes_bonds",
        coupon=float(row["coupon_pct"]),
        issued=date.fromisoformat(issued) if issued else None,
        matures=date.fromisoformat(row["maturity_date"]),
        par=int(row["par_value_usd"]),
    )
