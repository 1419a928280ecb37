"""Questions about policy: caps, purchases, steps announced, rates, and the pace under the caps."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Final

from ebb.audit.judging.figures import Figure, NotHeld, change
from ebb.audit.judging.policy import cap, pace, purchases, rate
from ebb.audit.questions.answered import answered
from ebb.record import Record

_DAY: Final = timedelta(days=1)


def pace_of(record: Record, raw: Mapping[str, Any], first: date, last: date) -> Figure:
    """Pace of a runoff under the caps of a day, USD bn a month."""
    return pace(record, raw.get("series", "securities"), first, last)


def pace_over(record: Record, raw: Mapping[str, Any], first: date, last: date) -> Figure:
    """Average change a month of a holding over a window; positive = growing."""
    found = change(record, raw.get("series", "securities"), first - _DAY if "window" in raw else first, last)
    months = (last - first).days / 30.4375
    value = found.value / months
    return answered(
        value, "USD bn", found.series, found.day, f"{found.check}; / {months:.1f} months = {value:+.1f}", record
    )


def pace_ratio(record: Record, raw: Mapping[str, Any], first: date, last: date) -> Figure:
    """Pace under the caps of a day over the average pace of an earlier runoff."""
    now = pace(record, "securities", first, last)
    earlier = next(e for e in record.programme.episodes() if e.programme == raw["against"])
    then = change(record, "securities", earlier.first - _DAY, earlier.last or record.as_of)
    before = -then.value / (((earlier.last or record.as_of) - earlier.first).days / 30.4375)
    value = now.value / before
    line = f"{now.check}; {raw['against']}: {before:.1f} a month; ratio {value:.1f}"
    return answered(value, "times", "securities", now.day, line, record)


def peer_step(record: Record, raw: Mapping[str, Any], first: date, last: date) -> Figure:
    """Days from a step of another central bank to the clock."""
    from ebb.sources import published

    step = next(s for s in published.document("policy/peers")["step"] if s["id"] == raw["id"])
    if step["announced"] > record.as_of:
        raise NotHeld(f"{step['id']} was not known on {record.as_of}")
    value = float((last - step["announced"]).days)
    line = f"{step['bank']} {step['action']}, {step['announced']}: {value:.0f} days before {last}"
    return answered(value, "days", "peers", step["announced"], line, record)


def cap_of(record: Record, raw: Mapping[str, Any], first: date, last: date) -> Figure:
    """Monthly cap of a day, USD bn."""
    return cap(record, raw.get("series", "caps"), first, last)


def cap_steps(record: Record, raw: Mapping[str, Any], first: date, last: date) -> Figure:
    """How often the caps rose within a span."""
    rules = record.programme.months(first, last)
    levels = [(rule.treasury_cap or 0.0) + (rule.mbs_cap or 0.0) for rule in rules]
    rises = sum(later > earlier for earlier, later in itertools.pairwise(levels))
    line = f"caps {levels[0]:g} ({rules[0].month:%Y-%m}), rises after that: {rises}, to {max(levels):g}"
    return answered(float(rises), "count", "caps", rules[-1].month, line, record)


def purchases_of(record: Record, raw: Mapping[str, Any], first: date, last: date) -> Figure:
    """Announced monthly purchases of a day, USD bn."""
    return purchases(record, raw.get("series", "purchases"), first, last)


def steps(record: Record, raw: Mapping[str, Any], first: date, last: date) -> Figure:
    """Steps of a programme with an action, announced in a span (or ever)."""
    begin = raw.get("first", date.min)
    until = raw.get("last", record.as_of)
    found = [
        step
        for step in record.programme.steps
        if step.programme.startswith(raw.get("programme", ""))
        and ("action" not in raw or step.action in raw["action"])
        and ("id" not in raw or step.id in raw["id"])
        and begin <= step.announced <= until
        and step.id != "baseline"
    ]
    line = f"steps of {raw.get('programme', 'any programme')} {raw.get('action', raw.get('id', ''))}: " + (
        ", ".join(f"{step.id} announced {step.announced}" for step in found) or "none"
    )
    return answered(
        float(len(found)), "count", "programme", found[-1].announced if found else record.as_of, line, record
    )


def sales(record: Record, raw: Mapping[str, Any], first: date, last: date) -> Figure:
    """Steps of the runoffs that order outright sales."""
    steps = [step for step in record.programme.steps if step.programme.startswith("QT")]
    selling = [step for step in steps if "sale" in step.action or "sell" in step.action]
    line = f"{len(selling)} of {len(steps)} steps of the runoffs order a sale"
    return answered(float(len(selling)), "count", "programme", record.as_of, line, record)


def totals(record: Record, raw: Mapping[str, Any], first: date, last: date) -> Figure:
    """How many of the named steps announced a total."""
    found = [step for step in record.programme.steps if step.id in raw["id"]]
    if not found:
        raise NotHeld(f"{raw['id']} was not known on {record.as_of}")
    with_total = [step for step in found if step.total is not None]
    line = ", ".join(f"{step.id} ({step.announced}): total {step.total or 'none'}" for step in found)
    return answered(float(len(with_total)), "count", "programme", found[-1].announced, line, record)


def runoffs_without_purchases(record: Record, raw: Mapping[str, Any], first: date, last: date) -> Figure:
    """Runoff programmes not preceded by a purchase programme."""
    episodes = record.programme.episodes()
    runoffs = [one for one in episodes if one.programme.startswith("QT")]
    orphans = [
        one for one in runoffs if not any(e.programme.startswith("QE") and e.first < one.first for e in episodes)
    ]
    if not runoffs:
        raise NotHeld("no runoff was known")
    line = f"{len(runoffs)} runoffs, {len(runoffs) - len(orphans)} after a purchase programme"
    return answered(float(len(orphans)), "count", "programme", runoffs[-1].first, line, record)


def days_between(record: Record, raw: Mapping[str, Any], first: date, last: date) -> Figure:
    """Days from the effect of one step to that of another."""
    one, two = record.programme.step(raw["from"]), record.programme.step(raw["to"])
    a, b = one.effective or one.announced, two.effective or two.announced
    return answered(
        float((b - a).days), "days", "programme", b, f"{one.id} {a} to {two.id} {b}: {(b - a).days} days", record
    )


def years_of_purchases(record: Record, raw: Mapping[str, Any], first: date, last: date) -> Figure:
    """Months of a window in years of purchases."""
    days = sum(
        (min(e.last or record.as_of, record.as_of) - e.first).days
        for e in record.programme.episodes()
        if e.programme.startswith("QE")
    )
    value = days / 365.25
    return answered(value, "years", "programme", record.as_of, f"years of purchase programmes: {value:.1f}", record)


def rate_of(record: Record, raw: Mapping[str, Any], first: date, last: date) -> Figure:
    """An administered rate on a day, percent."""
    return rate(record, raw["series"], last, last)


def rate_move(record: Record, raw: Mapping[str, Any], first: date, last: date) -> Figure:
    """Change of the top of the target range between two days, percentage points."""
    one, two = rate(record, "upper", first, first), rate(record, "upper", last, last)
    value = two.value - one.value
    line = f"upper: {two.value:.2f} ({last}) - {one.value:.2f} ({first}) = {value:+.2f} points"
    return answered(value, "points", "upper", two.day, line, record)
