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
    r"(?:[ T][0-9:+Z]{4,20})?[^0-9\n]{0,12}$",
    re.MULTILINE,
)
_LABELLED: Final = re.compile(
    r"(?:發[布佈表]|发[布表]|刊[登載载]|日期|時間|时间|published|posted|date)[^0-9\n]{0,12}$", re.IGNORECASE
)
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
    text, dated = visible(text) if is_html(text) else (text, "")
    text = text.translate(_UNSEEN).replace("\r\n", "\n").replace("\r", "\n").strip()
    if not any(char.isalnum() for char in text):
        raise UsageError(
            "the text cannot be read: there are no words in it",
            name or "the text",
            "a text with words",
            "save what you see of the page as text",
        )
    return Document(text, sentences(text), script(text), sys.intern(encoding), _day(dated) or _dated(text))


def _dated(text: str) -> date | None:
    """The day a line near the top says the text is of: a line with a date and hardly anything else."""
    for line in _DATE_LINE.finditer(text[:_TOP]):
        before = line[0][: line.start(1) - line.start()]
        if not before.strip() or _LABELLED.search(before):
            return _of(*line.group(1, 2, 3))
    return None


def _day(printed: str) -> date | None:
    match = re.match(r"\s*([0-9]{4})-?([0-9]{2})-?([0-9]{2})", printed)
    return _of(*match.groups()) if match else None


def _of(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None
