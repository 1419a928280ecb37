"""The satiation point as an estimate: how many reserves are enough, by curve and by slope, on a date, and how it moved.

Three readings of one question. The hinge says where rates begin to rise, the logistic where its curve bends most, the drifting
elasticity below which level of reserves the slope is no longer zero. Each is told in share of bank assets, in share of
GDP and in billions of its own date, with an interval, or not at all: a sample that shows no turn gives no number.
This module must never hold a threshold that was typed.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from datetime import date as Day
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ebb.errors import EbbError
from ebb.funding.curves import CurveFit, estimate_json, fit_curve
from ebb.funding.demand import LEVEL, TRIM, Estimate
from ebb.funding.elasticity.fit import ElasticityFit
from ebb.funding.placement import UNITS, Scale, scale_on
from ebb.funding.points import DemandPoints
from ebb.series import Series

Array = NDArray[np.float64]

METHODS = ("hinge", "logistic", "elasticity")
#: Years of a rolling window: long enough to hold one runoff and the rise before it.
WINDOW_YEARS = 5


@dataclass(frozen=True, slots=True)
class SatiationPoint:
    """One estimate of the satiation point.

    `share_of_bank_assets`, `share_of_gdp` and `amount` describe one level on `date`; None where the sample shows none, and
    then `said` tells why. `window` is ``"all"`` (every point known by then) or ``"rolling"`` (the last five years).
    """

    method: str
    date: date
    window: str
    rate: str
    step: str
    sample: tuple[Day, Day]
    n: int
    share_of_bank_assets: Estimate | None
    share_of_gdp: Estimate | None
    amount: Estimate | None
    said: str

    def json(self) -> dict[str, Any]:
        """Wire form."""
        places = {
            "share_of_bank_assets": self.share_of_bank_assets,
            "share_of_gdp": self.share_of_gdp,
            "amount": self.amount,
        }
        return {
            "method": self.method,
            "date": self.date.isoformat(),
            "window": self.window,
            "rate": self.rate,
            "step": self.step,
            "sample": [day.isoformat() for day in self.sample],
            "n": self.n,
            **{name: None if e is None else estimate_json(e) for name, e in places.items()},
            "said": self.said,
        }


@dataclass(frozen=True, slots=True)
class Descent:
    """A stretch of dates on which the 95% band of the slope lay below zero, and where reserves were when it left zero.

    `share` is reserves in percent of bank assets on `first`; `lowest` and `highest` those of the stretch. `begins` is
    False where the stretch was under way on the first date estimated: nobody saw it leave zero.
    """

    first: date
    last: date
    share: float
    lowest: float
    highest: float
    begins: bool


def descents(fit: ElasticityFit) -> tuple[Descent, ...]:
    """Every stretch in which the slope was below zero by its 95% band, oldest first."""
    below = fit.high95 < 0.0
    edges = np.flatnonzero(np.diff(np.concatenate([[False], below, [False]]).astype(int)))
    found = []
    for start, end in zip(edges[::2], edges[1::2], strict=True):
        q = fit.q[start:end]
        found.append(
            Descent(
                first=fit.dates[start].item(),
                last=fit.dates[end - 1].item(),
                share=float(fit.q[start]),
                lowest=float(q.min()),
                highest=float(q.max()),
                begins=bool(start > 0),
            )
        )
    return tuple(found)


def slope_step(fit: ElasticityFit, level: float = LEVEL) -> Estimate | None:
    """The level of reserves below which the slope is not zero: a step fitted to every drawn path of slopes.

    Returns
    -------
    Estimate or None
        In percent of bank assets; None where fewer than half of the draws show a step inside where reserves have been, or no
        date has a 95% band below zero: then nothing shows that there is a step.

    Notes
    -----
    For each draw the slope is taken as zero above a level and constant below; the level with the least sum of squares
    among those that leave a twentieth of the dates on either side is that draw's.
    """
    if not (fit.high95 < 0.0).any():
        return None
    order = np.argsort(fit.q)
    q, slopes = fit.q[order], fit.draws[:, order]
    n = len(q)
    count = np.arange(1, n + 1)
    sums = np.cumsum(slopes, axis=1)
    gain = np.where(sums < 0.0, sums * sums / count, 0.0)
    edge = max(1, int(n * TRIM / 2))
    inside = gain[:, edge - 1 : n - edge]
    place = inside.argmax(axis=1) + edge - 1
    # a step at the highest level tried says that the slope was nowhere zero, and no level above which it would be
    found = (inside.max(axis=1) > 0.0) & (place < n - edge - 1)
    if found.mean() < 0.5:
        return None
    levels = 0.5 * (q[place] + q[np.minimum(place + 1, n - 1)])[found]
    low, value, high = np.quantile(levels, [(1 - level) / 2, 0.5, (1 + level) / 2]).tolist()
    return Estimate(value, low, high, UNITS[1], level)


def satiation_of_curve(fit: CurveFit, day: date, window: str, bank_assets: Series, gdp: Series) -> SatiationPoint:
    """The satiation point of a fitted curve, placed on `day`."""
    share = fit.bend if fit.turns and not math.isnan(fit.bend.low) else None
    said = "estimated" if share is not None else "the curve does not bend where reserves have been"
    return _placed(fit.curve, day, window, fit.rate, fit.step, fit.sample, fit.n, share, said, bank_assets, gdp)


def satiation_of_slope(fit: ElasticityFit, day: date, window: str, bank_assets: Series, gdp: Series) -> SatiationPoint:
    """The satiation point of the drifting slope, placed on `day`."""
    share = slope_step(fit)
    below = descents(fit)
    if not below:
        said = "the slope's 95% band never left zero"
    elif share is None:
        said = "the slope shows no level of reserves above which it is zero"
    else:
        last = below[-1].last
        said = f"the slope's 95% band was last below zero on {last}, at {fit.q[fit.at(last)]:.2f}% of bank assets"
    return _placed(
        "elasticity", day, window, fit.rate, fit.step, fit.sample, len(fit.dates), share, said, bank_assets, gdp
    )


def how_it_moved(
    secured: DemandPoints | None,
    unsecured: DemandPoints | None,
    bank_assets: Series,
    gdp: Series,
    last: date,
    *,
    first_year: int = 2010,
    curves: tuple[str, ...] = ("hinge", "logistic"),
    draws: int = 500,
    seed: int = 0,
) -> tuple[SatiationPoint, ...]:
    """The satiation point of each curve as of every year's end, with what was known then, and as of `last`.

    Parameters
    ----------
    secured, unsecured : DemandPoints or None
        SOFR and the federal funds rate, each less interest on reserves. SOFR is used from the first year's end by which three
        years of it are known, the funds rate before.
    bank_assets, gdp : Series
        To place a share on a date.
    last : date
        As-of date.
    first_year : int
        First year told.
    curves, draws, seed
        Which curves; bootstrap draws; seed.

    Notes
    -----
    Law: a point of a date depends on nothing that became known after it. Two windows each: every point known, and those of the
    last five years alone, which shows drift at the price of wide intervals.
    """
    found = []
    for day in year_ends(first_year, last):
        data = rate_known(secured, unsecured, day)
        if data is None:
            continue
        assets, output = bank_assets.as_of(day), gdp.as_of(day)
        recent = data.between(date(day.year - WINDOW_YEARS, day.month, min(day.day, 28)), day)
        for window, points in (("all", data), ("rolling", recent)):
            for curve in curves:
                found.append(_curve_on(points, curve, day, window, assets, output, draws, seed))
    return tuple(found)


def year_ends(first_year: int, last: date) -> tuple[date, ...]:
    """The last day of each year before `last`, and `last` itself."""
    return (*(date(year, 12, 31) for year in range(first_year, last.year) if date(year, 12, 31) < last), last)


def rate_known(secured: DemandPoints | None, unsecured: DemandPoints | None, day: date) -> DemandPoints | None:
    """SOFR where three years of it were known on `day`, else the funds rate; None where neither was."""
    for points, years in ((secured, 3.0), (unsecured, 1.5)):
        if points is not None:
            known = points.as_of(day)
            if len(known) >= years * points.year:
                return known
    return None


def _curve_on(
    points: DemandPoints, curve: str, day: date, window: str, assets: Series, gdp: Series, draws: int, seed: int
) -> SatiationPoint:
    try:
        fit = fit_curve(points, curve, draws=draws, seed=seed)
    except EbbError as refused:
        span = (points.dates[0].item(), points.dates[-1].item()) if len(points) else (day, day)
        said = refused.what
        return _placed(curve, day, window, points.rate, points.step, span, len(points), None, said, assets, gdp)
    return satiation_of_curve(fit, day, window, assets, gdp)


def _placed(
    method: str,
    day: date,
    window: str,
    rate: str,
    step: str,
    sample: tuple[date, date],
    n: int,
    share: Estimate | None,
    said: str,
    bank_assets: Series,
    gdp: Series,
) -> SatiationPoint:
    of_gdp = amount = None
    if share is not None:
        scale = scale_on(day, bank_assets, gdp)

        in_three = {unit: _in_unit(share, scale, unit) for unit in UNITS}
        of_gdp, amount = in_three[UNITS[2]], in_three[UNITS[0]]
    return SatiationPoint(method, day, window, rate, step, sample, n, share, of_gdp, amount, said)


def _in_unit(share: Estimate, scale: Scale, unit: str) -> Estimate:
    value, low, high = (scale.convert(x, UNITS[1], unit) for x in (share.value, share.low, share.high))
    return Estimate(value, low, high, unit, share.level)
