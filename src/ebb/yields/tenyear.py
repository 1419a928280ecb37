"""Ten-year equivalents: one number for how much interest-rate risk a list of securities carries.

A trillion of bills and a trillion of long bonds take different amounts of duration out of the market. The ten-year
equivalent of a holding is the amount of 10-year par bonds with the same risk. It must never be added to par amounts.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import ArrayLike

from ebb.dates.coupons import coupon_periods
from ebb.yields.bond import modified_duration


@dataclass(frozen=True, slots=True)
class TenYearEquivalents:
    """Ten-year equivalents of a list, with the parts needed to check them.

    `par` and `amount` are in the money of the input; `duration` is the par-weighted modified duration of the list and
    `ten_year_duration` that of a 10-year par bond at `yield_`, both in years. Law: ``amount == par * duration /
    ten_year_duration``.
    """

    date: date
    yield_: float
    par: float
    duration: float
    ten_year_duration: float
    amount: float


def ten_year_equivalents(
    par: ArrayLike, coupon: ArrayLike, maturity: ArrayLike, *, on: date, yield_: float
) -> TenYearEquivalents:
    """Par-weighted duration of a list over the duration of a 10-year par bond.

    Parameters
    ----------
    par : money, shape (n,), >= 0
    coupon : decimals per year, shape (n,)
    maturity : dates, shape (n,)
        Securities that have matured by `on` are left out.
    on : date
        Settlement date.
    yield_ : decimal per year
        One yield for every security (a flat curve at the 10-year yield): the first honest form; a curve moves the
        number by the slope between short and long yields only through durations.

    Notes
    -----
    Law: a list of 10-year par bonds is its own equivalent; equivalents of two lists add up.
    """
    amounts, coupons = np.asarray(par, dtype=np.float64), np.asarray(coupon, dtype=np.float64)
    matures = np.asarray(maturity, dtype="datetime64[D]")
    alive = matures > np.datetime64(on, "D")
    held = float(amounts[alive].sum())
    ten = float(modified_duration(yield_, yield_, 20))
    if held == 0.0:
        return TenYearEquivalents(on, yield_, 0.0, 0.0, ten, 0.0)
    periods, remaining = coupon_periods(np.datetime64(on, "D"), matures[alive])
    durations = modified_duration(coupons[alive], yield_, periods, remaining)
    weighted = float(amounts[alive] @ durations)
    return TenYearEquivalents(on, yield_, held, weighted / held, ten, weighted / ten)
