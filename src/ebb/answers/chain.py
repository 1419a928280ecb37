"""The chain from a plan to the economy: par that leaves, long yields, the policy rate worth as much, borrowing costs, growth
and prices; and beside it what happens to deposits and money, by who buys.

Every link is a range and hangs on another; none is narrower than the one it hangs on. The trunk goes over the policy-rate
equivalent to output and prices; mortgages and corporate bonds branch off at the long yield. Where nothing seen was published,
or no figures are held, the link is named as missing and nothing stands in for it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

import numpy as np

from ebb.answers.daily import NEEDS_DAILY
from ebb.answers.evidence import Evidence
from ebb.answers.money import MoneyEffect, money_by_buyer
from ebb.answers.runs import run_on
from ebb.answers.supply import Reversion, reversion
from ebb.errors import OutOfRange
from ebb.record import Record
from ebb.record.refine import statistic
from ebb.scenario import SETTINGS, Scenario, load
from ebb.series import Series
from ebb.text import BasisPoints, Money, Number, Percent, Phrase, Range, Said
from ebb.yields import Range as Span
from ebb.yields import equivalent_hike, mortgage_pass_through
from ebb.yields.chain import ON, Link, Macro, first_link, macro_factor, published_macro
from ebb.yields.literature import MEASURES
from ebb.yields.passthrough import PassThrough

DEFAULT: Final = "qt3"
_TEN: Final = 10.0
#: Flows of a run that leave the Fed.
OUT: Final = ("coupons_redeemed", "bills_redeemed", "mbs_redeemed", "sold")
_LANGUAGES: Final = ("zh-Hant", "en")
#: What is said of a link that has no number.
NONE_PUBLISHED: Final = "no published range is held"


@dataclass(frozen=True, slots=True)
class Beside:
    """A published number that does not go through the chain, for the plan's amount, next to the link it speaks of."""

    link: str
    key: str
    who: str
    low: float
    high: float
    unit: str
    source: str


@dataclass(frozen=True, slots=True)
class Chain:
    """The links in order, what stands beside them, what is missing and why, and the money by buyer.

    Law: every link's relative width is at least that of the link it hangs on.
    """

    as_of: date
    plan: str
    drained: bool
    links: tuple[Link, ...]
    beside: tuple[Beside, ...]
    missing: tuple[tuple[str, str], ...]
    unscaled: tuple[Macro, ...]
    money: tuple[MoneyEffect, ...]
    corporate: PassThrough | None

    def link(self, key: str) -> Link | None:
        """One link, or None where it is missing."""
        return next((one for one in self.links if one.key == key), None)

    @property
    def widened(self) -> float:
        """Relative width of the widest link over that of the first; infinite where the first is a point."""
        first = self.links[0].relative_width
        widest = max(one.relative_width for one in self.links)
        return widest / first if first else float("inf")

    def text(self, lang: str) -> str:
        """Three sentences."""
        return self._phrase().say(lang)

    def _phrase(self) -> Phrase:
        corporate = self.link("corporate")
        output, prices = self.link("output"), self.link("prices")
        end: Said = Phrase("chain.none_published")
        if output is not None and prices is not None:
            end = Phrase(
                "chain.economy",
                {
                    "output": _percent(output),
                    "prices": _percent(prices),
                    "width": Number(output.relative_width),
                    "first": Number(self.links[1].relative_width),
                },
            )
        borrowed: Said = Phrase("chain.corporate_missing")
        if corporate is not None:
            borrowed = Phrase("chain.corporate", {"corporate": _bp(corporate)})
        low, high = (Money(1000.0 * edge) for edge in (self.links[0].low, self.links[0].high))
        return Phrase(
            "chain.text",
            {
                "plan": self.plan,
                "amount": Range(low, high) if low.say("en") != high.say("en") else high,
                "yields": _bp(self._at("ten_year")),
                "policy": _bp(self._at("policy_rate")),
                "mortgage": _bp(self._at("mortgage")),
                "corporate": borrowed,
                "economy": end,
            },
        )

    def caveats(self, lang: str) -> tuple[str, ...]:
        """What a careful reader must know."""
        said = [Phrase("chain.caveat.range"), Phrase("chain.caveat.mirror")]
        if self.drained:
            said.append(Phrase("chain.caveat.drained"))
        outside = [one for one in self.beside if not self._inside(one)]
        who = "; ".join(dict.fromkeys(one.who for one in outside)) or "–"
        key = "chain.caveat.beside" if outside else "chain.caveat.beside_inside"
        said.append(Phrase(key, {"who": who} if outside else {}))
        said.append(Phrase("chain.caveat.money", {"most": Money(-min(one.m2[0] for one in self.money))}))
        return tuple(one.say(lang) for one in said)

    def _inside(self, one: Beside) -> bool:
        link = self.link(one.link)
        return link is not None and link.low <= one.low and one.high <= link.high

    def _at(self, key: str) -> Link:
        found = self.link(key)
        assert found is not None  # these four are always built
        return found

    def json(self) -> dict[str, Any]:
        """Wire form."""
        return {
            "as_of": self.as_of.isoformat(),
            "plan": self.plan,
            "drained": self.drained,
            "links": [
                {
                    "key": one.key,
                    "unit": one.unit,
                    "low": _r(one.low),
                    "central": _r(one.central),
                    "high": _r(one.high),
                    "relative_width": _r(one.relative_width),
                    "hangs_on": one.hangs_on,
                    "factor": one.factor
                    and {"low": _r(one.factor.low), "central": _r(one.factor.central), "high": _r(one.factor.high)},
                    "who": list(one.who),
                    "label": {lang: Phrase(f"chain.link.{one.key}").say(lang) for lang in _LANGUAGES},
                }
                for one in self.links
            ],
            "missing": [{"key": key, "said": why} for key, why in self.missing],
            "beside": [
                {
                    "link": one.link,
                    "key": one.key,
                    "who": one.who,
                    "low": _r(one.low),
                    "high": _r(one.high),
                    "unit": one.unit,
                    "inside": self._inside(one),
                    "source": one.source,
                }
                for one in self.beside
            ],
            "unscaled": [{"key": m.key, "who": m.who, "model": m.model, "said": m.said} for m in self.unscaled],
            "money": {
                "unit": "USD bn",
                "rows": [
                    {
                        "buyer": one.buyer,
                        "deposits": _r(one.deposits),
                        "fund_shares": _r(one.fund_shares),
                        "reserves": _r(one.reserves),
                        "on_rrp": _r(one.on_rrp),
                        "m2": {"low": _r(one.m2[0]), "high": _r(one.m2[1])},
                    }
                    for one in self.money
                ],
            },
            "text": {lang: self.text(lang) for lang in _LANGUAGES},
            "caveats": {lang: list(self.caveats(lang)) for lang in _LANGUAGES},
        }

    def __str__(self) -> str:
        return "\n".join([self.text("en"), *self.caveats("en")])


