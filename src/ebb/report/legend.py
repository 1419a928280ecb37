"""The words and swatches of a legend; shared by the page and by the picture that stands alone."""

from __future__ import annotations

from dataclasses import dataclass

from ebb.text import Said, say


@dataclass(frozen=True, slots=True)
class Key:
    """One entry: its words, colour token and shape (``line``, ``dash``, ``dots``, ``area``, ``bar`` or ``dot``)."""

    label: str | Said
    colour: str
    shape: str = "line"


def wording(label: str | Said, lang: str) -> str:
    """The words of a label: a key of the catalogue, or something that says itself."""
    return say(label, lang) if isinstance(label, str) else label.say(lang)
