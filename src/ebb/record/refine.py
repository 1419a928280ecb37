"""How a user's own figures extend the packaged ones: which series refines which, and what a month of daily figures is.

The packaged tables hold one figure a month, which is what the model is estimated on. A store may hold the same series weekly
or daily, further back and further on. *Levels* are the same figures, so the store's stand before the packaged; *means,
highs and closes* of daily figures fill only months the packaged tables do not have, so that no published month is
replaced by our own arithmetic. A month counts once it is over.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

import numpy as np

from ebb.dates import add_months, last_business_day, last_wednesday, month_end
from ebb.series import Dates, Origin, Series, Values

#: Marks an origin whose figures come from the user's store and not from the package.
STORE: Final = "store"
#: Trading days a year, by which the packaged volatilities are scaled.
_TRADING_DAYS: Final = 252
_FIRST_WEEK: Final = 7


@dataclass(frozen=True, slots=True)
class Refined:
    """Which stored series refines a packaged key, and how.

    `take` is ``"level"`` (weekly levels; the monthly view takes the last Wednesday), ``"days"`` (every date, as it is),
    ``"period"`` (published monthly or quarterly), ``"last"`` (the last of the month) or the name of a statistic of a month
    of daily figures in :data:`STATISTICS`.
    """

    key: str
    stored: str
    take: str


LEVELS: Final = {
    "total_assets": "WALCL",
    "treasuries": "TREAST",
    "mbs": "WSHOMCB",
    "reserves": "WRBWFRBL",
    "reserves_week_average": "WRESBAL",
    "on_rrp": "RRPONTSYD",
    "reverse_repo_total": "WLRRAL",
    "tga": "WDTGAL",
    "currency": "WCURCIR",
    "remittances_due": "RESPPLLOPNWW",
    "bank_assets": "TLAACBW027SBOG",
}
DAYS: Final = {
    "soma_bills": "SOMA_BILLS",
    "soma_notes_bonds": "SOMA_NOTESBONDS",
    "soma_tips": "SOMA_TIPS",
    "soma_tips_inflation_compensation": "SOMA_TIPS_INFLATION_COMPENSATION",
    "soma_frn": "SOMA_FRN",
    "soma_agency_debt": "SOMA_AGENCY_DEBT",
    "soma_mbs": "SOMA_MBS",
    "soma_cmbs": "SOMA_CMBS",
    "soma_total": "SOMA_TOTAL",
    "srf_usage": "SRF_ACCEPTED",
}
PERIODS: Final = {
    "cpi_index": "CPIAUCSL",
    "core_pce_index": "PCEPILFE",
    "unemployment": "UNRATE",
    "m2": "M2SL",
    "gdp": "GDP",
    "fed_funds_avg": "FEDFUNDS",
    "ust_10y_avg": "GS10",
    "ust_2y_avg": "GS2",
    "tbill_3m_avg": "TB3MS",
}
#: Statistics of a month of daily figures, in the order in which they are tried for a month that nothing else fills.
MONTHS: Final = (
    ("mortgage_30y", "MORTGAGE30US", "last"),
    ("acm_tp10", "ACMTP10", "last"),
    ("vix_month_end", "VIXCLS", "last"),
    ("vix_mean", "VIXCLS", "mean"),
    ("sofr_avg", "SOFR", "mean"),
    ("sofr_max", "SOFR", "max"),
    ("sofr_month_end", "SOFR", "last"),
    ("fed_funds_avg", "DFF", "mean"),
    ("ust_10y_avg", "DGS10", "mean"),
    ("ust_2y_avg", "DGS2", "mean"),
    ("tbill_3m_avg", "DTB3", "mean"),
    ("sp500_avg", "SP500", "mean"),
    ("sp500_return", "SP500", "return"),
    ("sp500_realised_vol", "SP500", "volatility"),
    ("nasdaq_return", "NASDAQCOM", "return"),
    ("nasdaq_realised_vol", "NASDAQCOM", "volatility"),
    ("taiex_return", "TAIEX", "return"),
    ("taiex_realised_vol", "TAIEX", "volatility"),
)

RULES: Final[tuple[Refined, ...]] = (
    *(Refined(key, stored, "level") for key, stored in LEVELS.items()),
    *(Refined(key, stored, "days") for key, stored in DAYS.items()),
    *(Refined(key, stored, "period") for key, stored in PERIODS.items()),
    *(Refined(key, stored, take) for key, stored, take in MONTHS),
)


def rules_of(key: str) -> tuple[Refined, ...]:
    """The rules that refine one packaged key, in the order in which they are tried."""
    return tuple(rule for rule in RULES if rule.key == key)


def joined(first: Series, second: Series) -> Series:
    """All dates of two series of one unit and basis; where both have a figure the first one's stands.

    Notes
    -----
    Law: dates strictly increase; every figure is one of the two; origins are those of the series that gave figures.
    """
    if not len(first) or not len(second):
        return first if len(first) else second
    second = second.in_unit(first.unit) if second.unit != first.unit else second
    dates = np.concatenate([first.dates, second.dates])
    order, places = np.unique(dates, return_index=True)
    used = places < len(first)
    origins = (*(first.origins if used.any() else ()), *(second.origins if not used.all() else ()))
    return replace(
        first,
        dates=order,
        values=np.concatenate([first.values, second.values])[places],
        known=np.concatenate([first.known, second.known])[places],
        origins=tuple(dict.fromkeys(origins)),
    )


def without(series: Series, dates: Dates) -> Series:
    """A series without the figures of some dates."""
    return _where(series, ~np.isin(series.dates, dates)) if len(dates) else series


def of_month(series: Series) -> Series:
    """A weekly series at the last Wednesday of each month, an operation's day standing for the Wednesday it falls on."""
    days = series.dates.tolist()
    return _where(series, np.array([day == last_wednesday(day.year, day.month) for day in days], dtype=bool))


