"""The monthly returns of a reader's holdings, and the monthly changes of the factors they are set against."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any, Final

import numpy as np

from ebb.dates import month_end
from ebb.equities.sensitivity import FEWEST_MONTHS, Month, Monthly
from ebb.record import Record
from ebb.series import Origin, Series
from ebb.sources.userfiles.positions import History, Position, matched

#: Indices with packaged monthly returns, by the names people give them.
_PACKAGED: Final = {
    "sp500_return": ("spx", "s&p 500", "s&p500", "sp500", "^gspc", "標普500", "標準普爾500"),
    "nasdaq_return": ("nasdaq", "nasdaq composite", "ixic", "^ixic", "nasdaqcom", "那斯達克", "那斯達克指數"),
    "taiex_return": ("taiex", "twii", "^twii", "加權指數", "台股加權指數", "臺股加權指數", "台股", "臺股"),
}
#: Indices and prices of a user's store, by the names people give them.
_STORED: Final = {
    "NDX": ("ndx", "^ndx", "nasdaq-100", "nasdaq 100"),
    "RUT": ("rut", "^rut", "russell 2000", "羅素2000"),
    "GOLD": ("gold", "黃金"),
}
#: What they are called in a message.
INDICES: Final = ("S&P 500", "Nasdaq Composite", "TAIEX")
#: Factor, unit of its change. Rates and volatility by difference, the dollar by percent.
UNITS: Final = {
    "term_premium": "10 bp",
    "real_yield": "10 bp",
    "dollar": "percent",
    "index": "percent",
    "implied_volatility": "point",
}
#: What the record would need for a factor that it cannot make from packaged figures.
_NEEDS: Final = {"real_yield": "DFII10", "dollar": "DTWEXBGS"}


def monthly_returns(history: History, as_of: date) -> dict[Month, float]:
    """Percent from the last price of one month to the last of the next; a month that is not over has none.

    Notes
    -----
    Across a month without a price there is no return. With one price a month, as published monthly figures have, the day of
    the month does not matter; with more, the newest month counts once a price of its last five days is there.
    """
    kept = history.days <= np.datetime64(as_of, "D")
    last: dict[Month, tuple[date, float]] = {}
    for day, price in zip(history.days[kept].tolist(), history.prices[kept].tolist(), strict=True):
        last[day.year, day.month] = (day, price)
    months = sorted(last)
    if months and kept.sum() > 1.5 * len(months):
        day = last[months[-1]][0]
        if (month_end(day.year, day.month) - day).days > 5:
            months.pop()
    found = {}
    for before, month in itertools.pairwise(months):
        if (month[0] - before[0]) * 12 + month[1] - before[1] == 1:
            found[month] = 100.0 * (last[month][1] / last[before][1] - 1.0)
    return found


def returns_of(
    record: Record, positions: tuple[Position, ...], histories: Mapping[str, History], file: str, problems: list[str]
) -> tuple[dict[str, Monthly], list[Origin]]:
    """Monthly returns of each position by :func:`~ebb.sources.userfiles.positions.matched` name, with origins of the indices.

    A position without prices that is no index held, or with too few months, is added to `problems` with its line.
    """
    found: dict[str, Monthly] = {}
    origins: list[Origin] = []
    for position in positions:
        key = matched(position.name)
        if key in histories:
            returns: Monthly = monthly_returns(histories[key], record.as_of)
        else:
            series = _index_returns(record, key)
            if series is None:
                known = ", ".join(INDICES)
                problems.append(
                    f'{file} line {position.line}: no prices for "{position.name[:30]}" (known without: {known})'
                )
                continue
            returns = series.by_month()
            origins += series.origins
        if len(returns) < FEWEST_MONTHS:
            problems.append(
                f'{file} line {position.line}: "{position.name[:30]}" has {len(returns)} monthly returns, '
                f"fewer than {FEWEST_MONTHS}"
            )
        found[key] = returns
    return found, origins


def _index_returns(record: Record, key: str) -> Series | None:
    for series, names in _PACKAGED.items():
        if key in names:
            return record.series(series)
    for stored, names in _STORED.items():
        if key in names and (held := record.stored(stored)) is not None:
            returns = monthly_returns(History(key, held.dates, held.values), record.as_of)
            days = np.array([month_end(*month) for month in returns], dtype="datetime64[D]")
            return Series(key, days, np.array(list(returns.values())), "percent", "month", days, held.origins, "flow")
    return None


def factors_of(record: Record, index: str) -> tuple[dict[str, tuple[str, Monthly]], list[Origin], dict[str, str]]:
    """Monthly changes of every factor the record can make, their origins, and what the others need."""
    premium, volatility, returns = (record.series(key) for key in ("acm_tp10", "vix_month_end", f"{index}_return"))
    found: dict[str, tuple[str, Monthly]] = {"term_premium": (UNITS["term_premium"], _differences(premium, 10.0))}
    origins = [*premium.origins, *volatility.origins, *returns.origins]
    missing = {}
    for factor, name in _NEEDS.items():
        held = record.stored(name)
        if held is None or not len(held):
            missing[factor] = name
            continue
        history = History(name, held.dates, held.values)
        origins += held.origins
        if factor == "dollar":
            found[factor] = (UNITS[factor], monthly_returns(history, record.as_of))
        else:
            found[factor] = (UNITS[factor], _differences(_month_ends(held, record.as_of), 10.0))
    found["index"] = (UNITS["index"], returns.by_month())
    found["implied_volatility"] = (UNITS["implied_volatility"], _differences(volatility, 1.0))
    return {name: found[name] for name in UNITS if name in found}, origins, missing


def _month_ends(series: Series, as_of: date) -> Series:
    """The last figure of each month that is over."""
    days = series.dates.tolist()
    places = {(day.year, day.month): place for place, day in enumerate(days)}
    kept = [place for month, place in places.items() if (month_end(*month) - days[place]).days <= 5]
    mask = np.zeros(len(days), dtype=bool)
    mask[kept] = True
    return series.between(days[0], as_of) if not kept else _where(series, mask)


def _where(series: Series, mask: Any) -> Series:
    return replace(series, dates=series.dates[mask], values=series.values[mask], known=series.known[mask])


def _differences(series: Series, scale: float) -> dict[Month, float]:
    """Changes between neighbouring months, times a scale: percentage points times ten are units of ten basis points."""
    levels = series.by_month()
    months = sorted(levels)
    return {
        month: scale * (levels[month] - levels[before])
        for before, month in itertools.pairwise(months)
        if (month[0] - before[0]) * 12 + month[1] - before[1] == 1
    }
