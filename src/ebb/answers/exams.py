"""Projections that others published, beside our own of the same day: same policy, nothing known later, misses of both.

The published numbers are those read in a document (``published/forecasts.toml``, ``[[exam]]``); outcomes are read from the
record. Ours starts at the level published last before the day of the document. A path without runoff has no outcome: ours is
set beside theirs and nothing is scored.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from ebb.answers.projecting import LINES, demand_on, level_at, project_ahead, published_lines
from ebb.dates import add_months
from ebb.errors import EbbError, OutOfRange
from ebb.record import Record
from ebb.scenario import load
from ebb.text import Money, Month, Phrase, Said, Words

_NEAR = timedelta(days=45)


@dataclass(frozen=True, slots=True)
class Exam:
    """One published projection, ours of the same day, and what came; USD billion.

    `ours` is None where no run could be made with what was known (`refused` says why), `was` where nothing was published yet
    or the path is counterfactual. `opening` is the list of securities that ours started from.
    """

    key: str
    who: Words
    made: date
    target: date
    measure: str
    horizon: int
    theirs: float
    ours: float | None
    was: float | None
    opening: date | None
    refused: str
    counterfactual: bool
    source: str

    @property
    def their_miss(self) -> float | None:
        """Outcome less their projection."""
        return None if self.was is None else self.was - self.theirs

    @property
    def our_miss(self) -> float | None:
        """Outcome less ours."""
        return None if self.was is None or self.ours is None else self.was - self.ours

    def phrase(self) -> Phrase | None:
        """The exam as a sentence; None where ours or the outcome is missing."""
        if self.ours is None or (self.was is None and not self.counterfactual):
            return None
        said: dict[str, Said | str] = {
            "who": self.who,
            "said": Money(self.theirs),
            "date": Month(self.target),
            "ours": Money(self.ours),
        }
        if self.was is None:
            return Phrase("liabilities.exam.counterfactual", said)
        return Phrase("liabilities.exam.path", {**said, "was": Money(self.was)})

    def json(self) -> dict[str, Any]:
        """The wire form."""

        def rounded(value: float | None) -> float | None:
            return None if value is None else round(value, 1)

        return {
            "key": self.key,
            "made": self.made.isoformat(),
            "for": self.target.isoformat(),
            "horizon_months": self.horizon,
            "measure": self.measure,
            "theirs": self.theirs,
            "ours": rounded(self.ours),
            "outcome": rounded(self.was),
            "their_miss": rounded(self.their_miss),
            "our_miss": rounded(self.our_miss),
            "opening": None if self.opening is None else self.opening.isoformat(),
            "refused": self.refused,
            "counterfactual": self.counterfactual,
            "source": self.source,
        }


def exams(record: Record, document: Mapping[str, Any]) -> tuple[Exam, ...]:
    """Every published projection made by the record's day, by horizon.

    Cost: about a second each; each is projected on the record of its own day.
    """
    found = [exam(record, raw) for raw in document["exam"] if raw["made"] <= record.as_of]
    return tuple(sorted(found, key=lambda e: (e.horizon, e.made, e.key)))


def exam(record: Record, raw: Mapping[str, Any]) -> Exam:
    """One entry of the document."""
    then = Record(raw["made"])
    origin = _origin(then)
    horizon = (raw["for"].year - origin.year) * 12 + raw["for"].month - origin.month
    ours, opening, refused = None, None, ""
    try:
        ours, opening = _ours(then, raw, origin, horizon)
    except EbbError as error:
        refused = error.what
    counterfactual = bool(raw.get("counterfactual", False))
    return Exam(
        key=raw["key"],
        who=Words(raw["who"]["en"], raw["who"]["zh-Hant"]),
        made=raw["made"],
        target=raw["for"],
        measure=raw["measure"],
        horizon=horizon,
        theirs=float(raw["value"]),
        ours=ours,
        was=None if counterfactual else _outcome(record, raw["measure"], raw["for"]),
        opening=opening,
        refused=refused,
        counterfactual=counterfactual,
        source=raw["source"],
    )


def _origin(then: Record) -> date:
    """The newest month whose last Wednesday was published for every line; an unfinished month is no month's level."""
    lines = published_lines(then)
    newest = min(int(lines[name].months[-1]) for name in ("soma", "total_assets", "reserves"))
    month = date(newest // 12, newest % 12 + 1, 1)
    last = then.series("total_assets").last()[0]
    unfinished = month == last.replace(day=1) and (last + timedelta(days=7)).month == last.month
    return add_months(month, -1) if unfinished else month


def _ours(then: Record, raw: Mapping[str, Any], origin: date, horizon: int) -> tuple[float, date]:
    plan = load(raw["plan"])
    if plan.policy_as_of is None and plan.differs:
        plan = plan.model_copy(update={"start": add_months(origin, 1)})
    ahead = project_ahead(then, plan, origin, horizon, demand_on(then))
    measure = raw["measure"]
    if measure in LINES:
        return ahead.ours[measure][horizon - 1], ahead.opening
    # securities without TIPS compensation: the change of Treasuries and MBS added to the total published last
    total = then.series("soma_total").last()
    start = level_at(published_lines(then)["soma"], total[0])
    if start is None or abs(total[0] - raw["made"]) > timedelta(days=160):
        raise OutOfRange(
            f"no total of the securities was known near {raw['made']}",
            "answers.exams",
            "a published total within five months before",
            "choose another exam",
        )
    return total[1] + ahead.ours["soma"][horizon - 1] - start, ahead.opening


def _outcome(record: Record, measure: str, day: date) -> float | None:
    """The level published nearest before the day, within 45 days."""
    if measure == "soma_total":
        near = record.series("soma_total").between(day - _NEAR, day)
        return near.last()[1] if len(near) else None
    near = record.series(measure).in_unit("USD bn").between(day - _NEAR, day)
    return near.last()[1] if len(near) else None
