"""Reserve demand from monthly figures: a rate spread that is flat while reserves are ample and rises below a kink.

The curve is ``s = floor + slope * max(0, kink - q)``, with s the market rate less interest on reserves in basis points
and q reserves in percent of bank assets. Kink, slope and floor are estimated together by least squares; intervals come
from a moving-block bootstrap. A fit knows only the months handed to it: cut the series with ``as_of`` first.

The default sample was fixed before any result was seen: SOFR less interest on reserves, every month since SOFR exists
(April 2018), reserves and bank assets both as Wednesday levels, with March 2020 left out because the dash for cash was
not a shortage of reserves. It is the longest sample of the rate that showed the strain of 2019 and 2025 first, and it
leaves us the fewest choices. Blocks are twelve months (a year holds every tax date and quarter-end once) or a fifth of
a short sample, the kink must leave a tenth of the months on either side, and demand may have drifted in between: fit
the windows of :data:`WINDOWS` beside it.
Never type a threshold here, and never tune this sample on what it says.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from ebb.errors import UnitError, UsageError
from ebb.funding.least_squares import profile
from ebb.funding.resample import block_weights
from ebb.funding.spread import Months, join_by_month, share, spread
from ebb.series import Series

Array = NDArray[np.float64]

BLOCK_MONTHS = 12
LEVEL = 0.90
KINK_STEP = 0.05  # percentage points of bank assets
TRIM = 0.10  # part of the months that must lie on either side of the kink
LEAST_MONTHS = 18
#: Months whose spread was set by something other than reserves: the dash for cash.
NOT_ABOUT_RESERVES = (date(2020, 3, 1),)
#: The two runoffs and what followed each, for the fits beside the pooled one.
WINDOWS = {"qt1": (date(2018, 4, 1), date(2020, 2, 29)), "qt2": (date(2022, 6, 1), date.max)}


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number and the interval that holds it with probability `level`, both in `unit`."""

    value: float
    low: float
    high: float
    unit: str
    level: float = LEVEL


@dataclass(frozen=True, slots=True, eq=False)
class DemandMonths:
    """The observations of a fit; `months` is datetime64[M], the others float64, all of shape (n,).

    `q` is reserves in percent of bank assets, `s` the spread in basis points; `known` is the day the newest value
    became known and `vintage` what is known about revisions.
    """

    rate: str
    months: Months
    q: Array
    s: Array
    known: date
    vintage: str

    def __post_init__(self) -> None:
        for name in ("months", "q", "s"):
            array = getattr(self, name).copy()
            array.flags.writeable = False
            object.__setattr__(self, name, array)

    def __len__(self) -> int:
        return len(self.s)

    def between(self, first: date, last: date) -> DemandMonths:
        """The months from that of `first` to that of `last`."""
        low, high = np.datetime64(first, "M"), np.datetime64(last, "M")
        return self._keep((self.months >= low) & (self.months <= high))

    def without(self, months: tuple[date, ...]) -> DemandMonths:
        """The months not named."""
        return self._keep(~np.isin(self.months, np.array(months, dtype="datetime64[M]")))

    def _keep(self, mask: NDArray[np.bool_]) -> DemandMonths:
        return DemandMonths(self.rate, self.months[mask], self.q[mask], self.s[mask], self.known, self.vintage)


def demand_months(reserves: Series, bank_assets: Series, rate: Series, ior: Series) -> DemandMonths:
    """Join reserves over bank assets with a market rate less interest on reserves, by month.

    Parameters
    ----------
    reserves, bank_assets : Series
        Money, on one basis (Wednesday levels).
    rate, ior : Series
        SOFR or the federal funds rate, and interest on reserves, both month averages.

    Raises
    ------
    UnitError
        If bases or measures do not agree.
    """
    ratio, gap = share(reserves, bank_assets), spread(rate, ior)
    if gap.unit != "bp":  # pragma: no cover - spread() fixes it; kept as the law of this function
        raise UnitError(f"spread in {gap.unit}", "funding.demand", "bp", "use funding.spread")
    months, (q, s), known = join_by_month(ratio, gap)
    marks = {o.vintage for o in bank_assets.origins if o.vintage}
    vintage = f"bank assets of vintage {', '.join(sorted(marks))}" if marks else "bank assets as last published"
    newest: date = known.max().item() if len(known) else date.min
    return DemandMonths(rate.key, months, q, s, newest, vintage)


