"""Speed against risk: one amount taken off the Fed's securities at several paces, and what each pace asks.

Every pace is a run of the engine from the same month; beside each stands the same run without any runoff, because reserves
go on falling relative to the banks when nothing is bought. The chance of leaving ample is the demand estimate over what
liabilities may do; its interval is the estimate's. A pace is told by what it adds to holding, and by when.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from ebb.answers.design import Chances
from ebb.answers.evidence import Evidence
from ebb.answers.frontier_points import AFTER, YEAR, Frontier, Point
from ebb.answers.once import once
from ebb.answers.placed import placed_plans
from ebb.answers.runs import first_open_month, run_on
from ebb.answers.stress import AS_THEY_ARE, ceiling
from ebb.answers.supply import calibrated, mortgage_duration, premium_by_mix, private_by_mix
from ebb.dates import add_months
from ebb.errors import EbbError, OutOfRange, UsageError
from ebb.funding import DemandFit
from ebb.funding.dated import dated_risk
from ebb.planning.design import quarters_of
from ebb.planning.frontier import (
    PACES,
    VARIANTS,
    Level,
    Paced,
    Stretch,
    Variant,
    highest,
    months_needed,
    paced,
    thinned,
    total,
)
from ebb.portfolio import Portfolio
from ebb.scenario import load
from ebb.simulate.result import Run
from ebb.sources.published import document
from ebb.yields import effect_of_runoff
from ebb.yields.risk_path import RiskPath, risk_path

Values = NDArray[np.float64]

#: USD billion of par: about what the first runoff took, and small enough that no pace looks further than five years ahead.
SIZE: Final = 600.0
#: The pace at which the three ways are set beside each other.
COMPARED: Final = 60.0
_LONGEST: Final = 120
_ROWS, _DRAWS = 50, 100
_LEAVING: Final = ("coupons_redeemed", "bills_redeemed", "mbs_redeemed", "sold")


def frontier(
    evidence: Evidence,
    size: float = SIZE,
    paces: Sequence[float] = PACES,
    *,
    compared: float | None = COMPARED,
    every_way: bool = False,
    yields: bool = True,
) -> Frontier:
    """The frontier of an amount.

    Parameters
    ----------
    evidence : Evidence
        Of the day on which the plans would be made; nothing later is used.
    size : float, USD billion of par
    paces : sequence of float, USD billion a month
    compared : float, optional
        The pace of the three ways; None leaves them out.
    every_way : bool
        Each way at every pace among `ways`.
    yields : bool
        Work out the term premium by our reduced form too, which takes longer than all runs together.

    Raises
    ------
    UsageError
        For an amount, or a pace, that no plan can have; every problem at once.
    OutOfRange
        If no chance could be estimated by then, or the run cannot begin.

    Notes
    -----
    Law: in the same month a faster pace of the same way never has a lower chance, as long as so much matures (`left` says
    what did); every month without runoff has a chance no higher. Runoff begins in the first quarter that can be announced a
    quarter ahead.
    """
    _refuse(size, paces)
    wanted = tuple(sorted({float(pace) for pace in paces}))
    desk = _desk(evidence, months_needed(size, min(wanted)) + AFTER, yields)
    points = tuple(desk.point(desk.plan(pace, size, "bills")) for pace in wanted)
    at = wanted if every_way else () if compared is None else (float(compared),)
    ways = [
        next((p for p in points if variant == "bills" and p.plan.pace == pace), None)
        or desk.point(desk.plan(pace, size, variant))
        for pace in at
        for variant in VARIANTS
    ]
    return Frontier(
        as_of=evidence.as_of,
        size=float(size),
        begins=desk.begins,
        level=desk.chance.fit.level,
        sample=desk.chance.fit.sample,
        paces=points,
        ways=tuple(ways),
        placed=placed_plans(evidence),
        dates=desk.hold.dates,
        holding=desk.calm,
    )


class _Desk:
    """Everything the points share: the run without runoff, the estimate, the yields room's two numbers."""

    def __init__(self, evidence: Evidence, months: int, yields: bool) -> None:
        self.evidence = evidence
        first = first_open_month(evidence.as_of)
        months_ahead = tuple(add_months(first, k) for k in range(4))
        self.begins = months_ahead[int(np.flatnonzero(quarters_of(months_ahead) == 1)[0])]
        self.months = max(months, YEAR + 1)
        kept = load("hold").model_copy(update={"start": self.begins, "months": self.months})
        self.seen: list[Portfolio] = []
        self.hold = self.run(kept, self.seen)
        self.chance = Chances(evidence, self.hold)
        self.demand = _demand(evidence)
        self.ceiling = ceiling(evidence, AS_THEY_ARE)
        self.calm = self.chances(self.hold)
        self.principal = float(self.hold.flow("mbs_principal")[: YEAR * 2].mean())
        self.yields = _yields(evidence) if yields else None
        self.kept = self.risk(self.seen)

    def plan(self, pace: float, size: float, variant: Variant) -> Paced:
        return paced(pace, size, variant, begins=self.begins, principal=self.principal, after=AFTER)

    def run(self, plan: Any, seen: list[Portfolio]) -> Run:
        evidence, months = self.evidence, max(plan.months, YEAR + 1)
        return run_on(
            evidence.record, plan, evidence.demand, months=months, prepared=evidence.inputs, watch=seen.append
        )

    def chances(self, run: Run) -> Stretch:
        """The chance by month and its edges: central over all draws, edges over their quantiles."""
        central = self.chance(run.path("reserves"))
        band = dated_risk(self.chance.fit, thinned(self.shares(run), _ROWS), run.dates)
        return Stretch(central, np.minimum(band.low, central), np.maximum(band.high, central))

    def shares(self, run: Run) -> Values:
        """Reserves in percent of bank assets, shape (draws, months), never below zero."""
        reserves = np.maximum(run.path("reserves") + self.chance.away[:, : len(run)], 0.0)
        found: Values = 100.0 * reserves / run.ratios["bank_assets"]
        return found

    def over_interest(self, run: Run, months: int) -> Level:
        """Average of repo above interest on reserves, bp, no more than where a standing facility holds it."""
        shares, fit = self.shares(run)[:, :months], self.demand
        most = np.inf if self.ceiling is None else self.ceiling
        central = float(np.clip(fit.predict(shares), 0.0, most).mean())
        few = thinned(shares, _ROWS)
        picked = np.linspace(0, len(fit.kink_draws) - 1, _DRAWS).round().astype(int)
        drawn = []
        for kink, slope, floor in zip(
            *(d[picked] for d in (fit.kink_draws, fit.slope_draws, fit.floor_draws)), strict=True
        ):
            short = 0.0 if np.isnan(kink) else slope * np.maximum(0.0, kink - few)
            drawn.append(float(np.clip(floor + short, 0.0, most).mean()))
        low, high = np.quantile(drawn, [(1 - self.chance.fit.level) / 2, (1 + self.chance.fit.level) / 2])
        return Level(central, min(float(low), central), max(float(high), central))

    def risk(self, seen: list[Portfolio]) -> RiskPath | None:
        if self.yields is None:
            return None
        return risk_path(seen, ten_year=self.yields[1], mortgage_duration=self.yields[2])

    def premium(self, seen: list[Portfolio], run: Run) -> dict[str, tuple[float, float, float]] | None:
        held = self.risk(seen)
        if self.yields is None or held is None or self.kept is None:
            return None
        kept = _first(self.kept, len(run))
        return premium_by_mix(self.yields[0], private_by_mix(held, kept, self.yields[1]), run.ratios["gdp"])

    def point(self, plan: Paced) -> Point:
        seen: list[Portfolio] = []
        run = self.run(plan.scenario, seen)
        if len(run) < plan.scenario.months:
            raise OutOfRange(
                f"at USD {plan.pace:g} bn a month reserves would be used up in {run.dates[-1]:%Y-%m}",
                f"frontier, as of {self.evidence.as_of}",
                "an amount that leaves reserves",
                "choose a smaller amount",
            )
        months = plan.scenario.months
        whole = self.chances(run)
        chance, calm = whole.first(months), self.calm.first(months)
        own, beside = run.ratios["net_income"][:months].sum(), self.hold.ratios["net_income"][:months].sum()
        owed = [one.path("deferred_asset")[months - 1] for one in (run, self.hold)]
        return Point(
            plan=plan,
            left=float(sum(run.flow(name)[:months].sum() for name in _LEAVING)),
            chance=chance,
            holding=self.calm.first(max(months, YEAR + 1)),
            year_on=whole.at(YEAR),
            at_end=chance.at(months - AFTER - 1),
            highest=highest(chance),
            months_above=total(chance),
            months_above_holding=total(calm),
            over_interest=self.over_interest(run, months),
            over_interest_holding=self.over_interest(self.hold, months),
            standing_repo=float(run.ratios["standing_repo"][:months].max()),
            premium=self.premium(seen, run),
            published=_published(plan.size, self.evidence.as_of),
            realised=float(run.flow("realised_gain")[:months].sum()),
            net_income=float(own - beside),
            deferred=float(owed[0] - owed[1]),
        )


