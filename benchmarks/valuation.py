"""About 400 notes and bonds on a curve: prices from dated payments against the plain twin, and QuantLib where it is there.

Answers are compared before any clock is read: the arrays give the twin's prices to 1e-12 and QuantLib's to 1e-8 per 100.
Run it with ``uv run --group referee python benchmarks/valuation.py``; it prints rows of the table of benchmarks.
"""

from __future__ import annotations

import importlib.util
import sys
import time
from collections.abc import Callable
from datetime import date
from typing import Any

import numpy as np

from ebb.portfolio import Holdings
from ebb.sources.published import rows
from ebb.yields import dirty_prices, par_curve, priced
from ebb.yields.curve import Curve
from ebb.yields.plain import plain_price

DAY, COUNT = date(2022, 5, 25), 400
CURVE = par_curve(DAY, {0.25: 1.1, 2: 2.5, 5: 2.7, 10: 2.75, 20: 3.2, 30: 3.0}, "made")
#: Times QuantLib's loop (design: speed, 400 bonds on a monthly cash-flow calendar), and the answers' tolerances.
BAR, TWIN, REFEREE = 50.0, 1e-12, 1e-8


def book() -> tuple[np.ndarray, np.ndarray]:
    """Coupons and maturities of 400 issues: the list of May 2022 and the next ones of November 2025."""
    first = Holdings.from_rows(rows("soma_notesbonds_2022-05-25"))
    second = Holdings.from_rows(rows("soma_notesbonds_2025-11-19"))
    new = second.keep(~np.isin(second.cusip, first.cusip))
    whole = first + new
    return whole.coupon[:COUNT], whole.matures[:COUNT]


def best(act: Callable[[], object], times: int = 5) -> float:
    """Seconds of the fastest of several runs."""
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        act()
        taken.append(time.perf_counter() - start)
    return min(taken)


def twin(coupons: list[float], maturities: list[date], curve: Curve) -> list[float]:
    """One bond after another, one payment after another."""
    return [plain_price(coupon, matures, curve).dirty for coupon, matures in zip(coupons, maturities, strict=True)]


def quantlib(coupons: list[float], maturities: list[date], curve: Curve) -> Callable[[], list[float]] | None:
    """The same sum of payments over the cash flows of QuantLib's own bonds; building them is not timed."""
    if importlib.util.find_spec("QuantLib") is None:
        return None
    ql: Any = importlib.import_module("QuantLib")
    today = ql.Date(curve.on.day, curve.on.month, curve.on.year)
    ql.Settings.instance().evaluationDate = today
    flows = []
    for coupon, matures in zip(coupons, maturities, strict=True):
        end = ql.Date(matures.day, matures.month, matures.year)
        month_end = end == ql.Date.endOfMonth(end)
        schedule = ql.Schedule(
            today - ql.Period(1, ql.Years),
            end,
            ql.Period(ql.Semiannual),
            ql.NullCalendar(),
            ql.Unadjusted,
            ql.Unadjusted,
            ql.DateGeneration.Backward,
            month_end,
        )
        bond = ql.FixedRateBond(0, 100.0, schedule, [coupon / 100.0], ql.ActualActual(ql.ActualActual.ISMA, schedule))
        flows.append([flow for flow in bond.cashflows() if flow.date() > today])

    def run() -> list[float]:
        found = []
        for bond_flows in flows:
            value = 0.0
            for flow in bond_flows:
                t = (flow.date() - today) / 365.25
                value += flow.amount() * float(np.exp(-np.interp(t, curve.years, curve.zero) * t))
            found.append(value)
        return found

    return run


def main() -> int:
    """Print a row each; 1 if an answer differs or a bar is missed."""
    coupons, maturities = book()
    dates = maturities.tolist()
    found = dirty_prices(coupons, maturities, CURVE)
    plain = np.array(twin(coupons.tolist(), dates, CURVE))
    worst = float(np.abs(found / plain - 1.0).max())
    if worst > TWIN:
        _say(f"kernel and twin differ by {worst:.1e}: nothing was timed")
        return 1
    mine = best(lambda: dirty_prices(coupons, maturities, CURVE), 20)
    slow = best(lambda: twin(coupons.tolist(), dates, CURVE))
    both = best(lambda: priced(coupons, maturities, CURVE), 20)
    _say(
        f"| {len(coupons)} bonds, dated payments on a curve | {1000 * mine:.2f} ms "
        f"| twin {1000 * slow:.1f} ms | x{slow / mine:.0f} |"
    )
    _say(f"| the same with yield and durations | {1000 * both:.2f} ms | | |")
    theirs = quantlib(coupons.tolist(), dates, CURVE)
    if theirs is None:
        _say("| QuantLib | not installed (uv run --group referee) | | |")
        return 0
    gap = float(np.abs(found - np.array(theirs())).max())
    if gap > REFEREE:
        _say(f"kernel and QuantLib differ by {gap:.1e} per 100: nothing was timed")
        return 1
    other = best(theirs)
    _say(
        f"| the same over QuantLib's cash flows, in a loop | {1000 * mine:.2f} ms "
        f"| QuantLib {1000 * other:.1f} ms | x{other / mine:.0f} |"
    )
    return 0 if other / mine >= BAR else 1


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")


if __name__ == "__main__":
    sys.exit(main())
