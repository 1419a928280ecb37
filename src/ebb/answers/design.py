"""``ebb plan``: the fastest caps that reach a target with the risk of leaving ample within bounds, run and beside naive plans.

The solver (:mod:`ebb.planning.design`) sees reserves without runoff, what liabilities may do besides, and the chance of
leaving ample at any level. Its caps are then run by the engine itself; where ON RRP or standing repo took part of the cut,
the room is corrected and solved again, so that what is promised is what the engine shows.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from ebb.answers.dated import deviations
from ebb.answers.evidence import Evidence
from ebb.answers.runs import first_open_month, run_on
from ebb.answers.stress import bank_assets
from ebb.answers.stress_paths import episode, known_stories
from ebb.dates import add_months
from ebb.errors import OutOfRange, UsageError
from ebb.funding import ChanceFit
from ebb.planning.design import Designed, Limits, Target, fastest, largest_cut, quarters_of, rooms
from ebb.planning.stress import drain, shock
from ebb.scenario import Scenario, load
from ebb.scenario.model import After, Caps, Purchases, Stop
from ebb.simulate.result import Run

Values = NDArray[np.float64]
Mortgages = Literal["bills", "runoff"]

HORIZON: Final = 60
#: No plan takes more than this out of reserves, or adds more to them, USD billion.
_MOST: Final = 6000.0
_ROUNDS: Final = 4
#: Months of past errors that are drawn whole: longer stretches would leave out the newest years, which were the roughest.
_WINDOW: Final = 24
#: The naive plans: Treasury caps a month, from the first month that may be announced until the target.
NAIVE: Final = {"qt1_pace": 30.0, "qt2_pace": 60.0, "slowed_pace": 25.0}


@dataclass(frozen=True, slots=True)
class Order:
    """What is asked of a plan.

    Parameters
    ----------
    target : Target
    risk : float, percent
        Highest chance of a month in which repo costs more than the Fed pays on reserves.
    stress_risk : float, percent
        The same if an episode of the library that drains reserves happened in that month.
    months : int
    mortgages : ``"bills"`` or ``"runoff"``
        Whether agency principal is reinvested in bills or runs off.
    limits : Limits
    """

    target: Target
    risk: float = 5.0
    stress_risk: float = 50.0
    months: int = HORIZON
    mortgages: Mortgages = "bills"
    limits: Limits = field(default_factory=Limits)


@dataclass(frozen=True, slots=True)
class Judged:
    """A plan and what the engine makes of it: chances in percent by month, shape (months,).

    `ends` is the last month of runoff, None if the target is not reached; `highest` the highest chance until then.
    """

    name: str
    scenario: Scenario
    run: Run
    chance: Values
    ends: date | None
    highest: float


@dataclass(frozen=True, slots=True)
class Answered:
    """The designed plan beside the naive ones.

    Parameters
    ----------
    order : Order
    as_of : date
    plan : Judged
    steps : tuple of (first month, USD billion a month)
    naive : tuple of Judged
    hold : Judged
        The plan without any runoff.
    room : float64, shape (months,), USD billion
        What runoff may have taken at most by each month.
    binding : str
        What the room of the last month of runoff comes from: ``"calm"`` or an episode.
    """

    order: Order
    as_of: date
    plan: Judged
    steps: tuple[tuple[date, float], ...]
    naive: tuple[Judged, ...]
    hold: Judged
    room: Values
    binding: str


class Chances:
    """The chance of leaving ample by month at any path of reserves, as estimated on a day; `hold` gives months and banks.

    Raises
    ------
    OutOfRange
        If no chance could be estimated by then.
    """

    def __init__(self, evidence: Evidence, hold: Run) -> None:
        self.fit = _fit(evidence)
        self.banks = hold.ratios["bank_assets"]
        self.away = _errors(evidence, hold.dates)

    def __call__(self, reserves: Values) -> Values:
        """Percent by month at central reserves (USD billion, shape (months,)), over draws of the liabilities' errors."""
        shares = 100.0 * np.maximum(reserves + self.away[:, : len(reserves)], 0.0) / self.banks[: len(reserves)]
        odds = self.fit.intercept + self.fit.slope * (shares - self.fit.centre)
        found: Values = (50.0 * (1.0 + np.tanh(odds / 2.0))).mean(axis=0)
        return found


