"""The laws of the published statement, each with its tolerance, its bar, and a reason for every week outside it.

A law is a sum that must come out. Its verdict says over how many weeks it was checked, how many lie within the tolerance, and
lists every week that does not, with its size and the reason the figures themselves give. A week on which the list of a
heading's lines is not known to be complete settles nothing: it is listed apart, with what is left over, and never hidden.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final

import numpy as np

from ebb.series import Dates
from ebb.store.statement import TOLERANCE, UNIT, Footing, Held, columns, footing
from ebb.store.statement_lines import BASES, Identity, Span, identities, lines, parts, walk

#: Reasons a week lies outside its tolerance; said in both languages by ``check.reason.<id>``.
ROUNDING, NOT_HELD, NOT_LISTED, UNEXPLAINED = "rounding", "not_held", "not_listed", "unexplained"
#: One more day of inflation compensation on the eve of a holiday: the rest is within the tolerance (see check_soma).
ONE_DAY: Final = "one_day"
#: Reasons that account for the whole of what is left over, so that the week counts as met; it is listed all the same.
EXPLAINED: Final = frozenset({ROUNDING, ONE_DAY})
#: A line known to be revised comes from another delivery than its heading, and no more is left over than a revision.
MIXED: Final = "mixed"

#: Share of a line that a revision may change; beyond it the figures are wrong, whoever sent them.
#: Currency in circulation was revised by 0.3 per mille between the copies of 2023 and those of 2026.
REVISION: Final = 0.001

#: Facts that are amounts.
MONEY: Final = frozenset({"bound", "daily"})

#: The headings of the two tables, each checked once on each basis: the table whose parts are counted.
HEADINGS: Final[tuple[tuple[str, str], ...]] = (
    ("reserve_balances", "factors"),
    ("total_supplying", "factors"),
    ("reserve_bank_credit", "factors"),
    ("securities", "factors"),
    ("treasuries", "factors"),
    ("repos", "factors"),
    ("loans", "factors"),
    ("total_absorbing", "factors"),
    ("reverse_repos", "factors"),
    ("deposits_other_than_reserves", "factors"),
    ("total_assets", "condition"),
    ("credit_extended", "condition"),
    ("total_liabilities", "condition"),
    ("deposits", "condition"),
    ("total_capital", "condition"),
)


@dataclass(frozen=True, slots=True)
class Outside:
    """One week outside a law's tolerance, or unsettled.

    Parameters
    ----------
    day : date
    size : float, USD mn
        What is left over, with its sign.
    reason : str
        An id of the catalogue's ``check.reason``.
    facts : mapping
        What the reason's sentence needs: numbers in USD mn, days, keys of lines.
    """

    day: date
    size: float
    reason: str
    facts: Mapping[str, Any] = field(default_factory=dict)

    def json(self) -> dict[str, Any]:
        """The wire form; amounts in USD billion."""
        facts = {key: value / 1e3 if key in MONEY else value for key, value in self.facts.items()}
        return {"date": self.day, "size": self.size / 1e3, "reason": self.reason, "facts": facts}


@dataclass(frozen=True, slots=True)
class Skipped:
    """One week on which two publications could not be compared: `reason` is that of ``check.reason``, `lines` what lacks."""

    day: date
    reason: str
    lines: tuple[str, ...] = ()

    def json(self) -> dict[str, Any]:
        """The wire form."""
        return {"date": self.day, "reason": self.reason, "lines": list(self.lines)}


@dataclass(frozen=True, slots=True)
class Verdict:
    """One law over all weeks that were held.

    Parameters
    ----------
    law : str
        ``check.law.<law>`` says it; of a heading, the line's key.
    kind : ``"heading"``, ``"identity"``, ``"soma"`` or ``"beside"``
    basis : str
    tolerance : float, USD mn
        Weeks beyond it are listed.
    bar : float
        Share of the weeks checked that must lie within the tolerance or be explained to within it (:data:`EXPLAINED`).
    weeks, within : int
        Checked, and of these within the tolerance.
    outside : tuple of Outside
        Every other week checked.
    unsettled : tuple of Outside
        Weeks whose list of lines is not known complete and that leave something over.
    incomplete : int
        Weeks that lack a line which is always published, so that nothing can be said.
    missing : tuple of str
        The lines these lack.
    first, last : date or None
        Span of the weeks checked.
    skipped : tuple of Skipped
        Weeks that have the H.4.1's lines but not all of what they are compared with.
    """

    law: str
    kind: str
    basis: str
    tolerance: float
    bar: float
    weeks: int
    within: int
    outside: tuple[Outside, ...] = ()
    unsettled: tuple[Outside, ...] = ()
    incomplete: int = 0
    missing: tuple[str, ...] = ()
    first: date | None = None
    last: date | None = None
    skipped: tuple[Skipped, ...] = ()

    @property
    def rounding(self) -> float:
        """The tolerance that decides, USD mn: the largest rounding that a week outside was allowed, if any was."""
        bounds = (float(one.facts.get("bound", 0.0)) for one in self.outside if one.reason == ROUNDING)
        return max((self.tolerance, *bounds))

    @property
    def share(self) -> float:
        """Share of the weeks checked that lie within the tolerance; NaN where none was."""
        return self.within / self.weeks if self.weeks else float("nan")

    @property
    def worst(self) -> Outside | None:
        """The largest of the weeks outside."""
        return max(self.outside, key=lambda one: abs(one.size), default=None)

    @property
    def met(self) -> int:
        """Weeks that count for the bar: within the tolerance, or explained to within it by arithmetic (:data:`EXPLAINED`)."""
        return self.within + sum(one.reason in EXPLAINED for one in self.outside)

    @property
    def ok(self) -> bool:
        """Whether the law meets its bar; a law without a week to check on has not failed."""
        return self.weeks == 0 or self.met >= self.bar * self.weeks

    def json(self) -> dict[str, Any]:
        """The wire form; amounts in USD billion."""
        worst = self.worst
        return {
            "law": self.law,
            "kind": self.kind,
            "basis": self.basis,
            "tolerance": self.tolerance / 1e3,
            "rounding": self.rounding / 1e3,
            "bar": self.bar,
            "weeks": self.weeks,
            "within": self.within,
            "share": self.share,
            "first": self.first,
            "last": self.last,
            "worst": None if worst is None else worst.json(),
            "ok": self.ok,
            "outside": [one.json() for one in self.outside],
            "unsettled": [one.json() for one in self.unsettled],
            "incomplete": self.incomplete,
            "missing": list(self.missing),
            "skipped": [one.json() for one in self.skipped],
        }


def headings(held: Held, basis: str, span: Span | None = None) -> tuple[Verdict, ...]:
    """Every heading of both tables on one basis: parts add to their heading within the rounding of published lines.

    Notes
    -----
    Law: heading - sum of parts = 0 within 2 million. A week beyond it passes only where rounding can explain it, half a
    million for each published figure; such weeks are listed.
    """
    wanted = ((key, table) for key, table in HEADINGS if basis == BASES[0] or table == "factors")
    return tuple(heading(footing(held, key, table, basis), span) for key, table in wanted)


def heading(found: Footing, span: Span | None = None) -> Verdict:
    """The verdict on one heading."""
    line = lines()[found.key]
    low, high = span or (date.min, date.max)
    days: list[date] = found.dates.tolist()
    outside, unsettled, checked = [], [], []
    rows = zip(days, found.residual.tolist(), found.bound.tolist(), found.lacking, strict=True)
    for day, left, bound, lacking in rows:
        if not low <= day <= high:
            continue
        allowed = max(TOLERANCE, bound)
        if abs(left) > allowed and (lacking or not line.listed(day)):
            reason = NOT_HELD if lacking else NOT_LISTED
            unsettled.append(Outside(day, left, reason, {"lines": lacking} if lacking else {}))
            continue
        checked.append(day)
        if abs(left) > TOLERANCE:
            rounding = abs(left) <= bound
            facts = {"terms": round(2 * bound), "bound": bound} if rounding else {}
            outside.append(Outside(day, left, ROUNDING if rounding else UNEXPLAINED, facts))
    return Verdict(
        found.key,
        "heading",
        found.basis,
        TOLERANCE,
        1.0,
        len(checked),
        len(checked) - len(outside),
        tuple(outside),
        tuple(unsettled),
        found.incomplete,
        found.missing,
        checked[0] if checked else None,
        checked[-1] if checked else None,
    )


def sums(held: Held, basis: str, span: Span | None = None) -> tuple[Verdict, ...]:
    """The sums beside the tables: total assets = liabilities + capital, and loans = loans net."""
    averaged = {line.key for line, _ in walk("factors")}
    wanted = (law for law in identities() if basis == BASES[0] or law.left in averaged)
    return tuple(one_sum(held, law, basis, span) for law in wanted)


def one_sum(held: Held, law: Identity, basis: str, span: Span | None = None) -> Verdict:
    """The verdict on one sum over the weeks on which every line of it is held."""
    keys = (law.left, *law.right)
    dates, values = columns(held, keys, basis)
    if len(values) < len(keys):
        lacking = tuple(key for key in keys if key not in values)
        weeks = int(np.isfinite(values[law.left]).sum()) if law.left in values else 0
        return Verdict(law.key, "identity", basis, TOLERANCE, 1.0, 0, 0, incomplete=weeks, missing=lacking)
    left = values[law.left] - sum(values[key] for key in law.right)
    low, high = span or (date.min, date.max)
    first = max(low, law.since or date.min)
    usable = np.isfinite(left) & _between(dates, first, high)
    days, sizes = dates[usable].tolist(), left[usable].tolist()
    bound = len(keys) / 2.0
    outside = tuple(
        Outside(day, size, ROUNDING, {"terms": len(keys), "bound": bound})
        if abs(size) <= bound
        else Outside(day, size, UNEXPLAINED)
        for day, size in zip(days, sizes, strict=True)
        if abs(size) > TOLERANCE
    )
    incomplete = int((np.isfinite(values[law.left]) & ~np.isfinite(left) & _between(dates, first, high)).sum())
    return Verdict(
        law.key,
        "identity",
        basis,
        TOLERANCE,
        1.0,
        len(days),
        len(days) - len(outside),
        outside,
        (),
        incomplete,
        (),
        days[0] if days else None,
        days[-1] if days else None,
    )


def all_laws(held: Mapping[str, Held], span: Span | None = None) -> tuple[Verdict, ...]:
    """Headings and sums of both statements; `held` is keyed by basis, so that the two never meet.

    The statement of condition is published for Wednesdays only: it has no laws on the average of the week.
    """
    found: list[Verdict] = []
    for basis in BASES:
        given = held.get(basis, {})
        found += [*headings(given, basis, span), *sums(given, basis, span)]
    return tuple(found)


def lines_of(verdict: Verdict) -> tuple[str, ...]:
    """The lines a heading or a sum is made of, the heading first; empty for other laws."""
    for law in identities():
        if law.key == verdict.law:
            return (law.left, *law.right)
    tables = dict(HEADINGS)
    if verdict.kind != "heading" or verdict.law not in tables:
        return ()
    return (verdict.law, *(part.key for part in parts(verdict.law, tables[verdict.law])))


def settle(verdict: Verdict, held: Held, delivered: Mapping[str, Mapping[date, str]]) -> Verdict:
    """The verdict with weeks set apart on which a line that is revised comes from another delivery than its heading.

    Parameters
    ----------
    verdict : Verdict
    held : mapping of line -> Series
    delivered : mapping of line -> (day -> delivery)
        Where each figure in force was read.

    Notes
    -----
    A release is consistent with itself. Where a line was replaced by a later copy, the rest of the week being of an earlier
    one, its revision is left over and says nothing about either copy. Only lines seen to be revised have this excuse, and
    only for as little as revisions are.
    """
    first, *others = lines_of(verdict) or ("",)
    kept: list[Outside] = []
    apart: list[Outside] = []
    for week in verdict.outside:
        home = delivered.get(first, {}).get(week.day)
        revised = (key for key in others if lines()[key].revised)
        odd = tuple(key for key in revised if delivered.get(key, {}).get(week.day, home) != home)
        amount = sum(abs(held[key].in_unit(UNIT).at(week.day)) for key in odd)
        mixed = week.reason == UNEXPLAINED and odd and abs(week.size) <= REVISION * amount
        facts = {"lines": odd, "files": tuple(sorted({delivered[key][week.day] for key in odd}))}
        (apart if mixed else kept).append(Outside(week.day, week.size, MIXED, facts) if mixed else week)
    unsettled = tuple(sorted((*verdict.unsettled, *apart), key=lambda week: week.day))
    return replace(verdict, weeks=verdict.weeks - len(apart), outside=tuple(kept), unsettled=unsettled)


def _between(dates: Dates, first: date, last: date) -> np.ndarray[Any, np.dtype[np.bool_]]:
    found: np.ndarray[Any, np.dtype[np.bool_]] = (dates >= np.datetime64(first, "D")) & (
        dates <= np.datetime64(last, "D")
    )
    return found
