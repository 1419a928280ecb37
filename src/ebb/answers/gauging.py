"""The gauges of the indicator board from a record: packaged months, or the user's own weeks and days where they are held.

An indicator that needs figures nobody handed over is not left out silently: it stands on the list of what is missing, with the
publishers' names of what it needs.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np

from ebb.answers.reserve_demand import FIRST_FUNDS, DemandInputs, demand_inputs
from ebb.dates import previous_business_day
from ebb.funding.administered import interest_on_reserves, range_top
from ebb.funding.board import Spreads, spliced
from ebb.funding.elasticity import LAGS
from ebb.funding.gauges import Array, Dates, Gauge
from ebb.funding.points import DemandPoints, demand_points
from ebb.funding.signs import answer_to_shocks, by_month, gap_to_kink, slope_as_known, trailing
from ebb.funding.spread import share_of_gdp, spread
from ebb.record import Record
from ebb.series import Series

#: Indicators in the order in which they are shown.
GAUGES: Final = (
    "secured",
    "secured_high",
    "days_above",
    "unsecured",
    "gap_bank_assets",
    "gap_gdp",
    "share_bank_assets",
    "share_gdp",
    "elasticity",
    "tga_answer",
    "standing_repo",
    "standing_repo_quarter_end",
    "discount_window",
)
#: What each needs that is not packaged, by the publishers' names.
NEEDS: Final = {
    "days_above": ("SOFR",),
    "standing_repo": ("SRF_ACCEPTED",),
    "standing_repo_quarter_end": ("SRF_ACCEPTED",),
    "discount_window": ("WLCFLPCL", "H41RESPPALDKNWW"),
}
#: Indicators of the New York Fed's list that nobody publishes as a series.
NOT_PUBLISHED: Final = ("payment_timing", "daylight_overdrafts", "domestic_borrowers")
#: Spans of days the packaged standing-repo operations cover (their passport): a day inside without a row had next to nothing.
_COVERED: Final = ((date(2025, 8, 22), date(2026, 1, 15)), (date(2026, 2, 11), date(2026, 4, 24)))
_MONTHLY_LAGS: Final = 2
#: Share of business days a daily series must hold to be the whole record: holidays are the rest.
_WHOLE: Final = 0.9
_ABOVE: Final = "SOFR less interest on reserves"


@dataclass(frozen=True, slots=True, eq=False)
class BoardInputs:
    """Everything the board is read from: gauges, the monthly spreads it speaks of, and the names of gauges not held."""

    gauges: tuple[Gauge, ...]
    spreads: Spreads
    missing: tuple[str, ...]
    own: bool


def board_inputs(record: Record) -> BoardInputs:
    """Gauges and spreads as known on the record's day.

    Notes
    -----
    Law: depends on nothing that became known after ``record.as_of``. Cost: about half a second on packaged months.
    """
    secured, unsecured = _over_reserves(record, "sofr_avg"), _over_reserves(record, "fed_funds_avg")
    assert unsecured is not None  # the funds rate is packaged from 2003 on
    demand = demand_inputs(record)
    held = {gauge.key: gauge for gauge in _all(record, demand, secured, unsecured) if len(gauge)}
    months = spliced(None if secured is None else by_month(secured), by_month(unsecured))
    return BoardInputs(
        gauges=tuple(held[key] for key in GAUGES if key in held),
        spreads=months,
        missing=tuple(key for key in GAUGES if key not in held and _existed(record, key)),
        own=any(gauge.step == "week" for gauge in held.values()),
    )


def _existed(record: Record, key: str) -> bool:
    """Whether what a gauge looks at was there on the day: SOFR since April 2018, standing repo since July 2021."""
    if key.startswith("standing_repo"):
        return record.corridor.at(record.as_of).srf is not None
    return key not in ("secured", "secured_high", "days_above") or bool(len(record.series("sofr_avg")))


def _all(record: Record, demand: DemandInputs, secured: Series | None, unsecured: Series) -> list[Gauge]:
    return [
        *_prices(record, secured, unsecured),
        *_quantities(record, demand),
        *_responses(record, demand),
        *_standing_repo(record),
        *_discount_window(record),
    ]


def _over_reserves(record: Record, rate: str) -> Series | None:
    """Monthly mean of a rate over interest on reserves, bp, since 2009; None where none was known."""
    market = record.series(rate).between(FIRST_FUNDS, date.max)
    if not len(market):
        return None
    days = "business days" if rate == "sofr_avg" else "calendar days"
    paid = interest_on_reserves(record.corridor, market.dates[0].item(), market.dates[-1].item(), days=days)
    return spread(market, paid)


def _prices(record: Record, secured: Series | None, unsecured: Series) -> list[Gauge]:
    corridor = record.corridor
    begins = next((change.effective for change in corridor.changes if change.rates.ior is not None), date.max)

    def paid(day: date) -> float | None:
        return corridor.at(day).ior if day >= begins else None

    def top(day: date) -> float | None:
        return corridor.at(day).upper if day >= begins else None

    found = []
    sofr = record.stored("SOFR")
    if sofr is not None and len(sofr):
        for key, unit, less, what, told in (
            ("secured", "bp", paid, np.mean, f"{_ABOVE}, mean of 20 business days"),
            ("secured_high", "bp", top, np.max, "SOFR less the top of the range, highest of 20 business days"),
            ("days_above", "percent", paid, _share_above, f"share of 20 business days with {_ABOVE} above zero"),
        ):
            found.append(_made(key, "price", unit, trailing(sofr, less, what), told, step="week"))
    elif secured is not None:
        found.append(_of(secured, "secured", "price", "bp", f"{_ABOVE}, mean of the month"))
        high = record.series("sofr_max")
        if len(high):
            limit = range_top(corridor, high.dates[0].item(), high.dates[-1].item())
            over = (high.in_unit("percent").values - limit.values[np.searchsorted(limit.dates, high.dates)]) * 100.0
            told = "SOFR less the top of the range, highest of the month"
            found.append(_made("secured_high", "price", "bp", (high.dates, over, high.known), told))
    funds = max(
        (s for s in (record.stored("EFFR"), record.stored("DFF")) if s is not None and len(s)),
        key=lambda s: s.dates[-1],
        default=None,
    )
    told = "federal funds rate less interest on reserves, mean of"
    if funds is None:
        found.append(_of(unsecured, "unsecured", "price", "bp", f"{told} the month"))
    else:
        days = trailing(funds.between(FIRST_FUNDS, date.max), paid, np.mean)
        found.append(_made("unsecured", "price", "bp", days, f"{told} 20 business days", step="week"))
    return found


def _share_above(gaps: Array) -> float:
    return float(100.0 * np.mean(gaps > 0.0))


def _quantities(record: Record, demand: DemandInputs) -> list[Gauge]:
    """Reserves over bank assets and over GDP: the level, and the gap to the kink as estimated by then on months."""
    weekly = demand.unsecured is not None and demand.unsecured.step == "week"
    view, step = (record.full, "week") if weekly else (record.series, "month")
    reserves, banks = view("reserves").between(FIRST_FUNDS, date.max), view("bank_assets")
    of_gdp = share_of_gdp(reserves, record.series("gdp"))
    days, top, bottom = np.intersect1d(reserves.dates, banks.dates, return_indices=True)
    shares = {
        "bank_assets": (
            days,
            100.0 * reserves.in_unit("USD bn").values[top] / banks.in_unit("USD bn").values[bottom],
            np.maximum(reserves.known[top], banks.known[bottom]),
        ),
        "gdp": (of_gdp.dates, of_gdp.values, of_gdp.known),
    }
    points = _months(record, record.series("bank_assets"))
    monthly = share_of_gdp(record.series("reserves").between(FIRST_FUNDS, date.max), record.series("gdp"))
    curves = {"bank_assets": points, "gdp": tuple(None if data is None else _on(data, monthly) for data in points)}
    found = []
    for base, words in (("bank_assets", "bank assets"), ("gdp", "GDP")):
        told = f"estimated kink of reserve demand less reserves, both in percent of {words}, as estimated by then"
        gap = gap_to_kink(shares[base], *curves[base])
        found.append(_made(f"gap_{base}", "quantity", "pp", gap, told, step=step))
        told = f"reserves in percent of {words}"
        found.append(_made(f"share_{base}", "quantity", "percent", shares[base], told, step=step, tight=-1))
    return found


def _months(record: Record, base: Series) -> tuple[DemandPoints | None, DemandPoints | None]:
    """Monthly points of both rates."""
    found: list[DemandPoints | None] = []
    for rate in ("sofr_avg", "fed_funds_avg"):
        market = record.series(rate).between(FIRST_FUNDS, date.max)
        if not len(market):
            found.append(None)
            continue
        days = "business days" if rate == "sofr_avg" else "calendar days"
        paid = interest_on_reserves(record.corridor, market.dates[0].item(), market.dates[-1].item(), days=days)
        points = demand_points(record.series("reserves"), base, market, paid)
        found.append(points if len(points) else None)
    return found[0], found[1]


def _on(data: DemandPoints, q: Series) -> DemandPoints | None:
    """The same points with another measure of reserves, where it is known."""
    of = {month: i for i, month in enumerate(q.dates.astype("datetime64[M]"))}
    rows = [i for i, day in enumerate(data.dates.astype("datetime64[M]")) if day in of]
    places = [of[day] for day in data.dates[rows].astype("datetime64[M]")]
    if not rows:
        return None
    known = np.maximum(data.known[rows], q.known[places])
    return DemandPoints(data.rate, data.dates[rows], q.values[places], data.s[rows], known, data.step)


def _responses(record: Record, demand: DemandInputs) -> list[Gauge]:
    found = []
    if demand.unsecured is not None:
        lags = LAGS if demand.unsecured.step == "week" else _MONTHLY_LAGS
        told = "slope of the federal funds rate in reserves over bank assets by instrument, the past year weighing most"
        slope = slope_as_known(demand.unsecured, lags)
        found.append(_made("elasticity", "response", "bp per pp", slope, told, step=demand.unsecured.step, tight=-1))
    points = demand.secured or demand.unsecured
    if points is not None and demand.unsecured is not None:
        weekly = points.step == "week"
        account = record.full("tga") if weekly else record.series("tga")
        banks = record.full("bank_assets") if weekly else record.series("bank_assets")
        early = answer_to_shocks(demand.unsecured, account, banks)
        late = answer_to_shocks(points, account, banks)
        told = "answer of the overnight rate to the Treasury's account over the last two years (SOFR once two years are known)"
        found.append(_made("tga_answer", "response", "bp per pp", _followed(early, late), told, step=points.step))
    return found


def _followed(early: tuple[Dates, Array, Dates], late: tuple[Dates, Array, Dates]) -> tuple[Dates, Array, Dates]:
    """The first until the second begins."""
    if not len(late[0]):
        return early
    keep = early[0] < late[0][0]
    return (
        np.concatenate([early[0][keep], late[0]]),
        np.concatenate([early[1][keep], late[1]]),
        np.concatenate([early[2][keep], late[2]]),
    )


def _standing_repo(record: Record) -> list[Gauge]:
    """Take-up by month: mean of the days off quarter ends, and the quarter's last business day, USD bn.

    A day without an operation of 0.1 bn inside the days covered counts as none; a month not covered whole has no figure.
    """
    taken, spans = _taken(record)
    amounts = dict(zip(taken.dates.tolist(), taken.in_unit("USD bn").values.tolist(), strict=True))
    off: list[tuple[date, float]] = []
    on: list[tuple[date, float]] = []
    for first, last in spans:
        month = first.replace(day=1)
        while month <= last:
            end = (month + timedelta(days=31)).replace(day=1) - timedelta(days=1)
            if first <= month and end <= last:
                quarter_end = previous_business_day(end) if end.month % 3 == 0 else None
                days = [month + timedelta(days=k) for k in range(end.day)]
                plain = [amounts.get(day, 0.0) for day in days if day.weekday() < 5 and day != quarter_end]
                off.append((end, float(np.mean(plain))))
                if quarter_end is not None:
                    on.append((end, amounts.get(quarter_end, 0.0)))
            month = end + timedelta(days=1)
    found = []
    for key, rows in (("standing_repo", off), ("standing_repo_quarter_end", on)):
        days_, values = np.array([d for d, _ in rows], dtype="datetime64[D]"), np.array([v for _, v in rows])
        told = "standing repo taken, USD bn, " + (
            "mean of the days off quarter end" if rows is off else "quarter's last day"
        )
        found.append(_made(key, "facility", "USD bn", (days_, values, days_), told))
    return found


def _taken(record: Record) -> tuple[Series, tuple[tuple[date, date], ...]]:
    """Standing repo by day and the spans in which a day without a figure had none: the store's whole record, or the package's.

    A store that holds only the days with operations (a list brought by hand) does not say what the other days were: then the
    packaged spans stand.
    """
    own = record.stored("SRF_ACCEPTED")
    if own is not None and len(own):
        first, last = own.dates[0].item(), own.dates[-1].item()
        if len(own) >= _WHOLE * np.busday_count(first, last + timedelta(days=1)):
            return own, ((first, last),)
    spans = tuple((first, min(last, record.as_of)) for first, last in _COVERED if first <= record.as_of)
    return record.series("srf_usage"), spans


def _discount_window(record: Record) -> list[Gauge]:
    credit, term = record.stored("WLCFLPCL"), record.stored("H41RESPPALDKNWW")
    if credit is None or not len(credit):
        return []
    credit = credit.in_unit("USD bn")
    more = {} if term is None else dict(term.in_unit("USD bn"))
    values = np.array([v + more.get(d, 0.0) for d, v in credit])
    told = "primary credit and the Bank Term Funding Program, USD bn"
    return [_made("discount_window", "facility", "USD bn", (credit.dates, values, credit.known), told, step="week")]


def _of(series: Series, key: str, group: str, unit: str, told: str) -> Gauge:
    return _made(key, group, unit, (series.dates, series.values, series.known), told)


def _made(
    key: str,
    group: str,
    unit: str,
    found: tuple[Dates, Array, Dates],
    told: str,
    *,
    step: str = "month",
    tight: int = 1,
) -> Gauge:
    dates, values, known = found
    return Gauge(key, group, unit, dates, np.round(values, 6), np.maximum(known, dates), step, tight, told)