def chain(plan: str | Scenario = DEFAULT, *, as_of: date | None = None) -> Chain:
    """From a plan to borrowing costs and the economy: a chain of ranges that widens at each link.

    Parameters
    ----------
    plan : a preset's name or a scenario
        Run to its own stop rule or its end, under the low, central and high assumptions.
    as_of : date, optional
        Only what was known, and published, on that day.

    Raises
    ------
    OutOfRange
        If the plan takes nothing out of the Fed, or no effect on the long yield had been published.
    """
    return chain_on(Evidence(as_of), plan)


def chain_on(evidence: Evidence, plan: str | Scenario = DEFAULT) -> Chain:
    """:func:`chain` on evidence at hand."""
    amounts, name, drained = _amounts(evidence, plan)
    start = first_link("amount", "USD tn", amounts.values(), amounts["central"], ("ebb",))
    links, missing, corporate = links_from(evidence, start)
    known = _known(evidence)
    return Chain(
        as_of=evidence.as_of,
        plan=name,
        drained=drained,
        links=links,
        beside=tuple(_beside(evidence, start, links[1], known)),
        missing=missing,
        unscaled=tuple(one for one in known if one.per == "programme"),
        money=money_by_buyer(1000.0 * start.central),
        corporate=corporate,
    )


def links_from(
    evidence: Evidence, start: Link
) -> tuple[tuple[Link, ...], tuple[tuple[str, str], ...], PassThrough | None]:
    """All links from an amount in USD trillion on, what is missing and why, and the pass-through to corporate bonds.

    Raises
    ------
    OutOfRange
        If no effect of holdings in place on the long yield had been published.
    """
    record = evidence.record
    effects = evidence.effect_range(1.0)
    stock = effects[MEASURES[0]].by_regime().get("stock") if MEASURES[0] in effects else None
    if stock is None:
        raise OutOfRange(
            f"no effect of holdings in place on the long yield had been published on {evidence.as_of}",
            "ebb.chain, as_of",
            "a day from 2017-04-20 on",
            "choose a later as_of",
        )
    authors = [row.published.who for row in effects[MEASURES[0]].rows if row.published.regime == "stock"]
    authors += [one.who for one in effects[MEASURES[0]].without_amount if one.none_found]
    ten_year = start.then("ten_year", "bp", Span(stock[0], sum(stock) / 2.0, stock[1]), authors)
    policy = ten_year.then("policy_rate", "bp", _as_policy_rate(reversion(record)), ("ebb",))
    through = evidence.pass_through
    mortgage = ten_year.then("mortgage", "bp", Span(through.low, through.value, through.high), ("ebb",))
    links, missing = [start, ten_year, policy, mortgage], []
    corporate = corporate_pass_through(record)
    if corporate is None:
        missing.append(("corporate", NEEDS_DAILY))
    else:
        links.append(ten_year.then("corporate", "bp", Span(corporate.low, corporate.value, corporate.high), ("ebb",)))
    for on in ON:
        found = macro_factor(_known(evidence), on, "policy rate")
        if found is None:
            missing.append((on, NONE_PUBLISHED))
        else:
            links.append(policy.then(on, "percent", found[0], (one.who for one in found[1])))
    return tuple(links), tuple(missing), corporate


