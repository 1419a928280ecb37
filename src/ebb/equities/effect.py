"""Did shares return less, or swing more, while the balance sheet shrank?

Sets the months of quantitative tightening against other months: all other months, the calm months of an unchanged
balance sheet, and all other months without the years of crisis. Each difference carries a block-bootstrap interval, a
placebo (windows of the same lengths placed at random in the same months), the effect that could have been found, and a
verdict computed from these. It is a comparison of months, not a causal estimate: two episodes cannot identify one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ebb.equities.bootstrap import Placements, random_windows, resample, runs
from ebb.equities.estimate import FEWEST_MONTHS, LEVEL, TestedEffect, interval, judged
from ebb.equities.market import Floats, Market
from ebb.equities.regimes import Regimes, month_regimes, require
from ebb.equities.returns import (
    DRAWS,
    annual_mean,
    compound_by_run,
    generator,
    root_mean_square,
    sample_blocks,
)
from ebb.errors import UsageError
from ebb.series import Origin

#: What the months of tightening are compared with.
AGAINST: Final = ("other months", "calm months", "other months without crisis years")
#: Calendar years left out of the third comparison: the two crises and the year of the fastest rise in policy rates.
CRISIS_YEARS: Final = (2008, 2009, 2020, 2022)


@dataclass(frozen=True, slots=True)
class RuleFailures:
    """How often the two rules of thumb failed.

    Parameters
    ----------
    share_of_months_up, share_of_windows_up : float
        The rule "shares fall while the Fed shrinks" failed in these shares of months and of unbroken windows.
    share_of_other_months_up : float
        The same share in the months compared with.
    share_of_months_calmer : float
        The rule "shares swing more while the Fed shrinks" failed: months whose realised volatility lay below the median
        of the months compared with.
    window_returns : tuple of float, percent
        Compound return of each window.
    """

    months: int
    share_of_months_up: float
    share_of_other_months_up: float
    windows: int
    share_of_windows_up: float
    window_returns: tuple[float, ...]
    share_of_months_calmer: float


@dataclass(frozen=True, slots=True)
class QtEffect:
    """Months of tightening less the months they are compared with, in one market.

    Parameters
    ----------
    programme : str
        A regime, or ``"both"`` for all of them pooled.
    against : str
        One of :data:`AGAINST`.
    effect_on_return : TestedEffect, percentage points a year
    effect_on_volatility : TestedEffect, percentage points of annual volatility
    first, last : date
        Month ends of the whole sample.
    """

    market: str
    programme: str
    against: str
    effect_on_return: TestedEffect
    effect_on_volatility: TestedEffect
    rule_failures: RuleFailures
    months: int
    months_against: int
    first: date
    last: date
    blocks: tuple[float, float]
    draws: int
    origins: tuple[Origin, ...]


def qt_effects(
    market: Market,
    regimes: Regimes,
    *,
    qt: Sequence[str] = ("QT1", "QT2"),
    calm: Sequence[str] = ("hold",),
    crisis_years: Sequence[int] = CRISIS_YEARS,
    draws: int = DRAWS,
    seed: int = 0,
    level: float = LEVEL,
) -> tuple[QtEffect, ...]:
    """Every programme of tightening, and all pooled, against each of :data:`AGAINST`.

    Parameters
    ----------
    market : Market
    regimes : mapping regime -> sequence of (first, last)
    qt, calm : names of the regimes of tightening and of the calm ones
    crisis_years : calendar years dropped (from both sides) in the third comparison
    draws, seed, level

    Returns
    -------
    tuple of QtEffect
        A comparison with fewer than :data:`~ebb.equities.estimate.FEWEST_MONTHS` months on either side is left out.

    Raises
    ------
    UnknownName
        If a regime named in `qt` or `calm` is not in the mapping.

    Notes
    -----
    Months of any programme of tightening are never among the months compared with. The placebo keeps only the months of
    the two sides, in order, and places windows of the same lengths in them at random.
    Nine comparisons of two quantities are made: at a level of 95 percent one of them is found by chance more often than
    not, if they were independent. The first one for all programmes pooled is the headline.
    """
    require((*qt, *calm), regimes)
    held = month_regimes(market.months, regimes)
    outside = np.array([name not in qt for name in held])
    quiet = ~np.isin(market.years, crisis_years)
    calm_months = np.array([name in calm for name in held])
    programmes = [(name, (name,)) for name in qt] + ([("both", tuple(qt))] if len(qt) > 1 else [])
    comparison = _Comparison(market, sample_blocks(market), draws, seed, level)
    found = []
    for programme, names in programmes:
        treated = np.array([name in names for name in held])
        sides = ((treated, outside), (treated, calm_months), (treated & quiet, outside & quiet))
        for against, (inside, other) in zip(AGAINST, sides, strict=True):
            if min(inside.sum(), other.sum()) >= FEWEST_MONTHS:
                found.append(comparison.effect(inside, other, programme, against))
    return tuple(found)


def qt_effect(
    market: Market,
    treated: NDArray[np.bool_],
    other: NDArray[np.bool_],
    *,
    programme: str,
    against: str,
    draws: int = DRAWS,
    seed: int = 0,
    level: float = LEVEL,
) -> QtEffect:
    """One comparison of two sets of months of the caller's choice.

    Parameters
    ----------
    treated, other : bool, shape (months,)
        The two sides; no month in both, each with at least one.

    Raises
    ------
    UsageError
        If the sides overlap or one is empty.
    """
    if (treated & other).any() or not treated.any() or not other.any():
        raise UsageError(
            f"{programme} against {against}: {int(treated.sum())} and {int(other.sum())} months, "
            f"{int((treated & other).sum())} in both",
            "equities.effect",
            "two sets of months, none empty, no month in both",
            "correct the windows of the regimes",
        )
    return _Comparison(market, sample_blocks(market), draws, seed, level).effect(treated, other, programme, against)


class _Comparison:
    """The comparisons of one market; each side is resampled once, however many comparisons it enters."""

    def __init__(self, market: Market, blocks: tuple[float, float], draws: int, seed: int, level: float) -> None:
        self.market, self.blocks, self.draws, self.seed, self.level = market, blocks, draws, seed, level
        self._resampled: dict[bytes, tuple[Floats, Floats]] = {}

    def effect(self, treated: NDArray[np.bool_], other: NDArray[np.bool_], programme: str, against: str) -> QtEffect:
        market = self.market
        universe = treated | other
        rng = generator(self.seed, f"{market.name}/{programme}/{against}")
        windows = random_windows(int(universe.sum()), runs(treated[universe]), self.draws, rng)
        inside, outside = self._side(treated), self._side(other)
        gains, swings = market.returns, np.square(market.volatility)
        gain_in, gain_out = _means(gains[universe], windows)
        swing_in, swing_out = _means(swings[universe], windows)
        gap = inside[0] - outside[0], inside[1] - outside[1]
        return QtEffect(
            market=market.name,
            programme=programme,
            against=against,
            effect_on_return=judged(
                float(annual_mean(gains[treated]) - annual_mean(gains[other])),
                interval(gap[0], self.level),
                float(gap[0].std()),
                12.0 * (gain_in - gain_out),
                "percentage points a year",
                self.level,
            ),
            effect_on_volatility=judged(
                float(root_mean_square(market.volatility[treated]) - root_mean_square(market.volatility[other])),
                interval(gap[1], self.level),
                float(gap[1].std()),
                np.sqrt(swing_in) - np.sqrt(swing_out),
                "percentage points",
                self.level,
            ),
            rule_failures=_rule_failures(market, treated, other),
            months=int(treated.sum()),
            months_against=int(other.sum()),
            first=market.first,
            last=market.last,
            blocks=self.blocks,
            draws=self.draws,
            origins=market.origins,
        )

    def _side(self, chosen: NDArray[np.bool_]) -> tuple[Floats, Floats]:
        """Resampled annual return and volatility of one set of months."""
        key = chosen.tobytes()
        if key not in self._resampled:
            rng = generator(self.seed, f"{self.market.name}/{np.packbits(chosen).tobytes().hex()}")
            self._resampled[key] = (
                resample(self.market.returns[chosen], annual_mean, self.blocks[0], self.draws, rng),
                resample(self.market.volatility[chosen], root_mean_square, self.blocks[1], self.draws, rng),
            )
        return self._resampled[key]


def _means(values: Floats, windows: Placements) -> tuple[Floats, Floats]:
    """Mean of `values` inside and outside the windows of each draw."""
    inside = windows.sums(values)
    count = int(windows.sizes[0].sum())
    return inside / count, (values.sum() - inside) / (len(values) - count)


def _rule_failures(market: Market, treated: NDArray[np.bool_], other: NDArray[np.bool_]) -> RuleFailures:
    returns, volatility = market.returns, market.volatility
    windows = compound_by_run(returns, treated)
    return RuleFailures(
        months=int(treated.sum()),
        share_of_months_up=float((returns[treated] > 0.0).mean()),
        share_of_other_months_up=float((returns[other] > 0.0).mean()),
        windows=len(windows),
        share_of_windows_up=float(np.mean([gain > 0.0 for gain in windows])),
        window_returns=windows,
        share_of_months_calmer=float((volatility[treated] < np.median(volatility[other])).mean()),
    )
