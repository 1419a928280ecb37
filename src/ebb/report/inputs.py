"""What the charts are drawn from: small frozen records that the answers and the evidence hand over.

Amounts are in USD billion, rates in percent, spreads in basis points, dates are days. Nothing here computes; a missing
figure is None or NaN, never zero.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from ebb.errors import LawError
from ebb.series import Origin, Series
from ebb.text import Said

Floats = NDArray[np.float64]
Dates = NDArray[np.datetime64]


@dataclass(frozen=True, slots=True)
class Span:
    """A programme on the time axis: `kind` is ``"qe"``, ``"qt"`` or ``"hold"``; `name` is shared by both languages."""

    name: str
    kind: str
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number with its interval, all in one unit; both ends are None where there is too little to form one."""

    value: float
    low: float | None
    high: float | None

    def __post_init__(self) -> None:
        if (self.low is None) != (self.high is None):
            raise LawError(
                "an interval with one end", "report.inputs", "both ends, or None twice", "check the estimate"
            )
        if self.low is not None and self.high is not None and not self.low <= self.value <= self.high:
            raise LawError(
                f"{self.value} lies outside its interval {self.low} to {self.high}",
                "report.inputs",
                "low <= value <= high",
                "check the estimate",
            )

    def overlaps(self, other: Estimate) -> bool:
        """Whether the two intervals share a point; without an interval nothing can be told apart."""
        if self.low is None or self.high is None or other.low is None or other.high is None:
            return True
        return self.low <= other.high and other.low <= self.high

    def edges(self) -> tuple[float, float]:
        """The ends of the interval, or the number itself where there is none."""
        return (self.value if self.low is None else self.low), (self.value if self.high is None else self.high)


@dataclass(frozen=True, slots=True)
class BridgeLine:
    """One line of the balance sheet and its change over a span, USD bn; `key` has its words in ``charts.line``."""

    key: str
    change: float


@dataclass(frozen=True, slots=True)
class Bridge:
    """What changed on each side of the balance sheet between two Wednesdays.

    Law: the changes of the assets and of the liabilities (with capital) sum to the same number, to within 1 USD bn.
    """

    first: date
    last: date
    assets: tuple[BridgeLine, ...]
    liabilities: tuple[BridgeLine, ...]
    origins: tuple[Origin, ...]

    def __post_init__(self) -> None:
        left, right = (sum(line.change for line in side) for side in (self.assets, self.liabilities))
        if abs(left - right) > 1.0:
            raise LawError(
                f"assets change by {left:.1f}, liabilities by {right:.1f}",
                "report.inputs.Bridge",
                "one sum on both sides",
                "name the residual as a line",
            )

    @property
    def total(self) -> float:
        """Change of total assets, USD bn."""
        return sum(line.change for line in self.assets)


@dataclass(frozen=True, slots=True)
class RunoffMonth:
    """One calendar month: the caps and what left, USD bn (positive = left); None = no limit, or not published."""

    month: date
    treasury_cap: float | None
    mbs_cap: float | None
    treasury_runoff: float | None
    mbs_runoff: float | None


@dataclass(frozen=True, slots=True)
class Security:
    """One note or bond: the day it matures and its par, USD."""

    maturity: date
    par: float


@dataclass(frozen=True, slots=True)
class Band:
    """A projected path under its low, central and high assumptions, USD bn, all of one length.

    `low` and `high` name the assumptions' settings, so that for some paths `low` lies above `high`.
    """

    dates: Dates
    low: Floats
    central: Floats
    high: Floats

    def __post_init__(self) -> None:
        if not len(self.dates) == len(self.low) == len(self.central) == len(self.high) or not len(self.dates):
            raise LawError("paths of different lengths", "report.inputs.Band", "four arrays of one length", "cut them")


@dataclass(frozen=True, slots=True)
class Belt:
    """A level with its interval drawn across a projection, USD bn, and the words that stand at it."""

    low: float
    central: float
    high: float
    name: Said


@dataclass(frozen=True, slots=True)
class Fan:
    """Reserves by quantile of draws, USD bn, and a chance with its interval, percent; all of one length."""

    dates: Dates
    p05: Floats
    p16: Floats
    p50: Floats
    p84: Floats
    p95: Floats
    chance: Floats
    low: Floats
    high: Floats

    def __post_init__(self) -> None:
        if len({len(getattr(self, name)) for name in self.__slots__}) != 1 or not len(self.dates):
            raise LawError("paths of different lengths", "report.inputs.Fan", "arrays of one length", "cut them")


@dataclass(frozen=True, slots=True)
class Path:
    """One scenario's path: its name in both languages, its dates and values, USD bn."""

    key: str
    name: Said
    dates: Dates
    values: Floats


