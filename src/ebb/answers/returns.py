"""Runoff news and returns: share prices after changes of plan, from a week to a year, and whether the plan followed the
prices.

The news is read from the policy steps: the runoff announced for the coming year, the evening of an announcement less the
day before. Daily where the user's store holds the index, else monthly on packaged returns, where a week cannot be seen and
is named. Beside the plain responses stand those with the policy rate, earnings and credit held, those by whether reserves
were ample, those to the long yield moved by the news, and the question turned around. What actual runoff was less its cap
is shown to be no news.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import numpy as np

from ebb.answers.daily import NEEDS_DAILY, daily
from ebb.answers.event_list import NEW_YORK, Market, held_meetings, markets, moment
from ebb.answers.inputs import funds_rate_months, reserve_demand
from ebb.answers.return_controls import change_on, controls, month_before
from ebb.answers.yield_news import YieldNews, yield_news
from ebb.dates import month_end
from ebb.equities.estimate import TestedEffect
from ebb.equities.runoff_news import (
    FEWEST,
    LEVEL,
    NewsEffect,
    Reverse,
    autocorrelation,
    news_effects,
    reverse_causation,
)
from ebb.errors import EbbError, OutOfRange
from ebb.estimation import InstrumentedResponses, StateResponses, instrumented_projections, state_projections
from ebb.policy import PlanChange, plan_changes
from ebb.record import Record
from ebb.series import Dates, Origin, Series, Values

#: From the announcement of open-ended purchases on, plans were monthly paces: before it totals, which have no coming year.
FIRST: Final = date(2012, 12, 12)
#: Returns begin before the news, so that its own lags are there.
START: Final = date(2012, 1, 1)
#: Periods over which returns are cumulated, and lags of the return among the controls.
PERIODS: Final = {"day": (5, 21, 63, 126, 252), "month": (1, 3, 6, 12)}
LAGS: Final = {"day": 5, "month": 2}
#: USD billion of announced runoff that the effects are of.
UNIT: Final = 100.0
_BEFORE: Final = {"day": (5, 21, 63), "month": (1, 3)}


@dataclass(frozen=True, slots=True)
class CapGap:
    """Actual MBS runoff less its cap over a runoff: why that is no shock."""

    first: date
    last: date
    months: int
    autocorrelation: float
    of_changes: float
    error: float


@dataclass(frozen=True, slots=True, eq=False)
class RunoffReturns:
    """Responses of one market to runoff news; effects in percent for 100 billion dollars more of announced runoff."""

    as_of: date
    market: str
    step: str
    first: date
    last: date
    news: tuple[PlanChange, ...]
    effects: tuple[NewsEffect, ...]
    controls: tuple[str, ...]
    controlled: tuple[NewsEffect, ...]
    surprises: YieldNews | None
    surprised: tuple[NewsEffect, ...]
    reverse: tuple[Reverse, ...]
    states: StateResponses | None
    kink: float | None
    moved_by_yields: InstrumentedResponses | None
    cap_gaps: tuple[CapGap, ...]
    missing: tuple[str, ...]
    origins: tuple[Origin, ...]

    def json(self) -> dict[str, Any]:
        """Wire form."""

        def told(found: Sequence[NewsEffect]) -> list[dict[str, Any]]:
            return [{"periods": e.periods, "news": e.news, **_wire(e.effect)} for e in found]

        states, moved = self.states, self.moved_by_yields
        return {
            "as_of": self.as_of.isoformat(),
            "market": self.market,
            "step": self.step,
            "first": self.first.isoformat(),
            "last": self.last.isoformat(),
            "unit": f"percent for USD {UNIT:.0f} bn more of announced runoff over twelve months",
            "identified_by": "changes of announced caps and purchases on the day of their announcement",
            "news": [{"date": c.day.isoformat(), "change_usd_bn": round(c.change, 1)} for c in self.news],
            "effects": told(self.effects),
            "controls": list(self.controls),
            "controlled": told(self.controlled),
            "announcement_surprises": self.surprises
            and {
                "unit": "percent for a basis point of the 10-year yield that the surprise in the policy rate does not explain",
                "news": [{"date": day.isoformat(), "bp": round(bp, 2)} for day, bp in self.surprises.news],
                "effects": told(self.surprised),
            },
            "reverse": [{"periods_before": r.periods, "meetings": r.meetings, **_wire(r.effect)} for r in self.reverse],
            "by_state": states
            and {
                "ample_above_percent_of_bank_assets": self.kink,
                "news_ample": states.shocks_inside,
                "news_not_ample": states.shocks_outside,
                "rows": [
                    {
                        "periods": int(h) + 1,
                        "ample": _r(states.inside.value[k, 0]),
                        "not_ample": _r(states.outside.value[k, 0]),
                        "difference": _r(states.difference.value[k, 0]),
                        "low": _r(states.difference.low[k, 0]),
                        "high": _r(states.difference.high[k, 0]),
                    }
                    for k, h in enumerate(states.inside.horizons)
                ],
            },
            "by_yields_moved": moved
            and {
                "unit": "percent for a percentage point of the 10-year yield moved by the news",
                "first_stage_f": _r(moved.first_stage.f_effective),
                "weak": moved.first_stage.weak,
                "rows": [
                    {
                        "periods": int(h) + 1,
                        "value": _r(moved.responses.value[k, 0]),
                        "low": _r(moved.robust_low[k, 0]) if moved.robust_low is not None else None,
                        "high": _r(moved.robust_high[k, 0]) if moved.robust_high is not None else None,
                    }
                    for k, h in enumerate(moved.responses.horizons)
                ],
            },
            "actual_less_cap": [
                {
                    "first": g.first.isoformat(),
                    "last": g.last.isoformat(),
                    "months": g.months,
                    "autocorrelation": _r(g.autocorrelation),
                    "autocorrelation_of_changes": _r(g.of_changes),
                    "error": _r(g.error),
                }
                for g in self.cap_gaps
            ],
            "missing": [{"what": name, "said": NEEDS_DAILY} for name in self.missing],
        }


def runoff_returns(record: Record, market: str = "sp500", *, draws: int = 2_000, seed: int = 0) -> RunoffReturns:
    """Everything about runoff news and one market's returns known on a record's day.

    Parameters
    ----------
    record : Record
    market : ``"sp500"``, ``"nasdaq"`` or ``"taiex"``
    draws, seed : int

    Raises
    ------
    OutOfRange
        If too little news was known.
    """
    listed = next(m for m in markets() if m.key == market)
    held = daily(record, listed.series)
    by_day = held is not None and held.whole
    missing: list[str] = [] if by_day else [f"{listed.series}: a week after the news"]
    if by_day and held is not None:
        prices = held.series.between(START, record.as_of)
        dates, returns = _log_returns(prices)
    else:
        prices = record.series(f"{market}_return").between(START, record.as_of)
        dates, returns = prices.dates, 100.0 * np.log1p(prices.values / 100.0)
    step = "day" if by_day else "month"
    last = dates[-1].item() if len(dates) else FIRST
    changes = plan_changes(record.programme, FIRST, last)
    news = _placed(changes, dates, listed if by_day else None)
    try:
        effects = news_effects(returns, news, PERIODS[step], lags=LAGS[step], draws=draws, seed=seed)
    except EbbError as refused:
        raise OutOfRange(refused.what, "answers.returns, --as-of", refused.expected, "choose a later --as-of") from None
    names, also, rows, absent = controls(record, dates, by_day)
    missing += absent
    controlled = (
        news_effects(returns[rows], news[rows], PERIODS[step], lags=LAGS[step], also=also, draws=draws, seed=seed)
        if also is not None and (news[rows] != 0.0).sum() >= FEWEST
        else ()
    )
    surprises = yield_news(record) if by_day else None
    surprised: tuple[NewsEffect, ...] = ()
    if surprises is not None:
        moved_by = _on_days(surprises.news, dates, listed)
        if (moved_by != 0.0).sum() >= FEWEST:
            surprised = news_effects(returns, moved_by, PERIODS[step], lags=LAGS[step], draws=draws, seed=seed)
    else:
        missing.append("DGS10, SFFED_MPS_ME: announcement surprises")
    states, kink = _by_state(record, dates, returns, news, step)
    moved, needs = _moved(record, dates, returns, news, step)
    missing += needs
    return RunoffReturns(
        as_of=record.as_of,
        market=market,
        step=step,
        first=dates[0].item(),
        last=last,
        news=changes,
        effects=effects,
        controls=names,
        controlled=controlled,
        surprises=surprises,
        surprised=surprised,
        reverse=_reverse(record, dates, returns, changes, listed if by_day else None, step, draws, seed),
        states=states,
        kink=kink,
        moved_by_yields=moved,
        cap_gaps=cap_gaps(record),
        missing=tuple(missing),
        origins=prices.origins,
    )


def cap_gaps(record: Record) -> tuple[CapGap, ...]:
    """Actual MBS runoff less its cap in every runoff whose months are packaged, and how it is correlated with itself."""
    actual = record.series("soma_mbs_net_rolloff").in_unit("USD bn").by_month()
    found = []
    for name, windows in record.programme.regimes().items():
        if not name.startswith("QT"):
            continue
        for first, end in windows:
            kept = [m for m in sorted(actual) if first <= month_end(*m) and (end is None or date(*m, 1) <= end)]
            caps = [record.programme.rule(*m).mbs_cap for m in kept]
            gap = np.array([actual[m] - cap for m, cap in zip(kept, caps, strict=True) if cap is not None])
            if len(gap) >= 12:
                value, error = autocorrelation(gap)
                changed = autocorrelation(np.diff(gap))[0]
                found.append(CapGap(first, month_end(*kept[-1]), len(gap), value, changed, error))
    return tuple(found)


def _log_returns(prices: Series) -> tuple[Dates, Values]:
    return prices.dates[1:], 100.0 * np.diff(np.log(prices.values))


def _placed(changes: Sequence[PlanChange], dates: Dates, market: Market | None) -> Values:
    """News by period, in units of :data:`UNIT`: the first day that could answer, or the month of the announcement."""
    news = np.zeros(len(dates))
    for change in changes:
        day = change.day if market is None else market.answers(moment(change.day, "14:00", NEW_YORK))
        place = int(np.searchsorted(dates, np.datetime64(day, "D")))
        if place < len(dates):
            news[place] += change.change / UNIT
    return news


def _on_days(news: Sequence[tuple[date, float]], dates: Dates, market: Market) -> Values:
    """News of single days by the period that could answer it."""
    placed = np.zeros(len(dates))
    for day, size in news:
        place = int(np.searchsorted(dates, np.datetime64(market.answers(moment(day, "14:00", NEW_YORK)), "D")))
        if place < len(dates):
            placed[place] += size
    return placed


def _by_state(
    record: Record, dates: Dates, returns: Values, news: Values, step: str
) -> tuple[StateResponses | None, float | None]:
    """Responses where reserves stood above the estimated kink the month before, and where they did not."""
    fit = reserve_demand(record)
    if fit is None:
        return None, None
    held = funds_rate_months(record)
    shares = {(m.year, m.month): q for m, q in zip(held.months.tolist(), held.q.tolist(), strict=True)}
    kink = fit.kink.value
    own = [shares.get(month_before((d.year, d.month)), np.nan) for d in dates.tolist()]
    ample = np.array(own) > kink
    known = np.isfinite(own)
    last = int(np.flatnonzero(known)[-1]) + 1 if known.any() else 0
    ahead = [p - 1 for p in PERIODS[step][:-1]]
    try:
        found = state_projections(
            returns[:last, None], news[:last], ample[:last], lags=LAGS[step], horizons=ahead, left="sum", level=LEVEL
        )
    except EbbError:
        return None, kink
    return (found, kink) if min(found.shocks_inside, found.shocks_outside) >= 3 else (None, kink)


def _moved(
    record: Record, dates: Dates, returns: Values, news: Values, step: str
) -> tuple[InstrumentedResponses | None, list[str]]:
    """Returns on the change of the 10-year yield, instrumented by the news; daily alone."""
    held = daily(record, "DGS10")
    if step != "day" or held is None or not held.whole:
        return None, ["DGS10: the long yield on the day of the news"]
    change = change_on(held.series, dates)
    last = int(np.flatnonzero(np.isfinite(change))[-1]) + 1
    keep = slice(0, last)
    if not np.isfinite(change[keep]).all():
        return None, ["DGS10: a gap"]
    found = instrumented_projections(
        returns[keep, None],
        change[keep],
        news[keep],
        lags=LAGS[step],
        horizons=[p - 1 for p in PERIODS[step][:3]],
        inference="lag-augmented",
        left="sum",
        level=LEVEL,
    )
    return found, []


def _reverse(
    record: Record,
    dates: Dates,
    returns: Values,
    changes: Sequence[PlanChange],
    market: Market | None,
    step: str,
    draws: int,
    seed: int,
) -> tuple[Reverse, ...]:
    said = {c.day: c.change for c in changes}
    days = sorted({m.date() for m in held_meetings(record) if m.date() >= FIRST} | set(said))
    places, sizes = [], []
    for day in days:
        first = day.replace(day=1) if market is None else market.answers(moment(day, "14:00", NEW_YORK))
        place = int(np.searchsorted(dates, np.datetime64(first, "D")))
        if place < len(dates):
            places.append(place)
            sizes.append(said.get(day, 0.0))
    return reverse_causation(returns, places, np.array(sizes), _BEFORE[step], draws=draws, seed=seed)


def _wire(effect: TestedEffect) -> dict[str, Any]:
    return {
        "value": _r(effect.value),
        "low": _r(effect.low),
        "high": _r(effect.high),
        "level": effect.level,
        "placebo_p": _r(effect.placebo_p),
        "minimum_detectable": _r(effect.minimum_detectable),
        "verdict": effect.verdict,
        "unit": effect.unit,
    }


def _r(value: float | None) -> float | None:
    return None if value is None or not np.isfinite(value) else round(float(value), 4)
