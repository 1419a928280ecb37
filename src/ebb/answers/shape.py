"""What an answer is: one sentence in each language, its values with intervals and sources, its caveats."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

LANGUAGES = ("zh-Hant", "en")
#: Where one sentence ends and the next begins.
_END = {"en": re.compile(r"(?<=\.) (?=[A-Z“])"), "zh-Hant": re.compile(r"(?<=。)(?=.)")}


@dataclass(frozen=True, slots=True)
class Interval:
    """A range that holds a quantity with probability `level` (0.90 = ninety percent)."""

    low: float
    high: float
    level: float


@dataclass(frozen=True, slots=True)
class Value:
    """One number of an answer; `value` is a number, an ISO date, or None where it is missing."""

    name: str
    value: float | str | None
    unit: str
    source: str
    interval: Interval | None = None

    def json(self) -> dict[str, Any]:
        """The wire form."""
        band = self.interval
        return {
            "name": self.name,
            "value": self.value,
            "unit": self.unit,
            "interval": None if band is None else {"low": band.low, "high": band.high, "level": band.level},
            "source": self.source,
        }


@dataclass(frozen=True, slots=True)
class Answer:
    """One question answered as of a date.

    Law: `text` and `caveats` have exactly the keys of :data:`LANGUAGES`; every value names its source.
    """

    key: str
    as_of: date
    text: dict[str, str]
    values: tuple[Value, ...]
    evidence: tuple[str, ...]
    caveats: dict[str, tuple[str, ...]]

    def headline(self, lang: str) -> str:
        """The first sentence of the answer: the finding with its number."""
        return self.sentences(lang)[0]

    def sentences(self, lang: str) -> tuple[str, ...]:
        """The answer sentence by sentence, the finding first."""
        return sentences(self.text[lang], lang)

    def value(self, name: str) -> Value:
        """The value called `name` (KeyError if there is none)."""
        return next(v for v in self.values if v.name == name)

    def json(self) -> dict[str, Any]:
        """The wire form of design: ``ebb answer KEY --json``."""
        return {
            "key": self.key,
            "as_of": self.as_of.isoformat(),
            "text": dict(self.text),
            "values": [v.json() for v in self.values],
            "evidence": list(self.evidence),
            "caveats": {lang: list(lines) for lang, lines in self.caveats.items()},
        }


def sentences(text: str, lang: str) -> tuple[str, ...]:
    """A text of the catalogue cut where one sentence ends and the next begins.

    >>> sentences("It fell to 20.9% of GDP. If so, it ends.", "en")
    ('It fell to 20.9% of GDP.', 'If so, it ends.')
    """
    return tuple(_END[lang].split(text.strip()))