@dataclass(frozen=True, slots=True)
class DemandPoints:
    """Observed months: reserves in percent of bank assets, the spread in bp; `era` names a key of ``charts.era``."""

    dates: Dates
    share: Floats
    spread: Floats
    era: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DemandFit:
    """The estimated demand curve on a grid of shares (percent): spread in bp with its band, and the kink's interval."""

    share: Floats
    central: Floats
    low: Floats
    high: Floats
    kink: Estimate
    level: float


@dataclass(frozen=True, slots=True)
class RegimeRow:
    """Stocks under one policy regime: yearly return and volatility, percent, with intervals.

    `kind` is ``"qe"``, ``"qt"`` or ``"hold"``; `pooled` marks the row that stands for all spans of its kind.
    """

    key: str
    name: Said
    kind: str
    months: int
    returns: Estimate
    volatility: Estimate
    pooled: bool = False


@dataclass(frozen=True, slots=True)
class EffectRow:
    """What runoff does to a rate by one author or method, basis points per USD trillion.

    `kind` is ``"published"``, ``"calibrated"`` or ``"estimated"``; `measure` ``"ten_year"`` or ``"policy"``.
    """

    key: str
    name: Said
    kind: str
    measure: str
    effect: Estimate


@dataclass(frozen=True, slots=True)
class MoveRow:
    """A move of the ten-year yield over a programme in its two parts, basis points; `premium` carries its interval."""

    key: str
    name: Said
    kind: str
    ten_year: float
    premium: Estimate
    expected: float


@dataclass(frozen=True, slots=True)
class Spread:
    """One path over draws by month: quantiles in USD bn, USD bn a month or percent; NaN where no draw is left.

    Law: p05 <= p16 <= p50 <= p84 <= p95 in every month.
    """

    dates: Dates
    p05: Floats
    p16: Floats
    p50: Floats
    p84: Floats
    p95: Floats

    def __post_init__(self) -> None:
        rows = (self.p05, self.p16, self.p50, self.p84, self.p95)
        if any((low > high).any() for low, high in pairwise(rows)):
            raise LawError(
                "quantiles out of order", "report.inputs.Spread", "p05 <= p16 <= p50 <= p84 <= p95", "check the fan"
            )


@dataclass(frozen=True, slots=True)
class StopMonths:
    """In which months draws stop: percent of all draws by month, and the month ends by which 5, 50 and 95 percent have.

    A quantile is None where so many do not stop within these months; `by_end` is the percent that do.
    """

    dates: Dates
    percent: Floats
    early: date | None
    middle: date | None
    late: date | None
    by_end: float
    by_first: float


@dataclass(frozen=True, slots=True)
class PastFan:
    """A fan made on a past day and what came: `outcome` is drawn over it, `changed` the month in which policy departed.

    `inside` counts published months in the 68 and the 90 percent band, of how many, before policy departed.
    """

    made: date
    spread: Spread
    outcome: Series
    changed: date | None
    inside: tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Claimed:
    """A level someone once named, USD bn, from `low` to `high`, and who."""

    low: float
    high: float
    origin: Origin


@dataclass(frozen=True, slots=True)
class Peak:
    """A record: the day and the level, USD bn."""

    day: date
    level: float


@dataclass(frozen=True, slots=True)
class ReplayClass:
    """One class of securities replayed: predicted and published, USD bn, NaN where unpublished."""

    key: str
    dates: Dates
    predicted: Floats
    published: Floats


@dataclass(frozen=True, slots=True)
class EpisodeRow:
    """What one episode of stress did, by measure (keys of ``charts.measure``); None = not measured."""

    key: str
    name: Said
    moves: Mapping[str, float | None]


@dataclass(frozen=True, slots=True)
class FollowedCase:
    """One case of the books: what a redemption of one billion does to each line (keys of ``charts.followed``), USD bn."""

    key: str
    name: Said
    lines: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class LevelsAndChanges:
    """Net liquidity (USD bn) and an index, month by month, with the R-squared of their logs and of the changes.

    `tests` are sentences said below the drawing: what unit-root tests and forecasts say of the fit.
    """

    dates: Dates
    liquidity: Floats
    index: Floats
    r2_levels: float
    r2_changes: float
    origins: tuple[Origin, ...]
    tests: Said | None = None


@dataclass(frozen=True, slots=True)
class PaceRow:
    """One pace, USD billion a month, with the chance a year on in percent."""

    pace: float
    chance: Estimate


@dataclass(frozen=True, slots=True)
class PlacedRow:
    """A plan there has been: average pace, and the chance at the reserves it ended with, by two estimates."""

    key: str
    name: Said
    pace: float
    now: Estimate
    then: Estimate | None


@dataclass(frozen=True, slots=True)
class StressRow:
    """An episode on a plan: lowest reserves (percent of bank assets), dearest repo (bp); with a facility and without."""

    key: str
    name: Said
    lowest: float
    lowest_without: float
    spread: float
    spread_without: float
