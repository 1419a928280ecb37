"""Reserve demand from a record: curves, deposits, quantiles, the drifting slope, and the satiation point, ready for the wire.

Where the user's store holds weekly reserves, bank assets and a daily rate, everything stands on Wednesdays; else on the
packaged months, which is coarser and said so. What a method needs and nobody holds is told by name, never guessed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from ebb.errors import EbbError
from ebb.funding.administered import interest_on_reserves
from ebb.funding.curves import CurveFit, compare_curves, fit_curves
from ebb.funding.demand import NOT_ABOUT_RESERVES
from ebb.funding.elasticity import (
    LAGS,
    PERIODS,
    UNIT,
    ElasticityFit,
    fit_elasticity,
    iv_slopes,
    rolling_iv,
)
from ebb.funding.log_demand import LogDemandFit, fit_log_demand, weekly_deposits
from ebb.funding.points import DemandPoints, demand_points, demand_weeks, unbroken
from ebb.funding.quantiles import QuantileFit, quantile_regressions
from ebb.funding.satiation import (
    SatiationPoint,
    descents,
    how_it_moved,
    rate_known,
    satiation_of_slope,
    year_ends,
)
from ebb.record import Record
from ebb.series import Series

#: The publishers' names of what the weekly estimates stand on.
WEEKLY_RESERVES, WEEKLY_ASSETS, WEEKLY_DEPOSITS = "WRBWFRBL", "TLAACBW027SBOG", "DPSACBW027SBOG"
SECURED, UNSECURED = ("SOFR",), ("EFFR", "DFF")
#: Interest on reserves began in October 2008 with the crisis still on; the funds rate is used from the year after.
FIRST_FUNDS = date(2009, 1, 1)
_LEAST_WEEKS = 156
_MONTHLY_LAGS = 2


@dataclass(frozen=True, slots=True)
class Missing:
    """What was not estimated, the publishers' names of what it needs, and a plain sentence."""

    what: str
    needs: tuple[str, ...]
    said: str

    def json(self) -> dict[str, Any]:
        """Wire form."""
        return {"what": self.what, "needs": list(self.needs), "said": self.said}


@dataclass(frozen=True, slots=True, eq=False)
class DemandInputs:
    """What the estimates are handed: the secured and the unsecured rate against reserves, at the finest step held."""

    as_of: date
    secured: DemandPoints | None
    unsecured: DemandPoints | None
    over_on_rrp: DemandPoints | None
    missing: tuple[Missing, ...]

    @property
    def best(self) -> DemandPoints | None:
        """The rate to estimate a curve on: SOFR once three years of it are known, else the funds rate."""
        return rate_known(self.secured, self.unsecured, self.as_of)


def demand_inputs(record: Record) -> DemandInputs:
    """Reserves over bank assets against both rates, weekly from the user's store or monthly from the package.

    Notes
    -----
    Law: depends on nothing that became known after ``record.as_of``.
    """
    reserves, assets = record.stored(WEEKLY_RESERVES), record.stored(WEEKLY_ASSETS)
    secured, unsecured = _newest(record, SECURED), _newest(record, UNSECURED)
    needs = [
        name
        for name, held in ((WEEKLY_RESERVES, reserves), (WEEKLY_ASSETS, assets), ("SOFR", secured), ("EFFR", unsecured))
        if held is None
    ]
    missing = []
    if needs:
        said = "weekly reserve demand needs these in the store; the packaged months are used where weeks are missing"
        missing.append(Missing("weekly", tuple(needs), said))

    def weeks(rate: Series | None, over: str = "ior") -> DemandPoints | None:
        if reserves is None or assets is None or rate is None:
            return None
        found = demand_weeks(reserves, assets, rate, record.corridor, over).between(FIRST_FUNDS, date.max)
        return found if len(found) >= _LEAST_WEEKS else None

    return DemandInputs(
        as_of=record.as_of,
        secured=weeks(secured) or _months(record, "sofr_avg"),
        unsecured=weeks(unsecured) or _months(record, "fed_funds_avg"),
        over_on_rrp=weeks(secured, "on_rrp"),
        missing=tuple(missing),
    )


def demand_curves(data: DemandPoints, *, draws: int = 1_000, seed: int = 0) -> dict[str, Any]:
    """The four curves on one rate and their scores out of sample.

    Raises
    ------
    UsageError
        If too few points are known.
    """
    fits: dict[str, CurveFit] = fit_curves(data, draws=draws, seed=seed)
    found: dict[str, Any] = {"fits": {name: fit.json() for name, fit in fits.items()}}
    try:
        scores = compare_curves(data)
    except EbbError as refused:
        found["scores"], found["scores_said"] = None, _first_line(refused)
        return found
    found["scores"] = [
        {
            "curve": s.curve,
            "rmse_bp": round(s.rmse, 3),
            "bias_bp": round(s.bias, 3),
            "forecasts": s.forecasts,
            "origins": s.origins,
        }
        for s in scores
    ]
    return found


