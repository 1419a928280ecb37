"""A person's own pins: which series, measure, day and clock a claim of a text speaks of, fixed by hand in a TOML file.

A pin names its claim by its exact words (and, where they stand more than once, by their place in line) or by a position.
It changes the link, never the verdict: a pinned claim is judged like any other, and is marked as pinned.
"""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from ebb.audit.claim import CLOCKS, Document, Found, Link
from ebb.audit.linking.events import events
from ebb.audit.terms import by_series
from ebb.errors import UsageError

#: What a pin may say.
KEYS: Final = ("words", "position", "nth", "series", "measure", "date", "first", "last", "clock", "mood")
#: Measures a pin may name.
MEASURES: Final = (
    *(
        "level",
        "peak",
        "trough",
        "rate",
        "fall",
        "rise",
        "change",
        "pace",
        "cap",
        "cap_reached",
        "purchases",
        "share_of_gdp",
        "share_of_bank_assets",
        "rate_change",
    ),
    *("record_high", "record_low", "multiple", "growth_since", "event_date", "estimate_ideal", "estimate_minimum"),
)
#: Series of policy tables and sums, besides the subjects of the rule base.
POLICY: Final = (
    *("caps", "treasury_cap", "mbs_cap", "purchases", "treasury_purchases", "mbs_purchases"),
    *("policy_rate", "upper", "lower", "ior", "on_rrp_rate", "reserves"),
)
_MOODS: Final = ("stated", "forecast", "question")


@dataclass(frozen=True, slots=True)
class Pin:
    """One claim fixed by hand; None leaves to the rules what was not said."""

    words: str | None = None
    position: int | None = None
    nth: int = 1
    series: str | None = None
    measure: str | None = None
    first: date | None = None
    last: date | None = None
    clock: str | None = None
    mood: str | None = None

    def applied(self, link: Link, clocks: Mapping[str, date]) -> Link:
        """The link with everything the pin says in place of what the rules found."""
        first, last = (self.first, self.last) if self.first else (link.first, link.last)
        by_clock: tuple[tuple[str, date, date], ...] = () if self.first else link.at_clocks
        clock = self.clock or link.clock
        if self.clock and not self.first:
            days = {name: (a, b) for name, a, b in link.at_clocks}
            if self.clock in days:
                first, last = days[self.clock]
                keep = (self.clock, "article") if self.clock == "source" else (self.clock,)
                by_clock = tuple((n, *days[n]) for n in keep if n in days)
            elif link.first is None and self.clock in clocks:
                first = last = clocks[self.clock]
        said = [name for name in ("series", "measure", "clock", "mood") if getattr(self, name) is not None]
        said += ["date"] if self.first else []
        return replace(
            link,
            series=self.series or link.series,
            measure=self.measure or link.measure,
            first=first,
            last=last,
            clock=clock,
            mood=self.mood or link.mood,
            at_clocks=by_clock,
            supplied="" if self.first else link.supplied,
            confidence=1.0,
            pinned=True,
            why=(f"pinned: {', '.join(said)}", *link.why),
        )


def read_pins(content: str, *, where: str = "pins.toml") -> tuple[Pin, ...]:
    """The pins of a TOML file: tables ``[[pin]]``.

    Parameters
    ----------
    content : str
    where : str
        The file's name, for messages.

    Raises
    ------
    UsageError
        If the file is no TOML or any pin is wrong; every problem is listed.
    """
    try:
        raw = tomllib.loads(content)
    except tomllib.TOMLDecodeError as why:
        raise _refused([str(why)], where) from None
    problems = [f'"{key}" is no table of a file of pins' for key in raw if key != "pin"]
    entries = raw.get("pin", [])
    if not isinstance(entries, list):
        raise _refused([*problems, "[pin] is one table; write [[pin]]"], where)
    pins = []
    for place, entry in enumerate(entries, start=1):
        wrong = list(problems_of(entry))
        problems += [f"pin {place}: {problem}" for problem in wrong]
        if not wrong:
            pins.append(_pin(entry))
    if problems:
        raise _refused(problems, where)
    return tuple(pins)


