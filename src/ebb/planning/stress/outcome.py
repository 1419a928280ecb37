"""What a shock did to a plan: the run with it beside the run without."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from ebb.errors import LawError
from ebb.simulate.result import Run

#: SOFR less interest on reserves, basis points, at reserves of so many percent of bank assets.
Spread = Callable[[float], float]
_BILLION = 1e11


@dataclass(frozen=True, slots=True)
class Outcome:
    """A plan under stress, from the first month of the shock to the end of the run.

    Parameters
    ----------
    lowest : (month end, percent of bank assets)
        Where reserves are lowest.
    lowest_without : float, percent of bank assets
        Where they were lowest without the shock.
    short : int
        Months below the level at which repo costs what the Fed pays; `short_without` the same without the shock.
    spread, spread_without : float, bp
        Highest month: the demand estimate at that level of reserves, and what the episode added; where banks may borrow
        from a standing facility, no more than its rate and the most that repo was ever seen above it.
    spread_unchecked : float, bp
        The same without that ceiling.
    standing_repo : float, USD billion
        Highest month.
    on_rrp : float, USD billion
        The most that money funds took out of ON RRP beside the run without the shock; zero or more.
    drained : float, USD billion
        The most that reserves fell beside the run without the shock; zero or more.
    stopped, stopped_without : date or None
    ended : date or None
        Where the run had to end, because reserves would have fallen below zero.
    """

    lowest: tuple[date, float]
    lowest_without: float
    short: int
    short_without: int
    spread: float
    spread_without: float
    spread_unchecked: float
    standing_repo: float
    on_rrp: float
    drained: float
    stopped: date | None
    stopped_without: date | None
    ended: date | None


def outcome(calm: Run, stressed: Run, at: date, added: list[float], spread: Spread, ceiling: float | None) -> Outcome:
    """Compare two runs of one plan.

    Parameters
    ----------
    calm, stressed : Run
        Of the same plan from the same month; only the second has the shock.
    at : date
        First month of the shock.
    added : list of float, bp
        What the shock itself added to the spread in each month from `at` on.
    spread : function
        The reserve-demand estimate.
    ceiling : float or None, bp
        Where a standing facility holds the spread; None without one.

    Raises
    ------
    LawError
        If the runs differ before the shock: then something else was changed too.
    """
    before = sum(day < at for day in calm.dates)
    for name in ("reserves", "on_rrp", "total_assets"):
        if (calm.cents[name][:before] != stressed.cents[name][:before]).any():
            raise LawError(
                f"{name} differs before the shock of {at:%Y-%m}",
                "planning.stress",
                "two runs that are the same until then",
                "run the same plan with and without the shock",
            )
    months = min(len(calm.dates), len(stressed.dates)) - before
    extra = np.array([*added, *[0.0] * months])[:months]
    under, over = _shares(stressed, before, months), _shares(calm, before, months)
    rates = np.array([spread(share) for share in under]) + extra
    calm_rates = np.array([spread(share) for share in over])
    fell = _bn(calm, "reserves", before, months) - _bn(stressed, "reserves", before, months)
    left = _bn(calm, "on_rrp", before, months) - _bn(stressed, "on_rrp", before, months)
    place = int(under.argmin())
    return Outcome(
        lowest=(stressed.dates[before + place], float(under[place])),
        lowest_without=float(over.min()),
        short=int((rates - extra > 0.0).sum()),
        short_without=int((calm_rates > 0.0).sum()),
        spread=float(rates.max()) if ceiling is None else min(float(rates.max()), ceiling),
        spread_without=float(calm_rates.max()),
        spread_unchecked=float(rates.max()),
        standing_repo=float(stressed.ratios["standing_repo"][before : before + months].max()),
        on_rrp=max(0.0, float(left.max())),
        drained=max(0.0, float(fell.max())),
        stopped=stressed.stopped,
        stopped_without=calm.stopped,
        ended=stressed.dates[-1] if len(stressed.dates) < len(calm.dates) else None,
    )


def _bn(run: Run, name: str, before: int, months: int) -> NDArray[np.float64]:
    return run.cents[name][before : before + months] / _BILLION


def _shares(run: Run, before: int, months: int) -> NDArray[np.float64]:
    banks = run.ratios["bank_assets"][before : before + months]
    return np.asarray(100.0 * _bn(run, "reserves", before, months) / banks)
