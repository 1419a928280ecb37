"""``ebb.plan``: a designed plan as one object with its wire form, its sentence and its scenario file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import numpy as np

from ebb.answers.design import HORIZON, Answered, Judged, Mortgages, Order, design
from ebb.answers.evidence import Evidence
from ebb.answers.plan_history import QT1, QT2, brier, first_stop, packaged
from ebb.dates import add_months
from ebb.errors import UnknownName, UsageError
from ebb.funding.chance import ChanceFit
from ebb.planning.design import Limits, Target, read_target
from ebb.text import Money, Month, Number, Percent, Phrase, Said

_LANGUAGES: Final = ("zh-Hant", "en")
_LONGEST: Final = 120


@dataclass(frozen=True, slots=True)
class DesignedPlan:
    """A plan, why it is held back where it is, and the naive plans beside it."""

    found: Answered
    fit: ChanceFit
    history: tuple[dict[str, str], ...]

    def text(self) -> dict[str, str]:
        """One sentence in both languages."""
        found, plan = self.found, self.found.plan
        said: dict[str, Said | str] = {
            "target": _target(found.order.target),
            "ends": Month(plan.ends or found.as_of),
            "highest": Percent(plan.highest),
            "risk": Percent(found.order.risk, digits=0),
        }
        if not found.steps:
            return _both(Phrase("design.by_itself", said))
        return {lang: Phrase("design.text", {**said, "steps": self._steps(lang)}).say(lang) for lang in _LANGUAGES}

    def caveats(self) -> dict[str, list[str]]:
        """What holds it back and how it was made, in both languages."""
        order, last = self.found.order, self._last
        share = self.found.plan.run.path("reserves")[last] / self.found.plan.run.ratios["bank_assets"][last]
        told = self.fit.at(100.0 * float(share))
        binding = Phrase("design.binding.calm")
        if self.found.binding != "calm":
            name = Phrase(f"planning.episode.{self.found.binding}.name")
            binding = Phrase("design.binding.stress", {"episode": name, "risk": Percent(order.stress_risk, digits=0)})
        step = Money(order.limits.step)
        said = (
            binding,
            Phrase("design.how", {"step": step}),
            Phrase("design.chance", {"low": Percent(told.low, digits=0), "high": Percent(told.high, digits=0)}),
        )
        return {lang: [one.say(lang) for one in (*said, *self._history())] for lang in _LANGUAGES}

    def _history(self) -> list[Phrase]:
        """What a plan held to this risk would have done, as far as that was known."""
        told = packaged(self.history)
        score, average = brier(told)
        if np.isnan(score):  # no year was over yet
            return []
        risk = self.found.order.risk
        stops = [first_stop(told, risk, *span) for span in (QT1, QT2)]
        first, second = (Month(one.origin) if one else Phrase("design.history_never") for one in stops)
        said: dict[str, Said | str] = {"first": first, "second": second}
        return [Phrase("design.history", {**said, "score": Number(score, 2), "average": Number(average, 2)})]

    def json(self) -> dict[str, Any]:
        """The wire form: USD billion, chances in percent."""
        found = self.found
        return {
            "as_of": found.as_of.isoformat(),
            "unit": "USD bn",
            "target": str(found.order.target),
            "max_risk": found.order.risk,
            "stress_risk": found.order.stress_risk,
            "mortgages": found.order.mortgages,
            "text": self.text(),
            "caveats": self.caveats(),
            "caps": [{"from": month.isoformat(), "treasury": amount} for month, amount in found.steps],
            "ends": None if found.plan.ends is None else found.plan.ends.isoformat(),
            "binding": found.binding,
            "dates": [day.isoformat() for day in found.hold.run.dates],
            "room": found.room.tolist(),
            "plans": {one.name: _judged(one) for one in (found.plan, *found.naive, found.hold)},
            "scenario": self.toml(),
        }

    def toml(self) -> str:
        """The plan as a scenario file that ``ebb run`` reads."""
        plan = self.found.plan.scenario
        steps = ", ".join(f"[{month:%Y-%m}-01, {amount:g}]" for month, amount in _changes(plan.caps.treasury))
        mbs = '"none"' if plan.caps.mbs == "none" else "0"
        stop = "" if plan.stop.date is None else f"[stop]\ndate = {plan.stop.date.isoformat()}\n\n"
        return (
            f"# {self.found.order.target}, designed on {self.found.as_of} for a risk of {self.found.order.risk:g}%\n"
            f"start = {plan.start}\nmonths = {plan.months}\n\n"
            f"[caps]\ntreasury = [{steps}]\nmbs = {mbs}\n\n"
            "[purchases]\nbills = 0\ncoupons = 0\nmbs = 0\n\n"
            f'{stop}[after]\nmbs_principal = "bills"\n'
        )

    @property
    def _last(self) -> int:
        ends = self.found.plan.ends
        dates = self.found.plan.run.dates
        return len(dates) - 1 if ends is None else sum(day < add_months(ends, 1) for day in dates) - 1

    def _steps(self, lang: str) -> str:
        parts = [
            Phrase("design.step", {"amount": Money(amount), "month": Month(month)}).say(lang)
            if amount
            else Phrase("design.none_from", {"month": Month(month)}).say(lang)
            for month, amount in self.found.steps
        ]
        return ("、" if lang == "zh-Hant" else ", ").join(parts)


def plan(
    target: str,
    *,
    max_risk: float = 5.0,
    stress_risk: float = 50.0,
    months: int = HORIZON,
    mortgages: str = "bills",
    largest: float = 95.0,
    as_of: date | None = None,
) -> DesignedPlan:
    """Design the fastest runoff that reaches a target within a risk.

    Parameters
    ----------
    target : str
        Such as ``"reserves at 11% of bank assets"``, ``"total assets at 6.2 trillion"``.
    max_risk, stress_risk : float, percent
        Highest chance of leaving ample in any month of runoff, calm and with an episode of the library.
    months : int
        How long it may take.
    mortgages : ``"bills"`` or ``"runoff"``
        What becomes of agency principal.
    largest : float, USD billion a month
        No Treasury cap above it.
    as_of : date, optional

    Raises
    ------
    UsageError
        If the words cannot be read, contradict each other, or nothing meets them; then the message names the nearest
        plan that can be.

    Notes
    -----
    Law: caps are multiples of 5 billion that stand for whole quarters; the chance the engine shows for the plan stays within
    `max_risk` in every month of runoff.
    """
    if mortgages not in ("bills", "runoff"):
        raise UnknownName.of("use of agency principal", mortgages, ("bills", "runoff"), where="ebb plan --mbs")
    problems = []
    if not 0.0 < max_risk < 100.0:
        problems.append(f"a risk of {max_risk:g}%")
    if stress_risk < max_risk:
        problems.append(f"a risk under stress of {stress_risk:g}% below the {max_risk:g}% of calm months")
    if not 6 <= months <= _LONGEST:
        problems.append(f"{months} months")
    if not largest >= 5.0:
        problems.append(f"no cap above USD {largest:g} bn, although caps move by 5")
    if problems:
        raise UsageError(
            f"a plan cannot have {'; '.join(problems)}",
            "ebb plan",
            f"risks above 0 and below 100 with stress at or above calm, 6 to {_LONGEST} months, caps of 5 or more",
            "correct the options",
        )
    use: Mortgages = "runoff" if mortgages == "runoff" else "bills"
    order = Order(read_target(target), max_risk, stress_risk, months, use, Limits(largest=largest))
    evidence = Evidence(as_of)
    found = design(evidence, order)
    assert evidence.chance is not None  # the designer has refused before
    return DesignedPlan(found, evidence.chance, tuple(evidence.record.table("plan_history")))


def _judged(one: Judged) -> dict[str, Any]:
    run = one.run
    shares = 100.0 * run.path("reserves") / run.ratios["bank_assets"]
    taken = np.cumsum(run.flow("coupons_redeemed") + run.flow("bills_redeemed") + run.flow("mbs_redeemed"))
    until = len(run.dates) if one.ends is None else sum(day < add_months(one.ends, 1) for day in run.dates)
    later = min(len(one.chance), until + 12) - 1
    return {
        "ends": None if one.ends is None else one.ends.isoformat(),
        "taken": float(taken[until - 1]) if until else 0.0,
        "highest_chance": one.highest,
        "chance_a_year_later": float(one.chance[later]),
        "lowest_share": float(shares[: max(1, until)].min()),
        "chance": one.chance.tolist(),
        "reserves": run.path("reserves").tolist(),
    }


def _target(target: Target) -> Phrase:
    base = {"bank assets": "bank_assets", "GDP": "gdp", "USD bn": "amount"}[target.of]
    level: Said = Money(target.value) if base == "amount" else Percent(target.value)
    return Phrase(f"design.target.{target.quantity.replace(' ', '_')}.{base}", {"level": level})


def _changes(cap: Any) -> list[tuple[date, float]]:
    return list(cap) if isinstance(cap, list) else []


def _both(said: Phrase) -> dict[str, str]:
    return {lang: said.say(lang) for lang in _LANGUAGES}
