"""Panels with a planted spread: a slow level, effects of turns and settlements that grow with it, noise of a known tail."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np

from ebb.funding.rates import KINDS, Panel, business_days, kinds_of
from ebb.series import Series

#: Basis points at a level of zero, and how much more for each basis point of the level.
EFFECTS = {"quarter_end": (12.0, 1.0), "month_end": (6.0, 0.5), "settlement": (3.0, 0.0)}


def weekly(key: str, days: np.ndarray, values: np.ndarray, lag: int = 1) -> Series:
    """A weekly share of bank assets, known `lag` days after its date."""
    return Series(key, days, values, "percent", "wednesday level", days + np.timedelta64(lag, "D"), (), "rate")


def planted(
    first: date = date(2018, 4, 2), last: date = date(2022, 6, 30), *, noise: float = 1.0, seed: int = 0
) -> Panel:
    """Four years of days by default; the rate is known on the next day."""
    rng = np.random.default_rng(seed)
    days = business_days(first, last)
    level = 3.0 * np.sin(np.arange(len(days)) / 120.0)
    kinds = kinds_of(days)
    spread = level + noise * rng.standard_normal(len(days))
    for kind, (constant, slope) in EFFECTS.items():
        spread = spread + kinds[:, KINDS.index(kind)] * (constant + slope * level)
    weeks = days[(days.astype(int) + 3) % 7 == 2]
    flat = np.zeros(len(weeks))
    return Panel(
        "SOFR",
        days,
        spread,
        days + np.timedelta64(1, "D"),
        weekly("reserves", weeks, 10.0 + 0.1 * rng.standard_normal(len(weeks))),
        weekly("on_rrp", weeks, flat + 0.1 * rng.standard_normal(len(weeks))),
        weekly("tga", weeks, 2.0 + 0.1 * rng.standard_normal(len(weeks))),
    )


def spoilt(data: Panel, day: date) -> Panel:
    """The same panel in which everything that became known after a day is wrong."""
    late = np.datetime64(day, "D")

    def wrong(series: Series) -> Series:
        return replace(series, values=np.where(series.known > late, 77.0, series.values))

    spread = np.where(data.known > late, 555.0, data.spread)
    return Panel(data.rate, data.dates, spread, data.known, wrong(data.reserves), wrong(data.on_rrp), wrong(data.tga))
