"""Every episode of the library on the plan in force: lowest reserves and dearest repo, with the standing facility or not.

The rows are those of ``ebb stress``. Where nobody borrowed at the standing facility, the run without it is the same run, and
only what the facility held down is told anew.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from ebb.answers.evidence import Evidence
from ebb.answers.once import once
from ebb.answers.stress import HORIZON, spread_of, stressed
from ebb.answers.stress_paths import known_stories
from ebb.errors import OutOfRange, PolicyError
from ebb.planning.stress import Buffers, Outcome, Path, outcome

PLAN: Final = "current"


@dataclass(frozen=True, slots=True)
class Row:
    """One episode of a kind (``"reserves"``, ``"yields"`` or ``"markets"``), with a standing facility and without.

    `ten_year` is the rise of the ten-year yield in basis points, None where it was not collected or did not rise.
    """

    key: str
    kind: str
    at: date
    with_facility: Outcome
    without: Outcome
    ten_year: float | None


@once
def stress_table(evidence: Evidence) -> tuple[Row, ...]:
    """A row for each episode known by the as-of date, oldest first; none where the plan in force cannot be run ahead."""
    found = []
    for story in known_stories(evidence.as_of):
        try:
            found.append(_row(evidence, story.key))
        except (OutOfRange, PolicyError):  # the Fed buys without an announced pace, or no demand estimate yet
            return ()
    return tuple(found)


def _row(evidence: Evidence, key: str) -> Row:
    one = stressed(evidence, PLAN, [key])
    if one.outcome.standing_repo > 0.0:
        bare = stressed(evidence, PLAN, [key], buffers=Buffers(standing_repo=False)).outcome
    else:
        added = [one.shock.at("repo_spread", k) for k in range(HORIZON)]
        spread = spread_of(evidence, one.calm.dates[0].replace(day=1))
        bare = outcome(one.calm, one.run, one.at, added, spread, None)
    return Row(key, one.episodes[0].story.kind, one.at, one.outcome, bare, _rise(one.episodes[0].paths.get("ten_year")))


def _rise(path: Path | None) -> float | None:
    """The most that the ten-year yield rose from the eve, basis points."""
    if path is None:
        return None
    highest = float(path.changes.max())
    return highest if highest > 0.0 else None
