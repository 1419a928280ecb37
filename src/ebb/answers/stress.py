"""A plan under stress: episodes laid on it at any month, alone or together, with and without each buffer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from ebb.answers.evidence import Evidence
from ebb.answers.once import once
from ebb.answers.runs import first_open_month, run_on
from ebb.answers.stress_paths import episode, stories
from ebb.dates import add_months, month_end
from ebb.errors import OutOfRange, UsageError
from ebb.planning.stress import (
    Buffers,
    Outcome,
    Shock,
    Traced,
    drivers,
    lay,
    ordered,
    outcome,
    shock,
    together,
    worst,
)
from ebb.scenario import Scenario, load
from ebb.simulate.conditions import Conditions
from ebb.simulate.loop import Inputs
from ebb.simulate.result import Run

#: What a stress does to the conditions of a run.
Laid = Callable[[Conditions], Conditions]
#: SOFR less interest on reserves, basis points, at reserves of so many percent of bank assets.
Spread = Callable[[float], float]
#: The buffers in force.
AS_THEY_ARE: Final = Buffers()
#: Months of a run from the first month of a shock on.
HORIZON: Final = 12
#: USD billion a month of bills in the row with purchases: the first month's reserve management purchases of December 2025.
RESTART: Final = 40.0


@dataclass(frozen=True, slots=True)
class Stressed:
    """One plan with one shock laid on it.

    Parameters
    ----------
    plan : str
    at : date
        First month of the shock.
    episodes : tuple of Traced
    shock : Shock
        As laid, scaled.
    buffers : Buffers
    outcome : Outcome
    calm, run : Run
        Without and with it.
    """

    plan: str
    at: date
    episodes: tuple[Traced, ...]
    shock: Shock
    buffers: Buffers
    outcome: Outcome
    calm: Run
    run: Run


def stressed(
    evidence: Evidence,
    plan: str | Scenario,
    keys: Sequence[str],
    *,
    at: date | None = None,
    buffers: Buffers = AS_THEY_ARE,
    scale: float = 1.0,
    responses: bool = False,
) -> Stressed:
    """Lay episodes on a plan.

    Parameters
    ----------
    evidence : Evidence
    plan : str or Scenario
        A preset's name, or a scenario already loaded.
    keys : sequence of str
        Episodes; all begin in the same month.
    at : date, optional
        The month; by default the second of the plan's own run.
    buffers : Buffers
    scale : float
        So many times as large as it was.
    responses : bool
        Let what the central bank did come with it.

    Raises
    ------
    UnknownName, OutOfRange
        For an unknown episode or plan, an episode not yet published, or a month before the run begins.
    UsageError
        Without an episode, or for a scale that is no positive number.
    """
    if not keys:
        raise UsageError(
            "no episode to lay on the plan",
            "ebb stress --episode",
            f"one or more of {', '.join(one.key for one in stories())}",
            "name an episode",
        )
    loaded = load(plan) if isinstance(plan, str) else plan
    start = max(loaded.start or first_open_month(evidence.as_of), first_open_month(evidence.as_of)).replace(day=1)
    month = (at or add_months(start, 1)).replace(day=1)
    if month < start:
        raise OutOfRange(
            f"a stress in {month:%Y-%m}, before the run of {loaded.name} begins",
            "ebb stress --at",
            f"a month from {start:%Y-%m} on",
            "choose a later month",
        )
    spread = spread_of(evidence, start)
    found = tuple(episode(evidence, key) for key in dict.fromkeys(keys))
    parts = [shock(one, bank_assets(evidence, one), spread, responses=responses) for one in found]
    laid = together(parts).scaled(scale)
    months = (month.year - start.year) * 12 + month.month - start.month + HORIZON
    calm = (
        _calm(evidence, plan, start, months) if isinstance(plan, str) else run_stressed(evidence, loaded, start, months)
    )
    through = evidence.pass_through.value
    before = [level for day, level in zip(calm.dates, calm.path("on_rrp").tolist(), strict=True) if day < month]
    shocked = lay(laid, month, buffers, on_rrp=before[-1] if before else 0.0, pass_through=through)
    run = run_stressed(evidence, ordered(loaded, buffers, month), start, months, shocked)
    added = [laid.at("repo_spread", k) for k in range(HORIZON)]
    return Stressed(
        loaded.name,
        month,
        found,
        laid,
        buffers,
        outcome(calm, run, month, added, spread, ceiling(evidence, buffers)),
        calm,
        run,
    )


@once
def _calm(evidence: Evidence, plan: str, start: date, months: int) -> Run:
    """A preset without any shock: every episode of a table is held against the same run."""
    return run_stressed(evidence, load(plan), start, months)


def ceiling(evidence: Evidence, buffers: Buffers) -> float | None:
    """Where the standing repo facility holds repo, basis points over interest on reserves; None without one.

    The facility's rate and a wedge: the most that a day's SOFR was ever above the facility's rate since it was opened,
    because not every borrower may come to it. A facility with another rate keeps the wedge; one that the day's rates do not
    have exists only if `buffers` name its rate.
    """
    rates = evidence.record.corridor.at(evidence.as_of)
    over = buffers.standing_repo_over_iorb
    if over is None and rates.srf is not None and rates.ior is not None:
        over = 100.0 * (rates.srf - rates.ior)
    return None if over is None or not buffers.standing_repo else over + _wedge(evidence)


@once
def _wedge(evidence: Evidence) -> float:
    """Highest SOFR less the standing repo rate, basis points, zero or more, over months in which that rate stood still."""
    corridor, highest = evidence.record.corridor, evidence.record.series("sofr_max").by_month()
    found = []
    for (year, month), rate in highest.items():
        first, last = (corridor.at(day).srf for day in (date(year, month, 1), month_end(year, month)))
        if first is not None and first == last:  # the month's highest rate may lie on either side of a change
            found.append(100.0 * (rate - first))
    return max(0.0, *found) if found else 0.0


def buffer_rows() -> dict[str, Buffers]:
    """The rows of the table of buffers, by key: as they are, each taken away, and each answer added."""
    return {
        "as_they_are": Buffers(),
        "without_on_rrp": Buffers(on_rrp=False),
        "without_standing_repo": Buffers(standing_repo=False),
        "without_both": Buffers(on_rrp=False, standing_repo=False),
        "operations": Buffers(standing_repo=False, temporary_operations=True),
        "pause": Buffers(pause=True),
        "restart": Buffers(restart=RESTART),
    }


def buffer_table(
    evidence: Evidence, plan: str | Scenario, keys: Sequence[str], *, at: date | None = None, scale: float = 1.0
) -> dict[str, Stressed]:
    """The same shock with each set of buffers of :func:`buffer_rows`."""
    return {
        name: stressed(evidence, plan, keys, at=at, buffers=buffers, scale=scale)
        for name, buffers in buffer_rows().items()
    }


def driver_table(found: Traced) -> tuple[date, dict[str, float]] | None:
    """What each line did to reserves by the day they were lowest; None for an episode without balances."""
    if "reserves" not in found.paths:
        return None
    day = worst(found.paths)
    return day, drivers(found.paths, day)


def run_stressed(evidence: Evidence, plan: Scenario, start: date, months: int, shocked: Laid | None = None) -> Run:
    """A run whose conditions a stress has been laid on."""

    def prepared(first: date) -> Inputs:
        handed = evidence.inputs(first)
        return handed if shocked is None else replace(handed, shock=shocked)

    return run_on(evidence.record, plan, evidence.demand, start=start, months=months, prepared=prepared)


def spread_of(evidence: Evidence, start: date) -> Spread:
    """The reserve-demand estimate behind the runs of a record.

    Raises
    ------
    OutOfRange
        If too few months were known to estimate one.
    """
    spread = evidence.inputs(start).spread
    if spread is None:
        raise OutOfRange(
            f"too few months were known on {evidence.as_of} to estimate reserve demand",
            "ebb stress, --as-of",
            "an as-of date at which an estimate of reserve demand exists",
            "choose a later --as-of",
        )
    return spread


def bank_assets(evidence: Evidence, found: Traced) -> float:
    """Assets of commercial banks on the eve, USD billion."""
    return evidence.record.full("bank_assets").in_unit("USD bn").last(found.story.eve)[1]
