"""The fastest caps within bounds, by mixed-integer programming (HiGHS through scipy).

Practice sets the grid: a cap is a multiple of five billion, stands for at least a quarter, and is announced before it holds.
For each quarter in which runoff could end, the solver looks for caps that get there within the room of every month; the
first quarter for which there are any is the answer, with the fewest changes of pace.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ebb.errors import UsageError

Values = NDArray[np.float64]

_SECONDS: Final = 5.0
#: A target counts as reached within so many steps: a cap of one step for a quarter.
_SHORT: Final = 3.0
_EASY: Final = 1e-6


@dataclass(frozen=True, slots=True)
class Limits:
    """What practice allows.

    Parameters
    ----------
    step : float, USD billion a month
        Caps are multiples of it.
    largest : float, USD billion a month
        No cap above it.
    quarters_ahead : int
        A cap is announced this many quarters before it holds; runoff begins then at the earliest.
    """

    step: float = 5.0
    largest: float = 95.0
    quarters_ahead: int = 1

    def __post_init__(self) -> None:
        if not (self.step > 0.0 and self.largest >= self.step and self.quarters_ahead >= 0):
            raise UsageError(
                f"caps in steps of {self.step} up to {self.largest}, announced {self.quarters_ahead} quarters ahead",
                "planning.design",
                "a step above 0, a largest cap of at least one step, 0 or more quarters",
                "correct the limits",
            )


@dataclass(frozen=True, slots=True)
class Designed:
    """Caps by month.

    Parameters
    ----------
    caps : float64, shape (months,), USD billion
    ends : int or None
        Place of the last month of runoff; None if the target is out of reach.
    short : float, USD billion
        By how much the caps that fit miss the target; 0 if they reach it.
    """

    caps: Values
    ends: int | None
    short: float

    @property
    def cut(self) -> Values:
        """Runoff so far, by month."""
        return np.cumsum(self.caps)


def quarters_of(months: tuple[date, ...]) -> NDArray[np.int64]:
    """Number of the calendar quarter of each month, the first being 0."""
    number = np.array([month.year * 4 + (month.month - 1) // 3 for month in months])
    return np.asarray(number - number[0])


def fastest(gap: Values, room: Values, available: Values, quarters: NDArray[np.int64], limits: Limits) -> Designed:
    """The caps that reach the target first.

    Parameters
    ----------
    gap : float64, shape (months,), USD billion
        What runoff must have taken by each month for the target to be reached in it.
    room : float64, shape (months,), USD billion
        What it may have taken at most.
    available : float64, shape (months,), USD billion
        What matures: a cap above it would not bind.
    quarters : int, shape (months,)
        As :func:`quarters_of` gives them.
    limits : Limits

    Returns
    -------
    Designed
        With ``ends`` None and the caps that come nearest, if the target is out of reach within the months given, or the
        room is below zero before it is reached: no cap gives reserves back.

    Notes
    -----
    Law: caps are multiples of the step, constant within a quarter, zero before they may be announced and after the end;
    the cut of every month until the end stays within its room. A larger room never ends later.
    """
    count = int(quarters[-1]) + 1
    tops = np.array([min(limits.largest, available[quarters == q].min()) for q in range(count)])
    tops = np.floor(tops / limits.step + 1e-9)
    tops[: limits.quarters_ahead] = 0.0
    most = _most(room, tops, quarters, limits.step)
    for last in range(limits.quarters_ahead, count):
        here = np.flatnonzero(quarters <= last)
        end = int(here[-1])
        if (room[here] < 0.0).any():
            break
        if gap[end] <= 0.0:  # it is reached without any runoff
            return Designed(np.zeros(len(gap)), end, 0.0)
        if most[end] < gap[end] - _SHORT * limits.step:
            continue
        found = _solve(room[here], quarters[here], tops[: last + 1], limits.step, gap[end])
        if found is not None:
            caps = np.concatenate([found, np.zeros(len(gap) - len(found))])
            return Designed(caps, end, 0.0)
    return _nearest(gap, room, quarters, tops, limits.step)


def _nearest(gap: Values, room: Values, quarters: NDArray[np.int64], tops: Values, step: float) -> Designed:
    """The most that fits, over the quarters in which anything does."""
    over = np.flatnonzero(room < 0.0)
    whole = quarters < (quarters[over[0]] if len(over) else quarters[-1] + 1)
    caps = np.zeros(len(gap))
    if whole.any():
        here = np.flatnonzero(whole)
        found = _solve(room[here], quarters[here], tops[: int(quarters[here[-1]]) + 1], step, None)
        caps[here] = 0.0 if found is None else found
    left = gap - np.cumsum(caps)
    return Designed(caps, None, max(0.0, float(left[whole].min() if whole.any() else left[0])))


def _most(room: Values, tops: Values, quarters: NDArray[np.int64], step: float) -> Values:
    """An upper bound of the cut by each month: caps at their tops from the start, and the room of the month itself."""
    return np.minimum(np.cumsum(step * tops[quarters]), room)


def _solve(room: Values, quarters: NDArray[np.int64], tops: Values, step: float, need: float | None) -> Values | None:
    """Caps by month that take `need` by the end within the room; the most that fits if `need` is None."""
    from scipy.optimize import Bounds, LinearConstraint, milp

    count = len(tops)
    taken = np.zeros((len(room), count))
    for month, quarter in enumerate(quarters.tolist()):
        taken[month:, quarter] += step
    # variables: the cap of each quarter in steps, then the size of each change of pace
    changes = np.eye(count) - np.eye(count, k=-1)
    rows = [np.hstack([taken, np.zeros((len(room), count))])]
    rows += [np.hstack([changes, -np.eye(count)]), np.hstack([-changes, -np.eye(count)])]
    upper = np.concatenate([room, np.zeros(2 * count)])
    constraints = [LinearConstraint(np.vstack(rows), -np.inf, upper)]
    if need is None:
        cost = np.concatenate([-taken.sum(axis=0), np.full(count, _EASY)])
    else:
        whole = np.concatenate([taken[-1], np.zeros(count)])
        constraints.append(LinearConstraint(whole[None, :], need - _SHORT * step, need + _EASY))
        # fewest changes first; among those, early runoff
        cost = np.concatenate([-_EASY * taken.sum(axis=0) / max(need, 1.0), np.ones(count)])
    found = milp(
        cost,
        constraints=constraints,
        integrality=np.concatenate([np.ones(count), np.zeros(count)]),
        bounds=Bounds(np.zeros(2 * count), np.concatenate([tops, np.full(count, np.inf)])),
        options={"time_limit": _SECONDS},
    )
    if found.x is None:
        return None
    return np.asarray(step * np.round(found.x[:count])[quarters])
