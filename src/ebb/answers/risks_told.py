"""The answer on risks in words and values: the largest risk and why, the frontier in a sentence, the rest of the table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from ebb.answers.frontier_points import YEAR, Frontier, Point
from ebb.answers.plan_history import QT1, QT2, brier, first_stop, packaged
from ebb.answers.shape import Value
from ebb.answers.stress_table import Row
from ebb.answers.wording import value
from ebb.planning import Ask, Episode, PlanState
from ebb.planning.frontier import Level, highest
from ebb.planning.stress import Outcome, Ranking
from ebb.text import BasisPoints, Count, Money, Month, Months, Number, Percent, Phrase, Range, Said, Words, Years

#: The risk at which the rule is read back in history, percent.
_RISK: Final = 25.0
#: Basis points of repo that a facility must be worth before a sentence speaks of it.
_WORTH: Final = 1.0
#: USD billion that money funds must give up for a sentence to speak of it.
_FELT: Final = 1.0
#: Part of the amount that must have left for a pace to be told.
_MATURES: Final = 0.95
_CASH: Final = "dash_2020"
#: A clause that is left out.
NOTHING: Final = Words("", "")
_SHOWN: Final = ("lowest", "spread", "standing_repo", "drained")


@dataclass(frozen=True, slots=True)
class Risks:
    """What the answer is told from; `rows` are empty and `frontier` None where the plan in force cannot be run ahead."""

    as_of: date
    known: tuple[Episode, ...]
    state: PlanState
    asks: Mapping[str, Ask]
    rows: tuple[Row, ...]
    ranking: Ranking
    frontier: Frontier | None

    def row(self, key: str) -> Row | None:
        """The row of an episode."""
        return next((row for row in self.rows if row.key == key), None)

    def loss(self, bp: float) -> float:
        """Fall of the market value of the Fed's securities for a rise of yields, USD billion, to first order."""
        return self.state.soma_duration * self.state.soma_par * bp / 1e4


def told(found: Risks) -> Phrase:
    """Three sentences; one fewer where there is no frontier, or nothing else to tell."""
    parts = [_largest(found)]
    if found.frontier is not None:
        parts.append(_speed(found.frontier))
    others = _others(found)
    return Phrase("risks.text", {"parts": _Joined([*parts, *others])})


def caveats(found: Risks, history: Sequence[Mapping[str, str]]) -> list[Phrase]:
    """What a careful reader must know, the rule of the ranking first."""
    said = [Phrase("planning.rank.already")] if found.ranking.within_reach_before else []
    said.append(Phrase("risks.caveat.rule" if found.rows else "risks.caveat.rule_today"))
    cash = found.row(_CASH)
    if cash is not None and cash.without.drained > 0.0:
        said.append(
            Phrase(
                "risks.caveat.cash",
                {
                    "name": _name(_CASH),
                    "lowest": Percent(cash.without.lowest[1]),
                    "drained": Money(cash.without.drained),
                },
            )
        )
    said.append(Phrase("answers.risks.caveat.not_forecast", {"duration": Years(found.state.soma_duration)}))
    for episode in found.known:
        said += [
            Phrase("answers.risks.caveat.taper", {"grew": Money(fact.value)})
            for fact in episode.facts
            if episode.key == "taper_2013" and fact.name == "holdings_change"
        ]
    if found.frontier is not None:
        said.append(_of_frontier(found.frontier))
    return said + _of_history(history)


def _largest(found: Risks) -> Phrase:
    """Which episode, what it would do, and why."""
    key, row = found.ranking.largest, found.row(found.ranking.largest)
    head: dict[str, Said | str] = {"n": Count(max(len(found.rows), len(found.asks))), "name": _name(key)}
    if found.ranking.yardstick == "loss" or row is None:
        return Phrase("risks.largest", {**head, "what": _today(found, key)})
    what, bare = row.with_facility, row.without
    facility: Said = NOTHING
    if bare.spread - what.spread > _WORTH:
        facility = Phrase("risks.facility.worth", {"spread": _over(bare.spread)})
    felt: dict[str, Said | str] = {"drained": Money(bare.drained)}
    if bare.on_rrp > _FELT:
        felt["funds"] = Money(bare.on_rrp)
    why = Phrase(f"risks.why.{'funds' if 'funds' in felt else 'banks'}", felt)
    said: dict[str, Said | str] = {
        "lowest": Percent(what.lowest[1]),
        "month": Month(what.lowest[0]),
        "without": Percent(what.lowest_without),
        "spread": _over(what.spread),
        "calm": _over(what.spread_without),
        "facility": facility,
        "why": why,
    }
    return Phrase("risks.largest", {**head, "what": Phrase("risks.reserves", said)})