def log_demand(record: Record, unsecured: DemandPoints | None) -> LogDemandFit | Missing:
    """The funds rate on log reserves and log deposits, weekly; what is missing where it cannot be estimated."""
    deposits, reserves = record.stored(WEEKLY_DEPOSITS), record.stored(WEEKLY_RESERVES)
    needs = [n for n, held in ((WEEKLY_DEPOSITS, deposits), (WEEKLY_RESERVES, reserves)) if held is None]
    if unsecured is None or unsecured.step != "week":
        needs += ["EFFR", WEEKLY_ASSETS]
    if needs or unsecured is None or reserves is None:
        return Missing("log_demand", tuple(needs), "no weekly bank deposits are packaged; fetch them into the store")
    found = weekly_deposits(deposits, unsecured.dates)
    if found is None:
        return Missing("log_demand", (WEEKLY_DEPOSITS,), "no deposits were known on the day")
    rows, amounts = found
    days = unsecured.dates[rows]
    levels = reserves.in_unit("USD bn")
    try:
        return fit_log_demand(
            days,
            unsecured.s[rows],
            levels.values[np.searchsorted(levels.dates, days)],
            amounts,
            rate=unsecured.rate,
        )
    except EbbError as refused:
        return Missing("log_demand", (WEEKLY_DEPOSITS,), _first_line(refused))


def repo_quantiles(inputs: DemandInputs, *, draws: int = 500, seed: int = 0) -> QuantileFit | Missing:
    """Quantiles of the repo spread on reserves over bank assets, since SOFR has been published.

    Weekly the spread is SOFR less the ON RRP rate; from packaged months it is SOFR less interest on reserves. Dealers'
    positions are not held, so reserves stand alone.
    """
    weekly = inputs.over_on_rrp is not None
    data = inputs.over_on_rrp if weekly else inputs.secured
    if data is None:
        return Missing("quantiles", ("SOFR",), "no repo rate was known on the day")
    kept = data if weekly else data.without(NOT_ABOUT_RESERVES)
    unit = f"percentage points, SOFR less {'the ON RRP rate' if weekly else 'interest on reserves'}"
    try:
        return quantile_regressions(kept.s / 100.0, {"reserves": kept.q}, kept.dates, unit=unit, draws=draws, seed=seed)
    except EbbError as refused:
        return Missing("quantiles", ("SOFR",), _first_line(refused))


def elasticity(
    inputs: DemandInputs, *, draws: int = 10_000, workers: int = 1, seed: int = 0
) -> ElasticityFit | Missing:
    """The drifting slope of the funds rate, weekly where weeks are held, else monthly with a horizon of a month."""
    data = inputs.unsecured
    if data is None:
        return Missing("elasticity", ("EFFR",), "no funds rate was known on the day")
    data = unbroken(data)
    lags = LAGS if data.step == "week" else _MONTHLY_LAGS
    try:
        return fit_elasticity(data, lags=lags, draws=draws, workers=workers, seed=seed)
    except EbbError as refused:
        return Missing("elasticity", ("EFFR", WEEKLY_RESERVES), _first_line(refused))


def elasticity_table(fit: ElasticityFit, data: DemandPoints) -> list[dict[str, Any]]:
    """Sign and significance by sub-period: the sampler's mean slope, two-stage least squares, and the rolling slope's mean.

    Every slope is in basis points per percentage point of reserves over bank assets; ``significant`` says that a 95% band lies
    on one side of zero.
    """
    data = unbroken(data)
    lags = LAGS if data.step == "week" else _MONTHLY_LAGS
    by_first = {s.first.year: s for s in iv_slopes(data, lags=lags)}
    days, rolled, _ = rolling_iv(data, bandwidth=data.year, lags=lags)
    rows = []
    for first, last in PERIODS:
        mean = fit.period(first, last)
        iv = by_first.get(first.year)
        inside = (days >= np.datetime64(first, "D")) & (days <= np.datetime64(last, "D")) & ~np.isnan(rolled)
        if mean is None:
            continue
        rows.append(
            {
                "first": first.isoformat(),
                "last": last.isoformat(),
                "unit": UNIT,
                "median": round(mean.value, 3),
                "low95": round(mean.low, 3),
                "high95": round(mean.high, 3),
                "significant": bool(mean.high < 0.0 or mean.low > 0.0),
                "iv": None if iv is None else round(iv.slope, 3),
                "iv_error": None if iv is None else round(iv.error, 3),
                "iv_significant": None if iv is None else bool(abs(iv.slope) > 1.96 * iv.error),
                "rolling_iv": round(float(rolled[inside].mean()), 3) if inside.any() else None,
            }
        )
    return rows


