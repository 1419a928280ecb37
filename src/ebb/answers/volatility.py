"""Volatility and the balance sheet, from the best figures held: weekly where the store has daily closes, else monthly.

Joins the record with the model room: which series may explain volatility, and when each was known. It decides nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

import numpy as np

from ebb.equities import (
    Drivers,
    GarchX,
    Market,
    Regimes,
    Shift,
    VolatilityPath,
    daily_returns,
    drivers,
    garch_x,
    inside,
    known_before,
    monthly_path,
    shifts,
    weekly_path,
)
from ebb.equities.contest import diebold_mariano
from ebb.equities.garchx import losses_beyond
from ebb.equities.market import Floats
from ebb.errors import UsageError
from ebb.policy import Corridor
from ebb.record import Record
from ebb.series import Dates, Series

#: Daily closes of each market in a user's store.
DAILY: Final = {"sp500": "SP500", "nasdaq": "NASDAQCOM", "taiex": "TAIEX"}
#: Estimates begin where the packaged record does: older closes of a store are not used.
BEGINS: Final = date(2003, 1, 1)
#: Drivers that are known since 2009, tried together; and those that need SOFR, since 2018.
LONG: Final = ("runoff", "pace", "reserves", "funds_spread")
SHORT: Final = ("sofr_spread", "on_rrp")
#: The pace of runoff is measured over a quarter.
_QUARTER: Final = timedelta(days=91)
_EARNINGS_MONTHS: Final = (1, 4, 7, 10)
#: Share of the days on which a model of daily variance is fitted before it is scored on the rest.
_HEAD: Final = 2.0 / 3.0


@dataclass(frozen=True, slots=True)
class GarchDriver:
    """One driver in the variance of daily returns, beside the same model without it.

    Parameters
    ----------
    model : GarchX
        On all days that know the driver.
    gain : float
        Log-likelihood over the same days without it.
    better : float
        Diebold and Mariano's statistic of the last third of the days, forecast by models fitted on the others: positive where
        the driver helped; NaN where it could not be asked.
    scored : int
        Days of that third.
    """

    model: GarchX
    gain: float
    better: float
    scored: int


@dataclass(frozen=True, slots=True)
class VolatilityEvidence:
    """What the balance sheet has to do with the volatility of one market.

    Parameters
    ----------
    path : VolatilityPath
    shifts : tuple of Shift
        Each runoff, and all pooled, given the past of volatility.
    since_2009, since_2018 : Drivers or None
        Drivers alone, in the sample and out of it; None where too few periods know them all.
    controls : tuple of str
        What stands on both sides of the drivers' regressions.
    garch : mapping of programme to GarchX
        ``"each"`` has a dummy for every runoff, ``"both"`` one for all; empty without daily closes.
    garch_drivers : mapping of driver to GarchDriver
        Each driver alone, on the days from which it was known; empty without daily closes.
    """

    path: VolatilityPath
    shifts: tuple[Shift, ...]
    since_2009: Drivers | None
    since_2018: Drivers | None
    controls: tuple[str, ...]
    garch: Mapping[str, GarchX]
    garch_drivers: Mapping[str, GarchDriver]


def volatility_evidence(
    record: Record, market: Market, regimes: Regimes, programmes: Sequence[str]
) -> VolatilityEvidence:
    """Every estimate for one market, on what was known on the record's day.

    Parameters
    ----------
    market : Market
        Published monthly figures; used where no daily closes are held.
    regimes : mapping regime -> windows
    programmes : names of the runoffs among them
    """
    closes = _closes(record, market.name)
    path = monthly_path(market) if closes is None else weekly_path(market.name, closes)
    chosen = inside(path, regimes, programmes)
    runoff = np.logical_or.reduce(list(chosen.values())).astype(np.float64)
    held = {name: series for name, series in driver_series(record).items() if series is not None}
    known = {"runoff": runoff} | {name: known_before(series, path.firsts) for name, series in held.items()}
    controls = _controls(record, path)
    found = [
        drivers(path, {name: known[name] for name in names if name in known}, controls=controls)
        for names in (LONG, SHORT)
        if any(name in known for name in names)
    ]
    by_sample = dict(zip(("long", "short"), found, strict=False))
    return VolatilityEvidence(
        path=path,
        shifts=shifts(path, chosen),
        since_2009=by_sample.get("long"),
        since_2018=by_sample.get("short"),
        controls=tuple(controls),
        garch={} if closes is None else _garch(closes, regimes, programmes),
        garch_drivers={} if closes is None else _garch_drivers(closes, held),
    )


def driver_series(record: Record) -> dict[str, Series | None]:
    """What may drive volatility, each with the day on which it was known; None where it was not.

    ``pace``: fall of the Fed's securities over a quarter in USD 100 billion a month, zero while they grow. ``reserves``,
    ``on_rrp``: percent of bank assets. ``funds_spread``, ``sofr_spread``: the rate less interest on reserves, basis points,
    mean of the last five figures where they are daily.
    """
    banks = record.full("bank_assets").in_unit("USD bn")
    securities = record.full("treasuries").in_unit("USD bn") + record.full("mbs").in_unit("USD bn")
    return {
        "pace": _pace(securities),
        "reserves": _share(record.full("reserves").in_unit("USD bn"), banks),
        "funds_spread": _spread(record, "fed_funds_avg", "DFF"),
        "sofr_spread": _spread(record, "sofr_avg", "SOFR"),
        "on_rrp": _share(record.full("on_rrp").in_unit("USD bn"), banks),
    }


def _closes(record: Record, market: str) -> Series | None:
    stored = record.stored(DAILY[market])
    if stored is None:
        return None
    closes = stored.between(BEGINS - timedelta(days=7), date.max)
    return closes if len(closes) > 750 else None


def _controls(record: Record, path: VolatilityPath) -> dict[str, Floats]:
    """Earnings seasons, and where the store has it the implied volatility of interest rates."""
    months = path.firsts.astype("datetime64[M]").astype(np.int64) % 12 + 1
    found: dict[str, Floats] = {"earnings_season": np.isin(months, _EARNINGS_MONTHS).astype(np.float64)}
    move = record.stored("MOVE")
    if move is not None and len(move):
        found["move"] = known_before(replace(move, values=np.log(move.values)), path.firsts)
    return found


def _pace(securities: Series) -> Series | None:
    if len(securities) < 2:
        return None
    place = np.searchsorted(securities.dates, securities.dates - np.timedelta64(_QUARTER.days, "D"), side="right") - 1
    kept = place >= 0
    fall = (securities.values[place] - securities.values)[kept] / 3.0
    return replace(
        securities,
        key="pace",
        dates=securities.dates[kept],
        values=np.maximum(0.0, fall) / 100.0,
        known=securities.known[kept],
        kind="flow",
    )


def _share(part: Series, whole: Series) -> Series | None:
    """Percent of the newest whole on or before the day, known when both were."""
    place = np.searchsorted(whole.dates, part.dates, side="right") - 1
    kept = place >= 0
    if not kept.any():
        return None
    place = place[kept]
    return replace(
        part,
        dates=part.dates[kept],
        values=100.0 * part.values[kept] / whole.values[place],
        known=np.maximum(part.known[kept], whole.known[place]),
        unit="percent",
        kind="rate",
    )


def _spread(record: Record, key: str, stored: str) -> Series | None:
    daily = record.stored(stored)
    rate = record.series(key) if daily is None else daily
    rate = rate.between(BEGINS, date.max)
    if not len(rate):
        return None
    paid = _paid(record.corridor, rate.dates, monthly=daily is None)
    kept = np.isfinite(paid)
    values = 100.0 * (rate.values - paid)[kept]
    if daily is not None and len(values) >= 5:
        total = np.concatenate(([0.0], np.cumsum(values)))
        values = np.concatenate((values[:4], (total[5:] - total[:-5]) / 5.0))
    return replace(
        rate,
        key=f"{key} less interest on reserves",
        dates=rate.dates[kept],
        values=values,
        known=rate.known[kept],
        unit="bp",
    )


def _paid(corridor: Corridor, days: Dates, *, monthly: bool) -> Floats:
    """Interest on reserves on each day, or over each day's month; NaN where none was paid."""
    begins = corridor.changes[0].effective
    found = []
    for day in days.tolist():
        if day < begins or (monthly and day.replace(day=1) < begins):
            rate = None
        else:
            rate = corridor.month_average(day.year, day.month).ior if monthly else corridor.at(day).ior
        found.append(np.nan if rate is None else rate)
    return np.array(found)


