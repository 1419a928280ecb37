"""The weeks ahead in sentences: what is expected, how long the tail is, and how good such forecasts have been."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from ebb.answers.reserve_demand import Missing
from ebb.funding.rates import (
    DayAhead,
    Explained,
    MonthAhead,
    MonthScore,
    RuleScore,
    TakenApart,
    TakeUpAhead,
    TakeUpScore,
)
from ebb.funding.rates.days import business_days
from ebb.text import BasisPoints, Count, Day, Money, Month, Percent, Phrase, Range, Said

_AREA = "funding_rates"


@dataclass(frozen=True, slots=True)
class RepoDay:
    """17 September 2019 as published: percent a year, and SOFR less interest on reserves in basis points."""

    day: date
    sofr: float
    effr: float
    spread: float


@dataclass(frozen=True, slots=True, eq=False)
class FundingWeeks:
    """What is expected of a rate in the eight weeks after a day, and how good such forecasts have been.

    Attributes
    ----------
    step : ``"day"`` or ``"month"``
    known : date or None
        The newest day (or month's end) of the rate that was known.
    days : tuple of DayAhead
        Every business day of the next eight weeks; empty where no daily rate is held.
    months : tuple of MonthAhead
        Month by month instead, from the package.
    over : float or None
        Standing repo rate less interest on reserves, basis points, at which take-up is told.
    """

    rate: str
    as_of: date
    step: str
    known: date | None
    days: tuple[DayAhead, ...]
    months: tuple[MonthAhead, ...]
    scores: tuple[RuleScore, ...]
    month_scores: tuple[MonthScore, ...]
    over: float | None
    take_up: tuple[TakeUpAhead, ...]
    take_up_score: TakeUpScore | None
    repo_day: RepoDay | None
    apart: TakenApart | None
    explained: tuple[Explained, ...]
    missing: tuple[Missing, ...]

    def lines(self, lang: str = "en") -> tuple[str, ...]:
        """The answer in sentences, the finding first."""
        return lines_of(self, lang)

    def json(self) -> dict[str, Any]:
        """Wire form: spreads in basis points over interest on reserves, amounts in USD billion, not-a-number as null."""
        told = {name: getattr(self, name) for name in self.__slots__}
        found: dict[str, Any] = _wire(
            {name: _plain(value) for name, value in told.items()}
            | {"missing": [one.json() for one in self.missing], "unit": "bp over interest on reserves"}
        )
        return found


def lines_of(found: FundingWeeks, lang: str) -> tuple[str, ...]:
    """Every sentence of the answer, the finding first."""
    told = [*_days(found), *_months(found), *_scored(found), *_take_up(found), *_september(found)]
    for one in found.missing:
        names = {"names": ", ".join(one.needs)} if one.what != "dealers" else {}
        told.append(Phrase(f"{_AREA}.missing.{one.what}", names))
    return tuple(dict.fromkeys(phrase.say(lang) for phrase in told))


def in_short(found: FundingWeeks) -> list[Phrase]:
    """What stands beside another answer: the ordinary days and the hardest one, or the coming month and that it is coarse."""
    if found.days:
        return _days(found)[:2]
    told = _months(found)
    return [told[0], told[-1]] if told else []


def kind_of(kinds: Sequence[str]) -> Phrase:
    """The kinds of one day as a phrase."""
    if not kinds:
        return Phrase(f"{_AREA}.kind.ordinary")
    said = Phrase(f"{_AREA}.kind.{kinds[0]}")
    for kind in kinds[1:]:
        said = Phrase(f"{_AREA}.kind.two", {"first": said, "second": Phrase(f"{_AREA}.kind.{kind}")})
    return said


def best_rule(scores: Sequence[RuleScore], level: float, group: str = "all") -> RuleScore:
    """The simple rule with the smallest loss at one level."""
    return min((s for s in scores if (s.level, s.group) == (level, group) and s.rule != "model"), key=lambda s: s.loss)


def hardest(days: Sequence[DayAhead]) -> DayAhead:
    """The day with the highest 95th percentile."""
    return max(days, key=lambda day: day.high)


def _days(found: FundingWeeks) -> list[Phrase]:
    if not found.days:
        return []
    calm = [day for day in found.days if not day.kinds] or list(found.days)
    worst = hardest(found.days)
    told = [
        _told(
            "days.text",
            last=Day(found.days[-1].date),
            rate=found.rate,
            middle=_bp(_mean([day.expected for day in calm])),
            low=_bp(_mean([day.low for day in calm])),
            high=_bp(_mean([day.high for day in calm])),
        ),
        _told(
            "days.hardest",
            day=Day(worst.date),
            kind=kind_of(worst.kinds),
            expected=_bp(worst.expected),
            high=_bp(worst.high),
            extreme=_bp(worst.extreme),
        ),
    ]
    if found.known is not None:
        age = len(business_days(found.known, found.as_of)) - 1
        if age > 2:
            told.append(_told("days.stale", known=Day(found.known), n=Count(age)))
    return told


def _months(found: FundingWeeks) -> list[Phrase]:
    if not found.months or found.known is None:
        return []
    by_month = {one.month: {m.measure: m for m in found.months if m.month == one.month} for one in found.months}
    told = [
        _told(
            "months.text",
            month=Month(month),
            average=_bp(measures["average"].expected),
            turn=_bp(measures["turn"].expected),
            highest=_bp(measures["highest"].expected),
            high=_bp(measures["highest"].high),
        )
        for month, measures in by_month.items()
        if (month.year, month.month) >= (found.as_of.year, found.as_of.month)
    ]
    return [*told, _told("months.coarse", known=Month(found.known))]


def _scored(found: FundingWeeks) -> list[Phrase]:
    told: list[Phrase] = []
    if found.scores:
        for level, key in ((0.95, "text"), (0.5, "middle")):
            rule = best_rule(found.scores, level)
            ours = next(s for s in found.scores if (s.rule, s.level, s.group) == ("model", level, "all"))
            said: dict[str, Said | str] = {
                "size": Percent(abs(100.0 * rule.skill), 0),
                "side": _side(rule.skill),
                "rule": Phrase(f"{_AREA}.rule.{rule.rule}"),
                "band": Range(Percent(100.0 * rule.low, 0), Percent(100.0 * rule.high, 0)),
            }
            if key == "text":
                said |= {"n": Count(ours.days), "origins": Count(ours.origins), "above": Percent(100.0 * ours.above, 1)}
            told.append(_told(f"score.{key}", **said))
    for score in found.month_scores:
        if (score.measure, score.level) == ("highest", 0.95):
            told.append(
                _told(
                    "score.month",
                    n=Count(score.n),
                    above=Percent(100.0 * score.above, 1),
                    size=Percent(abs(100.0 * score.skill), 0),
                    side=_side(score.skill),
                    band=Range(Percent(100.0 * score.low, 0), Percent(100.0 * score.high, 0)),
                )
            )
    return told


def _take_up(found: FundingWeeks) -> list[Phrase]:
    told: list[Phrase] = []
    if found.take_up and found.over is not None:
        most = max(found.take_up, key=lambda day: day.expected)
        told.append(
            _told(
                "take_up.text",
                over=BasisPoints(found.over),
                day=Day(most.date),
                chance=Percent(most.chance, 0),
                expected=Money(most.expected),
                band=Range(Money(most.low), Money(most.high)),
            )
        )
    score = found.take_up_score
    if score is not None:
        gain = 1.0 - score.loss / score.loss_past
        told.append(
            _told(
                "take_up.score",
                n=Count(score.days),
                first=Day(score.first),
                last=Day(score.last),
                size=Percent(abs(100.0 * gain), 0),
                side=_side(gain),
                above=Percent(100.0 * score.above95, 0),
            )
        )
    return told


def _september(found: FundingWeeks) -> list[Phrase]:
    if found.repo_day is None:
        return []
    day = found.repo_day
    told = [
        _told(
            "september.text",
            day=Day(day.day),
            sofr=Percent(day.sofr, 2),
            effr=Percent(day.effr, 2),
            spread=BasisPoints(day.spread),
        )
    ]
    if found.apart is not None:
        apart = found.apart
        seen, meeting = (apart.fit(model, "with_the_day") for model in ("additive", "interactions"))
        before, upper = (apart.fit(model, "before") for model in ("interactions", "quantile"))
        told.append(
            _told(
                "september.apart",
                additive=BasisPoints(seen.fitted),
                residual=BasisPoints(seen.residual),
                gain=BasisPoints(meeting.fitted - seen.fitted),
                before=BasisPoints(before.fitted),
                upper=BasisPoints(upper.fitted),
            )
        )
    return told


def _told(name: str, **values: Said | str) -> Phrase:
    return Phrase(f"{_AREA}.{name}", values)


def _side(gain: float) -> Phrase:
    return Phrase(f"{_AREA}.score.{'lower' if gain >= 0.0 else 'higher'}")


def _bp(value: float) -> BasisPoints:
    return BasisPoints(value, digits=1, signed=True)


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    return asdict(value) if hasattr(value, "__dataclass_fields__") else value


def _wire(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _wire(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_wire(one) for one in value]
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return None if value != value else round(value, 4)
    return value
