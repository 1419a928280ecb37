"""How good the house's own projections would have been: every quarter end since 2017, with what was known then.

Projecting all of them takes about a minute, so the packaged tables ``forecast_scores``, ``forecast_stops`` and
``liability_scores`` hold the results (``tools/scores.py`` writes them from the packaged figures, the tests make a part of
them again). They are read through the record, so that on an earlier day only outcomes published by then are scored. This
file projects nothing and chooses nothing: it averages misses and writes them down.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import numpy as np

from ebb.record import Record
from ebb.text import Count, Money, Month, Phrase, Said, Words

HORIZONS: Final = (6, 12, 24)
RULES: Final = ("ours", "caps", "pace")
LINES: Final = ("soma", "reserves", "on_rrp")
_DRAWS = 500
_SOURCE = "ebb tools/scores.py on the packaged figures: each quarter end projected with what was known two days later"


@dataclass(frozen=True, slots=True)
class Miss:
    """One projection and its outcome, USD billion: `ours`, caps in full, last year's pace, and what was published."""

    origin: date
    horizon: int
    line: str
    ours: float
    caps: float
    pace: float
    outcome: float

    def miss(self, rule: str) -> float:
        """Outcome less projection of one rule."""
        return self.outcome - float(getattr(self, rule))


@dataclass(frozen=True, slots=True)
class LineScore:
    """Mean absolute misses of one line at one horizon over the same origins, USD billion; `medians` beside them, because a
    crisis that nobody announced (2020) is most of a mean.

    `skill` is 1 - ours / the better of the two naive rules over these origins (chosen with hindsight, against us), with a 90
    percent interval by resampled blocks of neighbouring origins.
    """

    line: str
    horizon: int
    origins: int
    first: date
    last: date
    ours: float
    caps: float
    pace: float
    medians: Mapping[str, float]
    bias: float
    skill: float
    low: float
    high: float

    @property
    def better(self) -> str:
        """The better naive rule."""
        return "caps" if self.caps <= self.pace else "pace"

    def json(self) -> dict[str, Any]:
        """The wire form."""
        return {
            "line": self.line,
            "horizon_months": self.horizon,
            "origins": self.origins,
            "first": self.first.isoformat(),
            "last": self.last.isoformat(),
            "mean_absolute_miss": {rule: round(float(getattr(self, rule)), 1) for rule in RULES},
            "median_absolute_miss": {rule: round(self.medians[rule], 1) for rule in RULES},
            "mean_miss": round(self.bias, 1),
            "skill_over_better_naive": round(self.skill, 3),
            "skill_low": round(self.low, 3),
            "skill_high": round(self.high, 3),
        }


@dataclass(frozen=True, slots=True)
class StopScore:
    """When a runoff would end, as seen some months before it did; each date None where none was found in ten years."""

    ended: date
    ahead: int
    origin: date
    ours: date | None
    caps: date | None
    pace: date | None
    announced: bool

    def miss(self, rule: str) -> int | None:
        """Months by which the end came later than a rule said; negative = earlier."""
        day = getattr(self, rule)
        return None if day is None else (self.ended.year - day.year) * 12 + self.ended.month - day.month

    def json(self) -> dict[str, Any]:
        """The wire form."""
        return {
            "ended": self.ended.isoformat(),
            "months_ahead": self.ahead,
            "origin": self.origin.isoformat(),
            "announced": self.announced,
            **{rule: None if (day := getattr(self, rule)) is None else day.isoformat() for rule in RULES},
            "miss_months": {rule: self.miss(rule) for rule in RULES},
        }


@dataclass(frozen=True, slots=True)
class LiabilityScore:
    """Projected liabilities against a random walk: mean continuous ranked probability scores, USD billion."""

    line: str
    horizon: int
    variant: str
    origins: int
    crps: float
    walk: float
    skill: float
    low: float
    high: float
    inside: float

    def json(self) -> dict[str, Any]:
        """The wire form."""
        return {
            "line": self.line,
            "horizon_months": self.horizon,
            "variant": self.variant,
            "origins": self.origins,
            "crps": round(self.crps, 1),
            "crps_random_walk": round(self.walk, 1),
            "skill": round(self.skill, 3),
            "skill_low": round(self.low, 3),
            "skill_high": round(self.high, 3),
            "inside_90": round(self.inside, 3),
        }


