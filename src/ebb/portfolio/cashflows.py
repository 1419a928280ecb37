"""A hundred thousand pools to maturity at a PSA speed: the kernel for many pools, with no behaviour of borrowers.

Each month costs a handful of operations on columns. The level payment is not computed anew: the share due is ``1 / q`` with
``q = ((1 + r)**n - 1) / r`` for n months left (n at a rate of zero), and next month's q is ``(q - 1) / (1 + r)``. Pools are
taken in blocks that stay in the processor's cache, those with most months left first, so that the ones that have ended
are not touched again.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ebb.errors import AmountError
from ebb.portfolio.prepayment import psa, smm

Floats = NDArray[np.float64]
_BLOCK: Final = 4096
_LONGEST: Final = 600
#: Month from which the PSA speed is constant.
_SEASONED: Final = 30


@dataclass(frozen=True, slots=True, eq=False)
class CashFlows:
    """Principal and interest of all pools together by month, shape (months,), in the unit of the balances.

    `interest` is at the borrowers' rate. Law: scheduled and prepaid principal sum to the opening balances.
    """

    scheduled: Floats
    prepaid: Floats
    interest: Floats

    @property
    def principal(self) -> Floats:
        """Scheduled and prepaid, month by month."""
        return self.scheduled + self.prepaid


def psa_cashflows(
    balance: ArrayLike, note_rate: ArrayLike, months_left: ArrayLike, age: ArrayLike, speed: float = 100.0
) -> CashFlows:
    """Run pools to their end.

    Parameters
    ----------
    balance : array of shape (n,)
        Zero or more, any unit.
    note_rate : array of shape (n,) or scalar
        Borrowers' rate, percent a year.
    months_left : array of shape (n,) or scalar
        Payments still due, 1 to 600.
    age : array of shape (n,) or scalar
        Months since origination; the first month of the run is month age + 1.
    speed : float
        PSA, percent: 100 is the standard.

    Raises
    ------
    AmountError
        If a balance, rate, term, age or the speed is out of range.

    Notes
    -----
    Public Securities Association standard formulas. Law: no balance is ever negative; the last payment takes the rest.
    """
    owed, rate, left, old = (np.atleast_1d(a) for a in np.broadcast_arrays(balance, note_rate, months_left, age))
    _check(owed, rate, left, old, speed)
    order = np.argsort(-left, kind="stable")
    owed, rate = owed[order].astype(np.float64), rate[order] / 1200.0
    left, old = left[order].astype(np.int64), old[order].astype(np.int64)
    months = int(left.max(initial=1))
    kept = 1.0 - smm(psa(speed, np.arange(months + 31)))
    flows = np.zeros((3, months))
    for first in range(0, len(owed), _BLOCK):
        part = slice(first, first + _BLOCK)
        _run(owed[part].copy(), rate[part], left[part], old[part], kept, flows)
    return CashFlows(*flows)


def _run(
    owed: Floats,
    rate: Floats,
    left: NDArray[np.int64],
    old: NDArray[np.int64],
    kept: Floats,
    flows: Floats,
) -> None:
    """One block, longest first; adds to `flows` (scheduled, prepaid, interest by month)."""
    positive = np.where(rate > 0.0, rate, 1.0)
    annuity = np.where(rate > 0.0, np.expm1(left * np.log1p(rate)) / positive, left)
    shrink, due = 1.0 / (1.0 + rate), np.empty_like(owed)
    alive = np.searchsorted(-left, -np.arange(int(left[0]) + 1), side="left").tolist()
    ramping = int(old.min()) < _SEASONED
    total = float(owed.sum())
    for month, (now, after) in enumerate(pairwise(alive)):
        here, paid = owed[:now], due[:now]
        flows[2, month] += here @ rate[:now]
        np.divide(here, annuity[:now], out=paid)
        here -= paid
        here[after:] = 0.0  # the last payment takes the rest
        rest = float(here.sum())
        here *= kept[np.minimum(old[:now] + month + 1, _SEASONED)] if ramping and month < _SEASONED else kept[_SEASONED]
        left_over = float(here.sum())
        flows[:2, month] += total - rest, rest - left_over
        annuity[:now] -= 1.0
        annuity[:now] *= shrink[:now]
        total = left_over


def _check(owed: Floats, rate: Floats, left: Floats, old: Floats, speed: float) -> None:
    problems = [
        f"{name} from {values.min()} to {values.max()}"
        for name, values, low, high in (
            ("balances", owed, 0.0, np.inf),
            ("note rates", rate, 0.0, 50.0),
            ("months left", left, 1, _LONGEST),
            ("ages", old, 0, _LONGEST),
            ("speed", np.array([speed]), 0.0, 10_000.0 / 6.0),
        )
        if values.size and not ((values >= low) & (values <= high)).all()
    ]
    if problems:
        raise AmountError(
            "; ".join(problems),
            "portfolio.cashflows",
            "balances of zero or more, rates of 0 to 50 percent, 1 to 600 months left, a speed of 0 to 1,666 PSA",
            "correct the pools",
        )
