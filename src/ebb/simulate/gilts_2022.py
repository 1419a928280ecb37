"""Autumn 2022: the Bank of England buys long gilts for stability while its target of a smaller stock stands.

Two orders run in the same months through the same engine and onto the same books: the year's target (what matures is not
reinvested, gilts are sold from November on) and the purchases of the autumn, later sold again. They are held apart by
maturity, as the Bank held them apart by portfolio: the target's sales are short and medium gilts, the purchases long ones.
Where the Bank published no figure by month, amounts are even over the months named in :data:`ASSUMPTIONS`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any, Final

import numpy as np

from ebb.books import ClassFlows, FedStatement, MonthFlows, post_month
from ebb.dates import add_months, month_end
from ebb.errors import OutOfRange
from ebb.portfolio import MonthConditions, MonthPlan, Portfolio, advance
from ebb.portfolio.offerings import Offering
from ebb.portfolio.settlement import settles_on
from ebb.portfolio.trades import DAYS_A_YEAR
from ebb.simulate.gilts import ladder, opened

ASSUMPTIONS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "stability_month": "Purchases of 28 September to 14 October are booked in October 2022.",
        "stability_long": "Both kinds are long gilts of one issue each, beyond the sectors the target sells; index-linked "
        "ones are counted at what was paid for them, without later compensation.",
        "stability_sales": "What was bought is sold in equal parts in the months of its unwinding, at what was paid.",
        "target_sales": "The target's sales are even from November on, in equal parts short and medium, at what was paid: "
        "only amounts are told here, no prices.",
        "target_maturing": "What matures in the year is what the target leaves when the sales handed in are taken off.",
    }
)
_BN: Final = 1_000_000_000
_SECTORS: Final = (((3.0, 7.0), 0.5), ((7.0, 20.0), 0.5))
_MATURES: Final = {"conventional": date(2051, 10, 31), "index_linked": date(2052, 10, 31)}
#: Coupons play no part where only amounts are told.
_COUPON: Final = 1.0


@dataclass(frozen=True, slots=True)
class StabilityMonth:
    """One month, GBP billion: what the target took out (`matured`, `sold`), what was bought for stability and sold again; at
    the end reserves, all gilts, and those of them bought for stability."""

    month: date
    matured: float
    sold: float
    bought: float
    sold_again: float
    reserves: float
    gilts: float
    stability: float


@dataclass(frozen=True, slots=True)
class _Orders:
    """What is ordered in one month, GBP: purchases, the target's sales, and sales of what was bought."""

    month: date
    buys: int
    sales: int
    again: int


@dataclass(frozen=True, slots=True)
class StabilityCase:
    """The year of the target with the purchases in it.

    Laws: opening - target = closing of the target's stock, whatever was bought; gilts = target's stock + what is left of the
    purchases; reserves move by what is bought less what leaves, month by month to the penny.
    """

    opening: float
    target: float
    closing: float
    bought: Mapping[str, float]
    months: tuple[StabilityMonth, ...]
    said: Mapping[str, str]

    @property
    def both(self) -> tuple[StabilityMonth, ...]:
        """Months in which gilts were bought for stability while the target took others out."""
        return tuple(one for one in self.months if one.bought and (one.matured or one.sold))


