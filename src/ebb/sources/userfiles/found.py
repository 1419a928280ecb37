"""What was found in one file of a user: figures, and what was left out of them and why.

Reasons for leaving something are phrases of the catalogue (both languages); refusals are errors of the house.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ebb.errors import EbbError
from ebb.sources.harvest import Harvest
from ebb.text import Count, Phrase, Said


@dataclass(frozen=True, slots=True)
class Left:
    """Something that was not taken: a column, a list or a whole file, and why; nothing is wrong with it."""

    what: str
    why: Phrase


@dataclass(frozen=True, slots=True)
class Refused:
    """A column whose figures cannot be what its name says."""

    what: str
    why: EbbError


@dataclass(frozen=True, slots=True)
class Found:
    """One file, recognised.

    Parameters
    ----------
    shape : str
        What it was recognised as: a key of the catalogue below ``import.shape``; ``"left"`` if nothing of it was taken.
    harvest : Harvest
    left : tuple of Left
        Columns and lists that were not taken.
    refused : tuple of Refused
        Columns refused by the magnitude guard or by a statement of units that contradicts them.
    notes : tuple of Phrase or str
        What a reader of the figures must know.
    """

    shape: str
    harvest: Harvest
    left: tuple[Left, ...] = ()
    refused: tuple[Refused, ...] = ()
    notes: tuple[Phrase | str, ...] = ()


#: What a reason may be filled with; whole numbers become counts.
Told = Mapping[str, "str | int | Said"]


def because(key: str, values: Told | None = None) -> Phrase:
    """A reason of the catalogue, ``import.left.<key>``."""
    return _phrase(f"import.left.{key}", values)


def remark(key: str, values: Told | None = None) -> Phrase:
    """A note of the catalogue, ``import.note.<key>``."""
    return _phrase(f"import.note.{key}", values)


def _phrase(key: str, values: Told | None) -> Phrase:
    said: dict[str, Said | str] = {
        name: Count(value) if isinstance(value, int) else value for name, value in (values or {}).items()
    }
    return Phrase(key, said)


def left_whole(name: str, key: str, values: Told | None = None) -> Found:
    """A file of which nothing was taken."""
    return Found("left", Harvest(), (Left(name, because(key, values)),))