class _Problem:
    """Everything the solver and the judge need, made once for an order."""

    def __init__(self, evidence: Evidence, order: Order) -> None:
        self.evidence, self.order = evidence, order
        self.start = first_open_month(evidence.as_of)
        self.hold = self.run(np.zeros(order.months), None)
        self.banks, self.gdp = self.hold.ratios["bank_assets"], self.hold.ratios["gdp"]
        self.chance = Chances(evidence, self.hold)
        self.months = tuple(add_months(self.start, k) for k in range(order.months))
        self.drains = _drains(evidence)

    def scenario(self, name: str, caps: Values, ends: date | None) -> Scenario:
        """A plan with these Treasury caps; agency principal as ordered."""
        runoff = self.order.mortgages == "runoff"
        changes = [k for k in range(len(caps)) if k == 0 or caps[k] != caps[k - 1]]
        return load("hold").model_copy(
            update={
                "name": name,
                "title": {},
                "start": self.start,
                "months": self.order.months,
                "caps": Caps(
                    treasury=[(add_months(self.start, k), float(caps[k])) for k in changes],
                    mbs="none" if runoff and caps.any() else 0.0,
                ),
                "purchases": Purchases(bills=0.0, coupons=0.0, mbs=0.0),
                "stop": Stop(date=ends),
                "after": After(mbs_principal="bills"),
            }
        )

    def run(self, caps: Values, ends: date | None, name: str = "designed") -> Run:
        """The engine's run of it."""
        evidence = self.evidence
        plan = self.scenario(name, caps, ends)
        return run_on(evidence.record, plan, evidence.demand, prepared=evidence.inputs)

    def judge(self, name: str, run: Run, caps: Values, ends: date | None) -> Judged:
        chance = self.chance(run.path("reserves"))
        until = len(chance) if ends is None else sum(day <= _end_of(ends) for day in run.dates)
        return Judged(name, self.scenario(name, caps, ends), run, chance, ends, float(chance[: max(1, until)].max()))

    def level(self, run: Run) -> Values:
        """The quantity of the target along a run, USD billion."""
        if self.order.target.quantity == "securities":
            return run.path("treasuries") + run.path("mbs")
        return run.path("reserves" if self.order.target.quantity == "reserves" else "total_assets")


def design(evidence: Evidence, order: Order) -> Answered:
    """Design a plan.

    Parameters
    ----------
    evidence : Evidence
        Of the day on which it is made: nothing later is used.
    order : Order

    Raises
    ------
    UsageError
        If no caps reach the target within the risk; the message names the nearest plan that can be.
    OutOfRange
        If too few months were known to estimate the chance, or the run cannot begin.

    Notes
    -----
    Law: a higher risk never ends later; with the caps of the answer the engine's own chance stays within the risk in every
    month of runoff.
    """
    problem = _Problem(evidence, order)
    _refuse_below(problem)
    found, room, parts = _solved(problem, order)
    if found.ends is None:
        raise _infeasible(problem, found)
    ends = problem.months[found.ends]
    run = problem.run(found.caps, ends)
    plan = problem.judge("designed", run, found.caps, ends)
    binding = min(parts, key=lambda name: float(parts[name][found.ends or 0]))
    return Answered(
        order=order,
        as_of=evidence.as_of,
        plan=plan,
        steps=_steps(problem.months, found.caps),
        naive=tuple(_naive(problem, name, pace) for name, pace in NAIVE.items()),
        hold=problem.judge("hold", problem.hold, np.zeros(order.months), None),
        room=room,
        binding=binding,
    )