def stability_case(facts: Mapping[str, Any], steps: tuple[Mapping[str, Any], ...], *, sales: float) -> StabilityCase:
    """Run the twelve months of the target of September 2022 with the purchases of the autumn in them.

    Parameters
    ----------
    facts : the packaged document ``policy/gilts``; its table ``stability`` dates the sales
    steps : the steps of the packaged document ``policy/peers``
    sales : GBP billion
        How much of the target is met by sales; what matures meets the rest. The Bank's own plan of it is not held.

    Raises
    ------
    OutOfRange
        If the steps do not hold the target and the purchases, or more is to be sold than the target.
    """
    target, bought = (_step(steps, action) for action in ("active_sales", "financial_stability_purchases"))
    if target is None or bought is None or not 0.0 <= sales <= target["amount"]:
        raise OutOfRange(
            f"sales of {sales:g} towards a target that is {'not held' if target is None else target['amount']}",
            "simulate.gilts_2022",
            "the target and the purchases of autumn 2022, and sales between nothing and the target",
            "hand in the packaged steps, and sales of 0 to 80",
        )
    dates = facts["stability"]
    first, amount = dates["first"], float(target["amount"])
    year = {
        "first": first,
        "opening": target["stock_before"],
        "reduction": amount,
        "closing": target["stock_after"],
        "sales": sales,
        "split": [0.5, 0.5, 0.0],
    }
    portfolio = opened(ladder(facts, year, _COUPON), first)
    stock = 100 * portfolio.holdings.total()
    statement = FedStatement(portfolio.as_of, notes_bonds=stock, reserves=stock)
    parts = {name: round(float(bought[name]) * _BN) for name in _MATURES}
    selling = [m for m in _months(first) if m >= dates["sales_from"].replace(day=1)]
    unwinding = [m for m in _months(first) if dates["unwind_first"].replace(day=1) <= m <= dates["unwind_last"]]
    found = []
    for month in _months(first):
        orders = _Orders(
            month,
            buys=sum(parts.values()) if month == bought["ends"].replace(day=1) else 0,
            sales=_share(round(sales * _BN), selling, month),
            again=_share(sum(parts.values()), unwinding, month),
        )
        portfolio, statement, told = _both(portfolio, statement, orders, parts)
        found.append(told)
    return StabilityCase(
        opening=stock / 100 / _BN,
        target=amount,
        closing=found[-1].gilts - found[-1].stability,
        bought=MappingProxyType({name: part / _BN for name, part in parts.items()}),
        months=tuple(found),
        said=ASSUMPTIONS,
    )


def _both(
    portfolio: Portfolio, statement: FedStatement, orders: _Orders, parts: Mapping[str, int]
) -> tuple[Portfolio, FedStatement, StabilityMonth]:
    """One month of both orders in one plan, and one posting of all of it."""
    middle = orders.month.replace(day=15)
    settles = settles_on(middle)
    issues = [
        Offering(settles, "notes_bonds", "", day, parts[name], None, _COUPON, name) for name, day in _MATURES.items()
    ]
    total = orders.sales + orders.again
    wanted = [(years, share * orders.sales) for years, share in _SECTORS]
    wanted += [
        (_around(day, middle), orders.again * parts[name] / sum(parts.values())) for name, day in _MATURES.items()
    ]
    plan = MonthPlan(
        orders.month,
        treasury_cap=None,
        mbs_cap=None,
        mbs_principal="none",
        coupon_purchases=orders.buys,
        treasury_sales=total,
        sale_split=tuple((years, amount / total) for years, amount in wanted if amount) if total else (),
    )
    before = _stability(portfolio)
    after, flows = advance(portfolio, plan, MonthConditions((0.0,), offerings={settles: issues}))
    again = before + flows.coupons_purchased - _stability(after)
    statement = post_month(
        statement,
        MonthFlows(
            month_end(plan.month.year, plan.month.month),
            notes_bonds=ClassFlows(
                matured=100 * flows.treasuries_redeemed,
                sold=100 * flows.treasuries_sold,
                purchased=100 * flows.coupons_purchased,
            ),
            indemnified=True,
        ),
    )
    told = StabilityMonth(
        plan.month,
        flows.treasuries_redeemed / _BN,
        (flows.treasuries_sold - again) / _BN,
        flows.coupons_purchased / _BN,
        again / _BN,
        statement.reserves / 100 / _BN,
        after.holdings.total() / _BN,
        _stability(after) / _BN,
    )
    return after, statement, told


def _stability(portfolio: Portfolio) -> int:
    """What is held of the issues bought for stability, GBP."""
    held = portfolio.holdings
    return int(held.par[np.isin(held.matures, np.array(list(_MATURES.values()), dtype="datetime64[D]"))].sum())


def _around(matures: date, day: date) -> tuple[float, float]:
    """Years to maturity that hold one issue and none of the ladder's, which mature on the 22nd of January and July."""
    days = (matures - day).days
    return (days - 5) / DAYS_A_YEAR, (days + 5) / DAYS_A_YEAR


def _months(first: date) -> list[date]:
    return [add_months(first, n) for n in range(12)]


def _share(amount: int, months: list[date], month: date) -> int:
    """An even part of an amount for one of several months; the parts add up to it."""
    if month not in months:
        return 0
    place = months.index(month)
    return amount * (place + 1) // len(months) - amount * place // len(months)


def _step(steps: tuple[Mapping[str, Any], ...], action: str) -> Mapping[str, Any] | None:
    return next((one for one in steps if one["bank"] == "BoE" and one["action"] == action), None)
