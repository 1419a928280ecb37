"""Did shares return less, or swing more, while the balance sheet shrank?

Sets the months of quantitative tightening against other months: all other months, the calm months of an unchanged balance
sheet, and all other months without the years of crisis. Each difference carries a block-bootstrap interval, a placebo
(windows of the same lengths placed at random in the same months), the effect that could have been found, and a verdict
computed from these. It is a comparison of months, not a causal estimate: two episodes cannot identify one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ebb.equities.bootstrap import random_windows, runs, stationary_indices
from ebb.equities.estimate import FEWEST_MONTHS, LEVEL, TestedEffect, interval, tested
from ebb.equities.market import Floats, Market
from ebb.equities.regimes import Regimes, month_regimes, require
from ebb.equities.returns import (
    DRAWS,
    annual_mean,
    compound_by_run,
    generator,
    root_mean_square,
    sample_block,
)
from ebb.errors import UsageError
from ebb.series import Origin

#: What the months of tightening are compared with.
AGAINST: Final = ("other months", "calm months", "other months without crisis years")
#: Calendar years left out of the third comparison, as article claim G7 asks: the two crises and the year of the fastest hikes.
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
    block: float
    draws: int
    origins: tuple[Origin, ...]


def qt_effects(
    market: Market,
    regimes: Regimes,
    *,
    qt: Sequence[str] = ("qt1", "qt2"),
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
    """
    require((*qt, *calm), regimes)
    held = month_regimes(market.months, regimes)
    programmes = [(name, (name,)) for name in qt] + ([("both", tuple(qt))] if len(qt) > 1 else [])
    found = []
    for programme, names in programmes:
        treated = np.array([name in names for name in held])
        for against, other in _comparisons(market, held, qt, calm):
            keep = ~np.isin(market.years, crisis_years) if against == AGAINST[2] else np.ones(len(market), dtype=bool)
            if min((treated & keep).sum(), (other & keep).sum()) >= FEWEST_MONTHS:
                found.append(
                    qt_effect(
                        market,
                        treated & keep,
                        other & keep,
                        programme=programme,
                        against=against,
                        draws=draws,
                        seed=seed,
                        level=level,
                    )
                )
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
    """One comparison of two sets of months.

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
    rng = generator(seed, f"{market.name}/{programme}/{against}")
    block = sample_block(market)
    draw = [
        stationary_indices(int(side.sum()), draws, min(block, float(side.sum())), rng) for side in (treated, other)
    ]
    universe = treated | other
    lengths = runs(treated[universe])
    windows = random_windows(int(universe.sum()), lengths, draws, rng)
    return_effect = _compare(market.returns, treated, other, draw, windows, "return", level)
    volatility_effect = _compare(market.volatility, treated, other, draw, windows, "volatility", level)
    return QtEffect(
        market=market.name,
        programme=programme,
        against=against,
        effect_on_return=return_effect,
        effect_on_volatility=volatility_effect,
        rule_failures=_rule_failures(market, treated, other),
        months=int(treated.sum()),
        months_against=int(other.sum()),
        first=market.first,
        last=market.last,
        block=block,
        draws=draws,
        origins=market.origins,
    )


def _comparisons(
    market: Market, held: Sequence[str | None], qt: Sequence[str], calm: Sequence[str]
) -> Iterator[tuple[str, NDArray[np.bool_]]]:
    outside = np.array([name not in qt for name in held])
    yield AGAINST[0], outside
    yield AGAINST[1], np.array([name in calm for name in held])
    yield AGAINST[2], outside


def _compare(
    values: Floats,
    treated: NDArray[np.bool_],
    other: NDArray[np.bool_],
    draw: Sequence[NDArray[np.intp]],
    windows: NDArray[np.bool_],
    kind: str,
    level: float,
) -> TestedEffect:
    statistic = annual_mean if kind == "return" else root_mean_square
    inside, outside = values[treated], values[other]
    resampled = statistic(inside[draw[0]]) - statistic(outside[draw[1]])
    return tested(
        float(statistic(inside) - statistic(outside)),
        interval(resampled, level),
        float(resampled.std()),
        _placebo(values[treated | other], windows, kind),
        "percentage points a year" if kind == "return" else "percentage points",
        level,
    )


def _placebo(values: Floats, windows: NDArray[np.bool_], kind: str) -> Floats:
    """The statistic for each row of windows: one matrix product in place of a loop."""
    terms = values if kind == "return" else np.square(values)
    count = int(windows[0].sum())
    inside = windows.astype(np.float64) @ terms
    means = inside / count, (terms.sum() - inside) / (len(terms) - count)
    result: Floats
    if kind == "return":
        result = 12.0 * (means[0] - means[1])
    else:
        result = np.sqrt(means[0]) - np.sqrt(means[1])
    return result


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
