"""The Bank of England's gilt sales through the same engine: sold below cost, the loss paid by the Treasury's indemnity.

The Bank states its stock in initial proceeds, which is what was paid; by issue nothing of it is held here. So gilts are
inferred: even ladders inside the published ranges of maturity, each bought at par on one yield. That yield is the one number
that has to be handed in (or worked out from a published market loss with :func:`bought_yield`), beside the yields of the day.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType
from typing import Any, Final

import numpy as np

from ebb.books import ClassFlows, FedStatement, MonthFlows, post_month
from ebb.dates import add_months, month_end
from ebb.errors import OutOfRange
from ebb.portfolio import Holdings, IssuanceMix, MonthConditions, MonthPlan, Pools, Portfolio, Prices, Security, advance
from ebb.portfolio.trades import DAYS_A_YEAR
from ebb.yields.curve import Curve
from ebb.yields.valuation import priced

ASSUMPTIONS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "gilts_ladder": "Gilts by issue are not held: even half-yearly ladders inside the published ranges of maturity.",
        "gilts_cost": "Every gilt was bought at par on one yield: par is the initial proceeds in which the Bank counts.",
        "gilts_pace": "Sales and redemptions are spread evenly over the months of a year.",
        "gilts_income": "Coupons and the interest paid on reserves are left out: the indemnity of the sales alone.",
    }
)
_BN: Final = 1_000_000_000
_DAY: Final = 15
_LAST: Final = 2071


@dataclass(frozen=True, slots=True)
class GiltYear:
    """One year of sales, GBP billion of initial proceeds; the first three are published, the rest follows from the engine.

    `transferred` is what the Treasury paid under the indemnity; `ranges` the stock by the published ranges of maturity at the
    end. Laws: opening = closing + redeemed + sold; sold - proceeds = loss = transferred; reserves fall by all that leaves.
    """

    first: date
    opening: float
    published_closing: float
    closing: float
    redeemed: float
    sold: float
    proceeds: float
    loss: float
    transferred: float
    reserves_drained: float
    by_sector: Mapping[str, float]
    ranges: Mapping[str, float]
    said: Mapping[str, str]


def ladder(facts: Mapping[str, Any], year: Mapping[str, Any], yield_bought: float) -> Holdings:
    """The stock at the beginning of a year, worked back from the published stock by maturity at the end of all.

    Parameters
    ----------
    facts : the packaged document (``policy/gilts``)
    year : one of its years
    yield_bought : percent, the coupon every gilt pays on what was paid for it

    Notes
    -----
    Law: par is the published opening stock. What is sold in a sector is added to it in proportion; what matures within the
    year lies in its twelve months; earlier years add what they still had in proportion to the ranges.
    """
    start, end = year["first"], add_months(year["first"], 12)
    rungs = _closing(facts["held"])
    days = np.array([day for day, _ in rungs], dtype="datetime64[D]")
    par = np.array([amount for _, amount in rungs])
    later = days > np.datetime64(end)
    par = np.where(later, par, 0.0)
    par *= year["closing"] / par.sum()
    years = (days - np.datetime64(end)).astype(np.float64) / DAYS_A_YEAR
    for (low, high), share in zip(_sectors(facts).values(), year["split"], strict=True):
        inside = (years >= low) & (years < high)
        par[inside] *= 1.0 + year["sales"] * share / par[inside].sum()
    maturing = year["reduction"] - year["sales"]
    months = [month_end(m.year, m.month) for m in (add_months(start, n) for n in range(12))]
    amounts = [*zip(days.tolist(), par, strict=True), *((day, maturing / 12) for day in months)]
    return Holdings.of(
        Security("", "notes_bonds", yield_bought, None, day, round(amount * _BN))
        for day, amount in amounts
        if amount > 0
    )


def sell(
    facts: Mapping[str, Any], first: date, curves: Mapping[tuple[int, int], Curve], yield_bought: float
) -> GiltYear:
    """One published year of gilt sales, month by month.

    Parameters
    ----------
    facts : the packaged document (``policy/gilts``)
    first : first day of a year it has
    curves : zero curve of each of the twelve months by (year, month)
    yield_bought : percent

    Raises
    ------
    OutOfRange
        If no such year was published, or the curve of a month is missing.
    """
    year = next((one for one in facts["year"] if one["first"] == first), None)
    months = [add_months(first, n) for n in range(12)]
    missing = [f"{m:%Y-%m}" for m in months if (m.year, m.month) not in curves]
    if year is None or missing:
        raise OutOfRange(
            f"no year of gilt sales begins on {first}" if year is None else f"no gilt yields for {', '.join(missing)}",
            "simulate.gilts",
            f"one of {', '.join(str(one['first']) for one in facts['year'])}, and a curve for each of its months",
            "hand in gilt yields of every month of a published year",
        )
    held = ladder(facts, year, yield_bought)
    portfolio = opened(held, first)
    statement = _statement(portfolio)
    opening, sectors = statement, _sectors(facts)
    totals = dict.fromkeys(("redeemed", "sold", "proceeds", "transferred"), 0)
    sold_in = dict.fromkeys(sectors, 0)
    for month in months:
        curve = replace(curves[month.year, month.month], on=month.replace(day=_DAY))
        plan = MonthPlan(
            month,
            treasury_cap=None,
            mbs_cap=None,
            mbs_principal="none",
            treasury_sales=round(year["sales"] * _BN / 12),
            sale_split=tuple(zip(sectors.values(), year["split"], strict=True)),
        )
        before = portfolio.holdings
        portfolio, flows = advance(portfolio, plan, MonthConditions((0.0,), prices=_prices(curve)))
        for name, amount in _by_sector(before, portfolio.holdings, month, sectors).items():
            sold_in[name] += amount
        cash = sum(trade.cash for trade in flows.trades)
        gain = cash - 100 * flows.treasuries_sold
        statement = post_month(
            statement,
            MonthFlows(
                month_end(month.year, month.month),
                notes_bonds=ClassFlows(matured=100 * flows.treasuries_redeemed, sold=100 * flows.treasuries_sold),
                gain_on_sales=gain,
                indemnified=True,
            ),
        )
        totals["redeemed"] += flows.treasuries_redeemed
        totals["sold"] += flows.treasuries_sold
        totals["proceeds"] += cash
        totals["transferred"] -= gain
    return GiltYear(
        first=first,
        opening=held.total() / _BN,
        published_closing=float(year["closing"]),
        closing=portfolio.holdings.total() / _BN,
        redeemed=totals["redeemed"] / _BN,
        sold=totals["sold"] / _BN,
        proceeds=totals["proceeds"] / _BN / 100,
        loss=totals["sold"] / _BN - totals["proceeds"] / _BN / 100,
        transferred=totals["transferred"] / _BN / 100,
        reserves_drained=(opening.reserves - statement.reserves) / _BN / 100,
        by_sector=MappingProxyType({name: amount / _BN for name, amount in sold_in.items()}),
        ranges=MappingProxyType(_ranges(portfolio.holdings)),
        said=MappingProxyType({**ASSUMPTIONS, "yield_bought": f"{yield_bought:.2f} percent", "curve": curve.made_of}),
    )


def bought_yield(facts: Mapping[str, Any], curve: Curve) -> float:
    """The yield at which the gilts were bought, percent, that gives the published market loss on a curve of its month.

    Notes
    -----
    Law: market value rises with the coupon, so there is one answer; the ladder is that of the oldest year published.
    """
    lost = facts["market_loss"]
    oldest = min(facts["year"], key=lambda one: one["first"])
    low, high = 0.0, 15.0
    for _ in range(50):
        middle = (low + high) / 2.0
        held = ladder(facts, oldest, middle)
        held = held.keep(held.matures > np.datetime64(curve.on))
        value = float((held.par * priced(held.coupon, held.matures, curve).clean).sum()) / 100.0
        low, high = (middle, high) if value / held.total() < 1.0 - lost["loss"] / lost["stock"] else (low, middle)
    return (low + high) / 2.0


def _sectors(facts: Mapping[str, Any]) -> dict[str, tuple[float, float]]:
    return {
        name: (float(facts["sectors"][name][0]), float(facts["sectors"][name][1]))
        for name in ("short", "medium", "long")
    }


def _closing(held: Mapping[str, Any]) -> list[tuple[date, float]]:
    """Half-yearly rungs of the newest published stock: even inside each range of maturity."""
    ranges = (
        (held["on"], date(2035, 1, 1), held["before_2035"]),
        (date(2035, 1, 1), date(2050, 1, 1), held["from_2035_to_2049"]),
        (date(2050, 1, 1), date(_LAST, 12, 31), held["later"]),
    )
    rungs = []
    for low, high, amount in ranges:
        days = [date(year, month, 22) for year in range(low.year, high.year + 1) for month in (1, 7)]
        inside = [day for day in days if low < day < high]
        rungs += [(day, amount / len(inside)) for day in inside]
    return rungs


def _ranges(held: Holdings) -> dict[str, float]:
    years = held.matures.astype("datetime64[Y]").astype(np.int64) + 1970
    inside = {
        "before_2035": years < 2035,
        "from_2035_to_2049": (years >= 2035) & (years < 2050),
        "later": years >= 2050,
    }
    return {name: float(held.par[mask].sum()) / _BN for name, mask in inside.items()}


def _by_sector(
    before: Holdings, after: Holdings, month: date, sectors: Mapping[str, tuple[float, float]]
) -> dict[str, int]:
    """What a month sold, by sector of maturity on the day of sale."""
    left = dict(zip(after.matures.tolist(), after.par.tolist(), strict=True))
    day, last = month.replace(day=_DAY), month_end(month.year, month.month)
    found = dict.fromkeys(sectors, 0)
    for matures, par in zip(before.matures.tolist(), before.par.tolist(), strict=True):
        if matures <= last:
            continue
        years = (matures - day).days / DAYS_A_YEAR
        for name, (low, high) in sectors.items():
            if low <= years < high:
                found[name] += par - left.get(matures, 0)
    return found


def _prices(curve: Curve) -> Prices:
    return Prices(
        notes=lambda held: priced(held.coupon, held.matures, curve).clean,
        pools=lambda pools: np.full(len(pools), 100.0),
    )


def opened(held: Holdings, first: date) -> Portfolio:
    """A portfolio of gilts on the day before a first one."""
    day = date.fromordinal(first.toordinal() - 1)
    return Portfolio(day, held, MappingProxyType({}), Pools.open(0, 0, [], day), 0, IssuanceMix((), day))


def _statement(portfolio: Portfolio) -> FedStatement:
    """Gilts on one side, the reserves that paid for them on the other; the Exchequer's account is kept at what it was."""
    stock = 100 * portfolio.holdings.total()
    return FedStatement(portfolio.as_of, notes_bonds=stock, reserves=stock)
