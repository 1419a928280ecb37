"""Every sentence and label by key, in Traditional Chinese and English; see :mod:`ebb.text.catalogue` for the format.

This room writes what others computed. It must never compute a figure, and never let a bare number into a sentence.
"""

from __future__ import annotations

from ebb.text.catalogue import Phrase, Unit, areas, keys, say
from ebb.text.check import check
from ebb.text.glossary import forbidden, term
from ebb.text.labels import labelled, unit_label, unit_labelled, value_label
from ebb.text.language import LANGUAGES, language
from ebb.text.values import (
    BasisPoints,
    Count,
    Day,
    Money,
    Month,
    Months,
    Number,
    Percent,
    Points,
    Range,
    Said,
    Term,
    Weeks,
    Words,
    Years,
)

languages = LANGUAGES

__all__ = [
    "LANGUAGES",
    "BasisPoints",
    "Count",
    "Day",
    "Money",
    "Month",
    "Months",
    "Number",
    "Percent",
    "Phrase",
    "Points",
    "Range",
    "Said",
    "Term",
    "Unit",
    "Weeks",
    "Words",
    "Years",
    "areas",
    "check",
    "forbidden",
    "keys",
    "labelled",
    "language",
    "languages",
    "say",
    "term",
    "unit_label",
    "unit_labelled",
    "value_label",
]
