"""What a month of the portfolio must obey: a plan that can be booked, and par in = held + redeemed + sold."""

from __future__ import annotations

from datetime import timedelta

from ebb.errors import AmountError, LawError
from ebb.portfolio.months import MonthFlows, MonthPlan
from ebb.portfolio.settlement import month_end
from ebb.portfolio.state import Portfolio


def check(portfolio: Portfolio, plan: MonthPlan) -> None:
    """Refuse a plan with anything that cannot be booked; every problem is listed (AmountError)."""
    problems = []
    for name in ("treasury_cap", "mbs_cap", "mbs_principal_limit"):
        cap = getattr(plan, name)
        if cap is not None and (not isinstance(cap, int) or cap < 0):
            problems.append(f"{name} is {cap!r}")
    for name in ("bill_purchases", "coupon_purchases", "mbs_purchases", "mbs_sales", "treasury_sales"):
        amount = getattr(plan, name)
        if not isinstance(amount, int) or amount < 0:
            problems.append(f"{name} is {amount!r}")
    if plan.swap is not None and (not isinstance(plan.swap.amount, int) or plan.swap.amount < 0):
        problems.append(f"swap is {plan.swap.amount!r}")
    first, last = plan.month.replace(day=1), month_end(plan.month)
    if not first - timedelta(days=1) <= portfolio.as_of < last:
        problems.append(f"the month is {first:%Y-%m} but the portfolio is of {portfolio.as_of}")
    if plan.mbs_principal not in ("bills", "treasuries", "mbs", "none"):
        problems.append(f"mbs_principal is {plan.mbs_principal!r}")
    if problems:
        raise AmountError(
            "; ".join(problems),
            "portfolio.advance",
            "whole US dollars, zero or more (caps: None for no limit), month after month",
            "correct the plan; nothing was booked",
        )


def balance(before: Portfolio, after: Portfolio, flows: MonthFlows) -> None:
    """Par in = held + redeemed + sold, to the dollar, for Treasuries and for MBS."""
    old, new = before.classes(), after.classes()
    into = {"mbs": 0, "treasuries": 0}
    for event in flows.events:
        if event.kind == "reinvestment":
            into["mbs" if event.asset_class == "mbs" else "treasuries"] += event.change
    expected = {
        "treasuries": old["treasuries"]
        + flows.bills_purchased
        + flows.coupons_purchased
        + into["treasuries"]
        + flows.compensation_accrued
        - flows.treasuries_redeemed
        - flows.treasuries_sold,
        "mbs": old["mbs"] + flows.mbs_purchased + into["mbs"] - flows.mbs_principal - flows.mbs_sold,
    }
    left = sum(p.amount for p in after.pending) - sum(p.amount for p in before.pending)
    if flows.mbs_principal != flows.mbs_redeemed + flows.reinvested + left:
        raise LawError(
            f"agency principal of {flows.month:%Y-%m} is {flows.mbs_principal}",
            "portfolio.advance",
            f"redeemed {flows.mbs_redeemed} + reinvested {flows.reinvested} + pending {left}",
            "report this as a fault of ebb",
        )
    for name, amount in expected.items():
        if new[name] != amount:
            raise LawError(
                f"{name} are {new[name]} after {flows.month:%Y-%m}, {new[name] - amount} off",
                "portfolio.advance",
                f"{amount}: opening + bought + accrued - redeemed - sold",
                "report this as a fault of ebb",
            )
