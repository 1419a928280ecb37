"""How much is too much: where reserve demand turns, what that is in money, and the chance that it has been passed."""

from __future__ import annotations

import numpy as np

from ebb.answers.clocks import clocks, told
from ebb.answers.demand_results import demand_results, phrases
from ebb.answers.evidence import Evidence
from ebb.answers.shape import Answer, Value
from ebb.answers.wording import answered, cited, ranged, value
from ebb.funding import ChanceFit, DemandFit, Estimate, PlacedThreshold, probability_not_ample
from ebb.funding.edge import crossing
from ebb.text import BasisPoints, Count, Day, Money, Month, Percent, Phrase, Range, Said


def answer(evidence: Evidence) -> Answer:
    """Reserves today against the demand estimate: share of bank assets, billions, and a probability."""
    day, reserves, share = evidence.reserves_share
    said: dict[str, Said | str] = {"reserves": Money(reserves), "day": Day(day), "share": Percent(share)}
    h41 = "Federal Reserve Board, H.4.1 and H.8"
    values = [
        value("reserves", reserves, "USD bn", h41),
        value("reserves_share_of_bank_assets", share, "percent", h41),
        value("reserves_share_of_gdp", 100.0 * reserves / evidence.gdp_on(day), "percent", f"{h41}; BEA"),
    ]
    caveats: list[Phrase] = []
    fit, chance = evidence.demand, evidence.chance
    values += _chance_values(chance, evidence.chance_since_2022, share)
    if chance is not None:
        said |= {"chance": _chances(chance, evidence.chance_since_2022, share), "lately": _lately(evidence)}
    if fit is None:
        said["as_of"] = Day(evidence.as_of)
        text = Phrase(f"answers.how_much.text.{'unknown' if chance is None else 'short'}", said)
    else:
        text, found = _estimated(evidence, fit, share, said)
        values += found
        caveats += _caveats(evidence, fit, share)
    board, dated = evidence.board, evidence.dated
    values += board.values()
    text = Phrase("answers.how_much.text.then", {"text": text, "next": board.sentence()})
    caveats += _article(evidence.thresholds)
    if dated is None:
        caveats.append(Phrase("dated.caveat_none", {"day": Day(evidence.as_of)}))
    else:
        values += dated.values()
        text = Phrase("answers.how_much.text.then", {"text": text, "next": dated.sentence()})
        caveats.append(Phrase("dated.caveat", {"draws": Count(dated.risk.draws)}))
    caveats += board.caveats()
    days = told(clocks(evidence))
    caveats += [*([days] if days is not None else []), *phrases(demand_results(evidence.record))]
    values += [v for placed in evidence.thresholds for v in _placed(placed)]
    series = [
        evidence.record.series(key) for key in ("reserves", "bank_assets", fit.rate if fit else "sofr_avg", "gdp")
    ]
    sources = cited(*series) + [placed.threshold.source for placed in evidence.thresholds]
    return answered("how-much", evidence.as_of, text, values, sources, caveats)


def _estimated(
    evidence: Evidence, fit: DemandFit, share: float, said: dict[str, Said | str]
) -> tuple[Phrase, list[Value]]:
    edge, kink = crossing(fit), fit.kink
    placed = evidence.placement(fit)
    bank_assets = evidence.record.series("bank_assets").last()[1]
    source = f"reserve demand, {fit.rate} less interest on reserves, {fit.sample[0]:%Y-%m} to {fit.sample[1]:%Y-%m}, n={fit.n}"
    values = [
        value("kink_share_of_bank_assets", kink.value, "percent", source, (kink.low, kink.high), kink.level),
        *(
            value(f"kink_{name}", e.value, e.unit, source, (e.low, e.high), e.level)
            for name, e in (("share_of_gdp", placed.share_of_gdp), ("amount", placed.amount))
        ),
        value("edge_share_of_bank_assets", edge.value, "percent", source, (edge.low, edge.high), edge.level),
        value(
            "edge_amount",
            edge.value * bank_assets / 100.0,
            "USD bn",
            source,
            (edge.low * bank_assets / 100.0, edge.high * bank_assets / 100.0),
            edge.level,
        ),
        value(
            "slope", fit.slope.value, "bp per percentage point of bank assets", source, (fit.slope.low, fit.slope.high)
        ),
        value("detectable_slope", fit.detectable, "bp per percentage point of bank assets", source),
        value("placebo_p_value", evidence.demand_placebo.p_value, "share", f"{source}; placebo of the same spectrum"),
        value("probability_below_kink", probability_not_ample(fit, share), "percent", source),
    ]
    said |= {
        "kink": Percent(kink.value),
        "kink_band": Range(Percent(kink.low), Percent(kink.high)),
    }
    if fit.rate != "sofr_avg":  # nobody published repo rates before April 2018
        return Phrase("funding_rates.how_much.before_repo", said), values
    if not _whole(edge):
        return Phrase("answers.how_much.text.no_edge", said), values
    side = "above" if share >= edge.value else "under"
    said |= {
        "apart": Phrase(f"answers.how_much.{side}"),
        "edge": Percent(edge.value),
        "edge_band": Range(Percent(edge.low), Percent(edge.high)),
        "amount": Money(edge.value * bank_assets / 100.0),
    }
    return Phrase("answers.how_much.text.full", said), values


