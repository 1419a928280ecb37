"""How it works: caps and what left under them, one redemption through five balance sheets, basis points to borrowing costs."""

from __future__ import annotations

from collections.abc import Mapping

from ebb.answers.chain import per_trillion
from ebb.answers.evidence import Evidence
from ebb.answers.shape import Answer, Value
from ebb.answers.ten_year import TermPremium, premium_windows
from ebb.answers.wording import answered, programme_name, ranged, value
from ebb.books import BUYERS, follow
from ebb.policy import MonthRule
from ebb.text import BasisPoints, Day, Money, Number, Percent, Phrase, Range, Said
from ebb.yields import EffectRange
from ebb.yields.decomposition import LEVEL

#: The redemption that is followed through the books: one billion dollars, in cents.
_FOLLOWED = 100_000_000_000


def answer(evidence: Evidence) -> Answer:
    """Caps against what left in the newest runoff, what is in force, and what a trillion does to the 10-year yield."""
    window = evidence.runoff
    rules = evidence.record.programme.months(window.first, window.last)
    caps = {name: sum(getattr(rule, name) or 0.0 for rule in rules) for name in ("treasury_cap", "mbs_cap")}
    change = evidence.bridge(window).changes_bn()
    rule = evidence.record.programme.rule(evidence.as_of.year, evidence.as_of.month)
    effects = evidence.effect_range(1.0)
    by_regime = effects["10-year yield"].by_regime()
    text = Phrase(
        "answers.how.text",
        {
            "name": programme_name(evidence.record, window.name),
            "treasury_cap": Money(caps["treasury_cap"]),
            "mbs_cap": Money(caps["mbs_cap"]),
            "treasuries": _moved(change["treasuries"]),
            "mbs": _moved(change["mbs"]),
            "in_force": _in_force(evidence, rule),
            "effect": _span(by_regime["stock"]),
        },
    )
    costs = evidence.borrowing(1.0)
    caveats = [
        Phrase("answers.how.caveat.compensation"),
        _other_estimates(effects),
        Phrase(
            "answers.how.caveat.borrowing",
            {
                "principal": Money(costs.mortgage_principal, unit="USD"),
                "rate": Percent(100.0 * costs.mortgage_rate, digits=2),
                "payment": Range(
                    Money(costs.mortgage_payment.low, unit="USD"), Money(costs.mortgage_payment.high, unit="USD")
                ),
                "through": Number(evidence.pass_through.value, digits=2),
            },
        ),
    ]
    moves = premium_windows(evidence.record)
    moved = moves.get(window.name)
    caveats += [moved.phrase(), *moved.notes()] if moved is not None else []
    values = [
        *_cap_values(caps, change, window.name),
        *_effect_values(evidence),
        *_ten_year(evidence, moves),
        *_chain(evidence),
        *_followed(),
    ]
    sources = [rule.reference for rule in rules] + [row.published.source for e in effects.values() for row in e.rows]
    return answered("how", evidence.as_of, text, values, sources, caveats)


def _moved(change: float) -> Phrase:
    return Phrase(f"answers.how.{'rose' if change > 0 else 'fell'}", {"amount": Money(abs(change))})


def _in_force(evidence: Evidence, rule: MonthRule) -> Phrase:
    """The caps of the month; where nothing runs off, what happens instead and how much was bought since."""
    if not rule.treasury_cap and not rule.mbs_cap and rule.mbs_principal != "none":
        said: dict[str, Said | str] = {
            "day": Day(evidence.as_of),
            "into": Phrase(f"answers.how.into.{rule.mbs_principal}"),
        }
        held, end = evidence.record.full("treasuries").in_unit("USD bn"), evidence.runoff.end
        grew = held.last()[1] - held.at(end)
        if grew <= 0.0:
            return Phrase("answers.how.in_force.none", said)
        return Phrase("answers.how.in_force.bought", {**said, "since": Day(end), "grew": Money(grew)})
    return Phrase(
        "answers.how.in_force.caps",
        {"day": Day(evidence.as_of), "treasury": Money(rule.treasury_cap or 0.0), "mbs": Money(rule.mbs_cap or 0.0)},
    )


