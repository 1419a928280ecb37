"""One calendar month of the portfolio: maturities, cap, rollover, agency principal, purchases and sales.

A cap counts maturities by their contractual date, so :func:`advance` books a whole calendar month at once; the events
it returns carry the payment dates, from which a reader of Wednesdays can tell what had been paid by then. Nothing
here knows a policy, a price or a balance sheet.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from types import MappingProxyType
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from ebb.portfolio.inferred import bill_settlements, rolled_bills
from ebb.portfolio.month_laws import balance, check
from ebb.portfolio.months import Event, MonthConditions, MonthFlows, MonthPlan, Trade
from ebb.portfolio.offerings import Calendar, Offering
from ebb.portfolio.redemption import Redemption, allocate, redeem
from ebb.portfolio.reinvestment import COUPONS, Pending, by_class, scheduled
from ebb.portfolio.securities import Holdings
from ebb.portfolio.settlement import month_end, paid_on, settles_on
from ebb.portfolio.state import Portfolio
from ebb.portfolio.trades import paid_for, sold_by_sector, sold_notes, sold_pools, swapped, with_more, with_purchases
from ebb.portfolio.unsettled import Orders, commitments

_PURCHASE_DAY = 15
PAR = 100.0


def advance(portfolio: Portfolio, plan: MonthPlan, conditions: MonthConditions) -> tuple[Portfolio, MonthFlows]:
    """Book one calendar month.

    Parameters
    ----------
    portfolio : Portfolio
        On a day of the month before, or inside the month (then only what matures after that day is booked).
    plan : MonthPlan
    conditions : MonthConditions

    Returns
    -------
    (Portfolio, MonthFlows)
        The portfolio at the month's end by contractual date, and what happened.

    Raises
    ------
    AmountError
        If a cap, purchase or sale is negative or no whole number, or the month does not follow the portfolio's date.
    LawError
        If par in is not held + redeemed + sold. That would be a fault of this program.

    Notes
    -----
    Laws: no month redeems more than its cap; change of Treasuries = purchases + reinvestment + compensation -
    redemptions - sales; change of MBS = purchases + reinvestment - principal - sales; agency principal = redeemed +
    reinvested + what is pending more; all to the dollar.
    """
    check(portfolio, plan)
    month = plan.month.replace(day=1)
    book = _Month(portfolio, month, conditions)
    accrued, grown = _accrue(portfolio.holdings, portfolio.as_of, month, conditions.cpi_growth)
    maturing = (grown.matures > np.datetime64(portfolio.as_of)) & (grown.matures <= np.datetime64(month_end(month)))
    due = grown.keep(maturing)
    book.held = grown.keep(~maturing)
    amounts = due.par + due.compensation
    result = redeem(plan.treasury_cap, _by_day(due.matures, amounts), book.bills_due(portfolio.as_of))
    book.mature(due, result)
    book.roll(result)
    book.agency(plan, conditions)  # before carry: MBS delivered this month pay from the next on
    book.carry()
    book.trade(plan, conditions)
    after = book.close()
    flows = book.flows(result, accrued, int(due.compensation.sum()))
    balance(portfolio, after, flows)
    return after, flows


class _Month:
    """The working copy of one month; it never leaves :func:`advance`."""

    def __init__(self, portfolio: Portfolio, month: date, conditions: MonthConditions) -> None:
        self.start = portfolio
        self.month = month
        self.conditions = conditions
        self.held = portfolio.holdings
        self.bills = dict(portfolio.bills)
        self.pools = portfolio.pools
        self.bought: dict[Offering, int] = defaultdict(int)
        self.more: dict[str, int] = defaultdict(int)
        self.pending: list[Pending] = []
        self.events: list[Event] = []
        self.trades: list[Trade] = []
        self.totals: dict[str, int] = defaultdict(int)
        self._mix: Calendar | None = None

    def bills_due(self, after: date) -> dict[date, int]:
        last = month_end(self.month)
        return {day: self.bills.pop(day) for day in sorted(self.bills) if after < day <= last}

    def mature(self, due: Holdings, result: Redemption) -> None:
        """Take maturing principal out, class by class; what a date redeems is shared by its classes in proportion."""
        for day, (redeemed, _) in result.bills.items():
            amount = sum(result.bills[day])
            if amount:
                self._event("maturity", "bills", day, paid_on(day), -amount, redeemed, amount - redeemed)
        for day, (redeemed, _) in result.coupons.items():
            here = due.matures == np.datetime64(day)
            parts = {
                kind: (int(due.par[of_kind].sum()), int(due.compensation[of_kind].sum()))
                for kind in ("notes_bonds", "frn", "tips")
                if (of_kind := here & (due.asset_class == kind)).any()
            }
            for kind, out in _in_proportion(redeemed, {k: sum(pair) for k, pair in parts.items()}).items():
                par, extra = parts[kind]
                self._event("maturity", kind, day, paid_on(day), -par, out, par + extra - out)
                if extra:
                    self._event("maturity", "tips_inflation_compensation", day, paid_on(day), -extra)

    def roll(self, result: Redemption) -> None:
        """Put what is not redeemed into what settles that day: bills into bills, coupons into the new coupon issues."""
        for day, (_, rolled) in result.bills.items():
            if rolled:
                self._add_bills(rolled, day)
                self._event("rollover", "bills", day, settles_on(day), rolled)
        for day, (_, rolled) in result.coupons.items():
            if rolled:
                issues = self._settling(settles_on(day))
                self._buy("rollover", issues, rolled, day, settles_on(day))

    def carry(self) -> None:
        """Reinvest what earlier months left to be bought."""
        for part in self.start.pending:
            self._later(part)

    def agency(self, plan: MonthPlan, conditions: MonthConditions) -> None:
        """Receive agency principal, redeem up to the cap, reinvest the rest where the plan says."""
        rates = conditions.mortgage_rates
        decided = (rates[0] + rates[min(1, len(rates) - 1)]) / 2.0
        opened = self.start.as_of if self.start.as_of >= self.month else None
        self.pools, paid = self.pools.pay(self.month, decided, conditions.prior, after=opened)
        principal = int(paid.sum())
        kept = principal if plan.mbs_cap is None or plan.mbs_principal == "none" else min(principal, plan.mbs_cap)
        self.totals |= {"principal": principal, "redeemed": kept}
        left, last = kept, self.month
        for number, amount in self.start.pools.by_payment_day(paid).items():
            if amount:
                last = self.month.replace(day=number)
                out = min(left, amount)
                left -= out
                self._event("principal", "mbs", last, paid_on(last), -amount, out, amount - out)
        limit = plan.mbs_principal_limit
        most = principal - kept if limit is None else min(principal - kept, limit)
        if plan.mbs_principal == "mbs":
            most = 0
        for part in scheduled(most, self.month, plan.mbs_principal):
            self._later(part)
        for due in commitments(self.month, Orders(reinvested=principal - kept - most), rates[-1]):
            self._later(Pending(due.settles, "mbs", due.amount))

    def trade(self, plan: MonthPlan, conditions: MonthConditions) -> None:
        """Outright purchases and sales, at par or face."""
        middle = self.month.replace(day=_PURCHASE_DAY)
        for kind, amount in (
            ("treasuries", plan.coupon_purchases),
            ("mbs", plan.mbs_purchases),
        ):
            self._invest("purchase", kind, amount, middle)
        if plan.bill_purchases:
            for day, part in bill_settlements(plan.bill_purchases, self.month).items():
                self._add_bills(part, day)
                self._event("purchase", "bills", day, settles_on(day), part)
        self._sell_pools(sold_pools(self.pools, plan.mbs_sales, plan.pool_order), middle)
        self._sell_notes(self._notes_to_sell(plan, middle), middle)
        if plan.swap is not None:
            sold, bought = swapped(self.held, middle, plan.swap)
            if bought.any():
                self._trade("purchase", "notes_bonds", bought, self._note_prices(bought), middle)
                self.held = self.held.with_amounts(self.held.par + bought, self.held.compensation)
            self._sell_notes(sold, middle)

    def close(self) -> Portfolio:
        """The portfolio after the month."""
        return Portfolio(
            as_of=month_end(self.month),
            holdings=with_more(with_purchases(self.held, self.bought, self.conditions), self.more),
            bills=MappingProxyType(dict(sorted(self.bills.items()))),
            pools=self.pools,
            agency_debt=self.start.agency_debt,
            issuance=self.start.issuance,
            pending=tuple(self.pending),
        )

    def flows(self, result: Redemption, accrued: int, compensation_paid: int) -> MonthFlows:
        bought = {
            kind: sum(e.change for e in self.events if e.kind == "purchase" and (e.asset_class in classes))
            for kind, classes in (("bills", ("bills",)), ("coupons", ("notes_bonds",)), ("mbs", ("mbs",)))
        }
        return MonthFlows(
            month=self.month,
            coupons_redeemed=result.coupons_redeemed,
            bills_redeemed=result.bills_redeemed,
            rolled_over=result.rolled_over,
            mbs_principal=self.totals["principal"],
            mbs_redeemed=self.totals["redeemed"],
            reinvested=sum(e.change for e in self.events if e.kind == "reinvestment"),
            sold=self.totals["treasuries_sold"] + self.totals["mbs_sold"],
            purchased=sum(bought.values()),
            treasuries_sold=self.totals["treasuries_sold"],
            mbs_sold=self.totals["mbs_sold"],
            bills_purchased=bought["bills"],
            coupons_purchased=bought["coupons"],
            mbs_purchased=bought["mbs"],
            compensation_accrued=accrued,
            compensation_paid=compensation_paid,
            events=tuple(sorted(self.events, key=lambda e: (e.paid, e.contractual))),
            trades=tuple(self.trades),
        )

    def _notes_to_sell(self, plan: MonthPlan, day: date) -> NDArray[np.int64]:
        if plan.sale_split:
            return sold_by_sector(self.held, day, plan.treasury_sales, plan.sale_order, plan.sale_split)
        return sold_notes(self.held, day, plan.treasury_sales, plan.sale_order, plan.sale_years)

    def _sell_pools(self, parts: NDArray[np.int64], day: date) -> None:
        if parts.any():
            market = self.conditions.prices
            prices = np.full(len(parts), PAR) if market is None else market.pools(self.pools)
            self.totals["mbs_sold"] += self._trade("sale", "mbs", parts, prices, day)
            self.pools = self.pools.less(parts)

    def _sell_notes(self, parts: NDArray[np.int64], day: date) -> None:
        if parts.any():
            self.totals["treasuries_sold"] += self._trade("sale", "notes_bonds", parts, self._note_prices(parts), day)
            left = self.held.with_amounts(self.held.par - parts, self.held.compensation)
            self.held = left.keep(left.par > 0)

    def _note_prices(self, parts: NDArray[np.int64]) -> NDArray[np.float64]:
        """Prices per 100 of the rows that are traded; of the others none is asked."""
        prices = np.full(len(parts), PAR)
        if self.conditions.prices is not None:
            prices[parts > 0] = self.conditions.prices.notes(self.held.keep(parts > 0))
        return prices

    def _trade(
        self,
        kind: Literal["sale", "purchase"],
        name: str,
        parts: NDArray[np.int64],
        prices: NDArray[np.float64],
        day: date,
    ) -> int:
        """Note one outright trade, and say how much par it moved."""
        par = int(parts.sum())
        self.trades.append(Trade(kind, name, par, paid_for(parts, prices)))
        self._event(kind, name, day, settles_on(day), par if kind == "purchase" else -par)
        return par

    def _settling(self, day: date) -> Sequence[Offering]:
        """Coupon issues that settle on a day: actual auctions where known, else the stated mix."""
        actual = (self.conditions.offerings or {}).get(day)
        if actual:
            return actual
        if self._mix is None:
            self._mix = self.start.issuance.settling_in(self.month)
        issues = self._mix.get(day)
        if issues:
            return issues
        return [o for found in self._mix.values() for o in found if o.asset_class == "notes_bonds"]

    def _later(self, part: Pending) -> None:
        """Reinvest a part whose day falls in this month; keep it for its own month otherwise."""
        if part.day > month_end(self.month):
            self.pending.append(part)
            return
        if part.into != "treasuries":
            self._invest("reinvestment", part.into, part.amount, part.day)
            return
        held = {kind: self.held.total(kind) > 0 for kind in ("tips", "frn")}
        mix = {k: size for k, size in (self.conditions.outstanding or COUPONS).items() if held.get(k, True)}
        for name, amount in by_class(part.amount, mix).items():
            if name in held:
                self.more[name] += amount
                self._event("reinvestment", name, part.day, settles_on(part.day), amount)
            else:
                self._invest("reinvestment", "treasuries" if name == "notes_bonds" else name, amount, part.day)

    def _invest(self, kind: str, into: str, amount: int, day: date) -> None:
        if not amount:
            return
        settles = settles_on(day)
        if into == "mbs":
            rates = self.conditions.mortgage_rates
            self.pools = self.pools.bought(amount, rates[-1])
            self._event(kind, "mbs", day, settles, amount)
        elif into == "bills":
            self._add_bills(amount, day)
            self._event(kind, "bills", day, settles, amount)
        else:
            if self._mix is None:
                self._mix = self.start.issuance.settling_in(self.month)
            actual = self.conditions.offerings or {}
            days = {settles_on(self.month.replace(day=15)), settles_on(month_end(self.month))}
            issues = [o for d in sorted(days) for o in actual.get(d, self._mix.get(d, ()))]
            self._buy(kind, [o for o in issues if o.asset_class == "notes_bonds"], amount, day, settles)

    def _buy(self, kind: str, issues: Sequence[Offering], amount: int, day: date, settles: date) -> None:
        by_class: dict[str, int] = defaultdict(int)
        for issue, part in zip(issues, allocate(amount, [o.size for o in issues]), strict=True):
            self.bought[issue] += part
            by_class[issue.asset_class] += part
        for name, part in by_class.items():
            if part:
                self._event(kind, name, day, settles, part)

    def _add_bills(self, amount: int, day: date) -> None:
        for matures, part in rolled_bills(amount, day).items():
            self.bills[matures] = self.bills.get(matures, 0) + part

    def _event(
        self, kind: str, name: str, day: date, paid: date, change: int, redeemed: int = 0, rolled: int = 0
    ) -> None:
        self.events.append(Event(kind, name, day, paid, change, redeemed, rolled))  # type: ignore[arg-type]


def _by_day(days: NDArray[np.datetime64], amounts: NDArray[np.int64]) -> dict[date, int]:
    found: dict[date, int] = defaultdict(int)
    for day, amount in zip(days.tolist(), amounts.tolist(), strict=True):
        found[day] += amount
    return dict(found)


def _in_proportion(amount: int, weights: Mapping[str, int]) -> dict[str, int]:
    """Whole dollars in proportion to weights, none above its weight; `amount` is at most their sum."""
    total = sum(weights.values())
    parts = {key: amount * weight // total if total else 0 for key, weight in weights.items()}
    missing = amount - sum(parts.values())
    for key, weight in weights.items():
        more = min(missing, weight - parts[key])
        parts[key] += more
        missing -= more
    return parts


def _accrue(holdings: Holdings, as_of: date, month: date, growth: float) -> tuple[int, Holdings]:
    """Inflation compensation: every TIPS grows with its reference index until the month's end or its maturity."""
    tips = holdings.asset_class == "tips"
    if not growth or not tips.any():
        return 0, holdings
    length = month_end(month).day
    gone = (as_of - month + timedelta(days=1)).days / length if as_of >= month else 0.0
    days = (holdings.matures[tips] - np.datetime64(month)).astype(np.float64)
    share = np.clip(days / length, gone, 1.0) - gone
    old = holdings.compensation[tips]
    principal = holdings.par[tips] + old
    # At maturity a TIPS pays at least par, so compensation never ends below zero.
    new = np.maximum(np.rint(principal * (1.0 + growth * share)).astype(np.int64) - holdings.par[tips], 0)
    compensation = holdings.compensation.copy()
    compensation[tips] = new
    return int(new.sum() - old.sum()), holdings.with_amounts(holdings.par, compensation)
