"""Where sentences begin and end, in Chinese and English, and in which script a text is written."""

from __future__ import annotations

import re
from typing import Final

_STOP: Final = re.compile(r"""[。！？!?；]+[」』”’"')）】》]*|\.+[”’"')]*(?=[ \n]|$)|…+(?=[ \n]|$)|\n+""")
_TITLES: Final = ("mr", "mrs", "ms", "dr", "prof", "gov", "sen", "gen", "vs")
_BEFORE_NUMBERS: Final = frozenset(
    [
        "jan",
        "feb",
        "mar",
        "apr",
        "jun",
        "jul",
        "aug",
        "sep",
        "sept",
        "oct",
        "nov",
        "dec",
        "no",
        "nos",
        "fig",
        "figs",
        "p",
        "pp",
        "vol",
    ]
)
_ABBREVIATIONS: Final = _BEFORE_NUMBERS | frozenset(
    (
        *_TITLES,
        *[
            "sr",
            "jr",
            "st",
            "etc",
            "e.g",
            "i.e",
            "cf",
            "al",
            "inc",
            "ltd",
            "co",
            "corp",
            "u.s",
            "u.k",
            "u.n",
            "d.c",
            "a.m",
            "p.m",
            "approx",
            "est",
            "rep",
            "dept",
            "ca",
        ],
    )
)
#: Words that open a sentence; behind "U.S." anything else goes on with it.
_OPENERS: Final = frozenset(
    ("The", "A", "An", "In", "It", "This", "That", "But", "And", "He", "She", "We", "They", "On", "At")
)
_WORD_BEFORE: Final = re.compile(r"[A-Za-z][A-Za-z.]*$")
_WORD_BEHIND: Final = re.compile(r" *([A-Za-z']+)")

#: Characters that only one of the two scripts uses.
_HANT: Final = frozenset(
    "億萬這個為國說時們會對經過發動現實兩體機當點從業應開還義與關樣線內數質氣變條沒結問無軍並聯準儲備縮緊買賣債銀幣財場資產貨"
    "額達將約間後來長號頭總續購稱報據題員設極導級監險價漲跌勢華爾術證區歐韓圓圖臺灣調學見計認識"
)
_HANS: Final = (
    frozenset(
        "亿万这个为国说时们会对经过发动现实两体机当点从业应开还义与关样线内数质气变条没结问无军并联准储备缩紧买卖债银币财场资产货"
        "额达将约间后来长号头总续购称报据题员设极导级监险价涨势华尔术证区欧韩图湾调学见计认识"
    )
    - _HANT
)
_CHINESE: Final = re.compile("[\u3400-\u9fff]")
_LATIN: Final = re.compile("[A-Za-z]")


def sentences(text: str) -> tuple[tuple[int, int], ...]:
    """The (start, end) of every sentence, in order, without the space around them.

    A full stop ends an English sentence unless it ends an abbreviation (U.S., Sept., Mr.) that goes on with a small
    letter, a digit or, for titles and months, anything.

    >>> text = "The U.S. total was $2.5 trillion. 「好。」他說。"
    >>> [text[a:b] for a, b in sentences(text)]
    ['The U.S. total was $2.5 trillion.', '「好。」', '他說。']
    """
    found, start = [], 0
    for stop in _STOP.finditer(text):
        if stop[0].startswith(".") and _goes_on(text, stop.start(), stop.end()):
            continue
        found.append((start, stop.end()))
        start = stop.end()
    found.append((start, len(text)))
    trimmed = (_trim(text, *span) for span in found)
    return tuple(span for span in trimmed if span[0] < span[1])


def script(text: str) -> str:
    """``"zh-Hant"``, ``"zh-Hans"`` or ``"en"``: the script most of the words are written in.

    Chinese wins where one word in four is Chinese (a character counts as half a word, five letters as one); characters
    that both scripts share decide nothing, and without any that differ Chinese is taken as Traditional.
    """
    chinese = len(_CHINESE.findall(text)) / 2
    latin = len(_LATIN.findall(text)) / 5
    if chinese * 3 < latin or not chinese:
        return "en"
    hant, hans = sum(char in _HANT for char in text), sum(char in _HANS for char in text)
    return "zh-Hans" if hans > hant else "zh-Hant"


def _goes_on(text: str, dot: int, end: int) -> bool:
    """Whether a full stop belongs to an abbreviation inside a sentence."""
    before = _WORD_BEFORE.search(text, max(0, dot - 12), dot)
    after = text[end : end + 2].lstrip(" ")[:1]
    if before is None or after in ("", "\n") or text[end] == "\n":
        return False
    word = before[0].lower()
    if after.islower() or (after.isdigit() and word in _BEFORE_NUMBERS):
        return True
    initials = len(word) == 1 or re.fullmatch(r"(?:[a-z]\.)+[a-z]", word) is not None
    if word not in _ABBREVIATIONS and not initials:
        return False
    if word in ("u.s", "u.k"):
        behind = _WORD_BEHIND.match(text, end)
        return behind is None or behind[1] not in _OPENERS
    return after.isdigit() or word in _TITLES or (len(word) == 1 and word != "i")


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
