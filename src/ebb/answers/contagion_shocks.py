"""What the channels of contagion did after shocks: local projections with interval, placebo and detectable size."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

import numpy as np

from ebb.answers.daily import daily
from ebb.answers.event_list import NEW_YORK, Market, moment
from ebb.answers.yield_news import yield_news
from ebb.equities.estimate import TestedEffect, judged
from ebb.estimation import local_projections
from ebb.estimation.rotation import rotated_responses
from ebb.planning.contagion import LEVEL
from ebb.policy import plan_changes
from ebb.record import Record
from ebb.series import Dates, Origin, Series, Values

#: Shocks, the unit their responses are for, and whether an announcement identifies them.
SHOCKS: Final[Mapping[str, tuple[float, bool]]] = {
    "plan": (100.0, True),
    "yield_news": (10.0, True),
    "term_premium": (10.0, False),
    "repo_stress": (10.0, False),
}
#: Trading days over which responses are cumulated, and lags of the channel among the controls: fixed before looking.
PERIODS: Final = (1, 5, 21, 63)
LAGS: Final = 5
FIRST: Final = date(2012, 12, 12)
_FEWEST: Final = 5
_LONG: Final = 504


@dataclass(frozen=True, slots=True, eq=False)
class Held:
    """A channel's figures: levels whose differences are changes, and the market whose clock they keep."""

    channel: str
    group: str
    market: Market | None
    unit: str
    dates: Dates
    levels: Values
    origins: tuple[Origin, ...]

    @property
    def frequency(self) -> str:
        """``"day"`` or ``"month"``."""
        return "month" if self.market is None else "day"


@dataclass(frozen=True, slots=True)
class ChannelResponse:
    """A channel after a shock, cumulated over `periods` trading days; `identified` says whether an announcement dates it."""

    channel: str
    group: str
    shock: str
    identified: bool
    periods: int
    effect: TestedEffect
    observations: int
    news: int


def responses(record: Record, held: Sequence[Held]) -> list[ChannelResponse]:
    """Every channel with daily figures after every shock the record knows of."""
    shocks = _shocks(record)
    found = []
    for one in held:
        if one.market is None:
            continue
        for name, (days, also) in shocks.items():
            found += _after(one, one.market, name, days, also)
    return found


def _shocks(record: Record) -> dict[str, tuple[dict[date, float], dict[date, float]]]:
    """Shocks by day of New York, in units of :data:`SHOCKS`, each with what is held equal beside it."""
    found: dict[str, tuple[dict[date, float], dict[date, float]]] = {}
    changes = {c.day: c.change for c in plan_changes(record.programme, FIRST, record.as_of)}
    if len(changes) >= _FEWEST:
        found["plan"] = changes, {}
    news = yield_news(record)
    if news is not None and len(news.news) >= _FEWEST:
        found["yield_news"] = dict(news.news), {}
    two, premium = daily(record, "DGS2"), daily(record, "ACMTP10")
    if premium is not None and premium.whole and two is not None and two.whole:
        later = premium.series.between(FIRST, record.as_of)
        found["term_premium"] = _changes(later, 100.0), _changes(two.series.between(FIRST, record.as_of), 100.0)
    spread = _repo_spread(record)
    if spread is not None:
        found["repo_stress"] = _changes(spread, 1.0), {}
    return {
        name: ({day: value / SHOCKS[name][0] for day, value in days.items()}, also)
        for name, (days, also) in found.items()
    }


def _repo_spread(record: Record) -> Series | None:
    """SOFR over interest on reserves, bp, by day; None where SOFR is not held by the day."""
    held = daily(record, "SOFR")
    if held is None or not held.whole:
        return None
    paid = [record.corridor.at(day).ior for day in held.series.dates.tolist()]
    values = np.array([np.nan if p is None else 100.0 * (v - p) for v, p in zip(held.series.values, paid, strict=True)])
    keep = np.isfinite(values)
    return replace(
        held.series, dates=held.series.dates[keep], values=values[keep], known=held.series.known[keep], unit="bp"
    )


def _changes(series: Series, scale: float) -> dict[date, float]:
    return dict(zip(series.dates[1:].tolist(), (scale * np.diff(series.values)).tolist(), strict=True))


def _after(
    one: Held, market: Market, name: str, days: Mapping[date, float], also: Mapping[date, float]
) -> list[ChannelResponse]:
    """Responses of one channel to one shock at every period, over the days the shock is known of."""
    dates, moves = one.dates[1:], np.diff(one.levels)
    _, identified = SHOCKS[name]
    first = np.datetime64(min(days)) - 30  # a month for the lags
    last = dates[-1] if identified else np.datetime64(max(days))
    inside = (dates > first) & (dates <= last)
    dates, moves = dates[inside], moves[inside]
    if len(dates) < _LONG:
        return []
    shock, beside = _placed(days, dates, market), _placed(also, dates, market) if also else None
    news = int((shock != 0.0).sum())
    if news < _FEWEST:
        return []
    lagged = [] if identified else [np.concatenate((np.zeros(k), shock[:-k])) for k in range(1, LAGS + 1)]
    columns = [*lagged, *([beside] if beside is not None else [])]
    held = np.column_stack(columns) if columns else None
    ahead = [p - 1 for p in PERIODS]
    found = local_projections(moves[:, None], shock, lags=LAGS, horizons=ahead, left="sum", also=held, level=LEVEL)
    results = []
    for place, horizon in enumerate(ahead):
        placebo = _rotated(moves, shock, horizon, found.lags, held)
        value, error = float(found.value[place, 0]), float(found.error[place, 0])
        bounds = float(found.low[place, 0]), float(found.high[place, 0])
        effect = judged(value, bounds, error, placebo, one.unit, LEVEL)
        results.append(
            ChannelResponse(
                one.channel, one.group, name, identified, horizon + 1, effect, int(found.observations[place]), news
            )
        )
    return results


def _rotated(moves: Values, shock: Values, horizon: int, lags: int, also: Values | None) -> Values:
    """The same regression with the shock moved around the sample."""
    rows = len(moves) - lags - horizon
    totals = np.concatenate(([0.0], np.cumsum(moves)))
    left = totals[lags + horizon + 1 : lags + horizon + 1 + rows] - totals[lags : lags + rows]
    parts = [moves[lags - k : lags - k + rows] for k in range(1, lags + 1)]
    parts += [] if also is None else list(also[lags : lags + rows].T)
    return rotated_responses(left, shock[lags : lags + rows], np.column_stack((*parts, np.ones(rows))))


def _placed(days: Mapping[date, float], dates: Dates, market: Market) -> Values:
    """A shock by the first figure of the market that could answer it, several of one figure added."""
    found = np.zeros(len(dates))
    for day, size in days.items():
        answers = market.answers(moment(day, "14:00", NEW_YORK))
        place = int(np.searchsorted(dates, np.datetime64(answers, "D")))
        late = place < len(dates) and (dates[place].item() - answers).days > 5
        if place < len(dates) and not late and (place > 0 or dates[0].item() == answers):
            found[place] += size
    return found
