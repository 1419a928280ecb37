"""From a plan and what the record handed over to the tables of the kernel: the part of a run that no draw changes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from math import inf, isnan, log1p, nan
from typing import Final

import numpy as np

from ebb.books import FedStatement
from ebb.books.cents import cents
from ebb.books.income import DAYS_A_MONTH
from ebb.dates import add_months, month_end, months
from ebb.errors import OutOfRange, UsageError
from ebb.funding.kinked import Hinge
from ebb.portfolio import MonthPlan
from ebb.portfolio.prepayment import PRIOR, season
from ebb.portfolio.reinvestment import COUPONS
from ebb.portfolio.unsettled import SPREAD_FROM
from ebb.scenario import Scenario, Setting
from ebb.simulate.conditions import Conditions, build
from ebb.simulate.ensemble.cohorts import cohorts, new_pools
from ebb.simulate.ensemble.issues import issues
from ebb.simulate.ensemble.ladder import queues
from ebb.simulate.ensemble.tables import (
    BANK_ASSETS,
    BILL_YIELD,
    BUY_BILLS,
    BUY_COUPONS,
    BUY_MBS,
    CEILING,
    CURRENCY_GIVEN,
    DAYS,
    DECIDED,
    DEFERRED_BEFORE,
    DEFERRED_GIVEN,
    DESTINATION,
    FLOOR_RATE,
    FOREIGN_GIVEN,
    GDP,
    INFLATION,
    INTERCEPT,
    INTO,
    IORB,
    LATE,
    LENGTH,
    LEVELS,
    LINES,
    MBS_CAP,
    MBS_LIMIT,
    ON_RRP_GIVEN,
    OTHER_GIVEN,
    OWED_GIVEN,
    REPO_LIMIT,
    REPO_OVER,
    REPO_SHARE,
    SEASON,
    SPREAD_FLOOR,
    TEN_YEAR,
    TGA_GIVEN,
    TREASURY_CAP,
    TWO_YEAR,
    Floats,
    Numbers,
    Tables,
)
from ebb.simulate.loop import Inputs
from ebb.simulate.plan import Bought, announced, month_plan
from ebb.simulate.split import least_share

#: What the kernel knows of a plan; anything else that a plan uses is refused, never left out. Sales are at market prices,
#: which would have to be worked out anew in every draw.
_KNOWN: Final = {
    "caps": {"treasury", "mbs"},
    "sales": set[str](),
    "purchases": {"bills", "coupons", "mbs"},
    "stop": {"date", "reserves", "reserves_share_of_bank_assets", "reserves_share_of_gdp", "spread"},
    "after": {"mbs_principal", "bill_purchases"},
}
_ASIDE: Final = {"name", "title", "base", "policy_as_of", "start", "months", "assumptions"}
_ORDERS: Final = {
    TREASURY_CAP: "treasury_cap",
    MBS_CAP: "mbs_cap",
    MBS_LIMIT: "mbs_principal_limit",
    INTO: "mbs_principal",
    BUY_BILLS: "bill_purchases",
    BUY_COUPONS: "coupon_purchases",
    BUY_MBS: "mbs_purchases",
}


@dataclass(frozen=True, slots=True)
class Prepared:
    """Tables for the kernel, and the central conditions they were made from."""

    tables: Tables
    conditions: Conditions


def prepare(scenario: Scenario, inputs: Inputs, start: date, length: int, setting: Setting = "central") -> Prepared:
    """Tables of a run, and the central conditions they were made from.

    Parameters
    ----------
    scenario, inputs, start, length, setting
        As :func:`ebb.simulate.loop.simulate` takes them.

    Raises
    ------
    OutOfRange
        If the scenario starts before the opening holdings.
    UsageError
        If the plan uses something that the kernel does not know.
    PolicyError
        If a month has no announced pace of purchases.
    """
    start = start.replace(day=1)
    first = add_months(inputs.opening.date.replace(day=1), 1)
    if start < first:
        raise OutOfRange(
            f"scenario {scenario.name} starts in {start:%Y-%m}, before the opening holdings of {inputs.opening.date}",
            "simulate.ensemble",
            f"a start in {first:%Y-%m} or later",
            "choose a later start",
        )
    _refuse_unknown(scenario, inputs)
    last = add_months(start, length - 1)
    span = tuple(date(year, month, 1) for year, month in months(first, last))
    conditions = build(span, inputs.opening, inputs.published, inputs.corridor, scenario.assumptions, setting)
    if inputs.shock is not None:
        conditions = inputs.shock(conditions)
    portfolio = inputs.portfolio
    tables = Tables(
        orders=_orders(scenario, inputs, conditions, start),
        issues=issues(portfolio, span, inputs.auctions),
        queues=queues(portfolio, span),
        cohorts=cohorts(portfolio, span),
        new=new_pools(portfolio, span),
        levels=_levels(scenario, inputs, conditions, start),
        mortgage=conditions.mortgage_rates.copy(),
        mix=_mix(inputs),
        opening=_opening(inputs),
        numbers=_numbers(scenario, inputs, conditions, start),
    )
    return Prepared(tables, conditions)


def _refuse_unknown(scenario: Scenario, inputs: Inputs) -> None:
    found = [
        f"[{section}] {name}"
        for section, known in _KNOWN.items()
        for name, field in type(getattr(scenario, section)).model_fields.items()
        if name not in known
        and getattr(getattr(scenario, section), name) != field.get_default(call_default_factory=True)
    ]
    found += [
        f"[{name}]"
        for name, field in type(scenario).model_fields.items()
        if name not in _KNOWN
        and name not in _ASIDE
        and getattr(scenario, name) != field.get_default(call_default_factory=True)
    ]
    if inputs.by_security is None:
        found.append("income by the average coupons of classes")
    if inputs.spread is not None and not isinstance(inputs.spread, Hinge):
        found.append("a curve of reserve demand that is no hinge")
    if found:
        raise UsageError(
            f"scenario {scenario.name} uses {', '.join(found)}, which draws do not follow yet",
            "simulate.ensemble",
            "caps, purchases, stop rules and what comes after them",
            "run it without --draws, or leave that out",
        )
    opened = inputs.opening.date
    if inputs.portfolio.as_of != month_end(opened.year, opened.month):
        raise UsageError(
            f"the portfolio is of {inputs.portfolio.as_of}, inside a month",
            "simulate.ensemble",
            "a portfolio at the end of the opening month",
            "open it with ebb.answers.openings",
        )


def _orders(scenario: Scenario, inputs: Inputs, conditions: Conditions, start: date) -> Floats:
    """Month by month what the loop would order, before a stop and after one."""
    frozen = min(inputs.as_of, scenario.policy_as_of) if scenario.policy_as_of else inputs.as_of
    programme = inputs.programme.as_of(frozen)
    to = programme.purchases_announced_to or add_months(frozen, 1)
    plans: list[list[MonthPlan]] = [[], []]
    for i, month in enumerate(conditions.months):
        rule = announced(programme.rule(month.year, month.month), to)
        grew = {name: float(values[i]) for name, values in conditions.grew.items()}
        bought = Bought(**{name: None if isnan(amount) else amount for name, amount in grew.items()})
        for row, stopped in enumerate((False, True)):
            plans[row].append(month_plan(scenario, rule, start, stopped=stopped, bought=bought))
    strange = [name for name in type(plans[0][0]).__dataclass_fields__ if name not in ("month", *_ORDERS.values())]
    default = MonthPlan(plans[0][0].month)
    used = [name for name in strange if any(getattr(p, name) != getattr(default, name) for row in plans for p in row)]
    if used:
        raise UsageError(
            f"the orders of scenario {scenario.name} hold {', '.join(used)}, which draws do not follow yet",
            "simulate.ensemble",
            f"orders of {', '.join(_ORDERS.values())}",
            "run it without --draws, or leave that out",
        )

    def column(name: str, row: list[MonthPlan]) -> list[float]:
        return [inf if (value := getattr(p, name)) is None else float(value) for p in row]

    found = []
    for kept in plans:
        columns = {place: column(name, kept) for place, name in _ORDERS.items() if place != INTO}
        columns[INTO] = [float(DESTINATION[p.mbs_principal]) for p in kept]
        found.append([columns[place] for place in range(len(columns))])
    return np.array(found)


def _levels(scenario: Scenario, inputs: Inputs, c: Conditions, start: date) -> Floats:
    v = np.zeros((LEVELS, len(c.months)))
    days = np.array([float(month_end(month.year, month.month).day) for month in c.months])
    columns = {
        ON_RRP_GIVEN: _cents(np.where(np.isnan(c.on_rrp_fixed), c.on_rrp, c.on_rrp_fixed)),
        FOREIGN_GIVEN: _cents(c.foreign_rrp),
        OTHER_GIVEN: _cents(c.other_assets),
        OWED_GIVEN: _cents(c.other_liabilities),
        DEFERRED_GIVEN: _cents(c.deferred_asset),
        DEFERRED_BEFORE: _cents(np.array([inputs.opening.lines["deferred_asset"], *c.deferred_asset[:-1]])),
        BANK_ASSETS: c.bank_assets,
        SPREAD_FLOOR: np.full(len(c.months), inputs.spread.floor if isinstance(inputs.spread, Hinge) else 0.0),
        REPO_SHARE: np.full(len(c.months), nan),
        REPO_LIMIT: c.repo_limit,
        REPO_OVER: np.where(np.isnan(c.repo_over_ior), 0.0, c.repo_over_ior) / 100.0,
        IORB: c.iorb,
        FLOOR_RATE: c.on_rrp_rate,
        BILL_YIELD: c.bill_yield,
        TWO_YEAR: c.two_year,
        TEN_YEAR: c.ten_year,
        INFLATION: c.inflation,
        GDP: c.gdp,
        TGA_GIVEN: _cents(c.tga),
        CURRENCY_GIVEN: _cents(c.currency),
        SEASON: np.array([season((month.month - 2) % 12 + 1) for month in c.months]),
        LATE: np.array([float(month >= SPREAD_FROM) for month in c.months]),
        DAYS: days,
        LENGTH: days / DAYS_A_MONTH,
    }
    for place, column in columns.items():
        v[place] = column
    _overnight(v, scenario, inputs, c, start)
    return v


def _overnight(v: Floats, scenario: Scenario, inputs: Inputs, c: Conditions, start: date) -> None:
    """Where ON RRP is decided by demand, and funds' demand in those months: at the rule's, or from a published month."""
    hinge, demand = inputs.spread, c.on_rrp_demand
    if not isinstance(hinge, Hinge) or demand is None:
        return
    for i, month in enumerate(c.months):
        published, then, fixed = float(c.on_rrp[i]), float(c.reserves[i]), float(c.on_rrp_fixed[i])
        if not isnan(published) and not (scenario.differs and month >= start):
            continue
        v[DECIDED, i] = 1.0
        if not isnan(fixed):
            v[INTERCEPT, i], v[CEILING, i] = inf, fixed
        elif isnan(published) or isnan(then):
            over_award = 100.0 * float(c.iorb[i] - c.on_rrp_rate[i])
            v[INTERCEPT, i] = demand.intercept + c.on_rrp_deviations * demand.residual_sd + demand.slope * over_award
            v[CEILING, i] = demand.ceiling
        else:
            v[INTERCEPT, i] = log1p(published) - demand.slope * hinge(100.0 * then / float(c.bank_assets[i]))
            v[CEILING, i] = max(demand.ceiling, published)
        over = float(c.repo_over_ior[i])
        v[REPO_SHARE, i] = nan if isnan(over) else least_share(hinge, over)


def _numbers(scenario: Scenario, inputs: Inputs, c: Conditions, start: date) -> Numbers:
    hinge = inputs.spread if isinstance(inputs.spread, Hinge) else Hinge(nan, 0.0, 0.0)
    stop, demand = scenario.stop, c.on_rrp_demand
    dated = [i for i, m in enumerate(c.months) if stop.date is not None and month_end(m.year, m.month) >= stop.date]

    def rule(amount: float | None) -> float:
        return nan if amount is None else float(amount)

    return Numbers(
        kink=hinge.kink,
        spread_slope=hinge.slope,
        funds_slope=0.0 if demand is None else demand.slope,
        refinancing_slope=PRIOR.refinancing_slope,
        lock_in=PRIOR.lock_in,
        ramp=PRIOR.ramp_months,
        burnout_floor=PRIOR.burnout_floor,
        turnover=PRIOR.turnover,
        most=PRIOR.refinancing_most,
        curtailment=PRIOR.curtailment,
        other_net_income=float(inputs.by_security or 0),
        stop_month=dated[0] if dated else -1,
        stop_reserves=rule(stop.reserves),
        stop_of_banks=rule(stop.reserves_share_of_bank_assets),
        stop_of_gdp=rule(stop.reserves_share_of_gdp),
        # without an estimate of the curve the rule is never met
        stop_spread=rule(None if inputs.spread is None else stop.spread),
        start=c.months.index(start),
        first=len(c.months),
        over_iorb=0.0,
        over_floor=0.0,
        over_bills=0.0,
        two_on_policy=0.0,
        two_on_ten=0.0,
    )


def _cents(billions: Floats) -> Floats:
    """Whole cents of a path in USD billion; NaN stays NaN."""
    return np.array([nan if isnan(value) else float(cents(value)) for value in billions.tolist()])


def _mix(inputs: Inputs) -> Floats:
    sizes = COUPONS if inputs.outstanding is None else inputs.outstanding
    names = ("bills", "notes_bonds", "tips", "frn")
    return np.array([float(round(sizes.get(name, 0.0) * 1_000_000)) for name in names])


def _opening(inputs: Inputs) -> Floats:
    """The lines of the opening statement in cents; the two residual lines as the statement itself finds them."""
    lines = FedStatement.open(inputs.opening.date, **dict(inputs.opening.lines)).lines()
    return np.array([float(lines[name]) for name in LINES])
