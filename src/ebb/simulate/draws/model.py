"""A small model of everything a run is not told: rates and inflation together, GDP, the Treasury's account, currency.

Two of them, to be compared by how often they held what came (:mod:`ebb.simulate.draws.score`):

* ``"volatility"``: a vector autoregression of policy rate, ten-year yield, mortgage spread and inflation, with stochastic
  volatility in every shock;
* ``"blocks"``: every line by itself (policy rate and ten-year yield as random walks) under errors that are drawn in
  blocks of past months, all lines from the same months.

Both ranges held less than they promise, those of ``"blocks"`` by less; it is the one used unless the other is asked for.
Treasury account and currency are the house's models of these lines (:mod:`ebb.simulate.liabilities`) in both.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

import numpy as np
from numpy.typing import NDArray

from ebb.errors import UnknownName
from ebb.simulate.draws.dynamics import Dynamics, apart, fit_dynamics
from ebb.simulate.draws.panel import LINES, Panel
from ebb.simulate.draws.shocks import Blocks, Volatile, blocks, volatile
from ebb.simulate.liabilities import Currency, Monthly, TreasuryAccount, fit_currency, fit_tga
from ebb.simulate.liabilities.model import Months, Values

Matrix = NDArray[np.float64]
Method = Literal["blocks", "volatility"]
METHODS: Final[tuple[Method, ...]] = ("volatility", "blocks")
#: The one whose ranges came nearer to what they promise, over all lines and horizons of the packaged table ``draw_scores``.
CHOSEN: Final[Method] = "blocks"

#: The middle of the lowest range the FOMC has set (0 to 1/4 percent): the rates of a draw do not go below it.
LOWER_BOUND: Final = 0.125
#: A policy rate below this is at its bound: the top of that range.
_AT_BOUND: Final = 0.25


@dataclass(frozen=True, slots=True, eq=False)
class Output:
    """Nominal GDP: `mean` growth a month (logs) from the `last` level."""

    mean: float
    last: float

    def path(self, horizon: int) -> Values:
        """Levels without shocks, USD billion at an annual rate."""
        found: Values = self.last * np.exp(self.mean * np.arange(1, horizon + 1))
        return found


@dataclass(frozen=True, slots=True, eq=False)
class DrawModel:
    """A fitted model. `complete_to` is the last month of which all of `dynamics` is known (months since the year 0)."""

    method: Method
    panel: Panel
    dynamics: Dynamics
    output: Output
    tga: TreasuryAccount
    currency: Currency
    shocks: Blocks | Volatile
    complete_to: int
    lower_bound: float = LOWER_BOUND

    @property
    def first_drawn(self) -> int:
        """The first month in which some line is not yet known."""
        return 1 + min(self.complete_to, *(int(self.panel.lines[name].months[-1]) for name in LINES))

    @property
    def said(self) -> Mapping[str, str]:
        """What the model is, one line each, for the provenance of a run."""
        months = f"{_written(self.panel.lines['policy_rate'].months[0])} to {_written(self.complete_to)}"
        how = {
            "volatility": f"vector autoregression with {self.dynamics.order} lags and stochastic volatility",
            "blocks": "each line by itself, errors of past months drawn together in blocks of 24 months",
        }
        return {
            "draws": f"{how[self.method]}, estimated on {months}",
            "lower_bound": f"no rate below {self.lower_bound} percent",
            "tga": self.tga.said,
            "currency": self.currency.said,
        }


def rates(panel: Panel) -> tuple[Months, Matrix]:
    """Policy rate, ten-year yield, mortgage spread over it and inflation by month, shape (months, 4), where all are known."""
    first = max(int(panel.lines[name].months[0]) for name in LINES[:4])
    months = np.arange(first, panel.complete_to + 1)
    policy, ten, mortgage, inflation = (panel.lines[name].at(months) for name in LINES[:4])
    return months, np.column_stack([policy, ten, mortgage - ten, inflation])


def estimate(panel: Panel, method: str = CHOSEN) -> DrawModel:
    """Fit a model on the months handed over.

    Parameters
    ----------
    panel : Panel
        Cut at the as-of date (:func:`ebb.simulate.draws.panel.panel`).
    method : ``"volatility"`` or ``"blocks"``

    Raises
    ------
    UnknownName
        For any other method.
    SourceError
        If a line has too few months.
    """
    if method not in METHODS:
        raise UnknownName.of("method of draws", method, METHODS, where="simulate.draws")
    months, x = rates(panel)
    tga = fit_tga(panel.lines["tga"], panel.limits)
    currency = fit_currency(panel.lines["currency"])
    if method == "blocks":
        four = apart(x, np.array([True, True, False, False]), np.array([False, False, True, False]))
    else:
        four = fit_dynamics(x)
    output, growth = _output(panel.lines["gdp"], independent=method == "volatility")
    sample = months[four.order :]
    errors = np.full((len(sample), len(LINES)), np.nan)
    errors[:, :4] = four.residuals(x)
    for column, (when, values) in enumerate(
        [(growth.months, growth.values), (tga.months, tga.errors), (currency.months, currency.errors)], start=4
    ):
        _, ours, theirs = np.intersect1d(sample, when, return_indices=True)
        errors[ours, column] = values[theirs]
    # lines published later than prices have no error yet in the newest months: the sample ends with the slowest line
    last = min(int(np.flatnonzero(np.isfinite(errors[:, i]))[-1]) for i in range(len(LINES))) + 1
    if method == "blocks":
        shocks: Blocks | Volatile = blocks(errors[:last])
    else:
        shocks = volatile(errors, x[four.order - 1 : -1, 0] > _AT_BOUND)
    return DrawModel(METHODS[METHODS.index(method)], panel, four, output, tga, currency, shocks, panel.complete_to)


def _output(level: Monthly, *, independent: bool) -> tuple[Output, Monthly]:
    """Mean growth of nominal GDP and its errors by month.

    Only quarters are published, and the three months between two of them have the same growth. Drawn together in a block they
    add up to a quarter again; drawn one by one they would add up to a third of its variance, so that `independent` errors
    are larger by the root of three.
    """
    growth = np.diff(np.log(level.values))
    mean = float(growth.mean())
    errors = (growth - mean) * (np.sqrt(3.0) if independent else 1.0)
    return Output(mean, float(level.values[-1])), Monthly(level.months[1:], errors)


def _written(month: Any) -> str:
    return f"{int(month) // 12}-{int(month) % 12 + 1:02d}"
