"""Scenarios run on the record: what ``ebb run`` does, and what the answers are told from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

from ebb.answers.inputs import inputs, reserve_demand
from ebb.dates import add_months
from ebb.errors import OutOfRange, UnknownName, UsageError
from ebb.funding import DemandFit
from ebb.portfolio import Portfolio
from ebb.record import Record, newest
from ebb.scenario import SETTINGS, Scenario, Setting, load, require_within
from ebb.simulate.fan import check
from ebb.simulate.loop import Inputs, simulate
from ebb.simulate.result import Run

_LONGEST = 600


def run(
    scenario: str | Path | Scenario,
    *,
    as_of: date | None = None,
    start: date | None = None,
    months: int | None = None,
    frequency: str = "monthly",
    setting: Setting = "central",
    draws: int = 1,
    seed: int = 0,
    workers: int = 1,
) -> Run:
    """Run a scenario on the record known at a date.

    Parameters
    ----------
    scenario : str, Path or Scenario
        A preset's name, a TOML file, or a scenario already loaded.
    as_of : date, optional
        Only what was known on that day is used; by default everything packaged.
    start, months : optional
        First month and length, instead of the scenario's own.
    frequency : ``"monthly"``
    setting : ``"low"``, ``"central"`` or ``"high"``
        Where the assumptions left open let reserves end.
    draws, seed, workers : int
        With more than one draw the run carries the spread of its paths (:class:`ebb.simulate.fan.Fan`); the paths themselves
        stay those without draws. Workers are threads and change nothing in the result.

    Raises
    ------
    UsageError and its children
        For anything that cannot be run; nothing is computed then.
    """
    plan = scenario if isinstance(scenario, Scenario) else load(scenario)
    record = Record(as_of)
    return run_on(
        record,
        plan,
        reserve_demand(record),
        start=start,
        months=months,
        frequency=frequency,
        setting=setting,
        draws=draws,
        seed=seed,
        workers=workers,
    )


def run_on(
    record: Record,
    plan: Scenario,
    demand: DemandFit | None,
    *,
    start: date | None = None,
    months: int | None = None,
    frequency: str = "monthly",
    setting: Setting = "central",
    prepared: Callable[[date], Inputs] | None = None,
    until_stop: bool = False,
    watch: Callable[[Portfolio], None] | None = None,
    draws: int = 1,
    seed: int = 0,
    workers: int = 1,
) -> Run:
    """Run a loaded scenario on a record, with reserve demand as already estimated on it.

    `prepared` hands over inputs that were already made for the same record and start; `until_stop` ends the run in the
    month its stop rule is reached; `watch` is shown the portfolio at the end of every month.

    Raises
    ------
    UsageError and its children
        For a frequency, setting, length or date that cannot be run; nothing is computed then.
    OutOfRange
        If the run would start before the scenario or before the first list of securities known.
    PolicyError
        If the run crosses months in which the Fed bought without an announced pace and the plan names none.
    """
    check(draws, seed, workers)
    problems = []
    if frequency != "monthly":
        problems.append(f'frequency "{frequency}"')
    if setting not in SETTINGS:
        raise UnknownName.of("setting", setting, SETTINGS, where="ebb run --setting")
    length = plan.months if months is None else months
    if not 1 <= length <= _LONGEST:
        problems.append(f"{length} months")
    if problems:
        raise UsageError(
            f"a run cannot have {' and '.join(problems)}",
            "ebb run",
            f"frequency monthly, 1 to {_LONGEST} months",
            "correct the option",
        )
    first = (start or plan.start or first_open_month(record.as_of)).replace(day=1)
    require_within(plan, first, begins=record.programme.begins, known_to=min(record.as_of, newest()))
    if plan.start is not None and first < plan.start and plan.differs:
        raise OutOfRange(
            f"the run would start in {first:%Y-%m}, before scenario {plan.name} does",
            "ebb run --start",
            f"a month from {plan.start:%Y-%m} on",
            "leave --start out, or set start in the scenario",
        )
    handed = inputs(record, first, demand) if prepared is None else prepared(first)
    made = simulate(plan, handed, first, length, setting, until_stop=until_stop, watch=watch)
    if draws == 1:
        return made
    from ebb.answers.ensembles import fan_on

    fan = fan_on(record, plan, handed, demand, first, length, setting, draws=draws, seed=seed, workers=workers)
    return replace(made, fan=fan.first_months(len(made)))


def first_open_month(as_of: date) -> date:
    """First day of the first month that had not ended on the as-of date.

    >>> first_open_month(date(2026, 10, 1)), first_open_month(date(2026, 9, 30))
    (datetime.date(2026, 10, 1), datetime.date(2026, 10, 1))
    """
    month = as_of.replace(day=1)
    following = add_months(month, 1)
    return following if (following - as_of).days == 1 else month
