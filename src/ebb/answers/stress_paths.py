"""Stress episodes out of the record: each dated file with its paths, read from what was known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from typing import Final

import numpy as np

from ebb.answers.evidence import Evidence
from ebb.answers.once import once
from ebb.errors import OutOfRange, UnknownName
from ebb.funding import interest_on_reserves
from ebb.planning.stress import Story, Traced, read_story, traced
from ebb.record import Record
from ebb.series import Dates, Origin, Series
from ebb.sources.published import document, documents

#: Published lines behind the balances, by their column in the table of key weeks.
_LINES: Final = {
    "total_assets": "total_assets_busd",
    "treasuries": "treasuries_busd",
    "mbs": "mbs_busd",
    "reserves": "reserves_wednesday_busd",
    "reverse_repo_total": "reverse_repo_total_busd",
    "on_rrp": "on_rrp_busd",
    "tga": "tga_wednesday_busd",
    "currency": "currency_busd",
}
#: Where a market's path may come from, best first: series of the store, of the episode extracts, monthly of the package.
_MARKETS: Final[dict[str, tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]]] = {
    "ten_year": (("DGS10",), ("DGS10",), ("ust_10y_avg",)),
    "term_premium": (("ACMTP10",), ("ACMTP10",), ("acm_tp10",)),
    "equities": (("SP500",), ("SP500",), ("sp500_avg",)),
    "volatility": (("VIXCLS",), ("VIXCLS",), ("vix_month_end", "vix_mean")),
    "credit": (("BAMLH0A0HYM2", "BAA10Y"), (), ()),
    "dollar": (("DTWEXBGS",), (), ()),
    "foreign_yield": (("GILT_10Y",), (), ()),
}
_H41: Final = Origin("Board of Governors of the Federal Reserve System", "H.4.1 Factors Affecting Reserve Balances")


@cache
def stories() -> tuple[Story, ...]:
    """Every stress file, oldest episode first."""
    keys = [name.removeprefix("stress/") for name in documents() if name.startswith("stress/")]
    return tuple(sorted((read_story(key, document(f"stress/{key}")) for key in keys), key=lambda s: (s.eve, s.last)))


def story(key: str) -> Story:
    """One of them.

    Raises
    ------
    UnknownName
        If there is no such episode.
    """
    for one in stories():
        if one.key == key:
            return one
    raise UnknownName.of("episode", key, [one.key for one in stories()], where="ebb stress --episode")


def known_stories(as_of: date) -> tuple[Story, ...]:
    """The episodes whose figures had all been published by a day."""
    return tuple(one for one in stories() if one.known <= as_of)


def episode(evidence: Evidence, key: str) -> Traced:
    """An episode's paths, read from the record.

    Raises
    ------
    UnknownName
        If there is no such episode.
    OutOfRange
        If its figures had not all been published by the as-of date.
    """
    one = story(key)
    if one.known > evidence.as_of:
        raise OutOfRange(
            f"the figures of {key} were not all published on {evidence.as_of}",
            "ebb stress --episode",
            f"an as-of date from {one.known} on",
            "choose another episode or a later --as-of",
        )
    return _read_episode(evidence, one)


@once
def _read_episode(evidence: Evidence, one: Story) -> Traced:
    return traced(one, _lines(evidence.record, one), _markets(evidence.record, one))


def _lines(record: Record, one: Story) -> dict[str, Series]:
    """The balance sheet on the dates on which every line was published: weekly where held, key weeks, else months.

    Key weeks enter only if currency has one basis on all of those within the episode: a Wednesday level beside a week
    average would show a change that never was.
    """
    weeks = _key_weeks(record, one)
    found = {}
    for key in _LINES:
        series = record.full(key).in_unit("USD bn")
        found[key] = _with(series, {day: values[key] for day, values in weeks.items()})
    shared = sorted(set.intersection(*(set(series.dates.tolist()) for series in found.values())))
    level = {key: np.array([series.at(day) for day in shared]) for key, series in found.items()}
    securities = level["treasuries"] + level["mbs"]
    other = level["total_assets"] - sum(level[k] for k in ("reserves", "reverse_repo_total", "tga", "currency"))
    lines = {
        "reserves": level["reserves"],
        "securities": securities,
        "lending": level["total_assets"] - securities,
        "tga": level["tga"],
        "foreign_rrp": level["reverse_repo_total"] - level["on_rrp"],
        "on_rrp": level["on_rrp"],
        "currency": level["currency"],
        "other": other,
    }
    days: Dates = np.array(shared, dtype="datetime64[D]")
    known: Dates = days + np.timedelta64(1, "D")
    return {
        name: Series(name, days, values, "USD bn", "wednesday level", known, (_H41,)) for name, values in lines.items()
    }


def _key_weeks(record: Record, one: Story) -> dict[date, dict[str, float]]:
    """Key weeks with every line, between the eve's month and the end of the episode."""
    first, last = one.eve - timedelta(days=31), one.last + timedelta(days=31)
    rows = [row for row in record.table("key_levels") if first <= date.fromisoformat(row["date"]) <= last]
    whole = [row for row in rows if all(row[column] for column in _LINES.values())]
    if len({row["currency_basis"] for row in whole}) > 1:
        return {}
    return {date.fromisoformat(row["date"]): {k: float(row[c]) for k, c in _LINES.items()} for row in whole}


