"""What the Desk is told to do in one month: the rule in force, the scenario's differences, and whether runoff has stopped."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import reduce

from ebb.errors import PolicyError
from ebb.policy import MonthRule
from ebb.portfolio import MonthPlan, Swap
from ebb.scenario import Cap, Restart, Scenario, Stop, cap_in
from ebb.text import BasisPoints, Count, Money, Month, Percent, Phrase

_DOLLARS_PER_BILLION = 1_000_000_000


@dataclass(frozen=True, slots=True)
class State:
    """What a stop rule looks at, at the end of a month: USD billion, and basis points (None without an estimate)."""

    month_end: date
    reserves: float
    bank_assets: float
    gdp: float
    spread: float | None = None


def dollars(billions: float | None) -> int | None:
    """Whole US dollars of an amount in USD billion; None stays None (no limit)."""
    return None if billions is None else round(billions * _DOLLARS_PER_BILLION)


def announced(rule: MonthRule, to: date) -> MonthRule:
    """The rule without purchases of bills that nobody has announced yet.

    Reserve management purchases are announced one monthly period at a time; what is bought after the last announced period
    is a scenario's assumption, 0 unless it says otherwise.
    """
    if rule.month > to and rule.purchases_in == "bills":
        return replace(rule, treasury_purchases=0.0)
    return rule


@dataclass(frozen=True, slots=True)
class Bought:
    """By how much published holdings grew in a month, USD billion, zero or more; None where it was not published."""

    treasuries: float | None = None
    mbs: float | None = None


def month_plan(
    scenario: Scenario,
    rule: MonthRule,
    start: date,
    stopped: bool,
    bought: Bought = Bought(),
    *,
    resumed: bool = False,
) -> MonthPlan:
    """The Desk's orders for one month.

    Parameters
    ----------
    scenario : Scenario
    rule : MonthRule
        The programme's rule of the month, as known at the as-of date.
    start : date
        First month in which the scenario's differences hold; before it the rule stands alone.
    stopped : bool
        Whether a stop rule was reached in an earlier month: then everything is reinvested.
    bought : Bought
        What published holdings grew by that month: stands in where the Fed bought "in the amounts needed".
    resumed : bool
        Whether runoff has begun again after a stop: the caps of `restart` hold where it names any.

    Raises
    ------
    PolicyError
        If the Fed bought in that month without an announced pace, nothing was published of it, and the scenario gives none.
    """
    ours = rule.month >= start
    treasury_cap, mbs_cap = rule.treasury_cap, rule.mbs_cap
    treasuries, mortgages = caps_of(scenario, resumed=resumed)
    if ours and treasuries is not None:
        treasury_cap = cap_in(treasuries, rule.month)
    if ours and mortgages is not None:
        mbs_cap = cap_in(mortgages, rule.month)
    bills, coupons, mbs = _purchases(scenario, rule, ours, bought)
    destination = rule.mbs_principal
    sales = scenario.sales if ours else type(scenario.sales)()
    if stopped:
        after = scenario.after
        treasury_cap, mbs_cap = 0.0, None if after.mbs_principal == "runoff" else 0.0
        destination = "none" if after.mbs_principal == "runoff" else after.mbs_principal
        bills, sales = after.bill_purchases, type(scenario.sales)()
    return MonthPlan(
        month=rule.month,
        treasury_cap=dollars(treasury_cap),
        mbs_cap=dollars(mbs_cap),
        mbs_principal_limit=None if stopped else dollars(rule.mbs_principal_limit),
        mbs_principal=destination,  # type: ignore[arg-type]  # the policy document is checked for these four words
        bill_purchases=dollars(bills) or 0,
        coupon_purchases=dollars(coupons) or 0,
        mbs_purchases=dollars(mbs) or 0,
        mbs_sales=dollars(sales.mbs) or 0,
        treasury_sales=dollars(sales.treasury) or 0,
        sale_order=sales.order,
        sale_years=sales.years,
        sale_split=tuple(((first, last), share) for first, last, share in sales.split or ()),
        pool_order=sales.mbs_order,
        swap=_swap(scenario, rule.month) if ours and not stopped else None,
    )


def caps_of(scenario: Scenario, *, resumed: bool) -> tuple[Cap | None, Cap | None]:
    """Treasury and MBS cap of the plan; after a restart those of the restart, where it names one."""
    caps, again = scenario.caps, scenario.restart.caps if resumed and scenario.restart is not None else None
    if again is None:
        return caps.treasury, caps.mbs
    return (
        caps.treasury if again.treasury is None else again.treasury,
        caps.mbs if again.mbs is None else again.mbs,
    )


def _swap(scenario: Scenario, month: date) -> Swap | None:
    given = scenario.swap
    if given is None or (given.first and month < given.first) or (given.last and month > given.last):
        return None
    return Swap(dollars(given.amount) or 0, given.sell, given.buy)


def reached(scenario: Scenario, state: State) -> str:
    """Which stop rule the state has reached, in English words; empty if none."""
    met = reasons(scenario, state)
    return met.say("en") if met else ""


def reasons(scenario: Scenario, state: State, *, resumed: bool = False) -> Phrase | None:
    """Which stop rule the state has reached, in both languages; None if none.

    The first rule reached counts; several at once are all named. After a restart its own stop rule holds, or the plan's
    without its date.
    """
    stop = scenario.stop
    if resumed and scenario.restart is not None:
        stop = scenario.restart.stop or stop.model_copy(update={"date": None})
    found: list[Phrase] = []
    if stop.date is not None and state.month_end >= stop.date:
        found.append(Phrase("events.why.date", {"month": Month(stop.date)}))
    found += _levels(stop, state, "events.why", 1.0)
    if stop.spread is not None and state.spread is not None and state.spread >= stop.spread:
        found.append(Phrase("events.why.spread", {"spread": BasisPoints(stop.spread)}))
    return _joined(found)


def restarts(scenario: Scenario, state: State, stopped: date, restarted: int) -> Phrase | None:
    """Which restart rule a stopped plan has reached at a month's end, in both languages; None if none.

    Parameters
    ----------
    scenario : Scenario
    state : State
        At the end of a month after the stop.
    stopped : date
        Month end of the last stop.
    restarted : int
        How often runoff has begun again before: a date restarts once.
    """
    rule = scenario.restart
    if rule is None:
        return None
    found: list[Phrase] = []
    if rule.date is not None and not restarted and state.month_end >= rule.date:
        found.append(Phrase("events.why.date", {"month": Month(rule.date)}))
    gone = (state.month_end.year - stopped.year) * 12 + state.month_end.month - stopped.month
    if rule.months is not None and gone >= rule.months:
        found.append(Phrase("events.again.months", {"months": Count(rule.months)}))
    found += _levels(rule, state, "events.again", -1.0)
    if rule.spread is not None and state.spread is not None and state.spread <= rule.spread:
        found.append(Phrase("events.again.spread", {"spread": BasisPoints(rule.spread)}))
    return _joined(found)


def _levels(rule: Stop | Restart, state: State, words: str, sign: float) -> list[Phrase]:
    """Which levels of reserves are reached: from above for a stop (`sign` 1), from below for a restart (-1)."""
    found = []
    if rule.reserves is not None and sign * state.reserves <= sign * rule.reserves:
        found.append(Phrase(f"{words}.reserves", {"amount": Money(rule.reserves)}))
    share = rule.reserves_share_of_bank_assets
    if share is not None and sign * state.reserves <= sign * share * state.bank_assets:
        found.append(Phrase(f"{words}.bank_assets", {"share": Percent(100 * share)}))
    share = rule.reserves_share_of_gdp
    if share is not None and sign * state.reserves <= sign * share * state.gdp:
        found.append(Phrase(f"{words}.gdp", {"share": Percent(100 * share)}))
    return found


def _joined(found: list[Phrase]) -> Phrase | None:
    return reduce(lambda one, other: Phrase("events.why.and", {"one": one, "other": other}), found) if found else None


def _purchases(scenario: Scenario, rule: MonthRule, ours: bool, bought: Bought) -> tuple[float, float, float]:
    given = scenario.purchases
    in_bills = rule.purchases_in == "bills"
    announced = {
        "bills": rule.treasury_purchases if in_bills else 0.0,
        "coupons": 0.0 if in_bills else rule.treasury_purchases,
        "mbs": rule.mbs_purchases,
    }
    grew = {"bills": bought.treasuries, "coupons": bought.treasuries, "mbs": bought.mbs}
    announced = {name: grew[name] if pace is None else pace for name, pace in announced.items()}
    ours = ours and given.hold_in(rule.month)
    amounts = {
        name: getattr(given, name) if ours and getattr(given, name) is not None else pace
        for name, pace in announced.items()
    }
    unknown = [name for name, amount in amounts.items() if amount is None]
    if unknown:
        raise PolicyError(
            f"the Fed bought {' and '.join(unknown)} in {rule.month:%Y-%m} without an announced monthly pace",
            f"simulate.plan, {rule.reference}",
            "a pace for every month between the opening holdings and the end of the run",
            "choose a start after a packaged list of holdings, or give [purchases] in the scenario",
        )
    return amounts["bills"] or 0.0, amounts["coupons"] or 0.0, amounts["mbs"] or 0.0
