"""The indicator board in words and values: verdict with its chance, every indicator with what is missing, and its record.

The back-test beside it was made from the packaged months; a board read from the user's own weeks and days stands on finer
figures than those that were scored, and says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from ebb.answers.board_scores import BoardScores, Warned, board_scores
from ebb.answers.gauging import NEEDS, NOT_PUBLISHED, BoardInputs, board_inputs
from ebb.answers.shape import Value
from ebb.answers.wording import value
from ebb.funding.board import VERDICTS, Reading, read_board
from ebb.record import Record
from ebb.text import Count, Month, Number, Percent, Phrase, Range, Said, Weeks, Words

#: Units of the gauges as the answers name them.
UNITS: Final = {
    "bp": "bp",
    "percent": "percent",
    "pp": "percentage points",
    "USD bn": "USD bn",
    "bp per pp": "bp per percentage point of bank assets",
}
DRAWS: Final = 200


@dataclass(frozen=True, slots=True, eq=False)
class Board:
    """The board of one day with what it was read from and how it scored."""

    inputs: BoardInputs
    reading: Reading
    scores: BoardScores | None

    @property
    def as_of(self) -> date:
        """The day."""
        return self.reading.as_of

    def values(self) -> list[Value]:
        """Chances of the verdicts and of crossing each border, the mean score, and every indicator; missing ones are None."""
        read = self.reading
        source = _source(read)
        found = []
        for i, name in enumerate(VERDICTS):
            chance = None if read.chances is None else read.chances[name]
            found.append(value(f"board.{name}", chance, "percent", source))
            if i:
                crossing = None if read.crossing is None else read.crossing[i - 1]
                band = None if crossing is None else (crossing.low, crossing.high)
                level = None if crossing is None else crossing.value
                found.append(value(f"board.{name}.or_scarcer", level, "percent", source, band))
        found.append(value("board.mean_score", read.score, "standard deviations", source))
        for sign in read.signs:
            told = f"{sign.source}; {'not fresh enough' if sign.observed is None else sign.observed.isoformat()}"
            found.append(value(f"board.{sign.key}", sign.value, UNITS[sign.unit], told))
            if sign.counted:
                told = "against its own past, positive = scarcer"
                found.append(value(f"board.{sign.key}.score", sign.score, "standard deviations", told))
        for key in self.inputs.missing:
            needs = ", ".join(NEEDS.get(key, ()))
            told = f"needs imported daily data: {needs}" if needs else "too few figures were known"
            found.append(value(f"board.{key}", None, "percent", told))
        return found

    def sentence(self) -> Phrase:
        """The verdict, its chance, and what it rests on."""
        read = self.reading
        if read.crossing is None or read.chances is None or read.verdict is None:
            return Phrase("board.text.unknown")
        first = read.crossing[0]
        said: dict[str, Said | str] = {
            "verdict": Phrase(f"board.verdict.{read.verdict}"),
            "n": Count(sum(sign.counted for sign in read.signs)),
            "out": Percent(first.value, digits=0),
            "band": Range(Percent(first.low, digits=0), Percent(first.high, digits=0)),
            "scarce": Percent(read.crossing[2].value, digits=0),
        }
        if "spread" not in read.reads:
            return Phrase("board.text.no_rate", said)
        return Phrase("board.text.full", {**said, "tight": Percent(read.crossing[1].value, digits=0)})

    def caveats(self) -> list[Phrase]:
        """What the verdict means, what is missing, and how the board scored."""
        found = [
            Phrase("board.caveat.meaning", {"n": Count(self.reading.rows), "scarce": Count(self.reading.crossed[2])})
        ]
        stale = [sign.key for sign in self.reading.signs if sign.value is None]
        short = [sign.key for sign in self.reading.signs if sign.value is not None and not sign.counted]
        for key, names in (("stale", stale), ("short", short), ("missing", list(self.inputs.missing))):
            if names:
                found.append(Phrase(f"board.caveat.{key}", {"names": _names(names)}))
        unpublished = _joined([Phrase(f"board.unpublished.{name}") for name in NOT_PUBLISHED])
        found.append(Phrase("board.caveat.unpublished", {"names": unpublished}))
        return found if self.scores is None else [*found, *score_phrases(self.scores, self.inputs.own)]

    def json(self) -> dict[str, Any]:
        """The wire form: the reading, the indicators and the back-test."""
        read = self.reading
        return {
            "as_of": self.as_of.isoformat(),
            "verdict": read.verdict,
            "chances_pct": read.chances,
            "mean_score": read.score,
            "spread_bp": read.spread,
            "reads": list(read.reads),
            "quarters_learned_from": read.rows,
            "crossed": list(read.crossed),
            "indicators": [
                {
                    "key": sign.key,
                    "group": sign.group,
                    "value": sign.value,
                    "unit": sign.unit,
                    "observed": None if sign.observed is None else sign.observed.isoformat(),
                    "score": sign.score,
                    "step": sign.step,
                    "source": sign.source,
                }
                for sign in read.signs
            ],
            "missing": list(self.inputs.missing),
            "not_published": list(NOT_PUBLISHED),
            "scores": None if self.scores is None else self.scores.json(),
        }


def board_on(record: Record, literature: Mapping[str, Any]) -> Board:
    """The board as known on the record's day; `literature` holds the fixed levels of others."""
    inputs = board_inputs(record)
    reading = read_board(inputs.gauges, inputs.spreads, record.as_of, draws=DRAWS)
    return Board(inputs, reading, board_scores(record, literature))


