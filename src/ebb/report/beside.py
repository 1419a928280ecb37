"""What stands beside each answer: the article's words against the record, and how we know. Verdicts are computed.

Every number here is read from the evidence; the article's own figures are parsed from its words, so that a verdict changes
when the record does.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from ebb.answers.evidence import Evidence, months_between
from ebb.answers.risks import plan_state
from ebb.answers.what import money_supply, moved
from ebb.answers.windows import Window
from ebb.answers.wording import programme_name
from ebb.errors import OutOfRange
from ebb.report import fanned, listings
from ebb.report.page import Check, Facts, HowWeKnow, Listing
from ebb.sources import published
from ebb.text import (
    BasisPoints,
    Count,
    Day,
    Money,
    Month,
    Months,
    Number,
    Percent,
    Phrase,
    Points,
    Range,
    Said,
    Words,
    say,
)
from ebb.units import parse_amount

#: 億 for 兆 makes an amount ten thousand times too small.
_TEN_THOUSAND = 10_000.0
#: "About", "nearly": within a twentieth of what was meant.
_ABOUT = 0.05
#: Tables of a section beside its charts.
_TABLES: dict[str, Callable[[Evidence], tuple[Listing, ...]]] = {
    "how-long": fanned.table,
    "how-much": listings.how_much,
}


def facts(evidence: Evidence) -> dict[str, Facts]:
    """The facts of every section."""
    builders: dict[str, Callable[[Evidence], tuple[tuple[Check, ...], HowWeKnow]]] = {
        "what": _what,
        "how": _how,
        "how-long": _how_long,
        "how-much": _how_much,
        "risks": _risks,
        "stocks": _stocks,
    }
    found = {}
    for key, build in builders.items():
        checks, how = build(evidence)
        tables = _TABLES[key](evidence) if key in _TABLES else ()
        found[key] = Facts(checks, how, f"ebb answer {key} --as-of {evidence.as_of}", tables)
    return found


def scale_verdict(amount: float, measured: float) -> str:
    """The verdict on a printed amount: right, the wrong unit (億 for 兆), or wrong; both in USD billion.

    >>> scale_verdict(0.42, 4158.6), scale_verdict(4200.0, 4158.6), scale_verdict(9000.0, 4158.6)
    ('wrong_unit', 'right', 'wrong')
    """
    for verdict, factor in (("right", 1.0), ("wrong_unit", _TEN_THOUSAND)):
        if abs(factor * amount / measured - 1.0) <= _ABOUT:
            return verdict
    return "wrong"


def _how_we_know(section: str, /, **values: dict[str, Said | str]) -> HowWeKnow:
    return HowWeKnow(
        **{
            part: Phrase(f"sections.how.{section}.{part}", values.get(part, {}))
            for part in ("method", "sample", "vintage", "tolerance", "change")
        }
    )


def _check(key: str, verdict: str, /, **values: Said | str) -> Check:
    return Check(_says(key), Phrase(f"sections.check.{key}.record", values), verdict)


def _says(key: str) -> Words:
    """The article's own words for a Chinese reader, and what they say for an English one."""
    claim = published.document("article")["claim"][key]
    return Words(f"“{claim['gloss']}”", f"「{claim['words']}」")


def printed(key: str) -> list[float]:
    """The amounts of a phrase of the article as printed, USD billion."""
    return [parse_amount(text).value_usd / 1e9 for text in published.document("article")["claim"][key]["amounts"]]


def _bn(evidence: Evidence, key: str, day: date) -> float:
    return evidence.record.full(key).in_unit("USD bn").last(day)[1]


def _what(evidence: Evidence) -> tuple[tuple[Check, ...], HowWeKnow]:
    window = evidence.runoff
    change = evidence.bridge(window).changes_bn()
    checks = []
    if evidence.as_of >= date(2020, 3, 31):
        day, assets = evidence.record.series("total_assets").in_unit("USD bn").last(date(2020, 2, 29))
        verdict = scale_verdict(printed("unit")[0], assets)
        checks.append(_check("unit", verdict, day=Day(day), amount=Money(assets), factor=Count(int(_TEN_THOUSAND))))
    money = money_supply(evidence, window)
    if len(money) > 1:
        liquidity, m2 = change["reserves"] + change["reverse_repo_total"], float(money.values[-1] - money.values[0])
        verdict = "right" if liquidity < 0 and m2 < 0 else "imprecise"
        name = programme_name(evidence.record, window.name)
        checks.append(_check("money", verdict, name=name, liquidity=moved(liquidity), money=moved(m2)))
    how = _how_we_know(
        "what",
        sample={"first": Day(window.start), "last": Day(window.end)},
        tolerance={"other": Money(change["other"], signed=True)},
    )
    return tuple(checks), how


