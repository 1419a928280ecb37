"""The programme: which caps, purchases and reinvestment are in force on a day or in a month, as known on a day.

A :class:`Programme` is cut with :meth:`~Programme.as_of`: what had not been announced does not exist, including the end
of something already begun. A rule holds from its first day until another rule for the same field begins; among several,
the one that begins last wins, and of two that begin together the one announced last. No amount and no date stands here:
they are in the document.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property
from typing import Any, Final

from ebb.dates import month_end
from ebb.errors import OutOfRange, UnknownName
from ebb.policy.steps import FIELDS, Episode, Setting, Step, read_steps

#: The last rule is carried this many years beyond the newest step known, not further.
YEARS_AHEAD: Final = 60

#: A setting in force from a day on, and the step that made it so.
Dated = tuple[date, Setting, Step]


@dataclass(frozen=True, slots=True)
class MonthRule:
    """The rule of one calendar month.

    Parameters
    ----------
    month : date
        First day of the month.
    treasury_cap, mbs_cap : float or None
        USD billion of principal that may run off in the month; 0 = no runoff, None = no limit. The mortgage cap covers
        agency debt and MBS. A cap that comes into force on any day of a month is that month's cap.
    treasury_purchases, mbs_purchases : float or None
        USD billion bought in the calendar month: the announced monthly pace, weighted by days where it changes inside
        the month; None = bought without an announced monthly pace.
    purchases_in : ``"notes_bonds"`` or ``"bills"``
        What Treasury purchases buy.
    mbs_principal : ``"bills"``, ``"treasuries"``, ``"mbs"`` or ``"none"``
        Where agency principal above the cap goes; ``"none"`` = it is not reinvested.
    mbs_principal_limit : float or None
        Most that goes there in a month, USD billion; the excess goes into MBS. None = no such limit.
    treasury_reinvestment : ``"rollover"`` or ``"maturity_extension"``
        What becomes of maturing Treasuries above the cap. Under ``"maturity_extension"`` they are redeemed and replaced
        by purchases of longer ones, so that par stays and the cap has no meaning as a runoff.
    reinvestment : str
        Short name of the whole reinvestment rule; :attr:`Programme.reinvestments` explains each in both languages.
    reference : str
        The documents that say so.
    """

    month: date
    treasury_cap: float | None
    mbs_cap: float | None
    treasury_purchases: float | None
    mbs_purchases: float | None
    purchases_in: str
    mbs_principal: str
    mbs_principal_limit: float | None
    treasury_reinvestment: str
    reinvestment: str
    reference: str


@dataclass(frozen=True, eq=False)
class Programme:
    """All announced steps known on a day.

    Build it with :meth:`from_document`; cut it with :meth:`as_of`.
    """

    steps: tuple[Step, ...]
    known_to: date
    begins: date
    names: Mapping[str, Mapping[str, str]]
    reinvestments: Mapping[str, Mapping[str, str]]
    windows: tuple[Mapping[str, Any], ...] = field(repr=False)

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Programme:
        """The programme written down in a policy document (the parsed ``policy/programme`` TOML).

        Raises
        ------
        FormatError
            If the document breaks its form; every problem is listed.
        """
        steps = read_steps(document, document["reinvestments"])
        return cls(
            steps=steps,
            known_to=document["newest_seen"],
            begins=document["begins"],
            names=document["programmes"],
            reinvestments=document["reinvestments"],
            windows=tuple(document["episode"]),
        )

    def as_of(self, day: date) -> Programme:
        """Only the steps announced on or before `day`; what `day` could not know of their end is hidden."""
        known = [
            replace(step, ended=step.ended if step.ended and step.ended <= day else None)
            for step in self.steps
            if step.announced <= day or step.id == "baseline"
        ]
        return replace(self, steps=tuple(known), known_to=day)

    def step(self, name: str) -> Step:
        """One step by its id.

        Raises
        ------
        UnknownName
            If no step known on the day has it.
        """
        for step in self.steps:
            if step.id == name:
                return step
        raise UnknownName.of("step", name, (step.id for step in self.steps), where=f"policy, as of {self.known_to}")

    def in_force(self, day: date) -> tuple[Step, ...]:
        """The steps whose rules hold on `day`, oldest announcement first.

        Raises
        ------
        OutOfRange
            Before the first day of the document.
        """
        self._require(day)
        ruling = {self._at(name, day)[2].id for name in FIELDS}
        return tuple(step for step in self.steps if step.id in ruling)

    def rule(self, year: int, month: int) -> MonthRule:
        """The rule of one calendar month; after the newest step the last rule goes on.

        Raises
        ------
        OutOfRange
            Before the first month of the document.

        Notes
        -----
        A pace of purchases that was announced without an end goes on too: what is bought after the last announced
        period is an assumption of a scenario (see :attr:`purchases_announced_to`), not a rule of the programme.
        """
        first = date(year, month, 1)
        self._require(first)
        last = month_end(year, month)
        holds = {name: self._at(name, last) for name in FIELDS}
        paces = {name: self._within(name, first, last) for name in ("treasury_purchases", "mbs_purchases")}
        buying = [part for parts in paces.values() for part in parts if part[1] != 0.0]
        ruling = [holds[name] for name in ("treasury_cap", "mbs_cap", "reinvestment")] + buying
        order = {step.id: place for place, step in enumerate(self.steps)}
        steps = sorted({step.id: step for _, _, step in ruling}.values(), key=lambda step: order[step.id])
        settings: dict[str, Any] = {name: held[1] for name, held in holds.items()}
        settings |= {name: _monthly(parts, first, last) for name, parts in paces.items()}
        return MonthRule(month=first, reference="; ".join(dict.fromkeys(s.cite() for s in steps)), **settings)

    def months(self, first: date, last: date) -> tuple[MonthRule, ...]:
        """The rules of every calendar month from that of `first` to that of `last`.

        Raises
        ------
        OutOfRange
            If the span ends before it starts, starts before the document, or ends more than sixty years after the
            newest step known.
        """
        latest = self.steps[-1].announced.year + YEARS_AHEAD
        if last.year > latest:
            raise OutOfRange(
                f"the programme says nothing about {last:%Y-%m}",
                "policy",
                f"a last month up to {latest}-12",
                "choose an earlier month",
            )
        if last < first.replace(day=1):
            raise OutOfRange(
                f"the span {first:%Y-%m} to {last:%Y-%m} ends before it starts",
                "policy",
                "a last month on or after the first",
                "exchange the two months",
            )
        found, month = [], first.replace(day=1)
        while month <= last:
            found.append(self.rule(month.year, month.month))
            month = _next_month(month)
        return tuple(found)

    def episodes(self) -> tuple[Episode, ...]:
        """The purchase and runoff programmes known on the day, with first and last day, by first day.

        Notes
        -----
        Windows are as they were, so two can overlap: MBS purchases (QE3) began while the maturity extension still ran.
        :meth:`regimes` cuts them so that no day belongs to two.
        """
        announced = {step.id for step in self.steps}
        return tuple(
            Episode(
                programme=raw["programme"],
                first=raw["first"],
                last=raw["last"] if raw["last_step"] in announced else None,
                text=self.names[raw["programme"]],
            )
            for raw in sorted(self.windows, key=lambda raw: raw["first"])
            if raw["first_step"] in announced
        )

    def regimes(self) -> dict[str, tuple[tuple[date, date | None], ...]]:
        """The episodes as windows without overlap: a programme's window ends the day before the next one begins."""
        episodes = self.episodes()
        windows: dict[str, tuple[tuple[date, date | None], ...]] = {}
        for place, episode in enumerate(episodes):
            last = episode.last
            if place + 1 < len(episodes):
                before_next = episodes[place + 1].first - timedelta(days=1)
                last = before_next if last is None else min(last, before_next)
            windows[episode.programme] = ((episode.first, last),)
        return windows

    @property
    def purchases_announced_to(self) -> date | None:
        """Last day of the newest announced purchase period; None where the pace was announced without an end."""
        paced = [s for s in self.steps if any("purchases" in name for r in s.rules for name, _ in r.settings)]
        return paced[-1].ends if paced and paced[-1].id != "baseline" else None

    @cached_property
    def _timeline(self) -> dict[str, list[Dated]]:
        dropped = {
            (name, rule.start)
            for step in self.steps
            for name in step.cancels
            for rule in self.step(name).rules
            if step.rules and rule.start >= step.rules[0].start
        }
        lines: dict[str, list[Dated]] = {name: [] for name in FIELDS}
        for step in self.steps:  # in the order of announcement, so that a stable sort lets the newest win a tie
            for rule in step.rules:
                if (step.id, rule.start) not in dropped:
                    for name, setting in rule.settings:
                        lines[name].append((rule.start, setting, step))
        for line in lines.values():
            line.sort(key=lambda dated: dated[0])
        return lines

    def _at(self, name: str, day: date) -> Dated:
        return [dated for dated in self._timeline[name] if dated[0] <= day][-1]

    def _within(self, name: str, first: date, last: date) -> list[Dated]:
        """What holds on `first`, then every change up to `last`; of changes on one day only the last counts."""
        later = {dated[0]: dated for dated in self._timeline[name] if first < dated[0] <= last}
        return [self._at(name, first), *later.values()]

    def _require(self, day: date) -> None:
        if day < self.begins:
            raise OutOfRange(
                f"the programme says nothing about {day}",
                "policy",
                f"a day on or after {self.begins}",
                "choose a later date",
            )


def _monthly(parts: list[Dated], first: date, last: date) -> float | None:
    """A pace per month, weighted by calendar days; None as soon as a part of the month was bought without a pace."""
    starts = [max(start, first).toordinal() for start, _, _ in parts]
    ends = [*starts[1:], last.toordinal() + 1]
    total = 0.0
    for start, end, (_, pace, _) in zip(starts, ends, parts, strict=True):
        if not isinstance(pace, float):
            return None
        total += pace * (end - start)
    return total / last.day


def _next_month(month: date) -> date:
    return (month.replace(day=28) + timedelta(days=4)).replace(day=1)