def on_wednesdays(series: Series) -> Series:
    """The Wednesdays of a daily series of amounts outstanding that night, on the basis of the H.4.1."""
    weekday = (series.dates.astype("datetime64[D]").astype(int) + 3) % 7  # the epoch was a Thursday; 0 is Monday
    return replace(_where(series, weekday == 2), basis="wednesday level")


def statistic(series: Series, take: str, like: Series) -> Series:
    """One figure for each month that is over, of a series of daily (or weekly) figures.

    Parameters
    ----------
    series : Series
        Daily figures as known on a day.
    take : str
        ``"last"`` or one of :data:`STATISTICS`.
    like : Series
        The packaged series it extends: its key, unit, basis and kind are taken over.

    Notes
    -----
    Law: a month is dated by its last day and known when its last figure was; a month that has not ended has no figure.
    """
    months: dict[tuple[int, int], list[int]] = {}
    days = series.dates.tolist()
    for place, day in enumerate(days):
        months.setdefault((day.year, day.month), []).append(place)
    dates, values, known = [], [], []
    for (year, month), places in sorted(months.items()):
        last = places[-1]
        if last + 1 == len(days) and days[last] < _ends(series, year, month):
            continue  # the month is not over
        if not places[0] and days[0].day > _FIRST_WEEK:
            continue  # the series begins within the month
        before = places[0] - 1
        found = STATISTICS[take](series.values[places], series.values[before] if before >= 0 else np.nan)
        if np.isnan(found):
            continue
        end = np.datetime64(month_end(year, month), "D")
        dates.append(end)
        values.append(found)
        known.append(max(end, series.known[places].max()))
    return Series(
        key=like.key,
        dates=np.array(dates, dtype="datetime64[D]"),
        values=np.array(values, dtype=np.float64),
        unit=like.unit,
        basis=like.basis,
        known=np.array(known, dtype="datetime64[D]"),
        origins=tuple(replace(o, evidence="computed") for o in series.origins),
        kind=like.kind,
    )


def _mean(values: Values, before: float) -> float:
    return float(values.mean())


def _max(values: Values, before: float) -> float:
    return float(values.max())


def _last(values: Values, before: float) -> float:
    return float(values[-1])


def _return(values: Values, before: float) -> float:
    return 100.0 * (float(values[-1]) / before - 1.0)


def _volatility(values: Values, before: float) -> float:
    """Yearly, percent: standard deviation of the month's daily log returns, the first from the close before it."""
    moves = np.diff(np.log(np.append(before, values)))
    return float(100.0 * moves.std(ddof=1) * np.sqrt(_TRADING_DAYS)) if len(moves) > 2 else float("nan")


#: Statistics of one month: of its figures and of the last figure before it (NaN where there is none).
STATISTICS: Final[Mapping[str, Callable[[Values, float], float]]] = {
    "mean": _mean,
    "max": _max,
    "last": _last,
    "return": _return,
    "volatility": _volatility,
}


def marked(series: Series) -> Series:
    """The same figures with origins that say they come from the user's store."""
    return replace(series, origins=tuple(replace(o, table=STORE) for o in series.origins))


def stored_origins(series: Series) -> tuple[Origin, ...]:
    """The origins of the figures that come from the user's store."""
    return tuple(origin for origin in series.origins if origin.table == STORE)


def _ends(series: Series, year: int, month: int) -> date:
    """The earliest day of the last figure a finished month can have: the last business day, or the last week of it."""
    gaps = np.diff(series.dates[-8:]).astype(int)
    if len(gaps) and float(np.median(gaps)) >= 6:  # weekly
        return month_end(year, month) - timedelta(days=6)
    return last_business_day(year, month)


def _where(series: Series, mask: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> Series:
    return replace(series, dates=series.dates[mask], values=series.values[mask], known=series.known[mask])


def next_release(last: date, frequency: str, lag_days: int) -> date:
    """The day on which the figure after `last` is usually published.

    >>> next_release(date(2026, 9, 30), "weekly", 1)
    datetime.date(2026, 10, 8)
    """
    if frequency == "weekly":
        due = last + timedelta(days=7)
    elif frequency == "monthly":
        after = add_months(last.replace(day=1), 1)
        due = month_end(after.year, after.month)
    elif frequency == "quarterly":
        after = add_months(last.replace(day=1), 3)
        due = month_end(after.year, after.month)
    else:
        due = last + timedelta(days=1)
        while due.weekday() > 4:
            due += timedelta(days=1)
    return due + timedelta(days=max(lag_days, 0))
