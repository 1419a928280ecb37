"""What speaks for and against a reserve-demand curve: placebos, first differences, other shapes.

A rate and a ratio that both drift can agree by accident. So the fit in levels is never shown without the same fit on
placebo data and without its twin in monthly changes, and the hinge is scored against other shapes on months it had
not seen.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from ebb.errors import UnknownName, UsageError
from ebb.funding.demand import BLOCK_MONTHS, LEVEL, NOT_ABOUT_RESERVES, DemandMonths, Estimate, kink_grid
from ebb.funding.least_squares import profile
from ebb.funding.resample import block_weights, permuted_blocks, same_spectrum

Array = NDArray[np.float64]

PLACEBOS = ("same spectrum", "permuted blocks")


@dataclass(frozen=True, slots=True)
class Placebo:
    """How often data without any curve fit a hinge as well as the real ones.

    `p_value` in [1/(draws+1), 1]; `r_squared` of the real fit and `placebo_r_squared` the 95th percentile of the
    placebos.
    """

    kind: str
    p_value: float
    r_squared: float
    placebo_r_squared: float
    draws: int
    seed: int


def placebo(
    data: DemandMonths,
    kind: str = "same spectrum",
    *,
    exclude: tuple[date, ...] = NOT_ABOUT_RESERVES,
    draws: int = 2_000,
    seed: int = 0,
) -> Placebo:
    """Test "there is a curve" against spreads that cannot know reserves.

    Parameters
    ----------
    data : DemandMonths
    kind : one of :data:`PLACEBOS`
        ``"same spectrum"``: spreads as slow as the real ones with random phase (the strict test);
        ``"permuted blocks"``: real spreads, blocks of twelve months in random order.
    draws, seed : int

    Raises
    ------
    UnknownName
        For another kind.

    Notes
    -----
    The kink is searched anew in every placebo, so the search itself is paid for.
    """
    kept = data.without(exclude)
    rng = np.random.default_rng(seed)
    if kind == "same spectrum":
        spreads = same_spectrum(kept.s, draws, rng)
    elif kind == "permuted blocks":
        spreads = permuted_blocks(kept.s, min(BLOCK_MONTHS, max(2, len(kept) // 5)), draws, rng)
    else:
        raise UnknownName.of("placebo", kind, PLACEBOS, where="funding.evidence")
    grid = kink_grid(kept.q)
    shapes = np.maximum(0.0, grid[None, :] - kept.q[:, None])
    real = profile(shapes, kept.s, np.ones((1, len(kept))))
    fake = profile(shapes, spreads, np.ones((draws, len(kept))))
    found = float(1.0 - real.squares[0] / real.total[0])
    chance = 1.0 - fake.squares / fake.total
    return Placebo(
        kind=kind,
        p_value=float((1 + np.count_nonzero(chance >= found - 1e-12)) / (draws + 1)),
        r_squared=found,
        placebo_r_squared=float(np.quantile(chance, 0.95)),
        draws=draws,
        seed=seed,
    )


@dataclass(frozen=True, slots=True)
class Twin:
    """One slope in levels and in monthly changes, in bp per percentage point of bank assets that reserves *rise*."""

    levels: Estimate
    changes: Estimate
    n_levels: int
    n_changes: int
    below: float | None


def levels_and_changes(
    data: DemandMonths,
    *,
    below: float | None = None,
    exclude: tuple[date, ...] = NOT_ABOUT_RESERVES,
    draws: int = 2_000,
    level: float = LEVEL,
    seed: int = 0,
) -> Twin:
    """Straight-line slope of the spread on reserves over bank assets, in levels and in first differences.

    Parameters
    ----------
    data : DemandMonths
    below : float, percent of bank assets, optional
        Use ``min(q, below)`` for q: the slope on the steep side of a kink.
    exclude, draws, level, seed
        As in :func:`~ebb.funding.demand.fit_demand`. Changes are taken between neighbouring months only.

    Notes
    -----
    Negative is what a demand curve gives. The change of a month sets a month-average rate beside a Wednesday level,
    so noise in the latter pulls the changes' slope towards zero.
    """
    kept = data.without(exclude)
    q = kept.q if below is None else np.minimum(kept.q, below)
    neighbours = np.diff(kept.months).astype(int) == 1
    dq, ds = np.diff(q)[neighbours], np.diff(kept.s)[neighbours]
    return Twin(
        levels=_line(q, kept.s, draws, level, seed),
        changes=_line(dq, ds, draws, level, seed),
        n_levels=len(q),
        n_changes=len(dq),
        below=below,
    )


def _line(x: Array, y: Array, draws: int, level: float, seed: int) -> Estimate:
    n = len(x)
    if n < 2 or np.ptp(x) == 0:
        raise UsageError(
            "a slope needs reserves that moved",
            f"funding.evidence, {n} months",
            "at least two months with different reserves",
            "choose a longer window or a higher `below`",
        )
    block = min(BLOCK_MONTHS, max(2, n // 5))
    column = x[:, None]
    value = profile(column, y, np.ones((1, n)), either_sign=True).slope[0]
    boot = profile(column, y, block_weights(n, block, draws, np.random.default_rng(seed)), either_sign=True).slope
    low, high = np.quantile(boot, [(1 - level) / 2, (1 + level) / 2])
    return Estimate(float(value), float(low), float(high), "bp per pp", level)


@dataclass(frozen=True, slots=True)
class ShapeScore:
    """Error of one shape on months after those it was fitted to; all in basis points."""

    shape: str
    rmse: float
    bias: float
    forecasts: int
    in_sample_rmse: float


def compare_shapes(
    data: DemandMonths,
    *,
    exclude: tuple[date, ...] = NOT_ABOUT_RESERVES,
    first: int = 36,
    ahead: int = 12,
) -> tuple[ShapeScore, ...]:
    """Fit each shape on a growing sample and score the next `ahead` months, given their reserves; best first.

    Parameters
    ----------
    data : DemandMonths
    first : int
        Months in the first sample.
    ahead : int
        Months scored after each sample; errors of all horizons count alike.

    Raises
    ------
    UsageError
        If `data` holds fewer than `first` + 2 months.

    Notes
    -----
    Shapes: a constant, a line, the logarithm of reserves, an exponential, a logistic, the hinge. Every shape is
    fitted by the same closed form over a grid of its own places, kept from the first sample on (the grid uses where
    reserves have been over the whole of `data`, not what the spread was). The constant is the benchmark: a curve that
    does not beat it forecasts nothing.
    """
    kept = data.without(exclude)
    n = len(kept)
    if n < first + 2:
        raise UsageError(
            f"shapes cannot be compared on {n} months",
            "funding.evidence",
            f"more than {first + 1} months",
            "hand in a longer sample, or lower `first`",
        )
    ends = np.arange(first, n)
    weights = (np.arange(n)[None, :] < ends[:, None]).astype(np.float64)
    ahead_mask = (np.arange(n)[None, :] >= ends[:, None]) & (np.arange(n)[None, :] < ends[:, None] + ahead)
    scores = []
    for name, shapes in candidate_shapes(kept.q).items():
        past = profile(shapes, kept.s, weights)
        whole = profile(shapes, kept.s, np.ones((1, n)))
        curves = past.floor[:, None] + past.slope[:, None] * shapes.T[past.place]
        misses = (kept.s[None, :] - curves)[ahead_mask]
        scores.append(
            ShapeScore(
                shape=name,
                rmse=float(np.sqrt(np.mean(misses**2))),
                bias=float(misses.mean()),
                forecasts=int(ahead_mask.sum()),
                in_sample_rmse=float(np.sqrt(whole.squares[0] / n)),
            )
        )
    return tuple(sorted(scores, key=lambda score: score.rmse))


def candidate_shapes(q: Array) -> dict[str, Array]:
    """Every shape as columns over the observations, shape (n, K) each; all rise as reserves fall."""
    kinks = kink_grid(q)[None, :]
    gap = q[:, None]
    widths = np.geomspace(0.1, 3.0, 12)
    centres = kink_grid(q)[::4]
    pairs = np.array([(centre, width) for centre in centres for width in widths])
    return {
        "constant": np.zeros((len(q), 1)),
        "line": -gap,
        "logarithm": -np.log(gap),
        "exponential": np.exp(-(gap - q.min()) / widths[None, :]),
        "logistic": 1.0 / (1.0 + np.exp((gap - pairs[None, :, 0]) / pairs[None, :, 1])),
        "hinge": np.maximum(0.0, kinks - gap),
    }
