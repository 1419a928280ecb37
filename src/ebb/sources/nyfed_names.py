"""What a security's name says: the check digit of a CUSIP, and the description of a mortgage-backed security.

Names only: no amount is read here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

#: Nine characters, the last a digit.
CUSIP: Final = re.compile(r"[0-9A-Z*@#]{8}[0-9]\Z", re.ASCII)
_POOL: Final = re.compile(r"(.+?)(?: +MORTPASS)? +(\d{1,2}(?:\.\d{1,4})?)% +(\d\d)/(\d\d)\Z", re.ASCII)

#: Values of a CUSIP's characters, and of their doubles, as sums of digits.
_ALPHABET: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ*@#"
_SINGLE: Final = {ch: sum(divmod(n, 10)) for n, ch in enumerate(_ALPHABET)}
_DOUBLE: Final = {ch: sum(divmod(2 * n, 10)) for n, ch in enumerate(_ALPHABET)}


@dataclass(frozen=True, slots=True)
class Pool:
    """What the description of a mortgage-backed security says: ``"UMBS MORTPASS 2% 09/51"``.

    `coupon` is the pass-through rate in percent, `matures` the first day of the stated month of final maturity.
    """

    program: str
    coupon: float
    matures: date


def pool(description: str) -> Pool | None:
    """The program, coupon and maturity of a pool, or None where the description has another form.

    >>> pool("GNMA II MORTPASS 2.5% 03/51")
    Pool(program='GNMA II', coupon=2.5, matures=datetime.date(2051, 3, 1))
    """
    found = _POOL.match(description)
    if not found or not 1 <= int(found[3]) <= 12:
        return None
    return Pool(found[1].strip(), float(found[2]), date(2000 + int(found[4]), int(found[3]), 1))


def check_digit_fits(cusip: str) -> bool:
    """Whether the ninth character of a CUSIP is the check digit of the eight before (modulus 10, double-add-double).

    >>> check_digit_fits("31359MEU3"), check_digit_fits("31359MEU4")
    (True, False)
    """
    if not CUSIP.match(cusip):
        return False
    single = sum(_SINGLE[ch] for ch in cusip[:8:2])
    return (single + sum(_DOUBLE[ch] for ch in cusip[1:8:2])) % 10 == -int(cusip[8]) % 10
