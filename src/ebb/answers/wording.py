"""How the answers are put together: one sentence in both languages, values with their source, caveats in both languages."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from ebb.answers.shape import LANGUAGES, Answer, Interval, Value
from ebb.record import Record
from ebb.series import Series
from ebb.text import Phrase, Words


def answered(
    key: str, as_of: date, text: Phrase, values: Sequence[Value], evidence: Sequence[str], caveats: Sequence[Phrase]
) -> Answer:
    """An answer from phrases of the catalogue."""
    return Answer(
        key=key,
        as_of=as_of,
        text={lang: text.say(lang) for lang in LANGUAGES},
        values=tuple(values),
        evidence=tuple(dict.fromkeys(evidence)),
        caveats={lang: tuple(c.say(lang) for c in caveats) for lang in LANGUAGES},
    )


def value(
    name: str,
    number: float | str | None,
    unit: str,
    source: str,
    band: tuple[float, float] | None = None,
    level: float = 0.90,
) -> Value:
    """One number of an answer; a number that is not finite is missing."""
    if isinstance(number, float) and number != number:
        number = None
    interval = None
    if band is not None and all(edge == edge for edge in band):
        interval = Interval(float(band[0]), float(band[1]), level)
    return Value(name, number if number is None or isinstance(number, str) else float(number), unit, source, interval)


def ranged(name: str, low: float, central: float, high: float, unit: str, source: str) -> list[Value]:
    """A number with the range of a literature or of assumptions: three values, because a range is no probability."""
    edges = [edge for edge in (low, central, high) if edge == edge]
    low, high = (min(edges), max(edges)) if edges else (low, high)
    if low == high:  # one number was given, no range
        return [value(name, central, unit, source)]
    return [
        value(name, central, unit, source),
        value(f"{name}.low", low, unit, source),
        value(f"{name}.high", high, unit, source),
    ]


def cited(*series: Series) -> list[str]:
    """The origins of series, one line each."""
    return [origin.cite() for one in series for origin in one.origins]


def programme_name(record: Record, name: str) -> Words:
    """A programme's name in both languages."""
    texts = record.programme.names[name]
    return Words(texts["en"], texts["zh-Hant"])
