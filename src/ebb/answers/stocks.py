"""What it does to stocks: returns and volatility while the Fed shrinks, with intervals, placebos and what cannot be seen."""

from __future__ import annotations

from ebb.answers.evidence import Evidence
from ebb.answers.liquidity_told import forecasts_said, liquidity_values, trend_tests_said
from ebb.answers.outlook import outlook_said, outlook_values, plan_for_shares
from ebb.answers.shape import Answer, Value
from ebb.answers.taiwan import taiwan_evidence, taiwan_said, taiwan_values
from ebb.answers.volatility_told import (
    frequency_said,
    headline,
    shifts_said,
    volatility_caveats,
    volatility_values,
)
from ebb.answers.wording import answered, cited, value
from ebb.equities import QtEffect, RegimeStatistics, TestedEffect
from ebb.text import Count, Percent, Phrase, Points, Range

_HEADLINE = "sp500"
_MARKETS = {"sp500": "S&P 500", "taiex": "TAIEX", "nasdaq": "Nasdaq Composite"}


def answer(evidence: Evidence) -> Answer:
    """Two effects with intervals and verdicts, how often the rule failed, and why the popular chart misleads."""
    effect = evidence.effect(_HEADLINE)
    returns, volatility, failures = effect.effect_on_return, effect.effect_on_volatility, effect.rule_failures
    swings = evidence.volatility(_HEADLINE)
    text = Phrase(
        "answers.stocks.text",
        {
            "months": Count(effect.months),
            "gap": Points(abs(returns.value)),
            "more": Phrase("answers.stocks.more" if returns.value >= 0 else "answers.stocks.less"),
            "band": _band(returns),
            "return_verdict": _verdict(returns),
            "vol": Points(abs(volatility.value)),
            "higher": Phrase("answers.stocks.higher" if volatility.value >= 0 else "answers.stocks.lower"),
            "vol_band": _band(volatility),
            "volatility_verdict": _verdict(volatility),
            "frequency": frequency_said(swings),
            "shifts": shifts_said(swings),
            "shift_verdict": _verdict(headline(swings).effect),
            "failed": Count(round(failures.share_of_windows_up * failures.windows)),
            "windows": Count(failures.windows),
            "detectable": Points(returns.minimum_detectable, digits=0),
        },
    )
    values = [*_effects(evidence, effect), *volatility_values(swings)]
    values += volatility_values(evidence.volatility("taiex"), "taiex.")
    runoffs = tuple(name for name in evidence.regime_windows if name.startswith("QT"))
    taiwan = taiwan_evidence(evidence.record, evidence.regime_windows, runoffs)
    values += taiwan_values(taiwan)
    trap, trap_values = _net_liquidity(evidence)
    plan = plan_for_shares(evidence)
    ahead = [] if plan is None else [outlook_said(plan)]
    values += [] if plan is None else outlook_values(plan)
    caveats = [
        *_article(evidence),
        _placebo(effect),
        *volatility_caveats(swings),
        *ahead,
        _taiex(evidence),
        *taiwan_said(taiwan),
        *trap,
        Phrase("answers.stocks.caveat.causal"),
    ]
    series = [evidence.record.series(key) for key in ("sp500_return", "sp500_realised_vol", "vix_mean", "taiex_return")]
    return answered("stocks", evidence.as_of, text, values + trap_values, cited(*series), caveats)


def _band(effect: TestedEffect) -> Range:
    return Range(Points(effect.low, signed=True), Points(effect.high, signed=True))


def _verdict(effect: TestedEffect) -> Phrase:
    return Phrase(f"answers.stocks.verdict.{effect.verdict.replace(' ', '_')}")


def _effects(evidence: Evidence, headline: QtEffect) -> list[Value]:
    """The two headline values, then every programme and market against all other months."""
    values = _pair("", headline)
    failures = headline.rule_failures
    source = _source(headline)
    values += [
        value("share_of_qt_months_up", 100.0 * failures.share_of_months_up, "percent", source),
        value("share_of_other_months_up", 100.0 * failures.share_of_other_months_up, "percent", source),
        value("qt_windows_up", failures.share_of_windows_up * failures.windows, "count", source),
    ]
    for market in _MARKETS:
        for effect in evidence.effects(market):
            if effect is not headline and effect.against == "other months":
                values += _pair(f"{market}.{effect.programme.lower()}.", effect)
    for regime in evidence.regimes(_HEADLINE):
        values += _regime(regime)
    return values


