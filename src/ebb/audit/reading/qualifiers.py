"""The words around a quantity that limit it: about, nearly, more than, at most, and their Chinese counterparts."""

from __future__ import annotations

from typing import Final, NamedTuple

from ebb.audit.reading.plain import rule

_LEFT: Final = {
    "about": (
        *(
            "大約",
            "約略",
            "約莫",
            "約為",
            "約有",
            "約在",
            "約是",
            "約合",
            "約當",
            "折合約",
            "約",
            "大概",
            "大致",
            "估約",
        ),
        *(
            "approximately",
            "about",
            "around",
            "roughly",
            "circa",
            "ca.",
            "some",
            "an estimated",
            "~",
            "in the region of",
            "≈",
        ),
    ),
    "nearly": (
        *("將近", "接近", "逼近", "直逼", "趨近", "近乎", "幾乎達", "幾近", "近"),
        *("nearly", "almost", "close to", "approaching", "not quite", "virtually"),
    ),
    "over": (
        *(
            "超過",
            "超出",
            "超逾",
            "逾越",
            "逾",
            "多於",
            "高於",
            "大於",
            "突破",
            "升破",
            "漲破",
            "衝破",
            "站上",
            "破",
            "超",
            "高過",
        ),
        *(
            "more than",
            "over",
            "above",
            "exceeding",
            "exceeded",
            "in excess of",
            "greater than",
            "just over",
            "well over",
            "north of",
        ),
        *("upwards of", "upward of", "topped", "topping", "surpassing", "surpassed", "higher than"),
    ),
    "under": (
        *("不到", "未達", "不及", "低於", "少於", "小於", "不足", "跌破", "未滿", "略低於", "低過"),
        *(
            "less than",
            "under",
            "below",
            "fewer than",
            "short of",
            "just under",
            "lower than",
            "south of",
            "smaller than",
        ),
    ),
    "at_least": (
        *("至少", "最少", "不低於", "不少於", "起碼", "最低", "不下"),
        *("at least", "no less than", "not less than", "a minimum of", "no fewer than"),
    ),
    "at_most": (
        *("最多", "至多", "不超過", "不逾", "不高於", "頂多"),
        *("at most", "up to", "no more than", "not more than", "a maximum of", "capped at"),
    ),
    "as_high_as": (
        *("高達", "多達", "高至", "甚至達", "最高達", "達到多達"),
        *("as high as", "as much as", "as many as", "a whopping", "a staggering", "fully"),
    ),
}
_RIGHT: Final = {
    "about": ("左右", "上下", "前後", "許", " or so", " or thereabouts", ", give or take"),
    "over": ("有餘", "餘", "多", " plus", "-plus"),
    "at_least": ("以上", "或以上", "或更多", " or more", " and above", " or higher", " and up"),
    "at_most": ("以下", "以內", "之內", "或以下", " or less", " or fewer", " or below", " or lower"),
}
#: A verb may stand between these and the number: 至少購買1200億.
_LOOSE: Final = rule(
    "(至少|最少|起碼|最多|至多|頂多|不超過|超過|高達)(?:購買|買入|買進|賣出|增加|減少|提供|下降"
    "|下跌|上漲|上升|跌去|跌掉|升至|降至|縮減|需要|需|有|為|達|再|會|降|升|漲|跌|買|賣|增|減)了?$"
)
_NOT_LEFT: Final = rule("(?:最|附|鄰|靠|遠|親)近$|(?:節|條|大|合|制|契|特|簽|公|預|儉|隱)約$|(?:打|爆|擊)破$")
_GAP: Final = rule("(?:達到|達|為|是|有|在| the| a| an| of)?[ 「『(]?$")


class Limit(NamedTuple):
    """How words limit a quantity, which words, and how near they stand (0 where none do)."""

    limit: str
    words: str


_LEFT_WORDS: Final = sorted(
    ((word, limit) for limit, words in _LEFT.items() for word in words), key=lambda pair: len(pair[0]), reverse=True
)
_RIGHT_WORDS: Final = sorted(
    ((word, limit) for limit, words in _RIGHT.items() for word in words), key=lambda pair: len(pair[0]), reverse=True
)
_REACH: Final = 26


def left(text: str, plain: str, start: int) -> Limit:
    """The limit said just before a quantity that begins at `start`."""
    window = plain[max(0, start - _REACH) : start]
    if loose := _LOOSE.search(window):
        limit = next(limit for word, limit in _LEFT_WORDS if word == loose[1])
        place = start - len(window) + loose.start(1)
        return Limit(limit, text[place : place + len(loose[1])])
    bare = _GAP.sub("", window.rstrip(" "))
    for candidate in (window.rstrip(" 「『("), bare.rstrip(" ")):
        for word, limit in _LEFT_WORDS:
            if candidate.endswith(word) and not _inside_word(candidate, word):
                place = start - len(window) + len(candidate) - len(word)
                return Limit(limit, text[place : place + len(word)])
    return Limit("exact", "")


def right(text: str, plain: str, end: int) -> Limit:
    """The limit said just behind a quantity that ends at `end`."""
    for word, limit in _RIGHT_WORDS:
        if plain.startswith(word, end) and not (
            word[0] == " " and plain[end + len(word) : end + len(word) + 1].isalnum()
        ):
            return Limit(limit, text[end : end + len(word)].strip(" ,-"))
    return Limit("exact", "")


def _inside_word(window: str, word: str) -> bool:
    """Whether the word is only the end of another one: recently is no "nearly", 最近 no 近."""
    place = len(window) - len(word)
    if word[0].isascii():
        return window[max(0, place - 1) : place].isalpha() and window[place - 1].isascii()
    return len(word) == 1 and bool(_NOT_LEFT.search(window))
