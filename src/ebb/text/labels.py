"""What people read instead of an identifier: names of values and of their units, in both languages.

Identifiers are for programs and never change with the language; every table that shows one to a person shows its label
first. A name is said by its parts, so that ``threshold.survey_2019.today.low`` needs no sentence of its own.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from ebb.text.catalogue import keys, say
from ebb.text.values import Money

#: Where the label of one part of a name may stand, in the order they are asked.
_SHELVES: Final = ("values.part.{}", "planning.episode.{}.name", "planning.fact.{}", "charts.followed.case.{}")
_AMOUNT_LAST: Final = re.compile(r"(.+) (\d[\d,]*)")


@cache
def labelled(name: str) -> bool:
    """Whether every part of a value's name has a label.

    >>> labelled("threshold.survey_2019.today.low"), labelled("threshold.of_nobody")
    (True, False)
    """
    return all(_key(part) for part in name.split("."))


@cache
def value_label(name: str, lang: str) -> str:
    """The name of a value as people read it; a name that has no label stands as it is.

    >>> value_label("threshold.survey_2019.today", "en")
    "Threshold: banks' survey of 2019, in today's money"
    """
    if not labelled(name):
        return name
    first, *others = (_said(key, lang) for part in name.split(".") if (key := _key(part)))
    colon, comma = (": ", ", ") if lang == "en" else ("：", "，")
    return first[:1].upper() + first[1:] + (colon + comma.join(others) if others else "")


@cache
def unit_label(unit: str, lang: str) -> str:
    """The name of a value's unit as people read it; a unit that has no label stands as it is.

    >>> unit_label("USD a month on 300,000", "en"), unit_label("USD bn", "zh-Hant")
    ('USD a month on $300,000', '十億美元')
    """
    amount = _AMOUNT_LAST.fullmatch(unit)
    key = f"units.{_slug(amount[1] if amount else unit)}"
    if key not in _known():
        return unit
    return say(key, lang, amount=Money(float(amount[2].replace(",", "")), unit="USD")) if amount else say(key, lang)


def unit_labelled(unit: str) -> bool:
    """Whether a unit has a label."""
    amount = _AMOUNT_LAST.fullmatch(unit)
    return f"units.{_slug(amount[1] if amount else unit)}" in _known()


def _said(key: str, lang: str) -> str:
    """A label as it stands within a line: facts are written to stand alone, with a capital."""
    said = say(key, lang)
    return said[:1].lower() + said[1:] if key.startswith("planning.fact.") and said[1:2].islower() else said


def _key(part: str) -> str | None:
    return next((key for shelf in _SHELVES if (key := shelf.format(part)) in _known()), None)


def _slug(unit: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", unit.lower())


@cache
def _known() -> frozenset[str]:
    return frozenset(keys())
