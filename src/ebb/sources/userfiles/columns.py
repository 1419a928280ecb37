"""What a column of a user's file is: its card, found by name, and the unit and kind a sibling units file states for it.

A name is looked up as the name of a card, then among the names cards list for users' files, then among the names publishers
use themselves, then among the aliases of ``shapes.toml``. A statement of units is checked, never trusted: it converts
figures, and the card's magnitude guard has the last word.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

from ebb.errors import UnitError
from ebb.sources.cards import Card, cards
from ebb.sources.userfiles.sheet import read_rows, refuse
from ebb.units.scale import SCALES, factor

_FILE: Final = files("ebb") / "sources" / "userfiles" / "shapes.toml"

_SIZES: Final = {"millions": "mn", "billions": "bn", "trillions": "tn"}
_MONEY: Final = re.compile(
    r"(?P<size>millions|billions|trillions)? ?(?:of )?(?P<chained>chained (?:\d{4} )?)?"
    r"(?P<money>USD|US dollars|U\.S\. dollars|dollars|EUR|euros|GBP|pounds|TWD)\b(?:, annual rate)?",
    re.IGNORECASE,
)
_CURRENCIES: Final = {"eur": "EUR", "euros": "EUR", "gbp": "GBP", "pounds": "GBP", "twd": "TWD"}
#: Endings of column names that state a unit.
_ENDINGS: Final = {"_usd": "USD", "_mn": "USD mn", "_bn": "USD bn", "_tn": "USD tn", "_pct": "percent", "_bp": "bp"}
#: Who answers for a series nobody has catalogued.
OWNER: Final = "user's file"
#: Usual days to publication of a series nobody has catalogued, by frequency: assumed, and long rather than short.
ASSUMED_LAG: Final = {"daily": 1, "weekly": 8, "monthly": 31, "quarterly": 92, "irregular": 31}


@dataclass(frozen=True, slots=True)
class Stated:
    """One line of a units file: what its author says about one column."""

    name: str
    unit: str
    kind: str
    description: str

    @property
    def derived(self) -> bool:
        """Whether the author computed the column from others."""
        return self.description.upper().startswith("DERIVED")


def stated(text: str, name: str) -> dict[str, Stated]:
    """The lines of a units file (no header: id, units, kind, description) by column.

    Raises
    ------
    FormatError
        If a line has not four cells or a column stands twice.
    """
    found: dict[str, Stated] = {}
    problems = []
    for line, cells in read_rows(text, name):
        if len(cells) != 4:
            problems.append(f"line {line} has {len(cells)} cells, not 4")
        elif cells[0] in found:
            problems.append(f'line {line}: "{cells[0]}" stands twice')
        else:
            found[cells[0]] = Stated(*cells)
    if problems:
        raise refuse(name, problems, "id, units, kind, description on every line, without a header")
    return found


@cache
def shapes() -> Mapping[str, Any]:
    """The tables and aliases of ``shapes.toml``."""
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


@cache
def _names() -> dict[str, str]:
    """Every name of a column -> card; a name two cards claim in the same way means neither."""
    found: dict[str, str] = {}
    aliases = {column: name for column, name in shapes()["columns"].items() if name in cards()}
    for layer in (
        [(c.name, c.name) for c in cards().values()],
        [(also, c.name) for c in cards().values() for also in c.also],
        [(there, c.name) for c in cards().values() for there in c.at.values()],
        list(aliases.items()),
    ):
        claims: dict[str, set[str]] = {}
        for column, name in layer:
            claims.setdefault(column, set()).add(name)
        found = {column: min(names) for column, names in claims.items() if len(names) == 1} | found
    small: dict[str, set[str]] = {}
    for column, name in found.items():
        small.setdefault(column.casefold(), set()).add(name)
    return {column: min(names) for column, names in small.items() if len(names) == 1} | found


def card_of(column: str) -> Card | None:
    """The card a column's name means, or None; small and capital letters are told apart only where it matters."""
    name = _names().get(column) or _names().get(column.casefold())
    return cards()[name] if name else None


def unit_in_name(column: str) -> str | None:
    """The unit a column's name ends in, as in ``total_usd`` or ``par_bn``."""
    return next((unit for ending, unit in _ENDINGS.items() if column.casefold().endswith(ending)), None)


