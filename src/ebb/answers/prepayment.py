"""How rules for mortgage principal would have scored from every quarter end: the declared prior, a fit of the day, a constant.

Projections use the declared prior. A fit as of the day misses agency MBS by less at every horizon scored; put in its place it
left securities as a whole no better off (what the Treasury side misses has the other sign), so the rule that needs no
estimate stays and both are shown. The packaged tables ``mbs_fits`` and ``mbs_scores`` hold fits and projections
(``tools/scores.py`` writes them, the tests make a part of them again); they are read through the record, so that on an
earlier day only outcomes published by then count.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from ebb.record import Record
from ebb.text import Count, Money, Month, Phrase, Said

RULES: Final = ("prior", "fit", "constant")
HORIZONS: Final = (6, 12, 24)
_SOURCE: Final = "ebb tools/scores.py on the packaged figures: mbs_fits, mbs_scores"


@dataclass(frozen=True, slots=True)
class MbsScore:
    """Mean absolute misses of agency MBS at one horizon, all three rules over the same origins, USD billion."""

    horizon: int
    origins: int
    first: date
    last: date
    prior: float
    fit: float
    constant: float

    def json(self) -> dict[str, Any]:
        """The wire form."""
        return {
            "horizon_months": self.horizon,
            "origins": self.origins,
            "first": self.first.isoformat(),
            "last": self.last.isoformat(),
            "mean_absolute_miss": {rule: round(float(getattr(self, rule)), 1) for rule in RULES},
        }

    def phrase(self) -> Phrase:
        """The score as a sentence."""
        said: dict[str, Said | str] = {"origins": Count(self.origins), "first": Month(self.first)}
        said |= {rule: Money(float(getattr(self, rule))) for rule in RULES}
        return Phrase("liabilities.score.mbs", said)


def mbs_scores(record: Record) -> tuple[MbsScore, ...]:
    """The scores whose outcomes had been published on the record's day, by horizon; none where there were none.

    Law: at each horizon the three rules are scored over the same origins.
    """
    rows = record.table("mbs_scores")
    found = []
    for horizon in HORIZONS:
        own = sorted((row for row in rows if int(row["horizon"]) == horizon), key=lambda row: row["origin"])
        if own:
            first, last = (date.fromisoformat(own[place]["origin"]) for place in (0, -1))
            found.append(MbsScore(horizon, len(own), first, last, *(_miss(own, rule) for rule in RULES)))
    return tuple(found)


def scored_json(record: Record) -> dict[str, Any]:
    """All scores for a machine."""
    return {"unit": "USD bn", "source": _SOURCE, "horizons": [score.json() for score in mbs_scores(record)]}


def _miss(rows: Sequence[dict[str, str]], rule: str) -> float:
    return sum(abs(float(row["outcome"]) - float(row[rule])) for row in rows) / len(rows)
