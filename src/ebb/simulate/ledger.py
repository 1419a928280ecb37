"""From the portfolio's whole dollars and the conditions' levels to entries in the Fed's books, in cents."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ebb.books import ClassFlows, FedStatement, MonthIncome, month_income
from ebb.books import MonthFlows as Posting
from ebb.books.cents import Cents, cents
from ebb.books.income import DAYS_A_MONTH
from ebb.books.income_securities import MONEY_MARKET_YEAR
from ebb.dates import month_end
from ebb.portfolio import MonthFlows, Portfolio
from ebb.simulate.conditions import Conditions
from ebb.simulate.earnings import ITEMS, Earned, averaged
from ebb.simulate.sales import NOTHING_TRADED, Booked

#: Items of a portfolio's income that are cash.
CASH_ITEMS = tuple(name for name in ITEMS if name != "tips_inflation_compensation")
_CLASSES = ("bills", "notes_bonds", "tips", "frn", "tips_inflation_compensation", "mbs", "agency_debt")
#: How an event of the portfolio enters the books: what arrives by reinvestment of agency principal was bought in the
#: market unless it is agency MBS again.
_ARRIVES = {"rollover": "rolled_into", "purchase": "purchased"}


def class_flows(flows: MonthFlows) -> dict[str, Any]:
    """The month's events by class of securities, in cents."""
    sums = {name: {"matured": 0, "rolled_into": 0, "purchased": 0, "sold": 0} for name in _CLASSES}
    for event in flows.events:
        side = sums[event.asset_class]
        if event.kind in ("maturity", "principal"):
            side["matured"] -= 100 * event.change
        elif event.kind == "sale":
            side["sold"] -= 100 * event.change
        elif event.kind == "reinvestment":
            side["rolled_into" if event.asset_class == "mbs" else "purchased"] += 100 * event.change
        else:
            side[_ARRIVES[event.kind]] += 100 * event.change
    # MBS are delivered months after the principal they reinvest: what exceeds this month's own principal was bought.
    mbs = sums["mbs"]
    more = max(mbs["rolled_into"] - mbs["matured"], 0)
    mbs["rolled_into"] -= more
    mbs["purchased"] += more
    return {name: ClassFlows(**side) for name, side in sums.items()}


def coupons(portfolio: Portfolio, bill_yield: float) -> dict[str, float]:
    """Average coupon by class, decimals a year: by security and by cohort; bills and floaters pay the bill yield.

    A class of which nothing is left pays nothing. The coupons of TIPS are not known by issue and count as zero here: the
    income residual, measured on published income with these same coupons, holds them. `treasuries` is the average of all
    Treasury classes at today's par.
    """
    book = portfolio.holdings
    known = (book.asset_class == "notes_bonds") & ~np.isnan(book.coupon)
    notes = _average(book.coupon[known], book.par[known]) / 100.0
    par = portfolio.classes()
    earned = notes * par["notes_bonds"] + bill_yield * (par["bills"] + par["frn"])
    pools = portfolio.pools
    return {
        "bills": bill_yield,
        "frn": bill_yield,
        "notes_bonds": notes,
        "treasuries": earned / par["treasuries"] if par["treasuries"] else 0.0,
        "mbs": _average(pools.coupon, pools.balance) / 100.0,
    }


def _average(rates: NDArray[Any], weights: NDArray[Any]) -> float:
    return float(np.average(rates, weights=weights)) if weights.sum() > 0 else 0.0


def income_inputs(
    statement: FedStatement, portfolio: Portfolio, conditions: Conditions, i: int, standing_repo: Cents = 0
) -> dict[str, Any]:
    """What a month earns and pays on the balances it began with: arguments of :func:`ebb.books.month_income`.

    Standing repo earns its own rate, as the reserves it keeps alive are paid theirs.
    """
    floor = float(conditions.on_rrp_rate[i]) / 100.0
    over = float(conditions.repo_over_ior[i])
    lent = float(conditions.iorb[i]) / 100.0 + (0.0 if np.isnan(over) else over / 10_000.0)
    return {
        "par": {
            **{name: getattr(statement, name) for name in ("bills", "notes_bonds", "frn", "mbs")},
            "standing_repo": standing_repo,
        },
        "coupon": {**coupons(portfolio, float(conditions.bill_yield[i]) / 100.0), "standing_repo": lent},
        "balances": {name: getattr(statement, name) for name in ("reserves", "on_rrp", "foreign_rrp")},
        # the foreign pool is paid about the overnight facility's rate; no separate rate is published in the record
        "rates": {"iorb": float(conditions.iorb[i]) / 100.0, "on_rrp": floor, "foreign_rrp": floor},
    }