def _today(found: Risks, key: str) -> Phrase:
    """What an episode would ask at once, where no run can tell more: reserves, or the value of the securities."""
    ask = found.asks.get(key)
    row = found.row(key)
    if row is not None and row.ten_year is not None:
        rise, loss = row.ten_year, found.loss(row.ten_year)
    elif ask is not None and ask.reserves_short is not None:
        return Phrase("risks.at_once", {"short": Money(ask.reserves_short), "after": Percent(100.0 * ask.share_after)})
    else:
        assert ask is not None  # the ranking knows only these
        assert ask.ten_year_bp is not None
        assert ask.loss is not None
        rise, loss = ask.ten_year_bp, ask.loss
    share = Percent(100.0 * loss / found.state.soma_par)
    return Phrase("risks.loss", {"rise": BasisPoints(rise), "loss": Money(loss), "share": share})


def _speed(found: Frontier) -> Phrase:
    """The frontier in one sentence."""
    slow = found.paces[0]  # a pace beyond what matures is no pace that could be had
    fast = [point for point in found.paces if point.left > _MATURES * found.size or point is slow][-1]
    sales = next((point for point in found.ways if point.plan.variant == "sales"), None)
    said: dict[str, Said | str] = {
        "size": Money(found.size, digits=0),
        "month": Month(found.begins),
        "year": Month(found.dates[YEAR]),
        "hold": Percent(found.holding.at(YEAR).value, digits=0),
        "slow": Percent(slow.year_on.value, digits=0),
        "slow_pace": Money(slow.plan.pace, digits=0),
        "fast": Percent(fast.year_on.value, digits=0),
        "fast_pace": Money(fast.plan.pace, digits=0),
        "sales": Phrase("risks.sold.loss", {"loss": Money(-sales.realised)})
        if sales is not None and sales.realised < 0.0
        else NOTHING,
    }
    return Phrase("risks.speed", said)


def _others(found: Risks) -> list[Phrase]:
    """What the facility is worth where it is worth most, and the episode that costs the portfolio most."""
    if not found.rows:
        return []
    dear = max(found.rows, key=lambda row: row.without.spread)
    costly = max(found.rows, key=lambda row: row.ten_year or 0.0)
    said: dict[str, Said | str] = {"dear": _name(dear.key), "bare": _over(dear.without.spread)}
    worth = dear.without.spread - dear.with_facility.spread > _WORTH
    if worth:
        said["held"] = _over(dear.with_facility.spread)
    if costly.ten_year is None:
        return [Phrase(f"risks.others.repo{'' if worth else '_alike'}", said)]
    loss = Money(found.loss(costly.ten_year))
    said |= {"costly": _name(costly.key), "rise": BasisPoints(costly.ten_year), "loss": loss}
    return [Phrase(f"risks.others.both{'' if worth else '_alike'}", said)]


