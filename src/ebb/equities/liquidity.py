"""Net liquidity, and why its chart beside a share index misleads.

Total assets less the Treasury's account less the overnight reverse repo facility trends, and so do share prices; two
series that trend look related whether they are or not (Granger and Newbold, Journal of Econometrics 1974). So a levels
fit never leaves this room alone: it comes with the same regression in changes, with its two halves, with tests for unit
roots and for a common trend, with the share of *unrelated* random walks that fit as well, and with its forecasts of months
it had not seen against those of a random walk.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from statistics import NormalDist
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ebb.equities.contest import Contest, contest
from ebb.equities.estimate import LEVEL, Estimate
from ebb.equities.forecast import TRAINING, expanding
from ebb.equities.regression import bandwidth, least_squares_hac
from ebb.equities.returns import DRAWS, generator
from ebb.equities.unit_roots import TrendTests, trend_tests
from ebb.errors import UnitError, UsageError
from ebb.series import Dates, Origin, Series

Floats = NDArray[np.float64]
#: Fewer months than this show nothing about trends.
FEWEST: Final = 36


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class LiquidityTrap:
    """The levels fit of a share index on net liquidity, with everything that belongs beside it.

    Parameters
    ----------
    months : datetime64[D], shape (n,)
    net_liquidity : float64, shape (n,), USD bn
    prices : float64, shape (n,), index
    levels_r_squared, changes_r_squared : float
        Of log prices on log net liquidity, and of their monthly changes.
    levels_slope : float
        Percent of price per percent of net liquidity; without an interval, which a trend makes meaningless.
    changes_slope : Estimate
        The same in monthly changes, Newey-West interval.
    halves_r_squared, halves_slope : (first half, second half)
        The levels fit in the two halves of the sample.
    placebo_share : float
        Share of pairs of independent random walks of this length whose levels fit is at least as good.
    placebo_share_with_drift : float
        The same when both walks have the drift and the step of the two series observed.
    cointegration_t, cointegration_p : float
        Engle-Granger statistic (no lags) and its probability under the driftless walks: large means no common trend.
    trends : TrendTests
        Unit roots of log net liquidity (x) and of log prices (y), and Johansen's trace of both.
    gap_forecast, change_forecast : Contest
        Next month's change of the log price, forecast from the gap of the levels fit, and from this month's change of net
        liquidity, against a random walk with drift; every forecast uses earlier months alone.
    """

    months: Dates
    net_liquidity: Floats
    prices: Floats
    levels_r_squared: float
    levels_slope: float
    changes_r_squared: float
    changes_slope: Estimate
    halves_r_squared: tuple[float, float]
    halves_slope: tuple[float, float]
    placebo_share: float
    placebo_share_with_drift: float
    cointegration_t: float
    cointegration_p: float
    trends: TrendTests
    gap_forecast: Contest
    change_forecast: Contest
    draws: int
    first: date
    last: date
    origins: tuple[Origin, ...]


@dataclass(frozen=True, slots=True)
class SpuriousFit:
    """What regressions of unrelated random walks pretend to find.

    Shares of samples: levels slope "significant" at 5 percent by the ordinary t-statistic and by Newey-West, levels
    R-squared above one half, and slope of the changes significant.
    """

    length: int
    draws: int
    levels_rejected: float
    levels_rejected_hac: float
    levels_r_squared_above_half: float
    changes_rejected: float


def net_liquidity(total_assets: Series, tga: Series, on_rrp: Series) -> Series:
    """Total assets less the Treasury General Account less ON RRP, in USD bn, on the days all three were published.

    Parameters
    ----------
    total_assets, tga, on_rrp : Series of money, Wednesday levels, any unit of money

    Returns
    -------
    Series, key ``"net_liquidity"``, USD bn, Wednesday level

    Raises
    ------
    UnitError
        If one is no amount of money, if bases differ (a week average among Wednesday levels), or if TGA or ON RRP is
        larger than total assets on any day: then millions were labelled billions.

    Notes
    -----
    Law: net_liquidity + tga + on_rrp == total_assets. A day without an ON RRP figure is left out, not counted as zero.
    """
    parts = [part.in_unit("USD bn") for part in (total_assets, tga, on_rrp)]
    for part in parts[1:]:
        _, here, there = np.intersect1d(parts[0].dates, part.dates, return_indices=True)
        if (part.values[there] > parts[0].values[here]).any():
            raise UnitError(
                f'"{part.key}" exceeds "{parts[0].key}" once both are in USD bn',
                "equities.liquidity",
                "parts of the balance sheet smaller than the whole",
                "a series is labelled in the wrong unit: millions read as billions differ by a factor of 1,000",
            )
    return replace((parts[0] - parts[1] - parts[2]).named("net_liquidity"), kind="stock")


def liquidity_trap(
    liquidity: Series, prices: Series, *, draws: int = DRAWS, seed: int = 0, level: float = LEVEL
) -> LiquidityTrap:
    """Fit log prices on log net liquidity, and everything that shows what the fit is worth.

    Parameters
    ----------
    liquidity : Series, USD bn
        As :func:`net_liquidity` gives it; the last value of each month counts.
    prices : Series, index
        Monthly; joined by year and month. A monthly *average* lags a Wednesday level by up to half a month, which
        blurs the regression in changes: the bandwidth of its interval covers that.
    draws, seed, level

    Raises
    ------
    UnitError
        If liquidity is not in USD bn, or prices are not an index.
    UsageError
        If fewer than :data:`FEWEST` months are common.

    Notes
    -----
    Changes are taken between neighbouring published months only.
    """
    if (liquidity.unit, prices.unit) != ("USD bn", "index"):
        raise UnitError(
            f'"{liquidity.key}" is in {liquidity.unit}, "{prices.key}" in {prices.unit}',
            "equities.liquidity",
            "net liquidity in USD bn and prices as an index",
            "build net liquidity with net_liquidity(...)",
        )
    mine, theirs = liquidity.by_month(), prices.by_month()
    both = sorted(mine.keys() & theirs.keys())
    if len(both) < FEWEST:
        raise UsageError(
            f"{len(both)} months in common",
            "equities.liquidity",
            f"at least {FEWEST} months",
            "take longer series",
        )
    stamps = np.array([f"{year:04d}-{month:02d}" for year, month in both], dtype="datetime64[M]")
    amounts = np.array([mine[month] for month in both])
    quotes = np.array([theirs[month] for month in both])
    for array in (amounts, quotes):
        array.flags.writeable = False
    x, y = np.log(amounts), np.log(quotes)
    neighbours = np.diff(stamps.astype(np.int64)) == 1
    dx, dy = np.diff(x)[neighbours], np.diff(y)[neighbours]
    rng = generator(seed, "net liquidity")
    steps = rng.standard_normal((2, draws, len(x)))
    walks = steps.cumsum(axis=2)
    drift = [series.mean() + series.std(ddof=1) * draw for series, draw in zip((dx, dy), steps, strict=True)]
    r_squared, slope = _fit(x, y)
    statistic = float(_engle_granger(x[None], y[None])[0])
    half = len(x) // 2
    gap, change = _forecasts(x, y, neighbours)
    (first_r, first_slope), (second_r, second_slope) = _fit(x[:half], y[:half]), _fit(x[half:], y[half:])
    return LiquidityTrap(
        months=_month_ends(stamps),
        net_liquidity=amounts,
        prices=quotes,
        levels_r_squared=r_squared,
        levels_slope=slope,
        changes_r_squared=_fit(dx, dy)[0],
        changes_slope=_slope(dx, dy, level),
        halves_r_squared=(first_r, second_r),
        halves_slope=(first_slope, second_slope),
        placebo_share=float((_r_squared(*walks) >= r_squared).mean()),
        placebo_share_with_drift=float((_r_squared(*(d.cumsum(axis=1) for d in drift)) >= r_squared).mean()),
        cointegration_t=statistic,
        cointegration_p=float((_engle_granger(*walks) <= statistic).mean()),
        trends=trend_tests(x, y, draws=draws, rng=rng),
        gap_forecast=gap,
        change_forecast=change,
        draws=draws,
        first=_month_ends(stamps)[0].item(),
        last=_month_ends(stamps)[-1].item(),
        origins=tuple(dict.fromkeys((*liquidity.origins, *prices.origins))),
    )


def spurious_fit(length: int, *, draws: int = DRAWS, seed: int = 0) -> SpuriousFit:
    """Regress independent random walks on each other and count what would have been "found".

    Parameters
    ----------
    length : int, >= 10
        Observations in each sample.

    Notes
    -----
    Newey-West with the bandwidth of :func:`~ebb.equities.volatility.bandwidth`; critical value 1.96 throughout.
    """
    rng = generator(seed, f"spurious {length}")
    steps = rng.standard_normal((2, draws, length))
    walks = steps.cumsum(axis=2)
    critical = NormalDist().inv_cdf(0.975)
    plain, robust = _t_statistics(walks[0], walks[1], bandwidth(length))
    changes, _ = _t_statistics(steps[0], steps[1], 0)
    return SpuriousFit(
        length=length,
        draws=draws,
        levels_rejected=float((np.abs(plain) > critical).mean()),
        levels_rejected_hac=float((np.abs(robust) > critical).mean()),
        levels_r_squared_above_half=float((_r_squared(*walks) > 0.5).mean()),
        changes_rejected=float((np.abs(changes) > critical).mean()),
    )


def _fit(x: Floats, y: Floats) -> tuple[float, float]:
    """R-squared and slope of y on a constant and x."""
    across = x - x.mean()
    slope = float(across @ y / (across @ across))
    return float(_r_squared(x[None], y[None])[0]), slope


def _forecasts(x: Floats, y: Floats, neighbours: NDArray[np.bool_]) -> tuple[Contest, Contest]:
    """Next month's change of y by the gap between y and x, and by this month's change of x, against its mean so far.

    Notes
    -----
    Where prices are monthly averages the test leans towards the rivals: a level of the last Wednesday already knows part of
    the next average.
    """
    ahead, now = neighbours[1:] & neighbours[:-1], slice(1, -1)
    change, rise = np.diff(y)[1:][ahead], np.diff(x)[:-1][ahead]
    ones = np.ones((len(change), 1))
    start = round(TRAINING * len(change))
    walk = expanding(change, ones, start)
    gap = expanding(change, np.column_stack([ones, y[now][ahead], x[now][ahead]]), start)
    lagged = expanding(change, np.column_stack([ones, rise]), start)
    return contest(change[start:], walk, gap), contest(change[start:], walk, lagged)


def _slope(x: Floats, y: Floats, level: float) -> Estimate:
    coefficients, errors = least_squares_hac(y, np.column_stack([np.ones(len(x)), x]), bandwidth(len(x)))
    value, error = float(coefficients[1]), float(errors[1])
    reach = NormalDist().inv_cdf(1.0 - (1.0 - level) / 2.0) * error
    return Estimate(value, "percent per percent", value - reach, value + reach, level, error)


def _centred(x: Floats) -> Floats:
    result: Floats = x - x.mean(axis=1, keepdims=True)
    return result


def _r_squared(x: Floats, y: Floats) -> Floats:
    """Squared correlation row by row; x, y of shape (samples, n)."""
    a, b = _centred(x), _centred(y)
    result: Floats = np.square((a * b).sum(axis=1)) / (np.square(a).sum(axis=1) * np.square(b).sum(axis=1))
    return result


def _residuals(x: Floats, y: Floats) -> tuple[Floats, Floats, Floats]:
    """Centred x, slope and residual of y on a constant and x, row by row."""
    a, b = _centred(x), _centred(y)
    slope = (a * b).sum(axis=1) / np.square(a).sum(axis=1)
    return a, slope, b - slope[:, None] * a


def _engle_granger(x: Floats, y: Floats) -> Floats:
    """Dickey-Fuller t-statistic of the residual of y on x, row by row, no lags."""
    _, _, residual = _residuals(x, y)
    before, change = residual[:, :-1], np.diff(residual, axis=1)
    scale = np.square(before).sum(axis=1)
    root = (before * change).sum(axis=1) / scale
    left = change - root[:, None] * before
    result: Floats = root / np.sqrt(np.square(left).sum(axis=1) / (left.shape[1] - 1) / scale)
    return result


def _t_statistics(x: Floats, y: Floats, lags: int) -> tuple[Floats, Floats]:
    """Ordinary and Newey-West t-statistic of the slope, row by row."""
    a, slope, residual = _residuals(x, y)
    n = a.shape[1]
    scale = np.square(a).sum(axis=1)
    ordinary = slope / np.sqrt(np.square(residual).sum(axis=1) / (n - 2) / scale)
    scores = a * residual
    middle = np.square(scores).sum(axis=1)
    for lag in range(1, lags + 1):
        middle += 2.0 * (1.0 - lag / (lags + 1.0)) * (scores[:, lag:] * scores[:, :-lag]).sum(axis=1)
    return ordinary, slope / (np.sqrt(middle * n / (n - 2)) / scale)


def _month_ends(months: Dates) -> Dates:
    following = np.asarray(months + np.timedelta64(1, "M"), dtype="datetime64[D]")
    ends: Dates = np.subtract(following, np.timedelta64(1, "D"))
    ends.flags.writeable = False
    return ends