@dataclass(frozen=True, slots=True, eq=False)
class Scores:
    """All scores known on a day; `not_projected` are quarter ends between the first and the last origin without a run."""

    as_of: date
    lines: tuple[LineScore, ...]
    stops: tuple[StopScore, ...]
    liabilities: tuple[LiabilityScore, ...]
    not_projected: tuple[date, ...] = ()

    def line(self, name: str, horizon: int) -> LineScore | None:
        """One line at one horizon, or None where no outcome was known."""
        return next((s for s in self.lines if (s.line, s.horizon) == (name, horizon)), None)

    @property
    def caveats(self) -> tuple[Phrase, ...]:
        """Sentences of the catalogue: what a year ahead was worth, and what the dated ends were."""
        return tuple(phrase for phrase in (self._levels(), self._ends()) if phrase is not None)

    def summary(self, lang: str) -> str:
        """The sentences as text; empty where nothing was scored yet."""
        return ("" if lang == "zh-Hant" else " ").join(phrase.say(lang) for phrase in self.caveats)

    def _levels(self) -> Phrase | None:
        soma, reserves = self.line("soma", 12), self.line("reserves", 12)
        if soma is None or reserves is None:
            return None
        said: dict[str, Said | str] = {"origins": Count(soma.origins), "first": Month(soma.first)}
        for name, score in (("soma", soma), ("reserves", reserves)):
            said |= {f"{name}_{rule}": Money(float(getattr(score, rule))) for rule in RULES}
            said[f"{name}_median"] = Money(score.medians["ours"])
        return Phrase("liabilities.score.levels", said)

    def _ends(self) -> Phrase | None:
        year = [stop for stop in self.stops if stop.ahead == 12]
        if not year:
            return None
        parts = [_end(stop) for stop in year]
        joined = Words("; ".join(p.say("en") for p in parts), "；".join(p.say("zh-Hant") for p in parts))
        return Phrase("liabilities.score.ends", {"ends": joined})

    def json(self) -> dict[str, Any]:
        """The wire form."""
        return {
            "as_of": self.as_of.isoformat(),
            "unit": "USD bn",
            "source": _SOURCE,
            "lines": [score.json() for score in self.lines],
            "not_projected": [day.isoformat() for day in self.not_projected],
            "stops": [stop.json() for stop in self.stops],
            "liabilities": [score.json() for score in self.liabilities],
        }


def scores(record: Record) -> Scores:
    """All scores whose outcome had been published on the record's day.

    Cost: 0.2 s beyond the imports of a run; the projections themselves are in packaged tables.
    """
    from ebb.simulate.liabilities import quarters

    found = misses(record)
    made = {miss.origin for miss in found}
    between = quarters(min(made), max(made)) if made else ()
    missing = tuple(day for day in between if day not in made)
    return Scores(record.as_of, line_scores(found), stop_scores(record), liability_scores(record), missing)


def misses(record: Record) -> tuple[Miss, ...]:
    """Every scored projection, in the order of the table; those with all three rules and an outcome."""
    return tuple(
        Miss(
            origin=date.fromisoformat(row["origin"]),
            horizon=int(row["horizon"]),
            line=row["line"],
            ours=float(row["ours"]),
            caps=float(row["caps"]),
            pace=float(row["pace"]),
            outcome=float(row["outcome"]),
        )
        for row in record.table("forecast_scores")
        if row["outcome"]
    )


def line_scores(found: Sequence[Miss]) -> tuple[LineScore, ...]:
    """Mean misses by line and horizon."""
    made = []
    for line in LINES:
        for horizon in HORIZONS:
            rows = sorted((m for m in found if (m.line, m.horizon) == (line, horizon)), key=lambda m: m.origin)
            if rows:
                made.append(_line_score(line, horizon, rows))
    return tuple(made)


