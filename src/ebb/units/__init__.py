"""Amounts and scales: billions and cents, and reading what people print in English and Chinese.

This room knows sizes only. It never guesses a unit and never applies an exchange rate. Writing amounts in a language is
the work of :mod:`ebb.text`.
"""

from __future__ import annotations

from ebb.units.money import CENTS_PER_BN, EXACT_BN, billions, cents, cents_of_dollars, dollars
from ebb.units.parse import Amount, parse_amount
from ebb.units.rates import Rate, parse_rate
from ebb.units.scale import SCALES, convert, factor

__all__ = [
    "CENTS_PER_BN",
    "EXACT_BN",
    "SCALES",
    "Amount",
    "Rate",
    "billions",
    "cents",
    "cents_of_dollars",
    "convert",
    "dollars",
    "factor",
    "parse_amount",
    "parse_rate",
]
