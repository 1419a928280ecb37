"""Whole US cents: the only unit in which the books are kept.

These are :func:`ebb.units.cents` and :func:`ebb.units.billions` for one amount at a time, in plain integers and from
any unit of money, as a ledger needs them. A float never enters an account. Published billions come in through
:func:`cents`, rounded once, half to even; they go out through :func:`usd_bn`. Amounts are plain Python integers held
inside the int64 range, so that an array of the same books holds the same numbers.
"""

from __future__ import annotations

import math
import operator
from typing import Final, SupportsIndex

from ebb.errors import AmountError
from ebb.units.money import CENTS_PER_BN, CENTS_PER_DOLLAR, MAX_CENTS
from ebb.units.scale import factor

#: Whole US cents.
Cents = int

#: Amounts lie strictly within plus or minus this (int64).
LIMIT: Final = MAX_CENTS


def cents(amount: float, unit: str = "USD bn") -> Cents:
    """`amount` of `unit` in whole cents, rounded half to even.

    Parameters
    ----------
    amount : float
        Finite; exact to the cent up to :data:`ebb.units.EXACT_BN`.
    unit : str
        A unit of money of :data:`ebb.units.scale.SCALES`.

    Raises
    ------
    AmountError
        If `amount` is not finite or does not fit int64 cents.

    >>> cents(2293.003)
    229300300000000
    >>> cents(6_552_419, "USD mn") == cents(6552.419)
    True
    """
    size = round(factor(unit, "USD") * CENTS_PER_DOLLAR)
    if not math.isfinite(amount) or abs(amount * size) >= LIMIT:
        raise AmountError(
            f"{amount} {unit} is no amount of money",
            "books.cents",
            "a finite amount below 92 thousand trillion dollars",
            "check the number and its unit",
        )
    entire = int(amount)  # scaled apart from its fraction, so that nothing is lost on the way
    return entire * size + round((amount - entire) * size)


def usd_bn(amount: Cents) -> float:
    """Cents as billions of US dollars (eleven decimals say them exactly).

    >>> usd_bn(229300300000000)
    2293.003
    """
    return amount / CENTS_PER_BN


def whole(amount: SupportsIndex, where: str) -> Cents:
    """`amount` as a plain integer of cents; floats are refused.

    Raises
    ------
    AmountError
        If `amount` is no integer (a float of dollars, for instance) or does not fit int64.

    >>> whole(125, "an example")
    125
    """
    try:
        value = operator.index(amount)
    except TypeError:
        raise AmountError(
            f"{amount!r} is no whole number of cents",
            where,
            "an integer: the books are kept in US cents",
            "convert with ebb.books.cents(amount, unit)",
        ) from None
    if abs(value) >= LIMIT:
        raise AmountError(
            f"{value} cents do not fit int64", where, f"less than {LIMIT}", "check the unit of the amount"
        )
    return value


def say(amount: Cents) -> str:
    """Cents as text for a message, to the cent.

    >>> say(-125000000)
    '-1,250,000.00 USD'
    """
    dollars, rest = divmod(abs(amount), 100)
    return f"{'-' if amount < 0 else ''}{dollars:,}.{rest:02d} USD"
