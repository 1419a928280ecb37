"""The finest figures the record holds of a series: single days and Wednesdays, and the monthly statistic where no day is held.

Packaged figures are monthly, with the Wednesdays of the key levels and the days of the episodes between them; a user's
store holds every week and day and stands before them. Nothing here fills a gap: a day that is not held is not held.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Final
from weakref import WeakKeyDictionary

import numpy as np

from ebb.audit.terms import by_series
from ebb.errors import EbbError
from ebb.record import Record
from ebb.series import Dates, Origin, Series
from ebb.sources import published

#: Columns of the key levels by the key of the record; their figures are rounded to 0.1 USD bn.
LEVELS: Final = {
    "total_assets": "total_assets_busd",
    "treasuries": "treasuries_busd",
    "mbs": "mbs_busd",
    "reserves": "reserves_wednesday_busd",
    "reserves_week_average": "reserves_week_average_busd",
    "on_rrp": "on_rrp_busd",
    "reverse_repo_total": "reverse_repo_total_busd",
    "tga": "tga_wednesday_busd",
}
#: Daily series of the episodes and of the store by the series of a subject.
DAILY: Final = {
    "sofr": "SOFR",
    "effr": "EFFR",
    "ust_10y": "DGS10",
    "ust_2y": "DGS2",
    "sp500": "SP500",
    "vix": "VIXCLS",
    "on_rrp": "RRPONTSYD",
}
COARSE: Final = {
    "sofr": "sofr_avg",
    "effr": "fed_funds_avg",
    "ust_10y": "ust_10y_avg",
    "ust_2y": "ust_2y_avg",
    "sp500": "sp500_avg",
    "vix": "vix_mean",
}
_EPISODES: Final = ("taper_2013", "repo_2019", "gilt_2022", "reserves_2025", "hike_2026")
_MONEY: Final = "USD bn"


@dataclass(frozen=True, slots=True)
class Shelf:
    """What is held of one series: `exact` figures at their dates, the monthly `coarse` statistic or None, and how it moves."""

    series: str
    exact: Series
    coarse: Series | None
    moves: str
    unit: str


_KEPT: WeakKeyDictionary[Record, dict[str, Shelf]] = WeakKeyDictionary()


def shelf(record: Record, series: str) -> Shelf:
    """Everything held of a series as the record knows it.

    Parameters
    ----------
    record : Record
    series : str
        A key of the record, or ``"securities"`` (Treasuries + MBS), ``"sofr"``, ``"ust_10y"``, ``"sp500"``...

    Raises
    ------
    UnknownName
        If the record has no such series.

    Notes
    -----
    Law: no figure known after the record's day. The store's figures stand before the packaged; Wednesdays of the key levels
    stand behind the monthly table, which is not rounded.
    """
    kept = _KEPT.setdefault(record, {})
    if series not in kept:
        kept[series] = _shelf(record, series)
    return kept[series]


def _shelf(record: Record, series: str) -> Shelf:
    subject = by_series().get(series)
    moves = subject.moves if subject is not None else "slow"
    if series == "securities":
        exact = _sum(_levels(record, "treasuries"), _levels(record, "mbs"), series)
        return Shelf(series, exact, None, moves, exact.unit)
    if series == "inflation":
        exact = _year_on_year(record.full("cpi_index"))
        return Shelf(series, exact, None, moves, exact.unit)
    if series in DAILY:
        days = _daily(record, series)
        if series not in COARSE:
            wednesdays = _levels(record, series)
            exact = wednesdays if days is None else _join(days, wednesdays)
            return Shelf(series, exact, None, moves, exact.unit)
        coarse = record.full(COARSE[series])
        if days is None:
            days = replace(coarse, dates=coarse.dates[:0], values=coarse.values[:0], known=coarse.known[:0])
        return Shelf(series, days, coarse, moves, days.unit)
    exact = _levels(record, series)
    return Shelf(series, exact, None, moves, exact.unit)


def _levels(record: Record, key: str) -> Series:
    found = record.full(key)
    if found.unit.startswith("USD"):
        found = found.in_unit(_MONEY)
    if key not in LEVELS:
        return found
    column = LEVELS[key]
    rows = [row for row in record.table("key_levels") if row[column]]
    if not rows:
        return found
    card = published.passport("key_levels")
    lag = next(c.lag_days for c in card.columns if c.name == column)
    extra = _made(
        key,
        [(date.fromisoformat(row["date"]), float(row[column])) for row in rows],
        found,
        lag,
        Origin(card.publisher, card.document, key, card.name, card.evidence),
    )
    return _join(found, extra)


def _daily(record: Record, series: str) -> Series | None:
    """The store's daily series, else days of the episodes and single published days."""
    name = DAILY[series]
    own = record.stored(name)
    if own is not None and len(own):
        return own.in_unit(_MONEY) if own.unit.startswith("USD") else own
    parts = []
    for episode in _EPISODES:
        try:
            held = record.episode(episode)
        except EbbError:  # an episode that this edition does not package
            continue
        if name in held:
            parts.append(held[name])
    facts = [
        raw
        for raw in published.document("daily_facts")["fact"]
        if raw["series"] == name and raw["date"] + timedelta(days=raw["lag_days"]) <= record.as_of
    ]
    if facts:
        parts.append(_facts(series, facts))
    found: Series | None = None
    for part in parts:
        found = part if found is None else _join(found, part)
    return found


