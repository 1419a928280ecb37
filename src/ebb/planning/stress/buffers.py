"""What stands between a shock and the market: facilities that can be there or not, and orders that can change.

Each is one switch, so that a reader can take it away and see what is left: 2019 had neither a standing repo facility nor
money in ON RRP; 2023 had two trillion there; 2025 had the facility and an empty ON RRP.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from ebb.errors import UsageError
from ebb.planning.stress.shock import GIVEN, Shock, drain
from ebb.scenario import Scenario
from ebb.simulate.conditions import MORTGAGE_LAGS, Conditions

Values = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Buffers:
    """Which buffers a plan has when the shock comes.

    Parameters
    ----------
    on_rrp : bool
        Money funds may leave ON RRP; without it, its level stands still.
    standing_repo : bool
        Banks may borrow at the standing repo rate.
    standing_repo_over_iorb : float, bp, optional
        Another rate of the facility than the one in force.
    temporary_operations : bool
        The central bank lends what the shock takes out. A month cannot show that operations begin days late: the first
        day's spread stays what it was.
    pause : bool
        Runoff stops in the month after the shock begins.
    restart : float, USD billion a month
        Bills bought from the month after the shock begins on; runoff stops then too.
    """

    on_rrp: bool = True
    standing_repo: bool = True
    standing_repo_over_iorb: float | None = None
    temporary_operations: bool = False
    pause: bool = False
    restart: float = 0.0

    def __post_init__(self) -> None:
        problems = []
        if not (np.isfinite(self.restart) and self.restart >= 0.0):
            problems.append(f"purchases of {self.restart} a month")
        if self.standing_repo_over_iorb is not None and not self.standing_repo:
            problems.append("a rate of a standing repo facility that is not there")
        if problems:
            raise UsageError(
                f"these buffers cannot be: {'; '.join(problems)}",
                "planning.stress, buffers",
                "purchases of 0 or more, and a rate only with the facility",
                "correct the buffers",
            )


def lay(
    one: Shock, at: date, buffers: Buffers, *, on_rrp: float = 0.0, pass_through: float = 1.0
) -> Callable[[Conditions], Conditions]:
    """What a shock from month `at` on does to the conditions of a run.

    Parameters
    ----------
    one : Shock
    at : date
        Month of its first figure.
    buffers : Buffers
    on_rrp : float, USD billion
        Where ON RRP stands still if money funds may not leave it.
    pass_through : float
        Rise of the mortgage rate for each basis point of the 10-year yield.

    Notes
    -----
    Law: months before `at` stay as they were, to the bit; a shock of nothing changes nothing but the buffers.
    """

    def laid(conditions: Conditions) -> Conditions:
        offsets = [(m.year - at.year) * 12 + m.month - at.month for m in conditions.months]
        banks = conditions.bank_assets
        move = {name: np.array([one.at(name, k) for k in offsets]) for name in (*GIVEN, "ten_year")}
        lent = move["lending"] + (_operations(one, offsets) if buffers.temporary_operations else 0.0)
        ten_year = move["ten_year"] / 100.0
        mortgage = np.concatenate([np.zeros(MORTGAGE_LAGS), pass_through * ten_year])
        changed = replace(
            conditions,
            tga=np.maximum(conditions.tga + move["tga"] * banks, 0.0),
            foreign_rrp=np.maximum(conditions.foreign_rrp + move["foreign_rrp"] * banks, 0.0),
            currency=conditions.currency + move["currency"] * banks,
            other_liabilities=conditions.other_liabilities + move["other"] * banks,
            other_assets=conditions.other_assets + lent * banks,
            ten_year=conditions.ten_year + ten_year,
            mortgage_rates=conditions.mortgage_rates + mortgage[-len(conditions.mortgage_rates) :],
        )
        return _facilities(changed, buffers, np.array(offsets) >= 0, on_rrp)

    return laid


def ordered(plan: Scenario, buffers: Buffers, at: date) -> Scenario:
    """The plan with the orders the buffers add: from the month after the shock begins all is reinvested, or bills bought.

    Notes
    -----
    Stop rules of the plan stand beside; the earlier of two dates counts. Without pause or restart the plan comes back as
    it was.
    """
    if not (buffers.pause or buffers.restart):
        return plan
    first = at if plan.stop.date is None else min(at, plan.stop.date)
    return plan.model_copy(
        update={
            "stop": plan.stop.model_copy(update={"date": first}),
            "after": plan.after.model_copy(update={"bill_purchases": plan.after.bill_purchases + buffers.restart}),
        }
    )


def _facilities(conditions: Conditions, buffers: Buffers, within: NDArray[np.bool_], on_rrp: float) -> Conditions:
    repo = conditions.repo_over_ior
    if not buffers.standing_repo:
        repo = np.where(within, np.nan, repo)
    elif buffers.standing_repo_over_iorb is not None:
        repo = np.where(within, buffers.standing_repo_over_iorb, repo)
    found = replace(conditions, repo_over_ior=repo)
    return found if buffers.on_rrp else replace(found, on_rrp_fixed=np.where(within, on_rrp, found.on_rrp_fixed))


def _operations(one: Shock, offsets: list[int]) -> Values:
    taken = np.maximum(drain(one), 0.0)
    return np.array([taken[k] if 0 <= k < len(taken) else 0.0 for k in offsets])
