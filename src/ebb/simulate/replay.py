"""Past runoff replayed by the rule alone, beside what was published.

A replay opens the portfolio on the last Wednesday before an episode and lets the announced caps work on it. It is told
only what the rule needs (holdings at the start, caps, auction sizes, mortgage rates, consumer prices) and says which of
these are actual outcomes. It is compared on Wednesdays with holdings *after* that day's maturities. Nothing is tuned: a
miss is a number of the result.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from math import exp, log
from types import MappingProxyType
from typing import Any, Final

import numpy as np

from ebb.dates import add_months, month_end, months
from ebb.errors import MissingDate, OutOfRange, UnknownName
from ebb.policy import MonthRule, Programme
from ebb.portfolio import (
    PRIOR,
    Cohort,
    Holdings,
    Listed,
    MonthConditions,
    MonthFlows,
    MonthPlan,
    Offering,
    Prior,
    advance,
    calendar_of,
    open_portfolio,
)
from ebb.portfolio.prepayment_fit import market_of
from ebb.portfolio.reinvestment import Pending
from ebb.portfolio.unsettled import owed
from ebb.series import Series
from ebb.simulate.mbs_desk import desk_of
from ebb.simulate.replay_inputs import told

#: Classes of a replay; `treasuries` is the H.4.1 basis, with TIPS compensation, and `mbs` includes CMBS.
CLASSES: Final = ("bills", "notes_bonds", "tips", "frn", "tips_inflation_compensation", "treasuries", "mbs")
_PARTS: Final = CLASSES[:5]
#: Published series per class (those of the SOMA summary exist on few Wednesdays only).
_SERIES: Final = {
    "bills": "soma_bills",
    "notes_bonds": "soma_notes_bonds",
    "tips": "soma_tips",
    "frn": "soma_frn",
    "tips_inflation_compensation": "soma_tips_inflation_compensation",
    "treasuries": "treasuries",
    "mbs": "mbs",
}
_SUMMARY: Final = (*_PARTS, "agency_debt", "mbs", "cmbs")


@dataclass(frozen=True, slots=True)
class Episode:
    """Opening Wednesday (a packaged list of securities), and the first and last day compared with what was published."""

    name: str
    opening: date
    first: date
    last: date


EPISODES: Final[Mapping[str, Episode]] = MappingProxyType(
    {
        "qt1": Episode("qt1", date(2017, 9, 27), date(2017, 10, 1), date(2019, 9, 25)),
        "qt2": Episode("qt2", date(2022, 5, 25), date(2022, 6, 1), date(2025, 12, 3)),
    }
)


@dataclass(frozen=True, slots=True)
class Miss:
    """How far a class was off on the Wednesdays it was published; None where it never was (percent: or was zero)."""

    max_abs: float | None
    max_pct: float | None
    mean_abs: float | None


@dataclass(frozen=True, slots=True, eq=False)
class Replay:
    """A replayed episode; amounts in USD billion, None where nothing was published.

    `flows` are the months as booked, beginning with the rest of the opening month; `mbs_exam` is how the rule for mortgage
    principal did beside a fit and a constant speed, where it was asked for.
    """

    episode: Episode
    dates: tuple[date, ...]
    predicted: Mapping[str, tuple[float, ...]]
    published: Mapping[str, tuple[float | None, ...]]
    inputs: Mapping[str, Mapping[str, Any]]
    flows: tuple[MonthFlows, ...]
    start: Mapping[str, int]
    mbs_exam: Mapping[str, Any] | None = None

    @property
    def error(self) -> dict[str, Miss]:
        """The miss of each class."""
        return {name: _miss(self.predicted[name], self.published[name]) for name in CLASSES}

    def on(self, day: date) -> dict[str, float]:
        """Predicted holdings by class on any day of the episode, after that day's payments, USD billion."""
        held = _held(self.start, self.flows, self.episode.opening, [day])[0]
        return {name: amount / 1e9 for name, amount in held.items()}

    def json(self) -> dict[str, Any]:
        """The object of ``ebb replay --json``."""
        return {
            "dates": [day.isoformat() for day in self.dates],
            "predicted": {name: [round(v, 11) for v in self.predicted[name]] for name in CLASSES},
            "published": {
                name: [None if v is None else round(v, 11) for v in self.published[name]] for name in CLASSES
            },
            "error": {
                name: {
                    "max_abs": _round(miss.max_abs),
                    "max_pct": _round(miss.max_pct),
                    "mean_abs": _round(miss.mean_abs),
                }
                for name, miss in self.error.items()
            },
            "inputs": {name: dict(text) for name, text in self.inputs.items()},
            **({} if self.mbs_exam is None else {"mbs_exam": dict(self.mbs_exam)}),
        }