def _facts(series: str, facts: list[dict[str, Any]]) -> Series:
    ordered = sorted(facts, key=lambda raw: raw["date"])
    first = ordered[0]
    dates: Dates = np.array([raw["date"] for raw in ordered], dtype="datetime64[D]")
    return Series(
        key=series,
        dates=dates,
        values=np.array([float(raw["value"]) for raw in ordered]),
        unit=first["unit"],
        basis=first["basis"],
        known=dates + np.array([raw["lag_days"] for raw in ordered]).astype("timedelta64[D]"),
        origins=(Origin(first["publisher"], first["document"], first["series"], "daily_facts", first["evidence"]),),
    )


def _made(key: str, figures: Iterable[tuple[date, float]], like: Series, lag: int, origin: Origin) -> Series:
    ordered = sorted(figures)
    dates: Dates = np.array([day for day, _ in ordered], dtype="datetime64[D]")
    known: Dates = dates + np.timedelta64(lag, "D")
    return replace(
        like,
        key=key,
        dates=dates,
        values=np.array([value for _, value in ordered]),
        known=known,
        origins=(origin,),
    )


def _join(first: Series, second: Series) -> Series:
    """All dates of two; where both have one, the first's figure."""
    if not len(first) or not len(second):
        return first if len(first) else second
    dates = np.concatenate([first.dates, second.dates])
    _, places = np.unique(dates, return_index=True)
    values = np.concatenate([first.values, second.values])
    known = np.concatenate([first.known, second.known])
    origins = tuple(dict.fromkeys((*first.origins, *second.origins)))
    return replace(first, dates=dates[places], values=values[places], known=known[places], origins=origins)


def _sum(one: Series, other: Series, key: str) -> Series:
    _, mine, theirs = np.intersect1d(one.dates, other.dates, return_indices=True)
    return replace(
        one,
        key=key,
        dates=one.dates[mine],
        values=one.values[mine] + other.values[theirs],
        known=np.maximum(one.known[mine], other.known[theirs]),
        origins=tuple(dict.fromkeys((*one.origins, *other.origins))),
    )


def _year_on_year(index: Series) -> Series:
    """Percentage change of a monthly index over twelve months, where both months are held."""
    places = {(day.year, day.month): place for place, day in enumerate(index.dates.tolist())}
    pairs = [(place, places[year - 1, month]) for (year, month), place in places.items() if (year - 1, month) in places]
    now = [pair[0] for pair in pairs]
    before = [pair[1] for pair in pairs]
    return replace(
        index,
        key="inflation",
        unit="percent",
        kind="rate",
        dates=index.dates[now],
        values=100.0 * (index.values[now] / index.values[before] - 1.0),
        known=index.known[now],
    )
