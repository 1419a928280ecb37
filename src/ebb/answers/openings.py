"""Where a run starts: a packaged list of securities, the H.4.1 Wednesday beside it, and the portfolio made of both.

The record publishes its lines on different days: notes and bonds by CUSIP on one Wednesday, class totals on another, the
whole statement on a third. This file says which of them a run is opened from, and how what is missing was inferred.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import numpy as np

from ebb.answers.listed import listed as earlier
from ebb.dates import add_months, month_end
from ebb.errors import MissingDate, OutOfRange
from ebb.portfolio import (
    PRIOR,
    Holdings,
    MonthConditions,
    MonthPlan,
    Portfolio,
    advance,
    cohorts,
    offerings,
    open_portfolio,
    scheduled,
)
from ebb.portfolio.prepayment_fit import market_of
from ebb.portfolio.reinvestment import Pending
from ebb.portfolio.unsettled import owed
from ebb.record import Record
from ebb.series import Series
from ebb.simulate.conditions import Opening
from ebb.simulate.mbs_desk import desk_of

#: The lines that must all be published on the opening Wednesday.
_LINES = ("total_assets", "treasuries", "mbs", "reserves", "on_rrp", "foreign_rrp", "tga", "currency", "deferred_asset")
#: How far the Wednesday may lie from the security list.
_NEAR = timedelta(days=31)
_PARTS = ("bills", "notes_bonds", "tips", "frn")
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
        holdings,
        totals,
        cohorts(record.table("mbs_cohorts")),
        as_of=day,
        auctions=auctions,
        prices=prices,
        earlier=earlier(record, day),
        mortgage=market_of(record.series("mortgage_30y"), day),
    )
    held = {name: amount / 1e9 for name, amount in portfolio.classes().items()}
    portfolio = _with_pending(record, _to_month_end(portfolio), day)
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
    """Class totals of the statement's Wednesday, USD billion, and how each was found.

    Bills take what the others leave of the published Treasuries: notes and bonds may be of another day than the statement,
    and the total has to be the published one.
    """
    totals, said = {}, {}
    for name in ("tips", "frn", "agency_debt", "cmbs"):
        when, totals[name] = _nearest(record.series(f"soma_{name}"), listed)
        said[name] = _said(when, day)
    inferred = _tips_and_frn(record, listed)
    if inferred is not None:
        totals["tips"], totals["frn"] = inferred
        said["tips"] = said["frn"] = f"total of {listed} less its other classes, split as last published"
    totals["notes_bonds"] = sum(int(row["par_value_usd"]) for row in record.security_list(listed)) / 1e9
    name = "tips_inflation_compensation"
    totals[name], said[name] = _compensation(record, listed, day, totals["tips"])
    treasuries = _bn(record, "treasuries")
    others = ("notes_bonds", "tips", "frn", "tips_inflation_compensation")
    totals["bills"] = treasuries.at(day) - sum(totals[name] for name in others)
    totals["mbs"] = _bn(record, "mbs").at(day) - totals["cmbs"]
    said["notes_bonds"] = f"security by security, list of {listed}"
    said["bills"] = f"published Treasuries of {day} less the other classes"
    return totals, said


def _tips_and_frn(record: Record, listed: date) -> tuple[float, float] | None:
    """TIPS and floating-rate notes on the day of the list, from its own total, where neither was published for it.

    Agency debt and commercial MBS are the last ones published, as is the split between the two.
    """
    row = _row(record, listed)
    parts = ("total", "bills", "notes_bonds", "mbs")
    if "tips" in row or "frn" in row or not all(part in row for part in parts):
        return None
    last = {name: _nearest(record.series(f"soma_{name}"), listed)[1] for name in ("agency_debt", "cmbs", "tips", "frn")}
    agency = sum(row.get(name, last[name]) for name in ("agency_debt", "cmbs"))
    both = row["total"] - row["bills"] - row["notes_bonds"] - row["mbs"] - agency
    share = last["tips"] / (last["tips"] + last["frn"])
    return both * share, both * (1.0 - share)


def _compensation(record: Record, listed: date, day: date, tips: float) -> tuple[float, str]:
    """Inflation compensation beside `tips` on `day`: the figure nearest the list, carried where it is of another day.

    A figure is one published, or what bills, notes and bonds, TIPS and floating-rate notes leave of Treasuries where all
    five were published for one day. Carried, it moves with the par of TIPS, whose maturing takes compensation along, and
    with the index they refer to, as far as consumer prices were known.
    """
    published = dict(record.series("soma_tips_inflation_compensation"))
    figures = dict(published)
    for when, held in _bn(record, "treasuries"):
        row = _row(record, when)
        if when not in figures and all(name in row for name in _PARTS):
            figures[when] = held - sum(row[name] for name in _PARTS)
    when = min(figures, key=lambda found: (abs(found - listed), found))
    if when == day:
        return figures[when], "published" if when in published else "what the other classes left of Treasuries that day"
    prices = record.series("cpi_index")
    growth = _reference_index(prices, day) / _reference_index(prices, when) if len(prices) else 1.0
    then = dict(record.series("soma_tips")).get(when, tips)
    source = "published" if when in published else "what the other classes left of Treasuries"
    said = f"{source} for {when}, carried to {day} with the par of TIPS and the consumer prices they refer to"
    return figures[when] * growth * tips / then, said


def _row(record: Record, day: date) -> dict[str, float]:
    """What the New York Fed published for one day by class, USD billion; a class not published is absent."""
    found = {}
    for name in (*_PARTS, "agency_debt", "mbs", "cmbs", "total"):
        series = record.series(f"soma_{name}")
        place = int(np.searchsorted(series.dates, np.datetime64(day, "D")))
        if place < len(series) and series.dates[place] == np.datetime64(day, "D"):
            found[name] = float(series.values[place])
    return found


def _reference_index(prices: Series, day: date) -> float:
    """The index TIPS refer to on a day: consumer prices three months back on the first of a month, two at its end."""
    firsts = [add_months(when.replace(day=1), 3).toordinal() for when in prices.dates.tolist()]
    return float(np.interp(day.toordinal(), firsts, prices.values))


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
    day = portfolio.as_of
    if day == month_end(day.year, day.month):
        return portfolio
    plan = MonthPlan(day.replace(day=1), treasury_cap=0, mbs_cap=0, mbs_principal="none")
    moved, _ = advance(portfolio, plan, MonthConditions(mortgage_rates=(6.0,)))
    return replace(moved, pools=portfolio.pools)


def _with_pending(record: Record, portfolio: Portfolio, day: date) -> Portfolio:
    """The portfolio with what of earlier agency principal is still to be bought in Treasuries, or delivered in MBS.

    The statement shows what was bought by its day; the rest of the month's principal is bought by the middle of the next
    month. The principal is the model's own of that month, at the last mortgage rates known.
    """
    month = portfolio.as_of.replace(day=1)
    rule = record.programme.rule(month.year, month.month)
    if rule.mbs_principal == "mbs":
        market = market_of(record.series("mortgage_30y"), day)
        due = owed(portfolio.pools, day, market, desk_of(record.programme))
        return replace(portfolio, pending=tuple(Pending(part.settles, "mbs", part.amount) for part in due))
    if rule.mbs_principal not in ("bills", "treasuries"):
        return portfolio
    rates = record.series("mortgage_30y").values[-2:]
    _, paid = portfolio.pools.pay(month, float(rates.mean()), PRIOR)
    principal = int(paid.sum())
    kept = principal if rule.mbs_cap is None else min(principal, round(rule.mbs_cap * 1e9))
    limit = rule.mbs_principal_limit
    into = principal - kept if limit is None else min(principal - kept, round(limit * 1e9))
    later = tuple(part for part in scheduled(into, month, rule.mbs_principal) if part.day > portfolio.as_of)
    return replace(portfolio, pending=later)
