"""What a plan designed under a risk would have said at every quarter's end of both runoffs, with what was known then.

At each origin the plan in force is run ahead on the knowledge of the day. The rule reads the chance of leaving ample three
months on, as the plan is and if runoff stopped at once: *go on* while the plan stays within the risk, *stop* once it does
not, *too late* where even stopping would not have kept it. Beside it stands what happened: how many of the next twelve
months had repo above interest on reserves.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

import numpy as np

from ebb.answers.design import Chances
from ebb.answers.evidence import Evidence
from ebb.answers.runs import first_open_month, run_on
from ebb.dates import add_months, month_end
from ebb.errors import OutOfRange, PolicyError
from ebb.scenario import load

Verdict = Literal["go_on", "stop", "too_late"]

#: Quarter ends of both runoffs from the first with a year of SOFR, and one after each ended.
ORIGINS: Final = (
    *(date(2019, month, month_end(2019, month).day) for month in (3, 6, 9, 12)),
    *(
        month_end(year, month)
        for year in (2022, 2023, 2024, 2025)
        for month in (3, 6, 9, 12)
        if (year, month) >= (2022, 6)
    ),
)
#: The risks whose verdicts are kept, percent.
RISKS: Final = (10.0, 25.0, 50.0)
#: Where a first stop is looked for: each runoff, up to the day before repo left the range, or to its end.
QT1: Final = (date(2017, 10, 1), date(2019, 9, 16))
QT2: Final = (date(2022, 6, 1), date(2025, 11, 30))
_AHEAD: Final = 3
_YEAR: Final = 12


@dataclass(frozen=True, slots=True)
class Said:
    """One origin.

    Parameters
    ----------
    origin : date
    share : float, percent of bank assets
        Reserves on the newest Wednesday known.
    planned, stopped : float, percent
        Chance three months on with the plan in force, and if all runoff ended at once.
    above : int or None
        Months of the next twelve with SOFR on average above interest on reserves; None where fewer than twelve are known.
    """

    origin: date
    share: float
    planned: float
    stopped: float
    above: int | None

    def verdict(self, risk: float) -> Verdict:
        """What a plan held to `risk` percent would have done."""
        if self.planned <= risk:
            return "go_on"
        return "stop" if self.stopped <= risk else "too_late"


def said(origin: date, today: Evidence) -> Said | None:
    """One origin with what was known on it; None where no chance could be estimated or no list of securities was known."""
    try:
        then = Evidence(origin)
        start = first_open_month(origin)
        runs = {
            name: run_on(then.record, load(name), then.demand, start=start, months=_AHEAD, prepared=then.inputs)
            for name in ("current", "hold")
        }
        chances = Chances(then, runs["hold"])
    except (OutOfRange, PolicyError):
        return None
    told = {name: float(chances(run.path("reserves"))[-1]) for name, run in runs.items()}
    return Said(origin, then.reserves_share[2], told["current"], told["hold"], _above(origin, today))


def history(origins: Sequence[date] = ORIGINS) -> Iterator[Said]:
    """Every origin that could be told, oldest first."""
    today = Evidence()
    for origin in origins:
        one = said(origin, today)
        if one is not None:
            yield one


def packaged(rows: Iterable[Mapping[str, str]]) -> tuple[Said, ...]:
    """The packaged table, oldest first."""
    return tuple(
        Said(
            date.fromisoformat(row["origin"]),
            float(row["reserves_share"]),
            float(row["chance_planned"]),
            float(row["chance_stopped"]),
            int(row["months_above"]) if row["months_above"] else None,
        )
        for row in rows
    )


def brier(told: Sequence[Said]) -> tuple[float, float]:
    """Brier score of the chances over the origins whose year is known, and that of always saying their own average.

    What is scored is the share of the next twelve months above; 0 is best. The average is known only afterwards, which
    favours it.
    """
    known = [(one.planned / 100.0, one.above / _YEAR) for one in told if one.above is not None]
    if not known:
        return float("nan"), float("nan")
    chance, share = (np.array(column) for column in zip(*known, strict=True))
    return float(np.mean((chance - share) ** 2)), float(np.mean((share.mean() - share) ** 2))


def first_stop(told: Sequence[Said], risk: float, first: date, last: date) -> Said | None:
    """The first origin of a span at which the rule would not have gone on."""
    return next((one for one in told if first <= one.origin <= last and one.verdict(risk) != "go_on"), None)


def _above(origin: date, today: Evidence) -> int | None:
    months = today.demand_months
    first = np.datetime64(add_months(origin.replace(day=1), 1), "M")
    place = (months.months.astype("datetime64[M]") - first).astype(int)
    inside = (place >= 0) & (place < _YEAR)
    return int((months.s[inside] > 0.0).sum()) if inside.sum() == _YEAR else None