def _with(series: Series, more: dict[date, float]) -> Series:
    """A series with figures of dates it does not have."""
    new = {day: value for day, value in more.items() if day not in set(series.dates.tolist())}
    if not new:
        return series
    dates = np.concatenate([series.dates, np.array(list(new), dtype="datetime64[D]")])
    order = np.argsort(dates)
    known = np.concatenate([series.known, np.array(list(new), dtype="datetime64[D]") + np.timedelta64(1, "D")])
    values = np.concatenate([series.values, np.array(list(new.values()))])
    return replace(series, dates=dates[order], values=values[order], known=known[order])


def _markets(record: Record, one: Story) -> dict[str, Sequence[Series]]:
    extract = _extract(record, one.key)
    found: dict[str, Sequence[Series]] = {}
    for channel, (stored, daily, monthly) in _MARKETS.items():
        held = [series for name in stored if (series := record.stored(name)) is not None]
        cut = [extract[name] for name in daily if name in extract]
        found[channel] = [*held, *cut, *(record.series(key) for key in monthly)]
    found["repo_spread"] = _repo_spreads(record, extract)
    found["purchases"] = _gilts(one)
    return found


def _extract(record: Record, key: str) -> dict[str, Series]:
    try:
        return record.episode(key)
    except UnknownName:  # an episode without packaged days
        return {}


def _repo_spreads(record: Record, extract: dict[str, Series]) -> list[Series]:
    """SOFR over interest on reserves, bp: daily, else the highest day of each month; before SOFR the funds rate."""
    found = []
    for name in ("SOFR", "EFFR"):
        daily = [record.stored(name), extract.get(name)]
        found += [_over_interest(record, series) for series in daily if series is not None]
        monthly = record.series("sofr_max" if name == "SOFR" else "fed_funds_avg")
        found.append(_month_over_interest(record, monthly))
    return [series for series in found if len(series)]


def _over_interest(record: Record, rate: Series) -> Series:
    days = [day for day in rate.dates.tolist() if day >= _interest_begins(record)]
    paid = {day: record.corridor.at(day).ior for day in days}
    keep = np.array([paid.get(day) is not None for day in rate.dates.tolist()], dtype=bool)
    values = [100.0 * (value - float(paid[day] or 0.0)) for day, value in rate if paid.get(day) is not None]
    dates = rate.dates[keep]
    return replace(rate, key="repo_spread", dates=dates, known=rate.known[keep], values=np.array(values), unit="bp")


def _month_over_interest(record: Record, rate: Series) -> Series:
    later = rate.between(_interest_begins(record), date.max)
    if not len(later):
        return later
    paid = interest_on_reserves(record.corridor, later.dates[0].item(), later.dates[-1].item()).by_month()
    keep = np.array([(day.year, day.month) in paid for day in later.dates.tolist()], dtype=bool)
    values = [100.0 * (v - paid[day.year, day.month]) for day, v in later if (day.year, day.month) in paid]
    return replace(
        later, key="repo_spread", dates=later.dates[keep], known=later.known[keep], values=np.array(values), unit="bp"
    )


def _interest_begins(record: Record) -> date:
    return next(change.effective for change in record.corridor.changes if change.rates.ior is not None)


def _gilts(one: Story) -> list[Series]:
    """The Bank of England's purchases of autumn 2022, nothing before the first day and the whole at the last."""
    if "purchases" not in one.responses:
        return []
    from ebb.planning import read_gilts

    gilts = read_gilts(document("policy/peers")["step"])
    days = np.array([one.eve, gilts.last], dtype="datetime64[D]")
    values = np.array([0.0, gilts.total])
    origin = Origin("Bank of England", gilts.source)
    return [Series("purchases", days, values, "GBP bn", "as-of level", days, (origin,), "flow")]
