"""One projection with what was known on a day, and the two naive rules beside it; what came later is never read.

A run starts from the newest list of securities that was known, carried forward under the policy in force and the published
growth of holdings. What it says of a month ahead is the published level at the origin plus the run's own change since
then: months of a run end on calendar days, published months on Wednesdays, and a list carried for years has drifted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from ebb.answers.inputs import inputs, reserve_demand
from ebb.answers.runs import run_on
from ebb.dates import add_months, month_end
from ebb.errors import OutOfRange, PolicyError
from ebb.funding import DemandFit
from ebb.funding.edge import crossing
from ebb.policy import MonthRule
from ebb.record import Record
from ebb.scenario import Scenario, load
from ebb.scenario.model import Stop
from ebb.simulate.liabilities import Monthly
from ebb.simulate.loop import Inputs
from ebb.simulate.plan import announced
from ebb.simulate.result import Run

#: Lines projected and scored: securities (Treasuries and MBS of the H.4.1), total assets, reserves, ON RRP.
LINES = ("soma", "total_assets", "reserves", "on_rrp")
#: A stop is looked for this many months ahead.
STOP_MONTHS = 120
_QUARTER = timedelta(days=92)


@dataclass(frozen=True, slots=True)
class Ahead:
    """Levels ahead of an origin by line, USD billion; `opening` is the list of securities the run started from."""

    origin: date
    opening: date
    months: int
    ours: Mapping[str, tuple[float, ...]]


def published_lines(record: Record) -> dict[str, Monthly]:
    """The scored lines as published by the record's day, USD billion by month."""
    held = {key: Monthly.of(record.series(key)) for key in ("treasuries", "mbs", "total_assets", "reserves", "on_rrp")}
    months = np.intersect1d(held["treasuries"].months, held["mbs"].months)
    soma = Monthly(months, held["treasuries"].at(months) + held["mbs"].at(months))
    return {"soma": soma, **{name: held[name] for name in ("total_assets", "reserves", "on_rrp")}}


def level_at(line: Monthly, month: date) -> float | None:
    """The level of a month, or None where none was published."""
    place = np.flatnonzero(line.months == 12 * month.year + month.month - 1)
    return float(line.values[int(place[0])]) if len(place) else None


def project_ahead(record: Record, plan: Scenario, origin: date, months: int, demand: DemandFit | None) -> Ahead:
    """Run a plan on what was known and anchor it at the published levels of the origin's month.

    Parameters
    ----------
    record : Record
        Cut at a day by which the last Wednesday of `origin`'s month was published.
    plan : Scenario
    origin : date
        Any day of the last month whose levels are taken as published.
    months : int
    demand : DemandFit or None

    Raises
    ------
    OutOfRange
        If no list of securities leads to the origin.
    PolicyError
        If the Fed buys without an announced pace in a month ahead.
    """
    first = origin.replace(day=1)
    run, handed, skip = _started(record, plan, first, months, demand)
    lines = published_lines(record)
    found = {}
    for name in LINES:
        path = run.path("treasuries") + run.path("mbs") if name == "soma" else run.path(name)
        base = float(path[0]) if skip else _opened(handed, name)
        start = level_at(lines[name], first)
        if start is None:  # a holiday without an operation: the run's own level
            start = base
        found[name] = tuple(max(0.0, start + float(value) - base) for value in path[skip : skip + months])
    return Ahead(month_end(first.year, first.month), handed.opening.holdings_date, months, found)


class Refunded(Record):
    """The record of a day that also knows the offering sizes of the coming quarter.

    The Treasury announces them at its quarterly refunding, a date the auction table does not hold (there a size counts as
    known a week before it settles). Used only where a run could not be opened otherwise: sizes say into which maturities
    principal rolls, not how much of it does. Coupons and the Desk's own amounts stay unknown.
    """

    def auctions(self, first: date, last: date) -> tuple[dict[str, str], ...]:
        """Auctions known on the day, and the sizes of the quarter after it."""
        known = super().auctions(first, last)
        told = {(row["issue_date"], row["cusip"]) for row in known}
        end = min(last, self.as_of + _QUARTER)
        later = Record(self.as_of + _QUARTER + timedelta(days=7)).auctions(self.as_of, end) if end >= self.as_of else ()
        blank = {"soma_addon_bn": "", "coupon_pct": ""}
        added = [row | blank for row in later if (row["issue_date"], row["cusip"]) not in told]
        return tuple(sorted((*known, *added), key=lambda row: row["issue_date"]))


def _started(
    record: Record, plan: Scenario, first: date, months: int, demand: DemandFit | None
) -> tuple[Run, Inputs, int]:
    """A run through the origin's month where its opening lies before it, else from the month after; and months to skip."""
    refusal: OutOfRange | None = None
    for held in (record, Refunded(record.as_of)):
        for start in (first, add_months(first, 1)):
            try:
                handed = inputs(held, start, demand)
                if handed.opening.date >= start or handed.opening.date < _newest_usable(held, first):
                    continue
                skip = 1 if start == first else 0
                base = plan.model_copy(update={"start": add_months(first, 1)}) if plan.differs and skip else plan
                return _run(held, base, demand, start, months + skip, handed), handed, skip
            except OutOfRange as error:
                refusal = error
    raise refusal or OutOfRange(
        f"no list of securities leads to {first:%Y-%m}",
        f"answers.projecting, as of {record.as_of}",
        "a list of an earlier month",
        "choose a later origin",
    )


