"""The event study: what the announced dates moved, in every market a record holds daily figures of.

Dates, their direction, windows and the surprise that is controlled for stand in the packaged list of announcements, fixed
before anything was computed. A market answers on the first day whose figure was fixed after the words: Taipei, which closes
before New York opens, answers the day after. Where no daily series is held, the packaged days of episodes answer for the
few events they cover, without placebos; every market that stays silent is named.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

import numpy as np

from ebb.answers.daily import NEEDS_DAILY, Daily, daily
from ebb.answers.event_list import NEW_YORK, Announcement, Market, announcements, held_meetings, markets, moment
from ebb.equities.estimate import detectable
from ebb.equities.returns import generator
from ebb.estimation import LEVEL
from ebb.estimation.announcements import (
    DRAWS,
    FEWEST_DAYS,
    FEWEST_MEETINGS,
    Controlled,
    Pooled,
    controlled,
    placebo_means,
    pooled,
    randomisation_p,
    window_changes,
)
from ebb.record import Record
from ebb.series import Dates, Origin, Values
from ebb.sources.published import document

#: How far before the first event and after the last one placebo days are drawn, and how near to an event none is.
AROUND, APART = timedelta(days=365), timedelta(days=3)
SETS: Final = ("QT", "QE1", "taper talk", "other central banks")


@dataclass(frozen=True, slots=True)
class Placebo:
    """The signed mean over other days: its central range and the randomisation p of the events' own mean."""

    low: float
    high: float
    p: float
    days: int


@dataclass(frozen=True, slots=True)
class MarketStudy:
    """One market, one set of events, one window.

    Parameters
    ----------
    changes : tuple of (day of the announcement, change or None)
        In `unit`; None where the market has no figure.
    pooled : Pooled
        Signed mean: positive is what tightening words did.
    documented : Pooled
        The same without the dates that rest on memory.
    ordinary : (float, float) or None
        Central range, of the level's probability, of the same change on all other days.
    any_day, meeting_days : Placebo or None
        None where too few days are held.
    controlled : Controlled or None
    minimum_detectable : float or None
        At the level of the study and a power of 80 percent, from the larger of the error and the placebos' spread.
    source : str
    """

    market: str
    series: str
    unit: str
    set: str
    window: int
    changes: tuple[tuple[date, float | None], ...]
    pooled: Pooled
    documented: Pooled
    ordinary: tuple[float, float] | None
    any_day: Placebo | None
    meeting_days: Placebo | None
    controlled: Controlled | None
    minimum_detectable: float | None
    source: str
    origins: tuple[Origin, ...]

    @property
    def found(self) -> bool | None:
        """Whether the interval leaves out zero and every placebo agrees at the level; None where there is no placebo."""
        placebos = [p for p in (self.any_day, self.meeting_days) if p is not None]
        if not placebos or np.isnan(self.pooled.error):
            return None
        apart = self.pooled.low > 0.0 or self.pooled.high < 0.0
        return apart and all(p.p <= 1.0 - LEVEL + 1e-12 for p in placebos)

    def json(self) -> dict[str, Any]:
        """Wire form: numbers to four decimals, missing is null."""
        p, c = self.pooled, self.controlled

        def placebo(one: Placebo | None) -> dict[str, Any] | None:
            if one is None:
                return None
            return {"low": _r(one.low), "high": _r(one.high), "p": _r(one.p), "days": one.days}

        return {
            "market": self.market,
            "series": self.series,
            "unit": self.unit,
            "set": self.set,
            "window_days": self.window,
            "events": p.events,
            "signed_mean": _r(p.mean),
            "interval": None if np.isnan(p.error) else {"low": _r(p.low), "high": _r(p.high), "level": LEVEL},
            "sum": _r(p.total),
            "documented_dates": {"signed_mean": _r(self.documented.mean), "events": self.documented.events},
            "ordinary_day": None
            if self.ordinary is None
            else {"low": _r(self.ordinary[0]), "high": _r(self.ordinary[1])},
            "placebo_any_day": placebo(self.any_day),
            "placebo_meeting_days": placebo(self.meeting_days),
            "controlled": c
            and {
                "value": _r(c.value),
                "without_surprise": _r(c.bare),
                "error": _r(c.error),
                "p": _r(c.p),
                "events": c.events,
                "meetings": c.meetings,
            },
            "minimum_detectable": _r(self.minimum_detectable),
            "found": self.found,
            "changes": [{"date": day.isoformat(), "change": _r(change)} for day, change in self.changes],
            "source": self.source,
            "said": None if self.any_day or self.meeting_days else NEEDS_DAILY,
        }


@dataclass(frozen=True, slots=True)
class EventStudy:
    """Every market of every set, the markets nothing is held of, and the banks no market of the list is home of."""

    as_of: date
    announcements: tuple[Announcement, ...]
    studies: tuple[MarketStudy, ...]
    missing: tuple[str, ...]
    silent: tuple[str, ...]
    surprise: str | None

    def of(self, market: str, events: str = "QT", window: int = 1) -> MarketStudy | None:
        """One study, or None where the market is missing."""
        wanted = (market, events, window)
        return next((s for s in self.studies if (s.market, s.set, s.window) == wanted), None)

    def json(self) -> dict[str, Any]:
        """Wire form."""
        return {
            "as_of": self.as_of.isoformat(),
            "level": LEVEL,
            "surprise": self.surprise,
            "announcements": [
                {
                    "date": a.day.isoformat(),
                    "set": a.set,
                    "bank": a.bank,
                    "direction": "tighter" if a.sign > 0 else "easier",
                    "what": a.what,
                    "reference": a.reference,
                    "evidence": a.evidence,
                }
                for a in self.announcements
            ],
            "studies": [study.json() for study in self.studies],
            "missing": [{"series": name, "said": NEEDS_DAILY} for name in self.missing],
            "banks_without_a_market": list(self.silent),
        }


