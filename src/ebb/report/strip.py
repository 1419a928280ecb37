"""The eight tiles above the report, made from the record: the newest level, spread or share known on the day.

Weekly and daily figures of the user's store stand here before the monthly ones of the package.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np

from ebb.answers.evidence import Evidence
from ebb.funding import spread
from ebb.funding.administered import interest_on_reserves
from ebb.policy import Corridor
from ebb.record import Record
from ebb.report.tiles import Tile, tile
from ebb.series import Series
from ebb.text import BasisPoints, Money, Percent, Points, Range, Said


def tiles(evidence: Evidence) -> tuple[Tile, ...]:
    """All tiles whose figures were known by the as-of date, in their order."""
    record, day = evidence.record, evidence.as_of
    bn = {key: record.full(key).in_unit("USD bn") for key in ("total_assets", "treasuries", "mbs", "reserves", "tga")}
    soma = (bn["treasuries"] + bn["mbs"]).named("soma")
    found = [
        tile("total_assets", bn["total_assets"], day, Money, _money),
        tile("soma", soma, day, Money, _money),
        tile("reserves", bn["reserves"], day, Money, _money),
        tile("reserves_share", _of_banks(evidence), day, Percent, _points, band=_band(evidence)),
        *_when_known("on_rrp", _daily(record, "RRPONTSYD", "on_rrp"), day),
        tile("tga", bn["tga"], day, Money, _money),
    ]
    gap = _sofr_less_iorb(evidence)
    if len(gap):
        found.append(tile("sofr_less_iorb", gap, day, _bp, _bp))
    found.append(
        tile("term_premium", _daily(record, "ACMTP10", "acm_tp10"), day, lambda v: Percent(v, digits=2), _points2)
    )
    return tuple(found)


def _when_known(key: str, series: Series, day: date) -> list[Tile]:
    return [tile(key, series, day, Money, _money)] if len(series) else []


def _money(change: float) -> Said:
    return Money(change, signed=True)


def _points(change: float) -> Said:
    return Points(change, digits=1, signed=True)


def _points2(change: float) -> Said:
    return Points(change, digits=2, signed=True)


def _bp(value: float) -> Said:
    return BasisPoints(value, digits=1, signed=True)


def _of_banks(evidence: Evidence) -> Series:
    """Reserves in percent of bank assets on every Wednesday that has both."""
    reserves, banks = evidence.record.full("reserves"), evidence.record.full("bank_assets").in_unit("USD mn")
    days, mine, theirs = np.intersect1d(reserves.dates, banks.dates, return_indices=True)
    return replace(
        reserves,
        key="reserves_share",
        dates=days,
        values=100.0 * reserves.in_unit("USD mn").values[mine] / banks.values[theirs],
        unit="percent",
        known=np.maximum(reserves.known[mine], banks.known[theirs]),
        origins=tuple(dict.fromkeys((*reserves.origins, *banks.origins))),
    )


def _band(evidence: Evidence) -> Said | None:
    fit = evidence.demand
    if fit is None or not np.isfinite([fit.kink.value, fit.kink.low, fit.kink.high]).all():
        return None
    return Range(Percent(fit.kink.low), Percent(fit.kink.high))


def _daily(record: Record, stored: str, packaged: str) -> Series:
    """The daily figures held, where they reach at least as far as the packaged ones."""
    own, monthly = record.stored(stored), record.full(packaged)
    if own is None or not len(own) or (len(monthly) and own.dates[-1] < monthly.dates[-1]):
        return monthly
    return own


def _sofr_less_iorb(evidence: Evidence) -> Series:
    daily = evidence.record.stored("SOFR")
    monthly = evidence.record.series("sofr_avg")
    if daily is not None and len(daily) and (not len(monthly) or daily.dates[-1] > monthly.dates[-1]):
        return _over_iorb(daily, evidence.record.corridor)
    if not len(monthly):
        return replace(monthly, key="sofr_less_iorb")
    first, last = monthly.dates[0].item(), monthly.dates[-1].item()
    return spread(monthly, interest_on_reserves(evidence.record.corridor, first, last)).named("sofr_less_iorb")


def _over_iorb(daily: Series, corridor: Corridor) -> Series:
    """SOFR of each day less what the Fed paid on reserves that day, bp."""
    paid = np.array([corridor.at(day).ior for day in daily.dates.tolist()], dtype=np.float64)
    values = 100.0 * (daily.in_unit("percent").values - paid)
    return replace(daily, key="sofr_less_iorb", values=values, unit="bp")