def _refuse_below(problem: _Problem) -> None:
    """A target that is above where the quantity stands needs purchases, not runoff."""
    order = problem.order
    now, wanted = problem.level(problem.hold)[0], order.target.levels(problem.banks, problem.gdp)[0]
    if now <= wanted:
        raise UsageError(
            f"{order.target} is USD {wanted:,.0f} bn, and {order.target.quantity} are at {now:,.0f} without any runoff",
            f"ebb plan, as of {problem.evidence.as_of}",
            f"a target below where they stand: USD {wanted - now:,.0f} bn of purchases would reach this one, no runoff does",
            "choose a lower target, or ebb run with [purchases] in a scenario file",
        )


def _solved(
    problem: _Problem, order: Order, absorbed: Values | None = None
) -> tuple[Designed, Values, dict[str, Values]]:
    """Solve, run, correct the room by what the engine shows, and solve again until it holds.

    With `absorbed` (what ON RRP and standing repo took of the cut in an earlier round) nothing is run: a first look.
    """
    hold, reserves = problem.hold, problem.hold.path("reserves")
    available = hold.flow("rolled_over") + hold.flow("coupons_redeemed") + hold.flow("bills_redeemed")
    gap = problem.level(hold) - order.target.levels(problem.banks, problem.gdp)
    quarters, look = quarters_of(problem.months), absorbed is not None
    absorbed = np.zeros(order.months) if absorbed is None else absorbed
    parts = _parts(problem, order, reserves, np.ones(order.months))
    for _ in range(_ROUNDS):
        room = rooms(parts["calm"], {name: v for name, v in parts.items() if name != "calm"}) + absorbed
        shift = absorbed if order.target.quantity == "reserves" else 0.0
        found = fastest(gap + shift, room, available, quarters, order.limits)
        if look or not found.caps.any():
            return found, room, parts
        ends = None if found.ends is None else problem.months[found.ends]
        extra = _absorbed(problem, found, problem.run(found.caps, ends))
        if np.abs(extra - absorbed).max() < order.limits.step:
            break
        absorbed = extra
        felt = np.where(found.cut > 0.0, 1.0 - absorbed / np.maximum(found.cut, 1e-9), 1.0)
        parts = _parts(problem, order, reserves, np.clip(felt, 0.0, 1.0))
    return found, room, parts


def _absorbed(problem: _Problem, found: Designed, run: Run) -> Values:
    """What of the cut did not come out of reserves, by month; after the end of runoff as in its last month."""
    months = min(len(run.dates), len(found.caps) if found.ends is None else found.ends + 1)
    felt = problem.hold.path("reserves")[:months] - run.path("reserves")[:months]
    extra = found.cut[:months] - felt
    return np.concatenate([extra, np.full(len(found.caps) - months, extra[-1])])


def _parts(problem: _Problem, order: Order, reserves: Values, felt: Values) -> dict[str, Values]:
    """Room by month in calm and under each episode; `felt` is the share of a drain that reaches reserves."""
    parts = {"calm": largest_cut(partial(_after, problem, reserves), order.risk, _MOST)}
    for name, share in problem.drains.items():
        left = reserves - share * problem.banks * felt
        parts[name] = largest_cut(partial(_after, problem, left), order.stress_risk, _MOST)
    return parts


def _after(problem: _Problem, reserves: Values, cut: float) -> Values:
    return problem.chance(reserves - cut)


def _naive(problem: _Problem, name: str, pace: float) -> Judged:
    """A constant cap until the target is reached; the first month that may be announced begins it."""
    order = problem.order
    quarters = quarters_of(problem.months)
    caps = np.where(quarters >= order.limits.quarters_ahead, pace, 0.0)
    run = problem.run(caps, None, name)
    level = problem.level(run)
    target = order.target.levels(run.ratios["bank_assets"], run.ratios["gdp"])
    reached = np.flatnonzero((level <= target) & (caps[: len(level)] > 0.0))
    ends = problem.months[int(reached[0])] if len(reached) else None
    if ends is not None:
        run = problem.run(caps, ends, name)
    return problem.judge(name, run, caps, ends)


