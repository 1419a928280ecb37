"""Questions about markets: repo rates against the corridor, returns and volatility in the months of a programme."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Final

import numpy as np

from ebb.audit.judging.figures import Figure, NotHeld
from ebb.audit.judging.policy import rate
from ebb.audit.judging.shelf import shelf
from ebb.audit.questions.answered import answered
from ebb.record import Record

_DAY: Final = timedelta(days=1)


def days_outside(record: Record, raw: Mapping[str, Any], first: date, last: date) -> Figure:
    """Days held on which SOFR stood below the bottom (above the top) of the target range."""
    held = shelf(record, "sofr").exact.between(first, last)
    below = raw["edge"] == "lower"
    days = [
        day
        for day, value in held
        if (value < record.corridor.at(day).lower if below else value > record.corridor.at(day).upper)
    ]
    if not len(held):
        raise NotHeld(f"SOFR needs imported daily data for {first} to {last}")
    side = "below the bottom" if below else "above the top"
    line = f"SOFR {side} of the range on {len(days)} of {len(held)} days held, {first} to {last}"
    return answered(float(len(days)), "count", "sofr", days[-1] if days else last, line, record)


def months_above_range(record: Record, raw: Mapping[str, Any], first: date, last: date) -> Figure:
    """Months whose highest SOFR stood above the range's highest top in that month."""
    held = record.full("sofr_max").between(first, last)
    if not len(held):
        raise NotHeld(f"the highest SOFR of a month is not held for {first} to {last}")
    months = []
    for day, value in held:
        tops = rate(record, "upper", day.replace(day=1), day).values
        if value > max(tops):
            months.append(day)
    names = ", ".join(f"{day:%Y-%m}" for day in months) or "none"
    line = f"months with a SOFR above the top of the range, {first} to {last}: {names}"
    return answered(float(len(months)), "count", "sofr_max", months[0] if months else last, line, record)


def above_range(record: Record, raw: Mapping[str, Any], first: date, last: date) -> Figure:
    """Highest SOFR held less the top of the range on its day, percentage points."""
    held = shelf(record, "sofr").exact.between(first, last)
    if not len(held):
        raise NotHeld(f"SOFR needs imported daily data for {first} to {last}")
    day, value = max(((d, v - record.corridor.at(d).upper) for d, v in held), key=lambda pair: pair[1])
    return answered(
        value, "points", "sofr", day, f"SOFR less the top of the range: at most {value:+.2f} points ({day})", record
    )


def spread(record: Record, raw: Mapping[str, Any], first: date, last: date) -> Figure:
    """Monthly mean SOFR less the mean interest on reserves, basis points."""
    months = record.full("sofr_avg").by_month()
    key = (last.year, last.month)
    ior = record.corridor.month_average(*key).ior
    if key not in months or ior is None:
        raise NotHeld(f"SOFR of {last:%Y-%m} is not held")
    value = 100.0 * (months[key] - ior)
    return answered(value, "bp", "sofr_avg", last, f"SOFR less IORB in {last:%Y-%m}: {value:+.0f} bp", record)


def return_of(record: Record, raw: Mapping[str, Any], first: date, last: date) -> Figure:
    """Compounded monthly return of the S&P 500 over the full months of a window, percent."""
    held = record.full("sp500_return").between(first, last)
    if not len(held):
        raise NotHeld(f"share returns are not held for {first} to {last}")
    value = 100.0 * (float(np.prod(1.0 + held.values / 100.0)) - 1.0)
    line = f"S&P 500, {len(held)} months {held.dates[0]} to {held.dates[-1]}: {value:+.1f} percent"
    return answered(value, "percent", "sp500_return", held.dates[-1].item(), line, record)


def volatility_gap(record: Record, raw: Mapping[str, Any], first: date, last: date) -> Figure:
    """Lower bound of the interval of volatility in runoff months less that in other months, percentage points."""
    from ebb.equities import Market, qt_effects
    from ebb.equities.regimes import with_holds

    windows = with_holds(record.programme.regimes())
    names = tuple(name for name in windows if name.startswith("QT"))
    market = Market.of("sp500", record.full("sp500_return"), record.full("sp500_realised_vol"))
    pooled = "both" if len(names) > 1 else names[0]
    for found in qt_effects(market, windows, qt=names, draws=500):
        if (found.programme, found.against) == (pooled, "other months"):
            effect = found.effect_on_volatility
            line = (
                f"volatility of the S&P 500 in runoff months less other months: {effect.value:+.1f} points "
                f"({effect.low:+.1f} to {effect.high:+.1f}); lower bound {effect.low:+.1f}"
            )
            return answered(effect.low, "points", "sp500_realised_vol", market.months[-1].item(), line, record)
    raise NotHeld("too few months of runoff")


def bond_price(record: Record, raw: Mapping[str, Any], first: date, last: date) -> Figure:
    """Price of a ten-year par bond of 4 percent at 5 percent less that at 3 percent, per 100."""
    coupons = [2.0] * 19 + [102.0]

    def price(yield_percent: float) -> float:
        return sum(c / (1.0 + yield_percent / 200.0) ** n for n, c in enumerate(coupons, start=1))

    value = price(5.0) - price(3.0)
    line = f"price of a 10-year 4 percent bond: {price(3.0):.2f} at a yield of 3 percent, {price(5.0):.2f} at 5 percent"
    return answered(value, "index", "price", record.as_of, line, record)