def _of_frontier(found: Frontier) -> Phrase:
    middle = found.paces[len(found.paces) // 2]
    said: dict[str, Said | str] = {
        "pace": Money(middle.plan.pace, digits=0),
        "range": Range(Percent(middle.year_on.low, digits=0), Percent(middle.year_on.high, digits=0)),
        "level": Percent(100.0 * found.level, digits=0),
        "months": Months(len(found.dates)),
    }
    if middle.published is None:
        return Phrase("risks.caveat.frontier", said)
    low, _, high = middle.published
    return Phrase("risks.caveat.frontier_yields", {**said, "yields": Range(BasisPoints(low), BasisPoints(high))})


def _of_history(rows: Sequence[Mapping[str, str]]) -> list[Phrase]:
    """What a rule on the chance would have said, and how far it can be trusted; nothing where no quarter is scored."""
    told_then = packaged(rows)
    ours, average = brier(told_then)
    if ours != ours:
        return []
    stops = [first_stop(told_then, _RISK, *span) for span in (QT1, QT2)]
    said: dict[str, Said | str] = {
        "n": Count(sum(one.above is not None for one in told_then)),
        "risk": Percent(_RISK, digits=0),
        "first": Month(stops[0].origin) if stops[0] else Phrase("design.history_never"),
        "second": Month(stops[1].origin) if stops[1] else Phrase("design.history_never"),
        "score": Number(ours, digits=2),
        "average": Number(average, digits=2),
    }
    return [Phrase(f"risks.caveat.history_{'weak' if ours >= average else 'better'}", said)]


def episode_values(episode: Episode, ask: Ask) -> list[Value]:
    """Facts of an episode, and what it would ask of the plan at once."""
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


def row_values(row: Row, state: PlanState) -> list[Value]:
    """One row of the stress table: with a standing facility and without."""
    source = f"ebb stress current --episode {row.key}, from {row.at:%Y-%m}, twelve months"
    units = {"lowest": "percent of bank assets", "spread": "bp", "standing_repo": "USD bn", "drained": "USD bn"}
    found = []
    for name in _SHOWN:
        for side, one in (("", row.with_facility), (".without_facility", row.without)):
            if side and name == "standing_repo":
                continue
            found.append(value(f"{row.key}.stress.{name}{side}", _of(one, name), units[name], source))
    if row.ten_year is not None:
        loss = state.soma_duration * state.soma_par * row.ten_year / 1e4
        found.append(value(f"{row.key}.stress.ten_year_peak", row.ten_year, "bp", source))
        found.append(value(f"{row.key}.stress.loss", loss, "USD bn", source))
    return found


def frontier_values(found: Frontier | None) -> list[Value]:
    """The frontier: holding, each pace, and what each way to the same amount realises and earns."""
    if found is None:
        return []
    source = (
        f"ebb runs from {found.begins:%Y-%m}, USD {found.size:g} bn of par, times the chance estimated on "
        f"{found.sample[0]:%Y-%m} to {found.sample[1]:%Y-%m}"
    )
    level = found.level

    def one(name: str, it: Level, unit: str) -> Value:
        return value(f"frontier.{name}", it.value, unit, source, (it.low, it.high), level)

    values = [
        value("frontier.size", found.size, "USD bn", source),
        one("holding.year_on", found.holding.at(YEAR), "percent"),
    ]
    for point in found.paces:
        pace = f"pace_{point.plan.pace:g}"
        values += [
            value(f"frontier.{pace}.ends", point.ends.isoformat(), "date", source),
            value(f"frontier.{pace}.left", point.left, "USD bn", source),
            one(f"{pace}.year_on", point.year_on, "percent"),
            one(f"{pace}.highest_chance", point.highest, "percent"),
            one(f"{pace}.highest_chance.without_runoff", highest(point.holding), "percent"),
            one(f"{pace}.months_above", point.months_above, "months"),
            one(f"{pace}.months_above.without_runoff", point.months_above_holding, "months"),
            one(f"{pace}.over_interest", point.over_interest, "bp"),
            one(f"{pace}.over_interest.without_runoff", point.over_interest_holding, "bp"),
            value(f"frontier.{pace}.standing_repo", point.standing_repo, "USD bn", source),
            value(f"frontier.{pace}.income", point.net_income, "USD bn", source),
        ]
    return [*values, *_ways(found, source)]


def _ways(found: Frontier, source: str) -> list[Value]:
    values = []
    for point in found.ways:
        way = f"frontier.way_{point.plan.variant}"
        values += [
            value(f"{way}.year_on", point.year_on.value, "percent", source, _band(point), found.level),
            value(f"{way}.realised", point.realised, "USD bn", source),
            value(f"{way}.income", point.net_income, "USD bn", source),
            value(f"{way}.deferred_asset", point.deferred, "USD bn", source),
        ]
    published = found.paces[0].published
    if published is not None:
        said = "ebb.stock_effect: published estimates for calm markets, by the amount alone"
        values.append(value("frontier.published_effect.low", published[0], "bp", said))
        values.append(value("frontier.published_effect.high", published[2], "bp", said))
    return values


def placed_values(found: Frontier | None) -> list[Value]:
    """The plans there have been: pace, reserves where they ended, and the chance there by both estimates."""
    values: list[Value] = []
    for plan in () if found is None else found.placed:
        assert found is not None  # the loop is empty otherwise
        name, source = f"placed.{plan.key}", f"securities and reserves of {plan.on}"
        values += [
            value(f"{name}.runoff_pace", plan.pace, "USD bn", source),
            value(f"{name}.share_of_bank_assets", plan.share, "percent of bank assets", source),
        ]
        for which, one, day in (("chance_then", plan.then, plan.judged), ("chance_now", plan.now, found.as_of)):
            if one is not None:
                said = f"{source}; chance estimated on what was known on {day}"
                values.append(value(f"{name}.{which}", one.value, "percent", said, (one.low, one.high), found.level))
    return values


def _of(outcome: Outcome, name: str) -> float:
    return outcome.lowest[1] if name == "lowest" else float(getattr(outcome, name))


def _band(point: Point) -> tuple[float, float]:
    return point.year_on.low, point.year_on.high


def _over(spread: float) -> Phrase:
    """A spread over interest on reserves in words."""
    return Phrase("risks.over" if spread >= 0.0 else "risks.under", {"spread": BasisPoints(abs(spread))})


def _name(key: str) -> Phrase:
    return Phrase(f"planning.episode.{key}.name")


class _Joined:
    """Sentences one after the other: a space between them in English, nothing in Chinese."""

    def __init__(self, parts: list[Phrase]) -> None:
        self.parts = parts

    def say(self, lang: str) -> str:
        """The sentences as one text."""
        found: Any = ("" if lang == "zh-Hant" else " ").join(part.say(lang) for part in self.parts)
        return str(found)