def _infeasible(problem: _Problem, found: Designed) -> UsageError:
    """What could be had instead: how low at this risk, and at what risk this low."""
    order, target = problem.order, problem.order.target
    run = problem.run(found.caps, None)
    least = _least_risk(problem, _absorbed(problem, found, run) if found.caps.any() else np.zeros(order.months))
    last = int(np.flatnonzero(found.caps)[-1]) if found.caps.any() else 0
    lowest = float((problem.level(run) / _unit(problem, run))[last])
    words = f"{lowest:.1f}% of {target.of}" if target.of != "USD bn" else f"USD {lowest:,.0f} bn"
    most = f"at that risk runoff can bring {target.quantity} to {words}"
    if not found.caps.any():
        most = "at that risk no runoff at all"
    other = f"{target} can be had at a risk of {least:g}%" if least else "no risk below 95% brings it"
    again = f'ebb plan --target "{target}" --max-risk {least:g}%' if least else "choose a higher target"
    if least and least > order.stress_risk:
        again += f" --stress-risk {least:g}%"
    return UsageError(
        f"no caps bring {target} within {order.months} months at a risk of {order.risk:g}% "
        f"({order.stress_risk:g}% under stress); the chance is {problem.chance(problem.hold.path('reserves'))[0]:.0f}% "
        "before any runoff",
        f"ebb plan, as of {problem.evidence.as_of}",
        f"{most}; {other}",
        again,
    )


def _least_risk(problem: _Problem, absorbed: Values) -> float | None:
    """The smallest multiple of five percent at which the target looks within reach."""
    order = problem.order
    for risk in range(5 * (int(order.risk) // 5 + 1), 100, 5):
        eased = replace(order, risk=float(risk), stress_risk=max(order.stress_risk, float(risk)))
        if _solved(problem, eased, absorbed)[0].ends is not None:
            return float(risk)
    return None


def _unit(problem: _Problem, run: Run) -> Values | float:
    of = problem.order.target.of
    if of == "USD bn":
        return 1.0
    return run.ratios["bank_assets" if of == "bank assets" else "gdp"] / 100.0


def _steps(months: tuple[date, ...], caps: Values) -> tuple[tuple[date, float], ...]:
    """Dated caps: each from its month on."""
    return tuple((months[k], float(caps[k])) for k in range(len(caps)) if caps[k] != (caps[k - 1] if k else 0.0))


def _drains(evidence: Evidence) -> Mapping[str, float]:
    """The largest drain of each episode of reserves known by then, as a share of bank assets."""
    found = {}
    for story in known_stories(evidence.as_of):
        if story.kind == "reserves":
            told = episode(evidence, story.key)
            most = float(drain(shock(told, bank_assets(evidence, told))).max())
            if most > 0.0:
                found[story.key] = most
    return found


def _errors(evidence: Evidence, dates: tuple[date, ...]) -> Values:
    """Errors of reserves around a plan, USD billion, shape (draws, months); after two years as at their end.

    The same for plans of any length, so that asking for a longer one changes nothing before.
    """
    first = add_months(dates[0].replace(day=1), 0)
    ends = [_end_of(add_months(first, k)) for k in range(_WINDOW)]
    found = deviations(evidence.record, tuple(ends))
    more = max(0, len(dates) - _WINDOW)
    return np.hstack([found, np.repeat(found[:, -1:], more, axis=1)])[:, : len(dates)]


def _fit(evidence: Evidence) -> ChanceFit:
    fit = evidence.chance
    if fit is None or fit.slope >= 0.0:
        raise OutOfRange(
            f"no chance of leaving ample could be estimated from what was known on {evidence.as_of}",
            "ebb plan, --as-of",
            "a day with a year of months in which some had repo above interest on reserves",
            "choose a later --as-of",
        )
    return fit


def _end_of(month: date) -> date:
    following = add_months(month, 1)
    return date.fromordinal(following.toordinal() - 1)
