"""What the Desk is told to do in one month: the rule in force, the scenario's differences, and whether runoff has stopped."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import reduce

from ebb.errors import PolicyError
from ebb.policy import MonthRule
from ebb.portfolio import MonthPlan
from ebb.scenario import Scenario, cap_in
from ebb.text import BasisPoints, Money, Month, Percent, Phrase

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


def month_plan(scenario: Scenario, rule: MonthRule, start: date, stopped: bool, bought: Bought = Bought()) -> MonthPlan:
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

    Raises
    ------
    PolicyError
        If the Fed bought in that month without an announced pace, nothing was published of it, and the scenario gives none.
    """
    ours = rule.month >= start
    treasury_cap, mbs_cap = rule.treasury_cap, rule.mbs_cap
    if ours and scenario.caps.treasury is not None:
        treasury_cap = cap_in(scenario.caps.treasury, rule.month)
    if ours and scenario.caps.mbs is not None:
        mbs_cap = cap_in(scenario.caps.mbs, rule.month)
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
    )


def reached(scenario: Scenario, state: State) -> str:
    """Which stop rule the state has reached, in English words; empty if none."""
    met = reasons(scenario, state)
    return met.say("en") if met else ""


def reasons(scenario: Scenario, state: State) -> Phrase | None:
    """Which stop rule the state has reached, in both languages; None if none.

    The first rule reached counts; several at once are all named.
    """
    stop = scenario.stop
    found: list[Phrase] = []
    if stop.date is not None and state.month_end >= stop.date:
        found.append(Phrase("events.why.date", {"month": Month(stop.date)}))
    if stop.reserves is not None and state.reserves <= stop.reserves:
        found.append(Phrase("events.why.reserves", {"amount": Money(stop.reserves)}))
    share = stop.reserves_share_of_bank_assets
    if share is not None and state.reserves <= share * state.bank_assets:
        found.append(Phrase("events.why.bank_assets", {"share": Percent(100 * share)}))
    share = stop.reserves_share_of_gdp
    if share is not None and state.reserves <= share * state.gdp:
        found.append(Phrase("events.why.gdp", {"share": Percent(100 * share)}))
    if stop.spread is not None and state.spread is not None and state.spread >= stop.spread:
        found.append(Phrase("events.why.spread", {"spread": BasisPoints(stop.spread)}))
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
