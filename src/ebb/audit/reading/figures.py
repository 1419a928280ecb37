"""Numbers as they stand in running text: where one begins and ends, and what it is worth once its scale is known.

The value itself is read by :mod:`ebb.units`, the one parser of the house; this module only finds the words to hand to it
and names the vague ones (數十億, tens of billions), which are a range.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Final

from ebb.audit.reading.plain import rule
from ebb.errors import AmountError
from ebb.units import numerals, parse_amount

HAN_DIGITS: Final = "零一二三四五六七八九兩"
#: Digits as printed; atomic, so that a long run of digits is walked once.
ARABIC: Final = f"(?>{numerals.ARABIC})(?![0-9])"
HAN: Final = f"[{HAN_DIGITS}十百千]{{1,12}}(?:點[{HAN_DIGITS}]{{1,8}})?"
_ONES: Final = (
    "two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen"
    "|seventeen|eighteen|nineteen"
)
_TENS: Final = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
_MORE_WORDS: Final = rf"(?:[ -](?:one|{_ONES}|hundred|and(?= (?:a half|one|{_ONES}|{_TENS})\b)|a half|{_TENS})){{0,5}}"
_ENGLISH_WORDS: Final = rf"half an?|an?(?: hundred{_MORE_WORDS})?|(?:one|{_ONES}|{_TENS}){_MORE_WORDS}"
_VAGUE_HAN: Final = (
    "(?<![人指倍點總家多少分係參函無奇單雙代])(?:好?[數幾][十百千]?|十[幾數餘多]"
    "|[二三四五六七八九]十[幾數])|(?<![加以往向晚早至])上[百千十]?(?=[百千]?[萬億兆])"
)
_VAGUE_ENGLISH: Final = (
    r"(?:several|a few|some few|a couple of|multiple)(?: hundred| dozen)?(?= (?:million|billion"
    r"|trillion|percent|basis|times|months|weeks|"
    r"years|days|banks)\b)|(?:tens|hundreds|dozens) of(?= (?:millions|billions|trillions)\b)"
    r"|(?=(?:millions|billions|trillions) of\b)"
)
#: No number starts inside a word, a name (COVID-19, H.4.1), another number or a list of digits that is none.
_GUARD: Final = (
    r"(?:(?<![0-9a-z_&])(?<![0-9][.,:/])(?<!\.)(?<![a-z]-)|(?<=usd)|(?<=eur)|(?<=gbp)|(?<=jpy)"
    r"|(?<=cny)|(?<=rmb)|(?<=twd)|(?<=ntd)|(?<=chf))"
)
_NUMBER: Final = rule(
    rf"(?P<arabic>{_GUARD}{ARABIC})"
    rf"|(?P<vague>{_VAGUE_HAN})"
    rf"|(?P<han>(?<![{HAN_DIGITS}十百千萬億兆點第數幾]){HAN})"
    rf"|\b(?P<hazy>{_VAGUE_ENGLISH})"
    rf"|(?<![a-z-])(?P<words>{_ENGLISH_WORDS})\b(?=[ -])"
)
_HAN_SCALE: Final = rule(
    rf" {{0,12}}(?P<infix>[多餘幾]|來(?=[萬億兆]))?"
    rf"(?P<scale>[十百千]?(?:萬(?P<inner>[多餘]?)億|億|兆|萬)|(?<=[0-9])[百千](?![分]))"
    rf"(?P<rest>(?:(?:{ARABIC}|{HAN})[十百千]?[萬億](?!億))*"
    rf"(?:零{HAN}|{HAN}(?![{HAN_DIGITS}十百千萬億兆%成倍個年月]|點[{HAN_DIGITS}]))?)(?P<more>[多餘](?!年|個|家|人))?"
)
_ENGLISH_SCALE: Final = rule(
    r"[ -]?(?P<scale>trillion|billion|million|thousand|trn|tn|bln|bn|mln|mn)s?\b(?P<more>-plus)?"
)
_LETTER_SCALE: Final = rule(r" ?(?P<scale>[tbmk])\b(?P<more>)")
_TWO_DIGITS: Final = rule(f"([{HAN_DIGITS[1:]}])([{HAN_DIGITS[1:]}])([十百千]*)")
_POWERS: Final = {"": 0, "十": 1, "百": 2, "千": 3}
_HAZY: Final = {"tens": 10, "dozens": 10, "hundreds": 100}


@dataclass(frozen=True, slots=True)
class Figure:
    """Number words in a text and the scale beside them, before anything says what they measure.

    Parameters
    ----------
    start, end : int
        Place of number and scale together.
    number, scale, rest : str
        ``"1"``, ``"兆"``, ``"2,000億"`` of 「1兆2,000億」.
    style : str
        ``"arabic"``, ``"han"``, ``"words"``, or ``"vague"`` (a range by itself).
    more : str
        「多」, 「餘」 or "-plus" inside or behind the figure.
    """

    start: int
    end: int
    number: str
    scale: str
    rest: str
    style: str
    more: str = ""


def figures(plain: str) -> Iterator[Figure]:
    """Every number of a plain text with its scale, in order and without overlap; many of them will mean nothing."""
    place = 0
    while match := _NUMBER.search(plain, place):
        style = match.lastgroup or ""
        place = max(match.end(), place + 1)
        beside = _HAN_SCALE.match(plain, match.end()) or (_ENGLISH_SCALE.match(plain, match.end()))
        if beside is None and style == "arabic":
            beside = _LETTER_SCALE.match(plain, match.end()) if _money_before(plain, match.start()) else None
        number, style = match[0], "vague" if style in ("vague", "hazy") else style
        if beside is None:
            yield Figure(match.start(), match.end(), number, "", "", style)
            continue
        groups = beside.groupdict()
        inner = groups.get("inner") or ""
        more = (groups.get("infix") or "") + inner + (groups.get("more") or "")
        scale = beside["scale"].replace(inner, "")
        yield Figure(match.start(), beside.end(), number, scale, groups.get("rest") or "", style, more)
        place = max(place, beside.end())


def worth(figure: Figure, scale: str | None = None) -> tuple[float, float, float] | None:
    """Low, high and step of a figure in ones, or None where the words are no number.

    Parameters
    ----------
    figure : Figure
    scale : str, optional
        The scale of a neighbour to use (7000至9000億), instead of its own.

    Notes
    -----
    Vague words are the range they leave open: 數十億 is 10 to 100 times 億.
    """
    unit = figure.scale + figure.rest if scale is None else figure.scale + scale
    if figure.style == "vague":
        return _vague(figure.number, unit)
    pair = _TWO_DIGITS.fullmatch(figure.number) if figure.style == "han" else None
    if pair and figure.scale and _worth_of(pair[1]) < _worth_of(pair[2]):
        ends = [_amount(pair[place] + pair[3], unit) for place in (1, 2)]
        return None if None in ends else (ends[0][0], ends[1][0], ends[0][1])  # type: ignore[index]
    one = _amount(_written(figure), unit)
    return None if one is None else (one[0], one[0], one[1])


def _written(figure: Figure) -> str:
    """The number in words that the parser of amounts reads."""
    number = figure.number
    if figure.style == "han" and number[0] in "百千":
        return f"一{number}"
    if figure.style != "words":
        return number
    if number.startswith("half"):
        return "0.5"
    number = re.sub(r"^an?\b", "one", number)
    if number.endswith(" and a half"):
        whole = _amount(number.removesuffix(" and a half"), "")
        return str(Decimal(int(whole[0])) + Decimal("0.5")) if whole else number
    return number


@lru_cache(4096)
def _amount(number: str, unit: str) -> tuple[float, float] | None:
    spaced = f" {unit}" if unit[:1].isascii() else unit
    try:
        amount = parse_amount(f"{number}{spaced} dollars")
    except AmountError:
        return None
    return amount.value_usd, amount.step_usd


def _vague(words: str, unit: str) -> tuple[float, float, float] | None:
    if not words or words.isascii():
        return _hazy(words, unit)
    size = _amount("一", unit) if unit else (1.0, 1.0)
    if size is None:
        return None
    if words[-1] in "幾數餘多" and len(words) == 2 and words[0] not in "好":  # 十幾, 二十幾 below
        tens = 1
    elif len(words) == 3 and words[1] == "十":
        tens = HAN_DIGITS.index(words[0])
    else:
        low = 10.0 ** _POWERS[words.lstrip("好")[1:]]
        return low * size[0], 10 * low * size[0], low * size[0]
    return 10 * tens * size[0], 10 * (tens + 1) * size[0], size[0]


def _hazy(words: str, unit: str) -> tuple[float, float, float] | None:
    size = _amount("1", unit) if unit else (1.0, 1.0)
    if size is None:
        return None
    first = words.split(" ")[0]
    low = _HAZY.get(first, 100 if words.endswith("hundred") else 10 if words.endswith("dozen") else 1) * size[0]
    return low, low * (1000 if not words else 10), low


def _money_before(plain: str, start: int) -> bool:
    return plain[max(0, start - 1) : start] in ("$", "€", "£", "¥")


def _worth_of(digit: str) -> int:
    return 2 if digit == "兩" else HAN_DIGITS.index(digit)