@dataclass(frozen=True, slots=True, eq=False)
class DemandFit:
    """A reserve-demand hinge with its uncertainty.

    `kink` is in percent of bank assets, `slope` in basis points per percentage point of bank assets that reserves fall
    below the kink (>= 0), `floor` in basis points. The `*_draws` arrays (shape (draws,), read-only) are the
    bootstrap; a draw without any curve has slope 0 and kink nan. `q_range` is where reserves have been, `kink_range`
    where a kink was looked for. `detectable` is the smallest slope below that kink which this sample would find
    four times in five with a one-sided test at five percent.
    """

    rate: str
    sample: tuple[date, date]
    n: int
    excluded: tuple[date, ...]
    known: date
    vintage: str
    kink: Estimate
    slope: Estimate
    floor: Estimate
    residual_sd: float
    r_squared: float
    detectable: float
    block: int
    seed: int
    kink_draws: Array = field(repr=False)
    slope_draws: Array = field(repr=False)
    floor_draws: Array = field(repr=False)
    q_range: tuple[float, float]
    kink_range: tuple[float, float]

    def __post_init__(self) -> None:
        for name in ("kink_draws", "slope_draws", "floor_draws"):
            getattr(self, name).flags.writeable = False

    @property
    def turns(self) -> bool:
        """Whether the curve bends inside the range searched; a kink at its end only says "there or beyond"."""
        low, high = self.kink_range
        return not np.isnan(self.kink.value) and low < self.kink.value < high

    def predict(self, q: float | Array) -> Array:
        """Spread in basis points at reserves of `q` percent of bank assets (same shape)."""
        return hinge(np.asarray(q, dtype=np.float64), self.kink.value, self.slope.value, self.floor.value)

    def band(self, q_grid: Array, level: float = LEVEL) -> tuple[Array, Array]:
        """Low and high edge of the fitted curve over `q_grid`, point by point (each the shape of `q_grid`).

        It is the uncertainty of the curve, not of a single month: add `residual_sd` for that.
        """
        grid = np.asarray(q_grid, dtype=np.float64)
        kinks = np.where(np.isnan(self.kink_draws), -np.inf, self.kink_draws)
        gap = np.maximum(0.0, kinks[:, None] - grid.ravel()[None, :])
        curves = self.floor_draws[:, None] + self.slope_draws[:, None] * gap
        low, high = np.quantile(curves, [(1 - level) / 2, (1 + level) / 2], axis=0)
        return low.reshape(grid.shape), high.reshape(grid.shape)

    def summary(self) -> str:
        """The fit in a few plain lines."""
        span = f"{self.sample[0]:%Y-%m}..{self.sample[1]:%Y-%m}"
        quality = f"residual sd {self.residual_sd:.2f} bp, R2 {self.r_squared:.2f}"
        lines = [
            f"reserve demand, {self.rate} less interest on reserves, {span}, n={self.n}",
            *(
                f"  {name:<6} {e.value:8.2f}  [{e.low:.2f}, {e.high:.2f}] {e.unit} ({e.level:.0%})"
                for name, e in (("kink", self.kink), ("slope", self.slope), ("floor", self.floor))
            ),
            f"  {quality}, detectable slope {self.detectable:.2f} bp per pp",
            f"  {self.vintage}; known {self.known}; blocks of {self.block} months, seed {self.seed}",
        ]
        return "\n".join(lines)

    __str__ = summary


def hinge(q: Array, kink: float, slope: float, floor: float) -> Array:
    """``floor + slope * max(0, kink - q)``; q and kink in percent of bank assets, the result in basis points."""
    short = np.zeros_like(q) if np.isnan(kink) else np.maximum(0.0, kink - q)
    return floor + slope * short


def kink_grid(q: Array) -> Array:
    """Candidate kinks, shape (K,): multiples of 0.05 pp that leave a tenth of the months on either side."""
    low, high = np.quantile(q, [TRIM, 1.0 - TRIM])
    first, last = int(np.ceil(low / KINK_STEP)), int(np.floor(high / KINK_STEP))
    return np.round(np.arange(first, last + 1) * KINK_STEP, 10)