def _source(effect: QtEffect) -> str:
    return (
        f"{_MARKETS[effect.market]}, monthly, {effect.first:%Y-%m} to {effect.last:%Y-%m}: {effect.months} months of "
        f"{effect.programme} against {effect.months_against} other months, block bootstrap"
    )


def _pair(prefix: str, effect: QtEffect) -> list[Value]:
    found = []
    for name, tested in (
        ("effect_on_return", effect.effect_on_return),
        ("effect_on_volatility", effect.effect_on_volatility),
    ):
        source = _source(effect)
        found += [
            value(prefix + name, tested.value, tested.unit, source, (tested.low, tested.high), tested.level),
            value(f"{prefix}{name}.placebo_p", tested.placebo_p, "share", f"{source}; windows placed at random"),
            value(f"{prefix}{name}.minimum_detectable", tested.minimum_detectable, tested.unit, source),
        ]
    return found


def _regime(regime: RegimeStatistics) -> list[Value]:
    source = f"S&P 500, monthly, months of {regime.regime}, n={regime.months}"
    returns, volatility = regime.annual_return, regime.volatility

    def band(low: float | None, high: float | None) -> tuple[float, float] | None:
        return None if low is None or high is None else (low, high)

    return [
        value(
            f"return.{regime.regime.lower()}",
            returns.value,
            "percent a year",
            source,
            band(returns.low, returns.high),
            0.95,
        ),
        value(
            f"volatility.{regime.regime.lower()}",
            volatility.value,
            "percent",
            source,
            band(volatility.low, volatility.high),
            0.95,
        ),
    ]


def _article(evidence: Evidence) -> list[Phrase]:
    by_name = {r.regime: r.volatility.value for r in evidence.regimes(_HEADLINE)}
    effect = evidence.effect(_HEADLINE)
    other = _volatility_elsewhere(evidence, effect)
    if "QT1" not in by_name:
        return []
    said = {"qt1": Percent(by_name["QT1"]), "other": Percent(other)}
    if "QT2" in by_name:
        return [Phrase("answers.stocks.caveat.article", said | {"qt2": Percent(by_name["QT2"])})]
    return [Phrase("answers.stocks.caveat.article_one", said)]


def _volatility_elsewhere(evidence: Evidence, effect: QtEffect) -> float:
    """Root mean square volatility of the months outside every runoff, percent."""
    inside = [r for r in evidence.regimes(_HEADLINE) if r.regime.startswith("QT")]
    months = sum(r.months for r in inside)
    pooled = (sum(r.months * r.volatility.value**2 for r in inside) / months) ** 0.5
    return float(pooled - effect.effect_on_volatility.value)


def _placebo(effect: QtEffect) -> Phrase:
    return Phrase(
        "answers.stocks.caveat.placebo",
        {
            "returns": Percent(100.0 * effect.effect_on_return.placebo_p, digits=0),
            "volatility": Percent(100.0 * effect.effect_on_volatility.placebo_p, digits=0),
        },
    )


def _taiex(evidence: Evidence) -> Phrase:
    effect = evidence.effect("taiex")
    returns, volatility = effect.effect_on_return, effect.effect_on_volatility
    return Phrase(
        "answers.stocks.caveat.taiex",
        {
            "gap": Points(returns.value, signed=True),
            "band": _band(returns),
            "vol": Points(volatility.value, signed=True),
            "vol_band": _band(volatility),
            "verdict": _verdict(returns if returns.verdict != "no evidence" else volatility),
        },
    )


def _net_liquidity(evidence: Evidence) -> tuple[list[Phrase], list[Value]]:
    trap = evidence.liquidity_trap
    if trap is None:
        return [], []
    said = {
        "levels": Percent(100.0 * trap.levels_r_squared, digits=0),
        "changes": Percent(100.0 * trap.changes_r_squared, digits=0),
        "placebo": Percent(100.0 * trap.placebo_share_with_drift, digits=0),
    }
    lines = [Phrase("answers.stocks.caveat.net_liquidity", said), trend_tests_said(trap), forecasts_said(trap)]
    return lines, liquidity_values(trap, "net_liquidity", "S&P 500")