def _newest_usable(record: Record, first: date) -> date:
    """The first day of the month before the newest list whose month is not after the origin's: no older list is opened."""
    known = [day for day in record.holdings_dates if day.replace(day=1) <= first]
    return add_months(known[-1].replace(day=1), -1) if known else date.min


def _run(record: Record, plan: Scenario, demand: DemandFit | None, start: date, months: int, handed: Inputs) -> Run:
    """The run; a plan that departs from what is in force begins after the origin, so the months before it are run first."""
    if plan.start is None or plan.start <= start:
        return run_on(record, plan, demand, start=start, months=months, prepared=lambda _: handed)
    from ebb.simulate.loop import simulate

    return simulate(plan, handed, start, months)


def _opened(handed: Inputs, name: str) -> float:
    lines = handed.opening.lines
    if name != "soma":
        return float(lines[name])
    classes = ("bills", "notes_bonds", "tips", "frn", "tips_inflation_compensation", "mbs")
    return float(sum(lines[part] for part in classes))


def rules_ahead(record: Record, origin: date, months: int) -> tuple[MonthRule, ...]:
    """The rules of the months after the origin as announced by the record's day, without purchases nobody announced."""
    programme = record.programme
    last = programme.purchases_announced_to or add_months(record.as_of, 1)
    ahead = (add_months(origin.replace(day=1), k) for k in range(1, months + 1))
    return tuple(announced(programme.rule(month.year, month.month), last) for month in ahead)


def caps_in_full(record: Record, origin: date, months: int) -> dict[str, tuple[float, ...]]:
    """The first naive rule: holdings fall by the whole of both caps and rise by what was announced; reserves bear it all."""
    lines = published_lines(record)
    steps = [
        (rule.treasury_purchases or 0.0)
        + (rule.mbs_purchases or 0.0)
        - (rule.treasury_cap or 0.0)
        - (rule.mbs_cap or 0.0)
        for rule in rules_ahead(record, origin, months)
    ]
    total = np.cumsum(steps)
    found = {}
    for name in LINES:
        start = _start(lines[name], origin)
        moved = total if name != "on_rrp" else np.zeros(months)
        found[name] = tuple(max(0.0, start + float(step)) for step in moved)
    return found


def last_years_pace(record: Record, origin: date, months: int) -> dict[str, tuple[float, ...]]:
    """The second naive rule: every line goes on as it went over the last twelve months."""
    lines = published_lines(record)
    found = {}
    for name in LINES:
        start = _start(lines[name], origin)
        year_ago = level_at(lines[name], add_months(origin.replace(day=1), -12))
        pace = 0.0 if year_ago is None else (start - year_ago) / 12.0
        found[name] = tuple(max(0.0, start + pace * k) for k in range(1, months + 1))
    return found


def _start(line: Monthly, origin: date) -> float:
    here = line.upto(12 * origin.year + origin.month - 1)
    return float(here.values[-1])


@dataclass(frozen=True, slots=True)
class StopForecast:
    """Month in which runoff would end, by the run and by the two naive rules; None where none was found in ten years.

    `announced` tells that the end had been announced by then: all three then say that month.
    """

    ours: date | None
    caps: date | None
    pace: date | None
    announced: bool


def stop_ahead(record: Record, origin: date, demand: DemandFit | None) -> StopForecast | None:
    """When runoff would end, as seen from an origin; None where no runoff was on or announced.

    An end already announced is the forecast. Otherwise it is the month in which reserves reach the level at which repo
    costs what the Fed pays, by the estimate of reserve demand known then: along the run, by caps in full, and at last year's
    pace. Where no such estimate could be made, none of the three says anything.
    """
    rules = rules_ahead(record, origin, STOP_MONTHS)
    runs = [bool(rule.treasury_cap or rule.mbs_cap) for rule in rules]
    if not any(runs[:3]):
        return None
    begins = runs.index(True)
    if False in runs[begins:]:
        last = rules[begins + runs[begins:].index(False) - 1].month
        end = month_end(last.year, last.month)
        return StopForecast(end, end, end, announced=True)
    if demand is None:
        return StopForecast(None, None, None, announced=False)
    edge = crossing(demand).value
    return StopForecast(
        _own_stop(record, origin, demand),
        _reached(caps_in_full(record, origin, STOP_MONTHS)["reserves"], record, origin, edge),
        _reached(last_years_pace(record, origin, STOP_MONTHS)["reserves"], record, origin, edge),
        announced=False,
    )


def _own_stop(record: Record, origin: date, demand: DemandFit) -> date | None:
    plan = load("current").model_copy(update={"stop": Stop(spread=0.0), "name": "current with stop"})
    first = add_months(origin.replace(day=1), 1)
    for held in (record, Refunded(record.as_of)):
        try:
            return run_on(held, plan, demand, start=first, months=STOP_MONTHS, until_stop=True).stopped
        except OutOfRange:
            continue
        except PolicyError:
            return None
    return None


def _reached(reserves: tuple[float, ...], record: Record, origin: date, share: float) -> date | None:
    """Month in which reserves are at the share of bank assets, which stay as they were."""
    banks = record.series("bank_assets").in_unit("USD bn")
    if np.isnan(share) or not len(banks):
        return None
    floor = share / 100.0 * banks.last()[1]
    for k, level in enumerate(reserves, start=1):
        if level <= floor:
            month = add_months(origin.replace(day=1), k)
            return month_end(month.year, month.month)
    return None


def demand_on(record: Record) -> DemandFit | None:
    """Reserve demand as estimated on the record's day."""
    return reserve_demand(record)
