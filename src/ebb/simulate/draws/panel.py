"""The months a model of draws is estimated on: seven lines on one calendar, each up to its own last published month.

Publishers run at different speeds, so the newest months hold some lines and not others; what is missing there stays
missing and is drawn. A month that a publisher skipped *inside* a series (consumer prices of October 2025) lies on the
straight line between its neighbours, for estimation only.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from ebb.errors import SourceError
from ebb.series import Series
from ebb.simulate.liabilities import Limit, Monthly
from ebb.simulate.liabilities.model import Months, Values

#: The lines of a draw, in the order in which their shocks are told apart, and the series each is estimated on.
SERIES: Final = {
    "policy_rate": "fed_funds_avg",
    "ten_year": "ust_10y_avg",
    "mortgage_rate": "mortgage_30y",
    "inflation": "cpi_index",
    "gdp": "gdp",
    "tga": "tga",
    "currency": "currency",
}
LINES: Final = tuple(SERIES)
_LEAST: Final = 60


@dataclass(frozen=True, slots=True, eq=False)
class Panel:
    """The seven lines as :class:`Monthly` in the units of :class:`Draws`, without gaps, each to its own last month.

    `mortgage_rate` is the last weekly survey of the month; `inflation` the change of the price index over the month at an
    annual rate (percent, simple: twelve times the log change); `gdp` the nominal level, interpolated in logs between the
    middle months of its quarters.
    """

    lines: Mapping[str, Monthly]
    limits: Sequence[Limit] = ()

    @property
    def complete_to(self) -> int:
        """The last month in which policy rate, ten-year yield, mortgage rate and prices are all known."""
        return min(int(self.lines[name].months[-1]) for name in LINES[:4])


def panel(published: Mapping[str, Series], limits: Sequence[Limit] = ()) -> Panel:
    """The lines from a record cut at its as-of date.

    Parameters
    ----------
    published : Mapping of Series
        The keys of :data:`SERIES`; nothing known after the as-of date may be in them.
    limits : sequence of Limit
        Times in which the debt limit bound, as known on the day.

    Raises
    ------
    SourceError
        If a line has fewer than five years of months.
    """
    found = {name: filled(Monthly.of(published[key])) for name, key in SERIES.items() if name not in ("gdp", "tga")}
    found["tga"] = Monthly.of(published["tga"])
    found["gdp"] = between_quarters(Monthly.of(published["gdp"]))
    prices = found["inflation"]
    found["inflation"] = Monthly(prices.months[1:], 1200.0 * np.diff(np.log(prices.values)))
    short = [f"{name} {len(level)}" for name, level in found.items() if len(level) < _LEAST]
    if short:
        raise SourceError(
            f"too few months to draw from: {', '.join(short)}",
            "simulate.draws",
            f"at least {_LEAST} months of every line by the as-of date",
            "choose a later --as-of",
        )
    return Panel(found, tuple(limits))


def filled(level: Monthly) -> Monthly:
    """The same with every month between the first and the last, skipped ones on the straight line between neighbours."""
    if not len(level):
        return level
    months = np.arange(level.months[0], level.months[-1] + 1)
    return Monthly(months, np.interp(months, level.months, level.values))


def between_quarters(level: Monthly) -> Monthly:
    """A quarterly level by month: each quarter's figure in its middle month, in logs a straight line between them.

    Quarters are dated by their last month; nothing is said of the months after the middle of the newest one.
    """
    if not len(level):
        return level
    middles = level.months - 1
    months: Months = np.arange(middles[0], middles[-1] + 1)
    logs: Values = np.interp(months, middles, np.log(level.values))
    return Monthly(months, np.exp(logs))