def satiation(
    record: Record, inputs: DemandInputs, fit: ElasticityFit | None, *, draws: int = 500, seed: int = 0
) -> tuple[SatiationPoint, ...]:
    """The satiation point as of every year's end and of the record's day, by curve; by slope on the record's day."""
    assets, gdp = record.full("bank_assets"), record.series("gdp")
    found = list(how_it_moved(inputs.secured, inputs.unsecured, assets, gdp, record.as_of, draws=draws, seed=seed))
    if fit is not None:
        found.append(satiation_of_slope(fit, record.as_of, "all", assets, gdp))
    return tuple(found)


def satiation_by_slope(
    record: Record, inputs: DemandInputs, *, draws: int = 3_000, workers: int = 1, seed: int = 0
) -> tuple[SatiationPoint, ...]:
    """The slope's satiation point as of every year's end, with what was known then: a sampler's run each, minutes in all."""
    assets, gdp = record.full("bank_assets"), record.series("gdp")
    found = []
    for day in year_ends(2010, record.as_of):
        data = None if inputs.unsecured is None else inputs.unsecured.as_of(day)
        known = DemandInputs(day, None, data, None, ())
        fit = elasticity(known, draws=draws, workers=workers, seed=seed)
        if isinstance(fit, ElasticityFit):
            found.append(satiation_of_slope(fit, day, "all", assets.as_of(day), gdp.as_of(day)))
    return tuple(found)


def reserve_demand_told(
    record: Record, *, draws: int = 10_000, boots: int = 500, workers: int = 1, seed: int = 0
) -> dict[str, Any]:
    """Everything about reserve demand known on the record's day, ready for JSON.

    Parameters
    ----------
    record : Record
    draws : int
        Of the sampler; 0 leaves the drifting slope out.
    boots : int
        Bootstrap draws of curves and quantiles.
    workers, seed : int

    Returns
    -------
    dict
        Keys ``as_of``, ``step``, ``rate``, ``curves``, ``log_demand``, ``quantiles``, ``elasticity``,
        ``elasticity_by_period``, ``descents``, ``satiation``, ``missing``; an estimate that was not possible is None and
        told under ``missing``.
    """
    inputs = demand_inputs(record)
    missing = list(inputs.missing)
    best = inputs.best
    told: dict[str, Any] = {
        "as_of": record.as_of.isoformat(),
        "step": None if best is None else best.step,
        "rate": None if best is None else best.rate,
        "curves": None,
        "elasticity": None,
        "elasticity_by_period": None,
        "descents": None,
    }
    if best is None:
        missing.append(Missing("curves", ("EFFR", "SOFR"), "too few weeks or months of a rate were known on the day"))
    else:
        try:
            told["curves"] = demand_curves(best, draws=boots, seed=seed)
        except EbbError as refused:
            missing.append(Missing("curves", ("EFFR", "SOFR"), _first_line(refused)))
    for name, found in (
        ("log_demand", log_demand(record, inputs.unsecured)),
        ("quantiles", repo_quantiles(inputs, draws=boots, seed=seed)),
    ):
        told[name] = None if isinstance(found, Missing) else found.json()
        if isinstance(found, Missing):
            missing.append(found)
    fit = elasticity(inputs, draws=draws, workers=workers, seed=seed) if draws else None
    if isinstance(fit, Missing):
        missing.append(fit)
        fit = None
    if fit is not None and inputs.unsecured is not None:
        told["elasticity"] = fit.json()
        told["elasticity_by_period"] = elasticity_table(fit, inputs.unsecured)
        told["descents"] = [
            {
                "first": d.first.isoformat(),
                "last": d.last.isoformat(),
                "share": round(d.share, 3) if d.begins else None,
                "lowest": round(d.lowest, 3),
                "highest": round(d.highest, 3),
            }
            for d in descents(fit)
        ]
    told["satiation"] = [point.json() for point in satiation(record, inputs, fit, draws=boots, seed=seed)]
    told["missing"] = [one.json() for one in missing]
    return told


def _months(record: Record, rate: str) -> DemandPoints | None:
    market = record.series(rate)
    if not len(market):
        return None
    days = "business days" if rate == "sofr_avg" else "calendar days"
    first = max(market.dates[0].item(), FIRST_FUNDS)
    paid = interest_on_reserves(record.corridor, first, market.dates[-1].item(), days=days)
    found = demand_points(record.series("reserves"), record.series("bank_assets"), market, paid)
    found = found.between(FIRST_FUNDS, date.max)
    return found if len(found) else None


def _newest(record: Record, names: tuple[str, ...]) -> Series | None:
    """The stored series with the newest figure; the first named where two are alike."""
    held = [s for s in (record.stored(name) for name in names) if s is not None and len(s)]
    return max(held, key=lambda s: s.dates[-1], default=None)


def _first_line(refused: EbbError) -> str:
    return refused.what
