"""Numbers as people write them: 1,234.5 and 四千五百, 四點五, 1兆2,000億, thirty-five.

A number is read together with its step, the worth of its last printed digit, because "4.5 trillion" and "4.48 trillion"
may be the same figure. What can be read in two ways is refused: 「四兆五」 is 4.5 trillion in speech and 4 trillion and
5 by the letter.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final, NamedTuple

_DIGIT: Final = {"零": 0, "一": 1, "二": 2, "兩": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_TIMES: Final = {"十": 10, "百": 100, "千": 1000}
_BIG: Final = (("兆", 12), ("億", 8), ("萬", 4))

#: Written and simplified forms, minus signs, full-width characters: one form each.
_ONE_FORM: Final = str.maketrans(
    {
        **{chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)},
        **dict(zip("\u3000\u00a0\u202f\u2009", "    ", strict=True)),
        **dict(zip("−–—－‐‑", "------", strict=True)),
        **dict(
            zip("〇○亿万两点负约壹貳參叁肆伍陸柒捌玖拾佰仟", "零零億萬兩點負約一二三三四五六七八九十百千", strict=True)
        ),
    }
)

ARABIC: Final = r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?|\.[0-9]+"
_ARABIC: Final = re.compile(ARABIC)
_TERM: Final = re.compile(
    rf"(?P<zero>零)|(?P<digit>{ARABIC}|[一二三四五六七八九兩])?(?P<times>[十百千])|(?P<last>[一-龥0-9])"
)
_TEENS: Final = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_TENS: Final = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_WORDS: Final = {word: n for n, word in enumerate(_TEENS)} | {word: 10 * n for n, word in enumerate(_TENS, 2)}


class Reading(NamedTuple):
    """A number and the worth of its last printed digit."""

    value: Decimal
    step: Decimal

    def times(self, size: int | Decimal) -> Reading:
        """The same reading in a unit of `size`."""
        return Reading(self.value * size, self.step * size)


class Unreadable(ValueError):
    """Why a text is no number; the doors of this room turn it into an AmountError."""


def normalised(text: str) -> str:
    """`text` in lower case, one form for each sign, no space beside a Chinese character, single spaces elsewhere."""
    plain = re.sub(r"\s+", " ", text.translate(_ONE_FORM)).strip().lower()
    return re.sub(r" ?([\u4e00-\u9fff]) ?", r"\1", plain)


def read(text: str) -> Reading:
    """The number that a normalised text is, Arabic, Chinese or mixed.

    Raises
    ------
    Unreadable
        If it is none, or can be read in two ways.
    """
    for word, power in _BIG:
        if word in text:
            left, right = text.split(word, 1)
            if word in right:
                raise Unreadable(f"{word} twice")
            if not left:
                raise Unreadable(f"no number before {word}")
            head = read(left).times(10**power)
            return head if not right else _with_rest(head, left, word, power, right)
    return _small(text)


def words(text: str) -> Reading:
    """The number that English words are, below a thousand: "three hundred and five", "thirty-five".

    Raises
    ------
    Unreadable
        If a word is no number.
    """
    before, hundred, after = text.replace("-", " ").replace(" and ", " ").partition(" hundred")
    parts = [_tens(before) * 100, _tens(after) if after.strip() else 0] if hundred else [_tens(before)]
    if hundred and not 100 <= parts[0] <= 900:
        raise Unreadable(f'"{before}" hundred')
    return Reading(Decimal(sum(parts)), Decimal(1))


def _with_rest(head: Reading, left: str, word: str, power: int, right: str) -> Reading:
    """Something and a smaller rest: 1兆2,000億, 一萬零五百."""
    rest = read(right.lstrip("零") or "零")
    if rest.value >= 10**power:
        raise Unreadable(f"{right} is not smaller than one {word}")
    if "." in left or "點" in left:
        raise Unreadable(f"a fraction of {word} and a rest beside it")
    bare = not right.startswith("零") and not any(unit in right for unit in "十百千萬億")
    if bare and (power > 4 or len(right) == 1 or right[0] in _DIGIT):
        raise Unreadable(f"{right} after {word} has no unit and can be read in two ways")
    return Reading(head.value + rest.value, rest.step)


def _small(text: str) -> Reading:
    if _ARABIC.fullmatch(text):
        return _arabic(text)
    if "點" in text:
        return _with_fraction(text)
    if text and all(char in _DIGIT for char in text):
        return Reading(Decimal("".join(str(_DIGIT[char]) for char in text)), Decimal(1))
    return _terms(text)


def _arabic(text: str) -> Reading:
    digits = text.replace(",", "")
    if len(digits) > 20:
        raise Unreadable("more than 20 digits")
    return Reading(Decimal(digits), Decimal(1).scaleb(-len(digits.partition(".")[2])))


def _with_fraction(text: str) -> Reading:
    whole, _, fraction = text.partition("點")
    times = _TIMES.get(fraction[-1:], 1)
    digits = [str(_DIGIT.get(char, char)) for char in fraction.rstrip("十百千")]
    if fraction[-2:-1] in _TIMES or not whole or not digits or not all(digit in "0123456789" for digit in digits):
        raise Unreadable("點 needs a number before it and digits after it")
    head = _small(whole)
    if head.step < 1 or len(digits) > 15:
        raise Unreadable("two fractions, or too many digits")
    step = Decimal(1).scaleb(-len(digits))
    return Reading(head.value + int("".join(digits)) * step, step).times(times)


def _terms(text: str) -> Reading:
    """Digits with 千, 百, 十, in falling order: 三千五百, 十二, 5千, 2百5十."""
    total, last, place, zero, step = Decimal(0), 10_000, 0, False, Decimal(1)
    while place < len(text):
        match = _TERM.match(text, place)
        if match is None or (match["last"] and match["last"] not in _DIGIT and not match["last"].isascii()):
            raise Unreadable(f'"{text[place:] or text}" is no number')
        place = match.end()
        if match["zero"]:
            zero = True
            continue
        times = _TIMES[match["times"]] if match["times"] else 1
        if times == 1 and last not in (10, 10_000) and not zero:
            raise Unreadable(f'"{text}" can be read in two ways')
        if times >= last or (times > 10 and not match["digit"]):
            raise Unreadable(f'"{text}" is no number')
        digit = _digit(match["digit"] or match["last"] or "一")
        alone = match.end() - match.start() == len(text)
        if not alone and (digit.step != 1 or not 0 <= digit.value <= 9):
            raise Unreadable(f'"{text}" mixes digits and numerals')
        total, last, zero, step = total + digit.value * times, times, False, digit.step * times
    if not text:
        raise Unreadable("no number")
    return Reading(total, step)


def _digit(text: str) -> Reading:
    return Reading(Decimal(_DIGIT[text]), Decimal(1)) if text in _DIGIT else _arabic(text)


def _tens(text: str) -> int:
    values = []
    for word in text.split():
        if word not in _WORDS:
            raise Unreadable(f'"{word}" is no number')
        values.append(_WORDS[word])
    if len(values) == 2 and values[0] >= 20 and 1 <= values[1] <= 9:
        return sum(values)
    if len(values) == 1:
        return values[0]
    raise Unreadable(f'"{text.strip()}" is no number' if text.strip() else "no number")
