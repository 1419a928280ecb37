"""The catalogue of publishers' series: what each one is, in which unit, on which basis, and when it becomes known.

A card is written once, in ``cards/<publisher>.toml``, and is the only place where the house knows something about a
publisher's series: its unit, its basis, its usual lag and the magnitudes between which its figures must lie. Parsers ask
it what they have read; the store keeps it beside the figures.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any, Final

from ebb.errors import FormatError, UnknownName
from ebb.series import BASES, Origin
from ebb.units.scale import SCALES

_HOME = files("ebb") / "sources" / "cards"
FREQUENCIES: Final = ("daily", "weekly", "monthly", "quarterly", "irregular")
KINDS: Final = ("stock", "flow", "rate", "index")
_REQUIRED: Final = ("publisher", "document", "unit", "basis", "frequency", "lag_days", "title")


@dataclass(frozen=True, slots=True)
class Card:
    """What one publisher's series is.

    Parameters
    ----------
    name : str
        The name used all over the house and in the store; a FRED id where FRED carries the series.
    title : str
        What it is, in a few words.
    publisher, document : str
        Who publishes it and in which release.
    unit, basis : str
        As :data:`ebb.units.scale.SCALES` and :data:`ebb.series.BASES` name them.
    frequency : str
        One of :data:`FREQUENCIES`.
    lag_days : int
        Usual days from the date observed to publication: assumed where no vintage is held.
    kind : str
        One of :data:`KINDS`.
    low, high : float
        The magnitude guard, in `unit`: figures outside it are of another unit or no figures at all.
    at : mapping
        Its name at each place it can be had from, e.g. ``{"fred": "WALCL", "board": "RESPPMA_N.WW"}``.
    also : tuple of str
        Column names of users' own files that mean this series.
    evidence, note : str
    """

    name: str
    title: str
    publisher: str
    document: str
    unit: str
    basis: str
    frequency: str
    lag_days: int
    kind: str = "stock"
    low: float = float("-inf")
    high: float = float("inf")
    at: dict[str, str] = field(default_factory=dict)
    also: tuple[str, ...] = ()
    evidence: str = "seen"
    note: str = ""

    @property
    def origin(self) -> Origin:
        """Who answers for its figures."""
        return Origin(self.publisher, self.document, self.name, evidence=self.evidence)


@cache
def cards() -> dict[str, Card]:
    """Every card by name.

    Raises
    ------
    FormatError
        If a card lacks a field, names an unknown unit or basis, or two cards claim one name; every problem is listed.
    """
    found: dict[str, Card] = {}
    problems: list[str] = []
    for path in sorted(_HOME.iterdir(), key=lambda p: p.name):
        if not path.name.endswith(".toml"):
            continue
        for name, raw in tomllib.loads(path.read_text(encoding="utf-8")).items():
            wrong = _problems(raw)
            if name in found:
                wrong.append("is in two files")
            if wrong:
                problems.append(f"{path.name} [{name}]: {', '.join(wrong)}")
            else:
                found[name] = _card(name, raw)
    if problems:
        raise FormatError(
            f"the catalogue cannot be read: {'; '.join(problems)}",
            "sources/cards",
            f"fields {', '.join(_REQUIRED)}; a known unit, basis and frequency",
            "restore the packaged files (reinstall ebb)",
        )
    return found


def card(name: str) -> Card:
    """One card by its name.

    Raises
    ------
    UnknownName
        If the catalogue has none of that name.
    """
    if name not in cards():
        raise UnknownName.of("catalogued series", name, cards(), where="sources.cards")
    return cards()[name]


@cache
def named_at(place: str) -> dict[str, Card]:
    """The cards that can be had from one place (``"fred"``, ``"board"``, ``"nyfed"``...), by their name there."""
    return {c.at[place]: c for c in cards().values() if place in c.at}


def _problems(raw: dict[str, Any]) -> list[str]:
    wrong = [f"lacks {key}" for key in _REQUIRED if key not in raw]
    if raw.get("unit", "USD") not in SCALES:
        wrong.append(f'unit "{raw["unit"]}"')
    if raw.get("basis", BASES[0]) not in BASES:
        wrong.append(f'basis "{raw["basis"]}"')
    if raw.get("frequency", "daily") not in FREQUENCIES:
        wrong.append(f'frequency "{raw["frequency"]}"')
    if raw.get("kind", "stock") not in KINDS:
        wrong.append(f'kind "{raw["kind"]}"')
    return wrong


def _card(name: str, raw: dict[str, Any]) -> Card:
    fields = {**raw, "name": name, "also": tuple(raw.get("also", ())), "at": dict(raw.get("at", {}))}
    for edge in ("low", "high"):
        if edge in fields:
            fields[edge] = float(fields[edge])
    return Card(**fields)
