"""The strip above the report: eight levels, how they moved, and how old they are.

A tile is measured against the report's as-of date, never against a clock. Past its release lag plus a week, and a monthly
figure past two months, it says stale and shows no change: a change of old figures would be read as news.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np

from ebb.dates import add_months
from ebb.series import Series
from ebb.text import Phrase, Said

#: Days beyond the release lag after which a figure is stale.
GRACE: Final = 7
#: Days after which a figure of a monthly table is stale, whatever its release lag: two months.
TWO_MONTHS: Final = 62

#: Days between two figures from which they count as monthly: four weeks.
_MONTH: Final = 28
_WEEK: Final = 7
#: The eight tiles, in order; their words are ``report.tile.<key>``.
KEYS: Final = ("total_assets", "soma", "reserves", "reserves_share", "on_rrp", "tga", "sofr_less_iorb", "term_premium")


@dataclass(frozen=True, slots=True)
class Tile:
    """One figure of the strip.

    Parameters
    ----------
    key : str
        One of :data:`KEYS`.
    value : Said
        The level with its unit.
    month, year : Said or None
        Change over a month and over a year; None where stale or where the earlier figure is absent.
    observed : date
    age_days, lag_days : int
        Days from observation to the as-of date; usual days from observation to publication.
    spark : tuple of float
        The last figure of each month, oldest first, the tile's own last.
    basis : str
        As :data:`ebb.series.BASES` names it.
    band : Said or None
        Where an estimate stands beside the figure (reserves in bank assets).
    monthly : bool
        Whether there is one figure a month only, which is no older for being weeks old.
    """

    key: str
    value: Said
    month: Said | None
    year: Said | None
    observed: date
    age_days: int
    lag_days: int
    spark: tuple[float, ...]
    basis: str = ""
    band: Said | None = None
    monthly: bool = False

    @property
    def stale(self) -> bool:
        """Whether a newer figure should have been published and read by now."""
        return self.age_days > _keeps(self.lag_days, self.monthly)

    @property
    def label(self) -> Phrase:
        """The tile's name."""
        return Phrase(f"report.tile.{self.key}")


def tile(
    key: str,
    series: Series,
    as_of: date,
    level: Callable[[float], Said],
    change: Callable[[float], Said],
    *,
    band: Said | None = None,
    span: int = 36,
) -> Tile:
    """The tile of a series as known on a day, however often it is published.

    Parameters
    ----------
    series : Series
        Monthly, weekly or daily. The change over a month is against the figure of the month before; of weekly and daily
        figures against the last one on or before the same day a month earlier, if it is not more than a week older.
    level, change : function of float
        How the figure and its differences are written, in the series' unit.
    span : int
        Months of the sparkline.

    Raises
    ------
    OutOfRange
        If nothing was known by `as_of`.
    """
    known = series.as_of(as_of)
    observed, now = known.last()
    lag = int((known.known[-1] - known.dates[-1]).astype(int))
    age = (as_of - observed).days
    monthly = _is_monthly(known)
    fresh = age <= _keeps(lag, monthly)

    def since(back: int) -> Said | None:
        then = _earlier(known, observed, back, monthly)
        return change(now - then) if fresh and then is not None else None

    spark = _monthly_ends(known)[-span:]
    return Tile(key, level(now), since(1), since(12), observed, age, lag, spark, known.basis, band, monthly)


def _earlier(series: Series, observed: date, back: int, monthly: bool) -> float | None:
    """The figure `back` months before one, or None where there was none."""
    if monthly:
        place = observed.year * 12 + observed.month - 1 - back
        return series.by_month().get((place // 12, place % 12 + 1))
    day = add_months(observed, -back)
    place = int(np.searchsorted(series.dates, np.datetime64(day, "D"), side="right")) - 1
    if place < 0 or (day - series.dates[place].item()).days > _WEEK:
        return None
    return float(series.values[place])


def _monthly_ends(series: Series) -> tuple[float, ...]:
    """The last figure of each month: a sparkline of daily figures would be all noise."""
    return tuple(series.by_month().values())


def _keeps(lag: int, monthly: bool) -> int:
    """Days for which a figure stands for the present."""
    return max(lag + GRACE, TWO_MONTHS) if monthly else lag + GRACE


def _is_monthly(series: Series) -> bool:
    """Whether the last year's figures lie about a month apart."""
    gaps = np.diff(series.dates[-13:]).astype(int)
    return bool(len(gaps)) and float(np.median(gaps)) >= _MONTH


def sparkline(values: tuple[float, ...], *, width: float = 120, height: float = 28) -> tuple[str, tuple[float, float]]:
    """The path of a sparkline (SVG path data) and where its last point lies.

    >>> sparkline((0.0, 1.0), width=10, height=10)
    ('M2.0,8.0L8.0,2.0', (8.0, 2.0))
    """
    low, high = min(values), max(values)
    reach = (high - low) or 1.0
    inner_w, inner_h = width - 4, height - 4
    steps = max(len(values) - 1, 1)
    points = [(2 + inner_w * i / steps, 2 + inner_h * (1 - (v - low) / reach)) for i, v in enumerate(values)]
    return "M" + "L".join(f"{x:.1f},{y:.1f}" for x, y in points), points[-1]