def per_trillion(evidence: Evidence) -> tuple[Link, ...]:
    """The links for one trillion dollars, whoever's plan."""
    return links_from(evidence, first_link("amount", "USD tn", (), 1.0, ("ebb",)))[0]


def _known(evidence: Evidence) -> list[Macro]:
    return [one for one in published_macro(evidence.document("literature")) if one.known <= evidence.as_of]


def corporate_pass_through(record: Record) -> PassThrough | None:
    """How much of a move of the 10-year yield reaches the yield of Baa bonds, month by month; None without their figures."""
    ten = record.series("ust_10y_avg")
    monthly = record.stored("BAA")
    if monthly is None or not len(monthly):
        monthly = _baa_from_spread(record, ten)
    return None if monthly is None else mortgage_pass_through(monthly, ten)


def _baa_from_spread(record: Record, like: Series) -> Series | None:
    """Month averages of the Baa yield: its spread over the 10-year plus the 10-year, both as published by the day."""
    spread, ten = record.stored("BAA10Y"), record.stored("DGS10")
    if spread is None or ten is None or not len(spread) or not len(ten):
        return None
    days, left, right = np.intersect1d(spread.dates, ten.dates, return_indices=True)
    values = spread.values[left] + ten.values[right]
    known = np.maximum(spread.known[left], ten.known[right])
    origins = (*spread.origins, *ten.origins)
    both = replace(spread, key="baa", dates=days, values=values, known=known, origins=origins)
    return statistic(both, "mean", like)


def _amounts(evidence: Evidence, plan: str | Scenario) -> tuple[dict[str, float], str, bool]:
    """USD trillion of par that leaves by setting of the assumptions, until the plan's own stop rule or its end."""
    loaded = load(plan) if isinstance(plan, str) else plan
    found: dict[str, float] = {}
    early = False
    for setting in SETTINGS:
        run = run_on(evidence.record, loaded, None, setting=setting, prepared=evidence.inputs, until_stop=True)
        out = sum(float(run.flow(name).sum()) for name in OUT)
        found[setting] = (out - float(run.flow("purchased").sum())) / 1000.0
        early |= any(event.kind in ("end", "standing_repo") for event in run.events)
    if not min(found.values()) > 0.0:
        raise OutOfRange(
            f"plan {loaded.name} takes nothing out of the Fed",
            "ebb.chain",
            "a plan with runoff",
            "choose another plan, qt3 for one",
        )
    return found, loaded.name, early


def _as_policy_rate(speed: Reversion) -> Span:
    """Basis points on the policy rate that move the 10-year yield by one, over the interval of the speed of return."""
    low, central, high = sorted(equivalent_hike(_TEN, 1.0, rate) for rate in (speed.low, speed.value, speed.high))
    return Span(low, central, high)


def _beside(evidence: Evidence, amount: Link, ten_year: Link, known: list[Macro]) -> list[Beside]:
    """Published numbers that take another road, for the plan's central amount."""
    found = []
    policy = evidence.effect_range(amount.central).get(MEASURES[1])
    for row in policy.rows if policy else ():
        found.append(
            Beside("policy_rate", row.published.key, row.published.who, row.low, row.high, "bp", row.published.source)
        )
    share = 100_000.0 * amount.central / evidence.gdp_on(evidence.as_of)
    scale = {"USD trillion": amount.central, "percent of GDP": share, "10-year yield": ten_year.central}
    for one in known:
        for on in ("output", "prices"):
            pair = one.for_one(on)
            if one.per in scale and pair is not None:
                low, high = (-scale[one.per] * edge for edge in (pair[1], pair[0]))
                found.append(Beside(on, one.key, one.who, low, high + 0.0, "percent", one.source))
    return found


def _bp(link: Link) -> Range:
    return Range(BasisPoints(link.low), BasisPoints(link.high))


def _percent(link: Link) -> Range:
    """A fall told as a size."""
    return Range(Percent(abs(link.high)), Percent(abs(link.low)))


def _r(value: float) -> float | None:
    return None if value in (float("inf"), float("-inf")) else round(value, 6)
