"""What a plan would mean for shares over its first year, by two routes that are alternatives and never added.

``channels``: the runoff of the plan beyond holding still, times the published range of its effect on the 10-year yield, taken
as term premium, times the index's own slope on term premium; and the fall of reserves, times what reserves do to volatility.
``direct``: what months of runoff were against other months, which contains every channel and whatever else happened then.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np

from ebb.answers.evidence import Evidence
from ebb.answers.own_factors import factors_of
from ebb.answers.shape import Value
from ebb.answers.volatility_told import headline
from ebb.answers.wording import value
from ebb.equities import month_regimes
from ebb.equities.outlook import YEARS, Effect, Fan, Outlook, Route, Share, outlook
from ebb.equities.returns import generator
from ebb.equities.sensitivity import exposure
from ebb.errors import EbbError
from ebb.text import Money, Months, Percent, Phrase, Range, Said, Words

#: The plan that is told of, what it is compared with, and for how long.
PLAN: Final = "qt3"
AGAINST: Final = "hold"
MONTHS: Final = 12


@dataclass(frozen=True, slots=True)
class PlanForShares:
    """The outlook and what it was made from.

    Parameters
    ----------
    runoff : float, USD billion
        Securities of the plan below those of holding still, at the end.
    reserves : float, percentage points of bank assets
        Reserves of the plan less those of holding still, at the end.
    """

    plan: str
    runoff: float
    reserves: float
    first: date
    known: date
    found: Outlook


def plan_for_shares(evidence: Evidence, plan: str = PLAN) -> PlanForShares | None:
    """The first year of a plan for the S&P 500; None where the plan cannot be run on the day.

    Parameters
    ----------
    plan : str
        A preset's name.
    """
    try:
        run = evidence.run(plan, months=MONTHS)
        still = evidence.run(AGAINST, months=MONTHS, start=run.dates[0].replace(day=1))
        direct = evidence.effect("sp500")
    except EbbError:
        return None
    held = [float(one.path("treasuries")[-1] + one.path("mbs")[-1]) for one in (run, still)]
    shares = [float(one.share_of_bank_assets()[-1]) for one in (run, still)]
    runoff, reserves = held[1] - held[0], shares[0] - shares[1]
    rng = generator(0, f"{plan}/outlook")
    effects = {"direct": _direct(evidence, rng)}
    through = _channels(evidence, runoff / 1000.0, reserves, rng)
    if through is not None:
        effects["channels"] = through
    market = evidence.market("sp500")
    held_in = month_regimes(market.months, evidence.regime_windows)
    outside = np.array([regime is None or not regime.startswith("QT") for regime in held_in])
    found = outlook(market, effects, drawn=outside, months=MONTHS, draws=YEARS)
    return PlanForShares(plan, runoff, reserves, run.dates[0], direct.last, found)


def _direct(evidence: Evidence, rng: np.random.Generator) -> Effect:
    """Months of runoff against others, returns and lasting log volatility, each with its standard error."""
    effect = evidence.effect("sp500").effect_on_return
    shift = headline(evidence.volatility("sp500"))
    lasting = 1.0 / (1.0 - shift.persistence)
    return Effect(
        returns=MONTHS / 12.0 * rng.normal(effect.value, effect.standard_error, YEARS),
        log_volatility=lasting * rng.normal(shift.effect.value, shift.effect.standard_error, YEARS),
    )


def _channels(evidence: Evidence, trillions: float, reserves: float, rng: np.random.Generator) -> Effect | None:
    """Term premium on returns, reserves on volatility; None where one of the coefficients cannot be estimated."""
    by_regime = evidence.effect_range(1.0)["10-year yield"].by_regime()
    drivers = evidence.volatility("sp500").since_2009
    if "stock" not in by_regime or drivers is None or "reserves" not in {e.name for e in drivers.effects}:
        return None
    market = evidence.market("sp500")
    gains = {(day.year, day.month): float(r) for day, r in zip(market.months.tolist(), market.returns, strict=True)}
    factors, _, _ = factors_of(evidence.record, "sp500")
    slope = exposure(gains, {"term_premium": factors["term_premium"]}).sensitivities[0].alone
    driver = drivers.of("reserves")
    assert slope.standard_error is not None
    assert driver.g.standard_error is not None
    low, high = by_regime["stock"]
    tens = trillions * rng.uniform(low, high, YEARS) / 10.0
    swing = rng.normal(driver.g.value, driver.g.standard_error, YEARS) / (1.0 - driver.persistence)
    return Effect(returns=tens * rng.normal(slope.value, slope.standard_error, YEARS), log_volatility=reserves * swing)


def outlook_values(told: PlanForShares) -> list[Value]:
    """A year without the plan, and by each route the year with it, its effect, and the shares of variance."""
    found = told.found
    source = (
        f"S&P 500, {found.months} months, {found.draws} years of blocks of months without runoff; "
        f"{told.plan} against {AGAINST}: {told.runoff:.0f} USD bn less in securities, "
        f"reserves {told.reserves:+.1f} points of bank assets"
    )
    values = [
        value(
            "year.without.return", found.returns.p50, "percent", source, (found.returns.p05, found.returns.p95), 0.90
        ),
        value(
            "year.volatility",
            found.volatility.p50,
            "percent",
            source,
            (found.volatility.p05, found.volatility.p95),
            0.90,
        ),
    ]
    for name, route in found.routes.items():
        values += _route(f"year.{name}", route, f"{source}; route: {name}")
    return values


def outlook_said(told: PlanForShares) -> Phrase:
    """The plan's year in one sentence or two."""
    found = told.found
    direct = found.routes["direct"]
    through = found.routes.get("channels")
    said: dict[str, Said | str] = {
        "plan": Phrase(f"sections.plan.{told.plan}"),
        "months": Months(found.months),
        "without": _fan(found.returns),
        "with": _fan(direct.returns),
        "share": _share(direct.share_of_return),
        "swing": _share(direct.share_of_volatility),
        "runoff": Money(told.runoff),
    }
    if through is None:
        return Phrase("equities.outlook.direct", said)
    low, _, high = through.effect_on_return
    said["channel"] = Range(Percent(low, signed=True), Percent(high, signed=True))
    said["channel_share"] = _share(through.share_of_return, digits=2)
    return Phrase("equities.outlook.both", said)


