"""One reader of amounts of money in English and Chinese.

兆 is 10**12 and 億 is 10**8: an article that prints 億 for 兆 is wrong by a factor of ten thousand, and this reader
keeps the two apart. It reads US dollars only; an amount in another currency is refused, since no exchange rate belongs
here, and so is 「元」 alone, which in Taiwan is the New Taiwan dollar.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from ebb.errors import AmountError
from ebb.units.money import CENTS_PER_DOLLAR, MAX_CENTS
from ebb.units.numerals import ARABIC, Reading, Unreadable, normalised, read, words

#: Longest text that may be one amount.
LONGEST: Final = 80

_ENGLISH: Final = {
    **dict.fromkeys(("trillion", "trillions", "trn", "tn", "t"), 12),
    **dict.fromkeys(("billion", "billions", "bln", "bn", "b"), 9),
    **dict.fromkeys(("million", "millions", "mln", "mn", "m"), 6),
    **dict.fromkeys(("thousand", "k"), 3),
}
_DOLLARS: Final = (
    *("united states dollars", "u.s. dollars", "us dollars", "u.s. dollar", "us dollar"),
    *("dollars", "dollar", "us$", "u.s.$", "usd", "$", "美元", "美金"),
)
_FOREIGN: Final = (
    *("新台幣", "新臺幣", "台幣", "臺幣", "nt$", "ntd", "twd", "歐元", "€", "eur", "euros", "euro", "英鎊"),
    *("£", "gbp", "pounds", "日圓", "日元", "¥", "jpy", "yen", "人民幣", "人民币", "rmb", "cny", "yuan"),
    *("港元", "港幣", "hk$", "hkd", "a$", "c$", "s$", "韓元", "krw", "元", "塊"),
)
_ABOUT: Final = (
    *("大約", "約", "將近", "近", "逾", "超過", "approximately", "about", "around", "roughly", "nearly"),
    *("almost", "some", "more than", "over", "~", "≈", "circa", "ca."),
)
_MINUS: Final = ("負", "minus ", "-")
_PLUS: Final = ("plus ", "+")
_SCALE: Final = "|".join(_ENGLISH)
_FIGURES: Final = re.compile(rf"(?P<number>{ARABIC})(?:[ -]?(?P<unit>{_SCALE}))?")
_WORDS: Final = re.compile(rf"(?P<number>[a-z][a-z -]*?)(?:[ -](?P<unit>{_SCALE}))?")
_LEVELS: Final = ("兆", "萬億", "億", "萬", "")
_UNIT_WORD: Final = re.compile("((?<=[0-9])[十百千])?(兆|萬億|億|萬)|(?<=[0-9])[十百千]")


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount of US dollars as somebody printed it.

    Parameters
    ----------
    value_usd : float
        The amount in US dollars.
    step_usd : float
        The worth of the last printed digit: what the printed figure cannot tell.
    text : str
        The words as given.
    unit_word : str
        The unit as printed, the largest one of a compound: ``"兆"``, ``"萬億"``, ``"billion"``, or nothing.
    currency : str
        ``"USD"`` if the text names the dollar, else nothing.
    approximate : bool
        Whether the text says about, nearly, more than.
    """

    value_usd: float
    step_usd: float
    text: str
    unit_word: str
    currency: str = ""
    approximate: bool = False

    @property
    def value_bn(self) -> float:
        """The amount in billions of US dollars."""
        return float(Decimal(repr(self.value_usd)).scaleb(-9))


def parse_amount(text: str) -> Amount:
    """The amount of US dollars that a text is, and nothing beside it.

    Parameters
    ----------
    text : str
        One amount: ``"$6.74 trillion"``, ``"US$1.5bn"``, ``"4.2兆美元"``, ``"1兆2,000億美元"``, ``"四兆五千億"``.

    Raises
    ------
    AmountError
        If the text is no amount of US dollars, or can be read in two ways; the message says why.

    >>> parse_amount("4.2兆美元").value_usd / parse_amount("4.2億美元").value_usd
    10000.0
    """
    try:
        return _amount(text)
    except Unreadable as why:
        raise AmountError(
            f'"{text if len(text) <= LONGEST else text[:LONGEST] + "..."}" is no amount of US dollars: {why}',
            "units.parse",
            'one amount with its unit, e.g. "$4.2 trillion", "4.2兆美元", "3,982億美元"',
            "write the amount with one number, one unit and the currency",
        ) from None


def _amount(text: str) -> Amount:
    if len(text) > LONGEST:
        raise Unreadable(f"longer than {LONGEST} characters")
    body, sign, named, about = _bare(normalised(text))
    reading, unit = _reading(body)
    if not unit and not named:
        raise Unreadable("it has neither a unit nor a currency")
    if reading.value * CENTS_PER_DOLLAR > MAX_CENTS:
        raise Unreadable("more dollars than the books can hold")
    value = float(sign * reading.value) if reading.value else 0.0
    return Amount(value, float(reading.step), text, unit, "USD" if named else "", about)


def _bare(text: str) -> tuple[str, int, bool, bool]:
    """The number with its unit, the sign, whether the dollar is named, and whether it is approximate."""
    foreign = next((w for w in _FOREIGN if text.startswith(w) or text.endswith(w)), None)
    if foreign and not any(text.endswith(w) for w in _DOLLARS):
        raise Unreadable(f"it is in {foreign}")
    about, text = _strip_first(text, _ABOUT)
    minus, text = _strip_first(text, _MINUS)
    plus, text = _strip_first(text, _PLUS)
    before, text = _strip_first(text, _DOLLARS)
    late, text = _strip_first(text, _MINUS)
    after = next((w for w in _DOLLARS if text.endswith(w)), "")
    text = text.removesuffix(after).rstrip(" -")
    if sum(map(bool, (minus, plus, late))) > 1:
        raise Unreadable("two signs")
    if before and after:
        raise Unreadable("two currencies")
    return text, -1 if minus or late else 1, bool(before or after), bool(about)


def _reading(body: str) -> tuple[Reading, str]:
    """The number in dollars and its unit as printed."""
    if not body:
        raise Unreadable("no number")
    if match := _FIGURES.fullmatch(body):
        return read(match["number"]).times(10 ** _ENGLISH.get(match["unit"] or "", 0)), match["unit"] or ""
    if match := _WORDS.fullmatch(body):
        return words(match["number"]).times(10 ** _ENGLISH.get(match["unit"] or "", 0)), match["unit"] or ""
    found = [(match[2] or "", match[0]) for match in _UNIT_WORD.finditer(body)]
    return read(body), min(found, key=lambda pair: _LEVELS.index(pair[0]))[1] if found else ""


def _strip_first(text: str, prefixes: Sequence[str]) -> tuple[str, str]:
    found = next((word for word in prefixes if text.startswith(word)), "")
    return found, text.removeprefix(found).lstrip()
