"""4,000 bonds: price from yield, yield from price and duration, against QuantLib's own functions, bond by bond.

Answers are compared to 1e-8 per 100 before any clock is read. Building QuantLib's bonds is not timed. Run it with
``uv run --group referee python benchmarks/bonds.py``; it prints a row of the table of benchmarks.
"""

from __future__ import annotations

import importlib
import importlib.util
import sys
import time
from collections.abc import Callable
from datetime import date
from typing import Any

import numpy as np

from ebb.dates.coupons import coupon_periods
from ebb.yields.bond import modified_duration, price, yield_from_price

DAY, COUNT, BAR, AGREE = date(2022, 5, 25), 4_000, 10.0, 1e-8


def bonds(seed: int = 7) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Coupons, maturities on the 15th of a month two to thirty years ahead, and yields."""
    rng = np.random.default_rng(seed)
    months = np.datetime64("2024-06", "M") + rng.integers(0, 12 * 28, COUNT)
    return rng.integers(1, 48, COUNT) / 800.0, months.astype("datetime64[D]") + 14, rng.uniform(0.005, 0.07, COUNT)


def best(act: Callable[[], object], times: int = 5) -> float:
    """Seconds of the fastest of several runs."""
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        act()
        taken.append(time.perf_counter() - start)
    return min(taken)


def quantlib(coupons: list[float], maturities: list[date], yields: list[float]) -> Callable[[], np.ndarray]:
    """Price, yield and duration of every bond by QuantLib, shape (3, bonds)."""
    ql: Any = importlib.import_module("QuantLib")
    today = ql.Date(DAY.day, DAY.month, DAY.year)
    ql.Settings.instance().evaluationDate = today
    made, counts = [], []
    for coupon, matures in zip(coupons, maturities, strict=True):
        end = ql.Date(matures.day, matures.month, matures.year)
        schedule = ql.Schedule(
            today - ql.Period(1, ql.Years),
            end,
            ql.Period(ql.Semiannual),
            ql.NullCalendar(),
            ql.Unadjusted,
            ql.Unadjusted,
            ql.DateGeneration.Backward,
            False,
        )
        count = ql.ActualActual(ql.ActualActual.ISMA, schedule)
        made.append(ql.FixedRateBond(0, 100.0, schedule, [coupon], count))
        counts.append(count)

    def run() -> np.ndarray:
        found = np.empty((3, len(made)))
        for i, (bond, count, rate) in enumerate(zip(made, counts, yields, strict=True)):
            clean = bond.cleanPrice(rate, count, ql.Compounded, ql.Semiannual)
            back = bond.bondYield(
                ql.BondPrice(clean, ql.BondPrice.Clean), count, ql.Compounded, ql.Semiannual, today, 1e-12
            )
            interest = ql.InterestRate(rate, count, ql.Compounded, ql.Semiannual)
            found[:, i] = clean, back, ql.BondFunctions.duration(bond, interest, ql.Duration.Modified)
        return found

    return run


def main() -> int:
    """Print the row; 1 if an answer differs or the bar is missed."""
    coupons, maturities, yields = bonds()
    periods, remaining = coupon_periods(DAY, maturities)

    def ours() -> np.ndarray:
        clean = price(coupons, yields, periods, remaining)
        back = yield_from_price(clean, coupons, periods, remaining)
        return np.array([clean, back, modified_duration(coupons, yields, periods, remaining)])

    name = f"{COUNT:,} bonds: price, yield, duration"
    if importlib.util.find_spec("QuantLib") is None:
        _say(f"| {name} | {1000 * best(ours):.2f} ms | bar x{BAR:.0f} | QuantLib is not installed | not judged |")
        return 0
    theirs = quantlib(coupons.tolist(), maturities.tolist(), yields.tolist())
    worst = float(np.abs(ours() - theirs()).max())
    if worst > AGREE:
        _say(f"ebb and QuantLib differ by {worst:.1e}: nothing was timed")
        return 1
    mine, other = best(ours), best(theirs, 3)
    verdict = "met" if other / mine >= BAR else "missed"
    _say(
        f"| {name} | {1000 * mine:.2f} ms | QuantLib {1000 * other:.1f} ms | x{other / mine:.0f}, bar x{BAR:.0f} "
        f"| {verdict}, gap {worst:.0e} |"
    )
    return int(verdict == "missed")


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")


if __name__ == "__main__":
    sys.exit(main())
