"""Local projections with instruments: responses to what the instrument moved in a policy variable, and how strong it is.

Two-stage least squares at each horizon, the first stage's F beside it, and for one instrument the Anderson-Rubin set, which
keeps its probability however weak the instrument is. A set without a bound is told as such: then the data say nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from ebb.errors import UsageError
from ebb.estimation.projections import (
    INFERENCES,
    LEFTS,
    LEVEL,
    Inference,
    Left,
    Responses,
    asked_horizons,
    choice,
    design,
    lags_used,
    projected,
    shock_series,
)
from ebb.estimation.regression import Combinations, least_squares, two_stages
from ebb.estimation.variance import Floats, bartlett, newey_west_bandwidth, white

#: An effective F below this leaves a bias above a tenth of the worst case at a size of 5 percent (Montiel Olea and Pflueger
#: 2013, one instrument); at or above it the two-stage intervals are usable.
WEAK: Final = 23.1


@dataclass(frozen=True, slots=True, eq=False)
class FirstStage:
    """How much of the policy variable the instruments explain, beyond all controls.

    Parameters
    ----------
    f : float
        With equal error variances.
    f_robust : float
        The same hypothesis with the chosen inference's variance (Wald statistic over the number of instruments).
    f_effective : float
        Montiel Olea and Pflueger's; for one instrument the same as `f_robust`.
    partial_r_squared : float
    instruments, observations : int
    """

    f: float
    f_robust: float
    f_effective: float
    partial_r_squared: float
    instruments: int
    observations: int

    @property
    def weak(self) -> bool:
        """Whether the two-stage intervals should not be trusted."""
        return self.f_effective < WEAK


@dataclass(frozen=True, slots=True, eq=False)
class InstrumentedResponses:
    """Responses to one unit of the policy variable, moved by the instruments.

    Parameters
    ----------
    responses : Responses
    first_stage : FirstStage
        On the sample of the shortest horizon.
    robust_low, robust_high : float64, shape (horizons, variables), or None
        Anderson-Rubin set of the same probability, for one instrument; infinite where it has no bound on that side, and
        both infinite also where it is everything outside an interval.
    """

    responses: Responses
    first_stage: FirstStage
    robust_low: Floats | None
    robust_high: Floats | None


def instrumented_projections(
    system: Floats,
    policy: int | Floats,
    instruments: Floats,
    *,
    lags: int,
    horizons: int | Sequence[int],
    inference: Inference = "newey-west",
    left: Left = "level",
    also: Floats | None = None,
    bandwidth: int | None = None,
    common: bool = False,
    level: float = LEVEL,
) -> InstrumentedResponses:
    """Responses by two-stage least squares; arguments as of :func:`~ebb.estimation.projections.local_projections`.

    Parameters
    ----------
    policy : int or float64, shape (T,)
        The variable that is instrumented.
    instruments : float64, shape (T,) or (T, q)

    Raises
    ------
    UsageError
        As for local projections, or if instruments are missing, or add nothing to the controls.
    """
    ahead = asked_horizons(horizons)
    choice("inference", inference, INFERENCES)
    choice("left", left, LEFTS)
    outside = instruments[:, None] if instruments.ndim == 1 else instruments
    if outside.shape[0] != len(system) or not np.isfinite(outside).all():
        raise UsageError(
            f"instruments of shape {instruments.shape} for {len(system)} rows, or one of them missing",
            "estimation.instruments",
            "a value of each instrument in each row",
            "cut the sample to rows where the instruments are known",
        )
    used = lags_used(lags, inference)
    made = design(system, shock_series(system, policy), lags=used, also=also, before=int(left == "change"))
    exogenous = np.concatenate((outside[made.first :], made.columns[:, 1:]), axis=1)
    first = np.zeros((made.columns.shape[1], 1))
    first[0] = 1.0

    def fit(lefts: Floats, rows: int) -> Combinations:
        return two_stages(lefts, made.columns[:rows], exogenous[:rows], first)

    responses = projected(made, fit, ahead, inference, left, bandwidth, common, level)[0]
    rows = int(responses.observations[0])
    width = newey_west_bandwidth(0) if bandwidth is None else bandwidth
    stage = first_stage(made.columns[:rows], exogenous[:rows], outside.shape[1], inference, width)
    low = high = None
    if outside.shape[1] == 1:
        edges = [
            _robust_set(
                made.left(int(h), int(m), left),
                made.columns[: int(m), 0],
                exogenous[: int(m)],
                inference,
                newey_west_bandwidth(int(h)) if bandwidth is None else bandwidth,
                float(c),
            )
            for h, m, c in zip(ahead, responses.observations, responses.critical, strict=True)
        ]
        low, high = np.array([edge[0] for edge in edges]), np.array([edge[1] for edge in edges])
    return InstrumentedResponses(responses, stage, low, high)


def first_stage(regressors: Floats, exogenous: Floats, count: int, inference: Inference, bandwidth: int) -> FirstStage:
    """The regression of the first column of `regressors` on `exogenous`, whose first `count` columns are the instruments."""
    policy = regressors[:, 0]
    m, k = exogenous.shape
    # Instruments freed from the controls and made orthonormal: coefficients are then inner products.
    free, _ = np.linalg.qr(_without(exogenous[:, :count], exogenous[:, count:]))
    moved = _without(policy[:, None], exogenous[:, count:])[:, 0]
    slopes = free.T @ moved
    residual = moved - free @ slopes
    score = free * residual[:, None]
    if inference == "newey-west":
        pairs = [bartlett(score[:, [i]] + score[:, [j]], bandwidth)[0] for i in range(count) for j in range(count)]
        variance = np.array(pairs).reshape(count, count)
        own = np.diag(variance) / 4.0
        variance = (variance - own[:, None] - own[None, :]) / 2.0
    else:
        variance = score.T @ score * m / (m - k)
    plain = float(np.square(residual).sum() / (m - k))
    squares = float(np.square(slopes).sum())
    return FirstStage(
        f=squares / count / plain,
        f_robust=float(slopes @ np.linalg.solve(variance, slopes)) / count,
        f_effective=squares / float(np.trace(variance)),
        partial_r_squared=squares / float(np.square(moved).sum()),
        instruments=count,
        observations=m,
    )


def _without(columns: Floats, controls: Floats) -> Floats:
    basis, _ = np.linalg.qr(controls)
    result: Floats = columns - basis @ (basis.T @ columns)
    return result


def _robust_set(
    left: Floats, policy: Floats, exogenous: Floats, inference: Inference, bandwidth: int, critical: float
) -> tuple[Floats, Floats]:
    """Slopes at which the instrument explains nothing of ``left - slope * policy``; each edge has shape (n,)."""
    n = left.shape[1]
    wanted = np.zeros((exogenous.shape[1], 1))
    wanted[0] = 1.0
    both = least_squares(np.concatenate((left, policy[:, None]), axis=1), exogenous, wanted)
    small = 1.0 if inference == "newey-west" else both.observations / (both.observations - both.regressors)

    def spread(score: Floats) -> Floats:
        return small * (bartlett(score, bandwidth) if inference == "newey-west" else white(score))

    score, value = both.score[0], both.value[0]
    own, theirs = spread(score[:, :n]), spread(score[:, n:])[0]
    shared = (spread(score[:, :n] + score[:, n:]) - own - theirs) / 2.0
    a = value[n] ** 2 - critical**2 * theirs
    b = value[:n] * value[n] - critical**2 * shared
    c = value[:n] ** 2 - critical**2 * own
    inside = b**2 - a * c
    bounded = (a > 0.0) & (inside >= 0.0)
    root = np.sqrt(np.where(bounded, inside, 0.0))
    edges = np.where(bounded, (b - root) / a, -np.inf), np.where(bounded, (b + root) / a, np.inf)
    return edges[0], edges[1]
