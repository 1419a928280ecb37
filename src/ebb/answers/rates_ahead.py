"""Overnight rates in the eight weeks ahead, standing repo take-up, and 17 September 2019 taken apart, on a record.

Where the user's store holds a rate by day, every business day has its own distribution; else the packaged months say what a
month averages, where it closes and how high it goes, which is coarser and said so. Nothing is used that was not known on the
record's day, and every forecast stands beside the score of those made before it.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Final

import numpy as np

from ebb.answers.rates_words import FundingWeeks, RepoDay
from ebb.answers.reserve_demand import Missing
from ebb.errors import UnknownName, UsageError
from ebb.funding.administered import paid_on
from ebb.funding.rates import (
    AHEAD,
    Explained,
    MonthAhead,
    MonthScore,
    Panel,
    RuleScore,
    SpreadFit,
    TakenApart,
    TakeUpAhead,
    TakeUpDays,
    TakeUpScore,
    business_days,
    explain,
    fit_spread,
    fit_take_up,
    forecasts,
    months_ahead,
    months_of,
    origins_of,
    panel,
    score_months,
    score_take_up,
    scores,
    take_apart,
    take_up_ahead,
    weeks_ahead,
)
from ebb.funding.rates.distribution import ahead
from ebb.record import Record
from ebb.series import Series
from ebb.sources.published import document

#: The rates that can be asked for, and the publishers' names under which a store holds them.
RATES: Final = {"SOFR": ("SOFR",), "TGCR": ("TGCR",), "EFFR": ("EFFR", "DFF")}
THE_DAY: Final = date(2019, 9, 17)
SPANS: Final = {"srf": "ops_srf_usage_over_100mn", "settlements": "auction_sizes"}


def funding_weeks(
    as_of: date | None = None, *, rate: str = "SOFR", scored: bool = True, srf_over_ior: float | None = None
) -> FundingWeeks:
    """A rate on each business day of the eight weeks after a day; see :func:`funding_weeks_on`."""
    return funding_weeks_on(Record(as_of), rate=rate, scored=scored, srf_over_ior=srf_over_ior)


def funding_weeks_on(
    record: Record, *, rate: str = "SOFR", scored: bool = True, srf_over_ior: float | None = None
) -> FundingWeeks:
    """Expected spread and tail of a rate by business day, standing repo take-up, and September 2019, as known on a day.

    Parameters
    ----------
    record : Record
    rate : one of :data:`RATES`
    scored : bool
        Also score past forecasts, every month since there were 250 days: about ten seconds on daily data.
    srf_over_ior : float, optional
        Standing repo rate less interest on reserves, basis points; by default as in force on the day.

    Raises
    ------
    UnknownName
        For another rate.
    UsageError
        If neither days nor months of the rate suffice.
    """
    if rate not in RATES:
        raise UnknownName.of("rate", rate, RATES, where="answers.rates_ahead")
    missing = [
        Missing("dealers", ("primary dealer positions",), "dealers' positions are not held; nothing stands for them")
    ]
    data = daily_panel(record, rate)
    fit: SpreadFit | None = None
    if data is None:
        missing.append(Missing("days", RATES[rate], "needs imported daily data; the packaged months are coarser"))
    else:
        try:
            fit = fit_spread(data, record.as_of)
        except UsageError as refused:
            missing.append(Missing("days", RATES[rate], refused.what))
    months: tuple[MonthAhead, ...] = ()
    month_scores: tuple[MonthScore, ...] = ()
    known = None if fit is None else fit.known
    if fit is None:
        months, month_scores, known = _by_month(record, rate, scored, missing[-1].said)
    over = srf_over_ior if srf_over_ior is not None else _srf_over_ior(record)
    take_up, take_up_score = _take_up(record, fit if rate == "SOFR" else None, over, scored, missing)
    repo_day, apart = _september(record, missing)
    return FundingWeeks(
        rate=rate,
        as_of=record.as_of,
        step="month" if fit is None else "day",
        known=known,
        days=() if fit is None else weeks_ahead(fit),
        months=months,
        scores=_scores(data, record.as_of) if scored and fit is not None and data is not None else (),
        month_scores=month_scores,
        over=over,
        take_up=take_up,
        take_up_score=take_up_score,
        repo_day=repo_day,
        apart=apart,
        explained=_explained(record, missing),
        missing=tuple(missing),
    )


def daily_panel(record: Record, rate: str = "SOFR") -> Panel | None:
    """The rate by day beside reserves, ON RRP and the Treasury's account, all as known; None where no day is held."""
    held = [s for s in (record.stored(name) for name in RATES[rate]) if s is not None and len(s)]
    if not held:
        return None
    newest = max(held, key=lambda s: s.dates[-1])
    parts = [record.full(key) for key in ("reserves", "bank_assets", "on_rrp", "tga")]
    return panel(_on_business_days(newest).named(rate), record.corridor, *parts)


def settlements(record: Record) -> Series:
    """Announced coupon securities by settlement date, USD billion, gross of what matures."""
    sums: defaultdict[str, float] = defaultdict(float)
    for row in record.auctions(date(2017, 1, 1), record.as_of):
        if row["offering_bn"]:
            sums[row["issue_date"]] += float(row["offering_bn"])
    days = np.array(sorted(sums), dtype="datetime64[D]")
    amounts = np.array([sums[str(day)] for day in days])
    return Series("coupon_settlements", days, amounts, "USD bn", "operation day", days, (), "flow")