def _how(evidence: Evidence) -> tuple[tuple[Check, ...], HowWeKnow]:
    window, programme = evidence.runoff, evidence.record.programme
    change = evidence.bridge(window).changes_bn()
    steps = [step for step in programme.steps if step.programme.startswith("QT") and step.rules]
    checks = [
        _check(
            "sell",
            "wrong",
            n=Count(len(steps)),
            name=programme_name(evidence.record, window.name),
            gone=Money(-(change["treasuries"] + change["mbs"])),
        )
    ]
    second = next((s for s in steps if s.programme == "QT2" and s.effective), None)
    if second is not None and second.effective is not None:
        verdict = "right" if second.announced.month == second.effective.month else "wrong_date"
        checks.append(_check("announced", verdict, announced=Day(second.announced), effective=Day(second.effective)))
    through = evidence.pass_through
    how = _how_we_know(
        "how",
        sample={"first": Month(through.sample[0]), "last": Month(through.sample[1]), "n": Count(through.n)},
        tolerance={
            "value": Number(through.value, digits=2),
            "interval": Range(Number(through.low, digits=2), Number(through.high, digits=2)),
            "placebo": Number(through.placebo, digits=2),
        },
    )
    return tuple(checks), how


def _how_long(evidence: Evidence) -> tuple[tuple[Check, ...], HowWeKnow]:
    window = evidence.runoff
    change = evidence.bridge(window).changes_bn()
    fall = Money(-(change["treasuries"] + change["mbs"]))
    name, length = programme_name(evidence.record, window.name), Months(months_between(window.first, window.last))
    if window.running:
        record = Phrase(
            "sections.check.unknown.running", {"day": Day(evidence.as_of), "name": name, "months": length, "fall": fall}
        )
        checks = [Check(_says("unknown"), record, "question")]
    else:
        over = Day(window.last + timedelta(days=1))
        checks = [_check("unknown", "question", name=name, months=length, last=over, fall=fall)]
    checks += _pace(evidence, window)
    error = evidence.replay(window.name.lower()).error
    opening = evidence.run("current", months=1).provenance
    how = _how_we_know(
        "how-long",
        sample={
            "opening": Day(date.fromisoformat(opening["opening"])),
            "holdings": Day(date.fromisoformat(opening["holdings"])),
        },
        vintage={"day": Day(evidence.as_of)},
        tolerance={
            "name": name,
            "treasuries": Number(error["treasuries"].max_pct or 0.0, digits=2),
            "mbs": Number(error["mbs"].max_pct or 0.0, digits=1),
        },
    )
    return tuple(checks), how


def _pace(evidence: Evidence, window: Window) -> list[Check]:
    """The article's 90 billion a month, against the months in which the full caps were in force."""
    rules = evidence.record.programme.months(window.first, window.last)
    caps = [(rule.treasury_cap or 0.0) + (rule.mbs_cap or 0.0) for rule in rules]
    top = max(caps)
    full = [rule.month for rule, cap in zip(rules, caps, strict=True) if cap == top]
    held = [evidence.record.series(key).in_unit("USD bn") for key in ("treasuries", "mbs")]
    total = (held[0] + held[1]).by_month()
    start = (full[0] - timedelta(days=1)).replace(day=1)
    keys = [(start.year, start.month), (full[-1].year, full[-1].month)]
    if window.name != "QT2" or any(key not in total for key in keys):
        return []
    actual = (total[keys[0]] - total[keys[1]]) / len(full)
    verdict = "right" if abs(actual / printed("pace")[0] - 1.0) <= _ABOUT else "imprecise"
    said: dict[str, Said | str] = {
        "cap": Money(top),
        "first": Month(full[0]),
        "last": Month(full[-1]),
        "actual": Money(actual),
    }
    return [_check("pace", verdict, **said)]


