"""One share index month by month: return and realised volatility side by side, on the months both are published."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ebb.errors import UnitError, UsageError
from ebb.series import Dates, Origin, Series

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Market:
    """Monthly figures of one share index.

    Parameters
    ----------
    name : str
    months : datetime64[D], shape (n,)
        Last calendar day of each month, without a gap.
    returns : float64, shape (n,), percent
        Simple price return of the month.
    volatility : float64, shape (n,), percent a year, > 0
        Realised volatility of the month's daily log returns.
    implied : float64, shape (n,), index points, or None
        Mean of the implied-volatility index over the month; NaN where unpublished.
    origins : tuple of Origin
    """

    name: str
    months: Dates
    returns: Floats
    volatility: Floats
    implied: Floats | None
    origins: tuple[Origin, ...]

    @classmethod
    def of(cls, name: str, returns: Series, volatility: Series, implied: Series | None = None) -> Market:
        """Join published series by year and month.

        Parameters
        ----------
        name : str
        returns, volatility : Series, percent
        implied : Series, index, optional

        Raises
        ------
        UnitError
            If returns or volatility are not in percent.
        UsageError
            If the joined months have a gap, are fewer than two years, or a volatility is not positive.
        """
        for series in (returns, volatility):
            if series.unit != "percent":
                raise UnitError(
                    f'"{series.key}" is in {series.unit}',
                    "equities.market",
                    "returns and volatility in percent",
                    'convert it with .in_unit("percent")',
                )
        gains, swings = returns.by_month(), volatility.by_month()
        both = sorted(gains.keys() & swings.keys())
        problems = []
        if len(both) < 24:
            problems.append(f"{len(both)} months in common, fewer than 24")
        else:
            count = (both[-1][0] - both[0][0]) * 12 + both[-1][1] - both[0][1] + 1
            if count != len(both):
                problems.append(f"{count - len(both)} months are missing between {both[0]} and {both[-1]}")
        problems += [f"volatility of {month} is {swings[month]}" for month in both if swings[month] <= 0.0]
        if problems:
            raise UsageError(
                f'market "{name}" cannot be built: {"; ".join(problems)}',
                "equities.market",
                "at least two years of months without a gap, volatility above zero",
                "restore the missing months or take a shorter span with .between(first, last)",
            )
        feared = implied.by_month() if implied is not None else {}
        origins = tuple(dict.fromkeys(o for s in (returns, volatility, implied) if s is not None for o in s.origins))
        return cls(
            name=name,
            months=_read_only(np.array([_month_end(month) for month in both])),
            returns=_read_only(np.array([gains[month] for month in both])),
            volatility=_read_only(np.array([swings[month] for month in both])),
            implied=_read_only(np.array([feared.get(month, np.nan) for month in both])) if feared else None,
            origins=origins,
        )

    def __len__(self) -> int:
        return len(self.returns)

    def __repr__(self) -> str:
        return f"Market({self.name}, {self.first}..{self.last}, n={len(self)})"

    @property
    def first(self) -> date:
        """Last day of the first month."""
        day: date = self.months[0].item()
        return day

    @property
    def last(self) -> date:
        """Last day of the last month."""
        day: date = self.months[-1].item()
        return day

    @property
    def years(self) -> NDArray[np.int64]:
        """Calendar year of each month, shape (n,)."""
        return self.months.astype("datetime64[Y]").astype(np.int64) + 1970


def _month_end(month: tuple[int, int]) -> np.datetime64:
    following = date(month[0] + month[1] // 12, month[1] % 12 + 1, 1)
    return np.datetime64(following, "D") - np.timedelta64(1, "D")


def _read_only(array: NDArray[Any]) -> NDArray[Any]:
    array.flags.writeable = False
    return array
