"""What can go wrong: every episode laid on the plan in force, which asks most of it, and speed against risk."""

from __future__ import annotations

from datetime import date

import numpy as np

from ebb.answers.evidence import Evidence
from ebb.answers.frontier_points import Frontier
from ebb.answers.frontiers import frontier
from ebb.answers.once import once
from ebb.answers.risks_told import Risks, caveats, episode_values, frontier_values, placed_values, row_values, told
from ebb.answers.shape import Answer
from ebb.answers.stress_table import Row, stress_table
from ebb.answers.wording import answered
from ebb.errors import OutOfRange, PolicyError
from ebb.planning import Ask, DayRates, Figures, PlanState, apply, episodes, read_days, read_gilts, read_weeks
from ebb.planning.stress import Ranking, Trial, rank
from ebb.portfolio import Holdings
from ebb.yields import coupon_periods, modified_duration

_PLAN = "current"


def answer(evidence: Evidence) -> Answer:
    """The largest risk of the plan in force and why, speed against risk, and what the other episodes would ask."""
    found = risks(evidence)
    values = [
        *(v for episode in found.known for v in episode_values(episode, found.asks[episode.key])),
        *(v for row in found.rows for v in row_values(row, found.state)),
        *frontier_values(found.frontier),
        *placed_values(found.frontier),
    ]
    sources = [source for ask in found.asks.values() for source in ask.sources]
    history = tuple(
        row for row in evidence.record.table("plan_history") if date.fromisoformat(row["origin"]) <= evidence.as_of
    )
    return answered("risks", evidence.as_of, told(found), values, sources, caveats(found, history))


@once
def risks(evidence: Evidence) -> Risks:
    """Everything the answer and its charts are told from.

    Raises
    ------
    OutOfRange
        If the figures known by then hold no episode, or no reserve demand to set it against.
    """
    known = episodes(figures(evidence), as_of=evidence.as_of)
    if not known or evidence.demand is None:
        raise OutOfRange(
            f"the figures known on {evidence.as_of} hold no episode and no reserve demand to set it against",
            "answers.risks, --as-of",
            "a day from 2019-12-01 on",
            "choose a later --as-of",
        )
    state = plan_state(evidence)
    asks = {e.key: apply(e, state, pass_through=evidence.pass_through.value) for e in known}
    rows = stress_table(evidence)
    return Risks(
        as_of=evidence.as_of,
        known=known,
        state=state,
        asks=asks,
        rows=rows,
        ranking=_ranked(state, asks, rows),
        frontier=_frontier(evidence),
    )


def _ranked(state: PlanState, asks: dict[str, Ask], rows: tuple[Row, ...]) -> Ranking:
    """By each episode's own run; where the plan cannot be run ahead, by what each would ask of today's balance sheet."""
    trials = [
        Trial(
            row.key,
            row.without.lowest[1],
            row.without.lowest_without,
            row.without.drained,
            row.kind == "reserves",
            None if row.ten_year is None else row.ten_year / 1e4 * state.soma_duration * state.soma_par / state.capital,
        )
        for row in rows
    ] or [
        Trial(
            ask.episode,
            100.0 * ask.share_after,
            100.0 * ask.share_before,
            ask.reserves_short or 0.0,
            True,
            ask.loss_to_capital,
        )
        for ask in asks.values()
    ]
    return rank(trials, 100.0 * state.kink, 100.0 * state.kink_standard_error)


def _frontier(evidence: Evidence) -> Frontier | None:
    """Without our own premium, which takes as long as all runs together; None where it cannot be worked out yet."""
    try:
        return frontier(evidence, yields=False)
    except (OutOfRange, PolicyError):
        return None


def figures(evidence: Evidence) -> Figures:
    """Everything the episodes are built from, out of the record."""
    record, corridor = evidence.record, evidence.record.corridor

    def rates(day: date) -> DayRates:
        found = corridor.at(day)
        return DayRates(range_top=found.upper, iorb=found.ior if found.ior is not None else found.upper)

    return Figures(
        daily=read_days(record.table("episodes_daily")),
        weeks=read_weeks(record.table("key_levels")),
        bank_assets=record.series("bank_assets"),
        treasuries=record.series("treasuries"),
        mbs=record.series("mbs"),
        srf_usage=record.series("srf_usage"),
        mortgage_rate=record.series("mortgage_30y"),
        sp500_return=record.series("sp500_return"),
        rates=rates,
        gilts=read_gilts(evidence.document("policy/peers")["step"]),
    )


def plan_state(evidence: Evidence) -> PlanState:
    """The plan in force on the newest Wednesday with all lines, as the episodes touch it.

    The kink's standard error is that of its bootstrap; the duration is that of the notes and bonds, security by security, at
    the last published 10-year yield.
    """
    fit = evidence.demand
    assert fit is not None  # the caller refuses the question first
    record, corridor = evidence.record, evidence.record.corridor
    day, reserves, _ = evidence.reserves_share
    rates = corridor.at(min(day, evidence.as_of))
    held = sum(record.full(key).in_unit("USD bn").last(day)[1] for key in ("treasuries", "mbs"))
    run = evidence.run(_PLAN, months=1)
    runoff = sum(run.flow(name)[0] for name in ("coupons_redeemed", "bills_redeemed", "mbs_redeemed"))
    iorb = rates.ior if rates.ior is not None else rates.upper
    return PlanState(
        label=_PLAN,
        as_of=day,
        reserves=reserves,
        bank_assets=record.full("bank_assets").at(day),
        gdp=evidence.gdp_on(day),
        soma_par=held,
        soma_duration=soma_duration(evidence),
        capital=float(run.path("capital")[0]),
        monthly_runoff=float(runoff),
        kink=fit.kink.value / 100.0,
        kink_standard_error=float(np.nanstd(fit.kink_draws, ddof=1)) / 100.0,
        slope=fit.slope.value,
        range_top=rates.upper,
        iorb=iorb,
        srf_rate=rates.srf if rates.srf is not None else rates.upper,
        mortgage_rate=record.series("mortgage_30y").last()[1],
    )


def soma_duration(evidence: Evidence) -> float:
    """Par-weighted modified duration of the newest list of notes and bonds, years."""
    listed = evidence.record.holdings_dates[-1]
    book = Holdings.from_rows(evidence.record.security_list(listed))
    level = evidence.record.series("ust_10y_avg").last()[1] / 100.0
    alive = book.matures > np.datetime64(listed)
    periods, remaining = coupon_periods(np.full(int(alive.sum()), np.datetime64(listed)), book.matures[alive])
    durations = modified_duration(book.coupon[alive] / 100.0, np.full(int(alive.sum()), level), periods, remaining)
    return float(np.average(durations, weights=book.par[alive]))
