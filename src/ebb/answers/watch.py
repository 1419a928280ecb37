"""``ebb watch``: the board, the chance of leaving ample and the eight weeks ahead against a reader's own thresholds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from ebb.answers.evidence import Evidence
from ebb.answers.rates_ahead import funding_weeks_on
from ebb.answers.rates_words import FundingWeeks
from ebb.errors import OutOfRange, UsageError
from ebb.text import BasisPoints, Count, Day, Percent, Phrase, Said

#: Thresholds of the chances unless told otherwise: likelier than not. Rates and ages are a reader's own matter.
LIKELIER_THAN_NOT: Final = 50.0
_LANGUAGES: Final = ("zh-Hant", "en")


@dataclass(frozen=True, slots=True)
class Limits:
    """A reader's thresholds; None leaves one out.

    Parameters
    ----------
    tight : float, percent
        Chance, by the board, of tight or scarcer.
    above : float, percent
        Chance of a month with repo above interest on reserves, at today's reserves.
    rate : float, bp over interest on reserves
        The 95th percentile of SOFR on any day of the next eight weeks.
    age : int, days
        Of the newest reserves.
    """

    tight: float | None = LIKELIER_THAN_NOT
    above: float | None = LIKELIER_THAN_NOT
    rate: float | None = None
    age: int | None = None

    def __post_init__(self) -> None:
        problems = [
            f"{name} of {level:g}%"
            for name, level in (("tight", self.tight), ("above", self.above))
            if level is not None and not 0.0 <= level <= 100.0
        ]
        if self.age is not None and self.age < 0:
            problems.append(f"an age of {self.age} days")
        if problems:
            raise UsageError(
                f"thresholds that cannot be: {'; '.join(problems)}",
                "ebb watch",
                "chances from 0 to 100, an age of 0 or more days",
                "correct the thresholds",
            )


@dataclass(frozen=True, slots=True)
class Watched:
    """One thing watched: what it is now, its threshold, and its line in both languages.

    `value` is None where it could not be read; that is no alarm, and said.
    """

    key: str
    value: float | None
    limit: float | None
    unit: str
    line: Mapping[str, str]

    @property
    def alarm(self) -> bool:
        """Whether the value is past its threshold."""
        return self.value is not None and self.limit is not None and self.value > self.limit


@dataclass(frozen=True, slots=True)
class Watch:
    """Everything watched as of a day."""

    as_of: date
    items: tuple[Watched, ...]

    @property
    def alarm(self) -> bool:
        """Whether anything is past its threshold."""
        return any(item.alarm for item in self.items)

    def lines(self, lang: str) -> tuple[str, ...]:
        """One line each."""
        return tuple(item.line[lang] for item in self.items)

    def json(self) -> dict[str, Any]:
        """The wire form."""
        return {
            "as_of": self.as_of.isoformat(),
            "alarm": self.alarm,
            "items": [
                {
                    "key": item.key,
                    "value": item.value,
                    "limit": item.limit,
                    "unit": item.unit,
                    "alarm": item.alarm,
                    "line": dict(item.line),
                }
                for item in self.items
            ],
        }


def watch(limits: Limits | None = None, *, as_of: date | None = None, today: date | None = None) -> Watch:
    """Read everything again and hold it against thresholds.

    Parameters
    ----------
    limits : Limits, optional
    as_of : date, optional
    today : date, optional
        Only to say how old the newest figure is; by default the as-of date.

    Raises
    ------
    UsageError
        For thresholds that cannot be.

    Notes
    -----
    Law: a higher threshold never alarms where a lower one does not.
    """
    asked = limits or Limits()
    evidence = Evidence(as_of)
    items = [_board(evidence, asked.tight), _above(evidence, asked.above), _rate(evidence, asked.rate)]
    return Watch(evidence.as_of, (*items, _age(evidence, asked.age, today or evidence.as_of)))


def _board(evidence: Evidence, limit: float | None) -> Watched:
    reading = evidence.board.reading
    crossing, verdict = reading.crossing, reading.verdict
    if crossing is None or verdict is None:
        return _unread("board", "percent", limit)
    chance = crossing[1].value
    said: dict[str, Said | str] = {"verdict": Phrase(f"board.verdict.{verdict}"), "chance": Percent(chance, digits=0)}
    return _item("board", chance, limit, "percent", said, None if limit is None else Percent(limit, digits=0))


def _above(evidence: Evidence, limit: float | None) -> Watched:
    fit = evidence.chance
    if fit is None:
        return _unread("above", "percent", limit)
    day, _, share = evidence.reserves_share
    chance = fit.at(share).value
    said: dict[str, Said | str] = {"chance": Percent(chance, digits=0), "share": Percent(share), "day": Day(day)}
    return _item("above", chance, limit, "percent", said, None if limit is None else Percent(limit, digits=0))


def _rate(evidence: Evidence, limit: float | None) -> Watched:
    try:
        found = funding_weeks_on(evidence.record, scored=False)
    except (OutOfRange, UsageError):
        return _unread("rate", "bp", limit)
    highest = _highest(found)
    if highest is None:
        return _unread("rate", "bp", limit)
    day, level = highest
    said: dict[str, Said | str] = {"level": BasisPoints(level), "day": Day(day)}
    return _item(f"rate.{found.step}", level, limit, "bp", said, None if limit is None else BasisPoints(limit))


def _highest(found: FundingWeeks) -> tuple[date, float] | None:
    """The day (or the month's end) with the largest 95th percentile."""
    days = [(one.date, one.high) for one in found.days]
    days += [(one.month, one.high) for one in found.months if one.measure == "highest"]
    return max(days, key=lambda pair: pair[1], default=None)


def _age(evidence: Evidence, limit: int | None, today: date) -> Watched:
    day = evidence.record.full("reserves").last()[0]
    age = (today - day).days
    said: dict[str, Said | str] = {"day": Day(day), "age": Count(age)}
    return _item(
        "age",
        float(age),
        None if limit is None else float(limit),
        "days",
        said,
        None if limit is None else Count(limit),
    )


def _item(
    key: str, value: float, limit: float | None, unit: str, said: Mapping[str, Said | str], bound: Said | None
) -> Watched:
    """The line: what it is, then whether it is past its threshold."""
    state = "off" if bound is None else "alarm" if limit is not None and value > limit else "fine"
    told = Phrase(f"watch.state.{state}", {} if bound is None else {"limit": bound})
    whole = Phrase(f"watch.{key}", {**said, "state": told})
    return Watched(key.split(".")[0], value, limit, unit, {lang: whole.say(lang) for lang in _LANGUAGES})


def _unread(key: str, unit: str, limit: float | None) -> Watched:
    whole = Phrase(f"watch.unread.{key}")
    return Watched(key, None, limit, unit, {lang: whole.say(lang) for lang in _LANGUAGES})
