"""Numbers, amounts and days as a reader of each language expects them; nothing is computed here but the rounding.

Both languages always show the same rounded number: rounding is decided once, by the English unit (trillion, billion,
million, dollar) and its digits, and the Chinese text shows that same rounded amount in 兆, 億 or 萬. English and
Traditional Chinese (Taiwan) share their decimal point and their thousands separator, so that no locale library has to
be loaded to write a number (the tests hold the result against babel).
"""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal
from typing import Final, NamedTuple

from ebb.errors import AmountError

#: Exponent of ten of each unit of money (the same sizes as :data:`ebb.units.scale.SCALES`).
MONEY_UNITS: Final[dict[str, int]] = {"USD": 0, "USD mn": 6, "USD bn": 9, "USD tn": 12}

#: Scales of an amount in English: exponent, word, usual decimals.
ENGLISH: Final[tuple[tuple[int, str, int], ...]] = (
    (12, " trillion", 2),
    (9, " billion", 1),
    (6, " million", 1),
    (0, "", 0),
)

#: Scales of an amount in Chinese: exponent, word. Below a million, dollars are written out unless they are whole 萬.
CHINESE: Final[tuple[tuple[int, str], ...]] = ((12, "兆"), (8, "億"), (4, "萬"), (0, ""))

#: The sign of a negative number wherever people read it; numbers for programs keep the hyphen of ASCII.
MINUS: Final = "\N{MINUS SIGN}"

#: The Chinese scale that goes with an English one that the caller has pinned.
COUNTERPART: Final[dict[int, int]] = {12: 12, 9: 8, 6: 4, 0: 0}


class Parts(NamedTuple):
    """A rendered value in pieces, so that a range can say its unit once."""

    sign: str
    prefix: str
    number: str
    suffix: str

    def text(self) -> str:
        """The pieces in their order."""
        return f"{self.sign}{self.prefix}{self.number}{self.suffix}"


def exact(value: float | Decimal) -> Decimal:
    """`value` as the decimal number a reader would copy from it.

    Raises
    ------
    AmountError
        If it is not finite.
    """
    number = value if isinstance(value, Decimal) else Decimal(repr(float(value)))
    if not number.is_finite():
        raise AmountError(
            f"{value} cannot be said",
            "text.render",
            "a finite number",
            "say that the figure is missing instead (common.missing)",
        )
    return number


def dollars(value: float | Decimal, unit: str) -> Decimal:
    """An amount given in `unit` as exact US dollars.

    Raises
    ------
    AmountError
        For an unknown unit or a number that is not finite.
    """
    return exact(value).scaleb(_exponent(unit))


def rounded(number: Decimal, exponent: int) -> Decimal:
    """`number` rounded to a multiple of ten to the `exponent`, halves to the even neighbour."""
    step = Decimal(1).scaleb(exponent)
    return (number / step).quantize(Decimal(1), rounding=ROUND_HALF_EVEN) * step


def plain(number: Decimal, digits: int) -> str:
    """A number of no sign with thousands separators and exactly `digits` decimals."""
    return f"{abs(rounded(number, -digits)):,.{digits}f}"


def sign_of(number: Decimal, *, signed: bool) -> str:
    """The minus of print (U+2212), ``"+"`` (only if asked for) or nothing; zero has no sign."""
    if number == 0:
        return ""
    if number < 0:
        return MINUS
    return "+" if signed else ""


def number_parts(value: float | Decimal, digits: int, *, signed: bool = False) -> Parts:
    """A bare number in pieces; the same in both languages."""
    number = rounded(exact(value), -digits)
    return Parts(sign_of(number, signed=signed), "", plain(number, digits), "")


def money_parts(
    value: float | Decimal,
    unit: str,
    lang: str,
    *,
    digits: int | None = None,
    signed: bool = False,
    scale: str | None = None,
) -> Parts:
    """An amount of US dollars in pieces.

    Parameters
    ----------
    value, unit
        The amount and its unit, one of :data:`MONEY_UNITS`.
    lang
        ``"en"`` or ``"zh-Hant"``.
    digits
        Decimals in the English unit, usually 2 for trillions, 1 for billions and millions; the Chinese text shows the
        same rounded amount.
    signed
        Write a plus sign before a positive amount.
    scale
        A unit of :data:`MONEY_UNITS` to write the amount in, instead of the one that suits its size.

    Raises
    ------
    AmountError
        For an unknown unit or a number that is not finite.
    """
    whole = dollars(value, unit)
    pinned = None if scale is None else _exponent(scale)
    size, _, usual = _english(whole, pinned)
    step = size - (usual if digits is None else digits)
    amount = rounded(whole, step)
    size, word, usual = _english(amount, pinned)  # 999.96 billion has become 1 trillion
    step = max(step, size - (usual if digits is None else digits))
    sign = sign_of(amount, signed=signed)
    if lang == "en":
        decimals = usual if digits is None else digits
        return Parts(sign, "$", plain(amount.scaleb(-size), decimals), word)
    power, word = _chinese(amount, pinned)
    if pinned is None and abs(amount) < 10**6 and power:  # whole 萬, without the zeros of its dollars
        step = max(step, power)
    return Parts(sign, "", plain(amount.scaleb(-power), max(0, power - step)), f"{word}美元")


def _english(amount: Decimal, pinned: int | None) -> tuple[int, str, int]:
    """The English scale an amount is written in: the largest that fits, or the pinned one."""
    fits = (row for row in ENGLISH if (row[0] == pinned if pinned is not None else abs(amount) >= 10 ** row[0]))
    return next(fits, ENGLISH[-1])


def _chinese(amount: Decimal, pinned: int | None) -> tuple[int, str]:
    """The Chinese scale of an amount: the largest that fits, dollars below a million unless whole 萬, or the pinned one."""
    if pinned is None and abs(amount) < 10**6 and amount % 10**4:
        return CHINESE[-1]
    wanted = None if pinned is None else COUNTERPART[pinned]
    fits = (row for row in CHINESE if (row[0] == wanted if wanted is not None else abs(amount) >= 10 ** row[0]))
    return next(fits, CHINESE[-1])


def _exponent(unit: str) -> int:
    if unit not in MONEY_UNITS:
        raise AmountError(
            f'"{unit}" is no unit of money', "text.render", f"one of: {', '.join(MONEY_UNITS)}", "convert it first"
        )
    return MONEY_UNITS[unit]
