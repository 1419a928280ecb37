"""How good the board would have been: every Friday since 2011, with the figures of the package known by then.

Reading all of them takes minutes, so the packaged table ``board_readings`` holds them (``tools/board.py`` writes it, the tests
make a part of it again). Release lags are kept, revisions are not: bank assets and GDP are of one late vintage. The event was
fixed before anything was scored (:mod:`ebb.funding.board`): a month ending within thirteen weeks in which the overnight rate
averages more than 5 bp over interest on reserves. This file reads nothing again and chooses nothing: it counts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from ebb.funding.resample import block_weights
from ebb.record import Record

Array = NDArray[np.float64]

#: Days to be warned of: the repo spike; the first day of autumn 2025 with SOFR above the range; the year's end.
EXAMS: Final = {
    "september_2019": date(2019, 9, 17),
    "autumn_2025": date(2025, 10, 15),
    "end_2025": date(2025, 12, 31),
}
#: Stress of another kind: an alarm before it is no hit. The dash for cash, the run on a bank.
OTHER: Final = {"march_2020": date(2020, 3, 16), "march_2023": date(2023, 3, 10)}
#: What the board is compared with: rules that give a chance, and levels below which others said reserves are short.
CHANCES: Final = ("board", "count", "rate", "past", "calm")
_WEEKS_IN_BLOCK: Final = 52
_DRAWS: Final = 1_000
#: No rule is certain: the logarithm of a chance is taken no nearer to zero or one than half a percent.
_NEAREST: Final = 0.005
LEVEL: Final = 0.90


@dataclass(frozen=True, slots=True, eq=False)
class Readings:
    """The packaged readings known on a day, column by column, shape (weeks,); NaN where nothing was said or known."""

    days: NDArray[np.datetime64]
    chances: Mapping[str, Array]  # of scarce, percent, by rule
    board: Array  # shape (weeks, 3): chance of crossing each border
    spread: Array
    shares: Mapping[str, Array]
    came: tuple[str, ...]

    @property
    def scored(self) -> NDArray[np.bool_]:
        """Weeks whose outcome is known and for which the board spoke."""
        return np.array([bool(c) for c in self.came]) & np.isfinite(self.board[:, 0])

    @property
    def happened(self) -> Array:
        """1 where the event came."""
        return np.array([float(c == "scarce") for c in self.came])

    @property
    def verdicts(self) -> NDArray[np.intp]:
        """Place of the verdict in ``VERDICTS``; -1 where nothing was said."""
        found: NDArray[np.intp] = (self.board >= 50.0).sum(axis=1)
        return np.where(np.isfinite(self.board[:, 0]), found, -1)


@dataclass(frozen=True, slots=True)
class RuleScore:
    """One rule over the same weeks: Brier score (0 = perfect), log score in nats, and how much worse it is than the board.

    `gain` is its Brier score less the board's (positive = the board is better), with its 90 percent interval by blocks of a
    year; None for the board itself. `fixed` is the level of a rule that alarms below one: of what, and percent.
    """

    rule: str
    brier: float
    log: float
    gain: float | None
    low: float | None
    high: float | None
    fixed: tuple[str, float] | None = None

    def json(self) -> dict[str, Any]:
        """The wire form."""
        edges = {name: None if (v := getattr(self, name)) is None else round(v, 4) for name in ("gain", "low", "high")}
        return {"rule": self.rule, "brier": round(self.brier, 4), "log": round(self.log, 4), **edges}


@dataclass(frozen=True, slots=True)
class Warned:
    """What the board said before a day: its last verdict, and how long it had been out of abundant and in alarm.

    `weeks_out` and `weeks_alarmed` are whole weeks from the first reading of the unbroken stretch to the day;
    None where the last reading was not so.
    """

    key: str
    day: date
    read: date
    verdict: int
    chances: tuple[float, float, float]
    weeks_out: int | None
    weeks_alarmed: int | None

    def json(self) -> dict[str, Any]:
        """The wire form."""
        from ebb.funding.board import VERDICTS

        return {
            "key": self.key,
            "day": self.day.isoformat(),
            "last_reading": self.read.isoformat(),
            "verdict": VERDICTS[self.verdict],
            "chance_of_crossing_pct": [round(c, 1) for c in self.chances],
            "weeks_out_of_abundant": self.weeks_out,
            "weeks_in_alarm": self.weeks_alarmed,
        }


@dataclass(frozen=True, slots=True)
class BoardScores:
    """The back-test: `weeks` scored from `first` to `last`, `events` of them followed by the event.

    An alarm is a verdict of tight or scarce. `hits`, `false_alarms`, `misses` and `calm` count weeks and add to `weeks`;
    `spells` are unbroken stretches of alarm, `false_spells` those in which no week was followed by the event.
    """

    as_of: date
    weeks: int
    first: date
    last: date
    events: int
    hits: int
    false_alarms: int
    misses: int
    calm: int
    spells: int
    false_spells: int
    rules: tuple[RuleScore, ...]
    exams: tuple[Warned, ...]
    other: tuple[Warned, ...]

    def rule(self, name: str) -> RuleScore:
        """The score of one rule."""
        return next(score for score in self.rules if score.rule == name)

    def json(self) -> dict[str, Any]:
        """The wire form."""
        counts = ("weeks", "events", "hits", "false_alarms", "misses", "calm", "spells", "false_spells")
        return {
            "as_of": self.as_of.isoformat(),
            "first": self.first.isoformat(),
            "last": self.last.isoformat(),
            **{name: getattr(self, name) for name in counts},
            "rules": [score.json() for score in self.rules],
            "exams": [one.json() for one in self.exams],
            "stress_of_another_kind": [one.json() for one in self.other],
        }


def readings(record: Record) -> Readings:
    """The packaged readings made and, where they are over, judged by the record's day."""
    rows = record.table("board_readings")

    def column(name: str) -> Array:
        return np.array([float(row[name]) if row[name] else np.nan for row in rows])

    return Readings(
        days=np.array([row["as_of"] for row in rows], dtype="datetime64[D]"),
        chances={
            "board": column("scarce_pct"),
            "count": column("count_scarce_pct"),
            "rate": column("rate_scarce_pct"),
            "past": column("past_pct"),
            "calm": np.zeros(len(rows)),
        },
        board=np.column_stack([column(f"{name}_pct") for name in ("ample", "tight", "scarce")]),
        spread=column("spread_bp"),
        shares={"bank assets": column("share_bank_assets_pct"), "GDP": column("share_gdp_pct")},
        came=tuple(row["came"] for row in rows),
    )