def unit_of(statement: str) -> str | None:
    """A statement such as "billions of USD, annual rate" as a unit of :data:`ebb.units.scale.SCALES`; None if not understood.

    >>> unit_of("millions of USD"), unit_of("billions of chained 2017 USD, annual rate"), unit_of("percent per year")
    ('USD mn', 'chained USD bn', 'percent')
    """
    if statement in SCALES:
        return statement
    said = statement.strip().casefold()
    if re.match(r"percent\b", said) or said == "%":
        return "percent"
    if re.match(r"basis points?\b", said):
        return "bp"
    if re.match(r"(index|ratio|share)\b", said):
        return said.split()[0].rstrip(",")
    matched = _MONEY.fullmatch(said)
    if not matched:
        return None
    size = _SIZES.get(matched["size"] or "", "")
    money = _CURRENCIES.get(matched["money"], "USD")
    unit = f"{'chained ' if matched['chained'] else ''}{money} {size}".strip()
    return unit if unit in SCALES else None


def scale(card: Card, column: str, said: Stated | None) -> float:
    """What figures of a column are multiplied with to be in the card's unit.

    Raises
    ------
    UnitError
        If the statement is not understood, or unit or kind contradict the card.
    """
    ending = unit_in_name(column)
    # Only an ending of the card's own measure states a unit: "gold_usd" is dollars per ounce, as its card says.
    unit = ending if ending and SCALES[ending][0] == SCALES[card.unit][0] else card.unit
    if said is not None:
        understood = unit_of(said.unit)
        if understood is None:
            raise UnitError(
                f'"{column}" is said to be in "{said.unit}", which is no unit of this house',
                "the units file",
                f"a unit such as {card.unit}, millions of USD or percent",
                "correct the units file",
            )
        unit = understood
        _check_kind(card, column, said)
    if SCALES[unit][0] != SCALES[card.unit][0]:
        raise UnitError(
            f'"{column}" is said to be in {unit}, but {card.name} is in {card.unit}',
            "the units file",
            f"a unit that measures {SCALES[card.unit][0]}",
            "correct the units file, or the column's name",
        )
    return factor(unit, card.unit)


def _check_kind(card: Card, column: str, said: Stated) -> None:
    """Levels are not week averages, and a weekly series is not a monthly one."""
    kind = said.kind.casefold()
    level, average = kind.startswith("wednesday level"), kind.startswith("week average")
    clash = (level and card.basis == "week average") or (average and card.basis == "wednesday level")
    often = frequency_of(said.kind)
    if often and card.frequency != "irregular" and often != card.frequency:
        clash = True
    if clash:
        raise UnitError(
            f'"{column}" is said to be "{said.kind}", but {card.name} is {card.frequency}, {card.basis}',
            "the units file",
            f"{card.frequency}, {card.basis}",
            "correct the units file, or give the column its own name",
        )


def frequency_of(kind: str) -> str | None:
    """How often a series of this kind is observed, or None if the words do not say."""
    said = kind.casefold()
    for words, frequency in (
        (("daily",), "daily"),
        (("week", "wednesday"), "weekly"),
        (("month",), "monthly"),
        (("quarter",), "quarterly"),
    ):
        if said.startswith(words):
            return frequency
    return None


def made_card(said: Stated, name: str) -> Card | None:
    """A card for a series the catalogue does not know, from its line in the units file; None if that says too little."""
    unit, frequency = unit_of(said.unit), frequency_of(said.kind)
    if unit is None or frequency is None or not said.description:
        return None
    kind = said.kind.casefold()
    basis = {"daily": "operation day", "weekly": "as-of level", "monthly": "month", "quarterly": "quarter"}[frequency]
    if "7-day" in kind:
        basis = "calendar day"
    elif kind.startswith(("wednesday level", "week average")):
        basis = "week average" if kind.startswith("week average") else "wednesday level"
    return Card(
        said.name,
        said.description,
        OWNER,
        name,
        unit,
        basis,
        frequency,
        ASSUMED_LAG[frequency],
        kind="rate" if SCALES[unit][0] == "rate" else "stock",
        evidence="seen-secondary",
        note="Catalogued by the user's own units file; the lag is assumed.",
    )
