"""The one loop over months: plan, portfolio, books, and the stop rule that looks at what came out.

The circle of the subject (runoff ends when reserves stop being ample, reserves depend on how long it has run) is closed
here and nowhere else: the state of one month decides the plan of the next.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

import numpy as np

from ebb.books import FedStatement, month_income, post_month, reserves_change, settle
from ebb.books import MonthFlows as Posting
from ebb.books.cents import cents, usd_bn
from ebb.dates import add_months, month_end, months
from ebb.errors import OutOfRange
from ebb.policy import Corridor, Programme
from ebb.portfolio import Calendar, MonthConditions, MonthFlows, MonthPlan, Portfolio, advance
from ebb.scenario import Scenario, Setting
from ebb.series import Series
from ebb.simulate import prices, sales
from ebb.simulate.conditions import MORTGAGE_LAGS, Conditions, Opening, build
from ebb.simulate.earnings import BillRates, averaged, earned
from ebb.simulate.events import changes, sales_begin
from ebb.simulate.ledger import by_security, income_inputs, posting
from ebb.simulate.plan import Bought, State, announced, month_plan, reasons, restarts
from ebb.simulate.prices import Market
from ebb.simulate.result import ASSETS, CASH_FLOWS, LIABILITIES, PAR_FLOWS, PATHS, TREASURIES, Event, Run
from ebb.simulate.sales import Booked, Premiums, booked, opened
from ebb.simulate.split import Spread, split
from ebb.text import Money, Phrase


@dataclass(frozen=True, slots=True)
class Inputs:
    """What the record hands to a run, all cut at `as_of`.

    `spread` gives SOFR less interest on reserves in basis points at reserves of so many percent of bank assets (the
    reserve-demand estimate); `other_net_income` is the monthly income residual in cents; `outstanding` is marketable debt
    by class; `shock` is what a stress does to the conditions before the first month is run; `premiums` what the securities
    cost over par; `volatility` the yearly standard deviation of the ten-year yield, decimal (prices of what is sold).
    `by_security` is the income residual, in cents, for income counted security by security; without it (None) a month earns
    the average coupons of its classes and `other_net_income`.
    """

    as_of: date
    opening: Opening
    portfolio: Portfolio
    programme: Programme
    corridor: Corridor
    published: Mapping[str, Series]
    auctions: Calendar
    spread: Callable[[float], float] | None
    other_net_income: int
    said: Mapping[str, str]
    outstanding: Mapping[str, float] | None = None
    shock: Callable[[Conditions], Conditions] | None = None
    premiums: Premiums | None = None
    volatility: float = 0.01
    by_security: int | None = None


@dataclass(slots=True)
class _Tape:
    """What the loop writes down as it goes."""

    statements: list[FedStatement] = field(default_factory=list)
    flows: list[MonthFlows] = field(default_factory=list)
    net_income: list[float] = field(default_factory=list)
    remitted: list[float] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    repo: list[float] = field(default_factory=list)
    booked: list[Booked] = field(default_factory=list)
    stopped: date | None = None  # first stop
    halted: date | None = None  # the stop that holds; None while runoff goes on
    restarted: int = 0


def simulate(
    scenario: Scenario,
    inputs: Inputs,
    start: date,
    length: int,
    setting: Setting = "central",
    *,
    until_stop: bool = False,
    watch: Callable[[Portfolio], None] | None = None,
) -> Run:
    """Run a scenario month by month.

    Parameters
    ----------
    scenario : Scenario
    inputs : Inputs
    start : date
        First month of the result (any day of it), after the opening.
    length : int
        Months of the result.
    setting : ``"low"``, ``"central"`` or ``"high"``
        Where the assumptions that the scenario leaves open let *reserves* end.
    until_stop : bool
        End the run in the month in which a stop rule is reached, instead of reinvesting to the end.
    watch : callable, optional
        Is shown the portfolio at the end of every month of the result; it must not change anything.

    Raises
    ------
    OutOfRange
        If the scenario starts before the opening holdings.
    PolicyError
        If a month between the opening and the end has no announced pace of purchases.
    LawError
        If a line of the balance sheet would fall below zero.

    Notes
    -----
    The months between the opening and `start` are run under the policy in force and left out of the result. A month's
    maturities are booked in the month of their contractual maturity date, which is how the caps count them. A run ends
    before the month that would take reserves below zero; its last event says so.
    """
    start = start.replace(day=1)
    first = _next(inputs.opening.date)
    if start < first:
        raise OutOfRange(
            f"scenario {scenario.name} starts in {start:%Y-%m}, before the opening holdings of {inputs.opening.date}",
            "simulate",
            f"a start in {first:%Y-%m} or later",
            "choose a later start",
        )
    end = (np.datetime64(start, "M") + length - 1).astype("datetime64[D]").item()
    span = tuple(date(year, month, 1) for year, month in months(first, end))
    conditions = build(span, inputs.opening, inputs.published, inputs.corridor, scenario.assumptions, setting)
    if inputs.shock is not None:
        conditions = inputs.shock(conditions)
    tape = _walk(scenario, inputs, conditions, start, until_stop, watch)
    return _result(scenario, inputs, conditions, tape, setting, skip=len(span) - length)


def _walk(
    scenario: Scenario,
    inputs: Inputs,
    conditions: Conditions,
    start: date,
    until_stop: bool,
    watch: Callable[[Portfolio], None] | None,
) -> _Tape:
    """The loop itself."""
    tape = _Tape()
    portfolio, statement, market = inputs.portfolio, _open(inputs.opening), Market(inputs.volatility)
    frozen = min(inputs.as_of, scenario.policy_as_of) if scenario.policy_as_of else inputs.as_of
    programme = inputs.programme.as_of(frozen)
    ours = scenario.differs
    purchases_to = programme.purchases_announced_to or add_months(frozen, 1)
    before: MonthPlan | None = None
    for i, month in enumerate(conditions.months):
        rule = announced(programme.rule(month.year, month.month), purchases_to)
        resumed = tape.restarted > 0
        plan = month_plan(scenario, rule, start, tape.halted is not None, _bought(conditions, i), resumed=resumed)
        world = _month_conditions(conditions, i, inputs.auctions, inputs.outstanding)
        before_month = portfolio
        portfolio, flows = advance(portfolio, plan, replace(world, prices=market.prices(conditions, i)))
        traded = booked(
            flows, before_month, tape.booked[-1] if tape.booked else opened(inputs.premiums), inputs.premiums
        )
        owed = tape.repo[-1] if tape.repo else 0.0
        held = (before_month, portfolio)
        entry = _posting(statement, held, flows, conditions, i, inputs, owed, traded, tape.booked)
        entry, repo = _overnight(statement, entry, conditions, i, inputs.spread, ours=ours and month >= start)
        if month > start and statement.reserves + reserves_change(statement, entry) < 0:
            why = "the next month would take reserves below zero, and this plan has no lender and no stop rule"
            said = Phrase("events.end")
            tape.events.append(Event(tape.statements[-1].date, "end", f"the run ends here: {why}", said))
            break
        _, remitted = settle(statement.deferred_asset, entry.net_income)
        statement = post_month(statement, entry)
        tape.statements.append(statement)
        if watch is not None and month >= start:
            watch(portfolio)
        tape.flows.append(flows)
        tape.events.extend(sales_begin(tape.booked, traded, flows))
        tape.booked.append(traded)
        tape.net_income.append(usd_bn(entry.net_income))
        tape.remitted.append(usd_bn(remitted))
        tape.events.extend(changes(before, plan))
        if repo and not owed:
            said = Phrase("events.standing_repo", {"amount": Money(repo)})
            tape.events.append(Event(_end(month), "standing_repo", f"banks begin to borrow: USD {repo:.1f} bn", said))
        tape.repo.append(repo)
        if month >= start:
            _turn(tape, scenario, _state(statement, conditions, i, inputs.spread))
            if until_stop and tape.stopped:
                break
        before = plan
    return tape


def _turn(tape: _Tape, scenario: Scenario, state: State) -> None:
    """At a month's end: runoff stops, or begins again, where the plan's rules say so."""
    if tape.halted is None:
        met = reasons(scenario, state, resumed=tape.restarted > 0)
        if met:
            tape.halted = state.month_end
            tape.stopped = tape.stopped or state.month_end
            said = Phrase("events.stop", {"why": met})
            tape.events.append(Event(state.month_end, "stop", said.say("en"), said))
        return
    again = restarts(scenario, state, tape.halted, tape.restarted)
    if again:
        tape.halted, tape.restarted = None, tape.restarted + 1
        said = Phrase("events.restart", {"why": again})
        tape.events.append(Event(state.month_end, "restart", said.say("en"), said))


def _open(opening: Opening) -> FedStatement:
    return FedStatement.open(opening.date, **dict(opening.lines))


def _bought(conditions: Conditions, i: int) -> Bought:
    grew = {name: float(values[i]) for name, values in conditions.grew.items()}
    return Bought(**{name: None if np.isnan(amount) else amount for name, amount in grew.items()})


def _month_conditions(
    conditions: Conditions, i: int, auctions: Calendar, outstanding: Mapping[str, float] | None
) -> MonthConditions:
    return MonthConditions(
        mortgage_rates=tuple(conditions.mortgage_rates[i : i + MORTGAGE_LAGS + 1].tolist()),
        cpi_growth=float(conditions.inflation[i]),
        two_year=float(conditions.two_year[i]),
        ten_year=float(conditions.ten_year[i]),
        offerings=auctions or None,
        outstanding=outstanding,
    )


def _overnight(
    statement: FedStatement, entry: Posting, conditions: Conditions, i: int, spread: Spread | None, *, ours: bool
) -> tuple[Posting, float]:
    """The month's entry with ON RRP and standing repo decided, and the standing repo outstanding, USD billion.

    A published month keeps its published ON RRP, unless the scenario departs from what happened: then funds answer to the
    spread that goes with the scenario's reserves, from their own published level.
    """
    published, fixed = float(conditions.on_rrp[i]), float(conditions.on_rrp_fixed[i])
    demand = conditions.on_rrp_demand
    if spread is None or demand is None or (not np.isnan(published) and not ours):
        told = published if np.isnan(fixed) else fixed
        level = usd_bn(statement.on_rrp) if np.isnan(told) else told
        return replace(entry, on_rrp=cents(level) - statement.on_rrp), 0.0
    banks = float(conditions.bank_assets[i])
    pool = usd_bn(statement.reserves + statement.on_rrp + reserves_change(statement, entry))
    over_award = 100.0 * float(conditions.iorb[i] - conditions.on_rrp_rate[i])
    then = float(conditions.reserves[i])

    def funds(over_ior: float) -> float:
        if not np.isnan(fixed):
            return fixed
        if np.isnan(published) or np.isnan(then):
            return demand.level(over_ior + over_award, conditions.on_rrp_deviations)
        return demand.moved(published, over_ior - spread(100.0 * then / banks))

    over, limit = float(conditions.repo_over_ior[i]), float(conditions.repo_limit[i])
    found = split(pool, banks, spread, funds, None if np.isnan(over) else over, None if np.isinf(limit) else limit)
    return (
        replace(
            entry,
            on_rrp=cents(found.on_rrp) - statement.on_rrp,
            other_assets=entry.other_assets + cents(found.standing_repo),
        ),
        found.standing_repo,
    )


def _posting(
    statement: FedStatement,
    held: tuple[Portfolio, Portfolio],
    flows: MonthFlows,
    conditions: Conditions,
    i: int,
    inputs: Inputs,
    standing_repo: float,
    traded: Booked,
    earlier: list[Booked],
) -> Posting:
    """The month as entries for the books: securities from the portfolio held before and after it, the rest from conditions."""
    before, after = held
    asked = income_inputs(statement, after, conditions, i, cents(standing_repo))
    accretion = 100 * flows.compensation_accrued
    if inputs.by_security is None:
        income = month_income(**asked, accretion=accretion, other_net_income=inputs.other_net_income)
    else:
        bill = float(conditions.bill_yield[i])
        found = earned(averaged(before), averaged(after), flows, BillRates(bill, bill))
        income = by_security(asked, found, inputs.by_security, accretion)
    return posting(
        statement,
        flows,
        conditions,
        i,
        income,
        traded,
        deferred_before=float(conditions.deferred_asset[i - 1]) if i else inputs.opening.lines["deferred_asset"],
        premiums_moved=sum(one.premium_bought - one.premium_sold for one in earlier),
    )


def _state(statement: FedStatement, conditions: Conditions, i: int, spread: Spread | None) -> State:
    reserves, banks = usd_bn(statement.reserves), float(conditions.bank_assets[i])
    return State(
        month_end=_end(conditions.months[i]),
        reserves=reserves,
        bank_assets=banks,
        gdp=float(conditions.gdp[i]),
        spread=None if spread is None else spread(100.0 * reserves / banks),
    )


def _end(month: date) -> date:
    return month_end(month.year, month.month)


def _next(day: date) -> date:
    following: date = (np.datetime64(day, "M") + 1).astype("datetime64[D]").item()
    return following


def _result(
    scenario: Scenario, inputs: Inputs, conditions: Conditions, tape: _Tape, setting: Setting, skip: int
) -> Run:
    shown = tape.statements[skip:]
    lines = {name: [getattr(s, name) for s in shown] for name in PATHS}
    flows = {name: [100 * getattr(f, name) for f in tape.flows[skip:]] for name in PAR_FLOWS}
    flows |= {name: [getattr(one, of) for one in tape.booked[skip:]] for name, of in CASH_FLOWS.items()}
    first, end = conditions.months[skip], skip + len(shown)
    return Run(
        scenario=scenario.name,
        title={str(lang): text for lang, text in scenario.title.items()},
        hash=scenario.fingerprint(),
        as_of=inputs.as_of,
        setting=setting,
        dates=tuple(s.date for s in shown),
        cents={name: np.array(values, dtype=np.int64) for name, values in lines.items()},
        flow_cents={name: np.array(values, dtype=np.int64) for name, values in flows.items()},
        ratios={
            "bank_assets": conditions.bank_assets[skip:end].copy(),
            "gdp": conditions.gdp[skip:end].copy(),
            "net_income": np.array(tape.net_income[skip:]),
            "remittances": np.array(tape.remitted[skip:]),
            "standing_repo": np.array(tape.repo[skip:]),
        },
        events=tuple(event for event in tape.events if event.date >= first),
        stopped=tape.stopped,
        provenance={
            "stop_rule": scenario.stop.model_dump(mode="json", exclude_none=True),
            "opening": inputs.opening.date.isoformat(),
            "holdings": inputs.opening.holdings_date.isoformat(),
            "setting": setting,
            "assumptions": dict(conditions.said),
            **dict(inputs.said),
            **_said_of_trades(inputs, tape),
            **{f"opening_{name}": said for name, said in inputs.opening.said.items()},
        },
    )


def _said_of_trades(inputs: Inputs, tape: _Tape) -> dict[str, str]:
    if not any(flows.trades for flows in tape.flows):
        return {}
    cost = "what is sold cost par: no premiums were known" if inputs.premiums is None else inputs.premiums.said
    return {**prices.ASSUMPTIONS, **sales.ASSUMPTIONS, "premiums": cost}


__all__ = ["ASSETS", "LIABILITIES", "TREASURIES", "Inputs", "simulate"]
