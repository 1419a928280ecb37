"""Where a run starts: a packaged list of securities, the H.4.1 Wednesday beside it, and the portfolio made of both.

The record publishes its lines on different days: notes and bonds by CUSIP on one Wednesday, class totals on another, the
whole statement on a third. This file says which of them a run is opened from, and how what is missing was inferred.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

import numpy as np

from ebb.errors import MissingDate, OutOfRange
from ebb.portfolio import Holdings, MonthConditions, MonthPlan, Portfolio, advance, cohorts, offerings, open_portfolio
from ebb.record import Record
from ebb.series import Series
from ebb.simulate.conditions import Opening

#: The lines that must all be published on the opening Wednesday.
_LINES = ("total_assets", "treasuries", "mbs", "reserves", "on_rrp", "foreign_rrp", "tga", "currency", "deferred_asset")
#: How far the Wednesday may lie from the security list.
_NEAR = timedelta(days=31)
_CLASSES = ("bills", "notes_bonds", "tips", "frn", "tips_inflation_compensation", "mbs", "agency_debt")


def opening(record: Record, before: date | None = None) -> tuple[Opening, Portfolio]:
    """The newest opening known, or the newest whose statement lies before the month of `before`.

    Parameters
    ----------
    record : Record
        Cut at the as-of date.
    before : date, optional
        First month that is to be simulated.

    Raises
    ------
    OutOfRange
        If no list of securities was known early enough.

    Notes
    -----
    Law: the classes add up to the published Treasuries and MBS of the statement's Wednesday.
    """
    pairs = [(listed, _wednesday(record, listed)) for listed in record.holdings_dates]
    usable = [
        (listed, day)
        for listed, day in pairs
        if day is not None and (before is None or np.datetime64(day, "M") < np.datetime64(before, "M"))
    ]
    if not usable:
        first = record.holdings_dates[0] if record.holdings_dates else "2017-09-27"
        raise OutOfRange(
            f"no list of the Fed's securities was known before {before or record.as_of}",
            f"answers.openings, as of {record.as_of}",
            f"a start in the month after {first}, or later",
            "choose a later start or a later --as-of",
        )
    listed, day = usable[-1]
    totals, said = _classes(record, listed, day)
    holdings = Holdings.from_rows(record.security_list(listed))
    auctions = offerings(record.auctions(date(1900, 1, 1), date(9999, 12, 31)))
    prices = record.series("cpi_index").by_month()
    portfolio = open_portfolio(
        holdings, totals, cohorts(record.table("mbs_cohorts")), as_of=day, auctions=auctions, prices=prices
    )
    held = {name: amount / 1e9 for name, amount in portfolio.classes().items()}
    portfolio = _to_month_end(portfolio)
    lines = {name: amount / 1e9 for name, amount in portfolio.classes().items() if name in _CLASSES}
    for name in ("total_assets", "reserves", "on_rrp", "foreign_rrp", "tga", "currency", "deferred_asset"):
        lines[name] = _bn(record, name).at(day)
    lines["capital"], said["capital"] = _capital(record)
    return Opening(day, listed, lines, said, held), portfolio


def _wednesday(record: Record, listed: date) -> date | None:
    """The Wednesday nearest to a security list on which every line was published, if it is near enough."""
    common: set[date] = set.intersection(*(set(record.series(name).dates.tolist()) for name in _LINES))
    near = [day for day in common if abs(day - listed) <= _NEAR]
    return min(near, key=lambda day: (abs(day - listed), day), default=None)


def _classes(record: Record, listed: date, day: date) -> tuple[dict[str, float], dict[str, str]]:
    """Class totals of the statement's Wednesday, USD billion, and how each was found."""
    totals, said = {}, {}
    for name in ("tips", "frn", "agency_debt", "cmbs"):
        when, totals[name] = _nearest(record.series(f"soma_{name}"), listed)
        said[name] = _said(when, day)
    totals["notes_bonds"] = sum(int(row["par_value_usd"]) for row in record.security_list(listed)) / 1e9
    treasuries = _bn(record, "treasuries")
    when, compensation = _nearest(record.series("soma_tips_inflation_compensation"), listed)
    said["tips_inflation_compensation"] = _said(when, day)
    if abs(when - listed) > _NEAR:
        counted, bills = _nearest(record.series("soma_bills"), listed)
        beside, held = _nearest(treasuries, counted)
        compensation = held - totals["notes_bonds"] - bills - totals["tips"] - totals["frn"]
        said["tips_inflation_compensation"] = f"residual of Treasuries on {beside} less the other classes"
    totals["tips_inflation_compensation"] = compensation
    others = ("notes_bonds", "tips", "frn", "tips_inflation_compensation")
    totals["bills"] = treasuries.at(day) - sum(totals[name] for name in others)
    totals["mbs"] = _bn(record, "mbs").at(day) - totals["cmbs"]
    said["notes_bonds"] = f"security by security, list of {listed}"
    said["bills"] = "published Treasuries less the other classes"
    return totals, said


def _said(when: date, day: date) -> str:
    return "published" if when == day else f"published for {when}"


def _nearest(series: Series, day: date) -> tuple[date, float]:
    return min(series, key=lambda pair: (abs(pair[0] - day), pair[0]))


def _bn(record: Record, key: str) -> Series:
    return record.series(key).in_unit("USD bn")


def _capital(record: Record) -> tuple[float, str]:
    """Capital paid in and surplus: the last statement that shows it alone, held from there on.

    The lines of later statements join it with other liabilities; what it has grown since is inside other liabilities.
    """
    for day in (date(2017, 9, 27),):
        try:
            return float(record.statement(day)["capital"]) / 1000.0, f"that of {day}, the last packaged alone"
        except MissingDate:
            continue
    return 0.0, "inside other liabilities"


def _to_month_end(portfolio: Portfolio) -> Portfolio:
    """Roll over what matures between the opening and the end of its month: no capped month has begun.

    Agency principal of that month was paid before the last Wednesday (the 20th and 25th), so the pools stay as they are,
    and no inflation accrues: the statement's own lines are kept.
    """
    plan = MonthPlan(portfolio.as_of.replace(day=1), treasury_cap=0, mbs_cap=0, mbs_principal="mbs")
    moved, _ = advance(portfolio, plan, MonthConditions(mortgage_rates=(6.0,)))
    return replace(moved, pools=portfolio.pools)


def openings_known(record: Record) -> Mapping[date, date]:
    """Statement date by list date, for every opening known at the record's date."""
    return {listed: day for listed in record.holdings_dates if (day := _wednesday(record, listed)) is not None}