def problems_of(entry: Any) -> list[str]:
    """Everything that is wrong with one pin."""
    if not isinstance(entry, dict):
        return ["is no table"]
    found = [f'"{key}" is no key of a pin' for key in entry if key not in KEYS]
    if ("words" in entry) == ("position" in entry):
        found.append("names its claim by either words or position")
    if "words" in entry and (not isinstance(entry["words"], str) or not entry["words"]):
        found.append("words is a text")
    for key in ("position", "nth"):
        if key in entry and (
            not isinstance(entry[key], int) or isinstance(entry[key], bool) or entry[key] < (key == "nth")
        ):
            found.append(f"{key} is a whole number from {int(key == 'nth')}")
    allowed = {
        "measure": MEASURES,
        "clock": CLOCKS,
        "mood": _MOODS,
        "series": (*by_series(), *POLICY, *events()),
    }
    found += [
        _unknown(key, entry[key], names) for key, names in allowed.items() if key in entry and entry[key] not in names
    ]
    if "date" in entry and ("first" in entry or "last" in entry):
        found.append("has a date and a period")
    if ("first" in entry) != ("last" in entry):
        found.append("a period needs first and last")
    days = [key for key in ("date", "first", "last") if key in entry]
    found += [f"{key} is no date (YYYY-MM-DD without quotes)" for key in days if type(entry[key]) is not date]
    if (
        not any("is no date" in one for one in found)
        and "first" in entry
        and "last" in entry
        and entry["first"] > entry["last"]
    ):
        found.append("its period ends before it starts")
    if not any(key in entry for key in ("series", "measure", "date", "first", "clock", "mood")):
        found.append("fixes nothing")
    return found


def _unknown(key: str, name: Any, known: Sequence[str]) -> str:
    """A name that is not in its list, with the nearest that is; a short list, or one that nothing is near, as a whole."""
    near = difflib.get_close_matches(str(name), known, n=1, cutoff=0.5)
    names = sorted(set(known)) if key == "series" else list(known)
    if near:
        return f'{key} "{name}" is none of the {len(names)} known names; did you mean "{near[0]}"?'
    return f'{key} "{name}" is none of {", ".join(names)}'


def pinned(document: Document, found: Sequence[Found], pins: Sequence[Pin]) -> dict[int, Pin]:
    """Which pin belongs to which of the quantities found, by place.

    Raises
    ------
    UsageError
        If a pin belongs to none, or two belong to the same; every such pin is listed.
    """
    places: dict[int, Pin] = {}
    problems = []
    for pin in pins:
        place = _place(document, found, pin)
        name = f'"{pin.words}"' if pin.words else f"position {pin.position}"
        if place is None:
            problems.append(f"{name} is no quantity or date found in the text")
        elif place in places:
            problems.append(f"{name} is pinned twice")
        else:
            places[place] = pin
    if problems:
        raise _refused(problems, "audit, pins")
    return places


def _place(document: Document, found: Sequence[Found], pin: Pin) -> int | None:
    if pin.position is not None:
        inside = [i for i, one in enumerate(found) if one.start <= pin.position < one.end]
        return inside[0] if inside else None
    assert pin.words is not None  # a pin names its claim by one of the two
    same = [i for i, one in enumerate(found) if document.text[one.start : one.end] == pin.words]
    if not same:
        same = [i for i, one in enumerate(found) if pin.words in document.text[one.start : one.end]]
    return same[pin.nth - 1] if pin.nth <= len(same) else None


def _pin(entry: Mapping[str, Any]) -> Pin:
    return Pin(
        words=entry.get("words"),
        position=entry.get("position"),
        nth=entry.get("nth", 1),
        series=entry.get("series"),
        measure=entry.get("measure"),
        first=entry.get("date", entry.get("first")),
        last=entry.get("date", entry.get("last")),
        clock=entry.get("clock"),
        mood=entry.get("mood"),
    )


def _refused(problems: Sequence[str], where: str) -> UsageError:
    return UsageError(
        f"the pins have {len(problems)} problem(s): {'; '.join(problems)}",
        where,
        f"tables [[pin]] with words or position, and any of: {', '.join(KEYS[3:])}",
        "correct the pins named above",
    )
