"""What a simulated run needs from the record: the opening, the estimates that feed the loop, and the income residual."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import numpy as np

from ebb.answers.openings import opening
from ebb.books import calibrate_other_net_income, modelled_income, usd_bn
from ebb.errors import EbbError, OutOfRange
from ebb.funding import DemandFit, DemandMonths, demand_months, fit_demand
from ebb.policy import Corridor
from ebb.portfolio import Portfolio, offerings
from ebb.record import Record
from ebb.series import Series
from ebb.simulate.ledger import coupons
from ebb.simulate.loop import Inputs

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
    """
    start, portfolio = opening(record, before)
    residual, said = _other_net_income(record, portfolio)
    return Inputs(
        as_of=record.as_of,
        opening=start,
        portfolio=portfolio,
        programme=record.programme,
        corridor=record.corridor,
        published={key: record.series(key) for key in PUBLISHED},
        auctions=offerings(record.auctions(date(1900, 1, 1), date(9999, 12, 31))),
        spread=None if demand is None else _curve(demand),
        other_net_income=residual,
        said={"other_net_income": said, "release_lags": "usual publication lags, assumed: no vintages are held"},
    )


def interest_on_reserves(corridor: Corridor, like: Series) -> Series:
    """Monthly average of interest on reserves in the months of another monthly series, percent."""
    months = [
        (d, known, rate)
        for d, known in zip(like.dates.tolist(), like.known.tolist(), strict=True)
        if (rate := corridor.month_average(d.year, d.month).ior) is not None
    ]
    return Series(
        key="ior_avg",
        dates=np.array([d for d, _, _ in months], dtype="datetime64[D]"),
        values=np.array([rate for _, _, rate in months]),
        unit="percent",
        basis="month average",
        known=np.array([known for _, known, _ in months], dtype="datetime64[D]"),
        origins=like.origins,
        kind="rate",
    )


def reserve_demand_months(record: Record, rate: str = "sofr_avg") -> DemandMonths:
    """Reserves over bank assets against a market rate less interest on reserves, by month, known at the record's date."""
    market = record.series(rate)
    return demand_months(
        record.series("reserves"), record.series("bank_assets"), market, interest_on_reserves(record.corridor, market)
    )


def reserve_demand(record: Record) -> DemandFit | None:
    """The default reserve-demand fit at the record's date, or None where too few months were known.

    SOFR where it has enough months; before that the federal funds rate since interest on reserves settled at the top of the
    range, which says so in its `rate`.
    """
    for rate, first in (("sofr_avg", date.min), ("fed_funds_avg", date(2009, 1, 1))):
        try:
            return fit_demand(reserve_demand_months(record, rate).between(first, date.max))
        except EbbError:
            continue
    return None


def _curve(demand: DemandFit) -> Callable[[float], float]:
    kink, slope, floor = demand.kink.value, demand.slope.value, demand.floor.value
    if np.isnan(kink):
        return lambda share: floor
    # plain floats: the loop asks some thousand times for one number at a time
    return lambda share: floor + slope * max(0.0, kink - share)


def _other_net_income(record: Record, portfolio: Portfolio) -> tuple[int, str]:
    """Monthly income residual in cents: what published income was beyond coupons less interest, over the last year."""
    corridor = record.corridor
    rates: dict[str, Callable[[date], float]] = {
        "iorb": lambda day: (corridor.at(day).ior or 0.0) / 100.0,
        "on_rrp": lambda day: (corridor.at(day).on_rrp or 0.0) / 100.0,
        "foreign_rrp": lambda day: (corridor.at(day).on_rrp or 0.0) / 100.0,
    }
    balances = {key: record.series(key) for key in ("treasuries", "mbs", "reserves", "on_rrp", "foreign_rrp")}
    bill_yield = record.series("tbill_3m_avg").last()[1] / 100.0
    try:
        found = calibrate_other_net_income(
            record.series("remittances_due"),
            modelled_income(balances, coupons(portfolio, bill_yield), rates),
            record.as_of,
        )
    except OutOfRange:
        return 0, "zero: no lasting deferred asset was published by the as-of date to measure it on"
    return found.other_net_income, (
        f"USD {usd_bn(found.other_net_income):.2f} bn a month (standard error {usd_bn(found.standard_error):.2f}), measured on "
        f"{found.first} to {found.last}: operating costs, dividends, amortised premiums and all else the model leaves out"
    )
