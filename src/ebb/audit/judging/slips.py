"""Slips of unit: 億 for 兆, million for billion, percent for basis points; which of them a printed figure could be."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from ebb.audit.terms import document

#: The unit a figure was printed with, the longest word first.
_UNIT: Final = re.compile(
    r"萬億|万亿|兆|億|亿|萬|万|trillions?|billions?|millions?|trn|bln|mln|tn|bn|mn|(?<=\d)\s?[tbm]\b|個?基點|basis points?|"
    r"bps?\b|個?百分點|percentage points?|百分之|percent|%",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Slip:
    """One possible slip: the factor it takes to undo it, the unit meant and its name, by language."""

    times: float
    name: tuple[tuple[str, str], ...]
    meant: tuple[tuple[str, str], ...]


def unit_word(words: str) -> str:
    """The unit in a printed quantity, "" where it has none.

    >>> unit_word("4.2億美元"), unit_word("1.5萬億美元"), unit_word("$420 million")
    ('億', '萬億', 'million')
    """
    match = _UNIT.search(words)
    return match.group().strip() if match else ""


def slips(script: str, words: str, family: str, unit: str) -> tuple[Slip, ...]:
    """The slips a printed quantity could be, in the order in which they are tried.

    Parameters
    ----------
    script : str
        Of the text: 億 slips in Chinese, million in English.
    words : str
        The quantity as printed.
    family : ``"money"``, ``"rate"`` or ``"share"``
    unit : str
        Of the quantity.
    """
    printed = unit_word(words).lower().rstrip("s") or ""
    wanted = "bp" if unit == "bp" else "rate" if family in ("rate", "share") else "money"
    found = []
    for raw in document("factors")["factor"]:
        if raw["of"] != wanted or script not in raw["scripts"]:
            continue
        named = [word.lower().rstrip("s") for word in raw["printed"]]
        if named and printed not in named:
            continue
        if not named and wanted == "money" and not printed:
            continue
        found.append(Slip(float(raw["times"]), tuple(raw["name"].items()), tuple(raw["meant"].items())))
    return tuple(found)