def _garch(closes: Series, regimes: Regimes, programmes: Sequence[str]) -> dict[str, GarchX]:
    """The variance of daily returns with a dummy for every runoff, and with one for all."""
    days, returns = daily_returns(closes)
    dummies = {}
    for name in programmes:
        held = np.zeros(len(days))
        for first, last in regimes[name]:
            held[(days >= np.datetime64(first, "D")) & (days <= np.datetime64(last or date.max, "D"))] = 1.0
        if 0 < held.sum() < len(held):
            dummies[name] = held
    found = {}
    for key, chosen in (("each", dummies), ("both", {"both": sum(dummies.values())} if len(dummies) > 1 else {})):
        if chosen:
            try:
                found[key] = garch_x(
                    returns, {n: np.asarray(v, dtype=np.float64) for n, v in chosen.items()}, asymmetry=True
                )
            except UsageError:
                continue  # a short past has no settled variance: the weekly regression stands alone
    return found


def _garch_drivers(closes: Series, held: Mapping[str, Series]) -> dict[str, GarchDriver]:
    """The variance of daily returns with one driver at a time, known before the day, beside the same model without it."""
    days, returns = daily_returns(closes)
    found = {}
    for name, series in held.items():
        driver = known_before(series, days)
        there = np.isfinite(driver)
        x, r = {name: driver[there]}, returns[there]
        try:
            with_it, without = garch_x(r, x, asymmetry=True), garch_x(r, asymmetry=True)
        except UsageError:
            continue  # too few days know it, or its variance never settles
        head = int(_HEAD * len(r))
        try:
            beside = (losses_beyond(r, chosen, head, asymmetry=True) for chosen in ({}, x))
            better = diebold_mariano(*beside)
        except UsageError:
            better = float("nan")  # it does not vary in the first part, or that part is too short
        found[name] = GarchDriver(with_it, with_it.log_likelihood - without.log_likelihood, better, len(r) - head)
    return found
