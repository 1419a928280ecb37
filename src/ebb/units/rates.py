"""One reader of rates, shares and basis points in English and Chinese.

A percentage, a difference of percentages and basis points are three kinds of statement; the reader says which it found.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from ebb.errors import AmountError
from ebb.units.numerals import Reading, Unreadable, normalised, read, words
from ebb.units.parse import LONGEST

#: Unit as printed -> kind, and its size in percent of one. 碼 is the Taiwanese quarter point, 成 a tenth.
_UNITS: Final[dict[str, tuple[str, str]]] = {
    **dict.fromkeys(("%", "percent", "per cent", "pct"), ("percent", "1")),
    **dict.fromkeys(
        ("個百分點", "百分點", "percentage points", "percentage point", "ppts", "ppt", "pp"), ("points", "1")
    ),
    **dict.fromkeys(("個基點", "基點", "個基本點", "basis points", "basis point", "bps", "bp"), ("bp", "0.01")),
    "碼": ("bp", "0.25"),
    "成": ("percent", "10"),
}
_PARTS: Final = {"百分之": "1", "千分之": "0.1", "萬分之": "0.01"}
_OF: Final = re.compile(r"^[^的0-9]{1,30}的(?=.)|(?<=.) of .+$")
_ABOUT: Final = re.compile(
    r"^(?:大約|約|將近|近|逾|超過|approximately|about|around|roughly|nearly|almost|more than|over|~) ?"
)


@dataclass(frozen=True, slots=True)
class Rate:
    """A rate, a share or a difference of rates as somebody printed it.

    Parameters
    ----------
    value_percent : float
        In percent, or in percentage points: 25 basis points are 0.25.
    step_percent : float
        The worth of the last printed digit.
    kind : ``"percent"``, ``"points"`` or ``"bp"``
    text : str
        The words as given.
    unit_word : str
        The unit as printed.
    approximate : bool
        Whether the text says about, nearly, more than.
    """

    value_percent: float
    step_percent: float
    kind: str
    text: str
    unit_word: str
    approximate: bool = False


def parse_rate(text: str) -> Rate:
    """The rate that a text is; what it is a share of may stand beside it (「占GDP的34%」, "34% of GDP").

    Raises
    ------
    AmountError
        If the text is no rate; the message says why.

    >>> parse_rate("25個基點").value_percent, parse_rate("百分之四點五").value_percent, parse_rate("1碼").value_percent
    (0.25, 4.5, 0.25)
    """
    try:
        return _rate(text)
    except Unreadable as why:
        raise AmountError(
            f'"{text if len(text) <= LONGEST else text[:LONGEST] + "..."}" is no rate: {why}',
            "units.rates",
            'one number with its unit, e.g. "4.5%", "25 bp", "0.5 percentage points", 「25個基點」, 「百分之四點五」',
            "write the rate with one number and one unit",
        ) from None


def _rate(text: str) -> Rate:
    if len(text) > LONGEST:
        raise Unreadable(f"longer than {LONGEST} characters")
    plain = re.sub("(?<=[a-z])-(?=[a-z])", " ", normalised(text))  # a 25-basis-point cut
    about = bool(_ABOUT.match(plain))
    body = _ABOUT.sub("", _OF.sub("", _ABOUT.sub("", plain)))
    sign = -1 if re.match("負|minus |-", body) else 1
    body = re.sub(r"^(?:負|minus |plus |[-+]) ?", "", body)
    part = next((word for word in _PARTS if body.startswith(word)), None)
    if part is not None:
        number = body.removeprefix(part)
        reading = read("一百" if number == "百" else number).times(Decimal(_PARTS[part]))
        kind, unit = "percent", part
    else:
        body, unit = _unit(body)
        kind, size = _UNITS[unit]
        reading = _number(body, unit).times(Decimal(size))
    value = float(sign * reading.value) if reading.value else 0.0
    return Rate(value, float(reading.step), kind, text, unit, about)


def _unit(body: str) -> tuple[str, str]:
    """The number and its unit; 「三成五」 is 3.5 成."""
    if match := re.fullmatch("([一二三四五六七八九])成([一二三四五六七八九])", body):
        return f"{match[1]}點{match[2]}", "成"
    unit = next((word for word in _UNITS if body.endswith(word)), "")
    if not unit:
        raise Unreadable("it has no unit of a rate")
    return body.removesuffix(unit).rstrip(" -"), unit


def _number(body: str, unit: str) -> Reading:
    if unit == "碼" and body == "半":
        return Reading(Decimal("0.5"), Decimal("0.5"))
    return words(body) if body[:1].isascii() and body[:1].isalpha() else read(body)
