"""What a runoff of a given size does to rates, according to everyone who has published a number.

The estimates differ by a factor of ten, because they measure different things at different times. So the answer is a
list with names and a range, for each measure apart, and never one number: the effect on the 10-year yield, and the
rise of the policy rate that would do the same. The two are not added, and the second is not turned into the first.
The estimates come from the packaged literature document, handed in as a parsed mapping.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from statistics import median
from typing import Any

from ebb.errors import AmountError, FormatError

MEASURES = ("10-year yield", "policy rate")
SHOWN = ("seen", "computed")
_FIELDS = ("key", "known", "who", "measure", "regime", "evidence", "source", "said", "conversion")


@dataclass(frozen=True, slots=True)
class Published:
    """One published estimate, in the unit in which it was given.

    `low`, `value`, `high` in basis points for `amount` USD trillion leaving the Fed; `amount` is None for an effect per
    announcement, and all four are None where the authors found no effect. `known` is the day from which it could be read.
    """

    key: str
    known: date
    who: str
    measure: str
    regime: str
    evidence: str
    source: str
    said: str
    conversion: str
    low: float | None
    value: float | None
    high: float | None
    amount: float | None

    @property
    def none_found(self) -> bool:
        """Whether the authors found no effect."""
        return self.value is None

    def per_trillion(self) -> tuple[float, float, float] | None:
        """(low, central, high) in basis points per USD trillion; None where there is no amount to divide by."""
        if self.amount is None or self.low is None or self.value is None or self.high is None:
            return None
        return self.low / self.amount, self.value / self.amount, self.high / self.amount


@dataclass(frozen=True, slots=True)
class EffectRow:
    """One estimate applied to the amount asked for: basis points, and who says so."""

    published: Published
    low: float
    central: float
    high: float


@dataclass(frozen=True, slots=True)
class EffectRange:
    """What `trillions` leaving the Fed do to one measure, in basis points.

    `low` and `high` enclose every row (and zero where somebody found no effect); `central` is the median over the
    rows, an author who found none counted as zero: a middle of the list, not a best estimate. `without_amount` are
    the estimates that cannot be scaled: those per announcement and those that found none.
    """

    measure: str
    trillions: float
    low: float
    central: float
    high: float
    rows: tuple[EffectRow, ...]
    without_amount: tuple[Published, ...]

    def per_trillion(self) -> tuple[float, float, float]:
        """(low, central, high) for one trillion."""
        return self.low / self.trillions, self.central / self.trillions, self.high / self.trillions

    def by_regime(self) -> dict[str, tuple[float, float]]:
        """(low, high) by what the authors looked at: holdings in place, purchases in a crisis, runoff.

        Wide ranges fall apart here: what a purchase nobody expected did in a broken market says little about a runoff
        everybody was told of. An author who found no effect opens the range of that regime to zero.
        """
        found: dict[str, list[float]] = {}
        for row in self.rows:
            found.setdefault(row.published.regime, []).extend((row.low, row.high))
        for published in self.without_amount:
            if published.none_found:
                found.setdefault(published.regime, []).append(0.0)
        return {regime: (min(values), max(values)) for regime, values in found.items()}


def published_effects(document: Mapping[str, Any]) -> tuple[Published, ...]:
    """The ``[[effect]]`` tables of the literature document, in its order.

    Raises
    ------
    FormatError
        If a table lacks a field, rests on memory, or has neither numbers nor ``none_found``; every problem is listed.
    """
    found, problems = [], []
    for number, raw in enumerate(document.get("effect", ()), start=1):
        name = raw.get("key", f"number {number}")
        problem = _problem(raw)
        if problem:
            problems.append(f"{name}: {problem}")
            continue
        low, value, high = _triple(raw)
        amount = None if value is None or "per" in raw else float(raw["amount"])
        texts = {field: raw[field] for field in _FIELDS}
        found.append(Published(low=low, value=value, high=high, amount=amount, **texts))
    if problems or not found:
        raise FormatError(
            f"published effects cannot be read: {'; '.join(problems) or 'there are none'}",
            "literature document, [[effect]]",
            f"fields {', '.join(_FIELDS)}; measure one of {', '.join(MEASURES)}; evidence one of {', '.join(SHOWN)}",
            "restore the packaged file (reinstall ebb)",
        )
    return tuple(found)


def effect_of_runoff(trillions: float, document: Mapping[str, Any], as_of: date = date.max) -> dict[str, EffectRange]:
    """What a runoff of `trillions` USD trillion does to rates, by measure, with who says so.

    Parameters
    ----------
    trillions : float, > 0
        Amount that leaves the Fed.
    document : mapping
        The parsed literature document.
    as_of : date, optional
        Estimates published later are left out; by default none is.

    Returns
    -------
    dict of EffectRange by measure (:data:`MEASURES`); a measure for which nothing with an amount had been published by
    `as_of` is absent.

    Raises
    ------
    AmountError
        If the amount is not above zero.
    FormatError
        If the document cannot be read.

    Notes
    -----
    Scaling is proportional, which no author claims far beyond the size studied: see `conversion` of each row.
    Law: twice the amount gives twice the effect; every row lies inside the range.
    """
    if not trillions > 0:
        raise AmountError(
            f"a runoff of {trillions} trillion is none",
            "yields.literature",
            "USD trillion leaving the Fed, above zero",
            "give the fall of the holdings as a positive number",
        )
    everything = published_effects(document)
    bare = [measure for measure in MEASURES if not _scalable(measure, everything)]
    if bare:
        raise FormatError(
            f"no published effect on the {' and the '.join(bare)} has an amount",
            "literature document, [[effect]]",
            "at least one estimate with an amount for each measure",
            "restore the packaged file (reinstall ebb)",
        )
    known = tuple(p for p in everything if p.known <= as_of)
    return {measure: _range(measure, trillions, known) for measure in MEASURES if _scalable(measure, known)}


def _scalable(measure: str, among: tuple[Published, ...]) -> bool:
    return any(p.measure == measure and p.per_trillion() is not None for p in among)


def _range(measure: str, trillions: float, everything: tuple[Published, ...]) -> EffectRange:
    mine = [p for p in everything if p.measure == measure]
    rows = []
    for published in mine:
        scaled = published.per_trillion()
        if scaled is not None:
            low, central, high = (trillions * x for x in scaled)
            rows.append(EffectRow(published, low, central, high))
    nothing = [0.0 for p in mine if p.none_found]
    return EffectRange(
        measure=measure,
        trillions=trillions,
        low=min([row.low for row in rows] + nothing),
        central=median([row.central for row in rows] + nothing),
        high=max(row.high for row in rows),
        rows=tuple(rows),
        without_amount=tuple(p for p in mine if p.per_trillion() is None),
    )


def _triple(raw: Mapping[str, Any]) -> tuple[float | None, float | None, float | None]:
    if raw.get("none_found", False):
        return None, None, None
    low, high = float(raw.get("low", raw.get("value"))), float(raw.get("high", raw.get("value")))
    return low, float(raw.get("value", (low + high) / 2.0)), high


def _problem(raw: Mapping[str, Any]) -> str:
    missing = [field for field in _FIELDS if field not in raw]
    if missing:
        return f"lacks {', '.join(missing)}"
    if type(raw["known"]) is not date:
        return f'known "{raw["known"]}" is no day'
    if raw["measure"] not in MEASURES:
        return f'measure "{raw["measure"]}"'
    if raw["evidence"] not in SHOWN:
        return f'evidence "{raw["evidence"]}"'
    if raw.get("none_found", False):
        return ""
    if "value" not in raw and not {"low", "high"} <= set(raw):
        return "has neither value nor low and high"
    return "" if "per" in raw or float(raw.get("amount", 0)) > 0 else "has no amount"