def levels_of_others(document: Mapping[str, Any]) -> dict[str, tuple[str, float]]:
    """Fixed levels somebody named as enough, ``key -> (base, percent)``: those given as a share, both ends of a range."""
    found = {}
    for raw in document["threshold"]:
        base = str(raw["unit"]).removeprefix("percent of ")
        if raw["kind"] == "estimate" and raw["unit"].startswith("percent of ") and raw["evidence"] == "seen":
            for end in ("low", "high"):
                level = float(raw.get(end, raw.get("value")))
                found[f"{raw['key']}.{end}" if "low" in raw else raw["key"]] = (base, level)
    return found


def board_scores(record: Record, document: Mapping[str, Any]) -> BoardScores | None:
    """The back-test as far as it was over on the record's day; None before anything was.

    Parameters
    ----------
    record : Record
    document : mapping
        The literature, for the fixed levels of others; they are scored with hindsight, over all weeks.
    """
    read = readings(record)
    kept = np.flatnonzero(read.scored)
    if not len(kept):
        return None
    happened, verdicts = read.happened[kept], read.verdicts[kept]
    alarm = verdicts >= 2
    rules = _rules(read, kept, levels_of_others(document))
    spells = _spells(alarm)
    return BoardScores(
        as_of=record.as_of,
        weeks=len(kept),
        first=read.days[kept[0]].item(),
        last=read.days[kept[-1]].item(),
        events=int(happened.sum()),
        hits=int((alarm & (happened == 1)).sum()),
        false_alarms=int((alarm & (happened == 0)).sum()),
        misses=int((~alarm & (happened == 1)).sum()),
        calm=int((~alarm & (happened == 0)).sum()),
        spells=len(spells),
        false_spells=sum(not happened[a:b].any() for a, b in spells),
        rules=rules,
        exams=_warnings(read, EXAMS, record.as_of),
        other=_warnings(read, OTHER, record.as_of),
    )


def _rules(read: Readings, kept: NDArray[np.intp], levels: Mapping[str, tuple[str, float]]) -> tuple[RuleScore, ...]:
    happened = read.happened[kept]
    said = {name: read.chances[name][kept] / 100.0 for name in CHANCES}
    said["rate"] = np.where(np.isnan(said["rate"]), said["past"], said["rate"])
    said["spread_now"] = (read.spread[kept] > 5.0).astype(np.float64)
    for name, (base, level) in levels.items():
        said[name] = (read.shares[base][kept] < level).astype(np.float64)
    weights = block_weights(len(kept), min(_WEEKS_IN_BLOCK, len(kept)), _DRAWS, np.random.default_rng(0))
    squares = {name: (chance - happened) ** 2 for name, chance in said.items()}
    found = []
    for name, chance in said.items():
        near = np.clip(chance, _NEAREST, 1.0 - _NEAREST)
        log = -float(np.mean(np.log(np.where(happened == 1, near, 1.0 - near))))
        gap = squares[name] - squares["board"]
        low, high = np.quantile(weights @ gap / len(kept), [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
        ours = name == "board"
        edges = (None, None, None) if ours else (float(gap.mean()), float(low), float(high))
        found.append(
            RuleScore(
                rule=name,
                brier=float(squares[name].mean()),
                log=log,
                gain=edges[0],
                low=edges[1],
                high=edges[2],
                fixed=levels.get(name),
            )
        )
    return tuple(found)


def _spells(alarm: NDArray[np.bool_]) -> list[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(np.concatenate([[False], alarm, [False]]).astype(int)))
    return list(zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True))


def _warnings(read: Readings, days: Mapping[str, date], as_of: date) -> tuple[Warned, ...]:
    found = []
    for key, day in days.items():
        before = np.flatnonzero((read.days < np.datetime64(day, "D")) & (read.verdicts >= 0))
        if day > as_of or not len(before) or day - read.days[before[-1]].item() > timedelta(days=7):
            continue
        verdicts = read.verdicts[before]
        last = int(before[-1])
        first, second, third = read.board[last].tolist()
        found.append(
            Warned(
                key,
                day,
                read.days[last].item(),
                int(verdicts[-1]),
                (first, second, third),
                _unbroken(verdicts >= 1, read.days[before], day),
                _unbroken(verdicts >= 2, read.days[before], day),
            )
        )
    return tuple(found)


def _unbroken(on: Sequence[bool] | NDArray[np.bool_], days: NDArray[np.datetime64], day: date) -> int | None:
    """Whole weeks from the first reading of the stretch that reaches the last one; None where the last is off."""
    off = np.flatnonzero(~np.asarray(on))
    first = int(off[-1]) + 1 if len(off) else 0
    return None if first >= len(days) else (day - days[first].item()).days // 7
