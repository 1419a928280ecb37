"""Four pictures of reserve demand fitted alike: Poole's corridor, a logistic, a double exponential and the hinge.

Each is ``s = floor + height * shape((q - centre) / width)`` with s the market rate less interest on reserves in basis
points, q reserves in percent of bank assets, and a shape that falls from one to zero (the hinge has no width and no top).
Height and floor are solved in closed form at every centre and width of a grid, and the best place is then refined by
damped Gauss-Newton steps. The level at which a curve *bends most* on its flat side is its satiation point: it needs no
threshold to be typed, and for the hinge it is the kink.
Shapes are judged by their error on dates they had not seen, never by how well they fit.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ebb.errors import UnknownName, UsageError
from ebb.funding.demand import LEVEL, NOT_ABOUT_RESERVES, TRIM, Estimate
from ebb.funding.least_squares import profile
from ebb.funding.points import DemandPoints
from ebb.funding.resample import block_weights
from ebb.funding.shapes import BENDS, SHAPES

Array = NDArray[np.float64]

CURVES = ("poole", "logistic", "double_exponential", "hinge")
_CENTRES, _WIDTHS, _HINGES = 40, 12, 200
_STEPS, _NEAR = 60, 1e-10
_LEAST_YEARS = 1.5


@dataclass(frozen=True, slots=True, eq=False)
class CurveFit:
    """One curve of demand with its uncertainty.

    `centre`, `width` and `bend` are in percentage points of bank assets (of the hinge, `centre` is the kink, `width` one and
    `height` basis points per percentage point); `floor` and `height` in basis points. `bend` is where the curve bends most on
    its flat side, the satiation point, with its bootstrap interval and draws (shape (draws,), nan where a draw shows no
    curve). `q_range` is where nine tenths of reserves have been.
    """

    curve: str
    rate: str
    step: str
    sample: tuple[date, date]
    n: int
    floor: float
    height: float
    centre: float
    width: float
    bend: Estimate
    bend_draws: Array = field(repr=False)
    residual_sd: float
    r_squared: float
    q_range: tuple[float, float]
    block: int
    seed: int

    def __post_init__(self) -> None:
        self.bend_draws.flags.writeable = False

    @property
    def turns(self) -> bool:
        """Whether the curve bends where reserves have been; otherwise the sample does not show a satiation point."""
        low, high = self.q_range
        return self.height > 0.0 and low < self.bend.value < high

    def predict(self, q: float | Array) -> Array:
        """Spread in basis points at reserves of `q` percent of bank assets (same shape)."""
        u = (np.asarray(q, dtype=np.float64) - self.centre) / self.width
        return self.floor + self.height * SHAPES[self.curve](u)

    def json(self) -> dict[str, Any]:
        """Wire form."""
        return {
            "curve": self.curve,
            "rate": self.rate,
            "step": self.step,
            "sample": [day.isoformat() for day in self.sample],
            "n": self.n,
            "floor_bp": round(self.floor, 3),
            "height_bp": round(self.height, 3),
            "centre": round(self.centre, 3),
            "width": round(self.width, 3),
            "satiation": estimate_json(self.bend),
            "turns": self.turns,
            "residual_sd_bp": round(self.residual_sd, 3),
            "r_squared": round(self.r_squared, 4),
        }


@dataclass(frozen=True, slots=True)
class CurveScore:
    """Error of one curve on dates after those it was fitted to, basis points; ``"constant"`` is the benchmark."""

    curve: str
    rmse: float
    bias: float
    forecasts: int
    origins: int


def fit_curve(
    data: DemandPoints,
    curve: str,
    *,
    exclude: tuple[date, ...] = NOT_ABOUT_RESERVES,
    draws: int = 1_000,
    level: float = LEVEL,
    seed: int = 0,
) -> CurveFit:
    """Fit one of :data:`CURVES` by least squares, with a moving-block bootstrap of whole years.

    Parameters
    ----------
    data : DemandPoints
        Cut to what was known.
    curve : str
    exclude : tuple of date
        Months left out.
    draws, level, seed
        Bootstrap draws, probability inside the interval, seed.

    Raises
    ------
    UnknownName
        For another curve.
    UsageError
        If fewer than a year and a half of points are left, or reserves hardly moved.

    Notes
    -----
    The point estimate is refined off the grid; bootstrap draws stay on it, whose mesh is far finer than their spread.
    """
    if curve not in CURVES:
        raise UnknownName.of("curve", curve, CURVES, where="funding.curves")
    kept = data.without(exclude)
    _require(kept)
    n = len(kept)
    places = grid(kept.q, curve)
    shapes = _columns(kept.q, curve, places)
    best = profile(shapes, kept.s, np.ones((1, n)))
    block = min(data.year, max(2, n // 5))
    weights = block_weights(n, block, draws, np.random.default_rng(seed))
    boot = profile(shapes, kept.s, weights)
    floor, height, centre, width, squares = refined(
        kept.q, kept.s, curve, places, int(best.place[0]), float(best.floor[0]), float(best.slope[0])
    )
    bends = places[:, 0] + BENDS[curve] * places[:, 1]
    drawn = np.where(boot.place < 0, np.nan, bends[boot.place])
    low, high = np.quantile(kept.q, [TRIM / 2, 1.0 - TRIM / 2]).tolist()
    total = float(best.total[0])
    return CurveFit(
        curve=curve,
        rate=kept.rate,
        step=kept.step,
        sample=(kept.dates[0].item(), kept.dates[-1].item()),
        n=n,
        floor=floor,
        height=height,
        centre=centre,
        width=width,
        bend=_interval(centre + BENDS[curve] * width if height > 0 else math.nan, drawn, level),
        bend_draws=drawn,
        residual_sd=math.sqrt(squares / max(n - (3 if curve == "hinge" else 4), 1)),
        r_squared=1.0 - squares / total if total > 0 else 0.0,
        q_range=(low, high),
        block=block,
        seed=seed,
    )


def fit_curves(data: DemandPoints, *, draws: int = 1_000, seed: int = 0) -> dict[str, CurveFit]:
    """Every curve of :data:`CURVES` on the same points."""
    return {curve: fit_curve(data, curve, draws=draws, seed=seed) for curve in CURVES}


def compare_curves(
    data: DemandPoints, *, exclude: tuple[date, ...] = NOT_ABOUT_RESERVES, first_years: float = 3.0
) -> tuple[CurveScore, ...]:
    """Fit each curve on a growing sample and score the year after it, given its reserves; best first.

    Parameters
    ----------
    data : DemandPoints
    first_years : float
        Years in the first sample. Samples grow by a month (four weeks).

    Raises
    ------
    UsageError
        If nothing is left to score.

    Notes
    -----
    Each sample has its own grid: nothing of the year scored is used but its reserves, where the curve is read off.
    """
    kept = data.without(exclude)
    first, stride = int(first_years * data.year), 4 if data.step == "week" else 1
    ends = range(first, len(kept) - 1, stride)
    if not len(ends):
        raise UsageError(
            f"curves cannot be compared on {len(kept)} {data.step}s",
            "funding.curves",
            f"more than {first + 1}",
            "choose a later as-of date",
        )
    misses: dict[str, list[Array]] = {name: [] for name in ("constant", *CURVES)}
    for end in ends:
        q, s = kept.q[:end], kept.s[:end]
        ahead = slice(end, end + data.year)
        misses["constant"].append(kept.s[ahead] - s.mean())
        for curve in CURVES:
            places = grid(q, curve)
            best = profile(_columns(q, curve, places), s, np.ones((1, end)))
            place = int(best.place[0])
            line = np.full(len(kept.q[ahead]), float(best.floor[0]))
            if place >= 0:
                line += float(best.slope[0]) * _columns(kept.q[ahead], curve, places[place : place + 1])[:, 0]
            misses[curve].append(kept.s[ahead] - line)
    scores = [_scored(curve, found) for curve, found in misses.items()]
    return tuple(sorted(scores, key=lambda score: score.rmse))


def grid(q: Array, curve: str) -> Array:
    """Candidate centres and widths, shape (places, 2), percentage points.

    A smooth curve's centre may lie below all reserves seen, by half their range (then only its tail is seen); a hinge must
    leave a twentieth of the points on either side.
    """
    low, high = np.quantile(q, [TRIM / 2, 1.0 - TRIM / 2]).tolist()
    span = max(high - low, 1e-6)
    if curve == "hinge":
        return np.column_stack([np.linspace(low, high, _HINGES), np.ones(_HINGES)])
    centres = np.linspace(low - span / 2, high, _CENTRES)
    widths = span * np.geomspace(0.01, 0.5, _WIDTHS)
    return np.array([(centre, width) for centre in centres for width in widths])


def refined(
    q: Array, s: Array, curve: str, places: Array, place: int, floor: float, height: float
) -> tuple[float, float, float, float, float]:
    """Floor, height, centre, width and sum of squares after damped Gauss-Newton steps from a place of the grid.

    Notes
    -----
    Law: the sum of squares never rises, and centre and width stay within the grid's own ends. The logarithm of the width is
    moved; that of the hinge stays at one.
    """
    shape = SHAPES[curve]
    moving = 3 if curve == "hinge" else 4
    lowest, highest = places.min(axis=0), places.max(axis=0)

    def of(theta: Array) -> Array:
        curve_at: Array = theta[0] + theta[1] * shape((q - theta[2]) / math.exp(theta[3]))
        return curve_at

    theta = np.array([floor, height, places[place, 0], math.log(places[place, 1])])
    miss = s - of(theta)
    squares, damp = float(miss @ miss), 1e-3
    if height <= 0.0 or place < 0:
        return floor, 0.0, float(theta[2]), math.exp(float(theta[3])), squares
    for _ in range(_STEPS):
        normal, pull = _normal_equations(of, theta, miss, moving)
        trial = theta.copy()
        trial[:moving] += np.linalg.lstsq(normal + damp * np.diag(np.diag(normal) + 1e-12), pull, rcond=None)[0]
        trial[2] = min(max(trial[2], lowest[0]), highest[0])
        trial[3] = min(max(trial[3], math.log(lowest[1])), math.log(highest[1]))
        other = s - of(trial)
        found = float(other @ other)
        if found < squares and trial[1] > 0.0:
            gain, theta, miss, squares, damp = squares - found, trial, other, found, max(damp / 5.0, 1e-9)
            if gain < _NEAR * squares:
                break
        else:
            damp *= 5.0
            if damp > 1e9:
                break
    return float(theta[0]), float(theta[1]), float(theta[2]), math.exp(float(theta[3])), squares


def _normal_equations(of: Callable[[Array], Array], theta: Array, miss: Array, moving: int) -> tuple[Array, Array]:
    jacobian = np.empty((len(miss), moving))
    for column in range(moving):
        nudge = np.zeros(4)
        nudge[column] = 1e-6
        jacobian[:, column] = (of(theta + nudge) - of(theta - nudge)) / 2e-6
    return jacobian.T @ jacobian, jacobian.T @ miss


def estimate_json(estimate: Estimate) -> dict[str, Any]:
    """An estimate on the wire; a number that is none is null."""

    def number(value: float) -> float | None:
        return None if math.isnan(value) else round(value, 4)

    return {
        "value": number(estimate.value),
        "low": number(estimate.low),
        "high": number(estimate.high),
        "unit": estimate.unit,
        "level": estimate.level,
    }


def _columns(q: Array, curve: str, places: Array) -> Array:
    u: Array = (q[:, None] - places[None, :, 0]) / places[None, :, 1]
    found: Array = SHAPES[curve](u)
    return found


def _require(data: DemandPoints) -> None:
    least = int(_LEAST_YEARS * data.year)
    if len(data) < least or float(np.ptp(data.q)) < 0.5:
        raise UsageError(
            f"a curve of reserve demand cannot be fitted to {len(data)} {data.step}s",
            f"funding.curves, {data.rate}",
            f"at least {least} in which reserves moved by half a percent of bank assets",
            "widen the window, or choose a later as-of date",
        )


def _interval(value: float, draws: Array, level: float) -> Estimate:
    with_value = draws[~np.isnan(draws)]
    if len(with_value) == 0:
        return Estimate(value, math.nan, math.nan, "percent of bank assets", level)
    low, high = np.quantile(with_value, [(1 - level) / 2, (1 + level) / 2]).tolist()
    return Estimate(value, low, high, "percent of bank assets", level)


def _scored(curve: str, misses: list[Array]) -> CurveScore:
    every = np.concatenate(misses)
    return CurveScore(curve, float(np.sqrt(np.mean(every**2))), float(every.mean()), len(every), len(misses))