def _other_estimates(effects: Mapping[str, EffectRange]) -> Phrase:
    """What purchases in a crisis did, and runoff as a policy rate, as far as either had been published."""
    said: dict[str, Said | str] = {"crisis": _span(effects["10-year yield"].by_regime()["crisis purchase"])}
    policy = effects.get("policy rate")
    if policy is None:
        return Phrase("answers.how.caveat.effect_early", said)
    if policy.low == policy.high:
        return Phrase("answers.how.caveat.effect_one", said | {"policy": BasisPoints(policy.central)})
    return Phrase("answers.how.caveat.effect", said | {"policy": _span((policy.low, policy.high))})


def _span(edges: tuple[float, float]) -> Range:
    return Range(BasisPoints(edges[0]), BasisPoints(edges[1]))


def _cap_values(caps: dict[str, float], change: dict[str, float], name: str) -> list[Value]:
    directive = f"FOMC directives, sum of the monthly caps of {name}"
    return [
        value("treasury_caps", caps["treasury_cap"], "USD bn", directive),
        value("mbs_caps", caps["mbs_cap"], "USD bn", directive),
        value("treasuries_runoff", -change["treasuries"], "USD bn", "Federal Reserve Board, H.4.1"),
        value("mbs_runoff", -change["mbs"], "USD bn", "Federal Reserve Board, H.4.1"),
        value("sold", 0.0, "USD bn", "FOMC directives: none of the runoff's directives orders a sale"),
    ]


def _effect_values(evidence: Evidence) -> list[Value]:
    found = []
    for measure, effect in evidence.effect_range(1.0).items():
        for row in effect.rows:
            name, source = f"effect_per_trillion.{row.published.key}", f"{row.published.who}: {row.published.source}"
            found += ranged(name, row.low, row.central, row.high, f"bp on the {measure}", source)
    through, costs = evidence.pass_through, evidence.borrowing(1.0)
    ours = f"our estimate, monthly changes {through.sample[0]:%Y-%m} to {through.sample[1]:%Y-%m}"
    payment, bond = costs.mortgage_payment, costs.bond_price
    found.append(
        value("mortgage_pass_through", through.value, "bp per bp", ours, (through.low, through.high), through.level)
    )
    found += ranged(
        "mortgage_payment",
        payment.low,
        payment.central,
        payment.high,
        f"USD a month on {costs.mortgage_principal:,.0f}",
        "published range for holdings in place x our pass-through, a trillion of runoff",
    )
    found += ranged(
        "bond_price",
        bond.low,
        bond.central,
        bond.high,
        "per 100 of a 10-year par bond",
        "published range for holdings in place, bond arithmetic, a trillion of runoff",
    )
    return found


def _ten_year(evidence: Evidence, moves: Mapping[str, TermPremium]) -> list[Value]:
    """What moved the ten-year yield over each runoff: term premium, with what averaging may be wrong by, and expected path."""
    found = []
    for name in (window.name for window in evidence.runoffs):
        one = moves.get(name)
        if one is None:
            continue
        moved, edges = one.found, one.found.interval() if one.found.error else None
        source = f"{moved.premium_made_of}, vintage of {moved.vintage:%Y-%m}; {moved.yield_made_of}"
        found += [
            value(f"ten_year_move.{name.lower()}.yield", moved.ten_year, "bp", moved.yield_made_of),
            value(f"ten_year_move.{name.lower()}.premium", moved.premium, "bp", source, edges, LEVEL),
            value(f"ten_year_move.{name.lower()}.expected", moved.expected, "bp", source),
        ]
    return found


def _chain(evidence: Evidence) -> list[Value]:
    """A trillion of runoff down the chain: each link a range that hangs on another, the sources those of its factor."""
    found = []
    for one in per_trillion(evidence)[1:]:
        source = f"{one.key} from {one.hangs_on}: {', '.join(one.who)}"
        name = "consumer_prices" if one.key == "prices" else one.key
        found += ranged(f"chain.{name}", one.low, one.central, one.high, one.unit, source)
    return found


def _followed() -> list[Value]:
    """Whose money leaves when one billion is not rolled over, by who buys the security that refinances it."""
    found = []
    for buyer in BUYERS:
        owed = follow(buyer, _FOLLOWED).changes_owed()
        for line in ("reserves", "on_rrp", "deposits"):
            found.append(
                value(
                    f"redeemed_1bn.{buyer}.{line}", owed[line] / _FOLLOWED, "USD bn", "double entry: ebb.books.follow"
                )
            )
    return found