def _how_much(evidence: Evidence) -> tuple[tuple[Check, ...], HowWeKnow]:
    placed = {p.threshold.key: p.amount for p in evidence.thresholds}
    checks = []
    if {"survey_2019", "september_2019"} <= placed.keys():
        survey, level = placed["survey_2019"], placed["september_2019"][1]
        named = printed("ideal")
        near = all(abs(edge - p) <= 20.0 for edge, p in zip((survey[0], survey[2]), named, strict=True))
        # the figures are the survey's; what makes them no ideal is that strain came with far more
        verdict = "mistranslation" if near and level > named[1] else "wrong"
        span = Range(Money(survey[0], digits=0), Money(survey[2], digits=0))
        checks.append(_check("ideal", verdict, survey=span, level=Money(level)))
    if {"analysts_2022", "end_of_qt2"} <= placed.keys():
        end, top = placed["end_of_qt2"][1], printed("minimum")[1]
        checks.append(_check("minimum", "forecast", end=Money(end), gap=Money(end - top)))
    fit = evidence.demand
    if fit is None:
        raise OutOfRange(
            f"too few months were known on {evidence.as_of} to estimate reserve demand",
            "ebb report --as-of",
            "a day from 2019-12-01 on",
            "choose a later --as-of",
        )
    how = _how_we_know(
        "how-much",
        sample={"first": Month(fit.sample[0]), "last": Month(fit.sample[1]), "n": Count(fit.n)},
        tolerance={
            "sd": BasisPoints(fit.residual_sd, digits=1),
            "placebo": Percent(100.0 * evidence.demand_placebo.p_value, digits=2),
        },
    )
    return tuple(checks), how


def _risks(evidence: Evidence) -> tuple[tuple[Check, ...], HowWeKnow]:
    securities = [evidence.record.series(key).in_unit("USD bn") for key in ("treasuries", "mbs")]
    held = (securities[0] + securities[1]).by_month()
    grew = held[2013, 12] - held[2012, 12]
    checks = [_check("taper", "wrong" if grew > 0 else "right", grew=Money(grew))]
    day, level = evidence.record.series("on_rrp").last(date(2022, 9, 30))
    if evidence.as_of >= date(2022, 9, 30):
        checks.append(_check("record", "wrong", day=Day(day), level=Money(level)))
    state = plan_state(evidence)
    how = _how_we_know(
        "risks",
        sample={"day": Day(state.as_of)},
        tolerance={"error": Points(100.0 * state.kink_standard_error)},
    )
    return tuple(checks), how


def _stocks(evidence: Evidence) -> tuple[tuple[Check, ...], HowWeKnow]:
    effect = evidence.effect("sp500")
    returns, volatility = effect.effect_on_return, effect.effect_on_volatility
    side = "higher" if volatility.value >= 0 else "lower"
    gap = Words(
        f"was {Points(abs(volatility.value)).say('en')} {say(f'answers.stocks.{side}', 'en')}",
        f"{say(f'answers.stocks.{side}', 'zh-Hant')}{Points(abs(volatility.value)).say('zh-Hant')}",
    )
    checks = (
        _check(
            "volatility",
            "right" if volatility.verdict == "higher" else "unsupported",
            gap=gap,
            interval=Range(Points(volatility.low, signed=True), Points(volatility.high, signed=True)),
            verdict=Phrase(f"answers.stocks.verdict.{volatility.verdict.replace(' ', '_')}"),
        ),
        _check(
            "fall",
            "right" if min(effect.rule_failures.window_returns) > -20.0 else "wrong",
            returns=Words(
                " and ".join(Percent(r, signed=True).say("en") for r in effect.rule_failures.window_returns),
                "、".join(Percent(r, signed=True).say("zh-Hant") for r in effect.rule_failures.window_returns),
            ),
        ),
    )
    how = _how_we_know(
        "stocks",
        sample={
            "first": Month(effect.first),
            "last": Month(effect.last),
            "qt": Count(effect.months),
            "other": Count(effect.months_against),
        },
        tolerance={
            "returns": Points(returns.minimum_detectable, digits=0),
            "volatility": Points(volatility.minimum_detectable, digits=0),
        },
    )
    return checks, how
