"""Whether one condition holds: the question it names, put to the record, against its bound."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from ebb.audit.judging.events import dating
from ebb.audit.judging.figures import Figure, NotHeld
from ebb.audit.questions.balances import (
    change_of,
    change_percent,
    difference,
    estimate_gap,
    highest,
    level_of,
    lowest,
    multiple,
    net_liquidity,
    part_before,
    record_high,
    share_of,
    years_between,
)
from ebb.audit.questions.markets import (
    above_range,
    bond_price,
    days_outside,
    months_above_range,
    return_of,
    spread,
    volatility_gap,
)
from ebb.audit.questions.policies import (
    cap_of,
    cap_steps,
    days_between,
    pace_of,
    pace_over,
    pace_ratio,
    peer_step,
    purchases_of,
    rate_move,
    rate_of,
    runoffs_without_purchases,
    sales,
    steps,
    totals,
    years_of_purchases,
)
from ebb.errors import EbbError, UnknownName
from ebb.record import Record

_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Answer:
    """A condition against the record: whether it holds (None where nothing held can say), the figure and the line."""

    holds: bool | None
    figure: Figure | None
    check: str


Question = Callable[[Record, Mapping[str, Any], date, date], Figure]


#: What can be asked of the record.
QUESTIONS: Final[Mapping[str, Question]] = {
    "change": change_of,
    "change_percent": change_percent,
    "difference": difference,
    "multiple": multiple,
    "level": level_of,
    "lowest": lowest,
    "highest": highest,
    "share_of_gdp": share_of,
    "pace": pace_of,
    "pace_over": pace_over,
    "pace_ratio": pace_ratio,
    "peer_step": peer_step,
    "cap": cap_of,
    "cap_steps": cap_steps,
    "purchases": purchases_of,
    "steps": steps,
    "sales": sales,
    "totals": totals,
    "runoffs_without_purchases": runoffs_without_purchases,
    "order": days_between,
    "years_of_purchases": years_of_purchases,
    "rate": rate_of,
    "rate_move": rate_move,
    "days_outside": days_outside,
    "months_above_range": months_above_range,
    "above_range": above_range,
    "spread": spread,
    "record_high": record_high,
    "return": return_of,
    "volatility_gap": volatility_gap,
    "net_liquidity": net_liquidity,
    "part_before": part_before,
    "estimate_gap": estimate_gap,
    "years_between": years_between,
    "bond_price": bond_price,
}


def ask(record: Record, raw: Mapping[str, Any], clock: date) -> Answer:
    """Whether one condition holds.

    Parameters
    ----------
    record : Record
    raw : mapping
        ``of``, what it is of (``series``, ``date`` or ``first`` and ``last`` or ``window``, ``key``...), and the bound:
        ``is`` (``"below"``, ``"above"``, ``"between"``, ``"equal"``) with ``value`` or ``low`` and ``high``.
    clock : date
        What ``"clock"`` means as a date.

    Raises
    ------
    UnknownName
        If `of` is no question.
    """
    name = raw["of"]
    if name == "event":
        told = dating(record, raw["key"], raw["first"], raw["last"])
        return Answer(told.verdict == "right", None, told.check)
    if name not in QUESTIONS:
        raise UnknownName.of("question", name, QUESTIONS, where="published/article_claims")
    try:
        first, last = _days(record, raw, clock)
        if first > record.as_of:
            raise NotHeld(f"{first} lies after {record.as_of}")
        figure = QUESTIONS[name](record, raw, first, last)
    except (NotHeld, EbbError) as why:
        return Answer(None, None, str(why).splitlines()[0])
    holds, bound = _bounded(raw, figure.value)
    return Answer(holds, figure, f"{figure.check}; {bound}: {'yes' if holds else 'no'}")


def _days(record: Record, raw: Mapping[str, Any], clock: date) -> tuple[date, date]:
    if "window" in raw:
        for episode in record.programme.episodes():
            if episode.programme == raw["window"]:
                return episode.first, min(episode.last or record.as_of, record.as_of)
        raise NotHeld(f"{raw['window']} was not known on {record.as_of}")
    if "date" in raw:
        ends = {"clock": clock, "year-end": date(clock.year, 12, 31)}
        day: date = ends[raw["date"]] if isinstance(raw["date"], str) else raw["date"]
        return day - timedelta(days=int(raw.get("back", 0))), day
    if "first" in raw:
        return raw["first"], clock if raw["last"] == "clock" else raw["last"]
    return clock, clock


def _bounded(raw: Mapping[str, Any], value: float) -> tuple[bool, str]:
    kind = raw["is"]
    if kind == "between":
        return raw["low"] <= value <= raw["high"], f"between {raw['low']:g} and {raw['high']:g}"
    bound = float(raw["value"])
    holds = {"below": value < bound, "above": value > bound, "equal": abs(value - bound) < 1e-9}[kind]
    return holds, f"{kind} {bound:g}"