@once
def _desk(evidence: Evidence, months: int, yields: bool) -> _Desk:
    return _Desk(evidence, months, yields)


@once
def _yields(evidence: Evidence) -> tuple[Any, float, float] | None:
    """The reduced form, the ten-year yield and the pools' duration; None before they could be fixed."""
    record = evidence.record
    try:
        base = calibrated(record)
        handed = evidence.inputs(first_open_month(evidence.as_of))
        duration = mortgage_duration(record, handed.portfolio)
    except EbbError:
        return None
    return base, record.series("ust_10y_avg").last()[1] / 100.0, duration


def _published(size: float, as_of: date) -> tuple[float, float, float] | None:
    """Published effects on the ten-year yield of so much leaving in calm markets: lowest, middle of the range, highest."""
    found = effect_of_runoff(size / 1000.0, document("literature"), as_of)["10-year yield"].by_regime().get("stock")
    return None if found is None else (found[0], (found[0] + found[1]) / 2.0, found[1])


def _demand(evidence: Evidence) -> DemandFit:
    if evidence.demand is None:
        raise OutOfRange(
            f"too few months were known on {evidence.as_of} to estimate reserve demand",
            "frontier, --as-of",
            "an as-of date at which an estimate of reserve demand exists",
            "choose a later --as-of",
        )
    return evidence.demand


def _first(path: RiskPath, months: int) -> RiskPath:
    parts = (path.treasuries, path.mortgages, path.treasury_par, path.mortgage_par)
    return RiskPath(path.dates[:months], *(part[:months] for part in parts))


def _refuse(size: float, paces: Sequence[float]) -> None:
    problems = [] if 0.0 < size < float("inf") else [f"an amount of USD {size:g} bn"]
    problems += [f"a pace of USD {pace:g} bn a month" for pace in paces if not 0.0 < pace < float("inf")]
    problems += [] if len(paces) else ["no pace at all"]
    if not problems:
        problems = [
            f"USD {size:g} bn at {pace:g} a month, which takes {months_needed(size, pace)} months"
            for pace in paces
            if months_needed(size, pace) + AFTER > _LONGEST
        ]
    if problems:
        raise UsageError(
            f"no frontier has {'; '.join(problems)}",
            "frontier",
            f"amounts above 0, and no plan of more than {_LONGEST - AFTER} months",
            "correct the amount or the paces",
        )
