"""What can go wrong: four episodes laid on the balance sheet of the plan in force, and which asks most of it."""

from __future__ import annotations

from datetime import date

import numpy as np

from ebb.answers.evidence import Evidence
from ebb.answers.shape import Answer, Value
from ebb.answers.wording import answered, value
from ebb.errors import OutOfRange
from ebb.planning import (
    Ask,
    DayRates,
    Episode,
    Figures,
    PlanState,
    apply,
    episodes,
    rank,
    read_days,
    read_gilts,
    read_weeks,
)
from ebb.portfolio import Holdings
from ebb.text import BasisPoints, Count, Day, Money, Number, Percent, Phrase, Said, Years
from ebb.yields import coupon_periods, modified_duration

_PLAN = "current"


def answer(evidence: Evidence) -> Answer:
    """The episode that asks most of the plan in force, what it asks, and what the others would."""
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
    ranking = rank(list(asks.values()))
    others = [e.key for e in known if e.key != ranking.largest]
    text = Phrase(
        "answers.risks.text",
        {
            "plan": Phrase("answers.risks.plan"),
            "n": Count(len(known)),
            "day": Day(state.as_of),
            "name": _name(ranking.largest),
            "ask": _said(asks[ranking.largest]),
            "others": _Joined(
                [Phrase("answers.risks.others", {"name": _name(key), "ask": _said(asks[key])}) for key in others]
            ),
        },
    )
    caveats = [
        *([Phrase("planning.rank.already")] if ranking.within_reach_before else []),
        Phrase("answers.risks.caveat.rule"),
        Phrase("answers.risks.caveat.not_forecast", {"duration": Years(state.soma_duration)}),
        *_taper(known),
    ]
    values = [v for e in known for v in _values(e, asks[e.key])]
    sources = [source for ask in asks.values() for source in ask.sources]
    return answered("risks", evidence.as_of, text, values, sources, caveats)


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


class _Joined:
    """Sentences one after the other: a space between them in English, nothing in Chinese."""

    def __init__(self, parts: list[Phrase]) -> None:
        self.parts = parts

    def say(self, lang: str) -> str:
        return ("" if lang == "zh-Hant" else " ").join(part.say(lang) for part in self.parts)


def _name(key: str) -> Phrase:
    return Phrase(f"planning.episode.{key}.name")


def _said(ask: Ask) -> Phrase:
    """What one episode asks, in the quantity it touches first: reserves, yields, purchases."""
    if ask.reserves_short is not None:
        said: dict[str, Said | str] = {
            "short": Money(ask.reserves_short),
            "after": Percent(100.0 * ask.share_after),
            "distance": Number(abs(ask.distance_after)),
            "now": Phrase(
                f"answers.risks.now.{'below' if ask.distance_before < 0 else 'above'}",
                {"distance": Number(abs(ask.distance_before))},
            ),
            "side": Phrase("answers.risks.side.below" if ask.distance_after < 0 else "answers.risks.side.above"),
        }
        return Phrase("answers.risks.ask.reserves", said)
    if ask.purchases is not None:
        return Phrase("answers.risks.ask.purchases", {"purchases": Money(ask.purchases)})
    assert ask.loss is not None  # an episode touches reserves, purchases or yields
    assert ask.ten_year_bp is not None
    assert ask.loss_share_of_par is not None
    return Phrase(
        "answers.risks.ask.loss",
        {
            "rise": BasisPoints(ask.ten_year_bp),
            "loss": Money(ask.loss),
            "share": Percent(100.0 * ask.loss_share_of_par),
        },
    )


def _taper(known: tuple[Episode, ...]) -> list[Phrase]:
    for episode in known:
        for fact in episode.facts:
            if episode.key == "taper_2013" and fact.name == "holdings_change":
                return [Phrase("answers.risks.caveat.taper", {"grew": Money(fact.value)})]
    return []


def _values(episode: Episode, ask: Ask) -> list[Value]:
    facts = [value(f"{episode.key}.{fact.name}", fact.value, fact.unit, fact.source) for fact in episode.facts]
    asked = [
        ("reserves_short", ask.reserves_short, "USD bn"),
        ("purchases", ask.purchases, "USD bn"),
        ("reserves_after", ask.reserves_after, "USD bn"),
        ("share_after", 100.0 * ask.share_after, "percent of bank assets"),
        ("distance_before", ask.distance_before, "standard errors above the kink"),
        ("distance_after", ask.distance_after, "standard errors above the kink"),
        ("pressure", ask.pressure, "bp"),
        ("loss", ask.loss, "USD bn"),
        ("loss_share_of_par", ask.loss_share_of_par, "share"),
        ("payment_rise", ask.payment_rise, "USD a month per 100,000"),
    ]
    source = f"the shock of {episode.first} to {episode.last} on the plan of {ask.as_of}"
    return facts + [value(f"{episode.key}.ask.{name}", v, unit, source) for name, v, unit in asked if v is not None]