def _line_score(line: str, horizon: int, rows: Sequence[Miss]) -> LineScore:
    from ebb.simulate.liabilities import skill, skill_interval

    away = {rule: np.array([abs(row.miss(rule)) for row in rows]) for rule in RULES}
    means = {rule: float(values.mean()) for rule, values in away.items()}
    naive = away["caps" if means["caps"] <= means["pace"] else "pace"]
    low, high = skill_interval(away["ours"], naive, block=max(2, horizon // 3 + 1), draws=_DRAWS)
    return LineScore(
        line=line,
        horizon=horizon,
        origins=len(rows),
        first=rows[0].origin,
        last=rows[-1].origin,
        **means,
        medians={rule: float(np.median(values)) for rule, values in away.items()},
        bias=float(np.mean([row.miss("ours") for row in rows])),
        skill=skill(away["ours"], naive),
        low=low,
        high=high,
    )


def stop_scores(record: Record) -> tuple[StopScore, ...]:
    """For each runoff that had ended, the forecast of its end made at least 6, 12 and 24 months before it."""
    rows = [row for row in record.table("forecast_stops") if row["origin"]]
    found = []
    for ended in sorted({row["target"] for row in rows}):
        end = date.fromisoformat(ended)
        own = sorted((row for row in rows if row["target"] == ended), key=lambda row: row["origin"])
        for ahead in HORIZONS:
            before = [row for row in own if _months(date.fromisoformat(row["origin"]), end) >= ahead]
            if before:
                row = before[-1]
                found.append(
                    StopScore(
                        ended=end,
                        ahead=ahead,
                        origin=date.fromisoformat(row["origin"]),
                        ours=_day(row["ours"]),
                        caps=_day(row["caps"]),
                        pace=_day(row["pace"]),
                        announced=row["announced"] == "yes",
                    )
                )
    return tuple(found)


def liability_scores(record: Record) -> tuple[LiabilityScore, ...]:
    """Scores of the liability models by line, horizon and variant."""
    from ebb.simulate.liabilities import skill, skill_interval

    groups: dict[tuple[str, str, int], list[dict[str, str]]] = {}
    for row in record.table("liability_scores"):
        if row["crps"]:
            groups.setdefault((row["variant"], row["line"], int(row["horizon"])), []).append(row)
    found = []
    for (variant, line, horizon), rows in groups.items():
        rows = sorted(rows, key=lambda row: row["origin"])
        ours = np.array([float(row["crps"]) for row in rows])
        walk = np.array([float(row["crps_walk"]) for row in rows])
        low, high = skill_interval(ours, walk, block=max(2, horizon // 3 + 1), draws=_DRAWS)
        found.append(
            LiabilityScore(
                line=line,
                horizon=horizon,
                variant=variant,
                origins=len(rows),
                crps=float(ours.mean()),
                walk=float(walk.mean()),
                skill=skill(ours, walk),
                low=low,
                high=high,
                inside=float(np.mean([row["inside"] == "yes" for row in rows])),
            )
        )
    return tuple(sorted(found, key=lambda score: (score.variant, score.line, score.horizon)))


def table_of(found: Iterable[LineScore]) -> str:
    """The line scores as a table for people at a terminal or in a report."""
    lines = [f"{'line':10s} {'months':>6s} {'n':>3s} {'ours':>8s} {'caps':>8s} {'pace':>8s} {'skill':>7s}  90%"]
    lines += [
        f"{s.line:10s} {s.horizon:6d} {s.origins:3d} {s.ours:8.0f} {s.caps:8.0f} {s.pace:8.0f} {s.skill:+7.2f}  "
        f"[{s.low:+.2f}, {s.high:+.2f}]"
        for s in found
    ]
    return "\n".join(lines)


def _months(first: date, last: date) -> int:
    return (last.year - first.year) * 12 + last.month - first.month


def _day(cell: str) -> date | None:
    return date.fromisoformat(cell) if cell else None


def _end(stop: StopScore) -> Phrase:
    said: dict[str, Said | str] = {"ended": Month(stop.ended), "origin": Month(stop.origin)}
    if not any(getattr(stop, rule) for rule in RULES):
        return Phrase("liabilities.score.unseen", said)
    return Phrase("liabilities.score.end", {**said, **{rule: _month(getattr(stop, rule)) for rule in RULES}})


def _month(day: date | None) -> Said:
    return Phrase("liabilities.score.never") if day is None else Month(day)