def take_up_days(record: Record) -> TakeUpDays | None:
    """Covered days of the standing repo facility with SOFR against its rate; None where SOFR is not held by day."""
    sofr = record.stored("SOFR")
    if sofr is None or not len(sofr):
        return None
    own, used = record.stored("SRF_ACCEPTED"), record.series("srf_usage").in_unit("USD bn")
    spans = [business_days(first, last) for first, last in spans_of("srf")]
    days = np.unique(np.concatenate([*spans, *([own.dates] if own is not None else [])]))
    days = np.intersect1d(days, sofr.dates)
    gap = 100.0 * (
        sofr.in_unit("percent").values[np.searchsorted(sofr.dates, days)] - paid_on(record.corridor, days, "srf")
    )
    known = np.maximum(sofr.known[np.searchsorted(sofr.dates, days)], days)
    held = dict(used)
    amount = np.array([held.get(day, 0.0) for day in days.tolist()])
    kept = ~np.isnan(gap)
    return TakeUpDays(days[kept], amount[kept], np.round(gap[kept], 6), known[kept]).as_of(record.as_of)


def spans_of(name: str) -> tuple[tuple[date, date], ...]:
    """First and last day of the spans a packaged table covers whole, by the names of :data:`SPANS`."""
    return tuple((first, last) for first, last in document(SPANS[name])["covered"])


def _on_business_days(series: Series) -> Series:
    """The business days of a rate that is carried over the others."""
    if not len(series):
        return series
    days = business_days(series.dates[0].item(), series.dates[-1].item())
    kept = np.isin(series.dates, days)
    return Series(
        series.key,
        series.dates[kept],
        series.values[kept],
        series.unit,
        series.basis,
        series.known[kept],
        series.origins,
        series.kind,
    )


def _by_month(
    record: Record, rate: str, scored: bool, why: str
) -> tuple[tuple[MonthAhead, ...], tuple[MonthScore, ...], date | None]:
    if rate != "SOFR":
        raise UsageError(
            f"no forecast of {rate}: {why}; the packaged months tell of SOFR alone",
            "answers.rates_ahead",
            f"{' or '.join(RATES[rate])} in the store",
            "ebb import DIR, or ask for SOFR",
        )
    average, closing, highest = (record.series(f"sofr_{name}") for name in ("avg", "month_end", "max"))
    data = months_of(average, closing, highest, record.corridor)
    last = ahead(record.as_of, AHEAD)[0][-1].item()
    told = months_ahead(data, record.as_of, last)
    return told, score_months(data, record.as_of) if scored else (), average.dates[-1].item()


def _srf_over_ior(record: Record) -> float | None:
    rates = record.corridor.at(record.as_of)
    return None if rates.srf is None or rates.ior is None else round(100.0 * (rates.srf - rates.ior), 6)


def _scores(data: Panel, as_of: date) -> tuple[RuleScore, ...]:
    try:
        return scores(forecasts(data, origins_of(data, as_of)))
    except UsageError:
        return ()


def _take_up(
    record: Record, fit: SpreadFit | None, over: float | None, scored: bool, missing: list[Missing]
) -> tuple[tuple[TakeUpAhead, ...], TakeUpScore | None]:
    held = take_up_days(record)
    if held is None:
        missing.append(Missing("take_up", ("SOFR",), "needs imported daily data"))
        return (), None
    try:
        found = fit_take_up(held)
    except UsageError as refused:
        missing.append(Missing("take_up", ("SOFR", "SRF_ACCEPTED"), refused.what))
        return (), None
    told = take_up_ahead(found, fit, over) if fit is not None and over is not None else ()
    return told, score_take_up(held) if scored else None


def _september(record: Record, missing: list[Missing]) -> tuple[RepoDay | None, TakenApart | None]:
    episode = record.episode("repo_2019")
    held = [dict(episode[name]).get(THE_DAY) if name in episode else None for name in ("SOFR", "EFFR")]
    sofr, effr = held
    paid = record.corridor.at(min(THE_DAY, record.as_of)).ior
    if sofr is None or effr is None or paid is None:
        return None, None
    seen = RepoDay(THE_DAY, sofr, effr, round(100.0 * (sofr - paid), 6))
    data = daily_panel(record)
    if data is None:
        missing.append(Missing("apart", ("SOFR",), "needs imported daily data"))
        return seen, None
    try:
        return seen, take_apart(data, THE_DAY, settlements(record), spans_of("settlements"))
    except UsageError as refused:
        missing.append(Missing("apart", ("SOFR",), refused.what))
        return seen, None


def _explained(record: Record, missing: list[Missing]) -> tuple[Explained, ...]:
    found: list[Explained] = []
    lacking: list[str] = []
    for rate in RATES:
        data = daily_panel(record, rate)
        try:
            if data is not None:
                found.append(explain(data))
                continue
        except UsageError:
            pass
        lacking.append(rate)
    if lacking:
        missing.append(Missing("explained", tuple(lacking), "needs imported daily data"))
    return tuple(found)