def replay(
    episode: str,
    *,
    holdings: Holdings,
    cohorts: Sequence[Cohort],
    auctions: Sequence[Offering],
    programme: Programme,
    published: Mapping[str, Series],
    prior: Prior = PRIOR,
    earlier: Listed | None = None,
    outstanding: Mapping[str, float] | None = None,
) -> Replay:
    """Replay one episode.

    Parameters
    ----------
    episode : ``"qt1"`` or ``"qt2"``
    holdings : Holdings
        Notes and bonds on the opening Wednesday (:data:`EPISODES`).
    cohorts : sequence of Cohort
        Shares of agency MBS.
    auctions : sequence of Offering
        Results of coupon auctions during the episode.
    programme : Programme
        Caps and reinvestment rules.
    published : mapping of str to Series
        By packaged key: the SOMA summary (``soma_bills``, ``soma_notes_bonds``, ``soma_tips``,
        ``soma_tips_inflation_compensation``, ``soma_frn``, ``soma_agency_debt``, ``soma_mbs``, ``soma_cmbs``), the
        H.4.1 ``treasuries`` and ``mbs``, ``mortgage_30y`` and ``cpi_index``.
    prior : Prior
        How borrowers repay; :data:`ebb.simulate.replay_speed.CONSTANT` is the benchmark.
    earlier : Listed, optional
        TIPS and floating rate notes by CUSIP on a day before the opening; without it their issues are inferred.
    outstanding : mapping of str to float, optional
        Marketable debt by class, for agency principal that goes into Treasuries of all kinds.

    Returns
    -------
    Replay

    Raises
    ------
    UnknownName
        If there is no such episode, or a series is not handed in.
    MissingDate
        If a class total of the opening day is not published, or a mortgage rate of a month.
    OutOfRange
        If nothing of the episode was published yet.
    """
    if episode not in EPISODES:
        raise UnknownName.of("episode", episode, EPISODES, where="simulate.replay")
    span = EPISODES[episode]
    needed = (*(f"soma_{name}" for name in _SUMMARY), "treasuries", "mbs", "mortgage_30y", "cpi_index")
    for key in needed:
        if key not in published:
            raise UnknownName.of("series", key, published, where="simulate.replay")
    days = tuple(day for day, _ in published["treasuries"].between(span.first, span.last))
    if not days:
        raise OutOfRange(
            f"no Wednesday of {episode} had been published",
            "simulate.replay",
            f"an as-of date after {span.first}",
            "choose a later date",
        )
    totals = {name: published[f"soma_{name}"].in_unit("USD bn").at(span.opening) for name in _SUMMARY}
    prices = published["cpi_index"].by_month()
    market = market_of(published["mortgage_30y"], span.opening)
    portfolio = open_portfolio(
        holdings,
        totals,
        cohorts,
        as_of=span.opening,
        auctions=auctions,
        prices=prices,
        earlier=earlier,
        mortgage=market,
    )
    bought = owed(portfolio.pools, span.opening, market, desk_of(programme), prior)
    due = tuple(Pending(part.settles, "mbs", part.amount) for part in bought)
    portfolio = replace(portfolio, pending=(*portfolio.pending, *due))
    start = portfolio.classes()
    calendar = calendar_of(auctions)
    flows = []
    for year, number in months(span.opening, days[-1]):
        month = date(year, number, 1)
        rule = programme.rule(year, number)
        conditions = MonthConditions(
            mortgage_rates=_lagged(published["mortgage_30y"], month),
            cpi_growth=reference_growth(prices, month),
            offerings=calendar,
            prior=prior,
            outstanding=outstanding,
        )
        portfolio, booked = advance(portfolio, _plan(rule), conditions)
        flows.append(booked)
    held = _held(start, flows, span.opening, days)
    return Replay(
        episode=span,
        dates=days,
        predicted=MappingProxyType({name: tuple(h[name] / 1e9 for h in held) for name in CLASSES}),
        published=MappingProxyType({name: _on_days(published[_SERIES[name]], days) for name in CLASSES}),
        inputs=MappingProxyType(told(span.opening.isoformat(), None if earlier is None else earlier.day)),
        flows=tuple(flows),
        start=MappingProxyType(start),
    )


