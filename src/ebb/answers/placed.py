"""The plans there have been, on the axes of the frontier: the pace at which securities left, and the chance where it ended.

Two chances stand beside each other: by the estimate that could be made on the day a plan is judged from, and by the one of the
as-of date. The plan announced in 2022 is run on what its other lines became; the two that were done are read off the record.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from ebb.answers.evidence import Evidence
from ebb.answers.inputs import reserve_demand_months
from ebb.answers.once import once
from ebb.answers.windows import Window
from ebb.errors import EbbError, UsageError
from ebb.funding.chance import fit_chance
from ebb.planning.frontier import Level
from ebb.record import Record

#: The preset of the plan that was announced and not kept, and the day of its announcement.
ANNOUNCED: Final = ("qt2-2022-as-announced", date(2022, 5, 4))
_MONTH: Final = 365.25 / 12.0


@dataclass(frozen=True, slots=True)
class Placed:
    """One plan.

    Parameters
    ----------
    key : str
        ``"qt1"``, ``"qt2_announced"`` or ``"qt2"``.
    pace : float, USD billion a month
        At which securities fell on average.
    share : float, percent of bank assets
        Reserves where it ended, or on the newest Wednesday known while it ran.
    on : date
        That day.
    then : Level or None
        Chance by what was known on `judged`: the day of the announcement for the plan that was not kept, the end for those
        that were done. None where no estimate could be made yet.
    now : Level
        Chance by the estimate of the as-of date.
    running : bool
        Whether runoff had not ended.
    """

    key: str
    pace: float
    share: float
    on: date
    judged: date
    then: Level | None
    now: Level
    running: bool

    def json(self) -> dict[str, Any]:
        """Wire form."""
        shown = {"then": self.then, "now": self.now}
        return {
            "key": self.key,
            "pace": round(self.pace, 4),
            "share_of_bank_assets": round(self.share, 4),
            "on": self.on.isoformat(),
            "judged": self.judged.isoformat(),
            "running": self.running,
            **{
                f"chance_{name}": one and {k: round(getattr(one, k), 4) for k in ("value", "low", "high")}
                for name, one in shown.items()
            },
        }


@once
def placed_plans(evidence: Evidence) -> tuple[Placed, ...]:
    """The plans known by the as-of date, oldest first; none where no chance could be estimated.

    Notes
    -----
    Law: the pace times the months is what the published securities fell by (of the announced plan: what the run's did).
    """
    if evidence.chance is None:
        return ()
    found = [_done(evidence, window) for window in evidence.runoffs]
    announced = _announced(evidence)
    if announced is not None:
        found.insert(1, announced)
    return tuple(found)


def _done(evidence: Evidence, window: Window) -> Placed:
    """A runoff that was done, between the Wednesdays on which the bridge can stand."""
    record = evidence.record
    held = [record.full(key).in_unit("USD bn") for key in ("treasuries", "mbs")]
    fell = sum(series.at(window.start) - series.at(window.end) for series in held)
    banks = record.full("bank_assets").in_unit("USD bn").last(window.end)[1]
    share = 100.0 * record.full("reserves").in_unit("USD bn").at(window.end) / banks
    months = (window.end - window.start).days / _MONTH
    judged = min(window.last, evidence.as_of)
    return _placed(evidence, window.name.lower(), fell / months, share, window.end, judged, window.running)


def _announced(evidence: Evidence) -> Placed | None:
    """The plan of May 2022 kept up for as long as the one that replaced it lasted."""
    name, told = ANNOUNCED
    done = next((window for window in evidence.runoffs if window.first > told), None)
    if done is None or done.running:
        return None
    try:
        run = evidence.run(name)
    except EbbError:
        return None
    last = sum(day <= done.last for day in run.dates) - 1
    gone = ("coupons_redeemed", "bills_redeemed", "mbs_redeemed")
    fell = float(sum(run.flow(name)[: last + 1].sum() for name in gone))
    share = float(run.share_of_bank_assets()[last])
    return _placed(evidence, "qt2_announced", fell / (last + 1), share, run.dates[last], told, False)


def _placed(evidence: Evidence, key: str, pace: float, share: float, on: date, judged: date, running: bool) -> Placed:
    fit = evidence.chance
    assert fit is not None  # the caller leaves plans out then
    now = fit.at(share)
    return Placed(key, pace, share, on, judged, _then(judged, share), Level(now.value, now.low, now.high), running)


def _then(judged: date, share: float) -> Level | None:
    try:
        found = fit_chance(reserve_demand_months(Record(judged))).at(share)
    except UsageError:
        return None
    return Level(found.value, found.low, found.high)
