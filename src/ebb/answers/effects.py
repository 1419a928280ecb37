"""What runoff does to yields: everybody's number in one table, ours beside the others', per trillion and with who says so.

Published estimates come from the literature document; ours are the calibrated reduced form, the one-factor form, and a local
projection. They measure different things, so the table has a range and a middle and no single answer; a policy-rate equivalent
is never turned into a yield, and ours are never mixed into the published range.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from statistics import median
from typing import Any, Final, Literal

from ebb.answers.runoff_news import HORIZON, NewsEffect, news_effect
from ebb.answers.supply import LEVEL, Supply, supply
from ebb.record import Record
from ebb.scenario import Scenario
from ebb.sources.published import document
from ebb.text import BasisPoints, Money, Month, Months, Number, Percent, Phrase, Range, Said
from ebb.yields.literature import MEASURES, Published, published_effects

Kind = Literal["published", "calibrated", "estimated"]
CENTRAL_MIX: Final = "outstanding"


@dataclass(frozen=True, slots=True)
class EffectLine:
    """One number: basis points per USD trillion of par that leaves the Fed.

    `level` is the probability of an interval; None where low and high are a range of settings or of what authors gave.
    """

    key: str
    kind: Kind
    measure: str
    low: float
    central: float
    high: float
    who: str
    source: str
    level: float | None = None
    regime: str = ""

    def json(self) -> dict[str, Any]:
        """Wire form."""
        return {
            "key": self.key,
            "kind": self.kind,
            "measure": self.measure,
            "bp_per_trillion": {
                "low": round(self.low, 4),
                "central": round(self.central, 4),
                "high": round(self.high, 4),
            },
            "interval_level": self.level,
            "regime": self.regime or None,
            "who": self.who,
            "source": self.source,
            "label": {lang: Phrase(f"yields.effect.{self.key}").say(lang) for lang in ("zh-Hant", "en")},
        }


@dataclass(frozen=True, slots=True, eq=False)
class StockEffectTable:
    """The table of a plan on a day. `unscaled` are published findings without an amount: per announcement, or none found."""

    as_of: date
    lines: tuple[EffectLine, ...]
    unscaled: tuple[Published, ...]
    supply: Supply
    news: NewsEffect

    def of(self, measure: str, *kinds: Kind) -> tuple[EffectLine, ...]:
        """The lines of one measure, of all kinds or those named."""
        return tuple(line for line in self.lines if line.measure == measure and (not kinds or line.kind in kinds))

    def published_range(self, measure: str) -> tuple[float, float, float]:
        """(low, median, high) of what was published; one who found nothing opens the range to zero and counts as zero."""
        lines = self.of(measure, "published")
        none = [0.0 for one in self.unscaled if one.measure == measure and one.none_found]
        return (
            min([line.low for line in lines] + none),
            median([line.central for line in lines] + none),
            max(line.high for line in lines),
        )

    def line(self, key: str) -> EffectLine:
        """One line by its key."""
        return next(line for line in self.lines if line.key == key)

    def text(self, lang: str) -> str:
        """Three sentences: what was published, what our forms say, what our estimate says."""
        low, middle, high = self.published_range(MEASURES[0])
        policy = self.published_range(MEASURES[1])
        ours, rate = self.line("reduced_form"), self.line("reduced_form_policy")
        news = self.news
        finding = "none" if news.low <= 0.0 <= news.high or news.chance > 1.0 - news.level else "found"
        private = self.supply.private[CENTRAL_MIX]
        said: dict[str, Said | str] = {
            "range": Range(BasisPoints(low), BasisPoints(high)),
            "middle": BasisPoints(middle),
            "policy": Range(BasisPoints(policy[0]), BasisPoints(policy[2])),
            "ours": BasisPoints(ours.central),
            "ours_range": Range(BasisPoints(ours.low), BasisPoints(ours.high)),
            "rate": BasisPoints(rate.central),
            "par": Money(1000.0 * self.supply.trillions),
            "equivalents": Money(float(private[0][-1] + private[1][-1])),
            "news": BasisPoints(news.value, signed=True),
            "news_range": Range(BasisPoints(news.low, signed=True), BasisPoints(news.high, signed=True)),
            "level": Percent(100.0 * news.level, digits=0),
            "chance": Percent(100.0 * news.chance, digits=0),
            "detectable": BasisPoints(news.detectable),
            "months": Months(HORIZON),
            "finding": Phrase(f"yields.stock_effect.{finding}"),
        }
        return Phrase("yields.stock_effect.text", said).say(lang)

    def caveats(self, lang: str) -> tuple[str, ...]:
        """What a careful reader must know."""
        base, speed = self.supply.calibrated.effect, self.supply.reversion
        fitted = [BasisPoints(one, digits=1) for one in base.fitted]
        wanted = [BasisPoints(one) for one in base.targets]
        said = (
            Phrase(
                "yields.stock_effect.caveat.calibrated",
                {"wanted": wanted[0], "also": wanted[1], "first": fitted[0], "second": fitted[1]},
            ),
            Phrase(
                "yields.stock_effect.caveat.mix",
                {"share": Percent(100.0 * self.supply.bills_share[CENTRAL_MIX], digits=0)},
            ),
            *self._habitat_said(speed.n),
            Phrase("yields.stock_effect.caveat.news", {"first": Month(self.news.first), "last": Month(self.news.last)}),
        )
        return tuple(one.say(lang) for one in said)

    def _habitat_said(self, n: int) -> list[Phrase]:
        """Doubled risk aversion in the full published model against ours; nothing where that was not yet published."""
        crisis, normal = (next((x for x in self.lines if x.key == f"wei_2022_{k}"), None) for k in ("crisis", "normal"))
        if crisis is None or normal is None:
            return []
        ratio = Number(crisis.central / normal.central, digits=2)
        return [Phrase("yields.stock_effect.caveat.habitat", {"n": Months(n), "ratio": ratio})]

    def json(self) -> dict[str, Any]:
        """Wire form: the table, the risk that changes hands by mix, the two numbers of the reduced form, and the words."""
        found, base = self.supply, self.supply.calibrated
        return {
            "as_of": self.as_of.isoformat(),
            "plan": found.plan,
            "unit": "bp per USD trillion",
            "lines": [line.json() for line in self.lines],
            "published_range": {m: [round(x, 4) for x in self.published_range(m)] for m in MEASURES},
            "unscaled": [
                {"key": one.key, "who": one.who, "said": one.said, "source": one.source} for one in self.unscaled
            ],
            "supply": {
                "unit": "USD bn",
                "dates": [day.isoformat() for day in found.dates],
                "par_left": [round(float(x), 6) for x in found.par],
                "ten_year_equivalents": {
                    mix: [round(float(a + b), 6) for a, b in zip(*parts, strict=True)]
                    for mix, parts in found.private.items()
                },
                "bills_share": {mix: round(share, 6) for mix, share in found.bills_share.items()},
                "term_premium_bp": {mix: [round(x, 6) for x in edges] for mix, edges in found.premium.items()},
                "one_factor_bp": {mix: round(x, 6) for mix, x in found.habitat.items()},
            },
            "calibration": {
                "k": base.effect.k,
                "r": base.effect.r,
                "r_at_edge": base.effect.at_edge,
                "neutral_percent_of_gdp": base.neutral,
                "targets": list(base.effect.targets),
                "fitted": list(base.effect.fitted),
            },
            "local_projection": {
                "horizon_months": HORIZON,
                "detectable": round(self.news.detectable, 4),
                "placebo_share": round(self.news.chance, 4),
                "months": self.news.months,
                "months_with_news": self.news.news,
                "by_horizon": [list(row) for row in self.news.by_horizon],
            },
            "text": {lang: self.text(lang) for lang in ("zh-Hant", "en")},
            "caveats": {lang: list(self.caveats(lang)) for lang in ("zh-Hant", "en")},
        }

    def __str__(self) -> str:
        return "\n".join([self.text("en"), *self.caveats("en")])


def stock_effect(plan: str | Scenario = "qt3", *, as_of: date | None = None) -> StockEffectTable:
    """What a runoff does to the ten-year yield through the supply of bonds: published estimates and ours in one table.

    Parameters
    ----------
    plan : a preset's name or a scenario
        Whose runoff our forms are worked out for; the table is per trillion of par.
    as_of : date, optional
        Only what was known on that day.

    Raises
    ------
    OutOfRange
        If too little was known to calibrate or to estimate, or the plan takes nothing out of the Fed.
    """
    return stock_effect_on(Record(as_of), plan)


def stock_effect_on(record: Record, plan: str | Scenario = "qt3") -> StockEffectTable:
    """:func:`stock_effect` on a record at hand."""
    known = [one for one in published_effects(document("literature")) if one.known <= record.as_of]
    lines, unscaled = [], []
    for one in known:
        scaled = one.per_trillion()
        if scaled is None:
            unscaled.append(one)
            continue
        lines.append(EffectLine(one.key, "published", one.measure, *scaled, one.who, one.source, None, one.regime))
    found, news = supply(record, plan), news_effect(record)
    return StockEffectTable(record.as_of, (*lines, *_ours(found, news)), tuple(unscaled), found, news)


def _ours(found: Supply, news: NewsEffect) -> list[EffectLine]:
    yield_, policy = MEASURES
    edges = [x for mix in found.premium for x in found.per_trillion(mix)]
    central = found.per_trillion(CENTRAL_MIX)[1]
    rates = found.as_policy_rate(central)
    habitat = [rise / found.trillions for rise in found.habitat.values()]
    middle = found.habitat[CENTRAL_MIX] / found.trillions
    form = "ebb, reduced form of the expected stock, fixed on two published effects of 2017"
    factor = "ebb, one factor of the preferred-habitat kind, fixed on a published effect of 2017"
    speed = "ebb, speed of return of the federal funds rate, first-order autoregression"
    lp = f"ebb, local projection on announced plan changes, {news.first:%Y-%m} to {news.last:%Y-%m}"
    lo, mid, hi = found.as_policy_rate(middle)
    return [
        EffectLine("reduced_form", "calibrated", yield_, min(edges), central, max(edges), "ebb", form),
        EffectLine("one_factor", "calibrated", yield_, min(habitat), middle, max(habitat), "ebb", factor),
        EffectLine("plan_news", "estimated", yield_, news.low, news.value, news.high, "ebb", lp, news.level),
        EffectLine("reduced_form_policy", "calibrated", policy, *rates, "ebb", f"{form}; {speed}", LEVEL),
        EffectLine("one_factor_policy", "calibrated", policy, lo, mid, hi, "ebb", f"{factor}; {speed}", LEVEL),
    ]