def fit_demand(
    data: DemandMonths,
    *,
    exclude: tuple[date, ...] = NOT_ABOUT_RESERVES,
    draws: int = 2_000,
    block: int | None = None,
    level: float = LEVEL,
    seed: int = 0,
) -> DemandFit:
    """Estimate the kink, slope and floor of reserve demand.

    Parameters
    ----------
    data : DemandMonths
        Cut to what was known, and to a window where one is wanted.
    exclude : tuple of date
        Months left out (any day of the month).
    draws, block, level, seed
        Bootstrap draws, months per block (twelve, or a fifth of a short sample), probability inside the intervals
        (percentile), seed.

    Raises
    ------
    UsageError
        If fewer than 18 months are left, or reserves hardly moved.

    Notes
    -----
    Whole months (q, s) are resampled in blocks, so both the position of reserves and the noise vary between draws, and
    the grid of kinks stays that of the full sample. A kink at the end of the grid means that the sample does not
    show where the curve turns.
    Source: the idea of a curve flat above satiation and steep below is
    that of Afonso, Giannone, La Spada and Williams, FRB New York Staff Report 1019.
    """
    kept = data.without(exclude)
    grid = _checked_grid(kept)
    shapes = np.maximum(0.0, grid[None, :] - kept.q[:, None])
    n = len(kept)
    months_per_block = min(BLOCK_MONTHS, max(2, n // 5)) if block is None else block
    best = profile(shapes, kept.s, np.ones((1, n)))
    weights = block_weights(n, months_per_block, draws, np.random.default_rng(seed))
    boot = profile(shapes, kept.s, weights)
    at_the_kink = profile(shapes[:, best.place], kept.s, weights, either_sign=True)
    kinks = _kinks(grid, boot.place)
    gone = tuple(m for m in exclude if np.datetime64(m, "M") in data.months)
    return DemandFit(
        rate=kept.rate,
        sample=(kept.months[0].astype("datetime64[D]").item(), kept.months[-1].astype("datetime64[D]").item()),
        n=n,
        excluded=gone,
        known=kept.known,
        vintage=kept.vintage,
        kink=_interval(float(_kinks(grid, best.place)[0]), kinks, "percent of bank assets", level),
        slope=_interval(float(best.slope[0]), boot.slope, "bp per pp", level),
        floor=_interval(float(best.floor[0]), boot.floor, "bp", level),
        residual_sd=float(np.sqrt(best.squares[0] / (n - 3))),
        r_squared=float(1.0 - best.squares[0] / best.total[0]),
        detectable=detectable_slope(at_the_kink.slope),
        block=months_per_block,
        seed=seed,
        kink_draws=kinks,
        slope_draws=boot.slope,
        floor_draws=boot.floor,
        q_range=(float(kept.q.min()), float(kept.q.max())),
        kink_range=(float(grid[0]), float(grid[-1])),
    )


def fit_windows(data: DemandMonths, *, draws: int = 2_000, seed: int = 0) -> dict[str, DemandFit]:
    """The fit on each window of :data:`WINDOWS` alone; one in which too few months are known, or reserves never moved, is
    left out.
    """
    fits = {}
    for name, window in WINDOWS.items():
        try:
            fits[name] = fit_demand(data.between(*window), draws=draws, seed=seed)
        except UsageError:
            continue
    return fits


def sensitivity(data: DemandMonths, *, draws: int = 2_000, seed: int = 0) -> dict[str, DemandFit]:
    """The default fit (key ``"pooled"``) beside the choices that could have been made, so that nobody has to trust one.

    Each runoff alone, all months without exception, without the month of September 2019, and without quarter-end
    months. A window with too few months known is left out.
    """
    quarter_ends = tuple(m for m in data.months.astype("datetime64[D]").tolist() if m.month % 3 == 0)
    choices: dict[str, tuple[DemandMonths, tuple[date, ...]]] = {
        "pooled": (data, NOT_ABOUT_RESERVES),
        "all_months": (data, ()),
        "without_september_2019": (data, (*NOT_ABOUT_RESERVES, date(2019, 9, 1))),
        "without_quarter_ends": (data, (*NOT_ABOUT_RESERVES, *quarter_ends)),
    }
    fits = fit_windows(data, draws=draws, seed=seed)
    for name, (months, exclude) in choices.items():
        if len(months.without(exclude)) >= LEAST_MONTHS:
            fits[name] = fit_demand(months, exclude=exclude, draws=draws, seed=seed)
    return fits


def detectable_slope(slopes: Array, size: float = 0.05, power: float = 0.80) -> float:
    """Smallest true slope that a one-sided test of that `size` finds with probability `power`, unit of `slopes`."""
    normal = NormalDist()
    return float((normal.inv_cdf(1 - size) + normal.inv_cdf(power)) * np.std(slopes, ddof=1))


def _checked_grid(data: DemandMonths) -> Array:
    grid = kink_grid(data.q) if len(data) >= LEAST_MONTHS else np.array([])
    if len(data) < LEAST_MONTHS or len(grid) < 2:
        raise UsageError(
            f"a reserve-demand curve cannot be fitted to {len(data)} months",
            f"funding.demand, {data.rate}",
            f"at least {LEAST_MONTHS} months in which reserves moved",
            "widen the window, or choose a later as-of date",
        )
    return grid


def _kinks(grid: Array, place: NDArray[np.intp]) -> Array:
    return np.where(place < 0, np.nan, grid[place])


def _interval(value: float, draws: Array, unit: str, level: float) -> Estimate:
    with_value = draws[~np.isnan(draws)]
    if len(with_value) == 0:
        return Estimate(value, float("nan"), float("nan"), unit, level)
    low, high = np.quantile(with_value, [(1 - level) / 2, (1 + level) / 2])
    return Estimate(value, float(low), float(high), unit, level)