def score_phrases(scores: BoardScores, own: bool) -> list[Phrase]:
    """The back-test in two or three sentences."""
    if not scores.events:
        alarms = Count(scores.hits + scores.false_alarms)
        said: dict[str, Said | str] = {
            "weeks": Count(scores.weeks),
            "first": Month(scores.first),
            "last": Month(scores.last),
            "alarms": alarms,
        }
        return [Phrase("board.score.none", said)]
    ours, calm, rate = (scores.rule(name) for name in ("board", "calm", "rate"))
    assert calm.gain is not None and calm.low is not None and calm.high is not None  # noqa: PT018 - only the board has none
    assert rate.gain is not None and rate.low is not None and rate.high is not None  # noqa: PT018
    found = [
        Phrase(
            "board.score.counts",
            {
                "weeks": Count(scores.weeks),
                "first": Month(scores.first),
                "last": Month(scores.last),
                "events": Count(scores.events),
                "hits": Count(scores.hits),
                "misses": Count(scores.misses),
                "false": Count(scores.false_alarms),
                "alarms": Count(scores.hits + scores.false_alarms),
            },
        ),
        Phrase(
            "board.score.rules",
            {
                "ours": Number(ours.brier, digits=3),
                "calm": Number(calm.brier, digits=3),
                "gain": Range(Number(calm.low, digits=3, signed=True), Number(calm.high, digits=3, signed=True)),
                "rate": Number(rate.brier, digits=3),
                "rate_gain": Range(Number(rate.low, digits=3, signed=True), Number(rate.high, digits=3, signed=True)),
                "levels": _levels(scores),
            },
        ),
    ]
    if scores.exams:
        exams = _joined([_exam(one) for one in scores.exams], clauses=True)
        found.append(Phrase("board.score.exams", {"exams": exams}))
    if scores.other:
        found.append(
            Phrase("board.score.other", {"others": _joined([_exam(one) for one in scores.other], clauses=True)})
        )
    return [*found, Phrase("board.score.own")] if own else found


def _levels(scores: BoardScores) -> Words:
    """Brier scores of the fixed levels of others, best first."""
    levels = sorted((rule.brier, rule.fixed) for rule in scores.rules if rule.fixed is not None)
    return _joined(
        [
            Phrase(
                f"board.level.{base.lower().replace(' ', '_')}",
                {"level": Percent(level, digits=0), "score": Number(brier, digits=3)},
            )
            for brier, (base, level) in levels
        ]
    )


def _exam(one: Warned) -> Phrase:
    said: dict[str, Said | str] = {
        "name": Phrase(f"board.exam.{one.key}"),
        "verdict": Phrase(f"board.verdict.{VERDICTS[one.verdict]}"),
        "chance": Percent(one.chances[2], digits=0),
    }
    if one.weeks_out is None:
        return Phrase("board.exam.inside", said)
    said["out"] = Weeks(one.weeks_out)
    if one.weeks_alarmed is None:
        return Phrase("board.exam.out", said)
    return Phrase("board.exam.alarmed", {**said, "alarmed": Weeks(one.weeks_alarmed)})


def _source(read: Reading) -> str:
    names = {"score": "mean standard score", "spread": "newest monthly spread"}
    on = " and ".join(names[name] for name in read.reads) or "nothing"
    return f"indicator board: month ends known with their outcome {read.rows}, penalised logistic regression on {on}"


def _names(keys: list[str]) -> Words:
    return _joined([Phrase(f"board.gauge.{key}") for key in keys])


def _joined(parts: list[Phrase], *, clauses: bool = False) -> Words:
    comma, stop = ("; ", "；") if clauses else (", ", "、")
    return Words(comma.join(p.say("en") for p in parts), stop.join(p.say("zh-Hant") for p in parts))
