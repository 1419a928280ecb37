"""What a simulated run needs from the record: the opening, the estimates that feed the loop, and the income residual."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from ebb.answers.openings import opening
from ebb.answers.premiums import premiums_at
from ebb.answers.value import ten_year_volatility, with_tips_coupons
from ebb.books import calibrate_other_net_income, modelled_income, usd_bn
from ebb.dates import add_months
from ebb.errors import EbbError, OutOfRange
from ebb.funding import DemandFit, DemandMonths, demand_months, fit_demand, interest_on_reserves
from ebb.funding.kinked import Hinge
from ebb.portfolio import Portfolio, calendar_of, composition, offerings
from ebb.record import Record
from ebb.simulate.ledger import coupons, security_coupons
from ebb.simulate.loop import Inputs
from ebb.sources.published import document

#: Series a run reads from the record.
PUBLISHED = (
    "total_assets",
    "treasuries",
    "mbs",
    "reserves",
    "on_rrp",
    "reverse_repo_total",
    "foreign_rrp",
    "tga",
    "currency",
    "deferred_asset",
    "bank_assets",
    "gdp",
    "sofr_avg",
    "mortgage_30y",
    "ust_2y_avg",
    "ust_10y_avg",
    "tbill_3m_avg",
    "cpi_index",
)


def inputs(record: Record, before: date, demand: DemandFit | None) -> Inputs:
    """Everything a run that starts in the month of `before` is handed.

    Parameters
    ----------
    record : Record
        Cut at the as-of date; nothing else is read.
    before : date
        First month of the run.
    demand : DemandFit or None
        Reserve demand as estimated at the as-of date; None where too few months were known.

    Raises
    ------
    OutOfRange
        If no list of securities, or too few auctions, were known.
    """
    start, portfolio = opening(record, before)
    _require_auctions(portfolio, record.as_of)
    auctions = offerings(record.auctions(date(1900, 1, 1), date(9999, 12, 31)))
    portfolio = with_tips_coupons(portfolio, {o.matures: o.coupon for o in auctions if o.asset_class == "tips"})
    bill_yield = record.series("tbill_3m_avg").last()[1] / 100.0
    residual, _ = _other_net_income(record, coupons(portfolio, bill_yield))
    listed, said = _other_net_income(record, security_coupons(portfolio, bill_yield, start.date))
    return Inputs(
        as_of=record.as_of,
        opening=start,
        portfolio=portfolio,
        programme=record.programme,
        corridor=record.corridor,
        published={key: record.series(key) for key in PUBLISHED},
        auctions=calendar_of(auctions),
        spread=None if demand is None else _curve(demand),
        other_net_income=residual,
        outstanding=composition(document("marketable")),
        premiums=premiums_at(record, start.date),
        by_security=listed,
        volatility=ten_year_volatility(record, record.as_of),
        said={"other_net_income": said, "release_lags": "usual publication lags, assumed: no vintages are held"},
    )


def reserve_demand_months(record: Record, rate: str = "sofr_avg") -> DemandMonths:
    """Reserves over bank assets against a market rate less interest on reserves, by month, known at the record's date."""
    market = record.series(rate)
    days = "business days" if rate == "sofr_avg" else "calendar days"
    first, last = (market.dates[0].item(), market.dates[-1].item()) if len(market) else (record.as_of, record.as_of)
    paid = interest_on_reserves(record.corridor, first, last, days=days)
    return demand_months(record.series("reserves"), record.series("bank_assets"), market, paid)


def funds_rate_months(record: Record) -> DemandMonths:
    """The same against the federal funds rate since 2009: interest on reserves began in the last quarter of 2008's crisis."""
    return reserve_demand_months(record, "fed_funds_avg").between(date(2009, 1, 1), date.max)


def reserve_demand(record: Record) -> DemandFit | None:
    """The default reserve-demand fit at the record's date, or None where none could be estimated.

    SOFR where it has enough months; before that the federal funds rate since 2009, if its curve turns at all: a line
    without a turn is no estimate of where reserves stop being ample.
    """
    try:
        return fit_demand(reserve_demand_months(record))
    except EbbError:
        pass
    try:
        found = fit_demand(funds_rate_months(record))
    except EbbError:
        return None
    return found if found.turns else None


def _require_auctions(portfolio: Portfolio, as_of: date) -> None:
    """Refuse a run whose known auctions do not say into what the maturities of every month of a quarter roll."""
    first = portfolio.as_of.replace(day=1)
    for month in (add_months(first, ahead) for ahead in range(1, 4)):
        days = portfolio.issuance.settling_in(month)
        if not any(issue.asset_class == "notes_bonds" for issues in days.values() for issue in issues):
            raise OutOfRange(
                f"too few auctions were known on {as_of} to say into what the maturities of {month:%B} roll",
                f"answers.inputs, opening of {portfolio.as_of}",
                "auctions of a whole quarter around the opening",
                "choose a later --as-of",
            )


def _curve(demand: DemandFit) -> Hinge:
    return Hinge(demand.kink.value, demand.slope.value, demand.floor.value)


def _other_net_income(record: Record, coupon: Mapping[str, float]) -> tuple[int, str]:
    """Monthly income residual in cents: what published income was beyond coupons less interest, over the last year."""
    corridor = record.corridor
    rates: dict[str, Callable[[date], float]] = {
        "iorb": lambda day: (corridor.at(day).ior or 0.0) / 100.0,
        "on_rrp": lambda day: (corridor.at(day).on_rrp or 0.0) / 100.0,
        "foreign_rrp": lambda day: (corridor.at(day).on_rrp or 0.0) / 100.0,
    }
    balances = {key: record.series(key) for key in ("treasuries", "mbs", "reserves", "on_rrp", "foreign_rrp")}
    try:
        found = calibrate_other_net_income(
            record.series("remittances_due"),
            modelled_income(balances, coupon, rates),
            record.as_of,
        )
    except OutOfRange:
        return 0, "zero: no lasting deferred asset was published by the as-of date to measure it on"
    return found.other_net_income, (
        f"USD {usd_bn(found.other_net_income):.2f} bn a month (standard error {usd_bn(found.standard_error):.2f}), "
        f"measured on {found.first} to {found.last}: operating costs, dividends, amortised premiums and all else "
        "the model leaves out"
    )
