"""Money as whole cents in int64, and the two crossings: from and to billions, from and to whole dollars.

Books are kept in cents so that they balance exactly; reports speak of billions. A billion is 10**11 cents, so a report
number needs 11 decimals to be exact, which a float holds up to :data:`EXACT_BN`.
"""

from __future__ import annotations

from typing import Any, Final, overload

import numpy as np
from numpy.typing import NDArray

from ebb.errors import AmountError

Cents = NDArray[np.int64]

#: Cents in one billion dollars, and in one dollar.
CENTS_PER_BN: Final = 10**11
CENTS_PER_DOLLAR: Final = 100

#: Up to this many billions a float shows the cents exactly in 11 decimals (half its spacing is below half a cent).
EXACT_BN: Final = 65_536.0

#: The largest amount of the house, in cents: what int64 holds.
MAX_CENTS: Final = 2**63 - 1


@overload
def cents(usd_bn: float) -> int: ...
@overload
def cents(usd_bn: NDArray[np.float64]) -> Cents: ...
def cents(usd_bn: float | NDArray[np.float64]) -> Any:
    """Whole cents nearest to an amount in billions of US dollars.

    Parameters
    ----------
    usd_bn : float or float64 array of any shape
        USD billion.

    Returns
    -------
    int or read-only int64 array of the same shape

    Raises
    ------
    AmountError
        If a value is not finite or its cents do not fit into int64; the message says how many and which is the first.

    Notes
    -----
    Law: ``cents(billions(c)) == c`` for every ``c`` up to :data:`EXACT_BN` billions.

    >>> cents(6735.8)
    673580000000000
    """
    return _whole(usd_bn, CENTS_PER_BN)


@overload
def dollars(usd_bn: float) -> int: ...
@overload
def dollars(usd_bn: NDArray[np.float64]) -> NDArray[np.int64]: ...
def dollars(usd_bn: float | NDArray[np.float64]) -> Any:
    """Whole dollars nearest to an amount in billions of US dollars; arguments and errors as of :func:`cents`.

    >>> dollars(0.025)
    25000000
    """
    return _whole(usd_bn, CENTS_PER_BN // CENTS_PER_DOLLAR)


@overload
def billions(amount: int) -> float: ...
@overload
def billions(amount: Cents) -> NDArray[np.float64]: ...
def billions(amount: int | Cents) -> Any:
    """Cents as billions of US dollars, exact when written with 11 decimals.

    Raises
    ------
    AmountError
        If an amount is no integer, or beyond :data:`EXACT_BN` billions, where 11 decimals would no longer be exact.
    """
    whole = np.asarray(amount)
    if whole.dtype.kind not in "iu":
        raise AmountError(
            f"cents of type {whole.dtype}", "units.money", "whole cents (int64)", "convert with cents(...)"
        )
    limit = int(EXACT_BN) * CENTS_PER_BN
    if ((whole > limit) | (whole < -limit)).any():
        raise AmountError(
            f"{amount} cents cannot be said in billions to the cent",
            "units.money",
            f"at most {EXACT_BN:,.0f} billion either way",
            "check the scale of the amount",
        )
    return _given_back(whole / CENTS_PER_BN)


@overload
def cents_of_dollars(amount: int) -> int: ...
@overload
def cents_of_dollars(amount: NDArray[np.int64]) -> Cents: ...
def cents_of_dollars(amount: int | NDArray[np.int64]) -> Any:
    """Whole dollars as cents.

    Raises
    ------
    AmountError
        If an amount is no integer or its cents do not fit into int64.
    """
    whole = np.asarray(amount)
    limit = MAX_CENTS // CENTS_PER_DOLLAR
    if whole.dtype.kind not in "iu" or ((whole > limit) | (whole < -limit)).any():
        raise AmountError(
            f"{amount} is no amount in whole dollars", "units.money", "integers within int64", "correct it"
        )
    return _given_back(whole.astype(np.int64) * CENTS_PER_DOLLAR)


def _whole(usd_bn: float | NDArray[np.float64], per_billion: int) -> Any:
    """Nearest whole units; billions and their fraction are scaled apart, so that nothing is lost on the way."""
    given = np.asarray(usd_bn, dtype=np.float64)
    limit = MAX_CENTS // CENTS_PER_BN
    with np.errstate(invalid="ignore"):
        wrong = ~(np.abs(given) < limit)  # true for NaN too
    if wrong.any():
        raise AmountError(
            f"{int(wrong.sum())} of {given.size} amounts cannot be booked, the first is {given[wrong].flat[0]}",
            "units.money",
            f"finite billions below {limit:,} either way",
            "check the unit (billions, not millions) and missing values",
        )
    entire = np.trunc(given)
    rest = np.rint((given - entire) * per_billion)
    return _given_back(entire.astype(np.int64) * per_billion + rest.astype(np.int64))


def _given_back(values: Any) -> Any:
    """A scalar for a scalar, a read-only array for an array."""
    if values.ndim == 0:
        return values.item()
    values.flags.writeable = False
    return values