def _chance_values(every: ChanceFit | None, since: ChanceFit | None, share: float) -> list[Value]:
    """The chance by all months since 2018, and by those since June 2022 alone."""
    found = []
    for name, fit in (("probability_not_ample", every), ("probability_not_ample_since_2022", since)):
        if fit is None:
            found.append(value(name, None, "percent", "not estimated: too few months were known"))
            continue
        chance = fit.at(share)
        source = f"months with {fit.rate} above interest on reserves by reserves over bank assets: {fit.above} of {fit.months}"
        span = f", {fit.sample[0]:%Y-%m} to {fit.sample[1]:%Y-%m}, penalised logistic regression"
        found.append(value(name, chance.value, "percent", source + span, (chance.low, chance.high), chance.level))
    return found


def _chances(every: ChanceFit, since: ChanceFit | None, share: float) -> Phrase:
    said: dict[str, Said | str] = {"every": _percent(every.at(share).value), "every_band": _band(every.at(share))}
    if since is None:
        return Phrase("answers.how_much.chance.one", said)
    said |= {"since": _percent(since.at(share).value), "since_band": _band(since.at(share))}
    return Phrase("answers.how_much.chance.two", said)


def _percent(chance: float) -> Percent:
    return Percent(chance, digits=0 if chance >= 1.0 else 1)


def _band(chance: Estimate) -> Range:
    return Range(Percent(chance.low, digits=0), Percent(chance.high, digits=0))


def _lately(evidence: Evidence) -> Phrase:
    """The newest months in which repo already cost more than the Fed pays, with the levels of reserves they had."""
    months = evidence.demand_months
    calm = np.flatnonzero(months.s <= 0.0)
    first = int(calm[-1]) + 1 if len(calm) else 0
    if first >= len(months.s) - 1:
        last = Month(months.months[-1].astype("datetime64[D]").item())
        which = "none" if first >= len(months.s) else "one"
        return Phrase(f"answers.how_much.lately.{which}", {"last": last, "level": Percent(float(months.q[-1]))})
    levels = months.q[first:]
    return Phrase(
        "answers.how_much.lately.some",
        {
            "n": Count(len(levels)),
            "first": Month(months.months[first].astype("datetime64[D]").item()),
            "last": Month(months.months[-1].astype("datetime64[D]").item()),
            "levels": Range(Percent(float(levels.min())), Percent(float(levels.max()))),
        },
    )


def _whole(estimate: Estimate) -> bool:
    return all(number == number for number in (estimate.value, estimate.low, estimate.high))


def _caveats(evidence: Evidence, fit: DemandFit, share: float) -> list[Phrase]:
    changes = evidence.demand_twin.changes
    found = [
        Phrase("answers.how_much.caveat.meaning", {"abundant": Percent(probability_not_ample(fit, share), digits=0)}),
        Phrase(
            "answers.how_much.caveat.sample",
            {
                "first": Month(fit.sample[0]),
                "last": Month(fit.sample[1]),
                "n": Count(fit.n),
                "changes": BasisPoints(changes.value, digits=1, signed=True),
                "interval": Range(
                    BasisPoints(changes.low, digits=1, signed=True), BasisPoints(changes.high, digits=1, signed=True)
                ),
            },
        ),
    ]
    if fit.rate != "sofr_avg":
        return found[1:]  # no chance is told that would need its meaning
    windows = evidence.demand_windows
    if len(windows) < 2:
        return found
    first, second = windows["qt1"].kink.value, windows["qt2"].kink.value
    if not second > first:  # also when a window shows no turn at all
        return found
    drift = Phrase("answers.how_much.caveat.drift", {"first": Percent(first), "second": Percent(second)})
    return [found[0], drift, *found[1:]]


def _article(placed: tuple[PlacedThreshold, ...]) -> list[Phrase]:
    """The article's two levels beside where the runoff really ended, once all three are known."""
    by_key = {p.threshold.key: p.amount for p in placed}
    if not {"survey_2019", "analysts_2022", "end_of_qt2"} <= by_key.keys():
        return []
    survey, analysts, end = by_key["survey_2019"], by_key["analysts_2022"], by_key["end_of_qt2"]
    amounts: dict[str, Said | str] = {
        "survey": Range(Money(survey[0], digits=0), Money(survey[2], digits=0)),
        "analysts": Range(Money(analysts[0], digits=1), Money(analysts[2], digits=1)),
        "end": Money(end[1]),
    }
    return [Phrase("answers.how_much.caveat.article", amounts)]


def _placed(placed: PlacedThreshold) -> list[Value]:
    """One level somebody named, at its own date and in money of the as-of date."""
    name, source = f"threshold.{placed.threshold.key}", placed.threshold.source
    rows = (
        ("", placed.amount, "USD bn"),
        (".share_of_bank_assets", placed.share_of_bank_assets, "percent"),
        (".share_of_gdp", placed.share_of_gdp, "percent"),
        (".today", placed.amount_today_by_bank_assets, "USD bn"),
    )
    return [v for tail, triple, unit in rows for v in ranged(name + tail, *triple, unit, source)]