def _route(name: str, route: Route, source: str) -> list[Value]:
    return [
        value(f"{name}.return", route.returns.p50, "percent", source, (route.returns.p05, route.returns.p95), 0.90),
        value(
            f"{name}.volatility",
            route.volatility.p50,
            "percent",
            source,
            (route.volatility.p05, route.volatility.p95),
            0.90,
        ),
        *(
            value(f"{name}.{key}", three[1], unit, source, (three[0], three[2]), 0.90)
            for key, three, unit in (
                ("effect_on_return", route.effect_on_return, "percentage points"),
                ("effect_on_volatility", route.effect_on_volatility, "percent"),
            )
        ),
        *(
            value(
                f"{name}.{key}", 100.0 * share.value, "percent", source, (100.0 * share.low, 100.0 * share.high), 0.90
            )
            for key, share in (
                ("share_of_return_variance", route.share_of_return),
                ("share_of_volatility_variance", route.share_of_volatility),
            )
        ),
    ]


def _fan(fan: Fan) -> Words:
    """Median and the range of nine years in ten."""
    band = Range(Percent(fan.p05, digits=0, signed=True), Percent(fan.p95, digits=0, signed=True))
    middle = Percent(fan.p50, signed=True)
    return Words(f"{middle.say('en')} ({band.say('en')})", f"{middle.say('zh-Hant')}（{band.say('zh-Hant')}）")


def _share(share: Share, digits: int = 1) -> Words:
    """A share of variance with its range."""
    middle = Percent(100.0 * share.value, digits=digits)
    band = Range(Percent(100.0 * share.low, digits=digits), Percent(100.0 * share.high, digits=digits))
    return Words(f"{middle.say('en')} ({band.say('en')})", f"{middle.say('zh-Hant')}（{band.say('zh-Hant')}）")