def event_study(
    record: Record, *, windows: Sequence[int] | None = None, draws: int = DRAWS, seed: int = 0
) -> EventStudy:
    """What announcements moved, everywhere a record holds daily figures.

    Parameters
    ----------
    record : Record
    windows : sequence of int, optional
        Days; by default those of the frozen list.
    draws, seed : int
        Of placebos.

    Notes
    -----
    Law: depends on nothing that became known after ``record.as_of``. Many markets and windows are looked at: at a level of
    90 percent one in ten is found by chance. Days of events are never among the placebo days.
    """
    events = announcements(record)
    listed = document("events")
    surprise = record.stored(listed["surprise"])
    surprises = {} if surprise is None else dict(surprise)
    meetings = held_meetings(record)
    studies: list[MarketStudy] = []
    missing: list[str] = []
    for market in markets():
        held = daily(record, market.series)
        if held is None:
            missing.append(market.series)
            continue
        for name in SETS:
            mine = [e for e in events if e.set == name and e.bank == market.home]
            if not mine:
                continue
            for window in windows or listed["windows"]:
                rng = generator(seed, f"{market.key}/{name}/{window}")
                near = [e.day for e in events if e.bank == market.home]
                study = _Study(market, held, window, near, draws, rng)
                studies.append(study.on(name, mine, meetings if market.home == "Fed" else (), surprises))
    homes = {market.home for market in markets()}
    silent = tuple(sorted({e.bank for e in events} - homes))
    used = listed["surprise"] if surprises else None
    return EventStudy(record.as_of, events, tuple(studies), tuple(missing), silent, used)


class _Study:
    """One market and window, ready for any set of events."""

    def __init__(
        self, market: Market, held: Daily, window: int, near: Sequence[date], draws: int, rng: np.random.Generator
    ) -> None:
        self.market, self.held, self.window, self.draws, self.rng = market, held, window, draws, rng
        self.near = near
        self.dates, self.levels = held.series.dates, market.levels(held.series.values)

    def on(
        self, name: str, events: Sequence[Announcement], meetings: Sequence[datetime], surprises: Mapping[date, float]
    ) -> MarketStudy:
        changes = self.after([e.moment for e in events])
        signs = np.array([e.sign for e in events])
        mean = pooled(changes, signs)
        here, seen = np.isfinite(changes), np.array([e.evidence != "memory" for e in events])
        any_day = meeting_days = beside = ordinary = None
        spread = mean.error
        if self.held.whole and here.any():
            first, last = events[0].day - AROUND, events[-1].day + AROUND
            days = [d for d in self.dates.tolist() if first <= d <= last and self._clear(d)]
            others = self._changes(days)
            others = others[np.isfinite(others)]
            drawn = self._placebo(others, signs[here], mean.mean, FEWEST_DAYS)
            if drawn:
                edges = np.quantile(others, (0.5 - LEVEL / 2.0, 0.5 + LEVEL / 2.0))
                ordinary = float(edges[0]), float(edges[1])
            any_day, spread = drawn or (None, spread)
            calm = [m for m in meetings if self._clear(m.date())]
            beside_them = self._placebo(self.after(calm), signs[here], mean.mean, FEWEST_MEETINGS) if calm else None
            meeting_days = beside_them[0] if beside_them else None
            beside = self._controlled(events, surprises, first, last)
        widest = max((s for s in (mean.error, spread) if s == s), default=float("nan"))
        return MarketStudy(
            market=self.market.key,
            series=self.market.series,
            unit=self.market.unit,
            set=name,
            window=self.window,
            changes=tuple((e.day, float(c) if c == c else None) for e, c in zip(events, changes, strict=True)),
            pooled=mean,
            documented=pooled(changes[seen], signs[seen]),
            ordinary=ordinary,
            any_day=any_day,
            meeting_days=meeting_days,
            controlled=beside,
            minimum_detectable=None if widest != widest else detectable(widest, LEVEL),
            source=self.held.source,
            origins=self.held.series.origins,
        )

    def after(self, moments: Sequence[datetime]) -> Values:
        """Changes over the window after each moment; nan where the market has none."""
        return self._changes([self.market.answers(m) for m in moments])

    def _changes(self, days: Sequence[date]) -> Values:
        asked: Dates = np.array(days, dtype="datetime64[D]")
        return window_changes(self.dates, self.levels, asked, self.window)

    def _clear(self, day: date) -> bool:
        return all(abs(day - event) > APART for event in self.near)

    def _placebo(self, pool: Values, signs: Values, mean: float, fewest: int) -> tuple[Placebo, float] | None:
        pool = pool[np.isfinite(pool)]
        if len(pool) < max(fewest, 2 * len(signs)):
            return None
        means = placebo_means(pool, signs, self.draws, self.rng)
        low, high = np.quantile(means, (0.5 - LEVEL / 2.0, 0.5 + LEVEL / 2.0))
        return Placebo(float(low), float(high), randomisation_p(mean, means), len(pool)), float(means.std())

    def _controlled(
        self, events: Sequence[Announcement], surprises: Mapping[date, float], first: date, last: date
    ) -> Controlled | None:
        said = {e.day: e.sign for e in events}
        days = [d for d in surprises if first <= d <= last and (d in said or self._clear(d))]
        if not days:
            return None
        moments = [moment(d, "14:00", NEW_YORK) for d in days]
        return controlled(
            self.after(moments),
            np.array([said.get(d, 0.0) for d in days]),
            np.array([surprises[d] for d in days]),
            self.draws,
            self.rng,
        )


def _r(value: float | None) -> float | None:
    return None if value is None or not np.isfinite(value) else round(value, 4)
