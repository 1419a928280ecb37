"""A file or a text as something that can be audited: characters, sentences, script, date."""

from __future__ import annotations

import re
import sys
from datetime import date
from typing import Final

from ebb.audit.claim import Document
from ebb.audit.reading.decode import LARGEST, decode
from ebb.audit.reading.markup import is_html, visible
from ebb.audit.reading.sentences import script, sentences
from ebb.errors import UsageError

#: Characters that nobody sees: controls, marks of direction, zero widths, halves of pairs, what no character has.
_UNSEEN: Final = dict.fromkeys(
    [
        *(code for code in range(0x20) if chr(code) not in "\t\n\r"),
        *range(0x7F, 0xA0),
        *(0xAD, 0x61C, 0xFEFF, 0xFFFE, 0xFFFF),
        *range(0x200B, 0x2010),
        *range(0x202A, 0x202F),
        *range(0x2060, 0x2070),
        *range(0xD800, 0xE000),
    ]
)
_DATE_LINE: Final = re.compile(
    r"^[^0-9\n]{0,24}?((?:19|20)[0-9]{2})(?:[-/.]|年 ?)([0-9]{1,2})(?:[-/.]|月 ?)([0-9]{1,2})日?"
    r"(?:\s*[(（]?(?:星期|週|周)?[一二三四五六日天][)）]?)?(?:\s*(?:上午|下午)?[ T]?[0-9:.+Z-]{4,24})?"
    r"\s*(?:[(（]?(?:更新|發[布佈]|发布|[AP]\.?M\.?|[A-Z]{2,4})[)）]?)?[\s|｜·)）]*$",
    re.MULTILINE,
)
_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH: Final = r"(?P<m{0}>jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]{{0,7}}\.?"
#: A day as English pages print it: January 15, 2026; 15 January 2026; Thursday, Jan. 15, 2026 at 10:30 a.m. ET.
_ENGLISH_DAY: Final = (
    rf"(?:{_MONTH.format(1)} (?P<d1>[0-9]{{1,2}})(?:st|nd|rd|th)?,? (?P<y1>(?:19|20)[0-9]{{2}})"
    rf"|(?P<d2>[0-9]{{1,2}})(?:st|nd|rd|th)? {_MONTH.format(2)},? (?P<y2>(?:19|20)[0-9]{{2}}))(?![0-9])"
)
_ENGLISH_LINE: Final = re.compile(
    rf"^(?P<before>[^0-9\n]{{0,24}}?)\b{_ENGLISH_DAY}"
    r"(?:,? ?(?:at |[|·-] ?)?[0-9]{1,2}:[0-9]{2}(?: ?[ap]\.?m\.?)?(?: ?[A-Z]{2,5})?)?[\s|·.)\]]*$",
    re.MULTILINE | re.IGNORECASE,
)
_ENGLISH: Final = re.compile(rf"\b{_ENGLISH_DAY}", re.IGNORECASE)
_WEEKDAY: Final = re.compile(
    r"\b(?:mon|tues?|wed(?:nes)?|thur?s?|fri|sat(?:ur)?|sun)(?:day)?\b\.?,?|星期.|週.|周.", re.IGNORECASE
)
_LABELLED: Final = re.compile(
    r"(?:發[布佈表]|发[布表]|刊[登載载]|日期|時間|时间|published|posted|date)[^0-9\n]{0,12}$", re.IGNORECASE
)
#: The longest text that is read, in characters a reader sees: a book of a thousand pages.
LONGEST: Final = 2_000_000
#: A line with a date counts as the text's own date only near its top.
_TOP: Final = 600


def read(body: bytes | str, *, name: str = "") -> Document:
    """A text or an HTML page as a document.

    Parameters
    ----------
    body : bytes or str
        The file, at most :data:`ebb.audit.reading.decode.LARGEST` bytes; or its text.
    name : str
        How messages call it, usually the path.

    Returns
    -------
    Document
        `text` holds the words a reader sees, without control characters, otherwise as printed: full-width digits stay.

    Raises
    ------
    UsageError
        If there is nothing to read: empty, binary, too large, in no one encoding, a page without words.

    >>> read(b"<p>The cap is $95 billion.</p>").text
    'The cap is $95 billion.'
    """
    if isinstance(body, str):
        if len(body) > LARGEST:
            decode(b" x" * (LARGEST // 2 + 1), name)
        text, encoding = body, "utf-8"
    else:
        text, encoding = decode(body, name)
    text, declared = visible(text) if is_html(text) else (text, ())
    text = text.translate(_UNSEEN).replace("\r\n", "\n").replace("\r", "\n").strip()
    if not any(char.isalnum() for char in text):
        raise UsageError(
            "the text cannot be read: there are no words in it",
            name or "the text",
            "a text with words",
            "save what you see of the page as text",
        )
    if len(text) > LONGEST:
        raise UsageError(
            f"the text cannot be read: it has {len(text):,} characters",
            name or "the text",
            f"at most {LONGEST:,} characters",
            "audit a part of it",
        )
    return Document(text, sentences(text), script(text), sys.intern(encoding), _declared(declared) or _dated(text))


def _declared(printed: tuple[str, ...]) -> date | None:
    """The first day among what a page declares."""
    return next((day for one in printed if (day := _day(one)) is not None), None)


def _dated(text: str) -> date | None:
    """The day a line near the top says the text is of: a line with a date and hardly anything else."""
    top = text[:_TOP].rpartition("\n")[0] if len(text) > _TOP else text  # a line cut in two is no line of its own
    for line in top.split("\n"):
        if match := _DATE_LINE.search(line):
            before, day = line[: match.start(1)], _of(*match.group(1, 2, 3))
        elif match := _ENGLISH_LINE.search(line):
            before, day = match["before"], _english(match)
        else:
            continue
        bare = _WEEKDAY.sub("", before).strip(" \t,|·")
        if day is not None and (not bare or _LABELLED.search(before)):
            return day
    return None


def _day(printed: str) -> date | None:
    """The day that a page's own declaration prints, in any of the forms pages use."""
    if match := re.match(r"\s*([0-9]{4})-?([0-9]{2})-?([0-9]{2})(?![0-9])", printed):
        return _of(*match.groups())
    if match := re.search(
        r"(?<![0-9])((?:19|20)[0-9]{2})(?:[-/.]|年 ?)([0-9]{1,2})(?:[-/.]|月 ?)([0-9]{1,2})", printed
    ):
        return _of(*match.groups())
    return _english(match) if (match := _ENGLISH.search(printed)) else None


def _english(match: re.Match[str]) -> date | None:
    which = "1" if match["y1"] else "2"
    month = _MONTHS.index(match[f"m{which}"][:3].lower()) + 1
    return _of(match[f"y{which}"], str(month), match[f"d{which}"])


def _of(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None
