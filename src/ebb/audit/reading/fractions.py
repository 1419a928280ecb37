"""Numbers that are words of their own: 百分之三十四, 三成五, 四分之一, two-thirds, a quarter point, 翻倍, doubled."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from ebb.audit.reading.figures import ARABIC, HAN, HAN_DIGITS
from ebb.audit.reading.pieces import QUARTER, Piece
from ebb.audit.reading.plain import rule
from ebb.errors import AmountError
from ebb.units import numerals, parse_rate

_ONE_TO_NINE: Final = HAN_DIGITS[1:]
_PARTS: Final = ("third", "quarter", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_SOME: Final = ("a", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_FRACTIONS: Final = rule(
    rf"(?P<percent>負?[百千]分之(?:{ARABIC}|{HAN}))"
    rf"|(?P<tenths>(?<![{HAN_DIGITS}十百千點])(?:[{_ONE_TO_NINE}]"
    rf"|(?<![0-9.])[1-9](?:\.[0-9])?)成(?:[{_ONE_TO_NINE}])?(?![為立本長果功員熟份交就型人形千上萬]))"
    rf"|(?P<parts>(?<![{HAN_DIGITS}十百千])[{_ONE_TO_NINE}十百]{{1,3}}分之[{_ONE_TO_NINE}十]{{1,3}})"
    rf"|\b(?P<english>(?:{'|'.join(_SOME)})[ -](?:{'|'.join(_PARTS)})s?)(?= of\b|-of| to\b|(?![ -]?[a-z0-9]))"
    r"|\b(?P<step>(?:half|(?:three-)?quarters?)(?:[ -]of)?(?:[ -]an?)?(?:[ -]percentage)?[ -]point)\b"
    r"|(?P<halfstep>半碼)"
)
_MULTIPLES: Final = rule(
    rf"(?P<again>翻了?(?P<times>[{_ONE_TO_NINE}])?[倍番])|(?P<two>倍增|加倍|\bdoubl(?:ed|es|ing)\b"
    rf"|\bdouble(?= the\b| its\b)|\btwice(?= (?:as|the|its|that|what)\b))"
    r"|(?P<three>\btripl(?:ed|es|ing)\b|\btrebled\b)|(?P<four>\bquadrupl(?:ed|es|ing)\b)"
    r"|(?P<half>減半|腰斬|\bhalved\b|\bhalving\b)"
    r"|\b(?P<fold>two|three|four|five|six|seven|eight|nine|ten)-?fold\b"
)
_WORTH: Final = {"two": 2.0, "three": 3.0, "four": 4.0, "half": 0.5}
_FOLD: Final = ("", "", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def fractions(plain: str) -> Iterator[Piece]:
    """Shares, rates and multiples that are written without a number and a unit side by side, in order."""
    for match in _FRACTIONS.finditer(plain):
        piece = _fraction(match)
        if piece is not None:
            yield piece
    for match in _MULTIPLES.finditer(plain):
        value = _multiple(match)
        yield Piece(match.start(), match.end(), "multiple", "times", value, value, 0.0)


def _fraction(match: re.Match[str]) -> Piece | None:
    kind, words = match.lastgroup, match[0]
    try:
        if kind in ("percent", "tenths"):
            rate = parse_rate(words)
            value, step = rate.value_percent, rate.step_percent
            return Piece(*match.span(), "rate" if kind == "percent" else "share", "percent", value, value, step)
        if kind == "parts":
            below, above = words.split("分之")
            value = 100 * float(numerals.read(above).value / numerals.read(below).value)
            return Piece(*match.span(), "share", "percent", value, value, 0.0)
    except (AmountError, numerals.Unreadable, ArithmeticError):
        return None
    if kind == "english":
        some, part = re.split("[ -]", words)
        value = 100 * max(1, _SOME.index(some)) / (_PARTS.index(part.rstrip("s")) + 3)
        return Piece(*match.span(), "share", "percent", value, value, 0.0) if value <= 100 else None
    if kind == "halfstep":
        return Piece(*match.span(), "rate", "bp", QUARTER / 2, QUARTER / 2, 0.0)
    value = 50.0 if words.startswith("half") else 75.0 if words.startswith("three") else QUARTER
    return Piece(*match.span(), "rate", "bp", value, value, 0.0)


def _multiple(match: re.Match[str]) -> float:
    if match["again"]:
        times = HAN_DIGITS.index(match["times"]) if match["times"] else 1
        times = 2 if match["times"] == "兩" else times
        return float(2**times if match["again"].endswith("番") else max(2, times))
    if match["fold"]:
        return float(_FOLD.index(match["fold"]))
    return _WORTH[match.lastgroup or "two"]
