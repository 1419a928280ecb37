"""The day of an event against the day printed: announced, in force, or neither."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from datetime import date

from ebb.audit.linking.events import events
from ebb.audit.terms import document
from ebb.record import Record


@dataclass(frozen=True, slots=True)
class Occasion:
    """One event of the policy documents: when it was made public, and from when it held."""

    key: str
    announced: date
    effective: date
    reference: str
    step: str


@dataclass(frozen=True, slots=True)
class Dating:
    """A printed date against an occasion: ``"right"`` or ``"wrong_date"``, and which day the print is."""

    verdict: str
    occasion: Occasion | None
    which: str
    check: str


def occasions(record: Record, key: str) -> tuple[Occasion, ...]:
    """Every occasion of one event that the record knows, oldest first.

    Notes
    -----
    Steps come from the programme, turns of the target range from the corridor; no date is written here.
    """
    raw = events()[key]
    if turn := raw.get("turns"):
        return _turns(record, key, turn)
    return tuple(
        Occasion(key, step.announced, step.effective or step.announced, step.cite(), step.id)
        for step in record.programme.steps
        if step.programme.startswith(raw["programme"]) and step.action in raw["actions"]
    )


def dating(record: Record, key: str, first: date, last: date) -> Dating:
    """Whether an event fell into the days printed.

    Notes
    -----
    The occasion meant is one whose day lies in the print, else the nearest one; beyond the tolerance nothing is judged.
    """
    raw = events()[key]
    known = occasions(record, key)
    wanted = ("announced", "effective") if raw["day"] == "either" else (raw["day"],)
    for one in known:
        if any(first <= getattr(one, which) <= last for which in wanted):
            return Dating("right", one, wanted[0], _line(one, first, last, "right"))
    for one in known:
        for which in ("announced", "effective"):
            if first <= getattr(one, which) <= last:
                return Dating("wrong_date", one, which, _line(one, first, last, "wrong_date"))
    near = [(min(_gap(one.announced, first, last), _gap(one.effective, first, last)), one) for one in known]
    if near:
        gap, one = min(near, key=lambda pair: pair[0])
        if gap <= document("tolerance")["event"]["near"]:
            return Dating("wrong_date", one, "neither", _line(one, first, last, "wrong_date"))
    return Dating("not_understood", None, "", f"no {key} within reach of {first}")


def _turns(record: Record, key: str, turn: str) -> tuple[Occasion, ...]:
    changes = record.corridor.changes
    found, last_move = [], 0.0
    for before, now in itertools.pairwise(changes):
        move = now.rates.upper - before.rates.upper
        zero = now.rates.lower == 0.0 and before.rates.lower > 0.0
        hit = {
            "rise": move > 0,
            "cut": move < 0,
            "first_rise": move > 0 and last_move <= 0,
            "first_cut": move < 0 and last_move >= 0,
            "zero": zero,
        }[turn]
        if hit:
            found.append(Occasion(key, now.decided, now.effective, now.reference, f"range {now.effective}"))
        if move:
            last_move = move
    return tuple(found)


def _gap(day: date, first: date, last: date) -> int:
    return 0 if first <= day <= last else min(abs((day - first).days), abs((day - last).days))


def _line(one: Occasion, first: date, last: date, verdict: str) -> str:
    printed = str(first) if first == last else f"{first} to {last}"
    return f"{one.step}: announced {one.announced}, effective {one.effective}; printed {printed} -> {verdict}"
