"""The corridor: target range and administered rates in force on a day or on average over a month, in percent a year.

Rates are handed in as a document; none stands here. A rate that did not exist is None, never zero.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Final

from ebb.errors import FormatError, OutOfRange

_RATES: Final = ("lower", "upper", "ior", "on_rrp", "srf", "primary_credit")


@dataclass(frozen=True, slots=True)
class Rates:
    """Rates of one day, or their means over a month; percent a year, None where the rate did not exist.

    `ior` is interest on reserves, under the name of its time (IOER to July 2021, IORB after). Before December 2008
    `lower` and `upper` are the single target.
    """

    lower: float
    upper: float
    ior: float | None
    ior_name: str
    on_rrp: float | None
    srf: float | None
    primary_credit: float


@dataclass(frozen=True, slots=True)
class Change:
    """One change of the corridor: decided on a day, in force from a day on. Limits are USD billion a day."""

    decided: date
    effective: date
    rates: Rates
    kind: str
    on_rrp_limit: float | None
    srf_limit: float | None
    note: str
    reference: str
    evidence: str
    from_memory: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Corridor:
    """All changes known on a day, oldest first."""

    changes: tuple[Change, ...]
    known_to: date

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Corridor:
        """The corridor written down in a policy document (the parsed ``policy/corridor`` TOML).

        Raises
        ------
        FormatError
            If dates do not increase, a rate is missing or a range is upside down; every problem is listed.
        """
        problems: list[str] = []
        changes = tuple(_change(raw, problems) for raw in document["change"])
        days = [change.effective for change in changes]
        if days != sorted(set(days)):
            problems.append("the days of effect do not strictly increase")
        if problems:
            raise FormatError(
                f"the corridor document has {len(problems)} problem(s): {'; '.join(problems)}",
                "policy.corridor",
                "changes in order, each with lower <= upper, primary_credit, reference and evidence",
                "correct the document, change by change",
            )
        return cls(changes, document["newest_seen"])

    def as_of(self, day: date) -> Corridor:
        """Only what was decided on or before `day`.

        Raises
        ------
        OutOfRange
            If nothing had been decided by then.
        """
        known = tuple(change for change in self.changes if change.decided <= day)
        if not known:
            raise _too_early(day, self.changes[0].effective)
        return replace(self, changes=known, known_to=day)

    def change(self, day: date) -> Change:
        """The newest change in force on `day`.

        Raises
        ------
        OutOfRange
            Before the first change of the document.
        """
        place = bisect_right(self.changes, day, key=lambda change: change.effective) - 1
        if place < 0:
            raise _too_early(day, self.changes[0].effective)
        return self.changes[place]

    def at(self, day: date) -> Rates:
        """The rates in force on `day`; after the newest change they stay as they are.

        Raises
        ------
        OutOfRange
            Before the first change of the document.
        """
        return self.change(day).rates

    def month_average(self, year: int, month: int) -> Rates:
        """Means over the calendar days of a month, holidays and weekends included.

        A rate that did not exist on every day of the month is None; `ior_name` is the name on the last day.

        Raises
        ------
        OutOfRange
            Before the first change of the document.
        """
        first = date(year, month, 1)
        last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
        opening = self.change(first)
        inside = [change for change in self.changes if first < change.effective <= last]
        if not inside:
            return opening.rates
        bounds = [first, *(change.effective for change in inside), last + timedelta(days=1)]
        days = [
            rates
            for rates, start, end in zip((opening.rates, *(c.rates for c in inside)), bounds, bounds[1:], strict=False)
            for _ in range((end - start).days)
        ]
        means = {name: _mean([getattr(rates, name) for rates in days]) for name in _RATES}
        return Rates(ior_name=days[-1].ior_name, **means)  # type: ignore[arg-type]  # lower, upper, primary always exist

    @property
    def last_change(self) -> date:
        """First day of the newest rates."""
        return self.changes[-1].effective

    @property
    def on_rrp_begins(self) -> date | None:
        """First day with an overnight reverse repo rate; None where none is known yet."""
        return next((change.effective for change in self.changes if change.rates.on_rrp is not None), None)


def _change(raw: Mapping[str, Any], problems: list[str]) -> Change:
    name = f"change effective {raw.get('effective')}"
    missing = [
        key
        for key in ("decided", "effective", "lower", "upper", "primary_credit", "reference", "evidence")
        if key not in raw
    ]
    problems += [f"{name} has no {key}" for key in missing]
    rates = {key: float(raw[key]) if key in raw else None for key in _RATES}
    low, high = rates["lower"], rates["upper"]
    if low is not None and high is not None and not 0 <= low <= high:
        problems.append(f"{name} has a range of {low} to {high}")
    limit, srf_limit = raw.get("on_rrp_limit"), raw.get("srf_limit")
    return Change(
        decided=raw.get("decided", date.min),
        effective=raw.get("effective", date.min),
        rates=Rates(ior_name=raw.get("ior_name", ""), **rates),  # type: ignore[arg-type]  # refused above when missing
        kind=raw.get("kind", ""),
        on_rrp_limit=None if limit is None else float(limit),
        srf_limit=None if srf_limit in (None, "none") else float(srf_limit),
        note=raw.get("note", ""),
        reference=raw.get("reference", ""),
        evidence=raw.get("evidence", ""),
        from_memory=tuple(raw.get("from_memory", ())),
    )


def _mean(values: list[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    if len(known) < len(values):
        return None
    first = known[0]
    # the mean of one repeated rate is that rate to the last bit
    return first if all(value == first for value in known) else math.fsum(known) / len(known)


def _too_early(day: date, first: date) -> OutOfRange:
    return OutOfRange(
        f"the corridor says nothing about {day}",
        "policy.corridor",
        f"a day on or after {first}",
        "choose a later date",
    )