def by_security(inputs: dict[str, Any], found: Earned, other_net_income: Cents, accretion: Cents) -> MonthIncome:
    """The month's income with every security earning, and every balance costing, for the days it was held.

    Parameters
    ----------
    inputs : as :func:`income_inputs` gives them; of its classes only standing repo is still taken by its average
    found : Earned
        Of the same month (:func:`ebb.simulate.earnings.earned`).
    other_net_income, accretion : Cents
    """
    length = (found.last - found.first).days / DAYS_A_MONTH
    rest = month_income(
        {"standing_repo": inputs["par"]["standing_repo"]},
        {"standing_repo": inputs["coupon"]["standing_repo"] * length},
        inputs["balances"],
        {name: rate * length for name, rate in inputs["rates"].items()},
        accretion=accretion,
        other_net_income=other_net_income,
    )
    earned = {name: found.cents[name] for name in CASH_ITEMS}
    return MonthIncome({**rest.coupons, **earned}, rest.interest, accretion, other_net_income)


def security_coupons(portfolio: Portfolio, bill_yield: float, opening: date) -> dict[str, float]:
    """What the portfolio earns on its par, decimals a year: `treasuries` (with compensation) and `mbs`, by security.

    The income of the year after the opening with nothing maturing, from the same sums as a run's, over par: the residual of a
    run whose income is counted by security is measured with these.
    """
    book = averaged(portfolio).holdings
    year = opening.replace(year=opening.year + 1)
    amount = (book.par + book.compensation).astype(np.float64)
    coupon = np.where(book.asset_class == "frn", 100.0 * bill_yield, np.nan_to_num(book.coupon))
    days = (year - opening).days
    bills = float(sum(portfolio.bills.values()))
    earned = float(amount @ coupon) / 100.0 + bills * bill_yield * days / MONEY_MARKET_YEAR
    par = portfolio.classes()
    return {
        "treasuries": earned / par["treasuries"] if par["treasuries"] else 0.0,
        "mbs": portfolio.mbs_coupon / 100.0,
    }


def posting(
    statement: FedStatement,
    flows: MonthFlows,
    conditions: Conditions,
    i: int,
    income: MonthIncome,
    traded: Booked = NOTHING_TRADED,
    *,
    deferred_before: float | None = None,
    premiums_moved: Cents = 0,
) -> Posting:
    """The month's entries: classes from the portfolio, changes of all other lines but ON RRP to their level of the month.

    Where the deferred asset of the month is published, net income is its published change (from `deferred_before`, USD
    billion; None or NaN takes the statement's); the model's income counts only after that. What the plan itself sells comes
    on top: `traded` is the month's, and `premiums_moved` how far earlier trades have moved other assets, cents.
    """
    published = float(conditions.deferred_asset[i])
    cash = income.cash
    told = deferred_before is not None and not np.isnan(deferred_before)
    earlier = cents(float(deferred_before or 0.0)) if told else statement.deferred_asset
    if not np.isnan(published) and (published > 0 or earlier > 0):
        cash = earlier - cents(published) - income.accretion
    levels = {
        "tga": float(conditions.tga[i]),
        "currency": float(conditions.currency[i]),
        "foreign_rrp": float(conditions.foreign_rrp[i]),
        "other_liabilities": float(conditions.other_liabilities[i]),
        "other_assets": float(conditions.other_assets[i]),
    }
    lines: dict[str, Any] = {name: cents(level) - getattr(statement, name) for name, level in levels.items()}
    lines["other_assets"] += premiums_moved
    return Posting(
        date=month_end(conditions.months[i].year, conditions.months[i].month),
        compensation_accreted=income.accretion,
        cash_income=cash,
        gain_on_sales=traded.gain,
        premium_sold=traded.premium_sold,
        premium_bought=traded.premium_bought,
        **class_flows(flows),
        **lines,
    )