def reference_growth(prices: Mapping[tuple[int, int], float], month: date) -> float:
    """Growth over a month of the index that TIPS refer to, a share: consumer prices from month m-3 to month m-2.

    A month without a published index takes the even growth between its neighbours; past the last one, the last growth.
    """
    return price_of(prices, add_months(month, -2)) / price_of(prices, add_months(month, -3)) - 1.0


def price_of(prices: Mapping[tuple[int, int], float], month: date) -> float:
    """The price index of a month, log-linear between or beyond published months."""
    key = (month.year, month.month)
    if key in prices:
        return prices[key]
    known = sorted(prices)
    before = [m for m in known if m < key]
    after = [m for m in known if m > key]
    first, second = (before[-1], after[0]) if before and after else (before[-2:] if before else after[:2])
    place = _months(first, key) / _months(first, second)
    return exp(log(prices[first]) + place * (log(prices[second]) - log(prices[first])))


def _plan(rule: MonthRule) -> MonthPlan:
    return MonthPlan(
        month=rule.month,
        treasury_cap=_dollars(rule.treasury_cap),
        mbs_cap=_dollars(rule.mbs_cap),
        mbs_principal=rule.mbs_principal,  # type: ignore[arg-type]  # checked when the policy document is read
        mbs_principal_limit=_dollars(rule.mbs_principal_limit),
    )


def _dollars(billions: float | None) -> int | None:
    return None if billions is None else round(billions * 1e9)


def _lagged(rates: Series, month: date) -> tuple[float, ...]:
    by_month = rates.by_month()
    keys = [(m.year, m.month) for m in (add_months(month, -lag) for lag in (3, 2, 1, 0))]
    missing = [key for key in keys[:2] if key not in by_month]
    if missing:
        raise MissingDate(
            f"no mortgage rate of {missing[0][0]}-{missing[0][1]:02d}",
            "simulate.replay",
            "a rate for every month from three before the episode on",
            "hand in the whole series",
        )
    found: list[float] = []
    for key in keys:
        found.append(by_month.get(key, found[-1] if found else 0.0))
    return tuple(found)


def _held(
    start: Mapping[str, int], flows: Sequence[MonthFlows], opening: date, days: Sequence[date]
) -> list[dict[str, int]]:
    """Holdings by class after the payments of each day (in order), whole USD.

    Compensation accrues evenly over each month's days; everything else moves on its payment day.
    """
    events = sorted((e for booked in flows for e in booked.events if e.asset_class in CLASSES), key=lambda e: e.paid)
    held = {name: start[name] for name in (*_PARTS, "mbs")}
    found, place = [], 0
    for day in days:
        while place < len(events) and events[place].paid <= day:
            held[events[place].asset_class] += events[place].change
            place += 1
        grown = sum(booked.compensation_accrued * _passed(booked.month, opening, day) for booked in flows)
        now = {**held, "tips_inflation_compensation": held["tips_inflation_compensation"] + round(grown)}
        found.append({**now, "treasuries": sum(now[name] for name in _PARTS)})
    return found


def _passed(month: date, opening: date, day: date) -> Fraction:
    """Share of a month's days (of those after the opening) that have passed at the end of `day`."""
    before = max(month - timedelta(days=1), opening)
    length = (month_end(month.year, month.month) - before).days
    return Fraction(min(max((day - before).days, 0), length), max(length, 1))


def _on_days(series: Series, days: Sequence[date]) -> tuple[float | None, ...]:
    levels = dict(iter(series.in_unit("USD bn")))
    return tuple(levels.get(day) for day in days)


def _miss(predicted: Sequence[float], published: Sequence[float | None]) -> Miss:
    pairs = [(p, q) for p, q in zip(predicted, published, strict=True) if q is not None]
    if not pairs:
        return Miss(None, None, None)
    gaps = np.array([abs(p - q) for p, q in pairs])
    shares = [100.0 * abs(p - q) / q for p, q in pairs if q]
    return Miss(float(gaps.max()), max(shares) if shares else None, float(gaps.mean()))


def _round(value: float | None) -> float | None:
    return None if value is None else round(value, 11)


def _months(first: tuple[int, int], second: tuple[int, int]) -> int:
    return (second[0] - first[0]) * 12 + second[1] - first[1]
